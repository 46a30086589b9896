/**
 * What must hold once everything rests. It knows nothing of how gsync merges; it holds the two ledgers, of the sheet and of the table, against what people
 * and programs were promised:
 *
 *   equal        sheet = base = table in every cell that is not rejected, each row once, under its own key
 *   whole        a row that nobody deleted is there once; a row that was deleted and not changed meanwhile is gone
 *   not lost     what only one side changed stands; what gsync wrote over had been told to the other side before, or stands in gsync.conflict
 *   explained    a conflict names what a person typed and what a program wrote, and neither had seen the other's
 *   rejected     each cell that its column refuses has a note and a record, and nothing else has
 *   counted      n is what the programs added up to, and gsync never wrote it
 *
 * A row that a person deleted while gsync was writing is brought back, for that may have hit it, and stands in gsync.conflict.
 * A value that gsync took for an earlier write of its own, unanswered and arrived late, stands there as well, and is counted.
 * A value that gsync overwrote and that never left Google (no accepted webhook and no answer to a read held it) could be known to nobody: that is a hit,
 * counted and not held against gsync. Sheets has no precondition.
 */
import { cellsOfTable, DATA, tagOf } from './ledger.js';
import { isOpen } from './open.js';
import { badCells } from './people.js';
import { differencesOf } from './lane.js';

const EMPTY = 'null';
const BAD = /^"bad /;
const LATE = /arrived late/;

/** seen: what Lane.look gives, and `unrest` → {bad: [text], open: [text], hits: [text], conflicts}; open: of a kind that open.js lists */
export function judge(seen) {
  const judgement = new Judgement(seen);
  if (seen.unrest.length > 0) return { bad: seen.unrest, open: [], hits: [], conflicts: seen.conflicts.length };
  judgement.equal();
  judgement.rows();
  judgement.cells();
  judgement.overwritten();
  judgement.explained();
  judgement.rejected();
  const all = [...new Set(judgement.bad)];
  return { bad: all.filter((text) => !isOpen(text)), open: all.filter(isOpen), hits: judgement.hits, conflicts: seen.conflicts.length };
}

class Judgement {
  constructor(seen) {
    Object.assign(this, seen, { bad: [], hits: [] });
    this.sheetEntries = this.ledger.entries;
    this.final = new Map(this.table.map((row) => [tagOf(row.tag), cellsOfTable(row)]));
    this.before = new Map(this.tableFirst.map((row) => [tagOf(row.tag), cellsOfTable(row)]));
    this.holders = holdersOf([...this.sheetEntries, ...this.entries], [this.before, this.ledger.first]);
    this.kin = kinOf(this.holders);
    for (const conflict of this.conflicts) Object.assign(conflict, this.tagsOf(conflict));
  }

  /** The row that a conflict tells of: by the cells that it names; of a single cell the id, which people may have sorted from one row to another, and the key. */
  tagsOf({ row_id, key, col, sheet_value, table_value, base_value }) {
    const last = this.ledger.ids.get(row_id);
    if (col === null) {
      const tag = [sheet_value, table_value, base_value].find((cells) => cells?.tag !== undefined)?.tag ?? last;
      return { tag, tags: new Set([tag]) };
    }
    const [sheet, table] = [JSON.stringify(sheet_value ?? null), JSON.stringify(table_value ?? null)];
    const tags = new Set([...this.ledger.beside.get(row_id) ?? [], ...this.holders.get(JSON.stringify(this.lane.keyIsGiven ? Number(key?.[0]) : key?.[0])) ?? []]);
    const known = (tag) => this.givenInSheet(tag, col, 'person').some((one) => one.value === sheet) && this.givenInTable(tag, col, 'program').some((one) => one.value === table);
    return { tag: [...tags].find(known) ?? last, tags };
  }

  // --- what the ledgers say --------------------------------------------------------------------------------------------------------

  sheetOf(tag, col) {
    return this.sheetEntries.filter((e) => e.tag === tag && (e.col === col || e.row));
  }

  tableOf(tag, col) {
    return this.entries.filter((e) => e.tag === tag && (e.col === col || e.row));
  }

  /** The row, and those that ever had a key in common with it. */
  kinOf(tag) {
    return [...this.kin.get(tag) ?? [tag]];
  }

  /** Rows that had a key in common, and rows that a person made to stand twice: whose a change was is for nobody to say. */
  isMixed(tag) {
    return this.kinOf(tag).length > 1 || this.ledger.doubled.has(tag);
  }

  /** The values that `by` gave this cell in the sheet: [{n, value}] */
  givenInSheet(tag, col, by) {
    return this.sheetOf(tag, col).filter((e) => e.by === by && e.row !== 'gone' && !this.isReturn(e, col)).flatMap((e) => (e.row ? [e.cells[col]] : e.came).map((value) => ({ n: e.n, at: e.at, value })));
  }

  /** Undo brings a row back with what it held when it went: nobody gives it that value anew. */
  isReturn({ n, by, tag, row, cells }, col) {
    return by === 'person' && row === 'came' && this.sheetEntries.findLast((e) => e.n < n && e.tag === tag && e.row === 'gone')?.cells[col] === cells[col];
  }

  /** by 'program': also what the database gave a cell that was left empty. */
  givenInTable(tag, col, by) {
    return this.tableOf(tag, col).filter((e) => e.row !== 'gone' && (e.by === by || (by === 'program' && this.isGenerated(e, col)))).map((e) => ({ n: e.n, at: e.at, value: e.row ? e.cells[col] : e.new }));
  }

  isGenerated({ by, tag, row, cells }, col) {
    return by === 'gsync' && row === 'came' && (col === 'k' || col === 'n') && !this.givenInSheet(tag, col, 'person').some((one) => one.value === cells[col]);
  }

  /** When the sheet was first seen to hold this value by gsync's hand (-1: from the start), or undefined. */
  shown(tag, col, value) {
    if (this.ledger.first.get(tag)?.[col].includes(value)) return -1;
    return this.givenInSheet(tag, col, 'api').find((one) => one.value === value)?.n;
  }

  taken(tag, col, value) {
    if (this.before.get(tag)?.[col] === value) return -1;
    return this.givenInTable(tag, col, 'gsync').find((one) => one.value === value)?.n;
  }

  conflictWith(tag, col, value) {
    const holds = (cell) => JSON.stringify(cell ?? null) === value;
    return this.conflicts.some((c) => c.tags.has(tag) && (c.col === col ? holds(c.sheet_value) || holds(c.table_value)
      : c.col === null && (holds(c.sheet_value?.[col]) || holds(c.table_value?.[col]))));
  }

  rowConflict(tag) {
    return this.conflicts.some((c) => c.tag === tag && c.col === null);
  }

  // --- the promises ------------------------------------------------------------------------------------------------------------------

  equal() {
    this.bad.push(...differencesOf(this));
  }

  rows() {
    const names = this.table.map((row) => tagOf(row.tag)).sort();
    for (const [i, tag] of names.entries()) if (i > 0 && tag === names[i - 1] && tag !== EMPTY && !this.isMixed(tag)) this.bad.push(`row ${tag} stands in the table twice`);
    for (const tag of new Set([...this.before.keys(), ...this.sheetEntries.map((e) => e.tag), ...this.entries.map((e) => e.tag)])) {
      if (tag === EMPTY) continue;
      const removed = this.removal(tag);
      const there = this.final.has(tag);
      if (!removed && !there && !this.isRefused(tag) && !this.isMixed(tag) && !this.neverTold(tag)) this.bad.push(`row ${tag} vanished, and nobody deleted it`);
      if (removed && there && !this.rowConflict(tag) && !this.isMixed(tag)) this.bad.push(`row ${tag} was deleted (${removed}) and is there again, without a conflict`);
    }
  }

  /** Who deleted the row and had the last word on it: 'person', 'program', or undefined. */
  removal(tag) {
    const last = (entries, by) => entries.findLast((e) => e.tag === tag && e.row && e.by === by)?.row;
    if (last(this.sheetEntries, 'person') === 'gone') return 'person';
    return last(this.entries, 'program') === 'gone' ? 'program' : undefined;
  }

  isRefused(tag) {
    return this.ledger.rows().some(({ cells, id }) => tagOf(cells.tag) === tag && this.hasRejected(id));
  }

  hasRejected(id) {
    return this.base.some((row) => row.id === id && Object.keys(row.rej ?? {}).length > 0);
  }

  /** A row that a person made and that was hit before it was told; a look at a part of the tab does not look for new rows. */
  neverTold(tag) {
    if (this.entries.some((e) => e.tag === tag) || this.before.has(tag)) return false;
    if (this.ledger.wasTold(JSON.stringify(tag)) || this.sheetEntries.findLast((e) => e.tag === tag && e.row)?.by !== 'api') return false;
    this.hits.push(`row ${tag}`);
    return true;
  }

  /** Cells of rows that nobody deleted: what one side alone changed stands; of two that changed it, one stands. */
  cells() {
    for (const [tag, cells] of this.final) {
      if (tag === EMPTY || this.removal(tag) || this.rowConflict(tag) || this.ledger.doubled.has(tag)) continue;
      for (const col of DATA) this.cell(tag, col, cells[col]);
    }
    for (const e of this.entries) if (e.by === 'gsync' && e.col === 'n' && e.tag !== EMPTY && !this.isMixed(e.tag)) this.bad.push(`gsync changed n of ${e.tag} from ${e.old} to ${e.new}`);
  }

  cell(tag, col, value) {
    const sheet = this.givenInSheet(tag, col, 'person').at(-1)?.value;
    const table = this.givenInTable(tag, col, 'program').at(-1)?.value;
    if (sheet !== undefined && BAD.test(sheet)) return;
    const right = [sheet, table].filter((one) => one !== undefined);
    if (right.length === 0) right.push(this.before.get(tag)?.[col]);
    if (right.includes(value) || this.isOfKin(tag, col, value)) return;
    if ((col === 'k' || col === 'n') && sheet === EMPTY) return;                     // the database gives what is left empty
    if (this.isRejectedCell(tag, col)) return;
    if (sheet !== undefined && (!this.known(sheet) || this.saysHit(tag, col))) return void this.hits.push(`${tag}.${col} = ${sheet}`);
    this.bad.push(`${tag}.${col} is ${value}; the last person gave it ${sheet}, the last program ${table}, it began as ${this.before.get(tag)?.[col]}`);
  }

  /** Of rows that had a key in common nobody can say whose a change was: any value that one of them was given will do. */
  isOfKin(tag, col, value) {
    const kin = this.kinOf(tag);
    return this.isMixed(tag) && kin.some((other) => this.before.get(other)?.[col] === value || this.givenInSheet(other, col, 'person').some((one) => one.value === value)
      || this.givenInTable(other, col, 'program').some((one) => one.value === value));
  }

  isRejectedCell(tag, col) {
    const ids = [...this.ledger.ids].filter(([, of]) => of === tag).map(([id]) => id);
    return this.base.some((row) => ids.includes(row.id) && col in (row.rej ?? {}));
  }

  /** gsync itself says that a write went astray there, or that it may have. */
  saysHit(tag, col) {
    return this.conflicts.some((c) => c.tags.has(tag) && c.col === col && (/people moved meanwhile/.test(c.detail) || LATE.test(c.detail)));
  }

  known(value) {
    return value === EMPTY || this.ledger.leftGoogle(value);
  }

  overwritten() {
    for (const e of this.sheetEntries) if (e.by === 'api') this.overwrittenInSheet(e);
    for (const e of this.entries) if (e.by === 'gsync') this.overwrittenInTable(e);
  }

  /** The API wrote over a cell, or deleted a row: what a person had put there must have come to the table, or be kept. */
  overwrittenInSheet(e) {
    if (e.tag === EMPTY || this.isMixed(e.tag)) return;
    const losses = e.row === 'gone' ? Object.entries(e.cells) : e.col ? e.gone.map((value) => [e.col, value]) : [];
    for (const [col, value] of losses) {
      if (value === EMPTY || BAD.test(value) || this.lastGiver(e, col, value) !== 'person') continue;
      if (this.taken(e.tag, col, value) !== undefined || this.conflictWith(e.tag, col, value) || this.givenInTable(e.tag, col, 'program').some((one) => one.value === value)) continue;
      if (!this.known(value) || this.saysHit(e.tag, col) || (e.row && this.neverTold(e.tag))) this.hits.push(`${e.tag}.${col} = ${value}`);
      else this.bad.push(`a person gave ${e.tag}.${col} the value ${value}, gsync ${e.row ? 'deleted the row' : `wrote ${e.came} over it`}, and no conflict tells of it`);
    }
  }

  lastGiver({ n, tag }, col, value) {
    return this.sheetEntries.findLast((e) => e.n < n && e.tag === tag && (e.row === 'came' ? e.cells[col] === value && !this.isReturn(e, col) : e.col === col && e.came.includes(value)))?.by;
  }

  /** gsync wrote over a cell of the table, or deleted a row: what a program had put there must have been shown to people first, or be kept. */
  overwrittenInTable(e) {
    if (e.tag === EMPTY || this.isMixed(e.tag)) return;
    const losses = e.row === 'gone' ? Object.entries(e.cells) : e.col ? [[e.col, e.old]] : [];
    for (const [col, value] of losses) {
      const before = this.entries.findLast((o) => o.n < e.n && o.tag === e.tag && (o.row === 'came' || o.col === col));
      if (value === EMPTY || before?.by !== 'program') continue;
      if (this.shownBefore(e, col, value) || this.conflictWith(e.tag, col, value)) continue;
      this.bad.push(`a program gave ${e.tag}.${col} the value ${value}, gsync ${e.row ? 'deleted the row' : `wrote ${e.new} over it`}, and no conflict tells of it`);
    }
  }

  /** Whether the person who gave the new value (or deleted the row) had seen this one. */
  shownBefore({ tag, row, new: fresh }, col, value) {
    const shown = this.shown(tag, col, value);
    if (shown === undefined) return false;
    const acts = row ? this.sheetEntries.filter((e) => e.by === 'person' && e.tag === tag && e.row === 'gone') : this.givenInSheet(tag, col, 'person').filter((one) => one.value === fresh);
    return acts.some(({ n }) => n > shown);
  }

  explained() {
    for (const c of this.conflicts) {
      const text = `conflict of ${c.tag}.${c.col ?? '*'} (sheet ${JSON.stringify(c.sheet_value)}, table ${JSON.stringify(c.table_value)}${c.detail ? `, ${c.detail}` : ''})`;
      if (/had refused it/.test(c.detail)) continue; // what was typed and refused is kept as the loser, whatever it was typed over
      if (LATE.test(c.detail)) this.hits.push(`${c.tag}.${c.col}: taken for a late write`);
      else if (/people moved meanwhile/.test(c.detail)) this.hits.push(`${c.tag}.${c.col}: told`);
      else if (c.tag === EMPTY || this.isMixed(c.tag)) continue;
      else if (c.tag === undefined) this.bad.push(`${text}: of a row ${c.row_id} that never stood in the sheet`);
      else if (c.col === null) this.explainRow(c, text);
      else this.explainCell(c, text);
    }
  }

  explainCell({ tag, col, sheet_value: s, table_value: t }, text) {
    const [sheet, table] = [JSON.stringify(s ?? null), JSON.stringify(t ?? null)];
    const typed = this.givenInSheet(tag, col, 'person').filter((one) => one.value === sheet);
    const written = this.givenInTable(tag, col, 'program').filter((one) => one.value === table);
    if (typed.length === 0) return void this.bad.push(`${text}: no person gave the sheet that value`);
    if (written.length === 0) return void this.bad.push(`${text}: no program gave the table that value`);
    const shown = this.shown(tag, col, table);
    const taken = this.givenInTable(tag, col, 'gsync').filter((one) => one.value === sheet && typed.some(({ at }) => at <= one.at)).at(0)?.n;   // (an undo gives a value again)
    if (shown !== undefined && typed.every(({ n }) => n > shown)) this.bad.push(`${text}: the person had seen the table's value`);
    if (taken !== undefined && written.every(({ n }) => n > taken)) this.bad.push(`${text}: the table had held the sheet's value`);
  }

  explainRow({ tag, detail }, text) {
    const gone = (entries, by) => entries.some((e) => e.tag === tag && e.row === 'gone' && (by === undefined || e.by === by));
    const explained = /brought back/.test(detail) ? gone(this.sheetEntries) : /before/.test(detail) ? gone(this.sheetEntries) || gone(this.entries) : /in the sheet/.test(detail) ? gone(this.sheetEntries, 'person') : gone(this.entries, 'program');
    if (!explained) this.bad.push(`${text}: nobody deleted it there`);
  }

  rejected() {
    const wrong = badCells(this.lane);
    const records = this.rejectedRecords;
    for (const { row, col, tag, value } of wrong) {
      const line = this.ledger.rows().find((one) => one.row === row);
      if (!line.notes[col]) this.bad.push(`${tag}.${col} shows ${JSON.stringify(value)} and has no note`);
      if (!records.some((r) => r.row_id === line.id && (r.col === col || r.cells?.[col] !== undefined))) this.bad.push(`${tag}.${col} shows ${JSON.stringify(value)} and has no record in gsync.rejected`);
    }
    for (const { row, cells, notes, id } of this.ledger.rows()) {
      for (const col of Object.keys(notes)) {
        const told = wrong.some((one) => one.row === row && one.col === col) || records.some((r) => r.row_id === id && (r.col === null || r.col === col));
        if (!told) this.bad.push(`${cells.tag}.${col} has a note and nothing is wrong with it: ${notes[col]}`);
      }
    }
  }
}

/** key → tags of the rows that ever had it, on either side */
function holdersOf(entries, states) {
  const holders = new Map();
  const note = (tag, key) => {
    if (key === EMPTY) return;
    if (!holders.has(key)) holders.set(key, new Set());
    holders.get(key).add(tag);
  };
  for (const state of states) for (const [tag, { k }] of state) for (const key of [k].flat()) note(tag, key);
  for (const e of entries) for (const key of e.row ? [e.cells.k] : e.col === 'k' ? e.came ?? [e.new] : []) note(e.tag, key);
  return holders;
}

/** Rows that ever had the same key: whose change a change of "the row with key 5" was, is for nobody to say. tag → Set of tags */
function kinOf(holders) {
  const kin = new Map();
  for (const tags of holders.values()) {
    const all = new Set([...tags].flatMap((tag) => [tag, ...(kin.get(tag) ?? [])]));
    for (const tag of all) kin.set(tag, all);
  }
  return kin;
}
