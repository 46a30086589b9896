/** Range. */
import { cellName } from '../../workbook/a1.js';

const TEXTS = { values: 'getValues', texts: 'getDisplayValues', formulas: 'getFormulas', formats: 'getNumberFormats', notes: 'getNotes' };

export function makeRange(realm, sheet, area) {
  const { row, column, rows, columns } = area;
  const read = (what) => realm.call('sheets.read', area, what).map((line) => line.map((item) => inbound(realm, item)));
  const write = (what, lines) => (realm.call('sheets.write', area, what, lines), range);
  const fill = (item) => Array.from({ length: rows }, () => new Array(columns).fill(item));
  const range = {
    getRow: () => row, getColumn: () => column, getNumRows: () => rows, getNumColumns: () => columns, getLastRow: () => row + rows - 1, getLastColumn: () => column + columns - 1,
    getHeight: () => rows, getWidth: () => columns, getSheet: () => sheet, getGridId: () => sheet.getSheetId(), getA1Notation: () => a1(area),
    rowStart: row, rowEnd: row + rows - 1, columnStart: column, columnEnd: column + columns - 1,
    getValue: () => read('values')[0][0], getDisplayValue: () => read('texts')[0][0], getFormula: () => read('formulas')[0][0],
    getNumberFormat: () => read('formats')[0][0], getNote: () => read('notes')[0][0],
    setValues: (lines) => write('values', outbound(realm, area, lines)), setValue: (value) => write('values', fill(encode(value))),
    setFormulas: (lines) => write('formulas', outbound(realm, area, lines)), setFormula: (formula) => write('formulas', fill(formula)),
    setNumberFormat: (format) => write('formats', fill(format)), setNote: (note) => write('notes', fill(note)),
    activate: () => (realm.call('ui.activate', area), range),
    clearContent: () => write('clear', []), clear: () => write('clear', []),
    isBlank: () => read('values').every((line) => line.every((value) => value === '')),
    offset: (down, right, height = rows, width = columns) => sheet.getRange(row + down, column + right, height, width),
    toString: () => 'Range',
  };
  for (const [what, name] of Object.entries(TEXTS)) range[name] = () => read(what);
  return range;
}

function a1({ row, column, rows, columns }) {
  const first = cellName(row - 1, column - 1);
  return rows === 1 && columns === 1 ? first : `${first}:${cellName(row + rows - 2, column + columns - 2)}`;
}

const inbound = (realm, item) => (typeof item === 'object' ? new realm.Date(item.date) : item);
const encode = (item) => (typeof item?.getTime === 'function' ? { date: item.getTime() } : item ?? '');

function outbound(realm, { rows, columns }, lines) {
  if (lines.length !== rows) realm.fail(`The number of rows in the data does not match the number of rows in the range. The data has ${lines.length} but the range has ${rows}.`);
  return Array.from(lines, (line) => {
    if (line.length !== columns) realm.fail(`The number of columns in the data does not match the number of columns in the range. The data has ${line.length} but the range has ${columns}.`);
    return Array.from(line, encode);
  });
}
