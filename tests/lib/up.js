/**
 * Brings a whole stack up in a directory of its own: PostgreSQL, the stand-in for Google, nginx, gsync-fcgi and gsync-worker, with one
 * linked sheet and its Apps Script connected. Everything keeps running when this has returned.
 */
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { asRoot, asServer, createCluster, startCluster } from './cluster.js';
import { conninfo } from './conninfo.js';
import { ini, newSecret, nginxConf, nginxHttpPart, nginxServerPart, override } from './config.js';
import { createDatabase, createTable, runSqlFile } from './database.js';
import { readDataset } from './dataset.js';
import { down } from './down.js';
import { built, program, root } from './paths.js';
import { answers, freePort, until } from './ports.js';
import { alive, launch } from './process.js';
import { Stage, tail } from './stage.js';
import { exists, save } from './state.js';
import { startStandIn } from './stand_in.js';
import { firstSync } from './first_sync.js';

const run = promisify(execFile);
const SOCKET_PATH_LIMIT = 107;
const START_MS = 15_000;

export async function up(where, options = {}) {
  const dir = resolve(where);
  const stack = new Stack(dir, options);
  stack.checkPrograms();
  stack.prepareDirectory();
  try {
    await stack.start();
  } catch (error) {
    const logs = stack.whatTheLogsSay(error.part);
    await down(dir, { keep: Boolean(options.keep) }).catch(() => {});
    error.message += logs;
    throw error;
  }
  return stack.state.info;
}

class Stack {
  constructor(dir, options) {
    this.dir = dir;
    this.options = options;
    this.timeZone = options.timeZone ?? 'Etc/GMT';
    this.stage = new Stage(options);
    this.state = { parts: {}, scratch: [], ready: false, info: {} };
  }

  path(...names) {
    return join(this.dir, ...names);
  }

  log(name) {
    return this.path('log', `${name}.log`);
  }

  save() {
    save(this.dir, this.state);
  }

  checkPrograms() {
    this.programs = Object.fromEntries(['gsync', 'gsync-fcgi', 'gsync-worker'].map((name) => [name, built(name)]));
  }

  prepareDirectory() {
    if (exists(this.dir)) throw new Error(`${this.dir} holds a stack already; take it down with: tests/stack down ${this.dir}`);
    if (existsSync(this.dir) && readdirSync(this.dir).length > 0) throw new Error(`${this.dir} is not empty: a stack needs a directory of its own`);
    mkdirSync(this.dir, { recursive: true });
    if (asRoot) chmodSync(this.dir, 0o711);
    for (const [name, mode] of [['log', 0o711], ['nginx', 0o700], ['journal', 0o700], ['secrets', 0o700], ['run', 0o700]]) mkdirSync(this.path(name), { mode });
    this.save();
  }

  async start() {
    const { stage } = this;
    this.readInput();
    await stage.step('PostgreSQL', () => this.startPostgresql());
    await stage.step(`table`, () => this.makeTable());
    await stage.step('stand-in for Google', () => this.startGoogle());
    this.writeFiles();
    await stage.step('schema', () => this.gsync('schema', 'install', '--worker-role', 'gsync_worker'));
    await stage.step('link', () => this.link());
    await stage.step('gsync-fcgi', () => this.startFcgi());
    await stage.step('nginx', () => this.startNginx());
    if (this.options.script !== false) await stage.step('Apps Script: Connect', () => this.connectScript());
    await stage.step('gsync-worker', () => this.startWorker());
    this.describe();
    if (this.options.wait !== false) await stage.step('first sync', () => firstSync(this.state.info, { ...this.options, check: () => this.checkRunning() }));
    this.state.ready = true;
    this.save();
  }

  /** Reads what was given before anything is started, so that a mistake in it costs no time. */
  readInput() {
    const { data, empty, key, types } = this.options;
    if (empty !== undefined && !existsSync(empty)) throw new Error(`${empty} does not exist`);
    if (data !== undefined && !existsSync(data)) throw new Error(`${data} does not exist`);
    this.dataset = empty === undefined ? readDataset(data ?? join(root, 'tests/lib/items.json'), { key: key ?? (data ? undefined : 'id'), types }) : undefined;
  }

  async startPostgresql() {
    const home = await this.clusterHome();
    const log = join(home, 'postgresql.log');
    symlinkSync(log, this.log('postgresql'));
    const data = join(home, 'data');
    this.state.parts.postgresql = { cluster: { data, log } };
    this.save();
    await createCluster({ data, settings: this.options.pgSettings });
    const { pid, started, port } = await startCluster({ data, log, port: this.options.pgPort });
    this.state.parts.postgresql = { pid, started, cluster: { data, log, port } };
    this.pgPort = port;
    this.save();
    await createDatabase(port);
    this.admin = conninfo({ port });
  }

  /** A directory that the user postgres can reach; outside of DIR when that lies in somebody's private home. */
  async clusterHome() {
    let home = this.path('pg');
    mkdirSync(home, { mode: 0o700 });
    if (!asRoot) return home;
    this.serverIds = await Promise.all(['-u', '-g'].map(async (flag) => Number(await asServer(['id', flag]))));
    chownSync(home, ...this.serverIds);
    if (await asServer(['test', '-w', home]).then(() => true, () => false)) return home;
    home = mkdtempSync('/var/tmp/gsync-stack-');
    this.state.scratch.push(home);
    this.save();
    chownSync(home, ...this.serverIds);
    return home;
  }

  async makeTable() {
    const { empty, table } = this.options;
    if (this.dataset) {
      this.table = table ?? 'items';
      await createTable(this.admin, this.table, this.dataset);
      if (this.options.sql) await runSqlFile(this.admin, this.options.sql, this.table);
    } else this.table = await runSqlFile(this.admin, empty, table);
  }

  async startGoogle() {
    this.google = await (this.options.standIn ?? startStandIn)({ stack: this, dataset: this.dataset, conninfo: this.admin, table: this.table });
  }

  writeFiles() {
    const { google } = this;
    this.socket = this.socketPath('gsync-fcgi.sock');
    this.secret = newSecret();
    writeFileSync(this.path('secrets', google.spreadsheet), `${this.secret}\n`, { mode: 0o600 });
    const sections = {
      log: { level: 'info' },
      journal: { path: this.path('journal'), map_size: '256M' },
      fcgi: { socket: this.socket, secrets: this.path('secrets'), metrics_file: this.path('run', 'fcgi.prom') },
      postgresql: { conninfo: conninfo({ port: this.pgPort, user: 'gsync_worker' }) },
      google: { credentials: google.credentials, sheets_url: google.sheets_url },
      worker: { state_file: this.path('run', 'worker.json'), metrics_file: this.path('run', 'worker.prom') },
    };
    for (const setting of this.options.set ?? []) override(sections, setting);
    this.config = this.path('gsync.conf');
    writeFileSync(this.config, ini(sections), { mode: 0o600 });
  }

  /** Unix sockets have short names: a long one goes to a directory of its own under /tmp. */
  socketPath(name) {
    const path = this.path('run', name);
    if (Buffer.byteLength(path) <= SOCKET_PATH_LIMIT) return path;
    const short = mkdtempSync('/tmp/gsync-');
    this.state.scratch.push(short);
    this.save();
    return join(short, name);
  }

  async gsync(...args) {
    try {
      await run(this.programs.gsync, ['--config', this.config, '--conninfo', this.admin, ...args], { cwd: this.dir });
    } catch (error) {
      throw new Error(`gsync ${args.join(' ')}: ${(error.stderr || error.message).trim()}`);
    }
  }

  async link() {
    const { policy, name } = this.options;
    const extra = [...(policy ? ['--policy', policy] : []), ...(name ? ['--name', name] : [])];
    await this.gsync('link', '--spreadsheet', this.google.spreadsheet, '--sheet', String(this.google.sheet), '--table', this.table, '--yes', '--no-wait', ...extra);
  }

  /** Starts a program of the stack and remembers how, so that it can be restarted. */
  async launch(name, command, { out, cwd = this.dir } = {}) {
    const log = this.log(name);
    const handle = await launch(command, { log, out, cwd });
    this.state.parts[name] = { ...handle, command, log, out, cwd };
    this.save();
    return handle;
  }

  /** Waits until `test` is true; a program that has ended meanwhile is an error that shows its last words. */
  async awaitUp(name, handle, test) {
    const up = await until(async () => (alive(handle) ? await test() && 'up' : 'ended'), START_MS);
    if (up === 'up') return;
    throw Object.assign(new Error(`${name} ${up === 'ended' ? 'ended at once' : `did not come up within ${START_MS / 1000} s`}`), { part: name });
  }

  async startFcgi() {
    const handle = await this.launch('gsync-fcgi', [this.programs['gsync-fcgi'], '--config', this.config]);
    await this.awaitUp('gsync-fcgi', handle, () => answers({ path: this.socket }));
  }

  async startNginx() {
    for (let tries = this.options.port ? 1 : 4; ; tries--) {
      const port = this.options.port ?? await freePort();
      const conf = this.path('nginx.conf');
      const httpPart = this.path('nginx', 'gsync-http.conf');
      writeFileSync(httpPart, nginxHttpPart(readFileSync(join(root, 'nginx/gsync-http.conf'), 'utf8'), this.socket));
      const serverPart = this.path('nginx', 'gsync.conf');
      const run = (name) => this.path('run', name);
      writeFileSync(serverPart, nginxServerPart({ state: run('worker.json'), metrics: run('worker.prom'), fcgiMetrics: run('fcgi.prom'), look: this.options.look }));
      writeFileSync(conf, nginxConf({ dir: this.dir, port, httpPart, serverPart, asRoot }));
      const handle = await this.launch('nginx', [program('nginx'), '-p', this.dir, '-e', this.path('log', 'nginx.error.log'), '-c', conf]);
      this.webhook = `http://127.0.0.1:${port}/gsync/v1/events`;
      try {
        await this.awaitUp('nginx', handle, () => answers({ port }));
        return;
      } catch (error) {
        if (tries <= 1) throw error;
      }
    }
  }

  async connectScript() {
    await this.google.control.do({ do: 'run', function: 'gsyncConnect', args: [this.webhook, this.secret] });
  }

  async startWorker() {
    const handle = await this.launch('gsync-worker', [this.programs['gsync-worker'], '--config', this.config]);
    await new Promise((done) => { setTimeout(done, 150); });
    if (!alive(handle)) throw Object.assign(new Error('gsync-worker ended at once'), { part: 'gsync-worker' });
  }

  checkRunning() {
    for (const [part, handle] of Object.entries(this.state.parts)) {
      if (!alive(handle)) throw Object.assign(new Error(`${part} has ended`), { part });
    }
  }

  describe() {
    const { google } = this;
    this.state.info = {
      dir: this.dir, webhook_url: this.webhook, secret: this.secret,
      sheets_url: google.sheets_url, token_url: google.token_url, credentials: google.credentials, control_url: google.control_url, page_url: google.page_url,
      spreadsheet: google.spreadsheet, sheet: google.sheet, table: this.table, time_zone: this.timeZone,
      conninfo: this.admin, journal: this.path('journal'), config: this.config,
      pids: Object.fromEntries(Object.entries(this.state.parts).map(([name, { pid }]) => [name, pid])),
    };
    this.save();
  }

  /** The last lines of one program's log, or of every log. */
  whatTheLogsSay(part) {
    const said = [];
    const logDir = this.path('log');
    for (const name of existsSync(logDir) ? readdirSync(logDir) : []) {
      if (!name.endsWith('.log') || name.includes('access') || (part && !name.startsWith(part)) || !existsSync(join(logDir, name))) continue;
      const text = readFileSync(join(logDir, name), 'utf8');
      if (text.trim() !== '') said.push(`--- ${name}\n${tail(text)}`);
    }
    return said.length === 0 ? '' : `\n${said.join('\n')}`;
  }
}
