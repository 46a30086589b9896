import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

/** Both sides change the same cell, and neither knows of the other: no trigger fires for the person's edit. */
async function quarrel(stack, row) {
  const id = row - 1;
  await stack.act({ do: 'fault', kind: 'drop-trigger', count: 1 });
  await Promise.all([
    stack.act({ do: 'type', cell: `B${row}`, value: `sheet ${id}` }),
    stack.sql('UPDATE items SET name = $1 WHERE id = $2', [`table ${id}`, id]),
  ]);
  await stack.rest({ ms: 60_000 });
  const [{ name }] = await stack.sql('SELECT name FROM items WHERE id = $1', [id]);
  const conflicts = await stack.sql('SELECT winner, sheet_value, table_value FROM gsync.conflict WHERE key = $1 ORDER BY id', [[String(id)]]);
  return { name, conflicts };
}

for (const policy of ['sheet', 'database', 'latest']) {
  test(`two changes of one cell, policy ${policy}: one wins, the other is kept`, async (t) => {
    const stack = await bringUp(t, { data: manyItems(12), table: 'items', key: 'id', policy });
    await stack.rest();
    const { name, conflicts } = await quarrel(stack, 4);
    assert.equal(conflicts.length, 1, JSON.stringify(conflicts));
    assert.deepEqual([conflicts[0].sheet_value, conflicts[0].table_value], ['sheet 3', 'table 3']);
    const winner = conflicts[0].winner;
    assert.equal(name, winner === 'sheet' ? 'sheet 3' : 'table 3');
    if (policy !== 'latest') assert.equal(winner, policy);
  });
}
