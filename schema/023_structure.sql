-- The table's definition changes while it is linked: columns are added, renamed, dropped, retyped; so is the key.
-- Relies on 018_look.sql.

-- The type for a new column of the table that holds these cells (an array of them, as the API gives them; empty ones do not count).
-- Wide enough for what may be typed later; text wherever the cells are not of one kind.
CREATE FUNCTION gsync.propose_type(cells jsonb) RETURNS text IMMUTABLE LANGUAGE sql
RETURN (SELECT CASE WHEN count(*) = 0 THEN 'text' WHEN bool_and(kind = 'boolean') THEN 'boolean' WHEN NOT bool_and(kind = 'number') THEN 'text'
        WHEN bool_and(n % 1 = 0 AND n BETWEEN -2147483648 AND 2147483647) THEN 'integer'
        WHEN bool_and(n % 1 = 0 AND abs(n) < 9007199254740992) THEN 'bigint' ELSE 'numeric' END
    FROM (SELECT jsonb_typeof(c) AS kind, CASE jsonb_typeof(c) WHEN 'number' THEN c::numeric END AS n
          FROM jsonb_array_elements(cells) c WHERE c NOT IN ('null', '""')) u);

-- {old name: new name} for the keys of an object of cells.
CREATE FUNCTION gsync.rename_keys(cells jsonb, names jsonb) RETURNS jsonb STABLE PARALLEL SAFE LANGUAGE sql
RETURN CASE WHEN jsonb_typeof(cells) = 'object' THEN (SELECT coalesce(jsonb_object_agg(coalesce(names ->> e.key, e.key), e.value), '{}') FROM jsonb_each(cells) e) ELSE cells END;

-- A link's filter over columns that have other names now: PostgreSQL renames them in it, in a table made for that.
CREATE FUNCTION gsync.rename_filter(l gsync.link, names jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    n record;
    renamed text;
BEGIN
    EXECUTE format('CREATE TEMP TABLE gsync_renamed (LIKE %s)', l.relation);
    FOR n IN SELECT 0 AS step, format('%I TO %I', value, chr(1) || key) AS names FROM jsonb_each_text(rename_filter.names)      -- names may be swapped
            UNION ALL SELECT 1, format('%I TO %I', chr(1) || key, key) FROM jsonb_each_text(rename_filter.names) ORDER BY 1 LOOP
        EXECUTE 'ALTER TABLE pg_temp.gsync_renamed RENAME ' || n.names;
    END LOOP;
    EXECUTE format('CREATE INDEX gsync_filter ON pg_temp.gsync_renamed ((1)) WHERE %s', l.filter);
    FOR n IN SELECT 0 AS step, format('%I TO %I', key, chr(1) || key) AS names FROM jsonb_each_text(rename_filter.names)
            UNION ALL SELECT 1, format('%I TO %I', chr(1) || key, value) FROM jsonb_each_text(rename_filter.names) ORDER BY 1 LOOP
        EXECUTE 'ALTER TABLE pg_temp.gsync_renamed RENAME ' || n.names;
    END LOOP;
    SELECT format('(%s)', pg_get_expr(i.indpred, i.indrelid)) INTO renamed FROM pg_index i WHERE i.indexrelid = 'pg_temp.gsync_filter'::regclass;
    DROP TABLE pg_temp.gsync_renamed;
    RETURN renamed;
END $$;

-- Everything that is kept by a column's name gets the new one; names: {old: new}, swapped names included.
CREATE FUNCTION gsync.rename_columns(of_link int, names jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    old_names text[] := ARRAY(SELECT jsonb_object_keys(names));
BEGIN
    UPDATE gsync.link SET key_columns = ARRAY(SELECT coalesce(names ->> k, k) FROM unnest(key_columns) WITH ORDINALITY u(k, n) ORDER BY n), sent_places = gsync.rename_keys(sent_places, names),
        landed_places = gsync.rename_keys(landed_places, names)
    WHERE id = of_link;
    UPDATE gsync.link_column SET name = chr(1) || (names ->> name) WHERE link = of_link AND name = ANY (old_names);    -- two steps: names may be swapped
    UPDATE gsync.link_column SET name = substr(name, 2) WHERE link = of_link AND left(name, 1) = chr(1);
    UPDATE gsync.link_shape SET name = names ->> name WHERE link = of_link AND name = ANY (old_names);
    UPDATE gsync.note SET col = chr(1) || (names ->> col) WHERE link = of_link AND col = ANY (old_names);
    UPDATE gsync.note SET col = substr(col, 2) WHERE link = of_link AND left(col, 1) = chr(1);
    UPDATE gsync.unsure SET col = coalesce(names ->> col, col), value = CASE col WHEN '' THEN gsync.rename_keys(value, names) ELSE value END, places = gsync.rename_keys(places, names)
    WHERE link = of_link AND col = ANY (old_names || ''::text);
    UPDATE gsync.row SET base = gsync.rename_keys(base, names), written = gsync.rename_keys(written, names), pending = gsync.rename_keys(pending, names),
        rej = gsync.rename_keys(rej, names), aside = gsync.rename_keys(aside, names), blot = gsync.rename_keys(blot, names), away = gsync.rename_keys(away, names),
        formulas = ARRAY(SELECT coalesce(names ->> f, f) FROM unnest(formulas) WITH ORDINALITY u(f, n) ORDER BY n)
    WHERE link = of_link AND (base ?| old_names OR written ?| old_names OR pending ?| old_names OR rej ?| old_names OR aside ?| old_names OR blot ?| old_names OR away ?| old_names OR formulas && old_names);
    UPDATE gsync.rejected SET col = coalesce(names ->> col, col), cells = gsync.rename_keys(cells, names) WHERE link = of_link AND (col = ANY (old_names) OR cells ?| old_names);
    UPDATE gsync.conflict SET col = coalesce(names ->> col, col),
        sheet_value = CASE WHEN col IS NULL THEN gsync.rename_keys(sheet_value, names) ELSE sheet_value END,
        table_value = CASE WHEN col IS NULL THEN gsync.rename_keys(table_value, names) ELSE table_value END,
        base_value = CASE WHEN col IS NULL THEN gsync.rename_keys(base_value, names) ELSE base_value END
    WHERE link = of_link AND (col = ANY (old_names) OR col IS NULL);
    UPDATE gsync.history SET col = coalesce(names ->> col, col),
        old = CASE WHEN col IS NULL THEN gsync.rename_keys(old, names) ELSE old END, new = CASE WHEN col IS NULL THEN gsync.rename_keys(new, names) ELSE new END
    WHERE link = of_link AND (col = ANY (old_names) OR col IS NULL);
END $$;

-- Columns that the table has no longer: the sheet keeps theirs, and gsync forgets what it knew of them.
CREATE FUNCTION gsync.forget_columns(of_link int, gone text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM gsync.link_column WHERE link = of_link AND name = ANY (gone);
    DELETE FROM gsync.note WHERE link = of_link AND col = ANY (gone) AND have IS NULL AND NOT sent;
    UPDATE gsync.note SET want = NULL WHERE link = of_link AND col = ANY (gone);
    DELETE FROM gsync.rejected WHERE link = of_link AND col = ANY (gone);
    DELETE FROM gsync.unsure WHERE link = of_link AND col = ANY (gone);
    UPDATE gsync.link SET sent_places = sent_places - gone, landed_places = landed_places - gone WHERE id = of_link;
    UPDATE gsync.row SET base = base - gone, written = written - gone, rej = rej - gone, aside = aside - gone, blot = blot - gone, away = away - gone,
        formulas = ARRAY(SELECT f FROM unnest(formulas) f WHERE f <> ALL (gone))
    WHERE link = of_link AND (base ?| gone OR written ?| gone OR rej ?| gone OR aside ?| gone OR blot ?| gone OR away ?| gone OR formulas && gone);
END $$;

CREATE FUNCTION gsync.follow_columns(l gsync.link) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    renamed jsonb; gone text[];
BEGIN
    SELECT array_agg(c.name) INTO gone FROM gsync.link_column c
    WHERE c.link = l.id AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = l.relation AND a.attnum = c.attnum AND NOT a.attisdropped);
    IF gone IS NOT NULL THEN PERFORM gsync.forget_columns(l.id, gone); END IF;
    SELECT jsonb_object_agg(c.name, a.attname) INTO renamed FROM gsync.link_column c JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum = c.attnum
    WHERE c.link = l.id AND a.attname <> c.name;
    IF renamed IS NOT NULL THEN
        IF l.filter IS NOT NULL THEN UPDATE gsync.link SET filter = gsync.rename_filter(l, renamed) WHERE id = l.id; END IF;
        PERFORM gsync.rename_columns(l.id, renamed);
    END IF;
    INSERT INTO gsync.link_column (link, name, attnum)
    SELECT l.id, a.attname, a.attnum FROM pg_attribute a
    WHERE NOT l.chosen AND a.attrelid = l.relation AND a.attnum > 0 AND NOT a.attisdropped AND NOT gsync.is_id_header(a.attname) AND NOT EXISTS (SELECT FROM gsync.link_column c WHERE c.link = l.id AND c.attnum = a.attnum);
END $$;

CREATE FUNCTION gsync.make_link_shapes(of_link int) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM gsync.link_shape WHERE link = of_link;
    INSERT INTO gsync.link_shape
    SELECT of_link, n, name, in_key, kind, type, full_type, not_null, read_only, default_sql, encode, decode, fine, key_text, example
    FROM gsync.make_shapes(of_link) WITH ORDINALITY s(name, place, in_key, kind, type, full_type, not_null, read_only, default_sql, encode, decode, fine, key_text, example, direction, n);
END $$;

-- What the triggers run, made anew by whoever installed this schema. False: it may not; then the triggers help themselves.
CREATE FUNCTION gsync.renew_triggers(of_link int) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM gsync.make_trigger_functions(of_link);
    RETURN true;
EXCEPTION WHEN insufficient_privilege THEN
    RETURN false;
END $$;

-- Partitions that have come while the table is linked: TRUNCATE of one of them must be seen. Those that have left are let go. Where another transaction is at
-- work in one, that waits for another time.
CREATE FUNCTION gsync.guard_partitions(of_link int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '50ms' AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    made name := format('gsync_%s_truncate', of_link);
    part regclass;
BEGIN
    IF (SELECT c.relkind FROM pg_class c WHERE c.oid = l.relation) IS DISTINCT FROM 'p' OR NOT gsync.is_linked_by_owner(of_link, l.relation) THEN RETURN; END IF;
    FOR part IN SELECT p.relid FROM pg_partition_tree(l.relation) p WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = p.relid AND t.tgname = made) LOOP
        PERFORM gsync.make_truncate_trigger(of_link, part);
    END LOOP;
    FOR part IN SELECT t.tgrelid FROM pg_trigger t WHERE t.tgname = made AND t.tgrelid NOT IN (SELECT p.relid FROM pg_partition_tree(l.relation) p) LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', made, part);
    END LOOP;
EXCEPTION WHEN insufficient_privilege OR lock_not_available THEN NULL;
END $$;

-- The table was moved to another schema, perhaps: the workers' rights on it once more. Only for a table that its owner has linked.
CREATE FUNCTION gsync.renew_rights(of_link int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    role name;
    of_relation regclass := (SELECT relation FROM gsync.link WHERE id = of_link);
BEGIN
    IF NOT gsync.is_linked_by_owner(of_link, of_relation) THEN RETURN; END IF;
    FOR role IN SELECT w.role FROM gsync.worker w LOOP PERFORM gsync.grant_table(of_relation, role); END LOOP;
    PERFORM gsync.grant_looking_to_readers(of_relation);
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;

-- The keys of the known rows in the form that they have now. They are taken from the table by the old key's columns while it still has them, else from what the sheet shows.
CREATE FUNCTION gsync.change_key(l gsync.link, wanted text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    old_join text := CASE WHEN l.key_columns <@ ARRAY(SELECT name FROM gsync.link_column WHERE link = l.id) THEN gsync.key_join(l.id, 't', 'r.key') END;
    from_base text;
BEGIN
    UPDATE gsync.link SET key_columns = wanted WHERE id = l.id;
    UPDATE gsync.link_column SET in_key = name = ANY (wanted) WHERE link = l.id;
    PERFORM gsync.make_link_shapes(l.id);
    SELECT string_agg(replace(s.key_text, '{x}', format('(%s)::%s', replace(s.decode, '{x}', format('(r.base -> %L)', s.name)), s.full_type)), ', ' ORDER BY k.n)
    INTO from_base FROM unnest(wanted) WITH ORDINALITY k(name, n) JOIN gsync.shapes(l.id) s ON s.name = k.name;
    IF old_join IS NOT NULL THEN
        EXECUTE format('UPDATE gsync.row r SET key = %s FROM %s t WHERE r.link = $1 AND r.key IS NOT NULL AND %s', gsync.key_expr(l.id, 't'), l.relation, old_join) USING l.id;
    ELSE
        EXECUTE format('UPDATE gsync.row r SET key = ARRAY[%s] WHERE r.link = $1 AND r.key IS NOT NULL AND r.base ?& $2', from_base) USING l.id, wanted;
        UPDATE gsync.row r SET key = NULL WHERE r.link = l.id AND NOT coalesce(r.base ?& wanted, false) AND r.key IS NOT NULL;
    END IF;
END $$;

-- Keys as text may look different after a column of the key was given another type. types: {column: the old one}
CREATE FUNCTION gsync.retype_keys(l gsync.link, types jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE (SELECT format('UPDATE gsync.row r SET key = k.key FROM (SELECT o.id, ARRAY[%s] AS key FROM gsync.row o WHERE o.link = $1 AND o.key IS NOT NULL) k
            WHERE r.link = $1 AND r.id = k.id AND r.key <> k.key',
            string_agg(replace(s.key_text, '{x}', format('((o.key[%s])::%s)::%s', k.n, types ->> s.name, s.full_type)), ', ' ORDER BY k.n))
        FROM unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(l.id) s ON s.name = k.name) USING l.id;
END $$;

-- Follows the key. Returns a problem, or NULL; changed: keys have another form now, so that all marks are made anew.
CREATE FUNCTION gsync.follow_key(of_link int, OUT problem text, OUT changed boolean) LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    wanted text[] := gsync.key_columns_of(l.relation);
    types jsonb := (SELECT jsonb_object_agg(s.name, s.full_type) FROM gsync.link_shape s WHERE s.link = of_link AND s.name = ANY (l.key_columns));
BEGIN
    changed := false;
    IF gsync.key_index(l.relation, ARRAY(SELECT attnum FROM gsync.link_column WHERE link = of_link AND name = ANY (l.key_columns))) IS NULL
            OR NOT l.key_columns <@ ARRAY(SELECT name FROM gsync.link_column WHERE link = of_link) THEN
        IF wanted IS NULL THEN
            problem := format('%s has no primary key any more, so nobody can tell its rows apart; add one: ALTER TABLE %s ADD PRIMARY KEY (…)', l.relation, l.relation);
        ELSIF NOT wanted <@ ARRAY(SELECT name FROM gsync.link_column WHERE link = of_link) THEN
            problem := format('the primary key of %s is now (%s), of which this link has not all columns; unlink it and link it again', l.relation, array_to_string(wanted, ', '));
        ELSE
            PERFORM gsync.change_key(l, wanted);
            changed := true;
        END IF;
    ELSIF types <> (SELECT jsonb_object_agg(s.name, s.full_type) FROM gsync.make_shapes(of_link) s WHERE s.name = ANY (l.key_columns)) THEN
        PERFORM gsync.make_link_shapes(of_link);
        PERFORM gsync.retype_keys(l, types);
        changed := true;
    END IF;
EXCEPTION WHEN data_exception OR undefined_function OR cannot_coerce THEN
    problem := format('the key of %s has changed, and its rows cannot be found by the new one (%s); unlink it and link it again', l.relation, SQLERRM);
END $$;

-- Why the filter is of no use for the table as it is now; NULL: it is.
CREATE FUNCTION gsync.filter_problem(of_link int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    IF l.filter IS NOT NULL THEN EXECUTE format('SELECT 1 FROM %s WHERE false', gsync.rows_sql(l)); END IF;
    RETURN NULL;
EXCEPTION WHEN syntax_error_or_access_rule_violation THEN
    RETURN format('the filter of this link (%s) does not fit %s any more: %s. Undo that, or unlink it and link it again', l.filter_said, l.relation, SQLERRM);
END $$;

-- The table's definition is not the one that was known. Returns why the link cannot be served; NULL: it can.
CREATE FUNCTION gsync.follow_table(of_link int, now_is text) RETURNS text LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    known boolean := l.shaped_as IS NOT NULL;
    before jsonb;
    schema name := (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = l.relation);
    problem text; changed boolean := false;
BEGIN
    IF now_is IS NULL THEN
        RETURN format('the linked table is gone (it was dropped); the sheet keeps its rows. gsync unlink %s, and link another table', l.name);
    END IF;
    IF known AND NOT (has_schema_privilege(schema, 'USAGE') AND has_table_privilege(l.relation, 'SELECT')) THEN
        PERFORM gsync.renew_rights(of_link);
        IF NOT (has_schema_privilege(schema, 'USAGE') AND has_table_privilege(l.relation, 'SELECT')) THEN
            RETURN format('the worker''s role %s may not read %s; GRANT USAGE ON SCHEMA %I TO %I; GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', current_user, l.relation, schema, current_user, l.relation, current_user);
        END IF;
    END IF;
    problem := gsync.rows_problem(l.relation, current_user);
    IF problem IS NOT NULL THEN RETURN problem; END IF;
    IF known THEN
        PERFORM gsync.follow_keys(of_link);
        PERFORM gsync.follow_columns(l);
        problem := gsync.filter_problem(of_link);
        IF problem IS NULL THEN SELECT f.problem, f.changed INTO problem, changed FROM gsync.follow_key(of_link) f; END IF;
        IF problem IS NOT NULL THEN RETURN problem; END IF;
    END IF;
    before := (SELECT jsonb_object_agg(s.name, s.encode) FROM gsync.link_shape s WHERE s.link = of_link);
    PERFORM gsync.make_link_shapes(of_link);
    UPDATE gsync.link SET shaped_as = now_is, altered = known, scan_wanted = CASE WHEN known THEN least(scan_wanted, now()) END WHERE id = of_link;
    IF NOT known THEN RETURN NULL; END IF;

    PERFORM gsync.renew_triggers(of_link);
    IF changed THEN DELETE FROM gsync.dirty WHERE link = of_link; END IF;
    IF changed OR split_part(l.shaped_as, '|', 2) <> split_part(now_is, '|', 2)      -- cells may have changed, and no trigger told
            OR EXISTS (SELECT FROM gsync.link_shape s WHERE s.link = of_link AND before ->> s.name <> s.encode) THEN
        PERFORM gsync.mark_all(of_link);
    END IF;
    RETURN NULL;
END $$;

-- Does the table's owner want this link? Only who may create triggers there has linked it.
CREATE FUNCTION gsync.is_linked_by_owner(of_link int, of_relation regclass) RETURNS boolean STABLE LANGUAGE sql
RETURN EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgrelid = of_relation AND p.pronamespace = 'gsync'::regnamespace AND p.proname = format('link_%s_insert', of_link));

-- A new column of the table, made by whoever installed this schema. It does not wait long for the table. Returns why it could not be made; NULL: it was.
CREATE FUNCTION gsync.add_table_column(of_link int, name text, type text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    IF NOT l.add_columns OR NOT gsync.is_linked_by_owner(of_link, l.relation) OR type NOT IN ('text', 'boolean', 'integer', 'bigint', 'numeric') THEN
        RETURN format('a column %s cannot be added to %s by this link', name, l.relation);
    END IF;
    EXECUTE format('ALTER TABLE %s ADD COLUMN %I %s', l.relation, name, type);
    RETURN NULL;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN format('the column %I cannot be added to %s, since %s does not own it: ALTER TABLE %s ADD COLUMN %I %s, or ALTER TABLE %s OWNER TO %I', name, l.relation, current_user, l.relation, name, type, l.relation, current_user);
    WHEN lock_not_available THEN
        RETURN format('the column %I will be added to %s once no other transaction uses that table', name, l.relation);
END $$;

-- For a link that adds columns: headers of the sheet that the table lacks become its columns, once there is a cell to tell the type. The whole tab is in gsync_seen.
CREATE FUNCTION gsync.add_to_table(l gsync.link, of_header jsonb, pins jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    matched jsonb := gsync.match_columns(l.id, of_header, pins);
    new record;
    wanted_name text; problem text; problems text;
BEGIN
    IF NOT l.add_columns THEN RETURN; END IF;
    FOR new IN SELECT h.n, h.h, (SELECT jsonb_agg(v.cells -> (h.n - 1)) FROM pg_temp.gsync_seen v WHERE v.place >= 2 AND nullif(v.cells ->> (h.n - 1), '') IS NOT NULL) AS cells
            FROM gsync.header_cells(of_header) h
            WHERE h.h <> '' AND jsonb_typeof(of_header -> (h.n - 1)) = 'string' AND NOT gsync.is_id_header(h.h) AND h.h !~ '^#(ERROR!|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)$'
              AND NOT EXISTS (SELECT FROM jsonb_each(matched) m WHERE m.value = to_jsonb(h.n)) AND (SELECT count(*) = 1 FROM gsync.header_cells(of_header) o WHERE o.h = h.h) ORDER BY h.n LOOP
        CONTINUE WHEN new.cells IS NULL;
        wanted_name := gsync.free_name(new.h, new.n, ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = l.relation AND NOT attisdropped));
        problem := gsync.add_table_column(l.id, wanted_name, gsync.propose_type(new.cells));
        problems := concat_ws('; ', problems, problem);
        CONTINUE WHEN problem IS NOT NULL;
        INSERT INTO gsync.link_column (link, name, attnum, header)
        SELECT l.id, a.attname, a.attnum, new.h FROM pg_attribute a WHERE a.attrelid = l.relation AND a.attname = wanted_name AND NOT a.attisdropped;
    END LOOP;
    UPDATE gsync.link SET column_problem = nullif(problems, '') WHERE id = l.id AND column_problem IS DISTINCT FROM nullif(problems, '');
    PERFORM gsync.refresh_shapes(l.id);
END $$;
