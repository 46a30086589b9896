/** What the daemons take over while they run, the log of changes, and what never stands in a log. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';

const DAEMONS = ['gsync-worker', 'gsync-fcgi'];
const LINE = /^time=\S+ id=\d+ kind=(change|conflict|rejected|held|action)( [a-z_]+=("(\\.|[^"\\])*"|[^\s"=\\]+))*$/;

test('logs and reloads', async (t) => {
  const stack = await bringUp(t, { data: [{ id: 1, name: 'Lamp', price: 9.5 }, { id: 2, name: 'Chair', price: 30 }, { id: 3, name: 'Sofa', price: 5 }], table: 'items', key: 'id' });
  const first = readFileSync(stack.info.config, 'utf8');
  const file = join(stack.info.dir, 'log', 'db_changes.log');
  const lines = (path = file) => readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const id = (line) => Number(/ id=(\d+)/.exec(line)[1]);
  /** Writes the file, tells both, and waits until each has said so. */
  const reload = async (text, said) => {
    const before = Object.fromEntries(DAEMONS.map((name) => [name, stack.logOf(name).length]));
    writeFileSync(stack.info.config, text);
    for (const name of DAEMONS) process.kill(stack.info.pids[name], 'SIGHUP');
    for (const name of DAEMONS) await stack.settled(() => said.test(stack.logOf(name).slice(before[name])), 10_000);
  };
  const withLog = (more) => first.replace('[log]\n', `[log]\nchanges = ${file}\n${more}`);

  await t.test('no cell and no secret in the logs, whatever people type', async () => {
    await stack.act({ do: 'type', cell: 'B2', value: 'Zebra-7731' });
    await stack.act({ do: 'type', cell: 'C2', value: 'notaprice-8842' });
    await stack.act({ do: 'type', cell: 'B3', value: `Giraffe-9953 ${'x'.repeat(200)}` });
    await stack.sql(`INSERT INTO items VALUES (4, 'Okapi-6613', 3)`);
    await stack.settled(async () => (await stack.sql('SELECT 1 FROM gsync.rejected')).length === 1);
    await stack.act({ do: 'type', cell: 'C2', value: '12' });
    await stack.rest();
    const [secret] = readdirSync(join(stack.info.dir, 'secrets')).map((name) => readFileSync(join(stack.info.dir, 'secrets', name), 'utf8').trim());
    const { private_key: key } = JSON.parse(readFileSync(join(stack.info.dir, 'credentials.json'), 'utf8'));
    for (const name of DAEMONS) {
      const text = stack.logOf(name);
      for (const word of ['Zebra-7731', 'notaprice-8842', 'Giraffe-9953', 'Okapi-6613', secret, secret.slice(6), key.split('\n')[3], 'Bearer', 'ya29']) assert.ok(!text.includes(word), `${name}: ${word}`);
    }
  });

  await t.test('SIGHUP takes over what can change, and says what needs a restart', async () => {
    await reload(`${withLog('').replace('level = info', 'level = debug').replace('map_size = 256M', 'map_size = 128M').replace('[google]\n', '[google]\nwrites_per_minute = 33\n')}`,
      /gsync\.conf is read again; changed: \[log\] level, \[log\] changes, \[google\] writes_per_minute\n.*for these a restart is needed: \[journal\] map_size/s);
    const state = () => JSON.parse(readFileSync(join(stack.info.dir, 'run', 'worker.json'), 'utf8'));
    await stack.settled(() => state().publishers[0].writes_quota === 33);
    await stack.sql(`UPDATE items SET name = 'after the reload' WHERE id = 4`);
    await stack.rest();
  });

  await t.test('a wrong file changes nothing: both daemons and config check name the line and what was meant', async () => {
    const said = /gsync\.conf:\d+: unknown option scan_intervall in \[worker\]; did you mean scan_interval\?/;
    await reload(withLog('').replace('[worker]\n', '[worker]\nscan_intervall = 3s\n'), new RegExp(`${said.source}; the settings stay as they were`));
    const { code, stderr } = await stack.gsync(['config', 'check']);
    assert.equal(code, 1);
    assert.match(stderr, said);
    await stack.sql(`UPDATE items SET name = 'still there' WHERE id = 4`);
    await stack.rest();
    await reload(withLog(''), /is read again; changed: (\[log\] level|nothing)/);
  });

  await t.test('a line for each change, conflict, rejection and action; without cells', async () => {
    const entries = async () => (await stack.sql('SELECT id FROM gsync.log ORDER BY id')).map((row) => Number(row.id));
    await stack.link({ ddl: 'CREATE TABLE odd (id int PRIMARY KEY, name text)', rows: [['Id', 'Name'], ['1', 'a']], args: ['--name', 'odd" kind=evil\nid=1 =x'] });
    await stack.gsync(['pause', 'items']);
    await stack.gsync(['resume', 'items']);
    await stack.gsync(['set', 'items', '--policy', 'database']);
    await stack.sql(`CREATE ROLE "bad\nid=2 role" LOGIN SUPERUSER; SET SESSION AUTHORIZATION "bad\nid=2 role"; INSERT INTO odd VALUES (2, 'b'); RESET SESSION AUTHORIZATION`);
    await stack.settled(async () => {
      const all = await entries();
      return (await stack.backlog()) === 0 && all.length > 8 && lines().some((line) => id(line) === all.at(-1));
    });
    for (const line of lines()) assert.match(line, LINE);
    assert.deepEqual(lines().map(id), [...new Set(lines().map(id))].sort((a, b) => a - b), 'each once, in order');
    const text = lines().join('\n');
    for (const what of ['"link tab', 'pause', 'resume', '"set policy database"']) assert.ok(text.includes(`action=${what}`), `${what}: ${text}`);
    assert.match(text, /who="bad\\nid=2 role"/);
    assert.match(text, /link="odd\\" kind=evil\\nid=1 =x"/);
    assert.doesNotMatch(text, /still there|Zebra| new=| old=| key=/);
  });

  await t.test('with changes_content the cells stand there, too, each line still a line', async () => {
    await reload(withLog('changes_content = yes\n'), /changed: \[log\] changes_content/);
    const cells = 'two\nlines "quoted" \\ = kind=change\u001b[31m\u2028end';
    await stack.sql('UPDATE items SET name = $1 WHERE id = 4', [cells]);
    await stack.settled(() => lines().some((line) => line.includes('new=') && line.includes('quoted')));
    for (const line of lines()) assert.match(line, LINE);
    const line = lines().findLast((one) => one.includes('quoted'));
    const [, value] = / new=("(?:\\.|[^"\\])*")/.exec(line);
    assert.equal(JSON.parse(JSON.parse(value)), cells);
    assert.doesNotMatch(line, /\u001b/);
  });

  await t.test('rotated: the next lines go into a new file, and none is lost or doubled', async () => {
    const old = `${file}.1`;
    renameSync(file, old);
    await stack.sql(`UPDATE items SET price = 77 WHERE id = 4`);
    await stack.rest();
    await reload(withLog(''), /is read again/);
    await stack.sql(`UPDATE items SET price = 78 WHERE id = 4`);
    await stack.settled(async () => {
      const [{ last }] = await stack.sql('SELECT max(id) AS last FROM gsync.log');
      return lines().some((line) => id(line) === Number(last));
    });
    const all = [...lines(old), ...lines()].map(id);
    const since = await stack.sql('SELECT id FROM gsync.log WHERE id >= $1 ORDER BY id', [all[0]]);
    assert.deepEqual(all, since.map((row) => Number(row.id)));
  });

  await t.test('a conflict names both authors, in the list and in the log', async () => {
    await stack.gsync(['set', 'items', '--policy', 'sheet']);
    await stack.sql('CREATE ROLE clerk LOGIN; GRANT ALL ON items TO clerk');
    await stack.rest();
    await stack.kill('gsync-worker', 'SIGTERM');           // so that it hears of both at once
    await stack.act({ do: 'type', cell: 'B3', value: 'typed by a person', user: 'ann@example.org' });
    await stack.sql(`SET SESSION AUTHORIZATION clerk; UPDATE items SET name = 'set by a program' WHERE id = 2; RESET SESSION AUTHORIZATION`);
    await stack.act({ do: 'settle' });
    await stack.restart('gsync-worker');
    await stack.settled(async () => (await stack.sql('SELECT 1 FROM gsync.conflict')).length > 0);
    const { stdout } = await stack.gsync(['conflicts']);
    assert.match(stdout, /items, key 2, column name [^\n]*\n +sheet: +"typed by a person" +\(ann@example\.org, \d{4}-[^)]*\) +won\n +table: +"set by a program" +\(clerk, \d{4}-[^)]*\)/);
    await stack.settled(() => lines().some((line) => /kind=conflict .*winner=sheet sheet_by=ann@example\.org table_by=clerk/.test(line)));
  });
});
