/** batchUpdate requests that write cells. A handler takes (context, request) and returns its reply or undefined. */
import { box } from '../../workbook/index.js';
import { copyReferences } from '../../workbook/references.js';
import { checkCellMask, writeCell } from '../celldata.js';
import { invalid } from '../errors.js';
import { fromGridRange, insideGrid, sheetById } from '../ranges.js';
import { checkEditable, requireMask } from './context.js';

export function updateCells(context, { rows = [], fields, start, range }) {
  const mask = requireMask(fields, 'CellData');
  checkCellMask(mask);
  if (start === undefined && range === undefined) throw invalid('No area specified.');
  const { sheet, area } = range === undefined ? areaFromStart(context.workbook, start, rows) : areaFromRange(context.workbook, range, rows);
  checkEditable(context, sheet, area);
  const clearRest = range !== undefined;
  for (let i = 0; i < area.endRow - area.startRow; i++) {
    const values = rows[i]?.values ?? [];
    const width = clearRest ? area.endColumn - area.startColumn : values.length;
    for (let j = 0; j < width; j++) {
      const [row, column] = [area.startRow + i, area.startColumn + j];
      if (values[j] !== undefined || sheet.cell(row, column) !== undefined) writeCell(sheet, row, column, values[j], mask);
    }
  }
}

const longest = (rows) => rows.reduce((most, { values = [] }) => Math.max(most, values.length), 0);

function areaFromStart(workbook, { sheetId, rowIndex = 0, columnIndex = 0 }, rows) {
  const sheet = sheetById(workbook, sheetId);
  if (rowIndex >= sheet.rowCount) throw invalid(`GridCoordinate.rowIndex[${rowIndex}] is after last row in grid[${sheet.rowCount - 1}]`);
  if (columnIndex >= sheet.columnCount) throw invalid(`GridCoordinate.columnIndex[${columnIndex}] is after last column in grid[${sheet.columnCount - 1}]`);
  const area = box(rowIndex, columnIndex, rows.length, longest(rows));
  checkFits(area, sheet.rowCount, sheet.columnCount);
  return { sheet, area };
}

function areaFromRange(workbook, gridRange, rows) {
  const { sheet, range: area } = insideGrid(workbook, gridRange);
  checkFits(box(area.startRow, area.startColumn, rows.length, longest(rows)), area.endRow, area.endColumn);
  return { sheet, area };
}

/** Indexes in these messages are 0-based, as in Google's. */
function checkFits(area, endRow, endColumn) {
  if (area.endRow > endRow) throw invalid(`Attempting to write row: ${endRow}, beyond the last requested row of: ${endRow - 1}`);
  if (area.endColumn > endColumn) throw invalid(`Attempting to write column: ${endColumn}, beyond the last requested column of: ${endColumn - 1}`);
}

export function repeatCell(context, { range, cell = {}, fields }) {
  const mask = requireMask(fields, 'CellData');
  checkCellMask(mask);
  const { sheet, range: area } = insideGrid(context.workbook, range);
  checkEditable(context, sheet, area);
  const formula = cell.userEnteredValue?.formulaValue;
  for (let row = area.startRow; row < area.endRow; row++) {
    for (let column = area.startColumn; column < area.endColumn; column++) {
      const data = formula === undefined ? cell : { ...cell, userEnteredValue: { formulaValue: copyReferences(formula, row - area.startRow, column - area.startColumn) } };
      writeCell(sheet, row, column, data, mask);
    }
  }
}

export function appendCells(context, { sheetId, rows = [], fields, tableId }) {
  if (tableId !== undefined) throw invalid(`No table with id: ${tableId}`);
  const mask = requireMask(fields, 'CellData');
  checkCellMask(mask);
  const sheet = sheetById(context.workbook, sheetId);
  const area = box(sheet.lastRow, 0, rows.length, longest(rows));
  if (area.endColumn > sheet.columnCount) throw invalid(`Attempting to write column: ${sheet.columnCount}, beyond the last requested column of: ${sheet.columnCount - 1}`);
  checkEditable(context, sheet, area);
  if (area.endRow > sheet.rowCount) sheet.append('ROWS', area.endRow - sheet.rowCount);
  rows.forEach(({ values = [] }, i) => values.forEach((data, j) => writeCell(sheet, area.startRow + i, j, data, mask)));
}

export function sortRange(context, { range, sortSpecs = [] }) {
  const { sheet, range: area } = insideGrid(context.workbook, range);
  if (sortSpecs.length === 0) throw invalid('At least one sort spec must be specified.');
  const keys = sortSpecs.map(({ dimensionIndex = 0, sortOrder }) => ({ column: dimensionIndex, descending: sortOrder === 'DESCENDING' }));
  const outside = keys.find(({ column }) => column < area.startColumn || column >= area.endColumn);
  if (outside) throw invalid(`Cannot sort by column index ${outside.column}: it is outside of the range being sorted.`);
  checkEditable(context, sheet, area);
  sheet.sort(area, keys);
}

function copyArea(source, sheet, area, target, pasteType) {
  const cells = source.cells(area);
  cells.forEach((line, i) => line.forEach((cell, j) => {
    const [row, column] = [target.startRow + i, target.startColumn + j];
    const formula = cell?.formula && copyReferences(cell.formula, row - area.startRow - i, column - area.startColumn - j);
    if (pasteType === 'PASTE_VALUES') sheet.put(row, column, cell?.value ?? null);
    else if (pasteType === 'PASTE_FORMAT') sheet.setCell(row, column, { format: cell?.format });
    else if (pasteType === 'PASTE_FORMULA') sheet.setCell(row, column, { value: cell?.value ?? null, formula });
    else sheet.replaceCell(row, column, formula ? cell.with({ formula }) : cell);
  }));
}

export function copyPaste(context, { source, destination, pasteType = 'PASTE_NORMAL', pasteOrientation = 'NORMAL' }) {
  const from = insideGrid(context.workbook, source);
  const to = insideGrid(context.workbook, destination);
  if (pasteOrientation !== 'NORMAL') throw context.unimplemented();
  checkEditable(context, to.sheet, to.range);
  const [height, width] = [from.range.endRow - from.range.startRow, from.range.endColumn - from.range.startColumn];
  if (height === 0 || width === 0) throw invalid('The source range is empty.');
  for (let row = to.range.startRow; row === to.range.startRow || row + height <= to.range.endRow; row += height) {
    for (let column = to.range.startColumn; column === to.range.startColumn || column + width <= to.range.endColumn; column += width) {
      copyArea(from.sheet, to.sheet, from.range, { startRow: row, startColumn: column }, pasteType);
    }
  }
}

export function cutPaste(context, { source, destination, pasteType = 'PASTE_NORMAL' }) {
  const from = insideGrid(context.workbook, source);
  const sheet = sheetById(context.workbook, destination?.sheetId);
  const cells = from.sheet.cells(from.range);
  const target = box(destination?.rowIndex ?? 0, destination?.columnIndex ?? 0, cells.length, cells[0]?.length ?? 0);
  checkEditable(context, from.sheet, from.range);
  checkEditable(context, sheet, target);
  if (pasteType !== 'PASTE_NORMAL') throw context.unimplemented();
  from.sheet.clear(from.range, { values: true, notes: true, formats: true });
  cells.forEach((line, i) => line.forEach((cell, j) => sheet.replaceCell(target.startRow + i, target.startColumn + j, cell)));
}

/** Removes the cells of a range and shifts what is below up (ROWS) or what is right of it left (COLUMNS). */
export function deleteRange(context, { range, shiftDimension }) {
  const { sheet, range: area } = insideGrid(context.workbook, range);
  const whole = { ROWS: area.startColumn === 0 && area.endColumn >= sheet.columnCount, COLUMNS: area.startRow === 0 && area.endRow >= sheet.rowCount };
  checkEditable(context, sheet, area);
  if (!(shiftDimension in whole)) throw invalid('No shift dimension specified.');
  const rows = shiftDimension === 'ROWS';
  const moving = rows ? { ...area, startRow: area.endRow, endRow: sheet.rowCount } : { ...area, startColumn: area.endColumn, endColumn: sheet.columnCount };
  shiftCells(sheet, moving, rows ? area.startRow - area.endRow : 0, rows ? 0 : area.startColumn - area.endColumn);
}

export function insertRange(context, { range, shiftDimension }) {
  const { sheet, range: area } = insideGrid(context.workbook, range);
  checkEditable(context, sheet, area);
  if (shiftDimension !== 'ROWS' && shiftDimension !== 'COLUMNS') throw invalid('No shift dimension specified.');
  const rows = shiftDimension === 'ROWS';
  const count = rows ? area.endRow - area.startRow : area.endColumn - area.startColumn;
  const used = rows ? sheet.lastRow : sheet.lastColumn;
  const excess = used + count - (rows ? sheet.rowCount : sheet.columnCount);
  if (excess > 0) sheet.append(shiftDimension, excess);
  const moving = rows ? { ...area, endRow: Math.max(area.startRow, used) } : { ...area, endColumn: Math.max(area.startColumn, used) };
  shiftCells(sheet, moving, rows ? count : 0, rows ? 0 : count);
}

function shiftCells(sheet, area, down, right) {
  const cells = sheet.cells(area);
  const vacated = { startRow: area.startRow + Math.min(0, down), endRow: area.endRow, startColumn: area.startColumn + Math.min(0, right), endColumn: area.endColumn };
  sheet.clear(vacated, { values: true, notes: true, formats: true });
  cells.forEach((line, i) => line.forEach((cell, j) => {
    if (cell !== undefined) sheet.replaceCell(area.startRow + down + i, area.startColumn + right + j, cell);
  }));
}

/** The area without the rows at its end that were never written to. */
const used = (sheet, area) => ({ ...area, endRow: Math.max(area.startRow, Math.min(area.endRow, sheet.rows.length)) });

function matcher({ find, matchCase, matchEntireCell, searchByRegex }) {
  const source = searchByRegex ? find : find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  try {
    return new RegExp(matchEntireCell ? `^(?:${source})$` : source, matchCase ? 'g' : 'gi');
  } catch {
    throw invalid(`The regular expression "${find}" is not valid.`);
  }
}

function areasToSearch(workbook, { range, sheetId, allSheets }) {
  if (range !== undefined) return [fromGridRange(workbook, range)];
  if (sheetId !== undefined) return [{ sheet: sheetById(workbook, sheetId) }];
  if (allSheets) return workbook.sheets.map((sheet) => ({ sheet }));
  throw invalid('No scope specified.');
}

export function findReplace(context, request) {
  const { find = '', replacement = '', includeFormulas } = request;
  if (find === '') throw invalid('No search text specified.');
  const pattern = matcher({ ...request, find });
  const counts = { valuesChanged: 0, formulasChanged: 0, rowsChanged: 0, sheetsChanged: 0, occurrencesChanged: 0 };
  for (const { sheet, range } of areasToSearch(context.workbook, request)) {
    const area = sheet.clip(range);
    const rows = new Set();
    sheet.cells(used(sheet, area)).forEach((line, i) => line.forEach((cell, j) => {
      const source = cell?.formula !== undefined ? (includeFormulas ? cell.formula : undefined) : cell?.value;
      if (source === undefined || source === null) return;
      const hits = String(source).match(pattern)?.length ?? 0;
      if (hits === 0) return;
      const [row, column] = [area.startRow + i, area.startColumn + j];
      const fresh = String(source).replace(pattern, request.searchByRegex ? replacement : () => replacement);
      checkEditable(context, sheet, box(row, column, 1, 1));
      if (cell.formula === undefined) sheet.enter(row, column, fresh);
      else sheet.putFormula(row, column, fresh);
      counts[cell.formula === undefined ? 'valuesChanged' : 'formulasChanged']++;
      counts.occurrencesChanged += hits;
      rows.add(row);
    }));
    counts.rowsChanged += rows.size;
    counts.sheetsChanged += rows.size > 0 ? 1 : 0;
  }
  return { findReplace: Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)) };
}

export function trimWhitespace(context, { range }) {
  const { sheet, range: area } = insideGrid(context.workbook, range);
  checkEditable(context, sheet, area);
  let count = 0;
  sheet.cells(used(sheet, area)).forEach((line, i) => line.forEach((cell, j) => {
    if (cell?.formula !== undefined || typeof cell?.value !== 'string') return;
    const trimmed = cell.value.trim().replace(/\s+/g, ' ');
    if (trimmed === cell.value) return;
    sheet.put(area.startRow + i, area.startColumn + j, trimmed);
    count++;
  }));
  return { trimWhitespace: count > 0 ? { cellsChangedCount: count } : {} };
}
