// The merge and publish rules in executable form: several rows, three columns, people, programs, scripts, a publisher, every fault.
// A statement of the rules, not of the code: schema/ implements them set-based, tests/sql/histories.js attacks that implementation.
//
// A cell's value is a number or null. A row has an immutable key; its id is null until a script or gsync gives it one.

export const COLUMNS = 3;
const columns = [...Array(COLUMNS).keys()];

export class Random {
  constructor(seed) { this.state = (seed * 2654435761 + 0x9e3779b9) >>> 0; }
  next() { // mulberry32
    let t = (this.state = (this.state + 0x6d2b79f5) >>> 0);
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below(n) { return Math.floor(this.next() * n); }
  chance(p) { return this.next() < p; }
  pick(list) { return list[this.below(list.length)]; }
}

export class World {
  constructor(random, { policy, zombies, moves, filter = false, places = false }) {
    Object.assign(this, { random, policy, zombies, moves, filter, places });
    this.order = [...columns];                   // which column stands at which place of the sheet; requests name places
    this.sheet = []; this.header = 0;
    this.table = new Map();                      // key → cells
    this.rows = new Map();                       // id → what gsync knows of a row
    this.triggers = []; this.script = null; this.wire = []; this.seq = 0;
    this.pub = 0; this.unread = null; this.flight = null; this.limbo = [];
    this.unsure = []; this.snapshot = null; this.journal = []; this.clock = 1;
    this.given = new Map(); this.seen = new Set(); this.lost = new Set(); this.conflicts = new Set(); this.pasted = new Set();
    this.strays = new Set();                     // ids of rows that are ours and go
    this.discarded = new Set();                  // keys of rows that a person deleted, with what people had typed there
    this.strangers = new Set();                  // keys of typed rows that do not belong to the sheet
    this.killed = new Set(); this.collateral = new Set(); this.last = new Map();
    this.log = []; this.values = 0; this.names = 0;
    for (let n = 1 + random.below(5); n > 0; n--) this.seed();
  }
  /** A filter: which rows of the table belong to the sheet. Every fourth value of the first column takes a row out. */
  belongs(cells) { return !this.filter || cells[0] === null || cells[0] % 4 !== 0; }
  shows(key) { return this.table.has(key) && this.belongs(this.table.get(key)); }
  note(...what) { this.log.push(JSON.stringify(what)); }
  seed() {
    const key = ++this.names, cells = columns.map(c => this.give(key, c, 'both'));
    const id = `r${key}`;
    this.sheet.push({ key, id, cells: [...cells] }); this.table.set(key, [...cells]);
    this.rows.set(id, newRow(key, [...cells]));
  }
  give(key, column, side) {
    const value = ++this.values;
    this.given.set(value, { key, column, side });
    this.last.set(`${side} ${key} ${column}`, value);
    return value;
  }

  // --- people ---------------------------------------------------------------------------------------------------------------
  personEdits() {
    const row = this.sheet.length && this.random.pick(this.sheet);
    if (!row) return;
    const c = this.random.below(COLUMNS), old = row.cells[c], value = this.give(row.key, c, 'sheet');
    row.cells[c] = value; this.triggers.push({ row, place: this.sheet.indexOf(row), edited: [c], typed: value, old }); this.note('person', row.key, c, value);
  }
  personPastes() {
    const row = this.sheet.length && this.random.pick(this.sheet);
    if (!row) return;
    for (const c of [0, 1]) this.pasted.add(row.cells[c] = this.give(row.key, c, 'sheet'));
    this.triggers.push({ row, edited: [0, 1], values: [...row.cells] }); this.note('pastes', row);
  }
  personAdds() {
    const key = ++this.names, row = { key, id: null, cells: columns.map(c => this.give(key, c, 'sheet')) };
    if (!this.belongs(row.cells)) row.cells[0] = this.give(key, 0, 'sheet');               // a new row that does not belong is refused, with a note: let it be one that does
    this.sheet.splice(this.moves ? this.random.below(this.sheet.length + 1) : this.sheet.length, 0, row);
    this.triggers.push({ row, edited: columns, values: [...row.cells] }); this.note('adds', row);
  }
  personDeletes() {
    if (!this.sheet.length || this.random.chance(.5)) return;
    const [row] = this.sheet.splice(this.random.below(this.sheet.length), 1);
    this.killed.add(row.key); this.discarded.add(row.key); this.note('person deletes', row.key);
  }
  personSorts() {
    if (!this.moves) return;
    this.sheet.sort((a, b) => (a.cells[0] ?? 0) - (b.cells[0] ?? 0)); if (this.random.chance(.5)) this.sheet.reverse();
    this.note('sorts');
  }
  personMoves() {
    if (!this.moves || !this.sheet.length) return;
    const [row] = this.sheet.splice(this.random.below(this.sheet.length), 1);
    this.sheet.splice(this.random.below(this.sheet.length + 1), 0, row); this.note('moves', row.key);
  }

  /** Not while a request is out that got no answer: only an answer tells where the columns were when it landed, if they move once more before they are read. */
  personMovesColumn() {
    if (!this.places || this.unread && !this.flight && !this.unread.landing) return;
    const [column] = this.order.splice(this.random.below(COLUMNS), 1);
    this.order.splice(this.random.below(COLUMNS), 0, column); this.note('columns', this.order);
  }

  // --- programs -------------------------------------------------------------------------------------------------------------
  sqlUpdates() {
    const key = this.table.size && this.random.pick([...this.table.keys()]);
    if (!key) return;
    const c = this.random.below(COLUMNS), value = this.give(key, c, 'table');
    this.table.get(key)[c] = value; this.note('sql', key, c, value);
  }
  sqlInserts() { const key = ++this.names; this.table.set(key, columns.map(c => this.give(key, c, 'table'))); this.note('sql inserts', key); }
  sqlDeletes() {
    if (!this.table.size || this.random.chance(.5)) return;
    const key = this.random.pick([...this.table.keys()]);
    this.table.delete(key); this.killed.add(key); this.note('sql deletes', key);
  }

  // --- Apps Script: reads the header, later the row, under one lock; events go out in order --------------------------------
  scriptBegins() {
    if (!this.triggers.length || this.script) return;
    const trigger = this.triggers.shift();
    if (this.random.chance(.12)) return this.lose(trigger, 'trigger dropped');
    this.script = { ...trigger, pub: this.header };
  }
  scriptEnds() {
    if (!this.script) return;
    const { edited, typed, old, values, place, pub } = this.script, trigger = this.script; this.script = null;
    const row = place === undefined ? trigger.row : this.sheet[place];                      // it knows the place where somebody typed, and rows move
    if (!this.sheet.includes(row)) return this.lose(trigger, 'row is gone');
    if (row !== trigger.row) this.lose(trigger, 'another row is there');
    row.id ??= `s${row.key}`;
    this.wire.push({ seq: ++this.seq, pub, id: row.id, key: row.key, cells: [...row.cells], edited, typed, old, values });
    this.note('event', this.wire.at(-1));
  }
  lose(trigger, why) {
    for (const c of trigger.edited) this.lost.add(trigger.typed ?? trigger.values[c]);
    this.note(why, trigger.edited);
  }
  delivery() {
    if (!this.wire.length) return;
    const event = this.wire[0], luck = this.random.next();
    if (luck < .1) { this.wire.shift(); return this.lose(event, 'event lost'); }
    if (luck > .15) this.wire.shift();           // else it stays and comes twice
    this.mergeEvent(event);
  }

  // --- merge ----------------------------------------------------------------------------------------------------------------
  get calm() { return this.unread === null && this.flight === null; }
  rowByKey(key) { for (const [id, row] of this.rows) if (row.key === key) return [id, row]; return [null, null]; }
  tick() { return ++this.clock; }

  mergeEvent(event) {
    if (this.unread && event.pub >= this.unread.number) this.unread.landed = true;
    const calm = this.calm && event.pub === this.pub;
    const [, row] = this.known(event);
    if (!row) {
      if (!this.strayId(event.id) && !this.showsOurs(event)) this.mergeNew(event);
      else if (event.typed !== undefined) this.conflicts.add(event.typed);                  // it waits for a look, which may find something else there
      return;
    }
    if (event.seq <= row.seq) return;
    row.seq = event.seq; row.ver = this.tick();
    if (!this.isTypedHere(row, event)) {
      if (!this.seen.has(`sheet ${event.old}`)) this.lost.add(event.typed);                   // typed over what nobody had told, and gone itself
      event = { ...event, typed: undefined, edited: [] };
    }
    if (!this.table.has(row.key)) return this.editAgainstDelete(row, event);
    if (row.base === null && !row.pending && calm) row.base = [...this.lateCells(row) ?? event.cells.map((v, c) => event.edited.includes(c) ? null : v)];
    for (const c of calm ? columns : event.edited) this.mergeCell(row, c, event, event.edited.includes(c));
    this.told(); this.note('merged', event.seq, calm ? 'calm' : 'busy', this.table.get(row.key), row.base);
  }
  known(at) {
    const [id, row] = this.rowByKey(at.key);     // the key decides first
    if (row) return [id, row];
    if (this.strangers.has(at.key)) return [null, undefined];      // known as a row of its own, whatever id a misplaced write put there
    return this.strayId(at.id) ? [null, undefined] : [at.id, this.rows.get(at.id)];
  }
  /** An id that gsync wrote and has not read back may stand in another row. */
  strayId(id) { return this.ourOps().some(op => op.kind === 'id' && op.id === id); }
  ourOps() { return [...this.unread?.ops ?? [], ...this.unsure.flatMap(u => u.ops)]; }
  /** The delete wins here; what was edited is kept as the loser. */
  editAgainstDelete(row, event) {
    for (const c of event.edited) this.conflicts.add(event.typed ?? event.cells[c]);
    if (row.base && !row.pending) row.base = [...event.cells];
  }
  mergeNew({ id, key, cells, edited = [], typed, blot = [] }) {
    if (this.killed.has(key)) return;            // a late event of a row that is gone on either side
    if (this.table.has(key)) {                   // … or that has left the filter: what nobody sees, nobody overwrites
      for (const c of edited) this.conflicts.add(typed ?? cells[c]);
      return;
    }
    if (!this.belongs(cells)) { this.strangers.add(key); return; }                           // until it does
    if (this.strangers.delete(key) && this.rows.has(id)) id = null;
    this.table.set(key, cells.map((v, c) => blot.includes(c) ? null : v));
    this.rows.set(id ?? `g${key}`, Object.assign(newRow(key, [...cells]), { ver: this.tick(), hasId: id !== null }));
    this.createdVer = this.clock; this.told(); this.note('new row', key, cells);
  }
  /**
   * Whether what was typed was typed into this row: a script knows the place only, and rows move. It was if the cell shows it; where a publish wrote over it, if what the person wrote
   * over is what the publish thought that it would write over.
   */
  isTypedHere(row, { typed, old, edited, cells }) {
    const [c] = edited;
    if (typed === undefined || typed === cells[c]) return true;
    if (old === cells[c]) return false;                                                 // undone
    const b = row.base?.[c] ?? null, replaced = row.replaced[c];
    if (old === b && cells[c] !== b || replaced && replaced.value === old) return true;
    return old !== null && !this.isUnread(c, old) && !this.isUnsure(c, old) && (old === this.table.get(row.key)?.[c] || row.quarrels.has(`${c} ${old}`));
  }
  mergeCell(row, c, event, edited) {
    const cells = this.table.get(row.key), shown = event.cells[c], typedHere = edited && event.typed !== undefined;
    const t = typedHere ? event.typed : shown, b = row.base?.[c] ?? null, d = cells[c];
    if (row.pending?.has(c)) {                                                         // a) left to the look, but for what was typed
      const ours = row.pending.get(c).value;
      if ((event.pub < row.pendingPub || !typedHere) && t === b) return;                // older than the publish, or beside what was edited: no news
      if (!edited || t === ours || t === d || (!typedHere && (this.isUnread(c, t) || this.isUnsure(c, t)))) return;
      // shown no more: the publish overwrote it; typed over something else: the publish went elsewhere
      if (event.pub < row.pendingPub || d !== ours || shown !== t || (typedHere && event.old !== ours)) return this.quarrel(row, c, t);
      cells[c] = t;
      if (row.base !== null) { row.base[c] = t; row.pending.delete(c); }                 // the sheet held it after the publish: what it shows later is a later edit
      return;
    }
    if (row.base === null) { if (t !== d) this.quarrel(row, c, t); return; }               // stands there by a late landing that no look has seen yet
    if ('seq' in event && event.pub < Math.abs(row.written[c])) {                      // b) may have been read before that publish landed
      const { number, value } = row.replaced[c] ?? {};                                  // what that publish wrote over was known, and is no news
      const told = number === Math.abs(row.written[c]) && value === t;
      if (edited && t !== d && t !== b && !told && !this.isUnsure(c, t)) this.quarrel(row, c, t);
      return;
    }
    if (shown === b) {                                                                 // c) nothing new, or overwritten by a publish
      if (typedHere && t !== shown && t !== d && (row.written[c] > 0 || this.isUnread(c, shown) || this.isUnsure(c, shown))) this.quarrel(row, c, t);
      return;
    }
    if ('seq' in event && this.isUnread(c, shown) && t === shown && !typedHere) return;       // what a publish wrote into a row that moved, or the same pasted: left to the look
    if ('seq' in event && this.isUnread(c, shown) && t !== shown) {                         // … and what was typed there before
      if (d === b) cells[c] = t; else if (d !== t) this.quarrel(row, c, t);
      row.base[c] = shown; return;
    }
    if (this.isUnsure(c, shown) && !(typedHere && t === shown)) {                      // d) our own late write
      if (typedHere && t !== d) this.quarrel(row, c, t);
      row.base[c] = shown; return;
    }
    if (d === b) cells[c] = shown; else if (d !== shown) this.quarrel(row, c, shown);  // e)
    row.base[c] = shown; row.written[c] = -Math.abs(row.written[c]);
  }
  /** A publish that has not been read back may have hit a row that people moved: a row that nobody knew yet is believed only without its values. */
  showsOurs(event) {
    return this.ourOps().some(op => op.writes?.some(w => event.cells[w.hit ?? w.c] === w.value)) || event.cells.some((v, c) => this.isUnread(c, v));
  }
  /** In whatever column, when no answer has told where the columns were. */
  isUnread(c, value) { return (this.unread?.ops ?? []).some(op => op.writes?.some(w => (this.unread.landing ? w.hit === c : w.c === c || this.places && !this.flight) && w.value === value)); }
  isUnsure(c, value) { return this.unsure.some(u => u.writes.some(w => (w.hit ?? w.c) === c && w.value === value)); }
  quarrel(row, c, value) {
    const cells = this.table.get(row.key);
    row.quarrels.add(`${c} ${value}`);
    if (this.policy === 'sheet') { this.conflicts.add(cells[c]); cells[c] = value; } else this.conflicts.add(value);
    this.note('quarrel', row.key, c, value);
  }
  told() { for (const cells of this.table.values()) for (const v of cells) if (v !== null) this.seen.add(`sheet ${v}`); }

  // --- look: an API read, later its processing: read-back, what nobody told, claim ------------------------------------------
  lookReads() {
    if (this.snapshot || this.flight || this.journal.length) return;
    this.snapshot = { clock: this.tick(), header: this.header, order: [...this.order], rows: this.sheet.map(r => ({ ...r, cells: [...r.cells] })) };
  }
  lookEnds() {
    if (!this.snapshot) return;
    const snap = this.snapshot; this.snapshot = null;
    this.identify(snap);
    if (this.unread && !this.readBack(snap)) return;
    const told = this.untold(snap);
    this.claim(snap, told);
  }
  /** Which known row each sheet row is: by key, then id; a second row of the same key is an extra one. */
  identify(snap) {
    snap.at = new Map(); snap.extra = [];
    if (this.unread && (this.unread.landed || snap.header >= this.unread.number)) for (const op of this.unread.ops) this.strays.delete(op.extra);
    this.strays = new Set(snap.rows.map(r => r.id).filter(id => this.strays.has(id)));
    snap.rows.forEach((r, place) => {
      if (this.strays.has(r.id) && this.rows.get(r.id)?.base === null) {        // it goes, with what was typed into it
        for (const v of r.cells) this.lost.add(v);
        r.as = null; return snap.extra.push(place);
      }
      const [id, row] = this.known(r);
      if (!row && this.strayId(r.id)) r.id = null;
      if (!row && this.ourOps().some(op => op.kind === 'append' && op.id === r.id)) return this.appendedLate(snap, r, place);
      r.as = row ? id : null;
      if (row && snap.at.has(id)) snap.extra.push(place);
      else if (row) snap.at.set(id, place);
    });
  }
  /** An append that landed after it had been given up, of a row that the table has no more: known again, to be deleted. */
  appendedLate(snap, r, place) {
    this.rows.set(r.id, newRow(r.key, [...r.cells]));
    r.as = r.id; snap.at.set(r.id, place);
  }
  fresh(snap, row) { return row.ver <= snap.clock; }
  readBack(snap) {
    const { number, ops, order, landing } = this.unread;
    const moved = String(order) !== String(landing ?? snap.order);        // the answer told where the columns were; else they are taken to be where they were then
    const landed = snap.header >= number || this.unread.landed;
    if (ops.some(op => this.rows.get(op.id)?.ver > snap.clock && op.kind === 'append')) return false;
    this.unread = null;
    if (!landed) {
      this.note('not landed', number);
      this.unsure.push({ number, ops, writes: ops.flatMap(op => op.writes ?? []) });
      for (const op of ops) { const row = this.rows.get(op.id); if (row) this.drop(row); }
      return true;
    }
    if (moved && !landing) for (const w of ops.flatMap(op => op.writes ?? [])) w.hit = snap.order[order.indexOf(w.c)];
    const wrong = moved || ops.some(op => this.misplaced(op, snap));
    if (wrong || this.unsure.length) this.suspicious(ops, snap, moved);
    else for (const op of ops) this.confirm(op);
    return true;
  }
  drop(row) { row.pending = null; row.ver = this.tick(); }
  misplaced(op, snap) {
    const at = snap.at.get(op.id);
    if (op.kind === 'delete') return at !== undefined;
    if (op.kind === 'append') return at === undefined;
    if (op.kind === 'id') return at !== op.place || snap.rows[at].id !== op.id;
    return at !== op.place || op.writes.some(w => snap.rows[at].cells[w.c] !== w.value);
  }
  confirm(op) {
    const row = this.rows.get(op.id);
    if (!row) return;
    if (op.kind === 'delete') { this.rows.delete(op.id); return; }
    if (op.kind === 'append') row.base = [...op.cells];
    if (op.kind === 'update') for (const w of op.writes) if (row.pending.has(w.c)) { row.replaced[w.c] = { number: row.pendingPub, value: row.base[w.c] }; row.base[w.c] = w.value; }
    if (op.kind === 'id') row.hasId = true;
    this.drop(row); this.note('confirmed', op);
  }
  /** Rows moved while the publish was on its way: what it wrote is ours wherever it stands now. */
  suspicious(ops, snap, moved) {
    this.note('suspicious', ops);
    this.unsure.push({ ops: ops.map(op => op.kind === 'delete' ? { ...op, kind: 'deleted' } : op), writes: ops.flatMap(op => op.writes ?? []) });
    const writes = this.unsure.flatMap(u => u.writes);
    const ours = (c, v) => writes.some(w => (w.hit ?? w.c) === c && w.value === v);
    for (const r of snap.rows) {
      const row = this.rows.get(r.as);
      if (!row || row.base === null) continue;
      r.cells.forEach((v, c) => { if (ours(c, v) && row.base[c] !== v) { row.replaced[c] = { number: Math.abs(row.written[c]), value: row.base[c] }; row.base[c] = v; this.touched(row, snap); } });
    }
    for (const op of ops) {
      const row = this.rows.get(op.id);
      if (!row) continue;
      row.pending = null;
      if (op.kind === 'append' && snap.at.has(op.id) && moved) this.dropStray(op.id, snap);
      else if (op.kind === 'append' && snap.at.has(op.id)) row.base = [...op.cells];
      if (op.kind === 'id' && snap.at.has(op.id)) row.hasId = snap.rows[snap.at.get(op.id)].id === op.id;
    }
    snap.distrusted = ops.some(op => op.kind === 'delete') || this.unsure.some(u => u.ops.some(op => op.kind === 'delete'));
  }
  /** A row that was appended across columns that had moved: it goes, and is appended again. */
  dropStray(id, snap) {
    const place = snap.at.get(id);
    this.strays.add(id);
    snap.extra.push(place); snap.at.delete(id); snap.rows[place].as = null;
  }
  touched(row, snap) { row.ver = Math.min(this.tick(), snap.clock); }
  /** Edits that nobody told yet, new rows and rows that are gone: journaled, merged later by `applies`. */
  untold(snap) {
    const told = new Set(), distrusted = snap.distrusted || this.unsure.some(u => u.ops.some(op => op.kind === 'delete'));
    for (const r of snap.rows) {
      const row = this.rows.get(r.as);
      if (!row && snap.extra.includes(snap.rows.indexOf(r))) continue;
      if (!row) { this.journal.push({ ...r, clock: snap.clock, fresh: true, blot: columns.filter(c => this.isUnsure(c, r.cells[c])) }); continue; }
      if (!this.fresh(snap, row) || row.base === null || snap.extra.includes(snap.rows.indexOf(r))) continue;
      if (r.id !== r.as) row.hasId = false;
      const edited = columns.filter(c => r.cells[c] !== row.base[c]);
      if (edited.length) { this.journal.push({ id: r.as, key: row.key, cells: r.cells, edited, ver: row.ver }); told.add(r.as); }
    }
    for (const [id, row] of this.rows) {
      if (snap.at.has(id)) row.missed = 0;
      if (snap.at.has(id) || row.base === null || !this.fresh(snap, row)) continue;
      if (++row.missed < 2) continue;            // one answer may be cut short
      if (distrusted && this.table.has(row.key)) { row.base = null; row.ver = this.tick(); this.note('restored', row.key); }
      else { this.journal.push({ id, key: row.key, gone: true, ver: row.ver }); told.add(id); }
    }
    return told;
  }
  applies() {
    const entry = this.journal.shift();
    if (!entry) return;
    const row = this.rows.get(entry.id) ?? this.rowByKey(entry.key)[1];
    if (entry.fresh) {
      if (row || (entry.id === null && this.createdVer > entry.clock)) return;
      return this.mergeNew(entry);
    }
    if (!row || row.ver !== entry.ver) return this.note('outdated', entry);
    if (entry.gone) {
      this.rows.delete(entry.id);
      if (this.table.has(row.key) && !this.shows(row.key)) return this.note('gone, after it had left', entry.key);    // the table keeps it
      this.table.delete(row.key); this.killed.add(row.key); return this.note('gone', entry.key);
    }
    row.ver = this.tick();
    if (!this.table.has(row.key)) return this.editAgainstDelete(row, entry);
    for (const c of columns) this.mergeCell(row, c, entry, entry.edited.includes(c));
    this.told(); this.note('scan merged', entry, this.table.get(row.key));
  }
  claim(snap, told) {
    const ops = [], number = this.pub + 1;
    for (const [key, cells] of this.table) {
      if (!this.belongs(cells)) continue;
      let [id, row] = this.rowByKey(key);
      if (!row) { id = `g${key}`; row = newRow(key, null); this.rows.set(id, row); row.ver = Math.min(this.tick(), snap.clock); }
      if (told.has(id) || !this.fresh(snap, row)) continue;
      const place = snap.at.get(id);
      if (row.base === null) {
        if (place !== undefined) { row.base = [...this.lateCells(row) ?? snap.rows[place].cells]; row.ver = this.tick(); continue; }   // landed after all
        ops.push({ kind: 'append', id, key, cells: [...cells], writes: cells.map((value, c) => ({ c, value })) });
        continue;
      }
      if (place === undefined) continue;
      const writes = columns.filter(c => row.base[c] !== cells[c]).map(c => ({ c, value: cells[c] }));
      if (writes.length) ops.push({ kind: 'update', id, place, writes });
      else if (!row.hasId) ops.push({ kind: 'id', id, place });
    }
    for (const [id, place] of snap.at) {
      const row = this.rows.get(id);
      if (row && !told.has(id) && this.fresh(snap, row) && !this.shows(row.key)) ops.push({ kind: 'delete', id, place });
    }
    for (const [id, row] of this.rows) if (row.base === null && !this.shows(row.key)) this.rows.delete(id);
    for (const place of snap.extra) ops.push({ kind: 'delete', id: null, place, extra: snap.rows[place].id });
    ops.sort((a, b) => (b.place ?? 0) - (a.place ?? 0));
    if (!ops.length) return;
    this.pub = number;
    for (const op of ops) this.mark(op, number);
    this.unread = { number, ops, order: snap.order, landed: false }; this.flight = this.unread; this.note('send', number, ops);
  }
  /** What an append that was given up, and landed after all, wrote. */
  lateCells(row) { return this.unsure.flatMap(u => u.ops).findLast(op => op.kind === 'append' && this.rows.get(op.id) === row)?.cells; }
  mark(op, number) {
    const row = this.rows.get(op.id);
    if (!row) return;
    row.ver = this.tick(); row.pendingPub = number;
    row.pending = new Map((op.writes ?? []).map(w => [w.c, { value: w.value, before: row.written[w.c] }]));
    for (const w of op.writes ?? []) row.written[w.c] = number;
  }

  // --- the request ------------------------------------------------------------------------------------------------------------
  landing() {
    if (!this.flight) return;
    const publish = this.flight; this.flight = null;
    const luck = this.random.next();
    if (luck < .12) return this.refused(publish);
    if (luck < .3) {                                              // no answer
      if (this.zombies && this.random.chance(.4)) this.limbo.push(publish);
      else if (this.random.chance(.5)) this.write(publish);
      return this.note('no answer', publish.number);
    }
    this.write(publish); publish.landed = true;
    publish.landing = [...this.order];
    for (const w of publish.ops.flatMap(op => op.writes ?? [])) w.hit = this.hit(publish, w.c);
  }
  refused(publish) {
    this.unread = null; this.note('refused', publish.number);
    for (const op of publish.ops) {
      const row = this.rows.get(op.id);
      if (!row) continue;
      for (const [c, { before }] of row.pending) row.written[c] = before;
      this.drop(row);
    }
  }
  /** The column that a publish hits when it writes to the place where another one stood. */
  hit({ order }, c) { return this.order[order.indexOf(c)]; }
  write(publish) {
    const { number, ops } = publish;
    for (const op of ops) {
      const row = this.sheet[op.place];
      if (op.kind === 'update' && row) for (const w of op.writes) {
        // typed within this second and told by nobody: what was typed into a row that nobody knew yet, what was pasted, and what stood in another column
        const c = this.hit(publish, w.c);
        if (c !== w.c || this.pasted.has(row.cells[c]) || !this.rowByKey(row.key)[1]) this.lost.add(row.cells[c]);
        row.cells[c] = w.value;
      }
      if (op.kind === 'id' && row) row.id = op.id;
      for (const w of op.writes ?? []) this.seen.add(`table ${w.value}`);
    }
    for (const op of ops) if (op.kind === 'delete' && op.place < this.sheet.length) {
      const [hit] = this.sheet.splice(op.place, 1);
      if (hit.id !== (op.id ?? op.extra) && !this.rowByKey(hit.key)[1]?.base) this.collateral.add(hit.key);
      for (const v of hit.cells) if (v !== null && !this.seen.has(`sheet ${v}`)) this.lost.add(v);
    }
    for (const op of ops) if (op.kind === 'append') this.sheet.push({ key: op.key, id: op.id, cells: columns.map(c => op.cells[publish.order[this.order.indexOf(c)]]) });
    this.header = number; this.note('landed', number, this.sheet);
  }
  zombie() { const publish = this.limbo.shift(); if (publish) { this.note('late'); this.write(publish); } }
}

function newRow(key, base) {
  return { key, base, ver: 0, seq: 0, written: columns.map(() => 0), pending: null, pendingPub: 0, hasId: true, replaced: columns.map(() => null), quarrels: new Set(), missed: 0 };
}
