import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { liftQuota, plentiful, Tab } from './lib/tab.js';

const LARGE = 'x'.repeat(50_001);

test('what Google refuses inside a batch is set aside with a reason, the rest goes on, and it heals by itself', async (t) => {
  const stack = await bringUp(t, { empty: 'CREATE TABLE items (id integer PRIMARY KEY, name text, price numeric);', ...plentiful });
  await liftQuota(stack);
  const tab = new Tab(stack);
  const refused = async () => (await tab.sql("SELECT col, reason FROM gsync.rejected WHERE side = 'table' ORDER BY id"));
  /** As if the refusals were older: they are offered again ten seconds later, when the sheet's shape changes, or after five minutes. */
  const later = (time) => tab.sql("UPDATE gsync.rejected SET at = at - $1::interval WHERE side = 'table'", [time]);
  const price = async (id) => (await tab.find({ id })).price;
  await tab.sql("INSERT INTO items SELECT n, 'item ' || n, n FROM generate_series(1, 12) n");
  await tab.rest();

  await t.test('protected cells', async () => {
    await tab.act({ do: 'protect', range: 'C3:C5' });
    await tab.sql('UPDATE items SET price = price + 100');
    await tab.settled(async () => (await price(12)) === 112 && (await refused()).length === 3);
    assert.deepEqual([await price(1), await price(2), await price(5)], [101, 2, 105], 'the rest is there');
    for (const { col, reason } of await refused()) {
      assert.equal(col, 'price');
      assert.match(reason, /protected.*service account/);
    }
    await later('1 minute');
    await tab.act({ do: 'unprotect' });                     // the script tells of it
    await tab.rest();
    assert.deepEqual(await refused(), []);
  });

  await t.test('a protected row that is to be deleted', async () => {
    await tab.act({ do: 'protect', range: 'A4:D4' });
    const { id } = (await tab.rows()).find(({ row }) => row === 4);
    await tab.sql('DELETE FROM items WHERE id IN ($1, 12)', [id]);
    await tab.settled(async () => !(await tab.has({ id: 12 })) && (await refused()).length === 1);
    assert.ok(await tab.has({ id }), 'it still stands there');
    await later('1 minute');
    await tab.act({ do: 'unprotect' });
    await tab.rest();
    assert.deepEqual([await tab.has({ id }), (await refused()).length], [false, 0]);
  });

  await t.test('too long a text beside others, until it is shortened', async () => {
    await tab.sql('UPDATE items SET name = $1 WHERE id = 5', [LARGE]);
    await tab.sql("INSERT INTO items VALUES (50, $1, 50), (51, 'short', 51)", [LARGE]);
    await tab.sql('UPDATE items SET price = 1000 WHERE id = 6');
    await tab.settled(async () => (await price(6)) === 1000 && (await tab.has({ id: 51 })) && (await refused()).length === 2);
    assert.ok((await refused()).every(({ reason }) => /50,000 characters/.test(reason)));
    assert.equal((await tab.find({ id: 5 })).name, 'item 5');
    await tab.sql("UPDATE items SET name = 'short again' WHERE length(name) > 50000");
    await tab.rest();
    assert.deepEqual(await refused(), []);
  });

  await t.test('the whole tab protected, told once; found mended without a word from the script', async () => {
    await tab.act({ do: 'protect' });
    await tab.sql('UPDATE items SET price = 7 WHERE id IN (1, 2)');
    await tab.settled(async () => (await refused()).length > 0 || (await tab.sql('SELECT problem FROM gsync.link'))[0].problem);
    const { writes } = await stack.calls();
    await tab.act({ do: 'fault', kind: 'drop-event', count: 20 });
    await tab.act({ do: 'unprotect' });
    await later('6 minutes');
    await tab.rest();
    assert.ok((await stack.calls()).writes - writes < 12, 'it was not tried over and over');
    await tab.act({ do: 'clear_faults' });
    assert.deepEqual(await refused(), []);
  });

  await t.test('every row that is not frozen is deleted', async () => {
    const small = new Tab(await stack.link({ ddl: 'CREATE TABLE small (id int PRIMARY KEY, v text)' }));
    await small.sql("INSERT INTO small SELECT n, 'v' || n FROM generate_series(1, 5) n");
    await small.rest();
    const { tabs } = await small.act({ do: 'tabs' });
    const grid = tabs.find(({ sheet }) => sheet === small.linked.info.sheet);
    assert.equal(grid.frozen_rows, 1);
    await small.act({ do: 'delete_rows', row: 7, count: grid.rows - 6 });
    await small.rest();
    await small.sql('DELETE FROM small');
    await small.settled(async () => (await small.rows()).length === 0);
    await small.sql("INSERT INTO small SELECT n, 'w' || n FROM generate_series(1, 9) n");
    await small.rest();
    assert.equal((await small.rows()).length, 9);
  });

  await t.test('a spreadsheet that is full: what fits is written, the rest waits, and follows once there is room', async () => {
    const { tabs } = await tab.act({ do: 'tabs' });
    const cells = tabs.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
    const [{ rows, columns }] = tabs;
    const { row } = (await tab.rows()).at(-1);
    await tab.act({ do: 'delete_rows', row: row + 1, count: rows - row });
    const free = 10_000_000 - (cells - (rows - row) * columns) - 6 * columns;                // room for six rows
    const { sheet } = await tab.act({ do: 'add_tab', title: 'large', rows: Math.floor(free / 10), columns: 10 });
    await tab.sql("INSERT INTO items SELECT n, 'more ' || n, n FROM generate_series(101, 140) n");
    await tab.settled(async () => (await refused()).length > 0 && (await tab.has({ id: 101 })));
    assert.match((await refused())[0].reason, /10 million cells.*delete rows/);
    assert.ok((await stack.gsync(['status'])).stdout.length > 0);
    await later('1 minute');
    await stack.control.do({ do: 'delete_tab', sheet });
    await tab.rest();
    assert.deepEqual(await refused(), []);
    assert.equal((await tab.rows()).filter(({ name }) => /^more/.test(name)).length, 40);
  });

  await t.test('the last rows of the grid are deleted just before a write to one of them: nothing is set aside', async () => {
    const short = new Tab(await stack.link({ ddl: 'CREATE TABLE short (id int PRIMARY KEY, v text)' }));
    await short.sql("INSERT INTO short SELECT n, 'v' || n FROM generate_series(1, 30) n");
    await short.rest();
    const [{ rows }] = (await short.act({ do: 'tabs' })).tabs.filter(({ sheet }) => sheet === short.linked.info.sheet);
    await short.act({ do: 'meanwhile', on: 'write', actions: [{ do: 'delete_rows', sheet: short.linked.info.sheet, row: 31, count: rows - 30 }] });
    await short.sql("UPDATE short SET v = 'new' WHERE id IN (5, 30)");
    await short.settled(async () => (await short.find({ id: 5 })).v === 'new' && !(await short.has({ v: 'v30' })));
    await short.rest();
    assert.deepEqual(await refused(), []);
  });

  await t.test('the tab vanishes just before the write, and comes back by undo', async () => {
    await tab.act({ do: 'meanwhile', on: 'write', actions: [{ do: 'delete_tab' }] });
    await tab.sql('UPDATE items SET price = 9 WHERE id = 1');
    const problem = await tab.settled(async () => (await tab.sql("SELECT problem FROM gsync.link WHERE state = 'broken'"))[0]?.problem);
    assert.ok(problem);
    await stack.control.do({ do: 'undo' });
    await tab.sql("UPDATE gsync.link SET problem_at = now() - interval '1 minute'");      // looked for every half a minute
    await tab.rest({ ms: 40_000 });
    assert.equal(await price(1), 9);
  });
});
