import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

const RECOVERY_MS = 60_000;

// The request gets no answer, is given up, sent again, and lands three seconds later on rows that have moved meanwhile: it overwrites and deletes
// by row number what now stands there, and appends a second time.
test('a publish that lands after it was given up is undone, with all that it hit', async (t) => {
  const stack = await bringUp(t, { data: manyItems(8), table: 'items', key: 'id' });
  await stack.rest();
  await stack.act({ do: 'fault', kind: 'late-landing', count: 1, ms: 3000 });
  await stack.sql(`BEGIN;
    UPDATE items SET name = name || '!', price = price * 2 WHERE id IN (5, 6);
    INSERT INTO items (id, name) VALUES (101, 'new'), (102, 'late');
    DELETE FROM items WHERE id = 3;
    UPDATE items SET price = 777 WHERE id = 1;
    COMMIT`);
  const before = await stack.sql('SELECT * FROM items ORDER BY id');

  const whole = async () => {
    const { rows } = await stack.sheet();
    return rows.length === before.length && (await stack.difference()).differences.length === 0 && (await stack.backlog()) === 0;
  };
  await new Promise((resolve) => setTimeout(resolve, 5000));     // the late landing
  await stack.settled(whole, RECOVERY_MS);
  assert.deepEqual(await stack.sql('SELECT * FROM items ORDER BY id'), before, 'the table took nothing of it');
  assert.deepEqual(await stack.sql('SELECT * FROM gsync.rejected'), [], 'and no row is taken for a duplicate');
});
