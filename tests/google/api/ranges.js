/** Ranges as the API names them (A1 text, GridRange, DimensionRange) and as the model has them. */
import { parseRange, quoteTitle, rangeName, splitRange } from '../workbook/index.js';
import { invalid } from './errors.js';

export function sheetById(workbook, sheetId = 0) {
  const sheet = workbook.sheet(sheetId);
  if (!sheet || sheet.sheetType !== 'GRID') throw invalid(`No grid with id: ${sheetId}`);
  return sheet;
}

const R1C1 = /^R(\d+)C(\d+)(?::R(\d+)C(\d+))?$/i;

function parseR1C1(text) {
  const match = R1C1.exec(text);
  if (!match) return null;
  const [row, column, row2 = row, column2 = column] = match.slice(1).map((digits) => (digits === undefined ? undefined : Number(digits)));
  return {
    startRow: Math.min(row, row2) - 1, endRow: Math.max(row, row2), startColumn: Math.min(column, column2) - 1, endColumn: Math.max(column, column2),
  };
}

const parseArea = (text) => parseRange(text) ?? parseR1C1(text);

/** A1 text → {sheet, range (open ends undefined), single (one cell was named)}; throws 400 "Unable to parse range". */
export function findRange(workbook, text) {
  const { title, range } = splitRange(text ?? '');
  const fail = () => invalid(`Unable to parse range: ${text}`);
  if (title !== undefined) {
    const sheet = workbook.sheetByTitle(title);
    const area = range === undefined ? {} : parseArea(range);
    if (!sheet || !area) throw fail();
    return { sheet, range: area, single: isSingle(range) };
  }
  const named = workbook.namedRanges.find(({ name }) => name.toLowerCase() === range.toLowerCase());
  if (named) return { sheet: workbook.sheet(named.sheetId), range: named.range };
  const area = parseArea(range);
  if (area && inGrid(workbook, area)) return { sheet: firstVisible(workbook), range: area, single: isSingle(range) };
  const sheet = workbook.sheetByTitle(range);
  if (sheet) return { sheet, range: {} };
  if (!area) throw fail();
  return { sheet: firstVisible(workbook), range: area, single: isSingle(range) };
}

const isSingle = (range) => range !== undefined && !range.includes(':');
const firstVisible = (workbook) => workbook.sheets.find((sheet) => !sheet.hidden && sheet.sheetType === 'GRID');

/** A text such as "Sheet1" could be a cell far outside every grid: then it is the tab's title. */
const inGrid = (workbook, area) => area.startColumn < firstVisible(workbook).columnCount;

/** The range cut to the grid; 400 when it begins outside. */
export function clipped(sheet, range) {
  const area = sheet.clip(range);
  if (area.startRow >= sheet.rowCount || area.startColumn >= sheet.columnCount) throw invalid(sheet.outsideMessage(closed(sheet, range)));
  return area;
}

const closed = (sheet, range) => ({
  startRow: range.startRow, endRow: range.endRow ?? Math.max(sheet.rowCount, range.startRow + 1),
  startColumn: range.startColumn, endColumn: range.endColumn ?? Math.max(sheet.columnCount, range.startColumn + 1),
});

export const fullName = (sheet, area) => `${quoteTitle(sheet.title)}!${rangeName(area)}`;

/** GridRange → {sheet, range}; open ends stay open. */
export function fromGridRange(workbook, gridRange = {}) {
  const { startRowIndex = 0, endRowIndex, startColumnIndex = 0, endColumnIndex } = gridRange;
  const sheet = sheetById(workbook, gridRange.sheetId);
  const range = { startRow: startRowIndex, endRow: endRowIndex, startColumn: startColumnIndex, endColumn: endColumnIndex };
  if (startRowIndex < 0 || startColumnIndex < 0) throw invalid(`range.start${startRowIndex < 0 ? 'Row' : 'Column'}Index[${Math.min(startRowIndex, startColumnIndex)}] must be non-negative.`);
  if (endRowIndex !== undefined && endRowIndex < startRowIndex) throw invalid(`range.endRowIndex[${endRowIndex}] must not be less than startRowIndex[${startRowIndex}].`);
  if (endColumnIndex !== undefined && endColumnIndex < startColumnIndex) throw invalid(`range.endColumnIndex[${endColumnIndex}] must not be less than startColumnIndex[${startColumnIndex}].`);
  return { sheet, range };
}

/** As fromGridRange, with the ends closed at the grid and refused when they lie outside it. */
export function insideGrid(workbook, gridRange) {
  const { sheet, range } = fromGridRange(workbook, gridRange);
  const area = closed(sheet, range);
  if (area.endRow > sheet.rowCount || area.endColumn > sheet.columnCount) throw invalid(sheet.outsideMessage(area));
  return { sheet, range: area };
}

/** Range → GridRange; sheetId 0 is left out, as Google's JSON does with it. */
export function toGridRange(sheetId, range) {
  return {
    ...(sheetId !== 0 && { sheetId }),
    ...(range && { startRowIndex: range.startRow, ...(range.endRow !== undefined && { endRowIndex: range.endRow }), startColumnIndex: range.startColumn, ...(range.endColumn !== undefined && { endColumnIndex: range.endColumn }) }),
  };
}

/** DimensionRange → {sheet, dimension, start, end}; an open end is the grid's. */
export function fromDimensionRange(workbook, { sheetId, dimension, startIndex = 0, endIndex } = {}) {
  const sheet = sheetById(workbook, sheetId);
  if (dimension !== 'ROWS' && dimension !== 'COLUMNS') throw invalid('No dimension specified.');
  const size = dimension === 'ROWS' ? sheet.rowCount : sheet.columnCount;
  const end = endIndex ?? size;
  if (startIndex < 0) throw invalid(`range.startIndex[${startIndex}] must be non-negative.`);
  if (end <= startIndex) throw invalid(`range.endIndex[${end}] must be after range.startIndex[${startIndex}]`);
  return { sheet, dimension, start: startIndex, end, size };
}

export const areaOfDimension = (dimension, start, end) => (
  dimension === 'ROWS' ? { startRow: start, endRow: end, startColumn: 0 } : { startRow: 0, startColumn: start, endColumn: end }
);
