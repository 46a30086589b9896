/** What a tab has over its cells: merged ranges and data validation. Both follow inserted, deleted and moved rows and columns. */
import { WorkbookError } from './error.js';
import { cellName } from './a1.js';

const inside = ({ startRow, endRow, startColumn, endColumn }, row, column) => row >= startRow && row < endRow && column >= startColumn && column < endColumn;
const overlap = (a, b) => a.startRow < b.endRow && b.startRow < a.endRow && a.startColumn < b.endColumn && b.startColumn < a.endColumn;

/** Only the upper left cell keeps its value. */
export function merge(sheet, range) {
  if (sheet.merges.some((other) => overlap(other, range))) throw new WorkbookError('You must select all cells in a merged range to merge or unmerge them.');
  sheet.workbook.transaction.touchStructure();
  for (let row = range.startRow; row < range.endRow; row++) {
    for (let column = range.startColumn; column < range.endColumn; column++) {
      if ((row !== range.startRow || column !== range.startColumn) && sheet.cell(row, column) !== undefined) sheet.put(row, column, null);
    }
  }
  sheet.merges = [...sheet.merges, range];
}

export function unmerge(sheet, range) {
  sheet.workbook.transaction.touchStructure();
  sheet.merges = sheet.merges.filter((other) => !overlap(other, range));
}

/** Whether a cell lies under a merged range, and shows nothing. */
export const isCovered = (sheet, row, column) => sheet.merges.some((range) => inside(range, row, column) && (row !== range.startRow || column !== range.startColumn));

export const mergesIn = (sheet, range) => sheet.merges.some((other) => overlap(other, range));

/** rule {condition: {type, values: [{userEnteredValue}]}, strict}; undefined takes it away. */
export function setValidation(sheet, range, rule) {
  sheet.workbook.transaction.touchStructure();
  sheet.validations = [...sheet.validations.filter((other) => !overlap(other.range, range)), ...(rule ? [{ range, rule }] : [])];
}

const CONDITIONS = {
  ONE_OF_LIST: (value, list) => list.includes(String(value)),
  BOOLEAN: (value, list) => (list.length > 0 ? list.includes(String(value)) : typeof value === 'boolean'),
  NUMBER_GREATER: (value, [least]) => typeof value === 'number' && value > Number(least),
};

/** Throws when a strict rule refuses the value. */
export function checkValid(sheet, row, column, value) {
  if (value === null || sheet.validations.length === 0) return;
  for (const { range, rule: { condition, strict } } of sheet.validations) {
    if (!strict || !inside(range, row, column)) continue;
    const holds = CONDITIONS[condition.type] ?? (() => { throw new WorkbookError(`the stand-in does not know the condition ${condition.type}`); });
    if (!holds(value, (condition.values ?? []).map((v) => v.userEnteredValue))) {
      throw new WorkbookError(`The data you entered in cell ${cellName(row, column)} violates the data validation rules set on this cell.`);
    }
  }
}

export function follow(sheet, shift) {
  sheet.merges = sheet.merges.flatMap((range) => shift.range(range) ?? []);
  sheet.validations = sheet.validations.flatMap((entry) => {
    const range = shift.range(entry.range);
    return range ? [{ ...entry, range }] : [];
  });
}
