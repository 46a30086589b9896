/** Several people, and secrets that change while events are on their way. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { ANN, SECRET, row, setUp } from './harness.js';

const MINUTE = 60000;
const NEW_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const rowsOf = (count) => Array.from({ length: count }, (_, i) => row(i + 1, `Item ${i + 1}`, i / 4, `abcdefghijkl${i}`));

/** Lets the receiver know several secrets, as gsync-fcgi does while one is rotated: each request is noted under the secret that signed it. */
function rotating(receiver, ...valid) {
  const state = { valid, signedBy: [] };
  receiver.check = ({ headers }, body) => {
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const fits = (secret) => headers['webhook-signature'] === `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(signed).digest('base64')}`;
    state.signedBy.push([SECRET, NEW_SECRET].find(fits));
  };
  receiver.answer = () => (state.valid.includes(state.signedBy.at(-1)) ? undefined : { code: 401, text: '{"error":"unauthorized"}' });
  return state;
}

const told = (receiver) => receiver.edits.flatMap(({ rows }) => rows.map(({ cells }) => cells[1]));

test('a new secret: what waits is signed with it, and nothing is lost while both are valid or after', async (t) => {
  const { type, host, receiver, advance } = await setUp(t, { rows: rowsOf(9) });
  const server = rotating(receiver, SECRET, NEW_SECRET);
  await type('B2', 'old secret');
  receiver.answer = () => ({ code: 503 });
  await type('B3', 'waits');
  await type('B4', 'waits, too');
  rotating(receiver, SECRET, NEW_SECRET);
  assert.deepEqual(await host.run('gsyncConnect', receiver.url, NEW_SECRET), { ok: true, message: 'Connected: the server has answered.' });
  assert.equal((await host.run('gsyncStatus')).queued, 0);
  server.valid = rotating(receiver, NEW_SECRET).valid;
  await type('B5', 'new secret');
  await advance(MINUTE);
  assert.deepEqual(told(receiver), ['old secret', 'waits', 'waits, too', 'new secret']);
});

test('a secret that is replaced while an event is on its way: the refusal of the old one stops nothing', async (t) => {
  const { ann, host, receiver } = await setUp(t, { rows: rowsOf(9) });
  const server = rotating(receiver, NEW_SECRET);
  const store = host.properties.document;
  const { answer } = receiver;
  receiver.answer = () => {
    if (server.signedBy.length === 1) store.set({ 'gsync.secret': NEW_SECRET });
    return answer();
  };
  ann.type('B2', 'in between');
  await host.settle();
  assert.deepEqual(server.signedBy, [SECRET, NEW_SECRET]);
  assert.deepEqual(told(receiver), ['in between']);
  assert.equal((await host.run('gsyncStatus')).stopped, null);
});

test('a wrong secret does not replace one that works, but one that was revoked', async (t) => {
  const { type, host, receiver } = await setUp(t, { rows: rowsOf(9) });
  const server = rotating(receiver, SECRET);
  const refused = await host.run('gsyncConnect', receiver.url, NEW_SECRET);
  assert.deepEqual([refused.ok, /Nothing was changed/.test(refused.message)], [false, true]);
  await type('B2', 'still');
  assert.deepEqual(told(receiver), ['still']);
  server.valid = [NEW_SECRET];
  await type('B3', 'revoked');
  await type('B4', 'waits');
  assert.match((await host.run('gsyncStatus')).stopped, /secret/);
  assert.equal((await host.run('gsyncConnect', receiver.url, NEW_SECRET)).ok, true);
  assert.deepEqual(told(receiver), ['still', 'revoked', 'waits']);
});

test('somebody else connects: the triggers of the first person go by themselves, and nothing is sent twice', async (t) => {
  const { ann, type, host, receiver, advance } = await setUp(t, { rows: rowsOf(9) });
  assert.equal((await host.runAs(ANN, 'gsyncConnect', receiver.url, SECRET)).ok, true);
  assert.equal(host.triggers.list.length, 6, 'nobody sees the triggers of others');
  receiver.forget();
  await type('B2', 'once');
  assert.deepEqual(receiver.edits.length, 1);
  await advance(MINUTE);
  assert.deepEqual(host.triggers.list.map(({ creator }) => creator), [ANN, ANN, ANN]);
  await type('B3', 'again');
  assert.deepEqual(told(receiver), ['once', 'again']);
  await host.run('gsyncDisconnect');
  ann.type('B4', 'nobody listens');
  await host.settle();
  await advance(MINUTE);
  assert.deepEqual(host.triggers.list, []);
  assert.deepEqual(host.stats().failures, []);
});

test('an edit makes no more calls of Google\'s services than it did', async (t) => {
  const { type, host } = await setUp(t, { rows: rowsOf(9) });
  await type('B2', 'warm');
  host.calls = {};
  await type('B3', 'counted');
  const most = { 'properties.all': 5, 'properties.get': 2, 'properties.set': 4, 'properties.remove': 1, 'sheets.tab': 2, 'sheets.properties': 2, 'sheets.read': 4, 'locks.acquire': 5, fetch: 1 };
  for (const [method, count] of Object.entries(host.calls)) {
    if (/^cache|release/.test(method)) continue;
    assert.ok(count <= (most[method] ?? 0), `${method}: ${count} calls, it was ${most[method] ?? 0}`);
  }
});
