/** Bursts, dropped triggers, runs side by side, quotas. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { row, setUp } from './harness.js';

const MINUTE = 60000;
const DAY = 24 * 60 * MINUTE;
const rowsOf = (count) => Array.from({ length: count }, (_, i) => row(i + 1, `Item ${i + 1}`, i / 4, `abcdefghijkl${i}`));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test('a burst of 100 edits is few posts, and what was dropped is asked to be scanned', async (t) => {
  const { ann, host, receiver } = await setUp(t, { rows: rowsOf(100) });
  receiver.delayMs = 200;      // as from Google's servers: edits come faster than they are sent
  for (let n = 2; n <= 101; n++) {
    ann.type(`B${n}`, `name ${n}`);
    await pause(10);
  }
  await host.settle();
  assert.ok(receiver.requests.length <= 12, `${receiver.requests.length} posts`);
  assert.equal(receiver.events.at(-1).kind, 'structure');
  const told = new Set(receiver.edits.flatMap(({ rows }) => rows.map(({ row: n }) => n)));
  assert.ok(told.size + host.stats().dropped.busy >= 100);
  assert.deepEqual(receiver.problems, []);
  assert.deepEqual(host.stats().failures, []);
});

test('the first edits after a pause are sent at once', async (t) => {
  const { ann, host, receiver } = await setUp(t, { rows: rowsOf(3) });
  ann.type('B2', 'Desk');
  const startedAt = Date.now();
  while (receiver.events.length === 0) await pause(2);
  assert.ok(Date.now() - startedAt < 500);
  await host.settle();
});

test('dropped triggers: a scan is asked for', async (t) => {
  const { ann, host, receiver } = await setUp(t, { rows: rowsOf(3) });
  host.fault('drop-trigger', 1);
  ann.type('B2', 'Desk');
  await host.settle();
  assert.deepEqual(receiver.events.map(({ kind }) => kind), ['structure']);
  assert.equal(host.stats().dropped.fault, 1);
});

test('runs side by side send one after the other, and leave nothing behind', async (t) => {
  const { ann, host, receiver, advance } = await setUp(t, { rows: rowsOf(30) });
  receiver.delayMs = 30;
  for (let n = 2; n <= 31; n++) {
    ann.type(n % 2 ? `B${n}` : `C${n}`, `${n}`);
    if (n % 5 === 0) ann.insertRows(40, 1);
    if (n % 7 === 0) advance(MINUTE);
    if (n % 9 === 0) host.run('gsyncSendNow');
    await pause(20);
  }
  await host.settle();
  await advance(MINUTE);
  assert.deepEqual(receiver.problems, []);
  const status = await host.run('gsyncStatus');
  assert.deepEqual([status.queued, status.scan_wanted, status.trouble], [0, false, null]);
});

test('a cache that forgets everything costs a scan at most', async (t) => {
  const { ann, host, receiver, advance } = await setUp(t, { rows: rowsOf(30) });
  const timer = setInterval(() => host.caches.document.forget(), 1);
  for (let n = 2; n <= 21; n++) {
    ann.type(`B${n}`, `name ${n}`);
    await pause(60);         // what Google drops without a word only the cache could tell
  }
  clearInterval(timer);
  await host.settle();
  await advance(MINUTE);
  const told = new Set(receiver.edits.flatMap(({ rows }) => rows.map(({ row: n }) => n)));
  assert.ok(told.size === 20 || receiver.events.some(({ kind }) => kind === 'structure'));
  assert.equal((await host.run('gsyncStatus')).queued, 0);
  assert.deepEqual(receiver.problems, []);
});

test('from 80 % of the day on edits are sent once a minute, from 95 % on not at all', async (t) => {
  const { type, receiver, host, advance } = await setUp(t, { rows: rowsOf(5) });
  const use = (calls) => host.properties.document.map.set('gsync.use', JSON.stringify({ since: host.clock(), calls, ms: 0 }));
  use(16500);
  await type('B2', 'a');
  await type('B3', 'b');
  assert.equal(receiver.requests.length, 0);
  assert.equal((await host.run('gsyncStatus')).quota.level, 'slow');
  await advance(MINUTE);
  assert.ok(receiver.events.length >= 1 && receiver.events.length <= 3);
  use(19200);
  receiver.forget();
  await type('B4', 'c');
  await advance(MINUTE);
  assert.equal(receiver.requests.length, 0);
  const view = await host.run('gsyncView', '');
  assert.deepEqual([view.level, Math.round(view.quota.share * 100), /not sent at once any more/.test(view.advice)], ['warn', 96, true]);
  await advance(DAY);
  assert.deepEqual(receiver.events.map(({ kind }) => kind), ['structure']);
});

test('Google\'s own limits: the script survives them', async (t) => {
  const { type, receiver, host, advance } = await setUp(t, { rows: rowsOf(5), limits: { fetchCalls: 4 } });
  await type('B2', 'a');
  await type('B3', 'b');
  assert.equal(receiver.requests.length, 2);
  await type('B4', 'c');
  assert.equal(receiver.requests.length, 2);
  assert.match((await host.run('gsyncStatus')).error, /too many times for one day/);
  await advance(DAY);
  assert.equal(receiver.edits.at(-1).rows[0].row, 4);
  host.quotas.add('triggerMs', 90 * MINUTE);
  await type('B5', 'd');
  assert.match(host.stats().failures.at(-1).error, /too much computer time/);
  await advance(DAY);
  receiver.forget();
  await type('B5', 'e');
  assert.equal(receiver.events[0].rows[0].cells[1], 'e');
  assert.deepEqual(receiver.problems, []);
});

test('a held lock: the edit is not lost, a scan is asked for', async (t) => {
  const { type, receiver, host, advance } = await setUp(t, { rows: rowsOf(5) });
  const other = {};
  await host.locks.script.acquire(other, 0);
  await type('B2', 'a');
  assert.equal(receiver.requests.length, 0);
  host.locks.script.release(other);
  await advance(MINUTE);
  assert.deepEqual(receiver.edits.map(({ rows }) => rows[0].row), [2]);
});

test('where API writes do fire onChange, publishes are told from edits by the number in the header', async (t) => {
  const { host, receiver, workbook, sheet, advance } = await setUp(t, { rows: rowsOf(5), switches: { changeOnApiWrite: true } });
  const publish = async (number) => {
    workbook.transact({ source: 'api' }, () => {
      sheet.put(1, 1, `published ${number}`);
      sheet.put(0, 3, `_gsync_id@${number}`);
    });
    await host.settle();
  };
  await publish(13);
  receiver.forget();
  await publish(14);
  await publish(15);
  assert.deepEqual(receiver.requests, []);
  await advance(MINUTE);
  await advance(5 * MINUTE);
  assert.deepEqual(receiver.events.map(({ kind }) => kind), ['structure']);
});

test('a run that fails asks for a scan and says why in Status', async (t) => {
  const { type, receiver, host, advance } = await setUp(t, { rows: rowsOf(5) });
  const read = host.sheets.read;
  host.sheets.read = () => {
    throw new Error('broken');
  };
  await type('B2', 'a');
  host.sheets.read = read;
  await advance(MINUTE);
  assert.deepEqual(receiver.events.map(({ kind }) => kind), ['structure']);
  assert.deepEqual(host.stats().failures, []);
  assert.match((await host.run('gsyncStatus')).trouble, /server error/);
});

test('many edits at once: most triggers are dropped, and a scan is asked for', async (t) => {
  for (const delayMs of [0, 700]) {
    const { ann, host, receiver } = await setUp(t, { rows: rowsOf(30) });
    receiver.delayMs = delayMs;
    for (let n = 2; n <= 21; n++) ann.type(`B${n}`, `name ${n}`);
    await host.settle();
    assert.ok(host.stats().dropped.busy > 10);
    const structures = receiver.events.filter(({ kind }) => kind === 'structure');
    assert.ok(structures.length >= 1 && structures.length <= 3, `${structures.length} scans`); // one run of gsyncOnChange and two that were queued
    assert.equal(receiver.events.at(-1).kind, 'structure');
    assert.deepEqual(receiver.problems, []);
  }
});
