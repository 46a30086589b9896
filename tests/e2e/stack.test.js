import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/paths.js';
import { alive, identify } from '../lib/process.js';

const KEYS = [
  'webhook_url', 'secret', 'sheets_url', 'token_url', 'credentials', 'control_url', 'page_url', 'spreadsheet', 'sheet', 'table', 'conninfo', 'journal', 'config', 'pids',
];
const PROGRAMS = ['google', 'gsync-fcgi', 'gsync-worker', 'nginx', 'postgresql'];

const run = (args, env) => new Promise((resolve) => {
  execFile(join(root, 'tests/stack'), args, { env: { ...process.env, ...env } }, (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }));
});

function place(t) {
  const home = mkdtempSync(join(tmpdir(), 'gsync stack '));
  chmodSync(home, 0o711);
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Processes whose command line or working directory names the directory. */
function processesOf(dir) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return Number(pid) !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dir);
    } catch {
      return false;
    }
  });
}

test('tests/stack up and down, in a path with spaces', async (t) => {
  const home = place(t);
  const dir = join(home, 'the stack');
  t.after(() => run(['down', dir]));
  const data = join(home, 'list.csv');
  writeFileSync(data, 'Part No,Name,Price (EUR),In stock\r\n00123,"Lamp, ""desk""",39.90,TRUE\r\n00124,電気スタンド,61.25,FALSE\r\n');
  const { status, stdout, stderr } = await run(['up', dir, '--data', data, '--table', 'parts', '--key', 'Part No']);
  assert.equal(status, 0, stderr);
  const info = JSON.parse(stdout);
  for (const key of KEYS) assert.ok(info[key] !== undefined && info[key] !== '', key);
  assert.deepEqual(Object.keys(info.pids).sort(), PROGRAMS);
  for (const pid of Object.values(info.pids)) assert.ok(alive(identify(pid)), `${pid} keeps running`);

  const again = await run(['up', dir]);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /holds a stack already.*down/s);

  process.kill(info.pids.nginx, 'SIGKILL');
  process.kill(info.pids['gsync-worker'], 'SIGKILL');
  const down = await run(['down', dir]);
  assert.equal(down.status, 0, down.stderr);
  assert.ok(!existsSync(dir));
  assert.deepEqual(processesOf(dir), []);
  for (const pid of Object.values(info.pids)) assert.ok(!alive(identify(pid)), `${pid} has ended`);
});

test('a stack that does not come up says why and leaves nothing', async (t) => {
  const home = place(t);
  const dir = join(home, 'stack');
  const { status, stderr } = await run(['up', dir, '--set', 'worker.scan_interval=soon']);
  assert.notEqual(status, 0);
  assert.match(stderr, /scan_interval/);
  assert.deepEqual(processesOf(dir), []);
  assert.ok(!existsSync(dir));
});

test('mistakes are told before anything is started', async (t) => {
  const home = place(t);
  const file = (name, text) => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  const cases = [
    [['up', join(home, 'a'), '--data', join(home, 'none.csv')], /none\.csv does not exist/],
    [['up', join(home, 'a'), '--data', file('same.csv', 'id,x\n1,a\n1,b\n'), '--key', 'id'], /same key 1/],
    [['up', join(home, 'a'), '--data', file('names.csv', 'A B,a_b\n1,2\n')], /would both be column a_b/],
    [['up', join(home, 'a'), '--data', file('bad.json', '{"a": 1}')], /array of objects/],
    [['up', join(home, 'a'), '--data', file('x.csv', 'a\n1\n'), '--empty', file('x.sql', '')], /exclude each other/],
    [['up'], /needs a directory/],
    [['up', join(home, 'a'), '--colour', 'red'], /--colour/],
    [['fly', home], /no command "fly"/],
    [['down', home], /holds no stack/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = await run(args);
    assert.notEqual(status, 0, args.join(' '));
    assert.match(stderr, message);
  }
  mkdirSync(join(home, 'full'));
  file('full/notes.txt', 'mine');
  const { status, stderr } = await run(['up', join(home, 'full')]);
  assert.notEqual(status, 0);
  assert.match(stderr, /is not empty/);
  assert.equal(readFileSync(join(home, 'full/notes.txt'), 'utf8'), 'mine');
});
