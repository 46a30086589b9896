/** Keeps a spreadsheet in a file from run to run: properties, tabs, cells, protection and metadata of columns and tabs. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Cell, CellError } from './workbook/index.js';

export function saveState(workbook, file) {
  const { id, title, locale, timeZone, namedRanges } = workbook;
  const metadata = workbook.metadata.map((entry) => workbook.metadataOf(entry)).filter(Boolean);
  writeFileSync(file, JSON.stringify({ id, title, locale, timeZone, namedRanges, metadata, sheets: workbook.sheets.map(sheetState) }));
}

function sheetState(sheet) {
  const { sheetId, title, hidden, rowCount, columnCount, frozenRowCount, frozenColumnCount, protectedRanges, extra } = sheet;
  const cells = [];
  sheet.rows.forEach((row, i) => row?.cells.forEach((cell, j) => {
    if (cell !== undefined) cells.push([i, j, cell.spilled || cell.value instanceof CellError ? null : cell.value, cell.formula ?? null, cell.format ?? null, cell.note ?? null]);
  }));
  const hiddenColumns = sheet.columns.flatMap((column, i) => (column.hidden ? [i] : []));
  return { sheetId, title, hidden, rowCount, columnCount, frozenRowCount, frozenColumnCount, protectedRanges, extra, hiddenColumns, cells };
}

/** Fills an empty workbook from the file; false when there is none. */
export function loadState(workbook, file) {
  if (!existsSync(file)) return false;
  const state = JSON.parse(readFileSync(file, 'utf8'));
  workbook.id = state.id;
  workbook.transact({ source: 'api', user: workbook.owner }, () => {
    workbook.setProperties(state);
    for (const sheetData of state.sheets) restoreSheet(workbook, sheetData);
    workbook.setNamedRanges(state.namedRanges);
    for (const entry of state.metadata) workbook.createMetadata(entry);
  });
  return true;
}

function restoreSheet(workbook, { cells, hiddenColumns, protectedRanges, ...properties }) {
  const sheet = workbook.addSheet(properties);
  for (const [row, column, value, formula, format, note] of cells) {
    sheet.replaceCell(row, column, new Cell(value, formula ?? undefined, format ?? undefined, note ?? undefined));
  }
  for (const column of hiddenColumns) sheet.setHidden('COLUMNS', column, column + 1, true);
  for (const entry of protectedRanges) sheet.protect(entry);
}
