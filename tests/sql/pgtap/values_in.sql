-- Sheet to table: what a column gets of a typed cell, and that a cell which nobody touched never changes the table.
\ir fixture/sheet.sql
SELECT plan(44);

CREATE TYPE mood AS ENUM ('sad', 'very happy');
CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
CREATE TABLE t (k int PRIMARY KEY, si smallint, bi bigint, nu numeric, nd numeric(12,2), dp float8, bo boolean, tx text, vc varchar(10), ch char(4),
    da date, ts timestamp, tz timestamptz, ti time, uu uuid, en mood, js json, jb jsonb, ia int[], ba bytea, dm percent, ge int GENERATED ALWAYS AS (k * 2) STORED,
    nn text NOT NULL DEFAULT 'none', be bigint, tb timestamptz, us timestamp, em text);
INSERT INTO t (k, be, tb, us, em, nd) VALUES (1, 9007199254740993, '2024-10-27 01:30+00', '2024-05-06 07:08:09.123456', '', 0.10);
CREATE TABLE untouched AS SELECT k, be, tb, us, em FROM t;
SELECT tap.link('t', '{"time_zone": "Europe/Berlin"}');
SELECT tap.rest();

-- types a value and gives back the column as text
CREATE FUNCTION typed(col text, value jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    got text;
BEGIN
    PERFORM tap.type(2, col, value);
    EXECUTE format('SELECT %I::text FROM t WHERE k = 1', col) INTO got;
    RETURN got;
END $$;

SELECT is(typed('si', '-3'), '-3', 'smallint');
SELECT is(typed('bi', '12'), '12', 'bigint from a number');
SELECT is(typed('bi', '"9007199254740993"'), '9007199254740993', 'bigint from text keeps all digits');
SELECT is(typed('bi', '9007199254740991'), '9007199254740991', 'bigint up to 2^53');
SELECT is(typed('bi', 'null'), NULL, 'a cleared cell is NULL');
SELECT is(typed('nu', '0.1'), '0.1', 'numeric: the digits that people see');
SELECT is(typed('nu', '"NaN"'), 'NaN', 'numeric NaN');
SELECT is(typed('nu', '"123456789012345678901234567890.5"'), '123456789012345678901234567890.5', 'numeric from text keeps all digits');
SELECT is(typed('nd', '1234567.89'), '1234567.89', 'numeric(12,2)');
SELECT is(typed('dp', '1e300')::float8, 1e300::float8, 'double precision');
SELECT is(typed('bo', 'true'), 'true', 'true');
SELECT is(typed('bo', '"no"'), 'false', 'a boolean as PostgreSQL reads it');
SELECT is(typed('tx', '"00123"'), '00123', 'text with leading zeros');
SELECT is(typed('tx', '"=1+1"'), '=1+1', 'text that looks like a formula');
SELECT is(typed('tx', '5'), '5', 'a number in a text column');
SELECT is(typed('tx', '0.5'), '0.5', 'a fraction in a text column');
SELECT is(typed('tx', 'true'), 'TRUE', 'a boolean in a text column reads as the sheet shows it');
SELECT is(typed('tx', '" a  b "'), ' a  b ', 'blanks are kept');
SELECT is(typed('tx', 'null'), NULL, 'a cleared text cell is NULL');
SELECT is(typed('vc', '"0123456789"'), '0123456789', 'varchar up to its length');
SELECT is(typed('ch', '"ab"'), 'ab', 'char(n)');
SELECT is(typed('da', '45657'), '2024-12-31', 'date from a serial number');
SELECT is(typed('da', '"2024-02-29"'), '2024-02-29', 'date from ISO text');
SELECT is(typed('da', '45657.75'), '2024-12-31', 'date from a date with time');
SELECT is(typed('ts', '45657.75'), '2024-12-31 18:00:00', 'timestamp');
SELECT is(typed('tz', '45474.75')::timestamptz, '2024-07-01 16:00+00'::timestamptz, 'timestamptz in the sheet''s zone, summer');
SELECT is(typed('tz', '45292.75')::timestamptz, '2024-01-01 17:00+00'::timestamptz, 'timestamptz in the sheet''s zone, winter');
SELECT is(typed('tz', '"2024-07-01 18:00:00"')::timestamptz, '2024-07-01 16:00+00'::timestamptz, 'timestamptz as text without zone: the sheet''s');
SELECT is(typed('tz', '"2024-07-01 18:00:00+00"')::timestamptz, '2024-07-01 18:00+00'::timestamptz, 'timestamptz as text with zone');
SELECT is(typed('ti', '0.75'), '18:00:00', 'time from part of a day');
SELECT is(typed('ti', '"18:30"'), '18:30:00', 'time from text');
SELECT is(typed('uu', '"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"'), 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'uuid');
SELECT is(typed('en', '"very happy"'), 'very happy', 'enum');
SELECT is(typed('js', '"{\"b\":1,  \"a\":2}"'), '{"b":1,  "a":2}', 'json as written');
SELECT is(typed('jb', '"{\"b\":1}"'), '{"b": 1}', 'jsonb');
SELECT is(typed('ia', '"{1,2}"'), '{1,2}', 'array');
SELECT is(typed('ba', '"\\x00ff"'), '\x00ff', 'bytea in hex');
SELECT is(typed('dm', '42'), '42', 'domain');
SELECT is(typed('nn', 'null'), 'none', 'an emptied NOT NULL column with a default gets the default');
SELECT is(typed('ge', '99'), '2', 'a generated column is not written');
SELECT results_eq('SELECT k, be, tb, us, em FROM t', 'SELECT * FROM untouched', 'digits, instants and empty text that the sheet cannot show were not changed');
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'nothing was rejected');
SELECT cmp_ok(tap.rest(), '>', 0, 'what the table made of it goes back');
SELECT is(ARRAY[tap.cell(2, 'nn'), tap.cell(2, 'ge'), tap.cell(2, 'jb'), tap.cell(2, 'uu')], ARRAY['"none"', '2', '"{\"b\": 1}"', '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"']::jsonb[],
    'the sheet shows the default, the generated value, and the table''s own forms');
SELECT * FROM finish();
