-- Triggers of linked tables: they mark keys in gsync.dirty, follow changed keys, and wake a worker that rests.
-- One set of functions per link, made with the names of its key columns, so that their plans are kept.
-- Relies on 002_values.sql. Everything here runs in users' transactions: it takes no lock but on dirty rows. What a trigger runs calls nothing that an upgrade
-- takes away, unless key columns have other names now.

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

-- The unique index over exactly these columns, in any order; NULL: there is none (any more).
CREATE FUNCTION gsync.key_index(of_relation regclass, attnums smallint[]) RETURNS oid STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT i.indexrelid FROM pg_index i
    WHERE i.indrelid = of_relation AND i.indisunique AND i.indisvalid AND (i.indimmediate OR i.indisprimary) AND i.indpred IS NULL AND i.indexprs IS NULL
      AND i.indnkeyatts = cardinality(attnums) AND attnums <@ (i.indkey::int2[])[:i.indnkeyatts - 1]
      AND NOT EXISTS (SELECT FROM unnest(attnums) n JOIN pg_attribute a ON a.attrelid = of_relation AND a.attnum = n WHERE NOT a.attnotnull)
    ORDER BY i.indisprimary DESC, i.indimmediate DESC, i.indexrelid LIMIT 1;
END;

-- The key of a row that a trigger sees: an array of text over the names that the columns have right now, whatever snapshot the session
-- uses. NULL when a key column is gone. From the catalogs alone: this text runs with the rights of the triggers' owner.
CREATE FUNCTION gsync.trigger_key(of_link int, alias text) RETURNS text VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    part record;
    parts text[] := '{}';
BEGIN
    FOR part IN SELECT l.relation, c.attnum, a.atttypid, a.attisdropped FROM gsync.link l CROSS JOIN unnest(l.key_columns) WITH ORDINALITY k(name, n)
            LEFT JOIN gsync.link_column c ON c.link = l.id AND c.name = k.name LEFT JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum = c.attnum
            WHERE l.id = of_link ORDER BY k.n LOOP
        IF part.attisdropped IS NOT FALSE THEN RETURN NULL; END IF;
        parts := parts || replace(gsync.key_sql(gsync.kind(part.atttypid), gsync.base_type(part.atttypid)), '{x}',
            format('%s.%I', alias, (pg_identify_object_as_address('pg_class'::regclass, part.relation, part.attnum)).object_names[3]));
    END LOOP;
    RETURN 'ARRAY[' || array_to_string(parts, ', ') || ']';
END $$;

-- Marks the keys that a query gives. An update where one is marked already: that locks it.
CREATE FUNCTION gsync.mark_keys_sql(of_link int, keys text, truncated boolean DEFAULT false) RETURNS text IMMUTABLE LANGUAGE sql
RETURN format($s$
        INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid, truncated)
        SELECT %s, s.key, statement_timestamp(), session_user, pg_current_xact_id(), %L FROM (%s) s(key) ORDER BY s.key
        ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid, truncated = excluded.truncated$s$, of_link, truncated, keys);

-- Keeps deleted rows whole. alias: of the row in the source, with .* (a column may have its name), or a record.
CREATE FUNCTION gsync.bin_sql(of_link int, key text, alias text, source text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN format('INSERT INTO gsync.bin (link, key, by, cells) SELECT %s, %s, session_user, to_json(%s)%s', of_link, key, alias, source);

-- Marks the rows of a statement. with_moves: and notes which old key has become which new one.
-- Both transition tables are filled row by row in the same order, so the nth of one is the nth of the other.
CREATE FUNCTION gsync.mark_sql(of_link int, old_key text, new_key text, with_moves boolean) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE WHEN with_moves THEN format($s$
        WITH k AS MATERIALIZED (SELECT true AS was, %2$s AS key, row_number() OVER () AS i FROM old_rows o UNION ALL SELECT false, %3$s, row_number() OVER () FROM new_rows n),
        moved AS (INSERT INTO gsync.rekey (link, old_key, new_key) SELECT %1$s, min(key) FILTER (WHERE was), min(key) FILTER (WHERE NOT was) FROM k
            GROUP BY i HAVING min(key) FILTER (WHERE was) <> min(key) FILTER (WHERE NOT was) ORDER BY i)$s$, of_link, old_key, new_key) || gsync.mark_keys_sql(of_link, 'SELECT DISTINCT key FROM k')
    ELSE gsync.mark_keys_sql(of_link, concat_ws(' UNION ', 'SELECT ' || new_key || ' FROM new_rows n', 'SELECT ' || old_key || ' FROM old_rows o')) END;

-- Rows that an UPDATE of a partitioned table has moved from one partition to another: to row triggers that is a DELETE and an INSERT.
CREATE FUNCTION gsync.moved_sql(of_link int, old_key text, new_key text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN format($s$
        WITH moved AS MATERIALIZED (
            SELECT o.key AS old_key, n.key AS new_key, i FROM (SELECT %2$s AS key, row_number() OVER () AS i FROM old_rows o) o JOIN (SELECT %3$s AS key, row_number() OVER () AS i FROM new_rows n) n USING (i)
            WHERE o.key <> n.key),
        kept AS (DELETE FROM gsync.bin b USING moved m WHERE b.link = %1$s AND b.key = m.old_key AND b.at >= statement_timestamp())
        INSERT INTO gsync.rekey (link, old_key, new_key) SELECT %1$s, m.old_key, m.new_key FROM moved m
        WHERE NOT EXISTS (SELECT FROM gsync.rekey k WHERE k.link = %1$s AND k.old_key = m.old_key AND k.new_key = m.new_key AND k.xid = pg_current_xact_id()) ORDER BY m.i$s$, of_link, old_key, new_key);

CREATE FUNCTION gsync.moved_now(of_link int) RETURNS text VOLATILE LANGUAGE plpgsql AS $$
BEGIN
    RETURN coalesce(gsync.moved_sql(of_link, gsync.trigger_key(of_link, 'o'), gsync.trigger_key(of_link, 'n')), 'SELECT WHERE false');
END $$;

-- The same for one row.
CREATE FUNCTION gsync.mark_row_sql(of_link int, old_key text, new_key text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN concat(CASE WHEN old_key IS NOT NULL AND new_key IS NOT NULL THEN format('
        WITH moved AS (INSERT INTO gsync.rekey (link, old_key, new_key) SELECT %1$s, %2$s, %3$s WHERE %2$s <> %3$s)', of_link, old_key, new_key) END,
    gsync.mark_keys_sql(of_link, concat_ws(' UNION ', 'SELECT ' || new_key, 'SELECT ' || old_key)));

-- What a trigger executes while its columns have other names than those it was made with. Nothing without a key: all rows are marked when there is one again.
CREATE FUNCTION gsync.mark_now(of_link int, event text, of_rows boolean) RETURNS text VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    old_key text := CASE WHEN event <> 'insert' THEN gsync.trigger_key(of_link, CASE WHEN of_rows THEN '($1)' ELSE 'o' END) END;
    new_key text := CASE WHEN event <> 'delete' THEN gsync.trigger_key(of_link, CASE WHEN of_rows THEN '($2)' ELSE 'n' END) END;
BEGIN
    IF coalesce(old_key, new_key) IS NULL THEN RETURN 'SELECT WHERE false'; END IF;
    RETURN CASE WHEN of_rows THEN gsync.mark_row_sql(of_link, old_key, new_key) ELSE gsync.mark_sql(of_link, old_key, new_key, event = 'update') END;
END $$;

-- The same for what keeps deleted rows; and for a whole table, which is about to be truncated.
CREATE FUNCTION gsync.bin_now(of_link int, of_rows boolean) RETURNS text VOLATILE LANGUAGE plpgsql AS $$
BEGIN
    RETURN coalesce(gsync.bin_sql(of_link, gsync.trigger_key(of_link, CASE WHEN of_rows THEN '($1)' ELSE 'o' END), CASE WHEN of_rows THEN '$1' ELSE 'o.*' END,
        CASE WHEN of_rows THEN '' ELSE ' FROM old_rows o' END), 'SELECT WHERE false');
END $$;

CREATE FUNCTION gsync.bin_all_now(of_link int, of_relation regclass) RETURNS text VOLATILE LANGUAGE plpgsql AS $$
BEGIN
    RETURN coalesce(gsync.bin_sql(of_link, gsync.trigger_key(of_link, 't'), 't.*', format(' FROM ONLY %s t', of_relation)), 'SELECT WHERE false');
END $$;

-- True while the key columns have the names and types that the trigger was made with. pg_get_indexdef() knows the names as the parser does, also in a transaction
-- whose snapshot is older than a rename; types matter only where the text of a key depends on them.
CREATE FUNCTION gsync.trigger_check(of_link int) RETURNS text STABLE LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    attnums smallint[] := ARRAY(SELECT c.attnum FROM unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.link_column c ON c.link = of_link AND c.name = k.name ORDER BY k.n);
    index oid := gsync.key_index(l.relation, attnums);
BEGIN
    RETURN (SELECT string_agg(format('pg_get_indexdef(%s, %s, false) IS NOT DISTINCT FROM %L', index, k.n, quote_ident(a.attname)), ' AND ' ORDER BY k.n)
        FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum = k.attnum
        WHERE i.indexrelid = index AND k.n <= i.indnkeyatts)
     || coalesce((SELECT string_agg(format(' AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = %s AND attnum = %s AND atttypid = %s)', l.relation::oid, a.attnum, a.atttypid), '')
        FROM pg_attribute a WHERE a.attrelid = l.relation AND a.attnum = ANY (attnums) AND (gsync.kind(a.atttypid) = 'timestamptz' OR gsync.base_type(a.atttypid) = 'bytea'::regtype)), '');
END $$;

CREATE FUNCTION gsync.make_trigger_function(of_link int, event text, body text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION gsync.link_%s_%s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp %s AS %L', of_link, event,
        CASE WHEN event IN ('delete', 'truncate') THEN 'SET datestyle = ''ISO, YMD'' SET intervalstyle = postgres' END,      -- deleted rows are kept as text
        format(E'DECLARE marked bigint;\nBEGIN%s\n    IF marked > 0 AND pg_try_advisory_xact_lock_shared(%s) THEN NOTIFY gsync; END IF;\n    RETURN NULL;\nEND', body, gsync.awake_key()));
    EXECUTE format('REVOKE ALL ON FUNCTION gsync.link_%s_%s() FROM PUBLIC', of_link, event);
END $$;

-- Can its rows be written by statements that name another table? Statement triggers would not see that. A partitioned table's partitions inherit its row triggers.
CREATE FUNCTION gsync.is_written_through(of_relation regclass) RETURNS boolean STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT c.relkind = 'p' OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid) FROM pg_class c WHERE c.oid = of_relation;
END;

-- (Re)makes what the triggers run. Users' transactions must not fail for DDL that nobody told gsync of: a function whose names are no longer right makes its
-- statement anew each time, until this is called again. No trigger names a column, for that would forbid to drop or alter it.
CREATE FUNCTION gsync.make_trigger_functions(of_link int) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    by_rows boolean := gsync.is_written_through(l.relation);
    names_are_right text := gsync.trigger_check(of_link);
    swaps boolean := EXISTS (SELECT FROM pg_index WHERE indrelid = l.relation AND indisprimary AND NOT indimmediate);   -- one statement can swap keys
    event text;
    old_key text; new_key text;
BEGIN
    FOREACH event IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
        old_key := CASE WHEN event <> 'insert' THEN gsync.trigger_key(of_link, CASE WHEN by_rows THEN 'OLD' ELSE 'o' END) END;
        new_key := CASE WHEN event <> 'delete' THEN gsync.trigger_key(of_link, CASE WHEN by_rows THEN 'NEW' ELSE 'n' END) END;
        PERFORM gsync.make_trigger_function(of_link, event, format($f$
    IF %s THEN%s;
        GET DIAGNOSTICS marked = ROW_COUNT;%s
    ELSE
        EXECUTE gsync.mark_now(%s, %L, %L) USING %s, %s;
        marked := 1;%s
    END IF;$f$, coalesce(names_are_right, 'false'),
            coalesce(CASE WHEN by_rows THEN gsync.mark_row_sql(of_link, old_key, new_key) ELSE gsync.mark_sql(of_link, old_key, new_key, event = 'update' AND swaps) END, ' NULL'),
            CASE WHEN event = 'delete' AND old_key IS NOT NULL THEN E'\n        ' || gsync.bin_sql(of_link, old_key, CASE WHEN by_rows THEN 'OLD' ELSE 'o.*' END, CASE WHEN by_rows THEN '' ELSE ' FROM old_rows o' END) || ';'
                WHEN event = 'update' AND NOT by_rows AND NOT swaps THEN format($f$
        IF marked > 1 AND marked > (SELECT count(*) FROM new_rows) THEN     -- more keys than rows: some have changed
            INSERT INTO gsync.rekey (link, old_key, new_key) SELECT %s, o.key, n.key
            FROM (SELECT %s AS key, row_number() OVER () AS i FROM old_rows o) o JOIN (SELECT %s AS key, row_number() OVER () AS i FROM new_rows n) n USING (i) WHERE o.key <> n.key ORDER BY i;
        END IF;$f$, of_link, old_key, new_key) END,
            of_link, event, by_rows,
            CASE WHEN by_rows AND event <> 'insert' THEN 'OLD' ELSE 'NULL::int' END, CASE WHEN by_rows AND event <> 'delete' THEN 'NEW' ELSE 'NULL::int' END,
            CASE WHEN event = 'delete' THEN format($f$
        EXECUTE gsync.bin_now(%s, %L) USING %s;$f$, of_link, by_rows, CASE WHEN by_rows THEN 'OLD' ELSE 'NULL::int' END) END));
    END LOOP;
    IF by_rows THEN
        PERFORM gsync.make_trigger_function(of_link, 'moved', format($f$
    IF %s THEN%s;
    ELSE
        EXECUTE gsync.moved_now(%s);
    END IF;$f$, coalesce(names_are_right, 'false'), coalesce(gsync.moved_sql(of_link, gsync.trigger_key(of_link, 'o'), gsync.trigger_key(of_link, 'n')), ' NULL'), of_link));
    END IF;
    PERFORM gsync.make_trigger_function(of_link, 'truncate', format(E'\n    EXECUTE gsync.bin_all_now(%s, TG_RELID);', of_link)
        || gsync.mark_keys_sql(of_link, format('SELECT r.key FROM gsync.row r WHERE r.link = %s AND r.key IS NOT NULL', of_link), true) || E';\n        GET DIAGNOSTICS marked = ROW_COUNT;');
END $$;

-- Makes the triggers anew.
CREATE FUNCTION gsync.make_triggers(of_link int) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    by_rows boolean := gsync.is_written_through(l.relation);
    event text;
    part regclass;
BEGIN
    PERFORM gsync.drop_triggers(of_link);
    PERFORM gsync.make_trigger_functions(of_link);
    FOREACH event IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s EXECUTE FUNCTION gsync.link_%s_%s()',
            format('gsync_%s_%s', of_link, event), event, l.relation,
            CASE WHEN by_rows THEN 'FOR EACH ROW'
                ELSE 'REFERENCING ' || concat_ws(' ', CASE WHEN event <> 'delete' THEN 'NEW TABLE AS new_rows' END,
                    CASE WHEN event <> 'insert' THEN 'OLD TABLE AS old_rows' END) || ' FOR EACH STATEMENT' END,
            of_link, event);
    END LOOP;
    IF (SELECT c.relkind FROM pg_class c WHERE c.oid = l.relation) = 'p' THEN
        EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_%s_moved()',
            format('gsync_%s_moved', of_link), l.relation, of_link);
    END IF;
    FOR part IN SELECT relid FROM pg_partition_tree(l.relation) UNION SELECT l.relation LOOP
        PERFORM gsync.make_truncate_trigger(of_link, part);
    END LOOP;
END $$;

CREATE FUNCTION gsync.make_truncate_trigger(of_link int, part regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_%s_truncate()', format('gsync_%s_truncate', of_link), part, of_link);
END $$;

CREATE FUNCTION gsync.drop_triggers(of_link int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    f text;
BEGIN
    FOR f IN SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'gsync'::regnamespace AND p.proname ~ format('^link_%s_(insert|update|delete|truncate|moved)$', of_link) LOOP
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

-- Marks every row of the link, and every known row that is not one any more, to be compared with the sheet. What differs is told to be by whoever changed the row last,
-- where that is known.
CREATE FUNCTION gsync.mark_all(of_link int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    IF l.direction = 'to-database' THEN RETURN; END IF;
    EXECUTE format('INSERT INTO gsync.dirty (link, key, changed_at, by) SELECT $1, k.key, now(), coalesce(r.changed_by, session_user) FROM (SELECT %s FROM %s UNION
            SELECT r.key FROM gsync.row r WHERE r.link = $1 AND r.key IS NOT NULL) k(key) LEFT JOIN gsync.row r ON r.link = $1 AND r.key = k.key ORDER BY k.key ON CONFLICT DO NOTHING',
        gsync.key_expr(of_link, 't'), gsync.rows_sql(l)) USING of_link;
END $$;

-- Orders keys as people would: numbers by value.
CREATE FUNCTION gsync.key_order(key text[]) RETURNS numeric IMMUTABLE LANGUAGE sql
RETURN CASE WHEN key[1] ~ '^-?\d{1,30}$' THEN key[1]::numeric END;
