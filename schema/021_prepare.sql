-- Making a tab ready: headers if it has none, gsync's own column, number formats.
-- Relies on 006_columns.sql.

-- The number format of a column; NULL: leave it as it is.
CREATE FUNCTION gsync.number_format(kind text) RETURNS jsonb IMMUTABLE LANGUAGE sql
RETURN CASE kind
    WHEN 'text' THEN '{"type":"TEXT","pattern":"@"}' WHEN 'other' THEN '{"type":"TEXT","pattern":"@"}'
    WHEN 'uuid' THEN '{"type":"TEXT","pattern":"@"}' WHEN 'interval' THEN '{"type":"TEXT","pattern":"@"}'
    WHEN 'date' THEN '{"type":"DATE","pattern":"yyyy-mm-dd"}'
    WHEN 'timestamp' THEN '{"type":"DATE_TIME","pattern":"yyyy-mm-dd hh:mm:ss"}' WHEN 'timestamptz' THEN '{"type":"DATE_TIME","pattern":"yyyy-mm-dd hh:mm:ss"}'
    WHEN 'time' THEN '{"type":"TIME","pattern":"hh:mm:ss"}' END::jsonb;

CREATE FUNCTION gsync.write_row1(sheet bigint, first int, headers text[]) RETURNS jsonb IMMUTABLE LANGUAGE sql
RETURN jsonb_build_object('updateCells', jsonb_build_object('fields', 'userEnteredValue',
    'start', jsonb_build_object('sheetId', sheet, 'rowIndex', 0, 'columnIndex', first - 1),
    'rows', jsonb_build_array(jsonb_build_object('values', (SELECT jsonb_agg(CASE h WHEN '' THEN '{}' ELSE jsonb_build_object('userEnteredValue', jsonb_build_object('stringValue', h)) END ORDER BY n)
        FROM unnest(headers) WITH ORDINALITY u(h, n))))));

-- [[place, pin], …] of columns that have no pin yet; '[]' where nothing is known of pins, or Sheets has refused them lately.
CREATE FUNCTION gsync.pins_wanted(l gsync.link, pins jsonb) RETURNS jsonb STABLE LANGUAGE sql
RETURN CASE WHEN pins IS NULL OR l.pins_refused_at > now() - interval '1 day' THEN '[]' ELSE (
    SELECT coalesce(jsonb_agg(jsonb_build_array(w.place, w.pin) ORDER BY w.place), '[]')
    FROM (SELECT c.place, c.pin FROM gsync.link_column c WHERE c.link = l.id AND c.place IS NOT NULL AND NOT c.pinned
          UNION ALL SELECT l.id_place, l.pin WHERE l.id_place IS NOT NULL AND NOT l.pinned) w
    WHERE gsync.pinned_at(pins, w.pin) IS NULL) END;

-- Pins are developer metadata. Each has its own number, so that a request that is repeated, or lands twice, makes none twice.
CREATE FUNCTION gsync.pin_requests(l gsync.link, pins jsonb) RETURNS jsonb STABLE LANGUAGE sql
RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('createDeveloperMetadata', jsonb_build_object('developerMetadata', jsonb_build_object(
        'metadataId', (('x' || left(md5(p ->> 1), 8))::bit(32)::int & 2147483647) | 1, 'metadataKey', 'gsync', 'metadataValue', p ->> 1, 'visibility', 'DOCUMENT',
        'location', jsonb_build_object('dimensionRange', jsonb_build_object('sheetId', l.sheet, 'dimension', 'COLUMNS', 'startIndex', (p -> 0)::int - 1, 'endIndex', (p -> 0)::int)))))), '[]')
    FROM jsonb_array_elements(gsync.pins_wanted(l, pins)) p);

-- Headers of new columns of the table, for a link that adds them to the sheet. A column that was there before and is gone was deleted by somebody.
CREATE FUNCTION gsync.headers_wanted(l gsync.link) RETURNS text[] STABLE LANGUAGE sql
RETURN CASE WHEN l.add_columns THEN ARRAY(SELECT c.name FROM gsync.link_column c WHERE c.link = l.id AND c.place IS NULL AND c.header IS NULL ORDER BY c.attnum) ELSE '{}' END;

-- The number in the header of gsync's own column when that is written anew: it must not say that a publish has landed of which nobody knows.
CREATE FUNCTION gsync.header_number(l gsync.link, header jsonb) RETURNS bigint STABLE LANGUAGE sql
RETURN greatest(l.pub - CASE WHEN l.unread_state IN ('sent', 'unanswered') THEN 1 ELSE 0 END,
    (SELECT max(substring(h FROM '^_gsync_id@(\d{1,18})')::bigint) FROM gsync.header_cells(header) WHERE gsync.is_id_header(h)));

-- From {title, time_zone, locale, rows, columns, header, pins, …} to the requests of one batchUpdate ([] if there is nothing to do but prepared()).
-- Can be repeated: what is there already is not written again.
CREATE FUNCTION gsync.prepare(link int, info json) RETURNS json LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    l gsync.link;
    i jsonb := info::jsonb;
    header jsonb := coalesce(i -> 'header', '[]');
    headers text[] := '{}';
    requests jsonb := '[]';
    at int;
    width int := coalesce((i ->> 'columns')::int, 0);
    grown int := 0;
    matched jsonb;
    pins jsonb := i -> 'pins';
    own int;
    problem text;
BEGIN
    SELECT * INTO l FROM gsync.link k WHERE k.id = prepare.link FOR NO KEY UPDATE;
    problem := gsync.refresh_shapes(l.id);
    IF problem IS NOT NULL THEN
        PERFORM gsync.broken(l.id, problem);
        RETURN json_build_object('problem', problem);
    END IF;
    PERFORM gsync.see_pins(l, header, pins);
    SELECT * INTO l FROM gsync.link k WHERE k.id = prepare.link;
    problem := gsync.see_header(l, header, pins);
    IF problem IS NULL AND (i ->> 'ids_column_empty')::boolean IS FALSE AND NOT EXISTS (SELECT FROM gsync.header_cells(header) WHERE h <> '') THEN
        problem := 'row 1 of the tab is empty, and there is something below: put the headers into row 1';
    END IF;
    IF problem <> 'mend' THEN
        PERFORM gsync.broken(l.id, problem);
        RETURN json_build_object('problem', problem);
    END IF;
    own := gsync.own_place(l, header, pins);
    PERFORM gsync.note_sheet(l, i - 'time_zone');
    UPDATE gsync.link k SET time_zone = coalesce((SELECT name FROM pg_timezone_names WHERE name = i ->> 'time_zone'), k.time_zone) WHERE k.id = l.id;

    IF problem = 'mend' THEN
        SELECT requests || coalesce(jsonb_agg(gsync.write_row1(l.sheet, o.key::int, ARRAY[o.value])), '[]') INTO requests FROM jsonb_each_text(gsync.overwritten(l, header, pins)) o;
        header := (SELECT jsonb_agg(coalesce(gsync.overwritten(l, header, pins) ->> n, CASE WHEN n IS DISTINCT FROM own THEN h ELSE '' END) ORDER BY n) FROM gsync.header_cells(header));
    ELSIF l.prepared_at IS NULL AND NOT EXISTS (SELECT FROM jsonb_array_elements_text(header) h WHERE h <> '' AND h !~ '^_gsync_id(@|$)') THEN
        headers := ARRAY(SELECT coalesce(c.header, c.name) FROM gsync.link_column c JOIN gsync.shapes(l.id) s ON s.name = c.name WHERE c.link = l.id);
        at := gsync.header_id_place(header);
        IF at IS NOT NULL AND at <= cardinality(headers) THEN     -- our column stands alone in an empty header: it moves right of the others
            headers := headers || format('_gsync_id@%s', l.pub);
        END IF;
        header := CASE WHEN at > cardinality(headers) THEN to_jsonb(headers) || jsonb_path_query_array(header, format('$[%s to %s]', cardinality(headers), at - 1)::jsonpath) ELSE to_jsonb(headers) END;
        requests := requests || gsync.write_row1(l.sheet, 1, headers);
        IF (i ->> 'frozen')::int = 0 THEN
            requests := requests || jsonb_build_object('updateSheetProperties', jsonb_build_object('fields', 'gridProperties.frozenRowCount',
                'properties', jsonb_build_object('sheetId', l.sheet, 'gridProperties', jsonb_build_object('frozenRowCount', 1))));
        END IF;
    ELSIF l.prepared_at IS NULL THEN                              -- key columns that the tab lacks: it must show which row is which
        matched := gsync.match_columns(l.id, header);
        headers := ARRAY(SELECT coalesce(c.header, c.name) FROM gsync.link_column c JOIN unnest(l.key_columns) WITH ORDINALITY k(name, n) ON k.name = c.name
            WHERE c.link = l.id AND NOT matched ? c.name ORDER BY k.n);
        IF headers <> '{}' THEN
            at := 1 + CASE WHEN (i ->> 'ids_column_empty')::boolean IS FALSE THEN width
                ELSE (SELECT max(n)::int FROM jsonb_array_elements_text(header) WITH ORDINALITY u(h, n) WHERE h <> '') END;
            requests := requests || gsync.write_row1(l.sheet, at, headers);
            header := (SELECT jsonb_agg(coalesce(to_jsonb(headers[n - at + 1]), header -> (n - 1), 'null') ORDER BY n) FROM generate_series(1, at + cardinality(headers) - 1) n);
            grown := at + cardinality(headers) - 1;
        END IF;
    END IF;
    at := coalesce(own, gsync.header_id_place(header), CASE WHEN (i ->> 'ids_column_empty')::boolean IS FALSE THEN greatest(width, grown) ELSE
        coalesce((SELECT max(n)::int FROM jsonb_array_elements_text(header) WITH ORDINALITY u(h, n) WHERE h <> ''), 0) END + 1);
    IF gsync.header_id_place(header) IS NULL THEN
        requests := requests || gsync.write_row1(l.sheet, at, ARRAY[format('_gsync_id@%s', gsync.header_number(l, coalesce(i -> 'header', '[]')))]);
    END IF;
    IF greatest(at, grown) > width THEN
        requests := jsonb_build_array(jsonb_build_object('appendDimension', jsonb_build_object('sheetId', l.sheet, 'dimension', 'COLUMNS', 'length', greatest(at, grown) - width))) || requests;
    END IF;
    IF coalesce((i ->> 'rows')::int, 2) < 2 THEN
        requests := jsonb_build_array(jsonb_build_object('appendDimension', jsonb_build_object('sheetId', l.sheet, 'dimension', 'ROWS', 'length', 1))) || requests;
    END IF;
    IF l.state = 'new' AND l.prepared_at IS NULL OR own IS NULL THEN
        requests := requests || jsonb_build_object('updateDimensionProperties', jsonb_build_object('fields', 'hiddenByUser', 'properties', jsonb_build_object('hiddenByUser', true),
            'range', jsonb_build_object('sheetId', l.sheet, 'dimension', 'COLUMNS', 'startIndex', at - 1, 'endIndex', at)));
        matched := gsync.match_columns(l.id, header);
        requests := requests || coalesce((SELECT jsonb_agg(jsonb_build_object('repeatCell', jsonb_build_object('fields', 'userEnteredFormat.numberFormat',
                'range', jsonb_build_object('sheetId', l.sheet, 'startRowIndex', 1, 'startColumnIndex', (matched ->> s.name)::int - 1, 'endColumnIndex', (matched ->> s.name)::int),
                'cell', jsonb_build_object('userEnteredFormat', jsonb_build_object('numberFormat', gsync.number_format(s.kind))))) ORDER BY (matched ->> s.name)::int)
            FROM gsync.shapes(l.id) s WHERE matched ? s.name AND gsync.number_format(s.kind) IS NOT NULL
              AND NOT (l.has_formats AND s.kind IN ('date', 'timestamp', 'timestamptz', 'time'))), '[]');
    END IF;
    IF own IS NULL THEN      -- with its header, in one atomic batch: so it is made once
        requests := requests || jsonb_build_object('addProtectedRange', jsonb_build_object('protectedRange', jsonb_build_object('warningOnly', true,
            'description', 'gsync: which row is which. Please leave this column as it is.',
            'range', jsonb_build_object('sheetId', l.sheet, 'startColumnIndex', at - 1, 'endColumnIndex', at))));
    END IF;
    PERFORM gsync.see_columns(l.id, CASE WHEN gsync.header_id_place(header) IS NULL THEN
        (SELECT jsonb_agg(coalesce(CASE WHEN n = at THEN '"_gsync_id"' ELSE header -> (n - 1) END, 'null') ORDER BY n) FROM generate_series(1, greatest(at, jsonb_array_length(header))) n)
        ELSE header END, pins);
    SELECT * INTO l FROM gsync.link k WHERE k.id = prepare.link;
    RETURN requests || gsync.new_headers(l, i, at) || gsync.pin_requests(l, pins);
END $$;

-- Headers right of everything. The next look sees them, and fills their columns.
CREATE FUNCTION gsync.new_headers(l gsync.link, info jsonb, at int) RETURNS jsonb STABLE LANGUAGE plpgsql AS $$
DECLARE
    headers text[] := gsync.headers_wanted(l);
    width int := greatest((info ->> 'columns')::int, at);
    first int := 1 + CASE WHEN (info ->> 'ids_column_empty')::boolean IS FALSE THEN width ELSE greatest(at, jsonb_array_length(coalesce(info -> 'header', '[]'))) END;
    last int := first + cardinality(headers) - 1;
BEGIN
    IF headers = '{}' THEN RETURN '[]'; END IF;
    RETURN CASE WHEN last > width THEN jsonb_build_array(jsonb_build_object('appendDimension', jsonb_build_object('sheetId', l.sheet, 'dimension', 'COLUMNS', 'length', last - width))) ELSE '[]' END
        || gsync.write_row1(l.sheet, first, headers);
END $$;

-- Sheets has refused the requests. False: it may have been the pins, which gsync can do without for a while.
CREATE FUNCTION gsync.unprepared(link int, reason text) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE gsync.link l SET pins_refused_at = now() WHERE l.id = unprepared.link AND (l.pins_refused_at IS NULL OR l.pins_refused_at < now() - interval '1 day');
    IF FOUND THEN RETURN false; END IF;
    PERFORM gsync.broken(unprepared.link, reason);
    RETURN true;
END $$;

-- The requests were answered with 2xx.
CREATE FUNCTION gsync.prepared(link int) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    UPDATE gsync.link l SET state = 'ready', problem = NULL, mend = NULL, prepared_at = now(), scan_wanted = now(), whole = true WHERE l.id = prepared.link AND l.state IN ('new', 'broken', 'ready');
END;

-- The requests that take out of a tab what gsync brought: notes, what it protects and stores there, and the hidden column; [] if there is nothing.
-- head: answer of a read of the header row with metadata and protected ranges; notes: one of a read of all notes, NULL if none were written.
CREATE FUNCTION gsync.removal(link int, head text, notes text) RETURNS json LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = removal.link);
    tab jsonb := gsync.tab_of((gsync.parse(head)).doc, l.sheet);
    at int := gsync.header_id_place((SELECT jsonb_agg(coalesce(c -> 'userEnteredValue' -> 'stringValue', 'null') ORDER BY n)
        FROM jsonb_array_elements(tab #> '{data,0,rowData,0,values}') WITH ORDINALITY u(c, n)));
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(r.request ORDER BY r.n), '[]') FROM (
        SELECT 1 AS n, jsonb_build_object('updateCells', jsonb_build_object('fields', 'note', 'rows', '[{"values": [{}]}]'::jsonb,
            'start', jsonb_build_object('sheetId', l.sheet, 'rowIndex', coalesce((part -> 'startRow')::int, 0) + y - 1, 'columnIndex', coalesce((part -> 'startColumn')::int, 0) + x - 1))) AS request
        FROM jsonb_array_elements(gsync.tab_of((gsync.parse(notes)).doc, l.sheet) -> 'data') part, jsonb_array_elements(part -> 'rowData') WITH ORDINALITY rows(cells, y),
            jsonb_array_elements(cells -> 'values') WITH ORDINALITY columns(cell, x)
        WHERE cell ->> 'note' LIKE 'gsync: %'
        UNION ALL
        SELECT 2, jsonb_build_object('deleteProtectedRange', jsonb_build_object('protectedRangeId', p -> 'protectedRangeId'))
        FROM jsonb_array_elements(tab -> 'protectedRanges') p WHERE p ->> 'description' ILIKE 'gsync%'
        UNION ALL
        SELECT 3, jsonb_build_object('deleteDeveloperMetadata', jsonb_build_object('dataFilter', jsonb_build_object('developerMetadataLookup', jsonb_build_object('metadataId', m -> 'metadataId'))))
        FROM (SELECT jsonb_path_query(tab, '$.developerMetadata[*]') UNION ALL SELECT jsonb_path_query(tab, '$.data[*].columnMetadata[*].developerMetadata[*]')) f(m) WHERE m ->> 'metadataKey' LIKE 'gsync%'
        UNION ALL
        SELECT 4, jsonb_build_object('deleteDimension', jsonb_build_object('range', jsonb_build_object('sheetId', l.sheet, 'dimension', 'COLUMNS', 'startIndex', at - 1, 'endIndex', at)))
        WHERE at IS NOT NULL) r);
END $$;

CREATE FUNCTION gsync.tab_of(answer jsonb, sheet bigint) RETURNS jsonb IMMUTABLE LANGUAGE sql
RETURN (SELECT t FROM jsonb_array_elements(answer -> 'sheets') t WHERE coalesce((t #> '{properties,sheetId}')::bigint, 0) = sheet);
