/** spreadsheets.values: reading and writing plain values. */
import { box, CellError, quoteTitle, rangeName, WorkbookError } from '../workbook/index.js';
import { displayText, effectiveNumberFormat } from '../workbook/format.js';
import { checkLength } from '../workbook/sheet.js';
import { ApiError, invalid } from './errors.js';
import { PROTECTED } from './batch/context.js';
import { clipped, findRange, fromGridRange, fullName } from './ranges.js';
import { search } from './metadata.js';
import { findTable } from './table.js';

const DATES = ['DATE', 'TIME', 'DATE_TIME'];

function renderer(workbook, { valueRenderOption = 'FORMATTED_VALUE', dateTimeRenderOption = 'SERIAL_NUMBER' }) {
  const { locale } = workbook;
  const plain = (cell) => {
    if (cell.value instanceof CellError) return cell.value.text;
    if (typeof cell.value !== 'number' || dateTimeRenderOption !== 'FORMATTED_STRING') return cell.value ?? '';
    return DATES.includes(effectiveNumberFormat(cell, locale)?.type) ? displayText(cell, locale) : cell.value;
  };
  switch (valueRenderOption) {
    case 'UNFORMATTED_VALUE': return (cell) => (cell === undefined ? '' : plain(cell));
    case 'FORMULA': return (cell) => (cell === undefined ? '' : cell.formula ?? plain(cell));
    default: return (cell) => (cell === undefined ? '' : displayText(cell, locale));
  }
}

/** Rows of rendered cells without trailing empty cells and rows; [] for inner empty rows. */
function trimmedRows(workbook, sheet, area, options) {
  const render = renderer(workbook, options);
  const rows = [];
  let used = 0;
  const last = Math.min(area.endRow, sheet.rows.length);
  for (let row = area.startRow; row < last; row++) {
    const cells = sheet.rows[row]?.cells;
    let end = Math.min(area.endColumn, cells?.length ?? 0);
    while (end > area.startColumn && (cells[end - 1] === undefined || cells[end - 1].empty)) end--;
    const line = [];
    for (let column = area.startColumn; column < end; column++) line.push(render(cells[column]));
    rows.push(line);
    if (line.length > 0) used = rows.length;
  }
  rows.length = used;
  return rows;
}

function transposed(rows) {
  const width = rows.reduce((most, line) => Math.max(most, line.length), 0);
  return Array.from({ length: width }, (_, column) => {
    const line = rows.map((row) => row[column] ?? '');
    while (line.length > 0 && line[line.length - 1] === '') line.pop();
    return line;
  });
}

function valueRange(workbook, { sheet, range }, options) {
  const area = clipped(sheet, range);
  const majorDimension = options.majorDimension === 'COLUMNS' ? 'COLUMNS' : 'ROWS';
  const rows = trimmedRows(workbook, sheet, area, options);
  const values = majorDimension === 'ROWS' ? rows : transposed(rows);
  return { range: fullName(sheet, area), majorDimension, ...(values.length > 0 && { values }) };
}

export function getValues(workbook, { range, ...options }) {
  return valueRange(workbook, findRange(workbook, range), options);
}

export function batchGetValues(workbook, { ranges = [], ...options }) {
  return { spreadsheetId: workbook.id, valueRanges: ranges.map((range) => getValues(workbook, { range, ...options })) };
}

/** A DataFilter → [{sheet, range}] */
export function rangesOfFilter(workbook, filter) {
  if (filter.a1Range !== undefined) return [findRange(workbook, filter.a1Range)];
  if (filter.gridRange !== undefined) return [fromGridRange(workbook, filter.gridRange)];
  return search(workbook, [filter]).map(({ entry }) => {
    const { sheetId, dimension, index } = workbook.metadataOf(entry).location;
    const range = dimension === 'ROWS' ? { startRow: index, endRow: index + 1, startColumn: 0 } : dimension === 'COLUMNS' ? { startRow: 0, startColumn: index, endColumn: index + 1 } : {};
    return sheetId === undefined ? undefined : { sheet: workbook.sheet(sheetId), range };
  }).filter(Boolean);
}

export function batchGetByFilter(workbook, { dataFilters = [], ...options }) {
  if (dataFilters.length === 0) throw invalid('At least one data filter must be specified.');
  const valueRanges = dataFilters.flatMap((filter) => rangesOfFilter(workbook, filter).map((found) => ({ valueRange: valueRange(workbook, found, options), dataFilters: [filter] })));
  return { spreadsheetId: workbook.id, valueRanges };
}

function checkInput(option) {
  if (option === undefined || option === 'INPUT_VALUE_OPTION_UNSPECIFIED') throw invalid("'valueInputOption' is required but not specified");
}

function checkScalar(value, i, j) {
  if (typeof value !== 'object' || value === null) return;
  throw invalid(`Invalid values[${i}][${j}]: ${Array.isArray(value) ? 'list_value' : 'struct_value'} ${JSON.stringify(value)}`);
}

/** Writes rows of values at the corner of `area`; null leaves a cell as it is, '' clears it. Returns what was written. */
function writeRows(sheet, area, rows, option) {
  let cells = 0;
  const touched = { rows: new Set(), columns: new Set() };
  rows.forEach((line, i) => line.forEach((value, j) => {
    checkScalar(value, i, j);
    if (value === null) return;
    if (typeof value === 'string') checkLength(value);
    const [row, column] = [area.startRow + i, area.startColumn + j];
    if (option === 'USER_ENTERED') sheet.enter(row, column, value);
    else sheet.put(row, column, value === '' ? null : value);
    cells++;
    touched.rows.add(row);
    touched.columns.add(column);
  }));
  return { cells, rows: touched.rows, columns: touched.columns };
}

function writtenArea(sheet, range, rows, single) {
  clipped(sheet, range);
  const width = rows.reduce((most, line) => Math.max(most, line.length), 0);
  const area = box(range.startRow ?? 0, range.startColumn ?? 0, rows.length, width);
  if (single) return area;
  const shown = `${quoteTitle(sheet.title)}!${rangeName(sheet.clip(range))}`;
  const limits = sheet.clip(range);
  if (area.endRow > limits.endRow && range.endRow !== undefined) throw invalid(`Requested writing within range [${shown}], but tried writing to row [${limits.endRow + 1}]`);
  if (area.endColumn > limits.endColumn && range.endColumn !== undefined) throw invalid(`Requested writing within range [${shown}], but tried writing to column [${columnAfter(limits)}]`);
  return area;
}

const columnAfter = (area) => rangeName(box(0, area.endColumn, 1, 1)).replace(/\d+$/, '');

/** One ValueRange into the sheet → {sheet, area, written}. */
function update(workbook, user, { sheet, range, single }, { values = [], majorDimension }, option) {
  const rows = majorDimension === 'COLUMNS' ? transposedInput(values) : values;
  const area = writtenArea(sheet, range, rows, single);
  if (area.endRow > sheet.rowCount || area.endColumn > sheet.columnCount) throw invalid(sheet.outsideMessage(widen(area)));
  if (!sheet.editableBy(user, area)) throw invalid(PROTECTED);
  return { sheet, area, written: writeRows(sheet, area, rows, option) };
}

const widen = (area) => ({ ...area, endRow: Math.max(area.endRow, area.startRow + 1), endColumn: Math.max(area.endColumn, area.startColumn + 1) });

function transposedInput(values) {
  const width = values.reduce((most, line) => Math.max(most, line.length), 0);
  return Array.from({ length: width }, (_, i) => values.map((line) => (i < line.length ? line[i] : null)));
}

function updateResponse(workbook, { sheet, area, written }, { includeValuesInResponse, responseValueRenderOption, responseDateTimeRenderOption, majorDimension }) {
  const count = (name, n) => (n > 0 ? { [name]: n } : {});
  return {
    spreadsheetId: workbook.id, updatedRange: fullName(sheet, widen(area)),
    ...count('updatedRows', written.rows.size), ...count('updatedColumns', written.columns.size), ...count('updatedCells', written.cells),
    ...(includeValuesInResponse && {
      updatedData: valueRange(workbook, { sheet, range: widen(area) }, { valueRenderOption: responseValueRenderOption, dateTimeRenderOption: responseDateTimeRenderOption, majorDimension }),
    }),
  };
}

function checkSameRange(path, body) {
  if (body.range !== undefined && body.range !== path) {
    throw invalid(`Requested writing to range [${path}], but the range in the request body was [${body.range}].`);
  }
}

export function updateValues(workbook, user, { range, valueInputOption, ...options }, body) {
  checkInput(valueInputOption);
  checkSameRange(range, body);
  const done = workbook.transact({ source: 'api', user }, () => update(workbook, user, findRange(workbook, range), body, valueInputOption));
  return updateResponse(workbook, done, { ...options, majorDimension: body.majorDimension });
}

export function batchUpdateValues(workbook, user, { data = [], valueInputOption, ...options }, find = (part) => findRange(workbook, part.range)) {
  checkInput(valueInputOption);
  const done = workbook.transact({ source: 'api', user }, () => data.map((part, i) => {
    try {
      return update(workbook, user, find(part), part, valueInputOption);
    } catch (error) {
      if (error instanceof ApiError || error instanceof WorkbookError) throw invalid(`Invalid data[${i}]: ${error.message}`);
      throw error;
    }
  }));
  return { spreadsheetId: workbook.id, ...totals(done), responses: done.map((one, i) => updateResponse(workbook, one, { ...options, majorDimension: data[i].majorDimension })) };
}

export function batchUpdateByFilter(workbook, user, { data = [], ...options }) {
  const find = ({ dataFilter = {} }) => {
    const [found] = rangesOfFilter(workbook, dataFilter);
    if (!found) throw invalid('No range matches the data filter.');
    return found;
  };
  const answer = batchUpdateValues(workbook, user, { data, ...options }, find);
  answer.responses.forEach((response, i) => {
    delete response.spreadsheetId;
    response.dataFilter = data[i].dataFilter;
  });
  return answer;
}

function totals(done) {
  const rows = new Set();
  const columns = new Set();
  const sheets = new Set();
  let cells = 0;
  for (const { sheet, written } of done) {
    if (written.cells > 0) sheets.add(sheet);
    for (const row of written.rows) rows.add(`${sheet.sheetId}:${row}`);
    for (const column of written.columns) columns.add(`${sheet.sheetId}:${column}`);
    cells += written.cells;
  }
  const all = { totalUpdatedRows: rows.size, totalUpdatedColumns: columns.size, totalUpdatedCells: cells, totalUpdatedSheets: sheets.size };
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}

export function appendValues(workbook, user, { range, valueInputOption, insertDataOption = 'OVERWRITE', ...options }, body) {
  checkInput(valueInputOption);
  checkSameRange(range, body);
  const rows = body.majorDimension === 'COLUMNS' ? transposedInput(body.values ?? []) : body.values ?? [];
  const { sheet, range: where } = findRange(workbook, range);
  const table = findTable(sheet, clipped(sheet, where));
  const row = table ? table.endRow : where.startRow ?? 0;
  const column = table ? table.startColumn : where.startColumn ?? 0;
  const area = box(row, column, rows.length, rows.reduce((most, line) => Math.max(most, line.length), 0));
  const done = workbook.transact({ source: 'api', user }, () => {
    if (!sheet.editableBy(user, area)) throw invalid(PROTECTED);
    if (insertDataOption === 'INSERT_ROWS' && row < sheet.rowCount && rows.length > 0) sheet.insert('ROWS', row, rows.length, row > 0);
    if (area.endRow > sheet.rowCount) sheet.append('ROWS', area.endRow - sheet.rowCount);
    if (area.endColumn > sheet.columnCount) sheet.append('COLUMNS', area.endColumn - sheet.columnCount);
    return { sheet, area, written: writeRows(sheet, area, rows, valueInputOption) };
  });
  return { spreadsheetId: workbook.id, ...(table && { tableRange: fullName(sheet, table) }), updates: updateResponse(workbook, done, { ...options, majorDimension: body.majorDimension }) };
}

function clear(workbook, user, { sheet, range }) {
  const area = clipped(sheet, range);
  if (!sheet.editableBy(user, area)) throw invalid(PROTECTED);
  sheet.clear(area);
  return fullName(sheet, area);
}

export function clearValues(workbook, user, { range }) {
  const clearedRange = workbook.transact({ source: 'api', user }, () => clear(workbook, user, findRange(workbook, range)));
  return { spreadsheetId: workbook.id, clearedRange };
}

export function batchClearValues(workbook, user, { ranges = [] }) {
  const clearedRanges = workbook.transact({ source: 'api', user }, () => ranges.map((range) => clear(workbook, user, findRange(workbook, range))));
  return { spreadsheetId: workbook.id, clearedRanges };
}

export function batchClearByFilter(workbook, user, { dataFilters = [] }) {
  const clearedRanges = workbook.transact({ source: 'api', user }, () => dataFilters.flatMap((filter) => rangesOfFilter(workbook, filter)).map((found) => clear(workbook, user, found)));
  return { spreadsheetId: workbook.id, clearedRanges };
}
