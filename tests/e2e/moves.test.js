import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../lib/database.js';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

const ROWS = 150;
const between = (low, high) => low + Math.floor(Math.random() * (high - low));

/** A row that has a key: one that was just inserted has none, and a name alone would be refused. */
async function filledRow(stack) {
  const filled = (await stack.sheet()).rows.filter(({ cells }) => cells[0] !== null && cells[0] !== undefined);
  return filled[between(0, filled.length)].row;
}

test('rows and columns are moved, sorted and inserted while SQL changes the same rows', async (t) => {
  const stack = await bringUp(t, { data: manyItems(ROWS), table: 'items', key: 'id', set: ['worker.scan_interval=2s'] });
  await stack.rest();
  let running = true;
  const client = await connect(stack.info.conninfo);
  t.after(() => client.end());
  const programs = async () => {
    for (let i = 0; running; i++) {
      await client.query('UPDATE items SET price = $1, stock = stock + 1 WHERE id % 10 = $2', [i, i % 10]);
      await sleep(between(30, 120));
    }
  };
  const moves = [
    () => ({ do: 'move_rows', row: between(2, ROWS), count: 3, before: between(2, ROWS) }),
    () => ({ do: 'sort', range: `A2:Z${ROWS + 20}`, column: between(1, 5), descending: Math.random() < 0.5 }),
    () => ({ do: 'insert_rows', row: between(2, ROWS), count: 2 }),
    async () => ({ do: 'type', cell: `B${await filledRow(stack)}`, value: `typed ${between(1, 1000)}` }),
  ];
  const people = async () => {
    for (let i = 0; i < 40; i++) {
      await stack.act(await moves[i % moves.length]()).catch((error) => {
        if (!/400/.test(error.message)) throw error;
      });
      await sleep(between(20, 150));
    }
    running = false;
  };
  await Promise.all([programs(), people()]);
  await stack.rest({ ms: 90_000 });
  const [{ n }] = await stack.sql('SELECT count(*)::int AS n FROM items WHERE id <= $1', [ROWS]);
  assert.equal(n, ROWS, 'no row was lost');

  await t.test('a program that locks the same rows in another order is never ended for it', async () => {
    const rows = (await stack.sheet()).rows.filter(({ cells }) => cells[0] >= 1 && cells[0] <= ROWS).slice(0, 12);
    const ids = rows.map(({ cells }) => cells[0]);
    let pasting = true;
    const pastes = (async () => {
      for (let i = 0; pasting; i++) {
        await stack.act({ do: 'paste', cell: `C${rows[0].row}`, rows: rows.map(() => [String(5000 + i)]) });
        await stack.control.do({ do: 'settle' });
      }
    })();
    for (let i = 0; i < 60; i++) {
      const order = i % 2 ? ids : [...ids].reverse();
      await client.query('BEGIN');
      for (const id of order) {
        await client.query('UPDATE items SET stock = stock + 1 WHERE id = $1', [id]);
        await sleep(between(0, 12));
      }
      await client.query('COMMIT');
    }
    pasting = false;
    await pastes;
    await stack.rest({ ms: 60_000 });
    const [{ deadlocks }] = await stack.sql('SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()');
    assert.equal(deadlocks, 0, 'gsync gave way before PostgreSQL had to choose');
  });

  await t.test('a renamed and a moved column stay what they are', async () => {
    await stack.act({ do: 'move_columns', column: 'C', count: 1, before: 'B' });
    await stack.sql('UPDATE items SET price = 4242 WHERE id = 1');
    await stack.rest({ ms: 60_000 });
    const { header, rows } = await stack.sheet();
    assert.equal(header[1], 'price');
    assert.ok(rows.some(({ cells }) => cells[1] === 4242));
  });
});
