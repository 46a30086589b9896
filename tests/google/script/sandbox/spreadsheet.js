/** SpreadsheetApp, Spreadsheet and Sheet. Nothing is kept here: every call asks the workbook. */
import { columnIndex } from '../../workbook/a1.js';
import { makeRange } from './range.js';
import { makeUi } from './ui.js';

export function makeSpreadsheetApp(realm) {
  const spreadsheet = makeSpreadsheet(realm);
  return {
    SheetType: { GRID: 'GRID', OBJECT: 'OBJECT', DATASOURCE: 'DATASOURCE' },
    getActive: () => spreadsheet,
    getActiveSpreadsheet: () => spreadsheet,
    getActiveSheet: () => spreadsheet.getActiveSheet(),
    getUi: () => (realm.attended ? makeUi(realm) : realm.fail('Cannot call SpreadsheetApp.getUi() from this context.')),
    flush: () => realm.call('sheets.flush'),
    openById: () => realm.fail('Specified permissions are not sufficient to call SpreadsheetApp.openById. Required permissions: https://www.googleapis.com/auth/spreadsheets'),
  };
}

function makeSpreadsheet(realm) {
  const get = (name) => () => realm.call('sheets.properties')[name];
  const tabs = () => realm.call('sheets.tabs');
  const byTitle = (title) => tabs().find((tab) => tab.title === title);
  const spreadsheet = {
    getId: get('id'), getName: get('title'), getUrl: get('url'), getSpreadsheetTimeZone: get('timeZone'), getSpreadsheetLocale: get('locale'),
    getSheets: () => realm.makeArray(tabs().map((tab) => makeSheet(realm, spreadsheet, tab.sheetId))),
    getNumSheets: () => tabs().length,
    getSheetByName: (title) => (byTitle(title) ? makeSheet(realm, spreadsheet, byTitle(title).sheetId) : null),
    getSheetById: (sheetId) => (tabs().some((tab) => tab.sheetId === sheetId) ? makeSheet(realm, spreadsheet, sheetId) : null),
    getActiveSheet: () => makeSheet(realm, spreadsheet, tabs()[0].sheetId),
    insertSheet: (title) => makeSheet(realm, spreadsheet, realm.call('sheets.structure', 'addTab', [title ?? null])),
    setActiveSheet: (sheet) => sheet,
    toast: () => {},
  };
  return spreadsheet;
}

export function makeSheet(realm, spreadsheet, sheetId) {
  const get = (name) => () => realm.call('sheets.tab', sheetId)[name];
  const structure = (action, ...args) => realm.call('sheets.structure', action, [sheetId, ...args]);
  const sheet = {
    getSheetId: () => sheetId, getParent: () => spreadsheet, getType: get('sheetType'), getName: get('title'), getSheetName: get('title'), getIndex: get('index'),
    getLastRow: get('lastRow'), getLastColumn: get('lastColumn'), getMaxRows: get('rowCount'), getMaxColumns: get('columnCount'),
    getFrozenRows: get('frozenRowCount'), isSheetHidden: get('hidden'),
    setName: (title) => (structure('rename', title), sheet),
    insertRowsBefore: (row, count) => (structure('insert', 'ROWS', row, count), sheet), insertRowsAfter: (row, count) => (structure('insert', 'ROWS', row + 1, count), sheet),
    insertColumnsBefore: (column, count) => (structure('insert', 'COLUMNS', column, count), sheet),
    insertColumnsAfter: (column, count) => (structure('insert', 'COLUMNS', column + 1, count), sheet),
    deleteRow: (row) => (structure('remove', 'ROWS', row, 1), sheet), deleteRows: (row, count) => structure('remove', 'ROWS', row, count),
    deleteColumn: (column) => (structure('remove', 'COLUMNS', column, 1), sheet), deleteColumns: (column, count) => structure('remove', 'COLUMNS', column, count),
    hideColumns: (column, count = 1) => structure('hideColumns', column, count),
    getRange: (...args) => makeRange(realm, sheet, areaOf(realm, sheet, args)),
    getDataRange: () => makeRange(realm, sheet, { sheetId, row: 1, column: 1, rows: Math.max(sheet.getLastRow(), 1), columns: Math.max(sheet.getLastColumn(), 1) }),
    appendRow: (cells) => {
      const row = sheet.getLastRow() + 1;
      if (row > sheet.getMaxRows()) structure('insert', 'ROWS', row, 1);
      sheet.getRange(row, 1, 1, cells.length).setValues([cells]);
      return sheet;
    },
  };
  return sheet;
}

function areaOf(realm, sheet, args) {
  if (typeof args[0] === 'string') return areaOfText(realm, sheet, args[0]);
  const [row, column, rows = 1, columns = 1] = args;
  if (![row, column, rows, columns].every(Number.isInteger)) realm.fail("The parameters don't match the method signature for SpreadsheetApp.Sheet.getRange.");
  if (row < 1) realm.fail('The starting row of the range is too small.');
  if (column < 1) realm.fail('The starting column of the range is too small.');
  if (rows < 1) realm.fail('The number of rows in the range must be at least 1.');
  if (columns < 1) realm.fail('The number of columns in the range must be at least 1.');
  return { sheetId: sheet.getSheetId(), row, column, rows, columns };
}

function areaOfText(realm, sheet, text) {
  const match = /^\$?([A-Z]+)?\$?(\d+)?(?::\$?([A-Z]+)?\$?(\d+)?)?$/i.exec(text);
  if (!match || !(match[1] || match[2])) realm.fail('Range not found');
  const [, a, b, c = a, d = b] = match;
  const row = b ? Number(b) : 1;
  const column = a ? columnIndex(a) + 1 : 1;
  const lastRow = d ? Number(d) : sheet.getMaxRows();
  const lastColumn = c ? columnIndex(c) + 1 : sheet.getMaxColumns();
  return { sheetId: sheet.getSheetId(), row, column, rows: lastRow - row + 1, columns: lastColumn - column + 1 };
}
