-- The merge, cell by cell: rules a to e of ARCHITECTURE.md. s shown, t typed, b base, d table.
\ir fixture/sheet.sql
SELECT plan(40);

CREATE TABLE t (k int PRIMARY KEY, a int, b int);
INSERT INTO t VALUES (1, 10, 100), (2, 20, 200);
SELECT tap.link('t');
SELECT tap.rest();
CREATE FUNCTION base(col text, of_key int DEFAULT 1) RETURNS jsonb LANGUAGE sql AS $$ SELECT base -> col FROM gsync.row WHERE key = ARRAY[of_key::text] $$;
CREATE FUNCTION conflicts() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM gsync.conflict $$;
CREATE FUNCTION d(col text, of_key int DEFAULT 1) RETURNS int LANGUAGE sql AS $$ SELECT CASE col WHEN 'a' THEN a ELSE b END FROM t WHERE k = of_key $$;
SELECT is(tap.pub(), 1::bigint, 'the first publish has number 1');

-- e) d = b: the table follows, base too, and nothing stays dirty
SELECT is(tap.type(2, 'a', '11'), 'merged', 'e: an edit');
SELECT is(d('a'), 11, 'e: the table follows');
SELECT is(base('a'), '11', 'e: base too');
SELECT ok(tap.is_settled(), 'e: no echo');
-- e) d = s: both sides did the same
UPDATE t SET a = 12 WHERE k = 1;
SELECT tap.type(2, 'a', '12');
SELECT is(base('a'), '12', 'e: both did the same: base follows');
SELECT is(conflicts(), 0::bigint, 'e: and it is no quarrel');
SELECT ok(tap.is_settled(), 'e: nor anything to publish');
-- e) calm: cells that the event shows and nobody said to have edited count as well
SELECT tap.put(2, 'a', '13'), tap.put(2, 'b', '130');
SELECT tap.apply(tap.event(2, 'a', '{"typed": 13}'));
SELECT is(ARRAY[d('a'), d('b')], '{13,130}', 'calm: all cells of the row count');
-- e) otherwise a quarrel: policy sheet, the table follows, the loser is kept
UPDATE t SET a = 14 WHERE k = 1;
SELECT tap.type(2, 'a', '15');
SELECT is(d('a'), 15, 'e: quarrel, policy sheet');
SELECT is(base('a'), '15', 'e: quarrel, base follows the sheet');
SELECT results_eq('SELECT col, winner, sheet_value, table_value, base_value, sheet_by FROM gsync.conflict', $$VALUES ('a', 'sheet', '15'::jsonb, '14'::jsonb, '13'::jsonb, 'ann@example.org')$$, 'e: quarrel, the loser is kept');
SELECT is((SELECT table_by FROM gsync.conflict), session_user::text, 'e: with its author');
-- the other column of a quarrel's row is not concerned
UPDATE t SET b = 131 WHERE k = 1;
SELECT tap.type(2, 'a', '16');
SELECT is(ARRAY[d('a'), d('b')], '{16,131}', 'cells are merged one by one');
SELECT is(conflicts(), 1::bigint, 'without a quarrel');
SELECT is((SELECT array_agg(key::text) FROM gsync.dirty), '{"{1}"}', 'and the other column still waits to be published');
SELECT is(tap.rest(), 1, 'one publish');
SELECT is(tap.cell(2, 'b'), '131', 'brings it to the sheet');

-- c) s = b: nothing new
SELECT is(tap.apply(tap.event(2, 'a', '{"typed": 16}')), 'merged', 'c: an event that shows what is known');
SELECT ok(d('a') = 16 AND conflicts() = 1 AND tap.is_settled(), 'c: changes nothing');
-- c) what was typed is gone because a publish overwrote it
UPDATE t SET a = 17 WHERE k = 1;
SELECT tap.rest();
SELECT tap.apply(tap.event(2, 'a', '{"typed": 18}'));
SELECT is(d('a'), 18, 'c: typed and overwritten by a publish: a quarrel, policy sheet');
SELECT results_eq('SELECT sheet_value, table_value FROM gsync.conflict ORDER BY id DESC LIMIT 1', $$VALUES ('18'::jsonb, '17'::jsonb)$$, 'c: with both values');
SELECT is(base('a'), '17', 'c: base stays, so the typed value is published');
SELECT tap.rest();
SELECT is(tap.cell(2, 'a'), '18', 'c: and the sheet shows it again');

-- a) sent, not read back: t is what was sent, or d
UPDATE t SET a = 20 WHERE k = 1;
SELECT is(tap.look(), 'pub update header', 'a: a publish is claimed');
SELECT tap.apply(tap.event(2, 'a', '{"typed": 20}'));
SELECT ok(d('a') = 20 AND conflicts() = 2, 'a: typed is what was sent: nothing');
-- a) the script has not seen the publish: a quarrel
SELECT tap.apply(tap.event(2, 'a', '{"typed": 21}'));
SELECT ok(d('a') = 21 AND conflicts() = 3, 'a: typed before the publish landed: a quarrel');
SELECT is(base('a'), '18', 'a: base waits for the look');
UPDATE t SET a = 20 WHERE k = 1;
SELECT tap.land();
-- a) the script has seen the publish, and the table still holds what was sent: an edit, no quarrel
SELECT tap.type(2, 'a', '22');
SELECT ok(d('a') = 22 AND conflicts() = 3, 'a: typed after the publish was seen: the table follows without a quarrel');
SELECT is(base('a'), '22', 'a: base is what the sheet has held since');
-- not calm: only what was edited counts
SELECT tap.put(2, 'b', '999');
SELECT tap.type(2, 'a', '23');
SELECT is(ARRAY[d('a'), d('b')], '{23,131}', 'not calm: only the edited column counts');
SELECT tap.put(2, 'b', '131');
SELECT tap.rest();
SELECT is(ARRAY[tap.cell(2, 'a'), base('a'), to_jsonb(d('a'))], ARRAY['23', '23', '23']::jsonb[], 'all three are equal in the end');

-- b) read before the publish landed that last wrote this cell
CREATE TEMP TABLE early AS SELECT tap.event(2, 'a', '{"typed": 30}') AS body;       -- read now, told later
CREATE TEMP TABLE early_b AS SELECT tap.event(2, 'b', '{"typed": 140}') || '{"seq": 900}' AS body;
UPDATE early SET body = jsonb_set(jsonb_set(body, '{rows,0,cells,1}', '30'), '{seq}', '800');
UPDATE t SET a = 24 WHERE k = 1;
SELECT tap.rest();
CREATE TEMP TABLE before AS SELECT conflicts() AS n;
SELECT is(tap.apply(body), 'merged', 'b: an event that was read before the last publish') FROM early;
SELECT is(d('a'), 30, 'b: what was edited is a quarrel, policy sheet');
SELECT is(conflicts() - n, 1::bigint, 'b: which is recorded') FROM before;
SELECT is(base('a'), '24', 'b: base stays what the publish wrote');
SELECT is((SELECT array_agg(key::text) FROM gsync.dirty), '{"{1}"}', 'b: so it is published again');
SELECT tap.rest();
SELECT is(tap.cell(2, 'a'), '30', 'b: and the sheet shows the winner');
-- of an older reading, cells that nobody edited do not count
SELECT tap.apply(jsonb_set(jsonb_set(body, '{rows,0,cells,1}', '23'), '{rows,0,cells,2}', '140')) FROM early_b;
SELECT is(ARRAY[d('a'), d('b')], '{30,140}', 'b: only the edited column of an older reading counts');

-- an older event of the same row
SELECT is(tap.apply(tap.event(2, 'a', '{"typed": 77}', '{"seq": 850}') || '{"seq": 850}'), 'dropped', 'an event older than the last one merged is dropped');
SELECT * FROM finish();
