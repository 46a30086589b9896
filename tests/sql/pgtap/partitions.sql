-- A partitioned table: writes to the table and to its partitions are marked alike.
\ir fixture/sheet.sql
SELECT plan(22);

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
SELECT tap.rest();
CREATE TABLE was AS SELECT id FROM gsync.row WHERE key = '{1}';
UPDATE t SET k = CASE k WHEN 1 THEN 103 WHEN 101 THEN 104 ELSE 2 END WHERE k IN (1, 101, 102);
SELECT is((SELECT string_agg(old_key[1] || ' ' || new_key[1], ', ' ORDER BY old_key[1]::int) FROM gsync.rekey), '1 103, 101 104, 102 2', 'keys that change are followed, each once, also into another partition');
SELECT is(tap.look(), 'pub update update update header', 'and written where the rows stand');
SELECT tap.land();
SELECT tap.rest();
SELECT is((SELECT key FROM gsync.row WHERE id = (SELECT id FROM was)), '{103}', 'the row has kept its id');
SELECT tap.type(tap.at((SELECT id FROM was)), 'k', '3');
SELECT tap.rest();
SELECT is((SELECT key FROM gsync.row WHERE id = (SELECT id FROM was)), '{3}', 'so it has when the key is typed');
UPDATE t SET k = CASE k WHEN 3 THEN 103 WHEN 104 THEN 101 ELSE 102 END WHERE k IN (2, 3, 104);
SELECT tap.rest();
SELECT is((SELECT array_agg(tap.cell(place, 'k')::int ORDER BY tap.cell(place, 'k')::int) FROM tap.sheet WHERE place > 1), '{101,102,103}', 'a row moved to another partition moves in the sheet');
SELECT is(tap.cell(tap.at((SELECT id FROM gsync.row WHERE key = '{103}')), 'v'), '11', 'with its values');

TRUNCATE high;
SELECT is((SELECT array_agg(key[1]::int ORDER BY key[1]::int) FROM gsync.dirty), '{101,102,103}', 'TRUNCATE of a partition marks');
SELECT tap.rest();
SELECT is((SELECT count(*) FROM tap.sheet WHERE place > 1), 3::bigint, 'the sheet keeps its rows until someone says so');
SELECT is((SELECT array_agg((cells ->> 'k')::int ORDER BY cells ->> 'k') FROM gsync.bin WHERE key[1] <> '1'), '{101,102,103}', 'they are kept whole, once each, and none that only moved');
SELECT gsync.release(id) FROM gsync.held;
SELECT tap.rest();
SELECT is((SELECT count(*) FROM tap.sheet WHERE place > 1), 0::bigint, 'then they go');

-- a refused key that fits once SQL has changed another cell, and brings the row into another partition
INSERT INTO t VALUES (5, 50);
SELECT tap.rest();
SELECT tap.put(tap.at((SELECT id FROM gsync.row WHERE key = '{5}')), 'k', '205');
SELECT tap.rest();
SELECT is((SELECT sqlstate FROM gsync.rejected), '23514', 'no partition for this key');
SELECT is((SELECT reason FROM gsync.rejected), 'The table has no place for a row with these values (no partition of it takes them).', 'in plain words');
CREATE TABLE higher PARTITION OF t FOR VALUES FROM (200) TO (300);
UPDATE t SET v = 51 WHERE k = 5;
SELECT tap.rest();
SELECT results_eq($$SELECT tap.cell(place, 'k')::int, tap.cell(place, 'v')::int FROM tap.sheet WHERE place > 1$$, 'SELECT k, v FROM t', 'one row, the same on both sides');
SELECT is((SELECT k FROM t), 205, 'with the key that was typed');

-- partitions that come and go
DELETE FROM t;
INSERT INTO t SELECT k, k FROM generate_series(201, 205) k;
SELECT tap.rest();
SELECT gsync.release(id) FROM gsync.held WHERE state = 'held';
SELECT tap.rest();
CREATE TABLE late (LIKE t INCLUDING ALL);
INSERT INTO late VALUES (301, 1), (302, 2), (303, 3);
ALTER TABLE t ATTACH PARTITION late FOR VALUES FROM (300) TO (400);
SELECT tap.rest();
SELECT is((SELECT count(*) FROM tap.sheet WHERE tap.cell(place, 'v') IS NOT NULL AND place > 1), 8::bigint, 'rows of a partition that was attached come into the sheet');
TRUNCATE late;
SELECT tap.rest();
SELECT is((SELECT reason FROM gsync.held WHERE state = 'held'), 'the table was emptied by TRUNCATE', 'TRUNCATE of a new partition is seen');
SELECT gsync.release(id) FROM gsync.held WHERE state = 'held';
SELECT tap.rest();
ALTER TABLE t DETACH PARTITION higher;
SELECT tap.rest();
SELECT gsync.release(id) FROM gsync.held WHERE state = 'held';
SELECT tap.rest();
SELECT is((SELECT count(*) FROM tap.sheet WHERE tap.cell(place, 'v') IS NOT NULL AND place > 1), 0::bigint, 'rows of a partition that was detached leave the sheet');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'higher'::regclass AND NOT tgisinternal), 0::bigint, 'and nothing of gsync stays on it');

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
