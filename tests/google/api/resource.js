/** The Spreadsheet resource: properties, tabs and grid data, building only what the field mask asks for. */
import { cellDataMaker, DEFAULT_FORMAT } from './celldata.js';
import { metadataResource } from './metadata.js';
import { applyMask, includes, submask } from './mask.js';
import { toGridRange } from './ranges.js';

const PIXELS = { ROWS: 21, COLUMNS: 100 };

/**
 * `parts` says which grid data: undefined for none, 'all' for whole tabs, or [{sheet, area}] (then only these tabs appear).
 */
export function spreadsheetResource(workbook, { mask, parts, baseUrl }) {
  const resource = {};
  const put = (name, make) => {
    if (!includes(mask, name)) return;
    const value = make();
    if (value !== undefined) resource[name] = applyMask(value, name === 'sheets' ? true : submask(mask, name));
  };
  put('spreadsheetId', () => workbook.id);
  put('properties', () => properties(workbook));
  put('sheets', () => sheetResources(workbook, submask(mask, 'sheets'), parts));
  put('namedRanges', () => nonEmpty(workbook.namedRanges.map(({ namedRangeId, name, sheetId, range }) => ({ namedRangeId, name, range: toGridRange(sheetId, range) }))));
  put('developerMetadata', () => metadataAt(workbook, (entry) => entry.sheetId === undefined));
  put('spreadsheetUrl', () => `${baseUrl}/spreadsheets/d/${workbook.id}/edit`);
  return resource;
}

const nonEmpty = (list) => (list.length > 0 ? list : undefined);

function metadataAt(workbook, filter) {
  return nonEmpty(workbook.metadata.filter(filter).map((entry) => metadataResource(workbook, entry)).filter(Boolean));
}

export function properties(workbook) {
  return {
    title: workbook.title, locale: workbook.locale, autoRecalc: 'ON_CHANGE', timeZone: workbook.timeZone, defaultFormat: DEFAULT_FORMAT,
    spreadsheetTheme: { primaryFontFamily: 'Arial', themeColors: [{ colorType: 'TEXT', color: { rgbColor: {} } }, { colorType: 'BACKGROUND', color: { rgbColor: { red: 1, green: 1, blue: 1 } } }] },
  };
}

function sheetResources(workbook, mask, parts) {
  const sheets = Array.isArray(parts) ? workbook.sheets.filter((sheet) => parts.some((part) => part.sheet === sheet)) : workbook.sheets;
  return nonEmpty(sheets.map((sheet) => sheetResource(workbook, sheet, mask, parts)));
}

function sheetResource(workbook, sheet, mask, parts) {
  const resource = {};
  const put = (name, make) => {
    if (!includes(mask, name)) return;
    const value = make();
    if (value !== undefined) resource[name] = name === 'data' ? value : applyMask(value, submask(mask, name));
  };
  put('properties', () => sheetProperties(sheet));
  if (parts !== undefined && sheet.sheetType === 'GRID') {
    const areas = parts === 'all' ? [sheet.clip()] : parts.filter((part) => part.sheet === sheet).map(({ area }) => area);
    put('data', () => areas.map((area) => gridData(workbook, sheet, area, submask(mask, 'data'))));
  }
  put('protectedRanges', () => nonEmpty(sheet.protectedRanges.map((entry) => protectedRange(sheet, entry))));
  put('merges', () => nonEmpty(sheet.merges.map((range) => toGridRange(sheet.sheetId, range))));
  put('filterViews', () => nonEmpty(sheet.filterViews));
  put('rowGroups', () => nonEmpty(sheet.groups));
  put('basicFilter', () => sheet.basicFilter && { ...sheet.basicFilter, range: toGridRange(sheet.sheetId, sheet.basicFilter.range) });
  put('developerMetadata', () => metadataAt(workbook, (entry) => entry.sheetId === sheet.sheetId && entry.rowId === undefined && entry.columnId === undefined));
  return resource;
}

export function sheetProperties(sheet) {
  return {
    sheetId: sheet.sheetId, title: sheet.title, index: sheet.index, sheetType: sheet.sheetType,
    ...(sheet.sheetType === 'GRID' && { gridProperties: {
      rowCount: sheet.rowCount, columnCount: sheet.columnCount,
      ...(sheet.frozenRowCount > 0 && { frozenRowCount: sheet.frozenRowCount }), ...(sheet.frozenColumnCount > 0 && { frozenColumnCount: sheet.frozenColumnCount }),
      ...sheet.extra.gridProperties,
    } }),
    ...(sheet.hidden && { hidden: true }), ...sheet.extra.properties,
  };
}

export function protectedRange(sheet, { protectedRangeId, range, description, warningOnly, requestingUserCanEdit = true, unprotectedRanges, editors, namedRangeId }) {
  return {
    protectedRangeId, range: toGridRange(sheet.sheetId, range), ...(namedRangeId && { namedRangeId }), ...(description && { description }),
    ...(warningOnly && { warningOnly }), ...(requestingUserCanEdit && { requestingUserCanEdit }),
    ...(unprotectedRanges && { unprotectedRanges: unprotectedRanges.map((free) => toGridRange(sheet.sheetId, free)) }),
    ...(!warningOnly && { editors: { users: editors } }),
  };
}

function gridData(workbook, sheet, area, mask) {
  const data = {};
  if (area.startRow > 0 && includes(mask, 'startRow')) data.startRow = area.startRow;
  if (area.startColumn > 0 && includes(mask, 'startColumn')) data.startColumn = area.startColumn;
  if (includes(mask, 'rowData')) {
    const rows = rowData(sheet, area, submask(mask, 'rowData'), workbook.locale);
    if (rows.length > 0) data.rowData = rows;
  }
  for (const [name, dimension, start, end] of [['rowMetadata', 'ROWS', area.startRow, area.endRow], ['columnMetadata', 'COLUMNS', area.startColumn, area.endColumn]]) {
    if (includes(mask, name)) data[name] = applyMask(dimensionProperties(workbook, sheet, dimension, start, end), submask(mask, name));
  }
  return data;
}

/** Trailing rows and cells that hold nothing at all are left out; those between are {}. */
function rowData(sheet, { startRow, endRow, startColumn, endColumn }, mask, locale) {
  const make = cellDataMaker(submask(mask, 'values') ?? true, locale);
  const rows = [];
  const last = Math.min(endRow, sheet.rows.length);
  let used = 0;
  for (let row = startRow; row < last; row++) {
    const cells = sheet.rows[row]?.cells;
    let end = Math.min(endColumn, cells?.length ?? 0);
    while (end > startColumn && cells[end - 1] === undefined) end--;
    const values = [];
    for (let column = startColumn; column < end; column++) values.push(make(cells[column]));
    rows.push(values.length > 0 && includes(mask, 'values') ? { values } : {});
    if (values.length > 0) used = rows.length;
  }
  rows.length = used;
  return rows;
}

function dimensionProperties(workbook, sheet, dimension, start, end) {
  const lines = dimension === 'ROWS' ? sheet.rows : sheet.columns;
  const name = dimension === 'ROWS' ? 'rowId' : 'columnId';
  const marked = new Set(workbook.metadata.filter((entry) => entry.sheetId === sheet.sheetId).map((entry) => entry[name]));
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => {
    const line = lines[start + i];
    return {
      ...(line?.hidden && { hiddenByUser: true }), pixelSize: line?.pixelSize ?? PIXELS[dimension],
      ...(line && marked.has(line.id) && { developerMetadata: metadataAt(workbook, (entry) => entry[name] === line.id) }),
    };
  });
}
