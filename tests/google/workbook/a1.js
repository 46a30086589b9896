/** A1 notation. Indexes are 0-based, ends are exclusive; an open side of a range is `undefined`. */

export const MAX_COLUMNS = 18278;

export function columnName(index) {
  let name = '';
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  }
  return name;
}

export function columnIndex(name) {
  let n = 0;
  for (const letter of name.toUpperCase()) n = n * 26 + letter.charCodeAt(0) - 64;
  return n - 1;
}

const CORNER = /^\$?([A-Za-z]{1,3})?\$?([0-9]{1,8})?$/;

function parseCorner(text) {
  const match = CORNER.exec(text);
  if (!match || (!match[1] && !match[2])) return null;
  const row = match[2] === undefined ? undefined : Number(match[2]) - 1;
  if (row === -1) return null;
  return { row, column: match[1] === undefined ? undefined : columnIndex(match[1]) };
}

/** 'C5' → {row:4, column:2}; null when it is not one cell. */
export function parseCell(text) {
  const corner = parseCorner(String(text));
  return corner && corner.row !== undefined && corner.column !== undefined ? corner : null;
}

const least = (a, b) => (a === undefined ? b : b === undefined ? a : Math.min(a, b));
const most = (a, b) => (a === undefined || b === undefined ? undefined : Math.max(a, b));

/** 'B2:C', 'A:A', '3:4', 'C5' → {startRow, endRow, startColumn, endColumn}; null when it is not a range. */
export function parseRange(text) {
  const [first, last, more] = String(text).split(':');
  const from = parseCorner(first);
  if (!from || more !== undefined) return null;
  if (last === undefined) {
    return parseCell(first) && box(from.row, from.column, 1, 1);
  }
  const to = parseCorner(last);
  if (!to) return null;
  const end = (a, b) => (most(a, b) === undefined ? undefined : most(a, b) + 1);
  if (from.row === undefined && to.row === undefined) return span(undefined, undefined, least(from.column, to.column), end(from.column, to.column));
  if (from.column === undefined && to.column === undefined) return span(least(from.row, to.row), end(from.row, to.row));
  return span(least(from.row, to.row), end(from.row, to.row), least(from.column, to.column), end(from.column, to.column));
}

function span(startRow, endRow, startColumn, endColumn) {
  return { startRow: startRow ?? 0, endRow, startColumn: startColumn ?? 0, endColumn };
}

export function box(row, column, rows, columns) {
  return { startRow: row, endRow: row + rows, startColumn: column, endColumn: column + columns };
}

export const cellName = (row, column) => columnName(column) + (row + 1);

/** {startRow…} → 'B2:C9', 'B2' for a single cell, 'B:C' for whole columns; other open sides have no name. */
export function rangeName(range) {
  if (range.endRow === undefined && range.startRow === 0 && range.endColumn !== undefined) return `${columnName(range.startColumn)}:${columnName(range.endColumn - 1)}`;
  const first = cellName(range.startRow, range.startColumn);
  const last = cellName(range.endRow - 1, range.endColumn - 1);
  return first === last ? first : `${first}:${last}`;
}

/** A title as it stands before '!': quoted unless it is a plain word. */
export function quoteTitle(title) {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(title) && !/^[A-Za-z]{1,3}[0-9]+$/.test(title) && !/^R[0-9]*C[0-9]*$/i.test(title);
  return plain ? title : `'${title.replaceAll("'", "''")}'`;
}

/** "'My tab'!A1:B2" → {title, range}; `title` undefined without '!', `range` undefined when there is only a title. */
export function splitRange(text) {
  const quoted = /^'((?:[^']|'')+)'(?:!(.*))?$/s.exec(text);
  if (quoted) return { title: quoted[1].replaceAll("''", "'"), range: quoted[2] };
  const bang = text.lastIndexOf('!');
  if (bang > 0) return { title: text.slice(0, bang), range: text.slice(bang + 1) };
  return { title: undefined, range: text };
}
