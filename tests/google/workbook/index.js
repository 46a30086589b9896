/**
 * The spreadsheet model: what Google Sheets keeps, without HTTP. Used by the Sheets API (../api), the Apps Script
 * runtime (../script), the page (../page) and the control interface (../control.js).
 *
 * All indexes here are 0-based and ends exclusive; a Range is {startRow, endRow, startColumn, endColumn}.
 * A value is number | string | boolean | null (empty) | CellError {type:'REF', text:'#REF!', message}. Dates are serial numbers.
 *
 * Workbook (an EventEmitter)
 *   new Workbook({id, title, locale='en_US', timeZone='Etc/GMT', clock=Date.now, owner, switches})
 *   .id .title .locale .timeZone .version .sheets[] (in tab order) .metadata[] .namedRanges[] .switches .owner (email)
 *   .setProperties({title, locale, timeZone})              inside transact
 *   .sheet(sheetId) → Sheet | undefined    .sheetByTitle(title) → Sheet | undefined    .first → Sheet
 *   .transact({source:'human'|'api'|'script', user, emit}, work) → what work returns
 *        The only way to change anything: all or nothing, then recalculates formulas, then emits. May be nested
 *        (the inner one joins the outer one). `work` must be synchronous.
 *   .addSheet({sheetId?, title?, index?, rowCount?, columnCount?, frozenRowCount?, frozenColumnCount?, hidden?}) → Sheet
 *   .deleteSheet(sheetId)   .duplicateSheet(sheetId, {sheetId?, title?, index?}) → Sheet   .moveSheet(sheetId, index)
 *   .createMetadata / .updateMetadata / .deleteMetadata / .metadataOf: see metadata.js
 *   .as(user) → Person: what a person does by hand; see people.js. Emits 'edit' and 'change'.
 *   .toSerial(ms) / .toInstant(serial): between instants and serial dates in the spreadsheet's time zone
 *   .now() → ms by the stand-in's clock
 *
 * Sheet
 *   .sheetId .title .index .hidden .rowCount .columnCount .frozenRowCount .frozenColumnCount .protectedRanges[]
 *   .cell(row, column) → Cell {value, formula, format, note} | undefined   (see cell.js)
 *   .value(row, column) → effective value      .formula(row, column) → '=…' | undefined
 *   .text(row, column) → as displayed (number format and locale applied)
 *   .values(range) → value[][], full size of the range    .cells(range) → (Cell | undefined)[][]
 *   .lastRow .lastColumn → number of rows/columns up to the last one with content (0 when empty)
 *   .isHidden('ROWS'|'COLUMNS', index)
 *   Changing it, inside transact only:
 *   .setCell(row, column, {value?, formula?, format?, note?})  only what is named changes; {value, formula: undefined} replaces a formula
 *   .put(row, column, value)        the value as it is (a string starting with '=' stays text)
 *   .putFormula(row, column, '=…')
 *   .enter(row, column, input)      as if typed: strings are parsed by locale and cell format; numbers, booleans and null as they are
 *   .clear(range, {values=true, notes=false, formats=false})
 *   .insert(dimension, at, count, inheritBefore=true)   .remove(dimension, at, count)   .move(dimension, at, count, before)
 *   .append(dimension, count)       .resize({rowCount?, columnCount?})
 *   .sort(range, [{column, descending}])
 *   .setHidden(dimension, start, end, hidden)   .setFrozen({rows?, columns?})   .rename(title)   .setTabHidden(hidden)
 *   .protect({range?, description?, warningOnly?, editors?: [email], …}) → ProtectedRange   .unprotect(protectedRangeId)
 *   Writing outside the grid throws WorkbookError; so does everything that Sheets refuses.
 *
 * Events
 *   'edit'   {user, sheetId, range:{row, column, numRows, numColumns} (1-based), value?, oldValue?}: a person typed, pasted, filled or
 *            cleared. value and oldValue only for one cell, as the strings that Apps Script's e.value and e.oldValue have;
 *            oldValue absent if the cell was empty, value absent if it was cleared.
 *   'change' {user, changeType: EDIT|INSERT_ROW|INSERT_COLUMN|REMOVE_ROW|REMOVE_COLUMN|INSERT_GRID|REMOVE_GRID|FORMAT|OTHER}
 *   'write'  {source, user, version, structural, cells: [{sheetId, row, column}]}: after every transaction that changed something, whoever made it.
 *
 * switches, for what nobody recorded of the real one (all false):
 *   changeOnApiWrite: API writes emit 'change' too      editOnUndo / editOnSort: these emit 'edit' too, not 'change' only
 *   mergedCellsDrop: what a program writes into a cell under a merged range is lost      validationOfApi: strict data validation refuses programs, too
 */
import { EventEmitter } from 'node:events';
import { Sheet } from './sheet.js';
import { Person } from './people.js';
import { Transaction } from './transaction.js';
import { Recalculation } from './recalc.js';
import { WorkbookError } from './error.js';
import { instantOfSerial, serialOfInstant, validTimeZone } from './dates.js';
import { localeOf } from './locale.js';
import * as metadata from './metadata.js';

export { Cell, CellError, entered } from './cell.js';
export { WorkbookError } from './error.js';
export { partsOfSerial, serialOfDate } from './dates.js';
export * from './a1.js';

const MOST_UNDO = 500;
const DEFAULT_SWITCHES = { changeOnApiWrite: false, editOnUndo: false, editOnSort: false, mergedCellsDrop: false, validationOfApi: false };

export class Workbook extends EventEmitter {
  constructor({ id, title = 'Untitled spreadsheet', locale = 'en_US', timeZone = 'Etc/GMT', clock = Date.now, owner = 'owner@example.org', switches = {} }) {
    super();
    Object.assign(this, { id, title, locale, timeZone, clock, owner });
    this.switches = { ...DEFAULT_SWITCHES, ...switches };
    this.version = 0;
    this.sheets = [];
    this.metadata = [];
    this.namedRanges = [];
    this.undoStack = [];
    this.lastId = 0;
    this.recalculation = new Recalculation(this);
  }

  get first() {
    return this.sheets[0];
  }

  sheet(sheetId) {
    return this.sheets.find((sheet) => sheet.sheetId === sheetId);
  }

  sheetByTitle(title) {
    return this.sheets.find((sheet) => sheet.title === title)
      ?? this.sheets.find((sheet) => sheet.title.toLowerCase() === title.toLowerCase());
  }

  now() {
    return this.clock();
  }

  toSerial(instant) {
    return serialOfInstant(instant, this.timeZone);
  }

  toInstant(serial) {
    return instantOfSerial(serial, this.timeZone);
  }

  as(user = this.owner) {
    return new Person(this, user);
  }

  nextId() {
    return ++this.lastId;
  }

  transact(options, work) {
    if (this.transaction) return work(this.transaction);
    const transaction = new Transaction(this, options);
    this.transaction = transaction;
    let result;
    try {
      result = work(transaction);
      this.recalculation.run(transaction);
    } catch (error) {
      transaction.rollBack();
      throw error;
    } finally {
      this.transaction = undefined;
    }
    if (transaction.changed) this.announce(transaction);
    return result;
  }

  announce(transaction) {
    this.version++;
    if (transaction.undo.length > 0 && transaction.undoable) {
      this.undoStack.push({ user: transaction.user, steps: transaction.undo });
      if (this.undoStack.length > MOST_UNDO) this.undoStack.shift();
    }
    this.emit('write', {
      source: transaction.source, user: transaction.user, version: this.version,
      structural: transaction.structural, cells: transaction.cells,
    });
    if (transaction.source === 'api' && this.switches.changeOnApiWrite) {
      this.emit('change', { user: transaction.user, changeType: transaction.structural ? 'OTHER' : 'EDIT' });
    }
    for (const [name, event] of transaction.events) this.emit(name, typeof event === 'function' ? event() : event);
  }

  setProperties({ title = this.title, locale = this.locale, timeZone = this.timeZone }) {
    if (!validTimeZone(timeZone)) throw new WorkbookError(`Unsupported time zone: ${timeZone}`);
    localeOf(locale);
    this.transaction.touch();
    Object.assign(this, { title, locale, timeZone });
  }

  addSheet({ sheetId, title, index, ...grid } = {}) {
    const sheet = new Sheet(this, { sheetId: this.freeSheetId(sheetId), title: this.freeTitle(title), ...grid });
    this.placeSheet(sheet, index);
    this.transaction.undo.push({ kind: 'sheet-added', sheetId: sheet.sheetId });
    return sheet;
  }

  placeSheet(sheet, index = this.sheets.length) {
    const others = this.sheets.filter((other) => other !== sheet);
    others.splice(Math.min(index, others.length), 0, sheet);
    this.sheets = others;
    this.transaction.touchStructure();
  }

  deleteSheet(sheetId) {
    const sheet = this.sheet(sheetId);
    if (!sheet.hidden && this.sheets.filter((other) => !other.hidden).length === 1) {
      throw new WorkbookError("You can't remove all the visible sheets in a document.");
    }
    this.transaction.undo.push({ kind: 'sheet-deleted', sheet, index: sheet.index, metadata: metadata.ofSheet(this, sheetId) });
    this.sheets = this.sheets.filter((other) => other !== sheet);
    metadata.dropSheet(this, sheetId);
    this.namedRanges = this.namedRanges.filter((named) => named.sheetId !== sheetId);
    this.transaction.touchStructure();
  }

  duplicateSheet(sheetId, { sheetId: newId, title, index } = {}) {
    const source = this.sheet(sheetId);
    const copy = source.copy({ sheetId: this.freeSheetId(newId), title: this.freeTitle(title ?? this.copyTitle(source.title)) });
    this.placeSheet(copy, index ?? source.index + 1);
    metadata.copySheet(this, source, copy);
    this.transaction.undo.push({ kind: 'sheet-added', sheetId: copy.sheetId });
    return copy;
  }

  moveSheet(sheetId, index) {
    this.placeSheet(this.sheet(sheetId), index);
  }

  freeSheetId(wanted) {
    if (wanted !== undefined) {
      if (this.sheet(wanted)) throw new WorkbookError(`A sheet with the id ${wanted} already exists. Please use a different id.`);
      return wanted;
    }
    if (this.sheets.length === 0) return 0;
    let id;
    do id = Math.floor(Math.random() * 2147483647); while (this.sheet(id));
    return id;
  }

  freeTitle(wanted) {
    if (wanted === undefined || wanted === '') {
      let n = this.sheets.length + 1;
      while (this.sheetByTitle(`Sheet${n}`)) n++;
      return `Sheet${n}`;
    }
    this.checkTitle(wanted);
    return wanted;
  }

  checkTitle(title, except) {
    const other = this.sheetByTitle(title);
    if (other && other !== except) throw new WorkbookError(`A sheet with the name "${title}" already exists. Please enter another name.`);
  }

  copyTitle(title) {
    const base = `Copy of ${title}`;
    let name = base;
    for (let n = 2; this.sheetByTitle(name); n++) name = `${base} ${n}`;
    return name;
  }

  setNamedRanges(namedRanges) {
    this.transaction.touchStructure();
    this.namedRanges = namedRanges;
  }

  cellCount() {
    return this.sheets.reduce((sum, sheet) => sum + sheet.rowCount * sheet.columnCount, 0);
  }

  createMetadata(entry) {
    return metadata.create(this, entry);
  }

  updateMetadata(metadataId, patch) {
    return metadata.update(this, metadataId, patch);
  }

  deleteMetadata(metadataId) {
    return metadata.remove(this, metadataId);
  }

  metadataOf(entry) {
    return metadata.describe(this, entry);
  }
}
