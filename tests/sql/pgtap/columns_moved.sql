-- Columns that move between look and landing. Sheets writes by number; the answer to a write tells where the pinned columns were.
\ir fixture/sheet.sql
SELECT plan(25);

CREATE TABLE t (k int PRIMARY KEY, a int, b text);
INSERT INTO t SELECT k, k * 10, 'b' || k FROM generate_series(1, 4) k;
SELECT tap.link('t');
SELECT tap.rest();
SELECT tap.pin_columns();
UPDATE tap.sheet SET cells = cells || CASE place WHEN 1 THEN '["remark"]' ELSE to_jsonb(ARRAY['said of ' || (cells ->> 0)]) END;
SELECT tap.move_column('remark', 1);
SELECT tap.rest();
CREATE FUNCTION all_equal() RETURNS boolean LANGUAGE sql AS $$
    SELECT (SELECT array_agg(ROW(tap.cell(place, 'k'), tap.cell(place, 'a'), tap.cell(place, 'b'))::text ORDER BY tap.cell(place, 'k')::int) FROM tap.sheet WHERE place > 1 AND tap.cell(place, 'k') IS NOT NULL)
         = (SELECT array_agg(ROW(to_jsonb(k), to_jsonb(a), to_jsonb(b))::text ORDER BY k) FROM t) $$;
CREATE FUNCTION remarks() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(tap.cell(place, 'remark') #>> '{}', ',' ORDER BY place) FROM tap.sheet WHERE place > 1 $$;
CREATE FUNCTION b(of_key int) RETURNS text LANGUAGE sql AS 'SELECT b FROM t WHERE k = of_key';
CREATE FUNCTION a(of_key int) RETURNS int LANGUAGE sql AS 'SELECT a FROM t WHERE k = of_key';
SELECT ok(all_equal(), 'equal to begin with');

-- moved, and still moved at the read-back
UPDATE t SET a = 21 WHERE k = 2;
SELECT is(tap.look(), 'pub update header places', 'the worker is to ask where the columns are');
SELECT tap.move_column('b', 3);
SELECT tap.land();
SELECT is(tap.cell(3, 'b'), '21', 'the value stands in another column');
SELECT is((SELECT landed_places -> 'b' FROM gsync.link), '3', 'and gsync has been told in which');
SELECT tap.rest();
SELECT ok(all_equal(), 'both cells are put right');
SELECT is(ARRAY[b(2), a(2)::text], '{b2,21}', 'what was written elsewhere is no edit');

-- moved back before the read-back: only the answer has told
UPDATE t SET a = 32 WHERE k = 3;
INSERT INTO t VALUES (5, 50, 'b5');
SELECT tap.look();
SELECT tap.move_column('b', 4);
SELECT tap.land();
SELECT tap.move_column('b', 3);
SELECT tap.rest();
SELECT ok(all_equal(), 'moved there and back: equal');
SELECT is(ARRAY[b(3), b(5)], '{b3,b5}', 'the table has kept what it had');
SELECT is((SELECT count(*) FROM t), 5::bigint, 'and an appended row came once');
SELECT is((SELECT count(*) FROM tap.sheet WHERE place > 1 AND tap.cell(place, 'k') IS NOT NULL), 5::bigint, 'in the sheet as well');
SELECT is((SELECT count(*) FROM gsync.conflict), 0::bigint, 'there was no quarrel');

-- moved after the landing: nothing was hit, and an edit is an edit
UPDATE t SET a = 33 WHERE k = 3;
SELECT tap.look();
SELECT tap.land();
SELECT tap.move_column('b', 4);
SELECT tap.put(4, 'b', '33');
SELECT tap.rest();
SELECT is(b(3), '33', 'moved after it has landed: the same value typed into another column is an edit');
SELECT ok(all_equal(), 'equal');

-- a column that is not synced is hit: it gets back what it held
UPDATE t SET b = 'b-new' WHERE k = 2;
SELECT tap.look();
SELECT tap.move_column('remark', 4);
SELECT tap.land();
SELECT is(tap.cell(3, 'remark'), '"b-new"', 'a column that is not synced is hit');
SELECT tap.rest();
SELECT is(remarks(), 'said of 1,said of 2,said of 3,said of 4', 'and gets back what it held');
SELECT ok(all_equal(), 'equal');
SELECT is(b(2), 'b-new', 'the table has what SQL wrote');

-- a cell that was typed meanwhile is left alone
UPDATE t SET a = 22 WHERE k = 2;
SELECT tap.look();
SELECT tap.move_column('remark', 2);
SELECT tap.land();
SELECT tap.put(3, 'remark', '"typed"');
SELECT tap.rest();
SELECT is(tap.cell(3, 'remark'), '"typed"', 'what a person typed there since stays');

-- no answer, and the request lands late, across columns that have moved
UPDATE t SET a = 44 WHERE k = 4;
SELECT tap.look();
CREATE TABLE late AS SELECT * FROM tap.op;
SELECT gsync.unanswered(tap.the_link(), tap.sent());
SELECT tap.look(NULL, false);
SELECT is((SELECT count(*) FROM gsync.unsure WHERE until > now() + interval '5 minutes'), 1::bigint, 'a publish that has not landed may still');
SELECT tap.move_column('b', 3);
DELETE FROM tap.op;
INSERT INTO tap.op (kind, place, id, cells) SELECT kind, place, id, cells FROM late ORDER BY n;
SELECT tap.carry_out();
SELECT is(tap.cell(5, 'b'), '44', 'it lands in another column');
SELECT tap.rest();
SELECT is(b(4), 'b4', 'which is no edit');
SELECT ok(all_equal(), 'equal');

-- without pins: columns that stand elsewhere at the read-back
UPDATE gsync.link SET pinned = false;
DELETE FROM tap.pin;
UPDATE gsync.link SET pins_refused_at = now();
UPDATE gsync.link_column SET pinned = false;
UPDATE t SET a = 45 WHERE k = 4;
SELECT is(tap.look(), 'pub update header', 'without pins nothing can be asked');
SELECT tap.move_column('b', 4);
SELECT tap.land();
SELECT tap.rest();
SELECT is(b(4), 'b4', 'the places at the read-back tell');
SELECT ok(all_equal(), 'equal');
SELECT * FROM finish();
