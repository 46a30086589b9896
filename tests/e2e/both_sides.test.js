import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

test('the first sync joins a sheet and a table that both hold rows', async (t) => {
  const stack = await bringUp(t, {
    data: manyItems(20), table: 'items', key: 'id', wait: false,
    sql: `INSERT INTO items VALUES (5, 'item 5', 6.88, 35), (6, 'another name', 8.25, 42), (101, 'only in the table', 1, 1), (102, 'there too', NULL, NULL)`,
  });
  const { tableRows } = await stack.rest({ ms: 60_000 });
  assert.equal(tableRows, 22);
  const names = Object.fromEntries((await stack.sql('SELECT id, name FROM items')).map(({ id, name }) => [id, name]));
  assert.equal(names[101], 'only in the table');
  assert.equal(names[5], 'item 5');
  assert.ok(['item 6', 'another name'].includes(names[6]));
  const conflicts = await stack.sql(`SELECT sheet_value, table_value FROM gsync.conflict WHERE col = 'name'`);
  assert.deepEqual(conflicts.map((c) => [c.sheet_value, c.table_value]), [['item 6', 'another name']], 'where they differed, the loser is kept');
  const notQuarrels = await stack.sql(`SELECT * FROM gsync.conflict WHERE key = '{5}'`);
  assert.equal(notQuarrels.length, 0);
});
