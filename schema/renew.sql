-- After clear.sql and new code: the rights that people had, what the triggers of linked tables run, and what is known of the tables' columns.
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT g.*, coalesce(o.rolname, 'PUBLIC') AS role FROM pg_temp.gsync_rights g LEFT JOIN pg_roles o ON o.oid = g.grantee
            WHERE CASE g.kind WHEN 'TABLE' THEN to_regclass(g.object) IS NOT NULL ELSE to_regprocedure(g.object) IS NOT NULL END LOOP
        EXECUTE format('GRANT %s ON %s %s TO %s%s', r.privilege_type, r.kind, r.object, CASE r.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.role) END,
            CASE WHEN r.is_grantable THEN ' WITH GRANT OPTION' END);
    END LOOP;
    PERFORM gsync.renew_triggers(l.id) FROM gsync.link l JOIN pg_class c ON c.oid = l.relation;
    -- as if the table's definition had changed, but not its rows: the next merge or look makes the rest
    UPDATE gsync.link SET shaped_as = '|' || substr(shaped_as, strpos(shaped_as, '|') + 1) WHERE shaped_as IS NOT NULL;
END $$;
