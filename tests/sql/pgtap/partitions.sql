-- A partitioned table: writes to the table and to its partitions are marked alike.
\ir fixture/sheet.sql
SELECT plan(8);

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
SELECT * FROM finish();
