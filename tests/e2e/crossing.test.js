import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { sign } from './lib/ingest.js';
import { liftQuota, plentiful, Tab } from './lib/tab.js';

const TABLE = 'CREATE TABLE items (id integer PRIMARY KEY, name text, price numeric);';

/** One edit of one cell, as a script tells it whose queue had to wait: signed today, read at another time. */
async function tellLate({ info }, seq, { header, row, cells, column, typed, edited_at }) {
  const body = JSON.stringify({
    v: 1, spreadsheet: info.spreadsheet, sheet: info.sheet, seq, kind: 'edit', user: 'ann@example.org', edited_at, header, edited: { first_column: column, last_column: column, typed }, rows: [{ row, cells }],
  });
  const { status } = await fetch(info.webhook_url, { method: 'POST', body, headers: sign(body, info) });
  assert.equal(status, 202);
}

test('edits and publishes that cross each other come to rest equal, and no lone edit is lost', async (t) => {
  const stack = await bringUp(t, { empty: TABLE, policy: 'sheet', ...plentiful });
  await liftQuota(stack);
  const tab = new Tab(stack);
  const held = async (id) => (await tab.sql('SELECT name, price::float AS price FROM items WHERE id = $1', [id]))[0];
  const losers = async () => (await tab.sql('SELECT sheet_value, table_value, winner FROM gsync.conflict ORDER BY id'));
  const forget = () => tab.sql('DELETE FROM gsync.conflict');
  await tab.sql("INSERT INTO items SELECT n, 'item ' || n, n FROM generate_series(1, 12) n");
  await tab.rest();

  for (const [what, on] of [['just before a publish of the row lands', 'write'], ['just after the look that precedes it', 'read']]) {
    await t.test(`another cell of the row is edited ${what}`, async () => {
      const { row } = await tab.find({ id: 1 });
      await tab.act({ do: 'meanwhile', on, actions: [{ do: 'type', cell: `B${row}`, value: `typed ${on}` }] });
      await tab.sql('UPDATE items SET price = price + 100 WHERE id = 1');
      await tab.rest();
      assert.equal((await held(1)).name, `typed ${on}`);
      assert.deepEqual(await losers(), []);
    });

    await t.test(`the same cell is edited ${what}: one wins, the other is kept`, async () => {
      const { row } = await tab.find({ id: 2 });
      await tab.act({ do: 'meanwhile', on, actions: [{ do: 'type', cell: `B${row}`, value: `person ${on}` }] });
      await tab.sql('UPDATE items SET name = $1 WHERE id = 2', [`program ${on}`]);
      await tab.rest();
      assert.ok([`person ${on}`, `program ${on}`].includes((await held(2)).name));
      const kept = (await losers()).flatMap((one) => [one.sheet_value, one.table_value]);
      assert.ok(kept.includes(`person ${on}`) && kept.includes(`program ${on}`), `both are kept: ${JSON.stringify(kept)}`);
      await forget();
    });

    await t.test(`and no trigger tells of an edit of another cell ${what}`, async () => {
      const { row } = await tab.find({ id: 3 });
      await tab.act({ do: 'fault', kind: 'drop-trigger', count: 2 });
      await tab.act({ do: 'meanwhile', on, actions: [{ do: 'type', cell: `B${row}`, value: `untold ${on}` }] });
      await tab.sql('UPDATE items SET price = price + 100 WHERE id = 3');
      await tab.settled(async () => (await tab.find({ id: 3 })).price === (await held(3)).price);
      await tab.sql('UPDATE gsync.link SET scan_wanted = now()');        // the next look at the whole tab, minutes later in life
      await tab.settled(async () => (await held(3)).name === `untold ${on}`);
      await tab.act({ do: 'clear_faults' });
      await tab.rest();
      assert.deepEqual(await losers(), []);
    });
  }

  await t.test('two people paste over each other', async () => {
    const { row } = await tab.find({ id: 4 });
    await Promise.all([
      tab.act({ do: 'paste', user: 'ann@example.org', cell: `B${row}`, rows: [['ann', '1'], ['ann', '1'], ['ann', '1']] }),
      tab.act({ do: 'paste', user: 'bob@example.org', cell: `B${row + 1}`, rows: [['bob', '2'], ['bob', '2'], ['bob', '2']] }),
      tab.sql('UPDATE items SET price = 3 WHERE id BETWEEN 4 AND 7'),
    ]);
    await tab.rest();
    assert.deepEqual((await tab.sql('SELECT name FROM items WHERE id BETWEEN 4 AND 7 ORDER BY id')).map(({ name }) => name), ['ann', 'bob', 'bob', 'bob']);
    await forget();
  });

  await t.test('events that come twice, late and out of order', async () => {
    await tab.act({ do: 'fault', kind: 'late-trigger', count: 1, ms: 1500 });
    await tab.type({ id: 8 }, 'name', 'first');
    await tab.act({ do: 'fault', kind: 'double-trigger', count: 1, ms: 700 });
    await tab.type({ id: 8 }, 'name', 'second');
    await tab.act({ do: 'fault', kind: 'double-event', count: 1, ms: 900 });
    await tab.type({ id: 8 }, 'price', '88');
    await tab.sql('UPDATE items SET price = 99 WHERE id = 9');
    await tab.rest();
    assert.deepEqual(await held(8), { name: 'second', price: 88 });
    assert.equal((await tab.find({ id: 8 })).name, 'second');
    await forget();
  });

  await t.test('the script dies between reading and sending: a look finds the edit', async () => {
    await tab.act({ do: 'fault', kind: 'drop-event', count: 3 });
    await tab.type({ id: 10 }, 'name', 'never told');
    await tab.act({ do: 'settle' });
    await tab.sql('UPDATE gsync.link SET scan_wanted = now()');
    await tab.settled(async () => (await held(10)).name === 'never told');
    await tab.act({ do: 'clear_faults' });
    await tab.rest();
  });

  await t.test('an event days late, after SQL has overwritten the cell and deleted another row', async () => {
    const shown = await tab.rows();
    const [one, two] = [shown.find(({ id }) => id === 11), shown.find(({ id }) => id === 12)];
    const header = await tab.header();
    await tab.sql("UPDATE items SET name = 'program' WHERE id = 11; DELETE FROM items WHERE id = 12");
    await tab.rest();
    await forget();
    for (const [seq, line, name] of [[1_000_000, one, 'days ago'], [1_000_001, two, 'ghost']]) {
      await tellLate(stack, seq, { header, row: line.row, cells: [line.id, name, line.price, line._gsync_id], column: 2, typed: name, edited_at: '2026-11-19T10:00:00Z' });
    }
    await tab.settled(async () => (await losers()).length === 2);
    await tab.rest();
    const kept = JSON.stringify(await losers());
    assert.match(kept, /days ago/);
    assert.match(kept, /ghost/);
    assert.equal(await held(12), undefined, 'a deleted row does not come back');
    assert.ok(['program', 'days ago'].includes((await held(11)).name));
  });

  await t.test('a look reads before an edit and is merged after it', async () => {
    const { row } = await tab.find({ id: 6 });
    await tab.act({ do: 'fault', kind: 'slow', count: 1, ms: 1200, on: 'read' });
    await tab.sql('UPDATE gsync.link SET scan_wanted = now()');
    await tab.sql('UPDATE items SET price = 66 WHERE id = 6');
    await new Promise((resolve) => setTimeout(resolve, 300));       // the read is under way
    await tab.act({ do: 'type', cell: `B${row}`, value: 'typed while the look was read' });
    await tab.rest();
    assert.deepEqual(await held(6), { name: 'typed while the look was read', price: 66 });
  });
});
