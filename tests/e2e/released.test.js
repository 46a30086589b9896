/** What each released version wrote (tests/released/) is brought to this gsync: its schema, its journal, its spreadsheet, the events of its script. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from '../lib/database.js';
import { built, root } from '../lib/paths.js';
import { until } from '../lib/ports.js';
import { bringUp } from '../lib/stack.js';
import { load, save } from '../lib/state.js';
import { manyItems } from './lib/items.js';

const RELEASED = join(root, 'tests/released');
const versions = readdirSync(RELEASED).filter((name) => existsSync(join(RELEASED, name, 'database.sql')));

/** The stack's database, journal and spreadsheet become those of the fixture. The daemons are stopped. */
async function takeOver(stack, from) {
  for (const name of ['gsync-worker', 'gsync-fcgi', 'google']) await stack.kill(name);
  await stack.client.end();
  const admin = await connect(stack.info.conninfo.replace(/\/gsync$/, '/postgres'));
  await admin.query('DROP DATABASE gsync WITH (FORCE)');
  await admin.query('CREATE DATABASE gsync');
  await admin.end();
  execFileSync('psql', ['-Xq', '-v', 'ON_ERROR_STOP=1', '-d', stack.info.conninfo, '-f', join(from, 'database.sql')], { stdio: ['ignore', 'ignore', 'inherit'] });
  stack.client = await connect(stack.info.conninfo);
  for (const name of readdirSync(stack.info.journal)) rmSync(join(stack.info.journal, name));
  copyFileSync(join(from, 'journal', 'data.mdb'), join(stack.info.journal, 'data.mdb'));
  const sheet = join(stack.dir, 'sheet-of-before.json');
  copyFileSync(join(from, 'sheet.json'), sheet);
  const { id } = JSON.parse(readFileSync(sheet, 'utf8'));
  writeFileSync(join(stack.dir, 'secrets', id), `${stack.info.secret}\n`);
  chmodSync(join(stack.dir, 'secrets', id), 0o600);
  const state = load(stack.dir);
  const { google } = state.parts;
  google.command[google.command.indexOf('--port') + 1] = new URL(stack.info.sheets_url).port;
  google.command[google.command.indexOf('--spreadsheet') + 1] = id;
  google.command.splice(google.command.indexOf('--data'), 2, '--state', sheet);
  state.info.spreadsheet = stack.info.spreadsheet = id;
  save(stack.dir, state);
  await stack.restart('google');
  await until(() => stack.control.do({ do: 'tabs' }).then(() => true, () => false), 15_000);
}

function post(stack, { spreadsheet, id, body }) {
  const at = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(stack.info.secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
  return fetch(stack.info.webhook_url, { method: 'POST', body, headers: {
    'content-type': 'application/json', 'gsync-spreadsheet': spreadsheet, 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` } });
}

for (const version of versions) {
  test(`from gsync ${version}`, async (t) => {
    const from = join(RELEASED, version);
    const events = readFileSync(join(from, 'events.json'), 'utf8');
    const stack = await bringUp(t, { data: manyItems(1), table: 'items', key: 'id' });
    const one = async (sql) => Object.values((await stack.sql(sql))[0] ?? {})[0];
    await takeOver(stack, from);

    await t.test('its journal is read as it was written', () => {
      assert.equal(execFileSync(built('gsync-journal'), ['dump', '--journal', stack.info.journal, '--format', 'json', '--body'], { encoding: 'utf8' }), events);
      execFileSync(built('gsync-journal'), ['verify', '--journal', stack.info.journal]);
    });

    await t.test('its schema is upgraded, with everything in it', async () => {
      const tables = ['row', 'history', 'conflict', 'rejected', 'held', 'bin', 'dirty', 'note'];
      const counts = async () => Object.fromEntries(await Promise.all(tables.map(async (name) => [name, await one(`SELECT count(*)::int FROM gsync.${name}`)])));
      const before = await counts();
      assert.ok(before.conflict && before.rejected && before.held && before.history && before.dirty, JSON.stringify(before));
      const { code, stderr } = await stack.gsync(['schema', 'upgrade']);
      assert.equal(code, 0, stderr);
      assert.deepEqual(await counts(), before);
    });

    await t.test('sync goes on where it was', async () => {
      await stack.restart('gsync-fcgi');
      await stack.control.do({ do: 'run', function: 'gsyncConnect', args: [stack.info.webhook_url, stack.info.secret] });
      await stack.restart('gsync-worker');
      await stack.settled(async () => await one('SELECT name FROM items WHERE id = 9') === 'in the journal only', 30_000);
      await stack.act({ do: 'type', cell: 'C3', value: '3' });
      await stack.rest({ ms: 60_000 });
      assert.equal(await one('SELECT name FROM items WHERE id = 20'), 'pending');
      assert.equal(await one("SELECT count(*)::int FROM gsync.held WHERE state = 'held'"), 1);
    });

    await t.test('what its script says is understood', async () => {
      const samples = events.trim().split('\n').map((line) => JSON.parse(line)).filter(({ origin }) => origin === 'webhook');
      assert.ok(samples.length > 2);
      for (const sample of samples) {
        const answer = await post(stack, { spreadsheet: sample.spreadsheet, id: sample.id, body: JSON.stringify(sample.body) });
        assert.equal(answer.status, 200, await answer.clone().text());
        assert.equal((await answer.json()).duplicate, true);
      }
    });
  });
}
