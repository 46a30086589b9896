/**
 * Keeps the results of formulas up to date. An index says which formula reads which cells, so that a write costs only
 * what depends on it; when rows or columns moved the index is made anew and everything is calculated again.
 */
import { referencesOf } from './references.js';
import { CIRCULAR, Evaluator } from './formula.js';
import { Spills } from './spill.js';

const VOLATILE = /\b(NOW|TODAY|RAND|RANDBETWEEN|INDIRECT|OFFSET)\(/i;
const SMALL = 32;
const MOST_ROUNDS = 10;
const keyOf = (row, column) => row * 32768 + column;

export class Recalculation {
  constructor(workbook) {
    this.workbook = workbook;
    this.used = false;
    this.index = undefined;
    this.spills = new Spills();
  }

  /** Positions have changed: what is known of them is void. */
  forget() {
    this.index = undefined;
  }

  cellReplaced(sheet, row, column, before, after) {
    if (after?.formula !== undefined) this.used = true;
    if (!this.index || before?.formula === after?.formula) return;
    if (before?.formula !== undefined) this.spills.end(this.index.remove(sheet, row, column));
    if (after?.formula !== undefined) this.index.add(sheet, row, column, after.formula);
  }

  /** [{sheet, row, column, cell}] of every formula. */
  formulaCells() {
    if (!this.used) return [];
    return [...this.ready().nodes()].map(({ sheet, row, column }) => ({ sheet, row, column, cell: sheet.cell(row, column) }));
  }

  ready() {
    if (this.index) return this.index;
    this.index = new FormulaIndex(this.workbook);
    for (const sheet of this.workbook.sheets) {
      sheet.rows.forEach((line, row) => line?.cells.forEach((cell, column) => {
        if (cell?.formula !== undefined) this.index.add(sheet, row, column, cell.formula);
      }));
    }
    return this.index;
  }

  run(transaction) {
    if (!this.used || !transaction.changed) return;
    if (transaction.structural) this.forget();
    const fresh = this.index === undefined;
    const index = this.ready();
    if (fresh) this.spills.clear(this.workbook);
    this.evaluator ??= new Evaluator(this.workbook);
    this.calculate(fresh ? new Set(index.nodes()) : affected(index, transaction.cells, this.spills));
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const cells = this.spills.takeChanged();
      if (cells.length === 0) return;
      this.calculate(affected(index, cells, this.spills));
    }
  }

  calculate(dirty) {
    const { ordered, circular } = inOrder(this.index, dirty);
    for (const node of ordered) this.settle(node, this.evaluator.evaluate(node.formula, node.sheet, node.row, node.column));
    for (const node of circular) this.settle(node, CIRCULAR);
  }

  settle(node, result) {
    const { sheet, row, column } = node;
    const value = this.spills.spread(node, result);
    const cell = sheet.cell(row, column);
    if (cell.value === value || (cell.value?.text !== undefined && cell.value.text === value?.text)) return;
    sheet.setResult(row, column, value);
  }
}

function affected(index, cells, spills) {
  const dirty = new Set(index.volatile);
  const queue = [];
  const add = (node) => {
    if (node && !dirty.has(node)) {
      dirty.add(node);
      queue.push(node);
    }
  };
  queue.push(...dirty);
  for (const { sheetId, row, column } of cells) {
    add(index.at(sheetId, row, column));
    spills.over(sheetId, row, column).forEach(add);
    index.readersOf(sheetId, row, column).forEach(add);
  }
  while (queue.length > 0) {
    const { sheet, row, column } = queue.pop();
    index.readersOf(sheet.sheetId, row, column).forEach(add);
  }
  return dirty;
}

/** Kahn's ordering: what nobody else waits for comes first; what remains is circular. */
function inOrder(index, dirty) {
  const waits = new Map([...dirty].map((node) => [node, 0]));
  const readers = new Map();
  for (const node of dirty) {
    const list = index.readersOf(node.sheet.sheetId, node.row, node.column).filter((reader) => dirty.has(reader));
    readers.set(node, list);
    for (const reader of list) waits.set(reader, waits.get(reader) + 1);
  }
  const ordered = [...dirty].filter((node) => waits.get(node) === 0);
  for (let i = 0; i < ordered.length; i++) {
    for (const reader of readers.get(ordered[i])) {
      waits.set(reader, waits.get(reader) - 1);
      if (waits.get(reader) === 0) ordered.push(reader);
    }
  }
  return { ordered, circular: [...dirty].filter((node) => waits.get(node) > 0) };
}

class FormulaIndex {
  constructor(workbook) {
    this.workbook = workbook;
    this.sheets = new Map();
    this.single = new Map();
    this.wide = new Set();
    this.volatile = new Set();
  }

  * nodes() {
    for (const nodes of this.sheets.values()) yield* nodes.values();
  }

  at(sheetId, row, column) {
    return this.sheets.get(sheetId)?.get(keyOf(row, column));
  }

  add(sheet, row, column, formula) {
    const node = { sheet, row, column, formula, reads: this.resolve(sheet, formula) };
    if (!this.sheets.has(sheet.sheetId)) this.sheets.set(sheet.sheetId, new Map());
    this.sheets.get(sheet.sheetId).set(keyOf(row, column), node);
    if (VOLATILE.test(formula)) this.volatile.add(node);
    for (const read of node.reads) {
      if (!isSmall(read)) this.wide.add(node);
      else forEachCell(read, (key) => this.singleReaders(read.sheetId, key).add(node));
    }
  }

  remove(sheet, row, column) {
    const node = this.at(sheet.sheetId, row, column);
    if (!node) return undefined;
    this.sheets.get(sheet.sheetId).delete(keyOf(row, column));
    this.volatile.delete(node);
    this.wide.delete(node);
    for (const read of node.reads) {
      if (isSmall(read)) forEachCell(read, (key) => this.singleReaders(read.sheetId, key).delete(node));
    }
    return node;
  }

  resolve(home, formula) {
    const named = this.workbook.namedRanges.filter(({ name }) => formula.toLowerCase().includes(name.toLowerCase()));
    return referencesOf(formula).map(({ title, ...range }) => ({ sheetId: (title === undefined ? home : this.workbook.sheetByTitle(title))?.sheetId, ...range }))
      .concat(named.map(({ sheetId, range }) => ({ sheetId, ...range })))
      .filter(({ sheetId }) => sheetId !== undefined);
  }

  singleReaders(sheetId, key) {
    if (!this.single.has(sheetId)) this.single.set(sheetId, new Map());
    const readers = this.single.get(sheetId);
    if (!readers.has(key)) readers.set(key, new Set());
    return readers.get(key);
  }

  readersOf(sheetId, row, column) {
    const list = [...this.single.get(sheetId)?.get(keyOf(row, column)) ?? []];
    for (const node of this.wide) {
      if (node.reads.some((read) => read.sheetId === sheetId && covers(read, row, column))) list.push(node);
    }
    return list;
  }
}

function covers({ startRow, endRow, startColumn, endColumn }, row, column) {
  return row >= startRow && column >= startColumn && (endRow === undefined || row < endRow) && (endColumn === undefined || column < endColumn);
}

function isSmall({ startRow, endRow, startColumn, endColumn }) {
  return endRow !== undefined && endColumn !== undefined && (endRow - startRow) * (endColumn - startColumn) <= SMALL;
}

function forEachCell({ startRow, endRow, startColumn, endColumn }, visit) {
  for (let row = startRow; row < endRow; row++) for (let column = startColumn; column < endColumn; column++) visit(keyOf(row, column));
}
