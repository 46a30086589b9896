/** Fills a tab from a file: a JSON array of objects (or of arrays), or CSV with a header line. */
import { readFileSync } from 'node:fs';

/** → rows of values, header first. CSV fields are text as typed; JSON values stay what they are. */
export function readData(file) {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  if (!file.endsWith('.json')) return { rows: parseCsv(text), typed: true };
  const list = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error(`${file}: expected a JSON array of objects`);
  if (list.every(Array.isArray)) return { rows: list, typed: false };
  const header = [...new Set(list.flatMap((entry) => Object.keys(entry)))];
  return { rows: [header, ...list.map((entry) => header.map((name) => scalar(entry[name])))], typed: false };
}

const scalar = (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value ?? null);

/** RFC 4180 */
export function parseCsv(text) {
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}

/** Makes the workbook's first tab of these rows, in a grid of at least Sheets' usual size. */
export function fillTab(workbook, { title, sheetId = 0, rows = [], typed = false, frozen = 0 }) {
  const width = rows.reduce((most, line) => Math.max(most, line.length), 0);
  workbook.transact({ source: 'human', user: workbook.owner, undoable: false }, () => {
    const sheet = workbook.addSheet({ sheetId, title, rowCount: Math.max(1000, rows.length), columnCount: Math.max(26, width), frozenRowCount: frozen });
    rows.forEach((line, i) => line.forEach((value, j) => {
      if (value === null || value === '') return;
      if (typed) sheet.enter(i, j, value);
      else sheet.put(i, j, value);
    }));
  });
}
