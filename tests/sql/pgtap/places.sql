-- Rows that move: in rest, between look and landing, and while deletes are on their way. Sheets writes by row number.
\ir fixture/sheet.sql
SELECT plan(20);

CREATE TABLE t (k int PRIMARY KEY, a int);
INSERT INTO t SELECT k, k * 10 FROM generate_series(1, 6) k;
SELECT tap.link('t');
SELECT tap.rest();
CREATE FUNCTION all_equal() RETURNS boolean LANGUAGE sql AS $$
    SELECT (SELECT array_agg(ROW(cells -> 0, cells -> 1)::text ORDER BY (cells -> 0)::int) FROM tap.sheet WHERE place > 1 AND cells -> 0 <> 'null')
         = (SELECT array_agg(ROW(to_jsonb(k), to_jsonb(a))::text ORDER BY k) FROM t) $$;
CREATE FUNCTION a(of_key int) RETURNS int LANGUAGE sql AS 'SELECT a FROM t WHERE k = of_key';

-- in rest
SELECT tap.insert_row(3);
SELECT is(tap.rest(), 0, 'an inserted empty row is nothing');
UPDATE t SET a = 61 WHERE k = 6;
SELECT tap.rest();
SELECT is(tap.cell(8, 'a'), '61', 'the row is written where it stands now');
SELECT tap.delete_row(3);
UPDATE tap.sheet SET place = -place WHERE place > 1;
UPDATE tap.sheet SET place = 9 + place WHERE place < 0;
SELECT is(tap.rest(), 0, 'sorted: nothing to do');
SELECT is((SELECT array_agg(place ORDER BY key) FROM gsync.row), '{7,6,5,4,3,2}', 'places follow');

-- a stale place: the look at some rows finds out by the id column, and asks again
UPDATE t SET a = 62 WHERE k = 6;
SELECT gsync.plan(tap.the_link(), 1000, false);
SELECT tap.insert_row(2);
SELECT is(tap.look('{2}'), 'again', 'a row that is elsewhere is not written; the look is repeated');
SELECT is(tap.look('{3}'), 'pub update header', 'and finds it');
SELECT is((SELECT place FROM tap.op WHERE kind = 'update'), 3, 'at its new place');

-- moved between look and landing: the write hits another row
SELECT tap.delete_row(2);
SELECT is(tap.cell(3, 'k'), '5', 'a row was deleted meanwhile');
SELECT tap.land();
SELECT is(ARRAY[tap.cell(2, 'a'), tap.cell(3, 'a')], ARRAY['61', '62']::jsonb[], 'so the value stands in the wrong row');
SELECT tap.rest();
SELECT is(ARRAY[tap.cell(2, 'a'), tap.cell(3, 'a')], ARRAY['62', '50']::jsonb[], 'read back: both rows are put right');
SELECT is(ARRAY[a(5), a(6)], '{50,62}', 'what we wrote ourselves never counts as an edit');
SELECT is((SELECT count(*) FROM gsync.conflict), 0::bigint, 'nor as a quarrel');

-- a person's edit after landing, at the right place
UPDATE t SET a = 63 WHERE k = 6;
SELECT tap.look();
SELECT tap.land();
SELECT tap.put(2, 'a', '64');
SELECT tap.rest();
SELECT is(a(6), 64, 'typed over what has just landed: a person''s edit');
SELECT is((SELECT count(*) FROM gsync.conflict), 0::bigint, 'and no quarrel');

-- a misplaced delete: the row that it hit is appended again
SELECT is((SELECT array_agg(tap.cell(n, 'k')::int ORDER BY n) FROM generate_series(2, 7) n), '{6,5,4,3,2,1}', 'six rows');
DELETE FROM t WHERE k = 4;
SELECT is(tap.look(), 'pub delete header', 'a delete is claimed');
SELECT tap.insert_row(2);
SELECT tap.land();
SELECT is((SELECT count(*) FROM tap.sheet WHERE tap.cell(place, 'k') = '5'), 0::bigint, 'rows moved: it hits another row');
SELECT tap.rest();
SELECT is((SELECT array_agg(k ORDER BY k) FROM t), '{1,2,3,5,6}', 'which is not taken for a person''s deletion');
SELECT ok(all_equal(), 'but appended again; and the right one is deleted in the end');

-- the ids were sorted away from their rows: the key decides
UPDATE tap.sheet SET cells = jsonb_set(jsonb_set(cells, '{0}', CASE cells -> 0 WHEN '1' THEN '2' ELSE '1' END::jsonb), '{1}', CASE cells -> 0 WHEN '1' THEN '20' ELSE '10' END::jsonb) WHERE cells -> 0 IN ('1', '2');
SELECT tap.rest();
SELECT ok(all_equal() AND (SELECT bool_and(tap.id(x.place) = (SELECT r.id FROM gsync.row r WHERE r.key = ARRAY[x.cells ->> 0])) FROM tap.sheet x WHERE x.place > 1 AND x.cells -> 0 <> 'null') AND a(1) = 10 AND a(2) = 20,
    'a range sorted without the hidden column changes no key; the ids are mended');
SELECT * FROM finish();
