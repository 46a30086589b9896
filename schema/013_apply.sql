-- gsync.apply: a batch of journal entries, merged in order, exactly once.
-- Relies on 012_settle.sql. One call is one statement, so everything in it commits together with the journal's applied position.

CREATE FUNCTION gsync.merge_wave(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM pg_temp.gsync_cell;
    DELETE FROM pg_temp.gsync_failed;
    l.policy := gsync.deciding(l.policy, l.direction);
    PERFORM gsync.follow_keys(l.id);
    PERFORM gsync.recall(l, w);
    PERFORM gsync.admit(l, w);
    PERFORM gsync.lock_rows(l, w);
    PERFORM gsync.meet_missing(l, w);
    PERFORM gsync.meet_gone(l, w);
    PERFORM gsync.doubt_typed(l, w);
    PERFORM gsync.decide(l, w);
    PERFORM gsync.judge(l, w);
    PERFORM gsync.validate(l, w);
    PERFORM gsync.write_deletes(l, w);
    PERFORM gsync.write_updates(l, w);
    PERFORM gsync.spread_failures(w);
    PERFORM gsync.record_conflicts(l, w);
    PERFORM gsync.settle_rows(l, w);
    PERFORM gsync.write_inserts(l, w);
    PERFORM gsync.settle_inserts(l, w);
    PERFORM gsync.weigh_rows(l.id);
    PERFORM gsync.settle_gone(l, w);
    PERFORM gsync.record_rejections(l, w);
    PERFORM gsync.follow_keys(l.id);
    PERFORM gsync.clean_dirty(l, ARRAY(SELECT e.id FROM pg_temp.gsync_event e WHERE e.wave = w AND (e.act IS NULL OR e.act IN ('insert', 'none', 'lost'))));
    PERFORM gsync.clean_left(l, w);
END $$;

CREATE FUNCTION gsync.merge_link(of_link int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
    w int;
    problem text;
BEGIN
    PERFORM gsync.lock_link(of_link);
    problem := gsync.refresh_shapes(of_link);
    IF problem IS NOT NULL THEN         -- the first look after it is mended finds what these entries tell
        IF EXISTS (SELECT FROM gsync.link WHERE id = of_link AND state = 'ready') THEN PERFORM gsync.broken(of_link, problem); END IF;
        UPDATE pg_temp.gsync_entry SET outcome = 'dropped', detail = problem WHERE link = of_link AND outcome IS NULL;
        RETURN;
    END IF;
    SELECT * INTO l FROM gsync.link WHERE id = of_link;
    DELETE FROM pg_temp.gsync_event;
    PERFORM gsync.read_events(l);
    FOR w IN 1..coalesce((SELECT max(e.wave) FROM pg_temp.gsync_event e), 0) LOOP
        PERFORM gsync.merge_wave(l, w);
    END LOOP;
    PERFORM gsync.report_entries(l);
    PERFORM gsync.retry_quietly(l, gsync.clashing(of_link));
END $$;

-- What became of each entry; what waits asks for a scan.
CREATE FUNCTION gsync.report_entries(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_entry e
    SET outcome = CASE WHEN coalesce(x.rows, 0) = 0 THEN 'merged' WHEN x.outdated = x.rows THEN 'outdated' WHEN x.merged = 0 THEN 'dropped' ELSE 'merged' END,
        detail = nullif(concat_ws(', ', CASE WHEN x.old > 0 THEN format('%s older than what is known', x.old) END, CASE WHEN x.outdated > 0 THEN format('%s outdated', x.outdated) END,
            CASE WHEN x.wait > 0 THEN format('%s wait for a scan', x.wait) END, CASE WHEN x.lost > 0 THEN format('%s deleted meanwhile', x.lost) END), '')
    FROM pg_temp.gsync_entry y LEFT JOIN (
        SELECT v.ord, count(*) AS rows, count(*) FILTER (WHERE v.act IS NULL OR v.act IN ('insert', 'gone', 'none', 'restore')) AS merged,
            count(*) FILTER (WHERE v.act = 'old') AS old, count(*) FILTER (WHERE v.act = 'outdated') AS outdated,
            count(*) FILTER (WHERE v.act = 'wait') AS wait, count(*) FILTER (WHERE v.act IN ('lost', 'buried')) AS lost
        FROM pg_temp.gsync_event v GROUP BY v.ord) x ON x.ord = y.ord
    WHERE y.ord = e.ord AND e.link = l.id AND e.outcome IS NULL;
    UPDATE pg_temp.gsync_entry e SET outcome = 'rejected', detail = x.reason
    FROM gsync.rejected x WHERE e.link = l.id AND x.link = l.id AND x.source = format('%s %s', CASE WHEN e.scan THEN 'scan' ELSE 'event' END, e.jseq)
      AND x.row_id IN (SELECT v.id FROM pg_temp.gsync_event v WHERE v.ord = e.ord);

    UPDATE gsync.link SET scan_wanted = least(scan_wanted, now())
    WHERE id = l.id AND EXISTS (SELECT FROM pg_temp.gsync_event v LEFT JOIN gsync.row r ON r.link = l.id AND r.id = v.id
        WHERE v.act = 'wait' OR v.act = 'old' AND NOT v.scan AND v.seq < r.seq OR NOT v.calm AND v.edited IS NULL);
    -- a row at another place than known: moved, or cut and pasted over another one, of which nobody tells
    UPDATE gsync.link SET scan_wanted = least(scan_wanted, now() + interval '3 seconds')
    WHERE id = l.id AND EXISTS (SELECT FROM pg_temp.gsync_event v JOIN gsync.row r ON r.link = l.id AND r.id = v.id WHERE v.known AND NOT v.scan AND v.place <> r.place);
    UPDATE gsync.link SET ids_seen = NULL
    WHERE id = l.id AND ids_seen IS NOT NULL AND EXISTS (SELECT FROM pg_temp.gsync_event v WHERE v.act IN ('insert', 'gone', 'restore') OR v.known AND NOT v.shown);
END $$;

-- Sets aside what an event would have done, so that the next look does not tell it again.
CREATE FUNCTION gsync.refuse_events(l gsync.link, w int, code text, reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_event SET id = gsync.new_id() WHERE wave = w AND id IS NULL;
    INSERT INTO gsync.row (link, id, base, place, has_id) SELECT l.id, e.id, '{}', e.place, e.shown FROM pg_temp.gsync_event e WHERE e.wave = w AND e.ver IS NULL AND NOT e.gone
    ON CONFLICT DO NOTHING;
    UPDATE gsync.row r SET ver = r.ver + 1, rej = r.rej || (SELECT coalesce(jsonb_object_agg(c, coalesce(e.s -> c, 'null')), '{}') FROM unnest(e.cols) c WHERE e.s -> c IS DISTINCT FROM r.base -> c)
    FROM pg_temp.gsync_event e WHERE e.wave = w AND NOT e.gone AND r.link = l.id AND r.id = e.id AND r.base IS NOT NULL AND r.ver = coalesce(e.ver, r.ver);
    INSERT INTO gsync.rejected (link, row_id, side, cells, sqlstate, reason, source)
    SELECT l.id, r.id, 'sheet', r.rej, code, refuse_events.reason, e.source FROM pg_temp.gsync_event e JOIN gsync.row r ON r.link = l.id AND r.id = e.id WHERE e.wave = w AND NOT e.gone AND r.rej <> '{}';
    IF EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.gone) THEN
        PERFORM gsync.hold(l.id, 'sheet', ARRAY(SELECT e.id FROM pg_temp.gsync_event e WHERE e.wave = w AND e.gone), 1, 'the delete cannot be merged: ' || reason);
    END IF;
END $$;

-- A scan's entry that cannot be merged as a whole: row by row, and the rows that fail are set aside.
CREATE FUNCTION gsync.merge_rows(of_link int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
    w int;
BEGIN
    SELECT * INTO l FROM gsync.link WHERE id = of_link FOR NO KEY UPDATE;
    DELETE FROM pg_temp.gsync_event;
    PERFORM gsync.read_events(l);
    UPDATE pg_temp.gsync_event e SET wave = x.nth FROM (SELECT n, row_number() OVER (ORDER BY n) AS nth FROM pg_temp.gsync_event) x WHERE x.n = e.n;
    FOR w IN 1..coalesce((SELECT max(e.wave) FROM pg_temp.gsync_event e), 0) LOOP
        BEGIN
            PERFORM gsync.merge_wave(l, w);
        EXCEPTION WHEN OTHERS THEN
            IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
            PERFORM gsync.refuse_events(l, w, SQLSTATE, SQLERRM);
        END;
    END LOOP;
END $$;

-- One link's entries; if they cannot be merged together, one by one, and the one that fails is kept as rejected.
CREATE FUNCTION gsync.merge_entries(of_link int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    e record;
    code text; message text; context text;
    todo int[] := ARRAY(SELECT ord FROM pg_temp.gsync_entry WHERE link = of_link AND outcome IS NULL ORDER BY ord);
    one int;
BEGIN
    BEGIN
        PERFORM gsync.merge_link(of_link);
        RETURN;
    EXCEPTION WHEN OTHERS THEN
        IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
    END;
    FOREACH one IN ARRAY todo LOOP
        UPDATE pg_temp.gsync_entry SET outcome = CASE WHEN ord <> one THEN 'later' END WHERE ord = ANY (todo) AND coalesce(outcome, 'later') = 'later';
        BEGIN
            PERFORM gsync.merge_link(of_link);
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, context = PG_EXCEPTION_CONTEXT;
            IF gsync.will_pass(code) THEN RAISE; END IF;
            UPDATE pg_temp.gsync_entry SET outcome = 'rejected', detail = message WHERE ord = one;
            INSERT INTO gsync.rejected (link, side, sqlstate, reason, body, source)
            SELECT of_link, 'sheet', code, message || E'\n' || context, left(y.raw, 1000000), format('entry %s', y.jseq) FROM pg_temp.gsync_entry y WHERE y.ord = one;
            IF (SELECT y.scan FROM pg_temp.gsync_entry y WHERE y.ord = one) THEN      -- or every look would tell it again
                UPDATE pg_temp.gsync_entry SET outcome = NULL WHERE ord = one;
                BEGIN
                    PERFORM gsync.merge_rows(of_link);
                EXCEPTION WHEN OTHERS THEN
                    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
                END;
                UPDATE pg_temp.gsync_entry SET outcome = 'rejected' WHERE ord = one;
            END IF;
        END;
    END LOOP;
END $$;

-- Rows with something refused, by SQLSTATE (NULL: any); those of the longest standing first.
CREATE FUNCTION gsync.refused_rows(of_link int, codes text[], most int DEFAULT NULL) RETURNS text[] STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN ARRAY(SELECT x.row_id FROM gsync.rejected x WHERE x.link = of_link AND x.side = 'sheet' AND x.row_id IS NOT NULL AND (codes IS NULL OR x.sqlstate = ANY (codes))
        GROUP BY x.row_id ORDER BY min(x.id) LIMIT most);
END $$;

-- Rows that clash with another one: a key or another unique value may have become free by whatever has just been merged or published. Many of them
-- wait for a look at the whole tab.
CREATE FUNCTION gsync.clashing(of_link int) RETURNS text[] STABLE LANGUAGE sql
RETURN gsync.refused_rows(of_link, ARRAY['23505', '23P01'], 20);

-- Merges once more what is refused of some rows. Returns how many went through.
CREATE FUNCTION gsync.retry_rows(l gsync.link, ids text[]) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN RETURN 0; END IF;
    DELETE FROM pg_temp.gsync_event;
    INSERT INTO pg_temp.gsync_event (n, ord, wave, scan, gone, retry, pub, at, who, source, place, id, s, cols, edited, formulas, dates, calm)
    SELECT row_number() OVER (ORDER BY x.id), 0, 1, true, false, true, l.pub, x.at, x.who, x.source, r.place, r.id,
        jsonb_strip_nulls(coalesce(r.base, '{}') || r.rej), ARRAY(SELECT jsonb_object_keys(r.rej)), ARRAY[x.col], r.formulas,
        ARRAY(SELECT j.col FROM gsync.rejected j WHERE j.link = l.id AND j.row_id = r.id AND j.sqlstate = '22007'), true     -- a number that shows as a date still does
    FROM (SELECT DISTINCT ON (row_id) * FROM gsync.rejected WHERE link = l.id AND side = 'sheet' AND row_id = ANY (ids) ORDER BY row_id, id) x
    JOIN gsync.row r ON r.link = l.id AND r.id = x.row_id AND r.pending_op IS NULL AND r.rej <> '{}';
    PERFORM gsync.merge_wave(l, 1);
    RETURN (SELECT count(*) FROM pg_temp.gsync_event e JOIN gsync.row r ON r.link = l.id AND r.id = e.id AND r.rej <> e.rej);
END $$;

-- Within what must not fail for what stays rejected. In vain, it leaves no trace: a row touched by every look would never be written, nor missed.
CREATE FUNCTION gsync.retry_quietly(l gsync.link, ids text[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    through int;
BEGIN
    through := gsync.retry_rows(l, ids);
    IF through = 0 AND ids <> '{}' THEN RAISE 'none went through' USING ERRCODE = 'GS000'; END IF;
    RETURN through;
EXCEPTION WHEN OTHERS THEN
    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
    RETURN 0;
END $$;

-- Of these keys (arrays of text, in the order of the foreign key's columns) the numbers of those whose row is not there. For the worker, who may not
-- read every table that is referred to; it learns no more than the constraint itself tells. Nothing, if that table cannot be read.
CREATE FUNCTION gsync.without_parent(con oid, keys jsonb) RETURNS SETOF bigint STABLE SECURITY DEFINER LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c pg_constraint := (SELECT p FROM pg_constraint p WHERE p.oid = con AND p.contype = 'f' AND p.conrelid IN (SELECT relation FROM gsync.link));
    same text := (SELECT string_agg(format('p.%I = (k.v ->> %s)::%s', a.attname, u.n - 1, format_type(a.atttypid, a.atttypmod)), ' AND ')
        FROM unnest(c.confkey) WITH ORDINALITY u(attnum, n) JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = u.attnum);
BEGIN
    IF c IS NULL THEN RETURN; END IF;
    RETURN QUERY EXECUTE format('SELECT k.n FROM jsonb_array_elements($1) WITH ORDINALITY k(v, n) WHERE NOT EXISTS (SELECT FROM %s p WHERE %s)', c.confrelid::regclass, same) USING keys;
EXCEPTION WHEN insufficient_privilege OR data_exception THEN
    RETURN;
END $$;

-- Refused rows of which one refers to a row that is known not to be there, by this foreign key.
CREATE FUNCTION gsync.orphans(l gsync.link, con oid, ids text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    c pg_constraint := (SELECT p FROM pg_constraint p WHERE p.oid = con);
    cols text[] := ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY u(attnum, n) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = u.attnum ORDER BY u.n);
    fine text; key text;
    of_ids text[]; keys jsonb;
BEGIN
    SELECT string_agg(replace(s.fine, '{x}', format('(r.s -> %L)', s.name)), ' AND '),
           string_agg(format('(%s)::%s::text', replace(s.decode, '{x}', format('(r.s -> %L)', s.name)), s.full_type), ', ' ORDER BY array_position(cols, s.name))
    INTO fine, key FROM gsync.shapes(l.id) s WHERE s.name = ANY (cols) AND s.place IS NOT NULL HAVING count(*) = cardinality(cols);
    IF key IS NULL THEN RETURN; END IF;                     -- the sheet does not have all of its columns
    EXECUTE format('SELECT array_agg(r.id ORDER BY r.id), jsonb_agg(jsonb_build_array(%s) ORDER BY r.id)
        FROM (SELECT r.id, jsonb_strip_nulls(coalesce(r.base, ''{}'') || r.rej) AS s FROM gsync.row r WHERE r.link = $1 AND r.id = ANY ($2) OFFSET 0) r WHERE r.s ?& $3 AND %s', key, fine)
        INTO of_ids, keys USING l.id, ids, cols;
    RETURN QUERY SELECT of_ids[n] FROM gsync.without_parent(con, keys) n WHERE of_ids IS NOT NULL;
END $$;

-- Rows refused by a foreign key that are worth another try: nothing that they refer to is known to be missing. Where that cannot be known, or was
-- not the reason, after 2, 4, 8 … seconds, at most five minutes.
CREATE FUNCTION gsync.adoptable(l gsync.link) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    ids text[] := ARRAY(SELECT x.row_id FROM gsync.rejected x WHERE x.link = l.id AND x.side = 'sheet' AND x.sqlstate = '23503' AND x.row_id IS NOT NULL
        AND (x.tried_at IS NULL OR x.tried_at < now() - least(interval '2 seconds' * 2 ^ least(x.tries, 10), interval '5 minutes')) ORDER BY x.id);
    con oid;
BEGIN
    FOR con IN SELECT p.oid FROM pg_constraint p WHERE p.conrelid = l.relation AND p.contype = 'f' ORDER BY p.conname LOOP
        EXIT WHEN ids = '{}';
        ids := ARRAY(SELECT unnest(ids) EXCEPT SELECT gsync.orphans(l, con, ids));
    END LOOP;
    RETURN ids;
END $$;

-- Rows that came before the rows that they refer to. Returns how many went in.
CREATE FUNCTION gsync.retry_orphans() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
    ids text[];
    here int;
    through int := 0;
BEGIN
    FOR round IN 1..3 LOOP                                   -- one that went in may be what another one refers to
        here := 0;
        FOR l IN SELECT k.* FROM gsync.link k WHERE k.state = 'ready' AND EXISTS (SELECT FROM gsync.rejected x WHERE x.link = k.id AND x.sqlstate = '23503') ORDER BY k.id LOOP
            PERFORM gsync.lock_link(l.id);
            CONTINUE WHEN gsync.refresh_shapes(l.id) IS NOT NULL;
            SELECT * INTO l FROM gsync.link k WHERE k.id = l.id;
            ids := gsync.adoptable(l);
            UPDATE gsync.rejected x SET tries = x.tries + 1, tried_at = now() WHERE x.link = l.id AND x.sqlstate = '23503' AND x.row_id = ANY (ids);
            here := here + gsync.retry_quietly(l, ids);
        END LOOP;
        through := through + here;
        EXIT WHEN here = 0;
    END LOOP;
    RETURN through;
END $$;

-- What is to be looked after although nobody has told anything. The worker calls it every other second.
CREATE FUNCTION gsync.tend() RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM gsync.rejected x WHERE x.sqlstate = '23503') THEN RETURN 0; END IF;
    PERFORM gsync.begin_work();
    PERFORM gsync.log_begin();
    PERFORM gsync.scratch();
    RETURN gsync.retry_orphans();
END $$;

-- '12' or '12-15', as people write numbers of a list.
CREATE FUNCTION gsync.in_list(id bigint, list text[]) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN EXISTS (SELECT FROM unnest(list) w WHERE id BETWEEN split_part(w, '-', 1)::bigint AND regexp_replace(w, '^.*-', '')::bigint);

-- Offers again to Sheets what it refused of a link.
CREATE FUNCTION gsync.offer_again(of_link int, ids text[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    rows int;
BEGIN
    INSERT INTO gsync.dirty (link, key) SELECT of_link, key FROM gsync.row WHERE link = of_link AND aside <> '{}' AND key IS NOT NULL AND (ids IS NULL OR id = ANY (ids)) ON CONFLICT DO NOTHING;
    UPDATE gsync.row SET aside = '{}' WHERE link = of_link AND aside <> '{}' AND (ids IS NULL OR id = ANY (ids));
    GET DIAGNOSTICS rows = ROW_COUNT;
    DELETE FROM gsync.rejected WHERE link = of_link AND side = 'table' AND (ids IS NULL OR row_id = ANY (ids));
    RETURN rows;
END $$;

-- Tries what is rejected once more, for people who have mended something: everything, one link's, or the numbers of a list.
CREATE FUNCTION gsync.retry_rejected(link text DEFAULT NULL, list text[] DEFAULT NULL, OUT tried int, OUT through int, OUT offered int) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    l gsync.link;
    ids text[];
BEGIN
    tried := 0; through := 0; offered := 0;
    PERFORM gsync.log_begin();
    PERFORM gsync.scratch();
    IF retry_rejected.link IS NOT NULL THEN PERFORM gsync.link_named(retry_rejected.link); END IF;
    FOR l IN SELECT k.* FROM gsync.link k WHERE k.name = retry_rejected.link OR retry_rejected.link IS NULL ORDER BY k.id FOR NO KEY UPDATE LOOP
        ids := ARRAY(SELECT DISTINCT x.row_id FROM gsync.rejected x WHERE x.link = l.id AND x.row_id IS NOT NULL AND (list IS NULL OR gsync.in_list(x.id, list)));
        CONTINUE WHEN ids = '{}';
        CONTINUE WHEN gsync.refresh_shapes(l.id) IS NOT NULL;
        SELECT * INTO l FROM gsync.link k WHERE k.id = l.id;
        tried := tried + cardinality(ids);
        offered := offered + gsync.offer_again(l.id, ids);
        through := through + gsync.retry_rows(l, ids);
    END LOOP;
END $$;

-- The position up to which a journal's entries are applied; 0 for one that is new.
CREATE FUNCTION gsync.applied(journal uuid) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
BEGIN
    INSERT INTO gsync.journal (uuid) VALUES (journal) ON CONFLICT DO NOTHING;
    RETURN (SELECT j.applied FROM gsync.journal j WHERE j.uuid = journal);
END $$;

CREATE FUNCTION gsync.apply(journal uuid, seqs bigint[], origins int[], received bigint[], ids text[], bodies text[])
RETURNS TABLE (seq bigint, link int, outcome text, detail text) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
#variable_conflict use_column
DECLARE
    done bigint;
    of_link int;
BEGIN
    PERFORM gsync.applied(journal);
    SELECT j.applied INTO done FROM gsync.journal j WHERE j.uuid = journal FOR UPDATE;
    PERFORM gsync.begin_work();
    PERFORM gsync.log_begin();
    PERFORM gsync.scratch();
    PERFORM gsync.read_entries(done, seqs, origins, received, bodies);
    FOR of_link IN SELECT DISTINCT e.link FROM pg_temp.gsync_entry e WHERE e.outcome IS NULL ORDER BY 1 LOOP
        PERFORM gsync.merge_entries(of_link);
    END LOOP;
    PERFORM gsync.retry_orphans();
    UPDATE gsync.journal j SET applied = greatest(j.applied, (SELECT max(e.jseq) FROM pg_temp.gsync_entry e)), applied_at = now() WHERE j.uuid = journal;
    RETURN QUERY SELECT e.jseq, e.link, e.outcome, e.detail FROM pg_temp.gsync_entry e ORDER BY e.ord;
END $$;
