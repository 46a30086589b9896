-- Rows whose cells were sorted without their hidden ids, while a publish was on its way or before a script told: each stays who it is, and what comes back is told.
\ir fixture/sheet.sql
SELECT plan(20);

CREATE TABLE t (k int PRIMARY KEY, a text, b int, c text);
SELECT tap.link('t', '{"policy": "sheet"}');
INSERT INTO t SELECT n, 'row ' || n, n * 10, 'c' || n FROM generate_series(1, 6) n;
SELECT tap.rest();

-- Changes the places of two rows but for their ids.
CREATE FUNCTION swap(x int, y int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one jsonb := (SELECT cells FROM tap.sheet WHERE place = x);
    other jsonb := (SELECT cells FROM tap.sheet WHERE place = y);
BEGIN
    UPDATE tap.sheet SET cells = other - 4 || (one -> 4) WHERE place = x;
    UPDATE tap.sheet SET cells = one - 4 || (other -> 4) WHERE place = y;
END $$;

-- another key is typed and the row sorted away before anybody tells
SELECT tap.put(2, 'k', '11');
SELECT swap(2, 3), swap(4, 5);
SELECT is(tap.apply(tap.event(3, 'k', '{"typed": 11, "old": 1}')), 'dropped', 'a typed key beside the id of another row waits for the look');
SELECT tap.rest();
SELECT results_eq('SELECT k, a, c FROM t ORDER BY k', $$SELECT CASE n WHEN 1 THEN 11 ELSE n END, 'row ' || n, 'c' || n FROM unnest(ARRAY[2, 3, 4, 5, 6, 1]) n$$, 'the row with most cells in common is the one');
SELECT is_empty('SELECT FROM gsync.conflict', 'nobody quarrelled');
SELECT is((SELECT count(DISTINCT tap.id(place)) FROM tap.sheet WHERE place > 1), 6::bigint, 'every row has an id of its own');

-- a delete by number hits the row that was sorted there
DELETE FROM t WHERE k = 6;
SELECT tap.look();
SELECT swap(7, 6);
SELECT tap.land();
SELECT tap.rest();
SELECT results_eq('SELECT a FROM t ORDER BY k', $$VALUES ('row 2'), ('row 3'), ('row 4'), ('row 5'), ('row 1')$$, 'the row that was hit stays in the table');
SELECT is((SELECT count(*) FROM tap.sheet WHERE place > 1 AND tap.cell(place, 'a') IS NOT NULL), 5::bigint, 'is in the sheet again, and the deleted one is gone');
SELECT matches((SELECT detail FROM gsync.conflict WHERE col IS NULL), '^gone from the sheet while gsync was writing', 'and that is told');
DELETE FROM gsync.conflict;

-- the event of a row beside the id of one that SQL deleted
SELECT swap(2, 3);
DELETE FROM gsync.tombstone;
INSERT INTO gsync.tombstone (link, id) SELECT tap.the_link(), 'deletedRow000001';
SELECT tap.put(3, '_gsync_id', '"deletedRow000001"');
SELECT is(tap.apply(tap.event(3, 'b', '{"typed": 77}')), 'dropped', 'an event with the id of a deleted row and the key of another waits');
SELECT is_empty('SELECT FROM gsync.conflict', 'it is no edit of the deleted row');
SELECT tap.rest();

-- a note on its way to a row that is sorted away
SELECT tap.type(2, 'b', '"many"');
SELECT tap.look();
SELECT tap.put(8, 'k', '8'), tap.put(8, 'a', '"row 8"');
UPDATE tap.sheet SET place = -place WHERE place IN (2, 4);
UPDATE tap.sheet SET place = CASE place WHEN -2 THEN 4 ELSE 2 END WHERE place < 0;
SELECT tap.land();
SELECT tap.rest();
UPDATE gsync.link SET scan_wanted = now();
SELECT tap.rest(), tap.rest();
SELECT is((SELECT array_agg(tap.cell(place, 'b')) FROM tap.note), ARRAY['"many"']::jsonb[], 'stands beside what was refused, and nowhere else');

-- what is refused goes with its row
SELECT k AS bad FROM t WHERE k = (SELECT key[1]::int FROM gsync.row WHERE rej <> '{}') \gset
UPDATE gsync.link SET policy = 'database';
DELETE FROM t WHERE k = :bad;
SELECT tap.put((SELECT place FROM tap.note), 'b', '78');
SELECT tap.rest();
SELECT is_empty('SELECT FROM gsync.rejected', 'an edit of a row that the table has deleted takes what was refused there with it');
SELECT is((SELECT count(*) FROM gsync.conflict WHERE col IS NULL), 1::bigint, 'the edit is recorded');
SELECT ok(tap.is_settled() AND NOT EXISTS (SELECT FROM tap.sheet WHERE tap.cell(place, 'k') = to_jsonb(:bad)), 'and the row goes');

-- typed into a row that was appended and not read back, then emptied again
INSERT INTO t VALUES (20, 'row 20', 200, NULL);
SELECT tap.look(), tap.land();
SELECT max(place) AS last FROM tap.sheet \gset
SELECT tap.type(:last, 'c', '"typed"');
SELECT is((SELECT c FROM t WHERE k = 20), 'typed', 'what is typed into a row just appended is taken');
SELECT tap.put(:last, 'c', NULL);
SELECT tap.apply(tap.event(:last, 'c', '{"typed": null, "old": "typed"}'));
SELECT is((SELECT c FROM t WHERE k = 20), NULL, 'and what is done to it next as well');
SELECT tap.rest();
SELECT is(tap.cell(:last, 'c'), NULL, 'the same once it is read back');
INSERT INTO t VALUES (21, 'row 21', 210, NULL);
SELECT tap.look(), tap.land();
SELECT tap.type(:last + 1, 'c', '"typed"');
SELECT tap.put(:last + 1, 'c', NULL);
SELECT tap.rest();
SELECT is((SELECT c FROM t WHERE k = 21), NULL, 'an undo that nobody tells is found');

-- a copy with the hidden id of a row whose key is not in the sheet yet
CREATE TABLE before AS SELECT count(*) AS rows FROM t;
INSERT INTO t VALUES (30, 'row 30', 300, 'c30');
SELECT tap.look(), tap.land();
INSERT INTO tap.sheet SELECT max(place) + 1, jsonb_build_array(31, 'row 31', 310, 'c31', tap.id(max(place))) FROM tap.sheet;
SELECT max(place) AS last FROM tap.sheet \gset
SELECT is(tap.apply(tap.event(:last, 'k', '{"last_column": 5}')), 'dropped', 'a copy of a row that was not read back waits');
SELECT tap.rest();
SELECT results_eq('SELECT k, a FROM t WHERE k >= 30 ORDER BY k', $$VALUES (30, 'row 30'), (31, 'row 31')$$, 'and is a row of its own');
SELECT ok(tap.is_settled(), 'settled');
SELECT * FROM finish();
