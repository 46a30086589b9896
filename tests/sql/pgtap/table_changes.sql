-- The table's definition changes while it is linked. Users' transactions never fail for it, and nothing is lost.
\ir fixture/sheet.sql
SELECT plan(48);

CREATE TABLE t (k int PRIMARY KEY, a int, b text);
INSERT INTO t VALUES (1, 10, 'one'), (2, 20, 'two'), (3, 30, 'three');
SELECT tap.link('t');
SELECT tap.rest();
CREATE FUNCTION column_of(name text) RETURNS jsonb LANGUAGE sql AS $$ SELECT jsonb_agg(tap.cell(place, name) ORDER BY place) FROM tap.sheet WHERE place > 1 $$;
CREATE FUNCTION ids() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(tap.id(place), ',' ORDER BY place) FROM tap.sheet WHERE place > 1 $$;
CREATE TEMP TABLE was AS SELECT ids();

-- a column renamed: header and cells stay
SELECT tap.type(2, 'b', '"uno"');
ALTER TABLE t RENAME b TO words;
UPDATE t SET words = 'dos' WHERE k = 2;
SELECT is(tap.type(4, 'b', '"tres"'), 'merged', 'a column renamed: an event that knows nothing of it');
SELECT results_eq('SELECT words FROM t ORDER BY k', $$VALUES ('uno'), ('dos'), ('tres')$$, 'goes into the column under its new name');
SELECT is(tap.rest(), 1, 'one publish');
SELECT is(column_of('b'), '["uno", "dos", "tres"]', 'and what SQL changed goes to the sheet under the old header');
ALTER TABLE t RENAME a TO x;
ALTER TABLE t RENAME words TO a;
ALTER TABLE t RENAME x TO words;
UPDATE t SET words = words + 1 WHERE k = 1;
SELECT tap.rest();
SELECT is(ARRAY[column_of('a'), column_of('b')], ARRAY['[11, 20, 30]', '["uno", "dos", "tres"]']::jsonb[], 'names of two columns swapped: the columns stay what they are');
SELECT is(tap.type(2, 'a', '12'), 'merged', 'also from the sheet');
SELECT results_eq('SELECT words FROM t WHERE k = 1', 'VALUES (12)', 'into the right one');
ALTER TABLE t RENAME a TO b;
ALTER TABLE t RENAME words TO a;

-- the key renamed: writers do not notice, before gsync has followed
ALTER TABLE t RENAME k TO "Key %s";
SELECT lives_ok('UPDATE t SET a = 21 WHERE "Key %s" = 2', 'the key renamed: an update');
SELECT lives_ok($$INSERT INTO t VALUES (4, 40, 'four')$$, 'an insert');
SELECT lives_ok('DELETE FROM t WHERE "Key %s" = 3', 'a delete');
SELECT lives_ok('UPDATE t SET "Key %s" = 11 WHERE "Key %s" = 1', 'a changed key');
SELECT is((SELECT array_agg(key[1] ORDER BY key) FROM gsync.dirty), '{1,11,2,3,4}', 'all are marked');
SELECT is((SELECT array_agg(old_key[1] || '>' || new_key[1]) FROM gsync.rekey), '{1>11}', 'and the changed key is noted');
SELECT tap.rest();
SELECT is(ARRAY[column_of('k'), column_of('a')], ARRAY['[11, 2, 4]', '[12, 21, 40]']::jsonb[], 'gsync follows');
SELECT ok((SELECT ids FROM was) LIKE tap.id(2) || '%', 'the row whose key was changed is the same row');
SELECT is((SELECT key_columns FROM gsync.link), '{"Key %s"}', 'the link knows the name');
SELECT ok(pg_get_functiondef('gsync.link_1_update'::regproc) LIKE '%Key %%s%', 'and so do the triggers');
UPDATE t SET "Key %s" = "Key %s" + 100;
SELECT is((SELECT count(*) FROM gsync.rekey), 3::bigint, 'keys changed by one statement are noted');
SELECT tap.rest();
SELECT is(column_of('k'), '[111, 102, 104]', 'and followed');
ALTER TABLE t RENAME "Key %s" TO k;

-- an open transaction with an old snapshot
SELECT ok(gsync.mark_now(tap.the_link(), 'update', false) LIKE '%o.k)%' OR gsync.mark_now(tap.the_link(), 'update', false) LIKE '%o.k::%', 'a trigger asks for the names as they are now');

-- types
ALTER TABLE t ALTER a TYPE bigint, ALTER b TYPE varchar(10);
SELECT lives_ok('UPDATE t SET a = 30000000000 WHERE k = 102', 'int to bigint');
SELECT tap.rest();
SELECT is(tap.type(3, 'a', '40000000000'), 'merged', 'a large number typed');
SELECT is((SELECT a FROM t WHERE k = 102), 40000000000, 'is taken');
SELECT tap.type(2, 'b', '"more than ten letters"');
SELECT tap.rest();
SELECT is((SELECT sqlstate FROM gsync.rejected), '22001', 'too long for varchar(10)');
ALTER TABLE t ALTER b TYPE varchar(40);
SELECT tap.rest();
SELECT is((SELECT b FROM t WHERE k = 111), 'more than ten letters', 'made longer: what was rejected goes in by itself');
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'and the rejection is gone');
UPDATE t SET a = 40 WHERE a > 100000;
SELECT tap.rest();
ALTER TABLE t ALTER a TYPE text;
SELECT tap.rest();
SELECT is(column_of('a'), '["12", "40", "40"]', 'int to text');
SELECT tap.type(2, 'a', '"0012"');
SELECT is((SELECT a FROM t WHERE k = 111), '0012', 'which takes text');
ALTER TABLE t ALTER a TYPE int USING a::int;
SELECT tap.rest();
SELECT is(tap.cell(2, 'a'), '12', 'text to int: the sheet gets what the table has now');
UPDATE t SET a = 7;
SELECT tap.rest();
ALTER TABLE t ALTER a TYPE int USING a * 2;
SELECT tap.rest();
SELECT is(column_of('a'), '[14, 14, 14]', 'rewritten values, which no trigger told');
SELECT is((SELECT array_agg(a) FROM t), '{14,14,14}', 'are the table''s to say');
CREATE TYPE mood AS ENUM ('sad', 'glad');
ALTER TABLE t ADD m mood DEFAULT 'sad';
SELECT tap.rest();
SELECT ok((SELECT place IS NULL FROM gsync.link_column WHERE name = 'm'), 'a new column of the table is known, and not in the sheet');
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
ALTER TYPE mood ADD VALUE 'calm';

-- the key's type
ALTER TABLE t ALTER k TYPE numeric(10, 2);
SELECT lives_ok('UPDATE t SET a = 15 WHERE k = 111', 'the key''s type changed: an update');
CREATE TEMP TABLE rows_before AS SELECT id FROM gsync.row;
SELECT tap.rest();
SELECT is(ARRAY[column_of('k'), column_of('a')], ARRAY['[111, 102, 104]', '[15, 14, 14]']::jsonb[], 'the rows are the same, wherever they stand');
SELECT set_eq('SELECT id FROM gsync.row', 'SELECT id FROM rows_before', 'none is new, none is gone');
ALTER TABLE t ALTER k TYPE int;
SELECT tap.rest();

-- dropped, and made again
ALTER TABLE t DROP b;
SELECT is(tap.rest(), 0, 'a column dropped: nothing is written');
SELECT is(tap.cell(2, 'b'), '"more than ten letters"', 'the sheet keeps it');
SELECT lives_ok('UPDATE t SET a = 16 WHERE k = 111', 'and writers go on');
ALTER TABLE t ADD b text;
SELECT tap.rest();
SELECT is((SELECT b FROM t WHERE k = 111), 'more than ten letters', 'made again under a header of the sheet: filled from there');
ALTER TABLE t ALTER b SET DEFAULT 'none', ALTER b SET NOT NULL;
SELECT tap.type(2, 'b', 'null');
SELECT tap.rest();
SELECT is((SELECT b FROM t WHERE k = 111), 'none', 'NOT NULL with a default: an emptied cell takes it');

-- another primary key
ALTER TABLE t DROP CONSTRAINT t_pkey;
SELECT lives_ok('UPDATE t SET a = 17 WHERE k = 111', 'without a primary key writers go on');
SELECT tap.look();
SELECT ok((SELECT state = 'broken' AND problem LIKE '%no primary key any more%' FROM gsync.link), 'the link says what is wrong');
UPDATE t SET b = 'b' || k;
ALTER TABLE t ADD PRIMARY KEY (b);
SELECT lives_ok('UPDATE t SET a = 18 WHERE k = 111', 'another primary key: writers go on');
SELECT tap.rest();
SELECT ok((SELECT array_agg(tap.cell(place, 'a') ORDER BY place) FROM tap.sheet WHERE place > 1) = '{18,14,14}' AND (SELECT key_columns FROM gsync.link) = '{b}'
    AND (SELECT bool_and(r.key = ARRAY[tap.cell(r.place, 'b') #>> '{}']) FROM gsync.row r), 'and the rows are known by it');

DROP TABLE t;
SELECT tap.look();
SELECT ok((SELECT state = 'broken' AND problem LIKE '%gone%' FROM gsync.link) AND (SELECT count(*) = 4 FROM tap.sheet), 'the table dropped: said so, and the sheet stays');
DELETE FROM tap.sheet;
SELECT gsync.unlink('tab');

-- a filter over columns that are renamed, swapped and dropped
CREATE TABLE f (k int PRIMARY KEY, a int, b int);
INSERT INTO f VALUES (1, 1, 0), (2, 0, 1), (3, 1, 0);
SELECT tap.link('f', '{"where": "a > b"}');
SELECT tap.rest();
ALTER TABLE f RENAME a TO x;
ALTER TABLE f RENAME b TO a;
ALTER TABLE f RENAME x TO b;
INSERT INTO f VALUES (4, 1, 0);
SELECT tap.rest();
SELECT is((SELECT filter FROM gsync.link), '((b > a))', 'the filter follows');
SELECT is(column_of('k'), '[1, 3, 4]', 'and so do its rows');
ALTER TABLE f DROP a;
SELECT tap.look();
SELECT ok((SELECT problem LIKE 'the filter of this link (a > b) does not fit%' FROM gsync.link), 'a filter over a column that is gone: said so');
SELECT * FROM finish();
