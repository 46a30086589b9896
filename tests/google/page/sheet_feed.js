/**
 * What a browser must know of one tab, and what changed of it.
 *
 * A shown cell is null, or a string, number or boolean that is displayed as it is, or
 *   {t: text displayed, k: 'number'|'boolean'|'error'|'text', e: what the editor starts with (if other than t), f: 1 for a formula, n: note}
 * Events: 'reset' (everything anew), 'cells' [[row, column, cell], …], 'rows' {at, remove, rows, gridRows}; rows are 0-based, row 0 is the header.
 */
import { EventEmitter } from 'node:events';
import { CellError } from '../workbook/index.js';

const GATHER_MS = 30;

export class SheetFeed extends EventEmitter {
  constructor(workbook, sheetId) {
    super();
    Object.assign(this, { workbook, sheetId, lines: [], touched: new Set(), structural: true, outline: '', watchers: 0 });
    this.listener = (write) => this.note(write);
    workbook.on('write', this.listener);
  }

  /** Follows the tab until the returned function is called; while nobody looks, nothing is computed. */
  watch() {
    if (this.watchers++ === 0) this.read();
    return () => { this.watchers--; };
  }

  close() {
    this.workbook.off('write', this.listener);
    clearTimeout(this.timer);
  }

  get sheet() {
    return this.workbook.sheet(this.sheetId);
  }

  snapshot() {
    if (this.watchers > 0) this.flush();
    else this.read();
    return { ...this.describe(), lines: this.lines };
  }

  describe() {
    const { sheet } = this;
    if (!sheet) return { title: 'deleted tab', grid: { rows: 0, columns: 0 }, hidden: [] };
    const hidden = Array.from({ length: sheet.columnCount }, (_, column) => column).filter((column) => sheet.isHidden('COLUMNS', column));
    return { spreadsheet: this.workbook.title, title: sheet.title, grid: { rows: sheet.rowCount, columns: sheet.columnCount }, hidden };
  }

  note({ structural, cells }) {
    this.structural ||= structural;
    for (const { sheetId, row } of cells) {
      if (sheetId === this.sheetId) this.touched.add(row);
    }
    if (this.watchers === 0) this.structural = true;
    else this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    const before = this.lines;
    const outline = this.outline;
    const { structural, touched } = this;
    this.read();
    if (this.outline !== outline) this.emit('reset');
    else if (structural || this.lines.length !== before.length) this.announceRows(before);
    else this.announceCells(before, touched);
  }

  read() {
    const { sheet, touched } = this;
    const count = sheet?.lastRow ?? 0;
    if (this.structural) this.lines = Array.from({ length: count }, (_, row) => this.line(row));
    else {
      this.lines = this.lines.slice(0, count);
      for (let row = this.lines.length; row < count; row++) this.lines.push(this.line(row));
      for (const row of touched) if (row < count) this.lines[row] = this.line(row);
    }
    const { grid, ...outline } = this.describe();
    this.outline = JSON.stringify([outline, grid.columns]);
    this.touched = new Set();
    this.structural = false;
  }

  line(row) {
    const cells = this.sheet.rows[row]?.cells ?? [];
    const shown = Array.from(cells, (cell, column) => shownCell(cell, () => this.sheet.text(row, column)));
    while (shown.length > 0 && shown[shown.length - 1] === null) shown.pop();
    return shown;
  }

  announceCells(before, touched) {
    const changes = [];
    for (const row of touched) {
      const [old, now] = [before[row] ?? [], this.lines[row] ?? []];
      for (let column = 0; column < Math.max(old.length, now.length); column++) {
        if (JSON.stringify(old[column] ?? null) !== JSON.stringify(now[column] ?? null)) changes.push([row, column, now[column] ?? null]);
      }
    }
    if (changes.length > 0) this.emit('cells', changes);
  }

  /** The head as cells, the rest as one splice: what is equal at the beginning and at the end is left out. */
  announceRows(before) {
    const now = this.lines;
    const [old, fresh] = [before, now].map((lines) => lines.map((line) => JSON.stringify(line)));
    let start = Math.min(1, old.length, fresh.length);
    if (start > 0) this.announceCells(before, [0]);
    while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
    let tail = 0;
    while (tail < old.length - start && tail < fresh.length - start && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail++;
    const splice = { at: start, remove: old.length - start - tail, rows: now.slice(start, fresh.length - tail), gridRows: this.sheet?.rowCount ?? 0 };
    if (splice.remove > 0 || splice.rows.length > 0) this.emit('rows', splice);
  }
}

function shownCell(cell, displayed) {
  if (cell === undefined || (cell.empty && cell.note === undefined)) return null;
  const { value, formula, note } = cell;
  const text = displayed();
  const plain = formula === undefined && note === undefined;
  if (plain && (typeof value !== 'object') && text === shownAs(value)) return value;
  const shown = { t: text, k: kindOf(value) };
  const entered = formula ?? (typeof value === 'string' ? value : text);
  if (entered !== text) shown.e = entered;
  if (formula !== undefined) shown.f = 1;
  if (note !== undefined) shown.n = note;
  return shown;
}

const shownAs = (value) => (typeof value === 'boolean' ? String(value).toUpperCase() : String(value));

function kindOf(value) {
  if (value instanceof CellError) return 'error';
  return typeof value === 'string' || value === null ? 'text' : typeof value;
}
