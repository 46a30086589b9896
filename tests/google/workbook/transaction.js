/**
 * One all-or-nothing change of a workbook. It keeps what rolling back needs (old rows by reference), what was changed
 * (for recalculation and listeners) and, for people, the steps that undo would have to take back.
 */
const BOOK_STATE = ['title', 'locale', 'timeZone', 'sheets', 'metadata', 'namedRanges'];

let epochs = 0;

export class Transaction {
  constructor(workbook, { source = 'api', user, undoable = source === 'human' } = {}) {
    Object.assign(this, { workbook, source, user, undoable });
    this.epoch = ++epochs;
    this.changed = false;
    this.structural = false;
    this.cells = [];
    this.events = [];
    this.undo = [];
    this.replacedRows = [];
    this.book = Object.fromEntries(BOOK_STATE.map((name) => [name, workbook[name]]));
    this.sheetStates = workbook.sheets.map((sheet) => [sheet, sheet.state]);
  }

  touch() {
    this.changed = true;
  }

  touchStructure() {
    this.changed = true;
    this.structural = true;
  }

  /** Remembers that a row object of `rows` was replaced by a copy that may be written to. */
  keepRow(rows, index, row) {
    this.replacedRows.push([rows, index, row]);
  }

  cellChanged(sheet, row, column, before, rowId) {
    this.changed = true;
    this.cells.push({ sheetId: sheet.sheetId, row, column });
    if (this.undoable) this.undo.push({ kind: 'cell', sheetId: sheet.sheetId, rowId, columnId: sheet.columns[column].id, before });
  }

  /** Emits `event` under `name` when the transaction has been completed. */
  later(name, event) {
    this.events.push([name, event]);
  }

  rollBack() {
    for (const [rows, index, row] of this.replacedRows.reverse()) rows[index] = row;
    Object.assign(this.workbook, this.book);
    for (const [sheet, state] of this.sheetStates) sheet.state = state;
    this.workbook.recalculation.forget();
  }
}
