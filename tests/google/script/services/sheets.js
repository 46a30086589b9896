/** SpreadsheetApp's reads and writes, each a call of its own on the workbook as it is at that moment. Rows and columns are 1-based here. */
import { WorkbookError, CellError } from '../../workbook/index.js';
import { ScriptException } from '../error.js';

const DATE_TYPES = new Set(['DATE', 'TIME', 'DATE_TIME']);

export class SheetService {
  constructor(workbook) {
    this.workbook = workbook;
  }

  properties() {
    const { id, title, locale, timeZone } = this.workbook;
    return { id, title, locale, timeZone, url: `https://docs.google.com/spreadsheets/d/${id}/edit` };
  }

  tabs() {
    return this.workbook.sheets.map(({ sheetId, title }) => ({ sheetId, title }));
  }

  tab(sheetId) {
    const sheet = this.sheet(sheetId);
    const { title, index, hidden, rowCount, columnCount, lastRow, lastColumn, frozenRowCount, sheetType } = sheet;
    return { sheetId, sheetType, title, index: index + 1, hidden, rowCount, columnCount, lastRow, lastColumn, frozenRowCount };
  }

  sheet(sheetId) {
    const sheet = this.workbook.sheet(sheetId);
    if (!sheet) throw new ScriptException(`Sheet ${sheetId} not found`);
    return sheet;
  }

  /** @param {{sheetId, row, column, rows, columns}} area @param {'values'|'formulas'|'texts'|'formats'|'notes'} what */
  read(area, what) {
    const { sheet, range } = this.locate(area);
    const cells = sheet.cells(range);
    const pick = {
      values: (cell) => this.value(cell), formulas: (cell) => cell?.formula ?? '', formats: (cell) => cell?.format?.numberFormat?.pattern ?? '0.###############',
      notes: (cell) => cell?.note ?? '', texts: (cell, row, column) => sheet.text(row, column),
    }[what];
    return cells.map((line, i) => line.map((cell, j) => pick(cell, range.startRow + i, range.startColumn + j)));
  }

  value(cell) {
    const value = cell?.value ?? null;
    if (value === null) return '';
    if (value instanceof CellError) return value.text;
    if (typeof value === 'number' && DATE_TYPES.has(cell.format?.numberFormat?.type)) return { date: this.workbook.toInstant(value) };
    return value;
  }

  /** @param {'values'|'formulas'|'formats'|'notes'|'clear'} what */
  write(area, what, rows, user) {
    const { sheet, range } = this.locate(area);
    if (user !== this.workbook.owner && !sheet.editableBy(user, range)) {
      throw new ScriptException('You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.');
    }
    this.change(user, () => {
      if (what === 'clear') return sheet.clear(range);
      return rows.forEach((line, i) => line.forEach((item, j) => this.put(sheet, range.startRow + i, range.startColumn + j, what, item)));
    });
  }

  put(sheet, row, column, what, item) {
    if (what === 'notes') return sheet.setCell(row, column, { note: item === '' ? undefined : String(item) });
    if (what === 'formulas') return sheet.putFormula(row, column, String(item).startsWith('=') ? item : `=${item}`);
    if (what === 'formats') return sheet.setCell(row, column, { format: { ...sheet.cell(row, column)?.format, numberFormat: { type: item === '@' ? 'TEXT' : 'NUMBER', pattern: item } } });
    if (item?.date !== undefined) return this.putDate(sheet, row, column, item.date);
    return sheet.enter(row, column, item === '' ? null : item);
  }

  putDate(sheet, row, column, instant) {
    const format = sheet.cell(row, column)?.format;
    const isDate = DATE_TYPES.has(format?.numberFormat?.type);
    sheet.setCell(row, column, { value: this.workbook.toSerial(instant), formula: undefined, format: isDate ? format : { ...format, numberFormat: { type: 'DATE_TIME', pattern: 'm/d/yyyy h:mm:ss' } } });
  }

  /** Adding and removing rows, columns and tabs. */
  structure(action, args, user) {
    const [sheetId, ...rest] = args;
    return this.change(user, () => {
      if (action === 'addTab') return this.workbook.addSheet({ title: sheetId ?? undefined }).sheetId;
      if (action === 'rename') return this.sheet(sheetId).rename(...rest);
      if (action === 'hideColumns') return this.sheet(sheetId).setHidden('COLUMNS', rest[0] - 1, rest[0] - 1 + rest[1], true);
      const [dimension, at, count] = rest;
      return action === 'insert' ? this.sheet(sheetId).insert(dimension, at - 1, count) : this.sheet(sheetId).remove(dimension, at - 1, count);
    });
  }

  change(user, work) {
    try {
      return this.workbook.transact({ source: 'script', user }, work);
    } catch (error) {
      if (error instanceof WorkbookError) throw new ScriptException(error.message);
      throw error;
    }
  }

  locate({ sheetId, row, column, rows, columns }) {
    const sheet = this.sheet(sheetId);
    const range = { startRow: row - 1, endRow: row - 1 + rows, startColumn: column - 1, endColumn: column - 1 + columns };
    if (range.endRow > sheet.rowCount || range.endColumn > sheet.columnCount) {
      throw new ScriptException('The coordinates of the range are outside the dimensions of the sheet.');
    }
    return { sheet, range };
  }
}
