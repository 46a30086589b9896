-- Who may do what: the worker's role, and functions that run with their owner's rights.
\ir fixture/sheet.sql
SELECT plan(34);

CREATE TABLE linked (k serial PRIMARY KEY, a int);
CREATE TABLE secret (k int PRIMARY KEY);
CREATE ROLE nobody_special;
SELECT tap.link('linked', '{"time_zone": "Europe/Berlin"}');
GRANT USAGE ON SCHEMA tap TO gsync_worker;
GRANT ALL ON ALL TABLES IN SCHEMA tap TO gsync_worker;
GRANT ALL ON ALL SEQUENCES IN SCHEMA tap TO gsync_worker;

SELECT ok(has_table_privilege('gsync_worker', 'linked', 'SELECT, INSERT, UPDATE, DELETE'), 'the worker may use a linked table');
SELECT ok(NOT has_table_privilege('gsync_worker', 'secret', 'SELECT') AND NOT has_table_privilege('gsync_worker', 'secret', 'INSERT'), 'and no other');
SELECT ok(NOT has_table_privilege('gsync_worker', 'linked', 'TRUNCATE') AND NOT has_table_privilege('gsync_worker', 'linked', 'REFERENCES') AND NOT has_table_privilege('gsync_worker', 'linked', 'TRIGGER'), 'and not do more than it must');
SELECT ok(NOT has_schema_privilege('gsync_worker', 'gsync', 'CREATE'), 'it cannot make anything in schema gsync');
SELECT ok(NOT has_table_privilege('gsync_worker', 'gsync.migration', 'INSERT') AND NOT has_table_privilege('gsync_worker', 'gsync.worker', 'INSERT'), 'nor say what is installed and who is a worker');
SET ROLE gsync_worker;
SELECT throws_ok('SELECT * FROM secret', '42501', NULL, 'the worker cannot read a table that is not linked');
SELECT lives_ok('INSERT INTO linked (a) VALUES (1)', 'it writes the linked one, sequence included');
SELECT lives_ok('SELECT tap.rest()', 'and needs nothing else for the whole loop');
SELECT lives_ok($$SELECT tap.put(3, 'a', '5'), tap.rest()$$, 'both ways');
RESET ROLE;
SELECT is((SELECT count(*) FROM linked), 2::bigint, 'it has done its work');

-- looking only
SELECT is((SELECT array_agg(role::text) FROM gsync.reader), ARRAY['gsync_reader'], 'there is a role for looking');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE (c.relnamespace = 'gsync'::regnamespace OR c.oid = 'linked'::regclass) AND c.relkind IN ('r', 'v', 'p')
    AND NOT (has_table_privilege('gsync_reader', c.oid, 'SELECT') AND NOT has_table_privilege('gsync_reader', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
        AND NOT has_any_column_privilege('gsync_reader', c.oid, 'INSERT, UPDATE'))$$, 'its members see every table and may change none');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'gsync'::regnamespace AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege('gsync_reader', c.oid, 'USAGE, UPDATE') END$$, 'nor a sequence');
SELECT is_empty($$SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'gsync'::regnamespace AND prosecdef AND has_function_privilege('gsync_reader', oid, 'EXECUTE')$$, 'no function lends them other rights');
SELECT ok(NOT has_table_privilege('gsync_reader', 'secret', 'SELECT'), 'a table that is not linked is none of theirs');
SET ROLE gsync_reader;
SELECT lives_ok('SELECT * FROM gsync.status', 'they see the state');
SELECT lives_ok('SELECT *, gsync.log_settled() FROM gsync.log_entries', 'and the log');
SELECT throws_ok($$SELECT gsync.pause('tab')$$, '42501', NULL, 'and pause nothing');
SELECT throws_ok($$DELETE FROM linked$$, '42501', NULL, 'and delete nothing');
RESET ROLE;

SELECT ok(NOT has_schema_privilege('public', 'gsync', 'USAGE'), 'schema gsync is closed to PUBLIC');
SELECT is_empty($$SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'gsync'::regnamespace AND has_function_privilege('nobody_special', oid, 'EXECUTE')$$, 'no function of it is open to PUBLIC');
SELECT isnt_empty($$SELECT FROM pg_proc WHERE pronamespace = 'gsync'::regnamespace AND prosecdef$$, 'there are functions that run with their owner''s rights');
SELECT is_empty($$SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'gsync'::regnamespace AND prosecdef
    AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false)$$, 'each of them has a pinned search_path, pg_temp last');

-- row level security: rows that the worker cannot see are not deleted ones
ALTER TABLE linked ENABLE ROW LEVEL SECURITY;
UPDATE linked SET a = a + 100;
SET ROLE gsync_worker;
SELECT alike(gsync.refresh_shapes((SELECT id FROM gsync.link)), 'row level security may hide rows of %linked%CREATE POLICY gsync ON %linked TO gsync_worker USING (true)%', 'what row level security may hide is a problem of the link');
SELECT is(tap.type(2, 'a', '7'), 'dropped', 'what is told meanwhile waits for a look');
SELECT is((SELECT state FROM gsync.link), 'broken', 'and the link says so');
SELECT is_empty('SELECT FROM gsync.rejected', 'nothing is refused for it');
RESET ROLE;
SELECT is(gsync.refresh_shapes((SELECT id FROM gsync.link)), NULL, 'not to who sees all of it');
CREATE POLICY clerks ON linked TO gsync_worker USING (a < 5);
SELECT ok(gsync.hides_rows('linked', 'gsync_worker'), 'a policy that shows some rows does not help');
CREATE POLICY gsync ON linked TO gsync_worker USING (true);
SET ROLE gsync_worker;
SELECT lives_ok('SELECT tap.rest()', 'one that shows all does');
RESET ROLE;
SELECT is((SELECT count(*) FROM tap.sheet WHERE place > 1), 2::bigint, 'and all rows are where they were');
CREATE POLICY never ON linked AS RESTRICTIVE TO gsync_worker USING (a < 5);
SELECT ok(gsync.hides_rows('linked', 'gsync_worker'), 'unless another one takes some away');

SELECT gsync.unlink('tab');
SELECT ok(NOT has_table_privilege('gsync_worker', 'linked', 'SELECT'), 'after unlink the worker''s rights are gone');
SELECT ok(NOT has_sequence_privilege('gsync_worker', 'linked_k_seq', 'USAGE'), 'those on its sequence too');
SELECT * FROM finish();
