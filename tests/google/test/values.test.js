/** What reading and writing look like: trimmed values, masks, clearing, growth. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batch, call, start } from '../clients.js';

const value = (v) => ({ userEnteredValue: typeof v === 'number' ? { numberValue: v } : typeof v === 'boolean' ? { boolValue: v } : { stringValue: v } });
const row = (...values) => ({ values: values.map((v) => (v === null ? {} : value(v))) });

test('values are trimmed: no values key, [] for inner empty rows, "" for gaps', async (t) => {
  const { google, id } = await start(t, { rows: [['a', null, 'c', null], [null, null], [null, 'x']] });
  const get = async (range, query = '') => (await call(google, `/v4/spreadsheets/${id}/values/${range}${query}`)).json;
  assert.deepEqual(await get('Data!A1:D6'), { range: 'Data!A1:D6', majorDimension: 'ROWS', values: [['a', '', 'c'], [], ['', 'x']] });
  assert.deepEqual(await get('Data!H1:J9'), { range: 'Data!H1:J9', majorDimension: 'ROWS' });
  assert.deepEqual(await get('Data!A1:C3', '?majorDimension=COLUMNS'), { range: 'Data!A1:C3', majorDimension: 'COLUMNS', values: [['a'], ['', '', 'x'], ['c']] });
  assert.equal((await get('Data')).range, 'Data!A1:Z1000');
  assert.equal((await get('B:B')).range, 'Data!B1:B1000');
  assert.equal((await get('Data!2:3')).range, 'Data!A2:Z3');
  assert.equal((await get('Data!A1:C5000')).range, 'Data!A1:C1000');
});

test('titles that need quotes', async (t) => {
  const { google, id } = await start(t, { sheetTitle: "Bob's tab", rows: [['x']] });
  const got = await call(google, `/v4/spreadsheets/${id}/values/${encodeURIComponent("'Bob''s tab'!A1")}`);
  assert.deepEqual(got.json, { range: "'Bob''s tab'!A1", majorDimension: 'ROWS', values: [['x']] });
});

test('render options', async (t) => {
  const { google, id, sheet } = await start(t);
  const person = google.workbook.as();
  person.paste('A1', [['12.5%', '2024-01-31', '$1,234.50', '=A1*2', 'TRUE', "'00123", '=1/0', '14:30']]);
  const get = async (query) => (await call(google, `/v4/spreadsheets/${id}/values/A1:H1?${query}`)).json.values[0];
  assert.deepEqual(await get(''), ['12.50%', '2024-01-31', '$1,234.50', '0.25', 'TRUE', '00123', '#DIV/0!', '14:30']);
  assert.deepEqual(await get('valueRenderOption=UNFORMATTED_VALUE'), [0.125, 45322, 1234.5, 0.25, true, '00123', '#DIV/0!', 14.5 / 24]);
  assert.deepEqual(await get('valueRenderOption=UNFORMATTED_VALUE&dateTimeRenderOption=FORMATTED_STRING'), [0.125, '2024-01-31', 1234.5, 0.25, true, '00123', '#DIV/0!', '14:30']);
  assert.deepEqual((await get('valueRenderOption=FORMULA')).slice(3, 7), ['=A1*2', true, '00123', '=1/0']);
  assert.equal(sheet.cell(0, 6).value.message, 'Function DIVIDE parameter 2 cannot be zero.');
});

test('get with a field mask: entered and effective, nothing else', async (t) => {
  const { google, id } = await start(t, { rows: [['a', 1], [null, null], ['b']] });
  google.workbook.as().type('B3', '=B1+1');
  const fields = 'sheets(properties,data(startRow,startColumn,rowData.values(userEnteredValue,effectiveValue)))';
  const got = await call(google, `/v4/spreadsheets/${id}?ranges=Data!A1:C9&fields=${encodeURIComponent(fields)}`);
  assert.deepEqual(got.json, {
    sheets: [{
      properties: { sheetId: 0, title: 'Data', index: 0, sheetType: 'GRID', gridProperties: { rowCount: 1000, columnCount: 26 } },
      data: [{ rowData: [
        { values: [{ userEnteredValue: { stringValue: 'a' }, effectiveValue: { stringValue: 'a' } }, { userEnteredValue: { numberValue: 1 }, effectiveValue: { numberValue: 1 } }] },
        {},
        { values: [{ userEnteredValue: { stringValue: 'b' }, effectiveValue: { stringValue: 'b' } }, { userEnteredValue: { formulaValue: '=B1+1' }, effectiveValue: { numberValue: 2 } }] },
      ] }],
    }],
  });
});

test('getByDataFilter: several ranges in one read', async (t) => {
  const { google, id } = await start(t, { rows: [['h', 'i'], [1, 2], [3, 4], [5, 6]] });
  const got = await call(google, `/v4/spreadsheets/${id}:getByDataFilter?fields=properties.title,sheets(properties.sheetId,data(startRow,startColumn,rowData.values.userEnteredValue))`, {
    method: 'POST', body: { dataFilters: [{ gridRange: { sheetId: 0, startRowIndex: 0, endRowIndex: 1 } }, { gridRange: { startRowIndex: 2, startColumnIndex: 1, endColumnIndex: 2 } }] },
  });
  assert.deepEqual(got.json, {
    properties: { title: 'gsync test' },
    sheets: [{ properties: { sheetId: 0 }, data: [
      { rowData: [{ values: [value('h'), value('i')] }] },
      { startRow: 2, startColumn: 1, rowData: [{ values: [value(4)] }, { values: [value(6)] }] },
    ] }],
  });
});

test('updateCells: text stays text, notes, clearing what rows do not cover', async (t) => {
  const { google, sheet } = await start(t, { rows: [['a', 'b', 'c'], ['d', 'e', 'f'], ['g', 'h', 'i']] });
  await batch(google, [{ updateCells: { start: { rowIndex: 0, columnIndex: 0 }, rows: [{ values: [{ ...value('=1+1'), note: 'look' }, {}] }], fields: 'userEnteredValue,note' } }]);
  assert.equal(sheet.value(0, 0), '=1+1');
  assert.equal(sheet.formula(0, 0), undefined);
  assert.equal(sheet.cell(0, 0).note, 'look');
  assert.equal(sheet.value(0, 1), null, 'an empty CellData clears');
  assert.equal(sheet.value(0, 2), 'c', 'start: nothing beyond the given values');
  await batch(google, [{ updateCells: { range: { startRowIndex: 0, endRowIndex: 2, startColumnIndex: 0, endColumnIndex: 3 }, rows: [row('x')], fields: 'userEnteredValue' } }]);
  assert.deepEqual(sheet.values({ startRow: 0, endRow: 3, startColumn: 0, endColumn: 3 }), [['x', null, null], [null, null, null], ['g', 'h', 'i']]);
  assert.equal(sheet.cell(0, 0).note, 'look', 'fields=userEnteredValue leaves the note');
});

test('updateCells: number formats by mask, kept by value writes', async (t) => {
  const { google, sheet } = await start(t);
  const format = { numberFormat: { type: 'TEXT', pattern: '@' } };
  await batch(google, [{ repeatCell: { range: { startColumnIndex: 1, endColumnIndex: 2 }, cell: { userEnteredFormat: format }, fields: 'userEnteredFormat.numberFormat' } }]);
  google.workbook.as().type('B5', '00123');
  assert.equal(sheet.value(4, 1), '00123');
  await batch(google, [{ updateCells: { start: { rowIndex: 4, columnIndex: 1 }, rows: [row(7)], fields: 'userEnteredValue' } }]);
  assert.deepEqual(sheet.cell(4, 1).format, format);
  google.workbook.as().insertRows(5, 1);
  google.workbook.as().type('B6', '007');
  assert.equal(sheet.value(5, 1), '007', 'inserted rows inherit the format');
});

test('appendCells: after the last row with data anywhere, and the grid grows', async (t) => {
  const { google, sheet } = await start(t, { rows: [['a'], [null, 'far down']] });
  await batch(google, [{ updateCells: { start: { rowIndex: 998, columnIndex: 20 }, rows: [row('last')], fields: 'userEnteredValue' } }]);
  const got = await batch(google, [{ appendCells: { rows: [row(1), row(2), row(3)], fields: 'userEnteredValue' } }]);
  assert.deepEqual(got.json.replies, [{}]);
  assert.equal(sheet.rowCount, 1002);
  assert.deepEqual([998, 999, 1000, 1001].map((i) => sheet.value(i, 0)), [null, 1, 2, 3]);
});

test('deleteDimension shrinks the grid; deletes in one batch see each other', async (t) => {
  const { google, sheet } = await start(t, { rows: [['h'], [1], [2], [3], [4]] });
  await batch(google, [
    { deleteDimension: { range: { dimension: 'ROWS', startIndex: 3, endIndex: 4 } } },
    { deleteDimension: { range: { dimension: 'ROWS', startIndex: 1, endIndex: 2 } } },
    { appendCells: { rows: [row('new')], fields: 'userEnteredValue' } },
  ]);
  assert.equal(sheet.rowCount, 998);
  assert.deepEqual(sheet.values({ startRow: 0, endRow: 5, startColumn: 0, endColumn: 1 }).flat(), ['h', 2, 4, 'new', null]);
});

test('values.append shifts columns after a gap', async (t) => {
  const { google, id } = await start(t, { rows: [['x', null, 'z']] });
  const got = await call(google, `/v4/spreadsheets/${id}/values/Data:append?valueInputOption=RAW`, { method: 'POST', body: { values: [[1, 2, 3]] } });
  assert.equal(got.json.updates.updatedRange, 'Data!C2:E2');
});

test('gzip only for who asks twice; prettyPrint', async (t) => {
  const { google, id } = await start(t);
  const get = (headers, query = '') => call(google, `/v4/spreadsheets/${id}${query}`, { headers });
  assert.equal((await get({ 'accept-encoding': 'gzip', 'user-agent': 'me' })).headers.get('content-encoding'), null);
  assert.equal((await get({ 'accept-encoding': 'gzip', 'user-agent': 'me (gzip)' })).headers.get('content-encoding'), 'gzip');
  assert.match((await get({})).text, /^\{\n {2}"spreadsheetId"/);
  assert.match((await get({}, '?prettyPrint=false')).text, /^\{"spreadsheetId":[^\n]*\}\n$/);
});

test('sorting, moving, hiding, tabs', async (t) => {
  const { google, sheet } = await start(t, { rows: [['n'], [3], ['b'], [1], [null], [true]] });
  await batch(google, [{ sortRange: { range: { startRowIndex: 1, endRowIndex: 6, startColumnIndex: 0, endColumnIndex: 1 }, sortSpecs: [{ dimensionIndex: 0, sortOrder: 'ASCENDING' }] } }]);
  assert.deepEqual(sheet.values({ startRow: 1, endRow: 6, startColumn: 0, endColumn: 1 }).flat(), [1, 3, 'b', true, null]);
  await batch(google, [{ moveDimension: { source: { dimension: 'ROWS', startIndex: 1, endIndex: 2 }, destinationIndex: 4 } }]);
  assert.deepEqual(sheet.values({ startRow: 1, endRow: 5, startColumn: 0, endColumn: 1 }).flat(), [3, 'b', 1, true]);
  await batch(google, [{ updateDimensionProperties: { range: { dimension: 'COLUMNS', startIndex: 3, endIndex: 4 }, properties: { hiddenByUser: true }, fields: 'hiddenByUser' } }]);
  assert.equal(sheet.isHidden('COLUMNS', 3), true);
  const got = await batch(google, [{ duplicateSheet: { sourceSheetId: 0, newSheetName: 'Twin', newSheetId: 7, insertSheetIndex: 1 } }, { updateSheetProperties: { properties: { sheetId: 7, gridProperties: { frozenRowCount: 1 } }, fields: 'gridProperties.frozenRowCount' } }]);
  assert.deepEqual(got.json.replies[0].duplicateSheet.properties, { sheetId: 7, title: 'Twin', index: 1, sheetType: 'GRID', gridProperties: { rowCount: 1000, columnCount: 26 } });
  assert.equal(google.workbook.sheet(7).frozenRowCount, 1);
  assert.equal(google.workbook.sheet(7).value(1, 0), 3);
});

test('snake_case names and numbers as text are accepted, nulls ignored', async (t) => {
  const { google, sheet } = await start(t);
  const got = await batch(google, [{ update_cells: { start: { row_index: '1', columnIndex: null }, rows: [{ values: [{ user_entered_value: { number_value: '4.5', stringValue: null } }] }], fields: 'user_entered_value' } }]);
  assert.equal(got.status, 200);
  assert.equal(sheet.value(1, 0), 4.5);
});
