/** The schema goes from one version to the next and back, with everything in it, while people type and programs write. The next version: tests/next/. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../lib/database.js';
import { build, root } from '../lib/paths.js';
import { bringUp } from '../lib/stack.js';
import { load, save } from '../lib/state.js';
import { manyItems } from './lib/items.js';

const NEXT = join(build, 'next');
const TABLES = `SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'gsync'::regnamespace AND relkind = 'r' ORDER BY 1`;
/** What an upgrade is meant to change, or makes anew. */
const VOLATILE = { 'gsync.installed': null, 'gsync.migration': null, 'gsync.worker': [], 'gsync.link': ['shaped_as'], 'gsync.dirty': ['next'] };

/** Every row of every table of gsync's, as text; columns of the next version left out. */
async function contents(stack) {
  const all = {};
  for (const { name } of await stack.sql(TABLES)) {
    if (VOLATILE[name] === null || name === 'gsync.person') continue;
    const without = [...VOLATILE[name] ?? [], 'next'];
    all[name] = (await stack.sql(`SELECT (to_jsonb(t) - $1::text[])::text AS row FROM ${name} t ORDER BY 1`, [without])).map(({ row }) => row);
  }
  return all;
}

const run = (dir, stack, args) => new Promise((done) => {
  execFile(join(dir, 'gsync'), ['--conninfo', stack.info.conninfo, ...args], { cwd: stack.info.dir }, (error, stdout, stderr) => done({ code: error ? error.code ?? error.signal : 0, stdout, stderr }));
});

async function works(dir, stack, args) {
  const { code, stdout, stderr } = await run(dir, stack, args);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** From now on the daemons are those of another build. */
async function exchange(stack, dir) {
  const state = load(stack.dir);
  for (const name of ['gsync-fcgi', 'gsync-worker']) state.parts[name].command[0] = join(dir, name);
  save(stack.dir, state);
  await stack.restart('gsync-fcgi');
  await stack.restart('gsync-worker');
}

/** A program that writes all the time until it is told to stop → how often it wrote, and the longest that one statement took. */
async function writer(stack, table) {
  const client = await connect(stack.info.conninfo);
  let running = true;
  const work = (async () => {
    let count = 0;
    let longest = 0;
    for (; running; count++) {
      const start = performance.now();
      await client.query(`UPDATE ${table} SET stock = $1 WHERE id = $2`, [count, 1 + count % 60]);
      longest = Math.max(longest, performance.now() - start);
      await sleep(5);
    }
    await client.end();
    return { count, longest };
  })();
  return () => { running = false; return work; };
}

/** And a person who does. */
function person(stack) {
  let running = true;
  const work = (async () => {
    let count = 0;
    for (; running; count++) {
      await stack.act({ do: 'type', cell: `B${2 + count % 50}`, value: `typed ${count}` });
      await sleep(40);
    }
    return count;
  })();
  return () => { running = false; return work; };
}

test('upgrade and downgrade', async (t) => {
  execFileSync('make', ['-s', 'next', `BUILD=${build}`], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const stack = await bringUp(t, { data: manyItems(60), table: 'items', key: 'id' });

  await t.test('everything that may be in the schema is in it', async () => {
    await stack.act({ do: 'type', cell: 'B2', value: 'an ordinary edit' });
    await stack.act({ do: 'type', cell: 'C3', value: 'not a price' });
    await stack.settled(async () => (await stack.sql('SELECT FROM gsync.rejected')).length === 1);
    const log = await stack.link({ ddl: 'CREATE TABLE log (id int PRIMARY KEY, what text)', rows: [['id', 'what'], ...Array.from({ length: 30 }, (_, i) => [i, `entry ${i}`])] });
    await log.sql('TRUNCATE log');
    await stack.settled(async () => (await stack.sql("SELECT FROM gsync.held WHERE state = 'held'")).length === 1);
    await stack.act({ do: 'fault', kind: 'slow-before', on: 'write', ms: 4000 });
    await stack.sql("UPDATE items SET name = 'pending' WHERE id = 20");
    await stack.settled(async () => (await stack.sql('SELECT FROM gsync.row WHERE pending IS NOT NULL')).length === 1);
    await stack.kill('gsync-worker');
    await stack.act({ do: 'type', cell: 'B10', value: 'of the sheet' });
    await stack.sql("UPDATE items SET name = 'of the table' WHERE id = 9");
    await stack.sql('DELETE FROM items WHERE id = 30');
    await stack.sql('CREATE ROLE looker LOGIN');
    await stack.sql('GRANT USAGE ON SCHEMA gsync TO looker');
    await stack.sql('GRANT SELECT ON gsync.status TO looker');
  });

  let before;
  await t.test('up: nothing is lost, and the rights of others stay', async () => {
    before = await contents(stack);
    const refused = await run(NEXT, stack, ['links']);
    assert.equal(refused.code, 4);
    assert.match(refused.stderr, /is that of gsync .*, and this is gsync 99\.0\.0: run gsync schema upgrade/);
    assert.match((await run(NEXT, stack, ['schema', 'install'])).stderr, /next: gsync schema upgrade/);
    assert.match(await works(NEXT, stack, ['schema', 'upgrade']), /upgraded: from that of gsync [\d.]+ to that of gsync 99\.0\.0, 1 migration of its tables/);
    assert.deepEqual(await contents(stack), before);
    assert.equal((await stack.sql("SELECT next FROM gsync.link WHERE name = 'items'"))[0].next, 'of items');
    const [{ may, sees, worker, reader }] = await stack.sql(`SELECT has_function_privilege('looker', 'gsync.applied(uuid)', 'EXECUTE') AS may, has_table_privilege('looker', 'gsync.status', 'SELECT') AS sees,
      has_table_privilege('gsync_worker', 'gsync.people', 'SELECT') AS worker,
      has_table_privilege('gsync_reader', 'gsync.people', 'SELECT') AS reader`);
    assert.deepEqual([may, sees, worker, reader], [false, true, true, true]);
    await stack.sql("UPDATE items SET stock = 3 WHERE id = 40");
    assert.equal((await stack.sql("SELECT next FROM gsync.dirty WHERE key = '{40}'"))[0].next, true, 'triggers are of the next version');
  });

  await t.test('down again, by the program of before', async () => {
    before = await contents(stack);
    const refused = await run(build, stack, ['status']);
    assert.equal(refused.code, 4);
    assert.match(refused.stderr, /is that of gsync 99\.0\.0, and this is gsync .*install gsync 99\.0\.0 or newer, or take the schema back with: gsync schema downgrade/);
    assert.match((await run(build, stack, ['schema', 'upgrade'])).stderr, /gsync schema downgrade/);
    assert.match((await run(build, stack, ['schema', 'downgrade'])).stderr, /confirm with --yes/);
    assert.match(await works(build, stack, ['schema', 'downgrade', '--yes']), /taken back: from that of gsync 99\.0\.0/);
    assert.deepEqual(await contents(stack), before);
    assert.equal((await stack.sql("SELECT to_regclass('gsync.person') AS there"))[0].there, null);
    assert.match(await works(build, stack, ['schema', 'status']), /functions and views +of this program/);
  });

  await t.test('sync goes on where it was: the pending publish, the conflict, what is rejected and held', async () => {
    await stack.restart('gsync-worker');
    await stack.settled(async () => (await stack.sql("SELECT FROM gsync.conflict WHERE key = '{9}'")).length === 1);
    await stack.still();
    assert.equal((await stack.sql("SELECT FROM gsync.held WHERE state = 'held'")).length, 1);
    assert.equal((await stack.sql('SELECT FROM gsync.rejected')).length, 1);
    await works(build, stack, ['held', 'discard', String(JSON.parse(before['gsync.held'][0]).id)]);
    await stack.act({ do: 'type', cell: 'C3', value: '3' });
    await stack.rest();
    assert.equal((await stack.sql('SELECT name FROM items WHERE id = 20'))[0].name, 'pending');
  });

  await t.test('while people and programs write: none of them notices, and the worker goes on with its own schema only', async () => {
    const stops = [await writer(stack, 'items'), person(stack)];
    await sleep(300);
    await works(NEXT, stack, ['schema', 'upgrade']);
    await stack.settled(() => /is that of gsync 99\.0\.0, and this is/.test(stack.logOf('gsync-worker')));
    await sleep(200);
    await exchange(stack, NEXT);
    await stack.settled(async () => (await stack.sql("SELECT FROM items WHERE name LIKE 'typed%'")).length > 30);
    await works(build, stack, ['schema', 'downgrade', '--yes']);
    await exchange(stack, build);
    await sleep(300);
    const [programs, people] = await Promise.all(stops.map((stop) => stop()));
    await stack.rest();
    assert.ok(programs.count > 50 && people > 10);
    assert.ok(programs.longest < 3000, `one statement took ${programs.longest} ms`);
  });

  await t.test('what others built upon gsync is not taken away: nothing changes', async () => {
    await stack.sql('CREATE VIEW public.ours AS SELECT name, waiting FROM gsync.status');
    const refused = await run(NEXT, stack, ['schema', 'upgrade']);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /view public\.ours[^]*Drop them/);
    assert.match(await works(build, stack, ['schema', 'status']), /of this program/);
    await stack.sql('DROP VIEW public.ours');
  });

  await t.test('interrupted in the middle: as if it had never begun', async () => {
    const client = await connect(stack.info.conninfo);
    await client.query('BEGIN');
    await client.query('UPDATE items SET stock = 0 WHERE id = 1');
    before = await contents(stack);
    const child = execFile(join(NEXT, 'gsync'), ['--conninfo', stack.info.conninfo, 'schema', 'upgrade']);
    const ended = new Promise((done) => { child.on('exit', (code, signal) => done(signal)); });
    await stack.settled(async () => (await stack.sql("SELECT FROM pg_locks WHERE NOT granted AND relation = 'gsync.dirty'::regclass")).length > 0);
    await stack.sql("UPDATE items SET stock = 1 WHERE id = 2");
    child.kill('SIGKILL');
    assert.equal(await ended, 'SIGKILL');
    await stack.settled(async () => (await stack.sql("SELECT FROM pg_locks WHERE NOT granted")).length === 0);
    assert.match(await works(build, stack, ['schema', 'status']), /of this program/);
    await client.query('COMMIT');
    await client.end();
    await stack.rest();
    assert.match(await works(NEXT, stack, ['schema', 'upgrade']), /upgraded/);
    assert.match(await works(build, stack, ['schema', 'downgrade', '--yes']), /taken back/);
    await stack.rest();
  });
});
