/**
 * The methods of the API: path, name, whether it reads or writes (for the quotas), the shape of its body, and what it does.
 * `run` takes {service, workbook, user, params, body, mask, baseUrl} and returns the answer.
 */
import { invalid } from './errors.js';
import { runBatch } from './batch/index.js';
import { getMetadata, searchMetadata } from './metadata.js';
import { clipped, findRange } from './ranges.js';
import { sheetProperties, spreadsheetResource } from './resource.js';
import * as values from './values.js';
import { includes, submask } from './mask.js';

const areaOf = ({ sheet, range }) => ({ sheet, area: clipped(sheet, range) });

/** With a field mask, the mask alone says whether grid data is wanted; without one, includeGridData does. */
function partsOf(parts, mask, includeGridData) {
  const sheetsMask = mask === true ? true : submask(mask, 'sheets');
  const wanted = mask === true ? includeGridData : sheetsMask !== undefined && includes(sheetsMask, 'data');
  if (parts.length > 0) return { parts, mask: wanted ? mask : withoutData(mask) };
  return { parts: wanted ? 'all' : undefined, mask };
}

const SHEET_FIELDS = ['properties', 'protectedRanges', 'basicFilter', 'developerMetadata'];

function withoutData(mask) {
  if (mask !== true && submask(mask, 'sheets') === undefined) return mask;
  const sheets = mask === true || submask(mask, 'sheets') === true ? new Map(SHEET_FIELDS.map((name) => [name, true])) : submask(mask, 'sheets');
  const others = mask === true ? ['spreadsheetId', 'properties', 'namedRanges', 'developerMetadata', 'spreadsheetUrl'].map((name) => [name, true]) : [...mask];
  return new Map([...others, ['sheets', sheets]]);
}

function getSpreadsheet({ workbook, params, mask, baseUrl }) {
  const found = (params.ranges ?? []).map((range) => areaOf(findRange(workbook, range)));
  return spreadsheetResource(workbook, { ...partsOf(found, mask, params.includeGridData), baseUrl });
}

function getByDataFilter({ workbook, body, mask, baseUrl }) {
  const { dataFilters = [], includeGridData } = body;
  const found = dataFilters.flatMap((filter) => values.rangesOfFilter(workbook, filter)).map(areaOf);
  if (dataFilters.length > 0 && found.length === 0) return spreadsheetResource(workbook, { mask: withoutSheets(mask), baseUrl });
  return spreadsheetResource(workbook, { ...partsOf(found, mask, includeGridData), baseUrl });
}

function withoutSheets(mask) {
  const all = mask === true ? ['spreadsheetId', 'properties', 'namedRanges', 'developerMetadata', 'spreadsheetUrl'].map((name) => [name, true]) : [...mask];
  return new Map(all.filter(([name]) => name !== 'sheets'));
}

function batchUpdate({ workbook, user, body, mask, baseUrl }) {
  const { requests = [], includeSpreadsheetInResponse, responseRanges = [], responseIncludeGridData } = body;
  const replies = runBatch(workbook, requests, user);
  const answer = { spreadsheetId: workbook.id, replies };
  if (includeSpreadsheetInResponse) {
    const found = responseRanges.map((range) => areaOf(findRange(workbook, range)));
    answer.updatedSpreadsheet = spreadsheetResource(workbook, { ...partsOf(found, true, responseIncludeGridData), baseUrl });
  }
  return answer;
}

function copyTo({ service, workbook, user, params, body }) {
  const source = workbook.sheet(params.sheetId);
  if (!source) throw invalid(`No grid with id: ${params.sheetId}`);
  const target = service.open(body.destinationSpreadsheetId, user);
  const copy = target.transact({ source: 'api', user }, () => {
    const sheet = target.addSheet({ title: target.copyTitle(source.title), rowCount: source.rowCount, columnCount: source.columnCount });
    source.rows.forEach((row, i) => row?.cells.forEach((cell, j) => cell && sheet.replaceCell(i, j, cell)));
    return sheet;
  });
  return sheetProperties(copy);
}

const method = (http, path, id, rpc, access, body, run, bodyPath = '') => ({ http, path, id, rpc, access, body, run, bodyPath });

export const METHODS = [
  method('POST', /^\/v4\/spreadsheets$/, 'spreadsheets.create', 'CreateSpreadsheet', 'write', 'Spreadsheet', ({ service, user, body, baseUrl }) => spreadsheetResource(service.create(body, user), { mask: true, baseUrl })),
  method('GET', /^\/v4\/spreadsheets\/([^/:]+)$/, 'spreadsheets.get', 'GetSpreadsheet', 'read', undefined, getSpreadsheet),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+):getByDataFilter$/, 'spreadsheets.getByDataFilter', 'GetSpreadsheetByDataFilter', 'read', 'GetSpreadsheetByDataFilterRequest', getByDataFilter),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+):batchUpdate$/, 'spreadsheets.batchUpdate', 'BatchUpdateSpreadsheet', 'write', 'BatchUpdateSpreadsheetRequest', batchUpdate),
  method('GET', /^\/v4\/spreadsheets\/([^/:]+)\/developerMetadata\/(?<metadataId>[^/:]+)$/, 'spreadsheets.developerMetadata.get', 'GetDeveloperMetadata', 'read', undefined, ({ workbook, params }) => getMetadata(workbook, params.metadataId)),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+)\/developerMetadata:search$/, 'spreadsheets.developerMetadata.search', 'SearchDeveloperMetadata', 'read', 'SearchDeveloperMetadataRequest', ({ workbook, body }) => searchMetadata(workbook, body)),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+)\/sheets\/(?<sheetId>[^/:]+):copyTo$/, 'spreadsheets.sheets.copyTo', 'CopySheetTo', 'write', 'CopySheetToAnotherSpreadsheetRequest', copyTo),
  method('GET', /^\/v4\/spreadsheets\/([^/:]+)\/values:batchGet$/, 'spreadsheets.values.batchGet', 'BatchGetValues', 'read', undefined, ({ workbook, params }) => values.batchGetValues(workbook, params)),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+)\/values:batchUpdate$/, 'spreadsheets.values.batchUpdate', 'BatchUpdateValues', 'write', 'BatchUpdateValuesRequest', ({ workbook, user, body }) => values.batchUpdateValues(workbook, user, body)),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+)\/values:batchClear$/, 'spreadsheets.values.batchClear', 'BatchClearValues', 'write', 'BatchClearValuesRequest', ({ workbook, user, body }) => values.batchClearValues(workbook, user, body)),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+)\/values:batchGetByDataFilter$/, 'spreadsheets.values.batchGetByDataFilter', 'BatchGetValuesByDataFilter', 'read', 'BatchGetValuesByDataFilterRequest', ({ workbook, body }) => values.batchGetByFilter(workbook, body)),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+)\/values:batchUpdateByDataFilter$/, 'spreadsheets.values.batchUpdateByDataFilter', 'BatchUpdateValuesByDataFilter', 'write', 'BatchUpdateValuesByDataFilterRequest', ({ workbook, user, body }) => values.batchUpdateByFilter(workbook, user, body)),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+)\/values:batchClearByDataFilter$/, 'spreadsheets.values.batchClearByDataFilter', 'BatchClearValuesByDataFilter', 'write', 'BatchClearValuesByDataFilterRequest', ({ workbook, user, body }) => values.batchClearByFilter(workbook, user, body)),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+)\/values\/(?<range>[^/]+):append$/, 'spreadsheets.values.append', 'AppendValues', 'write', 'ValueRange', ({ workbook, user, params, body }) => values.appendValues(workbook, user, params, body), 'data'),
  method('POST', /^\/v4\/spreadsheets\/([^/:]+)\/values\/(?<range>[^/]+):clear$/, 'spreadsheets.values.clear', 'ClearValues', 'write', 'ClearValuesRequest', ({ workbook, user, params }) => values.clearValues(workbook, user, params)),
  method('GET', /^\/v4\/spreadsheets\/([^/:]+)\/values\/(?<range>[^/]+)$/, 'spreadsheets.values.get', 'GetValues', 'read', undefined, ({ workbook, params }) => values.getValues(workbook, params)),
  method('PUT', /^\/v4\/spreadsheets\/([^/:]+)\/values\/(?<range>[^/]+)$/, 'spreadsheets.values.update', 'UpdateValues', 'write', 'ValueRange', ({ workbook, user, params, body }) => values.updateValues(workbook, user, params, body), 'data'),
];
