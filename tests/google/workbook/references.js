/** The references in a formula's text: finding, shifting and copying them. */
import { columnIndex, columnName, quoteTitle } from './a1.js';

const TOKEN = /"(?:""|[^"])*"|((?:'(?:''|[^'])+'|[A-Za-z_\u00C0-\uFFFF][\w.\u00C0-\uFFFF]*)!)?((?<![\w.$])(?:\$?[A-Za-z]{1,3}\$?[1-9][0-9]*(?::\$?[A-Za-z]{1,3}(?:\$?[1-9][0-9]*)?)?|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?[1-9][0-9]*:\$?[1-9][0-9]*))(?![\w(.!])/g;
const CORNER = /^(\$?)([A-Za-z]{1,3})?(\$?)([0-9]+)?$/;

const titleOf = (prefix) => (prefix?.startsWith("'") ? prefix.slice(1, -2).replaceAll("''", "'") : prefix?.slice(0, -1));

function readCorner(text) {
  const [, first, letters, second, digits] = CORNER.exec(text);
  return {
    column: letters === undefined ? undefined : columnIndex(letters), columnFixed: letters !== undefined && first === '$',
    row: digits === undefined ? undefined : Number(digits) - 1, rowFixed: letters === undefined ? first === '$' : second === '$',
  };
}

function writeCorner({ column, columnFixed, row, rowFixed }) {
  return (column === undefined ? '' : (columnFixed ? '$' : '') + columnName(column)) + (row === undefined ? '' : (rowFixed ? '$' : '') + (row + 1));
}

/** Replaces each reference by what `change({title, from, to})` returns: a like object, or null for #REF!. */
function mapReferences(formula, change) {
  return formula.replace(TOKEN, (token, prefix, reference) => {
    if (reference === undefined) return token;
    const [first, last] = reference.split(':');
    const result = change({ title: titleOf(prefix), from: readCorner(first), to: last === undefined ? undefined : readCorner(last) });
    if (result === null) return '#REF!';
    if (result === undefined) return token;
    return (prefix ?? '') + writeCorner(result.from) + (result.to ? `:${writeCorner(result.to)}` : '');
  });
}

/** [{title, startRow, endRow, startColumn, endColumn}] of a formula; open ends are undefined, title too when it is the own sheet. */
export function referencesOf(formula) {
  const list = [];
  mapReferences(formula, ({ title, from, to = from }) => {
    const order = (a, b) => (a === undefined || b === undefined ? [a ?? b ?? 0, undefined] : [Math.min(a, b), Math.max(a, b) + 1]);
    const [startRow, endRow] = order(from.row, to.row);
    const [startColumn, endColumn] = order(from.column, to.column);
    list.push({ title, startRow, endRow, startColumn, endColumn });
  });
  return list;
}

/** The formula as it reads after `shift` of the rows or columns of `sheet`; `home` is the formula's own sheet. */
export function rewriteReferences(formula, home, sheet, shift) {
  const axis = shift.dimension === 'ROWS' ? 'row' : 'column';
  return mapReferences(formula, ({ title, from, to }) => {
    const target = title === undefined ? home : home.workbook.sheetByTitle(title);
    if (target !== sheet || from[axis] === undefined) return undefined;
    if (to === undefined) {
      const index = shift.index(from[axis]);
      return index === null ? null : { from: { ...from, [axis]: index } };
    }
    const moved = shift.span(Math.min(from[axis], to[axis] ?? Infinity), to[axis] === undefined ? undefined : Math.max(from[axis], to[axis]) + 1);
    if (moved === null) return null;
    return { from: { ...from, [axis]: moved[0] }, to: moved[1] === undefined ? to : { ...to, [axis]: moved[1] - 1 } };
  });
}

/** The formula as it reads when copied `rows` down and `columns` right: what is not fixed by $ moves along. */
export function copyReferences(formula, rows, columns) {
  const shiftCorner = (corner) => ({
    ...corner,
    row: corner.row === undefined || corner.rowFixed ? corner.row : corner.row + rows,
    column: corner.column === undefined || corner.columnFixed ? corner.column : corner.column + columns,
  });
  return mapReferences(formula, ({ from, to }) => {
    const moved = { from: shiftCorner(from), to: to && shiftCorner(to) };
    const corners = [moved.from, moved.to ?? moved.from];
    return corners.some(({ row, column }) => row < 0 || column < 0) ? null : moved;
  });
}

export function renameSheetIn(formula, oldTitle, newTitle) {
  return formula.replace(TOKEN, (token, prefix, reference) => (
    reference !== undefined && titleOf(prefix) === oldTitle ? `${quoteTitle(newTitle)}!${reference}` : token
  ));
}
