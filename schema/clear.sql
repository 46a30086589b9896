-- Takes away what the code files have made: views, functions, types. Tables stay, and so does what the triggers of linked tables run: it needs nothing
-- but tables and what it makes by itself. What rights others than workers and readers have on the rest is kept in gsync_rights, for renew.sql.

CREATE TEMP TABLE gsync_rights ON COMMIT DROP AS
SELECT g.* FROM (
SELECT 'TABLE' AS kind, c.oid::regclass::text AS object, a.grantee, a.privilege_type, a.is_grantable
FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'gsync'::regnamespace AND c.relkind = 'v' AND a.grantee <> c.relowner
UNION ALL
SELECT 'FUNCTION', p.oid::regprocedure::text, a.grantee, a.privilege_type, a.is_grantable
FROM pg_proc p, aclexplode(p.proacl) a WHERE p.pronamespace = 'gsync'::regnamespace AND a.grantee <> p.proowner AND p.proname !~ '^link_\d+_(insert|update|delete|truncate)$') g
WHERE NOT EXISTS (SELECT FROM pg_roles o WHERE o.oid = g.grantee AND (o.rolname IN (SELECT role FROM gsync.worker) OR o.rolname IN (SELECT role FROM gsync.reader)));

DO $$
DECLARE
    gsync oid := 'gsync'::regnamespace;
    theirs text;
    gone text;
BEGIN
    -- What is not gsync's and was built upon its views and functions would go with them.
    WITH code(class, id) AS (
        SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE pronamespace = gsync
        UNION ALL SELECT 'pg_class'::regclass, oid FROM pg_class WHERE relnamespace = gsync AND relkind = 'v'
        UNION ALL SELECT 'pg_type'::regclass, t.oid FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid WHERE t.typnamespace = gsync AND c.relkind IN ('v', 'c'))
    SELECT string_agg(DISTINCT CASE WHEN v.oid IS NULL THEN pg_describe_object(d.classid, d.objid, d.objsubid) ELSE format('view %s', v.oid::regclass) END, ', ') INTO theirs
    FROM code JOIN pg_depend d ON d.refclassid = code.class AND d.refobjid = code.id
    LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
    LEFT JOIN pg_class v ON v.oid = w.ev_class
    WHERE d.deptype = 'n' AND CASE d.classid
        WHEN 'pg_rewrite'::regclass THEN v.relnamespace
        WHEN 'pg_proc'::regclass THEN (SELECT pronamespace FROM pg_proc WHERE oid = d.objid)
        WHEN 'pg_type'::regclass THEN (SELECT typnamespace FROM pg_type WHERE oid = d.objid)
        WHEN 'pg_class'::regclass THEN (SELECT relnamespace FROM pg_class WHERE oid = d.objid)
        WHEN 'pg_trigger'::regclass THEN (SELECT p.pronamespace FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.oid = d.objid) END IS DISTINCT FROM gsync;
    IF theirs IS NOT NULL THEN
        RAISE 'these use what gsync is about to replace: %', theirs USING ERRCODE = 'dependent_objects_still_exist',
            HINT = 'Drop them, and make them again when this is done. Nothing was changed.';
    END IF;

    SET LOCAL client_min_messages = warning;
    SELECT string_agg(oid::regclass::text, ', ') INTO gone FROM pg_class WHERE relnamespace = gsync AND relkind = 'v';
    IF gone IS NOT NULL THEN EXECUTE format('DROP VIEW %s CASCADE', gone); END IF;
    SELECT string_agg(oid::regprocedure::text, ', ') INTO gone FROM pg_proc WHERE pronamespace = gsync AND proname !~ '^link_\d+_(insert|update|delete|truncate)$';
    IF gone IS NOT NULL THEN EXECUTE format('DROP FUNCTION %s CASCADE', gone); END IF;
    SELECT string_agg(oid::regclass::text, ', ') INTO gone FROM pg_class WHERE relnamespace = gsync AND relkind = 'c';
    IF gone IS NOT NULL THEN EXECUTE format('DROP TYPE %s CASCADE', gone); END IF;
END $$;
