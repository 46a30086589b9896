-- Undo: rows that come back whole, conflicts turned round, refused rows that go in after all, and what is forgotten in the end.
\ir fixture/sheet.sql
SELECT plan(34);

CREATE SCHEMA other;
CREATE TABLE other.parent (p int PRIMARY KEY, q int);          -- not linked
CREATE TABLE t (k int PRIMARY KEY, a text, n numeric(38,20), o int DEFAULT 1, t text DEFAULT 'named as the alias', p int REFERENCES other.parent DEFERRABLE INITIALLY DEFERRED, u int NOT NULL UNIQUE, up int REFERENCES t,
    hidden json, iv interval, big float8, g text GENERATED ALWAYS AS (upper(a)) STORED);
INSERT INTO t SELECT k, 'a' || k, k + 0.12345678901234567891, k, 't', NULL, k, NULL, '{"x":  1.50}', '-1 day 02:03:04.000005', 0.1::float8 + k FROM generate_series(1, 8) k;
SELECT tap.link('t', '{"policy": "database"}');
UPDATE tap.sheet SET cells = '["k", "a", "n", "p", "u", "up", "_gsync_id@0"]' WHERE place = 1;
SELECT tap.rest();
CREATE FUNCTION whole(of_key int) RETURNS text LANGUAGE sql AS 'SELECT (t.*)::text FROM t WHERE k = of_key';
CREATE FUNCTION at(of_key int) RETURNS int LANGUAGE sql AS $$ SELECT place FROM tap.sheet WHERE place > 1 AND tap.cell(place, 'k') = to_jsonb(of_key) $$;
CREATE TEMP TABLE was AS SELECT k, whole(k) AS whole FROM t;
CREATE FUNCTION is_whole(of_key int) RETURNS boolean LANGUAGE sql AS 'SELECT whole(of_key) IS NOT DISTINCT FROM (SELECT w.whole FROM was w WHERE w.k = of_key)';

-- deleted by SQL in a session with other ways of writing, and in the sheet
SET DateStyle = 'German'; SET IntervalStyle = 'sql_standard';
DELETE FROM t WHERE k = 1;
RESET DateStyle; RESET IntervalStyle;
SELECT tap.delete_row(at(2));
SELECT tap.rest();
SELECT results_eq('SELECT key[1], side FROM gsync.deleted_rows(''tab'') ORDER BY 1', $$VALUES ('1', 'table'), ('2', 'sheet')$$, 'both deletions are listed, with the side');
SELECT is((SELECT count(*) FROM gsync.deleted_rows('tab', NULL, now() + interval '1 hour')), 0::bigint, 'none of them later than that');
SELECT is((SELECT array_agg(key[1]) FROM gsync.deleted_rows('tab', '{2,1}', NULL, 'sheet')), '{2}', 'by key and side');
SELECT results_eq('SELECT key[1], problem FROM gsync.restore_rows(''tab'')', $$VALUES ('1', NULL), ('2', NULL)$$, 'restored');
SELECT ok(is_whole(1) AND is_whole(2), 'each with every column as it was');
SELECT tap.rest();
SELECT is(ARRAY[tap.cell(at(1), 'a'), tap.cell(at(2), 'a')], '{"\"a1\"","\"a2\""}', 'and the sheet shows them');
SELECT is((SELECT count(*) FROM gsync.deleted_rows('tab')), 0::bigint, 'nothing is left to restore');
SELECT throws_ok('SELECT gsync.restore_rows(''tub'')', '42704', NULL, 'a link that is not there');

-- rows that refer to each other, and one that cannot come back
UPDATE t SET up = 4 WHERE k = 3;
DELETE FROM t WHERE k IN (3, 4, 5);
SELECT tap.rest();
UPDATE t SET u = 5 WHERE k = 6;
SELECT results_eq('SELECT key[1], problem FROM gsync.restore_rows(''tab'')', $$VALUES ('3', NULL), ('4', NULL), ('5', 'Another row has the same u already.')$$, 'in whatever order they need; what cannot is told');
UPDATE t SET u = 6 WHERE k = 6;
SELECT is((SELECT count(problem) FROM gsync.restore_rows('tab', '{5}')), 0::bigint, 'and works when that is mended');
SELECT tap.rest();

-- conflicts, turned
CREATE FUNCTION quarrel(of_key int, typed int DEFAULT 77) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    UPDATE t SET n = of_key + 0.50000000000000000001 WHERE k = of_key;
    PERFORM tap.type(at(of_key), 'n', to_jsonb(typed));
    PERFORM tap.rest();
    RETURN (SELECT max(id) FROM gsync.conflict);
END $$;
SELECT is(gsync.resolve_conflict(quarrel(6)), 'n is "77" now, it was "6.5"; the sheet follows', 'database had won: the sheet''s value');
SELECT tap.rest();
SELECT is((SELECT n FROM t WHERE k = 6), 77::numeric(38,20), 'is in the table');
SELECT is((SELECT ended_as FROM gsync.conflict ORDER BY id DESC LIMIT 1), 'turned', 'the record stays, off the list');
SELECT is(gsync.resolve_conflict((SELECT max(id) FROM gsync.conflict)), NULL, 'and cannot be turned twice');
UPDATE gsync.link SET policy = 'sheet';
SELECT is(gsync.resolve_conflict(quarrel(7)), 'n is "7.5" now, it was "77"; the sheet follows', 'sheet had won: the table''s value');
SELECT is((SELECT n FROM t WHERE k = 7), 7.50000000000000000001, 'to the last digit');
SELECT tap.rest();
SELECT is(gsync.resolve_conflict(quarrel(8), 'sheet'), 'the sheet keeps winning', 'a winner confirmed');
CREATE TEMP TABLE c AS SELECT quarrel(8, 78) AS id;
UPDATE t SET n = 9 WHERE k = 8;
SELECT throws_matching(format('SELECT gsync.resolve_conflict(%s)', id), 'it is "9" now, neither "78" nor', 'a third value is left alone') FROM c;
DELETE FROM t WHERE k = 8;
SELECT throws_matching(format('SELECT gsync.resolve_conflict(%s, NULL, true)', id), 'no longer in the table', 'a row that is gone since') FROM c;
SELECT is(gsync.dismiss_conflicts(NULL, ARRAY[format('1-%s', id)]), 1::bigint, 'dismissed by a range: the open one') FROM c;
SELECT is((SELECT conflicts FROM gsync.status), 0::bigint, 'status counts no conflict');
SELECT tap.rest();

-- a row that came before the row that it refers to
SELECT tap.type(at(1), 'p', '50');
SELECT is((SELECT sqlstate FROM gsync.rejected), '23503', 'a deferred foreign key refuses at once');
SELECT is(gsync.tend(), 0, 'still missing: nothing is tried');
SELECT is((SELECT max(tries) FROM gsync.rejected), 0, 'not even once');
INSERT INTO other.parent VALUES (50);
SELECT is(gsync.tend(), 1, 'there now: it goes in');
SELECT is((SELECT p FROM t WHERE k = 1), 50, 'and is in the table');
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'nothing is rejected');

-- unique values that change places
SELECT tap.rest();
SELECT tap.put(at(2), 'u', '3'), tap.put(at(3), 'u', '4'), tap.put(at(4), 'u', '2'), tap.put(at(5), 'u', '6');
SELECT tap.look();
SELECT tap.apply(cells::text, 2) FROM tap.op WHERE kind = 'journal';
SELECT is((SELECT array_agg(u ORDER BY k) FROM t WHERE k BETWEEN 2 AND 5), '{3,4,2,5}', 'a circle of three goes in, beside a duplicate');
SELECT is((SELECT array_agg(cells) FROM gsync.rejected), ARRAY['{"u": 6}'::jsonb], 'which alone is refused');
SELECT tap.type(at(5), 'u', '5');
SELECT tap.rest();

-- the limits, and what is forgotten
SELECT matches(gsync.set_link('tab', 'latest', '3', '50%'), 'policy latest; deletions of more than 3 rows and 50 %', 'what was chosen can be changed');
SELECT throws_ok($$SELECT gsync.set_link('tab', NULL, NULL, 'half')$$, '22023', NULL, 'a share is a number');
UPDATE gsync.history SET at = now() - interval '100 days';
UPDATE gsync.bin SET at = now() - interval '100 days';
SELECT is(gsync.purge_history(interval '90 days', 2), 2::bigint, 'in small steps');
SELECT gsync.purge_history(interval '90 days');
SELECT is((SELECT count(*) FROM gsync.history) + (SELECT count(*) FROM gsync.bin), 0::bigint, 'to the end');
SELECT ok(tap.is_settled(), 'settled');
SELECT * FROM finish();
