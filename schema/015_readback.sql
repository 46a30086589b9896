-- Reading the last publish back: did it land, and where?
-- Relies on 014_snapshot.sql, inside a look that has locked gsync.link.

CREATE FUNCTION gsync.mark_rows(of_link int, ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gsync.dirty (link, key) SELECT of_link, r.key FROM gsync.row r WHERE r.link = of_link AND r.id = ANY (ids) AND r.key IS NOT NULL
    ORDER BY r.key ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION gsync.end_publish(of_link int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE gsync.row SET pending = NULL, pending_op = NULL, pending_place = NULL, landed_place = NULL, ver = ver + 1 WHERE link = of_link AND pending_op IS NOT NULL;
    UPDATE gsync.link SET unread = NULL, unread_state = NULL WHERE id = of_link;
END $$;

-- It has not landed, and may still: its values stay known as ours for longer than Google's longest request.
CREATE FUNCTION gsync.doubt(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gsync.unsure (link, id, col, value, places, until)
    SELECT l.id, o.id, o.c, o.v, l.sent_places, now() + interval '10 minutes' FROM gsync.landed_cells(l) o
    UNION ALL
    SELECT l.id, r.id, '', CASE r.pending_op WHEN 'append' THEN (SELECT jsonb_object_agg(p.key, p.value -> 0) FROM jsonb_each(r.pending) p) ELSE '"delete"' END,
        l.sent_places, now() + interval '10 minutes' FROM gsync.row r WHERE r.link = l.id AND r.pending_op IN ('append', 'delete');
    PERFORM gsync.mark_rows(l.id, ARRAY(SELECT id FROM gsync.row WHERE link = l.id AND pending_op IS NOT NULL));
    -- the numbers stay on the cells, but what stands there is no longer known
    UPDATE gsync.row r SET written = r.written || (SELECT coalesce(jsonb_object_agg(p.key, -l.unread), '{}') FROM jsonb_each(r.pending) p)
    WHERE r.link = l.id AND r.pending_op = 'update';
    UPDATE gsync.note SET sent = false WHERE link = l.id AND sent;
    PERFORM gsync.end_publish(l.id);
    UPDATE gsync.link SET given_up = l.unread, scan_wanted = least(scan_wanted, now() + interval '2 seconds') WHERE id = l.id;
END $$;

-- Where the table's value has gone over what was typed and refused: that is kept as the loser, and no longer rejected.
CREATE FUNCTION gsync.overwrite_refused(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    hit text[] := ARRAY(SELECT r.id FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'update' AND r.rej <> '{}' AND r.rej ?| ARRAY(SELECT jsonb_object_keys(r.pending)));
BEGIN
    IF hit = '{}' THEN RETURN; END IF;
    INSERT INTO gsync.conflict (link, row_id, key, col, winner, sheet_value, table_value, base_value, sheet_by, sheet_at, table_by, table_at, source, detail)
    SELECT l.id, r.id, r.key, p.key, 'database', nullif(r.rej -> p.key, 'null'), nullif(p.value -> 0, 'null'), r.base -> p.key, x.who, x.at, r.changed_by, r.changed_at, x.source, 'the table had refused it: ' || x.reason
    FROM gsync.row r CROSS JOIN LATERAL jsonb_each(r.pending) p
    LEFT JOIN LATERAL (SELECT * FROM gsync.rejected x WHERE x.link = l.id AND x.row_id = r.id AND x.side = 'sheet' AND x.cells ? p.key ORDER BY x.id LIMIT 1) x ON true
    WHERE r.link = l.id AND r.id = ANY (hit) AND r.rej ? p.key;
    UPDATE gsync.row r SET rej = r.rej - ARRAY(SELECT jsonb_object_keys(r.pending)) WHERE r.link = l.id AND r.id = ANY (hit);
    UPDATE gsync.rejected x SET cells = c.kept, col = CASE WHEN c.kept ? x.col THEN x.col ELSE (SELECT min(k) FROM jsonb_object_keys(c.kept) k) END
    FROM gsync.rejected y JOIN gsync.row r ON r.link = l.id AND r.id = y.row_id
    CROSS JOIN LATERAL (SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') AS kept FROM jsonb_each(y.cells) e WHERE r.rej ? e.key) c
    WHERE x.id = y.id AND y.link = l.id AND y.row_id = ANY (hit) AND y.side = 'sheet' AND y.cells <> c.kept;
    DELETE FROM gsync.rejected x WHERE x.link = l.id AND x.row_id = ANY (hit) AND x.side = 'sheet' AND x.cells = '{}';
    PERFORM gsync.renew_notes(l.id, hit);
END $$;

-- It stands where it was written.
CREATE FUNCTION gsync.confirm(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.overwrite_refused(l);
    DELETE FROM gsync.rejected x USING gsync.row r
    WHERE r.link = l.id AND r.pending_op IS NOT NULL AND x.link = l.id AND x.row_id = r.id
      AND (r.pending_op = 'delete' OR x.side = 'table' AND x.cells ?| CASE r.pending WHEN '{}' THEN ARRAY[''] ELSE ARRAY(SELECT jsonb_object_keys(r.pending)) END);   -- what Sheets refused once, it has taken now
    INSERT INTO gsync.tombstone (link, id, key) SELECT l.id, r.id, r.key FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'delete' ON CONFLICT DO NOTHING;
    DELETE FROM gsync.row WHERE link = l.id AND pending_op = 'delete';
    UPDATE gsync.link k SET complete = (SELECT max(r.keyed) FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'append')       -- the tab has shown them
    WHERE k.id = l.id AND k.complete < (SELECT max(r.keyed) FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'append');
    UPDATE gsync.row r SET has_id = true, place = coalesce(r.landed_place, r.place), ver = r.ver + 1, vain = 0, pending = NULL, pending_op = NULL, pending_place = NULL, landed_place = NULL,
        aside = CASE r.aside WHEN '{}' THEN '{}' ELSE r.aside - '' - ARRAY(SELECT jsonb_object_keys(r.pending)) END,
        blot = CASE r.blot WHEN '{}' THEN '{}' ELSE r.blot - ARRAY(SELECT jsonb_object_keys(r.pending)) END,
        replaced = r.replaced || coalesce((SELECT jsonb_object_agg(p.key, jsonb_build_array(r.base -> p.key, l.unread)) FROM jsonb_each(r.pending) p WHERE r.base IS NOT NULL), '{}'),
        base = jsonb_strip_nulls(coalesce(r.base, '{}') || coalesce((SELECT jsonb_object_agg(p.key, p.value -> 0) FROM jsonb_each(r.pending) p), '{}'))
    WHERE r.link = l.id AND r.pending_op IS NOT NULL;
    UPDATE gsync.note SET have = said, sent = false WHERE link = l.id AND sent;
    DELETE FROM gsync.note WHERE link = l.id AND want IS NULL AND have IS NULL;
    PERFORM gsync.end_publish(l.id);
END $$;

-- Does what stands beside this row's id look like another row? Its key is neither what it was nor what we wrote, and most of the rest is not what we know.
CREATE FUNCTION gsync.is_another(r gsync.row, s jsonb, key_columns text[]) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (r).base IS NOT NULL AND s <> '{}' AND ARRAY(SELECT s -> k FROM unnest(key_columns) k) <> ARRAY(SELECT (r).base -> k FROM unnest(key_columns) k)
        AND ARRAY(SELECT s -> k FROM unnest(key_columns) k) <> ARRAY(SELECT gsync.sent_cells((r).base, (r).pending) -> k FROM unnest(key_columns) k)
        AND NOT gsync.is_alike(gsync.sent_cells((r).base, (r).pending), s, key_columns);
END $$;

-- What of a row's update stands in this row of the sheet? stale: the old value, or what was written to another row, so it landed elsewhere; other: any other value, typed since.
CREATE FUNCTION gsync.compare_sent(r gsync.row, s jsonb, OUT stale boolean, OUT other boolean) STABLE LANGUAGE plpgsql AS $$
BEGIN
    SELECT coalesce(bool_or(s -> p.key IS NOT DISTINCT FROM (r).base -> p.key OR EXISTS (SELECT FROM gsync.row o WHERE o.link = (r).link AND o.pending_op = 'update'
            AND o.id <> (r).id AND o.pending ? p.key AND nullif(o.pending -> p.key -> 0, 'null') IS NOT DISTINCT FROM s -> p.key)), false), count(*) > 0
    INTO stale, other FROM jsonb_each((r).pending) p WHERE s -> p.key IS DISTINCT FROM nullif(p.value -> 0, 'null');
END $$;

-- After a look at some rows: does every row stand where it was written, with what was written, is each deleted row gone and each appended one there? NULL: more must be read to tell.
CREATE FUNCTION gsync.misplaced(l gsync.link, digest text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    wrong boolean; unread boolean; typed_over boolean;
BEGIN
    SELECT bool_or(CASE r.pending_op WHEN 'delete' THEN r.has_id AND at.id IS NOT NULL WHEN 'append' THEN at.id IS NULL
            ELSE here.id IS DISTINCT FROM r.id OR x.place IS NOT NULL AND (d.stale OR r.pending = '{}' AND x.s <> gsync.shown_cells(r.base, r.rej)) END),
        bool_or(CASE r.pending_op WHEN 'update' THEN x.place IS NULL WHEN 'delete' THEN NOT r.has_id END), bool_or(d.other)
    INTO wrong, unread, typed_over
    FROM gsync.row r
    LEFT JOIN LATERAL (SELECT i.id FROM pg_temp.gsync_id i WHERE i.id = r.id LIMIT 1) at ON true
    LEFT JOIN pg_temp.gsync_id here ON here.place = r.landed_place
    LEFT JOIN pg_temp.gsync_sheet x ON x.place = r.landed_place
    LEFT JOIN LATERAL gsync.compare_sent(r, x.s) d ON r.pending_op = 'update' AND x.place IS NOT NULL
    WHERE r.link = l.id AND r.pending_op IS NOT NULL;
    RETURN CASE WHEN wrong OR gsync.deleted_beside(l) THEN true
        WHEN unread OR typed_over AND l.ids_seen IS DISTINCT FROM digest THEN NULL    -- rows have moved meanwhile: does what we wrote stand somewhere else?
        WHEN EXISTS (SELECT FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.shown AND r.has_id WHERE NOT x.same AND gsync.is_another(r, x.s, l.key_columns)) THEN NULL
        ELSE false END;
END $$;

-- The same after a look at the whole tab, whose rows are known by now, wherever people have moved them since: is every row there as it was written, and nobody else?
CREATE FUNCTION gsync.misplaced_anywhere(l gsync.link) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT bool_or(CASE r.pending_op WHEN 'delete' THEN x.place IS NOT NULL WHEN 'append' THEN x.place IS NULL
                ELSE d.stale OR r.pending = '{}' AND (x.shown IS DISTINCT FROM r.id OR x.s <> gsync.shown_cells(r.base, r.rej)) END)
            FROM gsync.row r LEFT JOIN pg_temp.gsync_sheet x ON x.id = r.id LEFT JOIN LATERAL gsync.compare_sent(r, x.s) d ON r.pending_op = 'update' AND x.place IS NOT NULL
            WHERE r.link = l.id AND r.pending_op IS NOT NULL)
        OR gsync.deleted_beside(l) OR gsync.stands_elsewhere(l);
END $$;

CREATE FUNCTION gsync.stands_elsewhere(l gsync.link) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (
        WITH sent AS MATERIALIZED (SELECT DISTINCT p.key AS c, nullif(p.value -> 0, 'null') AS v FROM gsync.row r CROSS JOIN LATERAL jsonb_each(r.pending) p WHERE r.link = l.id AND r.pending_op = 'update' AND p.value -> 0 <> 'null')    -- (an empty cell proves nothing)
        SELECT FROM pg_temp.gsync_sheet x JOIN sent p ON x.s -> p.c = p.v
        LEFT JOIN gsync.row o ON o.link = l.id AND o.id = x.id
        WHERE NOT x.same AND o.base -> p.c IS DISTINCT FROM p.v AND o.pending_op IS DISTINCT FROM 'append'
          AND NOT coalesce(o.pending ? p.c AND nullif(o.pending -> p.c -> 0, 'null') IS NOT DISTINCT FROM p.v, false));
END $$;

-- A delete by row number hits the row that stands there: another row that vanished near one of ours may have been hit instead, while ours went by another hand.
CREATE FUNCTION gsync.deleted_beside(l gsync.link) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    reach int;
BEGIN
    IF NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'delete') THEN RETURN false; END IF;
    SELECT count(*) FILTER (WHERE r.pending_op IS DISTINCT FROM 'delete') INTO reach
    FROM gsync.row r WHERE r.link = l.id AND r.place IS NOT NULL AND r.has_id AND NOT gsync.is_newer(r, l) AND NOT EXISTS (SELECT FROM pg_temp.gsync_id i WHERE i.id = r.id);
    IF reach = 0 THEN RETURN false; END IF;
    reach := reach + (SELECT count(*) FROM pg_temp.gsync_id i WHERE NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.id = i.id AND r.place IS NOT NULL));
    RETURN EXISTS (SELECT FROM (SELECT r.place, lag(r.place) OVER (ORDER BY i.place) AS before FROM pg_temp.gsync_id i JOIN gsync.row r ON r.link = l.id AND r.id = i.id AND r.place IS NOT NULL) o
            WHERE o.before > o.place)
        OR EXISTS (SELECT FROM gsync.row r JOIN gsync.row d ON d.link = l.id AND d.pending_op = 'delete' AND abs(d.pending_place - r.place) <= reach
            WHERE r.link = l.id AND r.pending_op IS DISTINCT FROM 'delete' AND r.has_id AND r.place IS NOT NULL AND NOT gsync.is_newer(r, l) AND NOT EXISTS (SELECT FROM pg_temp.gsync_id i WHERE i.id = r.id));
END $$;

-- Columns have moved: what may still land may hit those that stand now where others stood.
CREATE FUNCTION gsync.spread_unsure(of_link int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gsync.unsure (link, id, col, value, places, until)
    SELECT DISTINCT u.link, u.id, c.name, u.value, u.places - u.col || jsonb_build_object(c.name, c.place), u.until
    FROM gsync.unsure u JOIN gsync.link_column c ON c.link = u.link AND to_jsonb(c.place) = u.places -> u.col AND c.name <> u.col
    WHERE u.link = of_link AND u.col <> '' AND u.until > now()
      AND NOT EXISTS (SELECT FROM gsync.unsure o WHERE o.link = u.link AND o.id = u.id AND o.col = c.name AND o.value = u.value AND o.until = u.until);
END $$;

-- Rows that were appended across columns that had moved: known by their id, which may stand in the right place among other cells. They go, and are appended again.
CREATE FUNCTION gsync.drop_misplaced(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH ours AS MATERIALIZED (SELECT id, gsync.columns_moved(l) AS moved, gsync.sent_cells('{}', pending) AS sent FROM gsync.row WHERE link = l.id AND pending_op = 'append'
        UNION SELECT id, places <> gsync.places(l), jsonb_strip_nulls(value) FROM gsync.unsure WHERE link = l.id AND col = '' AND jsonb_typeof(value) = 'object' AND until > now()),
    stray AS (
        SELECT DISTINCT x.place, x.s FROM ours o JOIN pg_temp.gsync_sheet x ON x.cells ? o.id AND (x.shown IS DISTINCT FROM o.id OR o.moved AND x.s <> o.sent)
        WHERE NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.id = x.shown AND (r.id <> o.id OR r.base IS NOT NULL))),
    made AS (INSERT INTO gsync.row (link, id, base, place, has_id, doomed) SELECT l.id, gsync.new_id(), s.s, s.place, false, true FROM stray s RETURNING id, place)
    UPDATE pg_temp.gsync_sheet x SET id = m.id FROM made m WHERE m.place = x.place;
END $$;

-- What a misplaced write has hit in columns that gsync does not sync, and what stood there: as long as this connection lasts, it is known. (Not their formulas.)
CREATE FUNCTION gsync.find_spoilt(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH same AS MATERIALIZED (
        SELECT b.n AS was, h.n AS is FROM pg_temp.gsync_before w CROSS JOIN LATERAL gsync.header_cells(w.cells) b JOIN gsync.strange_headers(l) h ON h.h = b.h
        WHERE w.link = l.id AND w.id IS NULL AND (SELECT count(*) = 1 FROM gsync.header_cells(l.header) o WHERE o.h = h.h)),
    cell AS (
        SELECT x.id, x.place, s.is AS col, nullif(x.cells -> s.is - 1, 'null') AS shown, nullif(w.cells -> s.was - 1, 'null') AS was
        FROM pg_temp.gsync_before w JOIN pg_temp.gsync_sheet x ON x.id = w.id CROSS JOIN same s WHERE w.link = l.id AND NOT coalesce(w.formulas @> to_jsonb(s.was), false))
    INSERT INTO pg_temp.gsync_spoilt (place, col, was)
    SELECT c.place, c.col, c.was FROM cell c JOIN gsync.row r ON r.link = l.id AND r.id = c.id
    WHERE c.shown IS DISTINCT FROM c.was AND c.shown IN (SELECT p.value -> 0 FROM jsonb_each(r.pending) p UNION ALL SELECT to_jsonb(r.id));
END $$;

-- What we wrote is ours wherever it stands now. ours: [[column, value], …]; the whole tab is in gsync_sheet.
CREATE FUNCTION gsync.follow_ours(l gsync.link, ours jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    hit text[];
BEGIN
    -- in rows that we know base follows, the table does not: the right value is written again
    WITH ours AS (SELECT DISTINCT o ->> 0 AS c, nullif(o -> 1, 'null') AS v FROM jsonb_array_elements(follow_ours.ours) o),
    hits AS (
        SELECT x.id, jsonb_object_agg(o.c, coalesce(o.v, 'null')) AS cells
        FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.id JOIN ours o ON x.s -> o.c IS NOT DISTINCT FROM o.v
        WHERE r.base -> o.c IS DISTINCT FROM o.v GROUP BY x.id),
    followed AS (
        UPDATE gsync.row r SET base = jsonb_strip_nulls(coalesce(r.base, '{}') || h.cells), ver = r.ver + 1,
            blot = (SELECT jsonb_object_agg(c, coalesce(r.base -> c, 'null')) FROM jsonb_object_keys(h.cells) c) || r.blot
        FROM hits h WHERE r.link = l.id AND r.id = h.id RETURNING r.id),
    -- in new rows it counts as empty
    blots AS (
        SELECT x.place, x.shown, array_agg(o.c) AS cols, jsonb_object_agg(o.c, o.v) AS cells FROM pg_temp.gsync_sheet x JOIN ours o ON x.s -> o.c = o.v
        WHERE x.id IS NULL GROUP BY x.place, x.shown),
    -- a row that holds nothing else was empty, or has nothing left: it goes
    stray AS (INSERT INTO gsync.row (link, id, base, place, has_id, doomed) SELECT l.id, gsync.new_id(), x.s, x.place, false, true FROM blots b JOIN pg_temp.gsync_sheet x ON x.place = b.place
              WHERE x.s - b.cols = '{}' RETURNING id, place),
    blotted AS (
        UPDATE pg_temp.gsync_sheet x SET id = y.id, given = CASE WHEN y.id IS NULL THEN coalesce(CASE WHEN gsync.is_id(b.shown) THEN b.shown END, gsync.new_id()) END,
            s = CASE WHEN y.id IS NULL THEN x.s - b.cols ELSE x.s END,
            cells = CASE WHEN y.id IS NULL THEN gsync.blot(x.cells, ARRAY(SELECT c.place FROM gsync.link_column c WHERE c.link = l.id AND c.name = ANY (b.cols))) ELSE x.cells END
        FROM blots b LEFT JOIN stray y ON y.place = b.place WHERE b.place = x.place RETURNING x.given, b.cells),
    kept AS (INSERT INTO gsync.unsure (link, id, col, value, until)
             SELECT l.id, b.given, e.key, e.value, now() + interval '10 minutes' FROM blotted b CROSS JOIN LATERAL jsonb_each(b.cells) e WHERE b.given IS NOT NULL
             RETURNING id, col, value),
    told AS (INSERT INTO gsync.conflict (link, row_id, col, winner, table_value, detail)
             SELECT l.id, k.id, k.col, 'database', k.value, 'written to a row that people moved meanwhile; what was typed here is in the version history of the sheet' FROM kept k)
    SELECT array_agg(id) INTO hit FROM followed;
    PERFORM gsync.mark_rows(l.id, hit);
END $$;

-- Rows moved while the publish was on its way: nothing of it is taken for granted, and no row that vanished is taken for a person's deletion.
-- before: the rows that stood in the sheet at the look before.
CREATE FUNCTION gsync.suspect(l gsync.link, before text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    deleting boolean := EXISTS (SELECT FROM gsync.row WHERE link = l.id AND pending_op = 'delete');
BEGIN
    PERFORM gsync.follow_ours(l, (SELECT jsonb_agg(jsonb_build_array(o.c, o.v)) FROM gsync.landed_cells(l) o));
    INSERT INTO gsync.unsure (link, id, col, value, until)      -- for events that are still on their way
    SELECT l.id, o.id, o.c, o.v, now() + interval '1 minute' FROM gsync.landed_cells(l) o
    UNION ALL SELECT l.id, r.id, '', gsync.sent_cells('{}', r.pending), now() + interval '1 minute' FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'append';
    IF NOT gsync.columns_moved(l) THEN
        PERFORM gsync.tell_back(l, ARRAY(SELECT r.id FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'append' AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x WHERE x.id = r.id)));
    END IF;
    UPDATE gsync.row r SET base = gsync.appended_cells(r) FROM pg_temp.gsync_sheet x WHERE r.link = l.id AND r.pending_op = 'append' AND x.id = r.id;
    UPDATE gsync.note SET sent = false WHERE link = l.id AND sent;
    PERFORM gsync.mark_rows(l.id, ARRAY(SELECT id FROM gsync.row WHERE link = l.id AND pending_op IS NOT NULL));
    PERFORM gsync.end_publish(l.id);
    IF deleting THEN PERFORM gsync.restore(l, before); END IF;
END $$;

CREATE FUNCTION gsync.blot(cells jsonb, places int[]) RETURNS jsonb IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT jsonb_agg(CASE WHEN n = ANY (places) THEN 'null' ELSE c END ORDER BY n) FROM jsonb_array_elements(cells) WITH ORDINALITY u(c, n));
END $$;

-- What was typed and refused in rows that are written anew: it is kept as the loser, and no longer rejected. The new line of the sheet has no notes.
CREATE FUNCTION gsync.drop_refused(of_link int, ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gsync.conflict (link, row_id, key, col, winner, sheet_value, table_value, base_value, sheet_by, sheet_at, source, detail)
    SELECT r.link, r.id, r.key, c.key, 'database', nullif(c.value, 'null'), nullif(r.against -> c.key, 'null'), r.base -> c.key, x.who, x.at, x.source, 'the table had refused it: ' || x.reason
    FROM gsync.row r CROSS JOIN LATERAL jsonb_each(r.rej) c
    CROSS JOIN LATERAL (SELECT * FROM gsync.rejected x WHERE x.link = r.link AND x.row_id = r.id AND x.side = 'sheet' AND x.cells ? c.key ORDER BY x.id LIMIT 1) x
    WHERE r.link = of_link AND r.id = ANY (ids) AND r.key IS NOT NULL;
    DELETE FROM gsync.rejected WHERE link = of_link AND side = 'sheet' AND row_id = ANY (ids);
    DELETE FROM gsync.note WHERE link = of_link AND id = ANY (ids);
    UPDATE gsync.row SET rej = '{}', against = '{}' WHERE link = of_link AND id = ANY (ids) AND rej <> '{}';
END $$;

-- Rows that are gone from the sheet and go back there, for gsync's own writing may have hit them. A person may as well have deleted them, so each that the table has is told.
CREATE FUNCTION gsync.tell_back(l gsync.link, ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN RETURN; END IF;
    EXECUTE format('INSERT INTO gsync.conflict (link, row_id, key, winner, table_value, base_value, detail)
            SELECT $1, r.id, r.key, ''database'', %s, r.base, ''gone from the sheet while gsync was writing to it, and so brought back''
            FROM gsync.row r JOIN %s ON %s WHERE r.link = $1 AND r.id = ANY ($2)',
        gsync.row_sql(l.id, 't'), gsync.rows_sql(l), gsync.key_join(l.id, 't', 'r.key')) USING l.id, ids;
END $$;

-- Known rows that a misplaced delete may have taken out of the sheet: they are appended again, and if the table has them no longer, forgotten.
CREATE FUNCTION gsync.restore(l gsync.link, ids text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    gone text[] := ARRAY(SELECT r.id FROM gsync.row r WHERE r.link = l.id AND r.id = ANY (ids) AND r.key IS NOT NULL AND NOT gsync.is_newer(r, l)
        AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x WHERE x.id = r.id));
BEGIN
    PERFORM gsync.mark_rows(l.id, ids);
    PERFORM gsync.drop_refused(l.id, gone);
    PERFORM gsync.tell_back(l, gone);
    UPDATE gsync.row r SET base = NULL, place = NULL, has_id = true, blot = '{}', ver = r.ver + 1, formulas = '{}' WHERE r.link = l.id AND r.id = ANY (gone);
END $$;
