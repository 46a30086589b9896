-- Who a row of the sheet is when its key, its id or its place is not what it was: keys that are not published yet, ids on other rows, blank rows.
\ir fixture/sheet.sql
SELECT plan(17);

CREATE TABLE t (k serial PRIMARY KEY, a text, b int);
SELECT tap.link('t', '{"policy": "database"}');
INSERT INTO t (a, b) VALUES ('one', 1), ('two', 2);
SELECT tap.rest();

-- two typed rows have their keys from the database, which the sheet does not show yet, when the cells are sorted without the ids
SELECT tap.put(4, '_gsync_id', '"scriptsRow0001"'), tap.put(4, 'b', '3');
SELECT tap.type(4, 'a', '"three"');
SELECT tap.put(5, '_gsync_id', '"scriptsRow0002"'), tap.put(5, 'b', '4');
SELECT tap.type(5, 'a', '"four"');
SELECT tap.put(4, 'a', '"four"'), tap.put(4, 'b', '4'), tap.put(5, 'a', '"three"'), tap.put(5, 'b', '3');
SELECT cmp_ok(tap.rest(), '<', 8, 'it comes to rest');
SELECT results_eq('SELECT a, b FROM t ORDER BY k', $$VALUES ('one', 1), ('two', 2), ('three', 3), ('four', 4)$$, 'a row whose key is not in the sheet yet is known by its cells: none is doubled or lost');
SELECT is((SELECT count(*) FROM tap.sheet WHERE place > 1 AND tap.cell(place, 'a') IS NOT NULL), 4::bigint, 'in the sheet neither');
SELECT is(tap.cell(4, 'k'), '4', 'and each got its key');
SELECT is_empty('SELECT FROM gsync.conflict', 'nobody quarrelled');

-- an emptied row
SELECT tap.put(3, 'k', NULL), tap.put(3, 'a', NULL), tap.put(3, 'b', NULL);
SELECT tap.rest();
SELECT is_empty('SELECT FROM t WHERE k = 2', 'an emptied row is deleted');
SELECT is(tap.cell(3, '_gsync_id'), NULL, 'its id is taken out of the blank row');
SELECT is(tap.cell(4, 'k'), '4', 'which stays');
SELECT tap.put(3, 'a', '"again"');
SELECT tap.rest();
SELECT is((SELECT k FROM t WHERE a = 'again'), 5, 'what is typed there is a new row');

-- one with a note: the note goes first
UPDATE gsync.link SET policy = 'sheet';
SELECT tap.put(3, 'b', '"many"');
SELECT tap.rest(), tap.rest();
SELECT isnt_empty('SELECT FROM tap.note', 'a cell that is refused has a note');
SELECT tap.put(3, 'k', NULL), tap.put(3, 'a', NULL), tap.put(3, 'b', NULL);
SELECT tap.rest(), tap.rest();
UPDATE gsync.link SET scan_wanted = now();
SELECT tap.rest(), tap.rest();
SELECT is_empty('SELECT FROM tap.note', 'emptied, the row has none any more');
SELECT is_empty($$SELECT FROM t WHERE a = 'again'$$, 'and is deleted');

-- a look at some rows only: the cells of a row without a key stand beside the id of one that has one
SELECT tap.put(6, '_gsync_id', '"scriptsRow0003"'), tap.put(6, 'b', '6');
SELECT tap.type(6, 'a', '"six"');
SELECT tap.put(6, 'k', tap.cell(2, 'k')), tap.put(6, 'a', tap.cell(2, 'a')), tap.put(6, 'b', tap.cell(2, 'b'));
SELECT tap.put(2, 'k', NULL), tap.put(2, 'a', '"six"'), tap.put(2, 'b', '6');
UPDATE t SET b = 10 WHERE a = 'one';
SELECT tap.look('{2,6}'), tap.land();
SELECT tap.rest();
SELECT results_eq($$SELECT a, b FROM t WHERE a IN ('one', 'six') ORDER BY a$$, $$VALUES ('one', 10), ('six', 6)$$, 'asks for the whole tab, and each stays who it is');
SELECT is(tap.cell(6, 'a'), '"one"', 'where the person put it');
SELECT is(tap.cell(6, 'b'), '10', 'and is written there');

-- an id alone, left in a blank row
SELECT tap.put(3, '_gsync_id', '"strayId000001"');
SELECT tap.rest();
SELECT is(tap.cell(3, '_gsync_id'), NULL, 'a stray id goes');
SELECT ok(tap.is_settled(), 'settled');
SELECT * FROM finish();
