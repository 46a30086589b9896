/** Takes recorded steps back. Rows and columns are found by identity, so what others did meanwhile stays where it is. */

export function undoSteps(workbook, steps) {
  const backwards = steps.slice().reverse();
  for (const step of backwards) undoStructure(workbook, step);
  for (const step of backwards) if (step.kind === 'cell') undoCell(workbook, step);
}

function undoCell(workbook, { sheetId, rowId, columnId, before }) {
  const sheet = workbook.sheet(sheetId);
  const row = sheet?.rows.findIndex((line) => line?.id === rowId) ?? -1;
  const column = sheet?.columns.findIndex((line) => line.id === columnId) ?? -1;
  if (row >= 0 && column >= 0) sheet.replaceCell(row, column, before);
}

function undoStructure(workbook, step) {
  const sheet = workbook.sheet(step.sheetId);
  switch (step.kind) {
    case 'sheet-added': return sheet && workbook.deleteSheet(step.sheetId);
    case 'sheet-deleted': return restoreSheet(workbook, step);
    case 'renamed': return sheet?.rename(step.title);
    case 'inserted': return sheet && removeAgain(sheet, step);
    case 'removed': return sheet && restoreLines(sheet, step);
    case 'moved': return sheet && moveBack(sheet, step);
    default: return undefined;
  }
}

function restoreSheet(workbook, { sheet, index, metadata }) {
  workbook.placeSheet(sheet, index);
  workbook.metadata = [...workbook.metadata, ...metadata];
}

const linesOf = (sheet, dimension) => (dimension === 'ROWS' ? sheet.rows : sheet.columns);

function removeAgain(sheet, { dimension, ids }) {
  const wanted = new Set(ids);
  const lines = linesOf(sheet, dimension);
  for (let i = lines.length - 1; i >= 0; i--) {
    if (lines[i] !== undefined && wanted.has(lines[i].id)) sheet.remove(dimension, i, 1);
  }
}

function restoreLines(sheet, { dimension, at, lines, cells, metadata }) {
  const size = dimension === 'ROWS' ? sheet.rowCount : sheet.columnCount;
  const place = Math.min(at, size);
  sheet.insert(dimension, place, lines.length, true);
  if (dimension === 'ROWS') {
    const rows = sheet.rows.slice();
    while (rows.length < place) rows.push(undefined);
    rows.splice(place, lines.length, ...lines);
    sheet.rows = rows;
  } else {
    sheet.columns = [...sheet.columns.slice(0, place), ...lines, ...sheet.columns.slice(place + lines.length)];
    sheet.rows.forEach((row, i) => lines.forEach((_, j) => restoreCell(sheet, i, place + j, cells.get(row?.id)?.[j])));
  }
  sheet.workbook.metadata = [...sheet.workbook.metadata, ...metadata];
  sheet.workbook.recalculation.forget();
}

/** What was inserted has taken its neighbours' formats. */
function restoreCell(sheet, row, column, cell) {
  if (cell !== sheet.cell(row, column)) sheet.replaceCell(row, column, cell);
}

function moveBack(sheet, { dimension, at, ids }) {
  const now = linesOf(sheet, dimension).findIndex((line) => line?.id === ids[0]);
  if (now < 0 || now === at) return;
  sheet.move(dimension, now, ids.length, now < at ? at + ids.length : at);
}
