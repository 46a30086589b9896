-- Quarrels by policy, cell against cell and edit against delete; the loser is kept in each.
\ir fixture/sheet.sql
SELECT plan(28);

CREATE TABLE t (k int PRIMARY KEY, a int);
INSERT INTO t SELECT k, k * 10 FROM generate_series(1, 12) k;
SELECT tap.link('t');
SELECT tap.rest();

-- both sides change a of one row; the person at a given time; returns the table's value after the merge
CREATE FUNCTION quarrel(policy_is text, of_key int, sheet_at text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    at_place int := tap.at((SELECT id FROM gsync.row WHERE key = ARRAY[of_key::text]));
BEGIN
    UPDATE gsync.link SET policy = policy_is;
    UPDATE t SET a = 1000 + of_key WHERE k = of_key;
    PERFORM tap.put(at_place, 'a', to_jsonb(2000 + of_key));
    PERFORM tap.apply(tap.event(at_place, 'a', jsonb_build_object('typed', 2000 + of_key)) || jsonb_build_object('edited_at', sheet_at));
    RETURN (SELECT a FROM t WHERE k = of_key);
END $$;
CREATE FUNCTION last_conflict() RETURNS text LANGUAGE sql AS $$ SELECT format('%s %s %s', winner, sheet_value, table_value) FROM gsync.conflict ORDER BY id DESC LIMIT 1 $$;

SELECT is(quarrel('sheet', 1, '2000-01-01T00:00:00Z'), 2001, 'sheet: the sheet wins, however old');
SELECT is(last_conflict(), 'sheet 2001 1001', 'sheet: the loser is kept');
SELECT is(quarrel('database', 2, '2100-01-01T00:00:00Z'), 1002, 'database: the table wins, however new the edit');
SELECT is(last_conflict(), 'database 2002 1002', 'database: the loser is kept');
SELECT is(quarrel('latest', 3, '2100-01-01T00:00:00Z'), 2003, 'latest: the later edit of the sheet wins');
SELECT is(last_conflict(), 'sheet 2003 1003', 'latest: the loser is kept');
SELECT is(quarrel('latest', 4, '2000-01-01T00:00:00Z'), 1004, 'latest: the later change of the table wins');
SELECT is(last_conflict(), 'database 2004 1004', 'latest: the loser is kept');
SELECT ok((SELECT bool_and(sheet_by = 'ann@example.org' AND table_by = session_user AND sheet_at IS NOT NULL AND table_at IS NOT NULL AND source IS NOT NULL AND base_value = to_jsonb(key[1]::int * 10)) FROM gsync.conflict),
    'each with authors, times, source and what both started from');
SELECT is((SELECT count(*) FROM gsync.conflict), 4::bigint, 'four in all');
SELECT is((SELECT count(*) FROM gsync.conflicts WHERE link = 'tab' AND "column" = 'a'), 4::bigint, 'the view shows them');
SELECT tap.rest();
SELECT results_eq($$SELECT (cells -> 0)::int, (cells -> 1)::int FROM tap.sheet WHERE place > 1 ORDER BY 1$$, 'SELECT k, a FROM t ORDER BY 1', 'afterwards sheet and table are equal');
SELECT is((SELECT count(*) FROM gsync.conflict), 4::bigint, 'and no conflict was added by that');

-- edited in the sheet, deleted in the table
UPDATE gsync.link SET policy = 'database';
DELETE FROM t WHERE k = 5;
SELECT tap.type(6, 'a', '55');
SELECT is((SELECT count(*) FROM t WHERE k = 5), 0::bigint, 'database: deleted stays deleted');
SELECT is((SELECT ROW(winner, sheet_value -> 'a')::text FROM gsync.conflict ORDER BY id DESC LIMIT 1), '(database,55)', 'database: the edit is kept');
SELECT tap.rest();
SELECT is((SELECT count(*) FROM tap.sheet WHERE tap.cell(place, 'k') = '5'), 0::bigint, 'database: and the row leaves the sheet');
UPDATE gsync.link SET policy = 'sheet';
DELETE FROM t WHERE k = 6;
SELECT tap.type(6, 'a', '66');
SELECT is((SELECT a FROM t WHERE k = 6), 66, 'sheet: the row is inserted again');
SELECT is((SELECT ROW(winner, sheet_value -> 'a')::text FROM gsync.conflict ORDER BY id DESC LIMIT 1), '(sheet,66)', 'sheet: with a conflict');
SELECT is(tap.rest(), 0, 'sheet: nothing to publish');
UPDATE gsync.link SET policy = 'latest';
DELETE FROM t WHERE k = 7;
SELECT tap.put(7, 'a', '77');
SELECT tap.apply(tap.event(7, 'a', '{"typed": 77}', '{"edited_at": "2000-01-01T00:00:00Z"}'));
SELECT is((SELECT count(*) FROM t WHERE k = 7), 0::bigint, 'latest: the later delete wins');
SELECT tap.rest();

-- deleted in the sheet, changed in the table
CREATE TEMP TABLE n AS SELECT count(*) AS n FROM gsync.conflict;
UPDATE gsync.link SET policy = 'database';
UPDATE t SET a = 1008 WHERE k = 8;
SELECT tap.delete_row(tap.at((SELECT id FROM gsync.row WHERE key = '{8}')));
SELECT tap.rest();
SELECT is((SELECT a FROM t WHERE k = 8), 1008, 'database: a row gone from the sheet but changed in the table stays');
SELECT is((SELECT count(*) FROM tap.sheet WHERE tap.cell(place, 'k') = '8' AND tap.cell(place, 'a') = '1008'), 1::bigint, 'database: and is appended again');
SELECT is((SELECT count(*) FROM gsync.conflict), n + 1, 'database: with a conflict') FROM n;
UPDATE gsync.link SET policy = 'sheet';
UPDATE t SET a = 1009 WHERE k = 9;
SELECT tap.delete_row(tap.at((SELECT id FROM gsync.row WHERE key = '{9}')));
SELECT tap.rest();
SELECT is((SELECT count(*) FROM t WHERE k = 9), 0::bigint, 'sheet: it is deleted');
SELECT is((SELECT table_value -> 'a' FROM gsync.conflict ORDER BY id DESC LIMIT 1), '1009', 'sheet: what the table had is kept');

-- deleted on both sides: no quarrel
UPDATE n SET n = (SELECT count(*) FROM gsync.conflict);
DELETE FROM t WHERE k = 10;
SELECT tap.delete_row(tap.at((SELECT id FROM gsync.row WHERE key = '{10}')));
SELECT tap.rest();
SELECT is((SELECT count(*) FROM gsync.conflict), n, 'deleted on both sides is no conflict') FROM n;
SELECT is((SELECT count(*) FROM gsync.row WHERE key = '{10}'), 0::bigint, 'and the row is forgotten');
SELECT results_eq($$SELECT (cells -> 0)::int, (cells -> 1)::int FROM tap.sheet WHERE place > 1 ORDER BY 1$$, 'SELECT k, a FROM t ORDER BY 1', 'sheet and table are equal');
SELECT * FROM finish();
