// People, programs, the Apps Script, the network and the worker around the real SQL functions, one random step at a time.
import { Sheet, ID } from './sheet.js';
import { Random } from './random.js';

const JOURNAL = '00000000-0000-4000-8000-000000000001';

// what may happen in a history: cells only; rows that come, go and move; everything at once
const KINDS = {
  cells: { steps: 'type sql script script deliver publish publish publish land land scan', late: true },
  rows: { steps: 'type type add remove move sort sql sql insert erase script deliver publish publish publish land land scan', late: false },
  keys: { steps: 'type type rekeySheet rekey add sql insert erase remove script deliver publish publish publish land land scan', late: false },
  all: { steps: 'type add remove move sort sql insert erase script script deliver publish publish publish land land scan', late: true },
};

export class World {
  sheet = new Sheet();
  triggers = []; // edits whose trigger has not run
  reading = null; // a script between reading the header and the rows
  wire = []; // events on their way, in order
  journal = []; // entries not applied yet
  inFlight = null;
  limbo = []; // requests without an answer that may still land
  view = null; // a snapshot that was read and not looked at yet
  waitFor = 0; // journal position that the publisher waits for
  seq = 0; journalSeq = 0; values = 100; keys = 10; newIds = 0;
  given = new Map(); // value → {uid, column, side}
  last = new Map(); // `${side} ${uid} ${column}` → value
  sides = new Map(); // `${uid} ${column}` → Set of sides
  shown = new Set(); // values that the sheet showed
  lost = new Set(); // values that nobody told
  killed = new Set(); // uids that somebody deleted
  keyless = new Set(); // uids of rows whose key a misplaced write has overwritten
  retyped = new Set(); // … and that somebody had edited meanwhile
  uids = new Map(); // key in the table → uid
  log = [];

  constructor(db, seed, { filter = false } = {}) {
    this.db = db;
    this.filter = filter; // every fourth value of a takes its row out of the sheet
    this.random = new Random(seed);
    this.kind = this.random.pick(Object.keys(KINDS));
    this.late = KINDS[this.kind].late;
    this.steps = KINDS[this.kind].steps.split(' ');
    this.policy = this.random.pick(['sheet', 'database', 'latest']);
    this.lone = this.random.chance(0.4);
  }

  belongs(a) { return !this.filter || (a !== null && a % 4 !== 0); }
  note(...what) { this.log.push(what.map((w) => (typeof w === 'string' ? w : JSON.stringify(w))).join(' ')); }
  async query(text, values) { return (await this.db.query(text, values)).rows; }

  value(uid, column, side) {
    const v = ++this.values;
    this.given.set(v, { uid, column, side });
    this.last.set(`${side} ${uid} ${column}`, v);
    const of = `${uid} ${column}`;
    if (!this.sides.has(of)) this.sides.set(of, new Set());
    this.sides.get(of).add(side);
    return v;
  }
  mayWrite(uid, column, side) { return !this.lone || (uid.length + uid.charCodeAt(uid.length - 1) + column) % 2 === (side === 'sheet' ? 0 : 1); }

  async begin() {
    await this.query('SELECT gsync_test.reset($1)', [this.policy]);
    await this.query("UPDATE gsync.link SET filter = CASE WHEN $1 THEN '(a % 4 <> 0)' END, filter_said = 'a % 4 <> 0'", [this.filter]);
    const n = 1 + this.random.below(5);
    for (let i = 0; i < n; i++) await this.insert();
    await this.settle(false);
    this.note(`begin ${this.kind} policy=${this.policy} lone=${this.lone}`);
  }
  async run(steps) { for (let i = 0; i < steps; i++) await this[this.random.pick(this.steps)](); }

  // people
  rowOfPeople() { return this.random.pick(this.sheet.rows.filter((r) => r.uid)); }
  async type() {
    const row = this.rowOfPeople();
    const column = 1 + this.random.below(2);
    if (!row || !this.mayWrite(row.uid, column, 'sheet')) return;
    const v = this.value(row.uid, column, 'sheet');
    row.cells[column] = v;
    if (this.keyless.has(row.uid)) this.retyped.add(row.uid);
    this.triggers.push({ row, column, typed: v });
    this.shown.add(v);
    this.note('types', row.uid, this.sheet.place(row), column, v);
  }
  async rekeySheet() {
    const row = this.rowOfPeople();
    if (!row) return;
    row.cells[0] = ++this.keys;
    this.uids.set(this.keys, row.uid);
    this.triggers.push({ row, column: 0, typed: this.keys });
    this.note('types key', row.uid, this.keys);
  }
  async add() {
    const uid = `person${++this.newIds}`;
    const row = { uid, cells: [++this.keys, this.value(uid, 1, 'sheet'), this.value(uid, 2, 'sheet'), null] };
    if (!this.belongs(row.cells[1])) row.cells[1] = this.value(uid, 1, 'sheet');
    this.uids.set(this.keys, uid);
    this.sheet.rows.splice(this.random.below(this.sheet.rows.length + 1), 0, row);
    this.triggers.push({ row, column: 2, typed: row.cells[2] });
    this.note('adds', uid, row.cells, 'at', this.sheet.place(row));
  }
  async remove() {
    if (!this.sheet.rows.length || this.random.chance(0.5)) return;
    const [row] = this.sheet.rows.splice(this.random.below(this.sheet.rows.length), 1);
    if (row.uid) this.killed.add(row.uid);
    this.note('removes', row.uid, row.cells);
  }
  async move() {
    if (!this.sheet.rows.length) return;
    const [row] = this.sheet.rows.splice(this.random.below(this.sheet.rows.length), 1);
    this.sheet.rows.splice(this.random.below(this.sheet.rows.length + 1), 0, row);
    this.note('moves', row.uid, 'to', this.sheet.place(row));
  }
  async sort() {
    const sign = this.random.chance(0.5) ? 1 : -1;
    this.sheet.rows.sort((x, y) => sign * ((x.cells[1] ?? 0) - (y.cells[1] ?? 0)));
    this.note('sorts');
  }

  // programs
  async keyOfTable() { return this.random.pick((await this.query('SELECT k FROM gsync_test.t ORDER BY k')).map((r) => r.k)); }
  async sql() {
    const k = await this.keyOfTable();
    const column = 1 + this.random.below(2);
    if (k === undefined || !this.mayWrite(this.uids.get(k), column, 'table')) return;
    const v = this.value(this.uids.get(k), column, 'table');
    await this.query(`UPDATE gsync_test.t SET ${'kab'[column]} = $2 WHERE k = $1`, [k, v]);
    this.note('sql', this.uids.get(k), k, column, v);
  }
  async insert() {
    const k = ++this.keys;
    const uid = `sql${k}`;
    this.uids.set(k, uid);
    const cells = [k, this.value(uid, 1, 'table'), this.value(uid, 2, 'table')];
    await this.query('INSERT INTO gsync_test.t VALUES ($1, $2, $3)', cells);
    this.note('sql inserts', uid, cells);
  }
  async erase() {
    const k = await this.keyOfTable();
    if (k === undefined || this.random.chance(0.5)) return;
    this.killed.add(this.uids.get(k));
    await this.query('DELETE FROM gsync_test.t WHERE k = $1', [k]);
    this.note('sql deletes', this.uids.get(k), k);
  }
  async rekey() {
    const k = await this.keyOfTable();
    if (k === undefined) return;
    const to = ++this.keys;
    this.uids.set(to, this.uids.get(k));
    await this.query('UPDATE gsync_test.t SET k = $2 WHERE k = $1', [k, to]);
    this.note('sql key', this.uids.get(k), k, to);
  }

  // the script: reads the header first and the row later, as Apps Script does
  async script() {
    if (this.reading) {
      const { row, column, typed, header } = this.reading;
      this.reading = null;
      if (!this.sheet.rows.includes(row)) { this.lost.add(typed); return; }
      row.cells[ID] ??= `script-id-${String(++this.newIds).padStart(6, '0')}`;
      this.wire.push({
        typed, body: {
          v: 1, spreadsheet: 'S', sheet: 0, seq: ++this.seq, kind: 'edit', user: 'ann', edited_at: new Date().toISOString(), header,
          edited: { first_column: column + 1, last_column: column + 1, typed }, rows: [{ row: this.sheet.place(row), cells: [...row.cells] }],
        },
      });
      this.note('event', this.wire.at(-1).body.seq, row.cells, header[ID]);
    } else if (this.triggers.length) {
      const edit = this.triggers.shift();
      if (this.random.chance(0.15)) this.lost.add(edit.typed);
      else this.reading = { ...edit, header: this.sheet.header() };
    }
  }
  async deliver() {
    if (this.wire.length) {
      const r = this.random.next();
      const event = this.wire[0];
      if (r > 0.12) this.wire.shift(); // else delivered, and a duplicate comes later
      if (r > 0.12 && r < 0.2) this.lost.add(event.typed);
      else this.append(1, event.body);
    }
    await this.apply();
  }
  append(origin, body) { this.journal.push({ seq: ++this.journalSeq, origin, body: JSON.stringify(body) }); }
  async apply() {
    if (!this.journal.length) return;
    const batch = this.journal.splice(0, 1 + this.random.below(this.journal.length));
    const rows = await this.query('SELECT seq, outcome, detail FROM gsync.apply($1, $2, $3, $4, $5, $6)',
      [JOURNAL, batch.map((e) => e.seq), batch.map((e) => e.origin), batch.map(() => Date.now()), batch.map((e) => `e${e.seq}`), batch.map((e) => e.body)]);
    this.note('applied', rows);
  }

  // the worker's publish thread
  async scan() { await this.query('UPDATE gsync.link SET scan_wanted = now()'); }
  async publish() {
    if (this.inFlight || this.journal.some((e) => e.seq <= this.waitFor)) return;
    if (!this.view) {
      const [job] = await this.query("SELECT link, action FROM gsync.work('', true, 1e9)");
      if (!job) return;
      const ranges = await this.query('SELECT * FROM gsync.plan($1, 100, $2)', [job.link, job.action === 'scan']);
      this.view = { link: job.link, snapshot: this.sheet.snapshot(ranges) };
      return;
    }
    const { link, snapshot } = this.view;
    this.view = null;
    const ops = await this.look(link, snapshot);
    for (const op of ops.filter((o) => o.kind === 'journal')) { this.append(2, op.cells); this.waitFor = this.journalSeq; }
    const pub = ops.find((o) => o.kind === 'pub');
    if (pub) this.inFlight = { link, pub: Number(pub.id), ops };
    this.note('look', snapshot, ops);
  }
  async look(link, { rows, ids, ...info }) {
    await this.query('SELECT gsync.see_anew()');
    for (let i = 0; i < rows.length; i += 3) await this.query('SELECT gsync.see($1)', [JSON.stringify(rows.slice(i, i + 3))]);
    if (!info.whole && (await this.query('SELECT gsync.wants_ids(l, $2) AS wanted FROM gsync.link l WHERE id = $1', [link, info.digest]))[0].wanted) {
      await this.query('SELECT gsync.see_ids($1)', [ids]);
    }
    return this.query('SELECT * FROM gsync.look($1, $2, 100, 100000, true)', [link, JSON.stringify(info)]);
  }
  async land() {
    if (!this.inFlight) { if (this.late && this.limbo.length && this.random.chance(0.3)) this.write(this.limbo.shift()); return; }
    const f = this.inFlight;
    this.inFlight = null;
    const r = this.random.next();
    if (r < 0.12) { this.note('refused', f.pub); await this.query("SELECT gsync.refused($1, $2, 'no')", [f.link, f.pub]); return; }
    if (r < 0.3) {
      if (r < 0.18) this.write(f.ops);
      else if (r < 0.24 && this.late) this.limbo.push(f.ops);
      this.note('unanswered', f.pub);
      await this.query('SELECT gsync.unanswered($1, $2)', [f.link, f.pub]);
      return;
    }
    this.write(f.ops);
    await this.query('SELECT gsync.landed($1, $2)', [f.link, f.pub]);
  }
  write(ops) {
    this.sheet.apply(ops, (row, column, value, op) => {
      if (typeof value === 'number') this.shown.add(value);
      // the row that was meant is gone by a person's hand already, so nothing shows that another one was hit: by the version history only
      if (op.kind === 'delete' && row.cells[ID] !== op.id && !this.sheet.rows.some((r) => r.cells[ID] === op.id)) this.killed.add(row.uid);
      if (column !== 0 || op.kind !== 'update' || row.cells[ID] === op.id) return;
      this.keyless.add(row.uid);
      if ([...this.triggers, this.reading].some((edit) => edit?.row === row)) this.retyped.add(row.uid);
    });
    for (const row of this.sheet.rows) if (row.uid && this.uids.has(row.cells[0]) && row.cells[ID] === row.uid) row.uid = this.uids.get(row.cells[0]);
    this.note('landed', this.sheet.pub, this.sheet.rows.map((r) => r.cells));
  }

  // no more edits: what is on its way arrives or is lost, then the worker goes on until nothing is left to do
  async settle(trouble) {
    if (trouble && this.random.chance(0.5)) {
      for (const t of [...this.triggers, ...(this.reading ? [this.reading] : []), ...this.wire]) this.lost.add(t.typed);
      this.triggers = []; this.reading = null; this.wire = [];
    }
    while (this.triggers.length || this.reading || this.wire.length) { await this.script(); await this.deliver(); }
    while (this.limbo.length) this.write(this.limbo.shift());
    for (let i = 0; i < 40; i++) {
      if (i % 10 === 0) await this.scan(); // a row that is gone is looked for twice
      while (this.journal.length) await this.apply();
      await this.publish();
      await this.query("SELECT gsync.release(id) FROM gsync.held WHERE state = 'held'"); // a small tab soon loses half of its rows
      if (this.inFlight) {
        const f = this.inFlight;
        this.inFlight = null;
        this.write(f.ops);
        await this.query('SELECT gsync.landed($1, $2)', [f.link, f.pub]);
      }
    }
    if (!trouble) this.log = [];
  }
}
