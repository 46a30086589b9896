/** Sorting a range as Sheets does: numbers, then text, then FALSE and TRUE, then errors; empty cells always last. */
import { CellError } from './cell.js';
import { copyReferences } from './references.js';

function rank(value) {
  if (value === null || value === undefined) return 4;
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return 1;
  return value instanceof CellError ? 3 : 2;
}

function compareValues(a, b, collator) {
  const ranks = rank(a) - rank(b);
  if (ranks !== 0) return ranks;
  if (typeof a === 'string') return collator.compare(a, b);
  if (typeof a === 'number') return a - b;
  return Number(a) - Number(b) || 0;
}

function comparator(keys, collator) {
  return (x, y) => {
    for (const { column, descending } of keys) {
      const [a, b] = [x.values.get(column), y.values.get(column)];
      if ((rank(a) === 4) !== (rank(b) === 4)) return rank(a) - rank(b);
      const order = compareValues(a, b, collator);
      if (order !== 0) return descending ? -order : order;
    }
    return x.row - y.row;
  };
}

/** Sorts the rows of `range` by `keys` [{column, descending}]; only the cells inside the range move. */
export function sortRange(sheet, range, keys) {
  const { workbook } = sheet;
  const collator = new Intl.Collator(workbook.locale.replace('_', '-'), { sensitivity: 'accent' });
  const lines = [];
  for (let row = range.startRow; row < range.endRow; row++) {
    const cells = sheet.rows[row]?.cells.slice(range.startColumn, range.endColumn) ?? [];
    lines.push({ row, cells, id: sheet.rows[row]?.id, values: new Map(keys.map(({ column }) => [column, sheet.value(row, column)])) });
  }
  const sorted = lines.slice().sort(comparator(keys, collator));
  workbook.transaction.touch();
  const destinations = new Map();
  sorted.forEach((line, i) => {
    const target = range.startRow + i;
    if (line.row === target) return;
    placeLine(sheet, range, line, target);
    if (line.id !== undefined) destinations.set(line.id, target);
  });
  if (range.startColumn === 0 && range.endColumn >= sheet.lastColumn) carryMetadata(sheet, destinations);
}

function placeLine(sheet, range, line, target) {
  for (let i = 0; i < range.endColumn - range.startColumn; i++) {
    const cell = line.cells[i];
    const column = range.startColumn + i;
    if (cell === undefined && sheet.cell(target, column) === undefined) continue;
    const formula = cell?.formula && copyReferences(cell.formula, target - line.row, 0);
    sheet.replaceCell(target, column, formula ? cell.with({ formula }) : cell);
  }
}

/** Developer metadata of a row goes where the whole row went. */
function carryMetadata(sheet, destinations) {
  const { workbook } = sheet;
  if (!workbook.metadata.some((entry) => destinations.has(entry.rowId))) return;
  workbook.metadata = workbook.metadata.map((entry) => (
    destinations.has(entry.rowId) ? { ...entry, rowId: sheet.writableRow(destinations.get(entry.rowId)).id } : entry
  ));
}
