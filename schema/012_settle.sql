-- After the table was written: base follows, refusals and notes are kept, history is written, and equal rows leave the dirty set.
-- Relies on 011_write.sql, inside a merge that has locked gsync.link.

-- A refused row refuses all cells that it was to write.
CREATE FUNCTION gsync.spread_failures(w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_cell x SET code = f.code, reason = f.reason, write = false, rebase = false, winner = NULL
    FROM pg_temp.gsync_failed f JOIN pg_temp.gsync_event e ON e.n = f.n
    WHERE x.n = f.n AND e.wave = w AND x.write;
END $$;

CREATE FUNCTION gsync.record_conflicts(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gsync.conflict (link, row_id, key, col, winner, sheet_value, table_value, base_value, sheet_by, sheet_at, table_by, table_at, source, exact, detail)
    SELECT l.id, e.id, e.key, x.c, x.winner, x.v, x.d, x.b, e.who, e.at, e.changed_by, e.changed_at, e.source, x.exact,
        CASE WHEN x.rule = 'formula' THEN 'the sheet has a formula' WHEN x.rule = 'ours, perhaps' THEN 'taken for an earlier write of gsync that got no answer and arrived late' WHEN x.winner = 'database' AND (k.read_only OR l.policy = 'sheet') THEN 'the database decides this column'
             WHEN k.direction = 'to-database' THEN 'the sheet decides this column' END
    FROM pg_temp.gsync_cell x JOIN pg_temp.gsync_event e ON e.n = x.n JOIN gsync.shapes(l.id) k ON k.name = x.c
    WHERE e.wave = w AND x.winner IS NOT NULL AND x.v IS DISTINCT FROM x.d;
    INSERT INTO gsync.history (link, row_id, key, col, old, new, side, who, source)
    SELECT l.id, e.id, e.key, x.c, x.d, x.v, 'sheet', e.who, e.source
    FROM pg_temp.gsync_cell x JOIN pg_temp.gsync_event e ON e.n = x.n WHERE e.wave = w AND x.write AND x.v IS DISTINCT FROM x.d;
END $$;

-- Known rows: base, numbers and rejections cell by cell.
CREATE FUNCTION gsync.settle_rows(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE gsync.row r
    SET base = CASE WHEN r.base IS NULL THEN NULL ELSE (r.base - coalesce(x.rebased, '{}')) || coalesce(x.rebase, '{}') END,
        written = r.written || coalesce(x.written, '{}'), blot = r.blot - coalesce(x.rebased, '{}'),
        rej = (r.rej - coalesce(x.looked, '{}')) || coalesce(x.rejected, '{}'),
        seq = CASE WHEN e.scan THEN r.seq ELSE greatest(r.seq, e.seq) END, ver = r.ver + 1, place = coalesce(r.place, e.place),
        touched = nextval('gsync.tick'),
        formulas = CASE WHEN e.retry THEN r.formulas ELSE e.formulas END,
        pending = CASE WHEN x.seen IS NULL THEN r.pending WHEN r.base IS NULL THEN r.pending || x.held ELSE r.pending - x.seen END     -- appended: as if that had been sent
    FROM pg_temp.gsync_event e LEFT JOIN (
        SELECT x.n, array_agg(x.c) FILTER (WHERE x.rebase) AS rebased, array_agg(x.c) FILTER (WHERE x.rebase AND x.rule = 'take seen') AS seen, jsonb_object_agg(x.c, jsonb_build_array(x.s)) FILTER (WHERE x.rebase AND x.rule = 'take seen') AS held, jsonb_object_agg(x.c, x.s) FILTER (WHERE x.rebase AND x.s IS NOT NULL) AS rebase,
            jsonb_object_agg(x.c, CASE WHEN x.rule LIKE 'ours%' THEN 1 ELSE -1 END * abs((e.written -> x.c)::bigint)) FILTER (WHERE x.rebase AND e.written ? x.c) AS written,
            array_agg(x.c) AS looked, jsonb_object_agg(x.c, coalesce(x.s, 'null')) FILTER (WHERE x.code IS NOT NULL) AS rejected
        FROM pg_temp.gsync_cell x JOIN pg_temp.gsync_event e ON e.n = x.n GROUP BY x.n) x ON x.n = e.n
    WHERE r.link = l.id AND r.id = e.id AND e.wave = w AND e.known AND (e.act IS NULL OR e.act = 'none' AND (e.in_table OR NOT e.calm));

    -- a row that the table has deleted, and whose edit lost: base shows the edit, so that the row can be deleted in the sheet
    UPDATE gsync.row r SET base = jsonb_strip_nulls(CASE WHEN e.calm THEN e.s ELSE coalesce(r.base, '{}') || e.s END || coalesce(e.ours, '{}')), seq = CASE WHEN e.scan THEN r.seq ELSE e.seq END, ver = r.ver + 1,
        touched = nextval('gsync.tick')
    FROM pg_temp.gsync_event e WHERE r.link = l.id AND r.id = e.id AND e.wave = w AND (e.act = 'lost' OR e.act = 'none' AND e.in_table IS NULL AND e.calm) AND r.base IS NOT NULL;
    -- and what is refused there does not matter any more: the conflict tells of it, or it is not shown any more
    UPDATE gsync.row r SET rej = '{}', against = '{}' FROM pg_temp.gsync_event e
    WHERE r.link = l.id AND r.id = e.id AND e.wave = w AND (e.act = 'lost' OR e.act = 'none' AND e.in_table IS NULL AND e.calm) AND r.rej <> '{}';
    DELETE FROM gsync.rejected x USING pg_temp.gsync_event e
    WHERE e.wave = w AND (e.act = 'lost' OR e.act = 'none' AND e.in_table IS NULL AND e.calm) AND x.link = l.id AND x.row_id = e.id AND x.side = 'sheet';
END $$;

-- New rows, and rows inserted again. What could not be inserted is kept as a row without a key, with all its cells rejected.
CREATE FUNCTION gsync.settle_inserts(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert') THEN RETURN; END IF;
    UPDATE pg_temp.gsync_event e SET new_key = NULL FROM pg_temp.gsync_failed f WHERE f.n = e.n AND e.wave = w AND e.act = 'insert';
    UPDATE pg_temp.gsync_failed f SET reason = 'Rows were moved here while gsync was writing, and it has overwritten this cell. Please type it again: the version history of the sheet shows what it was.'
    FROM pg_temp.gsync_event e WHERE e.n = f.n AND e.wave = w AND e.act = 'insert' AND e.ours ?| f.cols;
    INSERT INTO gsync.row AS r (link, id, key, keyed, base, place, has_id, ver, seq, touched, formulas, rej)
    SELECT l.id, e.id, e.new_key, nextval('gsync.rekey_id_seq'), CASE WHEN e.new_key IS NULL THEN '{}' ELSE (SELECT coalesce(jsonb_object_agg(k, e.s -> k), '{}') FROM jsonb_object_keys(e.put) k) END || coalesce(e.ours, '{}'), e.place, e.shown, 1, coalesce(e.seq, 0), nextval('gsync.tick'), e.formulas,
        CASE WHEN e.new_key IS NULL THEN e.s ELSE e.s - ARRAY(SELECT jsonb_object_keys(e.put)) END
    FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert'
    ON CONFLICT (link, id) DO UPDATE SET key = excluded.key, keyed = excluded.keyed, rej = excluded.rej, formulas = excluded.formulas, doomed = false, held = NULL, blot = '{}',
        base = CASE WHEN r.base IS NULL THEN NULL WHEN excluded.key IS NULL     -- what the sheet does not show is not there either
                THEN (SELECT coalesce(jsonb_object_agg(b.key, b.value), '{}') FROM jsonb_each(r.base || excluded.base) b WHERE excluded.rej ? b.key OR excluded.base ? b.key) ELSE jsonb_strip_nulls(excluded.base) END,
        seq = greatest(r.seq, excluded.seq), ver = r.ver + 1, place = coalesce(r.place, excluded.place), touched = excluded.touched;
    PERFORM gsync.doom(l.id, ARRAY(SELECT array_to_json(e.new_key)::text FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert' AND e.new_key IS NOT NULL));

    DELETE FROM gsync.tombstone d USING pg_temp.gsync_event e WHERE d.link = l.id AND d.id = e.id AND e.wave = w AND e.act = 'insert';
    UPDATE gsync.link SET created = (SELECT t.last_value FROM gsync.tick t) WHERE id = l.id AND EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert' AND NOT e.scan);
    INSERT INTO gsync.history (link, row_id, key, new, side, who, source)
    SELECT l.id, e.id, e.new_key, e.put, 'sheet', e.who, e.source FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert' AND e.new_key IS NOT NULL;
    PERFORM gsync.record_overruled(l, w);
END $$;

-- What was typed into columns of new rows that the database alone decides: the table's value takes its place.
CREATE FUNCTION gsync.record_overruled(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns text[] := ARRAY(SELECT s.name FROM gsync.shapes(l.id) s WHERE s.place IS NOT NULL AND s.direction = 'to-sheet');
BEGIN
    IF columns = '{}' THEN RETURN; END IF;
    EXECUTE format('INSERT INTO gsync.conflict (link, row_id, key, col, winner, sheet_value, table_value, sheet_by, sheet_at, source, detail)
            SELECT $1, e.id, e.new_key, c.name, ''database'', e.s -> c.name, d.cells -> c.name, e.who, e.at, e.source, ''the database decides this column''
            FROM pg_temp.gsync_event e JOIN %s ON %s CROSS JOIN LATERAL (SELECT %s AS cells) d JOIN unnest($3) c(name) ON e.s ? c.name AND e.s -> c.name IS DISTINCT FROM d.cells -> c.name
            WHERE e.wave = $2 AND e.act = ''insert'' AND e.new_key IS NOT NULL',
        gsync.rows_sql(l), gsync.key_join(l.id, 't', 'e.new_key'), gsync.row_sql(l.id, 't')) USING l.id, w, columns;
END $$;

-- Rows gone from the sheet. One that the table must keep (others refer to it, say) goes back to the sheet.
CREATE FUNCTION gsync.settle_gone(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act IN ('gone', 'restore')) THEN RETURN; END IF;
    UPDATE pg_temp.gsync_event e SET act = 'restore', why = f.reason FROM pg_temp.gsync_failed f WHERE f.n = e.n AND e.wave = w AND e.act = 'gone';
    INSERT INTO gsync.conflict (link, row_id, key, winner, table_value, base_value, sheet_by, source, detail)
    SELECT l.id, e.id, e.key, 'database', e.d, e.base, e.who, e.source, 'deleted in the sheet, but the table keeps it: ' || f.reason
    FROM pg_temp.gsync_event e JOIN pg_temp.gsync_failed f ON f.n = e.n WHERE e.wave = w AND e.act = 'restore';
    INSERT INTO gsync.history (link, row_id, key, old, side, who, source)
    SELECT l.id, e.id, e.key, e.d, 'sheet', e.who, e.source FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'gone' AND e.in_table AND NOT e.outside;

    DELETE FROM gsync.rejected x USING pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'gone' AND x.link = l.id AND x.row_id = e.id;
    INSERT INTO gsync.tombstone (link, id, key) SELECT l.id, e.id, e.key FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'gone' ON CONFLICT DO NOTHING;
    DELETE FROM gsync.row r USING pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'gone' AND r.link = l.id AND r.id = e.id;
    UPDATE gsync.row r SET base = NULL, place = NULL, has_id = true, blot = '{}', ver = r.ver + 1, touched = nextval('gsync.tick'), formulas = '{}', may_delete = false
    FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'restore' AND r.link = l.id AND r.id = e.id;
    INSERT INTO gsync.dirty (link, key) SELECT l.id, e.key FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'restore' ON CONFLICT DO NOTHING;
END $$;

-- Open rejections of the rows touched: kept while the same, else replaced; their notes follow.
CREATE FUNCTION gsync.record_rejections(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    concerned text[] := ARRAY(SELECT e.id FROM pg_temp.gsync_event e WHERE e.wave = w AND (e.act = 'insert' OR e.act IS NULL AND (e.rej <> '{}'
        OR EXISTS (SELECT FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.code IS NOT NULL))));
BEGIN
    IF concerned = '{}' THEN RETURN; END IF;
    DELETE FROM pg_temp.gsync_refusal;
    INSERT INTO pg_temp.gsync_refusal
    SELECT e.id, x.c, jsonb_build_object(x.c, x.s), x.code, x.reason, e.who, e.source   -- cells by themselves
    FROM pg_temp.gsync_cell x JOIN pg_temp.gsync_event e ON e.n = x.n
    WHERE e.wave = w AND x.code IS NOT NULL AND NOT EXISTS (SELECT FROM pg_temp.gsync_failed f WHERE f.n = e.n)
    UNION ALL
    SELECT e.id, coalesce((SELECT c.name FROM unnest(f.cols) WITH ORDINALITY u(name, n) JOIN gsync.link_column c ON c.link = l.id AND c.name = u.name AND c.place IS NOT NULL
                ORDER BY c.name = ANY (e.edited) DESC NULLS LAST, e.put ? c.name DESC NULLS LAST, u.n LIMIT 1),
            e.edited[1], (SELECT x.c FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.code IS NOT NULL LIMIT 1), l.key_columns[1]),
        CASE WHEN e.act = 'insert' THEN e.s ELSE (SELECT jsonb_object_agg(x.c, coalesce(x.s, 'null')) FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.code IS NOT NULL) END,
        f.code, f.reason, e.who, e.source                                                -- whole rows
    FROM pg_temp.gsync_failed f JOIN pg_temp.gsync_event e ON e.n = f.n
    WHERE e.wave = w AND (e.act IS NULL OR e.act = 'insert');

    DELETE FROM gsync.rejected x USING gsync.row r
    WHERE x.link = l.id AND x.row_id = ANY (concerned) AND x.side = 'sheet' AND r.link = l.id AND r.id = x.row_id
      AND NOT EXISTS (SELECT FROM pg_temp.gsync_refusal f WHERE f.id = x.row_id AND f.col = x.col AND f.cells = x.cells AND f.reason = x.reason)
      AND NOT (r.rej @> x.cells AND NOT EXISTS (SELECT FROM pg_temp.gsync_refusal f WHERE f.id = x.row_id AND f.cells ?| ARRAY(SELECT jsonb_object_keys(x.cells))));
    INSERT INTO gsync.rejected (link, row_id, col, side, cells, sqlstate, reason, who, source)
    SELECT l.id, f.id, f.col, 'sheet', f.cells, f.code, f.reason, f.who, f.source FROM pg_temp.gsync_refusal f
    WHERE NOT EXISTS (SELECT FROM gsync.rejected x WHERE x.link = l.id AND x.row_id = f.id AND x.col = f.col AND x.cells = f.cells AND x.reason = f.reason);
    PERFORM gsync.note_against(l, w, concerned);
    PERFORM gsync.renew_notes(l.id, concerned);
END $$;

-- What the table has where a cell was refused just now. What it has once that changes is newer than what was typed.
CREATE FUNCTION gsync.note_against(l gsync.link, w int, ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($q$
        UPDATE gsync.row r SET against = (SELECT coalesce(jsonb_object_agg(c, CASE WHEN e.rej -> c = r.rej -> c AND r.against ? c THEN r.against -> c ELSE coalesce(d.cells -> c, 'null') END), '{}')
                FROM jsonb_object_keys(r.rej) c)
        FROM pg_temp.gsync_event e, %s t, LATERAL (SELECT %s AS cells) d
        WHERE e.wave = $2 AND e.id = ANY ($3) AND r.link = $1 AND r.id = e.id AND r.rej <> '{}' AND %s
    $q$, l.relation, gsync.row_sql(l.id, 't'), gsync.key_join(l.id, 't', 'r.key')) USING l.id, w, ids;
END $$;

-- The notes that should stand on these rows' cells: each reason begins with "gsync: ". Most are mended by typing something else, and say that this is enough.
CREATE FUNCTION gsync.renew_notes(of_link int, ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE gsync.note SET want = NULL WHERE link = of_link AND id = ANY (ids);
    INSERT INTO gsync.note (link, id, col, want)
    SELECT of_link, x.row_id, x.col, string_agg(DISTINCT 'gsync: ' || x.reason, E'\n')
        || CASE WHEN bool_or(x.sqlstate <> ALL ('{22000,23503,P0001,GS001,GS002,GS003}')) THEN E'\nCorrect it here: that is enough, and this note goes away.' ELSE '' END
    FROM gsync.rejected x
    WHERE x.link = of_link AND x.row_id = ANY (ids) AND x.side = 'sheet' AND x.col IS NOT NULL GROUP BY x.row_id, x.col
    ON CONFLICT (link, id, col) DO UPDATE SET want = excluded.want;
    DELETE FROM gsync.note WHERE link = of_link AND id = ANY (ids) AND want IS NULL AND have IS NULL AND NOT sent;
END $$;

-- The merge's own marks fall away where table and base agree again, but for cells that are not published: rejected, refused by Sheets, formulas.
CREATE FUNCTION gsync.clean_dirty(l gsync.link, ids text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    differs text;
BEGIN
    EXECUTE format($q$
        WITH differing AS (
            SELECT r.key, CASE WHEN NOT %s OR r.base IS NULL AND r.pending IS NULL OR r.pending_op = 'delete' THEN true
                ELSE gsync.is_unpublished(%s, coalesce(r.base, '{}') || coalesce((SELECT jsonb_object_agg(p.key, p.value -> 0) FROM jsonb_each(r.pending) p), '{}'),
                    r.rej, r.against, r.aside, r.formulas, $3) END AS differs
            FROM gsync.row r JOIN %s t ON %s WHERE r.link = $1 AND r.id = ANY ($2)),
        clean AS (DELETE FROM gsync.dirty y USING differing d WHERE y.link = $1 AND y.key = d.key AND NOT d.differs)
        INSERT INTO gsync.dirty (link, key) SELECT $1, key FROM differing WHERE differs ON CONFLICT DO NOTHING
    $q$, gsync.belongs_sql(l), gsync.row_sql(l.id, 't', true), l.relation, gsync.key_join(l.id, 't', 'r.key')) USING l.id, ids, gsync.published(l.id);
END $$;

-- Marks of keys that this merge took out of the table, and that no row has any more.
CREATE FUNCTION gsync.clean_left(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DELETE FROM gsync.dirty y USING pg_temp.gsync_event e WHERE e.wave = $2 AND e.in_table AND (e.act = ''gone'' OR e.put ?| $3) AND y.link = $1 AND y.key = e.key
            AND NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = $1 AND r.key = e.key) AND NOT EXISTS (SELECT FROM %s t WHERE %s)',
        l.relation, gsync.key_join(l.id, 't', 'e.key')) USING l.id, w, l.key_columns;
END $$;

-- The columns whose table value the sheet should get; NULL if none. A rejected cell gets it once the table's value is another than it was then.
CREATE FUNCTION gsync.unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) RETURNS text[] IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN d = expected THEN NULL ELSE
    (SELECT array_agg(c) FROM unnest(columns) c WHERE d -> c IS DISTINCT FROM nullif(expected -> c, 'null')
        AND NOT (rej ? c AND coalesce(against -> c, d -> c, 'null') = coalesce(d -> c, 'null')) AND NOT c = ANY (formulas) AND NOT (aside ? c AND aside -> c = coalesce(d -> c, 'null'))) END;
END $$;

CREATE FUNCTION gsync.is_unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN d <> expected AND gsync.unpublished(d, expected, rej, against, aside, formulas, columns) IS NOT NULL;
