/**
 * A stack for one test, taken down when the test is over.
 *
 *   const stack = await bringUp(t, {data: [{id: 1, name: 'Lamp'}], table: 'items', set: ['worker.scan_interval=2s']});
 *   await stack.act({do: 'type', cell: 'B2', value: 'Desk lamp'});      // as a person
 *   await stack.sql('UPDATE items SET price = 1');                       // as a program
 *   await stack.rest();                                                  // sheet and table are equal and nothing moves any more
 *   const prices = await stack.link({ddl: 'CREATE TABLE prices (id int PRIMARY KEY, price numeric)'});   // another tab and table on the same stack
 *   await prices.act({do: 'type', cell: 'A2', value: '7'});
 *
 * options: as tests/lib/up.js has them; `data` may be an array of objects, `empty` and `sql` may be SQL text.
 */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from './compare.js';
import { Control } from './control.js';
import { connect } from './database.js';
import { down, kill, restart } from './down.js';
import { countCalls, difference, readSheet } from './equal.js';
import { guard } from './guard.js';
import { built } from './paths.js';
import { until } from './ports.js';
import { tail } from './stage.js';
import { up } from './up.js';
import { writeInputs } from './inputs.js';

const PAUSE_MS = 60;
const CALM_MS = 400;

export async function bringUp(t, options = {}) {
  const home = mkdtempSync(join(tmpdir(), 'gsync-test-'));
  chmodSync(home, 0o711);
  const dir = join(home, 'stack');
  const stack = new RunningStack(dir);
  t.after(async () => {
    await stack.end();
    rmSync(home, { recursive: true, force: true });
  });
  guard(dir);
  await stack.attach(await up(dir, { quiet: true, ...writeInputs(home, options) }));
  return stack;
}

export class RunningStack {
  constructor(dir) {
    this.dir = dir;
  }

  async attach(info) {
    this.info = info;
    this.control = new Control(info.control_url);
    this.client = await connect(info.conninfo);
  }

  /** One control action → what it answers; the linked tab unless `sheet` says another. */
  act(action) {
    return this.control.do({ sheet: this.info.sheet, ...action });
  }

  async sql(text, values) {
    return (await this.client.query(text, values)).rows;
  }

  /** The gsync command, as the database's owner → {code, stdout, stderr}; `input` is what it reads. */
  gsync(args, { input = '', env = {} } = {}) {
    return new Promise((done) => {
      const child = execFile(built('gsync'), ['--config', this.info.config, '--conninfo', this.info.conninfo, ...args],
        { cwd: this.info.dir, env: { ...process.env, ...env }, maxBuffer: 1 << 28 },
        (error, stdout, stderr) => done({ code: error ? error.code ?? error.signal : 0, stdout, stderr }));
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
  }

  /**
   * Another tab of the same spreadsheet, linked to another table; what is done with the result concerns these two.
   *
   * table: its name (default: what the DDL creates)   ddl: SQL that is run first   rows: pasted into the tab at A1, typed as text, header first
   * args: more words for `gsync link`   wait: false returns at once, else when both are equal
   */
  async link({ ddl, table = /create table (?:if not exists )?([^\s(]+)/i.exec(ddl)[1], rows = [], title = table, args = [], wait = true }) {
    if (ddl) await this.sql(ddl);
    const { sheet } = await this.control.do({ do: 'add_tab', title });
    if (rows.length > 0) await this.control.do({ do: 'paste', sheet, cell: 'A1', rows: rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell)))) });
    const linked = Object.assign(Object.create(this), { info: { ...this.info, sheet, table, title } });
    const { code, stderr } = await this.gsync(['link', '--spreadsheet', this.info.spreadsheet, '--sheet', String(sheet), '--table', table, '--yes', ...args]);
    if (code !== 0) throw new Error(`gsync link: ${stderr}`);
    if (wait) await linked.settled(async () => (await linked.sql('SELECT state FROM gsync.link WHERE spreadsheet = $1 AND sheet = $2', [this.info.spreadsheet, sheet]))[0].state === 'ready');
    if (wait) await linked.rest();
    return linked;
  }

  sheet() {
    return readSheet(this.control, this.info.sheet);
  }

  difference() {
    return difference(this);
  }

  kill(name, signal) {
    return kill(this.dir, name, signal);
  }

  restart(name) {
    return restart(this.dir, name);
  }

  /** {reads, writes, events} so far. */
  async calls() {
    return countCalls(await this.control.do({ do: 'requests', last: 0 }));
  }

  logOf(name) {
    return readFileSync(join(this.dir, 'log', `${name}.log`), 'utf8');
  }

  /**
   * Waits until nothing is left to do, no request has come for a while, and sheet and table are equal; fails after `ms`.
   * Comparing is the expensive part and comes last, so that it does not disturb what is being measured. → the comparison
   */
  async rest({ ms = 30_000 } = {}) {
    const until = Date.now() + ms;
    let before;
    for (let quietSince = Date.now(); ; await sleep(PAUSE_MS)) {
      await this.control.do({ do: 'settle' });
      const backlog = await this.backlog();
      const now = JSON.stringify([await this.calls(), backlog]);
      if (now !== before || backlog > 0) quietSince = Date.now();
      before = now;
      const calm = Date.now() - quietSince >= CALM_MS;
      const late = Date.now() > until;
      if (!calm && !late) continue;
      const result = await this.difference();
      if (calm && result.differences.length === 0) return result;
      if (late) throw new Error(await this.unrest(result, ms));
      quietSince = Date.now();
    }
  }

  /** Waits until nothing is left to do and no request has come for a while, whatever sheet and table hold; fails after `ms`. */
  async still({ ms = 30_000 } = {}) {
    const until = Date.now() + ms;
    let before;
    for (let quietSince = Date.now(); Date.now() - quietSince < CALM_MS; await sleep(PAUSE_MS)) {
      await this.control.do({ do: 'settle' });
      const backlog = await this.backlog();
      const now = JSON.stringify([await this.calls(), backlog]);
      if (now !== before || backlog > 0) quietSince = Date.now();
      before = now;
      if (Date.now() > until) throw new Error(await this.unrest(await this.difference(), ms));
    }
  }

  /** Waits until `test` gives something true; fails after `ms` with what the daemons said. */
  async settled(test, ms = 15_000) {
    const result = await until(test, ms);
    if (!result) throw new Error(await this.unrest(await this.difference(), ms));
    return result;
  }

  /** How much gsync still has to write to the sheet (rows and notes), or has not read back. */
  async backlog() {
    const [{ count }] = await this.sql(`
      SELECT (SELECT count(*) FROM gsync.dirty) + (SELECT count(*) FROM gsync.link WHERE unread IS NOT NULL)
           + (SELECT count(*) FROM gsync.note WHERE want IS DISTINCT FROM have) AS count`);
    return Number(count);
  }

  async unrest(result, ms) {
    const lines = [`after ${ms} ms sheet and table have not come to rest; ${result.differences.length} differences, backlog ${await this.backlog()}`];
    lines.push(...result.differences.slice(0, 8).map(describe));
    for (const name of ['gsync-worker', 'gsync-fcgi']) lines.push(`--- ${name}.log`, tail(this.logOf(name), 25));
    return lines.join('\n');
  }

  async end() {
    await this.client?.end().catch(() => {});
    await down(this.dir).catch(() => {});
  }
}
