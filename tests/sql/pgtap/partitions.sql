-- A partitioned table: writes to the table and to its partitions are marked alike.
\ir fixture/sheet.sql
SELECT plan(13);

CREATE TABLE t (k int PRIMARY KEY, v int) PARTITION BY RANGE (k);
CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100);
CREATE TABLE high PARTITION OF t FOR VALUES FROM (100) TO (200);
INSERT INTO t VALUES (1, 10), (101, 20);
SELECT tap.link('t');
SELECT tap.rest();
SELECT is((SELECT array_agg(key::text ORDER BY key) FROM gsync.dirty), NULL, 'at rest');

INSERT INTO high VALUES (102, 30);
UPDATE low SET v = 11;
SELECT is((SELECT array_agg(key[1]::int ORDER BY key[1]::int) FROM gsync.dirty), '{1,102}', 'writes to partitions are marked');
UPDATE t SET k = 103 WHERE k = 1;
SELECT tap.rest();
SELECT is((SELECT array_agg(tap.cell(place, 'k')::int ORDER BY tap.cell(place, 'k')::int) FROM tap.sheet WHERE place > 1), '{101,102,103}', 'a row moved to another partition moves in the sheet');
SELECT is(tap.cell(tap.at((SELECT id FROM gsync.row WHERE key = '{103}')), 'v'), '11', 'with its values');

TRUNCATE high;
SELECT is((SELECT array_agg(key[1]::int ORDER BY key[1]::int) FROM gsync.dirty), '{101,102,103}', 'TRUNCATE of a partition marks');
SELECT tap.rest();
SELECT is((SELECT count(*) FROM tap.sheet WHERE place > 1), 3::bigint, 'the sheet keeps its rows until someone says so');
SELECT is((SELECT array_agg((cells ->> 'k')::int ORDER BY cells ->> 'k') FROM gsync.bin WHERE key[1] <> '1'), '{101,102,103}', 'they are kept whole, once each');
SELECT gsync.release(id) FROM gsync.held;
SELECT tap.rest();
SELECT is((SELECT count(*) FROM tap.sheet WHERE place > 1), 0::bigint, 'then they go');

-- a refused key that fits once SQL has changed another cell, and brings the row into another partition
INSERT INTO t VALUES (5, 50);
SELECT tap.rest();
SELECT tap.put(tap.at((SELECT id FROM gsync.row WHERE key = '{5}')), 'k', '205');
SELECT tap.rest();
SELECT is((SELECT sqlstate FROM gsync.rejected), '23514', 'no partition for this key');
CREATE TABLE higher PARTITION OF t FOR VALUES FROM (200) TO (300);
UPDATE t SET v = 51 WHERE k = 5;
SELECT tap.rest();
SELECT results_eq($$SELECT tap.cell(place, 'k')::int, tap.cell(place, 'v')::int FROM tap.sheet WHERE place > 1$$, 'SELECT k, v FROM t', 'one row, the same on both sides');
SELECT is((SELECT k FROM t), 205, 'with the key that was typed');

-- a partition that is linked by itself, and written through the whole
CREATE TABLE whole (k int PRIMARY KEY, v int) PARTITION BY RANGE (k);
CREATE TABLE piece PARTITION OF whole FOR VALUES FROM (0) TO (100);
SELECT gsync.link_table('S', 2, 'piece', '{"name": "piece"}');
INSERT INTO whole VALUES (1, 1);
DELETE FROM gsync.dirty;
UPDATE whole SET v = 2;
SELECT is((SELECT array_agg(key::text) FROM gsync.dirty), ARRAY['{1}'], 'is marked');
INSERT INTO whole VALUES (2, 2);
SELECT is((SELECT array_agg(key::text ORDER BY key) FROM gsync.dirty), ARRAY['{1}', '{2}'], 'so are new rows');
SELECT * FROM finish();
