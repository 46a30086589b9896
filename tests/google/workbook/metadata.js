/**
 * Developer metadata. An entry is {metadataId, key, value, visibility, sheetId?, rowId? | columnId?}: rows and columns are
 * held by identity, so entries follow them. The interface gives and takes
 * {metadataId, key, value, visibility, location: {spreadsheet: true} | {sheetId} | {sheetId, dimension, index}}.
 */
import { WorkbookError } from './error.js';

const MAX_CHARACTERS = 30_000;
const size = (entry) => entry.key.length + (entry.value?.length ?? 0);

export function create(workbook, { metadataId, key, value, visibility, location }) {
  if (metadataId !== undefined && workbook.metadata.some((entry) => entry.metadataId === metadataId)) {
    throw new WorkbookError(`Developer metadata with ID ${metadataId} already exists.`);
  }
  const entry = { metadataId: metadataId ?? freeId(workbook), key, value, visibility, ...locate(workbook, location) };
  store(workbook, [...workbook.metadata, entry]);
  return entry;
}

export function update(workbook, metadataId, { location, ...patch }) {
  const place = location && { sheetId: undefined, rowId: undefined, columnId: undefined, ...locate(workbook, location) };
  store(workbook, workbook.metadata.map((entry) => (entry.metadataId === metadataId ? { ...entry, ...patch, ...place } : entry)));
  return workbook.metadata.find((entry) => entry.metadataId === metadataId);
}

export function remove(workbook, metadataId) {
  workbook.metadata = workbook.metadata.filter((entry) => entry.metadataId !== metadataId);
  workbook.transaction.touch();
}

/** The entry as the interface gives it; undefined when its place is gone. */
export function describe(workbook, { metadataId, key, value, visibility, sheetId, rowId, columnId }) {
  const location = whereIs(workbook, { sheetId, rowId, columnId });
  return location && { metadataId, key, value, visibility, location };
}

function whereIs(workbook, { sheetId, rowId, columnId }) {
  if (sheetId === undefined) return { spreadsheet: true };
  const sheet = workbook.sheet(sheetId);
  if (!sheet) return undefined;
  if (rowId === undefined && columnId === undefined) return { sheetId };
  const dimension = rowId === undefined ? 'COLUMNS' : 'ROWS';
  const index = dimension === 'ROWS' ? sheet.rows.findIndex((row) => row?.id === rowId) : sheet.columns.findIndex((column) => column.id === columnId);
  return index < 0 ? undefined : { sheetId, dimension, index };
}

function locate(workbook, { sheetId, dimension, index }) {
  if (sheetId === undefined) return {};
  if (dimension === undefined) return { sheetId };
  const sheet = workbook.sheet(sheetId);
  if (dimension === 'ROWS') return { sheetId, rowId: sheet.writableRow(index).id };
  return { sheetId, columnId: sheet.columns[index].id };
}

function freeId(workbook) {
  let id;
  do id = Math.floor(Math.random() * 2147483646) + 1; while (workbook.metadata.some((entry) => entry.metadataId === id));
  return id;
}

function store(workbook, entries) {
  const sums = new Map();
  for (const entry of entries) sums.set(entry.sheetId, (sums.get(entry.sheetId) ?? 0) + size(entry));
  for (const [sheetId, sum] of sums) {
    if (sum <= MAX_CHARACTERS) continue;
    throw new WorkbookError(`Developer metadata on ${sheetId === undefined ? 'the spreadsheet' : `sheet ${sheetId}`} would exceed the limit of ${MAX_CHARACTERS} characters.`);
  }
  workbook.metadata = entries;
  workbook.transaction.touch();
}

/** Entries of the removed rows or columns die with them; returns those. */
export function dropLocations(workbook, sheet, dimension, ids) {
  if (workbook.metadata.length === 0) return [];
  const gone = new Set(ids);
  const name = dimension === 'ROWS' ? 'rowId' : 'columnId';
  const dies = (entry) => entry.sheetId === sheet.sheetId && gone.has(entry[name]);
  const dropped = workbook.metadata.filter(dies);
  workbook.metadata = workbook.metadata.filter((entry) => !dies(entry));
  return dropped;
}

export const ofSheet = (workbook, sheetId) => workbook.metadata.filter((entry) => entry.sheetId === sheetId);

export function dropSheet(workbook, sheetId) {
  workbook.metadata = workbook.metadata.filter((entry) => entry.sheetId !== sheetId);
}

/** A duplicated tab gets copies of the entries of the original's rows, columns and itself. */
export function copySheet(workbook, source, copy) {
  const copies = ofSheet(workbook, source.sheetId).map((entry) => {
    const { location } = describe(workbook, entry);
    return { ...entry, metadataId: freeId(workbook), ...locate(workbook, { ...location, sheetId: copy.sheetId }) };
  });
  if (copies.length > 0) store(workbook, [...workbook.metadata, ...copies]);
}
