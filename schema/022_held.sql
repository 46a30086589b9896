-- Held deletes: done after all, or undone.
-- Relies on 018_look.sql.

CREATE FUNCTION gsync.held_open(of_held bigint) RETURNS gsync.held LANGUAGE plpgsql AS $$
DECLARE
    h gsync.held;
BEGIN
    SELECT * INTO h FROM gsync.held WHERE id = of_held;
    IF NOT FOUND THEN RAISE 'nothing is held under number %', of_held USING ERRCODE = 'no_data_found'; END IF;
    IF h.state <> 'held' THEN RAISE 'number % is % already', of_held, h.state USING ERRCODE = 'object_not_in_prerequisite_state'; END IF;
    PERFORM FROM gsync.link WHERE id = h.link FOR NO KEY UPDATE;
    RETURN h;
END $$;

-- Lets the deletes happen.
CREATE FUNCTION gsync.release(held_id bigint) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    h gsync.held := gsync.held_open(held_id);
    ids text[] := ARRAY(SELECT id FROM gsync.row WHERE link = h.link AND held = h.id);
BEGIN
    UPDATE gsync.row SET held = NULL, may_delete = true WHERE link = h.link AND id = ANY (ids);
    IF h.side = 'table' THEN PERFORM gsync.mark_rows(h.link, ids); END IF;
    UPDATE gsync.link SET scan_wanted = now() WHERE id = h.link;
    UPDATE gsync.held SET state = 'released', ended_at = now() WHERE id = h.id;
    RETURN cardinality(ids);
END $$;

-- Undoes the deletes: rows gone from the sheet are appended again; rows gone from the table are inserted again from what the sheet shows.
CREATE FUNCTION gsync.discard(held_id bigint) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    h gsync.held := gsync.held_open(held_id);
    ids text[] := ARRAY(SELECT id FROM gsync.row WHERE link = h.link AND held = h.id);
BEGIN
    IF h.side = 'sheet' THEN
        UPDATE gsync.row SET held = NULL, base = NULL, place = NULL, has_id = true, ver = ver + 1 WHERE link = h.link AND id = ANY (ids);
        PERFORM gsync.mark_rows(h.link, ids);
    ELSE
        DELETE FROM gsync.row WHERE link = h.link AND id = ANY (ids);   -- unknown rows of the sheet are inserted by the next scan
    END IF;
    UPDATE gsync.link SET scan_wanted = now(), ids_seen = NULL WHERE id = h.link;
    UPDATE gsync.held SET state = 'discarded', ended_at = now() WHERE id = h.id;
    RETURN cardinality(ids);
END $$;
