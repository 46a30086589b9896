import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

const QUIET_MS = 2000;

test('a change ends: neither side answers it with another one', async (t) => {
  const stack = await bringUp(t, { data: manyItems(60), table: 'items', key: 'id' });
  const changes = {
    'nothing at all, after the first sync': async () => {},
    'a typed cell': () => stack.act({ do: 'type', cell: 'B3', value: 'typed' }),
    'a pasted block': () => stack.act({ do: 'paste', cell: 'B5', rows: Array.from({ length: 20 }, (_, i) => [`pasted ${i}`, String(i)]) }),
    'a row typed in the sheet': () => stack.act({ do: 'paste', cell: 'A62', rows: [['500', 'new', '1']] }),
    'an UPDATE': () => stack.sql('UPDATE items SET price = price + 1 WHERE id < 20'),
    'an UPDATE that changes nothing': () => stack.sql('UPDATE items SET price = price'),
    'an INSERT': () => stack.sql(`INSERT INTO items (id, name) VALUES (600, 'from SQL')`),
    'a DELETE': () => stack.sql('DELETE FROM items WHERE id = 7'),
    'a deleted row of the sheet': () => stack.act({ do: 'delete_rows', row: 4, count: 1 }),
  };
  for (const [name, change] of Object.entries(changes)) {
    await t.test(name, async () => {
      await change();
      await stack.rest();
      const before = await stack.calls();
      const [{ n: history }] = await stack.sql('SELECT count(*)::int AS n FROM gsync.history');
      await sleep(QUIET_MS);
      assert.deepEqual(await stack.calls(), before);
      assert.equal((await stack.sql('SELECT count(*)::int AS n FROM gsync.history'))[0].n, history);
    });
  }
});
