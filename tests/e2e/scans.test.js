import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

test('without any Apps Script, scans alone keep both sides equal', async (t) => {
  const stack = await bringUp(t, { data: manyItems(30), table: 'items', key: 'id', script: false, set: ['worker.scan_interval=1s'] });
  const value = async (id, column) => (await stack.sql(`SELECT ${column} AS value FROM items WHERE id = $1`, [id]))[0]?.value;

  await stack.act({ do: 'type', cell: 'B3', value: 'found by a scan' });
  await stack.settled(async () => (await value(2, 'name')) === 'found by a scan');

  await stack.act({ do: 'paste', cell: 'A32', rows: [['700', 'new', '7', '7'], ['701', 'newer', '8', '8']] });
  await stack.settled(async () => (await value(701, 'name')) === 'newer');

  await stack.act({ do: 'delete_rows', row: 5, count: 2 });
  await stack.settled(async () => (await value(4, 'name')) === undefined && (await value(5, 'name')) === undefined);

  await stack.sql(`UPDATE items SET name = 'from SQL' WHERE id = 20`);
  await stack.sql('DELETE FROM items WHERE id = 10');
  await stack.rest();
  assert.equal((await stack.calls()).events, 0, 'no event was sent');
});
