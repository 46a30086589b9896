-- Deletes, both ways, and the guard that holds too many of them.
\ir fixture/sheet.sql
SELECT plan(40);

CREATE TABLE t (k int PRIMARY KEY, a int);
INSERT INTO t SELECT k, k * 10 FROM generate_series(1, 40) k;
SELECT tap.link('t', '{"max_delete_rows": 5, "max_delete_share": 0.1}');
SELECT tap.rest();
CREATE FUNCTION in_sheet() RETURNS int[] LANGUAGE sql AS $$ SELECT coalesce(array_agg(tap.cell(place, 'k')::int ORDER BY tap.cell(place, 'k')::int), '{}') FROM tap.sheet WHERE place > 1 $$;
CREATE FUNCTION in_table() RETURNS int[] LANGUAGE sql AS $$ SELECT coalesce(array_agg(k ORDER BY k), '{}') FROM t $$;
CREATE FUNCTION numbers(a int, b int) RETURNS int[] LANGUAGE sql AS 'SELECT ARRAY(SELECT generate_series(a, b))';
CREATE FUNCTION drop_from_sheet(keys int[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    k int;
BEGIN
    FOREACH k IN ARRAY keys LOOP
        PERFORM tap.delete_row(place) FROM tap.sheet WHERE place > 1 AND tap.cell(place, 'k')::int = k;
    END LOOP;
END $$;

-- from the table, bottom-up
DELETE FROM t WHERE k IN (3, 1, 2);
SELECT is(tap.look(), 'pub delete delete delete header', 'three deletes');
SELECT is((SELECT array_agg(place ORDER BY n) FROM tap.op WHERE kind = 'delete'), '{4,3,2}', 'from the bottom up');
SELECT tap.land();
SELECT is(tap.look(), '', 'read back');
SELECT is(in_sheet(), numbers(4, 40), 'they have left the sheet');
SELECT is((SELECT count(*) FROM gsync.row), 37::bigint, 'and are forgotten');
SELECT results_eq($$SELECT key[1], side, old -> 'a' FROM gsync.history WHERE new IS NULL AND col IS NULL ORDER BY key[1]$$, $$VALUES ('1', 'table', '10'::jsonb), ('2', 'table', '20'), ('3', 'table', '30')$$, 'history keeps what they were');

-- updates, deletes and appends in one publish: updates first, appends last
DELETE FROM t WHERE k = 4;
UPDATE t SET a = 55 WHERE k = 5;
INSERT INTO t VALUES (41, 410);
SELECT is(tap.look(), 'pub update delete append header', 'updates, then deletes, then appends');
SELECT tap.land();
SELECT tap.rest();
SELECT results_eq($$SELECT (cells -> 0)::int, (cells -> 1)::int FROM tap.sheet WHERE place > 1 ORDER BY 1$$, 'SELECT k, a FROM t ORDER BY 1', 'and all are right');

-- from the sheet
SELECT drop_from_sheet('{5,6}');
SELECT is(tap.look(), '', 'rows that one reading misses are not believed to be gone');
SELECT ok((SELECT scan_wanted > now() FROM gsync.link), 'the tab is read once more, a moment later');
SELECT is(tap.look(), 'journal', 'rows that the next one misses as well are journaled');
SELECT tap.apply(cells::text, 2) FROM tap.op;
SELECT is(in_table(), numbers(7, 41), 'then they leave the table');
SELECT is((SELECT array_agg(old -> 'a' ORDER BY old -> 'a') FROM gsync.history WHERE side = 'sheet'), ARRAY['55', '60']::jsonb[], 'history keeps them');
SELECT is(tap.rest(), 0, 'no echo');

-- a look that does not read the whole tab finds no row gone
SELECT drop_from_sheet('{7}');
SELECT is(tap.look('{2,3}'), '', 'a look at some rows takes none for gone');
SELECT tap.rest();
SELECT is(in_table(), numbers(8, 41), 'a look at all of them does');

-- the guard: gone from the sheet (6 of 34 rows: more than 5 and more than a tenth)
SELECT drop_from_sheet(numbers(8, 13));
SELECT tap.rest();
SELECT is(in_table(), numbers(8, 41), 'sheet: six rows gone are held');
SELECT results_eq('SELECT side, rows, of_rows, state FROM gsync.held', $$VALUES ('sheet', 6, 34, 'held')$$, 'sheet: held says how many of how many');
SELECT is(tap.rest(), 0, 'sheet: and only once');
SELECT is((SELECT count(*) FROM gsync.held), 1::bigint, 'sheet: one record');
SELECT is(gsync.release((SELECT id FROM gsync.held)), 6, 'sheet: released');
SELECT tap.rest();
SELECT is(in_table(), numbers(14, 41), 'sheet: now they are deleted');
SELECT is((SELECT state FROM gsync.held), 'released', 'sheet: the record says so');
-- discarded: they come back to the sheet
SELECT drop_from_sheet(numbers(14, 19));
SELECT tap.rest();
SELECT is(gsync.discard((SELECT id FROM gsync.held WHERE state = 'held')), 6, 'sheet: discarded');
SELECT tap.rest();
SELECT is(in_sheet(), numbers(14, 41), 'sheet: the rows are back');
SELECT is(in_table(), numbers(14, 41), 'sheet: the table has kept them');

-- the guard: gone from the table
DELETE FROM t WHERE k <= 19;
SELECT tap.rest();
SELECT is(in_sheet(), numbers(14, 41), 'table: six deletes are held');
SELECT is((SELECT ROW(side, rows, of_rows)::text FROM gsync.held WHERE state = 'held'), '(table,6,28)', 'table: held says how many of how many');
INSERT INTO t VALUES (42, 420);
SELECT tap.rest();
SELECT is(in_sheet(), numbers(14, 42), 'table: everything else goes on');
SELECT is(gsync.release((SELECT id FROM gsync.held WHERE state = 'held')), 6, 'table: released');
SELECT tap.rest();
SELECT is(in_sheet(), numbers(20, 42), 'table: now they leave the sheet');
DELETE FROM t WHERE k <= 25;
SELECT tap.rest();
SELECT is(gsync.discard((SELECT id FROM gsync.held WHERE state = 'held')), 6, 'table: discarded');
SELECT tap.rest();
SELECT is(in_table(), numbers(20, 42), 'table: the rows are back in the table');
SELECT is(in_sheet(), numbers(20, 42), 'table: the sheet has kept them');
SELECT throws_ok('SELECT gsync.release(max(id)) FROM gsync.held', '55000', NULL, 'what is discarded cannot be released');

-- only more than max_delete_rows AND more than the share
UPDATE gsync.link SET max_delete_share = 0.5;
DELETE FROM t WHERE k <= 25;
SELECT tap.rest();
SELECT is(in_sheet(), numbers(26, 42), 'over the one limit only: not held');

-- a tab that is empty, and a short answer, delete nothing, whatever the limits
UPDATE gsync.link SET max_delete_rows = 1000, max_delete_share = 1;
CREATE TEMP TABLE saved AS SELECT * FROM tap.sheet WHERE place > 1;
DELETE FROM tap.sheet WHERE place > 1;
SELECT tap.rest();
SELECT is(in_table(), numbers(26, 42), 'an emptied tab deletes nothing');
INSERT INTO tap.sheet SELECT * FROM saved;
SELECT tap.rest();
SELECT is((SELECT count(*) FROM gsync.held WHERE state = 'held'), 0::bigint, 'what was held closes by itself when the rows are back');
DELETE FROM tap.sheet WHERE place > 6;
SELECT tap.rest();
SELECT is(in_table(), numbers(26, 42), 'fewer than half of the rows: nothing is deleted');
INSERT INTO tap.sheet SELECT * FROM saved WHERE place > 6;
SELECT tap.rest();

-- our column is gone: nothing is done until it is made again
UPDATE tap.sheet SET cells = cells - 2;
SELECT tap.look();
SELECT ok(in_table() = numbers(26, 42) AND (SELECT mend IS NOT NULL FROM gsync.link), 'without gsync''s column nothing is deleted, and it is to be made again');
SELECT * FROM finish();
