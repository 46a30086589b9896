/** A sheet with the real script in the stand-in's runtime, and a receiver that checks every request as gsync-fcgi would. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { Workbook } from '../google/workbook/index.js';
import { createScriptHost } from '../google/script/index.js';

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
export const PROJECT = fileURLToPath(new URL('../../appsscript', import.meta.url));
export const ANN = 'ann@example.org';
const KEY = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
const ACCEPT = { code: 202 };

/** Answers 202 unless `answer` says otherwise; `requests` has every attempt, `events` what was accepted, once per id. */
export class Receiver {
  constructor(clock) {
    Object.assign(this, { clock, requests: [], events: [], problems: [], atOnce: 0, answer: () => ACCEPT, delayMs: 0 });
    this.ids = new Map();
    this.server = http.createServer((request, response) => this.receive(request, response));
  }

  async listen(port = 0) {
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}/gsync/v1/events`;
    return this;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  async receive(request, response) {
    if (++this.atOnce > 1) this.problems.push('two requests at once');
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const event = JSON.parse(body);
    const id = request.headers['webhook-id'];
    this.check(request, body, event);
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const answer = this.answer(event, this.requests.length) ?? ACCEPT;
    this.requests.push({ id, event, body: body.toString(), code: answer.code });
    this.atOnce--;
    if (answer.cut) return request.socket.destroy();
    if (answer.code === 202) this.accept(id, event);
    const text = answer.text ?? JSON.stringify(answer.code === 202 ? { seq: this.events.length } : { error: 'no' });
    response.writeHead(answer.code, { 'content-type': 'application/json', ...answer.headers }).end(text);
  }

  accept(id, event) {
    if (this.ids.has(id)) return;
    this.ids.set(id, event);
    this.events.push(event);
  }

  check({ method, url, headers }, body, event) {
    const say = (ok, problem) => ok || this.problems.push(problem);
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const expected = Buffer.from(`v1,${createHmac('sha256', KEY).update(signed).digest('base64')}`);
    const got = Buffer.from(headers['webhook-signature'] ?? '');
    say(method === 'POST' && url === '/gsync/v1/events', `${method} ${url}`);
    say(headers['content-type'] === 'application/json', `content type ${headers['content-type']}`);
    say(got.length === expected.length && timingSafeEqual(got, expected), 'wrong signature');
    say(Math.abs(Number(headers['webhook-timestamp']) - this.clock() / 1000) < 300, `timestamp ${headers['webhook-timestamp']}`);
    say(headers['gsync-spreadsheet'] === event.spreadsheet, 'another spreadsheet in the header');
    const last = this.requests.at(-1);
    say(!last || last.code !== 202 || event.seq > last.event.seq || last.id === headers['webhook-id'], `seq ${event.seq} after ${last?.event.seq}`);
  }

  get edits() {
    return this.events.filter(({ kind }) => kind === 'edit');
  }

  forget() {
    this.requests.length = this.events.length = 0;
  }
}

/**
 * A spreadsheet 'SHEET-1' with one synced tab: id, name, price, _gsync_id@12 and rows of its own.
 * @returns {Promise<{workbook, sheet, host, receiver, ann, advance(ms), connect(), type(cell, value), typeFast(cell, value), id(row)}>}
 */
export async function setUp(t, { rows = [], header = ['id', 'name', 'price', '_gsync_id@12'], connect = true, rowCount = 1000, limits, timeZone, switches, dir = PROJECT } = {}) {
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const workbook = new Workbook({ id: 'SHEET-1', title: 'Shop', clock, owner: 'owner@example.org', timeZone, switches });
  workbook.transact({ source: 'api' }, () => {
    const sheet = workbook.addSheet({ title: 'Products', rowCount, columnCount: 26 });
    [header, ...rows].forEach((line, i) => line.forEach((value, j) => value !== null && sheet.put(i, j, value)));
  });
  const receiver = await new Receiver(clock).listen();
  const host = createScriptHost({ workbook, clock, scriptClock: 'stand-in', limits }).loadProject(dir);
  t.after(async () => {
    await host.close();
    await receiver.close();
  });
  const world = {
    workbook, host, receiver, sheet: workbook.first, ann: workbook.as(ANN),
    advance(ms) {
      ahead += ms;
      host.tick();
      return host.settle();
    },
    async connect() {
      const answer = await host.run('gsyncConnect', receiver.url, SECRET);
      receiver.forget();
      return answer;
    },
    async type(cell, value) {
      world.ann.type(cell, value);
      await host.settle();
    },
    /** Types without waiting for what sweeps up after a burst. */
    async typeFast(cell, value) {
      world.ann.type(cell, value);
      while (host.triggers.list.some(({ handler, running }) => handler === 'gsyncOnEdit' && running)) await new Promise((resolve) => setTimeout(resolve, 1));
    },
    id: (row) => world.sheet.value(row - 1, header.findIndex((text) => text.startsWith('_gsync_id'))),
  };
  if (connect) await world.connect();
  return world;
}

export const row = (id, name, price, gsyncId = null) => [id, name, price, gsyncId];
