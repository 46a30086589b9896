/** What people do, on the tab as it is at that moment. Each gets (lane, step); what cannot be done now is left undone. */
import { cellName } from '../google/workbook/index.js';

const VALUES = ['a', 'b', 'd'];

function context(lane, step) {
  const { ledger } = lane;
  return { lane, step, rows: ledger.rows().filter(({ cells }) => cells.tag !== null), places: ledger.places(), sheet: ledger.sheet, person: lane.workbook.as(step.user) };
}

const rowAt = (rows, fraction) => rows[Math.floor(fraction * rows.length)];
const lastRow = ({ rows }) => Math.max(0, ...rows.map(({ row }) => row));

/** The cells of a whole line, by place, of {col: text}. */
function line({ places }, cells) {
  const width = Math.max(...Object.values(places)) + 1;
  const texts = Array.from({ length: width }, () => '');
  for (const [col, text] of Object.entries(cells)) if (places[col] !== undefined) texts[places[col]] = text;
  return texts;
}

const newCells = (lane, names) => Object.fromEntries(names.map((col) => [col, lane.fresh(col, 'p')]));
const text = (value) => (value === null ? '' : String(value));

function pasteRow(at, c, cells) {
  const width = Math.max(...VALUES.concat('k', 'tag', 'n').map((col) => c.places[col] ?? 0)) + 1;
  c.person.paste({ row: at, column: 0 }, [line(c, cells).slice(0, width)]);
}

export const people = {
  type(c) {
    const row = rowAt(c.rows, c.step.row);
    if (row && c.places[c.step.col] !== undefined) c.person.type({ row: row.row, column: c.places[c.step.col] }, c.lane.fresh(c.step.col, 'p'));
  },

  paste(c) {
    const first = rowAt(c.rows, c.step.row);
    const place = c.places[c.step.col];
    if (!first || place === undefined) return;
    const names = [];
    for (let j = place; names.length < c.step.width; j++) {
      const name = Object.keys(c.places).find((col) => c.places[col] === j);
      if (!VALUES.includes(name)) break;
      names.push(name);
    }
    const tagged = new Set(c.rows.map(({ row }) => row));
    const lines = [];
    for (let row = first.row; lines.length < c.step.height && tagged.has(row); row++) lines.push(names.map((col) => c.lane.fresh(col, 'p')));
    c.person.paste({ row: first.row, column: place }, lines);
  },

  clear(c) {
    const row = rowAt(c.rows, c.step.row);
    if (row && c.places[c.step.col] !== undefined) c.person.clear(cellName(row.row, c.places[c.step.col]));
  },

  bad(c) {
    const row = rowAt(c.rows, c.step.row);
    if (row && c.places[c.step.col] !== undefined) c.person.type({ row: row.row, column: c.places[c.step.col] }, `bad ${c.lane.next()}`);
  },

  fix(c) {
    const bad = badCells(c.lane);
    const { row, col } = bad[Math.floor(c.step.row * bad.length)] ?? {};
    if (row !== undefined) c.person.type({ row, column: c.places[col] }, c.lane.fresh(col, 'p'));
  },

  add(c) {
    const { lane, step } = c;
    const cells = { tag: lane.newTag('p'), ...newCells(lane, step.cells) };
    if (step.keyed || !lane.keyIsGiven) cells.k = lane.fresh('k', 'p');
    const neighbour = step.where === 'between' ? rowAt(c.rows, step.row) : undefined;
    if (neighbour) c.person.insertRows(neighbour.row, 1);
    pasteRow(neighbour ? neighbour.row : lastRow(c) + 1, c, cells);
  },

  addByCells(c) {
    const { lane, step } = c;
    const row = lastRow(c) + 1;
    if (!lane.keyIsGiven) c.person.type({ row, column: c.places.k }, lane.fresh('k', 'p'));
    c.person.type({ row, column: c.places.tag }, lane.newTag('p'));
    for (const col of step.cells) if (c.places[col] !== undefined) c.person.type({ row, column: c.places[col] }, lane.fresh(col, 'p'));
  },

  insertRows(c) {
    const row = rowAt(c.rows, c.step.row);
    if (row) c.person.insertRows(row.row, c.step.count);
  },

  deleteRows(c) {
    const row = rowAt(c.rows, c.step.row);
    if (row && c.rows.length > 4) c.person.deleteRows(row.row, Math.min(c.step.count, c.sheet.rowCount - row.row));
  },

  sort: (c) => sort(c, c.sheet.columnCount),
  sortWithoutIds: (c) => sort(c, c.places.id),

  moveRows(c) {
    const [from, to] = [rowAt(c.rows, c.step.row), rowAt(c.rows, c.step.to)];
    if (!from || !to || (to.row >= from.row && to.row <= from.row + c.step.count)) return;
    c.person.moveRows(from.row, c.step.count, to.row);
  },

  /** A whole row is cut and pasted below the last one; where it was stays a blank row. */
  cutRow(c) {
    const row = rowAt(c.rows, c.step.row);
    const to = lastRow(c) + 1;
    if (row && to < c.sheet.rowCount) c.person.cut({ startRow: row.row, endRow: row.row + 1, startColumn: 0, endColumn: c.sheet.columnCount }, { row: to, column: 0 });
  },

  /** A whole row is copied, its hidden id with it, and made another one in the same breath. */
  copyRow(c) {
    const { lane } = c;
    const row = rowAt(c.rows, c.step.row);
    if (!row || row.id === null) return;
    const cells = { tag: lane.newTag('c'), id: row.id, k: lane.fresh('k', 'p'), ...newCells(lane, VALUES) };
    c.person.paste({ row: lastRow(c) + 1, column: 0 }, [line(c, cells)]);
  },

  key(c) {
    const row = rowAt(c.rows, c.step.row);
    if (row && c.places.k !== undefined) c.person.type({ row: row.row, column: c.places.k }, c.lane.fresh('k', 'p'));
  },

  swapKeys(c) {
    const [x, y] = [rowAt(c.rows, c.step.row), rowAt(c.rows, c.step.other)];
    if (!x || x === y || x.cells.k === null || y.cells.k === null) return;
    c.person.type({ row: x.row, column: c.places.k }, text(y.cells.k));
    c.person.type({ row: y.row, column: c.places.k }, text(x.cells.k));
  },

  undo: (c) => c.person.undo(),

  rename(c) {
    const place = c.places[c.step.col];
    if (place === undefined) return;
    const header = `${c.step.col} renamed ${c.lane.next()}`;
    c.lane.ledger.names.set(header, c.step.col);
    c.person.type({ row: 0, column: place }, header);
  },

  moveColumn(c) {
    const from = c.places[c.step.col];
    const to = Math.floor(c.step.to * 6);
    if (from !== undefined && (to < from || to > from + 1)) c.person.moveColumns(from, 1, to);
  },

  hide(c) {
    const row = rowAt(c.rows, c.step.row);
    if (row) c.person.hide('ROWS', row.row, 1, true);
  },
};

function sort(c, endColumn) {
  const column = c.places[c.step.col];
  if (column === undefined || endColumn === undefined || column >= endColumn) return;
  c.person.sort({ startRow: 1, endRow: lastRow(c) + 1, startColumn: 0, endColumn }, column, c.step.descending);
}

/** Cells that their column cannot take. */
export function badCells(lane) {
  return lane.ledger.rows().flatMap(({ row, cells }) => ['b', 'd'].filter((col) => /^bad /.test(cells[col] ?? '')).map((col) => ({ row, col, tag: String(cells.tag), value: cells[col] })));
}

const SPARE = 6;

/** There is always room below: whoever needs it adds rows to the grid. */
export function actAsPerson(lane, step) {
  const c = context(lane, step);
  if (lastRow(c) + SPARE > c.sheet.rowCount) c.person.insertRows(c.sheet.rowCount, 2 * SPARE);
  people[step.do](c);
}
