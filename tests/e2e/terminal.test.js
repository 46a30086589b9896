/** What people see of gsync: on terminals of every width, live, and where there is no terminal. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { test } from 'node:test';
import { built } from '../lib/paths.js';
import { until } from '../lib/ports.js';
import { onTerminal } from '../lib/pty.js';
import { bringUp } from '../lib/stack.js';

const LONG = 'a name that is rather long for a terminal';
const plain = (text) => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
/** Columns of a line; the wide characters here are Chinese ones. */
const width = (line) => [...line].reduce((sum, char) => sum + (/\p{Script=Han}/u.test(char) ? 2 : 1), 0);

test('on a terminal', async (t) => {
  const stack = await bringUp(t, { data: [{ id: 1, name: 'Lamp', price: 9.5 }, { id: 2, name: 'Chair', price: 30 }], table: 'items', key: 'id' });
  await stack.link({ ddl: 'CREATE TABLE names (id int PRIMARY KEY, name text, remark text)', rows: [['Id', 'Name', 'Strange'], ['1', '价格'.repeat(40), 'x'], ['2', 'b', 'y']],
    args: ['--name', LONG] });
  await stack.sql(`INSERT INTO gsync.conflict (link, key, col, winner, sheet_value, table_value, sheet_by)
    SELECT id, '{1}', 'name', 'sheet', to_jsonb(repeat('long ', 60)), '"Stool"', 'ann@example.org' FROM gsync.link WHERE name = 'items'`);
  const words = (...args) => [built('gsync'), '--config', stack.info.config, '--conninfo', stack.info.conninfo, ...args];
  const open = (args, options) => {
    const one = onTerminal(words(...args), options);
    t.after(() => one.kill('SIGKILL'));
    return one;
  };

  await t.test('tables fit 40, 80 and 200 columns', async () => {
    for (const columns of [40, 80, 200]) {
      for (const args of [['status'], ['links'], ['schema', 'status'], ['verify', LONG], ['secret', 'list']]) {
        const { text } = await open(args, { columns }).ended;
        const table = plain(text).split(/\r?\n/).filter((line) => !/^(worker|journal|google|in \d+ s|a name.*:|\d+ rows|not in the sheet)/.test(line));
        for (const line of table) assert.ok(width(line) <= columns, `${args.join(' ')}, ${columns} columns: ${width(line)}: ${line}`);
      }
    }
    const status = plain((await open(['status'], { columns: 80 }).ended).text);
    assert.match(status, /^link +state +rows +waiting +lag +edited +conflicts +rejects +held\r?$/m);
    assert.match(status, /^items +ready +2 +0 /m);
    assert.match(status, /\d+ of 60 reads and \d+ of 60 writes in the last minute/);
    assert.match(status, /: not in the sheet: remark/);
    assert.match(status, /: not in the table: Strange/);
    assert.match(plain((await open(['status'], { columns: 40 }).ended).text), /^link +items\r?\nstate +ready\r?\nrows +2\r?$/m);
  });

  await t.test('colours on a terminal only, and not where they are not wanted', async () => {
    assert.match((await open(['links']).ended).text, /\x1b\[1m/);
    for (const end of [open(['links'], { env: { NO_COLOR: '1' } }), open(['links', '--no-color']), open(['links'], { env: { TERM: 'dumb' } })]) assert.doesNotMatch((await end.ended).text, /\x1b/);
    assert.doesNotMatch((await stack.gsync(['status'])).stdout, /\x1b/);
  });

  await t.test('status --watch: drawn in place, follows what happens and the size, and leaves the terminal as it was', async () => {
    const live = onTerminal(['sh', '-c', 'echo "tty=$(tty)"; exec "$@"', 'sh', ...words('status', '--watch')], { columns: 100 });
    t.after(() => live.kill('SIGKILL'));
    const [, tty] = await live.saw(/tty=(\S+)/);
    await live.saw(/\x1b\[\?1049h\x1b\[\?25l\x1b\[H[^]*items +ready +2 +0 /);
    await stack.sql(`INSERT INTO items VALUES (3, 'Sofa', 5)`);
    await live.saw(/items +ready +3 +0 /);
    execFileSync('stty', ['-F', tty, 'cols', '40', 'rows', '30']);
    await live.saw(/link +\x1b\[0mitems\x1b\[K\s+\x1b\[1mstate +\x1b\[0mready/);
    live.type('\x03');
    const { code, text } = await live.ended;
    assert.equal(code, 0);
    assert.match(text, /\x1b\[J\x1b\[\?25h\x1b\[\?1049l(\^C)?\r?\n?$|\x1b\[\?25h\x1b\[\?1049l$/);
    const last = text.slice(text.lastIndexOf('\x1b[H')).split('\x1b[?25h')[0];
    const lines = plain(last).replace(/\^C/, '').split(/\r?\n/);
    assert.ok(lines.length <= 30 && lines.every((line) => width(line.replace(/\r/g, '')) <= 40), JSON.stringify(lines));
  });

  await t.test('status --watch without a terminal: a line when something has changed; one object a second with --json', async () => {
    const run = (...args) => {
      const child = spawn(words()[0], words(...args).slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
      child.text = '';
      child.stdout.setEncoding('utf8').on('data', (part) => { child.text += part; });
      child.ended = new Promise((done) => { child.once('exit', done); });
      t.after(() => child.kill('SIGKILL'));
      return child;
    };
    const lines = run('status', '--watch');
    const objects = run('status', '--watch', '--json');
    assert.ok(await until(() => /items: ready, 3 rows, 0 waiting, 1 conflicts/.test(lines.text), 10_000));
    assert.ok(await until(() => objects.text.split('\n').length > 3, 10_000));
    assert.equal(lines.text.match(/items: /g).length, 1, lines.text);
    await stack.sql('DELETE FROM items WHERE id = 3');
    assert.ok(await until(() => /items: ready, 2 rows/.test(lines.text), 10_000));
    for (const child of [lines, objects]) {
      child.kill('SIGTERM');
      await child.ended;
    }
    for (const line of objects.text.split('\n').slice(0, -1)) assert.equal(JSON.parse(line).links.length, 2); // the last one may have been cut short
    assert.match(lines.text, /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [^\n]+\n)+$/);
  });

  await t.test('status --watch outlives PostgreSQL', async () => {
    const live = open(['status', '--watch'], { columns: 80 });
    await live.saw(/items +ready/);
    await stack.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gsync'`);
    await stack.sql(`INSERT INTO items VALUES (4, 'Desk', 5)`);
    await live.saw(/items +ready +3 +0 /);
    live.type('\x03');
    assert.equal((await live.ended).code, 0);
  });
});
