import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { committedAt, landedAt } from '../lib/latency.js';
import { manyItems } from './lib/items.js';

const SAMPLES = 8;
const GENEROUS_MS = 10_000;

const spread = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  return `median ${sorted[sorted.length >> 1]} ms, worst ${sorted[sorted.length - 1]} ms of ${sorted.length}`;
};

test('how long a change takes (reported; the bound is only a sanity check)', async (t) => {
  const stack = await bringUp(t, { data: manyItems(40), table: 'items', key: 'id' });
  await stack.rest();

  await t.test('a typed cell until its row is committed', async () => {
    const times = [];
    for (let i = 0; i < SAMPLES; i++) {
      const start = Date.now();
      await stack.act({ do: 'type', cell: `B${i + 2}`, value: `typed at ${start}` });
      times.push(await committedAt(stack, { column: 'name', value: `typed at ${start}` }) - start);
      await stack.rest();
    }
    t.diagnostic(`typed → committed: ${spread(times)}`);
    assert.ok(times.every((ms) => ms < GENEROUS_MS), times.join(' '));
  });

  await t.test('a commit until the request is on its way, and until the cell shows it', async () => {
    const sent = [];
    const shown = [];
    for (let i = 0; i < SAMPLES; i++) {
      const start = Date.now();
      await stack.sql('UPDATE items SET stock = $1 WHERE id = $2', [10_000 + i, i + 1]);
      const landed = await landedAt(stack, start);
      sent.push(landed.sent - start);
      shown.push(landed.answered - start);
      await stack.rest();
    }
    t.diagnostic(`commit → request: ${spread(sent)}; → in the sheet: ${spread(shown)}`);
    assert.ok(shown.every((ms) => ms < GENEROUS_MS), shown.join(' '));
  });
});
