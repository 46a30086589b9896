-- Writing to the linked table: whole waves at once; where one row is refused the wave is halved until only that row is left out.
-- Relies on 010_decide.sql. Users' triggers run in here, so the search_path is the one that the link was made with; all of gsync's own names are qualified.

-- Errors that will pass: the whole batch is tried again later.
CREATE FUNCTION gsync.will_pass(code text) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN left(code, 2) IN ('08', '40', '53', '57', '58') OR code = '55P03';

CREATE FUNCTION gsync.constraint_columns(of_relation regclass, con text) RETURNS text[] STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT array_agg(a.attname::text ORDER BY k.n)
    FROM (SELECT conkey FROM pg_constraint WHERE conrelid = of_relation AND conname = con
          UNION ALL SELECT i.indkey FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = of_relation AND c.relname = con LIMIT 1) f(attnums),
        unnest(f.attnums) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = of_relation AND a.attnum = k.attnum);
END $$;

-- Several parts of a message as sentences.
CREATE FUNCTION gsync.sentences(VARIADIC parts text[]) RETURNS text IMMUTABLE LANGUAGE sql
RETURN (SELECT string_agg(regexp_replace(p, '([[:alnum:])"''])$', '\1.'), ' ' ORDER BY n) FROM unnest(parts) WITH ORDINALITY u(p, n) WHERE p <> '');

-- A refused row in words for the person who typed it. What the table's own functions say with RAISE are such words already.
CREATE FUNCTION gsync.row_error(code text, message text, detail text, hint text, context text, cols text[], con text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE CASE WHEN con IS NULL AND split_part(context, E'\n', 1) ~ '\mRAISE$' AND code NOT LIKE 'GS%' THEN 'P0001' ELSE code END
    WHEN '23505' THEN format('Another row has the same %s already.', coalesce(array_to_string(cols, ', '), con))
    WHEN '23502' THEN format('%s must not be empty.', array_to_string(cols, ', '))
    WHEN '23503' THEN CASE WHEN detail ~ 'referenced' THEN 'Other rows still refer to this one.'
        ELSE format('This row refers to one that is not there (%s). It goes in by itself once that is.', coalesce(array_to_string(cols, ', '), con)) END
    WHEN '23514' THEN CASE WHEN con IS NULL THEN 'The table has no place for a row with these values (no partition of it takes them).' ELSE format('This breaks a rule of the table: %s.', con) END
    WHEN '42501' THEN 'The rules of the database do not let gsync write this row: ask whoever looks after the table.'
    WHEN '23P01' THEN format('This clashes with another row (%s).', coalesce(array_to_string(cols, ', '), con))
    WHEN 'GS001' THEN 'The table did not take this row, and did not say why. Ask whoever looks after the database.'
    ELSE gsync.sentences(message, detail, hint) END;

-- New rows are rows of the link: one that is typed cell by cell would vanish under its writer's hands otherwise.
CREATE FUNCTION gsync.check_belonging(l gsync.link, ns bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    strange bigint;
BEGIN
    IF l.filter IS NULL THEN RETURN; END IF;
    EXECUTE format('SELECT count(*) FROM unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n WHERE NOT EXISTS (SELECT FROM %s WHERE %s)',
        gsync.rows_sql(l), gsync.key_join(l.id, 't', 'e.new_key')) INTO strange USING ns;
    IF strange > 0 THEN
        RAISE 'This tab shows only rows with %. Complete this row so that it is one of them, or delete it.', l.filter_said USING ERRCODE = 'GS002';
    END IF;
END $$;

-- Runs sql with $1 = events (their n) so that each of them must touch a row; those that fail are in gsync_failed. counted: SQL that counts the rows that came out right.
-- made: the rows are new.
CREATE FUNCTION gsync.attempt(l gsync.link, sql text, counted text, ns bigint[], made boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    middle int := cardinality(ns) / 2;
    code text; message text; detail text; hint text; context text; con text; col text;
    cols text[];
    done bigint;
BEGIN
    IF coalesce(cardinality(ns), 0) = 0 THEN RETURN; END IF;
    BEGIN
        PERFORM set_config('search_path', l.search_path, true);
        EXECUTE sql USING ns;
        GET DIAGNOSTICS done = ROW_COUNT;
        PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
        IF counted IS NOT NULL THEN EXECUTE counted INTO done USING ns; END IF;
        IF done < cardinality(ns) THEN RAISE 'a row was left out' USING ERRCODE = 'GS001'; END IF;
        IF made THEN PERFORM gsync.check_belonging(l, ns); END IF;
        RETURN;
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT,
            con = CONSTRAINT_NAME, col = COLUMN_NAME;
        IF gsync.will_pass(code) THEN RAISE; END IF;
    END;
    IF cardinality(ns) > 1 THEN
        PERFORM gsync.attempt(l, sql, counted, ns[:middle], made);
        PERFORM gsync.attempt(l, sql, counted, ns[middle + 1:], made);
    ELSE
        cols := CASE WHEN col <> '' THEN ARRAY[col] ELSE gsync.constraint_columns(l.relation, con) END;
        INSERT INTO pg_temp.gsync_failed VALUES (ns[1], code, gsync.row_error(code, message, nullif(detail, ''), hint, context, cols, nullif(con, ''))
            || CASE WHEN code = '23505' AND l.filter IS NOT NULL THEN ' It may be a row that this tab does not show.' ELSE '' END, cols);
    END IF;
END $$;

-- What was refused for the sake of another row, once more: that may have come, gone or changed with the rest of the batch.
CREATE FUNCTION gsync.attempt_again(l gsync.link, sql text, counted text, ns bigint[], made boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    left_out bigint[] := ns;
    before int;
BEGIN
    FOR round IN 1..10 LOOP
        before := cardinality(left_out);
        left_out := ARRAY(SELECT f.n FROM pg_temp.gsync_failed f WHERE f.code IN ('23503', '23505', '23P01') AND f.n = ANY (left_out) ORDER BY f.n);
        EXIT WHEN cardinality(left_out) IN (0, before);
        DELETE FROM pg_temp.gsync_failed WHERE n = ANY (left_out);
        PERFORM gsync.attempt(l, sql, counted, left_out, made);
    END LOOP;
END $$;

CREATE FUNCTION gsync.attempt_all(l gsync.link, sql text, counted text, ns bigint[], made boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.attempt(l, sql, counted, ns, made);
    IF EXISTS (SELECT FROM pg_temp.gsync_failed) THEN PERFORM gsync.attempt_again(l, sql, counted, ns, made); END IF;
END $$;

-- What stands in a unique column for the moment in which its values change places; NULL if nothing can.
CREATE FUNCTION gsync.stopgap(l gsync.link, s gsync.shape) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN (s).in_key OR (s).read_only THEN NULL
        WHEN NOT (s).not_null THEN 'NULL'
        WHEN (s).kind = 'text' THEN format('left(gsync.new_id(), %s)', coalesce(substring((s).full_type FROM '\((\d+)\)'), '16'))
        WHEN (s).kind IN ('smallint', 'integer', 'bigint', 'numeric', 'float') THEN format('(SELECT min(o.%1$I) FROM %2$s o) - x.o', (s).name, (l).relation)
        WHEN (s).kind = 'uuid' THEN 'gen_random_uuid()' END;
END $$;

-- Rows that want each other's unique values: all at once, with the values that clash out of the way first, for a unique index looks at each row by itself.
CREATE FUNCTION gsync.attempt_swap(l gsync.link, sql text, ns bigint[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    sets text := (SELECT string_agg(format('%1$I = CASE WHEN e.put ? %1$L THEN %2$s ELSE t.%1$I END', s.name, gsync.stopgap(l, s)), ', ')
        FROM gsync.shapes(l.id) s WHERE gsync.stopgap(l, s) IS NOT NULL AND s.name IN (SELECT unnest(f.cols) FROM pg_temp.gsync_failed f WHERE f.n = ANY (ns)));
    done bigint;
BEGIN
    IF sets IS NULL THEN RETURN false; END IF;
    PERFORM set_config('search_path', l.search_path, true);
    EXECUTE format('UPDATE %s t SET %s FROM unnest($1) WITH ORDINALITY x(n, o) JOIN pg_temp.gsync_event e ON e.n = x.n WHERE %s', l.relation, sets, gsync.key_join(l.id, 't', 'e.key')) USING ns;
    EXECUTE sql USING ns;
    GET DIAGNOSTICS done = ROW_COUNT;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    IF done < cardinality(ns) THEN RAISE 'a row was left out' USING ERRCODE = 'GS001'; END IF;
    DELETE FROM pg_temp.gsync_failed WHERE n = ANY (ns);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
    RETURN false;
END $$;

-- Those of the refused updates that stand in a circle: each wants what the next one has.
CREATE FUNCTION gsync.circles(ns bigint[]) RETURNS SETOF bigint[] LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    WITH RECURSIVE wish AS MATERIALIZED (
        SELECT e.n, c.c, e.put -> c.c AS wants, coalesce(e.d -> c.c, 'null') AS has
        FROM unnest(ns) u(n) JOIN pg_temp.gsync_event e ON e.n = u.n JOIN pg_temp.gsync_failed f ON f.n = e.n
        CROSS JOIN LATERAL (SELECT o.c FROM unnest(f.cols) o(c) WHERE e.put ? o.c LIMIT 1) c),
    walk AS (
        SELECT w.n AS start, w.c, w.wants, ARRAY[w.n] AS path FROM wish w
        UNION ALL
        SELECT k.start, k.c, w.wants, k.path || w.n FROM walk k JOIN wish w ON w.c = k.c AND w.has = k.wants AND w.n > k.start AND w.n <> ALL (k.path))
    SELECT k.path FROM walk k JOIN wish w ON w.n = k.start AND w.c = k.c AND w.has = k.wants WHERE cardinality(k.path) > 1;
END $$;

-- Values that are to change places: all of them together, or circle by circle where others stay refused.
CREATE FUNCTION gsync.swap_updates(l gsync.link, sql text, ns bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    clash bigint[] := ARRAY(SELECT f.n FROM pg_temp.gsync_failed f WHERE f.code IN ('23505', '23P01') AND f.n = ANY (ns) ORDER BY f.n);
    circle bigint[];
BEGIN
    IF cardinality(clash) < 2 OR gsync.attempt_swap(l, sql, clash) OR cardinality(clash) > 200 THEN RETURN; END IF;
    FOR circle IN SELECT gsync.circles(clash) LOOP
        PERFORM gsync.attempt_swap(l, sql, circle);
    END LOOP;
END $$;

-- The table's values that lose to the sheet's, before they are written over.
CREATE FUNCTION gsync.keep_exact(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_cell x WHERE x.write AND x.winner = 'sheet') THEN RETURN; END IF;
    EXECUTE format('UPDATE pg_temp.gsync_cell x SET exact = to_json(t.*) -> x.c FROM pg_temp.gsync_event e JOIN %s t ON %s WHERE x.n = e.n AND e.wave = $1 AND x.write AND x.winner = ''sheet''',
        l.relation, gsync.key_join(l.id, 't', 'e.key')) USING w;
END $$;

CREATE FUNCTION gsync.write_updates(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    ns bigint[] := ARRAY(SELECT e.n FROM pg_temp.gsync_event e WHERE e.wave = w AND e.put IS NOT NULL AND e.act IS NULL ORDER BY e.n);
    sets text;
    change text;
BEGIN
    IF ns = '{}' THEN RETURN; END IF;
    SELECT string_agg(format(CASE WHEN u.rows = cardinality(ns) THEN '%1$I = %3$s' ELSE '%1$I = CASE WHEN e.put ? %2$L THEN %3$s ELSE t.%1$I END' END, s.name, s.name,
            CASE WHEN s.not_null AND s.default_sql IS NOT NULL THEN format('coalesce(%s, %s)', d.sql, s.default_sql)
                 WHEN s.kind IN ('bigint', 'numeric', 'float', 'timestamp', 'timestamptz', 'time') THEN format('gsync.kept(t.%I, %s)', s.name, d.sql) ELSE d.sql END), ', ')
    INTO sets
    FROM (SELECT c, count(*) AS rows FROM pg_temp.gsync_cell WHERE write GROUP BY c) u
    JOIN gsync.shapes(l.id) s ON s.name = u.c
    CROSS JOIN LATERAL (SELECT replace(s.decode, '{x}', format('(e.put -> %L)', s.name)) AS sql) d;
    PERFORM gsync.keep_exact(l, w);
    change := format('UPDATE %s t SET %s FROM unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n WHERE %s', l.relation, sets, gsync.key_join(l.id, 't', 'e.key'));
    PERFORM gsync.attempt(l, change, NULL, ns);
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_failed) THEN RETURN; END IF;
    PERFORM gsync.swap_updates(l, change, ns);
    PERFORM gsync.attempt_again(l, change, NULL, ns);
END $$;

CREATE FUNCTION gsync.write_deletes(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.attempt_all(l, format('DELETE FROM %s t USING unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n WHERE %s', l.relation, gsync.key_join(l.id, 't', 'e.key')),
        NULL, ARRAY(SELECT e.n FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'gone' AND e.in_table AND NOT e.outside ORDER BY e.n));
END $$;

-- Cells of new rows that cannot be their column's value; a row that needs such a cell is refused with it.
CREATE FUNCTION gsync.validate_inserts(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    fine text := (SELECT string_agg(replace(s.fine, '{x}', format('(e.s -> %L)', s.name)), ' AND ') FROM gsync.shapes(l.id) s WHERE s.place IS NOT NULL);
BEGIN
    INSERT INTO pg_temp.gsync_cell (n, c, s, code, reason, write)
    SELECT e.n, k.name, e.s -> k.name, r.code, r.reason, false
    FROM pg_temp.gsync_event e CROSS JOIN gsync.shapes(l.id) k CROSS JOIN LATERAL gsync.misread(k, e.s -> k.name, k.name = ANY (e.formulas), k.name = ANY (e.dates)) r
    WHERE e.wave = w AND e.act = 'insert' AND (e.formulas <> '{}' OR e.dates <> '{}') AND e.s ? k.name AND NOT k.read_only AND r.code IS NOT NULL;
    EXECUTE format($q$
        INSERT INTO pg_temp.gsync_cell (n, c, s, code, reason, write)
        SELECT e.n, k.name, e.s -> k.name, r.code, r.reason, false
        FROM pg_temp.gsync_event e CROSS JOIN gsync.shapes($2) k CROSS JOIN LATERAL gsync.cell_error(k, e.s -> k.name) r
        WHERE e.wave = $1 AND e.act = 'insert' AND NOT (%s) AND e.s ? k.name AND NOT k.read_only AND r.code IS NOT NULL
          AND NOT EXISTS (SELECT FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.c = k.name)
    $q$, fine) USING w, l.id;
    UPDATE pg_temp.gsync_event e SET put = e.s - ARRAY(SELECT x.c FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.code IS NOT NULL)
            || (SELECT coalesce(jsonb_object_agg(k.name, gsync.date_text(e.s -> k.name)), '{}') FROM gsync.shapes(l.id) k
                WHERE k.kind = 'text' AND NOT k.in_key AND k.name = ANY (e.dates) AND k.name <> ALL (e.formulas))
    WHERE e.wave = w AND e.act = 'insert';
    INSERT INTO pg_temp.gsync_failed (n, code, reason, cols)
    SELECT DISTINCT ON (x.n) x.n, x.code, x.reason, ARRAY[x.c] FROM pg_temp.gsync_cell x JOIN pg_temp.gsync_event e ON e.n = x.n AND e.wave = w AND e.act = 'insert'
    JOIN gsync.shapes(l.id) k ON k.name = x.c WHERE x.code IS NOT NULL AND (k.in_key OR k.not_null AND coalesce(k.default_sql, '''''') = '''''');
END $$;

-- A sequence must not give numbers that people have typed.
CREATE FUNCTION gsync.raise_sequences(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    k record;
    top bigint;
    last bigint;
BEGIN
    FOR k IN SELECT u.n, pg_get_serial_sequence(l.relation::regclass::text, u.name) AS seq FROM unnest(l.key_columns) WITH ORDINALITY u(name, n) LOOP
        CONTINUE WHEN k.seq IS NULL;
        SELECT max(e.new_key[k.n]::numeric) INTO top FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert' AND e.new_key[k.n]::numeric < 9e18;
        EXECUTE format('SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM %s', k.seq) INTO last;
        IF top - last > 1000 THEN PERFORM setval(k.seq, top);
        ELSIF top > last THEN PERFORM nextval(k.seq) FROM generate_series(last + 1, top);  -- safe beside others, but slow over a wide gap
        END IF;
    END LOOP;
END $$;

-- Keys of new rows before they are inserted; what the sheet leaves empty comes from the column's default. NULL where only the table's triggers can know.
CREATE FUNCTION gsync.make_keys(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    key text;
BEGIN
    SELECT string_agg(replace(s.key_text, '{x}', format(CASE WHEN s.default_sql IS NULL THEN '(%s)::%s' ELSE 'coalesce((%s)::%s, %s)' END,
        replace(s.decode, '{x}', format('(e.put -> %L)', s.name)), s.full_type, s.default_sql)), ', ' ORDER BY k.n)
    INTO key FROM unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(l.id) s ON s.name = k.name;
    EXECUTE format('UPDATE pg_temp.gsync_event e SET new_key = ARRAY[%s] WHERE e.wave = $1 AND e.act = ''insert'' AND e.new_key IS NULL AND e.put ?& $2
        AND NOT EXISTS (SELECT FROM pg_temp.gsync_failed f WHERE f.n = e.n)', key) USING w, l.key_columns;
    PERFORM gsync.raise_sequences(l, w);
    EXECUTE format('UPDATE pg_temp.gsync_event e SET new_key = k.key FROM (SELECT e.n, ARRAY[%s] AS key FROM pg_temp.gsync_event e
            WHERE e.wave = $1 AND e.act = ''insert'' AND e.new_key IS NULL AND NOT EXISTS (SELECT FROM pg_temp.gsync_failed f WHERE f.n = e.n) ORDER BY e.n OFFSET 0) k
        WHERE k.n = e.n AND array_position(k.key, NULL) IS NULL', key) USING w;
END $$;

-- An INSERT from events; their keys are made already unless cells are given: then key columns that these cells lack are left out.
CREATE FUNCTION gsync.insert_sql(l gsync.link, cells jsonb) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT format('INSERT INTO %s AS t (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n ORDER BY e.n', (l).relation,
        string_agg(format('%I', s.name), ', ' ORDER BY s.name),
        string_agg(CASE WHEN k.n IS NOT NULL AND cells IS NULL THEN format('e.new_key[%s]::%s', k.n, s.full_type)
                        WHEN s.not_null AND s.default_sql IS NOT NULL THEN format('coalesce(%s, %s)', d.sql, s.default_sql) ELSE d.sql END, ', ' ORDER BY s.name))
    FROM gsync.shapes((l).id) s
    LEFT JOIN unnest((l).key_columns) WITH ORDINALITY k(name, n) ON k.name = s.name
    CROSS JOIN LATERAL (SELECT replace(s.decode, '{x}', format('(e.put -> %L)', s.name)) AS sql) d
    WHERE NOT s.read_only AND (s.place IS NOT NULL OR s.in_key AND cells IS NULL) AND (NOT s.in_key OR cells IS NULL OR cells ? s.name));
END $$;

-- An INSERT of rows that the table had before: what nobody changed in the sheet meanwhile is as it was, also where the sheet has no such column.
CREATE FUNCTION gsync.insert_back_sql(l gsync.link) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT format('INSERT INTO %1$s AS t (%2$s) OVERRIDING SYSTEM VALUE SELECT %3$s FROM unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n
            CROSS JOIN LATERAL json_populate_record(NULL::%1$s, e.bin) b ORDER BY e.n', (l).relation, string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum),
        string_agg(CASE WHEN k.n IS NOT NULL THEN format('e.new_key[%s]::%s', k.n, s.full_type)
            WHEN s.place IS NULL OR s.read_only THEN v.back
            WHEN s.direction = 'to-database' THEN replace(s.decode, '{x}', format('(e.put -> %L)', a.attname))
            ELSE format('CASE WHEN e.put -> %1$L IS DISTINCT FROM e.base -> %1$L THEN %2$s ELSE %3$s END', a.attname, replace(s.decode, '{x}', format('(e.put -> %L)', a.attname)), v.back) END, ', ' ORDER BY a.attnum))
    FROM pg_attribute a
    LEFT JOIN gsync.shapes((l).id) s ON s.name = a.attname
    LEFT JOIN unnest((l).key_columns) WITH ORDINALITY k(name, n) ON k.name = a.attname
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    CROSS JOIN LATERAL (SELECT format(CASE WHEN d.oid IS NULL THEN 'b.%1$I' ELSE 'CASE WHEN e.bin -> %2$L IS NULL THEN %3$s ELSE b.%1$I END' END,
        a.attname, a.attname, pg_get_expr(d.adbin, d.adrelid)) AS back) v
    WHERE a.attrelid = (l).relation AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '');
END $$;

-- Rows whose key comes from the table's own triggers, one by one.
CREATE FUNCTION gsync.write_one_insert(l gsync.link, of_n bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    sql text := gsync.insert_sql(l, (SELECT e.put FROM pg_temp.gsync_event e WHERE e.n = of_n)) || ' RETURNING ' || gsync.key_expr(l.id, 't');
BEGIN
    DELETE FROM pg_temp.gsync_failed WHERE n = of_n;
    PERFORM gsync.attempt(l, format('WITH made(key) AS (%s) UPDATE pg_temp.gsync_event e SET new_key = made.key FROM made WHERE e.n = $1[1]', sql), NULL, ARRAY[of_n], true);
END $$;

CREATE FUNCTION gsync.write_inserts(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    counted text;
    ns bigint[]; back bigint[];
    one bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert') THEN RETURN; END IF;
    IF l.direction = 'to-sheet' THEN
        INSERT INTO pg_temp.gsync_failed (n, code, reason)
        SELECT e.n, 'GS003', 'The rows of this tab come from the database: what is typed here as a new row goes nowhere. Delete it.' FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert';
        RETURN;
    END IF;
    PERFORM gsync.validate_inserts(l, w);
    PERFORM gsync.make_keys(l, w);
    ns := ARRAY(SELECT e.n FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert' AND e.new_key IS NOT NULL
        AND NOT EXISTS (SELECT FROM pg_temp.gsync_failed f WHERE f.n = e.n) ORDER BY e.n);
    counted := format('SELECT count(*) FROM unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n JOIN %s t ON %s', l.relation, gsync.key_join(l.id, 't', 'e.new_key'));
    back := ARRAY(SELECT e.n FROM unnest(ns) u(n) JOIN pg_temp.gsync_event e ON e.n = u.n WHERE e.bin IS NOT NULL ORDER BY e.n);
    IF back <> '{}' THEN
        PERFORM gsync.attempt_all(l, gsync.insert_back_sql(l), counted, back, true);
        ns := ARRAY(SELECT unnest(ns) EXCEPT SELECT unnest(back) ORDER BY 1);
    END IF;
    PERFORM gsync.attempt_all(l, gsync.insert_sql(l, NULL), counted, ns, true);
    FOR one IN SELECT e.n FROM pg_temp.gsync_event e LEFT JOIN pg_temp.gsync_failed f ON f.n = e.n
        WHERE e.wave = w AND e.act = 'insert' AND (e.new_key IS NULL AND f.n IS NULL OR f.code = 'GS001') ORDER BY e.n LOOP
        PERFORM gsync.write_one_insert(l, one);
    END LOOP;
END $$;
