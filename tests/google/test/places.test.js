/** What people do with places: copying whole rows, and acting between two calls of the API. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batch, start } from '../clients.js';

test('a copied row takes its hidden cells and its formulas along', async (t) => {
  const { google, sheet } = await start(t, { rows: [['id', 'twice', 'hidden'], [1, null, 'x'], [2, null, 'y']] });
  await google.control({ do: 'type', cell: 'B2', value: '=A2*2' });
  await google.control({ do: 'hide_columns', column: 'C', count: 1 });
  await google.control({ do: 'copy', range: 'A2:C2', cell: 'A1000' });
  assert.deepEqual(sheet.values({ startRow: 999, endRow: 1000, startColumn: 0, endColumn: 3 }), [[1, 2, 'x']]);
  assert.equal(sheet.formula(999, 1), '=A1000*2');
  await google.control({ do: 'copy', range: 'A2:C3', cell: 'A1000' });
  assert.equal(sheet.rowCount, 1001, 'the grid grows');
});

test('actions in the moment between two calls', async (t) => {
  const { google, sheet, api } = await start(t, { rows: [['id'], [1], [2]] });
  await google.control({ do: 'meanwhile', on: 'write', actions: [{ do: 'insert_rows', row: 2, count: 1 }] });
  await batch(google, [{ updateCells: { start: { sheetId: 0, rowIndex: 1, columnIndex: 1 }, fields: 'userEnteredValue', rows: [{ values: [{ userEnteredValue: { numberValue: 7 } }] }] } }]);
  assert.deepEqual(sheet.values({ startRow: 0, endRow: 4, startColumn: 0, endColumn: 2 }), [['id', null], [null, 7], [1, null], [2, null]], 'the write lands on the row that stands there now');
  await google.control({ do: 'meanwhile', on: 'read', actions: [{ do: 'type', cell: 'A3', value: '9' }] });
  const { data } = await api.values.get({ spreadsheetId: google.workbook.id, range: 'A3' });
  assert.deepEqual(data.values, [['1']], 'the answer is what was so before');
  assert.equal(sheet.value(2, 0), 9);
});

test('a spreadsheet is full with ten million cells', async (t) => {
  const { google, sheet } = await start(t, { rows: [['id'], [1]] });
  await google.control({ do: 'add_tab', title: 'large', rows: 383_600, columns: 26 });
  const append = (count) => batch(google, [{ appendDimension: { sheetId: sheet.sheetId, dimension: 'ROWS', length: count } }]);
  assert.equal((await append(15)).status, 200);
  const { status, json } = await append(1);
  assert.equal(status, 400);
  assert.match(json.error.message, /above the limit of 10000000 cells/);
});
