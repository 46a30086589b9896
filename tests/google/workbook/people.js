/**
 * What a person does by hand. Every method is one step that undo takes back and emits the events that Sheets would:
 * 'edit' and 'change' for content, 'change' alone for structure. Cells and ranges are given in A1 notation
 * or as {row, column} and Range; sheetId may be left out for the first tab.
 *
 *   type(cell, text, {sheetId})      paste(cell, rows of strings, {sheetId})      copy, cut(range, cell, {sheetId})      clear(range, {sheetId})   note(cell, text, {sheetId})
 *   insertRows(row, count) deleteRows(row, count) moveRows(row, count, before), the same for Columns: 0-based, {sheetId} last
 *   sort(range, column, descending)  protect(range)  rename(title)  addTab({title})  deleteTab()  duplicateTab()  undo()
 */
import { merge, unmerge } from './rules.js';
import { CellError } from './cell.js';
import { WorkbookError } from './error.js';
import { box, parseCell, parseRange } from './a1.js';
import { copyReferences } from './references.js';
import { undoSteps } from './undo.js';

export class Person {
  constructor(workbook, user) {
    this.workbook = workbook;
    this.user = user;
  }

  sheet(sheetId) {
    const sheet = sheetId === undefined ? this.workbook.first : this.workbook.sheet(sheetId);
    if (!sheet) throw new WorkbookError(`there is no tab with sheetId ${sheetId}`);
    return sheet;
  }

  act(work, options) {
    return this.workbook.transact({ source: 'human', user: this.user, ...options }, work);
  }

  cell(cell) {
    const found = typeof cell === 'string' ? parseCell(cell) : cell;
    if (!found) throw new WorkbookError(`"${cell}" is not a cell, such as "C5"`);
    return found;
  }

  range(range, sheet) {
    const found = typeof range === 'string' ? parseRange(range) : range;
    if (!found) throw new WorkbookError(`"${range}" is not a range, such as "A5:D9"`);
    return sheet.clip(found);
  }

  type(cell, text, { sheetId } = {}) {
    const sheet = this.sheet(sheetId);
    const { row, column } = this.cell(cell);
    this.checkAllowed(sheet, box(row, column, 1, 1));
    this.act((transaction) => {
      const before = sheet.cell(row, column);
      sheet.enter(row, column, text);
      this.edited(transaction, sheet, box(row, column, 1, 1), before);
    });
  }

  /** Pastes text as it comes from another program: each cell is parsed as if typed. The grid grows as needed. */
  paste(cell, rows, { sheetId } = {}) {
    const sheet = this.sheet(sheetId);
    const { row, column } = this.cell(cell);
    const area = box(row, column, rows.length, Math.max(0, ...rows.map((line) => line.length)));
    if (area.endRow === row || area.endColumn === column) return;
    this.checkAllowed(sheet, area);
    this.act((transaction) => {
      const before = sheet.cell(row, column);
      if (area.endRow > sheet.rowCount) sheet.append('ROWS', area.endRow - sheet.rowCount);
      if (area.endColumn > sheet.columnCount) sheet.append('COLUMNS', area.endColumn - sheet.columnCount);
      rows.forEach((line, i) => line.forEach((text, j) => sheet.enter(row + i, column + j, text)));
      this.edited(transaction, sheet, area, before);
    });
  }

  /** Copies a range with all that is in it, hidden columns included, and pastes it elsewhere in the tab; the grid grows as needed. */
  copy(range, cell, { sheetId } = {}) {
    const sheet = this.sheet(sheetId);
    const area = this.range(range, sheet);
    const { row, column } = this.cell(cell);
    const target = box(row, column, area.endRow - area.startRow, area.endColumn - area.startColumn);
    this.checkAllowed(sheet, target);
    this.act((transaction) => {
      const before = sheet.cell(row, column);
      if (target.endRow > sheet.rowCount) sheet.append('ROWS', target.endRow - sheet.rowCount);
      sheet.cells(area).forEach((line, i) => line.forEach((one, j) => {
        const formula = one?.formula && copyReferences(one.formula, row - area.startRow, column - area.startColumn);
        sheet.replaceCell(row + i, column + j, formula ? one.with({ formula }) : one);
      }));
      this.edited(transaction, sheet, target, before);
    });
  }

  /** Cuts a range and pastes it elsewhere in the tab. Google tells onEdit of the place where it was pasted. */
  cut(range, cell, { sheetId } = {}) {
    const sheet = this.sheet(sheetId);
    const area = this.range(range, sheet);
    const { row, column } = this.cell(cell);
    const target = sheet.clip(box(row, column, area.endRow - area.startRow, area.endColumn - area.startColumn));
    for (const one of [area, target]) this.checkAllowed(sheet, one);
    this.act((transaction) => {
      const before = sheet.cell(row, column);
      const cells = sheet.cells(area);
      sheet.clear(area, { values: true, notes: true, formats: false });
      cells.forEach((line, i) => line.forEach((one, j) => sheet.replaceCell(row + i, column + j, one)));
      this.edited(transaction, sheet, target, before);
    });
  }

  clear(range, { sheetId } = {}) {
    const sheet = this.sheet(sheetId);
    const area = this.range(range, sheet);
    this.checkAllowed(sheet, area);
    this.act((transaction) => {
      const before = sheet.cell(area.startRow, area.startColumn);
      sheet.clear(area);
      this.edited(transaction, sheet, area, before);
    });
  }

  edited(transaction, sheet, area, before) {
    transaction.later('edit', () => editEvent(this.user, sheet, area, before));
    transaction.later('change', { user: this.user, changeType: 'EDIT' });
  }

  restructure(changeType, sheetId, work) {
    const sheet = this.sheet(sheetId);
    this.act((transaction) => {
      work(sheet);
      transaction.later('change', { user: this.user, changeType });
    });
  }

  insertRows(row, count, { sheetId } = {}) {
    this.restructure('INSERT_ROW', sheetId, (sheet) => sheet.insert('ROWS', row, count));
  }

  insertColumns(column, count, { sheetId } = {}) {
    this.restructure('INSERT_COLUMN', sheetId, (sheet) => sheet.insert('COLUMNS', column, count));
  }

  deleteRows(row, count, { sheetId } = {}) {
    this.restructure('REMOVE_ROW', sheetId, (sheet) => {
      this.checkSpan(row, count, sheet.rowCount, 'rows');
      sheet.remove('ROWS', row, count);
    });
  }

  deleteColumns(column, count, { sheetId } = {}) {
    this.restructure('REMOVE_COLUMN', sheetId, (sheet) => {
      this.checkSpan(column, count, sheet.columnCount, 'columns');
      sheet.remove('COLUMNS', column, count);
    });
  }

  moveRows(row, count, before, { sheetId } = {}) {
    this.restructure('OTHER', sheetId, (sheet) => {
      this.checkSpan(row, count, sheet.rowCount, 'rows');
      sheet.move('ROWS', row, count, before);
    });
  }

  moveColumns(column, count, before, { sheetId } = {}) {
    this.restructure('OTHER', sheetId, (sheet) => {
      this.checkSpan(column, count, sheet.columnCount, 'columns');
      sheet.move('COLUMNS', column, count, before);
    });
  }

  checkSpan(at, count, size, what) {
    if (at >= 0 && at + count <= size) return;
    throw new WorkbookError(`${what} ${at + 1} to ${at + count} are not all in the grid, which has ${size}`);
  }

  sort(range, column, descending = false, { sheetId } = {}) {
    const sheet = this.sheet(sheetId);
    const area = this.range(range, sheet);
    this.checkAllowed(sheet, area);
    this.act((transaction) => {
      const before = sheet.cell(area.startRow, area.startColumn);
      sheet.sort(area, [{ column, descending }]);
      if (this.workbook.switches.editOnSort) transaction.later('edit', () => editEvent(this.user, sheet, area, before));
      transaction.later('change', { user: this.user, changeType: 'OTHER' });
    });
  }

  hide(dimension, start, count, hidden, { sheetId } = {}) {
    this.restructure('OTHER', sheetId, (sheet) => sheet.setHidden(dimension, start, start + count, hidden));
  }

  /** Sets the number format {type, pattern} of cells; what they hold stays. */
  format(range, numberFormat, { sheetId } = {}) {
    this.restructure('FORMAT', sheetId, (sheet) => {
      const { startRow, endRow, startColumn, endColumn } = this.range(range, sheet);
      for (let row = startRow; row < endRow; row++) {
        for (let column = startColumn; column < endColumn; column++) sheet.setCell(row, column, { format: { ...sheet.cell(row, column)?.format, numberFormat } });
      }
    });
  }

  /** Sets a cell's note; '' removes it. */
  note(cell, text, { sheetId } = {}) {
    const { row, column } = this.cell(cell);
    this.restructure('OTHER', sheetId, (sheet) => sheet.setCell(row, column, { note: text || undefined }));
  }

  /** Only the person and the owner may edit what is protected; `range` left out: the whole tab. */
  protect(range, { sheetId } = {}) {
    let entry;
    this.restructure('OTHER', sheetId, (sheet) => {
      entry = sheet.protect({ range: range === undefined ? undefined : this.range(range, sheet), editors: [this.user] });
    });
    return entry;
  }

  unprotect({ sheetId } = {}) {
    this.restructure('OTHER', sheetId, (sheet) => sheet.protectedRanges.forEach((entry) => sheet.unprotect(entry.protectedRangeId)));
  }

  merge(range, { sheetId } = {}) {
    this.restructure('OTHER', sheetId, (sheet) => merge(sheet, this.range(range, sheet)));
  }

  unmerge(range, { sheetId } = {}) {
    this.restructure('OTHER', sheetId, (sheet) => unmerge(sheet, this.range(range, sheet)));
  }

  rename(title, { sheetId } = {}) {
    this.restructure('OTHER', sheetId, (sheet) => sheet.rename(title));
  }

  addTab(properties = {}) {
    return this.act((transaction) => {
      transaction.later('change', { user: this.user, changeType: 'INSERT_GRID' });
      return this.workbook.addSheet(properties);
    });
  }

  deleteTab({ sheetId } = {}) {
    this.restructure('REMOVE_GRID', sheetId, (sheet) => this.workbook.deleteSheet(sheet.sheetId));
  }

  duplicateTab({ sheetId, ...properties } = {}) {
    const source = this.sheet(sheetId);
    return this.act((transaction) => {
      transaction.later('change', { user: this.user, changeType: 'INSERT_GRID' });
      return this.workbook.duplicateSheet(source.sheetId, properties);
    });
  }

  /** Takes back the person's own last step; returns false when there is none. */
  undo() {
    const { undoStack } = this.workbook;
    const last = undoStack.findLastIndex((entry) => entry.user === this.user);
    if (last < 0) return false;
    const [{ steps }] = undoStack.splice(last, 1);
    this.act((transaction) => {
      transaction.touch();
      undoSteps(this.workbook, steps);
      if (this.workbook.switches.editOnUndo) this.editsOfUndo(transaction, steps);
      transaction.later('change', { user: this.user, changeType: 'OTHER' });
    }, { undoable: false });
    return true;
  }

  editsOfUndo(transaction, steps) {
    const cells = transaction.cells.filter(() => steps.some(({ kind }) => kind === 'cell'));
    if (cells.length === 0) return;
    const sheet = this.workbook.sheet(cells[0].sheetId);
    const [rows, columns] = [cells.map(({ row }) => row), cells.map(({ column }) => column)];
    const least = (list) => list.reduce((a, b) => Math.min(a, b));
    const most = (list) => list.reduce((a, b) => Math.max(a, b));
    const area = box(least(rows), least(columns), most(rows) - least(rows) + 1, most(columns) - least(columns) + 1);
    transaction.later('edit', () => editEvent(this.user, sheet, area, undefined));
  }

  checkAllowed(sheet, area) {
    if (this.user === this.workbook.owner || sheet.editableBy(this.user, area)) return;
    throw new WorkbookError('You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.');
  }
}

/** The value as Apps Script's e.value and e.oldValue give it. */
function eventValue(cell) {
  if (cell === undefined || cell.empty) return undefined;
  if (cell.formula !== undefined) return cell.formula;
  if (cell.value instanceof CellError) return cell.value.text;
  return typeof cell.value === 'boolean' ? String(cell.value).toUpperCase() : String(cell.value);
}

function editEvent(user, sheet, area, before) {
  const range = { row: area.startRow + 1, column: area.startColumn + 1, numRows: area.endRow - area.startRow, numColumns: area.endColumn - area.startColumn };
  const event = { user, sheetId: sheet.sheetId, range };
  if (range.numRows !== 1 || range.numColumns !== 1) return event;
  const [value, oldValue] = [eventValue(sheet.cell(area.startRow, area.startColumn)), eventValue(before)];
  if (value !== undefined) event.value = value;
  if (oldValue !== undefined) event.oldValue = oldValue;
  return event;
}
