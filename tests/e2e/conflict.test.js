import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

/** Both sides change the same cell, and neither knows of the other: the script's event is lost on its way. */
async function quarrel(stack, { row, sheetFirst }) {
  const id = row - 1;
  const bySheet = async () => {
    await stack.act({ do: 'fault', kind: 'drop-trigger', count: 1 });
    await stack.act({ do: 'type', cell: `B${row}`, value: `sheet ${id}` });
    await stack.act({ do: 'settle' });
  };
  const byTable = () => stack.sql('UPDATE items SET name = $1 WHERE id = $2', [`table ${id}`, id]);
  if (sheetFirst) await bySheet().then(byTable);
  else {
    await stack.act({ do: 'fault', kind: 'slow', count: 1, ms: 600, on: 'read' });
    await byTable();
    await sleep(50);
    await bySheet();
  }
  await stack.rest({ ms: 60_000 });
  const [{ name }] = await stack.sql('SELECT name FROM items WHERE id = $1', [id]);
  const conflicts = await stack.sql('SELECT winner, sheet_value, table_value FROM gsync.conflict WHERE key = $1 ORDER BY id', [[String(id)]]);
  return { name, conflicts };
}

for (const policy of ['sheet', 'database', 'latest']) {
  test(`two changes of one cell, policy ${policy}: one wins, the other is kept`, async (t) => {
    const stack = await bringUp(t, { data: manyItems(12), table: 'items', key: 'id', policy, set: ['worker.scan_interval=3s'] });
    await stack.rest();
    const { name, conflicts } = await quarrel(stack, { row: 4, sheetFirst: true });
    assert.equal(conflicts.length, 1, JSON.stringify(conflicts));
    assert.deepEqual([conflicts[0].sheet_value, conflicts[0].table_value], ['sheet 3', 'table 3']);
    const winner = conflicts[0].winner;
    assert.equal(name, winner === 'sheet' ? 'sheet 3' : 'table 3');
    if (policy !== 'latest') assert.equal(winner, policy);
  });
}
