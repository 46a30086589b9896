-- Table to sheet: what a cell gets of a value of each common type.
\ir fixture/sheet.sql
SELECT plan(39);

CREATE TYPE mood AS ENUM ('sad', 'very happy');
CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
CREATE TABLE t (k int PRIMARY KEY, si smallint, bi bigint, nu numeric, nd numeric(12,2), re real, dp float8, bo boolean, tx text, vc varchar(10), ch char(4),
    da date, ts timestamp, tz timestamptz, ti time, iv interval, uu uuid, en mood, js json, jb jsonb, ia int[], ta text[], ba bytea, dm percent, ge int GENERATED ALWAYS AS (k * 2) STORED);
INSERT INTO t VALUES
    (1, -3, 9007199254740993, 12.50, 1234567.89, 0.5, 0.1, true, '00123', 'abc', 'ab', '2024-12-31', '2024-12-31 18:00', '2024-07-01 16:00+00', '18:00', '1 day 02:00',
        'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'very happy', '{"b":1,  "a":2}', '{"b":1,"a":2}', '{1,2}', '{a,"b c"}', '\x00ff', 42),
    (2, 7, 9007199254740992, 'NaN', -0.01, 'Infinity', 'NaN', false, '=1+1', '', '', '1970-01-01', '1969-12-31 06:00', '2024-01-01 17:00+00', '00:00', NULL,
        NULL, 'sad', '[]', '"x"', '{}', '{NULL}', '', 0);
INSERT INTO t (k, bi, nu, dp, tx, da, ts, tz, ti) VALUES
    (3, -9007199254740993, 123456789012345678901234567890.5, 'Infinity', '', 'infinity', '-infinity', '2024-10-27 00:30+00', '23:59:59.999'),
    (4, 0, 1e400, NULL, '+1 "quoted" ''x'' ü 日本', '0044-03-15 BC', NULL, '2024-10-27 01:30+00', NULL);
SELECT tap.link('t', '{"time_zone": "Europe/Berlin"}');
SELECT is(tap.rest(), 1, 'one publish for all of it');
SELECT ok(tap.is_settled(), 'and it is settled');

SELECT is(tap.cell(2, 'si'), '-3', 'smallint');
SELECT is(tap.cell(2, 'bi'), '"9007199254740993"', 'bigint beyond 2^53: text, all its digits');
SELECT is(tap.cell(3, 'bi'), '9007199254740992', 'bigint of 2^53: a number');
SELECT is(tap.cell(4, 'bi'), '"-9007199254740993"', 'bigint below -2^53');
SELECT is(tap.cell(2, 'nu'), '12.5', 'numeric');
SELECT is(tap.cell(3, 'nu'), '"NaN"', 'numeric NaN: text');
SELECT is(tap.cell(4, 'nu')::float8, 123456789012345678901234567890.5::float8, 'numeric of 30 digits: the nearest double');
SELECT is(jsonb_typeof(tap.cell(5, 'nu')), 'string', 'numeric beyond doubles: text');
SELECT is(tap.cell(2, 'nd'), '1234567.89', 'numeric(12,2)');
SELECT is(tap.cell(2, 're'), '0.5', 'real');
SELECT is(tap.cell(3, 're'), '"Infinity"', 'real Infinity: text');
SELECT is(tap.cell(2, 'dp'), '0.1', 'double precision');
SELECT is(tap.cell(3, 'dp'), '"NaN"', 'double precision NaN: text');
SELECT is(tap.cell(2, 'bo'), 'true', 'true');
SELECT is(tap.cell(3, 'bo'), 'false', 'false');
SELECT is(tap.cell(2, 'tx'), '"00123"', 'text with leading zeros stays text');
SELECT is(tap.cell(3, 'tx'), '"=1+1"', 'text that looks like a formula is a string value');
SELECT is(tap.cell(4, 'tx'), NULL::jsonb, 'empty text: an empty cell');
SELECT is(tap.cell(5, 'tx'), to_jsonb('+1 "quoted" ''x'' ü 日本'::text), 'text with signs, quotes and other scripts');
SELECT is(tap.cell(2, 'vc'), '"abc"', 'varchar');
SELECT is(tap.cell(2, 'ch'), '"ab"', 'char(n) without its padding');
SELECT is(tap.cell(2, 'da'), '45657', 'date: days since 1899-12-30');
SELECT is(tap.cell(3, 'da'), '25569', 'the epoch');
SELECT is(tap.cell(4, 'da'), '"infinity"', 'an infinite date: text');
SELECT is(tap.cell(2, 'ts'), '45657.75', 'timestamp');
SELECT is(tap.cell(3, 'ts'), '25568.25', 'timestamp before the epoch');
SELECT is(tap.cell(2, 'tz'), '45474.75', 'timestamptz in the sheet''s zone, summer');
SELECT is(tap.cell(3, 'tz'), '45292.75', 'timestamptz in the sheet''s zone, winter');
SELECT is(tap.cell(4, 'tz'), tap.cell(5, 'tz'), 'two instants of the hour that comes twice look the same');
SELECT is(tap.cell(2, 'ti'), '0.75', 'time: part of a day');
SELECT is(tap.cell(3, 'ti'), '0', 'midnight');
SELECT is(tap.cell(2, 'uu'), '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"', 'uuid');
SELECT is(tap.cell(2, 'en'), '"very happy"', 'enum');
SELECT is(ARRAY[tap.cell(2, 'js'), tap.cell(2, 'jb')], ARRAY['"{\"b\":1,  \"a\":2}"', '"{\"a\": 2, \"b\": 1}"']::jsonb[], 'json as written, jsonb in its own form');
SELECT is(ARRAY[tap.cell(2, 'ia'), tap.cell(2, 'ta'), tap.cell(3, 'ia'), tap.cell(3, 'ta')], ARRAY['"{1,2}"', '"{a,\"b c\"}"', '"{}"', '"{NULL}"']::jsonb[], 'arrays as PostgreSQL writes them');
SELECT is(ARRAY[tap.cell(2, 'ba'), tap.cell(3, 'ba')], ARRAY['"\\x00ff"', '"\\x"']::jsonb[], 'bytea in hex');
SELECT is(ARRAY[tap.cell(2, 'ge'), tap.cell(3, 'ge')], ARRAY['2', '4']::jsonb[], 'generated column');
SELECT * FROM finish();
