-- Before cells are compared: what is known of each row, which events are out of date, which rows are new.
-- Sets gsync_event.act: NULL compare cells · insert · gone · or why nothing is done: old, outdated, wait, empty, buried.
-- Relies on 007_entries.sql, inside a merge that has locked gsync.link.

CREATE FUNCTION gsync.recall(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_event e
    SET known = true, key = r.key, base = coalesce(r.base, '{}'), unborn = r.base IS NULL, written = r.written, replaced = r.replaced, born = r.born, pending = r.pending, landed = r.landed_place, rej = r.rej, blot = r.blot, doomed = r.doomed,
        changed_at = r.changed_at, changed_by = r.changed_by, shown = true,
        formulas = CASE WHEN e.scan OR e.retry THEN e.formulas     -- a script does not see what another cell's formula has filled in
            ELSE ARRAY(SELECT unnest(e.formulas) UNION SELECT f FROM unnest(r.formulas) f WHERE f <> ALL (coalesce(e.edited, '{}'))) END,
        act = CASE WHEN e.retry THEN NULL WHEN e.scan AND e.ver IS DISTINCT FROM r.ver THEN 'outdated'
                   WHEN NOT e.scan AND e.seq <= r.seq THEN 'old' WHEN e.gone THEN 'gone' END
    FROM gsync.row r WHERE e.wave = w AND r.link = l.id AND r.id = e.id;

    UPDATE pg_temp.gsync_event e
    SET act = CASE WHEN e.ver IS NOT NULL OR e.gone THEN 'outdated'
                   WHEN NOT e.scan AND EXISTS (SELECT FROM gsync.tombstone d WHERE d.link = l.id AND d.id = e.id AND d.until > now()) THEN 'buried'
                   WHEN e.id IS NULL AND NOT e.scan THEN 'wait'
                   WHEN e.s = '{}' THEN 'empty'
                   WHEN e.id IS NULL AND EXISTS (SELECT FROM gsync.row r
                        WHERE r.link = l.id AND NOT r.has_id AND r.place = e.place AND (r.base = e.s OR r.rej = e.s)) THEN 'old' END,
        shown = coalesce(e.shown, false)
    WHERE e.wave = w AND e.known IS NULL;
    PERFORM gsync.bridge_gaps(l, w);
    PERFORM gsync.leave_ours(l, w);
    PERFORM gsync.meet_strange(l, w);
END $$;

-- What a misplaced write put into a row that is not in the table yet is not the person's.
CREATE FUNCTION gsync.leave_ours(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_event e SET ours = o.cells, s = e.s - ARRAY(SELECT jsonb_object_keys(o.cells))
    FROM (SELECT v.n, jsonb_object_agg(u.col, u.value) AS cells FROM pg_temp.gsync_event v
          JOIN gsync.unsure u ON u.link = l.id AND u.id = v.id AND u.col <> '' AND u.value = v.s -> u.col AND u.until > now()
          WHERE v.wave = w AND v.key IS NULL AND NOT coalesce(v.doomed, false) GROUP BY v.n) o
    WHERE o.n = e.n;
END $$;

-- A time that a clock change skips is no instant, and a script, which sees dates as instants, tells another time. What nobody edited is as it was.
CREATE FUNCTION gsync.bridge_gaps(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns text[] := ARRAY(SELECT k.name FROM gsync.shapes(l.id) k WHERE k.kind IN ('date', 'timestamp', 'timestamptz') AND k.place IS NOT NULL);
BEGIN
    IF columns = '{}' THEN RETURN; END IF;
    UPDATE pg_temp.gsync_event e SET s = e.s || x.cells
    FROM (SELECT v.n, jsonb_object_agg(c, v.base -> c) AS cells FROM pg_temp.gsync_event v CROSS JOIN unnest(columns) c
          WHERE v.wave = w AND v.known AND NOT v.scan AND v.act IS NULL AND v.s -> c <> v.base -> c AND c <> ALL (coalesce(v.edited, '{}'))
            AND gsync.is_skipped(l.time_zone, v.base -> c, v.s -> c) GROUP BY v.n) x
    WHERE x.n = e.n;
END $$;

-- Events of rows that are not known, told while a publish may have hit rows that moved: one that shows what it wrote waits for the look.
-- One of a row that was deleted lately is an edit against a delete.
CREATE FUNCTION gsync.meet_strange(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.known IS NULL AND (e.act = 'buried' OR e.act IS NULL AND NOT e.calm)) THEN RETURN; END IF;
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    WHERE e.wave = w AND e.known IS NULL AND e.act IS NULL AND NOT e.calm AND e.n IN (
        SELECT v.n FROM pg_temp.gsync_event v CROSS JOIN LATERAL jsonb_each(v.s) x
        JOIN (SELECT p.key AS c, p.value -> 0 AS v FROM gsync.row r CROSS JOIN LATERAL jsonb_each(r.pending) p WHERE r.link = l.id AND r.pending_op IN ('update', 'append')
              UNION SELECT u.col, u.value FROM gsync.unsure u WHERE u.link = l.id AND u.until > now()) ours ON ours.c = x.key AND ours.v = x.value
        WHERE v.wave = w AND v.known IS NULL);
    -- the cells of a row that is known, beside the id of the one that was deleted: sorted without its id
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    WHERE e.wave = w AND e.act = 'buried' AND EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.base IS NOT NULL
        AND gsync.key_cells(l.key_columns, e.s) IN (gsync.key_cells(l.key_columns, r.base), gsync.key_cells(l.key_columns, gsync.sent_cells(r.base, r.pending))));
    INSERT INTO gsync.conflict (link, row_id, key, winner, sheet_value, sheet_by, sheet_at, source, detail)
    SELECT l.id, e.id, d.key, 'database', e.s, e.who, e.at, e.source, 'the row was deleted before'
    FROM pg_temp.gsync_event e JOIN gsync.tombstone d ON d.link = l.id AND d.id = e.id WHERE e.wave = w AND e.act = 'buried';
END $$;

-- The keys that new rows and edited keys give, as text; not where a key cell is empty or cannot be read.
CREATE FUNCTION gsync.read_keys(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted text := format('e.wave = $1 AND e.act IS NULL AND e.s ?& $2 AND (e.known IS NULL OR e.key IS NULL OR %s)',
        (SELECT string_agg(format('e.s -> %1$L IS DISTINCT FROM e.base -> %1$L', k), ' OR ') FROM unnest(l.key_columns) k));
    fine text;
    key text;
    tried record;
    unreadable bigint[] := '{}';
BEGIN
    SELECT string_agg(replace(s.fine, '{x}', format('(e.s -> %L)', s.name)), ' AND '),
           string_agg(replace(s.key_text, '{x}', format('(%s)::%s', replace(s.decode, '{x}', format('(e.s -> %L)', s.name)), s.full_type)), ', ' ORDER BY k.n)
    INTO fine, key
    FROM unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(l.id) s ON s.name = k.name;

    FOR tried IN EXECUTE format('SELECT e.n, e.s FROM pg_temp.gsync_event e WHERE %s AND NOT (%s)', wanted, fine) USING w, l.key_columns LOOP
        IF EXISTS (SELECT FROM gsync.shapes(l.id) s, gsync.cell_error(s, tried.s -> s.name) r WHERE s.in_key AND r.code IS NOT NULL) THEN
            unreadable := unreadable || tried.n;
        END IF;
    END LOOP;
    EXECUTE format('UPDATE pg_temp.gsync_event e SET new_key = ARRAY[%s] WHERE %s AND e.n <> ALL ($3)', key, wanted) USING w, l.key_columns, unreadable;
END $$;

-- A new row whose key the table has already, and the sheet had not: they are one row, and agreed on nothing yet.
CREATE FUNCTION gsync.adopt(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($q$
        WITH twin AS (
            SELECT DISTINCT ON (e.new_key) e.n, r.id
            FROM pg_temp.gsync_event e JOIN %s ON %s LEFT JOIN gsync.row r ON r.link = $2 AND r.key = e.new_key
            WHERE e.wave = $1 AND e.known IS NULL AND e.act IS NULL AND (r.id IS NULL OR r.base IS NULL AND r.pending_op IS NULL)
            ORDER BY e.new_key, e.n)
        UPDATE pg_temp.gsync_event e
        SET known = true, key = e.new_key, base = '{}', unborn = false, written = '{}', rej = '{}', doomed = false,
            shown = e.shown AND t.id IS NULL, id = coalesce(t.id, e.id, gsync.new_id())
        FROM twin t WHERE t.n = e.n
    $q$, gsync.rows_sql(l), gsync.key_join(l.id, 't', 'e.new_key')) USING w, l.id;

    INSERT INTO gsync.row AS r (link, id, key, base, place, has_id)
    SELECT l.id, e.id, e.key, '{}', e.place, e.shown FROM pg_temp.gsync_event e
    WHERE e.wave = w AND e.act IS NULL AND e.known AND NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.id = e.id AND r.base IS NOT NULL) AND NOT e.unborn
    ON CONFLICT (link, id) DO UPDATE SET base = '{}', place = excluded.place, has_id = excluded.has_id, ver = r.ver + 1;
END $$;

-- Rows that are not known: whose key is known stands elsewhere in the sheet as far as one event can tell, so a look at the whole tab decides.
CREATE FUNCTION gsync.admit(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.read_keys(l, w);
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    FROM gsync.row r
    WHERE e.wave = w AND e.act IS NULL AND NOT e.scan AND r.link = l.id AND r.key = e.new_key AND r.id IS DISTINCT FROM e.id
      AND (r.base IS NOT NULL OR r.pending_op IS NOT NULL);
    -- two new rows with one key: the first is the row, and a look tells what the other is
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    FROM (SELECT v.n, row_number() OVER (PARTITION BY v.new_key ORDER BY v.n) AS nth FROM pg_temp.gsync_event v
          WHERE v.wave = w AND v.act IS NULL AND v.known IS NULL AND v.new_key IS NOT NULL) twin
    WHERE twin.n = e.n AND twin.nth > 1;
    -- what a look found without an id, an event may have told since, with one
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    WHERE e.wave = w AND e.act IS NULL AND e.scan AND e.known IS NULL AND (e.new_key IS NULL AND e.id IS NULL AND l.created > e.clock
        OR EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.key = e.new_key AND r.touched > e.clock AND r.base IS NOT NULL));
    -- a known row without its key, or with another one and at another place or among other cells: it may have been cut, copied, emptied or sorted without its id, and
    -- the id beside it may be another row's
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    FROM gsync.row r
    CROSS JOIN LATERAL (SELECT coalesce(r.base, gsync.appended_cells(r)) AS base, gsync.sent_cells(coalesce(r.base, '{}'), r.pending) AS sent) k
    WHERE e.wave = w AND e.act IS NULL AND e.known AND NOT e.scan AND NOT e.retry AND r.link = l.id AND r.id = e.id AND k.base IS NOT NULL
      AND CASE WHEN gsync.key_cells(l.key_columns, e.s) IS NULL THEN gsync.key_cells(l.key_columns, k.base) IS NOT NULL
                    OR (e.place <> r.place OR l.unread IS NOT NULL) AND NOT gsync.is_alike(k.base, e.s, l.key_columns || coalesce(e.edited, '{}'))
               WHEN gsync.key_cells(l.key_columns, e.s) IN (gsync.key_cells(l.key_columns, k.base), gsync.key_cells(l.key_columns, k.sent)) THEN false
               ELSE r.base IS NULL OR e.place <> r.place OR NOT gsync.is_alike(k.base, e.s, l.key_columns || coalesce(e.edited, '{}'))
                    OR e.typed_col = ANY (l.key_columns) AND e.old IS NOT NULL AND NOT gsync.same(e.old, k.base -> e.typed_col) AND NOT gsync.same(e.old, k.sent -> e.typed_col) END;
    -- pasted over what a publish is known to have written, but at another place: rows moved before it landed, or since, and only the look tells
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    WHERE e.wave = w AND e.act IS NULL AND e.known AND NOT e.scan AND NOT e.retry AND e.pub >= l.unread AND e.old IS NULL AND e.place <> e.landed AND e.pending ?| e.edited;
    -- a row without key and id, told by a look, and one without key and with an id that a script gave may be the same, also when that id has been written over meanwhile
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    WHERE e.wave = w AND e.act IS NULL AND NOT e.scan AND e.known IS NULL AND e.new_key IS NULL
      AND (EXISTS (SELECT FROM pg_temp.gsync_event o WHERE o.wave = w AND o.act IS NULL AND o.scan AND o.known IS NULL AND o.new_key IS NULL AND o.id IS NULL)
        OR e.pub < l.pub OR EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND NOT r.has_id));
    -- an id that is not read back yet may stand in another row
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    FROM gsync.row r
    WHERE e.wave = w AND e.act IS NULL AND NOT e.scan AND r.link = l.id AND r.id = e.id AND NOT r.has_id
      AND (gsync.key_cells(l.key_columns, e.s) IS DISTINCT FROM gsync.key_cells(l.key_columns, r.base) OR r.blot ?| l.key_columns);
    IF EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act IS NULL AND e.known IS NULL) THEN
        PERFORM gsync.adopt(l, w);
        UPDATE pg_temp.gsync_event e SET act = 'insert', id = coalesce(e.id, gsync.new_id()) WHERE e.wave = w AND e.act IS NULL AND e.known IS NULL;
    END IF;
END $$;
