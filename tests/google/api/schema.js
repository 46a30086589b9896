/**
 * The shapes of the API's messages, read from the types of Google's own client (@googleapis/sheets), so that a name that
 * Google does not know is refused here too. A schema is a Map of field name → {type, list, schema, enum: [name, values]}; type is
 * 'string' | 'int' | 'double' | 'boolean' | 'message' | 'map' | 'values'.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const types = readFileSync(join(dirname(createRequire(import.meta.url).resolve('@googleapis/sheets')), 'v4.d.ts'), 'utf8');

const INTEGER = /(Index|index|Offset|Id|Ids|Count|Size|Width|Height|Length|Position|Pixels|Percentage|Degrees|Radius|limit|length|depth|angle|year|month|day|top|bottom|left|right)$/;
const DOUBLE = /^(numberValue|interval|start|end|red|green|blue|alpha|doughnutHole)$/;

function fieldOf(name, text) {
  const type = text.replace(/ \| null$/, '');
  const list = type.endsWith('[]');
  const base = type.replace(/(\[\])+$/, '');
  if (base.startsWith('{')) return { type: 'map', list: false };
  if (base.startsWith('Schema$')) return { type: 'message', list, schema: base.slice(7) };
  if (base === 'any') return { type: 'values', list: false };
  if (base === 'number') return { type: !DOUBLE.test(name) && INTEGER.test(name) ? 'int' : 'double', list };
  return { type: base, list };
}

function readInterfaces(prefix, source) {
  const found = new Map();
  const pattern = new RegExp(`export interface ${prefix.replace(/\$/g, '\\$')}([A-Za-z0-9$]+)[^{]*\\{([^]*?)\\n    \\}`, 'g');
  for (const [, name, body] of source.matchAll(pattern)) {
    const fields = new Map();
    const code = body.replace(/\/\*[^]*?\*\//g, '');
    for (const [, field, type] of code.matchAll(/^ +([A-Za-z0-9_]+)\??: ([^;]+);/gm)) fields.set(field, fieldOf(field, type));
    found.set(name, fields);
  }
  return found;
}

export const schemas = readInterfaces('Schema$', types);

/** Query and path parameters by method: 'spreadsheets.values.get' → Map of name → field. */
export const parameters = new Map([...readInterfaces('Params$Resource$', types)].map(([name, fields]) => {
  const method = name.split('$').map((part) => part[0].toLowerCase() + part.slice(1)).join('.');
  const own = [...fields].filter(([field]) => field !== 'requestBody');
  return [method, new Map(own)];
}));

export const camelCase = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
export const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const DIMENSION = ['DIMENSION_UNSPECIFIED', 'ROWS', 'COLUMNS'];

/** Values of the enums that matter here, by field name. */
const enums = {
  dimension: ['Dimension', DIMENSION], majorDimension: ['Dimension', DIMENSION], shiftDimension: ['Dimension', DIMENSION],
  valueInputOption: ['ValueInputOption', ['INPUT_VALUE_OPTION_UNSPECIFIED', 'RAW', 'USER_ENTERED']],
  valueRenderOption: ['ValueRenderOption', ['FORMATTED_VALUE', 'UNFORMATTED_VALUE', 'FORMULA']],
  responseValueRenderOption: ['ValueRenderOption', ['FORMATTED_VALUE', 'UNFORMATTED_VALUE', 'FORMULA']],
  dateTimeRenderOption: ['DateTimeRenderOption', ['SERIAL_NUMBER', 'FORMATTED_STRING']],
  responseDateTimeRenderOption: ['DateTimeRenderOption', ['SERIAL_NUMBER', 'FORMATTED_STRING']],
  insertDataOption: ['InsertDataOption', ['OVERWRITE', 'INSERT_ROWS']],
  visibility: ['DeveloperMetadataVisibility', ['DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED', 'DOCUMENT', 'PROJECT']],
  locationType: ['DeveloperMetadataLocationType', ['DEVELOPER_METADATA_LOCATION_TYPE_UNSPECIFIED', 'ROW', 'COLUMN', 'SHEET', 'SPREADSHEET']],
  locationMatchingStrategy: ['DeveloperMetadataLocationMatchingStrategy', ['DEVELOPER_METADATA_LOCATION_MATCHING_STRATEGY_UNSPECIFIED', 'EXACT_LOCATION', 'INTERSECTING_LOCATION']],
  sortOrder: ['SortOrder', ['SORT_ORDER_UNSPECIFIED', 'ASCENDING', 'DESCENDING']],
  pasteType: ['PasteType', ['PASTE_NORMAL', 'PASTE_VALUES', 'PASTE_FORMAT', 'PASTE_NO_BORDERS', 'PASTE_FORMULA', 'PASTE_DATA_VALIDATION', 'PASTE_CONDITIONAL_FORMATTING']],
  pasteOrientation: ['PasteOrientation', ['NORMAL', 'TRANSPOSE']],
  sheetType: ['SheetType', ['SHEET_TYPE_UNSPECIFIED', 'GRID', 'OBJECT', 'DATA_SOURCE']],
  'NumberFormat.type': ['NumberFormatType', ['NUMBER_FORMAT_TYPE_UNSPECIFIED', 'TEXT', 'NUMBER', 'PERCENT', 'CURRENCY', 'DATE', 'TIME', 'DATE_TIME', 'SCIENTIFIC']],
};

for (const [name, fields] of [...schemas, ...parameters]) {
  for (const [field, shape] of fields) shape.enum = enums[`${name}.${field}`] ?? enums[field];
}

/** Fields of which only one may be set, by schema. */
export const oneofs = {
  ExtendedValue: ['value', ['numberValue', 'stringValue', 'boolValue', 'formulaValue', 'errorValue']],
  Request: ['kind', [...schemas.get('Request').keys()]],
  DataFilter: ['filter', ['developerMetadataLookup', 'a1Range', 'gridRange']],
  DeveloperMetadataLocation: ['location', ['spreadsheet', 'sheetId', 'dimensionRange']],
};
