/** The ingest half alone: a real nginx with the project's snippet, gsync-fcgi and a journal, in a directory of their own. */
import { spawn, spawnSync } from 'node:child_process';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nginxServerPart } from '../../lib/config.js';
import { built, program, root } from '../../lib/paths.js';
import { freePort, until } from '../../lib/ports.js';

export const EVENTS = '/gsync/v1/events';
export const HEALTH = '/gsync/v1/health';

export const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`;

/** Both parts of the project's nginx configuration, with this socket instead of the installed one. */
export function snippets(socket, dir) {
  const read = (name) => readFileSync(join(root, 'nginx', name), 'utf8');
  return { http: read('gsync-http.conf').replace('unix:/run/gsync/fcgi.sock', `unix:${socket}`), server: nginxServerPart({ state: join(dir, 'worker.json'), metrics: join(dir, 'worker.prom'), fcgiMetrics: join(dir, 'fcgi.prom') }) };
}

/** The headers of Standard Webhooks 1.0.0 and the spreadsheet's. */
export function sign(body, { secret, spreadsheet, id = `msg_${randomUUID()}`, timestamp = Math.floor(Date.now() / 1000) }) {
  const mac = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'));
  const signature = mac.update(`${id}.${timestamp}.`).update(body).digest('base64');
  return {
    'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}`,
    'gsync-spreadsheet': spreadsheet,
  };
}

export class Ingest {
  /** options: {threads, maxBody, mapSize, tolerance, secrets: {spreadsheet: text of its file}, adapt: nginx's text → text} */
  static async start(options = {}) {
    const ingest = new Ingest(options);
    try {
      await ingest.startFcgi();
      await ingest.startNginx();
    } catch (error) {
      const log = ingest.log();
      await ingest.stop();
      throw new Error(`${error.message}\n${log}`);
    }
    return ingest;
  }

  constructor({ threads = 4, maxBody = '64K', mapSize = '64M', tolerance = '5m', secrets = {}, adapt = (text) => text } = {}) {
    this.adapt = adapt;
    this.dir = mkdtempSync(join(tmpdir(), 'gsync-ingest-'));
    this.spreadsheet = '1AbCdEfGhIjKlMnOpQrStUvWxYz_-0123456789abcde';
    this.secret = newSecret();
    for (const name of ['secrets', 'journal', 'nginx']) mkdirSync(this.path(name), { mode: 0o700 });
    for (const [spreadsheet, text] of Object.entries({ [this.spreadsheet]: `${this.secret}\n`, ...secrets })) this.writeSecret(spreadsheet, text);
    writeFileSync(this.path('gsync.conf'), `[journal]
path = ${this.path('journal')}
map_size = ${mapSize}
[fcgi]
socket = ${this.path('fcgi.sock')}
secrets = ${this.path('secrets')}
metrics_file = ${this.path('fcgi.prom')}
threads = ${threads}
max_body = ${maxBody}
timestamp_tolerance = ${tolerance}
`);
    this.agent = new Agent({ keepAlive: true, maxSockets: 64 });
    this.output = '';
  }

  path(...names) {
    return join(this.dir, ...names);
  }

  log() {
    return this.output;
  }

  writeSecret(spreadsheet, text) {
    writeFileSync(this.path('secrets', spreadsheet), text, { mode: 0o600 });
  }

  launch(command, args, options = {}) {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    child.ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { this.output += data; });
    return child;
  }

  async startFcgi({ wrap = [] } = {}) {
    const seen = this.output.length;
    const [command, ...args] = [...wrap, built('gsync-fcgi'), '--config', this.path('gsync.conf')];
    this.fcgi = this.launch(command, args);
    let ended = false;
    this.fcgi.ended.then(() => { ended = true; });
    const ready = await until(() => ended || this.output.includes('ready:', seen), 20_000, 10);
    if (!ready || ended) throw new Error(`gsync-fcgi did not start`);
  }

  async startNginx() {
    this.port = await freePort();
    const { http, server } = snippets(this.path('fcgi.sock'), this.dir);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${this.path('nginx', kind)};`).join('\n');
    writeFileSync(this.path('nginx.conf'), this.adapt(`${process.getuid() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${this.path('nginx', 'pid')};
error_log stderr warn;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary}
  ${http}
  server {
    listen 127.0.0.1:${this.port} backlog=4096;
    ${server}
  }
}
`));
    this.nginx = this.launch(program('nginx'), ['-p', this.dir, '-e', 'stderr', '-c', this.path('nginx.conf')]);
    const up = await until(() => this.send({ method: 'GET', path: HEALTH }).then(({ status }) => status === 200, () => false), 10_000);
    if (!up) throw new Error('nginx did not start');
  }

  /** Ends gsync-fcgi with a signal → {code, signal} */
  async endFcgi(signal = 'SIGTERM') {
    this.fcgi.kill(signal);
    return this.fcgi.ended;
  }

  /** SIGHUP, then waits until the secrets have been read. */
  async reload() {
    const seen = this.output.length;
    this.fcgi.kill('SIGHUP');
    if (!await until(() => /secrets of|secrets stay/.test(this.output.slice(seen)), 5000, 5)) throw new Error('SIGHUP without effect');
  }

  async stop() {
    this.agent.destroy();
    for (const child of [this.fcgi, this.nginx]) {
      if (!child) continue;
      child.kill('SIGTERM');
      await child.ended;
    }
    chmodSync(this.dir, 0o700);
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** One HTTP request → {status, headers, body (parsed when it is JSON), ms} */
  send({ method = 'POST', path = EVENTS, headers = {}, body, agent = this.agent, chunked = false }) {
    const started = performance.now();
    return new Promise((resolve, reject) => {
      const length = body === undefined || chunked ? {} : { 'content-length': Buffer.byteLength(body) };
      const outgoing = request({ host: '127.0.0.1', port: this.port, method, path, headers: { ...length, ...headers }, agent }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part)).once('error', reject).once('end', () => {
          const text = Buffer.concat(parts).toString();
          const json = answer.headers['content-type'] === 'application/json' && text !== '';
          resolve({ status: answer.statusCode, headers: answer.headers, body: json ? JSON.parse(text) : text, ms: performance.now() - started });
        });
      });
      outgoing.once('error', reject);
      if (chunked) for (const part of body) outgoing.write(part);
      outgoing.end(chunked ? undefined : body);
    });
  }

  /** A signed post of `event` (an object, or the body as it is). `as` overrides how it is signed, `headers` what is sent then. */
  post(event, { as = {}, headers = {}, ...rest } = {}) {
    const body = typeof event === 'string' || Buffer.isBuffer(event) ? event : JSON.stringify(event);
    const signed = sign(body, { secret: this.secret, spreadsheet: this.spreadsheet, ...as });
    return this.send({ body, headers: { ...signed, ...headers }, ...rest });
  }

  /** An event of this spreadsheet; `changes` replace its members. */
  event(seq = 1, changes = {}) {
    return {
      v: 1, spreadsheet: this.spreadsheet, sheet: 0, seq, kind: 'edit', user: 'ann@example.org', edited_at: '2026-11-22T10:00:00Z',
      header: ['_gsync_id@1234', 'id', 'name', 'price'], edited: { first_column: 3, last_column: 3, typed: `Lamp ${seq}` },
      rows: [{ row: 5, cells: ['k7Qw2aaabbbc', 12, `Lamp ${seq}`, 9.5] }], ...changes,
    };
  }

  /** What is in the journal: [{seq, id, spreadsheet, sheet, body, …}] */
  entries() {
    const { stdout, stderr, status } = spawnSync(built('gsync-journal'), ['dump', '--journal', this.path('journal'), '--format', 'json'],
      { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`gsync-journal dump: ${stderr}`);
    return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }
}
