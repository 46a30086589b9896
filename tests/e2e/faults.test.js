import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

const FAULTS = [
  { kind: '429', count: 3 }, { kind: '500', count: 2 }, { kind: '503-before', count: 2 }, { kind: '503-after', count: 2 },
  { kind: 'html', count: 2 }, { kind: 'cut', count: 2 }, { kind: 'slow', count: 2, ms: 800 }, { kind: 'token', count: 1 },
  { kind: 'late-landing', count: 1, ms: 1500 }, { kind: 'drop-trigger', count: 2 }, { kind: 'drop-event', count: 2 },
];

test('whatever Google does, both sides are equal in the end', async (t) => {
  const stack = await bringUp(t, { data: manyItems(80), table: 'items', key: 'id', set: ['worker.scan_interval=4s'] });
  let round = 0;
  for (const fault of FAULTS) {
    await t.test(`${fault.kind} ×${fault.count}`, async () => {
      round++;
      await stack.rest();
      await stack.act({ do: 'fault', ...fault });
      await stack.sql('UPDATE items SET price = $1, name = $2 WHERE id BETWEEN 10 AND 40', [round, `from SQL ${round}`]);
      await stack.sql('INSERT INTO items (id, name) VALUES ($1, $2)', [1000 + round, `inserted ${round}`]);
      await stack.sql('DELETE FROM items WHERE id = $1', [round]);
      await stack.act({ do: 'type', cell: 'C60', value: String(round) });
      await stack.act({ do: 'paste', cell: 'D62', rows: [[String(round)], [String(round + 1)], [String(round + 2)]] });
      await stack.rest({ ms: 90_000 });
      await stack.act({ do: 'clear_faults' });
      const [{ n }] = await stack.sql('SELECT count(*)::int AS n FROM items WHERE id >= 1000');
      assert.equal(n, round, 'rows that were inserted are there once');
      const [{ edited }] = await stack.sql('SELECT count(*)::int AS edited FROM items WHERE stock IN ($1, $2, $3)', [round, round + 1, round + 2]);
      assert.ok(edited >= 3, 'what was pasted has arrived');
    });
  }
});
