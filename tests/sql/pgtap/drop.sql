-- drop.sql takes everything of gsync's away and leaves the user's tables, rows, triggers and rights as they were.
\ir fixture/sheet.sql
SELECT plan(13);

CREATE TABLE t (k serial PRIMARY KEY, a int DEFAULT 7 CHECK (a < 1000));
CREATE TABLE part (k int PRIMARY KEY, v int) PARTITION BY RANGE (k);
CREATE TABLE low PARTITION OF part FOR VALUES FROM (0) TO (100);
CREATE FUNCTION own() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.a := NEW.a + 1; RETURN NEW; END';
CREATE TRIGGER own BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION own();
CREATE ROLE reader;
GRANT SELECT ON t TO reader;
INSERT INTO t (a) VALUES (1), (2);
INSERT INTO part VALUES (1, 1);

CREATE FUNCTION looks_like() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(x, E'\n' ORDER BY x) FROM (
        SELECT format('column %s %s %s %s', attrelid::regclass, attname, atttypid::regtype, attnotnull) FROM pg_attribute WHERE attrelid IN ('t'::regclass, 'part'::regclass, 'low'::regclass) AND attnum > 0
        UNION ALL SELECT format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid IN ('t'::regclass, 'part'::regclass, 'low'::regclass)
        UNION ALL SELECT format('trigger %s %s', tgrelid::regclass, tgname) FROM pg_trigger WHERE tgrelid IN ('t'::regclass, 'part'::regclass, 'low'::regclass) AND NOT tgisinternal
        UNION ALL SELECT format('grant %s %s %s', c.oid::regclass, a.grantee::regrole, a.privilege_type) FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.oid IN ('t'::regclass, 'part'::regclass, 'low'::regclass, 't_k_seq'::regclass) AND a.grantee <> c.relowner
        UNION ALL SELECT 'row ' || t::text FROM t UNION ALL SELECT 'row ' || part::text FROM part) x(x) $$;
CREATE TEMP TABLE before AS SELECT looks_like() AS text;

SELECT tap.link('t');
SELECT gsync.link_table('S', 1, 'part');
SELECT tap.rest();
SELECT isnt(looks_like(), (SELECT text FROM before), 'linked: triggers and grants are there');
SELECT is((SELECT count(*) FROM tap.sheet), 3::bigint, 'and rows in the sheet');
SELECT is((SELECT count(*) FROM t), 2::bigint, 'the table has its rows');

\ir ../../../schema/drop.sql
SELECT hasnt_schema('gsync', 'the schema is gone');
SELECT todo('rights on sequences stay', 1);
SELECT is(looks_like(), (SELECT text FROM before), 'table, rows, triggers and rights are as they were before linking');
SELECT is_empty($$SELECT FROM pg_proc WHERE prosrc LIKE '%gsync.%' AND pronamespace <> 'tap'::regnamespace AND proname NOT LIKE 'looks_like'$$, 'no function of gsync''s is left');
SELECT is_empty($$SELECT FROM pg_trigger WHERE tgname LIKE 'gsync%'$$, 'nor a trigger');
SELECT ok(NOT has_table_privilege('gsync_worker', 't', 'SELECT') AND NOT has_table_privilege('gsync_worker', 'part', 'SELECT'), 'the worker''s role has no rights on the tables');
SELECT ok(has_table_privilege('reader', 't', 'SELECT'), 'others keep theirs');
SELECT lives_ok('INSERT INTO t (a) VALUES (3)', 'INSERT goes on');
SELECT lives_ok('UPDATE t SET k = k + 10', 'UPDATE, keys included');
SELECT lives_ok('DELETE FROM t WHERE a = 2', 'DELETE');
SELECT lives_ok('TRUNCATE t, part', 'TRUNCATE');
SELECT * FROM finish();
