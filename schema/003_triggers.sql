-- Triggers of linked tables: they mark keys in gsync.dirty, follow changed keys, and wake a worker that rests.
-- One set of functions per link, made with its key columns, so that their plans are kept.
-- Relies on 002_values.sql. Everything here runs in users' transactions: it takes no lock but on dirty rows.

-- Held (exclusively) by a worker while it is awake; whoever can take it shared may ring.
CREATE FUNCTION gsync.awake_key() RETURNS bigint IMMUTABLE LANGUAGE sql RETURN hashtextextended('gsync awake', 0);

-- Held by the one worker that publishes with this credential.
CREATE FUNCTION gsync.publisher_key(credential text) RETURNS bigint IMMUTABLE LANGUAGE sql
RETURN hashtextextended('gsync publisher ' || credential, 0);

-- array[...] of the key columns of a row alias
CREATE FUNCTION gsync.key_expr(of_link int, alias text) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT 'ARRAY[' || string_agg(replace(s.key_text, '{x}', format('%s.%I', alias, s.name)), ', ' ORDER BY k.n) || ']'
    FROM gsync.link l, unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(of_link) s ON s.name = k.name
    WHERE l.id = of_link);
END $$;

-- t.k1 = (key)[1]::type AND …
CREATE FUNCTION gsync.key_join(of_link int, alias text, key text) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT string_agg(format('%s.%I = (%s)[%s]::%s', alias, s.name, key, k.n, s.full_type), ' AND ' ORDER BY k.n)
    FROM gsync.link l, unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(of_link) s ON s.name = k.name
    WHERE l.id = of_link);
END $$;

CREATE FUNCTION gsync.mark_sql(of_link int, source text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN format($s$
    INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid)
    SELECT %1$s, s.key, statement_timestamp(), session_user, pg_current_xact_id() FROM (%2$s) s(key) ORDER BY s.key
    ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid;  -- an update, to lock the row
    IF FOUND AND pg_try_advisory_xact_lock_shared(gsync.awake_key()) THEN NOTIFY gsync; END IF;$s$, of_link, source);

CREATE FUNCTION gsync.make_trigger_function(of_link int, event text, body text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    name text := format('gsync.link_%s_%s', of_link, event);
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS %L',
        name, 'BEGIN' || body || E'\n    RETURN NULL;\nEND');
    EXECUTE format('REVOKE ALL ON FUNCTION %s() FROM PUBLIC', name);
    RETURN name;
END $$;

-- Makes the triggers anew. A partitioned table gets row triggers, which its partitions inherit: statement triggers would not see what is written to a partition itself.
CREATE FUNCTION gsync.make_triggers(of_link int) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    partitioned boolean := (SELECT relkind = 'p' FROM pg_class WHERE oid = l.relation);
    old_key text := gsync.key_expr(of_link, CASE WHEN partitioned THEN 'OLD' ELSE 'o' END);
    new_key text := gsync.key_expr(of_link, CASE WHEN partitioned THEN 'NEW' ELSE 'n' END);
    changed text;
    event text;
    source text;
    part regclass;
BEGIN
    PERFORM gsync.drop_triggers(of_link);
    FOREACH event IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
        source := concat_ws(' UNION ',
            CASE WHEN event <> 'delete' THEN 'SELECT ' || new_key || CASE WHEN NOT partitioned THEN ' FROM new_rows n' ELSE '' END END,
            CASE WHEN event <> 'insert' THEN 'SELECT ' || old_key || CASE WHEN NOT partitioned THEN ' FROM old_rows o' ELSE '' END END);
        PERFORM gsync.make_trigger_function(of_link, event, gsync.mark_sql(of_link, source));
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s EXECUTE FUNCTION gsync.link_%s_%s()',
            format('gsync_%s_%s', of_link, event), event, l.relation,
            CASE WHEN partitioned THEN 'FOR EACH ROW'
                ELSE 'REFERENCING ' || concat_ws(' ', CASE WHEN event <> 'delete' THEN 'NEW TABLE AS new_rows' END,
                    CASE WHEN event <> 'insert' THEN 'OLD TABLE AS old_rows' END) || ' FOR EACH STATEMENT' END,
            of_link, event);
    END LOOP;

    SELECT string_agg(format('OLD.%1$I IS DISTINCT FROM NEW.%1$I', k), ' OR ') INTO changed FROM unnest(l.key_columns) k;
    PERFORM gsync.make_trigger_function(of_link, 'rekey', format('
    INSERT INTO gsync.rekey (link, old_key, new_key) VALUES (%s, %s, %s);',
        of_link, gsync.key_expr(of_link, 'OLD'), gsync.key_expr(of_link, 'NEW')));
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION gsync.link_%s_rekey()',
        format('gsync_%s_rekey', of_link), l.relation, changed, of_link);

    PERFORM gsync.make_trigger_function(of_link, 'truncate',
        gsync.mark_sql(of_link, format('SELECT r.key FROM gsync.row r WHERE r.link = %s AND r.key IS NOT NULL', of_link)));
    FOR part IN SELECT relid FROM pg_partition_tree(l.relation) UNION SELECT l.relation LOOP
        EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_%s_truncate()',
            format('gsync_%s_truncate', of_link), part, of_link);
    END LOOP;
END $$;

CREATE FUNCTION gsync.drop_triggers(of_link int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    f text;
BEGIN
    FOR f IN SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'gsync'::regnamespace AND p.proname ~ format('^link_%s_(insert|update|delete|rekey|truncate)$', of_link) LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', f);
    END LOOP;
END $$;

-- The rows of the table that belong to a link, as SQL to select from: `FROM …` gives them the alias t.
CREATE FUNCTION gsync.rows_sql(l gsync.link) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN l.filter IS NULL THEN format('%s t', l.relation) ELSE format('(SELECT * FROM %s WHERE %s) t', l.relation, l.filter) END;
END $$;

-- Whether a row of the table, alias t, is one of them, as SQL.
CREATE FUNCTION gsync.belongs_sql(l gsync.link) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE WHEN l.filter IS NULL THEN 'true' ELSE format('(SELECT coalesce(%s, false) FROM (SELECT t.*) t)', l.filter) END;
END $$;

-- Marks every row of the link, and every known row that is not one any more, to be compared with the sheet.
CREATE FUNCTION gsync.mark_all(of_link int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    IF l.direction = 'to-database' THEN RETURN; END IF;
    EXECUTE format('INSERT INTO gsync.dirty (link, key, changed_at) SELECT $1, k.key, now() FROM (SELECT %s FROM %s UNION
            SELECT r.key FROM gsync.row r WHERE r.link = $1 AND r.key IS NOT NULL) k(key) ORDER BY k.key ON CONFLICT DO NOTHING',
        gsync.key_expr(of_link, 't'), gsync.rows_sql(l)) USING of_link;
END $$;

-- Orders keys as people would: numbers by value.
CREATE FUNCTION gsync.key_order(key text[]) RETURNS numeric IMMUTABLE LANGUAGE sql
RETURN CASE WHEN key[1] ~ '^-?\d{1,30}$' THEN key[1]::numeric END;
