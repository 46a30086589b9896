import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

const ROUNDS = 8;
const between = (low, high) => low + Math.floor(Math.random() * (high - low));

test('kill -9 of either daemon at any moment loses nothing and does nothing twice', async (t) => {
  const stack = await bringUp(t, { data: manyItems(120), table: 'items', key: 'id', set: ['worker.scan_interval=3s'] });
  await stack.sql('CREATE TABLE seen (name text); CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN INSERT INTO public.seen VALUES (new.name); RETURN NULL; END $$');
  await stack.sql('CREATE TRIGGER see AFTER INSERT ON items FOR EACH ROW EXECUTE FUNCTION see()');
  let running = true;
  const typed = [];
  const people = async () => {
    for (let i = 0; running; i++) {
      const name = `typed ${i}`;
      if (i % 3 === 0) {
        await stack.act({ do: 'paste', cell: `A${122 + typed.length}`, rows: [[String(1000 + i), name, '1', '1']] });
        typed.push(name);
      } else await stack.act({ do: 'type', cell: `B${between(2, 122)}`, value: name });
      await sleep(between(5, 60));
    }
  };
  const programs = async () => {
    const { connect } = await import('../lib/database.js');
    const client = await connect(stack.info.conninfo);
    for (let i = 0; running; i++) {
      await client.query('UPDATE items SET stock = $1 WHERE id = $2', [i, between(1, 121)]);
      await sleep(between(5, 60));
    }
    await client.end();
  };
  const trouble = async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(between(200, 900));
      const victim = Math.random() < 0.5 ? 'gsync-worker' : 'gsync-fcgi';
      await stack.kill(victim);
      await sleep(between(0, 400));
      await stack.restart(victim);
    }
    running = false;
  };
  await Promise.all([people(), programs(), trouble()]);
  const { cells } = await stack.rest({ ms: 90_000 });
  assert.ok(cells >= 120 * 4);
  const inserted = (await stack.sql('SELECT name FROM seen')).map(({ name }) => name).sort();
  assert.deepEqual(inserted, [...new Set(inserted)], 'no row was inserted twice');
  const [{ n }] = await stack.sql('SELECT count(*)::int AS n FROM items WHERE id >= 1000');
  assert.equal(n, typed.length, 'every row that was typed is in the table');
});
