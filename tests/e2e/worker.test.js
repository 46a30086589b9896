/** What gsync-worker does when something does not go its way. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from '../lib/paths.js';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

const items = (n, more = {}) => ({ data: manyItems(n), table: 'items', key: 'id', ...more });
const cell = async (stack, name) => (await stack.act({ do: 'cells' })).cells[name]?.effective;
const link = async (stack) => (await stack.sql('SELECT * FROM gsync.link'))[0];
const exited = (child) => new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));

test('what Google refuses is set aside, and the rest goes on', async (t) => {
  const stack = await bringUp(t, items(30));
  await stack.rest();

  await t.test('protected cells, all at once', async () => {
    await stack.act({ do: 'protect', range: 'D3:D12' });
    const before = await stack.calls();
    await stack.sql("UPDATE items SET stock = stock + 1000, name = 'changed ' || id");
    await stack.settled(async () => (await cell(stack, 'B31')) === 'changed 30');
    assert.equal(await cell(stack, 'B5'), 'changed 4');
    assert.ok((await cell(stack, 'D5')) < 1000, 'the protected cell keeps what it shows');
    assert.ok((await cell(stack, 'D20')) >= 1000);
    const after = await stack.calls();
    assert.ok(after.writes - before.writes <= 4, `${after.writes - before.writes} writes`);
    const aside = await stack.sql("SELECT col, reason FROM gsync.rejected WHERE side = 'table'");
    assert.equal(aside.length, 10);
    assert.match(aside[0].reason, /protected/);
  });

  await t.test('and written once that is possible and their value changes', async () => {
    await stack.act({ do: 'unprotect' });
    await stack.sql('UPDATE items SET stock = 7');
    await stack.rest();
  });

  await t.test('text that is too long', async () => {
    await stack.sql("UPDATE items SET name = repeat('x', 50001) WHERE id = 3");
    await stack.sql("UPDATE items SET name = repeat('y', 50000) WHERE id = 4");
    await stack.settled(async () => (await cell(stack, 'B5'))?.length === 50000);
    assert.equal(await cell(stack, 'B4'), 'changed 3');
    await stack.sql("UPDATE items SET name = 'short again' WHERE id = 3");
    await stack.rest();
  });
});

test('a tab that is deleted breaks its link, and an undo mends it', async (t) => {
  const stack = await bringUp(t, items(5));
  await stack.rest();
  await stack.act({ do: 'add_tab', title: 'other' });
  await stack.act({ do: 'delete_tab' });
  await stack.sql("UPDATE items SET name = 'meanwhile' WHERE id = 1");
  await stack.settled(async () => (await link(stack)).state === 'broken');
  assert.match((await link(stack)).problem, /No grid with id/);
  const before = await stack.calls();
  await sleep(5_000);
  assert.ok((await stack.calls()).reads - before.reads <= 2, 'tried again only now and then');
  await stack.control.do({ do: 'undo' });
  await stack.settled(async () => (await cell(stack, 'B2')) === 'meanwhile', 60_000);
  assert.equal((await link(stack)).problem, null);
});

test('a second worker stands by and takes over', async (t) => {
  const stack = await bringUp(t, items(5));
  await stack.rest();
  const journal = join(stack.dir, 'journal2');
  const config = join(stack.dir, 'second.conf');
  const state = join(stack.dir, 'second.json');
  mkdirSync(journal);
  const lines = readFileSync(stack.info.config, 'utf8').replace(/^path = .*/m, `path = ${journal}`).replace(/^state_file = .*/m, `state_file = ${state}`);
  writeFileSync(config, lines);
  const second = spawn(join(build, 'gsync-worker'), ['--config', config], { stdio: 'ignore' });
  t.after(() => second.kill('SIGKILL'));
  const doing = () => {
    try {
      return JSON.parse(readFileSync(state, 'utf8')).publishers[0].doing;
    } catch {
      return undefined;
    }
  };
  await stack.settled(() => doing() === 'standing by');
  await stack.kill('gsync-worker');
  await stack.sql("UPDATE items SET name = 'by the second' WHERE id = 2");
  await stack.settled(async () => (await cell(stack, 'B3')) === 'by the second');
  await stack.settled(() => doing() === 'resting');
  const end = exited(second);
  second.kill('SIGTERM');
  assert.deepEqual(await end, { code: 0, signal: null });
});

test('SIGTERM awaits the answer to a write', async (t) => {
  const stack = await bringUp(t, items(5));
  await stack.rest();
  const pid = stack.info.pids['gsync-worker'];
  await stack.act({ do: 'fault', kind: 'slow', count: 2, ms: 2_000 });
  await stack.sql("UPDATE items SET name = 'just before the end' WHERE id = 1");
  await stack.settled(async () => (await link(stack)).unread_state === 'sent');
  process.kill(pid, 'SIGTERM');
  await stack.settled(async () => (await link(stack)).unread_state === 'landed');
  await stack.settled(() => /stopped\n$/.test(stack.logOf('gsync-worker')));
  await stack.restart('gsync-worker');
  await stack.rest();
});
