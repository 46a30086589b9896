/** The tables that values.test.js goes through. */

const text = (value) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);
const list = (type, ...values) => values.map((value) => (value === null ? 'NULL' : `${text(value)}::${type}`));
const TEXTS = ['00123', ' a  b ', 'one\ntwo', 'one\r\ntwo', 'one\rtwo', 'a\tb', '💡👩‍👩‍👧', 'e\u0301', '=1+1', "'x", "''", '+49 30 123', '-1', '@x', '12.50', '2026-12-24', 'TRUE', '1e3', '', null, 'x\u0001y',
  '\u00a0', '#REF!', 'null', '"', '\\', '50%', '1/2', '\ufeffx', '{}', 'a'.repeat(50_000), '💡'.repeat(25_000)];

/** Values of each type as SQL, from SQL to the sheet. */
export const VALUES = {
  smallint: ['-32768', '32767', '0'],
  integer: ['-2147483648', '2147483647', '0'],
  bigint: ['9007199254740991', '9007199254740993', '-9007199254740993', '9223372036854775807', '-9223372036854775808', '9007199254740992'],
  numeric: list('numeric', '0.1', '123456789012345678901234567890.123', '0.12345678901234567890123456789', 'NaN', 'Infinity', '-Infinity', '1e400', '1e-320', '-0.000000000000000000000000000001', '1e20', '1.50', '100', '12.00000000000000000000123'),
  'numeric(38,10)': list('numeric', '123456789012345678.1234567891', '-9999999999999999999999999999.9999999999', '0.0000000001', '1234567.8901234567', '99.5', '1000000000000000', '999999999999999999'),
  real: list('real', '0.1', '-0', 'NaN', 'Infinity', '-Infinity', '3.4028235e38', '1e-45', '16777217'),
  'double precision': list('float8', '0.1', '-0', 'NaN', 'Infinity', '-Infinity', '1e308', '5e-324', '1.7976931348623157e308', '0.30000000000000004', '123456789.123456789', '1e15', '1e-7'),
  boolean: ['true', 'false'],
  text: TEXTS.map(text),
  'varchar(10)': list('text', '0123456789', 'a  ', '', '00'),
  'char(4)': list('text', 'ab', 'abcd', '', ' a'),
  'text NOT NULL DEFAULT \'none\'': Array(32).fill("'x'").concat(["''"]).reverse(),
  date: list('date', '2024-02-29', '1899-12-30', '1899-12-29', '1500-02-28', '0001-01-01', '0044-03-15 BC', 'infinity', '-infinity', '9999-12-31', '10000-01-01', '5874897-12-31', '2024-03-31'),
  timestamp: list('timestamp', '2024-05-06 07:08:09.123456', '2024-03-31 02:30:00', '1899-12-30 00:00:01', '1582-10-10 12:00', '0044-03-15 10:00 BC', 'infinity', '-infinity', '10000-01-01 00:00', '294276-12-31 23:59:59.999999', '1969-12-31 23:59:59.999'),
  timestamptz: list('timestamptz', '2024-10-27 00:30+00', '2024-10-27 01:30+00', '2024-03-31 01:00+00', '1890-01-01 00:00+00', '1500-01-01 00:00+00', '0044-03-15 10:00+00 BC', 'infinity', '-infinity', '10000-06-01 00:00+00', '2024-07-01 16:00:00.000001+00'),
  time: list('time', '00:00', '23:59:59.999999', '24:00', '12:34:56.789', '00:00:00.000001'),
  timetz: list('timetz', '10:00+02', '23:59:59.999999-11:30'),
  interval: list('interval', '1 day 02:00', '-1 mon', '100 years 3 days', '00:00:00.000001', '1:30'),
  uuid: list('uuid', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '00000000-0000-0000-0000-000000000000'),
  mood: list('mood', 'sad', 'very, happy'),
  percent: ['0', '100'],
  'int[]': list('int[]', '{1,2}', '{}', '{NULL,-1}', '{{1,2},{3,4}}', '[0:1]={7,8}'),
  'text[]': list('text[]', '{"a,b","c\\"d",NULL,"NULL","","{}"," x "}', '{"\\\\"}'),
  json: list('json', '{"b":1,  "a":2}', 'null', '"x"', '[1, 2]', '1.50', ' {} '),
  jsonb: list('jsonb', '{"b":1,"a":[null,"x"]}', 'null', '""', '12345678901234567890', 'true'),
  bytea: list('bytea', '\\x00ff', '', '\\x5c27'),
  inet: list('inet', '10.0.0.1', '10.0.0.0/8', '::1'),
  cidr: list('cidr', '10.0.0.0/8'),
  macaddr: list('macaddr', '08:00:2b:01:02:03'),
  money: list('money', '1234.50', '-0.01'),
  'bit(4)': list('bit(4)', '0101', '0000'),
  varbit: list('varbit', '0', '00123'.replace(/[23]/g, '1')),
  tsvector: list('tsvector', "a fat 'cat''s':2"),
  int4range: list('int4range', '[1,5)', 'empty', '(,)'),
  point: list('point', '(1.5,-2)'),
  pair: list('pair', '(1,"a,b")', '(,)'),
  name: list('name', 'some_name'),
  'char(1)': list('text', 'x', ''),
  xml: list('xml', '<a b="1">x</a>', 'plain'),
};

export const TYPED = {};
export const FORMULAS = [];
