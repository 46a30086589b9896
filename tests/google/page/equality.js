/** Is the tab equal to the table, and if not, where? Recomputed a moment after either has changed. */
import { compare } from '../../lib/compare.js';

const MARKED = 2000;

export function judge(sheet, table) {
  const result = compare(readSheet(sheet), { columns: table.columns, rows: [...table.rows.values()].map(({ cells }) => cells) });
  const inSheet = [];
  for (const { row, place } of result.differences.slice(0, MARKED)) {
    if (row !== undefined) inSheet.push([row - 1, place ?? -1]);
  }
  const { cells, sheetRows, tableRows, differences } = result;
  return { equal: differences.length === 0, differ: differences.length, cells, sheetRows, tableRows, inSheet };
}

function readSheet(sheet) {
  const values = (row) => Array.from(sheet.rows[row]?.cells ?? [], (cell) => plain(cell?.value ?? null));
  const rows = [];
  for (let row = 1; row < sheet.rows.length; row++) rows.push({ row: row + 1, cells: values(row) });
  return { header: values(0), rows };
}

const plain = (value) => (value !== null && typeof value === 'object' ? value.text : value);
