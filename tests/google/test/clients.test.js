/** Google's official client and google-spreadsheet, unmodified, against the stand-in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { officialClient, redirectingFetch, start, jwtOf } from '../clients.js';

const movies = [['id', 'name', 'price'], [1, 'Lamp', 9.5], [2, 'Chair', 20], [3, 'Desk', null]];

test('@googleapis/sheets: read, write, append, metadata', async (t) => {
  const { api, id } = await start(t, { rows: movies });
  const got = await api.get({ spreadsheetId: id });
  assert.equal(got.data.sheets[0].properties.title, 'Data');
  assert.equal(got.data.sheets[0].properties.sheetId, 0);
  assert.equal(got.data.sheets[0].data, undefined);

  const values = await api.values.get({ spreadsheetId: id, range: 'Data', valueRenderOption: 'UNFORMATTED_VALUE' });
  assert.equal(values.data.range, 'Data!A1:Z1000');
  assert.deepEqual(values.data.values, [['id', 'name', 'price'], [1, 'Lamp', 9.5], [2, 'Chair', 20], [3, 'Desk']]);

  const update = await api.values.update({ spreadsheetId: id, range: 'C4', valueInputOption: 'USER_ENTERED', requestBody: { values: [['$45.50']] } });
  assert.deepEqual(update.data, { spreadsheetId: id, updatedRange: 'Data!C4', updatedRows: 1, updatedColumns: 1, updatedCells: 1 });
  const read = await api.values.batchGet({ spreadsheetId: id, ranges: ['C4', 'A1:B1'] });
  assert.deepEqual(read.data.valueRanges.map((one) => one.values), [[['$45.50']], [['id', 'name']]]);

  const append = await api.values.append({ spreadsheetId: id, range: 'Data', valueInputOption: 'RAW', requestBody: { values: [[4, 'Sofa', 300]] } });
  assert.equal(append.data.tableRange, 'Data!A1:C4');
  assert.equal(append.data.updates.updatedRange, 'Data!A5:C5');

  const made = await api.batchUpdate({ spreadsheetId: id, requestBody: { requests: [{ createDeveloperMetadata: { developerMetadata: {
    metadataKey: 'gsync', metadataValue: 'price', visibility: 'PROJECT', location: { dimensionRange: { sheetId: 0, dimension: 'COLUMNS', startIndex: 2, endIndex: 3 } },
  } } }] } });
  const { metadataId, location } = made.data.replies[0].createDeveloperMetadata.developerMetadata;
  assert.deepEqual(location, { locationType: 'COLUMN', dimensionRange: { dimension: 'COLUMNS', startIndex: 2, endIndex: 3 } });
  await api.batchUpdate({ spreadsheetId: id, requestBody: { requests: [{ insertDimension: { range: { dimension: 'COLUMNS', startIndex: 0, endIndex: 2 } } }] } });
  const moved = await api.developerMetadata.get({ spreadsheetId: id, metadataId });
  assert.equal(moved.data.location.dimensionRange.startIndex, 4);
  const found = await api.developerMetadata.search({ spreadsheetId: id, requestBody: { dataFilters: [{ developerMetadataLookup: { metadataKey: 'gsync' } }] } });
  assert.equal(found.data.matchedDeveloperMetadata.length, 1);
});

test('@googleapis/sheets: an error arrives with code and message', async (t) => {
  const { api, id } = await start(t);
  await assert.rejects(api.values.get({ spreadsheetId: id, range: 'Nope!A1' }), (error) => {
    assert.equal(error.status, 400);
    assert.match(error.message, /Unable to parse range: Nope!A1/);
    return true;
  });
  await assert.rejects(api.get({ spreadsheetId: 'missing' }), { status: 404 });
});

test('@googleapis/sheets: a read-only scope may not write', async (t) => {
  const { google, id } = await start(t);
  const api = officialClient(google, { scopes: ['https://www.googleapis.com/auth/spreadsheets.readonly'] });
  await api.get({ spreadsheetId: id });
  await assert.rejects(api.values.clear({ spreadsheetId: id, range: 'A1' }), (error) => {
    assert.equal(error.response.data.error.details[0].reason, 'ACCESS_TOKEN_SCOPE_INSUFFICIENT');
    return error.status === 403;
  });
});

test('@googleapis/sheets: an expired token is refused, a new client gets a new one', async (t) => {
  const { google, api, id } = await start(t);
  await api.get({ spreadsheetId: id });
  await google.control({ do: 'clock', advance_s: 3700 });
  await assert.rejects(api.get({ spreadsheetId: id }), { status: 401 });
  await officialClient(google).get({ spreadsheetId: id });
  const { by_method: methods } = await google.control({ do: 'requests' });
  assert.equal(methods.token.count, 2);
  assert.deepEqual(methods['spreadsheets.get'].statuses, { 200: 2, 401: 1 });
});

test('google-spreadsheet: rows and cells', async (t) => {
  const { google, id } = await start(t, { rows: movies });
  const original = globalThis.fetch;
  t.after(() => { globalThis.fetch = original; });
  globalThis.fetch = redirectingFetch(google, original);

  const { GoogleSpreadsheet } = await import('google-spreadsheet');
  const doc = new GoogleSpreadsheet(id, jwtOf(google));
  await doc.loadInfo();
  assert.equal(doc.title, 'gsync test');
  const sheet = doc.sheetsByIndex[0];
  const rows = await sheet.getRows();
  assert.deepEqual(rows.map((row) => row.get('name')), ['Lamp', 'Chair', 'Desk']);
  rows[2].set('price', 45);
  await rows[2].save();
  await sheet.addRow({ id: 4, name: 'Sofa', price: '=1+2' });
  await rows[0].delete();
  assert.deepEqual((await sheet.getRows()).map((row) => row.toObject()), [
    { id: '2', name: 'Chair', price: '20' }, { id: '3', name: 'Desk', price: '45' }, { id: '4', name: 'Sofa', price: '3' },
  ]);
  await sheet.loadCells('A1:C4');
  const cell = sheet.getCell(1, 1);
  assert.equal(cell.value, 'Chair');
  assert.equal(sheet.getCell(3, 2).formula, '=1+2');
  assert.equal(sheet.getCell(3, 2).value, 3);
  cell.value = 'Stool';
  cell.note = 'three legs';
  await sheet.saveUpdatedCells();
  assert.equal(google.workbook.first.value(1, 1), 'Stool');
  assert.equal(google.workbook.first.cell(1, 1).note, 'three legs');
  const added = await doc.addSheet({ title: 'More', headerValues: ['a', 'b'] });
  await added.addRows([{ a: 1, b: 2 }, { a: 3, b: 4 }]);
  assert.equal((await added.getRows()).length, 2);
  await added.resize({ rowCount: 50, columnCount: 5 });
  await added.updateProperties({ title: 'Less' });
  await added.delete();
  assert.equal(google.workbook.sheets.length, 1);
});
