-- Names of the user's own: types, domains and sequences outside pg_catalog, in a sheet whose time zone is the default one.
\ir fixture/sheet.sql
SELECT plan(7);

CREATE SCHEMA shop;
SET search_path = shop, public, tap;
CREATE TYPE mood AS ENUM ('sad', 'very happy');
CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM helper(); RETURN NEW; END';
CREATE FUNCTION shop.helper() RETURNS void LANGUAGE sql AS '';
CREATE TABLE t (k serial PRIMARY KEY, m mood DEFAULT 'sad', p percent);
CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
INSERT INTO t (m, p) VALUES ('sad', 1);
SELECT tap.link('t');
SELECT tap.rest();
SELECT is((SELECT cells - 3 FROM tap.sheet WHERE place = 2), '[1, "sad", 1]', 'to the sheet');
SELECT is(tap.type(2, 'm', '"very happy"'), 'merged', 'an enum; the user''s trigger finds what it calls');
SELECT is((SELECT m::text FROM t WHERE k = 1), 'very happy', 'from the sheet');

SELECT todo_start('link_table makes the SQL of its columns under the caller''s search_path, it runs under pg_catalog');
SELECT is(tap.type(2, 'p', '42'), 'merged', 'a domain');
SELECT is((SELECT p::int FROM t WHERE k = 1), 42, 'from the sheet');
SELECT tap.put(3, '_gsync_id', '"scriptsRow0001"');
SELECT is(tap.type(3, 'm', '"sad"'), 'merged', 'a new row, its key from the table''s sequence');
SELECT is((SELECT m::text FROM t WHERE k = 2), 'sad', 'is in the table');
SELECT todo_end();
SELECT * FROM finish();
