-- Comparing both sides whole: the tab as it was just read (pg_temp.gsync_tab), base, and the table, cell by cell, with the reason of each difference.
-- Relies on 018_look.sql and 025_linking.sql.

-- Where the link's columns stand in the tab that was read: as at the last look, unless the header row has changed since.
CREATE FUNCTION gsync.verify_columns(of_link int) RETURNS jsonb STABLE LANGUAGE plpgsql AS $$
DECLARE
    shown jsonb := (SELECT t.cells FROM pg_temp.gsync_tab t WHERE t.place = 1);
    placed jsonb := (SELECT coalesce(jsonb_object_agg(c.name, c.place), '{}') FROM gsync.link_column c WHERE c.link = of_link AND c.place IS NOT NULL);
BEGIN
    IF EXISTS (SELECT FROM gsync.link_column c WHERE c.link = of_link AND c.place IS NOT NULL AND shown ->> (c.place - 1) IS DISTINCT FROM c.header) THEN
        RETURN gsync.match_columns(of_link, coalesce(shown, '[]'));
    END IF;
    RETURN placed;
END $$;

-- Fills gsync_shown with the rows of the tab, and with which known row each of them is: its key decides, then its id, then its place.
-- No nested loops: what jsonb cells have in common cannot be estimated, and taken for one row it would be rows times rows.
CREATE FUNCTION gsync.verify_identify(l gsync.link, columns jsonb) RETURNS void LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    id_place int := gsync.header_id_place(coalesce((SELECT t.cells FROM pg_temp.gsync_tab t WHERE t.place = 1), '[]'));
    step text;
BEGIN
    DROP TABLE IF EXISTS pg_temp.gsync_shown;
    EXECUTE format('CREATE TEMP TABLE gsync_shown AS SELECT x.*, NULL::text AS id, gsync.key_cells(%L, x.s) AS k
            FROM (SELECT t.place, CASE WHEN gsync.is_id(t.cells ->> %s) THEN t.cells ->> %2$s END AS shown, %s AS s, t.formulas FROM pg_temp.gsync_tab t WHERE t.place > 1 OFFSET 0) x
            WHERE x.s <> ''{}'' OR x.shown IS NOT NULL',
        l.key_columns, coalesce(id_place, 20000) - 1, replace(gsync.cells_sql(l.id, columns), '{x}', 't.cells'));
    CREATE INDEX ON pg_temp.gsync_shown (shown);
    ANALYZE pg_temp.gsync_shown (place, shown, k);
    FOREACH step IN ARRAY ARRAY[
        'x.shown = r.id AND (x.s = r.base OR x.k = gsync.key_cells($2, r.base))',
        'x.k = gsync.key_cells($2, r.base)',
        'x.shown = r.id',
        'NOT r.has_id AND x.place = r.place AND x.s = gsync.shown_cells(r.base, r.rej)'] LOOP
        EXECUTE format('UPDATE pg_temp.gsync_shown o SET id = m.id
            FROM (SELECT DISTINCT ON (r.id) r.id, x.place FROM pg_temp.gsync_shown x JOIN gsync.row r ON %s
                  WHERE r.link = $1 AND r.base IS NOT NULL AND x.id IS NULL AND NOT EXISTS (SELECT FROM pg_temp.gsync_shown y WHERE y.id = r.id)
                  ORDER BY r.id, (x.shown = r.id) DESC NULLS LAST, (x.place = r.place) DESC NULLS LAST, x.place) m WHERE m.place = o.place', step) USING l.id, l.key_columns;
        EXIT WHEN NOT EXISTS (SELECT FROM pg_temp.gsync_shown WHERE id IS NULL);
    END LOOP;
    UPDATE pg_temp.gsync_shown x SET id = r.id FROM gsync.row r WHERE x.id IS NULL AND r.link = l.id AND r.id = x.shown AND r.base IS NULL;     -- landed, not read back
    ANALYZE pg_temp.gsync_shown (id);
END $$;

-- Fills gsync_apart with the rows of which not all three are equal. b: as far as gsync knows it stands in the sheet.
CREATE FUNCTION gsync.verify_join(l gsync.link, columns jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.gsync_apart;
    EXECUTE format($q$
        CREATE TEMP TABLE gsync_apart AS
        SELECT x.place, r.id, coalesce(r.key, t.key) AS key, x.s, r.base AS b, t.d, x.shown
        FROM pg_temp.gsync_shown x FULL JOIN (SELECT * FROM gsync.row WHERE link = %1$s) r ON r.id = x.id FULL JOIN (SELECT %2$s AS key, %3$s AS d FROM %4$s) t ON t.key = r.key
        WHERE (x.s IS DISTINCT FROM r.base OR r.base IS DISTINCT FROM t.d) AND (x.place IS NOT NULL OR t.key IS NOT NULL OR r.base IS NOT NULL)
    $q$, l.id, gsync.key_expr(l.id, 't'), gsync.row_sql(l.id, 't'), gsync.rows_sql(l));
END $$;

-- The differing cells; of a row that one side lacks, the row: then col is NULL and the values are objects of cells.
CREATE FUNCTION gsync.verify_cells(l gsync.link, columns jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pg_temp.gsync_difference (place, id, key, col, s, b, d, shown)
    SELECT a.place, a.id, a.key, c.name, a.s -> c.name, a.b -> c.name, a.d -> c.name, a.shown
    FROM pg_temp.gsync_apart a JOIN jsonb_object_keys(columns) c(name)
        ON a.s -> c.name IS DISTINCT FROM a.b -> c.name OR a.b -> c.name IS DISTINCT FROM a.d -> c.name
    WHERE a.s IS NOT NULL AND a.d IS NOT NULL
    UNION ALL
    SELECT a.place, a.id, a.key, NULL, a.s, a.b, a.d, a.shown FROM pg_temp.gsync_apart a WHERE a.s IS NULL OR a.d IS NULL;
END $$;

-- Why. What people or Google have to decide comes before what only takes its time; what is left is unexplained.
CREATE FUNCTION gsync.verify_explain(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_difference f SET why = w.why, detail = w.detail
    FROM (
        SELECT g.n, e.why, e.detail
        FROM pg_temp.gsync_difference g
        LEFT JOIN gsync.row r ON r.link = l.id AND r.id = g.id
        LEFT JOIN gsync.shapes(l.id) k ON k.name = g.col
        LEFT JOIN gsync.held h ON h.id = r.held AND h.state = 'held'
        CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM gsync.dirty y WHERE y.link = l.id AND y.key = g.key) AS dirty, coalesce(k.direction, l.direction) AS direction,
            g.s IS NOT DISTINCT FROM g.b AS known) q
        CROSS JOIN LATERAL (SELECT v.why, v.detail FROM (VALUES
            (1, l.state = 'paused', 'paused', 'the link rests until: gsync resume'),
            (2, h.id IS NOT NULL, 'held', format('number %s: %s', h.id, h.reason)),
            (3, CASE WHEN g.col IS NULL THEN r.key IS NULL AND r.rej <> '{}' ELSE r.rej ? g.col AND r.rej -> g.col = coalesce(g.s, 'null') END, 'rejected',
                (SELECT string_agg(x.reason, ' ' ORDER BY x.id) FROM gsync.rejected x WHERE x.link = l.id AND x.row_id = g.id AND x.side = 'sheet' AND (g.col IS NULL OR x.col = g.col OR x.cells ? g.col))),
            (4, q.known AND CASE WHEN g.col IS NULL THEN r.aside <> '{}' ELSE r.aside ? g.col END, 'refused by Sheets',
                (SELECT string_agg(x.reason, ' ' ORDER BY x.id) FROM gsync.rejected x WHERE x.link = l.id AND x.row_id = g.id AND x.side = 'table' AND (g.col IS NULL OR x.col IS NULL OR x.col = g.col))),
            (5, r.pending_op IN ('append', 'delete') OR r.pending ? g.col, 'being sent', format('publish %s', l.unread)),
            (6, q.dirty AND q.known AND q.direction <> 'to-database', 'waiting to be sent', NULL),
            (7, q.known AND g.col IS NULL AND l.direction = 'to-database' OR q.known AND g.col IS NOT NULL AND q.direction = 'to-database', 'by direction', 'the sheet decides, nothing is written to it'),
            (8, q.known AND k.read_only AND g.col = ANY (r.formulas), 'formula', 'the sheet computes it, and so does the database'),
            (9, true, 'unexplained', CASE
                WHEN g.col IS NULL AND g.s IS NULL AND g.d IS NULL THEN 'on neither side, but gsync still knows it'
                WHEN g.col IS NULL AND g.s IS NULL AND g.b IS NULL THEN 'in the table only, and nothing says that it is to be sent'
                WHEN g.col IS NULL AND g.s IS NULL THEN 'gone from the sheet, and nobody told'
                WHEN g.col IS NULL AND g.id IS NULL AND EXISTS (SELECT FROM pg_temp.gsync_shown o WHERE o.id = g.shown) THEN
                    format('a second row with the id of row %s', (SELECT min(o.place) FROM pg_temp.gsync_shown o WHERE o.id = g.shown))
                WHEN g.col IS NULL AND g.id IS NULL THEN 'in the sheet only, and nobody told'
                WHEN g.col IS NULL THEN 'gone from the table, and nothing says so'
                WHEN NOT q.known AND g.s IS NOT DISTINCT FROM g.d THEN 'both sides agree, only gsync remembers something else'
                WHEN NOT q.known AND g.b IS NOT DISTINCT FROM g.d THEN 'changed in the sheet, and nobody told'
                WHEN q.known THEN 'changed in the table, and nothing says that it is to be sent'
                ELSE 'all three differ' END)) v(rank, holds, why, detail) WHERE v.holds ORDER BY v.rank LIMIT 1) e) w
    WHERE w.n = f.n;
END $$;

-- Compares, and returns how many differences nothing explains; they are in pg_temp.gsync_difference. Called again after the tab was read again, it takes for
-- unexplained only what was so before: the rest is under way.
CREATE FUNCTION gsync.verify(of_link int, again boolean DEFAULT false) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    columns jsonb := gsync.verify_columns(of_link);
BEGIN
    SET LOCAL client_min_messages = warning;
    DROP TABLE IF EXISTS pg_temp.gsync_doubt;
    IF again THEN ALTER TABLE pg_temp.gsync_difference RENAME TO gsync_doubt; END IF;
    DROP TABLE IF EXISTS pg_temp.gsync_difference;
    CREATE TEMP TABLE gsync_difference (n int GENERATED ALWAYS AS IDENTITY, place int, id text, key text[], col text, s jsonb, b jsonb, d jsonb, shown text, why text, detail text);
    IF has_table_privilege('gsync.link', 'UPDATE') THEN
        PERFORM gsync.refresh_shapes(of_link);
    ELSIF gsync.hides_rows(l.relation, current_user) THEN
        RAISE 'row level security may hide rows of % from %, so they cannot be compared', l.relation, current_user USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Verify as a role that sees all of them.';
    END IF;
    PERFORM gsync.verify_identify(l, columns);
    PERFORM gsync.verify_join(l, columns);
    PERFORM gsync.verify_cells(l, columns);
    PERFORM gsync.verify_explain(l);
    IF again THEN
        UPDATE pg_temp.gsync_difference f SET why = 'under way'
        WHERE f.why = 'unexplained' AND NOT EXISTS (SELECT FROM pg_temp.gsync_doubt o WHERE o.why = 'unexplained'
            AND ROW(o.id, o.key, o.col, o.s, o.b, o.d) IS NOT DISTINCT FROM ROW(f.id, f.key, f.col, f.s, f.b, f.d));
    END IF;
    RETURN (SELECT count(*) FROM pg_temp.gsync_difference f WHERE f.why = 'unexplained');
END $$;

-- What was compared: {"sheet_rows":…,"table_rows":…,"cells":…,"absent":[columns that the sheet lacks]}
CREATE FUNCTION gsync.verified(of_link int) RETURNS json LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    columns jsonb := gsync.verify_columns(of_link);
    in_table bigint;
    in_sheet bigint := (SELECT count(*) FROM pg_temp.gsync_shown x WHERE x.s <> '{}');
BEGIN
    EXECUTE format('SELECT count(*) FROM %s', gsync.rows_sql(l)) INTO in_table;
    RETURN json_build_object('sheet_rows', in_sheet, 'table_rows', in_table, 'cells', greatest(in_sheet, in_table) * (SELECT count(*) FROM jsonb_object_keys(columns)),
        'absent', (SELECT coalesce(json_agg(c.name ORDER BY c.name), '[]') FROM gsync.link_column c WHERE c.link = of_link AND NOT columns ? c.name));
END $$;

-- Has what is unexplained put right on the usual ways: the worker reads the whole tab, where what it shows and base does not is an edit, and the table's side is marked to be
-- compared. What no way could end is ended here: a publish of rows without a publish, a hold without a record.
CREATE FUNCTION gsync.verify_repair(of_link int) RETURNS timestamptz LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l gsync.link;
BEGIN
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link FOR NO KEY UPDATE;
    IF l.unread IS NULL THEN
        UPDATE gsync.row r SET pending = NULL, pending_op = NULL, pending_place = NULL, ver = r.ver + 1 WHERE r.link = l.id AND r.pending_op IS NOT NULL;
    END IF;
    UPDATE gsync.row r SET held = NULL FROM pg_temp.gsync_difference f
    WHERE f.why = 'unexplained' AND r.link = l.id AND r.id = f.id AND r.held IS NOT NULL AND NOT EXISTS (SELECT FROM gsync.held h WHERE h.id = r.held AND h.state = 'held');
    INSERT INTO gsync.dirty (link, key) SELECT DISTINCT l.id, f.key FROM pg_temp.gsync_difference f WHERE f.why = 'unexplained' AND f.key IS NOT NULL ORDER BY 2 ON CONFLICT DO NOTHING;
    UPDATE gsync.link k SET scan_wanted = now(), whole = true, ids_seen = NULL WHERE k.id = l.id;
    RETURN clock_timestamp();
END $$;

-- How far the repair is: 'done', 'under way', or what keeps it.
CREATE FUNCTION gsync.repaired(of_link int, since timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    RETURN CASE WHEN l.problem IS NOT NULL THEN l.problem
        WHEN l.scanned_at > since AND l.unread IS NULL AND NOT l.whole AND coalesce(l.scan_wanted > now(), true)
            AND NOT EXISTS (SELECT FROM gsync.dirty y WHERE y.link = l.id) THEN 'done' ELSE 'under way' END;
END $$;
