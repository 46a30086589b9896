-- The journal's position: every entry exactly once, whatever is sent twice; what cannot be merged is set aside and stops nothing.
\ir fixture/sheet.sql
SELECT plan(26);

CREATE TABLE t (k int PRIMARY KEY, a int);
INSERT INTO t VALUES (1, 10), (2, 20);
SELECT tap.link('t');
SELECT tap.rest();
CREATE TEMP TABLE j AS SELECT '11111111-1111-4111-8111-111111111111'::uuid AS uuid;
CREATE FUNCTION apply(first bigint, VARIADIC bodies text[]) RETURNS text[] LANGUAGE sql AS $$
    SELECT array_agg(seq || ' ' || outcome ORDER BY seq) FROM j, gsync.apply(j.uuid, ARRAY(SELECT generate_series(first, first + cardinality(bodies) - 1)), array_fill(1, ARRAY[cardinality(bodies)]),
        array_fill(1900000000000, ARRAY[cardinality(bodies)]), array_fill('msg'::text, ARRAY[cardinality(bodies)]), bodies) $$;
CREATE FUNCTION edit(at_place int, v int) RETURNS text LANGUAGE sql AS $$ SELECT tap.put(at_place, 'a', to_jsonb(v)); SELECT tap.event(at_place, 'a', jsonb_build_object('typed', v))::text $$;

SELECT is(gsync.applied(uuid), 0::bigint, 'a new journal begins at 0') FROM j;
CREATE TEMP TABLE e AS SELECT edit(2, 11) AS one, edit(3, 21) AS two;
SELECT is(apply(5, one, two), '{"5 merged","6 merged"}', 'two entries') FROM e;
SELECT results_eq('SELECT a FROM t ORDER BY k', 'VALUES (11), (21)', 'both are in the table');
SELECT is(gsync.applied(uuid), 6::bigint, 'the position is the last entry''s') FROM j;
CREATE TEMP TABLE kept AS SELECT count(*) AS n FROM gsync.history;
UPDATE t SET a = 12 WHERE k = 1;
SELECT is(apply(5, one, two), NULL, 'the same entries once more') FROM e;
SELECT is((SELECT a FROM t WHERE k = 1), 12, 'do nothing');
SELECT is((SELECT count(*) FROM gsync.history), (SELECT n FROM kept), 'and leave no history');
SELECT is((SELECT count(*) FROM gsync.conflict), 0::bigint, 'nor a conflict');
SELECT is(apply(6, two, edit(2, 13)), '{"7 merged"}', 'of an overlapping batch only the rest is merged') FROM e;
SELECT is((SELECT a FROM t WHERE k = 1), 13, 'once');

-- a transaction that is rolled back takes the position with it
BEGIN;
SELECT apply(8, edit(2, 14));
ROLLBACK;
SELECT is(gsync.applied(uuid), 7::bigint, 'rolled back: the position too') FROM j;
SELECT is(apply(8, edit(2, 14)), '{"8 merged"}', 'and the entry is merged when it comes again');

-- another journal counts by itself; an event with the same number as one before is a duplicate
SELECT is(gsync.applied('22222222-2222-4222-8222-222222222222'), 0::bigint, 'another journal has its own position');
SELECT tap.put(2, 'a', '15');
CREATE TEMP TABLE twice AS SELECT tap.event(2, 'a', '{"typed": 15}')::text AS body;
SELECT is(apply(9, body), '{"9 merged"}', 'an event') FROM twice;
UPDATE t SET a = 16 WHERE k = 1;
SELECT is(apply(10, body), '{"10 dropped"}', 'the same event under another entry is dropped') FROM twice;
SELECT is((SELECT a FROM t WHERE k = 1), 16, 'and does nothing');
SELECT tap.rest();

-- poisonous entries among good ones
SELECT is(apply(11, edit(2, 17), 'not json', '[]', '{"kind":"edit","spreadsheet":"S","sheet":0}', '{"kind":"dance","spreadsheet":"S","sheet":0}', edit(3, 27)),
    '{"11 merged","12 rejected","13 rejected","14 rejected","15 rejected","16 merged"}', 'bad entries stop nothing');
SELECT results_eq('SELECT a FROM t ORDER BY k', 'VALUES (17), (27)', 'the good ones are in the table');
SELECT is((SELECT count(*) FROM gsync.rejected WHERE body IS NOT NULL AND reason <> ''), 4::bigint, 'the bad ones are kept, with reasons');
SELECT is((SELECT body FROM gsync.rejected ORDER BY id LIMIT 1), 'not json', 'as they came');
SELECT is(gsync.applied(uuid), 16::bigint, 'the position is behind them') FROM j;

-- strange shapes inside a well-formed entry
SELECT is(apply(17, jsonb_set(tap.event(2, 'a'), '{rows}', '[7, null, {"row": 2}, {"row": "x", "cells": 5}, {"cells": ["1"]}]')::text, edit(2, 18)) IS NOT NULL, true, 'rows of other shapes stop nothing either');
SELECT is((SELECT a FROM t WHERE k = 1), 18, 'what follows is merged');

SELECT is(apply(19, '{"v":1,"kind":"ping","spreadsheet":"S","sheet":0}', '{"v":1,"kind":"structure","spreadsheet":"S","sheet":0}', '{"v":1,"kind":"ping","spreadsheet":"elsewhere","sheet":0}'),
    '{"19 ping","20 structure","21 unknown"}', 'ping, structure, and a tab that is not linked');
SELECT ok((SELECT scan_wanted <= now() FROM gsync.link), 'structure asks for a scan');

SELECT is(apply(22, jsonb_set(tap.event(2, 'a'), '{rows,0,cells,1}', '"a\u0001b"')::text || ' ', replace(tap.event(3, 'a', '{"typed": 28}')::text, '[2, 27', E'[2, "2\\u0000"')), '{"22 rejected","23 rejected"}',
    'a cell that is no number is refused, and one with a NUL by itself: the entry stays readable');
SELECT * FROM finish();
