-- A link with a filter: only the rows that meet it are in the sheet.
\ir fixture/sheet.sql
SELECT plan(45);

-- the condition itself
CREATE TYPE mood AS ENUM ('fine', 'bad');
CREATE FUNCTION twice(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2';
CREATE TABLE t (k int PRIMARY KEY, a int DEFAULT 1, status text DEFAULT 'open', feel mood, at timestamptz);
CREATE FUNCTION read(condition text) RETURNS text LANGUAGE sql AS $$ SELECT gsync.read_filter('t', condition) $$;
SELECT is(read('status = ''open'' AND a < 100'), '(((status = ''open''::text) AND (a < 100)))', 'it is kept as PostgreSQL writes it');
SELECT is(read('t.a > 1 -- a comment'), '((a > 1))', 'names may be qualified, comments are left out');
SELECT is(read('twice(a) = 4 AND feel = ''fine'''), '(((public.twice(a) = 4) AND (feel = ''fine''::public.mood)))', 'what is not PostgreSQL''s own is written with its schema');
SELECT throws_like($$SELECT read('statu = 1')$$, '%the condition "statu = 1"%statu%', 'a column that the table lacks');
SELECT throws_ok($$SELECT read('a >')$$, '42601', NULL, 'a syntax error');
SELECT throws_ok($$SELECT read('a + 1')$$, '42804', NULL, 'no condition');
SELECT throws_ok($$SELECT read('a IN (SELECT k FROM t)')$$, '0A000', NULL, 'a subquery');
SELECT throws_ok($$SELECT read('at > now()')$$, '42P17', NULL, 'what depends on the time');
SELECT throws_ok($$SELECT read('a > random()')$$, '42P17', NULL, 'what depends on nothing');
SELECT throws_ok($$SELECT read('at::date = ''2026-01-01''')$$, '42P17', NULL, 'what depends on the session''s time zone');
SELECT throws_like($$SELECT read('true); DROP TABLE t; SELECT (1')$$, '%the condition%', 'a second statement');
SELECT lives_ok($$SELECT read('(at AT TIME ZONE ''UTC'')::date = ''2026-01-01''')$$, 'with its zone named it may');
SELECT is(to_regclass('pg_temp.t'), NULL, 'and nothing is left of trying');

INSERT INTO t VALUES (1, 10, 'open'), (2, 20, 'done'), (3, 30, 'open'), (999, 0, 'open');
SELECT tap.link('t', '{"where": "status = ''open''", "policy": "sheet"}');
CREATE FUNCTION in_sheet() RETURNS int[] LANGUAGE sql AS $$ SELECT coalesce(array_agg(tap.cell(place, 'k')::int ORDER BY tap.cell(place, 'k')::int), '{}') FROM tap.sheet WHERE place > 1 AND tap.cell(place, 'k')::int < 999 $$;
CREATE FUNCTION at(key int) RETURNS int LANGUAGE sql AS $$ SELECT place FROM tap.sheet WHERE place > 1 AND tap.cell(place, 'k')::int = key $$;
SELECT is((SELECT count(*) FROM gsync.dirty), 3::bigint, 'only the rows that meet it are marked');
SELECT tap.rest();
SELECT is(in_sheet(), '{1,3}', 'and only they are in the sheet');

-- SQL moves rows in and out
UPDATE t SET status = 'done' WHERE k = 3;
UPDATE t SET status = 'open' WHERE k = 2;
SELECT tap.rest();
SELECT is(in_sheet(), '{1,2}', 'one leaves, one enters');
SELECT is((SELECT count(*) FROM t), 4::bigint, 'the table has all of them');
SELECT matches((SELECT source FROM gsync.history WHERE new IS NULL AND col IS NULL), '^left the filter, transaction', 'history tells');
UPDATE t SET a = 31 WHERE k = 3;
SELECT is((SELECT count(*) FROM gsync.work('', true, 600) WHERE action = 'publish'), 0::bigint, 'a row that does not belong to the sheet costs no call');
SELECT is((SELECT count(*) FROM gsync.dirty), 0::bigint, 'its mark is taken off');
UPDATE t SET k = 30 WHERE k = 3;
SELECT tap.rest();
SELECT is(in_sheet(), '{1,2}', 'a key that changes out there concerns nobody');
UPDATE t SET k = 20, status = 'done' WHERE k = 2;
SELECT gsync.work('', true, 600);
SELECT tap.rest();
SELECT is(in_sheet(), '{1}', 'a row that gets another key and leaves at once is gone from the sheet');

-- people
SELECT is(tap.type(at(1), 'status', '"done"'), 'merged', 'a person moves a row out');
SELECT is((SELECT status FROM t WHERE k = 1), 'done', 'it is applied');
SELECT tap.rest();
SELECT is(in_sheet(), '{}', 'then the row leaves the sheet');
SELECT is((SELECT count(*) FROM t), 4::bigint, 'and stays in the table');
UPDATE t SET status = 'open' WHERE status <> 'open';
SELECT tap.rest();
SELECT is(in_sheet(), '{1,20,30}', 'all are back');

UPDATE t SET status = 'done' WHERE k = 20;
SELECT is(tap.type(at(20), 'a', '99'), 'merged', 'a cell of a row that SQL has moved out meanwhile');
SELECT is((SELECT ROW(a, status)::text FROM t WHERE k = 20), '(99,done)', 'is applied, and the row does not come back by it');
SELECT tap.rest();
SELECT is(in_sheet(), '{1,30}', 'it leaves the sheet');
UPDATE t SET status = 'done' WHERE k = 30;
SELECT tap.put(at(30), 'status', '"held"');
SELECT tap.apply(tap.event(at(30), 'status', '{"typed": "held"}'));
SELECT is((SELECT ROW(winner, sheet_value, table_value)::text FROM gsync.conflict), '(sheet,"""held""","""done""")', 'where both moved it, the policy decides, and the loser is kept');
SELECT tap.rest();

-- deleted in the sheet, after SQL has moved it out
UPDATE t SET status = 'done' WHERE k = 1;
SELECT tap.delete_row(at(1));
SELECT tap.rest();
SELECT is((SELECT status FROM t WHERE k = 1), 'done', 'a row that had left the filter is not deleted with its place in the sheet');
SELECT is((SELECT detail FROM gsync.conflict WHERE key = '{1}'), 'deleted in the sheet, after it had left the filter', 'and that is told');
SELECT is(in_sheet(), '{}', 'it does not come back either');
UPDATE t SET status = 'open' WHERE k = 1;
SELECT tap.rest();
SELECT tap.delete_row(at(1));
SELECT tap.rest();
SELECT is_empty('SELECT FROM t WHERE k = 1', 'a row of the sheet that is deleted there is deleted');

-- new rows of people
SELECT tap.put(9, 'k', '50'), tap.put(9, 'status', '"done"');
SELECT tap.rest();
SELECT is_empty('SELECT FROM t WHERE k = 50', 'a typed row that does not meet it is not taken');
SELECT ok(at(50) IS NOT NULL, 'it stays in the sheet');
SELECT matches((SELECT note FROM tap.note), 'shows only rows with status = ''open''', 'with a note that says why');
SELECT tap.type(at(50), 'status', '"open"');
SELECT tap.rest();
SELECT is((SELECT status FROM t WHERE k = 50), 'open', 'once it does, it is');
SELECT is_empty('SELECT FROM tap.note', 'and the note goes');
SELECT tap.put(10, 'k', '20'), tap.put(10, 'a', '5');
SELECT tap.rest();
SELECT is((SELECT a FROM t WHERE k = 20), 99, 'a key that is taken outside of the sheet is refused: nobody overwrites what he cannot see');
SELECT tap.look('{10}'), tap.land(), tap.look('{10}'), tap.land();
SELECT matches((SELECT note FROM tap.note), 'same k already. It may be a row that this tab does not show', 'with a note');
SELECT tap.delete_row(10);
SELECT tap.rest();
SELECT is((SELECT count(*) FROM t WHERE k = 20), 1::bigint, 'and taking the typed row away deletes nothing');

-- the guard counts rows that are gone, not those that only left
UPDATE gsync.link SET max_delete_rows = 2, max_delete_share = 0;
INSERT INTO t SELECT n, n FROM generate_series(100, 110) n;
SELECT tap.rest();
UPDATE t SET status = 'done' WHERE k BETWEEN 100 AND 104;
DELETE FROM t WHERE k BETWEEN 105 AND 107;
SELECT tap.rest();
SELECT is((SELECT ROW(side, rows)::text FROM gsync.held WHERE state = 'held'), '(table,3)', 'the deleted ones are held');
SELECT is(in_sheet(), '{50,105,106,107,108,109,110}', 'the others have left');
SELECT * FROM finish();
