/** One tab: its grid, cells, hidden rows and columns, and protected ranges. Its interface is described in index.js. */
import { BLANK, Cell } from './cell.js';
import { MAX_COLUMNS, quoteTitle, rangeName } from './a1.js';
import { WorkbookError } from './error.js';
import { parseTyped } from './parse.js';
import { displayText } from './format.js';
import { checkValid, mergesIn } from './rules.js';
import { sortRange } from './sort.js';
import * as structure from './structure.js';

export const MAX_CELLS = 10_000_000;
export const MAX_CHARACTERS = 50_000;
const STATE = ['title', 'hidden', 'rowCount', 'frozenRowCount', 'frozenColumnCount', 'rows', 'columns', 'protectedRanges', 'basicFilter', 'filterViews', 'groups', 'merges', 'validations', 'extra'];

export class Sheet {
  constructor(workbook, { sheetId, title, rowCount = 1000, columnCount = 26, frozenRowCount = 0, frozenColumnCount = 0, hidden = false, sheetType = 'GRID', extra = {} }) {
    Object.assign(this, { workbook, sheetId, title, rowCount, frozenRowCount, frozenColumnCount, hidden, sheetType, extra, merges: [], validations: [], filterViews: [], groups: [] });
    this.rows = [];
    this.columns = [];
    this.protectedRanges = [];
    this.checkSize(rowCount, columnCount);
    this.columns = Array.from({ length: columnCount }, () => ({ id: workbook.nextId() }));
  }

  get state() {
    return Object.fromEntries(STATE.map((name) => [name, this[name]]));
  }

  set state(state) {
    Object.assign(this, state);
  }

  copy({ sheetId, title }) {
    const copy = new Sheet(this.workbook, { ...this.state, sheetId, title, columnCount: this.columnCount });
    copy.columns = this.columns.map((column) => ({ ...column, id: this.workbook.nextId() }));
    copy.rows = this.rows.map((row) => row && { ...row, id: this.workbook.nextId(), cells: row.cells.slice() });
    return copy;
  }

  get index() {
    return this.workbook.sheets.indexOf(this);
  }

  get columnCount() {
    return this.columns.length;
  }

  get lastRow() {
    let count = this.rows.length;
    while (count > 0 && !hasContent(this.rows[count - 1])) count--;
    return count;
  }

  get lastColumn() {
    let last = 0;
    for (const row of this.rows) {
      if (row === undefined) continue;
      for (let column = row.cells.length - 1; column >= last; column--) {
        if (row.cells[column] !== undefined && !row.cells[column].empty) last = column + 1;
      }
    }
    return last;
  }

  cell(row, column) {
    return this.rows[row]?.cells[column];
  }

  value(row, column) {
    return this.cell(row, column)?.value ?? null;
  }

  formula(row, column) {
    return this.cell(row, column)?.formula;
  }

  text(row, column) {
    return displayText(this.cell(row, column), this.workbook.locale);
  }

  cells(range) {
    const { startRow, endRow, startColumn, endColumn } = this.clip(range);
    const lines = [];
    for (let row = startRow; row < endRow; row++) {
      const line = this.rows[row]?.cells.slice(startColumn, endColumn) ?? [];
      line.length = endColumn - startColumn;
      lines.push(Array.from(line));
    }
    return lines;
  }

  values(range) {
    return this.cells(range).map((line) => line.map((cell) => cell?.value ?? null));
  }

  /** The range with its open ends closed and cut to the grid; empty when it begins outside. */
  clip({ startRow = 0, endRow = this.rowCount, startColumn = 0, endColumn = this.columnCount } = {}) {
    return {
      startRow, endRow: Math.max(startRow, Math.min(endRow, this.rowCount)),
      startColumn, endColumn: Math.max(startColumn, Math.min(endColumn, this.columnCount)),
    };
  }

  isHidden(dimension, index) {
    return Boolean((dimension === 'ROWS' ? this.rows : this.columns)[index]?.hidden);
  }

  checkSize(rowCount, columnCount) {
    if (columnCount > MAX_COLUMNS) throw new WorkbookError(`This action would increase the number of columns in the sheet above the limit of ${MAX_COLUMNS} columns.`);
    const others = this.workbook.cellCount() - (this.workbook.sheets.includes(this) ? this.rowCount * this.columnCount : 0);
    if (others + rowCount * columnCount > MAX_CELLS) {
      throw new WorkbookError(`This action would increase the number of cells in the workbook above the limit of ${MAX_CELLS} cells.`);
    }
  }

  checkInside(row, column) {
    if (row >= 0 && column >= 0 && row < this.rowCount && column < this.columnCount) return;
    throw new WorkbookError(this.outsideMessage({ startRow: row, endRow: row + 1, startColumn: column, endColumn: column + 1 }));
  }

  outsideMessage(range) {
    return `Range (${quoteTitle(this.title)}!${rangeName(range)}) exceeds grid limits. Max rows: ${this.rowCount}, max columns: ${this.columnCount}`;
  }

  /** The row object, made if missing and copied once per transaction, so that the old one can be put back. */
  writableRow(index) {
    const { transaction } = this.workbook;
    const row = this.rows[index];
    if (row?.epoch === transaction.epoch) return row;
    while (this.rows.length < index) this.rows.push(undefined);
    const copy = row ? { ...row, cells: row.cells.slice() } : { id: this.workbook.nextId(), cells: [] };
    copy.epoch = transaction.epoch;
    transaction.keepRow(this.rows, index, row);
    this.rows[index] = copy;
    return copy;
  }

  replaceCell(row, column, cell) {
    this.checkInside(row, column);
    const target = this.writableRow(row);
    const before = target.cells[column];
    if (column > target.cells.length) target.cells.length = column;
    target.cells[column] = cell === undefined || cell.blank ? undefined : cell;
    this.workbook.recalculation.cellReplaced(this, row, column, before, cell);
    this.workbook.transaction.cellChanged(this, row, column, before, target.id);
  }

  /** A formula's new result: nothing that a person could undo. */
  setResult(row, column, value) {
    const target = this.writableRow(row);
    target.cells[column] = target.cells[column].with({ value });
    this.workbook.transaction.cells.push({ sheetId: this.sheetId, row, column });
  }

  /** A cell of an array formula's result; null takes it away again. */
  setSpilled(row, column, value) {
    const target = this.writableRow(row);
    const old = target.cells[column];
    if (column > target.cells.length) target.cells.length = column;
    const cell = new Cell(value, undefined, old?.format, old?.note, value !== null);
    target.cells[column] = cell.blank ? undefined : cell;
    this.workbook.transaction.cells.push({ sheetId: this.sheetId, row, column });
  }

  setCell(row, column, patch) {
    this.replaceCell(row, column, (this.cell(row, column) ?? BLANK).with(patch));
  }

  put(row, column, value) {
    const old = this.cell(row, column);
    this.replaceCell(row, column, new Cell(value, undefined, old?.format, old?.note));
  }

  putFormula(row, column, formula) {
    const old = this.cell(row, column);
    this.replaceCell(row, column, new Cell(null, formula, old?.format, old?.note));
  }

  enter(row, column, input) {
    checkLength(input);
    const old = this.cell(row, column);
    const typed = parseTyped(input, { locale: this.workbook.locale, format: old?.format, today: this.workbook.toSerial(this.workbook.now()) });
    checkValid(this, row, column, typed.formula === undefined ? typed.value ?? null : null);
    const format = typed.numberFormat ? { ...old?.format, numberFormat: typed.numberFormat } : old?.format;
    this.replaceCell(row, column, new Cell(typed.value ?? null, typed.formula, format, old?.note));
  }

  clear(range, { values = true, notes = false, formats = false } = {}) {
    const patch = { ...(values && { value: null, formula: undefined }), ...(notes && { note: undefined }), ...(formats && { format: undefined }) };
    const { startRow, endRow, startColumn, endColumn } = this.clip(range);
    for (let row = startRow; row < Math.min(endRow, this.rows.length); row++) {
      const end = Math.min(endColumn, this.rows[row]?.cells.length ?? 0);
      for (let column = startColumn; column < end; column++) {
        if (this.cell(row, column) !== undefined) this.setCell(row, column, patch);
      }
    }
  }

  insert(dimension, at, count, inheritBefore = true) {
    structure.insert(this, dimension, at, count, inheritBefore);
  }

  remove(dimension, at, count) {
    structure.remove(this, dimension, at, count);
  }

  move(dimension, at, count, before) {
    structure.move(this, dimension, at, count, before);
  }

  append(dimension, count) {
    structure.insert(this, dimension, dimension === 'ROWS' ? this.rowCount : this.columnCount, count, true);
  }

  resize({ rowCount = this.rowCount, columnCount = this.columnCount }) {
    for (const [dimension, now, then] of [['ROWS', this.rowCount, rowCount], ['COLUMNS', this.columnCount, columnCount]]) {
      if (then > now) this.append(dimension, then - now);
      if (then < now) this.remove(dimension, then, now - then);
    }
  }

  sort(range, keys) {
    if (mergesIn(this, this.clip(range))) throw new WorkbookError('You cannot sort a range that contains merged cells.');
    sortRange(this, this.clip(range), keys);
  }

  setHidden(dimension, start, end, hidden) {
    this.setProperties(dimension, start, end, { hidden });
  }

  /** Sets {hidden, pixelSize} of rows or columns. */
  setProperties(dimension, start, end, patch) {
    this.workbook.transaction.touchStructure();
    if (dimension === 'ROWS') {
      for (let row = start; row < end; row++) Object.assign(this.writableRow(row), patch);
    } else {
      this.columns = this.columns.map((column, i) => (i >= start && i < end ? { ...column, ...patch } : column));
    }
  }

  setFrozen({ rows = this.frozenRowCount, columns = this.frozenColumnCount }) {
    if (rows >= this.rowCount) throw new WorkbookError("You can't freeze all visible rows on the sheet.");
    if (columns >= this.columnCount) throw new WorkbookError("You can't freeze all visible columns on the sheet.");
    this.workbook.transaction.touchStructure();
    this.frozenRowCount = rows;
    this.frozenColumnCount = columns;
  }

  rename(title) {
    this.workbook.checkTitle(title, this);
    this.workbook.transaction.undo.push({ kind: 'renamed', sheetId: this.sheetId, title: this.title });
    structure.renameInFormulas(this, title);
    this.title = title;
    this.workbook.transaction.touchStructure();
  }

  setTabHidden(hidden) {
    this.workbook.transaction.touchStructure();
    this.hidden = hidden;
  }

  /** Keeps properties that nothing here depends on, under 'properties' or 'gridProperties'. */
  setExtra(group, names, source) {
    this.workbook.transaction.touch();
    const kept = { ...this.extra[group] };
    for (const name of names) {
      if (source[name] === undefined) delete kept[name];
      else kept[name] = source[name];
    }
    this.extra = { ...this.extra, [group]: kept };
  }

  setFilter(filter) {
    this.workbook.transaction.touchStructure();
    this.basicFilter = filter;
  }

  protect({ range, protectedRangeId = this.workbook.nextId(), ...rest }) {
    this.workbook.transaction.touchStructure();
    const entry = { protectedRangeId, range, editors: [], ...rest };
    this.protectedRanges = [...this.protectedRanges, entry];
    return entry;
  }

  /** Whether `user` may change the structure at `index`: not if the tab is protected as a whole, or a protected range reaches over that place. */
  insertableBy(user, dimension, index) {
    const [start, end] = dimension === 'ROWS' ? ['startRow', 'endRow'] : ['startColumn', 'endColumn'];
    return user === this.workbook.owner || !this.protectedRanges.some(({ warningOnly, editors, range }) => !warningOnly && !editors.includes(user)
      && (range === undefined || ((range[start] ?? 0) < index && (range[end] ?? Infinity) > index && range[end] !== undefined)));
  }

  /** Whether `user` may edit all of the range. What is protected with a warning only stops nobody who writes by program. */
  editableBy(user, range) {
    if (user === this.workbook.owner) return true;
    return !this.protectedRanges.some((entry) => !entry.warningOnly && !entry.editors.includes(user)
      && overlaps(this.clip(entry.range), range) && !(entry.unprotectedRanges ?? []).some((free) => contains(this.clip(free), range)));
  }

  unprotect(protectedRangeId) {
    this.workbook.transaction.touchStructure();
    this.protectedRanges = this.protectedRanges.filter((entry) => entry.protectedRangeId !== protectedRangeId);
  }
}

/** Returns the text; refuses what is longer than a cell may hold. */
export function checkLength(text) {
  if (text?.length > MAX_CHARACTERS) throw new WorkbookError(`Your input contains more than the maximum of ${MAX_CHARACTERS} characters in a single cell.`);
  return text;
}

function hasContent(row) {
  return row !== undefined && row.cells.some((cell) => cell !== undefined && !cell.empty);
}

const overlaps = (a, b) => a.startRow < b.endRow && b.startRow < a.endRow && a.startColumn < b.endColumn && b.startColumn < a.endColumn;
const contains = (a, b) => a.startRow <= b.startRow && a.endRow >= b.endRow && a.startColumn <= b.startColumn && a.endColumn >= b.endColumn;
