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
    PERFORM FROM gsync.link WHERE id = of_link FOR NO KEY UPDATE;
    problem := gsync.refresh_shapes(of_link);
    IF problem IS NOT NULL THEN         -- the first look after it is mended finds what these entries tell
        PERFORM gsync.broken(k.id, problem) FROM gsync.link k WHERE k.id = of_link AND k.state = 'ready';
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
    PERFORM gsync.retry_duplicates(of_link);
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

-- Rows refused because something they refer to was not there are tried again once more has come. Returns how many went through.
CREATE FUNCTION gsync.retry_link(of_link int, codes text[]) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
BEGIN
    PERFORM FROM gsync.link WHERE id = of_link FOR NO KEY UPDATE;
    IF gsync.refresh_shapes(of_link) IS NOT NULL THEN RETURN 0; END IF;
    SELECT * INTO l FROM gsync.link WHERE id = of_link;
    DELETE FROM pg_temp.gsync_event;
    INSERT INTO pg_temp.gsync_event (n, ord, wave, scan, gone, retry, pub, at, who, source, place, id, s, cols, formulas, calm)
    SELECT row_number() OVER (ORDER BY x.id), 0, 1, true, false, true, l.pub, now(), x.who, x.source, r.place, r.id,
        jsonb_strip_nulls(coalesce(r.base, '{}') || r.rej), ARRAY(SELECT jsonb_object_keys(r.rej)), r.formulas, true
    FROM (SELECT DISTINCT ON (row_id) * FROM gsync.rejected WHERE link = of_link AND side = 'sheet' AND (codes IS NULL OR sqlstate = ANY (codes)) ORDER BY row_id, id) x
    JOIN gsync.row r ON r.link = of_link AND r.id = x.row_id AND r.pending_op IS NULL AND r.rej <> '{}';
    PERFORM gsync.merge_wave(l, 1);
    RETURN (SELECT count(*) FROM pg_temp.gsync_event e JOIN gsync.row r ON r.link = of_link AND r.id = e.id AND r.rej = '{}');
END $$;

-- Within a look, which must not fail for what stays rejected.
CREATE FUNCTION gsync.retry_quietly(of_link int, codes text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.retry_link(of_link, codes);
EXCEPTION WHEN OTHERS THEN
    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
END $$;

-- A key or another unique value may have become free by whatever has just been merged or published. Many of them wait for a look at the whole tab.
-- In vain, it leaves no trace: a row touched by every look would never be written.
CREATE FUNCTION gsync.retry_duplicates(of_link int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) BETWEEN 1 AND 20 FROM gsync.rejected x WHERE x.link = of_link AND x.sqlstate = '23505')
        AND gsync.retry_link(of_link, ARRAY['23505']) = 0 THEN
        RAISE 'none went through' USING ERRCODE = 'GS000';
    END IF;
EXCEPTION WHEN OTHERS THEN
    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
END $$;

CREATE FUNCTION gsync.retry_references() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    of_link int;
    through int;
BEGIN
    IF NOT EXISTS (SELECT FROM gsync.rejected x WHERE x.sqlstate = '23503') THEN RETURN; END IF;
    FOR round IN 1..3 LOOP
        through := 0;
        FOR of_link IN SELECT DISTINCT x.link FROM gsync.rejected x JOIN gsync.link l ON l.id = x.link
            WHERE x.sqlstate = '23503' AND x.side = 'sheet' AND x.row_id IS NOT NULL ORDER BY 1 LOOP
            through := through + gsync.retry_link(of_link, ARRAY['23503']);
        END LOOP;
        EXIT WHEN through = 0;
    END LOOP;
EXCEPTION WHEN OTHERS THEN                    -- they stay rejected; the batch must not fail for them
    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
END $$;

-- Tries everything that is rejected once more, and offers again to Sheets what it refused. For people, after they have mended something.
CREATE FUNCTION gsync.retry_rejected() RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $$
DECLARE
    of_link int;
    through int := 0;
BEGIN
    PERFORM gsync.log_begin();
    PERFORM gsync.scratch();
    FOR of_link IN SELECT id FROM gsync.link ORDER BY id LOOP
        through := through + gsync.retry_link(of_link, NULL);
        INSERT INTO gsync.dirty (link, key) SELECT of_link, key FROM gsync.row WHERE link = of_link AND aside <> '{}' AND key IS NOT NULL ON CONFLICT DO NOTHING;
        UPDATE gsync.row SET aside = '{}' WHERE link = of_link AND aside <> '{}';
        DELETE FROM gsync.rejected WHERE link = of_link AND side = 'table';
    END LOOP;
    RETURN through;
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
    SET CONSTRAINTS ALL IMMEDIATE;      -- a deferred constraint would fail at commit, and the batch with it
    PERFORM gsync.log_begin();
    PERFORM gsync.scratch();
    PERFORM gsync.read_entries(done, seqs, origins, received, bodies);
    FOR of_link IN SELECT DISTINCT e.link FROM pg_temp.gsync_entry e WHERE e.outcome IS NULL ORDER BY 1 LOOP
        PERFORM gsync.merge_entries(of_link);
    END LOOP;
    PERFORM gsync.retry_references();
    UPDATE gsync.journal j SET applied = greatest(j.applied, (SELECT max(e.jseq) FROM pg_temp.gsync_entry e)), applied_at = now() WHERE j.uuid = journal;
    RETURN QUERY SELECT e.jseq, e.link, e.outcome, e.detail FROM pg_temp.gsync_entry e ORDER BY e.ord;
END $$;
