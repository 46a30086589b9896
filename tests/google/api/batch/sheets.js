/** batchUpdate requests on tabs, the spreadsheet itself, protection, filters, named ranges and metadata. */
import { splitRange } from '../../workbook/index.js';
import { invalid } from '../errors.js';
import { includes, mergeMasked, submask } from '../mask.js';
import * as metadata from '../metadata.js';
import { fromGridRange, sheetById } from '../ranges.js';
import { protectedRange, sheetProperties } from '../resource.js';
import { checkStructure, PROTECTED, requireMask } from './context.js';

const KEPT_PROPERTIES = ['tabColor', 'tabColorStyle', 'rightToLeft'];
const KEPT_GRID = ['hideGridlines', 'rowGroupControlAfter', 'columnGroupControlAfter'];
const pick = (source, names) => Object.fromEntries(names.filter((name) => source?.[name] !== undefined).map((name) => [name, source[name]]));

export function updateSpreadsheetProperties(context, { properties = {}, fields }) {
  const mask = requireMask(fields, 'SpreadsheetProperties');
  const patch = pick(properties, ['title', 'locale', 'timeZone'].filter((name) => includes(mask, name)));
  if (mask !== true && mask.has('title') && !properties.title) throw invalid('title must be non-empty.');
  context.workbook.setProperties(patch);
}

function checkTitle(title) {
  if (title === '') throw invalid('The sheet name cannot be empty. Please enter a valid name.');
  if (title?.length > 100) throw invalid('The sheet name cannot be greater than 100 characters. Please enter a valid name.');
}

export function addSheet(context, { properties = {} }) {
  const { sheetId, title, index, hidden, gridProperties = {}, sheetType } = properties;
  checkTitle(title);
  if (sheetId < 0) throw invalid(`properties.sheetId[${sheetId}] must be non-negative.`);
  if (sheetType && sheetType !== 'GRID') throw invalid(`properties.sheetType[${sheetType}] is not supported.`);
  checkGrid(gridProperties);
  const sheet = context.workbook.addSheet({
    sheetId, title, index, hidden, ...pick(gridProperties, ['rowCount', 'columnCount', 'frozenRowCount', 'frozenColumnCount']),
    extra: { properties: pick(properties, KEPT_PROPERTIES), gridProperties: pick(gridProperties, KEPT_GRID) },
  });
  return { addSheet: { properties: sheetProperties(sheet) } };
}

function checkGrid({ rowCount, columnCount, frozenRowCount = 0, frozenColumnCount = 0 }) {
  if (rowCount !== undefined && rowCount < 1) throw invalid(`gridProperties.rowCount[${rowCount}] must be greater than 0.`);
  if (columnCount !== undefined && columnCount < 1) throw invalid(`gridProperties.columnCount[${columnCount}] must be greater than 0.`);
  if (rowCount !== undefined && frozenRowCount >= rowCount) throw invalid("You can't freeze all visible rows on the sheet.");
  if (columnCount !== undefined && frozenColumnCount >= columnCount) throw invalid("You can't freeze all visible columns on the sheet.");
}

function anySheet(workbook, sheetId = 0) {
  const sheet = workbook.sheet(sheetId);
  if (!sheet) throw invalid(`No sheet with id: ${sheetId}`);
  return sheet;
}

export function deleteSheet(context, { sheetId }) {
  const sheet = anySheet(context.workbook, sheetId);
  checkStructure(context, sheet);
  context.workbook.deleteSheet(sheet.sheetId);
}

export function duplicateSheet(context, { sourceSheetId, insertSheetIndex = 0, newSheetId, newSheetName }) {
  const source = anySheet(context.workbook, sourceSheetId);
  checkTitle(newSheetName);
  const copy = context.workbook.duplicateSheet(source.sheetId, { sheetId: newSheetId, title: newSheetName, index: insertSheetIndex });
  return { duplicateSheet: { properties: sheetProperties(copy) } };
}

export function updateSheetProperties(context, { properties = {}, fields }) {
  const mask = requireMask(fields, 'SheetProperties');
  const sheet = anySheet(context.workbook, properties.sheetId);
  checkStructure(context, sheet);
  if (includes(mask, 'title') && (mask !== true || properties.title !== undefined)) {
    checkTitle(properties.title ?? '');
    sheet.rename(properties.title);
  }
  if (includes(mask, 'index') && properties.index !== undefined) moveTab(context.workbook, sheet, properties.index);
  if (includes(mask, 'hidden')) hideTab(context.workbook, sheet, properties.hidden ?? false);
  const gridMask = submask(mask, 'gridProperties');
  if (gridMask && (mask !== true || properties.gridProperties)) updateGrid(sheet, properties.gridProperties ?? {}, gridMask);
  const kept = KEPT_PROPERTIES.filter((name) => includes(mask, name));
  if (kept.length > 0) sheet.setExtra('properties', kept, properties);
}

/** `index` is where the tab is to stand before it is taken from its old place, so moving right counts itself. */
function moveTab(workbook, sheet, index) {
  if (index < 0 || index > workbook.sheets.length) throw invalid(`properties.index[${index}] is out of range.`);
  workbook.moveSheet(sheet.sheetId, index > sheet.index ? index - 1 : index);
}

function hideTab(workbook, sheet, hidden) {
  if (hidden && workbook.sheets.every((other) => other === sheet || other.hidden)) throw invalid("You can't hide all the sheets in a document.");
  sheet.setTabHidden(hidden);
}

function updateGrid(sheet, grid, mask) {
  const wanted = (name, fallback) => (includes(mask, name) && (mask !== true || grid[name] !== undefined) ? grid[name] ?? 0 : fallback);
  const rowCount = wanted('rowCount', sheet.rowCount);
  const columnCount = wanted('columnCount', sheet.columnCount);
  const frozen = { rows: wanted('frozenRowCount', sheet.frozenRowCount), columns: wanted('frozenColumnCount', sheet.frozenColumnCount) };
  checkGrid({ rowCount, columnCount, frozenRowCount: frozen.rows, frozenColumnCount: frozen.columns });
  sheet.resize({ rowCount, columnCount });
  sheet.setFrozen(frozen);
  const kept = KEPT_GRID.filter((name) => includes(mask, name));
  if (kept.length > 0) sheet.setExtra('gridProperties', kept, grid);
}

function protection(workbook, { range, namedRangeId, ...rest }) {
  if (namedRangeId !== undefined) {
    const named = namedById(workbook, namedRangeId);
    return { sheet: workbook.sheet(named.sheetId), fields: { ...rest, namedRangeId, range: named.range } };
  }
  const { sheet, range: area } = fromGridRange(workbook, range);
  const whole = range === undefined || Object.keys(range).every((name) => name === 'sheetId');
  return { sheet, fields: { ...rest, range: whole ? undefined : area } };
}

export function addProtectedRange(context, { protectedRange: given = {} }) {
  const { sheet, fields: { protectedRangeId, editors, unprotectedRanges, requestingUserCanEdit, ...fields } } = protection(context.workbook, given);
  if (context.workbook.sheets.some((other) => other.protectedRanges.some((entry) => entry.protectedRangeId === protectedRangeId))) {
    throw invalid(`A protected range with id ${protectedRangeId} already exists.`);
  }
  const free = unprotectedRanges?.map((range) => fromGridRange(context.workbook, range).range);
  const entry = sheet.protect({
    ...fields, ...(protectedRangeId !== undefined && { protectedRangeId }), ...(free && { unprotectedRanges: free }),
    editors: [...new Set([context.user, context.workbook.owner, ...editors?.users ?? []])],
  });
  return { addProtectedRange: { protectedRange: protectedRange(sheet, entry) } };
}

function findProtected(workbook, protectedRangeId) {
  for (const sheet of workbook.sheets) {
    const entry = sheet.protectedRanges.find((candidate) => candidate.protectedRangeId === protectedRangeId);
    if (entry) return { sheet, entry };
  }
  throw invalid(`No protected range with id: ${protectedRangeId ?? 0}`);
}

function checkEditor(context, sheet, entry) {
  if (context.user !== context.workbook.owner && !entry.warningOnly && !entry.editors.includes(context.user)) {
    throw invalid(PROTECTED);
  }
}

export function updateProtectedRange(context, { protectedRange: given = {}, fields }) {
  const mask = requireMask(fields, 'ProtectedRange');
  const { sheet, entry } = findProtected(context.workbook, given.protectedRangeId);
  checkEditor(context, sheet, entry);
  const merged = mergeMasked(protectedRange(sheet, entry), given, mask);
  const { fields: { editors, unprotectedRanges, requestingUserCanEdit, ...rest } } = protection(context.workbook, { ...merged, range: { sheetId: sheet.sheetId, ...merged.range } });
  sheet.unprotect(entry.protectedRangeId);
  const free = unprotectedRanges?.map((range) => fromGridRange(context.workbook, { sheetId: sheet.sheetId, ...range }).range);
  sheet.protect({ ...rest, protectedRangeId: entry.protectedRangeId, ...(free && { unprotectedRanges: free }), editors: editors?.users ?? entry.editors });
}

export function deleteProtectedRange(context, { protectedRangeId }) {
  const { sheet, entry } = findProtected(context.workbook, protectedRangeId);
  checkEditor(context, sheet, entry);
  sheet.unprotect(protectedRangeId);
}

export function setBasicFilter(context, { filter = {} }) {
  const { sheet, range } = fromGridRange(context.workbook, filter.range);
  sheet.setFilter({ ...filter, range: sheet.clip(range) });
}

export function clearBasicFilter(context, { sheetId }) {
  sheetById(context.workbook, sheetId).setFilter(undefined);
}

function namedById(workbook, namedRangeId) {
  const named = workbook.namedRanges.find((entry) => entry.namedRangeId === namedRangeId);
  if (!named) throw invalid(`No named range with id: ${namedRangeId}`);
  return named;
}

function checkName(workbook, name, except) {
  const reads = splitRange(name ?? '').title !== undefined;
  if (!name || reads || !/^[A-Za-z_][A-Za-z0-9_]{0,249}$/.test(name)) throw invalid(`The name "${name ?? ''}" is not a valid name for a range.`);
  if (workbook.namedRanges.some((entry) => entry !== except && entry.name.toLowerCase() === name.toLowerCase())) {
    throw invalid(`A named range with the name "${name}" already exists.`);
  }
}

export function addNamedRange(context, { namedRange = {} }) {
  const { workbook } = context;
  checkName(workbook, namedRange.name);
  const { sheet, range } = fromGridRange(workbook, namedRange.range);
  const namedRangeId = namedRange.namedRangeId ?? String(workbook.nextId());
  workbook.setNamedRanges([...workbook.namedRanges, { namedRangeId, name: namedRange.name, sheetId: sheet.sheetId, range }]);
  return { addNamedRange: { namedRange: { namedRangeId, name: namedRange.name, range: namedRange.range ?? {} } } };
}

export function updateNamedRange(context, { namedRange = {}, fields }) {
  const { workbook } = context;
  const mask = requireMask(fields, 'NamedRange');
  const old = namedById(workbook, namedRange.namedRangeId);
  const fresh = { ...old };
  if (includes(mask, 'name')) {
    checkName(workbook, namedRange.name, old);
    fresh.name = namedRange.name;
  }
  if (includes(mask, 'range')) {
    const { sheet, range } = fromGridRange(workbook, namedRange.range);
    Object.assign(fresh, { sheetId: sheet.sheetId, range });
  }
  workbook.setNamedRanges(workbook.namedRanges.map((entry) => (entry === old ? fresh : entry)));
}

export function deleteNamedRange(context, { namedRangeId }) {
  const named = namedById(context.workbook, namedRangeId);
  context.workbook.setNamedRanges(context.workbook.namedRanges.filter((entry) => entry !== named));
}

export const createDeveloperMetadata = ({ workbook }, request) => metadata.createMetadata(workbook, request);
export const updateDeveloperMetadata = ({ workbook }, request) => metadata.updateMetadata(workbook, request, requireMask(request.fields, 'DeveloperMetadata'));
export const deleteDeveloperMetadata = ({ workbook }, request) => metadata.deleteMetadata(workbook, request);
