-- What people type: numbers and dates as text, by locale; what is shown typed once more; dates in number columns; formulas and their errors.
\ir fixture/sheet.sql
SELECT plan(61);

-- numbers as text
SELECT is(gsync.to_number(shown, sign), wanted, format('"%s" with the decimal sign %s', shown, sign)) FROM (VALUES
    ('12,5', ',', '12.5'), ('1.234,56', ',', '1234.56'), ('1 234,5', ',', '1234.5'), (E'1\u202f234', ',', '1234'), ('1.234', ',', '1234'), ('1.2345', ',', '1.2345'), ('9,99 €', ',', '9.99'), ('-5 %', ',', '-0.05'),
    ('12,5', '.', '12,5'), ('1,234.56', '.', '1234.56'), ('$9.99', '.', '9.99'), ('-$9.99', '.', '-9.99'), ('(5)', '.', '-5'), ('50%', '.', '0.5'), ('1e3', '.', '1e3'), (E'\u22125', '.', '-5'), ('.5', '.', '0.5'),
    ('NaN', ',', 'NaN'), ('12.5.1', '.', '12.5.1'), ('', '.', ''), ('1,23,456', '.', '1,23,456'), ('9007199254740993', ',', '9007199254740993')) v(shown, sign, wanted);
SELECT is(gsync.decimal_sign(locale), wanted, locale) FROM (VALUES ('en_US', '.'), ('de_DE', ','), ('de_CH', '.'), ('fr_FR', ','), ('es_MX', '.'), ('pt_BR', ','), ('ja_JP', '.')) v(locale, wanted);

-- dates as text
SELECT is(gsync.to_date(shown, gsync.date_example(locale)), wanted, format('"%s" in %s', shown, locale)) FROM (VALUES
    ('24.12.2026', 'de_DE', '2026-12-24'), ('24.12.26 14:30', 'de_DE', '2026-12-24 14:30'), ('12/24/2026', 'en_US', '2026-12-24'), ('12/24/2026 2:30 PM', 'en_US', '2026-12-24 2:30 PM'), ('24/12/2026', 'en_US', '24/12/2026'),
    ('1/2/85', 'en_GB', '1985-02-01'), ('2026/1/2', 'en_US', '2026-01-02'), ('2026-12-24', 'fr_FR', '2026-12-24'), ('1/2/2026', 'sv_SE', '1/2/2026'), ('soon', 'en_US', 'soon')) v(shown, locale, wanted);

-- typed once more as it is shown
SELECT is(gsync.kept(old, new), wanted, format('%s over %s', new, old)) FROM (VALUES
    (123456789012345678.1234567891, 123457000000000000, 123456789012345678.1234567891), (1234567.8901234567, 1234567.89012346, 1234567.8901234567), (0.33333333333333333333, 0.3333333333, 0.33333333333333333333),
    (0.33333333333333333333, 0.33, 0.33), (12.00000000000000000001, 12, 12.00000000000000000001), (12.5, 12, 12), (0, 5, 5), ('NaN', 5, 5), (NULL, 5, 5)) v(old, new, wanted);

CREATE TABLE t (k int PRIMARY KEY, n numeric, i int, x text, s timestamp, d date, q text NOT NULL, r text NOT NULL);
INSERT INTO t VALUES (1, 1, 1, 'x', '2024-03-31 02:30', '2024-03-31', '', 'r');
SELECT tap.link('t', '{"time_zone": "Europe/Berlin"}');
SELECT tap.rest();
CREATE FUNCTION told(header text, value jsonb, flag text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tap.put(2, header, value);
    RETURN tap.apply(jsonb_set(tap.event(2, header), ARRAY['rows', '0', flag], to_jsonb(ARRAY[tap.column(header)])));
END $$;
SELECT is(told('n', '46154', 'dates'), 'rejected', 'a date in a number column');
SELECT is(told('x', '46154', 'dates'), 'merged', 'a date in a text column');
SELECT gsync.retry_rejected();
SELECT results_eq('SELECT n, x FROM t', $$VALUES (1::numeric, '2026-05-12')$$, 'is that date as text; the number column has kept its number');
SELECT is(told('n', '12', 'formulas'), 'merged', 'a formula');
SELECT is(told('n', '"#REF!"', 'formulas'), 'rejected', 'that gives an error');
SELECT is(told('x', '"Loading..."', 'formulas'), 'rejected', 'in a text column too');
SELECT results_eq('SELECT n, x FROM t', $$VALUES (12::numeric, '2026-05-12')$$, 'is not stored');
SELECT is(told('x', '"#REF!"', 'dates'), 'merged', 'typed as text it is text');
SELECT tap.put(2, 'n', '12');
SELECT tap.rest();
SELECT is((SELECT count(*) FROM gsync.rejected), 0::bigint, 'a formula that recovers with the value that the table has: a look takes the rejection back');

-- nobody edited the time that the clock change skips; the script tells it an hour later
SELECT tap.apply(jsonb_set(tap.event(2, 'i'), ARRAY['rows', '0', 'cells', (tap.column('s') - 1)::text], to_jsonb(45382 + 3.5 / 24)));
SELECT results_eq('SELECT s, q FROM t', $$VALUES ('2024-03-31 02:30'::timestamp, '')$$, 'a time that a clock change skips is left alone, and so is empty text');
SELECT tap.type(2, 'r', NULL);
SELECT is((SELECT r FROM t), '', 'an emptied NOT NULL text is empty text');
SELECT tap.type(2, 'x', NULL);
SELECT is((SELECT x FROM t), NULL, 'any other is NULL');
SELECT tap.type(2, 'x', to_jsonb(U&'a\FDD0b'::text));
SELECT is((SELECT sqlstate FROM gsync.rejected), '22021', 'U+0000, as it comes out of an entry');
SELECT tap.rest();
SELECT * FROM finish();
