-- Keys that change: in the sheet, in SQL, swapped, to one that is taken; and types whose text depends on a session's settings.
\ir fixture/sheet.sql
SELECT plan(15);

CREATE TABLE t (k int PRIMARY KEY, a int);
INSERT INTO t VALUES (1, 10), (2, 20), (3, 30), (4, 40);
SELECT tap.link('t');
SELECT tap.rest();
CREATE TEMP TABLE ids AS SELECT key[1]::int AS k, id FROM gsync.row;

-- edited in the sheet
SELECT is(tap.type(2, 'k', '11'), 'merged', 'a key edited in the sheet');
SELECT results_eq('SELECT k, a FROM t ORDER BY a', 'VALUES (11, 10), (2, 20), (3, 30), (4, 40)', 'changes the key of that row');
SELECT is((SELECT key[1] FROM gsync.row r JOIN ids i USING (id) WHERE i.k = 1), '11', 'which stays the same row');
SELECT ok(tap.is_settled(), 'nothing is left to do');
SELECT tap.type(3, 'k', '3');
SELECT tap.rest();
SELECT is((SELECT sqlstate FROM gsync.rejected), '23505', 'a key that another row has');
SELECT is((SELECT array_agg(k ORDER BY a) FROM t), '{11,2,3,4}', 'is refused');
SELECT tap.type(3, 'k', '2');
SELECT tap.rest();
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'and mended by typing the old one');

-- emptied
SELECT tap.type(3, 'k', 'null');
SELECT tap.rest();
SELECT is(ARRAY[tap.cell(3, 'k'), to_jsonb((SELECT count(*) FROM t))], ARRAY['2', '4']::jsonb[], 'an emptied key comes back, and no row is lost');

-- changed in SQL
UPDATE t SET k = 12 WHERE k = 2;
SELECT is(tap.rest(), 1, 'a key changed in SQL');
SELECT is(ARRAY[tap.cell(3, 'k'), tap.cell(3, 'a')], ARRAY['12', '20']::jsonb[], 'changes in its row of the sheet');
SELECT is((SELECT count(*) FROM tap.sheet), 5::bigint, 'no row is added');
-- swapped in SQL
BEGIN;
UPDATE t SET k = -3 WHERE k = 3;
UPDATE t SET k = 3 WHERE k = 4;
UPDATE t SET k = 4 WHERE k = -3;
COMMIT;
SELECT tap.rest();
SELECT is((SELECT array_agg(tap.cell(n, 'k')::int ORDER BY tap.cell(n, 'a')::int) FROM generate_series(2, 5) n), '{11,12,4,3}', 'two keys swapped in SQL');
-- deleted and inserted again with the same key
DELETE FROM t WHERE k = 3;
INSERT INTO t VALUES (3, 33);
SELECT tap.rest();
SELECT is((SELECT array_agg(tap.cell(n, 'a')::int ORDER BY tap.cell(n, 'k')::int) FROM generate_series(2, 5) n), '{33,30,10,20}', 'deleted and inserted again between two looks');
SELECT gsync.unlink('tab');
DELETE FROM tap.sheet;

-- text, date and timestamptz as one key
CREATE TABLE h (c text, d date, z timestamptz, v int, PRIMARY KEY (c, d, z));
INSERT INTO h VALUES ('007', '2024-12-31', '2024-07-01 16:00+00', 1);
SELECT tap.link('h', '{"time_zone": "Europe/Berlin"}');
SELECT tap.rest();
SET TimeZone = 'Asia/Tokyo';
SET DateStyle = 'German';
UPDATE h SET v = 2;
SELECT tap.rest();
SELECT is((SELECT array_agg(cells - 4) FROM tap.sheet WHERE place > 1), ARRAY['["007", 45657, 45474.75, 2]']::jsonb[], 'text, date and timestamptz as a key, whatever the session''s settings');
SELECT tap.type(2, 'v', '3');
SELECT is((SELECT v FROM h), 3, 'both ways');
RESET TimeZone;
RESET DateStyle;
SELECT * FROM finish();
