/** The sheet as the stand-in's control interface shows it, held against the table as PostgreSQL shows it. */
import { compare } from './compare.js';
import { readTable } from './table.js';

/** → {header, rows: [{row, cells}], notes: Map A1 → text}, effective values, dense rows */
export async function readSheet(control, sheet) {
  const { cells } = await control.do({ do: 'cells', sheet });
  const lines = [];
  const notes = new Map();
  for (const [name, { effective, note }] of Object.entries(cells)) {
    const [, letters, digits] = /^([A-Z]+)(\d+)$/.exec(name);
    const [row, column] = [Number(digits) - 1, columnOf(letters)];
    lines[row] ??= [];
    lines[row][column] = effective ?? null;
    if (note !== undefined) notes.set(name, note);
  }
  const dense = Array.from(lines, (line) => Array.from(line ?? [], (value) => value ?? null));
  return { notes, header: dense[0] ?? [], rows: dense.slice(1).map((line, i) => ({ row: i + 2, cells: line })) };
}

const columnOf = (letters) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** {info, control, client} → the result of compare */
export async function difference({ info, control, client }) {
  const sheet = await readSheet(control, info.sheet);
  return compare(sheet, await readTable(client, info.table, info.time_zone));
}

/** {reads, writes, events, tokens} out of the answer to `requests`. */
export function countCalls({ reads, writes, events }) {
  return { reads, writes, events: events.count };
}
