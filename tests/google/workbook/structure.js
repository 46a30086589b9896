/** Inserting, removing and moving rows and columns of a sheet, with everything that has to follow them. */
import { Cell } from './cell.js';
import { Shift } from './shift.js';
import { WorkbookError } from './error.js';
import { rewriteReferences, renameSheetIn } from './references.js';
import { dropLocations } from './metadata.js';
import * as rules from './rules.js';

const sizeOf = (sheet, dimension) => (dimension === 'ROWS' ? sheet.rowCount : sheet.columnCount);

export function insert(sheet, dimension, at, count, inheritBefore) {
  const size = sizeOf(sheet, dimension);
  if (at < 0 || at > size) throw new WorkbookError(`range.startIndex[${at}] must be less than or equal to the grid size[${size}]`);
  if (dimension === 'ROWS') sheet.checkSize(sheet.rowCount + count, sheet.columnCount);
  else sheet.checkSize(sheet.rowCount, sheet.columnCount + count);
  const ids = dimension === 'ROWS' ? insertRows(sheet, at, count, inheritBefore) : insertColumns(sheet, at, count, inheritBefore);
  sheet.workbook.transaction.undo.push({ kind: 'inserted', sheetId: sheet.sheetId, dimension, ids });
  follow(sheet, Shift.insert(dimension, at, count));
}

const formatOf = (cell) => (cell?.format === undefined ? undefined : new Cell(null, undefined, cell.format));

function insertRows(sheet, at, count, inheritBefore) {
  const pattern = sheet.rows[inheritBefore && at > 0 ? at - 1 : at];
  const cells = pattern?.cells.map(formatOf) ?? [];
  const added = Array.from({ length: count }, () => ({ id: sheet.workbook.nextId(), cells: cells.slice() }));
  if (at <= sheet.rows.length) sheet.rows = sheet.rows.slice(0, at).concat(added, sheet.rows.slice(at));
  // Rows beyond what is kept need keeping only if undo must find them again, or if they hold formats.
  else if (cells.length > 0 || sheet.workbook.transaction.undoable) sheet.rows = sheet.rows.concat(new Array(at - sheet.rows.length).fill(undefined), added);
  sheet.rowCount += count;
  return added.map((row) => row.id);
}

function insertColumns(sheet, at, count, inheritBefore) {
  const pattern = inheritBefore && at > 0 ? at - 1 : at;
  const added = Array.from({ length: count }, () => ({ id: sheet.workbook.nextId() }));
  sheet.columns = sheet.columns.slice(0, at).concat(added, sheet.columns.slice(at));
  sheet.rows = sheet.rows.map((row) => {
    if (row === undefined || (row.cells.length <= at && row.cells[pattern] === undefined)) return row;
    const fresh = new Array(count).fill(formatOf(row.cells[pattern]));
    const cells = row.cells.slice(0, at);
    cells.length = at;
    return { ...row, cells: cells.concat(fresh, row.cells.slice(at)) };
  });
  return added.map((column) => column.id);
}

export function remove(sheet, dimension, at, count) {
  const size = sizeOf(sheet, dimension);
  const frozen = dimension === 'ROWS' ? sheet.frozenRowCount : sheet.frozenColumnCount;
  const name = dimension === 'ROWS' ? 'rows' : 'columns';
  if (count >= size) throw new WorkbookError(`You can't delete all the ${name} on the sheet.`);
  if (frozen > 0 && at <= frozen && at + count >= size) throw new WorkbookError(`Sorry, it is not possible to delete all non-frozen ${name}.`);
  const step = dimension === 'ROWS' ? removeRows(sheet, at, count) : removeColumns(sheet, at, count);
  const dropped = dropLocations(sheet.workbook, sheet, dimension, step.lines.filter(Boolean).map((line) => line.id));
  sheet.workbook.transaction.undo.push({ kind: 'removed', sheetId: sheet.sheetId, dimension, at, metadata: dropped, ...step });
  follow(sheet, Shift.remove(dimension, at, count));
}

function removeRows(sheet, at, count) {
  const lines = Array.from({ length: count }, (_, i) => sheet.rows[at + i]);
  sheet.rows = sheet.rows.slice(0, at).concat(sheet.rows.slice(at + count));
  sheet.rowCount -= count;
  sheet.frozenRowCount -= overlap(at, count, sheet.frozenRowCount);
  return { lines };
}

function removeColumns(sheet, at, count) {
  const lines = sheet.columns.slice(at, at + count);
  const cells = new Map();
  sheet.columns = sheet.columns.slice(0, at).concat(sheet.columns.slice(at + count));
  sheet.frozenColumnCount -= overlap(at, count, sheet.frozenColumnCount);
  sheet.rows = sheet.rows.map((row) => {
    if (row === undefined || row.cells.length <= at) return row;
    cells.set(row.id, row.cells.slice(at, at + count));
    return { ...row, cells: row.cells.slice(0, at).concat(row.cells.slice(at + count)) };
  });
  return { lines, cells };
}

const overlap = (at, count, frozen) => Math.max(0, Math.min(at + count, frozen) - at);

export function move(sheet, dimension, at, count, before) {
  const size = sizeOf(sheet, dimension);
  if (before > size) throw new WorkbookError(`destinationIndex[${before}] is after last index in grid[${size - 1}]`);
  if (before >= at && before <= at + count) {
    if (before > at && before < at + count) throw new WorkbookError('Cannot move a group of consecutive rows or columns into itself.');
    return;
  }
  const ids = dimension === 'ROWS' ? moveRows(sheet, at, count, before) : moveColumns(sheet, at, count, before);
  sheet.workbook.transaction.undo.push({ kind: 'moved', sheetId: sheet.sheetId, dimension, at, ids });
  follow(sheet, Shift.move(dimension, at, count, before));
}

function moveRows(sheet, at, count, before) {
  const full = Array.from({ length: Math.max(sheet.rows.length, at + count, before) }, (_, i) => sheet.rows[i]);
  for (let i = at; i < at + count; i++) full[i] ??= { id: sheet.workbook.nextId(), cells: [] };
  sheet.rows = moved(full, at, count, before);
  return full.slice(at, at + count).map((row) => row.id);
}

function moveColumns(sheet, at, count, before) {
  const ids = sheet.columns.slice(at, at + count).map((column) => column.id);
  sheet.columns = moved(sheet.columns, at, count, before);
  sheet.rows = sheet.rows.map((row) => {
    if (row === undefined || row.cells.length <= Math.min(at, before)) return row;
    const full = Array.from({ length: Math.max(row.cells.length, at + count, before) }, (_, i) => row.cells[i]);
    return { ...row, cells: moved(full, at, count, before) };
  });
  return ids;
}

function moved(list, at, count, before) {
  const part = list.slice(at, at + count);
  const rest = list.slice(0, at).concat(list.slice(at + count));
  const target = before > at ? before - count : before;
  return rest.slice(0, target).concat(part, rest.slice(target));
}

/** Formulas, protected and named ranges follow the shift. */
function follow(sheet, shift) {
  const { workbook } = sheet;
  workbook.transaction.touchStructure();
  rules.follow(sheet, shift);
  sheet.protectedRanges = sheet.protectedRanges.flatMap((entry) => {
    if (!entry.range) return [entry];
    const range = shift.range(entry.range);
    return range ? [{ ...entry, range }] : [];
  });
  workbook.namedRanges = workbook.namedRanges.flatMap((entry) => {
    if (entry.sheetId !== sheet.sheetId) return [entry];
    const range = shift.range(entry.range);
    return range ? [{ ...entry, range }] : [];
  });
  if (sheet.basicFilter) {
    const range = shift.range(sheet.basicFilter.range);
    sheet.basicFilter = range ? { ...sheet.basicFilter, range } : undefined;
  }
  workbook.recalculation.forget();
  rewriteFormulas(workbook, (formula, home) => rewriteReferences(formula, home, sheet, shift));
}

export function renameInFormulas(sheet, title) {
  rewriteFormulas(sheet.workbook, (formula) => renameSheetIn(formula, sheet.title, title));
}

function rewriteFormulas(workbook, rewrite) {
  for (const { sheet, row, column, cell } of workbook.recalculation.formulaCells()) {
    const formula = rewrite(cell.formula, sheet);
    if (formula !== cell.formula) sheet.setCell(row, column, { formula });
  }
}
