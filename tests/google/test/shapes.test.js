/** Every answer is held against the types of Google's client: no name that they do not know, no value of another type. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateBody } from '../api/validate.js';
import { schemas } from '../api/schema.js';
import { call, start } from '../clients.js';

function check(answer, schema) {
  assert.deepEqual(validateBody(structuredClone(answer), schema), answer);
}

const value = (text) => ({ userEnteredValue: { stringValue: text } });
const area = { sheetId: 0, startRowIndex: 1, endRowIndex: 3, startColumnIndex: 0, endColumnIndex: 2 };

test('the types were read', () => {
  assert.ok(schemas.size > 250);
  assert.deepEqual([...schemas.get('GridCoordinate').keys()].sort(), ['columnIndex', 'rowIndex', 'sheetId']);
  for (const [name, fields] of schemas) {
    for (const [field, { type, schema }] of fields) {
      assert.ok(['string', 'int', 'double', 'boolean', 'message', 'map', 'values'].includes(type), `${name}.${field}: ${type}`);
      if (type === 'message') assert.ok(schemas.has(schema), `${name}.${field}: ${schema}`);
    }
  }
});

test('answers have the official shapes', async (t) => {
  const { google, id } = await start(t, { rows: [['h', 'i'], [1, true], ['x', null]], frozen: 1 });
  const path = `/v4/spreadsheets/${id}`;
  const post = (suffix, body) => call(google, path + suffix, { method: 'POST', body });
  const good = async (promise, schema) => {
    const { status, json, text } = await promise;
    assert.equal(status, 200, text);
    check(json, schema);
    return json;
  };
  google.workbook.as().type('C2', '=A2/0');
  const replies = await good(post(':batchUpdate', {
    includeSpreadsheetInResponse: true, responseIncludeGridData: true,
    requests: [
      { updateCells: { range: area, rows: [{ values: [{ ...value('a'), note: 'n', userEnteredFormat: { numberFormat: { type: 'DATE', pattern: 'yyyy-mm-dd' }, textFormat: { bold: true } } }] }], fields: '*' } },
      { repeatCell: { range: area, cell: { userEnteredFormat: { numberFormat: { type: 'NUMBER' } } }, fields: 'userEnteredFormat(numberFormat)' } },
      { appendCells: { rows: [{ values: [value('b')] }], fields: 'userEnteredValue' } },
      { addSheet: { properties: { title: 'T', sheetId: 5, gridProperties: { rowCount: 9, columnCount: 9, hideGridlines: true }, tabColor: { red: 1 } } } },
      { duplicateSheet: { sourceSheetId: 5 } },
      { createDeveloperMetadata: { developerMetadata: { metadataKey: 'k', visibility: 'DOCUMENT', location: { dimensionRange: { dimension: 'ROWS', startIndex: 1, endIndex: 2 } } } } },
      { createDeveloperMetadata: { developerMetadata: { metadataKey: 'k', metadataValue: 'v', visibility: 'PROJECT', location: { sheetId: 0 } } } },
      { createDeveloperMetadata: { developerMetadata: { metadataKey: 'k', visibility: 'PROJECT', location: { spreadsheet: true } } } },
      { updateDeveloperMetadata: { dataFilters: [{ developerMetadataLookup: { metadataKey: 'k', locationType: 'ROW' } }], developerMetadata: { metadataValue: 'w' }, fields: 'metadataValue' } },
      { deleteDeveloperMetadata: { dataFilter: { developerMetadataLookup: { metadataKey: 'k', locationType: 'SPREADSHEET' } } } },
      { addProtectedRange: { protectedRange: { range: area, description: 'd', editors: { users: ['x@example.org'] } } } },
      { addProtectedRange: { protectedRange: { range: { sheetId: 5 }, warningOnly: true } } },
      { addNamedRange: { namedRange: { name: 'numbers', range: area } } },
      { setBasicFilter: { filter: { range: area } } },
      { findReplace: { find: 'b', replacement: 'c', allSheets: true } },
      { copyPaste: { source: area, destination: { ...area, startRowIndex: 10, endRowIndex: 12 } } },
      { insertDimension: { range: { dimension: 'COLUMNS', startIndex: 0, endIndex: 1 } } },
      { updateDimensionProperties: { range: { dimension: 'ROWS', startIndex: 3, endIndex: 5 }, properties: { hiddenByUser: true, pixelSize: 40 }, fields: '*' } },
      { updateSheetProperties: { properties: { sheetId: 5, index: 0, hidden: true }, fields: 'index,hidden' } },
      { updateSpreadsheetProperties: { properties: { title: 'New', timeZone: 'Europe/Berlin', locale: 'de_DE' }, fields: 'title,timeZone,locale' } },
      { insertRange: { range: { ...area, startRowIndex: 6, endRowIndex: 7 }, shiftDimension: 'ROWS' } },
      { deleteRange: { range: { ...area, startRowIndex: 6, endRowIndex: 7 }, shiftDimension: 'ROWS' } },
      { trimWhitespace: { range: area } },
    ],
  }), 'BatchUpdateSpreadsheetResponse');
  assert.equal(replies.replies.length, 23);
  assert.deepEqual(replies.replies[0], {});
  await good(call(google, path), 'Spreadsheet');
  await good(call(google, `${path}?includeGridData=true`), 'Spreadsheet');
  await good(post(':getByDataFilter', { dataFilters: [{ a1Range: 'Data!A1:B2' }, { developerMetadataLookup: { metadataKey: 'k' } }], includeGridData: true }), 'Spreadsheet');
  await good(post('/developerMetadata:search', { dataFilters: [{ developerMetadataLookup: { metadataKey: 'k' } }] }), 'SearchDeveloperMetadataResponse');
  await good(call(google, `${path}/values/Data`), 'ValueRange');
  await good(call(google, `${path}/values:batchGet?ranges=Data&ranges=numbers`), 'BatchGetValuesResponse');
  await good(post('/values:batchUpdate', { valueInputOption: 'RAW', includeValuesInResponse: true, data: [{ range: 'Data!H1:I1', values: [[1, 2]] }] }), 'BatchUpdateValuesResponse');
  await good(post('/values:batchGetByDataFilter', { dataFilters: [{ gridRange: area }] }), 'BatchGetValuesByDataFilterResponse');
  await good(post('/values:batchUpdateByDataFilter', { valueInputOption: 'RAW', data: [{ dataFilter: { a1Range: 'Data!H2' }, values: [[1]] }] }), 'BatchUpdateValuesByDataFilterResponse');
  await good(post('/values:batchClearByDataFilter', { dataFilters: [{ a1Range: 'Data!H2' }] }), 'BatchClearValuesByDataFilterResponse');
  await good(post('/values:batchClear', { ranges: ['Data!H1', 'Data!I1:I2'] }), 'BatchClearValuesResponse');
  await good(post('/values/Data!J1:append?valueInputOption=USER_ENTERED', { values: [['1,5']] }), 'AppendValuesResponse');
  await good(post('/values/Data!J1:clear', {}), 'ClearValuesResponse');
  const created = await good(call(google, '/v4/spreadsheets', { method: 'POST', body: { properties: { title: 'Other' } } }), 'Spreadsheet');
  await good(post('/sheets/0:copyTo', { destinationSpreadsheetId: created.spreadsheetId }), 'SheetProperties');
});
