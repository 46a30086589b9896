/** gsync link: from a table to an empty tab, from a tab to a new table, and both filled; what is checked, and watching the first sync. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { built } from '../lib/paths.js';
import { onTerminal } from '../lib/pty.js';
import { bringUp } from '../lib/stack.js';

let stack;

/** A tab with these rows, as typed. */
async function tab(title, rows = []) {
  const { sheet } = await stack.control.do({ do: 'add_tab', title });
  if (rows.length > 0) await stack.control.do({ do: 'paste', sheet, cell: 'A1', rows });
  return sheet;
}

const words = (sheet, table, ...more) => ['link', '--spreadsheet', stack.info.spreadsheet, '--sheet', String(sheet), '--table', table, ...more];
const link = (sheet, table, ...more) => stack.gsync(words(sheet, table, ...more));

async function works(sheet, table, ...more) {
  const result = await link(sheet, table, ...more);
  assert.equal(result.code, 0, `${result.stdout}\n${result.stderr}`);
  return result;
}

async function fails(sheet, table, pattern, ...more) {
  const result = await link(sheet, table, ...more);
  assert.notEqual(result.code, 0, result.stdout);
  assert.match(result.stderr, pattern);
  return result;
}

function terminal(t, command) {
  const one = onTerminal(command);
  t.after(() => one.kill('SIGKILL'));
  return one;
}

const at = (sheet, table) => Object.assign(Object.create(stack), { info: { ...stack.info, sheet, table } });
const cells = (sheet) => stack.control.do({ do: 'cells', sheet });
const tabInfo = async (sheet) => (await stack.control.do({ do: 'tabs' })).tabs.find((one) => one.sheet === sheet);
const types = async (table) => Object.fromEntries((await stack.sql(
  `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0`, [table])).map(({ name, type }) => [name, type]));
const links = async () => (await stack.sql('SELECT count(*)::int AS n FROM gsync.link'))[0].n;

test('gsync link', async (t) => {
  stack = await bringUp(t, { set: ['google.reads_per_minute=1000', 'google.writes_per_minute=1000', 'worker.publish_bytes=200K'] });
  await stack.control.do({ do: 'quota', reads_per_user: 1000, writes_per_user: 1000, reads_per_project: 1000, writes_per_project: 1000 });

  await t.test('an empty tab gets header, formats and rows, and a hidden column with a warning', async () => {
    await stack.sql(`CREATE TABLE parts (id int PRIMARY KEY, code text, added date, price numeric(8,2));
      INSERT INTO parts SELECT i, lpad(i::text, 5, '0'), date '2026-01-01' + i, i * 1.5 FROM generate_series(1, 40) i`);
    const sheet = await tab('Parts');
    const { stdout, stderr } = await works(sheet, 'parts');
    assert.match(stdout, /^parts: tab \d+ of \S+ ↔ table public\.parts; the sheet wins a conflict\nparts: in sync, 40 rows\n$/);
    assert.match(stderr, /^parts: (preparing the tab|reading the tab|writing to the sheet)/);
    const shown = await cells(sheet);
    assert.deepEqual(['A1', 'B1', 'C1', 'D1'].map((name) => shown.cells[name].effective), ['id', 'code', 'added', 'price']);
    assert.deepEqual([shown.cells.B2.effective, shown.cells.B2.format, shown.cells.C2.format], ['00001', '@', 'yyyy-mm-dd']);
    assert.deepEqual([shown.frozen_rows, shown.hidden_columns], [1, [5]]);
    assert.deepEqual((await tabInfo(sheet)).protected, [{ range: 'E:E', warning_only: true }]);
    await at(sheet, 'parts').rest();
  });

  await t.test('a tab of one row and one column', async () => {
    await stack.sql('CREATE TABLE slim (id int PRIMARY KEY, name text); INSERT INTO slim VALUES (1, $$one$$)');
    const sheet = await tab('Slim');
    await stack.control.do({ do: 'delete_rows', sheet, row: 2, count: 999 });
    await stack.control.do({ do: 'delete_columns', sheet, column: 2, count: 25 });
    await works(sheet, 'slim');
    await at(sheet, 'slim').rest();
    await stack.sql('DELETE FROM slim');
    await at(sheet, 'slim').rest();
  });

  await t.test('a filled tab becomes a table: types from all rows, leading zeros and mixed columns stay text', async () => {
    const rows = [['Id', 'Name', 'Net Price', 'Code', 'Added', 'Seen', 'Sold', 'Order', 'Share', 'Big', 'At', 'Mixed', 'Whole price']];
    for (let i = 1; i <= 300; i++) rows.push([String(i), `n ${i}`, String(i), `'00${i}`, '2026-01-15', '2026-01-15', 'TRUE', String(i), '50%', String(i), '10:30', String(i), '$5']);
    rows.push(['301', '', '0.25', "'00301", '2026-02-01', '2026-01-15 10:20:30', 'FALSE', '', '', '5000000000', '', 'see note', '$7']);
    const sheet = await tab('Goods', rows);
    const before = await links();
    const dry = await works(sheet, 'goods', '--create-table', '--dry-run');
    assert.match(dry.stdout, /^CREATE TABLE goods \(\n {4}id +integer PRIMARY KEY,\n/);
    await fails(sheet, 'goods', /nothing was made; without a terminal, confirm with --yes/, '--create-table');
    const proposed = JSON.parse((await works(sheet, 'goods', '--create-table', '--dry-run', '--json')).stdout);
    assert.deepEqual([Object.keys(proposed).sort(), proposed.key, proposed.columns['Net Price']], [['columns', 'key', 'notes', 'sql'], ['id'], 'net_price']);
    await fails(sheet, 'goods', /column "nam" does not exist/, '--create-table', '--dry-run', '--where', "nam = 'x'");
    await fails(sheet, 'nowhere.goods', /schema "nowhere" does not exist/, '--create-table', '--dry-run');
    assert.equal(await links(), before);
    assert.equal((await stack.sql(`SELECT to_regclass('goods') AS there`))[0].there, null);

    await works(sheet, 'goods', '--create-table', '--yes');
    assert.deepEqual(await types('goods'), {
      id: 'integer', name: 'text', net_price: 'numeric', code: 'text', added: 'date', seen: 'timestamp without time zone', sold: 'boolean', order: 'integer', share: 'numeric',
      big: 'bigint', at: 'time without time zone', mixed: 'text', whole_price: 'numeric',
    });
    const here = at(sheet, 'goods');
    await here.rest();
    const [row] = await stack.sql('SELECT code, added::text, "order", mixed FROM goods WHERE id = 7');
    assert.deepEqual(row, { code: '007', added: '2026-01-15', order: 7, mixed: '7' });
    assert.equal((await cells(sheet)).cells.E2.format.toLowerCase(), 'yyyy-mm-dd', 'dates keep the format that they had');
    await here.act({ do: 'type', cell: 'B3', value: 'typed' });
    await stack.sql(`UPDATE goods SET net_price = 99 WHERE id = 9`);
    await here.rest();
    assert.equal((await stack.sql('SELECT name FROM goods WHERE id = 2'))[0].name, 'typed');
  });

  await t.test('odd headers: doubled, empty, reserved; no key, so there is a number in a new column', async () => {
    const sheet = await tab('Odd', [['Name', 'Select', 'Name', 'name!', '', '***', 'Id'], ['a', '1', 'x', 'b', 'no header', 'c', '5'], ['a', '2', 'y', 'd', '', 'e', '5']]);
    const { stdout, stderr } = await works(sheet, 'odd', '--create-table', '--yes');
    assert.match(stdout, /"select" +integer/);
    assert.match(stderr, /Id cannot be the key: it is the same in rows 2 and 3/);
    assert.match(stderr, /header "Name" stands there twice, in columns A and C/);
    await at(sheet, 'odd').settled(async () => (await cells(sheet)).cells.H3?.effective === 2);
    const shown = (await cells(sheet)).cells;
    assert.deepEqual([shown.H1.effective, shown.H2.effective, shown.E2.effective], ['row_id', 1, 'no header']);
    assert.deepEqual(await stack.sql('SELECT * FROM odd ORDER BY row_id'), [
      { row_id: '1', name: 'a', select: 1, name_2: 'b', column_6: 'c', id: 5 }, { row_id: '2', name: 'a', select: 2, name_2: 'd', column_6: 'e', id: 5 }]);
  });

  await t.test('a key of several columns, and one that cannot be', async () => {
    const sheet = await tab('Lines', [['Order no', 'Line', 'Item'], ['1', '1', 'a'], ['1', '2', 'b'], ['2', '1', 'a']]);
    await fails(sheet, 'lines', /Item cannot be the key: it is the same in rows 2 and 4/, '--create-table', '--yes', '--key', 'Item');
    await fails(sheet, 'lines', /the tab has no column "Nope"[^]*It has: Order no, Line, Item/, '--create-table', '--yes', '--key', 'Nope');
    const { stdout } = await works(sheet, 'lines', '--create-table', '--yes', '--key', 'Order no,line');
    assert.match(stdout, /PRIMARY KEY \(order_no, line\)/);
    await at(sheet, 'lines').rest();
  });

  await t.test('both filled: the differences first, then the policy; --dry-run changes nothing', async () => {
    await stack.sql(`CREATE TABLE both_filled (id int PRIMARY KEY, name text, price numeric(10,2), stock int NOT NULL DEFAULT 0);
      INSERT INTO both_filled VALUES (1, 'Lamp', 9.5), (2, 'Stool', 30), (3, 'Sofa', 99), (4, 'Only here', 4)`);
    const sheet = await tab('Both', [['Id', 'Name', 'Price', 'Notes'], ['1', 'Lamp', '9.5', 'x'], ['2', 'Chair', '', ''], ['3', 'Sofa', '100', ''], ['3', 'Sofa again', '', ''], ['', 'keyless', ''], ['7', 'New', '1']]);
    const before = [JSON.stringify(await cells(sheet)), await stack.sql('TABLE both_filled'), await links()];
    const dry = await works(sheet, 'both_filled', '--dry-run');
    assert.match(dry.stdout, /^tab Both: 6 rows; table both_filled: 4 rows$/m);
    assert.match(dry.stdout, /^ +1 row is only in the sheet, to be inserted into the table$/m);
    assert.match(dry.stdout, /^ +3  2 +name +Chair +Stool +sheet → table$/m);
    assert.match(dry.stdout, /^ +3  2 +price +30\.?0* +table → sheet$/m);
    assert.match(dry.stderr, /no key in row 6/);
    assert.match(dry.stderr, /the same key 3 in rows 4 and 5/);
    assert.match(dry.stderr, /left alone in the tab[^:]*: Notes/);
    const all = JSON.parse((await works(sheet, 'both_filled', '--dry-run', '--json')).stdout);
    assert.deepEqual([all.only_sheet, all.only_table, all.differing_rows, all.differing_cells, all.same], [1, 1, 2, 3, 1]);
    assert.deepEqual(all.differences.find((one) => one.column === 'price' && one.row === 4), { row: 4, key: '3', column: 'price', sheet: 100, table: 99, becomes: 'sheet' });
    await fails(sheet, 'both_filled', /nothing was linked; without a terminal, confirm with --yes/);
    assert.deepEqual([JSON.stringify(await cells(sheet)), await stack.sql('TABLE both_filled'), await links()], before);

    await works(sheet, 'both_filled', '--yes', '--policy', 'database');
    await stack.settled(async () => (await cells(sheet)).cells.B3.effective === 'Stool' && (await cells(sheet)).cells.C3.effective === 30);
    assert.deepEqual((await stack.sql('SELECT id, name, price::float FROM both_filled ORDER BY id')).map(Object.values), [[1, 'Lamp', 9.5], [2, 'Stool', 30], [3, 'Sofa', 99], [4, 'Only here', 4], [7, 'New', 1]]);
    assert.equal((await stack.sql(`SELECT count(*)::int AS n FROM gsync.conflict c JOIN gsync.link l ON l.id = c.link WHERE l.name = 'both_filled'`))[0].n, 2, 'what lost is kept');
  });

  await t.test('what a column will refuse is said before; the guard is chosen with the link; no word of a secret that is there', async () => {
    await stack.sql(`CREATE TABLE "Big Table" (id int PRIMARY KEY, n numeric); INSERT INTO "Big Table" VALUES (1, 1), (2, 2)`);
    const sheet = await tab('Big', [['Id', 'N'], ['1', 'abc'], ['2', '3']]);
    const { stdout } = await works(sheet, '"Big Table"', '--dry-run');
    assert.match(stdout, /abc +1 +refused by the column\n.* 3 +2 +sheet → table\n/);
    const made = await works(sheet, '"Big Table"', '--yes', '--max-delete-rows', '3', '--max-delete-share', '50%');
    assert.match(made.stdout, /^Big Table: /m);
    assert.doesNotMatch(made.stderr, /secret new/);
    assert.deepEqual(await stack.sql(`SELECT max_delete_rows, max_delete_share FROM gsync.link WHERE name = 'Big Table'`), [{ max_delete_rows: 3, max_delete_share: 0.5 }]);
    await fails(sheet, '"Big Table"', /is linked already: Big Table, .*max-delete-rows 3\n/, '--max-delete-rows', '4');
  });

  await t.test('a tab that was deleted: verify says what can be done, unlink has nothing to take out', async () => {
    await stack.sql('CREATE TABLE gone (id int PRIMARY KEY, name text)');
    const sheet = await tab('Gone');
    await works(sheet, 'gone');
    await stack.control.do({ do: 'delete_tab', sheet });
    const { code, stderr } = await stack.gsync(['verify', 'gone']);
    assert.equal(code, 1);
    assert.match(stderr, /the spreadsheet has no tab \d+\n +it has: .*; bring it back in the sheet .* or end the link: gsync unlink 'gone'\n/);
    const ended = await stack.gsync(['unlink', 'gone', '--remove-id-column']);
    assert.equal(ended.code, 0, ended.stderr);
  });

  await t.test('--columns: only these and the key', async () => {
    await stack.sql(`CREATE TABLE wide (id int PRIMARY KEY, a text, b text, c text NOT NULL); INSERT INTO wide VALUES (1, 'a', 'b', 'c')`);
    const sheet = await tab('Wide');
    await fails(sheet, 'wide', /wide has no column "x"[^]*It has: id, a, b, c/, '--columns', 'a,x');
    const { stderr } = await works(sheet, 'wide', '--columns', 'b', '--no-wait');
    assert.match(stderr, /c must be filled in each row and is not among --columns/);
    const here = at(sheet, 'wide');
    await here.settled(async () => (await cells(sheet)).cells.B2?.effective === 'b');
    assert.deepEqual([(await cells(sheet)).cells.A1.effective, (await cells(sheet)).cells.B1.effective], ['id', 'b']);
  });

  await t.test('what cannot be linked is told in words, and nothing is made', async () => {
    const before = await links();
    await stack.sql('CREATE TABLE target (id int PRIMARY KEY, name text); CREATE TABLE keyless (a int)');
    const bare = await tab('Bare');
    await stack.control.do({ do: 'type', sheet: bare, cell: 'B4', value: 'x' });
    await fails(bare, 'target', /tab Bare has no header: row 1 is empty, and row 4 holds something/);
    await fails(9, 'target', /the spreadsheet has no tab 9\n +it has: 0 \([^)]+\), .*\(Bare\)/);
    const other = await tab('Other', [['Foo', 'Bar'], ['1', '2']]);
    await fails(other, 'target', /no header of the tab matches a column of target\n +the tab has: Foo, Bar\n +the table has: id, name\n/);
    await fails(other, 'keyless', /keyless has no primary key/);
    await fails(other, 'target', /the tab has no column for the key id of target/, '--column', 'Foo=name');
    await fails(other, 'target', /the tab has no header "Fooo", which --column gives to name\n +it has: Foo, Bar\n/, '--column', 'Fooo=name');
    await fails(other, 'target', /target has no column "nam"\n +It has: id, name\n/, '--column-direction', 'nam=to-sheet');
    await fails(other, 'Big Table', /--table Big Table: this is no table's name as SQL writes it\n.*--table '"Big Table"'\n/);
    await fails(other, 'target', /max-delete-share is at most 1, or 100%/, '--max-delete-share', '200%');
    await fails(await tab('Empty'), 'fresh', /tab Empty is empty: there is nothing to make a table of/, '--create-table', '--yes');
    await fails(other, 'target', /there is a link named 'items' already\n +give this one another name/, '--name', 'items');
    await stack.control.do({ do: 'share', shared: false });
    await fails(other, 'target', /cannot read the spreadsheet \S+: 403 PERMISSION_DENIED[^]*share the spreadsheet with \S+@\S+ as editor/);
    await stack.control.do({ do: 'share', shared: true });
    await fails(0, 'target', /tab 0 of \S+ is linked already: items, with table items, policy sheet\n +to link it in another way, first: gsync unlink items/);
    await fails(0, 'items', /is linked already: items, with table items, policy sheet, direction both, without --where\n/, '--where', 'id > 1', '--direction', 'to-sheet');
    assert.equal(await links(), before);
  });

  await t.test('quota and trouble at Google: it waits and goes on', async () => {
    const sheet = await tab('Patient', [['Id', 'Name'], ['1', 'a']]);
    await stack.control.do({ do: 'fault', kind: '503-before', count: 2, on: 'read' });
    await stack.control.do({ do: 'fault', kind: '429', count: 1, on: 'read' });
    await works(sheet, 'patient', '--create-table', '--yes');
    await at(sheet, 'patient').rest();
  });

  await t.test('without credentials it links without looking at the sheet', async () => {
    await stack.sql('CREATE TABLE unseen (id int PRIMARY KEY, name text); INSERT INTO unseen VALUES (1, $$x$$)');
    const sheet = await tab('Unseen');
    const config = join(stack.info.dir, 'unreadable.conf');
    writeFileSync(config, `[google]\ncredentials = ${stack.info.dir}/no-such-file.json\n`);
    const blind = await stack.gsync(['--config', config, ...words(sheet, 'unseen')]);
    assert.equal(blind.code, 0, blind.stderr);
    assert.match(blind.stderr, /cannot read the credentials \S+no-such-file\.json: No such file or directory; so the sheet is not looked at before it is linked/);
    const broken = await stack.gsync(['--config', '/no/such/gsync.conf', ...words(await tab('Unmade'), 'unmade')]);
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /\/no\/such\/gsync\.conf: No such file/);
    await at(sheet, 'unseen').rest();
  });

  await t.test('on a terminal: asks, draws a bar, Ctrl-C ends the watching only, and the same command watches again', async (t) => {
    await stack.sql(`CREATE TABLE bulk (id int PRIMARY KEY, name text, price numeric); INSERT INTO bulk SELECT i, 'name ' || i, i * 0.5 FROM generate_series(1, 10000) i`);
    const sheet = await tab('Bulk', [['Id', 'Name', 'Price'], ['1', 'other', '0.5']]);
    const command = [built('gsync'), '--config', stack.info.config, '--conninfo', stack.info.conninfo, ...words(sheet, 'bulk')];
    const first = terminal(t, command);
    await first.saw(/Link and merge them\? \[y\/N\]/);
    first.type('y\r');
    await first.saw(/bulk: writing to the sheet +[█░]+ +\d+ % +[\d,]+ of 10,000 rows/, 60_000);
    first.type('\x03');
    const { text } = await first.ended;
    assert.match(text, /no longer watching; gsync-worker goes on with it/);

    const second = terminal(t, command);
    await second.saw(/it is linked already/);
    await second.saw(/[\d,]+\/s +(\d+ s|\d+:\d\d min) left/);
    second.kill('SIGKILL');
    await second.ended;
    await stack.restart('gsync-worker');
    const third = terminal(t, command);
    await third.saw(/bulk: writing to the sheet/, 60_000);
    await stack.restart('postgresql');
    await stack.attach(stack.info);
    await third.saw(/bulk: in sync, 10,000 rows/, 60_000);
    assert.equal((await third.ended).code, 0);
    assert.equal(Object.keys((await cells(sheet)).cells).filter((name) => /^A\d+$/.test(name)).length, 10_001, 'every row once');
  });

  await t.test('a terminal may say no', async (t) => {
    const sheet = await tab('No', [['Id', 'Name'], ['1', 'x']]);
    const asked = terminal(t, [built('gsync'), '--config', stack.info.config, '--conninfo', stack.info.conninfo, ...words(sheet, 'never', '--create-table')]);
    await asked.saw(/CREATE TABLE never \([^]*Make this table and link it\? \[y\/N\]/);
    asked.type('n\r');
    assert.equal((await asked.ended).code, 1);
    assert.equal((await stack.sql(`SELECT to_regclass('never') AS there`))[0].there, null);
  });
});
