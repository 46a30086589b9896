/** The left side: the tab, editable. Everything a visitor does is sent to the server; what comes back is what the sheet made of it. */
import { Grid, without } from './grid.js';
import { dress, entryOf, heading, kindOf, letters, textOf, widthFor } from './cells.js';

const SPARE_ROWS = 20;
const SPARE_COLUMNS = 1;
const ANSWER_MS = 500;

export class SheetGrid extends Grid {
  /** send(action) → promise; report(problem); onSelect({name, entry}) */
  constructor(element, { send, report, onSelect }) {
    super(element, {
      rowHeader: {
        field: 'id', title: '', width: 52, minWidth: 52, frozen: true, resizable: false, headerSort: false, hozAlign: 'center', cssClass: 'place',
        formatter: (cell) => String(cell.getValue() + 1),
      },
      selectableRange: 1, selectableRangeColumns: true, selectableRangeRows: true, selectableRangeAutoFocus: false,
      editTriggerEvent: 'dblclick', clipboard: true, clipboardCopyStyled: false, clipboardCopyRowRange: 'range',
      clipboardCopyConfig: { rowHeaders: false, columnHeaders: false },
      clipboardPasteParser: (text) => text.replace(/\r?\n$/, '').split(/\r?\n/).map((line) => line.split('\t')),
      clipboardPasteAction: (rows) => { this.paste(rows); return []; },
      rowContextMenu: () => this.menu(),
    });
    Object.assign(this, { send, report, onSelect, lines: [], marks: new Set(), hidden: new Set(), starter: undefined, shifts: [] });
    element.addEventListener('keydown', (event) => this.key(event), true);
    this.table.on('rangeChanged', () => this.selected());
    this.table.on('rangeAdded', () => this.selected());
    this.table.on('cellEdited', (cell) => this.edited(cell));
    this.table.on('cellEditCancelled', (cell) => setTimeout(() => cell.getRow().reformat()));
  }

  async reset({ lines, grid, hidden, title }) {
    await this.untilEdited();
    Object.assign(this, { lines, grid, title, hidden: new Set(hidden) });
    await this.define(this.layOut(), this.dataRows());
  }

  /** How many columns and rows are shown: what is filled, and some to type into. */
  get width() {
    const filled = this.lines.reduce((most, line) => Math.max(most, line.length), 0);
    return Math.min(this.grid.columns, Math.max(filled + SPARE_COLUMNS, 8));
  }

  /** The first row as far as it is shown: gsync's own hidden column changes its head with every publish. */
  get headText() {
    return JSON.stringify((this.lines[0] ?? []).filter((_, column) => !this.hidden.has(column)));
  }

  layOut() {
    this.shownColumns = this.width;
    const head = this.lines[0] ?? [];
    this.shownHead = this.headText;
    return Array.from({ length: this.shownColumns }, (_, column) => ({
      field: `c${column}`, title: letters(column), visible: !this.hidden.has(column),
      titleFormatter: () => heading(letters(column), textOf(head[column]), { cell: `${letters(column)}1` }),
      width: widthFor(textOf(head[column]), this.lines.slice(1, 200).map((line) => textOf(line[column]))),
      formatter: (cell) => this.format(cell, column),
      editor: (cell, onRendered, success, cancel) => this.editor(cell, onRendered, success, cancel),
      accessorClipboard: textOf,
    }));
  }

  dataRows() {
    const rows = [];
    const last = Math.min(this.grid.rows, Math.max(this.lines.length, 1) + SPARE_ROWS);
    for (let row = 1; row < last; row++) rows.push(this.asRow(row));
    return rows;
  }

  asRow(row, changed) {
    const line = this.lines[row] ?? [];
    const data = { id: row };
    for (let column = 0; column < this.shownColumns; column++) data[`c${column}`] = line[column] ?? null;
    if (changed !== undefined) data._changed = Object.fromEntries(line.map((_, column) => [`c${column}`, changed]));
    return data;
  }

  format(cell, column) {
    const { id, _changed } = cell.getData();
    const value = cell.getValue();
    const rich = value !== null && typeof value === 'object' ? value : {};
    const look = [kindOf(value), rich.f && 'formula', rich.waiting && 'waiting', rich.n !== undefined && 'noted'];
    if (this.marks.has(`${id}:${column}`) || this.marks.has(`${id}:-1`)) look.push('differs');
    dress(cell.getElement(), { look, changed: _changed?.[`c${column}`], title: rich.n, name: `${letters(column)}${id + 1}` });
    return document.createTextNode(textOf(value));
  }

  editor(cell, onRendered, success, cancel) {
    const input = document.createElement('input');
    const before = entryOf(cell.getValue());
    input.value = this.starter ?? before;
    this.starter = undefined;
    const finish = () => (input.value === before ? cancel() : success({ t: input.value, k: 'text', waiting: true }));
    onRendered(() => {
      input.focus({ preventScroll: true });
      input.setSelectionRange(input.value.length, input.value.length);
    });
    input.addEventListener('blur', finish);
    input.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape') cancel();
      const step = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      finish();
      this.step(cell, ...step);
    });
    return input;
  }

  async edited(cell) {
    const { id } = cell.getData();
    const row = this.shifts.reduce(shifted, id);
    const field = cell.getField();
    if (row === undefined) return this.report('the row of that cell has been deleted');
    const column = Number(field.slice(1));
    try {
      await this.send({ do: 'type', row, column, text: cell.getValue().t });
      setTimeout(() => this.restore(row, column), ANSWER_MS);
    } catch (error) {
      this.report(error.message);
      this.restore(row, column);
    }
    return undefined;
  }

  /** Shows what the sheet has, where what was typed changed nothing or was refused. */
  restore(row, column) {
    const field = `c${column}`;
    const shown = this.table.getRow(row);
    if (shown && shown.getData()[field]?.waiting && this.editing?.id !== row) shown.update({ [field]: this.lines[row]?.[column] ?? null });
  }

  /** Puts the selection on the cell so many rows and columns away. */
  step(cell, rows, columns) {
    const target = this.table.getRow(cell.getData().id + rows)?.getCell(`c${Number(cell.getField().slice(1)) + columns}`);
    if (target) this.table.getRanges()[0]?.setBounds(target, target);
  }

  /** The selection, 0-based, and the cell where it starts. Position 0 of the library's columns is the row number. */
  bounds() {
    const range = this.table.getRanges()[0];
    if (!range || range.getTopEdge() === undefined) return undefined;
    const shown = Array.from({ length: this.shownColumns }, (_, column) => column).filter((column) => !this.hidden.has(column));
    const [startRow, endRow] = [range.getTopEdge() + 1, range.getBottomEdge() + 2];
    const [startColumn, endColumn] = [shown[Math.max(0, range.getLeftEdge() - 1)], shown[Math.max(0, range.getRightEdge() - 1)] + 1];
    return { startRow, endRow, startColumn, endColumn };
  }

  cellAt({ startRow, startColumn }) {
    return this.table.getRow(startRow)?.getCell(`c${startColumn}`);
  }

  selected() {
    const range = this.bounds();
    if (!range) return;
    const { startRow: row, startColumn: column } = range;
    this.onSelect({ row, column, name: `${letters(column)}${row + 1}`, entry: entryOf(this.lines[row]?.[column]) });
  }

  key(event) {
    if (this.editing) return;
    const range = this.bounds();
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain && event.key === 'z') this.tell({ do: 'undo' });
    else if (!range || !plain) return;
    else if (event.key === 'Delete' || event.key === 'Backspace') this.tell({ do: 'clear', ...range });
    else if (event.key === 'F2') this.cellAt(range)?.edit(true);
    else if (event.key.length === 1) {
      this.starter = event.key;
      this.cellAt(range)?.edit(true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  paste(rows) {
    const range = this.bounds();
    if (range) this.tell({ do: 'paste', row: range.startRow, column: range.startColumn, rows });
  }

  menu() {
    const range = this.bounds();
    if (!range) return [];
    const { startRow: row, endRow } = range;
    const count = endRow - row;
    const rows = count === 1 ? 'row' : `${count} rows`;
    return [
      { label: `Insert ${rows} above`, action: () => this.tell({ do: 'insert_rows', row, count }) },
      { label: `Insert ${rows} below`, action: () => this.tell({ do: 'insert_rows', row: endRow, count }) },
      { separator: true },
      { label: `Clear ${rows}`, action: () => this.tell({ do: 'clear', startRow: row, endRow, startColumn: 0, endColumn: this.grid.columns }) },
      { label: `Delete ${rows}`, action: () => this.tell({ do: 'delete_rows', row, count }) },
    ];
  }

  tell(action) {
    this.send(action).catch((error) => this.report(error.message));
  }

  async cells(changes) {
    const patches = new Map();
    for (const [row, column, value] of changes) {
      while (this.lines.length <= row) this.lines.push([]);
      const line = this.lines[row];
      while (line.length <= column) line.push(null);
      line[column] = value;
      if (row > 0) patches.set(row, { ...patches.get(row), [`c${column}`]: value });
    }
    if (await this.relaid()) return;
    await this.patch(patches);
  }

  async splice(splice) {
    const { at, remove, rows } = splice;
    this.grid.rows = splice.gridRows;
    const before = this.lines.length;
    this.lines.splice(at, remove, ...rows);
    if (remove === 0 && at === before) return this.appended(at, rows);
    if (remove === rows.length) return await this.relaid() || this.patch(this.wholeRows(at, rows.length));
    this.shifts.push(splice);
    await this.untilEdited();
    this.shifts = [];
    if (await this.relaid()) return undefined;
    const now = performance.now();
    const all = this.dataRows();
    for (const data of all.slice(Math.max(0, at - 1), Math.max(0, at - 1 + rows.length))) data._changed = this.asRow(data.id, now)._changed;
    const range = this.bounds();
    await this.replace(all);
    if (range) this.select(range);
    return undefined;
  }

  /** Rows below the last one fill spare rows that are shown already; new spare rows follow when nobody types, for they draw everything anew. */
  async appended(at, rows) {
    if (at === 0 || await this.relaid()) return;
    await this.patch(this.wholeRows(at, rows.length));
    this.untilEdited().then(() => this.addSpareRows());
  }

  /** What patch needs for `count` rows from `at`. */
  wholeRows(at, count) {
    return new Map(Array.from({ length: count }, (_, i) => [at + i, without(this.asRow(at + i), 'id')]));
  }

  addSpareRows() {
    const missing = this.dataRows().slice(this.table.getDataCount());
    return missing.length > 0 && this.table.addData(missing);
  }

  select({ startRow, endRow, startColumn, endColumn }) {
    const [start, end] = [[startRow, startColumn], [endRow - 1, endColumn - 1]].map(([row, column]) => this.table.getRow(row)?.getCell(`c${column}`));
    if (start && end) this.table.getRanges()[0]?.setBounds(start, end);
  }

  /** Shows and selects what a script has activated. */
  async jump({ row, column, rows, columns }) {
    await this.untilEdited();
    const shown = this.table.getRow(row);
    if (!shown) return;
    await this.table.scrollToRow(shown, 'center', false);
    this.select({ startRow: row, endRow: row + rows, startColumn: column, endColumn: column + columns });
    this.holder.focus();
  }

  /** A changed head or a new column means new columns for the library. */
  async relaid() {
    if (this.headText === this.shownHead && this.width === this.shownColumns) return false;
    await this.untilEdited();
    const { scrollTop, scrollLeft } = this.holder;
    const range = this.bounds();
    await this.define(this.layOut(), this.dataRows());
    Object.assign(this.holder, { scrollTop, scrollLeft });
    if (range) this.select(range);
    return true;
  }

  mark(cells) {
    const marks = new Set(cells.map(([row, column]) => `${row}:${column}`));
    const same = marks.size === this.marks.size && [...marks].every((mark) => this.marks.has(mark));
    this.marks = marks;
    if (!same) this.redress();
  }
}

/** Where a row is after a splice; undefined when it is gone. */
function shifted(row, { at, remove, rows }) {
  if (row === undefined || row < at) return row;
  if (row < at + remove) return remove === rows.length ? row : undefined;
  return row + rows.length - remove;
}
