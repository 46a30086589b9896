-- Rows that appear: typed in the sheet, inserted in the table, on both sides at once; keys that the database makes; history.
\ir fixture/sheet.sql
SELECT plan(33);

CREATE TABLE t (k serial PRIMARY KEY, a int, b text NOT NULL DEFAULT 'fresh', c int GENERATED ALWAYS AS (a + 1) STORED);
SELECT tap.link('t', '{"time_zone": "Europe/Berlin"}');
SELECT is(tap.rest(), 0, 'nothing to do for an empty table and an empty tab');

-- from the table
INSERT INTO t (a) VALUES (10), (20);
SELECT is(tap.look(), 'pub append append header', 'rows of the table are appended');
SELECT is((SELECT count(*) FROM gsync.row WHERE base IS NULL AND born = 1), 2::bigint, 'born by publish 1, base unknown until read back');
SELECT ok((SELECT bool_and(id ~ '^[A-Za-z0-9_-]{12,}$') FROM tap.op WHERE kind = 'append'), 'with ids of 12 characters or more');
SELECT tap.land();
SELECT is(tap.look(), '', 'read back');
SELECT ok(tap.is_settled(), 'settled');
SELECT is((SELECT cells - 4 FROM tap.sheet WHERE place = 2), '[1, 10, "fresh", 11]', 'the row, with default and generated column');
SELECT is((SELECT base FROM gsync.row WHERE key = '{1}'), '{"k": 1, "a": 10, "b": "fresh", "c": 11}', 'base is what the sheet holds');

-- from the sheet, with an id that the script gave
SELECT tap.put(4, '_gsync_id', '"scriptsRow0001"'), tap.put(4, 'k', '7');
SELECT is(tap.type(4, 'a', '70'), 'merged', 'a new row by an event');
SELECT is((SELECT ROW(k, a, b, c)::text FROM t WHERE k = 7), '(7,70,fresh,71)', 'is in the table, with default and generated column');
SELECT is((SELECT id FROM gsync.row WHERE key = '{7}'), 'scriptsRow0001', 'under the id that stands there');
SELECT results_eq($$SELECT key, col, side, who, new -> 'a' FROM gsync.history WHERE row_id = 'scriptsRow0001'$$, $$VALUES ('{7}'::text[], NULL::text, 'sheet', 'ann@example.org', '70'::jsonb)$$, 'history says who made it');
SELECT is(tap.rest(), 1, 'default and generated column go back');
SELECT is((SELECT cells - 4 FROM tap.sheet WHERE place = 4), '[7, 70, "fresh", 71]', 'to that row');

-- from the sheet, key made by the database
SELECT tap.put(5, '_gsync_id', '"scriptsRow0002"');
SELECT is(tap.type(5, 'a', '80'), 'merged', 'a new row without a key');
SELECT is((SELECT k FROM t WHERE a = 80), 8, 'gets one from the sequence, past those that were typed');
SELECT tap.rest();
SELECT is(tap.cell(5, 'k'), '8', 'which flows back');
SELECT is((SELECT count(*) FROM t WHERE a = 80), 1::bigint, 'and is still one row');

-- found by a look, no script at all
SELECT tap.put(6, 'k', '9'), tap.put(6, 'a', '90');
SELECT is(tap.look(), 'journal', 'a look finds a new row without an id, and journals it');
SELECT tap.apply(cells::text, 2) FROM tap.op;
SELECT is((SELECT a FROM t WHERE k = 9), 90, 'it is in the table');
SELECT is((SELECT has_id FROM gsync.row WHERE key = '{9}'), false, 'its id is not in the sheet yet');
SELECT tap.rest();
SELECT is(tap.id(6), (SELECT id FROM gsync.row WHERE key = '{9}'), 'it gets its id');
SELECT is((SELECT cells - 4 FROM tap.sheet WHERE place = 6), '[9, 90, "fresh", 91]', 'and what the table made of it');
SELECT is(tap.rest(), 0, 'and then there is rest');

-- the same key on both sides at once: one row, policy sheet
INSERT INTO t (k, a) VALUES (20, 201);
SELECT tap.put(7, 'k', '20'), tap.put(7, 'a', '202');
SELECT tap.rest();
SELECT is((SELECT a FROM t WHERE k = 20), 202, 'one key on both sides: one row, the sheet wins');
SELECT is((SELECT count(*) FROM tap.sheet WHERE tap.cell(place, 'k') = '20'), 1::bigint, 'and stands in the sheet once');
SELECT is((SELECT array_agg(table_value) FROM gsync.conflict WHERE col = 'a'), ARRAY['201']::jsonb[], 'the loser is kept');

-- a copied row: the one at the known place keeps the id
INSERT INTO tap.sheet SELECT 8, cells FROM tap.sheet WHERE place = 2;
SELECT tap.put(8, 'k', '30');
SELECT tap.rest();
SELECT is((SELECT count(*) FROM t), 7::bigint, 'a copy with another key is a row of its own');
SELECT is((SELECT key[1] FROM gsync.row WHERE id = tap.id(2)), '1', 'the original keeps its id');
SELECT isnt(tap.id(8), tap.id(2), 'the copy gets another');

-- not calm: an event for a row that is not known yet waits for the look
UPDATE t SET a = 11 WHERE k = 1;
SELECT tap.look();
SELECT tap.put(9, '_gsync_id', '"scriptsRow0003"'), tap.put(9, 'k', '40');
SELECT tap.type(9, 'a', '400');
SELECT tap.land();
SELECT tap.rest();
SELECT is((SELECT a FROM t WHERE k = 40), 400, 'a new row that came while a publish was on its way is not lost');
SELECT is(tap.id(9), 'scriptsRow0003', 'nor its id');
SELECT results_eq($$SELECT (cells -> 0)::int, (cells -> 1)::int FROM tap.sheet WHERE place > 1 ORDER BY 1$$, 'SELECT k, a FROM t ORDER BY 1', 'sheet and table are equal');
SELECT * FROM finish();
