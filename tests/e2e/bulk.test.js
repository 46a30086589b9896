import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

test('many changes cost few write calls', async (t) => {
  const stack = await bringUp(t, { data: manyItems(2000), table: 'items', key: 'id' });
  await stack.rest();

  const writesOf = async (change) => {
    const before = await stack.calls();
    await change();
    await stack.rest();
    return (await stack.calls()).writes - before.writes;
  };

  await t.test('an UPDATE of every row: at most 3', async () => {
    const writes = await writesOf(() => stack.sql(`UPDATE items SET price = price + 1, name = name || ' *', stock = stock + 1`));
    assert.ok(writes >= 1 && writes <= 3, `${writes} write calls`);
  });

  await t.test('a thousand updates of one row: at most 2', async () => {
    // each its own transaction, all within a second: without waiting for the disk, and without a round trip for each
    const writes = await writesOf(() => stack.sql(`
      DO $$ BEGIN PERFORM set_config('synchronous_commit', 'off', false); FOR i IN 0..999 LOOP UPDATE items SET stock = i WHERE id = 5; COMMIT; END LOOP; END $$`));
    assert.ok(writes >= 1 && writes <= 2, `${writes} write calls`);
    assert.equal((await stack.sheet()).rows[4].cells[3], 999);
  });

  await t.test('a paste of 500 rows reaches the table whole', async () => {
    await stack.act({ do: 'paste', cell: 'B2', rows: Array.from({ length: 500 }, (_, i) => [`pasted ${i}`, String(i / 4)]) });
    await stack.rest();
    const [{ n }] = await stack.sql(`SELECT count(*)::int AS n FROM items WHERE name LIKE 'pasted %' AND price = substr(name, 8)::numeric / 4`);
    assert.equal(n, 500);
  });
});
