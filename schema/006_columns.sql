-- Columns of the sheet and columns of the table: matched by pin or by header, read into objects of cells.
-- Relies on 002_values.sql.

CREATE FUNCTION gsync.plain_name(header text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN trim(BOTH '_' FROM regexp_replace(lower(header), '[^[:alnum:]]+', '_', 'g'));

-- gsync's own column: "_gsync_id@1234 2026-11-22T10:00:00Z 2", the number of the last publish, when it was written, and how many notes stand in the tab then;
-- the latter two are for the script in the sheet, and are missing until there was a publish.
CREATE FUNCTION gsync.is_id_header(h text) RETURNS boolean IMMUTABLE LANGUAGE sql RETURN h ~ '^_gsync_id(@\d{1,18}( [-0-9TZ: ]{1,60})?)?$';

CREATE FUNCTION gsync.id_header(l gsync.link) RETURNS text STABLE LANGUAGE sql
RETURN format('_gsync_id@%s %s %s', l.pub, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    (SELECT count(*) FROM gsync.note n WHERE n.link = l.id AND CASE WHEN n.sent THEN n.said ELSE n.have END IS NOT NULL));

-- The publish number in a header row; NULL if gsync's column is not in it.
CREATE FUNCTION gsync.header_pub(header jsonb) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT coalesce(substring(h FROM '^_gsync_id@(\d{1,18})')::bigint, 0) FROM jsonb_array_elements_text(header) h WHERE gsync.is_id_header(h) LIMIT 1);
END $$;

CREATE FUNCTION gsync.header_id_place(header jsonb) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT n::int FROM jsonb_array_elements_text(header) WITH ORDINALITY h(h, n) WHERE gsync.is_id_header(h) ORDER BY n LIMIT 1);
END $$;

-- A header cell as text, as scripts tell it; '' for one that is empty or not there.
CREATE FUNCTION gsync.header_cell(header jsonb, place int) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE jsonb_typeof(header -> (place - 1)) WHEN 'boolean' THEN upper(header ->> (place - 1)) ELSE coalesce(header ->> (place - 1), '') END;

CREATE FUNCTION gsync.header_cells(header jsonb) RETURNS TABLE (n int, h text) IMMUTABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT n, gsync.header_cell(header, n) FROM generate_series(1, jsonb_array_length(header)) n;
END;

-- {column: place} for a header row. Where a column's pin is ([place, pin] in pins), there it stands, whatever the header says. Else the header known for it counts, or its name,
-- or its name but for case and punctuation; of several the one where it stood.
CREATE FUNCTION gsync.match_columns(of_link int, header jsonb, pins jsonb DEFAULT NULL) RETURNS jsonb STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (WITH pinned AS (
        SELECT DISTINCT ON (c.name) c.name, (p -> 0)::int AS n FROM gsync.link_column c JOIN jsonb_array_elements(coalesce(pins, '[]')) p ON p ->> 1 = c.pin
        WHERE c.link = of_link AND c.pinned ORDER BY c.name, ((p -> 0)::int = c.place) DESC NULLS LAST, (p -> 0)::int),
    pair AS (
        SELECT c.name, h.n, CASE WHEN h.h = c.header THEN 1 WHEN h.h = c.name THEN 2 ELSE 3 END AS rank, (h.n = c.place) IS TRUE AS stood
        FROM gsync.link_column c, gsync.header_cells(match_columns.header) h
        WHERE c.link = of_link AND h.h <> '' AND NOT gsync.is_id_header(h.h)
          AND (h.h = c.header OR h.h = c.name OR gsync.plain_name(h.h) = gsync.plain_name(c.name) AND gsync.plain_name(h.h) <> '')
          AND NOT EXISTS (SELECT FROM pinned p WHERE p.name = c.name OR p.n = h.n)),
    of_header AS (SELECT DISTINCT ON (n) * FROM pair ORDER BY n, rank, stood DESC, name),
    of_column AS (SELECT DISTINCT ON (name) * FROM of_header ORDER BY name, rank, stood DESC, n)
    SELECT coalesce(jsonb_object_agg(f.name, f.n), '{}') FROM (SELECT name, n FROM pinned UNION ALL SELECT name, n FROM of_column) f);
END $$;

-- {column: place} for an event: only columns that the event shows where the last look saw them, under the same header, and under no other header as well.
-- Texts alone cannot tell two columns that were moved from two that were renamed. What a look tells (of_look) it has seen with pins.
CREATE FUNCTION gsync.sure_columns(l gsync.link, of_header jsonb, of_look boolean) RETURNS jsonb STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(c.name, c.place), '{}') FROM gsync.link_column c CROSS JOIN LATERAL gsync.header_cell(of_header, c.place) shown
    WHERE c.link = l.id AND c.place IS NOT NULL AND (l.header IS NULL OR shown = gsync.header_cell(l.header, c.place))
      AND (of_look OR shown <> '' AND (SELECT count(*) = 1 FROM gsync.header_cells(of_header) o WHERE o.h = shown)));
END $$;

CREATE FUNCTION gsync.pinned_at(pins jsonb, pin text) RETURNS int IMMUTABLE LANGUAGE sql
RETURN (SELECT min((p -> 0)::int) FROM jsonb_array_elements(coalesce(pins, '[]')) p WHERE p ->> 1 = pin);

-- Where gsync's own column is; NULL: it is gone.
CREATE FUNCTION gsync.own_place(l gsync.link, header jsonb, pins jsonb) RETURNS int IMMUTABLE LANGUAGE sql
RETURN coalesce(CASE WHEN l.pinned THEN gsync.pinned_at(pins, l.pin) END, gsync.header_id_place(header));

-- Headers of the sheet that are no column of the table.
CREATE FUNCTION gsync.strange_headers(l gsync.link) RETURNS TABLE (n int, h text) STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT h.n, h.h FROM gsync.header_cells(coalesce(l.header, '[]')) h
    WHERE h.h <> '' AND NOT gsync.is_id_header(h.h) AND NOT EXISTS (SELECT FROM gsync.link_column c WHERE c.link = l.id AND c.place = h.n);
END;

-- SQL that makes an object of cells from {x}, a dense array of cells; unchanged cells compare equal even when raw.
CREATE FUNCTION gsync.cells_sql(of_link int, columns jsonb, raw boolean DEFAULT false) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT coalesce(string_agg(part, ' || '), $s$'{}'::jsonb$s$)
    FROM (SELECT format('jsonb_strip_nulls(jsonb_build_object(%s))', string_agg(pair, ', ')) AS part   -- a function takes 100 arguments
        FROM (SELECT row_number() OVER () / 40 AS chunk,
                  format(CASE WHEN raw THEN '%L, {x} -> %s'
                              WHEN s.kind IN ('timestamp', 'timestamptz', 'time') THEN '%L, gsync.cell_ms({x} -> %s)'
                              ELSE '%L, gsync.cell({x} -> %s)' END, s.name, (columns ->> s.name)::int - 1) AS pair
              FROM gsync.shapes(of_link) s WHERE columns ? s.name) p
        GROUP BY chunk) c);
END $$;

-- The columns of the sheet that gsync writes: not those that the sheet alone decides.
CREATE FUNCTION gsync.published(of_link int) RETURNS text[] STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN ARRAY(SELECT c.name FROM gsync.link l JOIN gsync.link_column c ON c.link = l.id
        WHERE l.id = of_link AND c.place IS NOT NULL AND coalesce(c.direction, l.direction) <> 'to-database');
END $$;

-- {column: place} where a formula stays as it is; what the table alone decides is written over it.
CREATE FUNCTION gsync.formula_places(of_link int) RETURNS jsonb STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(c.name, c.place), '{}') FROM gsync.link l JOIN gsync.link_column c ON c.link = l.id
        WHERE l.id = of_link AND c.place IS NOT NULL AND coalesce(c.direction, l.direction) <> 'to-sheet');
END $$;

-- SQL that makes an object of cells from the columns of a row alias, for the columns that the sheet has; published: for those that gsync writes.
CREATE FUNCTION gsync.row_sql(of_link int, alias text, published boolean DEFAULT false) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT coalesce(string_agg(part, ' || '), $s$'{}'::jsonb$s$)
    FROM (SELECT format('jsonb_strip_nulls(jsonb_build_object(%s))', string_agg(pair, ', ')) AS part
        FROM (SELECT row_number() OVER () / 40 AS chunk,
                  format('%L, %s', s.name, replace(s.encode, '{x}', format('%s.%I', alias, s.name))) AS pair
              FROM gsync.shapes(of_link) s WHERE s.place IS NOT NULL AND NOT (published AND s.direction = 'to-database')) p
        GROUP BY chunk) c);
END $$;

-- The cells of the key columns as the sheet shows them, or NULL while one is empty.
CREATE FUNCTION gsync.key_cells(key_columns text[], cells jsonb) RETURNS jsonb IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN cells ?& key_columns THEN (SELECT jsonb_agg(cells -> k ORDER BY n) FROM unnest(key_columns) WITH ORDINALITY u(k, n)) END;
END $$;

-- Ids of rows: 16 characters, about 90 random bits.
CREATE FUNCTION gsync.new_id() RETURNS text VOLATILE LANGUAGE sql
RETURN left(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'), 16);

CREATE FUNCTION gsync.is_id(v text) RETURNS boolean IMMUTABLE LANGUAGE sql RETURN v ~ '^[A-Za-z0-9_-]{12,}$';

-- The columns' places when a write lands: Sheets writes by number, and people may move columns meanwhile.

CREATE FUNCTION gsync.places(l gsync.link) RETURNS jsonb STABLE LANGUAGE sql
RETURN (SELECT coalesce(jsonb_object_agg(c.name, c.place), '{}') FROM gsync.link_column c WHERE c.link = l.id AND c.place IS NOT NULL) || jsonb_build_object('', l.id_place);

-- Has every column that is written to a pin? Then an answer to a write can tell where they were.
CREATE FUNCTION gsync.has_pins(l gsync.link) RETURNS boolean STABLE LANGUAGE sql
RETURN l.pinned AND NOT EXISTS (SELECT FROM gsync.link_column c WHERE c.link = l.id AND c.place IS NOT NULL AND NOT c.pinned);

-- Where the columns were when the last publish landed: as its answer told, else where they are now.
CREATE FUNCTION gsync.landing(l gsync.link) RETURNS jsonb STABLE LANGUAGE sql RETURN coalesce(l.landed_places, gsync.places(l));

-- Had the sheet's columns moved when the last publish landed? Sheets writes by number: then it has hit other columns.
CREATE FUNCTION gsync.columns_moved(l gsync.link) RETURNS boolean STABLE LANGUAGE sql
RETURN l.unread IS NOT NULL AND l.sent_places IS NOT NULL AND l.sent_places <> gsync.landing(l);

-- The cells of the last publish, in the columns that they have hit; as long as nobody has told which, also in those that they were meant for.
CREATE FUNCTION gsync.landed_cells(l gsync.link) RETURNS TABLE (id text, c text, v jsonb) STABLE LANGUAGE sql
BEGIN ATOMIC
    WITH sent AS (
        SELECT r.id, p.key AS c, p.value -> 0 AS v FROM gsync.row r CROSS JOIN LATERAL jsonb_each(r.pending) p WHERE r.link = l.id AND r.pending_op = 'update'
        UNION ALL SELECT r.id, '', to_jsonb(r.id) FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'update' AND NOT r.has_id)
    SELECT s.id, s.c, s.v FROM sent s WHERE s.c <> '' AND (l.landed_places IS NULL OR l.landed_places -> s.c = l.sent_places -> s.c)
    UNION SELECT s.id, hit.key, s.v FROM sent s JOIN jsonb_each(gsync.landing(l)) hit ON hit.value = l.sent_places -> s.c AND hit.key NOT IN (s.c, '')
    WHERE gsync.columns_moved(l);
END;
