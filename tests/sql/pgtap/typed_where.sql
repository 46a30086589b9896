-- What was typed, told of a row that shows something else: a publish has written over it, or another row stands there by now.
\ir fixture/sheet.sql
SELECT plan(8);

CREATE TABLE t (k int PRIMARY KEY, a int, b int);
INSERT INTO t VALUES (1, 10, 100), (2, 20, 200);
SELECT tap.link('t');
SELECT tap.rest();

-- somebody typed 55 over 20 in the other row, which stood here then
SELECT tap.apply(tap.event(2, 'a', '{"typed": 55, "old": 20}'));
SELECT is((SELECT a FROM t WHERE k = 1), 10, 'another row: nothing is written here');
SELECT is((SELECT count(*) FROM gsync.conflict), 0::bigint, 'nor is it a conflict');
SELECT ok((SELECT scan_wanted <= now() FROM gsync.link), 'a look is to find the right one');
SELECT tap.rest();

UPDATE t SET a = 11 WHERE k = 1;
SELECT tap.rest();
SELECT is(tap.cell(2, 'a'), '11', 'a publish wrote 11 over 10');
SELECT tap.apply(tap.event(2, 'a', '{"typed": 56, "old": 20}'));
SELECT is((SELECT a FROM t WHERE k = 1), 11, 'still another row');
SELECT tap.apply(tap.event(2, 'a', '{"typed": 57, "old": 10}'));
SELECT is((SELECT a FROM t WHERE k = 1), 57, 'typed over the 10 that the publish wrote over: it was here');
SELECT results_eq('SELECT sheet_value, table_value, winner FROM gsync.conflict', $$ VALUES ('57'::jsonb, '11'::jsonb, 'sheet') $$, 'and a conflict');
SELECT tap.apply(tap.event(2, 'a', '{"typed": 58, "old": 57}'));
SELECT is((SELECT a FROM t WHERE k = 1), 58, 'what was typed over that was here, too');

SELECT * FROM finish();
