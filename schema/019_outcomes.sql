-- What became of a publish, as the worker learns it from the answer; the next look reads it back.
-- Relies on 018_look.sql.

-- {column: place} from an answer that tells where the pinned columns are; '' is gsync's own. NULL: one of those that were written to has no pin, or nothing is told.
CREATE FUNCTION gsync.told_places(l gsync.link, answer jsonb) RETURNS jsonb STABLE LANGUAGE plpgsql AS $$
DECLARE
    told jsonb;
BEGIN
    IF NOT gsync.has_pins(l) THEN RETURN NULL; END IF;
    SELECT jsonb_object_agg(m ->> 'metadataValue', 1 + coalesce((m #> '{location,dimensionRange,startIndex}')::int, 0)) INTO told
    FROM jsonb_path_query(answer, '$.replies[*].updateDeveloperMetadata.developerMetadata[*]') m WHERE m #> '{location,dimensionRange}' IS NOT NULL;
    RETURN CASE WHEN told IS NOT NULL THEN (SELECT coalesce(jsonb_object_agg(p.name, told -> p.pin), '{}')
        FROM (SELECT c.name, c.pin FROM gsync.link_column c WHERE c.link = l.id AND c.pinned UNION ALL SELECT '', l.pin) p WHERE told ? p.pin) END;
END $$;

-- A 2xx: it has landed; answer: what Sheets said, as far as the worker asked for it. In which rows, the look will tell.
CREATE FUNCTION gsync.landed(link int, pub bigint, answer text DEFAULT NULL) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE gsync.link l SET unread_state = 'landed', problem = NULL, landed_places = gsync.told_places(l, answer::jsonb) WHERE l.id = landed.link AND l.unread = landed.pub;
END $$;

-- No answer, or one that says nothing about what was done.
CREATE FUNCTION gsync.unanswered(link int, pub bigint) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    UPDATE gsync.link l SET unread_state = 'unanswered' WHERE l.id = unanswered.link AND l.unread = unanswered.pub;
END;

-- Cleanly refused: as if it had never been claimed.
CREATE FUNCTION gsync.refused(link int, pub bigint, reason text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    l gsync.link;
BEGIN
    SELECT * INTO l FROM gsync.link k WHERE k.id = refused.link AND k.unread = refused.pub FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM gsync.mark_rows(l.id, ARRAY(SELECT r.id FROM gsync.row r WHERE r.link = l.id AND r.pending_op IS NOT NULL));
    UPDATE gsync.row r SET born = CASE r.pending_op WHEN 'append' THEN NULL ELSE r.born END,
        written = CASE r.pending_op WHEN 'update' THEN (r.written - ARRAY(SELECT jsonb_object_keys(r.pending)))
            || coalesce((SELECT jsonb_object_agg(p.key, p.value -> 1) FROM jsonb_each(r.pending) p WHERE p.value -> 1 <> 'null'), '{}') ELSE r.written END
    WHERE r.link = l.id AND r.pending_op IS NOT NULL;
    UPDATE gsync.note n SET sent = false WHERE n.link = l.id AND n.sent;
    DELETE FROM gsync.history h WHERE h.link = l.id AND h.side = 'table' AND h.at >= l.sent_at AND h.source LIKE '%publish ' || l.pub;
    PERFORM gsync.end_publish(l.id);
    UPDATE gsync.link k SET pub = l.pub - 1, problem = refused.reason, problem_at = now() WHERE k.id = l.id;
END $$;

-- Whether there is something that Sheets refused so long ago that it is offered again.
CREATE FUNCTION gsync.may_offer(of_link int, after interval) RETURNS boolean STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (SELECT FROM gsync.rejected x JOIN gsync.row r ON r.link = x.link AND r.id = x.row_id AND r.aside <> '{}'
        WHERE x.link = of_link AND x.side = 'table' AND x.at < now() - after);
END $$;

-- Offers again what Sheets refused. What refused it may be gone: nobody tells.
CREATE FUNCTION gsync.offer_again(of_link int, after interval) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT gsync.may_offer(of_link, after) THEN RETURN; END IF;
    PERFORM gsync.mark_rows(of_link, ARRAY(SELECT id FROM gsync.row WHERE link = of_link AND aside <> '{}'));
    UPDATE gsync.row SET aside = '{}' WHERE link = of_link AND aside <> '{}';
END $$;

-- Sheets refuses this row, or this cell of it (col: 1-based column of the sheet, NULL: the row): not offered again until the table's value changes, or some time has passed. Call it before refused().
CREATE FUNCTION gsync.set_aside(link int, pub bigint, id text, col int, reason text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    name text := (SELECT c.name FROM gsync.link_column c WHERE c.link = set_aside.link AND c.place = set_aside.col);
    r gsync.row;
    cells jsonb;
BEGIN
    SELECT * INTO r FROM gsync.row x WHERE x.link = set_aside.link AND x.id = set_aside.id AND x.pending_op IS NOT NULL
        AND EXISTS (SELECT FROM gsync.link l WHERE l.id = set_aside.link AND l.unread = set_aside.pub) FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        UPDATE gsync.link k SET strays_after = now() + interval '10 minutes' WHERE k.id = set_aside.link AND set_aside.id IS NULL;
        RETURN;
    END IF;
    IF r.pending_op = 'delete' THEN
        cells := '{"": "delete"}';
    ELSE
        SELECT jsonb_object_agg(p.key, p.value -> 0) INTO cells FROM jsonb_each(r.pending) p WHERE r.pending_op = 'append' OR name IS NULL OR p.key = name;
    END IF;
    UPDATE gsync.note n SET have = n.want, sent = false WHERE n.link = r.link AND n.id = r.id AND n.sent AND (name IS NULL OR n.col = name);
    IF r.pending = '{}' AND r.pending_op = 'update' THEN cells := '{"": "id"}'; END IF;
    IF cells IS NULL THEN RETURN; END IF;
    UPDATE gsync.row x SET aside = x.aside || cells WHERE x.link = r.link AND x.id = r.id;
    DELETE FROM gsync.rejected x WHERE x.link = r.link AND x.row_id = r.id AND x.side = 'table' AND x.col IS NOT DISTINCT FROM name;
    INSERT INTO gsync.rejected (link, row_id, col, side, cells, reason) VALUES (r.link, r.id, name, 'table', cells, reason);
END $$;

-- The link cannot be served now (no access, tab or table gone, no header row). Cleared by the next look, which comes after half a minute, or when something asks for it.
CREATE FUNCTION gsync.broken(link int, problem text) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    UPDATE gsync.link l SET problem = broken.problem, problem_at = now(), scan_wanted = NULL, state = CASE l.state WHEN 'ready' THEN 'broken' ELSE l.state END WHERE l.id = broken.link;
END;
