-- What nobody told: edits, new rows and missing rows that a look finds. They go through the journal like everything that people do.
-- Relies on 015_readback.sql, inside a look that has locked gsync.link.

-- The columns where the sheet shows something else than base, or than what is rejected there; NULL if none.
CREATE FUNCTION gsync.differing(s jsonb, base jsonb, rej jsonb, columns text[]) RETURNS text[] IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT array_agg(c) FROM unnest(columns) c WHERE CASE WHEN rej ? c THEN rej -> c <> coalesce(s -> c, 'null') ELSE s -> c IS DISTINCT FROM base -> c END);
END $$;

-- Sets gsync_sheet.diff to the columns that differ from what the sheet is known to hold.
CREATE FUNCTION gsync.find_unsent(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns text[] := ARRAY(SELECT name FROM gsync.link_column WHERE link = l.id AND place IS NOT NULL);
BEGIN
    UPDATE pg_temp.gsync_sheet x SET diff = d.diff
    FROM (SELECT o.place, CASE WHEN gsync.is_newer(r, l) OR o.s = '{}' THEN '{}' ELSE gsync.differing(o.s, r.base, r.rej, columns) END AS diff   -- '{}': not to be told, not to be written
          FROM pg_temp.gsync_sheet o JOIN gsync.row r ON r.link = l.id AND r.id = o.id
          WHERE NOT o.same AND r.base IS NOT NULL AND r.pending_op IS NULL AND (o.s <> r.base OR r.rej <> '{}')) d
    WHERE d.place = x.place AND d.diff IS NOT NULL;

    -- where a formula gave way to a value, the cell may be published again
    PERFORM gsync.mark_rows(l.id, ARRAY(SELECT r.id FROM gsync.row r JOIN pg_temp.gsync_sheet x ON x.id = r.id AND NOT x.same WHERE r.link = l.id AND NOT r.formulas <@ x.formulas));
    UPDATE gsync.row r SET formulas = x.formulas FROM pg_temp.gsync_sheet x WHERE NOT x.same AND r.link = l.id AND r.id = x.id AND r.formulas <> x.formulas;
END $$;

-- Notes of ours stand where the tab shows them: one that was written to a row that had moved is taken away there and written again where it belongs. Whole looks only.
CREATE FUNCTION gsync.see_notes(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF l.unread IS NOT NULL OR NOT EXISTS (SELECT FROM gsync.note n WHERE n.link = l.id) AND NOT EXISTS (SELECT FROM pg_temp.gsync_seen v WHERE v.notes IS NOT NULL) THEN RETURN; END IF;
    WITH seen AS MATERIALIZED (
        SELECT x.id, c.name AS col, e.value #>> '{}' AS text FROM pg_temp.gsync_seen v JOIN pg_temp.gsync_sheet x ON x.place = v.place JOIN gsync.row r ON r.link = l.id AND r.id = x.id
        CROSS JOIN LATERAL jsonb_each(v.notes) e JOIN gsync.link_column c ON c.link = l.id AND c.place = e.key::int WHERE v.notes IS NOT NULL),
    stray AS (INSERT INTO gsync.note (link, id, col, have) SELECT l.id, s.id, s.col, s.text FROM seen s ON CONFLICT DO NOTHING)
    UPDATE gsync.note n SET have = s.text
    FROM gsync.note o JOIN pg_temp.gsync_sheet x ON x.id = o.id LEFT JOIN seen s ON s.id = o.id AND s.col = o.col
    WHERE o.link = l.id AND n.link = o.link AND n.id = o.id AND n.col = o.col AND NOT n.sent AND n.have IS DISTINCT FROM s.text
      AND (s.text IS NULL OR n.have IS NULL OR NOT starts_with(s.text, n.have));         -- (people may add to it)
    DELETE FROM gsync.note WHERE link = l.id AND want IS NULL AND have IS NULL AND NOT sent;
END $$;

-- Holds deletes instead of doing them. A row is held once; the record closes by itself when its rows are back.
CREATE FUNCTION gsync.hold(of_link int, of_side text, ids text[], of_rows int, why text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO gsync.held (link, side, rows, of_rows, reason) VALUES (of_link, of_side, cardinality(ids), of_rows, why) RETURNING id INTO made;
    UPDATE gsync.row SET held = made WHERE link = of_link AND id = ANY (ids);
END $$;

CREATE FUNCTION gsync.close_held(of_link int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE gsync.held h SET state = 'withdrawn', ended_at = now()
    WHERE h.link = of_link AND h.state = 'held' AND NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = of_link AND r.held = h.id);
END $$;

-- Why so many deletes at once are held; NULL: they are not.
CREATE FUNCTION gsync.too_many(l gsync.link, gone int, known int) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE WHEN gone > l.max_delete_rows AND gone > l.max_delete_share * known
    THEN format('%s of %s rows are gone; up to %s, or %s %%, go without asking', gone, known, l.max_delete_rows, round((l.max_delete_share * 100)::numeric, 1)::real) END;

-- Counts the readings that miss a row. One answer may be cut short, so a row is taken for deleted when the next one misses it as well.
CREATE FUNCTION gsync.note_missed(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE gsync.row r SET missed = 0 FROM pg_temp.gsync_sheet x WHERE r.link = l.id AND r.missed > 0 AND r.id = x.id AND x.s <> '{}';
    UPDATE gsync.row r SET missed = r.missed + 1
    WHERE r.link = l.id AND r.base IS NOT NULL AND r.pending_op IS NULL AND r.held IS NULL AND NOT gsync.is_newer(r, l) AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x WHERE x.id = r.id AND x.s <> '{}');
END $$;

-- The known rows that the whole tab does not show, twice. An emptied or replaced tab, or more than the guard allows: they are held.
CREATE FUNCTION gsync.find_gone(l gsync.link) RETURNS TABLE (id text, ver bigint) LANGUAGE plpgsql AS $$
DECLARE
    known int; seen int;
    missing text[]; free text[];
    why text;
BEGIN
    UPDATE gsync.row r SET held = NULL FROM pg_temp.gsync_sheet x, gsync.held h
    WHERE r.link = l.id AND r.id = x.id AND x.s <> '{}' AND h.id = r.held AND h.side = 'sheet';
    PERFORM gsync.close_held(l.id);
    IF l.direction = 'to-sheet' THEN             -- a later look has found the same: it was no short answer, and the table decides
        PERFORM gsync.discard(h.id) FROM gsync.held h WHERE h.link = l.id AND h.side = 'sheet' AND h.state = 'held';
    END IF;
    PERFORM gsync.note_missed(l);

    -- an emptied row is gone, once no note of ours stands on it any more
    UPDATE gsync.note n SET want = NULL FROM pg_temp.gsync_sheet x WHERE n.link = l.id AND n.id = x.id AND x.s = '{}' AND n.want IS NOT NULL;
    UPDATE gsync.link k SET scan_wanted = least(k.scan_wanted, now() + interval '2 seconds') WHERE k.id = l.id
        AND EXISTS (SELECT FROM gsync.note n JOIN pg_temp.gsync_sheet x ON x.id = n.id AND x.s = '{}' WHERE n.link = l.id AND n.have IS NOT NULL);
    SELECT count(*), count(x.id), array_agg(r.id) FILTER (WHERE x.id IS NULL AND r.held IS NULL AND NOT r.may_delete AND r.missed > 1), array_agg(r.id) FILTER (WHERE x.id IS NULL AND r.may_delete)
    INTO known, seen, missing, free
    FROM gsync.row r LEFT JOIN pg_temp.gsync_sheet x ON x.id = r.id AND x.s <> '{}'
    WHERE r.link = l.id AND r.base IS NOT NULL AND r.pending_op IS NULL AND NOT gsync.is_newer(r, l)
      AND NOT EXISTS (SELECT FROM gsync.note n JOIN pg_temp.gsync_sheet b ON b.id = n.id AND b.s = '{}' WHERE n.link = l.id AND n.id = r.id AND n.have IS NOT NULL);
    IF missing IS NOT NULL AND EXISTS (SELECT FROM gsync.unsure u WHERE u.link = l.id AND u.col = '' AND u.value = '"delete"' AND u.until > now()) THEN
        PERFORM gsync.restore(l, missing);      -- a delete by row number may have landed late, and hit them
        missing := (SELECT array_agg(r.id) FROM gsync.row r WHERE r.link = l.id AND r.id = ANY (missing) AND r.key IS NULL);
    END IF;
    IF missing IS NOT NULL THEN
        why := CASE WHEN NOT EXISTS (SELECT FROM pg_temp.gsync_sheet WHERE s <> '{}') THEN 'the tab is empty'
            WHEN cardinality(missing) > 1 AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.id WHERE x.s <> '{}' AND r.keyed <= l.complete)
                THEN 'the tab shows other rows than before'
            WHEN seen * 2 < known AND cardinality(missing) > 10 THEN 'more than half of the rows are gone'   -- of a handful, people may well delete most
            WHEN l.direction <> 'to-sheet' THEN gsync.too_many(l, cardinality(missing), known) END;
        IF why IS NOT NULL THEN
            PERFORM gsync.hold(l.id, 'sheet', missing, known, why);
            missing := NULL;
        END IF;
    END IF;
    UPDATE gsync.link k SET complete = (SELECT last_value FROM gsync.rekey_id_seq) WHERE k.id = l.id AND NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.missed > 0);
    RETURN QUERY SELECT r.id, r.ver FROM gsync.row r WHERE r.link = l.id AND r.id = ANY (missing || free);
END $$;

-- Entries to be journaled: bodies of at most about a megabyte or 5,000 rows.
CREATE FUNCTION gsync.scan_entries(l gsync.link, header jsonb, pub bigint, whole boolean) RETURNS SETOF json LANGUAGE plpgsql AS $$
DECLARE
    head jsonb := jsonb_build_object('v', 1, 'spreadsheet', l.spreadsheet, 'sheet', l.sheet, 'kind', 'scan', 'pub', pub, 'clean', (pub = l.clean_pub) IS TRUE, 'clock', l.planned, 'header', header);
BEGIN
    IF whole THEN
        RETURN QUERY
        SELECT (head || jsonb_build_object('rows', '[]'::jsonb, 'gone', jsonb_agg(jsonb_build_object('id', g.id, 'ver', g.ver))))::json
        FROM (SELECT *, (row_number() OVER () - 1) / 5000 AS chunk FROM gsync.find_gone(l)) g GROUP BY g.chunk ORDER BY g.chunk;
    END IF;
    RETURN QUERY
    WITH told AS (
        SELECT x.place, jsonb_build_object('row', x.place, 'id', coalesce(x.id, x.given, n.id), 'shown', x.shown IS NOT DISTINCT FROM coalesce(x.id, x.given, n.id), 'ver', r.ver, 'cells', x.cells, 'formulas',
                (SELECT coalesce(jsonb_agg(c.place), '[]') FROM gsync.link_column c WHERE c.link = l.id AND c.name = ANY (x.formulas))) || CASE WHEN x.dates IS NULL THEN '{}' ELSE jsonb_build_object('dates', x.dates) END AS row
        FROM pg_temp.gsync_sheet x LEFT JOIN gsync.row r ON r.link = l.id AND r.id = x.id
        LEFT JOIN LATERAL (SELECT x.shown AS id WHERE x.id IS NULL AND gsync.is_id(x.shown) AND NOT EXISTS (SELECT FROM gsync.row o WHERE o.link = l.id AND o.id = x.shown)
            AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.shown = x.shown AND o.place < x.place)) n ON true
        WHERE x.diff <> '{}' OR whole AND x.id IS NULL AND x.s <> '{}'),
    sized AS (SELECT *, (sum(octet_length(t.row::text)) OVER w) / 1000000 AS mb, (row_number() OVER w - 1) / 5000 AS k FROM told t WINDOW w AS (ORDER BY t.place))
    SELECT (head || jsonb_build_object('rows', jsonb_agg(s.row ORDER BY s.place)))::json FROM sized s GROUP BY s.mb, s.k ORDER BY min(s.place);
END $$;
