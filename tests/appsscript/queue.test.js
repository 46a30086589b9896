/** Delivery: in order, one at a time, kept and repeated until the server has it. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { row, setUp } from './harness.js';

const MINUTE = 60000;
const rowsOf = (count) => Array.from({ length: count }, (_, i) => row(i + 1, `Item ${i + 1}`, i / 4, `abcdefghijkl${i}`));

test('a paste of 500 rows is one event', async (t) => {
  const { ann, host, receiver, sheet } = await setUp(t);
  ann.paste('A2', Array.from({ length: 500 }, (_, i) => [String(i), `Item ${i}`, '1.5']));
  await host.settle();
  assert.equal(receiver.events.length, 1);
  assert.equal(receiver.events[0].rows.length, 500);
  assert.equal(new Set(receiver.events[0].rows.map(({ cells }) => cells[3])).size, 500);
  assert.deepEqual(receiver.events[0].rows.map(({ cells }) => cells[3]), sheet.values({ startRow: 1, endRow: 501, startColumn: 3, endColumn: 4 }).flat());
  assert.deepEqual(receiver.problems, []);
});

test('a bigger paste is several events in order', async (t) => {
  const { ann, host, receiver } = await setUp(t, { rowCount: 4000 });
  ann.paste('A2', Array.from({ length: 3201 }, (_, i) => [String(i), `Item ${i}`, '1.5']));
  await host.settle();
  assert.deepEqual(receiver.events.map(({ rows }) => rows.length), [500, 500, 500, 500, 500, 500, 201]);
  assert.deepEqual(receiver.events.flatMap(({ rows }) => rows.map(({ row: n }) => n)), Array.from({ length: 3201 }, (_, i) => i + 2));
  assert.deepEqual(receiver.problems, []);
});

test('wide rows make smaller events, and one that is too big is left to a scan', async (t) => {
  const { ann, host, receiver } = await setUp(t);
  ann.paste('B2', Array.from({ length: 40 }, (_, i) => [`${i}${'ü'.repeat(20000)}`]));
  await host.settle();
  assert.ok(receiver.requests.length > 4);
  assert.ok(receiver.requests.every(({ body }) => Buffer.byteLength(body) <= 256 * 1024));
  assert.deepEqual(receiver.events.flatMap(({ rows }) => rows.map(({ row: n }) => n)), Array.from({ length: 40 }, (_, i) => i + 2));
  receiver.forget();
  ann.paste('E2', [Array.from({ length: 8 }, () => 'x'.repeat(45000))]);
  await host.settle();
  assert.deepEqual(receiver.events.map(({ kind }) => kind), ['structure']);
  assert.deepEqual(host.stats().failures, []);
  assert.deepEqual(receiver.problems, []);
});

test('a paste of very many rows is left to a scan', async (t) => {
  const { ann, host, receiver } = await setUp(t, { rowCount: 6000 });
  ann.paste('A2', Array.from({ length: 5500 }, (_, i) => [String(i)]));
  await host.settle();
  assert.deepEqual(receiver.events.map(({ kind }) => kind), ['structure']);
});

test('a short failure is repeated at once, with the same id and body', async (t) => {
  const { type, receiver, host } = await setUp(t, { rows: rowsOf(3) });
  let failures = 1;
  receiver.answer = () => (failures-- > 0 ? { code: 502, text: '<html>Bad Gateway</html>' } : undefined);
  await type('B2', 'Desk');
  assert.deepEqual(receiver.requests.map(({ code }) => code), [502, 202]);
  assert.equal(receiver.requests[0].id, receiver.requests[1].id);
  assert.equal(receiver.requests[0].body, receiver.requests[1].body);
  assert.equal((await host.run('gsyncStatus')).queued, 0);
});

test('while the server is down edits wait; then they arrive in order with their ids', async (t) => {
  const { typeFast, host, receiver, advance } = await setUp(t, { rows: rowsOf(9) });
  receiver.answer = () => ({ code: 503, text: '{"error":"journal full"}' });
  for (const [cell, value] of [['B2', 'one'], ['C5', '77'], ['A9', '900'], ['B3', 'two'], ['B4', 'three'], ['C2', '1']]) await typeFast(cell, value);
  await host.settle();
  const tried = new Set(receiver.requests.map(({ id }) => id));
  assert.equal(tried.size, 1, 'nothing overtakes the first');
  const status = await host.run('gsyncStatus');
  assert.ok(status.queued >= 4 && status.queued <= 7);
  assert.match(status.error, /503.*journal full/);
  await advance(MINUTE);
  receiver.answer = () => undefined;
  for (let n = 0; n < 6; n++) await advance(MINUTE);
  assert.ok(tried.has(receiver.requests.find(({ code }) => code === 202).id));
  assert.deepEqual(receiver.problems, []);
  const seen = new Map(receiver.edits.flatMap(({ rows }) => rows.map(({ row: n, cells }) => [n, cells])));
  assert.deepEqual([seen.get(2).slice(0, 3), seen.get(5)[2], seen.get(9)[0], seen.get(3)[1], seen.get(4)[1]], [[1, 'one', 1], 77, 900, 'two', 'three']);
  assert.equal((await host.run('gsyncStatus')).queued, 0);
});

test('edits that wait are merged, but only where one event can tell them', async (t) => {
  const { ann, typeFast, host, receiver, workbook, sheet } = await setUp(t, { rows: rowsOf(60) });
  receiver.answer = () => ({ code: 503 });
  await typeFast('A40', '5');
  for (let n = 2; n <= 30; n++) await typeFast(`B${n}`, `name ${n}`);
  for (const cell of ['A50', 'B50', 'C50']) await typeFast(cell, '7');
  ann.type('C60', '8');
  workbook.transact({ source: 'api' }, () => sheet.put(59, 2, 99));
  await typeFast('C60', '9');
  await host.settle();
  receiver.answer = () => undefined;
  receiver.forget();
  await host.run('gsyncSendNow');
  const told = receiver.edits.map(({ edited, rows }) => [edited.first_column, edited.last_column, edited.typed, rows.length]);
  assert.deepEqual(told, [[1, 1, 5, 1], [2, 2, undefined, 29], [1, 3, undefined, 1], [3, 3, 8, 1], [3, 3, 9, 1]]);
  assert.deepEqual(receiver.problems, []);
});

test('a queue beyond the store becomes places to read again, then a scan', async (t) => {
  const { ann, host, receiver, sheet } = await setUp(t, { rowCount: 5000 });
  receiver.answer = () => ({ code: 503 });
  const wide = (from, count) => Array.from({ length: count }, (_, i) => [String(from + i), `${'x'.repeat(400)}${from + i}`]);
  for (let n = 0; n < 4; n++) {
    ann.paste(`A${2 + n * 500}`, wide(n * 500, 500));
    await host.settle();
  }
  assert.ok(host.stats().properties.bytes < 450 * 1024);
  assert.deepEqual(host.stats().failures, []);
  receiver.answer = () => undefined;
  receiver.forget();
  await host.run('gsyncSendNow');
  const seen = new Set(receiver.edits.flatMap(({ rows }) => rows.map(({ row: n }) => n)));
  assert.equal(seen.size, 2000);
  assert.equal(sheet.values({ startRow: 1, endRow: 2001, startColumn: 3, endColumn: 4 }).flat().filter(Boolean).length, 2000);
  assert.deepEqual(receiver.problems, []);
  assert.equal((await host.run('gsyncStatus')).queued, 0);
});

test('400 and 413 drop that event and ask for a scan', async (t) => {
  for (const code of [400, 413]) {
    const { type, receiver, host } = await setUp(t, { rows: rowsOf(2) });
    receiver.answer = ({ kind }) => (kind === 'edit' ? { code, text: '{"error":"not this shape","at":17}' } : undefined);
    await type('B2', 'Desk');
    assert.deepEqual(receiver.requests.map(({ event, code: got }) => [event.kind, got]), [['edit', code], ['structure', 202]]);
    assert.match((await host.run('gsyncStatus')).error, /not this shape/);
    receiver.forget();
    receiver.answer = () => ({ code });
    await type('B2', 'Bed');
    assert.deepEqual(receiver.requests.map(({ event }) => event.kind), ['edit', 'structure'], 'and does not ask for ever');
  }
});

test('401 stops sending until a person acts', async (t) => {
  const { type, receiver, host, advance } = await setUp(t, { rows: rowsOf(2) });
  receiver.answer = () => ({ code: 401, text: '{"error":"unauthorized"}' });
  await type('B2', 'Desk');
  await type('B3', 'Bed');
  await advance(30 * MINUTE);
  assert.equal(receiver.requests.length, 1);
  const status = await host.run('gsyncStatus');
  assert.match(status.stopped, /secret \(401\).*whoever runs the server/);
  const view = await host.run('gsyncView', '');
  assert.deepEqual([view.level, view.headline, view.reconnect], ['bad', 'The server refuses this spreadsheet', true]);
  assert.match(view.advice, /Nothing is lost: 2 changes wait/);
  receiver.answer = () => undefined;
  await host.run('gsyncMenuSend');
  assert.deepEqual(receiver.edits.map(({ rows }) => rows[0].row), [2, 3]);
  assert.equal((await host.run('gsyncStatus')).stopped, null);
});

test('what is not gsync, or answers slowly to come back, is not taken for success', async (t) => {
  const { type, receiver, host, advance } = await setUp(t, { rows: rowsOf(2) });
  receiver.answer = () => ({ code: 200, text: '<html>Welcome</html>' });
  await type('B2', 'Desk');
  assert.equal((await host.run('gsyncStatus')).queued, 1);
  assert.match((await host.run('gsyncStatus')).error, /not gsync/);
  receiver.answer = () => ({ code: 503, headers: { 'retry-after': '170' } });
  await host.run('gsyncSendNow');
  const before = receiver.requests.length;
  await advance(MINUTE);
  await advance(MINUTE);
  assert.equal(receiver.requests.length, before);
  receiver.answer = () => ({ code: 200, text: '{"seq":1,"duplicate":true}' });
  await advance(MINUTE);
  assert.equal((await host.run('gsyncStatus')).queued, 0);
});

test('an answer that is lost is repeated with the same id; a cut one too', async (t) => {
  const { type, receiver, host } = await setUp(t, { rows: rowsOf(2) });
  host.fault('drop-answer');
  await type('B2', 'Desk');
  assert.deepEqual(receiver.requests.map(({ code }) => code), [202, 202]);
  assert.equal(receiver.events.length, 1);
  receiver.forget();
  let cut = 1;
  receiver.answer = () => ({ code: 202, cut: cut-- > 0 });
  await type('B2', 'Bed');
  assert.equal(receiver.edits.length, 1);
  host.fault('drop-event', 1);
  await type('B3', 'Sofa');
  assert.equal(receiver.edits.length, 2);
  assert.deepEqual(receiver.problems, []);
});

test('the sequence number survives disconnecting, and never falls', async (t) => {
  const world = await setUp(t, { rows: rowsOf(2) });
  const { type, receiver, host } = world;
  await type('B2', 'Desk');
  const [{ seq }] = receiver.events;
  await host.run('gsyncMenuDisconnect');
  assert.deepEqual(host.stats().triggers, []);
  await type('B2', 'Bed');
  assert.equal(receiver.events.length, 1);
  assert.deepEqual([...host.properties.document.map.keys()].filter((key) => /url|secret|\.q\./.test(key)), []);
  await world.connect();
  assert.equal(host.stats().triggers.length, 3);
  await type('B2', 'Sofa');
  assert.ok(receiver.events[0].seq > seq);
  assert.deepEqual(receiver.problems, []);
});

test('connecting from the menu, and what it refuses', async (t) => {
  const { host, receiver } = await setUp(t, { connect: false });
  await host.open();
  assert.deepEqual(host.ui.menus[0].items.map(({ text }) => text), ['Show', 'Send now', undefined, 'Connect…', 'Disconnect']);
  await host.run('gsyncMenuConnect');
  assert.match(host.ui.dialogs.at(-1).html, /data-view="connect"/);
  const attempt = (url, secret) => host.run('gsyncViewAfterConnecting', url, secret);
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  await assert.rejects(attempt('http://example.org/gsync/v1/events', secret), /https/);
  await assert.rejects(attempt('http://localhost@example.org/', secret), /no address/);
  await assert.rejects(attempt('gsync.example.org', secret), /no address/);
  await assert.rejects(attempt(receiver.url, 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'), /whsec_/);
  await assert.rejects(attempt(receiver.url, 'whsec_not base64'), /whsec_/);
  assert.equal(receiver.requests.length, 0);
  receiver.answer = () => ({ code: 401 });
  await assert.rejects(attempt(receiver.url, secret), /401/);
  receiver.answer = () => undefined;
  const view = await attempt(` ${new URL(receiver.url).origin} `, ` ${secret} `);
  assert.deepEqual([view.level, view.headline, view.by, view.url], ['good', 'Connected', 'owner@example.org', receiver.url]);
  assert.deepEqual(receiver.events.map(({ kind }) => kind), ['ping', 'structure']);
  assert.equal((await host.run('gsyncConnect', 'http://127.0.0.1:9/gsync/v1/events', secret)).ok, false);
  assert.deepEqual(receiver.problems, []);
});
