import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

test('two tabs of one spreadsheet, each with its table', async (t) => {
  const stack = await bringUp(t, { data: manyItems(5), table: 'items', key: 'id' });
  const prices = await stack.link({ ddl: 'CREATE TABLE prices (id int PRIMARY KEY, price numeric, name text)', rows: [['id', 'price', 'name'], [1, 2.5, 'a'], [2, 3, '007']] });
  assert.deepEqual(await prices.sql('SELECT id, price::text, name FROM prices ORDER BY id'), [{ id: 1, price: '2.5', name: 'a' }, { id: 2, price: '3', name: '7' }]);

  await Promise.all([
    prices.act({ do: 'type', cell: 'B2', value: '9' }), stack.act({ do: 'type', cell: 'B2', value: 'typed' }),
    stack.sql("INSERT INTO prices VALUES (3, 1, 'x')"), stack.sql('UPDATE items SET price = 8 WHERE id = 5'),
  ]);
  await prices.rest();
  await stack.rest();
  const [{ n }] = await stack.sql("SELECT count(*)::int AS n FROM prices p, items i WHERE p.id = 1 AND p.price = 9 AND i.id = 1 AND i.name = 'typed'");
  assert.equal(n, 1);
});
