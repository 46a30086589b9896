-- Triggers: whatever changes the table marks the keys concerned, once each, whoever does it.
\ir fixture/sheet.sql
SELECT plan(22);

CREATE TABLE t (a int, b text, v int, PRIMARY KEY (a, b));
INSERT INTO t VALUES (1, 'x', 10), (2, 'y', 20);
SELECT tap.link('t');
CREATE ROLE clerk;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON t TO clerk;

-- the keys that are marked, and then no more
CREATE FUNCTION marked() RETURNS text[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    keys text[] := ARRAY(SELECT key::text FROM gsync.dirty ORDER BY key);
BEGIN
    DELETE FROM gsync.dirty;
    RETURN keys;
END $$;

SELECT is(marked(), '{"{1,x}","{2,y}"}', 'linking marks every key');
SELECT tap.look();
INSERT INTO t VALUES (3, 'z', 30), (4, 'a b', 40);
SELECT is(marked(), '{"{3,z}","{4,\"a b\"}"}', 'INSERT');
UPDATE t SET v = v + 1 WHERE a < 3;
SELECT is(marked(), '{"{1,x}","{2,y}"}', 'UPDATE');
UPDATE t SET a = 5 WHERE a = 3;
SELECT is(marked(), '{"{3,z}","{5,z}"}', 'a changed key marks the old and the new one');
DELETE FROM t WHERE a = 5;
SELECT is(marked(), '{"{5,z}"}', 'DELETE');
INSERT INTO t VALUES (1, 'x', 0) ON CONFLICT (a, b) DO UPDATE SET v = 11;
SELECT is(marked(), '{"{1,x}"}', 'INSERT … ON CONFLICT DO UPDATE');
INSERT INTO t VALUES (1, 'x', 0) ON CONFLICT DO NOTHING;
SELECT is(marked(), '{}', 'INSERT … ON CONFLICT DO NOTHING');
MERGE INTO t USING (VALUES (1, 'x', 12), (9, 'n', 90)) s(a, b, v) ON t.a = s.a AND t.b = s.b WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT VALUES (s.a, s.b, s.v);
SELECT is(marked(), '{"{1,x}","{9,n}"}', 'MERGE');
UPDATE t SET v = v WHERE false;
SELECT is(marked(), '{}', 'a statement that changes nothing marks nothing');

-- one mark, however often a row is changed: the last change's time and author
UPDATE t SET v = 1 WHERE a = 1;
CREATE TEMP TABLE first AS SELECT changed_at FROM gsync.dirty;
SELECT pg_sleep(0.01);
UPDATE t SET v = 2 WHERE a = 1;
UPDATE t SET v = 3 WHERE a = 1;
SELECT is((SELECT count(*) FROM gsync.dirty), 1::bigint, 'three updates are one mark');
SELECT ok((SELECT d.changed_at > f.changed_at FROM gsync.dirty d, first f), 'with the time of the last');
SELECT is((SELECT by FROM gsync.dirty), session_user::text, 'and who did it');
SELECT marked();
BEGIN;
UPDATE t SET v = 4 WHERE a = 1;
ROLLBACK;
SELECT is(marked(), '{}', 'a transaction rolled back marks nothing');

-- a role that has no rights in gsync
SET ROLE clerk;
SELECT throws_ok('SELECT * FROM gsync.dirty', '42501', NULL, 'the clerk cannot read gsync''s tables');
SELECT lives_ok($$INSERT INTO t VALUES (7, 'c', 70)$$, 'but may write the linked table');
SELECT lives_ok($$UPDATE t SET a = 8 WHERE a = 7$$, 'and change its keys');
SELECT lives_ok($$DELETE FROM t WHERE a = 8$$, 'and delete');
RESET ROLE;
SELECT is(marked(), '{"{7,c}","{8,c}"}', 'and that is marked');

-- TRUNCATE: what the sheet is known to hold
DELETE FROM gsync.rekey;
SELECT gsync.mark_all(tap.the_link());
SELECT tap.rest();
SELECT is((SELECT count(*) FROM tap.sheet) - 1, 4::bigint, 'four rows in the sheet');
DELETE FROM gsync.dirty;
UPDATE gsync.row SET changed_by = 'ann' WHERE key = '{1,x}';
SELECT gsync.mark_all(tap.the_link());
SELECT is((SELECT array_agg(by::text ORDER BY key) FROM gsync.dirty), ARRAY['ann', 'postgres', 'postgres', 'postgres'], 'who changed a row last is who made what a new column shows');
DELETE FROM gsync.dirty;
SET ROLE clerk;
TRUNCATE t;
RESET ROLE;
SELECT is(marked(), '{"{1,x}","{2,y}","{4,\"a b\"}","{9,n}"}', 'TRUNCATE marks every row that is known');

SELECT gsync.unlink('tab');
INSERT INTO t VALUES (1, 'x', 1);
SELECT is(marked(), '{}', 'after unlink nothing is marked');
SELECT * FROM finish();
