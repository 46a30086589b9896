-- Linking and unlinking, and the rights of the worker's role.
-- Relies on 003_triggers.sql; called by whoever owns the tables.

-- The sequences of serial and identity columns, and of other defaults.
CREATE FUNCTION gsync.sequences_of(of_relation regclass) RETURNS SETOF regclass STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT d.objid::regclass FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
        WHERE d.refobjid = of_relation AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    UNION
    SELECT d.refobjid::regclass FROM pg_attrdef a JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = a.oid
        JOIN pg_class s ON s.oid = d.refobjid AND s.relkind = 'S' WHERE a.adrelid = of_relation;
END;

-- What a table, sequence or schema is called in GRANT and REVOKE; NULL if it is gone.
CREATE FUNCTION gsync.name_of(kind text, object oid) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE kind WHEN 'SCHEMA' THEN (SELECT quote_ident(nspname) FROM pg_namespace WHERE oid = object)
        ELSE (SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = object) END;
END $$;

-- Gives what the role has not yet, and remembers that it came from here.
CREATE FUNCTION gsync.give(kind text, object oid, wanted text[], to_role name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    missing text[] := ARRAY(SELECT p FROM unnest(wanted) p WHERE NOT CASE kind WHEN 'TABLE' THEN has_table_privilege(to_role, object, p)
        WHEN 'SEQUENCE' THEN has_sequence_privilege(to_role, object, p) ELSE has_schema_privilege(to_role, object, p) END);
BEGIN
    IF missing = '{}' THEN RETURN; END IF;
    EXECUTE format('GRANT %s ON %s %s TO %I', array_to_string(missing, ', '), kind, gsync.name_of(kind, object), to_role);
    INSERT INTO gsync.granted AS g VALUES (to_role, kind, object, missing) ON CONFLICT ON CONSTRAINT granted_pkey DO UPDATE SET privileges = g.privileges || missing;
END $$;

CREATE FUNCTION gsync.take_back(of_kind text, of_object oid, from_role name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    given text[];
BEGIN
    DELETE FROM gsync.granted g WHERE g.kind = of_kind AND g.object = of_object AND g.role = from_role RETURNING g.privileges INTO given;
    IF given IS NOT NULL AND gsync.name_of(of_kind, of_object) IS NOT NULL THEN
        EXECUTE format('REVOKE %s ON %s %s FROM %I', array_to_string(given, ', '), of_kind, gsync.name_of(of_kind, of_object), from_role);
    END IF;
END $$;

CREATE FUNCTION gsync.grant_table(of_relation regclass, to_role name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.give('SCHEMA', (SELECT relnamespace FROM pg_class WHERE oid = of_relation), '{USAGE}', to_role);
    PERFORM gsync.give('TABLE', of_relation, '{SELECT,INSERT,UPDATE,DELETE}', to_role);
    PERFORM gsync.give('SEQUENCE', s, '{USAGE,SELECT,UPDATE}', to_role) FROM gsync.sequences_of(of_relation) s;
END $$;

-- Takes back what no link needs any more.
CREATE FUNCTION gsync.take_back_unneeded() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.take_back(g.kind, g.object, g.role) FROM gsync.granted g JOIN pg_roles r ON r.rolname = g.role
    WHERE NOT EXISTS (SELECT FROM gsync.link l WHERE CASE g.kind WHEN 'TABLE' THEN l.relation = g.object
        WHEN 'SEQUENCE' THEN g.object IN (SELECT gsync.sequences_of(l.relation)) ELSE g.object = (SELECT c.relnamespace FROM pg_class c WHERE c.oid = l.relation) END);
END $$;

-- Lets a role work for gsync: everything in this schema, and the linked tables.
CREATE FUNCTION gsync.grant_worker(to_role text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = to_role) THEN
        RAISE 'role "%" does not exist', to_role USING ERRCODE = 'undefined_object', HINT = format('CREATE ROLE %I LOGIN;', to_role);
    END IF;
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), to_role);
    EXECUTE format('GRANT USAGE ON SCHEMA gsync TO %I', to_role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA gsync TO %I', to_role);
    IF to_role <> (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'gsync') THEN      -- an owner that works for itself keeps its own
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON gsync.migration, gsync.installed, gsync.worker, gsync.reader, gsync.granted FROM %I', to_role);
    END IF;
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA gsync TO %I', to_role);
    EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA gsync TO %I', to_role);
    INSERT INTO gsync.worker VALUES (to_role) ON CONFLICT DO NOTHING;
    FOR l IN SELECT * FROM gsync.link LOOP
        PERFORM gsync.grant_table(l.relation, to_role);
    END LOOP;
END $$;

-- What looking at a linked table takes: gsync verify compares it.
CREATE FUNCTION gsync.grant_looking(of_relation regclass, to_role name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.give('SCHEMA', (SELECT relnamespace FROM pg_class WHERE oid = of_relation), '{USAGE}', to_role);
    PERFORM gsync.give('TABLE', of_relation, '{SELECT}', to_role);
END $$;

CREATE FUNCTION gsync.grant_looking_to_readers(of_relation regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.grant_looking(of_relation, r.role) FROM gsync.reader r JOIN pg_roles p ON p.rolname = r.role;
END $$;

-- Lets a role see what gsync knows and what the linked tables hold, and change nothing: of the functions it may call those that run with its own rights.
CREATE FUNCTION gsync.grant_reader(to_role text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    f regprocedure;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA gsync TO %I', to_role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA gsync TO %I', to_role);
    EXECUTE format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA gsync TO %I', to_role);
    FOR f IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'gsync'::regnamespace AND p.prokind = 'f' AND NOT p.prosecdef LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f, to_role);
    END LOOP;
    INSERT INTO gsync.reader VALUES (to_role) ON CONFLICT DO NOTHING;
    PERFORM gsync.grant_looking(l.relation, to_role) FROM gsync.link l JOIN pg_class c ON c.oid = l.relation;
END $$;

-- The same for a role that may not exist yet. Returns why it could not be made; NULL: it is there.
CREATE FUNCTION gsync.make_reader(to_role text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = to_role) THEN
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', to_role);
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;      -- at the same moment, for another database
            WHEN insufficient_privilege THEN RETURN format('%s may not make the role %s, whose members may look and change nothing', current_user, to_role);
        END;
    END IF;
    PERFORM gsync.grant_reader(to_role);
    RETURN NULL;
END $$;

-- The primary key, or else a unique index over columns that are not null.
CREATE FUNCTION gsync.key_columns_of(of_relation regclass) RETURNS text[] STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT array_agg(a.attname::text ORDER BY k.n)
    FROM (SELECT i.* FROM pg_index i
          WHERE i.indrelid = of_relation AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
            AND NOT EXISTS (SELECT FROM unnest(i.indkey[:i.indnkeyatts - 1]) c JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = c WHERE NOT a.attnotnull)
             OR i.indrelid = of_relation AND i.indisprimary
          ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1) i,
        unnest(i.indkey) WITH ORDINALITY k(attnum, n)
        JOIN pg_attribute a ON a.attrelid = of_relation AND a.attnum = k.attnum
    WHERE k.n <= i.indnkeyatts;
END;

CREATE FUNCTION gsync.check_linkable(of_relation regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c pg_class := (SELECT c FROM pg_class c WHERE c.oid = of_relation);
BEGIN
    IF c.relkind NOT IN ('r', 'p') THEN
        RAISE '% is not a table', of_relation USING ERRCODE = 'wrong_object_type', HINT = 'Link the table that the rows are stored in.';
    ELSIF c.relnamespace IN ('gsync'::regnamespace, 'pg_catalog'::regnamespace) OR c.relpersistence = 't' THEN
        RAISE '% cannot be linked', of_relation USING ERRCODE = 'wrong_object_type', HINT = 'Link an ordinary table.';
    ELSIF gsync.key_columns_of(of_relation) IS NULL THEN
        RAISE '% has no primary key', of_relation USING ERRCODE = 'invalid_table_definition',
            HINT = format('ALTER TABLE %s ADD PRIMARY KEY (…); a unique index over columns that are NOT NULL will do as well.', of_relation);
    ELSIF gsync.has_heirs(of_relation) THEN
        RAISE '% has tables that inherit from it, whose rows a key of % does not tell apart', of_relation, of_relation USING ERRCODE = 'wrong_object_type',
            HINT = 'Link the tables that hold the rows, each with a tab of its own, or make it a partitioned table.';
    END IF;
END $$;

-- A link's filter in PostgreSQL's own words. What says something of a row may depend on that row alone, or rows would enter and leave the sheet without being
-- written: the same holds for the condition of a partial index, so PostgreSQL checks it as one.
CREATE FUNCTION gsync.read_filter(of_relation regclass, condition text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    schema name; named name; found text; code text; message text;
    path text := current_setting('search_path');
BEGIN
    SELECT n.nspname, c.relname INTO schema, named FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = of_relation;
    EXECUTE format('CREATE TEMP TABLE %I (LIKE %I.%I)', named, schema, named);
    BEGIN
        FOR found IN EXECUTE format(E'SELECT 1 FROM pg_temp.%I WHERE (%s\n)', named, condition) LOOP END LOOP;     -- one expression, nothing behind it
        EXECUTE format(E'CREATE INDEX gsync_filter ON pg_temp.%I ((1)) WHERE (%s\n)', named, condition);
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
        RAISE 'the condition "%": %', condition, regexp_replace(message, 'index predicates?', 'it') USING ERRCODE = code, HINT = CASE code
            WHEN '42P17' THEN 'It may depend on nothing but the row, so not on the time, the user or the session: a row enters and leaves the sheet when it is written. '
                'For a timestamptz, name the zone: (at AT TIME ZONE ''UTC'')::date. For what depends on the time, keep a column.'
            WHEN '0A000' THEN 'It is one condition over the columns of this table, as in an index or a CHECK.'
            ELSE format('It is SQL over the columns of %s, for example: --where "status = ''open''"', of_relation) END;
    END;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);      -- what is not PostgreSQL's own is written with its schema
    SELECT pg_get_expr(i.indpred, i.indrelid) INTO found FROM pg_index i WHERE i.indexrelid = 'pg_temp.gsync_filter'::regclass;
    PERFORM set_config('search_path', path, true);
    EXECUTE format('DROP TABLE pg_temp.%I', named);
    RETURN format('(%s)', found);
END $$;

CREATE FUNCTION gsync.columns_hint(of_relation regclass) RETURNS text STABLE LANGUAGE sql
RETURN 'It has: ' || (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = of_relation AND a.attnum > 0 AND NOT a.attisdropped);

-- How many deletions at once are too many, as people write it: a number of rows, and 0.1 or 10%. NULL stays NULL.
CREATE FUNCTION gsync.read_rows(said text) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    IF said !~ '^\d{1,9}$' THEN RAISE 'max-delete-rows is a number of rows, not "%"', said USING ERRCODE = 'invalid_parameter_value'; END IF;
    RETURN said::int;
END $$;
CREATE FUNCTION gsync.read_share(said text) RETURNS real IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
    share real;
BEGIN
    IF said !~ '^(\d{1,3}(\.\d+)?%?|\.\d+)$' THEN
        RAISE 'max-delete-share is a share such as 0.1 or 10%%, not "%"', said USING ERRCODE = 'invalid_parameter_value';
    END IF;
    share := CASE WHEN said LIKE '%\%' THEN rtrim(said, '%')::real / 100 ELSE said::real END;
    IF share > 1 THEN RAISE 'max-delete-share is at most 1, or 100%%' USING ERRCODE = 'invalid_parameter_value'; END IF;
    RETURN share;
END $$;

CREATE FUNCTION gsync.check_directions(of_relation regclass, key text[], directions jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    d record;
BEGIN
    FOR d IN SELECT e.key AS name, e.value AS direction FROM jsonb_each_text(directions) e LOOP
        IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = of_relation AND a.attname = d.name AND a.attnum > 0 AND NOT a.attisdropped) THEN
            RAISE '% has no column "%"', of_relation, d.name USING ERRCODE = 'undefined_column', HINT = gsync.columns_hint(of_relation);
        ELSIF d.name = ANY (key) THEN
            RAISE 'column "%" is the key, which says what row is meant: it has no direction of its own', d.name USING ERRCODE = 'invalid_parameter_value',
                HINT = 'For all columns at once: --direction.';
        END IF;
    END LOOP;
END $$;

-- Linking and unlinking wait for each other: two transactions cannot grant on one schema at a time.
CREATE FUNCTION gsync.one_at_a_time() RETURNS void LANGUAGE sql
BEGIN ATOMIC
    SELECT pg_advisory_xact_lock(hashtextextended('gsync link', 0));
END;

-- A link without effect yet: what is known of it, but no triggers and no marks. Options as in link_table.
CREATE FUNCTION gsync.add_link(spreadsheet text, sheet bigint, relation regclass, options jsonb) RETURNS int LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    of_spreadsheet alias FOR spreadsheet; of_sheet alias FOR sheet; of_relation alias FOR relation;
    made int;
    wrong text;
    key text[] := gsync.key_columns_of(of_relation);
    picked text[] := ARRAY(SELECT jsonb_array_elements_text(options -> 'only'));
BEGIN
    PERFORM gsync.check_linkable(of_relation);
    SELECT h INTO wrong FROM (SELECT value FROM jsonb_each_text(options -> 'columns') UNION ALL SELECT unnest(picked)) h(h)
        WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = of_relation AND a.attname = h.h AND a.attnum > 0 AND NOT a.attisdropped);
    IF wrong IS NOT NULL THEN
        RAISE '% has no column "%"', of_relation, wrong USING ERRCODE = 'undefined_column', HINT = gsync.columns_hint(of_relation);
    END IF;

    SELECT a.attname INTO wrong FROM pg_attribute a
    WHERE a.attrelid = of_relation AND a.attnum > 0 AND NOT a.attisdropped AND gsync.is_id_header(a.attname) AND (NOT options ? 'only' OR a.attname = ANY (picked || key)) LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE '% has a column "%", and this is what gsync calls its own column in a sheet', of_relation, wrong USING ERRCODE = 'reserved_name',
            HINT = format('Rename it (ALTER TABLE %s RENAME %I TO …), or leave it out: --columns, with the others.', of_relation, wrong);
    END IF;

    PERFORM gsync.check_directions(of_relation, key, options -> 'column_directions');
    INSERT INTO gsync.link (name, spreadsheet, sheet, relation, key_columns, policy, credential, time_zone, max_delete_rows, max_delete_share, chosen, has_formats,
            direction, filter, filter_said, add_columns)
    VALUES (coalesce(options ->> 'name', array_to_string(parse_ident(of_relation::text), '.')), of_spreadsheet, of_sheet, of_relation, key, coalesce(options ->> 'policy', 'sheet'),
            coalesce(options ->> 'credential', ''), coalesce(options ->> 'time_zone', 'UTC'),
            coalesce(gsync.read_rows(options ->> 'max_delete_rows'), 100), coalesce(gsync.read_share(options ->> 'max_delete_share'), 0.1),
            options ? 'only', coalesce((options ->> 'has_formats')::boolean, false), coalesce(options ->> 'direction', 'both'),
            CASE WHEN options ->> 'where' IS NOT NULL THEN gsync.read_filter(of_relation, options ->> 'where') END, options ->> 'where', coalesce((options ->> 'add_columns')::boolean, false))
    RETURNING id INTO made;
    INSERT INTO gsync.link_column (link, name, attnum, in_key, header, direction)
    SELECT made, a.attname, a.attnum, a.attname = ANY (key), (SELECT h.key FROM jsonb_each_text(options -> 'columns') h WHERE h.value = a.attname LIMIT 1),
        options -> 'column_directions' ->> a.attname
    FROM pg_attribute a WHERE a.attrelid = of_relation AND a.attnum > 0 AND NOT a.attisdropped AND (NOT options ? 'only' OR a.attname = ANY (picked || key)) ORDER BY a.attnum;
    PERFORM gsync.refresh_shapes(made);
    RETURN made;
END $$;

-- Links a tab to a table. Options: add_columns, name, policy, credential, time_zone, worker_role, max_delete_rows, max_delete_share, columns {header: column},
-- only [column, …] (and the key), has_formats, where (a condition: only the rows that meet it are in the sheet), direction, column_directions {column: direction}.
CREATE FUNCTION gsync.link_table(spreadsheet text, sheet bigint, relation regclass, options jsonb DEFAULT '{}') RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    made int;
    role name;
BEGIN
    PERFORM gsync.one_at_a_time();
    made := gsync.add_link(spreadsheet, sheet, relation, options);
    PERFORM gsync.make_triggers(made);
    FOR role IN SELECT w.role FROM gsync.worker w UNION SELECT options ->> 'worker_role' WHERE options ? 'worker_role' LOOP
        PERFORM gsync.grant_table(relation, role);
        IF gsync.hides_rows(relation, role) THEN
            RAISE 'row level security may hide rows of % from the worker''s role %', relation, role USING ERRCODE = 'insufficient_privilege',
                HINT = format('CREATE POLICY gsync ON %s TO %I USING (true); or ALTER ROLE %I BYPASSRLS', relation, role, role);
        END IF;
    END LOOP;
    PERFORM gsync.grant_looking_to_readers(relation);
    PERFORM gsync.mark_all(made);
    RETURN made;
END $$;

-- The link by its name; an error that helps if there is none. link_named: locked.
CREATE FUNCTION gsync.link_called(of_name text) RETURNS gsync.link STABLE LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
BEGIN
    SELECT * INTO l FROM gsync.link WHERE name = of_name;
    IF NOT FOUND THEN
        RAISE 'no link is named "%"', of_name USING ERRCODE = 'undefined_object',
            HINT = coalesce('Links: ' || (SELECT string_agg(name, ', ' ORDER BY name) FROM gsync.link), 'Nothing is linked yet.');
    END IF;
    RETURN l;
END $$;
CREATE FUNCTION gsync.link_named(of_name text) RETURNS gsync.link LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
BEGIN
    SELECT * INTO l FROM gsync.link WHERE name = of_name FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN gsync.link_called(of_name); END IF;
    RETURN l;
END $$;

-- Forgets a link, with everything that is kept of it. Sheet and table keep what they hold.
CREATE FUNCTION gsync.unlink(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
    t text;
BEGIN
    PERFORM gsync.one_at_a_time();
    l := gsync.link_named(name);
    PERFORM gsync.drop_triggers(l.id);
    DELETE FROM gsync.link WHERE id = l.id;
    FOREACH t IN ARRAY ARRAY['dirty', 'rekey', 'bin', 'history', 'conflict', 'rejected', 'held', 'action'] LOOP
        EXECUTE format('DELETE FROM gsync.%I WHERE link = $1', t) USING l.id;
    END LOOP;
    PERFORM gsync.take_back_unneeded();
END $$;

-- Stops or resumes publishing and merging of one link.
CREATE FUNCTION gsync.pause(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := gsync.link_named(name);
BEGIN
    UPDATE gsync.link k SET state = 'paused' WHERE k.id = l.id;
END $$;
CREATE FUNCTION gsync.resume(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := gsync.link_named(name);
BEGIN
    UPDATE gsync.link k SET state = CASE WHEN l.id_place IS NULL THEN 'new' ELSE 'ready' END, problem = NULL, scan_wanted = now() WHERE k.id = l.id;
END $$;
