-- What there is to do, and what must be read for it.
-- Relies on 018_look.sql.

-- One row per link of this credential with something to do, oldest first. The scan interval is in seconds; a broken link is tried again after half a minute.
CREATE FUNCTION gsync.work(credential text, is_first boolean, scan_interval_s double precision DEFAULT 600)
RETURNS TABLE (link int, name text, spreadsheet text, sheet bigint, action text, since timestamptz) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.id, l.name, l.spreadsheet, l.sheet, w.action, w.since
    FROM gsync.link l CROSS JOIN LATERAL gsync.due(l, scan_interval_s) w
    WHERE (l.credential = work.credential OR is_first AND l.credential = '') AND w.action IS NOT NULL
      AND (l.state <> 'broken' OR l.problem_at < now() - interval '30 seconds' OR l.scan_wanted >= l.problem_at)
    ORDER BY w.since, l.id;
END $$;

-- Keys from their JSON (an array of arrays has no keys of its own).
CREATE FUNCTION gsync.keys_of(as_json text[]) RETURNS TABLE (key text[]) IMMUTABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT ARRAY(SELECT json_array_elements_text(k::json)) FROM unnest(as_json) k;
END;

-- Takes off the marks that concern nothing of the sheet, so that they cost no call: rows that neither belong to the sheet nor stand in it, and all of a link that
-- writes nothing to it. What follows a changed key, or cannot be told, is left to the look.
CREATE FUNCTION gsync.pass_over(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    mine text[];
BEGIN
    IF l.filter IS NULL AND (l.direction <> 'to-database' OR gsync.published(l.id) <> '{}') THEN RETURN; END IF;
    mine := ARRAY(SELECT array_to_json(y.key)::text FROM gsync.dirty y WHERE y.link = l.id ORDER BY y.changed_at LIMIT 20000 FOR UPDATE SKIP LOCKED);
    IF mine = '{}' OR EXISTS (SELECT FROM gsync.rekey k WHERE k.link = l.id) THEN RETURN; END IF;
    IF l.direction = 'to-database' THEN
        UPDATE gsync.row r SET changed_at = y.changed_at, changed_by = y.by
        FROM gsync.keys_of(mine) k JOIN gsync.dirty y ON y.link = l.id AND y.key = k.key WHERE r.link = l.id AND r.key = y.key;
        DELETE FROM gsync.dirty y USING gsync.keys_of(mine) k WHERE y.link = l.id AND y.key = k.key;
        RETURN;
    END IF;
    IF gsync.refresh_shapes(l.id) IS NOT NULL THEN RETURN; END IF;
    l := (SELECT k FROM gsync.link k WHERE k.id = l.id);
    EXECUTE format('DELETE FROM gsync.dirty y USING gsync.keys_of($2) k WHERE y.link = $1 AND y.key = k.key
            AND NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = $1 AND r.key = k.key) AND NOT EXISTS (SELECT FROM %s WHERE %s)',
        gsync.rows_sql(l), gsync.key_join(l.id, 't', 'k.key')) USING l.id, mine;
EXCEPTION WHEN OTHERS THEN
    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
END $$;

CREATE FUNCTION gsync.due(l gsync.link, scan_interval_s double precision, OUT action text, OUT since timestamptz) LANGUAGE plpgsql AS $$
BEGIN
    IF l.state = 'paused' THEN RETURN; END IF;
    IF l.state = 'new' OR l.id_place IS NULL AND l.state = 'broken' OR l.mend IS NOT NULL AND l.state <> 'broken' THEN
        action := 'prepare'; since := l.created_at; RETURN;
    END IF;
    IF l.state = 'broken' THEN
        action := CASE WHEN l.scan_wanted >= l.problem_at THEN 'scan' ELSE 'publish' END; since := l.problem_at; RETURN;        -- reads little: is it mended?
    END IF;
    IF l.scanned_at IS NULL OR l.scan_wanted <= now() OR l.whole OR l.scanned_at < now() - make_interval(secs => scan_interval_s) THEN
        action := 'scan'; since := coalesce(l.scan_wanted, l.scanned_at + make_interval(secs => scan_interval_s), l.created_at); RETURN;
    END IF;
    since := l.sent_at;
    IF l.unread IS NULL THEN
        PERFORM gsync.pass_over(l);
        -- a mark that an open transaction has renewed cannot be claimed yet
        SELECT y.changed_at INTO since FROM gsync.dirty y WHERE y.link = l.id ORDER BY y.changed_at LIMIT 1 FOR SHARE SKIP LOCKED;
        IF NOT FOUND AND (EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND (NOT r.has_id OR r.doomed) AND NOT r.aside ? '' AND r.place IS NOT NULL)
                OR EXISTS (SELECT FROM gsync.note n JOIN gsync.row r ON r.link = n.link AND r.id = n.id JOIN gsync.link_column c ON c.link = n.link AND c.name = n.col
                           WHERE n.link = l.id AND n.want IS DISTINCT FROM n.have AND r.place IS NOT NULL AND r.has_id AND c.place IS NOT NULL)) THEN
            since := now();
        END IF;
        IF since IS NULL AND gsync.may_offer(l.id, interval '5 minutes') THEN since := now(); END IF;
    END IF;
    action := CASE WHEN since IS NOT NULL THEN 'publish' END;
END $$;

-- The ranges of rows whose cells should be read besides the header and the id column; rows near each other share one.
CREATE FUNCTION gsync.plan(link int, max_rows int, want_scan boolean) RETURNS TABLE (first_row int, last_row int) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    gap int := 16;
BEGIN
    UPDATE gsync.link l SET planned = (SELECT t.last_value FROM gsync.tick t) WHERE l.id = plan.link;
    IF want_scan OR (SELECT l.whole OR l.scanned_at IS NULL FROM gsync.link l WHERE l.id = plan.link) THEN
        RETURN QUERY SELECT 2, 1000000000;
        RETURN;
    END IF;
    RETURN QUERY
    WITH oldest AS MATERIALIZED (SELECT r.place FROM (SELECT y.key FROM gsync.dirty y WHERE y.link = plan.link ORDER BY y.changed_at LIMIT max_rows) y
            LEFT JOIN gsync.row r ON r.link = plan.link AND r.key = y.key),
    place AS MATERIALIZED (
        SELECT o.place AS n FROM oldest o WHERE o.place IS NOT NULL AND (SELECT count(*) FROM oldest) < max_rows
        UNION SELECT p.place FROM gsync.next_placed(plan.link, (SELECT count(o.place)::int FROM oldest o)) p WHERE (SELECT count(*) FROM oldest) >= max_rows
        UNION SELECT r.landed_place FROM gsync.row r WHERE r.link = plan.link AND r.pending_op = 'update' AND r.landed_place IS NOT NULL
        UNION SELECT d.place + u.beside FROM (SELECT r.pending_place - row_number() OVER (ORDER BY r.pending_place)::int AS place FROM gsync.row r WHERE r.link = plan.link AND r.pending_op = 'delete') d
            CROSS JOIN (VALUES (0), (1)) u(beside) WHERE d.place + u.beside > 1         -- beside rows that are gone: are they still the ones that stood there?
        UNION (SELECT r.place FROM gsync.row r WHERE r.link = plan.link AND (NOT r.has_id OR r.doomed) AND r.place IS NOT NULL ORDER BY r.place LIMIT max_rows)),
    width AS (SELECT CASE WHEN count(*) > 200 THEN greatest(gap, ((max(n) - min(n)) / 50)) ELSE gap END AS gap FROM place),
    start AS (SELECT n, CASE WHEN n - lag(n) OVER (ORDER BY n) <= (SELECT w.gap FROM width w) THEN 0 ELSE 1 END AS fresh FROM place),
    island AS (SELECT n, sum(fresh) OVER (ORDER BY n) AS i FROM start)
    SELECT min(n)::int, max(n)::int FROM island GROUP BY i ORDER BY 1;
END $$;
