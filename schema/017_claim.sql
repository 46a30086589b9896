-- Claiming: what the sheet does not show yet, numbered and stored on its cells before anything is sent.
-- Relies on 016_unsent.sql, inside a look that has locked gsync.link.
--
-- Dirty rows are locked first, and the table is read by later statements: a transaction that marked a row has either committed, or holds the mark's lock.

-- Dirty rows in the order of the sheet, round after round from where the last write ended.
CREATE FUNCTION gsync.next_placed(of_link int, max_rows int) RETURNS TABLE (key text[], place int) STABLE LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    from_place int := (SELECT l.claimed_to FROM gsync.link l WHERE l.id = of_link);
    found int;
BEGIN
    RETURN QUERY SELECT y.key, r.place FROM gsync.row r JOIN gsync.dirty y ON y.link = of_link AND y.key = r.key
        WHERE r.link = of_link AND r.place > from_place ORDER BY r.place LIMIT max_rows;
    GET DIAGNOSTICS found = ROW_COUNT;
    RETURN QUERY SELECT y.key, r.place FROM gsync.row r JOIN gsync.dirty y ON y.link = of_link AND y.key = r.key
        WHERE r.link = of_link AND r.place <= from_place ORDER BY r.place LIMIT max_rows - found;
END $$;

-- The oldest dirty rows. Where there are more than one write can hold, those that stand in the sheet give way to as many that stand there side by side,
-- so that one range of the sheet is read for them, and not all of it.
CREATE FUNCTION gsync.collect_dirty(l gsync.link, max_rows int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pg_temp.gsync_claim (key, changed_at, by, xid)
    SELECT y.key, y.changed_at, y.by, y.xid FROM gsync.dirty y WHERE y.link = l.id ORDER BY y.changed_at LIMIT max_rows FOR UPDATE SKIP LOCKED;
    IF (SELECT count(*) FROM pg_temp.gsync_claim) = max_rows THEN
        WITH gone AS (DELETE FROM pg_temp.gsync_claim y USING gsync.row r WHERE r.link = l.id AND r.key = y.key AND r.place IS NOT NULL RETURNING y.ctid)
        INSERT INTO pg_temp.gsync_claim (key, changed_at, by, xid)
        SELECT y.key, y.changed_at, y.by, y.xid FROM gsync.next_placed(l.id, (SELECT count(*)::int FROM gone)) n JOIN gsync.dirty y ON y.link = l.id AND y.key = n.key
        FOR UPDATE OF y SKIP LOCKED;
    END IF;
    PERFORM gsync.weigh('gsync_claim', 'key');
    PERFORM gsync.follow_keys(l.id);
    UPDATE pg_temp.gsync_claim y SET id = r.id FROM gsync.row r WHERE r.link = l.id AND r.key = y.key;
    EXECUTE format('UPDATE pg_temp.gsync_claim y SET in_table = true, d = %s FROM %s WHERE %s',
        gsync.row_sql(l.id, 't', true), gsync.rows_sql(l), gsync.key_join(l.id, 't', 'y.key'));
    IF l.filter IS NOT NULL THEN
        EXECUTE format('UPDATE pg_temp.gsync_claim y SET outside = true WHERE y.in_table IS NULL AND EXISTS (SELECT FROM %s t WHERE %s)', l.relation, gsync.key_join(l.id, 't', 'y.key'));
    END IF;
    INSERT INTO pg_temp.gsync_claim (id, op) SELECT r.id, 'doomed' FROM gsync.row r WHERE r.link = l.id AND r.doomed ORDER BY r.place LIMIT max_rows;
    INSERT INTO pg_temp.gsync_claim (id, op) SELECT r.id, 'id' FROM gsync.row r
    WHERE r.link = l.id AND NOT r.has_id AND NOT r.doomed AND NOT r.aside ? '' AND NOT EXISTS (SELECT FROM pg_temp.gsync_claim y WHERE y.id = r.id AND y.in_table IS NULL) ORDER BY r.place LIMIT max_rows;
    DELETE FROM pg_temp.gsync_claim y USING pg_temp.gsync_claim i WHERE i.op = 'id' AND y.id = i.id AND y.op IS NULL;   -- first its id, then its cells
END $$;

-- SQL has changed rows of which something is refused: it may be right now.
CREATE FUNCTION gsync.retry_changed(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    ids text[] := ARRAY(SELECT y.id FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id WHERE y.in_table AND r.rej <> '{}');
BEGIN
    IF gsync.retry_quietly(l, ids) = 0 THEN RETURN; END IF;
    EXECUTE format('UPDATE pg_temp.gsync_claim y SET d = %s FROM %s t WHERE y.id = ANY ($1) AND %s', gsync.row_sql(l.id, 't'), l.relation, gsync.key_join(l.id, 't', 'y.key')) USING ids;
    -- a row that has another key now stays marked: it is claimed by that one
    EXECUTE format('DELETE FROM pg_temp.gsync_claim y WHERE y.id = ANY ($1) AND NOT EXISTS (SELECT FROM %s t WHERE %s)', l.relation, gsync.key_join(l.id, 't', 'y.key')) USING ids;
END $$;

-- What is to be done for each: update, append, delete, id; drop: nothing, no longer dirty; NULL: it waits.
CREATE FUNCTION gsync.choose_ops(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns text[] := gsync.published(l.id);
BEGIN
    UPDATE gsync.row r SET held = NULL FROM pg_temp.gsync_claim y, gsync.held h   -- back in the table
    WHERE y.in_table AND r.link = l.id AND r.id = y.id AND h.id = r.held AND h.side = 'table';
    IF FOUND THEN PERFORM gsync.close_held(l.id); END IF;
    -- rows that stand in the sheet as we know them
    UPDATE pg_temp.gsync_claim y SET place = x.place,
        put = CASE WHEN y.in_table THEN (SELECT jsonb_object_agg(c, coalesce(y.d -> c, 'null'))
            FROM unnest(gsync.unpublished(y.d, r.base, r.rej, r.against, r.aside, r.formulas, columns)) c) END
    FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.id
    WHERE y.id = r.id AND x.diff IS NULL AND r.base IS NOT NULL;

    UPDATE pg_temp.gsync_claim y SET op = CASE
            WHEN y.op IN ('id', 'doomed') THEN CASE WHEN y.place IS NULL THEN NULL WHEN y.op = 'doomed' THEN CASE WHEN r.aside ? '' THEN 'drop' ELSE 'delete' END ELSE 'id' END
            WHEN y.in_table IS NULL AND (r.id IS NULL OR r.base IS NULL) THEN 'forget'
            WHEN l.direction = 'to-database' AND (y.in_table IS NULL OR r.id IS NULL) THEN 'drop'
            WHEN y.in_table AND (r.id IS NULL OR r.base IS NULL AND r.place IS NULL) THEN
                CASE WHEN r.aside <> '{}' AND gsync.unpublished(y.d, '{}', '{}', '{}', r.aside, '{}', columns) IS NULL THEN 'drop'
                     WHEN y.d = '{}' THEN 'drop' ELSE 'append' END
            WHEN r.held IS NOT NULL AND y.in_table IS NULL AND EXISTS (SELECT FROM gsync.held h WHERE h.id = r.held AND h.side = 'sheet') THEN 'forget'    -- gone on both sides
            WHEN r.held IS NOT NULL THEN 'drop'
            WHEN y.place IS NULL THEN NULL
            WHEN y.in_table IS NULL THEN CASE WHEN r.aside ? '' THEN 'drop' ELSE 'delete' END
            WHEN y.put IS NULL THEN 'drop' ELSE 'update' END
    FROM pg_temp.gsync_claim z LEFT JOIN gsync.row r ON r.link = l.id AND r.id = z.id
    WHERE z.ctid = y.ctid;
END $$;

-- A formula stays: where SQL has changed the column beside it, the table gets the computed value back.
CREATE FUNCTION gsync.reassert_formulas(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    ids text[] := ARRAY(SELECT y.id FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id
        WHERE y.op IN ('update', 'drop') AND y.in_table AND y.place IS NOT NULL AND r.formulas <> '{}'
          AND EXISTS (SELECT FROM unnest(r.formulas) c WHERE c = ANY (gsync.published(l.id)) AND y.d -> c IS DISTINCT FROM r.base -> c AND NOT r.rej ? c));
BEGIN
    IF ids = '{}' THEN RETURN; END IF;
    DELETE FROM pg_temp.gsync_event;
    INSERT INTO pg_temp.gsync_event (n, ord, wave, scan, gone, retry, pub, at, source, place, id, s, cols, formulas, calm)
    SELECT row_number() OVER (), 0, 1, true, false, true, l.pub, now(), 'formula', r.place, r.id, r.base, r.formulas, r.formulas, true
    FROM gsync.row r WHERE r.link = l.id AND r.id = ANY (ids);
    PERFORM gsync.merge_wave(l, 1);
    UPDATE pg_temp.gsync_claim SET op = NULL WHERE id = ANY (ids);   -- the table's triggers may have changed more
END $$;

-- A row that is about to be appended may stand in the sheet already, typed by somebody and not known yet.
CREATE FUNCTION gsync.spare_typed(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF l.scanned_at IS NULL AND NOT EXISTS (SELECT FROM gsync.link WHERE id = l.id AND scanned_at IS NOT NULL) THEN
        UPDATE pg_temp.gsync_claim SET op = NULL WHERE op = 'append';
        RETURN;
    END IF;
    UPDATE pg_temp.gsync_claim y SET op = NULL
    WHERE y.op = 'append' AND gsync.key_cells(l.key_columns, y.d) IN (
        SELECT gsync.key_cells(l.key_columns, x.s) FROM pg_temp.gsync_sheet x WHERE x.id IS NULL AND x.s ?& l.key_columns);
END $$;

-- More deletes than the guard allows, counted over everything that waits, or a TRUNCATE: all of them are held. A row that has left the filter is not
-- counted: the table has it still, and the same UPDATE the other way brings it back.
CREATE FUNCTION gsync.guard_deletes(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    known int;
    missing text[];
    truncated boolean;
    why text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_claim WHERE op = 'delete') THEN RETURN; END IF;
    SELECT count(*) INTO known FROM gsync.row WHERE link = l.id AND base IS NOT NULL;
    EXECUTE format('SELECT array_agg(r.id), bool_or(y.truncated) FROM gsync.row r LEFT JOIN gsync.dirty y ON y.link = r.link AND y.key = r.key
            WHERE r.link = $1 AND r.base IS NOT NULL AND r.held IS NULL AND NOT r.may_delete AND (r.doomed OR y.key IS NOT NULL AND NOT EXISTS (SELECT FROM %s t WHERE %s))',
        l.relation, gsync.key_join(l.id, 't', 'r.key')) INTO missing, truncated USING l.id;
    why := CASE WHEN truncated AND cardinality(missing) > 1 THEN 'the table was emptied by TRUNCATE' ELSE gsync.too_many(l, cardinality(missing), known) END;
    IF why IS NOT NULL THEN
        PERFORM gsync.hold(l.id, 'table', missing, known, why);
        UPDATE pg_temp.gsync_claim SET op = 'drop' WHERE op = 'delete' AND id = ANY (missing);
    END IF;
END $$;

-- As much as one request should hold, oldest first; at least one row.
CREATE FUNCTION gsync.limit_claim(l gsync.link, max_rows int, max_bytes int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_claim y SET n = s.n, op = CASE WHEN s.n > 1 AND (s.n > max_rows OR s.bytes > max_bytes) THEN NULL ELSE y.op END
    FROM (SELECT z.ctid AS row, row_number() OVER w AS n, sum(120 + coalesce(octet_length(CASE WHEN z.op = 'append' THEN z.d ELSE z.put END::text) * 3, 0)) OVER w AS bytes
          FROM pg_temp.gsync_claim z WHERE z.op IN ('update', 'append', 'delete', 'id') WINDOW w AS (ORDER BY z.changed_at NULLS FIRST, z.place, gsync.key_order(z.key), z.key, z.id)) s
    WHERE y.ctid = s.row;
END $$;

-- Stores the publish on its rows. Returns its number, or NULL if there is nothing to send; renumber: the header shows a number too low, so at least that is sent.
CREATE FUNCTION gsync.claim(l gsync.link, max_rows int, max_bytes int, renumber boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    p bigint := l.pub + 1;
BEGIN
    PERFORM gsync.collect_dirty(l, max_rows);
    PERFORM gsync.retry_changed(l);
    PERFORM gsync.choose_ops(l);
    PERFORM gsync.reassert_formulas(l);
    PERFORM gsync.spare_typed(l);
    PERFORM gsync.guard_deletes(l);
    PERFORM gsync.limit_claim(l, max_rows, max_bytes);
    UPDATE pg_temp.gsync_claim SET id = gsync.new_id() WHERE op = 'append' AND id IS NULL;

    INSERT INTO gsync.row AS r (link, id, key, keyed, born, ver, pending, pending_op, changed_at, changed_by)
    SELECT l.id, y.id, y.key, nextval('gsync.rekey_id_seq'), p, 1, (SELECT jsonb_object_agg(d.key, jsonb_build_array(d.value, NULL)) FROM jsonb_each(y.d) d), 'append', y.changed_at, y.by
    FROM pg_temp.gsync_claim y WHERE y.op = 'append'
    ON CONFLICT (link, id) DO UPDATE SET born = p, ver = r.ver + 1, pending = excluded.pending, pending_op = 'append', pending_place = NULL, written = '{}',
        changed_at = excluded.changed_at, changed_by = excluded.changed_by;
    UPDATE gsync.row r SET ver = r.ver + 1, pending_op = CASE y.op WHEN 'delete' THEN 'delete' ELSE 'update' END, pending_place = y.place,
        pending = CASE y.op WHEN 'update' THEN (SELECT jsonb_object_agg(w.key, jsonb_build_array(w.value, r.written -> w.key)) FROM jsonb_each(y.put) w) ELSE '{}' END,
        written = CASE y.op WHEN 'update' THEN r.written || (SELECT jsonb_object_agg(w.key, p) FROM jsonb_each(y.put) w) ELSE r.written END,
        landed_place = CASE WHEN y.op <> 'delete' THEN y.place - y.above END,
        changed_at = coalesce(y.changed_at, r.changed_at), changed_by = coalesce(y.by, r.changed_by)
    FROM (SELECT *, count(*) FILTER (WHERE op = 'delete') OVER (ORDER BY place ROWS UNBOUNDED PRECEDING) AS above FROM pg_temp.gsync_claim WHERE op IN ('update', 'delete', 'id')) y
    WHERE r.link = l.id AND r.id = y.id;

    INSERT INTO gsync.history (link, row_id, key, col, old, new, side, who, source)
    SELECT l.id, y.id, y.key, w.key, r.base -> w.key, nullif(w.value, 'null'), 'table', y.by, format('transaction %s, publish %s', y.xid, p)
    FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id CROSS JOIN LATERAL jsonb_each(y.put) w WHERE y.op = 'update'
    UNION ALL
    SELECT l.id, y.id, y.key, NULL, CASE y.op WHEN 'delete' THEN r.base END, CASE y.op WHEN 'append' THEN y.d END, 'table', y.by,
        concat(CASE WHEN y.outside THEN 'left the filter, ' END, 'transaction ' || y.xid || ', ', 'publish ', p)
    FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id WHERE y.op IN ('append', 'delete');

    INSERT INTO gsync.tombstone (link, id, key) SELECT l.id, r.id, r.key FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id
    WHERE y.op = 'forget' ON CONFLICT DO NOTHING;
    DELETE FROM gsync.row r USING pg_temp.gsync_claim y WHERE y.op = 'forget' AND r.link = l.id AND r.id = y.id;
    DELETE FROM gsync.dirty y USING pg_temp.gsync_claim c WHERE y.link = l.id AND y.key = c.key AND c.op IS NOT NULL;
    PERFORM gsync.claim_notes(l);

    IF NOT renumber AND NOT EXISTS (SELECT FROM gsync.row WHERE link = l.id AND pending_op IS NOT NULL) AND NOT EXISTS (SELECT FROM gsync.note WHERE link = l.id AND sent) THEN RETURN NULL; END IF;
    UPDATE gsync.link k SET pub = p, unread = p, unread_state = 'sent', sent_at = now(), sent_places = gsync.places(k), landed_places = NULL,
        claimed_to = coalesce((SELECT coalesce(min(y.place) FILTER (WHERE y.op IS NULL) - 1, max(y.place)) FROM pg_temp.gsync_claim y WHERE y.key IS NOT NULL), claimed_to)
    WHERE id = l.id;
    PERFORM gsync.keep_before(l);
    RETURN p;
END $$;

-- Where the tab has columns that are not synced: the rows as they were read. If people move columns while the publish is on its way, it may hit those.
CREATE FUNCTION gsync.keep_before(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM pg_temp.gsync_before WHERE link = l.id;
    IF NOT EXISTS (SELECT FROM gsync.strange_headers(l)) THEN RETURN; END IF;
    INSERT INTO pg_temp.gsync_before (link, cells) VALUES (l.id, l.header);
    INSERT INTO pg_temp.gsync_before (link, id, cells, formulas)
    SELECT l.id, r.id, v.cells, v.formulas FROM gsync.row r JOIN pg_temp.gsync_seen v ON v.place = r.pending_place WHERE r.link = l.id AND r.pending_op = 'update';
END $$;

-- Notes for rows whose place is sure.
CREATE FUNCTION gsync.claim_notes(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE gsync.note n SET sent = true, said = n.want
    FROM gsync.row r, gsync.link_column c
    WHERE n.link = l.id AND n.want IS DISTINCT FROM n.have AND r.link = l.id AND r.id = n.id AND r.has_id AND r.place IS NOT NULL AND r.pending_op IS DISTINCT FROM 'delete'
      AND c.link = l.id AND c.name = n.col AND c.place IS NOT NULL;
END $$;

-- The operations of the publish that was just claimed.
CREATE FUNCTION gsync.operations(l gsync.link) RETURNS TABLE (kind text, place int, id text, cells json) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    columns jsonb := (SELECT jsonb_object_agg(name, place) FROM gsync.link_column WHERE link = l.id AND place IS NOT NULL);
    widest int := greatest(l.id_place, (SELECT max(place) FROM gsync.link_column WHERE link = l.id));
    names text[] := ARRAY(SELECT c.name FROM generate_series(1, widest) n LEFT JOIN gsync.link_column c ON c.link = l.id AND c.place = n ORDER BY n);
BEGIN
    RETURN QUERY
    SELECT 'update', r.pending_place, r.id,
        CASE WHEN r.has_id THEN (SELECT json_agg(json_build_array((columns -> p.key)::int, p.value -> 0) ORDER BY (columns -> p.key)::int) FROM jsonb_each(r.pending) p)
             ELSE json_build_array(json_build_array(l.id_place, r.id)) END
    FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'update' ORDER BY r.pending_place;
    RETURN QUERY
    SELECT 'note', r.place, r.id, json_agg(json_build_array((columns -> n.col)::int, n.want) ORDER BY (columns -> n.col)::int)
    FROM gsync.note n JOIN gsync.row r ON r.link = l.id AND r.id = n.id WHERE n.link = l.id AND n.sent GROUP BY r.place, r.id ORDER BY r.place;
    RETURN QUERY
    SELECT 'delete', r.pending_place, r.id, NULL::json FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'delete' ORDER BY r.pending_place DESC;
    RETURN QUERY
    SELECT 'append', NULL::int, r.id,
        (SELECT json_agg(CASE WHEN c.n = l.id_place THEN to_jsonb(r.id) ELSE r.pending -> c.name -> 0 END ORDER BY c.n) FROM unnest(names) WITH ORDINALITY c(name, n))
    FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'append' ORDER BY gsync.key_order(r.key), r.key;
    RETURN QUERY SELECT 'header', l.id_place, NULL::text, to_json(gsync.id_header(l));
    IF gsync.has_pins(l) THEN RETURN QUERY SELECT 'places', NULL::int, NULL::text, NULL::json; END IF;
END $$;
