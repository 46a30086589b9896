/**
 * Data for a linked sheet: a CSV file with a header line, or a JSON array of objects, becomes a sheet and the definition of a table.
 *
 * Dataset {columns: [{header, name, type, key}], rows: value[][], key: [column index]}
 *   header  text of the sheet's first row          name  the table's column, in snake_case
 *   type    integer | bigint | numeric | boolean | date | text, the narrowest that holds every value
 *   rows    what the sheet's cells hold: number, string, boolean or null; dates as serial numbers
 */
import { readFileSync } from 'node:fs';
import { parseCsv } from './csv.js';
import { dateSerial } from './serial.js';

export class DataError extends Error {}

/** options: {key: header or column name (comma-separated for several), types: {header or name: type}} */
export function readDataset(path, { key, types = {} } = {}) {
  const { headers, records, fromText } = path.toLowerCase().endsWith('.json') ? readJson(path) : readCsv(path);
  if (headers.length === 0) throw new DataError(`${path}: no columns: a CSV file needs a header line, a JSON file an array of objects`);
  const columns = headers.map((header, place) => describe(header, records.map((record) => record[place]), types, fromText, path));
  const rows = records.map((record) => record.map((value, place) => cellOf(value, columns[place].type, fromText)));
  const dataset = { columns, rows };
  checkNames(dataset, path);
  chooseKey(dataset, key, path);
  return dataset;
}

function readCsv(path) {
  let lines;
  try {
    lines = parseCsv(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new DataError(`${path}: ${error.message}`);
  }
  const [headers = [], ...records] = lines;
  records.forEach((record, i) => {
    if (record.length > headers.length) throw new DataError(`${path}: record ${i + 1} has ${record.length} fields, the header has ${headers.length}`);
    while (record.length < headers.length) record.push('');
  });
  return { headers, records: records.map((record) => record.map((text) => (text === '' ? null : text))), fromText: true };
}

function readJson(path) {
  let list;
  try {
    list = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new DataError(`${path}: ${error.message}`);
  }
  if (!Array.isArray(list) || list.some((item) => item === null || typeof item !== 'object' || Array.isArray(item))) {
    throw new DataError(`${path}: must be an array of objects, one per row`);
  }
  const headers = [...new Set(list.flatMap((item) => Object.keys(item)))];
  return { headers, records: list.map((item) => headers.map((header) => plain(item[header]))), fromText: false };
}

function plain(value) {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

/** What header text becomes as a column name: the same rule by which gsync finds the column again. */
export const snakeCase = (header) => header.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '');

function describe(header, values, types, fromText, path) {
  if (header.trim() === '') throw new DataError(`${path}: a column has no header: every column of the sheet needs a text in its first row`);
  const name = snakeCase(header) || header;
  const present = values.filter((value) => value !== null);
  return { header, name, type: types[header] ?? types[name] ?? inferType(present, fromText), key: false };
}

const INTEGER = /^(0|-?[1-9]\d{0,14})$/;
const NUMERIC = /^-?(0|[1-9]\d*)(\.\d+)?$/;
const EXACT_DIGITS = 15;
const ISO_DATE = /^\d{4}-\d\d-\d\d$/;

function inferType(values, fromText) {
  const every = (test) => values.length > 0 && values.every(test);
  if (every((v) => typeof v === 'boolean' || (fromText && /^(true|false)$/i.test(v)))) return 'boolean';
  if (every((v) => Number.isSafeInteger(v) || (fromText && INTEGER.test(v)))) {
    return values.every((v) => Math.abs(Number(v)) < 2 ** 31) ? 'integer' : 'bigint';
  }
  if (every((v) => typeof v === 'number' || (fromText && exactNumber(v)))) return 'numeric';
  if (every((v) => typeof v === 'string' && ISO_DATE.test(v) && dateSerial(v) !== undefined)) return 'date';
  return 'text';
}

const exactNumber = (text) => NUMERIC.test(text) && text.replace(/\D/g, '').length <= EXACT_DIGITS;

function cellOf(value, type, fromText) {
  if (value === null) return null;
  if (type === 'date') return dateSerial(value) ?? value;
  if (!fromText) return value;
  if (type === 'boolean') return value.toLowerCase() === 'true';
  return type === 'text' ? value : Number(value);
}

function checkNames({ columns }, path) {
  const seen = new Map();
  for (const { header, name } of columns) {
    if (seen.has(name)) throw new DataError(`${path}: the headers "${seen.get(name)}" and "${header}" would both be column ${name}`);
    if (Buffer.byteLength(name) > 63) throw new DataError(`${path}: the header "${header}" is too long for a column name of PostgreSQL (63 bytes)`);
    seen.set(name, header);
  }
}

function chooseKey(dataset, key, path) {
  const wanted = key === undefined ? [] : findColumns(dataset.columns, key);
  if (wanted.length === 0) addNumbering(dataset, key ?? 'id', path);
  else checkKey(dataset, wanted, path);
}

function findColumns(columns, key) {
  const one = (text) => columns.find(({ header, name }) => header === text || name === text || name === snakeCase(text));
  const whole = one(key);
  if (whole) return [whole];
  const parts = key.split(',').map((part) => one(part.trim()));
  return parts.length > 1 && parts.every(Boolean) ? parts : [];
}

function addNumbering({ columns, rows }, header, path) {
  const name = snakeCase(header) || header;
  if (columns.some((column) => column.name === name)) {
    throw new DataError(`${path}: has a column "${header}" already; say --key "${header}" to make it the key`);
  }
  columns.unshift({ header, name, type: 'integer', key: true });
  rows.forEach((row, i) => row.unshift(i + 1));
}

function checkKey({ columns, rows }, keyColumns, path) {
  const places = keyColumns.map((column) => columns.indexOf(column));
  const seen = new Map();
  rows.forEach((row, i) => {
    const values = places.map((place) => row[place]);
    if (values.includes(null)) throw new DataError(`${path}: row ${i + 1} has no value in the key (${keyColumns.map((c) => c.header).join(', ')})`);
    const text = JSON.stringify(values.map(String));
    if (seen.has(text)) throw new DataError(`${path}: rows ${seen.get(text) + 1} and ${i + 1} have the same key ${values.join(', ')}`);
    seen.set(text, i);
  });
  for (const column of keyColumns) column.key = true;
}
