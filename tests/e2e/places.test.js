import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { liftQuota, plentiful, Tab } from './lib/tab.js';

const TABLE = 'CREATE TABLE items (id integer PRIMARY KEY, name text, price numeric);';
const names = async (tab) => Object.fromEntries((await tab.sql('SELECT id, name FROM items')).map(({ id, name }) => [id, name]));

test('rows are sorted, inserted, moved, cut, copied and emptied: none is doubled, swapped or written to the wrong place', async (t) => {
  const stack = await bringUp(t, { empty: TABLE, ...plentiful });
  await liftQuota(stack);
  const tab = new Tab(stack);
  /** Every row has the name that belongs to its id, on both sides. */
  const sound = async (except = {}) => {
    await tab.rest();
    const held = await names(tab);
    for (const [id, name] of Object.entries(held)) assert.equal(name, except[id] ?? `item ${id}`, `row ${id}`);
    const ids = (await tab.rows()).filter((line) => line.id !== null).map((line) => line._gsync_id);
    assert.equal(new Set(ids).size, ids.length, 'every row has an id of its own');
    assert.ok(ids.every(Boolean));
    return Object.keys(held).length;
  };
  await tab.sql("INSERT INTO items SELECT n, 'item ' || n, 100 - n FROM generate_series(1, 20) n");
  assert.equal(await sound(), 20);

  await t.test('sorted as a whole, and without the hidden column', async () => {
    await tab.act({ do: 'sort', range: 'A2:D21', column: 3 });
    await tab.sql('UPDATE items SET price = price + 1');
    assert.equal(await sound(), 20);
    await tab.act({ do: 'sort', range: 'A2:C21', column: 1, descending: true });
    await tab.sql('UPDATE items SET price = price + 1 WHERE id % 2 = 0');
    assert.equal(await sound(), 20);
    assert.equal((await tab.find({ row: 2 })).id, 20, 'the order is the person\'s');
  });

  for (const [what, on, actions] of [
    ['sorted between read and write', 'write', [{ do: 'sort', range: 'A2:D30', column: 1 }]],
    ['sorted without the hidden column between read and write', 'write', [{ do: 'sort', range: 'A2:C21', column: 3, descending: true }]],
    ['sorted just after the read', 'read', [{ do: 'sort', range: 'A2:D30', column: 2 }]],
    ['rows inserted above between read and write', 'write', [{ do: 'insert_rows', row: 2, count: 3 }]],
    ['rows moved between read and write', 'write', [{ do: 'move_rows', row: 4, count: 5, before: 18 }]],
    ['a row deleted between read and write', 'write', [{ do: 'delete_rows', row: 5, count: 1 }]],
    ['hidden rows and a move just after the read', 'read', [{ do: 'hide_rows', row: 3, count: 4 }, { do: 'move_rows', row: 3, count: 2, before: 12 }]],
  ]) {
    await t.test(`${what}, while rows are updated, deleted and added by SQL`, async () => {
      const before = Object.keys(await names(tab)).length;
      const [{ top }] = await tab.sql('SELECT max(id) AS top FROM items');
      await tab.act({ do: 'meanwhile', on, actions });
      await tab.sql(`BEGIN; UPDATE items SET price = price * 2 WHERE id IN (SELECT id FROM items ORDER BY id LIMIT 6);
        DELETE FROM items WHERE id = (SELECT min(id) FROM items WHERE id > 6); INSERT INTO items VALUES (${top + 1}, 'item ${top + 1}', 1); COMMIT`);
      const after = await sound();
      assert.ok(after === before || /deleted/.test(what) && after >= before - 1, `${before} rows, then ${after}`);
    });
  }

  await t.test('a row cut and pasted over another one: the other is deleted, this one moves', async () => {
    const rows = await tab.rows();
    const [one, other] = [rows[2], rows[6]];
    await tab.act({ do: 'cut', range: `A${one.row}:D${one.row}`, cell: `A${other.row}` });
    await tab.settled(async () => (await tab.sql('SELECT FROM items WHERE id = $1', [other.id])).length === 0);
    await sound();
    assert.equal((await tab.find({ id: one.id })).row, other.row);
    assert.equal(await tab.has({ id: other.id }), false);
  });

  await t.test('a row cut and pasted over another one without the hidden column', async () => {
    const rows = await tab.rows();
    const [one, other] = [rows[2], rows[5]];
    await tab.act({ do: 'cut', range: `A${one.row}:C${one.row}`, cell: `A${other.row}` });
    await tab.settled(async () => (await tab.sql('SELECT FROM items WHERE id = $1', [other.id])).length === 0);
    await sound();
    assert.ok(await tab.has({ id: one.id }), 'it is where it was pasted');
  });

  await t.test('a row copied with its hidden id waits with a note until it has a key of its own', async () => {
    const one = (await tab.rows())[1];
    const row = (await tab.rows()).at(-1).row + 1;
    const before = Object.keys(await names(tab)).length;
    await tab.act({ do: 'copy', range: `A${one.row}:D${one.row}`, cell: `A${row}` });
    await tab.settled(() => tab.note(row, 'id'));
    assert.match(await tab.note(row, 'id'), /Another row has the same id already/);
    assert.deepEqual(await names(tab).then((held) => [Object.keys(held).length, held[one.id]]), [before, one.name], 'the original is untouched');
    await tab.type(row, 'id', '700');
    await tab.type(row, 'name', 'item 700');
    assert.equal(await sound(), before + 1);
    assert.equal(await tab.note(row, 'id'), undefined);
    assert.equal((await tab.find({ id: one.id }))._gsync_id, one._gsync_id);
  });

  await t.test('a row copied with its hidden id and changed at once is a new row', async () => {
    const one = (await tab.rows())[0];
    const row = (await tab.rows()).at(-1).row + 1;
    await tab.act({ do: 'copy', range: `A${one.row}:D${one.row}`, cell: `A${row}` });
    await tab.act({ do: 'paste', cell: `A${row}`, rows: [['701', 'item 701', '7']] });
    await sound();
    assert.ok(await tab.has({ id: 701 }) && await tab.has({ id: one.id, price: one.price }));
  });

  await t.test('undone: a sort, a deleted row, an emptied row, a paste', async () => {
    const before = await names(tab);
    await tab.act({ do: 'sort', range: 'A2:C30', column: 1 });
    await tab.act({ do: 'undo' });
    await sound();
    const { row } = await tab.find({ id: 701 });
    await tab.act({ do: 'delete_rows', row, count: 1 });
    await tab.settled(async () => (await tab.sql('SELECT FROM items WHERE id = 701')).length === 0);
    await tab.act({ do: 'undo' });
    await sound();
    await tab.act({ do: 'clear', range: `A${row}:C${row}` });
    await tab.settled(async () => (await tab.sql('SELECT FROM items WHERE id = 701')).length === 0);
    await tab.act({ do: 'undo' });
    await tab.settled(async () => (await tab.sql('SELECT FROM items WHERE id = 701')).length === 1);
    await sound();
    await tab.act({ do: 'paste', cell: `B${row}`, rows: [['wrong'], ['wrong']] });
    await tab.act({ do: 'undo' });
    await sound();
    assert.deepEqual(await names(tab), before);
  });

  await t.test('an emptied row is a deleted one; what is typed in its place is a new one', async () => {
    const { row, _gsync_id: old } = await tab.find({ id: 700 });
    await tab.act({ do: 'clear', range: `A${row}:C${row}` });
    await tab.settled(async () => (await tab.sql('SELECT FROM items WHERE id = 700')).length === 0 && !(await tab.has({ _gsync_id: old })));
    await tab.rest();
    await tab.act({ do: 'paste', cell: `A${row}`, rows: [['702', 'item 702', '1']] });
    await sound();
    assert.equal((await tab.find({ id: 702 })).row, row);
  });

  await t.test('blank rows between and below, and a row of spaces', async () => {
    const before = Object.keys(await names(tab)).length;
    await tab.act({ do: 'insert_rows', row: 4, count: 2 });
    await tab.act({ do: 'paste', cell: 'A900', rows: [['703', 'item 703', '1']] });
    assert.equal(await sound(), before + 1, 'a row far below is a row like any other');
    await tab.sql("INSERT INTO items VALUES (704, 'item 704', 1)");
    assert.equal(await sound(), before + 2);
    assert.equal((await tab.find({ id: 704 })).row, 901, 'what SQL adds comes below all that is there');
    await tab.act({ do: 'type', cell: 'B4', value: '   ' });
    await tab.settled(() => tab.note(4, 'id'));
    await tab.act({ do: 'clear', range: 'B4' });
    await tab.settled(async () => !(await tab.note(4, 'id')));
    assert.equal(await sound(), before + 2);
  });

  await t.test('notes and totals beside and below are left alone', async () => {
    await tab.act({ do: 'paste', cell: 'F2', rows: [['a remark'], ['=SUM(C:C)']] });
    const last = (await tab.rows()).filter((line) => line.id !== null).at(-1).row;
    await tab.act({ do: 'type', cell: `B${last + 2}`, value: 'Total' });
    await tab.act({ do: 'type', cell: `C${last + 2}`, value: `=SUM(C2:C${last})` });
    await tab.settled(() => tab.note(last + 2, 'id'));
    assert.match(await tab.note(last + 2, 'id'), /must not be empty/, 'a row without a key cannot be in the table, and says why');
    await tab.sql('UPDATE items SET price = 1');
    await tab.settled(async () => (await tab.rows()).filter((line) => line.id !== null).every((line) => line.price === 1));
    const shown = await stack.sheet();
    const total = shown.rows.find(({ row }) => row === last + 2).cells;
    const { n } = (await tab.sql('SELECT count(*)::int AS n FROM items'))[0];
    assert.deepEqual(total.slice(1, 3), ['Total', n]);
    assert.equal(shown.rows.find(({ row }) => row === 2).cells[5], 'a remark');
    assert.equal(shown.rows.filter(({ cells }) => cells[1] === 'Total').length, 1);
    const { cells } = await tab.act({ do: 'cells' });
    assert.match(cells[`C${last + 2}`].entered, /^=SUM/);
    await tab.act({ do: 'clear', range: `B${last + 2}:C${last + 2}` });
    await tab.settled(async () => (await stack.sheet()).notes.size === 0);
    await sound();
  });
});
