-- Journal entries into row events: the batch as temporary tables, one event per row, in waves that hold no row twice.
-- Relies on 006_columns.sql. The temporary tables live as long as the connection; each call empties them first.
-- (Emptying them at every commit would cost more than a small merge; a truncated table keeps the planner's estimates small.)

CREATE FUNCTION gsync.scratch() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t text;
BEGIN
    IF to_regclass('pg_temp.gsync_claim') IS NOT NULL THEN
        FOREACH t IN ARRAY ARRAY['entry', 'event', 'cell', 'refusal', 'failed', 'sheet', 'id', 'claim'] LOOP
            EXECUTE format(CASE WHEN pg_relation_size(format('pg_temp.gsync_%s', t)) > 65536 THEN 'TRUNCATE pg_temp.gsync_%s' ELSE 'DELETE FROM pg_temp.gsync_%s' END, t);
        END LOOP;
        RETURN;
    END IF;
    CREATE TEMP TABLE gsync_entry (
        ord int, jseq bigint, scan boolean, received timestamptz, body jsonb, raw text, link int, seq bigint, header jsonb, pub bigint,
        edited text[], typed_col text, typed jsonb, outcome text, detail text);
    CREATE TEMP TABLE gsync_event (                              -- one row of one entry
        n bigint, ord int, wave int, scan boolean, gone boolean, retry boolean, seq bigint, pub bigint, at timestamptz, who text, source text,
        place int, id text, shown boolean, ver bigint, s jsonb, cols text[], edited text[], typed_col text, typed jsonb, formulas text[], calm boolean,
        known boolean, key text[], base jsonb, unborn boolean, written jsonb, born bigint, pending jsonb, rej jsonb, doomed boolean,  -- the row as known
        changed_at timestamptz, changed_by text,
        new_key text[], in_table boolean, d jsonb, put jsonb,    -- d: the table's cells, put: {column: cell} to be written
        act text, why text);
    CREATE TEMP TABLE gsync_cell (                               -- one cell of one event that may matter
        n bigint, c text, s jsonb, t jsonb, b jsonb, d jsonb, rule text, v jsonb, write boolean, rebase boolean, winner text,
        code text, reason text);
    CREATE TEMP TABLE gsync_refusal (id text, col text, cells jsonb, code text, reason text, who text, source text);
    CREATE TEMP TABLE gsync_failed (n bigint, code text, reason text, cols text[]);
    CREATE TEMP TABLE gsync_sheet (place int, shown text, same boolean, id text, given text, s jsonb, cells jsonb, formulas text[], k jsonb, diff text[]);
    CREATE INDEX ON pg_temp.gsync_sheet (place);                 -- without statistics, indexes keep joins of large batches from going over all pairs
    CREATE INDEX ON pg_temp.gsync_sheet (id);
    CREATE INDEX ON pg_temp.gsync_sheet (shown);
    CREATE TEMP TABLE gsync_id (place int, id text);
    CREATE INDEX ON pg_temp.gsync_id (place);
    CREATE INDEX ON pg_temp.gsync_id (id);
    CREATE TEMP TABLE gsync_claim (
        key text[] COLLATE "C", changed_at timestamptz, by text, xid xid8, id text, in_table boolean, d jsonb, op text, place int, put jsonb, bytes bigint, n bigint);
    CREATE INDEX ON gsync_event (n);
    CREATE INDEX ON gsync_cell (n);
    CREATE INDEX ON gsync_failed (n);
    CREATE INDEX ON gsync_sheet (place);
    CREATE INDEX ON gsync_sheet (id);
    CREATE INDEX ON gsync_id (id);
    CREATE INDEX ON gsync_id (place);
END $$;

-- A large temporary table needs statistics, or joins with it are planned as if it were small.
CREATE FUNCTION gsync.weigh(name text, columns text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF pg_relation_size('pg_temp.' || name) > 65536 THEN EXECUTE format('ANALYZE pg_temp.%I (%s)', name, columns); END IF;
END $$;

-- NUL is the one character that a sheet may hold and PostgreSQL may not: it is left out.
CREATE FUNCTION gsync.parse(body text, OUT doc jsonb, OUT problem text) LANGUAGE plpgsql AS $$
BEGIN
    doc := body::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    BEGIN
        doc := regexp_replace(body, '((?:^|[^\\])(?:\\\\)*)\\u0000', '\1', 'g')::jsonb;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        problem := SQLERRM;
    END;
END $$;

CREATE FUNCTION gsync.stamp(v text) RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
    RETURN v::timestamptz;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

CREATE FUNCTION gsync.whole_number(v jsonb) RETURNS bigint IMMUTABLE LANGUAGE sql
RETURN CASE WHEN jsonb_typeof(v) = 'number' THEN CASE WHEN v::numeric % 1 = 0 AND abs(v::numeric) < 1e18 THEN v::bigint END END;

CREATE FUNCTION gsync.entry_problem(body jsonb, problem text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE WHEN body IS NULL THEN coalesce(problem, 'empty')
    WHEN jsonb_typeof(body) <> 'object' THEN 'not an object'
    WHEN body ->> 'kind' IN ('ping', 'structure') THEN NULL
    WHEN body ->> 'kind' IS NULL OR body ->> 'kind' NOT IN ('edit', 'scan') THEN 'kind is none of edit, scan, structure, ping'
    WHEN jsonb_typeof(body -> 'header') IS DISTINCT FROM 'array' THEN 'no header'
    WHEN jsonb_typeof(coalesce(body -> 'rows', '[]')) <> 'array' OR jsonb_typeof(coalesce(body -> 'gone', '[]')) <> 'array' THEN 'rows is not an array' END;

-- Fills gsync_entry with what is after the applied position.
CREATE FUNCTION gsync.read_entries(applied bigint, seqs bigint[], origins int[], received bigint[], bodies text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pg_temp.gsync_entry (ord, jseq, scan, received, body, raw, link, seq, header, pub, outcome, detail)
    SELECT u.ord, u.jseq, u.origin = 2 AND p.doc ->> 'kind' = 'scan', to_timestamp(u.ms / 1000.0), p.doc, u.body, l.id, gsync.whole_number(p.doc -> 'seq'), p.doc -> 'header',
        coalesce(CASE WHEN jsonb_typeof(p.doc -> 'header') = 'array' THEN gsync.header_pub(p.doc -> 'header') END, 0),
        CASE WHEN w.wrong IS NOT NULL THEN 'rejected' WHEN l.id IS NULL THEN 'unknown' WHEN p.doc ->> 'kind' IN ('ping', 'structure') THEN p.doc ->> 'kind'
             WHEN l.state = 'paused' OR l.id_place IS NULL THEN 'dropped' END,
        CASE WHEN w.wrong IS NOT NULL THEN w.wrong WHEN l.id IS NULL THEN 'not a linked tab' WHEN p.doc ->> 'kind' IN ('ping', 'structure') THEN NULL
             WHEN l.state = 'paused' THEN 'the link is paused' WHEN l.id_place IS NULL THEN 'waits for the first scan' END
    FROM unnest(seqs, origins, received, bodies) WITH ORDINALITY u(jseq, origin, ms, body, ord)
    CROSS JOIN LATERAL gsync.parse(u.body) p
    CROSS JOIN LATERAL (SELECT gsync.entry_problem(p.doc, p.problem) AS wrong) w
    LEFT JOIN gsync.link l ON w.wrong IS NULL AND l.spreadsheet = p.doc ->> 'spreadsheet' AND l.sheet::text = p.doc ->> 'sheet'
    WHERE u.jseq > applied;

    UPDATE gsync.link l SET scan_wanted = least(l.scan_wanted, now())
    FROM pg_temp.gsync_entry e WHERE e.link = l.id AND e.outcome IN ('structure', 'dropped');
    INSERT INTO gsync.rejected (side, reason, body, link) SELECT 'sheet', e.detail, left(e.raw, 1000000), e.link FROM pg_temp.gsync_entry e WHERE e.outcome = 'rejected';
END $$;

-- Which columns the person edited, and what was typed into a single cell, for the entries with this header.
CREATE FUNCTION gsync.read_edited(l gsync.link, of_header jsonb, columns jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_entry e
    SET edited = CASE WHEN e.body ? 'edited' THEN ARRAY(SELECT c.key FROM jsonb_each(columns) c
            WHERE c.value::int BETWEEN gsync.whole_number(e.body #> '{edited,first_column}') AND gsync.whole_number(e.body #> '{edited,last_column}')) END,
        typed_col = CASE WHEN e.body -> 'edited' ? 'typed' AND jsonb_array_length(e.body -> 'rows') = 1 THEN
            (SELECT c.key FROM jsonb_each(columns) c WHERE c.value = e.body #> '{edited,first_column}' AND c.value = e.body #> '{edited,last_column}' LIMIT 1) END
    WHERE e.link = l.id AND e.outcome IS NULL AND e.header = of_header AND NOT e.scan;
    UPDATE pg_temp.gsync_entry e
    SET typed = CASE WHEN s.kind IN ('timestamp', 'timestamptz', 'time') THEN gsync.cell_ms(e.body #> '{edited,typed}') ELSE gsync.cell(e.body #> '{edited,typed}') END
    FROM gsync.shapes(l.id) s WHERE s.name = e.typed_col AND e.link = l.id AND e.header = of_header;
END $$;

-- One event per row of this link's entries, and one per row that a scan found gone.
CREATE FUNCTION gsync.read_events(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    of_header jsonb;
    columns jsonb;
BEGIN
    FOR of_header IN SELECT DISTINCT e.header FROM pg_temp.gsync_entry e WHERE e.link = l.id AND e.outcome IS NULL LOOP
        SELECT coalesce(jsonb_object_agg(m.key, m.value), '{}') INTO columns FROM jsonb_each(gsync.match_columns(l.id, of_header)) m
            JOIN gsync.link_column c ON c.link = l.id AND c.name = m.key AND c.place IS NOT NULL;
        PERFORM gsync.read_edited(l, of_header, columns);
        EXECUTE format($q$
            INSERT INTO pg_temp.gsync_event (n, ord, wave, scan, gone, retry, seq, pub, at, who, source, place, id, shown, ver, s, cols, edited, typed_col, typed, formulas, calm)
            SELECT e.ord * 1000000::bigint + r.o, e.ord, 1, e.scan, false, false, e.seq, e.pub, e.at, e.who,
                format('%%s %%s', CASE WHEN e.scan THEN 'scan' ELSE 'event' END, e.jseq), gsync.whole_number(r.row -> 'row')::int,
                CASE WHEN gsync.is_id(i.id) THEN i.id END, gsync.is_id(i.id) AND r.row -> 'shown' IS DISTINCT FROM 'false', gsync.whole_number(r.row -> 'ver'), %s, $3, e.edited, e.typed_col, e.typed,
                CASE WHEN r.row ? 'formulas' THEN ARRAY(SELECT c.key FROM jsonb_each($4) c WHERE r.row -> 'formulas' @> c.value) ELSE '{}' END,
                e.scan OR ($5 IS NULL AND e.pub = $6)
            FROM (SELECT *, coalesce(gsync.stamp(body ->> 'edited_at'), received) AS at, body ->> 'user' AS who, body -> 'rows' AS rows
                  FROM pg_temp.gsync_entry WHERE link = $1 AND outcome IS NULL AND header = $2 OFFSET 0) e   -- OFFSET 0: a large body is unpacked once, not once a row
            CROSS JOIN LATERAL jsonb_array_elements(e.rows) WITH ORDINALITY r(row, o)
            CROSS JOIN LATERAL (SELECT CASE WHEN e.scan THEN r.row ->> 'id' ELSE r.row -> 'cells' ->> $7 END AS id) i
            WHERE jsonb_typeof(r.row) = 'object'
        $q$, replace(gsync.cells_sql(l.id, columns), '{x}', '(r.row -> ''cells'')'))
        USING l.id, of_header, ARRAY(SELECT jsonb_object_keys(columns)), columns, l.unread, l.pub, gsync.header_id_place(of_header) - 1;
    END LOOP;

    INSERT INTO pg_temp.gsync_event (n, ord, wave, scan, gone, retry, at, source, id, ver, s, cols, formulas, calm)
    SELECT e.ord * 1000000::bigint + 500000 + g.o, e.ord, 1, true, true, false, e.received, format('scan %s', e.jseq), g.row ->> 'id', gsync.whole_number(g.row -> 'ver'), '{}', '{}', '{}', true
    FROM pg_temp.gsync_entry e CROSS JOIN LATERAL jsonb_array_elements(e.body -> 'gone') WITH ORDINALITY g(row, o)
    WHERE e.link = l.id AND e.outcome IS NULL AND e.scan AND jsonb_typeof(g.row) = 'object';

    UPDATE pg_temp.gsync_event e SET wave = d.wave
    FROM (SELECT n, row_number() OVER (PARTITION BY id ORDER BY n) AS wave FROM pg_temp.gsync_event WHERE id IS NOT NULL) d
    WHERE d.n = e.n AND d.wave > 1;
    PERFORM gsync.weigh('gsync_event', 'n, id, wave, act');
END $$;
