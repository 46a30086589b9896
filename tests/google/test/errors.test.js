/** Error bodies, word for word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batch, call, start } from '../clients.js';

const error = (code, status, message, details) => ({ error: { code, message, status, ...(details && { details }) } });
const invalid = (message) => error(400, 'INVALID_ARGUMENT', message);
const cells = (...values) => ({ values: values.map((value) => ({ userEnteredValue: typeof value === 'number' ? { numberValue: value } : { stringValue: value } })) });

test('errors are pretty-printed JSON without Retry-After', async (t) => {
  const { google } = await start(t);
  const got = await call(google, '/v4/spreadsheets/none');
  assert.equal(got.status, 404);
  assert.equal(got.text, '{\n  "error": {\n    "code": 404,\n    "message": "Requested entity was not found.",\n    "status": "NOT_FOUND"\n  }\n}\n');
  assert.equal(got.headers.get('content-type'), 'application/json; charset=UTF-8');
  assert.equal(got.headers.get('retry-after'), null);
});

test('refused parts of a batch', async (t) => {
  const { google, sheet } = await start(t, { rows: [['a'], ['b']], frozen: 1 });
  const update = (extra) => ({ updateCells: { rows: [cells('x')], fields: 'userEnteredValue', start: { sheetId: 0, rowIndex: 0, columnIndex: 0 }, ...extra } });
  const long = 'x'.repeat(50001);
  const cases = [
    [[update(), update(), update({ start: { sheetId: 999999 } })], 'Invalid requests[2].updateCells: No grid with id: 999999'],
    [[update({ start: { columnIndex: 25 }, rows: [cells('x', 'y')] })], 'Invalid requests[0].updateCells: Attempting to write column: 26, beyond the last requested column of: 25'],
    [[update({ start: { rowIndex: 999 }, rows: [cells('x'), cells('y')] })], 'Invalid requests[0].updateCells: Attempting to write row: 1000, beyond the last requested row of: 999'],
    [[update({ start: undefined, range: { startRowIndex: 0, endRowIndex: 1, startColumnIndex: 0, endColumnIndex: 1 }, rows: [cells('x', 'y')] })], 'Invalid requests[0].updateCells: Attempting to write column: 1, beyond the last requested column of: 0'],
    [[update({ start: { rowIndex: 1000 } })], 'Invalid requests[0].updateCells: GridCoordinate.rowIndex[1000] is after last row in grid[999]'],
    [[update({ fields: undefined })], "Invalid requests[0].updateCells: At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"],
    [[update(), update({ rows: [cells(long)] })], 'Invalid requests[1].updateCells: Your input contains more than the maximum of 50000 characters in a single cell.'],
    [[{ deleteDimension: { range: { dimension: 'ROWS', startIndex: 1, endIndex: 1000 } } }], 'Invalid requests[0].deleteDimension: Sorry, it is not possible to delete all non-frozen rows.'],
    [[{ appendDimension: { dimension: 'ROWS', length: 5 } }, { deleteDimension: { range: { dimension: 'ROWS', startIndex: 1, endIndex: 1000 } } }], 'Invalid requests[1].deleteDimension: Sorry, it is not possible to delete all non-frozen rows.'],
    [[{ deleteDimension: { range: { dimension: 'ROWS', startIndex: 1000, endIndex: 1001 } } }], "Invalid requests[0].deleteDimension: Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows."],
    [[{ appendDimension: { dimension: 'ROWS', length: 9999999 } }], 'Invalid requests[0].appendDimension: This action would increase the number of cells in the workbook above the limit of 10000000 cells.'],
    [[{ addSheet: { properties: { title: 'data' } } }], 'Invalid requests[0].addSheet: A sheet with the name "data" already exists. Please enter another name.'],
    [[{ deleteSheet: { sheetId: 0 } }], "Invalid requests[0].deleteSheet: You can't remove all the visible sheets in a document."],
    [[{}], 'Invalid requests[0]: No request set.'],
    [[], 'Must specify at least one request.'],
  ];
  for (const [requests, message] of cases) {
    const got = await batch(google, requests);
    assert.deepEqual(got.json, invalid(message));
    assert.equal(got.status, 400);
  }
  assert.equal(sheet.value(0, 0), 'a', 'nothing of a refused batch is applied');
  assert.equal(sheet.rowCount, 1000);
});

test('what the transcoder refuses', async (t) => {
  const { google, id } = await start(t);
  const field = (at, description) => ({ ...invalid(description).error, details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ ...(at && { field: at }), description }] }] });
  const cases = [
    [[{ updateCells: { fields: '*', foo: 1 } }], 'requests[0].update_cells', `Invalid JSON payload received. Unknown name "foo" at 'requests[0].update_cells': Cannot find field.`],
    [[{ x: 1 }], 'requests[0]', `Invalid JSON payload received. Unknown name "x" at 'requests[0]': Cannot find field.`],
    [[{ deleteDimension: { range: { dimension: 'ROW' } } }], 'requests[0].delete_dimension.range.dimension', `Invalid value at 'requests[0].delete_dimension.range.dimension' (type.googleapis.com/google.apps.sheets.v4.Dimension), "ROW"`],
    [[{ deleteDimension: { range: { startIndex: 'x' } } }], 'requests[0].delete_dimension.range.start_index', `Invalid value at 'requests[0].delete_dimension.range.start_index' (TYPE_INT32), "x"`],
    [[{ deleteSheet: {}, addSheet: {} }], 'requests[0]', `Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set 'addSheet'`],
  ];
  for (const [requests, at, description] of cases) assert.deepEqual((await batch(google, requests)).json.error, field(at, description));
  const path = `/v4/spreadsheets/${id}`;
  assert.deepEqual((await call(google, `${path}?frobnicate=1`)).json.error.message, `Invalid JSON payload received. Unknown name "frobnicate": Cannot bind query parameter. Field 'frobnicate' could not be found in request message.`);
  assert.deepEqual((await call(google, `${path}?fields=sheets(foo)`)).json.error.details[0].fieldViolations[0].description, "Error expanding 'fields' parameter. Cannot find matching fields for path 'sheets.foo'.");
  const broken = await call(google, `${path}:batchUpdate`, { method: 'POST', body: '{"requests": [' });
  assert.equal(broken.status, 400);
  assert.match(broken.json.error.message, /^Invalid JSON payload received\. Unexpected end of string/);
  const values = await call(google, `${path}/values/A1?valueInputOption=RAW`, { method: 'PUT', body: { values: ['x'] } });
  assert.equal(values.json.error.message, `Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), "x"`);
});

test('values: ranges, limits, options', async (t) => {
  const { google, id } = await start(t, { sheetTitle: 'Tab' });
  const path = `/v4/spreadsheets/${id}/values`;
  const put = (range, values, option = '?valueInputOption=RAW') => call(google, `${path}/${encodeURIComponent(range)}${option}`, { method: 'PUT', body: { values } });
  const message = async (promise) => (await promise).json.error.message;
  assert.equal(await message(call(google, `${path}/Tab!A1001`)), 'Range (Tab!A1001) exceeds grid limits. Max rows: 1000, max columns: 26');
  assert.equal(await message(put('Tab!A1001:B1001', [['x']])), 'Range (Tab!A1001:B1001) exceeds grid limits. Max rows: 1000, max columns: 26');
  assert.equal(await message(put('Tab!A1:B1', [['x', 'y', 'z']])), 'Requested writing within range [Tab!A1:B1], but tried writing to column [C]');
  assert.equal(await message(put('Tab!A1', [['x']], '')), "'valueInputOption' is required but not specified");
  assert.equal(await message(put('Tab!A1', [['x']], '?valueInputOption=MAYBE')), `Invalid value at 'valueInputOption' (type.googleapis.com/google.apps.sheets.v4.ValueInputOption), "MAYBE"`);
  const many = (data) => call(google, `${path}:batchUpdate`, { method: 'POST', body: { valueInputOption: 'RAW', data } });
  const fine = { range: 'Tab!A1', values: [['x']] };
  assert.equal(await message(many([fine, { range: 'NoSuchTab!A1', values: [['x']] }])), 'Invalid data[1]: Unable to parse range: NoSuchTab!A1');
  assert.equal(await message(many([fine, fine, { range: 'Tab!B1', values: [['x'.repeat(50001)]] }])), 'Invalid data[2]: Your input contains more than the maximum of 50000 characters in a single cell.');
  assert.deepEqual((await call(google, `${path}/Tab!A1`)).json, { range: 'Tab!A1', majorDimension: 'ROWS' }, 'atomic');
});

test('401: missing, wrong and expired tokens', async (t) => {
  const { google, id } = await start(t);
  const path = `/v4/spreadsheets/${id}`;
  const bad = await call(google, path, { token: 'ya29.nonsense' });
  assert.equal(bad.status, 401);
  assert.equal(bad.json.error.status, 'UNAUTHENTICATED');
  assert.equal(bad.json.error.details[0].reason, 'ACCESS_TOKEN_TYPE_UNSUPPORTED');
  assert.match(bad.headers.get('www-authenticate'), /invalid_token/);
  const token = google.oauth.issue('x@y', ['https://www.googleapis.com/auth/spreadsheets']).access_token;
  assert.equal((await call(google, path, { token })).status, 200);
  await google.control({ do: 'clock', advance_s: 3600 });
  const expired = await call(google, path, { token });
  assert.equal(expired.json.error.details[0].reason, 'ACCESS_TOKEN_EXPIRED');
  const none = await call(google, path, { token: '' });
  assert.equal(none.status, 403);
  assert.match(none.json.error.message, /unregistered callers/);
});

test('403: not shared, API switched off', async (t) => {
  const { google, id } = await start(t);
  await google.control({ do: 'share', shared: false });
  assert.deepEqual((await call(google, `/v4/spreadsheets/${id}`)).json, error(403, 'PERMISSION_DENIED', 'The caller does not have permission'));
  await google.control({ do: 'share', shared: true });
  await google.control({ do: 'api', enabled: false });
  const off = await call(google, `/v4/spreadsheets/${id}`);
  assert.equal(off.status, 403);
  assert.equal(off.json.error.details[0].reason, 'SERVICE_DISABLED');
});

test('wrong paths and oversized bodies are answered in HTML', async (t) => {
  const { google, id } = await start(t);
  for (const [path, options] of [['/v4/spreadsheet/x', {}], [`/v4/spreadsheets/${id}:frobnicate`, { method: 'POST', body: {} }], [`/v4/spreadsheets/${id}`, { method: 'DELETE' }], ['/v5/', {}]]) {
    const got = await call(google, path, options);
    assert.equal(got.status, 404, path);
    assert.match(got.headers.get('content-type'), /^text\/html/);
    assert.match(got.text, /^<!DOCTYPE html>[^]*Error 404 \(Not Found\)!!1/);
  }
  const big = await call(google, `/v4/spreadsheets/${id}:batchUpdate`, { method: 'POST', body: ' '.repeat(11 * 1024 * 1024) });
  assert.equal(big.status, 413);
  assert.match(big.text, /<!DOCTYPE html>/);
});

test('protected ranges stop the service account, unless it is an editor', async (t) => {
  const { google, sheet } = await start(t, { rows: [['a', 'b'], ['c', 'd']] });
  await google.control({ do: 'protect', range: 'B1:B2' });
  const write = (columnIndex) => batch(google, [{ updateCells: { start: { rowIndex: 0, columnIndex }, rows: [cells('x')], fields: 'userEnteredValue' } }]);
  assert.equal((await write(0)).status, 200);
  const refused = await write(1);
  assert.equal(refused.status, 400);
  assert.equal(refused.json.error.message, 'Invalid requests[0].updateCells: You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.');
  assert.equal((await batch(google, [{ deleteDimension: { range: { dimension: 'ROWS', startIndex: 0, endIndex: 1 } } }])).status, 400);
  const own = await batch(google, [{ addProtectedRange: { protectedRange: { range: { startRowIndex: 0, endRowIndex: 1, startColumnIndex: 0, endColumnIndex: 1 } } } }]);
  assert.equal(own.status, 200);
  assert.equal((await write(0)).status, 200, 'who protects may edit');
  assert.equal(sheet.value(0, 1), 'b');
});
