/** Developer metadata as the API shows, writes and searches it. */
import { invalid, notFound } from './errors.js';
import { mergeMasked } from './mask.js';
import { findRange, fromGridRange, sheetById } from './ranges.js';

/** DeveloperMetadata of an entry; undefined when its place is gone. */
export function metadataResource(workbook, entry) {
  const found = workbook.metadataOf(entry);
  if (!found) return undefined;
  const { metadataId, key, value, visibility, location } = found;
  return { metadataId, metadataKey: key, ...(value !== undefined && { metadataValue: value }), location: locationResource(location), visibility };
}

function locationResource({ spreadsheet, sheetId, dimension, index }) {
  if (spreadsheet) return { locationType: 'SPREADSHEET', spreadsheet: true };
  if (dimension === undefined) return { locationType: 'SHEET', sheetId };
  return {
    locationType: dimension === 'ROWS' ? 'ROW' : 'COLUMN',
    dimensionRange: { ...(sheetId !== 0 && { sheetId }), dimension, startIndex: index, endIndex: index + 1 },
  };
}

/** DeveloperMetadataLocation → the model's location. */
function modelLocation(workbook, location) {
  if (location?.spreadsheet) return { spreadsheet: true };
  if (location?.dimensionRange) {
    const { sheetId = 0, dimension, startIndex = 0, endIndex } = location.dimensionRange;
    const sheet = sheetById(workbook, sheetId);
    if (dimension !== 'ROWS' && dimension !== 'COLUMNS') throw invalid('No dimension specified.');
    if (endIndex !== startIndex + 1) throw invalid('Developer metadata may only be added to a single row or column.');
    const size = dimension === 'ROWS' ? sheet.rowCount : sheet.columnCount;
    if (startIndex >= size) throw invalid(`location.dimensionRange.startIndex[${startIndex}] is after last ${dimension === 'ROWS' ? 'row' : 'column'} in grid[${size - 1}]`);
    return { sheetId, dimension, index: startIndex };
  }
  if (location?.sheetId !== undefined) return { sheetId: sheetById(workbook, location.sheetId).sheetId };
  throw invalid('A location must be specified.');
}

export function createMetadata(workbook, { developerMetadata = {} }) {
  const { metadataId, metadataKey, metadataValue, visibility, location } = developerMetadata;
  if (!metadataKey) throw invalid('Developer metadata key must be specified.');
  if (!visibility || visibility.endsWith('UNSPECIFIED')) throw invalid('Developer metadata visibility must be specified.');
  const entry = workbook.createMetadata({ metadataId, key: metadataKey, value: metadataValue, visibility, location: modelLocation(workbook, location) });
  return { createDeveloperMetadata: { developerMetadata: metadataResource(workbook, entry) } };
}

export function updateMetadata(workbook, { dataFilters = [], developerMetadata = {} }, mask) {
  const found = search(workbook, dataFilters).map(({ entry }) => entry);
  const updated = found.map((entry) => {
    const { metadataKey, metadataValue, visibility, location } = mergeMasked(metadataResource(workbook, entry), developerMetadata, mask);
    const moved = mask === true || mask.has('location');
    return workbook.updateMetadata(entry.metadataId, { key: metadataKey, value: metadataValue, visibility, ...(moved && location && { location: modelLocation(workbook, location) }) });
  });
  return { updateDeveloperMetadata: { developerMetadata: updated.map((entry) => metadataResource(workbook, entry)) } };
}

export function deleteMetadata(workbook, { dataFilter = {} }) {
  const found = search(workbook, [dataFilter]).map(({ entry }) => entry);
  const deleted = found.map((entry) => metadataResource(workbook, entry));
  for (const entry of found) workbook.deleteMetadata(entry.metadataId);
  return { deleteDeveloperMetadata: deleted.length > 0 ? { deletedDeveloperMetadata: deleted } : {} };
}

export function getMetadata(workbook, metadataId) {
  const entry = workbook.metadata.find((candidate) => candidate.metadataId === metadataId);
  const resource = entry && metadataResource(workbook, entry);
  if (!resource) throw notFound();
  return resource;
}

export function searchMetadata(workbook, { dataFilters = [] }) {
  const matched = search(workbook, dataFilters).map(({ entry, filters }) => ({ developerMetadata: metadataResource(workbook, entry), dataFilters: filters }));
  return matched.length > 0 ? { matchedDeveloperMetadata: matched } : {};
}

/** [{entry, filters that match it}] */
export function search(workbook, dataFilters) {
  if (dataFilters.length === 0) throw invalid('At least one data filter must be specified.');
  return workbook.metadata
    .map((entry) => ({ entry, filters: dataFilters.filter((filter) => matches(workbook, entry, filter)) }))
    .filter(({ entry, filters }) => filters.length > 0 && workbook.metadataOf(entry));
}

const LOCATION_TYPE = (entry) => (entry.sheetId === undefined ? 'SPREADSHEET' : entry.rowId !== undefined ? 'ROW' : entry.columnId !== undefined ? 'COLUMN' : 'SHEET');

function matches(workbook, entry, { developerMetadataLookup: lookup, a1Range, gridRange }) {
  if (a1Range !== undefined || gridRange !== undefined) return isInside(workbook, entry, a1Range === undefined ? fromGridRange(workbook, gridRange) : findRange(workbook, a1Range));
  const { metadataId, metadataKey, metadataValue, visibility, locationType, metadataLocation } = lookup ?? {};
  return (metadataId === undefined || metadataId === entry.metadataId)
    && (metadataKey === undefined || metadataKey === entry.key)
    && (metadataValue === undefined || metadataValue === entry.value)
    && (visibility === undefined || visibility.endsWith('UNSPECIFIED') || visibility === entry.visibility)
    && (locationType === undefined || locationType.endsWith('UNSPECIFIED') || locationType === LOCATION_TYPE(entry))
    && (metadataLocation === undefined || atLocation(workbook, entry, metadataLocation, lookup.locationMatchingStrategy));
}

function isInside(workbook, entry, { sheet, range }) {
  const location = workbook.metadataOf(entry)?.location;
  if (!location || location.sheetId !== sheet.sheetId || location.dimension === undefined) return false;
  const [start, end] = location.dimension === 'ROWS' ? [range.startRow, range.endRow] : [range.startColumn, range.endColumn];
  return location.index >= (start ?? 0) && (end === undefined || location.index < end);
}

function atLocation(workbook, entry, location, strategy) {
  const own = workbook.metadataOf(entry)?.location;
  if (!own) return false;
  const intersecting = strategy === 'INTERSECTING_LOCATION';
  if (location.spreadsheet) return intersecting || Boolean(own.spreadsheet);
  if (location.dimensionRange) {
    const { sheetId = 0, dimension, startIndex = 0, endIndex = Infinity } = location.dimensionRange;
    if (intersecting && (own.spreadsheet || (own.sheetId === sheetId && own.dimension === undefined))) return true;
    return own.sheetId === sheetId && own.dimension === dimension && own.index >= startIndex && own.index < endIndex;
  }
  return own.sheetId === location.sheetId && (intersecting || own.dimension === undefined) || (intersecting && Boolean(own.spreadsheet));
}
