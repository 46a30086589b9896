-- A snapshot of the tab: its columns, its rows, and which row is which.
-- Relies on 013_apply.sql, inside a look that has locked gsync.link.

-- What the sheet should show of a row: base, and what was typed but rejected.
CREATE FUNCTION gsync.shown_cells(base jsonb, rej jsonb) RETURNS jsonb IMMUTABLE LANGUAGE sql
RETURN CASE WHEN rej = '{}' THEN base ELSE jsonb_strip_nulls(base || rej) END;

-- Merged since the snapshot was asked for: what the snapshot shows, or does not show, may be older.
CREATE FUNCTION gsync.is_newer(r gsync.row, l gsync.link) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN (l).planned IS NOT NULL AND (r).touched > (l).planned;

-- What an append has put into the sheet: that of the last publish, or one that was given up and landed after all. NULL: there was none.
CREATE FUNCTION gsync.appended_cells(r gsync.row) RETURNS jsonb STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN (r).pending_op = 'append' THEN gsync.sent_cells('{}', (r).pending)
        ELSE (SELECT jsonb_strip_nulls(u.value) FROM gsync.unsure u WHERE u.link = (r).link AND u.id = (r).id AND u.col = '' AND jsonb_typeof(u.value) = 'object'
              ORDER BY u.until DESC LIMIT 1) END;
END $$;

-- base once what is pending has landed
CREATE FUNCTION gsync.sent_cells(base jsonb, pending jsonb) RETURNS jsonb IMMUTABLE LANGUAGE sql
RETURN CASE WHEN coalesce(pending, '{}') = '{}' THEN base ELSE jsonb_strip_nulls(base || (SELECT jsonb_object_agg(p.key, p.value -> 0) FROM jsonb_each(pending) p)) END;

-- One header renamed, all others where they were: the column keeps its place under the new name. (For columns without a pin.)
CREATE FUNCTION gsync.follow_renamed(of_link int, of_header jsonb, pins jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    matched jsonb := gsync.match_columns(of_link, of_header, pins);
BEGIN
    UPDATE gsync.link_column c SET header = gsync.header_cell(of_header, c.place)
    WHERE c.link = of_link AND c.place IS NOT NULL AND NOT c.pinned AND NOT matched ? c.name
      AND gsync.header_cell(of_header, c.place) <> '' AND NOT gsync.is_id_header(gsync.header_cell(of_header, c.place))
      AND NOT EXISTS (SELECT FROM jsonb_each(matched) m WHERE m.value::int = c.place)
      AND NOT EXISTS (SELECT FROM gsync.link_column o WHERE o.link = of_link AND o.name <> c.name AND o.place IS NOT NULL
                      AND o.place IS DISTINCT FROM (matched ->> o.name)::int);
END $$;

-- A pin counts once it was seen beside the header that is known for its column: people may have moved columns while it was written.
-- A pin that went with its column gives way to the header, if that stands in another column now. NULL: the reading tells nothing of pins.
CREATE FUNCTION gsync.see_pins(l gsync.link, of_header jsonb, pins jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    by_header jsonb;
    seen text[] := ARRAY(SELECT p ->> 1 FROM jsonb_array_elements(pins) p);
BEGIN
    IF pins IS NULL THEN RETURN; END IF;
    by_header := gsync.match_columns(l.id, of_header, pins);
    UPDATE gsync.link_column c SET pinned = by_header ->> c.name = gsync.pinned_at(pins, c.pin)::text,
        pin = CASE WHEN by_header ->> c.name = gsync.pinned_at(pins, c.pin)::text THEN c.pin ELSE left(gsync.new_id(), 12) END
    WHERE c.link = l.id AND NOT c.pinned AND c.pin = ANY (seen) AND by_header ? c.name;
    UPDATE gsync.link_column c SET pinned = false, pin = left(gsync.new_id(), 12) WHERE c.link = l.id AND c.pinned AND c.pin <> ALL (seen) AND by_header ? c.name;
    UPDATE gsync.link k SET pinned = (gsync.pinned_at(pins, k.pin) = gsync.header_id_place(of_header)) IS TRUE,
        pin = CASE WHEN gsync.pinned_at(pins, k.pin) = gsync.header_id_place(of_header) THEN k.pin ELSE left(gsync.new_id(), 12) END
    WHERE k.id = l.id AND gsync.header_id_place(of_header) IS NOT NULL AND k.pinned <> (k.pin = ANY (seen));
END $$;

-- {place: header, or ''} of cells over which a publish wrote its number because columns were moved while it was on its way.
CREATE FUNCTION gsync.overwritten(l gsync.link, of_header jsonb, pins jsonb) RETURNS jsonb STABLE LANGUAGE plpgsql AS $$
DECLARE
    own int := gsync.own_place(l, of_header, pins);
    strays int[] := ARRAY(SELECT n FROM gsync.header_cells(of_header) WHERE gsync.is_id_header(h) AND n <> own);
    lost text[];
    known jsonb;
BEGIN
    IF strays = '{}' OR l.header IS NULL THEN RETURN '{}'; END IF;
    SELECT coalesce(jsonb_object_agg(gsync.pinned_at(pins, c.pin), gsync.header_cell(l.header, c.place)), '{}') INTO known
    FROM gsync.link_column c WHERE c.link = l.id AND c.pinned AND c.place IS NOT NULL AND gsync.pinned_at(pins, c.pin) = ANY (strays);
    lost := ARRAY(SELECT h.h FROM gsync.header_cells(l.header) h WHERE h.h <> '' AND NOT gsync.is_id_header(h.h)
            AND NOT EXISTS (SELECT FROM gsync.link_column c WHERE c.link = l.id AND c.place = h.n AND c.pinned)
        EXCEPT ALL SELECT h FROM gsync.header_cells(of_header));
    strays := ARRAY(SELECT n FROM unnest(strays) n WHERE NOT known ? n::text);
    RETURN known || CASE WHEN cardinality(strays) = 1 AND cardinality(lost) = 1 THEN jsonb_build_object(strays[1], lost[1])
        WHEN l.pinned THEN (SELECT coalesce(jsonb_object_agg(n, ''), '{}') FROM unnest(strays) n)      -- nothing stood there
        ELSE '{}' END;
END $$;

-- Is row 1 the header row, and is gsync's own header in it? NULL: yes. 'mend': its own header can be written again. Else what is wrong, in words.
CREATE FUNCTION gsync.see_header(l gsync.link, of_header jsonb, pins jsonb) RETURNS text STABLE LANGUAGE plpgsql AS $$
DECLARE
    own int := gsync.own_place(l, of_header, pins);
    matched jsonb;
    known int; found int;
BEGIN
    IF l.prepared_at IS NULL OR l.header IS NULL THEN RETURN NULL; END IF;
    IF gsync.is_id_header(gsync.header_cell(of_header, own)) AND own = gsync.header_id_place(of_header) AND gsync.overwritten(l, of_header, pins) = '{}' THEN RETURN NULL; END IF;
    matched := gsync.match_columns(l.id, of_header, pins);
    SELECT count(*), count(*) FILTER (WHERE h = gsync.header_cell(l.header, c.place) OR gsync.is_id_header(h)) INTO known, found
    FROM gsync.link_column c CROSS JOIN LATERAL gsync.header_cell(of_header, (matched ->> c.name)::int) h
    WHERE c.link = l.id AND c.place IS NOT NULL AND gsync.header_cell(l.header, c.place) <> '';
    IF found = 0 OR found * 2 < known THEN
        RETURN format('row 1 %s, so nothing is synced: undo that, or put the headers back into row 1 (%s)',
            CASE WHEN EXISTS (SELECT FROM gsync.header_cells(of_header) WHERE h <> '') THEN 'is not the header row any more (deleted, moved, or sorted with the data?)' ELSE 'is empty' END,
            (SELECT string_agg(h, ', ' ORDER BY n) FROM gsync.header_cells(l.header) WHERE h <> '' AND NOT gsync.is_id_header(h)));
    END IF;
    IF own IS NOT NULL AND gsync.is_id_header(gsync.header_cell(of_header, own)) AND gsync.overwritten(l, of_header, pins) = '{}' THEN
        RETURN format('column %s has the header of gsync''s own column, too: delete it, or give it another header', gsync.header_id_place(of_header));
    END IF;
    RETURN 'mend';
END $$;

-- Columns that have left the sheet: what base held of them is put by, so that an undo is no edit. That they are gone is no edit either.
CREATE FUNCTION gsync.put_by(of_link int, gone text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE gsync.row r SET base = r.base - gone, rej = r.rej - gone, ver = r.ver + 1, formulas = ARRAY(SELECT f FROM unnest(r.formulas) f WHERE f <> ALL (gone)),
        away = r.away || (SELECT coalesce(jsonb_object_agg(c, r.base -> c) FILTER (WHERE r.base ? c), '{}') FROM unnest(gone) c)
    WHERE r.link = of_link AND (r.base ?| gone OR r.rej ?| gone OR r.formulas && gone);
    DELETE FROM gsync.rejected WHERE link = of_link AND col = ANY (gone);
    DELETE FROM gsync.note WHERE link = of_link AND col = ANY (gone);
END $$;

-- Columns that are back. A cell that holds something is compared with what base held; an empty one is filled from the table. The whole tab is in gsync_seen.
CREATE FUNCTION gsync.take_back(l gsync.link, own int, places jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    back text[] := ARRAY(SELECT jsonb_object_keys(places));
BEGIN
    UPDATE gsync.row r SET ver = r.ver + 1, away = r.away - back,
        base = r.base || (SELECT coalesce(jsonb_object_agg(c, r.away -> c) FILTER (WHERE r.away ? c AND nullif(v.cells ->> ((places ->> c)::int - 1), '') IS NOT NULL), '{}') FROM unnest(back) c)
    FROM gsync.row o LEFT JOIN pg_temp.gsync_seen v ON v.place >= 2 AND v.cells ->> (own - 1) = o.id
    WHERE o.link = l.id AND o.away ?| back AND r.link = o.link AND r.id = o.id;
END $$;

-- Where the columns stand now. Returns what to tell the log when that has changed.
CREATE FUNCTION gsync.see_columns(of_link int, of_header jsonb, pins jsonb DEFAULT NULL, whole boolean DEFAULT true) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    own int := gsync.own_place(l, of_header, pins);
    strange text[] := ARRAY(SELECT h FROM gsync.strange_headers(l) ORDER BY n);
    matched jsonb; back jsonb;
    gone text[];
    changed boolean;
BEGIN
    PERFORM gsync.follow_renamed(of_link, of_header, pins);
    matched := gsync.match_columns(of_link, of_header, pins);
    SELECT jsonb_object_agg(c.name, matched -> c.name) INTO back FROM gsync.link_column c
    WHERE c.link = of_link AND c.place IS NULL AND matched ? c.name AND EXISTS (SELECT FROM gsync.row r WHERE r.link = of_link AND r.away ? c.name);
    IF back IS NOT NULL AND NOT whole THEN              -- first the whole tab must be read
        matched := matched - ARRAY(SELECT jsonb_object_keys(back));
        UPDATE gsync.link k SET whole = true WHERE k.id = of_link;
    ELSIF back IS NOT NULL THEN
        PERFORM gsync.take_back(l, own, back);
    END IF;
    SELECT array_agg(c.name) INTO gone FROM gsync.link_column c WHERE c.link = of_link AND c.place IS NOT NULL AND NOT matched ? c.name;
    IF gone IS NOT NULL THEN PERFORM gsync.put_by(of_link, gone); END IF;

    UPDATE gsync.link k SET id_place = own, header = (SELECT jsonb_agg(CASE WHEN n = own THEN '_gsync_id' ELSE h END ORDER BY n) FROM gsync.header_cells(of_header)) WHERE k.id = of_link;
    UPDATE gsync.link_column c SET header = gsync.header_cell(of_header, (matched ->> c.name)::int)
    WHERE c.link = of_link AND matched ? c.name AND gsync.header_cell(of_header, (matched ->> c.name)::int) NOT IN ('', c.header);
    UPDATE gsync.link_column c SET header = gsync.header_cell(of_header, (matched ->> c.name)::int) WHERE c.link = of_link AND matched ? c.name AND c.header IS NULL;
    SELECT bool_or((c.place IS NULL) <> NOT matched ? c.name) INTO changed FROM gsync.link_column c WHERE c.link = of_link;
    UPDATE gsync.link_column c SET place = (matched ->> c.name)::int WHERE c.link = of_link AND c.place IS DISTINCT FROM (matched ->> c.name)::int;
    IF FOUND THEN PERFORM gsync.spread_unsure(of_link); END IF;
    UPDATE gsync.link k SET mend = coalesce(k.mend, now()) WHERE k.id = of_link AND k.prepared_at IS NOT NULL AND (gsync.pins_wanted(k, pins) <> '[]' OR gsync.headers_wanted(k) <> '{}');

    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF changed THEN PERFORM gsync.mark_all(of_link); END IF;
    IF NOT changed AND strange = ARRAY(SELECT h FROM gsync.strange_headers(l) ORDER BY n) THEN RETURN NULL; END IF;
    RETURN (SELECT concat_ws('; ', 'synced columns: ' || string_agg(name, ', ') FILTER (WHERE place IS NOT NULL),
            'not in the sheet, and so left alone in the table: ' || string_agg(name, ', ') FILTER (WHERE place IS NULL),
            'not in the table, and so left alone in the sheet: ' || (SELECT string_agg(h, ', ' ORDER BY n) FROM gsync.strange_headers(l)))
        FROM gsync.link_column WHERE link = of_link);
END $$;

-- A reading comes in parts, before the link is locked. It begins: what was read before is void.
CREATE FUNCTION gsync.see_anew() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gsync.scratch();
    TRUNCATE pg_temp.gsync_seen;
END $$;

-- Some rows: [{"row": 5, "cells": [first column, …], "formulas": [column, …], "dates": [column, …], "notes": {column: text of a note of ours}}, …]
CREATE FUNCTION gsync.see(part jsonb) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO pg_temp.gsync_seen (place, cells, formulas, dates, notes)
    SELECT (r -> 'row')::int, r -> 'cells', r -> 'formulas', r -> 'dates', nullif(r -> 'notes', 'null') FROM jsonb_array_elements(part) r WHERE (r -> 'row')::int >= 2;
END $$;

-- The id column beside some rows: a line for each row from row 2 on. (A whole tab shows its ids by itself.)
CREATE FUNCTION gsync.see_ids(lines text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO pg_temp.gsync_seen (place, ids) VALUES (1, lines);
END $$;

-- Does a look at some rows need the id column itself, or is its digest enough? While that is the same, ids stand where gsync.row.place says.
CREATE FUNCTION gsync.wants_ids(l gsync.link, digest text) RETURNS boolean STABLE LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN l.ids_seen IS DISTINCT FROM digest OR l.unread IS NOT NULL AND EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'delete');
END $$;

-- Fills gsync_sheet with the rows that were read. A row that stands as we left it is recognised at once.
CREATE FUNCTION gsync.load_sheet(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns jsonb := (SELECT coalesce(jsonb_object_agg(name, place), '{}') FROM gsync.link_column WHERE link = l.id AND place IS NOT NULL);
BEGIN
    PERFORM gsync.weigh('gsync_seen', 'place');
    EXECUTE format($q$
        INSERT INTO pg_temp.gsync_sheet (place, shown, s, cells, formulas, dates, id, same)
        SELECT x.*, r.id, r.id IS NOT NULL
        FROM (SELECT v.place, nullif(v.cells ->> $1, '') AS shown, %s AS s, v.cells,
                CASE WHEN v.formulas IS NULL THEN '{}' ELSE ARRAY(SELECT c.key FROM jsonb_each($2) c WHERE v.formulas @> c.value ORDER BY 1) END AS formulas, v.dates
              FROM pg_temp.gsync_seen v WHERE v.place >= 2 OFFSET 0) x   -- OFFSET 0: s is made once
        LEFT JOIN gsync.row r ON r.link = $3 AND r.id = x.shown AND r.place = x.place AND r.has_id AND r.base = x.s AND r.rej = '{}' AND r.formulas = x.formulas
    $q$, replace(gsync.cells_sql(l.id, columns, true), '{x}', 'v.cells')) USING l.id_place - 1, gsync.formula_places(l.id), l.id;
    EXECUTE format('UPDATE pg_temp.gsync_sheet x SET s = %s WHERE NOT same', replace(gsync.cells_sql(l.id, columns), '{x}', 'x.cells'));
    PERFORM gsync.weigh('gsync_sheet', 'place, id, shown');
END $$;

-- Fills gsync_id with as much of the id column as will be asked for. False: it was not read, although it is needed.
CREATE FUNCTION gsync.load_ids(l gsync.link, whole boolean, digest text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    lines text;
BEGIN
    IF whole AND l.unread IS NULL THEN RETURN true; END IF;
    IF whole THEN
        INSERT INTO pg_temp.gsync_id (place, id) SELECT place, shown FROM pg_temp.gsync_sheet WHERE gsync.is_id(shown);
    ELSIF gsync.wants_ids(l, digest) THEN
        SELECT ids INTO lines FROM pg_temp.gsync_seen WHERE ids IS NOT NULL;
        IF NOT FOUND THEN RETURN false; END IF;
        INSERT INTO pg_temp.gsync_id (place, id, known, stands) SELECT i.n + 1, i.id, r.id IS NOT NULL, r.place = i.n + 1
        FROM string_to_table(lines, E'\n') WITH ORDINALITY i(id, n) LEFT JOIN gsync.row r ON r.link = l.id AND r.id = i.id WHERE i.id <> '';
    ELSE
        INSERT INTO pg_temp.gsync_id (place, id) SELECT place, id FROM gsync.row WHERE link = l.id AND pending_op IS NOT NULL AND place IS NOT NULL AND has_id;
    END IF;
    PERFORM gsync.weigh('gsync_id', 'place, id');
    RETURN true;
END $$;

-- Changed, and with nothing but its id to say whose cells these are: its key is not in the sheet yet, or is there no more.
CREATE FUNCTION gsync.is_keyless(r gsync.row, s jsonb, key_columns text[]) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN (r).pending_op IS NULL AND (r).key IS NOT NULL AND (r).base <> s AND s <> '{}' AND NOT ((r).base ?& key_columns AND s ?& key_columns);

-- A look at some rows: they are where the id column says.
CREATE FUNCTION gsync.identify_some(l gsync.link, digest text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    strange boolean;
BEGIN
    IF l.ids_seen IS DISTINCT FROM digest THEN
        UPDATE gsync.row r SET place = i.place
        FROM (SELECT DISTINCT ON (i.id) i.id, i.place FROM pg_temp.gsync_id i WHERE i.known AND i.stands IS NOT TRUE AND NOT EXISTS (SELECT FROM pg_temp.gsync_id o WHERE o.id = i.id AND o.stands)
              ORDER BY i.id, i.place) i
        WHERE r.link = l.id AND r.id = i.id AND r.has_id AND r.place IS DISTINCT FROM i.place;
        UPDATE gsync.row r SET place = NULL
        WHERE r.link = l.id AND r.has_id AND r.place IS NOT NULL AND NOT gsync.is_newer(r, l) AND NOT EXISTS (SELECT FROM pg_temp.gsync_id i WHERE i.id = r.id);
        -- an id that is new, twice or gone: the whole tab must be read, but what was just typed is usually told by its event
        strange := EXISTS (SELECT FROM pg_temp.gsync_id WHERE NOT known) OR EXISTS (SELECT FROM pg_temp.gsync_id GROUP BY id HAVING count(*) > 1)
            OR EXISTS (SELECT FROM gsync.row g WHERE g.link = l.id AND g.place IS NULL AND g.base IS NOT NULL AND g.held IS NULL);
        UPDATE gsync.link SET ids_seen = digest, scan_wanted = CASE WHEN strange THEN least(scan_wanted, now() + interval '3 seconds') ELSE scan_wanted END WHERE id = l.id;
    END IF;
    UPDATE pg_temp.gsync_sheet x SET id = r.id FROM gsync.row r
    WHERE x.id IS NULL AND r.link = l.id AND r.place = x.place AND CASE WHEN r.has_id THEN r.id = x.shown ELSE x.s = gsync.shown_cells(r.base, r.rej) END;
    -- another row's key stands beside this id, or cells that are hardly its own, a row without its key has changed, or one that was to be appended is there: only the whole tab can tell
    IF EXISTS (SELECT FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.id
               WHERE r.base IS NULL OR gsync.is_keyless(r, x.s, l.key_columns)
                OR r.base <> x.s AND gsync.key_cells(l.key_columns, x.s) <> gsync.key_cells(l.key_columns, r.base)
                AND (NOT gsync.is_alike(r.base, x.s, l.key_columns)
                    OR EXISTS (SELECT FROM gsync.row o WHERE o.link = l.id AND o.id <> r.id AND gsync.key_cells(l.key_columns, o.base) = gsync.key_cells(l.key_columns, x.s)))) THEN
        UPDATE gsync.link SET whole = true, scan_wanted = least(scan_wanted, now()) WHERE id = l.id;
        UPDATE pg_temp.gsync_sheet x SET id = NULL FROM gsync.row r
        WHERE r.link = l.id AND r.id = x.id AND (r.base IS NULL OR gsync.is_keyless(r, x.s, l.key_columns)
            OR gsync.key_cells(l.key_columns, x.s) <> gsync.key_cells(l.key_columns, r.base));
    END IF;
END $$;

-- A look at the whole tab: the key decides, then the id, then place and cells. A row that stays without an id is new.
CREATE FUNCTION gsync.identify_all(l gsync.link, digest text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_temp.gsync_sheet WHERE id IS NULL) THEN
        PERFORM gsync.identify_rest(l);
    END IF;
    UPDATE gsync.row r SET place = x.place, has_id = x.shown IS NOT DISTINCT FROM r.id, base = coalesce(r.base, gsync.appended_cells(r), x.s)
    FROM pg_temp.gsync_sheet x
    WHERE r.link = l.id AND r.id = x.id AND NOT x.same AND (r.place IS DISTINCT FROM x.place OR r.has_id <> (x.shown IS NOT DISTINCT FROM r.id) OR r.base IS NULL);
    UPDATE gsync.row r SET place = NULL
    WHERE r.link = l.id AND r.place IS NOT NULL AND NOT gsync.is_newer(r, l) AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x WHERE x.id = r.id);
    UPDATE gsync.link SET ids_seen = digest, whole = false WHERE id = l.id;
END $$;

CREATE FUNCTION gsync.identify_rest(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- moved, but as we left it
    UPDATE pg_temp.gsync_sheet x SET id = m.id
    FROM (SELECT DISTINCT ON (r.id) r.id, x.place FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.shown AND x.s = gsync.shown_cells(r.base, r.rej)
          WHERE x.id IS NULL AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)
          ORDER BY r.id, (x.place = r.place) DESC NULLS LAST, x.place) m
    WHERE m.place = x.place;
    UPDATE pg_temp.gsync_sheet x SET k = gsync.key_cells(l.key_columns, x.s) WHERE x.id IS NULL;
    PERFORM gsync.identify_by_key(l, false, false);
    PERFORM gsync.identify_by_key(l, true, false);
    -- rows that have no id in the sheet yet, or no key there: same cells, best at the same place
    UPDATE pg_temp.gsync_sheet x SET id = m.id
    FROM (SELECT DISTINCT ON (r.id) r.id, x.place FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.place = x.place AND x.s = gsync.shown_cells(r.base, r.rej)
          WHERE x.id IS NULL AND (NOT r.has_id OR NOT r.base ?& l.key_columns) AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)) m
    WHERE m.place = x.place;
    UPDATE pg_temp.gsync_sheet x SET id = m.id
    FROM (SELECT r.id, x.place
          FROM (SELECT x.place, x.s, row_number() OVER (PARTITION BY x.s ORDER BY x.place) AS n FROM pg_temp.gsync_sheet x WHERE x.id IS NULL) x
          JOIN (SELECT r.id, gsync.shown_cells(r.base, r.rej) AS s, row_number() OVER (PARTITION BY gsync.shown_cells(r.base, r.rej) ORDER BY r.place) AS n
                FROM gsync.row r WHERE r.link = l.id AND (NOT r.has_id OR NOT r.base ?& l.key_columns) AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)) r
            ON r.s = x.s AND r.n = x.n) m
    WHERE m.place = x.place;
    PERFORM gsync.identify_scattered(l);
    -- by id
    UPDATE pg_temp.gsync_sheet x SET id = m.id
    FROM (SELECT DISTINCT ON (r.id) r.id, x.place FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.shown
          WHERE x.id IS NULL AND gsync.may_be(r, x.s, x.place, l.key_columns) AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)
          ORDER BY r.id, gsync.common_cells(r.base, x.s) DESC, (x.place = r.place) DESC NULLS LAST, x.place) m
    WHERE m.place = x.place;
    PERFORM gsync.identify_by_key(l, false, true);
    IF EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND NOT r.has_id AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)) THEN
        PERFORM gsync.identify_hit(l);
    END IF;
END $$;

-- Beside an id: can this be its row? The id of a row that is not known to stand in the sheet, and one that was written and not read back, may be another row's.
CREATE FUNCTION gsync.may_be(r gsync.row, s jsonb, at_place int, key_columns text[]) RETURNS boolean STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN (r).base IS NULL THEN s = '{}' OR coalesce(gsync.have_in_common(gsync.appended_cells(r), s), false)
                                          OR ARRAY(SELECT s ->> k FROM unnest(key_columns) k) = (r).key COLLATE "C"
        ELSE CASE WHEN (r).has_id THEN (r).place = at_place OR s = '{}' OR gsync.have_in_common((r).base, s) ELSE (r).place = at_place AND gsync.have_in_common((r).base, s) END END;
END $$;

CREATE FUNCTION gsync.common_cells(a jsonb, b jsonb) RETURNS int IMMUTABLE LANGUAGE sql
RETURN (SELECT count(*) FROM jsonb_each(a) c WHERE b -> c.key = c.value);

-- At least half of what is known of a row stands there, apart from these columns. (A row with nothing else says nothing.)
CREATE FUNCTION gsync.is_alike(base jsonb, s jsonb, apart_from text[]) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN 2 * gsync.common_cells(base - apart_from, s) >= (SELECT count(*) FROM jsonb_object_keys(base - apart_from));

-- Rows were sorted without their hidden ids: a row that its key does not tell (it has none there yet, or another one was typed) is the one with the most cells in common.
CREATE FUNCTION gsync.identify_scattered(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.shown WHERE x.id <> x.shown)
        OR (SELECT count(*) FROM pg_temp.gsync_sheet x WHERE x.id IS NULL AND x.s <> '{}') > 300 THEN RETURN; END IF;
    FOR round IN 1..10 LOOP
        WITH free AS MATERIALIZED (SELECT r.id, r.place, gsync.sent_cells(coalesce(r.base, '{}'), r.pending) AS s FROM gsync.row r
            WHERE r.link = l.id AND NOT r.doomed AND (r.base IS NOT NULL OR r.pending_op = 'append') AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id) LIMIT 1000),
        fit AS MATERIALIZED (SELECT f.id, x.place, gsync.common_cells(f.s - l.key_columns, x.s) AS common, x.place = f.place AS here FROM free f JOIN pg_temp.gsync_sheet x ON x.id IS NULL AND x.s <> '{}'
            WHERE gsync.have_in_common(f.s - l.key_columns, x.s) AND gsync.is_alike(f.s, x.s, l.key_columns)),
        best AS (SELECT DISTINCT ON (id) * FROM fit ORDER BY id, common DESC, here DESC NULLS LAST, place)
        UPDATE pg_temp.gsync_sheet x SET id = m.id FROM (SELECT DISTINCT ON (place) id, place FROM best ORDER BY place, common DESC, here DESC NULLS LAST, id) m WHERE m.place = x.place;
        EXIT WHEN NOT FOUND;
    END LOOP;
END $$;

CREATE FUNCTION gsync.have_in_common(a jsonb, b jsonb) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN EXISTS (SELECT FROM jsonb_each(a) c WHERE b -> c.key = c.value);

-- By key, as base has it; beside its own id a row is the surest. A row that is to be deleted comes last: another has its key.
-- A key that the last publish has written counts beside the row's id, and elsewhere only once the ids are through: the write may have hit another row.
CREATE FUNCTION gsync.identify_by_key(l gsync.link, of_doomed boolean, ids_are_through boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_sheet x SET id = m.id
    FROM (SELECT DISTINCT ON (f.place) f.id, f.place
          FROM (SELECT DISTINCT ON (r.id) r.id, x.place, (x.shown = r.id) IS TRUE AS fits, gsync.common_cells(gsync.sent_cells(coalesce(r.base, '{}'), r.pending), x.s) AS common
                FROM (SELECT r.*, k.n, k.k FROM gsync.row r CROSS JOIN LATERAL (SELECT 1 AS n, gsync.key_cells(l.key_columns, r.base) AS k
                            UNION ALL SELECT CASE r.pending_op WHEN 'append' THEN 1 ELSE 2 END, gsync.key_cells(l.key_columns, gsync.sent_cells(coalesce(r.base, '{}'), r.pending)) WHERE r.pending IS NOT NULL) k
                      WHERE r.link = l.id AND (r.base IS NOT NULL OR r.pending_op = 'append') AND r.doomed = of_doomed AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)) r
                JOIN pg_temp.gsync_sheet x ON x.k = r.k AND x.id IS NULL
                    AND (r.pending_op IS DISTINCT FROM 'delete' OR x.shown = r.id OR gsync.is_alike(r.base, x.s, l.key_columns))     -- (its key may have been typed elsewhere since)
                    AND (r.n = 1 AND NOT r.blot ?| l.key_columns OR ids_are_through OR x.shown = r.id AND r.has_id)
                ORDER BY r.id, (x.shown = r.id) DESC NULLS LAST, r.n, (x.place = r.place) DESC NULLS LAST, (x.s = r.base) DESC, x.place) f
          ORDER BY f.place, f.fits DESC, f.common DESC, f.id) m
    WHERE m.place = x.place;
END $$;

-- Rows without an id in the sheet that a misplaced write has hit: the same cells but for what the last publish wrote.
CREATE FUNCTION gsync.identify_hit(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH ours AS MATERIALIZED (SELECT DISTINCT o.c, o.v FROM gsync.unread_cells(l.id) o
        UNION SELECT u.col, u.value FROM gsync.unsure u WHERE u.link = l.id AND u.col <> '' AND u.until > now()),
    hit AS (SELECT x.place, x.s, array_agg(o.c) AS cols FROM pg_temp.gsync_sheet x JOIN ours o ON coalesce(x.s -> o.c, 'null') = o.v WHERE x.id IS NULL GROUP BY x.place, x.s),
    fit AS (SELECT DISTINCT ON (r.id) r.id, h.place FROM hit h JOIN gsync.row r ON r.link = l.id AND NOT r.has_id AND r.base IS NOT NULL
            AND h.s - h.cols <> '{}' AND h.s - h.cols = r.base - h.cols AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)
            ORDER BY r.id, (h.place = r.place) DESC NULLS LAST, h.place)
    UPDATE pg_temp.gsync_sheet x SET id = m.id FROM (SELECT DISTINCT ON (place) * FROM fit ORDER BY place, id) m WHERE m.place = x.place;
END $$;
