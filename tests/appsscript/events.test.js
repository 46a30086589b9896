/** What an edit becomes on the wire. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { ANN, SECRET, row, setUp } from './harness.js';

const ID = /^[A-Za-z0-9_-]{12,}$/;

test('signs as Standard Webhooks says', async (t) => {
  const { host } = await setUp(t);
  const signature = await host.run('gsyncSign_', SECRET, 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}');
  assert.equal(signature, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('a typed cell', async (t) => {
  const { type, receiver } = await setUp(t, { rows: [row(1, 'Lamp', 9.5, 'abcdefghijkl')] });
  await type('C2', '12.5');
  assert.deepEqual(receiver.problems, []);
  const [event] = receiver.events;
  assert.equal(receiver.events.length, 1);
  assert.ok(Number.isSafeInteger(event.seq) && event.seq > 0);
  assert.ok(Math.abs(Date.parse(event.edited_at) - Date.now()) < 60000);
  assert.deepEqual({ ...event, seq: 0, edited_at: '' }, {
    v: 1, spreadsheet: 'SHEET-1', sheet: 0, seq: 0, kind: 'edit', user: ANN, edited_at: '', header: ['id', 'name', 'price', '_gsync_id@12'],
    edited: { first_column: 3, last_column: 3, typed: 12.5, old: 9.5 }, rows: [{ row: 2, cells: [1, 'Lamp', 12.5, 'abcdefghijkl'] }],
  });
});

test('values keep their types, and typed is what the cell holds', async (t) => {
  const { type, receiver, ann, host } = await setUp(t, { rows: [row(1, 'Lamp', 9.5, 'abcdefghijkl')] });
  for (const [text, value] of [['TRUE', true], ['-0.25', -0.25], ['1e3', 1000], ["'00123", '00123'], ['Größe 😀 "x"\\', 'Größe 😀 "x"\\'], ['50%', 0.5]]) {
    receiver.forget();
    await type('B2', text);
    assert.strictEqual(receiver.events[0].rows[0].cells[1], value, text);
    assert.strictEqual(receiver.events[0].edited.typed, value, text);
  }
  receiver.forget();
  ann.clear('B2');
  await host.settle();
  assert.strictEqual(receiver.events[0].rows[0].cells[1], null);
  assert.strictEqual(receiver.events[0].edited.typed, null);
});

test('typed is the person\'s value where a publish has overwritten it before the script read', async (t) => {
  const { workbook, sheet, host, receiver, ann } = await setUp(t, { rows: [row(1, 'Lamp', 9.5, 'abcdefghijkl')] });
  for (const [text, typed, old] of [['7.25', 7.25, 9.5], ['Desk', 'Desk', 99], ['FALSE', false, 99]]) {
    receiver.forget();
    ann.type('C2', text);
    workbook.transact({ source: 'api' }, () => {
      sheet.put(1, 2, 99);
      sheet.put(0, 3, '_gsync_id@13');
    });
    await host.settle();
    const [event] = receiver.events;
    assert.strictEqual(event.edited.typed, typed);
    assert.strictEqual(event.edited.old, old);
    assert.strictEqual(event.rows[0].cells[2], 99);
    assert.equal(event.header[3], '_gsync_id@13');
  }
});

test('dates are serial numbers on the spreadsheet\'s own wall clock', async (t) => {
  for (const timeZone of ['Etc/GMT', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Africa/Monrovia']) {
    const serials = [45292, 45292.5, 45382.0625, 45382.125, 45599.9375, 45599.104166666664, 2.5, 0.75, 1, -693000.25, -115859, -100000.125, 60000.123, 2958465.999];
    const { sheet, workbook, host, receiver, ann } = await setUp(t, { timeZone, rows: serials.map((_, i) => row(i, 'x', null, `abcdefghijkl${i}`)) });
    workbook.transact({ source: 'api' }, () => serials.forEach((value, i) => sheet.setCell(1 + i, 2, { value, format: { numberFormat: { type: 'DATE_TIME', pattern: 'yyyy-mm-dd hh:mm:ss' } } })));
    ann.paste('B2', serials.map(() => ['y']));
    await host.settle();
    const got = receiver.events[0].rows.map(({ cells }) => cells[2]);
    serials.forEach((serial, i) => assert.ok(Math.abs(got[i] - serial) < 1e-8, `${timeZone}: ${serial} became ${got[i]}`));
    await host.close();
  }
});

test('a time that a clock change skips is told as it stands in the sheet, when it is typed', async (t) => {
  const { type, receiver, sheet, workbook } = await setUp(t, { timeZone: 'Europe/Berlin', rows: [row(4, 'Lamp', null, 'abcdefghijkl')] });
  workbook.transact({ source: 'api' }, () => sheet.setCell(1, 2, { format: { numberFormat: { type: 'DATE_TIME', pattern: 'yyyy-mm-dd hh:mm:ss' } } }));
  await type('C2', '2024-03-31 02:30');
  const [event] = receiver.events;
  assert.deepEqual([event.rows[0].cells[2], event.edited.typed, event.rows[0].dates], [sheet.value(1, 2), sheet.value(1, 2), [3]]);
  receiver.forget();
  await type('C2', '2024-03-31 03:30');
  assert.ok(Math.abs(receiver.events[0].rows[0].cells[2] - sheet.value(1, 2)) < 1e-8);
});

test('half a surrogate pair is told as a replacement character', async (t) => {
  const { type, receiver } = await setUp(t, { rows: [row(4, 'Lamp', 9.5, 'abcdefghijkl')] });
  await type('B2', 'a\ud83d💡');
  assert.equal(receiver.events[0].rows[0].cells[1], 'a\ufffd💡');
});

test('a formula cell is named, its value and an error\'s text are sent', async (t) => {
  const { type, receiver } = await setUp(t, { rows: [row(4, 'Lamp', 9.5, 'abcdefghijkl')] });
  await type('C2', '=A2*3');
  assert.deepEqual(receiver.events[0].rows, [{ row: 2, cells: [4, 'Lamp', 12, 'abcdefghijkl'], formulas: [3] }]);
  assert.equal('typed' in receiver.events[0].edited, false);
  receiver.forget();
  await type('B2', '=1/0');
  assert.deepEqual(receiver.events[0].rows, [{ row: 2, cells: [4, '#DIV/0!', 12, 'abcdefghijkl'], formulas: [2, 3] }]);
});

test('a row that a person adds is given an id, others keep theirs', async (t) => {
  const { type, receiver, id, sheet } = await setUp(t, { rows: [row(1, 'Lamp', 9.5, 'abcdefghijkl')] });
  await type('B3', 'Desk');
  assert.match(id(3), ID);
  assert.deepEqual(receiver.events[0].rows, [{ row: 3, cells: [null, 'Desk', null, id(3)] }]);
  const given = id(3);
  await type('A3', '2');
  assert.equal(id(3), given);
  assert.equal(id(2), 'abcdefghijkl');
  assert.equal(sheet.value(3, 3), null);
});

test('a paste of rows over and below existing ones', async (t) => {
  const { ann, host, receiver, id } = await setUp(t, { rows: [row(1, 'Lamp', 9.5, 'abcdefghijkl')] });
  ann.paste('A2', [['1', 'Sofa'], ['2', 'Desk'], ['', ''], ['4', 'Bed']]);
  await host.settle();
  const [event] = receiver.events;
  assert.deepEqual(event.edited, { first_column: 1, last_column: 2 });
  assert.deepEqual(event.rows.map(({ row: n, cells }) => [n, cells[0], cells[1]]), [[2, 1, 'Sofa'], [3, 2, 'Desk'], [5, 4, 'Bed']]);
  assert.equal(new Set([id(2), id(3), id(5)]).size, 3);
  assert.equal(id(4), null);
});

test('the id column may be anywhere, and is read before the rows', async (t) => {
  const { type, receiver } = await setUp(t, { header: ['_gsync_id', 'name'], rows: [['abcdefghijkl', 'Lamp']] });
  await type('B2', 'Desk');
  assert.deepEqual(receiver.events[0].header, ['_gsync_id', 'name']);
  assert.deepEqual(receiver.events[0].rows[0].cells, ['abcdefghijkl', 'Desk']);
});

test('tabs without an id column are left alone', async (t) => {
  const { ann, host, receiver, workbook } = await setUp(t);
  const { sheetId } = ann.addTab({ title: 'Notes' });
  await host.settle();
  receiver.forget();
  ann.type('A1', 'my _gsync_id', { sheetId });
  ann.type('B5', 'x', { sheetId });
  await host.settle();
  assert.deepEqual(receiver.requests, []);
  assert.equal(workbook.sheet(sheetId).lastColumn, 2);
});

test('an edit of the header or of ids asks for a scan', async (t) => {
  const { type, receiver } = await setUp(t, { rows: [row(1, 'Lamp', 9.5, 'abcdefghijkl')] });
  await type('B1', 'title');
  assert.deepEqual(receiver.events.map(({ kind, header, rows }) => [kind, header[1], rows]), [['structure', 'title', undefined]]);
  receiver.forget();
  await type('D2', 'mnopqrstuvwx');
  assert.deepEqual(receiver.events.map(({ kind }) => kind), ['edit', 'structure']);
});

test('structural changes ask for one scan, formats for none', async (t) => {
  const { ann, host, receiver, workbook } = await setUp(t, { rows: [row(1, 'Lamp', 9.5, 'abcdefghijkl')] });
  for (const act of [() => ann.insertRows(1, 2), () => ann.deleteRows(1, 1), () => ann.insertColumns(1, 1), () => ann.moveRows(1, 1, 4), () => ann.sort('A2:D9', 0), () => ann.addTab(), () => ann.undo()]) {
    receiver.forget();
    act();
    await host.settle();
    assert.deepEqual(receiver.events.map(({ kind, sheet, rows }) => [kind, sheet, rows]), [['structure', 0, undefined]]);
  }
  receiver.forget();
  workbook.emit('change', { user: ANN, changeType: 'FORMAT' });
  await host.settle();
  assert.deepEqual(receiver.requests, []);
  assert.deepEqual(receiver.problems, []);
});

test('a change that onEdit is not told of asks for a scan', async (t) => {
  const { host, receiver, workbook, sheet } = await setUp(t, { rows: [row(1, 'Lamp', 9.5, 'abcdefghijkl')] });
  workbook.transact({ source: 'human' }, () => sheet.put(1, 1, 'Desk'));
  workbook.emit('change', { user: ANN, changeType: 'EDIT' });
  await host.settle();
  assert.deepEqual(receiver.events.map(({ kind }) => kind), ['structure']);
});

test('writes through the API are not sent back', async (t) => {
  const { host, receiver, workbook, sheet } = await setUp(t, { rows: [row(1, 'Lamp', 9.5, 'abcdefghijkl')] });
  workbook.transact({ source: 'api' }, () => sheet.put(1, 1, 'Desk'));
  await host.settle();
  assert.deepEqual(receiver.requests, []);
});
