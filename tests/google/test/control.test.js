/** The control interface over HTTP, and the program itself. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { batch, start } from '../clients.js';

async function post(url, body) {
  const response = await fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

test('every verb', async (t) => {
  const { google, sheet } = await start(t, { rows: [['id', 'name'], [1, 'Lamp'], [2, 'Chair']] });
  const control = async (action) => {
    const { status, body } = await post(google.urls.control_url, action);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const column = () => sheet.values({ startRow: 0, endRow: sheet.lastRow, startColumn: 0, endColumn: 1 }).flat();
  await control({ do: 'type', sheet: 0, cell: 'C2', value: '12.5' });
  assert.equal(sheet.value(1, 2), 12.5);
  await control({ do: 'paste', sheet: 0, cell: 'A4', rows: [['7', 'Lamp'], ['8', '=A4*2']] });
  assert.deepEqual(column(), ['id', 1, 2, 7, 8]);
  const { cells, rows, columns, title } = await control({ do: 'cells', sheet: 0 });
  assert.deepEqual([rows, columns, title], [1000, 26, 'Data']);
  assert.deepEqual(cells.B5, { entered: '=A4*2', effective: 14 });
  assert.deepEqual(cells.B2, { entered: 'Lamp', effective: 'Lamp' });
  assert.equal(Object.keys(cells).length, 11);
  await control({ do: 'clear', range: 'A5:B5' });
  await control({ do: 'insert_rows', row: 2, count: 2 });
  assert.deepEqual(column(), ['id', null, null, 1, 2, 7]);
  await control({ do: 'delete_rows', row: 2, count: 2 });
  await control({ do: 'move_rows', row: 4, count: 1, before: 2 });
  assert.deepEqual(column(), ['id', 7, 1, 2]);
  await control({ do: 'sort', range: 'A2:C4', column: 1, descending: true });
  assert.deepEqual(column(), ['id', 7, 2, 1]);
  await control({ do: 'undo' });
  assert.deepEqual(column(), ['id', 7, 1, 2]);
  await control({ do: 'insert_columns', column: 1, count: 1 });
  assert.equal(sheet.value(0, 1), 'id');
  await control({ do: 'move_columns', column: 2, count: 1, before: 1 });
  assert.equal(sheet.value(0, 0), 'id');
  await control({ do: 'delete_columns', column: 2, count: 1 });
  assert.equal(sheet.value(0, 1), 'name');
  await control({ do: 'rename_tab', title: 'Things' });
  assert.equal(sheet.title, 'Things');
  const { sheet: copy } = await control({ do: 'duplicate_tab' });
  assert.equal(google.workbook.sheet(copy).value(0, 1), 'name');
  await control({ do: 'delete_tab', sheet: copy });
  const added = await control({ do: 'add_tab', title: 'More' });
  assert.equal(google.workbook.sheet(added.sheet).title, 'More');
  await control({ do: 'protect', range: 'A1:B1' });
  assert.equal((await batch(google, [{ updateCells: { start: {}, rows: [{ values: [{}] }], fields: 'note' } }])).status, 400);
  await control({ do: 'note', cell: 'A1', text: 'hello' });
  assert.equal((await control({ do: 'cells' })).cells.A1.note, 'hello');
  await control({ do: 'settle' });
  const requests = await control({ do: 'requests' });
  assert.equal(requests.writes, 1);
  assert.deepEqual(requests.by_method['spreadsheets.batchUpdate'].statuses, { 400: 1 });
  const [call] = requests.calls;
  assert.ok(Math.abs(call.time - Date.now()) < 10000 && call.bytes_in > 10 && call.bytes_out > 10);
});

test('a bad action is a 400 that says what is wrong', async (t) => {
  const { google } = await start(t);
  const cases = [
    ['{', /not JSON/], ['[]', /one JSON object/], [{ do: 'dance' }, /"do" must be one of .*type.*got "dance"/], [{ do: 'type', cell: 'ZZZZ', value: '1' }, /"cell" must be one cell/],
    [{ do: 'type', cell: 'A1', value: {} }, /"value" must be text/], [{ do: 'type', cell: 'A5000', value: 'x' }, /exceeds grid limits/], [{ do: 'type', sheet: 9, cell: 'A1', value: 'x' }, /no tab with sheetId 9/],
    [{ do: 'delete_rows', row: 0 }, /"row" must be a whole number from 1/], [{ do: 'delete_rows', row: 999, count: 5 }, /not all in the grid/], [{ do: 'paste', cell: 'A1', rows: 'x' }, /array of arrays/],
    [{ do: 'fault', kind: 'meteor' }, /"kind" must be one of/], [{ do: 'clock', advance_s: 'soon' }, /seconds/],
  ];
  for (const [action, message] of cases) {
    const { status, body } = await post(google.urls.control_url, action);
    assert.equal(status, 400, JSON.stringify(action));
    assert.match(body.error, message);
  }
});

test('the program: one line of JSON, credentials, data, state', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'stand-in-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const data = join(dir, 'data.csv');
  writeFileSync(data, 'id,name\r\n1,"Lamp, ""big"""\r\n2,00123\n3,\n');
  const server = fileURLToPath(new URL('../server.js', import.meta.url));
  const run = async (...args) => {
    const child = spawn(process.execPath, [server, '--spreadsheet', 'sheet-1', '--credentials', join(dir, 'c.json'), '--state', join(dir, 'state.json'), ...args]);
    const line = await new Promise((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
        if (text.includes('\n')) resolve(text);
      });
      child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    });
    return { child, ...JSON.parse(line) };
  };
  const first = await run('--data', data, '--sheet-title', 'Things');
  assert.deepEqual([first.spreadsheet, first.sheet, first.sheet_title], ['sheet-1', 0, 'Things']);
  assert.equal(JSON.parse(readFileSync(join(dir, 'c.json'))).token_uri, first.token_url);
  const { body } = await post(first.control_url, { do: 'cells' });
  assert.deepEqual([body.cells.B2.entered, body.cells.B3.entered, body.cells.B4], ['Lamp, "big"', 123, undefined]);
  await post(first.control_url, { do: 'type', cell: 'C1', value: '=A2+1' });
  first.child.kill('SIGTERM');
  assert.deepEqual(await once(first.child, 'exit'), [0, null]);
  const second = await run();
  const again = await post(second.control_url, { do: 'cells' });
  assert.deepEqual(again.body.cells.C1, { entered: '=A2+1', effective: 2 });
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');
});
