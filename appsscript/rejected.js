/** The cells that the server did not accept: it has written on each, as a note, why. So they are where the notes are, wherever people have moved them. */

/** @typedef {{sheet: number, tab: string, id: string, row: number, column: number, place: string, header: string, reason: string}} GsyncRejected */
/** @typedef {{cells: GsyncRejected[], total: number, complete: boolean}} GsyncRejectedList  complete: every tab was looked through to its end */

const GSYNC_NOTE = 'gsync: ';

/** Tabs whose last publish left no note are not read. @param {boolean} connected @returns {GsyncRejectedList} */
function gsyncFindRejected_(connected) {
  const until = Date.now() + GSYNC.searchMs;
  const tabs = connected ? gsyncTabs_() : [];
  /** @type {GsyncRejected[]} */
  const cells = [];
  let told = 0;
  let complete = true;
  for (const tab of tabs) {
    const { notes } = gsyncLinked_(tab);
    told += notes ?? 0;
    if (notes !== 0) complete = gsyncSearch_(tab, cells, until) && complete;
  }
  return { cells, total: complete ? cells.length : Math.max(told, cells.length), complete };
}

/** Adds what it finds to `cells`. False when it was ended before the last row. @param {GsyncTab} tab @param {GsyncRejected[]} cells @param {number} until */
function gsyncSearch_(tab, cells, until) {
  const last = tab.sheet.getLastRow();
  const step = Math.max(1, Math.floor(GSYNC.searchCells / tab.width));
  for (let from = 2; from <= last; from += step) {
    if (Date.now() > until || cells.length >= GSYNC.listedCells) return false;
    gsyncSearchRows_(tab, from, Math.min(step, last - from + 1), cells);
  }
  return cells.length <= GSYNC.listedCells || (cells.length = GSYNC.listedCells, false);
}

/** @param {GsyncTab} tab @param {number} from @param {number} count @param {GsyncRejected[]} cells */
function gsyncSearchRows_(tab, from, count, cells) {
  const notes = tab.sheet.getRange(from, 1, count, tab.width).getNotes();
  const found = notes.flatMap((row, i) => row.flatMap((note, j) => (note.startsWith(GSYNC_NOTE) ? [{ i, j, note }] : [])));
  if (found.length === 0) return;
  const ids = tab.sheet.getRange(from, tab.idColumn, count, 1).getValues();
  const name = tab.sheet.getName();
  for (const { i, j, note } of found) {
    const lines = note.split('\n').filter((line) => !line.startsWith('Correct it here')); // said once, above the list
    const reason = lines.map((line) => (line.startsWith(GSYNC_NOTE) ? line.slice(GSYNC_NOTE.length) : line)).join(' ');
    cells.push({
      sheet: tab.sheet.getSheetId(), tab: name, id: String(ids[i][0]), row: from + i, column: j + 1, place: `${gsyncLetters_(j + 1)}${from + i}`, header: tab.header[j], reason,
    });
  }
}

/** Selects that cell, wherever its row and its column stand by now. @param {GsyncRejected} cell */
function gsyncSelect(cell) {
  const spreadsheet = SpreadsheetApp.getActiveSpreadsheet();
  const sheet = spreadsheet.getSheets().find((one) => one.getSheetId() === cell.sheet);
  const tab = sheet && gsyncTab_(sheet);
  const row = tab ? gsyncRowOf_(tab, cell) : 0;
  const column = !tab || tab.header[cell.column - 1] === cell.header ? cell.column : tab.header.indexOf(cell.header) + 1;
  if (!tab || !row || !column) throw new Error('This cell is not there any more.');
  spreadsheet.setActiveSheet(tab.sheet);
  tab.sheet.getRange(row, column).activate();
}

/** 0: gone. @param {GsyncTab} tab @param {GsyncRejected} cell */
function gsyncRowOf_({ sheet, idColumn }, { id, row }) {
  const last = sheet.getLastRow();
  if (row <= last && String(sheet.getRange(row, idColumn).getValue()) === id) return row;
  return last < 2 ? 0 : sheet.getRange(1, idColumn, last, 1).getValues().findIndex(([value]) => String(value) === id) + 1;
}

/** @param {number} column from 1 */
function gsyncLetters_(column) {
  let text = '';
  for (let n = column; n > 0; n = Math.floor((n - 1) / 26)) text = String.fromCharCode(65 + ((n - 1) % 26)) + text;
  return text;
}
