-- The table's side of a merge: its rows, locked; keys that SQL changed; rows that it no longer has.
-- Relies on 008_admit.sql, inside a merge or look that has locked gsync.link.

-- Lets gsync.row.key follow the keys that SQL changed, in order. Of two rows with one key the one that had it longer is meant, so a swap comes out right;
-- if two are left with one key, the older one's table row is gone.
CREATE FUNCTION gsync.follow_keys(of_link int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    k gsync.rekey;
    seen bigint[] := '{}';
    touched text[];
BEGIN
    FOR k IN SELECT * FROM gsync.rekey WHERE link = of_link ORDER BY id LOOP
        seen := seen || k.id;
        UPDATE gsync.row SET key = k.new_key, keyed = k.id
        WHERE link = of_link AND id = (SELECT id FROM gsync.row WHERE link = of_link AND key = k.old_key ORDER BY keyed, id LIMIT 1);
    END LOOP;
    IF seen = '{}' THEN RETURN 0; END IF;
    PERFORM gsync.doom(of_link, ARRAY(SELECT DISTINCT array_to_json(new_key)::text FROM gsync.rekey WHERE id = ANY (seen)));
    DELETE FROM gsync.rekey WHERE id = ANY (seen);
    RETURN cardinality(seen);
END $$;

-- Of rows with one key (given as JSON), all but the last that got it have lost their table row.
CREATE FUNCTION gsync.doom(of_link int, keys text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH holders AS MATERIALIZED (
        SELECT r.id, row_number() OVER (PARTITION BY r.key ORDER BY r.keyed DESC, r.id) AS n
        FROM unnest(keys) k JOIN gsync.row r ON r.link = of_link AND r.key = ARRAY(SELECT json_array_elements_text(k::json))),
    older AS MATERIALIZED (SELECT id FROM holders WHERE n > 1)
    UPDATE gsync.row r SET key = NULL, doomed = (SELECT direction <> 'to-database' FROM gsync.link WHERE id = of_link) FROM older o WHERE r.link = of_link AND r.id = o.id;
END $$;

-- Two transactions that lock the same rows in another order wait for each other, and PostgreSQL ends the first that has waited for deadlock_timeout. That must be
-- the worker's, which begins anew: so it waits for less. Somebody may have waited for it since it locked its first row, so its patience ends before theirs does.
-- Only in transactions that gsync.begin_work() has begun.
CREATE FUNCTION gsync.give_way() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    theirs numeric := extract(epoch FROM current_setting('deadlock_timeout')::interval);
    now_is numeric := extract(epoch FROM clock_timestamp());
    since numeric := nullif(current_setting('gsync.locking_since', true), '')::numeric;
BEGIN
    IF current_setting('gsync.working', true) IS DISTINCT FROM 'on' THEN RETURN; END IF;
    IF since IS NULL THEN
        since := now_is;
        PERFORM set_config('gsync.locking_since', since::text, true);
    END IF;
    PERFORM set_config('lock_timeout', greatest(1, floor(1000 * least(0.3 * theirs, 0.9 * theirs - (now_is - since))))::text, true);
END $$;

CREATE FUNCTION gsync.begin_work() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('gsync.working', 'on', true), set_config('gsync.locking_since', '', true);
END $$;

-- For a link gsync itself may be busy for long: that is waited for.
CREATE FUNCTION gsync.lock_link(of_link int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('gsync.working', true) = 'on' THEN PERFORM set_config('lock_timeout', '0', true); END IF;
    PERFORM FROM gsync.link WHERE id = of_link FOR NO KEY UPDATE;
    PERFORM gsync.give_way();
END $$;

CREATE FUNCTION gsync.lock_rows(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted constant text := $q$e.wave = $1 AND e.known AND (e.act IS NULL OR e.act = 'gone')$q$;
    source text := format('%s t', l.relation);
    same_key text := gsync.key_join(l.id, 't', 'e.key');
    row_sql text := gsync.row_sql(l.id, 't');
BEGIN
    PERFORM gsync.give_way();
    LOOP
        EXECUTE format('SELECT count(*) FROM (SELECT FROM pg_temp.gsync_event e JOIN %s ON %s WHERE %s FOR NO KEY UPDATE OF t) x', source, same_key, wanted) USING w;
        EXIT WHEN gsync.follow_keys(l.id) = 0;
        UPDATE pg_temp.gsync_event e SET key = r.key, doomed = r.doomed FROM gsync.row r WHERE e.wave = w AND r.link = l.id AND r.id = e.id;
    END LOOP;
    EXECUTE format('UPDATE pg_temp.gsync_event e SET in_table = true, outside = NOT %s, d = %s FROM %s WHERE %s AND %s', gsync.belongs_sql(l), row_sql, source, same_key, wanted) USING w;
END $$;

-- Who decides where both sides changed something: a direction leaves no choice.
CREATE FUNCTION gsync.deciding(policy text, direction text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE direction WHEN 'to-sheet' THEN 'database' WHEN 'to-database' THEN 'sheet' ELSE policy END;

-- Is the sheet's side the later one, or stronger?
CREATE FUNCTION gsync.sheet_wins(policy text, sheet_at timestamptz, table_at timestamptz) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN CASE policy WHEN 'sheet' THEN true WHEN 'database' THEN false ELSE sheet_at >= coalesce(table_at, '-infinity') END;

-- A row as it was when it was last deleted from the table; NULL if that is not known.
CREATE FUNCTION gsync.last_deleted(of_link int, of_key text[]) RETURNS json STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT b.cells FROM gsync.bin b WHERE b.link = of_link AND b.key = of_key ORDER BY b.id DESC LIMIT 1);
END $$;

-- Rows that the table no longer has: one edited in the sheet meanwhile is a conflict; one that never was in the table is inserted.
CREATE FUNCTION gsync.meet_missing(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_event WHERE wave = w AND act IS NULL AND known AND in_table IS NULL) THEN RETURN; END IF;

    UPDATE pg_temp.gsync_event e SET act = CASE WHEN e.calm OR e.retry THEN 'insert' ELSE 'wait' END
    WHERE e.wave = w AND e.act IS NULL AND e.known AND e.key IS NULL AND NOT e.doomed;

    -- what was typed, where a publish wrote over it before the script could read it
    UPDATE pg_temp.gsync_event e SET ours = jsonb_build_object(e.typed_col, coalesce(e.s -> e.typed_col, 'null')),
        s = jsonb_strip_nulls(e.s || jsonb_build_object(e.typed_col, coalesce(e.typed, 'null')))
    WHERE e.wave = w AND e.act IS NULL AND e.known AND e.in_table IS NULL AND NOT e.scan AND e.typed_col IS NOT NULL AND NOT gsync.same(e.typed, e.s -> e.typed_col);

    UPDATE pg_temp.gsync_event e
    SET changed_at = coalesce(y.changed_at, e.changed_at), changed_by = coalesce(y.by, e.changed_by),
        act = CASE WHEN e.s <> '{}' AND EXISTS (SELECT FROM unnest(CASE WHEN e.calm THEN e.cols ELSE e.edited END) c WHERE e.s -> c IS DISTINCT FROM e.base -> c AND NOT gsync.is_unsure(l.id, e.id, c, e.s -> c))
            THEN CASE WHEN gsync.sheet_wins(l.policy, e.at, coalesce(y.changed_at, e.changed_at)) THEN 'insert' ELSE 'lost' END
            ELSE 'none' END,
        s = CASE WHEN e.calm THEN (e.base - e.cols) || e.s ELSE jsonb_strip_nulls(e.base || coalesce((SELECT jsonb_object_agg(p.key, p.value -> 0) FROM jsonb_each(e.pending) p), '{}')
            || coalesce((SELECT jsonb_object_agg(c, e.s -> c) FROM unnest(e.edited) c), '{}')) END
    FROM pg_temp.gsync_event x LEFT JOIN gsync.dirty y ON y.link = l.id AND y.key = x.key
    WHERE x.n = e.n AND e.wave = w AND e.act IS NULL AND e.known AND e.in_table IS NULL;

    -- in a row that goes back into the table, a cell that only a misplaced write has changed gets back what it held
    UPDATE pg_temp.gsync_event e SET s = jsonb_strip_nulls(e.s || b.was), ours = coalesce(e.ours, '{}') || b.shown
    FROM (SELECT v.n, jsonb_object_agg(h.key, h.value) AS was, jsonb_object_agg(h.key, v.base -> h.key) AS shown
          FROM pg_temp.gsync_event v CROSS JOIN LATERAL jsonb_each(v.blot) h
          WHERE v.wave = w AND v.act = 'insert' AND v.known AND v.s -> h.key IS NOT DISTINCT FROM v.base -> h.key GROUP BY v.n) b
    WHERE b.n = e.n;

    UPDATE pg_temp.gsync_event e SET bin = gsync.last_deleted(l.id, e.key) WHERE e.wave = w AND e.act = 'insert' AND e.known AND e.in_table IS NULL AND e.key IS NOT NULL;
    INSERT INTO gsync.conflict (link, row_id, key, winner, sheet_value, base_value, sheet_by, sheet_at, table_by, table_at, source, detail)
    SELECT l.id, e.id, e.key, CASE e.act WHEN 'lost' THEN 'database' ELSE 'sheet' END, e.s, e.base, e.who, e.at, e.changed_by, e.changed_at, e.source, 'deleted in the table'
    FROM pg_temp.gsync_event e WHERE e.wave = w AND e.known AND e.in_table IS NULL AND (e.key IS NOT NULL OR e.doomed) AND e.act IN ('lost', 'insert');
END $$;

-- Rows that are gone from the sheet: a row that SQL changed meanwhile is a conflict. One that has left the filter would have left the sheet: the table keeps it.
CREATE FUNCTION gsync.meet_gone(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns text[] := gsync.published(l.id);
BEGIN
    UPDATE pg_temp.gsync_event e
    SET changed_at = coalesce(y.changed_at, e.changed_at), changed_by = coalesce(y.by, e.changed_by),
        why = CASE WHEN x.outside THEN 'deleted in the sheet, after it had left the filter'
            WHEN x.in_table AND (l.direction = 'to-sheet' OR EXISTS (SELECT FROM unnest(columns) c WHERE x.d -> c IS DISTINCT FROM x.base -> c AND NOT x.rej ? c)) THEN 'deleted in the sheet' END
    FROM pg_temp.gsync_event x LEFT JOIN gsync.dirty y ON y.link = l.id AND y.key = x.key
    WHERE x.n = e.n AND e.wave = w AND e.act = 'gone';
    UPDATE pg_temp.gsync_event e SET act = 'restore'
    WHERE e.wave = w AND e.act = 'gone' AND e.why IS NOT NULL AND NOT e.outside AND NOT gsync.sheet_wins(l.policy, e.at, e.changed_at);

    INSERT INTO gsync.conflict (link, row_id, key, winner, table_value, base_value, sheet_by, sheet_at, table_by, table_at, source, detail)
    SELECT l.id, e.id, e.key, CASE WHEN e.act = 'restore' OR e.outside THEN 'database' ELSE 'sheet' END, e.d, e.base, e.who, e.at, e.changed_by, e.changed_at, e.source, e.why
    FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act IN ('gone', 'restore') AND e.why IS NOT NULL;
END $$;
