/**
 * What a browser must know of one table, and what changed of it: polled while somebody looks, not otherwise. A poll asks for one
 * fingerprint over all row versions; only when that has changed are the versions compared and the new ones read.
 *
 * A row is {id: text of its key, cells: (text | null)[]}. Events: 'reset', 'rows' {put: [row], gone: [id]}, 'problem' text.
 */
import { EventEmitter } from 'node:events';
import pg from 'pg';
import { asTexts, pinFormat, readColumns } from '../../lib/table.js';
import { quoteTable } from '../../lib/conninfo.js';

const CALM_MS = 200;
const EAGER_MS = 40;
const EAGER_FOR_MS = 2000;

export class TableFeed extends EventEmitter {
  constructor({ conninfo, table, timeZone }) {
    super();
    Object.assign(this, { conninfo, table, timeZone, columns: [], versions: new Map(), rows: new Map(), watchers: 0, eagerUntil: 0 });
  }

  /** Polls until the returned function is called. */
  watch() {
    this.watchers++;
    this.loop ??= this.run().finally(() => { this.loop = undefined; });
    return () => { this.watchers--; };
  }

  /** Something was done that will soon show in the table: look more often for a while. */
  expect() {
    this.eagerUntil = Date.now() + EAGER_FOR_MS;
  }

  snapshot() {
    return { table: this.table, columns: this.columns, rows: [...this.rows.values()] };
  }

  async run() {
    while (this.watchers > 0) {
      try {
        await this.poll();
        this.problem(null);
      } catch (error) {
        await this.disconnect();
        this.problem(error.message);
      }
      await new Promise((resolve) => { setTimeout(resolve, Date.now() < this.eagerUntil ? EAGER_MS : CALM_MS); });
    }
    await this.disconnect();
  }

  problem(text) {
    if (text !== (this.lastProblem ?? null)) this.emit('problem', text);
    this.lastProblem = text;
  }

  async poll() {
    const client = await this.connected();
    const { rows: [[fingerprint]] } = await client.query({
      text: `SELECT count(*) || ':' || coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)), 0)
                    || ':' || (SELECT count(*) || max(attnum)::text FROM pg_attribute WHERE attrelid = $1::regclass AND NOT attisdropped)
               FROM ${quoteTable(this.table)}`,
      values: [quoteTable(this.table)], rowMode: 'array',
    });
    if (fingerprint === this.fingerprint) return;
    await this.refresh(client);
    this.fingerprint = fingerprint;
  }

  async connected() {
    if (this.client) return this.client;
    const client = new pg.Client({ connectionString: this.conninfo, application_name: 'gsync test page' });
    client.on('error', () => {});
    await client.connect();
    await pinFormat(client, this.timeZone);
    await client.query('SET default_transaction_read_only = on');
    this.client = client;
    this.fingerprint = undefined;
    return client;
  }

  async disconnect() {
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => {});
  }

  async refresh(client) {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      const columns = await readColumns(client, this.table);
      const anew = JSON.stringify(columns) !== JSON.stringify(this.columns);
      if (anew) Object.assign(this, { columns, versions: new Map(), rows: new Map() });
      const change = await this.readChange(client);
      if (anew) this.emit('reset');
      else if (change.put.length + change.gone.length > 0) this.emit('rows', change);
    } finally {
      await client.query('COMMIT');
    }
  }

  async readChange(client) {
    const table = quoteTable(this.table);
    const { rows: present } = await client.query({ text: `SELECT ctid::text, xmin::text FROM ${table}`, rowMode: 'array' });
    const versions = new Map();
    const fresh = [];
    for (const [ctid, xmin] of present) {
      const known = this.versions.get(ctid);
      if (known?.xmin === xmin) versions.set(ctid, known);
      else fresh.push(ctid);
    }
    const { rows } = fresh.length === 0 ? { rows: [] } : await client.query({
      text: `SELECT ctid::text, xmin::text, ${asTexts(this.columns)} FROM ${table} WHERE ctid = ANY ($1::tid[])`, values: [fresh], rowMode: 'array',
    });
    const put = rows.map(([ctid, xmin, ...cells]) => {
      const row = { id: this.idOf(cells), cells };
      versions.set(ctid, { xmin, id: row.id });
      return row;
    });
    const ids = new Set([...versions.values()].map(({ id }) => id));
    const gone = [...this.rows.keys()].filter((id) => !ids.has(id));
    for (const id of gone) this.rows.delete(id);
    for (const row of put) this.rows.set(row.id, row);
    this.versions = versions;
    return { put, gone };
  }

  idOf(cells) {
    const key = cells.filter((_, i) => this.columns[i].key);
    return JSON.stringify(key.length > 0 ? key : cells);
  }
}
