/**
 * What really happened, in the order in which it happened: one list for the sheet, kept by holding the tab against itself after every transaction of the
 * workbook, and one for the table, which a trigger keeps. Rows are known by the tag that they were born with and that nobody edits.
 *
 * What one transaction does is one step on either side. Sheet entry {n, at, by: 'person'|'api'|'script', tag, col, gone: [text], came: [text]}   text: a value as JSON; more than one where a row stands twice
 *             {n, by, tag, row: 'came'|'gone', cells: {col: text}}
 * Table entry {n, at, by: 'program'|'gsync', tag, col, old, new}, {n, at, by, tag, row, cells}
 */
import { dateSerial } from '../lib/serial.js';

export const COLUMNS = ['k', 'tag', 'n', 'a', 'b', 'd'];
export const DATA = ['k', 'n', 'a', 'b', 'd'];
const SOURCES = { human: 'person', api: 'api', script: 'script' };
const EMPTY = 'null';

export class Ledger {
  constructor(workbook) {
    this.workbook = workbook;
    this.names = new Map(); // header that a person gave → column
    this.ids = new Map(); // row id → tag
    this.beside = new Map(); // row id → every tag that it ever stood beside
    workbook.on('write', ({ source, user }) => this.noteWrite(SOURCES[source], user));
    this.begin();
  }

  /** A history begins. */
  begin() {
    this.entries = [];
    this.served = [];
    this.told = [];
    this.notes = [];
    this.reads = []; // how many entries there were at each read
    this.state = this.readState();
    this.first = this.state;
    this.doubled = new Set([...this.state].filter(([, { k }]) => k.length > 1).map(([tag]) => tag)); // tags of rows that a person's act made to stand twice
  }

  get sheet() {
    return this.workbook.first;
  }

  /** {column: place}, 0-based; `id` is gsync's own. */
  places() {
    const places = {};
    for (let j = 0; j < this.sheet.columnCount; j++) {
      const header = this.sheet.value(0, j);
      if (header === null) continue;
      const name = /^_gsync_id(@\d+( [-0-9TZ: ]+)?)?$/.test(header) ? 'id' : this.names.get(header) ?? header;
      places[name] ??= j;
    }
    return places;
  }

  /** The tab's rows below the header that hold anything: [{row (0-based), id, cells: {col: value}, notes: {col: text}}] */
  rows() {
    const places = this.places();
    const rows = [];
    for (let row = 1; row < this.sheet.rows.length; row++) {
      const cells = {};
      const notes = {};
      let any = false;
      for (const col of COLUMNS) {
        const cell = places[col] === undefined ? undefined : this.sheet.cell(row, places[col]);
        cells[col] = plain(cell?.value);
        if (cell?.note !== undefined) notes[col] = cell.note;
        any ||= cells[col] !== null;
      }
      if (any) rows.push({ row, id: places.id === undefined ? null : this.sheet.value(row, places.id), cells, notes });
    }
    return rows;
  }

  /** tag → {col: sorted texts}; one row seldom stands twice. */
  readState() {
    const state = new Map();
    for (const { id, cells } of this.rows()) {
      const tag = tagOf(cells.tag);
      if (id) this.noteId(String(id), tag);
      const known = state.get(tag);
      const texts = Object.fromEntries(DATA.map((col) => [col, [...(known?.[col] ?? []), JSON.stringify(cells[col])].sort()]));
      state.set(tag, texts);
    }
    return state;
  }

  noteId(id, tag) {
    this.ids.set(id, tag);
    if (!this.beside.has(id)) this.beside.set(id, new Set());
    this.beside.get(id).add(tag);
  }

  noteWrite(by) {
    const before = this.state;
    this.state = this.readState();
    const times = (state, tag) => state.get(tag)?.k.length ?? 0;
    if (by === 'person') for (const tag of this.state.keys()) if (times(this.state, tag) > Math.max(1, times(before, tag))) this.doubled.add(tag);
    for (const tag of new Set([...before.keys(), ...this.state.keys()])) this.compare(by, tag, before.get(tag), this.state.get(tag));
  }

  compare(by, tag, old, fresh) {
    if (!old || !fresh) {
      const cells = Object.fromEntries(DATA.map((col) => [col, (old ?? fresh)[col][0]]));
      this.add({ by, tag, row: old ? 'gone' : 'came', cells });
      return;
    }
    for (const col of DATA) {
      if (old[col].join() === fresh[col].join()) continue;
      this.add({ by, tag, col, gone: old[col].filter((v) => !fresh[col].includes(v)), came: fresh[col].filter((v) => !old[col].includes(v)) });
    }
  }

  add(entry) {
    this.entries.push({ n: this.entries.length, at: Date.now(), ...entry });
  }

  note(text) {
    this.notes.push({ at: Date.now(), text });
  }

  /** An API call took effect and was answered with this. */
  servedCall({ access, text }) {
    if (access === 'read') {
      this.served.push(text);
      this.reads.push(this.entries.length);
    }
    this.note(`API ${access}`);
  }

  /** A webhook arrived and was accepted. */
  accepted(body) {
    this.told.push(body);
    const { seq, kind, header, edited, rows } = JSON.parse(body);
    this.note(`event ${seq} accepted: ${kind} ${header?.find((text) => /^_gsync_id/.test(text)) ?? ''} ${JSON.stringify(edited ?? {})} ${(rows ?? []).map(({ row, cells }) => `${row}:${JSON.stringify(cells)}`).join(' ')}`);
  }

  /** Whether an accepted webhook held this value. */
  wasTold(text) {
    return holds(this.told, text);
  }

  /** Whether this value has ever left Google: in an accepted webhook, or in an answer to a read. */
  leftGoogle(text) {
    return this.wasTold(text) || holds(this.served, text);
  }
}

function holds(bodies, text) {
  const pattern = new RegExp(`(?<![\\w.])${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.])`);
  return bodies.some((body) => pattern.test(body));
}

/** A row's tag as text; a row whose tag was emptied has none. */
export const tagOf = (value) => (value === null || value === undefined || value === '' ? EMPTY : String(value));

const plain = (value) => (value === undefined || value === '' ? null : typeof value === 'object' && value !== null ? String(value.text) : value);

/** A row of the table as its cells should be in the sheet: {col: text}. */
export function cellsOfTable(row) {
  return Object.fromEntries(DATA.map((col) => [col, cellText(row[col], col)]));
}

function cellText(value, col) {
  if (value === null || value === undefined || value === '') return EMPTY;
  return JSON.stringify(col === 'd' ? dateSerial(value) ?? value : value);
}

/** What the table held first, and what its trigger wrote → table entries. */
export function tableEntries(first, records) {
  const entries = [];
  const rows = new Map(first.map((row) => [row.k, row]));
  let before = byTag(rows);
  for (const transaction of transactionsOf(records)) {
    for (const { old, new: fresh } of transaction) {
      if (old) rows.delete(old.k);
      if (fresh) rows.set(fresh.k, fresh);
    }
    const after = byTag(rows);
    const { by: role, at } = transaction.at(-1);
    const by = role === 'gsync_worker' ? 'gsync' : 'program';
    for (const tag of new Set([...before.keys(), ...after.keys()])) compareRows(entries, { at: new Date(at).getTime(), by, tag }, before.get(tag), after.get(tag));
    before = after;
  }
  return entries;
}

const byTag = (rows) => new Map([...rows.values()].map((row) => [tagOf(row.tag), cellsOfTable(row)]));

/** In the order in which they ended: whoever writes a row that another one has written waits for that one's end. */
function transactionsOf(records) {
  const all = new Map();
  for (const record of records) {
    const transaction = all.get(record.xid) ?? [];
    all.delete(record.xid);
    all.set(record.xid, [...transaction, record]);
  }
  return [...all.values()];
}

function compareRows(entries, what, old, fresh) {
  const add = (entry) => entries.push({ n: entries.length, ...what, ...entry });
  if (!old || !fresh) add({ row: old ? 'gone' : 'came', cells: old ?? fresh });
  else for (const col of DATA) if (old[col] !== fresh[col]) add({ col, old: old[col], new: fresh[col] });
}
