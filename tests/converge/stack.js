/**
 * One stack for many histories at once: nginx, gsync-fcgi, gsync-worker and PostgreSQL as they are, and the stand-in for Google in this process,
 * so that people act without a request and everything that the API does to a sheet is seen as it happens. Each lane has a spreadsheet with the real
 * Apps Script, a table and a link of its own. Without fsync: programs are killed here, not machines.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startGoogle } from '../google/server.js';
import { connect } from '../lib/database.js';
import { down, kill, restart } from '../lib/down.js';
import { guard } from '../lib/guard.js';
import { writeInputs } from '../lib/inputs.js';
import { built, root } from '../lib/paths.js';
import { until } from '../lib/ports.js';
import { up } from '../lib/up.js';
import { Lane } from './lane.js';

const run = promisify(execFile);
const LANES_PER_ACCOUNT = 4; // trouble with the API holds up all links of an account
const NO_LIMIT = 1_000_000_000;

const AUDIT = `
  CREATE SCHEMA audit;
  CREATE TABLE audit.log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lane name, by name, at timestamptz DEFAULT clock_timestamp(), xid xid8 DEFAULT pg_current_xact_id(), old jsonb, new jsonb);
  CREATE INDEX ON audit.log (lane, id);
  CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    INSERT INTO audit.log (lane, by, old, new) VALUES (TG_TABLE_NAME, session_user, to_jsonb(OLD), to_jsonb(NEW));
    RETURN NULL;
  END $$;`;

export class ConvergeStack {
  static async start({ lanes }) {
    const stack = new ConvergeStack();
    await stack.bringUp(lanes);
    return stack;
  }

  async bringUp(lanes) {
    this.home = mkdtempSync(join(tmpdir(), 'gsync-converge-'));
    chmodSync(this.home, 0o711);
    this.dir = join(this.home, 'stack');
    this.accounts = Math.ceil(lanes / LANES_PER_ACCOUNT);
    guard(this.dir);
    this.info = await up(this.dir, {
      quiet: true, wait: false, ...writeInputs(this.home, { empty: 'CREATE TABLE unused (id int PRIMARY KEY)' }),
      standIn: ({ stack }) => this.startStandIn(stack),
      pgSettings: ['fsync = off', 'full_page_writes = off', `max_connections = ${lanes * 2 + this.accounts * 2 + 40}`],
      set: ['worker.scan_interval=1h', 'google.reads_per_minute=100000', 'google.writes_per_minute=100000', 'google.timeout=10s', 'journal.map_size=1G', 'log.level=debug'],
    });
    this.pool = new pg.Pool({ connectionString: this.info.conninfo, max: 10, application_name: 'gsync tests' });
    this.pool.on('error', () => {});
    await this.pool.query(AUDIT);
    this.lanes = await Promise.all(Array.from({ length: lanes }, (_, i) => Lane.make(this, i)));
  }

  async startStandIn(stack) {
    this.google = await startGoogle({ sheetTitle: 'Unused', script: join(root, 'appsscript'), limits: { reads_per_user: NO_LIMIT, writes_per_user: NO_LIMIT, reads_per_project: NO_LIMIT, writes_per_project: NO_LIMIT } });
    this.google.watch = (call) => this.laneOf(call.spreadsheet)?.ledger.servedCall(call);
    this.emails = [];
    const files = [];
    for (let i = 0; i < this.accounts; i++) {
      const account = this.google.oauth.createAccount(`gsync${i}`);
      files.push(stack.path(`credentials-${i}.json`));
      writeFileSync(files[i], JSON.stringify(account), { mode: 0o600 });
      this.emails.push(account.client_email);
    }
    return { ...this.google.urls, spreadsheet: this.google.workbook.id, sheet: 0, credentials: files, control: { do: (action) => this.google.control(action) } };
  }

  laneOf(spreadsheet) {
    return this.lanes?.find((lane) => lane?.spreadsheet === spreadsheet);
  }

  /** A spreadsheet's secret, known to gsync-fcgi. */
  async addSecret(spreadsheet) {
    writeFileSync(join(this.dir, 'secrets', spreadsheet), `${this.info.secret}\n`, { mode: 0o600 });
    process.kill(this.pidOf('gsync-fcgi'), 'SIGHUP');
  }

  pidOf(name) {
    return JSON.parse(readFileSync(join(this.dir, 'stack.json'), 'utf8')).parts[name].pid;
  }

  connect() {
    return connect(this.info.conninfo);
  }

  /** As the tables' owner; waits while PostgreSQL recovers. */
  async sql(text, values) {
    for (let tries = 0; ; tries++) {
      try {
        return (await this.pool.query(text, values)).rows;
      } catch (error) {
        if (tries > 100 || !isConnectionTrouble(error)) throw error;
        await new Promise((resolve) => { setTimeout(resolve, 100); });
      }
    }
  }

  /** The gsync command; one at a time. */
  gsync(...args) {
    const done = (this.commands ?? Promise.resolve()).then(() => this.runGsync(args));
    this.commands = done.catch(() => {});
    return done;
  }

  /** Once more when PostgreSQL was killed under it: each command that is used here may be repeated. */
  async runGsync(args, tries = 100) {
    try {
      return (await run(built('gsync'), ['--config', this.info.config, '--conninfo', this.info.conninfo, ...args], { cwd: this.dir })).stdout;
    } catch (error) {
      if (tries > 0 && isConnectionTrouble({ message: error.stderr })) {
        await new Promise((resolve) => { setTimeout(resolve, 100); });
        return this.runGsync(args, tries - 1);
      }
      throw new Error(`gsync ${args.join(' ')}: ${(error.stderr || error.message).trim()}`);
    }
  }

  /** kill -9; it is started again after `ms`. One at a time. */
  kill(name, ms) {
    this.killing = (this.killing ?? Promise.resolve()).then(() => (name === 'postgresql' ? this.crashPostgresql() : this.killAndRestart(name, ms)));
    return this.killing;
  }

  async killAndRestart(name, ms) {
    await kill(this.dir, name).catch(() => {}); // it may have ended by itself
    await new Promise((resolve) => { setTimeout(resolve, ms); });
    await restart(this.dir, name);
  }

  /** A backend that dies takes all connections with it, and PostgreSQL recovers. */
  async crashPostgresql() {
    const [{ pid }] = await this.sql('SELECT pg_backend_pid() AS pid');
    process.kill(pid, 'SIGKILL');
    await until(() => this.sql('SELECT 1').then(() => true, () => false), 20_000);
  }

  async end() {
    await this.pool?.end().catch(() => {});
    await Promise.all((this.lanes ?? []).map((lane) => lane.end()));
    await down(this.dir).catch(() => {});
    await this.google?.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

export const isConnectionTrouble = (error) => /^(08|57P)/.test(error.code ?? '') || /ECONN|terminat|not queryable|Connection|connection/.test(`${error.code} ${error.message}`);

pg.types.setTypeParser(20, Number);
