import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';

const ROWS = [['id', 'name', 'price', 'notes'], [1, 'Lamp', 9.5, 'x'], [2, 'Chair', 20, ''], [3, 'Table', 75, 'y']];
const DDL = 'CREATE TABLE TT (id int PRIMARY KEY, name text, price numeric)';
const linkOf = async (tab) => (await tab.sql('SELECT * FROM gsync.link WHERE spreadsheet = $1 AND sheet = $2', [tab.info.spreadsheet, tab.info.sheet]))[0];
const columnOf = async (tab, header) => {
  const { header: headers, rows } = await tab.sheet();
  const at = headers.indexOf(header);
  return rows.map(({ cells }) => cells[at] ?? null);
};

/** Waits until the table shows what is wanted. */
const shows = (tab, text, want) => tab.settled(async () => JSON.stringify(Object.values((await tab.sql(text))[0])[0]) === JSON.stringify(want));
/** Waits until a column of the sheet does. */
const sheetShows = (tab, header, want) => tab.settled(async () => JSON.stringify(await columnOf(tab, header)) === JSON.stringify(want));
const pinned = (tab) => tab.settled(async () => (await tab.sql(`SELECT l.pinned AND bool_and(c.pinned) AS ok FROM gsync.link l JOIN gsync.link_column c ON c.link = l.id
  WHERE l.spreadsheet = $1 AND l.sheet = $2 AND c.place IS NOT NULL GROUP BY l.id`, [tab.info.spreadsheet, tab.info.sheet]))[0]?.ok);

test('columns and tabs', async (t) => {
  const stack = await bringUp(t, { data: [{ id: 1, name: 'a' }], table: 'items', key: 'id', set: ['worker.scan_interval=5s', 'google.reads_per_minute=6000', 'google.writes_per_minute=6000'] });
  await stack.control.do({ do: 'quota', reads_per_user: 6000, writes_per_user: 6000, reads_per_project: 6000, writes_per_project: 6000 });
  let n = 0;
  const tabs = (options = {}) => {
    const table = `t${++n}`;
    return stack.link({ ddl: DDL.replace('TT', table), table, rows: ROWS, ...options });
  };

  await t.test('columns are pinned, and keep their place under another header', async () => {
    const tab = await tabs();
    await pinned(tab);
    await tab.act({ do: 'type', cell: 'B1', value: 'Bezeichnung' });
    await tab.act({ do: 'type', cell: 'B2', value: 'Lampe' });
    await shows(tab, `SELECT name FROM ${tab.info.table} WHERE id = 1`, 'Lampe');
    await tab.sql(`UPDATE ${tab.info.table} SET name = 'Stuhl' WHERE id = 2`);
    await sheetShows(tab, 'Bezeichnung', ['Lampe', 'Stuhl', 'Table']);

    // two headers swapped by renaming: the columns stay what they are
    await tab.act({ do: 'type', cell: 'B1', value: 'price' });
    await tab.act({ do: 'type', cell: 'C1', value: 'name' });
    await tab.act({ do: 'type', cell: 'C3', value: '21' });
    await tab.act({ do: 'type', cell: 'B4', value: 'Tisch' });
    await shows(tab, `SELECT name || price FROM ${tab.info.table} WHERE id = 3`, 'Tisch75');
    await shows(tab, `SELECT name || price FROM ${tab.info.table} WHERE id = 2`, 'Stuhl21');
    await tab.act({ do: 'paste', cell: 'A1', rows: [['Nr', '', '2024', 'notes']] });
    await tab.act({ do: 'type', cell: 'B2', value: 'Licht' });
    await tab.act({ do: 'type', cell: 'C2', value: '10' });
    await shows(tab, `SELECT id || name || price FROM ${tab.info.table} WHERE id = 1`, '1Licht10');
    assert.deepEqual((await tab.sheet()).header.slice(0, 4), ['Nr', null, 2024, 'notes'], 'headers are people\'s');
  });

  await t.test('columns inserted, moved and hidden, also while a publish is on its way', async () => {
    const tab = await tabs();
    await pinned(tab);
    await tab.act({ do: 'insert_columns', column: 'B', count: 1 });
    await tab.act({ do: 'type', cell: 'C2', value: 'Lamp 2' });
    await shows(tab, `SELECT name FROM ${tab.info.table} WHERE id = 1`, 'Lamp 2');
    await tab.act({ do: 'move_columns', column: 'D', count: 1, before: 'A' });
    await tab.act({ do: 'hide_columns', column: 'A', count: 1 });
    await tab.sql(`UPDATE ${tab.info.table} SET price = price + 1`);
    await tab.rest();
    assert.deepEqual(await columnOf(tab, 'price'), [10.5, 21, 76]);
    assert.deepEqual(await columnOf(tab, 'notes'), ['x', null, 'y'], 'what stands beside the mapped columns is left alone');

    for (const move of [
      { do: 'insert_columns', column: 'A', count: 1 }, { do: 'insert_columns', column: 'C', count: 2 }, { do: 'move_columns', column: 'E', count: 1, before: 'A' },
      { do: 'delete_columns', column: 'D', count: 1 }]) {
      await tab.act({ do: 'fault', kind: 'late-landing', on: 'write', ms: 400, count: 1 });
      await tab.sql(`UPDATE ${tab.info.table} SET price = price + 100, name = name || '!'`);
      await tab.sql(`INSERT INTO ${tab.info.table} SELECT max(id) + 1, 'new', 1 FROM ${tab.info.table}`);
      await tab.settled(async () => (await linkOf(tab)).unread_state === 'unanswered');
      await tab.act(move);
      await tab.settled(async () => (await linkOf(tab)).unread_state === null && (await tab.sheet()).header.filter((h) => /^_gsync_id/.test(h)).length === 1, 30_000);
      await tab.rest({ ms: 40_000 });
    }
    assert.deepEqual((await tab.sql(`SELECT id, name, price::float FROM ${tab.info.table} ORDER BY id LIMIT 3`)).map(Object.values),
      [[1, 'Lamp 2!!!!', 410.5], [2, 'Chair!!!!', 421], [3, 'Table!!!!', 476]]);
    assert.match(tab.logOf('gsync-worker'), /columns of the sheet were moved while publish \d+ was on its way/, 'and it is told where to look for what stood beside');
  });

  await t.test('a column deleted in the sheet: nothing is nulled; undo and a new header bring it back', async () => {
    const tab = await tabs();
    await pinned(tab);
    await tab.act({ do: 'delete_columns', column: 'C', count: 1 });
    await tab.settled(async () => (await tab.sql("SELECT not_in_sheet FROM gsync.status WHERE sheet = $1", [tab.info.sheet]))[0].not_in_sheet === 'price');
    await tab.sql(`UPDATE ${tab.info.table} SET price = 10 WHERE id = 1`);
    await tab.act({ do: 'type', cell: 'B3', value: 'Armchair' });
    await shows(tab, `SELECT name FROM ${tab.info.table} WHERE id = 2`, 'Armchair');
    await shows(tab, `SELECT array_agg(price::float ORDER BY id) FROM ${tab.info.table}`, [10, 20, 75]);
    await tab.act({ do: 'undo' });
    await tab.act({ do: 'undo' });
    await sheetShows(tab, 'price', [10, 20, 75]);
    await tab.rest();
    await shows(tab, `SELECT array_agg(price::float ORDER BY id) FROM ${tab.info.table}`, [10, 20, 75]);

    await tab.act({ do: 'delete_columns', column: 'C', count: 1 });
    await tab.settled(async () => (await tab.sql("SELECT not_in_sheet FROM gsync.status WHERE sheet = $1", [tab.info.sheet]))[0].not_in_sheet === 'price');
    await tab.act({ do: 'type', cell: 'F1', value: 'Price' });
    await sheetShows(tab, 'Price', [10, 20, 75]);
    await tab.rest();
    assert.match(tab.logOf('gsync-worker'), /not in the table, and so left alone in the sheet: notes/);
  });

  await t.test('--add-columns, both ways', async () => {
    const tab = await tabs({ args: ['--add-columns'] });
    await tab.settled(async () => (await tab.sql('SELECT 1 FROM information_schema.columns WHERE table_name = $1 AND column_name = $2', [tab.info.table, 'notes'])).length === 1);
    await tab.act({ do: 'paste', cell: 'F1', rows: [['In stock'], ['5'], [''], ['7']] });
    await tab.settled(async () => (await tab.sql('SELECT data_type FROM information_schema.columns WHERE table_name = $1 AND column_name = $2', [tab.info.table, 'in_stock']))[0]?.data_type === 'integer');
    await shows(tab, `SELECT array_agg(in_stock ORDER BY id) FROM ${tab.info.table}`, [5, null, 7]);
    await tab.sql(`ALTER TABLE ${tab.info.table} ADD color text DEFAULT 'red'`);
    await sheetShows(tab, 'color', ['red', 'red', 'red']);
    await tab.rest();
    assert.equal((await tab.sheet()).header.indexOf('color'), 6, 'right of everything');
    await tab.act({ do: 'type', cell: 'G2', value: 'blue' });
    await shows(tab, `SELECT color FROM ${tab.info.table} WHERE id = 1`, 'blue');
  });

  await t.test('the header row broken in every way: nothing is lost, and it heals by itself', async () => {
    const tab = await tabs();
    await pinned(tab);
    const words = () => tab.settled(async () => /row 1/.test((await linkOf(tab)).problem ?? ''));
    const whole = async () => {
      await tab.settled(async () => (await linkOf(tab)).state === 'ready');
      await tab.rest();
      assert.deepEqual((await tab.sql(`SELECT id, name, price::float FROM ${tab.info.table} ORDER BY id`)).map(Object.values), [[1, 'Lamp', 9.5], [2, 'Chair', 20], [3, 'Table', 75]]);
      const { header, rows } = await tab.sheet();
      assert.deepEqual(header.slice(0, 4), ROWS[0]);
      assert.equal(rows.filter(({ cells }) => cells.includes('name') || cells.some((c) => /^_gsync_id/.test(c ?? ''))).length, 0, 'no second header');
    };
    const id = (await tab.sheet()).header.findIndex((h) => /^_gsync_id/.test(h));
    for (const action of [{ do: 'clear', range: 'A1:Z1' }, { do: 'delete_rows', row: 1, count: 1 }, { do: 'insert_rows', row: 1, count: 1 }, { do: 'sort', range: 'A1:Z10', column: 2 }]) {
      await tab.act(action);
      await words();
      await tab.act({ do: 'undo' });
      await whole();
    }
    const cell = `${String.fromCharCode(65 + id)}1`;
    for (const value of ['', 'mine']) {           // our own header: written again
      await tab.act({ do: 'type', cell, value });
      await tab.settled(async () => /^_gsync_id/.test((await tab.sheet()).header[id] ?? ''));
      await whole();
    }
    await tab.act({ do: 'delete_columns', column: id + 1, count: 1 });
    await tab.settled(async () => (await tab.sheet()).header.some((h) => /^_gsync_id/.test(h ?? '')));
    await whole();
    assert.equal(Number((await tab.sql('SELECT count(*) FROM gsync.conflict WHERE link = $1', [(await linkOf(tab)).id]))[0].count), 0);
  });

  await t.test('tabs renamed, duplicated, linked twice, deleted and back', async () => {
    const tab = await tabs();
    await pinned(tab);
    await tab.act({ do: 'rename_tab', title: 'Other name' });
    await tab.act({ do: 'type', cell: 'B2', value: 'renamed' });
    await shows(tab, `SELECT name FROM ${tab.info.table} WHERE id = 1`, 'renamed');
    const { sheet: copy } = await tab.act({ do: 'duplicate_tab', title: 'Copy' });
    await stack.act({ do: 'type', sheet: copy, cell: 'B3', value: 'only in the copy' });
    await stack.act({ do: 'delete_rows', sheet: copy, row: 4, count: 1 });
    await tab.act({ do: 'type', cell: 'C2', value: '11' });
    await shows(tab, `SELECT price FROM ${tab.info.table} WHERE id = 1`, '11');
    await tab.rest();
    await shows(tab, `SELECT string_agg(name, ',' ORDER BY id) FROM ${tab.info.table}`, 'renamed,Chair,Table');

    await stack.sql('CREATE TABLE copied (id int PRIMARY KEY, name text, price numeric)');
    const linked = await stack.gsync(['link', '--spreadsheet', stack.info.spreadsheet, '--sheet', String(copy), '--table', 'copied']);
    assert.equal(linked.code, 0, linked.stderr);
    await shows(tab, "SELECT string_agg(name, ',' ORDER BY id) FROM copied", 'renamed,only in the copy');
    await tab.sql('INSERT INTO copied VALUES (9, $1, 1)', ['nine']);
    await tab.act({ do: 'type', cell: 'B4', value: 'Desk' });
    await shows(tab, `SELECT string_agg(name, ',' ORDER BY id) FROM ${tab.info.table}`, 'renamed,Chair,Desk');
    await tab.rest();

    await tab.act({ do: 'delete_tab' });
    await tab.settled(async () => (await linkOf(tab)).state === 'broken', 25_000);
    assert.match((await linkOf(tab)).problem, /tab/);
    await tab.sql(`UPDATE ${tab.info.table} SET price = 12 WHERE id = 1`);
    await stack.act({ do: 'undo', sheet: undefined });
    await tab.settled(async () => (await linkOf(tab)).state === 'ready', 60_000);
    await tab.rest();
    await shows(tab, `SELECT count(*)::int FROM ${tab.info.table}`, 3);
    assert.deepEqual(await columnOf(tab, 'price'), [12, 20, 75]);
  });
});
