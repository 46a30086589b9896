-- Journal entries into row events: the batch as temporary tables, one event per row, in waves that hold no row twice.
-- Relies on 006_columns.sql. The temporary tables live as long as the connection; each call empties them first.
-- (Emptying them at every commit would cost more than a small merge; a truncated table keeps the planner's estimates small.)

CREATE FUNCTION gsync.scratch() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    t text;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;      -- a deferred constraint would fail at commit, and everything with it
    IF to_regclass('pg_temp.gsync_claim') IS NOT NULL THEN
        FOREACH t IN ARRAY ARRAY['entry', 'event', 'cell', 'refusal', 'failed', 'sheet', 'id', 'claim', 'out', 'spoilt'] LOOP
            EXECUTE format(CASE WHEN pg_relation_size(format('pg_temp.gsync_%s', t)) > 65536 THEN 'TRUNCATE pg_temp.gsync_%s' ELSE 'DELETE FROM pg_temp.gsync_%s' END, t);
        END LOOP;
        RETURN;
    END IF;
    CREATE TEMP TABLE gsync_entry (
        ord int, jseq bigint, scan boolean, received timestamptz, body jsonb, raw text, link int, seq bigint, header jsonb,
        outcome text, detail text);
    CREATE TEMP TABLE gsync_event (                              -- one row of one entry
        n bigint, ord int, wave int, scan boolean, gone boolean, retry boolean, seq bigint, pub bigint, at timestamptz, who text, source text,
        place int, id text, shown boolean, ver bigint, clock bigint, s jsonb, cols text[], edited text[], typed_col text, typed jsonb, old jsonb, formulas text[], dates text[] DEFAULT '{}', calm boolean,
        clean boolean NOT NULL DEFAULT false,                    -- nothing of ours can have landed between the last whole look and this one
        known boolean, key text[], base jsonb, unborn boolean, written jsonb, replaced jsonb, born bigint, pending jsonb, landed int, rej jsonb, blot jsonb, doomed boolean,  -- the row as known
        changed_at timestamptz, changed_by text,
        new_key text[], in_table boolean, outside boolean,       -- outside: in the table, but not one of the link's rows
        d jsonb, put jsonb,                                      -- d: the table's cells, put: {column: cell} to be written
        ours jsonb,                                              -- {column: cell} that it shows and a misplaced write put there: not in s
        bin json,                                                -- the row as it was deleted from the table, to be brought back
        act text, why text) WITH (fillfactor = 40);
    CREATE TEMP TABLE gsync_cell (                               -- one cell of one event that may matter
        n bigint, c text, s jsonb, t jsonb, b jsonb, d jsonb, rule text, v jsonb, write boolean, rebase boolean, winner text, exact json,
        code text, reason text) WITH (fillfactor = 50);
    CREATE TEMP TABLE gsync_refusal (id text, col text, cells jsonb, code text, reason text, who text, source text);
    CREATE TEMP TABLE gsync_failed (n bigint, code text, reason text, cols text[]);
    CREATE TEMP TABLE gsync_sheet (place int, shown text, same boolean, id text, given text, s jsonb, cells jsonb, formulas text[], dates jsonb, k jsonb, diff text[]);
    CREATE INDEX ON pg_temp.gsync_sheet (place);                 -- without statistics, indexes keep joins of large batches from going over all pairs
    CREATE INDEX ON pg_temp.gsync_sheet (id);
    CREATE INDEX ON pg_temp.gsync_sheet (shown);
    CREATE TEMP TABLE gsync_id (place int, id text, known boolean, stands boolean);  -- known: of a row of ours; stands: where it was seen last
    CREATE INDEX ON pg_temp.gsync_id (place);
    CREATE INDEX ON pg_temp.gsync_id (id);
    CREATE TEMP TABLE gsync_claim (
        key text[] COLLATE "C", changed_at timestamptz, by text, xid xid8, id text, in_table boolean, outside boolean, d jsonb, op text, place int, put jsonb, bytes bigint, n bigint);
    CREATE INDEX ON gsync_event (n);
    CREATE INDEX ON gsync_event (wave);
    CREATE INDEX ON gsync_cell (n);
    CREATE INDEX ON gsync_failed (n);
    CREATE TEMP TABLE gsync_seen (place int, cells jsonb, formulas jsonb, dates jsonb, ids text, notes jsonb);   -- a reading, as it came in parts: not emptied here
    CREATE TEMP TABLE gsync_spoilt (place int, col int, was jsonb);                    -- cells of columns that are not synced, hit by a misplaced write
    CREATE TEMP TABLE gsync_before (link int, id text, cells jsonb, formulas jsonb);   -- whole rows as they were before the last write of each link; id NULL: the header row
    CREATE TEMP TABLE gsync_out (n bigint, kind text, place int, id text, cells json); -- what a look wants
    ALTER TABLE gsync_out ALTER cells SET STORAGE EXTERNAL;
END $$;

-- A large temporary table needs statistics, or joins with it are planned as if it were small.
CREATE FUNCTION gsync.weigh(name text, columns text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF pg_relation_size('pg_temp.' || name) > 65536 THEN EXECUTE format('ANALYZE pg_temp.%I (%s)', name, columns); END IF;
END $$;

-- To the planner a new link has no rows until autovacuum comes by, and so it would go over all pairs of them. Where somebody else has gsync.row locked, it waits for another time.
CREATE FUNCTION gsync.weigh_rows(of_link int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    known int := (SELECT l.weighed FROM gsync.link l WHERE l.id = of_link);
    rows int;
BEGIN
    IF known > 20000 THEN RETURN; END IF;           -- by then it has
    rows := (SELECT count(*) FROM (SELECT FROM gsync.row r WHERE r.link = of_link LIMIT 2 * known + 1000) x);
    IF rows < 2 * known + 1000 THEN RETURN; END IF;
    LOCK TABLE gsync.row IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
    ANALYZE gsync.row (link, id, key, place, pending_op);
    UPDATE gsync.link l SET weighed = (SELECT count(*) FROM gsync.row r WHERE r.link = of_link) WHERE l.id = of_link;
EXCEPTION WHEN lock_not_available THEN
    RETURN;
END $$;

-- U+0000 is the one character that JSON may hold and PostgreSQL may not. U+FDD0, a noncharacter, stands for it until its cell is refused.
CREATE FUNCTION gsync.parse(body text, OUT doc jsonb, OUT problem text) LANGUAGE plpgsql AS $$
BEGIN
    doc := body::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    BEGIN
        doc := regexp_replace(body, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufdd0', 'g')::jsonb;
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
    INSERT INTO pg_temp.gsync_entry (ord, jseq, scan, received, body, raw, link, seq, header, outcome, detail)
    SELECT u.ord, u.jseq, u.origin = 2 AND p.doc ->> 'kind' = 'scan', to_timestamp(u.ms / 1000.0), p.doc, u.body, l.id, gsync.whole_number(p.doc -> 'seq'), p.doc -> 'header',
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

-- Events whose header row is not the one that the last look saw: without gsync's own column where it was they wait for a look; else only what they
-- show of columns that are sure counts, and a look comes soon. So it does where a column was edited that is not sure, or that might become a column of the table.
CREATE FUNCTION gsync.meet_headers(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_entry e SET outcome = 'dropped', detail = 'the header row has changed: a look comes first'
    WHERE e.link = l.id AND e.outcome IS NULL AND NOT gsync.is_id_header(gsync.header_cell(e.header, l.id_place));
    UPDATE gsync.link k SET scan_wanted = least(k.scan_wanted, now())
    WHERE k.id = l.id AND (EXISTS (SELECT FROM pg_temp.gsync_entry e WHERE e.link = l.id AND e.detail = 'the header row has changed: a look comes first')
        OR EXISTS (SELECT FROM (SELECT DISTINCT e.header FROM pg_temp.gsync_entry e WHERE e.link = l.id AND e.outcome IS NULL) e JOIN gsync.link_column c ON c.link = l.id AND c.place IS NOT NULL
            WHERE gsync.header_cell(e.header, c.place) <> gsync.header_cell(l.header, c.place))
        OR EXISTS (SELECT FROM pg_temp.gsync_entry e CROSS JOIN LATERAL gsync.header_cells(e.header) h
            WHERE e.link = l.id AND e.outcome IS NULL AND NOT e.scan AND h.n BETWEEN gsync.whole_number(e.body -> 'edited' -> 'first_column') AND gsync.whole_number(e.body -> 'edited' -> 'last_column')
              AND CASE WHEN EXISTS (SELECT FROM gsync.link_column c WHERE c.link = l.id AND c.place = h.n)
                  THEN h.h = '' OR (SELECT count(*) > 1 FROM gsync.header_cells(e.header) o WHERE o.h = h.h)
                  ELSE l.add_columns AND h.h <> '' AND NOT gsync.is_id_header(h.h) END));
END $$;

-- One event per row of this link's entries, and one per row that a scan found gone.
CREATE FUNCTION gsync.read_events(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    of_header jsonb;
    of_look boolean;
    columns jsonb;
    names text[]; places int[]; exact text[];
BEGIN
    PERFORM gsync.meet_headers(l);
    FOR of_header, of_look IN SELECT DISTINCT e.header, e.scan FROM pg_temp.gsync_entry e WHERE e.link = l.id AND e.outcome IS NULL LOOP
        SELECT coalesce(jsonb_object_agg(m.key, m.value), '{}'), array_agg(m.key), array_agg(m.value::int), array_agg(m.key) FILTER (WHERE s.kind IN ('timestamp', 'timestamptz', 'time'))
        INTO columns, names, places, exact
        FROM jsonb_each(gsync.sure_columns(l, of_header, of_look)) m JOIN gsync.shapes(l.id) s ON s.name = m.key AND s.place IS NOT NULL;
        EXECUTE format($q$
            INSERT INTO pg_temp.gsync_event (n, ord, wave, scan, gone, retry, seq, pub, at, who, source, place, id, shown, ver, clock, s, cols, edited, typed_col, typed, old, formulas, dates, calm, clean)
            SELECT e.ord * 1000000::bigint + r.o, e.ord, 1, e.scan, false, false, e.seq, $8, e.at, e.who,
                concat(CASE WHEN e.scan THEN 'scan ' ELSE 'event ' END, e.jseq), gsync.whole_number(r.row -> 'row')::int,
                CASE WHEN gsync.is_id(i.id) THEN i.id END, gsync.is_id(i.id) AND r.row -> 'shown' IS DISTINCT FROM 'false', gsync.whole_number(r.row -> 'ver'), e.clock, %s, $3,
                CASE WHEN e.edited IS NOT NULL THEN ARRAY(SELECT c.name FROM unnest($3, $4) c(name, place) WHERE c.place BETWEEN e.first AND e.last) END, t.col,
                CASE WHEN t.col = ANY ($5) THEN gsync.cell_ms(e.edited -> 'typed') WHEN t.col IS NOT NULL THEN gsync.cell(e.edited -> 'typed') END,
                CASE WHEN t.col IS NOT NULL AND e.edited ? 'old' THEN coalesce(CASE WHEN t.col = ANY ($5) THEN gsync.cell_ms(e.edited -> 'old') ELSE gsync.cell(e.edited -> 'old') END, 'null') END,
                CASE WHEN r.row ? 'formulas' THEN ARRAY(SELECT c.name FROM unnest($3, $4) c(name, place) WHERE r.row -> 'formulas' @> to_jsonb(c.place) AND $10 ? c.name) ELSE '{}' END,
                CASE WHEN r.row ? 'dates' THEN ARRAY(SELECT c.name FROM unnest($3, $4) c(name, place) WHERE r.row -> 'dates' @> to_jsonb(c.place)) ELSE '{}' END,
                e.scan OR ($6 IS NULL AND $8 = $7), e.clean
            FROM (SELECT b.*, gsync.whole_number(b.edited -> 'first_column') AS first, gsync.whole_number(b.edited -> 'last_column') AS last
                  FROM (SELECT ord, jseq, seq, scan, coalesce(gsync.stamp(body ->> 'edited_at'), received) AS at, body ->> 'user' AS who, body -> 'rows' AS rows, gsync.whole_number(body -> 'clock') AS clock, scan AND body -> 'clean' IS NOT DISTINCT FROM 'true' AS clean,
                            CASE WHEN NOT scan THEN body -> 'edited' END AS edited
                        FROM pg_temp.gsync_entry WHERE link = $1 AND outcome IS NULL AND header = $2 AND scan = $11 OFFSET 0) b OFFSET 0) e   -- OFFSET 0: a large body is unpacked once, not once a row
            CROSS JOIN LATERAL jsonb_array_elements(e.rows) WITH ORDINALITY r(row, o)
            CROSS JOIN LATERAL (SELECT CASE WHEN e.scan THEN r.row ->> 'id' ELSE r.row -> 'cells' ->> $9 END AS id) i
            CROSS JOIN LATERAL (SELECT CASE WHEN e.edited ? 'typed' AND e.first = e.last AND jsonb_array_length(e.rows) = 1 THEN $3[array_position($4, e.first::int)] END AS col) t
            WHERE jsonb_typeof(r.row) = 'object'
        $q$, replace(gsync.cells_sql(l.id, columns), '{x}', '(r.row -> ''cells'')'))
        USING l.id, of_header, coalesce(names, '{}'), coalesce(places, '{}'), coalesce(exact, '{}'), l.unread, l.pub, coalesce(gsync.header_pub(of_header), 0), gsync.header_id_place(of_header) - 1, gsync.formula_places(l.id), of_look;
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
