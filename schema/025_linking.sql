-- Making a link from what is there already: a table proposed for a tab, both sides compared before the first sync, and how far that has come.
-- Relies on 004_link.sql and 006_columns.sql. The tab, as the command has read it, is a temporary table of its session; row 1 is the header.

CREATE FUNCTION gsync.tab_begin() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.gsync_tab;
    CREATE TEMP TABLE gsync_tab (place int PRIMARY KEY, cells jsonb NOT NULL, formulas int[] NOT NULL, formats jsonb);
END $$;

-- Some rows: [{"row":2,"cells":[…],"formulas":[3],"formats":{"4":{"type":"DATE","pattern":"dd.mm.yyyy"}}},…]; formats are of numbers.
CREATE FUNCTION gsync.tab_add(part text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pg_temp.gsync_tab
    SELECT (r ->> 'row')::int, r -> 'cells', ARRAY(SELECT f::int FROM jsonb_array_elements_text(coalesce(r -> 'formulas', '[]')) f), r -> 'formats'
    FROM jsonb_array_elements((gsync.parse(part)).doc) r;
END $$;

-- {"header":[…],…}: the header row comes last.
CREATE FUNCTION gsync.tab_header(info text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pg_temp.gsync_tab SELECT 1, (gsync.parse(info)).doc -> 'header', '{}', NULL;
    ANALYZE pg_temp.gsync_tab (place);
END $$;

-- The columns that have a header. twin: an earlier column with the same one, which takes the name.
CREATE FUNCTION gsync.tab_columns() RETURNS TABLE (n int, header text, twin int) STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    SELECT h.n::int, h.h, nullif(min(h.n) OVER (PARTITION BY h.h), h.n)::int
    FROM pg_temp.gsync_tab t, jsonb_array_elements_text(t.cells) WITH ORDINALITY h(h, n)
    WHERE t.place = 1 AND h.h <> '' AND NOT gsync.is_id_header(h.h) ORDER BY h.n;
END $$;

-- A column's type, from counts over all of its filled cells. whole, lowest and highest are of its numbers; formats: the different ones of these,
-- "TYPE pattern", " " for none. What is not all of one kind is text: it loses nothing.
CREATE FUNCTION gsync.column_type(numbers bigint, texts bigint, booleans bigint, whole boolean, lowest numeric, highest numeric, formats text[], uuids bigint)
RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE
    WHEN texts > 0 AND texts = uuids AND numbers + booleans = 0 THEN 'uuid'
    WHEN texts > 0 OR numbers > 0 AND booleans > 0 OR numbers + booleans = 0 THEN 'text'
    WHEN booleans > 0 THEN 'boolean'
    WHEN lowest >= -693593 AND highest < 2958466 AND whole AND NOT EXISTS (SELECT FROM unnest(formats) f WHERE f !~ '^DATE ') THEN 'date'
    WHEN lowest >= -693593 AND highest < 2958466 AND NOT EXISTS (SELECT FROM unnest(formats) f WHERE f !~ '^DATE(_TIME)? ') THEN 'timestamp'
    WHEN lowest >= 0 AND highest < 1 AND NOT EXISTS (SELECT FROM unnest(formats) f WHERE f !~ '^TIME ') THEN 'time'
    WHEN NOT whole OR EXISTS (SELECT FROM unnest(formats) f WHERE f ~ '^(PERCENT|CURRENCY|SCIENTIFIC) ' OR f ~ '^NUMBER .*\.[0#?]') THEN 'numeric'
    WHEN lowest >= -2147483648 AND highest <= 2147483647 THEN 'integer'
    WHEN lowest > -9007199254740992 AND highest < 9007199254740992 THEN 'bigint'        -- from there on a bigint column refuses numbers
    ELSE 'numeric' END;

-- What each column with a header holds, over all rows. Errors of formulas are no values.
CREATE FUNCTION gsync.tab_types() RETURNS TABLE (n int, header text, filled bigint, type text) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    SELECT c.n, c.header, coalesce(s.numbers + s.texts + s.booleans, 0),
        gsync.column_type(coalesce(s.numbers, 0), coalesce(s.texts, 0), coalesce(s.booleans, 0), s.whole, s.lowest, s.highest, s.formats, s.uuids)
    FROM gsync.tab_columns() c LEFT JOIN (
        SELECT v.n, count(*) FILTER (WHERE v.kind = 'number') AS numbers, count(*) FILTER (WHERE v.kind = 'string') AS texts, count(*) FILTER (WHERE v.kind = 'boolean') AS booleans,
            bool_and(v.x % 1 = 0) AS whole, min(v.x) AS lowest, max(v.x) AS highest, array_agg(DISTINCT v.format) FILTER (WHERE v.kind = 'number') AS formats,
            count(*) FILTER (WHERE v.kind = 'string' AND (v.v #>> '{}') ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') AS uuids
        FROM (SELECT e.n::int AS n, e.v, jsonb_typeof(e.v) AS kind, CASE WHEN jsonb_typeof(e.v) = 'number' THEN e.v::numeric END AS x, concat(t.formats -> e.n::text ->> 'type', ' ', t.formats -> e.n::text ->> 'pattern') AS format
              FROM pg_temp.gsync_tab t, jsonb_array_elements(t.cells) WITH ORDINALITY e(v, n)
              WHERE t.place > 1 AND e.v NOT IN ('null', '""')
                AND NOT (e.n = ANY (t.formulas) AND jsonb_typeof(e.v) = 'string' AND (e.v #>> '{}') ~ '^#(ERROR!|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)$')) v
        GROUP BY v.n) s ON s.n = c.n
    WHERE c.twin IS NULL ORDER BY c.n;
END $$;

CREATE FUNCTION gsync.texts(list jsonb) RETURNS text[] IMMUTABLE LANGUAGE sql
RETURN CASE WHEN jsonb_typeof(list) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(list)) END;

-- 1 is A, 27 is AA
CREATE FUNCTION gsync.column_letters(place int) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
    letters text := '';
BEGIN
    WHILE place > 0 LOOP
        letters := chr(65 + (place - 1) % 26) || letters;
        place := (place - 1) / 26;
    END LOOP;
    RETURN letters;
END $$;

-- A name for a column that none of `taken` has and that PostgreSQL allows.
CREATE FUNCTION gsync.free_name(wanted text, place int, taken text[]) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
    plain text := coalesce(nullif(gsync.plain_name(wanted), ''), 'column_' || place);
    name text;
    i int := 1;
BEGIN
    WHILE octet_length(plain) > 58 LOOP plain := left(plain, -1); END LOOP;
    IF plain IN ('tableoid', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax') THEN plain := plain || '_'; END IF;
    name := plain;
    WHILE name = ANY (taken) LOOP
        i := i + 1;
        name := format('%s_%s', plain, i);
    END LOOP;
    RETURN name;
END $$;

-- Why columns of the tab cannot be a key: rows in which one is empty, and rows that are the same in all of them. NULL if they can.
CREATE FUNCTION gsync.key_problem(places int[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    empty int[];
    twins int[];
BEGIN
    SELECT array_agg(t.place ORDER BY t.place) INTO empty FROM pg_temp.gsync_tab t
    WHERE t.place > 1 AND EXISTS (SELECT FROM unnest(places) p WHERE coalesce(t.cells ->> (p - 1), '') = '')
      AND EXISTS (SELECT FROM gsync.tab_columns() c WHERE coalesce(t.cells ->> (c.n - 1), '') <> '');
    IF empty IS NOT NULL THEN RETURN format('it is empty in %s', gsync.rows_text(empty)); END IF;
    SELECT x.rows INTO twins
    FROM (SELECT array_agg(t.place ORDER BY t.place) AS rows FROM pg_temp.gsync_tab t WHERE t.place > 1 AND coalesce(t.cells ->> (places[1] - 1), '') <> ''
          GROUP BY ARRAY(SELECT t.cells ->> (p - 1) FROM unnest(places) p)) x
    WHERE cardinality(x.rows) > 1 ORDER BY x.rows[1] LIMIT 1;
    IF twins IS NOT NULL THEN RETURN format('it is the same in %s', gsync.rows_text(twins)); END IF;
    RETURN NULL;
END $$;

-- "row 4", "rows 4 and 9", "rows 4, 9, 12 and 30 more"
CREATE FUNCTION gsync.rows_text(places int[]) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE WHEN cardinality(places) = 1 THEN 'row ' || places[1]
    WHEN cardinality(places) <= 4 THEN format('rows %s and %s', array_to_string(places[:cardinality(places) - 1], ', '), places[cardinality(places)])
    ELSE format('rows %s and %s more', array_to_string(places[:3], ', '), cardinality(places) - 3) END;

-- The key of a proposed table: the columns that were asked for (by header or by name), else the first that looks like an id, and is one; NULL: none.
CREATE FUNCTION gsync.propose_key(of_table text, columns jsonb, wanted text[], OUT key text[], OUT note text) LANGUAGE plpgsql AS $$
DECLARE
    one text;
    c jsonb;
    places int[] := '{}';
    problem text;
    usual text := format('^(id|uuid|guid|key|code|sku|slug|nr|no|number|%1$s_?(id|nr|no|number|key|code))$', regexp_replace(gsync.plain_name(of_table), '(ie)?s$', '(ies?|y)?s?'));
BEGIN
    IF wanted IS NOT NULL THEN
        FOREACH one IN ARRAY wanted LOOP
            SELECT x INTO c FROM jsonb_array_elements(columns) x WHERE x ->> 'header' = one OR x ->> 'name' = one ORDER BY (x ->> 'header' = one) DESC LIMIT 1;
            IF c IS NULL THEN
                RAISE 'the tab has no column "%", which --key names', one USING ERRCODE = 'undefined_column',
                    HINT = 'It has: ' || (SELECT string_agg(x ->> 'header', ', ' ORDER BY (x -> 'place')::int) FROM jsonb_array_elements(columns) x);
            END IF;
            key := key || (c ->> 'name');
            places := places || (c -> 'place')::int;
        END LOOP;
        problem := gsync.key_problem(places);
        IF problem IS NOT NULL THEN
            RAISE '% cannot be the key: %', array_to_string(wanted, ', '), problem USING ERRCODE = 'unique_violation', HINT = 'Mend that in the sheet, or name other columns with --key.';
        END IF;
        RETURN;
    END IF;
    FOR c IN SELECT x FROM jsonb_array_elements(columns) x WHERE x ->> 'name' ~ usual AND (x -> 'filled')::int > 0 AND x ->> 'type' NOT IN ('boolean', 'time')
            ORDER BY (x ->> 'name' = 'id') DESC, (x -> 'place')::int LOOP
        problem := gsync.key_problem(ARRAY[(c -> 'place')::int]);
        IF problem IS NULL THEN
            key := ARRAY[c ->> 'name'];
            note := NULL;
            RETURN;
        END IF;
        note := coalesce(note, format('%s cannot be the key: %s', c ->> 'header', problem));
    END LOOP;
END $$;

-- A table for the tab: {"sql":…, "columns":{header: name}, "key":[…], "notes":[…]}. key: headers or names of its key, or null; picked: of the
-- columns to be taken, null for all; names: {header: name} where another name than the header's is wanted.
CREATE FUNCTION gsync.propose_table(of_table text, key jsonb, picked jsonb, names jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    wanted_key text[] := gsync.texts(propose_table.key);
    wanted text[] := gsync.texts(propose_table.picked) || wanted_key;
    columns jsonb := '[]';
    taken text[] := '{}';
    notes text[] := '{}';
    lines text[];
    its_key text[];
    made text;           -- the key's name, where the database gives it
    note text;
    missing text;
    widest int;
    c record;
    parts text[] := parse_ident(of_table);
BEGIN
    FOR c IN SELECT t.*, gsync.plain_name(t.header) AS plain FROM gsync.tab_types() t LOOP
        CONTINUE WHEN jsonb_typeof(picked) = 'array' AND NOT c.header = ANY (wanted) AND NOT c.plain = ANY (wanted);
        taken := taken || coalesce(names ->> c.header, gsync.free_name(c.header, c.n, taken));
        columns := columns || jsonb_build_object('place', c.n, 'header', c.header, 'name', taken[cardinality(taken)], 'type', c.type, 'filled', c.filled);
    END LOOP;
    SELECT o INTO missing FROM unnest(gsync.texts(picked) || ARRAY(SELECT jsonb_object_keys(names))) o
    WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(columns) x WHERE o IN (x ->> 'header', x ->> 'name')) LIMIT 1;
    IF missing IS NOT NULL THEN
        RAISE 'the tab has no column "%"', missing USING ERRCODE = 'undefined_column',
            HINT = 'It has: ' || (SELECT string_agg(t.header, ', ' ORDER BY t.n) FROM gsync.tab_columns() t);
    END IF;
    SELECT p.key, p.note INTO its_key, note FROM gsync.propose_key(parts[cardinality(parts)], columns, wanted_key) p;
    made := CASE WHEN its_key IS NULL THEN gsync.free_name(CASE WHEN 'id' = ANY (taken) THEN 'row_id' ELSE 'id' END, 0, taken) END;
    notes := notes || note;
    widest := (SELECT max(length(quote_ident(n))) FROM unnest(taken || made) n);
    lines := ARRAY(SELECT format('%s %s%s', rpad(quote_ident(x ->> 'name'), widest), x ->> 'type', CASE WHEN its_key = ARRAY[x ->> 'name'] THEN ' PRIMARY KEY' END) FROM jsonb_array_elements(columns) x);
    IF its_key IS NULL THEN
        its_key := ARRAY[made];
        lines := format('%s bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY', rpad(quote_ident(made), widest)) || lines;
        notes := notes || format('no column is named like a key and is one: each row gets a number, shown in a new column of the sheet, %s; --key chooses a column', made);
    ELSIF cardinality(its_key) > 1 THEN
        lines := lines || format('PRIMARY KEY (%s)', (SELECT string_agg(format('%I', k), ', ' ORDER BY n) FROM unnest(its_key) WITH ORDINALITY u(k, n)));
    END IF;
    notes := notes || ARRAY(SELECT format('header "%s" stands there twice, in columns %s and %s: only the first is taken', t.header, gsync.column_letters(t.twin), gsync.column_letters(t.n))
        FROM gsync.tab_columns() t WHERE t.twin IS NOT NULL);
    RETURN jsonb_build_object('key', its_key, 'notes', array_remove(notes, NULL),
        'columns', (SELECT coalesce(jsonb_object_agg(x ->> 'header', x ->> 'name'), '{}') FROM jsonb_array_elements(columns) x),
        'sql', format(E'CREATE TABLE %s (\n    %s\n);', (SELECT string_agg(format('%I', p), '.' ORDER BY n) FROM unnest(parts) WITH ORDINALITY u(p, n)), array_to_string(lines, E',\n    ')));
END $$;

-- The key that cells of the tab give, as text; NULL while one is empty or cannot be read.
CREATE FUNCTION gsync.try_key(of_link int, s jsonb) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    key text[];
BEGIN
    IF EXISTS (SELECT FROM gsync.shapes(of_link) k, gsync.cell_error(k, s -> k.name) e WHERE k.in_key AND e.code IS NOT NULL) THEN RETURN NULL; END IF;
    EXECUTE (SELECT format('SELECT ARRAY[%s]', string_agg(replace(k.key_text, '{x}', format('(%s)::%s', replace(k.decode, '{x}', format('($1 -> %L)', k.name)), k.full_type)), ', ' ORDER BY u.n))
        FROM gsync.link l, unnest(l.key_columns) WITH ORDINALITY u(name, n) JOIN gsync.shapes(of_link) k ON k.name = u.name WHERE l.id = of_link) INTO key USING s;
    RETURN CASE WHEN array_position(key, NULL) IS NULL THEN key END;
END $$;

-- Fills gsync_sides with the rows of both sides, matched by key: place and s (cells) of the tab, d of the table, nth of its key in the tab.
CREATE FUNCTION gsync.match_sides(of_link int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
    columns jsonb;
    fine text;
    key text;
BEGIN
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    columns := gsync.match_columns(of_link, coalesce((SELECT t.cells FROM pg_temp.gsync_tab t WHERE t.place = 1), '[]'));
    UPDATE gsync.link_column c SET place = (columns ->> c.name)::int WHERE c.link = of_link;
    DROP TABLE IF EXISTS pg_temp.gsync_left, pg_temp.gsync_right, pg_temp.gsync_sides;
    CREATE TEMP TABLE gsync_left (place int, s jsonb, k text[], formulas int[]);
    EXECUTE format($q$INSERT INTO pg_temp.gsync_left (place, s, formulas) SELECT * FROM (SELECT t.place, %s AS s, t.formulas FROM pg_temp.gsync_tab t WHERE t.place > 1 OFFSET 0) x WHERE x.s <> '{}'$q$,
        replace(gsync.cells_sql(of_link, columns), '{x}', 't.cells'));
    SELECT string_agg(replace(s.fine, '{x}', format('(e.s -> %L)', s.name)), ' AND '),
           string_agg(replace(s.key_text, '{x}', format('(%s)::%s', replace(s.decode, '{x}', format('(e.s -> %L)', s.name)), s.full_type)), ', ' ORDER BY k.n)
    INTO fine, key FROM unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(of_link) s ON s.name = k.name;
    EXECUTE format('UPDATE pg_temp.gsync_left e SET k = CASE WHEN %s THEN ARRAY[%s] ELSE gsync.try_key($1, e.s) END WHERE e.s ?& $2', fine, key) USING of_link, l.key_columns;
    EXECUTE format('CREATE TEMP TABLE gsync_right AS SELECT %s AS k, %s AS d FROM %s', gsync.key_expr(of_link, 't'), gsync.row_sql(of_link, 't'), gsync.rows_sql(l));
    ANALYZE pg_temp.gsync_left (k);
    ANALYZE pg_temp.gsync_right (k);
    CREATE TEMP TABLE gsync_sides AS
    SELECT a.place, a.nth, coalesce(a.k, b.k) AS k, a.s, b.d, a.k IS NOT NULL AND b.k IS NOT NULL AS both, a.formulas
    FROM (SELECT *, CASE WHEN e.k IS NOT NULL THEN row_number() OVER (PARTITION BY e.k ORDER BY e.place) END AS nth FROM pg_temp.gsync_left e) a
    FULL JOIN pg_temp.gsync_right b ON b.k = a.k AND a.nth = 1;
    DROP TABLE pg_temp.gsync_left, pg_temp.gsync_right;
END $$;

-- The cells that differ, and what the first sync makes of them: an empty cell takes the other side's value; where both hold
-- something, the policy decides, but what the database generates stays, and so does a formula. 'refused': the column will not take it.
CREATE FUNCTION gsync.side_differences(of_link int) RETURNS TABLE (place int, k text[], "column" text, sheet jsonb, "table" jsonb, becomes text, n int) LANGUAGE plpgsql AS $$
DECLARE
    fine text := (SELECT format('CASE d.col %s END', string_agg(format('WHEN %L THEN %s', s.name, replace(s.fine, '{x}', 'd.sheet')), ' ')) FROM gsync.shapes(of_link) s);
BEGIN
    RETURN QUERY EXECUTE format($q$
        SELECT d.place, d.k, d.col, d.sheet, d."table",
            CASE WHEN d.becomes = 'sheet' AND NOT (%s) AND (SELECT e.code FROM gsync.shapes($1) s, gsync.cell_error(s, d.sheet) e WHERE s.name = d.col) IS NOT NULL THEN 'refused' ELSE d.becomes END, d.n
        FROM (SELECT x.place, x.k, c.name AS col, x.s -> c.name AS sheet, x.d -> c.name AS "table",
                CASE WHEN c.read_only OR c.direction = 'to-sheet' THEN 'table' WHEN c.direction = 'to-database' THEN 'sheet' WHEN x.s -> c.name IS NULL THEN 'table'
                     WHEN x.d -> c.name IS NULL OR c.place = ANY (x.formulas) THEN 'sheet' WHEN l.policy = 'database' THEN 'table' ELSE 'sheet' END AS becomes, c.place AS n
              FROM pg_temp.gsync_sides x CROSS JOIN gsync.shapes($1) c JOIN gsync.link l ON l.id = $1
              WHERE x.both AND x.s <> x.d AND c.place IS NOT NULL AND NOT gsync.same(x.s -> c.name, x.d -> c.name) OFFSET 0) d
    $q$, fine) USING of_link;
END $$;

-- Both sides in numbers: {"sheet_rows", "table_rows", "same", "only_sheet", "only_table", "differing_rows", "differing_cells", "without_key":[row,…],
-- "doubled":[{"key","rows"},…], "headers":[that match nothing], "twins":[{"header","place","twin"},…], "matched": columns that both have,
-- "absent":[columns that the tab lacks], "key_is_made": the database gives a key to rows that have none}. Within a transaction that is rolled back: it sets
-- the places of the columns.
CREATE FUNCTION gsync.compare_sides(of_link int) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    result jsonb;
BEGIN
    PERFORM gsync.match_sides(of_link);
    SELECT jsonb_build_object('sheet_rows', count(x.s), 'table_rows', count(x.d), 'only_sheet', count(*) FILTER (WHERE x.nth = 1 AND NOT x.both), 'only_table', count(*) FILTER (WHERE x.s IS NULL),
        'without_key', coalesce(jsonb_agg(x.place ORDER BY x.place) FILTER (WHERE x.s IS NOT NULL AND x.k IS NULL), '[]'), 'both', count(*) FILTER (WHERE x.both))
    INTO result FROM pg_temp.gsync_sides x;
    result := result || (SELECT jsonb_build_object('differing_rows', count(DISTINCT f.place), 'differing_cells', count(*), 'from_sheet', count(*) FILTER (WHERE f.becomes = 'sheet'))
        FROM gsync.side_differences(of_link) f);
    result := result || jsonb_build_object('same', (result -> 'both')::bigint - (result -> 'differing_rows')::bigint,
        'doubled', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', array_to_string(d.k, ', '), 'rows', d.rows) ORDER BY d.rows[1]), '[]')
            FROM (SELECT x.k, array_agg(x.place ORDER BY x.place) AS rows FROM pg_temp.gsync_sides x WHERE x.place IS NOT NULL AND x.k IS NOT NULL GROUP BY x.k HAVING count(*) > 1) d),
        'headers', (SELECT coalesce(jsonb_agg(t.header ORDER BY t.n), '[]') FROM gsync.tab_columns() t
            WHERE t.twin IS NULL AND NOT EXISTS (SELECT FROM gsync.link_column c WHERE c.link = of_link AND c.place = t.n)),
        'twins', (SELECT coalesce(jsonb_agg(jsonb_build_object('header', t.header, 'place', t.n, 'twin', t.twin) ORDER BY t.n), '[]') FROM gsync.tab_columns() t WHERE t.twin IS NOT NULL),
        'absent', (SELECT coalesce(jsonb_agg(s.name), '[]') FROM gsync.shapes(of_link) s WHERE s.place IS NULL),
        'matched', (SELECT count(*) FROM gsync.link_column c WHERE c.link = of_link AND c.place IS NOT NULL),
        'key_is_made', (SELECT bool_and(s.default_sql IS NOT NULL) FROM gsync.shapes(of_link) s WHERE s.in_key));
    RETURN result;
END $$;

-- The same, and the rows that only one side has ("column" NULL; sheet and table are objects of cells). becomes NULL: it stays where it is, for it has no key, or
-- the direction says so.
CREATE FUNCTION gsync.side_list(of_link int, key_is_made boolean) RETURNS TABLE ("row" int, key text, "column" text, sheet jsonb, "table" jsonb, becomes text) LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    RETURN QUERY
    SELECT u.place, array_to_string(u.k, ', '), u.name, u.s, u.d, u.becomes
    FROM (SELECT x.place, x.k, NULL::text AS name, x.s, NULL::jsonb AS d, CASE WHEN l.direction <> 'to-sheet' AND (x.k IS NOT NULL OR key_is_made) THEN 'sheet' END AS becomes, 0 AS n
            FROM pg_temp.gsync_sides x WHERE x.s IS NOT NULL AND NOT x.both AND coalesce(x.nth, 1) = 1
          UNION ALL SELECT NULL, x.k, NULL, NULL, x.d, CASE WHEN l.direction <> 'to-database' THEN 'table' END, 0 FROM pg_temp.gsync_sides x WHERE x.s IS NULL
          UNION ALL SELECT f.place, f.k, f."column", f.sheet, f."table", f.becomes, f.n FROM gsync.side_differences(of_link) f) u
    ORDER BY u.place, gsync.key_order(u.k), u.k, u.n;
END $$;

-- Why the two cannot be linked, with what to do on further lines; NULL if they can.
CREATE FUNCTION gsync.side_problem(of_link int, c jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    lacking text[] := ARRAY(SELECT k FROM unnest(l.key_columns) k WHERE c -> 'absent' ? k);
    misnamed text := (SELECT format('the tab has no header "%s", which --column gives to %s', k.header, k.name) FROM gsync.link_column k
        WHERE k.link = of_link AND k.header IS NOT NULL AND NOT k.in_key AND NOT EXISTS (SELECT FROM gsync.tab_columns() t WHERE t.header = k.header) ORDER BY k.attnum LIMIT 1);
BEGIN
    IF NOT EXISTS (SELECT FROM gsync.tab_columns()) THEN RETURN NULL; END IF;
    IF misnamed IS NOT NULL THEN
        RETURN format(E'%s\nit has: %s', misnamed, (SELECT string_agg(t.header, ', ' ORDER BY t.n) FROM gsync.tab_columns() t));
    END IF;
    IF (c -> 'matched')::int = 0 THEN
        RETURN format(E'no header of the tab matches a column of %s\nthe tab has: %s\nthe table has: %s\n--column ''Header=column'' pairs what has other names', l.relation,
            (SELECT string_agg(t.header, ', ' ORDER BY t.n) FROM gsync.tab_columns() t), (SELECT string_agg(s.name, ', ') FROM gsync.shapes(of_link) s));
    END IF;
    IF lacking <> '{}' AND (c -> 'sheet_rows')::bigint > 0 AND ((c -> 'table_rows')::bigint > 0 OR NOT (c -> 'key_is_made')::boolean) THEN
        RETURN format(E'the tab has no column for the key %s of %s: nobody could tell which row is which\nadd it to the tab, or name the column that holds it: --column ''Header=%s''',
            array_to_string(lacking, ', '), l.relation, lacking[1]);
    END IF;
    RETURN NULL;
END $$;

-- What should be known before the two are linked, a line each; NULL: nothing.
CREATE FUNCTION gsync.side_warnings(of_link int, c jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    lacking text[] := ARRAY(SELECT k FROM unnest(l.key_columns) k WHERE c -> 'absent' ? k);
    others text[] := ARRAY(SELECT a FROM jsonb_array_elements_text(c -> 'absent') a WHERE a <> ALL (l.key_columns));
    keyless int[] := ARRAY(SELECT p::int FROM jsonb_array_elements_text(c -> 'without_key') p);
    needed text[] := gsync.columns_needed(of_link);
    filled boolean := EXISTS (SELECT FROM gsync.tab_columns());
BEGIN
    RETURN nullif(concat_ws(E'\n',
        CASE WHEN filled AND lacking <> '{}' THEN format('the key %s gets a new column in the tab', array_to_string(lacking, ', ')) END,
        CASE WHEN lacking = '{}' AND keyless <> '{}' THEN format(CASE WHEN (c -> 'key_is_made')::boolean THEN 'no key in %s: the database gives one'
            ELSE 'no key in %s: not inserted into the table until there is one (gsync rejected)' END, gsync.rows_text(keyless)) END,
        (SELECT string_agg(format('the same key %s in %s: only the first is synced, the others are rejected', d ->> 'key', gsync.rows_text(ARRAY(SELECT r::int FROM jsonb_array_elements_text(d -> 'rows') r))), E'\n')
         FROM (SELECT d FROM jsonb_array_elements(c -> 'doubled') d LIMIT 5) d),
        CASE WHEN jsonb_array_length(c -> 'doubled') > 5 THEN format('and %s more keys that stand there twice', jsonb_array_length(c -> 'doubled') - 5) END,
        (SELECT format('left alone in the tab, for no column of the table is named like that: %s', string_agg(h, ', ')) FROM jsonb_array_elements_text(c -> 'headers') h HAVING count(*) > 0),
        (SELECT string_agg(format('header "%s" stands there twice, in columns %s and %s: only the first is synced', t ->> 'header', gsync.column_letters((t -> 'twin')::int), gsync.column_letters((t -> 'place')::int)), E'\n')
         FROM jsonb_array_elements(c -> 'twins') t),
        CASE WHEN l.filter IS NOT NULL AND l.direction <> 'to-sheet' AND (c -> 'only_sheet')::bigint > 0
            THEN format('rows of the tab that do not meet %s stay out of the table (gsync rejected)', l.filter_said) END,
        CASE WHEN filled AND others <> '{}' THEN format('not in the tab, so only in the table: %s', array_to_string(others, ', ')) END,
        CASE WHEN needed IS NOT NULL THEN format('%s must be filled in each row and is not among --columns: rows added in the sheet cannot be inserted', array_to_string(needed, ', ')) END), '');
END $$;

-- Columns of a table that must be filled, that the database does not fill by itself, and that the link does not have: rows of the sheet could never be inserted.
CREATE FUNCTION gsync.columns_needed(of_link int) RETURNS text[] STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT array_agg(a.attname::text ORDER BY a.attnum)
    FROM gsync.link l JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
    WHERE l.id = of_link AND (a.attnotnull OR t.typnotnull) AND NOT a.atthasdef AND a.attidentity = '' AND t.typdefault IS NULL
      AND NOT EXISTS (SELECT FROM gsync.link_column c WHERE c.link = l.id AND c.name = a.attname));
END $$;

-- What a link has that is not as these options of link_table ask for, as text; NULL: it is just what they ask for. What they do not name may be anything.
CREATE FUNCTION gsync.unlike(of_link int, options jsonb) RETURNS text STABLE LANGUAGE sql
RETURN (SELECT nullif(concat_ws(', ',
        CASE WHEN options ->> 'direction' <> l.direction THEN 'direction ' || l.direction END,
        CASE WHEN options ->> 'max_delete_rows' <> l.max_delete_rows::text THEN 'max-delete-rows ' || l.max_delete_rows END,
        CASE WHEN gsync.read_share(options ->> 'max_delete_share') <> l.max_delete_share THEN format('max-delete-share %s%%', round((l.max_delete_share * 100)::numeric, 1)::real) END,
        CASE WHEN options ->> 'where' <> coalesce(l.filter_said, '') THEN coalesce('where ' || l.filter_said, 'without --where') END,
        CASE WHEN (options ->> 'add_columns')::boolean AND NOT l.add_columns THEN 'without --add-columns' END,
        CASE WHEN jsonb_typeof(options -> 'only') = 'array' AND (c.names @> gsync.texts(options -> 'only') AND gsync.texts(options -> 'only') || l.key_columns @> c.names) IS NOT TRUE
            THEN 'columns ' || array_to_string(c.names, ', ') END,
        (SELECT string_agg(format('column %s %s', d.key, CASE WHEN k.name IS NULL THEN 'not in it' ELSE coalesce(k.direction, l.direction) END), ', ')
         FROM jsonb_each_text(options -> 'column_directions') d LEFT JOIN gsync.link_column k ON k.link = l.id AND k.name = d.key WHERE k.name IS NULL OR d.value <> coalesce(k.direction, l.direction)),
        (SELECT string_agg(format('column %s under header %s', h.value, coalesce(k.header, 'none')), ', ')
         FROM jsonb_each_text(options -> 'columns') h LEFT JOIN gsync.link_column k ON k.link = l.id AND k.name = h.value WHERE h.key IS DISTINCT FROM k.header)), '')
    FROM gsync.link l, LATERAL (SELECT array_agg(k.name ORDER BY k.attnum) AS names FROM gsync.link_column k WHERE k.link = l.id) c WHERE l.id = of_link);

-- How far the first sync of a link is. state: preparing, reading, sending, done, paused; done and total are rows, total grows while nobody has counted the tab.
CREATE FUNCTION gsync.first_sync(of_link int, OUT state text, OUT done bigint, OUT total bigint, OUT problem text, OUT worker boolean) LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
    left_rows bigint;
BEGIN
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT count(y.key), count(*) FILTER (WHERE y.key IS NULL AND NOT r.pending), count(*) INTO left_rows, done, total
    FROM (SELECT d.key FROM gsync.dirty d WHERE d.link = of_link) y       -- a full join, for whatever statistics say it is not done by loops
    FULL JOIN (SELECT x.key, x.pending_op IS NOT NULL AS pending FROM gsync.row x WHERE x.link = of_link AND (x.base IS NOT NULL OR x.pending_op IS NOT NULL)) r ON r.key = y.key;
    problem := l.problem;
    worker := EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = current_database() AND a.application_name = 'gsync-worker publish');
    state := CASE WHEN l.state = 'paused' THEN 'paused' WHEN l.state = 'new' OR l.id_place IS NULL THEN 'preparing'
        WHEN l.scanned_at IS NULL OR l.whole OR l.scan_wanted <= now() THEN 'reading'
        WHEN left_rows > 0 OR l.unread IS NOT NULL THEN 'sending' ELSE 'done' END;
END $$;
