-- gsync verify: sheet, base and table compared cell by cell, with the reason of each difference.
\ir fixture/sheet.sql
SELECT plan(34);
CREATE TABLE t (k int PRIMARY KEY, a int, b text, at timestamptz);
INSERT INTO t SELECT n, n * 10, 'b' || n, '2026-01-01 10:00:00.123456+00' FROM generate_series(1, 12) n;
SELECT tap.link('t');
SELECT tap.rest();
CREATE FUNCTION at(key int) RETURNS int LANGUAGE sql AS $$ SELECT place FROM tap.sheet WHERE place > 1 AND tap.cell(place, 'k')::int = key $$;
-- as the command does it: the tab is read, then compared
SET check_function_bodies = off;
CREATE FUNCTION verify(again boolean DEFAULT false) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM gsync.tab_begin();
    PERFORM gsync.tab_add((SELECT json_agg(json_build_object('row', place, 'cells', cells)) FROM tap.sheet)::text);
    RETURN gsync.verify(tap.the_link(), again);
END $$;
CREATE FUNCTION found() RETURNS text LANGUAGE sql AS
    $$ SELECT string_agg(concat_ws(' ', f.place, f.key[1], coalesce(f.col, '*'), coalesce(f.s #>> '{}', '-'), coalesce(f.b #>> '{}', '-'), coalesce(f.d #>> '{}', '-'), f.why), '; ' ORDER BY f.place, f.key, f.col) FROM pg_temp.gsync_difference f $$;
CREATE FUNCTION cells_found() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(concat_ws(' ', f.key[1], coalesce(f.col, '*'), f.why, f.detail), '; ' ORDER BY f.key, f.col) FROM pg_temp.gsync_difference f $$;

SELECT is(verify(), 0::bigint, 'at rest nothing is unexplained');
SELECT is(found(), NULL, 'and nothing differs, microseconds included');
SELECT is((gsync.verified(tap.the_link()))::text, '{"sheet_rows" : 12, "table_rows" : 12, "cells" : 48, "absent" : []}', 'it says how much was compared');

SELECT tap.put(at(1), 'a', '11');
SELECT is(verify(), 1::bigint, 'an edit that nobody told');
SELECT is(found(), '2 1 a 11 10 10 unexplained', 'with row, key, column and the three values');
SELECT is(verify(true), 1::bigint, 'it is so still');
UPDATE t SET a = 21 WHERE k = 2;
SELECT is(verify(), 1::bigint, 'what SQL changed');
SELECT is(found(), '2 1 a 11 10 10 unexplained; 3 2 a 20 20 21 waiting to be sent', 'is explained by its mark');
DELETE FROM gsync.dirty;
SELECT is(verify(true), 1::bigint, 'without a mark it is not, but it may be under way');
SELECT is(found(), '2 1 a 11 10 10 unexplained; 3 2 a 20 20 21 under way', 'the one is unexplained again, the other is new');
SELECT is(verify(true), 1::bigint, 'only what stays so counts');
SELECT verify();
SELECT matches(cells_found(), '1 a unexplained changed in the sheet, and nobody told; 2 a unexplained changed in the table, and nothing says', 'in words');
UPDATE gsync.row SET base = base || '{"b": "wrong"}' WHERE key = '{3}';
SELECT is(verify(), 3::bigint, 'a base that is wrong');
SELECT matches(cells_found(), '3 b unexplained both sides agree', 'both sides agree there');
SELECT ok(gsync.verify_repair(tap.the_link()) <= clock_timestamp(), 'a repair');
SELECT is(gsync.repaired(tap.the_link(), '-infinity'), 'under way', 'takes its way');
SELECT tap.rest();
SELECT is(gsync.repaired(tap.the_link(), '-infinity'), 'done', 'to its end');
SELECT is(verify(), 0::bigint, 'nothing is left of it');
SELECT is((SELECT array_agg(a ORDER BY k) FROM t WHERE k < 4), '{11,21,30}', 'each side has what the other had newer');

-- rows
SELECT tap.delete_row(at(4));
DELETE FROM t WHERE k = 5;
INSERT INTO t VALUES (20, 1);
SELECT tap.put(30, 'k', '30');
SELECT verify();
SELECT is(cells_found(), '20 * waiting to be sent; 4 * unexplained gone from the sheet, and nobody told; 5 * waiting to be sent; * unexplained in the sheet only, and nobody told', 'whole rows');
DELETE FROM gsync.dirty;
SELECT is(verify(), 4::bigint, 'without marks all are unexplained');
SELECT gsync.verify_repair(tap.the_link());
SELECT tap.rest();
SELECT is(verify(), 0::bigint, 'repaired');
SELECT is((SELECT array_agg(k ORDER BY k) FROM t), '{1,2,3,6,7,8,9,10,11,12,20,30}', 'as each side has said');

-- what is known to be so
SELECT tap.type(at(6), 'a', '"six"');
SELECT is(verify(), 0::bigint, 'what is rejected is explained');
SELECT is(cells_found(), '6 a rejected "six" is not a whole number. Write it as 1234.', 'with the reason');
SELECT tap.type(at(6), 'a', '6');
INSERT INTO t VALUES (6, 0) ON CONFLICT (k) DO UPDATE SET a = 66;
SELECT tap.look();
SELECT verify();
SELECT is(cells_found(), '6 a being sent publish ' || (SELECT unread FROM gsync.link), 'what is on its way');
SELECT tap.land();
SELECT is(verify(), 0::bigint, 'has landed, and is not read back');
SELECT tap.rest();
UPDATE gsync.link SET max_delete_rows = 1, max_delete_share = 0;
DELETE FROM t WHERE k IN (7, 8);
SELECT tap.rest();
SELECT is(verify(), 0::bigint, 'what is held');
SELECT matches(cells_found(), '^7 \* held number \d+: 2 of 12 rows are gone.*; 8 \* held', 'names its number');
SELECT gsync.discard(id) FROM gsync.held WHERE state = 'held';
SELECT tap.rest();

-- sorted without the hidden column, and a row copied with its id
SELECT tap.put(2, '_gsync_id', tap.cell(3, '_gsync_id')), tap.put(3, '_gsync_id', tap.cell(2, '_gsync_id'));
SELECT is(verify(), 0::bigint, 'the key decides which row it is');
SELECT tap.rest();
INSERT INTO tap.sheet SELECT 40, cells FROM tap.sheet WHERE place = 2;
SELECT is(verify(), 1::bigint, 'a row copied with its id');
SELECT matches(cells_found(), 'a second row with the id of row 2', 'is told as such');
SELECT tap.delete_row(40);

-- moved columns
UPDATE tap.sheet SET cells = jsonb_build_array(cells -> 2, cells -> 1, cells -> 0, cells -> 3, cells -> 4);
SELECT is(verify(), 0::bigint, 'columns that were moved meanwhile');
SELECT tap.rest();
UPDATE gsync.link SET state = 'paused';
UPDATE t SET a = 0 WHERE k = 1;
SELECT is(verify(), 0::bigint, 'a link that rests explains everything');
SELECT * FROM finish();
