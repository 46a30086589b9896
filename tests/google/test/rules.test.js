/** Merged cells, data validation, filter views, groups of rows, and tabs that are no grids. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { start } from '../clients.js';

const range = (startRowIndex, endRowIndex, startColumnIndex, endColumnIndex) => ({ sheetId: 0, startRowIndex, endRowIndex, startColumnIndex, endColumnIndex });
const cell = (row, column, value) => ({ updateCells: { start: { sheetId: 0, rowIndex: row, columnIndex: column }, fields: 'userEnteredValue', rows: [{ values: [{ userEnteredValue: value }] }] } });

test('merged cells keep the upper left value, move with their rows, and cannot be sorted', async (t) => {
  const { google, api, id, sheet } = await start(t);
  const batch = (...requests) => api.batchUpdate({ spreadsheetId: id, requestBody: { requests } });
  const ann = google.workbook.as('ann@example.org');
  ann.paste('A1', [['a', 'b'], ['1', 'x'], ['2', 'y'], ['3', 'z']]);
  ann.merge('B2:B3');
  assert.deepEqual([sheet.value(1, 1), sheet.value(2, 1)], ['x', null]);
  ann.insertRows(1, 1);
  const { data } = await api.get({ spreadsheetId: id, fields: 'sheets.merges' });
  assert.deepEqual(data.sheets[0].merges, [{ startRowIndex: 2, endRowIndex: 4, startColumnIndex: 1, endColumnIndex: 2 }]);
  assert.throws(() => ann.sort('A2:B5', 0), /merged cells/);
  await batch(cell(3, 1, { stringValue: 'under' }));
  assert.equal(sheet.value(3, 1), 'under');
  google.workbook.switches.mergedCellsDrop = true;
  await batch(cell(3, 1, { stringValue: 'again' }));
  assert.equal(sheet.value(3, 1), 'under', 'lost');
  ann.unmerge('B3:B4');
  await batch(cell(3, 1, { stringValue: 'again' }));
  assert.equal(sheet.value(3, 1), 'again');
});

test('strict data validation refuses people, and programs where the switch says so', async (t) => {
  const { google, api, id, sheet } = await start(t);
  const batch = (...requests) => api.batchUpdate({ spreadsheetId: id, requestBody: { requests } });
  const rule = { condition: { type: 'ONE_OF_LIST', values: [{ userEnteredValue: 'red' }] }, strict: true };
  await batch({ setDataValidation: { range: range(1, 5, 0, 1), rule } });
  const ann = google.workbook.as('ann@example.org');
  assert.throws(() => ann.type('A2', 'blue'), /violates the data validation rules/);
  ann.type('A2', 'red');
  await batch(cell(2, 0, { stringValue: 'blue' }));
  assert.equal(sheet.value(2, 0), 'blue');
  google.workbook.switches.validationOfApi = true;
  await assert.rejects(batch(cell(0, 0, { stringValue: 'blue' }), cell(3, 0, { stringValue: 'blue' })), /requests\[1\]\.updateCells: The data you entered in cell A4 violates/);
  await batch(cell(3, 0, {}));
});

test('a tab with a chart has no grid', async (t) => {
  const { google, api, id } = await start(t);
  const { sheet } = await google.control({ do: 'add_chart_tab', title: 'Chart' });
  const { data } = await api.get({ spreadsheetId: id, includeGridData: true });
  assert.deepEqual(data.sheets[1], { properties: { sheetId: sheet, title: 'Chart', index: 1, sheetType: 'OBJECT' } });
  await assert.rejects(api.batchUpdate({ spreadsheetId: id, requestBody: { requests: [{ updateCells: { start: { sheetId: sheet }, fields: 'userEnteredValue', rows: [] } }] } }), /No grid with id/);
});

test('the reply to an update of developer metadata says where the columns are, within the batch', async (t) => {
  const { api, id } = await start(t);
  const pin = { metadataKey: 'gsync', metadataValue: 'p', visibility: 'DOCUMENT', location: { dimensionRange: { sheetId: 0, dimension: 'COLUMNS', startIndex: 2, endIndex: 3 } } };
  const asked = { updateDeveloperMetadata: { dataFilters: [{ developerMetadataLookup: { metadataKey: 'gsync', locationType: 'COLUMN', metadataLocation: { sheetId: 0 }, locationMatchingStrategy: 'INTERSECTING_LOCATION' } }],
    developerMetadata: { visibility: 'DOCUMENT' }, fields: 'visibility' } };
  await api.batchUpdate({ spreadsheetId: id, requestBody: { requests: [{ createDeveloperMetadata: { developerMetadata: pin } }] } });
  const { data } = await api.batchUpdate({ spreadsheetId: id, requestBody: { requests: [{ insertDimension: { range: { sheetId: 0, dimension: 'COLUMNS', startIndex: 0, endIndex: 1 } } }, asked] } });
  assert.deepEqual(data.replies[1].updateDeveloperMetadata.developerMetadata[0].location.dimensionRange, { dimension: 'COLUMNS', startIndex: 3, endIndex: 4 });
});
