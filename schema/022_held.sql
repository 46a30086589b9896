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
    IF h.side = 'sheet' THEN                 -- as rows that the sheet never had: their lines may still stand there, emptied but for the id
        PERFORM gsync.mark_rows(h.link, ids);
        DELETE FROM gsync.rejected WHERE link = h.link AND row_id = ANY (ids);
        DELETE FROM gsync.row WHERE link = h.link AND id = ANY (ids);
    ELSE
        PERFORM gsync.restore_held(h.link, ids);
        DELETE FROM gsync.row WHERE link = h.link AND id = ANY (ids) AND held = h.id;   -- unknown rows of the sheet are inserted by the next scan
    END IF;
    UPDATE gsync.link SET scan_wanted = now(), ids_seen = NULL WHERE id = h.link;
    UPDATE gsync.held SET state = 'discarded', ended_at = now() WHERE id = h.id;
    RETURN cardinality(ids);
END $$;

-- Changes what was chosen when the link was made; NULL leaves it. A share is 0.1 or 10%.
CREATE FUNCTION gsync.set_link(name text, policy text, max_delete_rows text, max_delete_share text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := gsync.link_named(name);
BEGIN
    IF policy NOT IN ('sheet', 'database', 'latest') THEN
        RAISE 'the policy is sheet, database or latest, not "%"', policy USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE gsync.link k SET policy = coalesce(set_link.policy, k.policy), max_delete_rows = coalesce(gsync.read_rows(set_link.max_delete_rows), k.max_delete_rows),
        max_delete_share = coalesce(gsync.read_share(set_link.max_delete_share), k.max_delete_share) WHERE k.id = l.id RETURNING * INTO l;
    RETURN format('%s: policy %s; deletions of more than %s rows and %s %% of all rows are held', l.name, l.policy, l.max_delete_rows, round((l.max_delete_share * 100)::numeric, 1)::real);
END $$;
