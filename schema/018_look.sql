-- gsync.look: one reading of the tab, used for everything it can tell: the last publish, places, edits that nobody told, and the next publish.
-- Relies on 017_claim.sql.

-- A write that was carried out in the right place and left the cell as it was, three times: Sheets does not keep it there (the cell may lie under a merged one).
CREATE FUNCTION gsync.count_vain(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c record;
BEGIN
    IF gsync.columns_moved(l) THEN RETURN; END IF;
    UPDATE gsync.row r SET vain = r.vain + 1 FROM pg_temp.gsync_sheet x
    WHERE r.link = l.id AND r.pending_op = 'update' AND r.pending <> '{}' AND x.id = r.id AND x.place = r.landed_place AND x.s = gsync.shown_cells(r.base, r.rej);
    FOR c IN SELECT r.id, k.place FROM gsync.row r CROSS JOIN LATERAL jsonb_object_keys(r.pending) p(name) JOIN gsync.link_column k ON k.link = l.id AND k.name = p.name
            WHERE r.link = l.id AND r.pending_op = 'update' AND r.vain >= 3 LOOP
        PERFORM gsync.set_aside(l.id, l.unread, c.id, c.place, 'Sheets takes this value and does not keep it; does the cell lie under a merged one?');
    END LOOP;
    UPDATE gsync.row r SET vain = 0 WHERE r.link = l.id AND r.vain >= 3;
END $$;

-- Settles the last publish. Returns false if the whole tab must be read for that.
CREATE FUNCTION gsync.read_back(l gsync.link, sn jsonb, whole boolean, digest text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    before text[];
    wrong boolean;
BEGIN
    IF l.unread_state <> 'landed' AND coalesce((sn ->> 'pub')::bigint, -1) < l.unread THEN
        PERFORM gsync.doubt(l);
        RETURN true;
    END IF;
    IF NOT whole THEN
        wrong := CASE WHEN gsync.columns_moved(l) THEN NULL ELSE gsync.misplaced(l, digest) END;
        IF wrong IS NOT FALSE THEN
            UPDATE gsync.link SET whole = true WHERE id = l.id;
            RETURN false;
        END IF;
    ELSE
        before := ARRAY(SELECT id FROM gsync.row WHERE link = l.id AND place IS NOT NULL);
        PERFORM gsync.drop_misplaced(l);
        PERFORM gsync.identify_all(l, digest);
        wrong := gsync.columns_moved(l) OR gsync.misplaced_anywhere(l);
    END IF;
    IF wrong THEN
        IF gsync.columns_moved(l) THEN PERFORM gsync.find_spoilt(l); END IF;
        PERFORM gsync.count_vain(l);
        PERFORM gsync.suspect(l, before);
    ELSE PERFORM gsync.confirm(l);
    END IF;
    RETURN true;
END $$;

-- A request that was given up has landed after all, if the header shows its number, or an older one than our last; its rows may have moved since.
CREATE FUNCTION gsync.landed_late(l gsync.link, sn jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN ((sn ->> 'pub')::bigint < l.pub OR (sn ->> 'pub')::bigint = l.given_up) AND (sn ->> 'pub')::bigint IS DISTINCT FROM l.late
        AND (sn ->> 'pub')::bigint IS DISTINCT FROM l.clean_pub       -- or nothing has landed since the whole tab was read
        AND EXISTS (SELECT FROM gsync.unsure WHERE link = l.id AND until > now());
END $$;

CREATE FUNCTION gsync.meet_late(l gsync.link, sn jsonb, before text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.follow_ours(l, (SELECT jsonb_agg(jsonb_build_array(u.col, u.value)) FROM gsync.unsure u WHERE u.link = l.id AND u.col <> '' AND u.until > now()));
    UPDATE gsync.link SET late = (sn ->> 'pub')::bigint WHERE id = l.id;
    IF EXISTS (SELECT FROM gsync.unsure WHERE link = l.id AND col = '' AND value = '"delete"' AND until > now()) THEN
        PERFORM gsync.restore(l, before);
    END IF;
END $$;

-- An append that was given up and has landed after all stands there twice, or after its row was deleted: it goes.
CREATE FUNCTION gsync.drop_doubles(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH double AS (
        DELETE FROM pg_temp.gsync_sheet x
        WHERE x.id IS NULL AND (EXISTS (SELECT FROM gsync.unsure u WHERE u.link = l.id AND u.id = x.shown AND u.col = '' AND jsonb_typeof(u.value) = 'object' AND u.until > now()
                AND NOT EXISTS (      -- what differs from what was appended came with the same late request, which took it for another row
                    SELECT FROM jsonb_object_keys(u.value || x.s) c(name) WHERE u.value -> c.name IS DISTINCT FROM x.s -> c.name AND NOT gsync.is_unsure(l.id, NULL, c.name, x.s -> c.name)))
            OR EXISTS (                   -- the same under an id that another late or misplaced write has left on it
                SELECT FROM gsync.unsure u JOIN gsync.row r ON r.link = l.id AND r.id = u.id AND x.s IN (r.base, jsonb_strip_nulls(u.value)) JOIN pg_temp.gsync_sheet o ON o.id = r.id
                WHERE u.link = l.id AND u.col = '' AND jsonb_typeof(u.value) = 'object' AND u.until > now()
                  AND (x.shown IS NULL OR EXISTS (SELECT FROM gsync.row m WHERE m.link = l.id AND m.id = x.shown AND NOT m.has_id))))
        RETURNING x.*),
    made AS (INSERT INTO gsync.row (link, id, base, place, has_id, doomed) SELECT l.id, gsync.new_id(), d.s, d.place, false, true FROM double d RETURNING id, place)
    INSERT INTO pg_temp.gsync_sheet (place, shown, same, id, s, cells, formulas) SELECT d.place, d.shown, false, m.id, d.s, d.cells, d.formulas FROM made m JOIN double d ON d.place = m.place;
END $$;

CREATE FUNCTION gsync.identify(l gsync.link, sn jsonb, whole boolean, digest text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    before text[];
BEGIN
    IF NOT whole THEN
        PERFORM gsync.identify_some(l, digest);
        RETURN;
    END IF;
    before := ARRAY(SELECT id FROM gsync.row WHERE link = l.id AND place IS NOT NULL);
    IF EXISTS (SELECT FROM gsync.unsure WHERE link = l.id AND col = '' AND until > now()) THEN PERFORM gsync.drop_misplaced(l); END IF;
    PERFORM gsync.identify_all(l, digest);
    PERFORM gsync.drop_doubles(l);
    IF gsync.landed_late(l, sn) THEN PERFORM gsync.meet_late(l, sn, before); END IF;
END $$;

-- Once the whole tab is read and told: when to read it again. A request that may still land tells nobody when it does: looked for after 2, 4, 8 … seconds.
CREATE FUNCTION gsync.note_scan(l gsync.link, pub bigint, told boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.guard_partitions(l.id);
    DELETE FROM gsync.unsure WHERE link = l.id AND until <= now();
    DELETE FROM gsync.tombstone WHERE link = l.id AND until <= now();
    UPDATE gsync.link SET scanned_at = now(), clean_pub = note_scan.pub,
        scan_wanted = CASE WHEN told THEN now()
            WHEN EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.missed = 1) THEN now() + interval '1 second'
            WHEN l.direction = 'to-sheet' AND EXISTS (SELECT FROM gsync.held WHERE link = l.id AND side = 'sheet' AND state = 'held') THEN now() + interval '2 seconds'
            ELSE now() + (SELECT least(greatest(now() - max(until) + interval '10 minutes', interval '2 seconds'), interval '3 minutes') FROM gsync.unsure WHERE link = l.id HAVING count(*) > 0) END
    WHERE id = l.id;
END $$;

CREATE FUNCTION gsync.note_sheet(l gsync.link, sn jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    zone text := sn ->> 'time_zone';
BEGIN
    IF zone <> l.time_zone AND EXISTS (SELECT FROM pg_timezone_names WHERE name = zone) THEN     -- (slow: it reads files)
        UPDATE gsync.link SET time_zone = zone WHERE id = l.id;
        PERFORM gsync.refresh_shapes(l.id);
        PERFORM gsync.mark_all(l.id);        -- the same instants are other serial numbers now
    END IF;
    UPDATE gsync.link SET title = coalesce(sn ->> 'title', title), locale = coalesce(nullif(sn ->> 'locale', ''), locale), problem = NULL, looked_at = now(),
        state = CASE state WHEN 'broken' THEN 'ready' ELSE state END, scan_wanted = CASE state WHEN 'broken' THEN now() ELSE scan_wanted END
    WHERE id = l.id;
    PERFORM gsync.refresh_shapes(l.id);
END $$;

-- After gsync.see(); info: {"title", "time_zone", "locale", "header", "pub", "whole", "digest": of the id column}.
CREATE FUNCTION gsync.look(link int, info json, max_rows int, max_bytes int, may_claim boolean)
RETURNS TABLE (kind text, place int, id text, cells json) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
#variable_conflict use_column
DECLARE
    of_link alias FOR link;
    l gsync.link;
    sn jsonb;
    digest text := info ->> 'digest';
    whole boolean;
    news text;
    problem text;
    told boolean;
    strays int[];
    p bigint;
BEGIN
    PERFORM gsync.begin_work();
    PERFORM gsync.lock_link(of_link);
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF NOT FOUND THEN RAISE 'no link %', of_link USING ERRCODE = 'no_data_found'; END IF;
    SELECT doc INTO sn FROM gsync.parse(info::text);
    IF sn IS NULL THEN RAISE 'what a look is told of the tab is not JSON' USING ERRCODE = 'invalid_parameter_value'; END IF;
    whole := coalesce((sn ->> 'whole')::boolean, false);
    PERFORM gsync.log_begin();
    PERFORM gsync.scratch();
    PERFORM gsync.weigh_rows(l.id);
    problem := gsync.refresh_shapes(l.id);
    IF problem IS NOT NULL THEN
        PERFORM gsync.broken(l.id, problem);
        RETURN QUERY SELECT 'columns', NULL::int, NULL::text, to_json(problem);
        RETURN;
    END IF;

    PERFORM gsync.note_sheet(l, sn);
    PERFORM gsync.see_pins(l, coalesce(sn -> 'header', '[]'), sn -> 'pins');
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    problem := gsync.see_header(l, coalesce(sn -> 'header', '[]'), sn -> 'pins');
    IF problem IS NOT NULL THEN
        IF problem = 'mend' THEN
            UPDATE gsync.link k SET mend = now() WHERE k.id = l.id;
            problem := 'gsync''s own header is not as it was left; it will be written again';
        ELSE
            UPDATE gsync.link k SET mend = NULL WHERE k.id = l.id;
            PERFORM gsync.broken(l.id, problem);
        END IF;
        RETURN QUERY SELECT 'columns', NULL::int, NULL::text, to_json(problem);
        RETURN;
    END IF;
    IF whole THEN PERFORM gsync.add_to_table(l, coalesce(sn -> 'header', '[]'), sn -> 'pins'); END IF;
    news := gsync.see_columns(l.id, coalesce(sn -> 'header', '[]'), sn -> 'pins', whole);
    IF news IS NOT NULL THEN RETURN QUERY SELECT 'columns', NULL::int, NULL::text, to_json(news); END IF;
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF l.id_place IS NULL THEN
        UPDATE gsync.link k SET state = 'new' WHERE k.id = l.id AND k.state <> 'paused';
        RETURN QUERY SELECT 'columns', NULL::int, NULL::text, to_json('the column _gsync_id is missing; it will be made again'::text);
        RETURN;
    END IF;

    IF whole THEN
        PERFORM gsync.retry_quietly(l, gsync.refused_rows(l.id, CASE WHEN NOT l.altered THEN ARRAY['23503', '23505', '23P01'] END));
        UPDATE gsync.link k SET altered = false WHERE k.id = l.id AND k.altered;
    ELSE PERFORM gsync.retry_quietly(l, gsync.clashing(l.id));
    END IF;
    PERFORM gsync.load_sheet(l);
    IF NOT gsync.load_ids(l, whole, digest) THEN
        RETURN QUERY SELECT 'again', NULL::int, NULL::text, NULL::json;
        RETURN;
    END IF;
    IF l.unread IS NOT NULL THEN
        IF gsync.columns_moved(l) THEN
            RETURN QUERY SELECT 'columns', NULL::int, NULL::text, to_json(format('columns of the sheet were moved while publish %s was on its way; what it has hit is written again, '
                'but for formulas in columns that are not synced: those are in the version history of the sheet', l.unread));
        END IF;
        IF NOT gsync.read_back(l, sn, whole, digest) THEN
            RETURN QUERY SELECT 'again', NULL::int, NULL::text, NULL::json;
            RETURN;
        END IF;
    END IF;
    UPDATE gsync.link k SET pub = greatest(k.pub, (sn ->> 'pub')::bigint) WHERE k.id = l.id RETURNING * INTO l;
    IF NOT whole AND gsync.landed_late(l, sn) THEN
        UPDATE gsync.link k SET whole = true WHERE k.id = l.id;
        RETURN QUERY SELECT 'again', NULL::int, NULL::text, NULL::json;
        RETURN;
    END IF;
    PERFORM gsync.identify(l, sn, whole, digest);
    IF whole THEN PERFORM gsync.see_notes(l); END IF;
    PERFORM gsync.find_unsent(l);
    IF NOT whole AND EXISTS (SELECT FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.id AND r.held IS NULL WHERE x.s = '{}') THEN
        UPDATE gsync.link k SET scan_wanted = least(k.scan_wanted, now()) WHERE k.id = l.id;     -- an emptied row: the whole tab tells whether it stands elsewhere
    END IF;

    RETURN QUERY SELECT 'journal', NULL::int, NULL::text, e FROM gsync.scan_entries(l, sn -> 'header', coalesce((sn ->> 'pub')::bigint, 0), whole) e;
    told := FOUND;
    IF whole THEN PERFORM gsync.note_scan(l, (sn ->> 'pub')::bigint, told); END IF;
    UPDATE gsync.link k SET planned = NULL WHERE k.id = l.id;

    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF NOT may_claim OR l.state <> 'ready' THEN RETURN; END IF;
    -- a change of rows, columns or protection made in the sheet asks for a whole look: it may have made room
    PERFORM gsync.offer_again(l.id, CASE WHEN whole THEN interval '10 seconds' ELSE interval '5 minutes' END);
    strays := ARRAY(SELECT x.place FROM pg_temp.gsync_sheet x WHERE whole AND x.id IS NULL AND x.s = '{}' AND x.shown IS NOT NULL AND coalesce(l.strays_after < now(), true) LIMIT max_rows);
    p := gsync.claim(l, max_rows, max_bytes, strays <> '{}' OR EXISTS (SELECT FROM pg_temp.gsync_spoilt) OR coalesce((sn ->> 'pub')::bigint < l.pub, true));
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF p IS NOT NULL THEN
        RETURN QUERY SELECT 'pub', NULL::int, p::text, NULL::json;
        RETURN QUERY SELECT * FROM gsync.operations(l);
        -- an id beside nothing, left of an emptied row or by a misplaced write: whatever is typed there is a new row
        RETURN QUERY SELECT 'update', s, NULL::text, json_build_array(json_build_array(l.id_place, NULL)) FROM unnest(strays) s;
        RETURN QUERY SELECT 'update', s.place, NULL::text, json_build_array(json_build_array(s.col, s.was)) FROM pg_temp.gsync_spoilt s;
    ELSIF NOT told AND (l.whole OR gsync.stale(l, whole)) THEN
        RETURN QUERY SELECT 'again', NULL::int, NULL::text, NULL::json;
    END IF;
END $$;

-- What a look wants is kept in gsync_out, where it can be fetched piece by piece once the look is committed.
CREATE FUNCTION gsync.look_out(link int, info json, max_rows int, max_bytes int, may_claim boolean) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO pg_temp.gsync_out (kind, place, id, cells, n) SELECT o.* FROM gsync.look(link, info, max_rows, max_bytes, may_claim) WITH ORDINALITY o;
END $$;

-- Rows that wait only because they were not read: their places have changed since the plan. Rows that are nowhere ask for the whole tab.
CREATE FUNCTION gsync.stale(l gsync.link, was_whole boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_temp.gsync_claim y LEFT JOIN gsync.row r ON r.link = l.id AND r.id = y.id WHERE y.op IS NULL AND (r.place IS NULL OR NOT r.has_id OR r.base IS NULL)) THEN
        UPDATE gsync.link SET scan_wanted = least(scan_wanted, now() + CASE WHEN was_whole THEN interval '30 seconds' ELSE interval '0' END) WHERE id = l.id;
    END IF;
    RETURN NOT was_whole AND EXISTS (SELECT FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id
        WHERE y.op IS NULL AND r.place IS NOT NULL AND r.base IS NOT NULL AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x WHERE x.place = r.place));
END $$;
