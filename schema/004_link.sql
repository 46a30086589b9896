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

CREATE FUNCTION gsync.grant_table(of_relation regclass, to_role name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    seq regclass;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', (SELECT nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = of_relation), to_role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', of_relation, to_role);
    FOR seq IN SELECT gsync.sequences_of(of_relation) LOOP
        EXECUTE format('GRANT USAGE, SELECT, UPDATE ON SEQUENCE %s TO %I', seq, to_role);
    END LOOP;
END $$;

CREATE FUNCTION gsync.revoke_table(of_relation regclass, from_role name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    seq regclass;
BEGIN
    EXECUTE format('REVOKE SELECT, INSERT, UPDATE, DELETE ON %s FROM %I', of_relation, from_role);
    FOR seq IN SELECT gsync.sequences_of(of_relation) LOOP
        EXECUTE format('REVOKE USAGE, SELECT, UPDATE ON SEQUENCE %s FROM %I', seq, from_role);
    END LOOP;
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
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON gsync.migration, gsync.worker FROM %I', to_role);
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA gsync TO %I', to_role);
    EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA gsync TO %I', to_role);
    INSERT INTO gsync.worker VALUES (to_role) ON CONFLICT DO NOTHING;
    FOR l IN SELECT * FROM gsync.link LOOP
        PERFORM gsync.grant_table(l.relation, to_role);
    END LOOP;
END $$;

-- Lets a role see what gsync knows, and nothing else.
CREATE FUNCTION gsync.grant_reader(to_role text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA gsync TO %I', to_role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA gsync TO %I', to_role);
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
    END IF;
END $$;

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
        RAISE '% has no column "%"', of_relation, wrong USING ERRCODE = 'undefined_column',
            HINT = 'It has: ' || (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = of_relation AND a.attnum > 0 AND NOT a.attisdropped);
    END IF;

    INSERT INTO gsync.link (name, spreadsheet, sheet, relation, key_columns, policy, credential, time_zone, max_delete_rows, max_delete_share, chosen, has_formats)
    VALUES (coalesce(options ->> 'name', of_relation::text), of_spreadsheet, of_sheet, of_relation, key, coalesce(options ->> 'policy', 'sheet'),
            coalesce(options ->> 'credential', ''), coalesce(options ->> 'time_zone', 'UTC'),
            coalesce((options ->> 'max_delete_rows')::int, 100), coalesce((options ->> 'max_delete_share')::real, 0.1),
            options ? 'only', coalesce((options ->> 'has_formats')::boolean, false))
    RETURNING id INTO made;
    INSERT INTO gsync.link_column (link, name, in_key, header)
    SELECT made, a.attname, a.attname = ANY (key), (SELECT h.key FROM jsonb_each_text(options -> 'columns') h WHERE h.value = a.attname LIMIT 1)
    FROM pg_attribute a WHERE a.attrelid = of_relation AND a.attnum > 0 AND NOT a.attisdropped AND (NOT options ? 'only' OR a.attname = ANY (picked || key)) ORDER BY a.attnum;
    PERFORM gsync.refresh_shapes(made);
    RETURN made;
END $$;

-- Links a tab to a table. Options: name, policy, credential, time_zone, worker_role, max_delete_rows, max_delete_share, columns {header: column},
-- only [column, …] (and the key), has_formats.
CREATE FUNCTION gsync.link_table(spreadsheet text, sheet bigint, relation regclass, options jsonb DEFAULT '{}') RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    made int := gsync.add_link(spreadsheet, sheet, relation, options);
    role name;
BEGIN
    PERFORM gsync.make_triggers(made);
    FOR role IN SELECT w.role FROM gsync.worker w UNION SELECT options ->> 'worker_role' WHERE options ? 'worker_role' LOOP
        PERFORM gsync.grant_table(relation, role);
    END LOOP;
    PERFORM gsync.mark_all(made);
    RETURN made;
END $$;

-- The link by its name, locked; an error that helps if there is none.
CREATE FUNCTION gsync.link_named(of_name text) RETURNS gsync.link LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link;
BEGIN
    SELECT * INTO l FROM gsync.link WHERE name = of_name FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE 'no link is named "%"', of_name USING ERRCODE = 'undefined_object',
            HINT = coalesce('Links: ' || (SELECT string_agg(name, ', ' ORDER BY name) FROM gsync.link), 'Nothing is linked yet.');
    END IF;
    RETURN l;
END $$;

-- Forgets a link. Sheet and table keep what they hold; history, conflicts and rejections stay to be read.
CREATE FUNCTION gsync.unlink(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := gsync.link_named(name);
    role name;
BEGIN
    PERFORM gsync.drop_triggers(l.id);
    DELETE FROM gsync.link WHERE id = l.id;
    DELETE FROM gsync.dirty WHERE link = l.id;
    DELETE FROM gsync.rekey WHERE link = l.id;
    IF NOT EXISTS (SELECT FROM gsync.link WHERE relation = l.relation) AND EXISTS (SELECT FROM pg_class WHERE oid = l.relation) THEN
        FOR role IN SELECT w.role FROM gsync.worker w JOIN pg_roles r ON r.rolname = w.role LOOP
            PERFORM gsync.revoke_table(l.relation, role);
        END LOOP;
    END IF;
END $$;

-- Stops or resumes publishing and merging of one link.
CREATE FUNCTION gsync.pause(name text) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    UPDATE gsync.link SET state = 'paused' WHERE id = (gsync.link_named(name)).id;
END;
CREATE FUNCTION gsync.resume(name text) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    UPDATE gsync.link SET state = CASE WHEN id_place IS NULL THEN 'new' ELSE 'ready' END, problem = NULL, scan_wanted = now()
    WHERE id = (gsync.link_named(name)).id;
END;
