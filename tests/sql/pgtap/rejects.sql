-- What the table refuses: kept with reason and SQLSTATE, noted in the sheet, the rest goes on, and mending it clears all.
\ir fixture/sheet.sql
SELECT plan(60);

CREATE TABLE parent (p int PRIMARY KEY);
CREATE TYPE word AS ENUM ('x', 'y', 'z', 'xx', 'xxx', 'new', 'protected', 'fine', 'again');     -- NOT NULL text would take an empty cell as ''
CREATE TABLE t (k int PRIMARY KEY, a int, b word NOT NULL, c varchar(3) CHECK (c <> 'bad'), u int UNIQUE, p int REFERENCES parent);
INSERT INTO t VALUES (1, 10, 'x', 'ok', 1, NULL), (2, 20, 'y', 'ok', 2, NULL), (3, 30, 'z', 'ok', 3, NULL);
SELECT tap.link('t');
SELECT tap.rest();
CREATE FUNCTION state_of(of_col text) RETURNS text LANGUAGE sql AS $$ SELECT sqlstate FROM gsync.rejected WHERE col = of_col AND side = 'sheet' $$;
CREATE FUNCTION note(at_place int, header text) RETURNS text LANGUAGE sql AS $$ SELECT note FROM tap.note WHERE place = at_place AND col = tap.column(header) $$;

-- a cell that its type refuses
SELECT is(tap.type(2, 'a', '"ten"'), 'rejected', 'a cell that is no number');
SELECT results_eq('SELECT col, side, cells, sqlstate, who FROM gsync.rejected', $$VALUES ('a', 'sheet', '{"a": "ten"}'::jsonb, '22P02', 'ann@example.org')$$, 'is kept with SQLSTATE and author');
SELECT is((SELECT a FROM t WHERE k = 1), 10, 'the table keeps its value');
SELECT is(tap.rest(), 1, 'one publish, for the note');
SELECT is(tap.cell(2, 'a'), '"ten"', 'the sheet keeps what was typed');
SELECT is(note(2, 'a'), E'gsync: "ten" is not a whole number. Write it as 1234.\nCorrect it here: that is enough, and this note goes away.', 'and a note says why, what is right, and that this is enough');
SELECT matches((SELECT cells ->> (tap.column('_gsync_id') - 1) FROM tap.sheet WHERE place = 1), '^_gsync_id@\d+ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ 1$', 'the header counts one note');
SELECT is(tap.rest(), 0, 'then there is rest');
-- while it stands: other cells of the row flow both ways, the rejected one is not overwritten
SELECT is(tap.type(2, 'b', '"xx"'), 'merged', 'another cell of that row');
SELECT is((SELECT b FROM t WHERE k = 1), 'xx', 'is merged');
UPDATE t SET b = 'xxx' WHERE k = 1;
SELECT tap.rest();
SELECT is(ARRAY[tap.cell(2, 'a'), tap.cell(2, 'b')], ARRAY['"ten"', '"xxx"']::jsonb[], 'SQL''s change goes to the other cell, what was typed stays');
SELECT is((SELECT count(*) FROM gsync.rejected), 1::bigint, 'one rejection, still');
-- mended
SELECT is(tap.type(2, 'a', '12'), 'merged', 'mended by the person');
SELECT is((SELECT a FROM t WHERE k = 1), 12, 'the table follows');
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'the rejection is gone');
SELECT tap.rest();
SELECT is(note(2, 'a'), NULL, 'and so is the note');
SELECT ok(tap.is_settled(), 'settled');
-- mended by SQL
SELECT tap.type(2, 'a', '"eleven"');
SELECT tap.rest();
UPDATE t SET a = 11 WHERE k = 1;
SELECT tap.rest();
SELECT is(tap.cell(2, 'a'), '11', 'SQL has given the cell a value since: the sheet shows it');
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'nothing is rejected any more');
SELECT is(note(2, 'a'), NULL, 'no note is left');
SELECT is((SELECT format('%s %s by %s, %s by %s', winner, sheet_value, sheet_by, table_value, table_by) FROM gsync.conflict), 'database "eleven" by ann@example.org, 11 by postgres', 'what was typed is kept among the conflicts');

-- by SQLSTATE
SELECT tap.type(2, 'a', '1.5');
SELECT is(state_of('a'), '22P02', 'a fraction in an integer column is not rounded');
SELECT tap.type(2, 'a', '3000000000');
SELECT is(state_of('a'), '22003', 'out of range');
SELECT tap.type(2, 'a', '12');
SELECT tap.type(2, 'b', 'null');
SELECT is(state_of('b'), '23502', 'NOT NULL without a default');
SELECT tap.type(2, 'b', '"x"');
SELECT tap.type(2, 'c', '"long"');
SELECT is(state_of('c'), '22001', 'text that is too long is not cut');
SELECT tap.type(2, 'c', '"bad"');
SELECT is(state_of('c'), '23514', 'a check constraint');
SELECT tap.type(2, 'c', '"ok"');
SELECT tap.type(2, 'u', '2');
SELECT is(state_of('u'), '23505', 'a unique constraint');
SELECT is((SELECT ROW(a, b, c, u)::text FROM t WHERE k = 1), '(12,x,ok,1)', 'the table has kept what it had');
SELECT tap.type(2, 'u', '1');
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'all mended');

-- one bad row in a batch of many: the others go in
SELECT tap.put(n, 'k', to_jsonb(n + 5)), tap.put(n, 'a', to_jsonb(n)), tap.put(n, 'b', '"new"'), tap.put(n, 'c', CASE n WHEN 8 THEN '"bad"' ELSE '"ok"' END::jsonb) FROM generate_series(5, 14) n;
SELECT tap.put(10, 'a', '"seven"'), tap.put(12, 'b', NULL);
SELECT tap.rest();
SELECT is((SELECT array_agg(k ORDER BY k) FROM t WHERE k >= 10), '{10,11,12,14,15,16,18,19}', 'the rest of the batch is in the table');
SELECT is((SELECT array_agg(sqlstate ORDER BY sqlstate) FROM gsync.rejected), '{22P02,23502,23514}', 'two rows are refused whole, one only for its cell');
SELECT is((SELECT a FROM t WHERE k = 15), NULL, 'the row whose one cell was bad is in, without it');
SELECT ok((SELECT bool_and(tap.id(n) IS NOT NULL) FROM generate_series(5, 14) n), 'all of them have ids in the sheet');
SELECT tap.type(8, 'c', '"ok"'), tap.type(10, 'a', '7'), tap.type(12, 'b', '"new"');
SELECT is((SELECT count(*) FROM t WHERE k >= 10), 10::bigint, 'mended: all are in');
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'and no rejection is left');
SELECT tap.rest();
SELECT is((SELECT count(*) FROM tap.note), 0::bigint, 'nor a note');

-- foreign keys are tried again by themselves
SELECT tap.type(2, 'p', '5');
SELECT is(state_of('p'), '23503', 'a row that refers to one that is not there');
INSERT INTO parent VALUES (5);
SELECT tap.rest();
SELECT is((SELECT p FROM t WHERE k = 1), 5, 'goes in once that is there');
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'by itself');

-- the reason is removed in the table
SELECT tap.type(2, 'c', '"bad"');
ALTER TABLE t DROP CONSTRAINT t_c_check;
SELECT is(gsync.retry_rejected()::text, '(1,1,0)', 'retry_rejected: one went through');
SELECT is((SELECT c FROM t WHERE k = 1), 'bad', 'and is in the table');

-- what Sheets refuses
UPDATE t SET b = 'protected' WHERE k = 2;
UPDATE t SET b = 'fine' WHERE k = 3;
SELECT tap.look();
SELECT gsync.set_aside(tap.the_link(), tap.sent(), tap.id(3), tap.column('b'), 'protected cell');
SELECT gsync.refused(tap.the_link(), tap.sent(), 'protected cell');
SELECT is(tap.rest(), 1, 'the rest of a refused publish goes out');
SELECT is(ARRAY[tap.cell(3, 'b'), tap.cell(4, 'b')], ARRAY['"y"', '"fine"']::jsonb[], 'without the cell that is set aside');
SELECT results_eq('SELECT col, side, cells, reason FROM gsync.rejected', $$VALUES ('b', 'table', '{"b": "protected"}'::jsonb, 'protected cell')$$, 'which is kept as rejected');
UPDATE t SET b = 'again' WHERE k = 2;
SELECT tap.rest();
SELECT is(tap.cell(3, 'b'), '"again"', 'it is offered again when the table''s value has changed');
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'and then the rejection is gone');

-- what the table's own functions say is for people, hints included
CREATE FUNCTION boss() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.a = 5000 THEN RAISE 'Nobody may order for %', NEW.a USING DETAIL = 'That is too much', HINT = 'Ask your boss.'; END IF;
    IF NEW.a = 6000 THEN RAISE 'Only Ann may order six thousand' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER boss BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION boss();
SELECT tap.type(3, 'a', '5000');
SELECT is((SELECT reason FROM gsync.rejected), 'Nobody may order for 5000. That is too much. Ask your boss.', 'message, detail and hint of a trigger');
SELECT tap.type(3, 'a', '6000');
SELECT is((SELECT reason FROM gsync.rejected), 'Only Ann may order six thousand.', 'its words, whatever SQLSTATE it chose');
SELECT is(gsync.row_error('42501', 'new row violates row-level security policy for table "t"', NULL, '', 'SQL statement "UPDATE"', NULL, NULL),
    'The rules of the database do not let gsync write this row: ask whoever looks after the table.', 'PostgreSQL''s own words are not for people');
SELECT is(gsync.digits_said('numeric(5,2)'), ': it takes 3 before the decimal sign and rounds to 2 behind it', 'words: digits');
SELECT is(gsync.digits_said('numeric'), '', 'none where there is no limit');
SELECT is(ARRAY[gsync.characters_said('character varying(12)'), gsync.characters_said('character(1)'), gsync.characters_said('"char"')], '{12 characters,1 character,1 character}', 'characters');
SELECT is(gsync.choices_said('word'), 'x, y, z, xx, xxx, new, protected, fine, again', 'choices');
SELECT is(gsync.choices_said('integer'), NULL, 'none');
SELECT is(gsync.bounds_said('smallint'), ': it takes -32768 to 32767', 'bounds');
SELECT is((SELECT reason FROM gsync.shapes(tap.the_link()) s, gsync.cell_error(s, '"w"') WHERE s.name = 'b'), '"w" is not a choice of this column. Write one of: x, y, z, xx, xxx, new, protected, fine, again.', 'an enum says what it takes');

-- refused, then SQL deletes the row, then the typing is undone: nothing is left to tell, and the row goes
DROP TRIGGER boss ON t;
CREATE FUNCTION row_of(key jsonb) RETURNS int LANGUAGE sql AS $$ SELECT place FROM tap.sheet WHERE place > 1 AND tap.cell(place, 'k') = key $$;
INSERT INTO t VALUES (77, 7, 'x', 'ok', 77, NULL);
SELECT tap.rest();
SELECT is(tap.type(row_of('77'), 'a', '"bad"'), 'rejected', 'refused');
SELECT tap.rest();
DELETE FROM t WHERE k = 77;
SELECT tap.put(row_of('77'), 'a', '7');
SELECT tap.rest();
SELECT is((SELECT row_of($$77$$)), NULL, 'the row leaves the sheet');
SELECT is((SELECT count(*) FROM gsync.rejected x JOIN gsync.row r ON r.link = x.link AND r.id = x.row_id WHERE r.key = '{77}'), 0::bigint, 'and nothing of it is refused any more');
SELECT ok(tap.is_settled(), 'settled');
SELECT * FROM finish();
