/** What a webhook is answered, through a real nginx, by gsync-fcgi with a real journal: every row of the protocol's answer table. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { built } from '../lib/paths.js';
import { until } from '../lib/ports.js';
import { EVENTS, HEALTH, Ingest, newSecret, sign } from './lib/ingest.js';

const NOT_AUTHENTICATED = { error: 'not authenticated' };
const now = () => Math.floor(Date.now() / 1000);

test('gsync-fcgi links neither libpq nor libcurl', () => {
  const { stdout, status } = spawnSync('readelf', ['-d', built('gsync-fcgi')], { encoding: 'utf8' });
  const libraries = [...stdout.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
  assert.equal(status, 0);
  assert(libraries.some((name) => name.startsWith('libfcgi')), stdout);
  assert.deepEqual(libraries.filter((name) => /^lib(pq|curl)/.test(name)), []);
});

describe('the answer table', () => {
  let ingest;
  before(async () => { ingest = await Ingest.start({ maxBody: '64K', threads: 4 }); });
  after(() => ingest.stop());

  test('202 once it is stored, 200 when it was already', async () => {
    const as = { id: `msg_${randomUUID()}` };
    const first = await ingest.post(ingest.event(1), { as });
    assert.equal(first.status, 202);
    assert(Number.isSafeInteger(first.body.seq) && first.body.seq > 0);
    assert.deepEqual(Object.keys(first.body), ['seq']);
    assert.equal(first.headers['content-type'], 'application/json');
    const second = await ingest.post(ingest.event(1), { as });
    assert.equal(second.status, 200);
    assert.deepEqual(second.body, { seq: first.body.seq, duplicate: true });
    const third = await ingest.post(ingest.event(2));
    assert.deepEqual([third.status, third.body], [202, { seq: first.body.seq + 1 }]);
    const entries = ingest.entries();
    assert.equal(entries.length, 2);
  });

  test('202 for structure and ping', async () => {
    for (const kind of ['structure', 'ping']) {
      const { spreadsheet } = ingest;
      const answer = await ingest.post({ v: 1, spreadsheet, sheet: 0, seq: 7, kind });
      assert.equal(answer.status, 202);
    }
  });

  test('the body is kept as it came', async () => {
    const body = ` ${JSON.stringify(ingest.event(3, { unknown: { 'ключ\n': ['\u{1F4A1}', 1e-7, {}] } }), null, 2)}\r\n`;
    const { status, body: { seq } } = await ingest.post(body);
    assert.equal(status, 202);
    const entry = ingest.entries().find((one) => one.seq === seq);
    assert.equal(entry.spreadsheet, ingest.spreadsheet);
    assert.deepEqual(entry.body, JSON.parse(body));
  });

  test('400 for what is not JSON, with the offset', async () => {
    const samples = [
      ['{"v":1,}', 7], ['{"v":01}', 6], ['[1,,2]', 3], ['{"v":1', 6], ['nul', 3], [' ', 1], ['{"v":1} x', 8], ['{\'v\':1}', 1], ['{"v":NaN}', 5],
      ['{"v":"\\x"}', 7], ['{"v":"\t"}', 6], ['{"v":"\\ud800"}', 12], ['{"v":1e999}', 5], ['['.repeat(65), 64], ['\uFEFF{}', 0],
      [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 2], [Buffer.from([0x22, 0xc3, 0x28, 0x22]), 2], [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 2],
      [Buffer.from('{"v":1}\0'), 7],
    ];
    for (const [body, at] of samples) {
      const answer = await ingest.post(body);
      assert.equal(answer.status, 400, `${body}`);
      assert.equal(answer.body.at, at, `${body}: ${answer.body.error}`);
      assert.match(answer.body.error, /^not JSON: /);
    }
  });

  test('400 for another shape, with what and where', async () => {
    const samples = [
      [{ v: 2 }, /^v must/], [{ spreadsheet: 'other' }, /^spreadsheet must/], [{ sheet: -1 }, /^sheet must/], [{ seq: 0 }, /^seq must/],
      [{ seq: undefined }, /^seq is missing/], [{ kind: 'scan' }, /^kind must/], [{ header: undefined }, /^header is missing/], [{ rows: 5 }, /^rows must/],
      [{ rows: [{ row: 1, cells: [] }] }, /^rows\[0\]\.row must/], [{ rows: [{ row: 2, cells: [{}] }] }, /^rows\[0\]\.cells\[0\] must/],
      [{ edited: { first_column: 3, last_column: 2 } }, /^edited\.last_column must/], [{ edited_at: 'yesterday' }, /^edited_at must/],
    ];
    for (const [changes, words] of samples) {
      const body = JSON.stringify(ingest.event(1, changes));
      const { status, body: answer } = await ingest.post(body);
      assert.equal(status, 400, body);
      assert.match(answer.error, words);
      assert(Number.isInteger(answer.at) && answer.at < body.length, body);
    }
    const body = JSON.stringify(ingest.event(1, { seq: 'x' }));
    assert.equal((await ingest.post(body)).body.at, body.indexOf('"x"'));
  });

  test('202 with a U+0000 in it: the merge refuses that cell, not the event', async () => {
    assert.equal((await ingest.post(ingest.event(1, { user: 'a\0b', rows: [{ row: 2, cells: ['k7Qw2aaabbbc', 1, 'x\0y', null] }] }))).status, 202);
  });

  test('401: one and the same answer to all who are not known', async () => {
    const body = JSON.stringify(ingest.event(1));
    const signed = sign(body, ingest);
    const without = (name) => Object.fromEntries(Object.entries(signed).filter(([key]) => key !== name));
    const attempts = {
      'no headers': { 'content-type': 'application/json' },
      'no id': without('webhook-id'),
      'no timestamp': without('webhook-timestamp'),
      'no signature': without('webhook-signature'),
      'no spreadsheet': without('gsync-spreadsheet'),
      'another id': { ...signed, 'webhook-id': 'msg_other' },
      'another timestamp': { ...signed, 'webhook-timestamp': String(now() + 1) },
      'an old timestamp, not signed': { ...signed, 'webhook-timestamp': String(now() - 4000) },
      'no number': { ...signed, 'webhook-timestamp': '12x' },
      'another body': { ...sign(`${body} `, ingest) },
      'another secret': sign(body, { ...ingest, secret: newSecret() }),
      'unknown spreadsheet': sign(body, { ...ingest, spreadsheet: 'unknown' }),
      'a path': sign(body, { ...ingest, spreadsheet: `../secrets/${ingest.spreadsheet}` }),
      'another version': { ...signed, 'webhook-signature': signed['webhook-signature'].replace('v1,', 'v2,') },
      'cut signature': { ...signed, 'webhook-signature': signed['webhook-signature'].slice(0, -1) },
    };
    const answers = new Set();
    for (const [name, headers] of Object.entries(attempts)) {
      const { status, body: answer, headers: { date, ...rest } } = await ingest.send({ body, headers });
      assert.equal(status, 401, name);
      assert.deepEqual(answer, NOT_AUTHENTICATED, name);
      answers.add(JSON.stringify(rest));
    }
    assert.equal(answers.size, 1, 'headers differ');
    const bad = await ingest.send({ body: '{{{', headers: { ...signed } });
    assert.deepEqual([bad.status, bad.body], [401, NOT_AUTHENTICATED]);
  });

  test('401 says more about the clock, to signed requests only', async () => {
    const old = await ingest.post(ingest.event(1), { as: { timestamp: now() - 310 } });
    assert.equal(old.status, 401);
    assert.match(old.body.error, /too old/);
    const early = await ingest.post(ingest.event(1), { as: { timestamp: now() + 310 } });
    assert.equal(early.status, 401);
    assert.match(early.body.error, /future/);
    const stranger = await ingest.post(ingest.event(1), { as: { timestamp: now() - 310, secret: newSecret() } });
    assert.deepEqual([stranger.status, stranger.body], [401, NOT_AUTHENTICATED]);
    for (const timestamp of [now() - 290, now() + 290]) assert.equal((await ingest.post(ingest.event(1), { as: { timestamp } })).status, 202);
  });

  test('one of several signatures is enough', async () => {
    const body = JSON.stringify(ingest.event(1));
    const headers = sign(body, ingest);
    headers['webhook-signature'] = `v1,${'A'.repeat(43)}= v1a,xyz ${headers['webhook-signature']}`;
    assert.equal((await ingest.send({ body, headers })).status, 202);
  });

  test('404 for other addresses', async () => {
    for (const path of ['/gsync/', '/gsync/v1/event', `${EVENTS}/`, '/gsync/v2/events', '/gsync/v1/%65vents/x']) {
      const answer = await ingest.post(ingest.event(1), { path });
      assert.deepEqual([answer.status, answer.body], [404, { error: 'no such address' }], path);
    }
    assert.equal((await ingest.post(ingest.event(1), { path: `${EVENTS}?x=1` })).status, 202);
  });

  test('405 with Allow', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await ingest.send({ method, headers: { 'content-type': 'application/json' } });
      assert.deepEqual([answer.status, answer.headers.allow], [405, 'POST'], method);
    }
    const answer = await ingest.post(ingest.event(1), { path: HEALTH });
    assert.deepEqual([answer.status, answer.headers.allow], [405, 'GET, HEAD']);
  });

  test('411 without a body', async () => {
    assert.equal((await ingest.post('')).status, 411);
    assert.equal((await ingest.send({ headers: sign('', ingest) })).status, 411);
  });

  test('413 over max_body, exactly', async () => {
    const max = 64 * 1024;
    const base = JSON.stringify(ingest.event(1));
    const padded = (length) => base + ' '.repeat(length - base.length);
    assert.equal((await ingest.post(padded(max))).status, 202);
    const over = await ingest.post(padded(max + 1));
    assert.deepEqual([over.status, over.body], [413, { error: 'the body is longer than max_body' }]);
    assert.equal((await ingest.post(padded(max + 1), { chunked: true, body: [padded(max), ' '] })).status, 413);
    assert.equal((await ingest.post(ingest.event(1))).status, 202, 'the connection is in step afterwards');
  });

  test('413 by nginx looks the same', async () => {
    const answer = await ingest.send({ body: 'x'.repeat(5 * 1024 * 1024 + 1), headers: { 'content-type': 'application/json' }, agent: new Agent() });
    assert.equal(answer.status, 413);
    assert.match(answer.body.error, /longer than client_max_body_size/);
  });

  test('415 for what is not said to be JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
      assert.equal((await ingest.post(ingest.event(1), { headers: { 'content-type': type } })).status, 415, type);
    }
    assert.equal((await ingest.post(ingest.event(1), { headers: { 'content-encoding': 'gzip' } })).status, 415);
    assert.equal((await ingest.post(ingest.event(1), { headers: { 'content-type': 'application/json; charset=UTF-8' } })).status, 202);
  });

  test('a chunked body without a length is as good', async () => {
    const body = JSON.stringify(ingest.event(1));
    const headers = sign(body, ingest);
    assert.equal((await ingest.send({ headers, chunked: true, body: [body.slice(0, 10), body.slice(10)] })).status, 202);
  });

  test('health', async () => {
    const answer = await ingest.send({ method: 'GET', path: HEALTH });
    assert.deepEqual([answer.status, answer.body], [200, { status: 'ok' }]);
    assert.equal((await ingest.send({ method: 'HEAD', path: HEALTH })).status, 200);
  });
});

describe('secrets', () => {
  let ingest;
  before(async () => { ingest = await Ingest.start(); });
  after(() => ingest.stop());

  test('are rotated, without a signal too', async () => {
    const next = newSecret();
    const status = async (secret) => (await ingest.post(ingest.event(1), { as: { secret } })).status;
    assert.deepEqual([await status(ingest.secret), await status(next)], [202, 401]);
    ingest.writeSecret(ingest.spreadsheet, `# two for a while\n${next}\n${ingest.secret}\n`);
    assert.ok(await until(async () => await status(next) === 202, 5000, 50), 'the new one is taken');
    assert.deepEqual([await status(ingest.secret), await status(next)], [202, 202]);
    ingest.writeSecret(ingest.spreadsheet, `${next}\n`);
    await ingest.reload();
    assert.deepEqual([await status(ingest.secret), await status(next)], [401, 202]);
  });

  test('hold for their own spreadsheet alone', async () => {
    const secret = newSecret();
    ingest.writeSecret('another-sheet', `${secret}\n`);
    await ingest.reload();
    const event = ingest.event(1, { spreadsheet: 'another-sheet' });
    assert.equal((await ingest.post(event, { as: { secret, spreadsheet: 'another-sheet' } })).status, 202);
    assert.equal((await ingest.post(event, { as: { secret } })).status, 401);
    const crossed = await ingest.post(ingest.event(1), { as: { secret, spreadsheet: 'another-sheet' } });
    assert.equal(crossed.status, 400);
    assert.match(crossed.body.error, /^spreadsheet must be the one that the header/);
  });
});

describe('many at once', () => {
  let ingest;
  before(async () => { ingest = await Ingest.start({ threads: 2 }); });
  after(() => ingest.stop());

  test('32 kept connections and 2 threads: nobody waits', async () => {
    const clients = Array.from({ length: 32 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    let slowest = 0;
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(clients.map((agent) => ingest.post(ingest.event(1), { agent })));
      for (const { status, ms } of answers) {
        assert.equal(status, 202);
        slowest = Math.max(slowest, ms);
      }
    }
    for (const agent of clients) agent.destroy();
    assert(slowest < 3000, `the slowest took ${slowest} ms`);
  });

  test('clients that dribble hold nobody up', async () => {
    const body = JSON.stringify(ingest.event(1));
    const headers = { host: 'localhost', 'content-length': body.length, ...sign(body, ingest) };
    const head = `POST ${EVENTS} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    const slow = Array.from({ length: 12 }, () => {
      const socket = connect(ingest.port, '127.0.0.1');
      socket.text = '';
      socket.on('data', (data) => { socket.text += data; });
      socket.write(head);
      return socket;
    });
    let slowest = 0;
    for (let i = 0; i < body.length; i++) {
      for (const socket of slow) socket.write(body[i]);
      if (i % 10 === 0) slowest = Math.max(slowest, (await ingest.post(ingest.event(1))).ms);
      await sleep(1);
    }
    await sleep(200);
    for (const socket of slow) {
      assert.match(socket.text, /^HTTP\/1\.1 20[02] /);
      socket.destroy();
    }
    assert(slowest < 2000, `the slowest took ${slowest} ms`);
  });

  test('1000 posts at once: each in the journal exactly once', async () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `msg_many_${i}`);
    const answers = await Promise.all(ids.map((id, i) => ingest.post(ingest.event(i + 1), { as: { id } })));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [202]);
    const seqs = new Map(answers.map(({ body }, i) => [body.seq, ids[i]]));
    assert.equal(seqs.size, 1000);
    const entries = ingest.entries().filter(({ id }) => id.startsWith('msg_many_'));
    assert.equal(entries.length, 1000);
    for (const { seq, id } of entries) assert.equal(seqs.get(seq), id);
  });

  test('one id posted 50 times at once is stored once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ingest.post(ingest.event(1), { as: { id: 'msg_same' } })));
    assert.equal(answers.filter(({ status }) => status === 202).length, 1);
    assert.equal(answers.filter(({ status, body }) => status === 200 && body.duplicate).length, 49);
    assert.equal(new Set(answers.map(({ body }) => body.seq)).size, 1);
    assert.equal(ingest.entries().filter(({ id }) => id === 'msg_same').length, 1);
  });
});

describe('trouble', () => {
  test('kill -9 at random: every answered event is in the journal, once', async () => {
    const ingest = await Ingest.start({ threads: 8 });
    try {
      const acknowledged = new Map();
      let stopped = false;
      const client = async (name) => {
        for (let i = 0; !stopped; i++) {
          const as = { id: `msg_${name}_${i}` };
          for (let answer; !stopped; await sleep(5)) {
            answer = await ingest.post(ingest.event(i + 1), { as }).catch(() => ({ status: 0 }));
            if (answer.status === 200 || answer.status === 202) {
              acknowledged.set(as.id, answer.body.seq);
              break;
            }
            assert([0, 503].includes(answer.status), `answered ${answer.status}`);
          }
        }
      };
      const clients = Array.from({ length: 16 }, (_, name) => client(name));
      for (let kills = 0; kills < 8; kills++) {
        await sleep(50 + Math.random() * 250);
        await ingest.endFcgi('SIGKILL');
        await ingest.startFcgi();
      }
      stopped = true;
      await Promise.all(clients);
      const stored = new Map();
      for (const { id, seq } of ingest.entries()) {
        assert(!stored.has(id), `${id} twice`);
        stored.set(id, seq);
      }
      assert(acknowledged.size > 50, `only ${acknowledged.size} acknowledged`);
      for (const [id, seq] of acknowledged) assert.equal(stored.get(id), seq, id);
    } finally {
      await ingest.stop();
    }
  });

  test('a full journal: 503 with Retry-After, nothing is lost, health says so', async () => {
    const ingest = await Ingest.start({ mapSize: '1M', maxBody: '128K' });
    try {
      const pad = 'x'.repeat(50_000);
      const answered = [];
      let full;
      for (let i = 0; i < 60 && !full; i++) {
        const answer = await ingest.post(ingest.event(i + 1, { pad }));
        if (answer.status === 202) answered.push(answer.body.seq);
        else full = answer;
      }
      assert.equal(full?.status, 503);
      assert.match(full.headers['retry-after'], /^\d+$/);
      assert.match(full.body.error, /full/);
      const health = await ingest.send({ method: 'GET', path: HEALTH });
      assert.equal(health.status, 503);
      assert.match(health.headers['retry-after'], /^\d+$/);
      assert.deepEqual(ingest.entries().map(({ seq }) => seq), answered);
    } finally {
      await ingest.stop();
    }
  });

  test('without gsync-fcgi nginx says 503, in JSON', async () => {
    const ingest = await Ingest.start();
    try {
      assert.deepEqual(await ingest.endFcgi(), { code: 0, signal: null });
      const answer = await ingest.post(ingest.event(1));
      assert.equal(answer.status, 503);
      assert.match(answer.body.error, /send it again/);
      assert.match(answer.headers['retry-after'], /^\d+$/);
      await ingest.startFcgi();
      assert.equal((await ingest.post(ingest.event(1))).status, 202, 'and goes on by itself');
    } finally {
      await ingest.stop();
    }
  });

  test('over the rate limit: 503 with Retry-After, in JSON', async () => {
    const ingest = await Ingest.start({ adapt: (text) => text.replace('rate=5000r/s', 'rate=1r/s').replace('burst=5000', 'burst=5') });
    try {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ingest.post(ingest.event(i + 1))));
      const refused = answers.filter(({ status }) => status === 503);
      assert(refused.length >= 10, `${refused.length} refused`);
      assert.match(refused[0].body.error, /send it again/);
      assert.match(refused[0].headers['retry-after'], /^\d+$/);
    } finally {
      await ingest.stop();
    }
  });

  test('SIGTERM answers what has arrived', async () => {
    const ingest = await Ingest.start({ threads: 2 });
    try {
      const posts = Array.from({ length: 40 }, (_, i) => ingest.post(ingest.event(i + 1)));
      await sleep(15);
      const { code } = await ingest.endFcgi();
      assert.equal(code, 0);
      const answers = await Promise.all(posts);
      const seqs = answers.filter(({ status }) => status === 202).map(({ body }) => body.seq).sort((a, b) => a - b);
      for (const { status } of answers) assert([202, 503].includes(status), `answered ${status}`);
      assert.deepEqual(ingest.entries().map(({ seq }) => seq).filter((seq) => seqs.includes(seq)), seqs);
    } finally {
      await ingest.stop();
    }
  });

  test('refused requests are logged sparsely, without secrets and bodies', async () => {
    const ingest = await Ingest.start();
    try {
      for (let i = 0; i < 30; i++) await ingest.post('"a body that nobody may see"', { as: { secret: newSecret() } });
      await ingest.post('"a body that nobody may see"', { as: { spreadsheet: 'some\twhere' } });
      await ingest.post('"a body that nobody may see"');
      await until(() => ingest.log().includes('an event is an object'), 5000);
      const log = ingest.log();
      assert.match(log, /answered 401 to spreadsheet 1AbC\S+: wrong signature/);
      assert.match(log, /answered 400 to spreadsheet 1AbC\S+: .*an event is an object/, 'strangers do not crowd out the known');
      assert(log.split('\n').length < 20, log);
      assert(!log.includes('nobody may see') && !log.includes(ingest.secret.slice(6)) && !log.includes('v1,'));
    } finally {
      await ingest.stop();
    }
  });

  test('a bad configuration is explained', async () => {
    const ingest = await Ingest.start();
    try {
      const run = (...args) => spawnSync(built('gsync-fcgi'), args, { encoding: 'utf8', timeout: 10_000 });
      const twice = run('--config', ingest.path('gsync.conf'));
      assert.equal(twice.status, 1);
      assert.match(twice.stderr, /another process listens on/);
      assert.match(run('--config', '/nowhere.conf').stderr, /\/nowhere\.conf/);
      assert.match(run('--help').stdout, /--config FILE/);
      assert.match(run('--version').stdout, /^gsync-fcgi \d/);
      assert.equal(run('--wrong').status, 2);
      assert.equal((await ingest.post(ingest.event(1))).status, 202, 'the first one goes on');
    } finally {
      await ingest.stop();
    }
  });
});
