-- Undo: rows that sync deleted are brought back, and conflicts are decided the other way. Run by whoever may write the table.
-- Relies on 013_apply.sql and 022_held.sql.

-- The link, locked, as its table is now; an error when it cannot be served.
CREATE FUNCTION gsync.served_link(of_link int) RETURNS gsync.link LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
    problem text;
BEGIN
    PERFORM FROM gsync.link WHERE id = of_link FOR NO KEY UPDATE;
    problem := gsync.refresh_shapes(of_link);
    IF problem IS NOT NULL THEN RAISE '%', problem USING ERRCODE = 'object_not_in_prerequisite_state'; END IF;
    SELECT * INTO l FROM gsync.link WHERE id = of_link;
    RETURN l;
END $$;

-- The keys of one link, given as one list of values: as many for each row as the key has columns.
CREATE FUNCTION gsync.keys_of(key_columns text[], list text[]) RETURNS SETOF text[] IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(list) % cardinality(key_columns) <> 0 THEN
        RAISE 'the key has % columns (%), % values are given', cardinality(key_columns), array_to_string(key_columns, ', '), cardinality(list) USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Give all key columns of each row, in this order.';
    END IF;
    RETURN QUERY SELECT list[n:n + cardinality(key_columns) - 1] FROM generate_series(1, cardinality(list), cardinality(key_columns)) n;
END $$;

CREATE FUNCTION gsync.is_in_table(l gsync.link, of_key text[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %s t WHERE %s)', l.relation, gsync.key_join(l.id, 't', '$1')) INTO found USING of_key;
    RETURN found;
END $$;

-- Rows that sync deleted and that are not in the table again, the last one first. side: where they were deleted; cells: the whole row as it was, NULL when that was not kept.
CREATE FUNCTION gsync.deleted_rows(link text, list text[] DEFAULT NULL, since timestamptz DEFAULT NULL, of_side text DEFAULT NULL)
RETURNS TABLE (key text[], at timestamptz, side text, who text, cells json) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.name = deleted_rows.link);
BEGIN
    IF l IS NULL THEN l := gsync.link_called(deleted_rows.link); END IF;      -- says which links there are
    RETURN QUERY
    SELECT d.key, d.at, d.side, d.who, b.cells
    FROM (SELECT DISTINCT ON (h.key) h.key, h.at, h.side, h.who, h.id FROM gsync.history h
          WHERE h.link = l.id AND h.col IS NULL AND h.new IS NULL AND h.key IS NOT NULL AND h.at >= coalesce(since, '-infinity')
            AND (list IS NULL OR h.key IN (SELECT gsync.keys_of(l.key_columns, list))) ORDER BY h.key, h.id DESC) d
    LEFT JOIN LATERAL (SELECT b.cells FROM gsync.bin b WHERE b.link = l.id AND b.key = d.key ORDER BY b.id DESC LIMIT 1) b ON true
    WHERE (of_side IS NULL OR d.side = of_side) AND NOT gsync.is_in_table(l, d.key)
    ORDER BY d.id DESC;
END $$;

-- Inserts a row as it was, with `over` (as json of columns) instead of what it was. Returns why not, NULL if it is back.
CREATE FUNCTION gsync.put_back(l gsync.link, cells json, over jsonb DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    cols text := (SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = l.relation AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attgenerated = '' AND (cells -> a.attname::text IS NOT NULL OR over ? a.attname::text));
    code text; message text; detail text; hint text; context text; con text; col text;
    rows int;
BEGIN
    IF cells IS NULL THEN RETURN 'the row as it was has not been kept'; END IF;
    BEGIN
        PERFORM set_config('search_path', l.search_path, true);
        EXECUTE format('INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM json_populate_record(json_populate_record(NULL::%1$s, $1), $2)', l.relation, cols)
            USING cells, over::json;
        GET DIAGNOSTICS rows = ROW_COUNT;
        IF rows = 0 THEN RAISE 'a row was left out' USING ERRCODE = 'GS001'; END IF;
        PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
        RETURN NULL;
    EXCEPTION WHEN integrity_constraint_violation OR data_exception OR raise_exception OR SQLSTATE 'GS001' THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT,
            con = CONSTRAINT_NAME, col = COLUMN_NAME;
    END;
    RETURN gsync.row_error(code, message, nullif(detail, ''), hint, context, CASE WHEN col <> '' THEN ARRAY[col] ELSE gsync.constraint_columns(l.relation, con) END, nullif(con, ''));
END $$;

-- Brings deleted rows back into the table; the sheet follows by the next publish. One that another one refers to may come after it.
CREATE FUNCTION gsync.restore_rows(link text, list text[] DEFAULT NULL, since timestamptz DEFAULT NULL, of_side text DEFAULT NULL)
RETURNS TABLE (key text[], problem text) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    l gsync.link := gsync.served_link((gsync.link_named(restore_rows.link)).id);
    d record;
    here int;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    CREATE TEMP TABLE gsync_back ON COMMIT DROP AS SELECT r.key, r.cells, CASE WHEN r.cells IS NULL THEN 'the row as it was has not been kept' END AS problem
        FROM gsync.deleted_rows(restore_rows.link, list, since, of_side) r;
    LOOP
        here := 0;
        FOR d IN SELECT * FROM pg_temp.gsync_back b WHERE b.cells IS NOT NULL LOOP
            d.problem := gsync.put_back(l, d.cells);
            UPDATE pg_temp.gsync_back b SET problem = d.problem, cells = CASE WHEN d.problem IS NOT NULL THEN b.cells END WHERE b.key = d.key;
            here := here + (d.problem IS NULL)::int;
        END LOOP;
        EXIT WHEN here = 0;
    END LOOP;
    RETURN QUERY SELECT b.key, b.problem FROM pg_temp.gsync_back b ORDER BY b.problem IS NOT NULL, gsync.key_order(b.key), b.key;
END $$;

-- Held rows that the table has deleted: in again as they were, as far as that is known.
CREATE FUNCTION gsync.restore_held(of_link int, ids text[]) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l gsync.link := gsync.served_link(of_link);
    r gsync.row;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR r IN SELECT x.* FROM gsync.row x WHERE x.link = of_link AND x.id = ANY (ids) AND x.key IS NOT NULL ORDER BY gsync.key_order(x.key), x.key LOOP
        IF gsync.put_back(l, gsync.last_deleted(of_link, r.key)) IS NULL THEN UPDATE gsync.row x SET held = NULL WHERE x.link = of_link AND x.id = r.id; END IF;
    END LOOP;
END $$;

-- ---- conflicts ----

CREATE FUNCTION gsync.end_conflict(of_id bigint, how text) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    UPDATE gsync.conflict SET ended_at = now(), ended_by = session_user, ended_as = how WHERE id = of_id;
END;

-- Takes conflicts off the list, and leaves everything as it was decided: numbers of a list, or all of one link. Returns how many.
CREATE FUNCTION gsync.dismiss_conflicts(link text, list text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    IF dismiss_conflicts.link IS NOT NULL THEN PERFORM gsync.link_named(dismiss_conflicts.link); END IF;
    UPDATE gsync.conflict c SET ended_at = now(), ended_by = session_user, ended_as = 'dismissed'
    WHERE c.ended_at IS NULL AND (list IS NULL OR gsync.in_list(c.id, list)) AND (dismiss_conflicts.link IS NULL OR c.link = (SELECT k.id FROM gsync.link k WHERE k.name = dismiss_conflicts.link));
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;

-- A cell of the table as the sheet shows it, and as it would if the sheet's value v were taken.
CREATE FUNCTION gsync.table_cell(l gsync.link, s gsync.shape, of_key text[], v jsonb, OUT there boolean, OUT is_now jsonb, OUT taken jsonb) LANGUAGE plpgsql AS $$
DECLARE
    code text; reason text;
BEGIN
    EXECUTE format('SELECT true, nullif(%s, ''null'') FROM %s t WHERE %s', replace(s.encode, '{x}', format('t.%I', s.name)), l.relation, gsync.key_join(l.id, 't', '$1'))
        INTO there, is_now USING of_key;
    IF v IS NULL THEN RETURN; END IF;
    SELECT * INTO code, reason FROM gsync.cell_error(s, v);
    IF code IS NOT NULL THEN
        RAISE '%', reason USING ERRCODE = 'invalid_parameter_value', HINT = 'This value does not fit into the column any more. Type the right one into the sheet.';
    END IF;
    EXECUTE format('SELECT nullif(%s, ''null'') FROM (SELECT (%s)::%s AS v) x', replace(s.encode, '{x}', 'x.v'), replace(s.decode, '{x}', '$1'), s.full_type) INTO taken USING v;
END $$;

CREATE FUNCTION gsync.as_text(v jsonb) RETURNS text IMMUTABLE LANGUAGE sql RETURN coalesce(to_json(v #>> '{}')::text, 'empty');

-- The value that lost goes into the table; the sheet follows.
CREATE FUNCTION gsync.turn_cell(l gsync.link, c gsync.conflict, of_key text[], to_side text, force boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    s gsync.shape := (SELECT x FROM gsync.shapes(l.id) x WHERE x.name = c.col);
    has record;
    value text;
    shown jsonb := CASE to_side WHEN 'sheet' THEN c.sheet_value ELSE c.table_value END;
BEGIN
    IF s IS NULL OR s.read_only THEN
        RAISE 'the table''s column "%" cannot be written', c.col USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('gsync conflicts dismiss %s takes it off the list.', c.id);
    ELSIF to_side = 'database' AND c.col = ANY (coalesce((SELECT r.formulas FROM gsync.row r WHERE r.link = l.id AND r.id = c.row_id), '{}')) THEN
        RAISE 'the sheet has a formula in this cell, and formulas stay' USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Replace the formula by the value in the sheet.';
    END IF;
    has := gsync.table_cell(l, s, of_key, c.sheet_value);
    IF has.there IS NULL THEN
        RAISE 'the row is no longer in the table' USING ERRCODE = 'no_data_found', HINT = format('gsync restore %s may bring it back.', l.name);
    ELSIF has.is_now IS NOT DISTINCT FROM (CASE to_side WHEN 'sheet' THEN has.taken ELSE c.table_value END) THEN
        RETURN format('%s is %s already', c.col, gsync.as_text(shown));
    ELSIF NOT force AND has.is_now IS DISTINCT FROM (CASE to_side WHEN 'sheet' THEN c.table_value ELSE has.taken END) THEN
        RAISE '% has been changed since: it is % now, neither % nor %', c.col, gsync.as_text(has.is_now), gsync.as_text(c.sheet_value), gsync.as_text(c.table_value)
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('--force writes %s all the same; gsync conflicts dismiss %s leaves it as it is.', gsync.as_text(shown), c.id);
    END IF;
    value := CASE WHEN to_side = 'sheet' THEN replace(s.decode, '{x}', '$2') WHEN c.exact IS NULL THEN replace(s.decode, '{x}', '$3')
        ELSE format('(json_populate_record(NULL::%s, json_build_object(%L, $4))).%I', l.relation, s.name, s.name) END;
    PERFORM set_config('search_path', l.search_path, true);
    EXECUTE format('UPDATE %s t SET %I = %s WHERE %s', l.relation, s.name, value, gsync.key_join(l.id, 't', '$1')) USING of_key, c.sheet_value, c.table_value, c.exact;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    RETURN format('%s is %s now, it was %s; the sheet follows', c.col, gsync.as_text(shown), gsync.as_text(has.is_now));
END $$;

-- The row that was deleted comes back, with what was edited in the sheet, if that side is to win.
CREATE FUNCTION gsync.turn_back(l gsync.link, c gsync.conflict, of_key text[], to_side text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    cells json := gsync.last_deleted(l.id, of_key);
    over jsonb := '{}';
    s gsync.shape;
    v text;
    why text;
BEGIN
    IF gsync.is_in_table(l, of_key) THEN RETURN 'the row is in the table already'; END IF;
    IF cells IS NULL THEN RAISE 'the row as it was has not been kept' USING ERRCODE = 'no_data_found'; END IF;
    IF to_side = 'sheet' THEN
        FOR s IN SELECT x.* FROM gsync.shapes(l.id) x WHERE x.place IS NOT NULL AND NOT x.in_key AND NOT x.read_only AND c.sheet_value -> x.name IS DISTINCT FROM c.base_value -> x.name LOOP
            EXECUTE format('SELECT to_jsonb((%s)::%s)', replace(s.decode, '{x}', '$1'), s.full_type) INTO v USING c.sheet_value -> s.name;
            over := over || jsonb_build_object(s.name, v::jsonb);
        END LOOP;
    END IF;
    why := gsync.put_back(l, cells, over);
    IF why IS NOT NULL THEN RAISE '%', why USING ERRCODE = 'object_not_in_prerequisite_state'; END IF;
    RETURN 'the row is in the table again; the sheet follows';
END $$;

-- The row that was kept is deleted.
CREATE FUNCTION gsync.turn_away(l gsync.link, c gsync.conflict, of_key text[], force boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    kept jsonb := coalesce(c.sheet_value, c.table_value);
    is_now jsonb;
    other text;
BEGIN
    EXECUTE format('SELECT %s FROM %s t WHERE %s', gsync.row_sql(l.id, 't'), l.relation, gsync.key_join(l.id, 't', '$1')) INTO is_now USING of_key;
    IF is_now IS NULL THEN RETURN 'the row is gone already'; END IF;
    SELECT string_agg(format('%s is %s', s.name, gsync.as_text(is_now -> s.name)), ', ') INTO other
    FROM gsync.shapes(l.id) s WHERE s.place IS NOT NULL AND NOT s.read_only AND NOT gsync.same(is_now -> s.name, kept -> s.name);
    IF other IS NOT NULL AND NOT force THEN
        RAISE 'the row has been changed since: % now', other USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = format('--force deletes it all the same; gsync conflicts dismiss %s leaves it as it is.', c.id);
    END IF;
    PERFORM set_config('search_path', l.search_path, true);
    EXECUTE format('DELETE FROM %s t WHERE %s', l.relation, gsync.key_join(l.id, 't', '$1')) USING of_key;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    RETURN 'the row is deleted; the sheet follows';
END $$;

-- Decides a conflict the other way (to_side NULL), or for a side. Returns what has been done.
CREATE FUNCTION gsync.resolve_conflict(of_id bigint, to_side text DEFAULT NULL, force boolean DEFAULT false) RETURNS text LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    c gsync.conflict := (SELECT x FROM gsync.conflict x WHERE x.id = of_id);
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = c.link);
    side text := coalesce(to_side, CASE c.winner WHEN 'sheet' THEN 'database' ELSE 'sheet' END);
    of_key text[];
    done text;
BEGIN
    IF c IS NULL OR c.ended_at IS NOT NULL THEN RETURN NULL; END IF;
    IF l IS NULL THEN RAISE 'the link of this conflict is gone' USING ERRCODE = 'undefined_object', HINT = format('gsync conflicts dismiss %s', of_id); END IF;
    IF c.col IS NOT NULL AND c.sheet_value IS NULL AND c.key IS NULL THEN
        RAISE 'this is not for gsync to turn: %', c.detail USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('When it is mended: gsync conflicts dismiss %s', of_id);
    END IF;
    l := gsync.served_link(l.id);
    of_key := coalesce((SELECT r.key FROM gsync.row r WHERE r.link = l.id AND r.id = c.row_id), c.key);      -- it may have been changed since
    done := CASE WHEN side = c.winner THEN format('the %s keeps winning', c.winner)
        WHEN c.col IS NOT NULL THEN gsync.turn_cell(l, c, of_key, side, force)
        WHEN (c.detail LIKE 'deleted in the sheet%') = (c.winner = 'sheet') THEN gsync.turn_back(l, c, of_key, side)
        ELSE gsync.turn_away(l, c, of_key, force) END;
    PERFORM gsync.end_conflict(of_id, CASE WHEN side = c.winner THEN 'kept' ELSE 'turned' END);
    RETURN done;
END $$;
