/**
 * Compares a sheet with a table, cell by cell. It shares no code with gsync: it has its own idea of which header means which
 * column and of what a cell must hold for a value of the table, so that it can prove the other one right or wrong.
 *
 * Sheet {header: value[], rows: [{row (as Sheets counts), cells: value[]}]}     value: number | string | boolean | null
 * Table {columns: [{name, type, key}], rows: (text | null)[][]}: values as PostgreSQL prints them, DateStyle ISO, TimeZone that of the sheet
 * Result {cells, sheetRows, tableRows, differences: [{key, column, row?, sheet, table, why}]}: `cells` is how many were compared
 */
import { snakeCase } from './dataset.js';
import { dateSerial, wallClockSerial } from './serial.js';

const NUMBERS = new Set(['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision']);
const HALF_A_MILLISECOND = 0.5 / 86_400_000 * 1.001; // in days: scripts see times to the millisecond

/** What the sheet's cell must hold for this text of this type. */
export function expectedCell(text, type) {
  if (text === null || text === '') return null;
  const base = type.replace(/\(.*?\)/g, '').trim();
  if (NUMBERS.has(base)) return numberCell(text, base);
  if (base === 'boolean') return text === 't' || text === 'true';
  if (base === 'date') return dateSerial(text) ?? text;
  if (base.startsWith('timestamp')) {
    const wallClock = text.replace(/[+-]\d\d(:\d\d){0,2}(?=$| BC$)/, '');
    return wallClockSerial(wallClock) ?? wallClock;
  }
  if (base === 'time without time zone') return timeOfDay(text);
  return text;
}

/** What a double cannot hold is shown as text: long bigints, NaN, and numerics beyond its range. */
function numberCell(text, type) {
  const value = Number(text);
  if (!Number.isFinite(value) || (type === 'bigint' && BigInt(text) ** 2n > 2n ** 106n)) return text;
  return type === 'numeric' && value !== 0 && Math.abs(value) < 1e-307 ? text : value;
}

function timeOfDay(text) {
  const [hour, minute, second] = text.split(':').map(Number);
  return (hour * 3600 + minute * 60 + second) / 86400;
}

export function sameCell(sheet, expected, type) {
  const shown = sheet === '' || sheet === undefined ? null : sheet;
  if (shown === expected) return true;
  if (shown === null || expected === null) return false;
  if (typeof expected === 'string') return asText(shown) === expected;
  return /^time/.test(type) && typeof shown === 'number' && Math.abs(shown - expected) <= HALF_A_MILLISECOND;
}

/** A number typed into a column of text is that text. */
const asText = (value) => (typeof value === 'boolean' ? String(value).toUpperCase() : String(value));

/** Which column of the sheet holds which column of the table → [{name, type, key, place, at}], place in the sheet, at in the table. */
export function matchColumns(header, columns) {
  const texts = header.map((value) => (value === null ? '' : String(value)));
  const found = columns.map((column, at) => {
    const exact = texts.indexOf(column.name);
    const place = exact >= 0 ? exact : texts.findIndex((text) => text !== '' && snakeCase(text) === column.name);
    return { ...column, at, place };
  });
  return found.filter(({ place }) => place >= 0);
}

/** Values of key columns as one text; 12 and "12" are the same key of a text column. */
const keyOf = (columns, value) => JSON.stringify(columns.map((column) => keyCell(value(column), column.type)));

function keyCell(value, type) {
  if (typeof value === 'number' && /^time/.test(type)) return Math.round(value * 86_400_000);
  return value === null || NUMBERS.has(type) || /^(bool|date|time)/.test(type) ? value : asText(value);
}

export function compare(sheet, table) {
  const columns = matchColumns(sheet.header, table.columns);
  const keys = columns.filter(({ key }) => key);
  if (keys.length === 0 || keys.length < table.columns.filter(({ key }) => key).length) {
    return { cells: 0, sheetRows: 0, tableRows: table.rows.length, differences: [{ key: null, column: null, why: 'the sheet has no column for the key of the table' }] };
  }
  const { byKey, sheetRows, differences } = linesByKey(sheet, columns, keys);
  let cells = 0;
  for (const texts of table.rows) {
    const key = keyOf(keys, ({ at, type }) => expectedCell(texts[at], type));
    const line = byKey.get(key);
    byKey.delete(key);
    if (line === undefined) differences.push({ key, column: null, why: 'is in the table only' });
    else cells += compareRow(columns, line, texts, key, differences);
  }
  for (const [key, { row }] of byKey) differences.push({ key, column: null, row, why: 'is in the sheet only' });
  return { cells, sheetRows, tableRows: table.rows.length, differences };
}

/** The sheet's rows that hold anything in a mapped column, by key; a key that stands there twice is a difference. */
function linesByKey(sheet, columns, keys) {
  const filled = sheet.rows.filter(({ cells }) => columns.some(({ place }) => (cells[place] ?? '') !== ''));
  const byKey = new Map();
  const differences = [];
  for (const line of filled) {
    const key = keyOf(keys, ({ place }) => line.cells[place] ?? null);
    if (byKey.has(key)) differences.push({ key, column: null, row: line.row, why: `stands in the sheet twice, in rows ${byKey.get(key).row} and ${line.row}` });
    else byKey.set(key, line);
  }
  return { byKey, sheetRows: filled.length, differences };
}

/** → how many cells were compared */
function compareRow(columns, { row, cells }, texts, key, differences) {
  for (const { name, type, place, at } of columns) {
    const shown = cells[place] ?? null;
    if (!sameCell(shown, expectedCell(texts[at], type), type)) differences.push({ key, column: name, row, place, sheet: shown, table: texts[at], why: 'differs' });
  }
  return columns.length;
}

/** A difference in words. */
export function describe({ key, column, row, sheet, table, why }) {
  const where = row === undefined ? `key ${key}` : `key ${key}, row ${row}`;
  if (column === null) return key === null ? why : `${where} ${why}`;
  return `${where}, ${column}: the sheet has ${JSON.stringify(sheet)}, the table ${JSON.stringify(table)}`;
}
