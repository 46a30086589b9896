/** What the sidebar is told, and what it costs. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { row, setUp } from './harness.js';

const MINUTE = 60000;
const OWN = 3;
const rowsOf = (count) => Array.from({ length: count }, (_, i) => row(i + 1, `Item ${i + 1}`, i / 4, `abcdefghijkl${i}`));
const view = (host, marks = '') => host.run('gsyncView', marks);

/** A publish as the worker's: notes, and the header that counts them. */
function publish({ workbook, sheet }, number, notes, count = Object.keys(notes).length) {
  workbook.transact({ source: 'api' }, () => {
    for (const [place, note] of Object.entries(notes)) sheet.setCell(...place.split(':').map(Number), { note });
    sheet.put(0, OWN, `_gsync_id@${number} 2026-11-22T10:00:00Z ${count}`);
  });
}

test('cells that were not accepted are where the notes are, with their reason; other notes are people\'s', async (t) => {
  const world = await setUp(t, { rows: rowsOf(9) });
  publish(world, 13, { '3:2': 'gsync: "cheap" is not a number.\nWrite it as 1.5.\nCorrect it here: that is enough, and this note goes away.', '5:1': 'ask Bob', '8:2': 'gsync: No.\ngsync: And no.' }, 2);
  const { rejected, tabs, level, headline } = await view(world.host);
  assert.deepEqual(rejected.cells.map(({ place, header, reason, id }) => [place, header, reason, id]), [
    ['C4', 'price', '"cheap" is not a number. Write it as 1.5.', 'abcdefghijkl2'], ['C9', 'price', 'No. And no.', 'abcdefghijkl7'],
  ]);
  assert.deepEqual([rejected.total, rejected.complete, level, headline], [2, true, 'warn', '2 cells were not accepted']);
  assert.deepEqual(tabs, [{ sheet: 0, name: 'Products', publish: 13, written_at: '2026-11-22T10:00:00Z', notes: 2 }]);
});

test('a click goes to the cell, wherever its row and column are; a row that is gone is said to be', async (t) => {
  const world = await setUp(t, { rows: rowsOf(9) });
  const { host, ann } = world;
  publish(world, 13, { '3:2': 'gsync: No.' });
  const [cell] = (await view(host)).rejected.cells;
  const selected = async () => {
    await host.run('gsyncSelect', cell);
    const { row: at, column } = host.ui.activated.at(-1);
    return [at, column];
  };
  assert.deepEqual(await selected(), [4, 3]);
  ann.insertRows(1, 2);
  ann.moveColumns(2, 1, 1);
  assert.deepEqual(await selected(), [6, 2]);
  ann.deleteRows(5, 1);
  await assert.rejects(host.run('gsyncSelect', cell), { message: 'This cell is not there any more.' });
  await host.settle();
});

test('notes are read only when a publish may have left some', async (t) => {
  const world = await setUp(t, { rows: rowsOf(9) });
  const { host } = world;
  const reads = async (marks) => {
    host.calls = {};
    const answer = await view(host, marks);
    return [host.calls['sheets.read'], answer];
  };
  publish(world, 13, {}, 0);
  const [header, { marks, rejected }] = await reads('');
  assert.deepEqual(rejected, { cells: [], total: 0, complete: true });
  publish(world, 14, { '3:2': 'gsync: No.' });
  const [searched, found] = await reads(marks);
  assert.equal(found.rejected.cells.length, 1);
  assert.ok(searched > header);
  const [again, same] = await reads(found.marks);
  assert.equal(same.rejected, null);
  assert.equal(again, 1, 'one header');
  assert.equal(host.calls['locks.acquire'], undefined, 'looking keeps nobody waiting');
});

test('very many are listed in part, and counted as the server counted them', async (t) => {
  const world = await setUp(t, { rows: rowsOf(200) });
  publish(world, 13, Object.fromEntries(Array.from({ length: 180 }, (_, i) => [`${i + 1}:2`, 'gsync: No.'])));
  const { rejected } = await view(world.host);
  assert.deepEqual([rejected.cells.length, rejected.total, rejected.complete], [100, 180, false]);
});

test('a script that Google does not run any more is said to, and whoever clicks starts it in their own name', async (t) => {
  const { host, receiver, type, advance } = await setUp(t, { rows: rowsOf(9) });
  await type('B2', 'before');
  await advance(MINUTE);
  host.triggers.list = [];
  await advance(30 * MINUTE);
  const { level, advice, restart } = await view(host);
  assert.deepEqual([level, restart, /in the name of owner@example.org/.test(advice)], ['bad', true, true]);
  receiver.forget();
  const after = (await host.runAs('ann@example.org', 'gsyncViewAfterRestart'));
  assert.deepEqual([after.level, after.by], ['good', 'ann@example.org']);
  assert.deepEqual(receiver.events.map(({ kind }) => kind), ['structure'], 'what was missed is compared');
  await type('B3', 'after');
  assert.equal(receiver.edits.length, 1);
});

test('in words: nothing linked, the server away, the quota', async (t) => {
  const away = await setUp(t, { rows: rowsOf(3) });
  away.receiver.answer = () => ({ code: 503 });
  await away.type('B2', 'waits');
  const { level, headline, advice } = await view(away.host);
  assert.deepEqual([level, headline], ['warn', 'The server does not answer']);
  assert.match(advice, /^Nothing is lost: 1 change waits here\. It is tried again within a minute/);
  const bare = await setUp(t, { header: ['id', 'name'] });
  assert.match((await view(bare.host)).headline, /no tab is linked/);
  const off = await setUp(t, { connect: false });
  const { connected, rejected, reconnect } = await view(off.host);
  assert.deepEqual([connected, rejected, reconnect], [false, { cells: [], total: 0, complete: true }, true]);
});
