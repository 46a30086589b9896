/** Reading a tab: its header row, and rows as events carry them. */

/** gsync's own column: the number of the last publish, when it was written, and how many notes of gsync stand in the tab since. */
const GSYNC_ID_HEADER = /^_gsync_id(?:@(\d+)(?: ([-0-9:]+T[0-9:]+Z)(?: (\d+))?)?)?$/;

/** @typedef {{sheet: GoogleAppsScript.Spreadsheet.Sheet, width: number, header: string[], idColumn: number, timeZone: string}} GsyncTab */

/**
 * The tab with its header row as it is now, or null when it is not synced. Read this before any of its rows: the number in the id column's header says
 * which of the server's writes had landed before.
 * @param {GoogleAppsScript.Spreadsheet.Sheet} sheet
 * @returns {GsyncTab | null}
 */
function gsyncTab_(sheet) {
  const width = sheet.getLastColumn();
  if (width === 0) return null;
  const timeZone = sheet.getParent().getSpreadsheetTimeZone();
  const header = sheet.getRange(1, 1, 1, width).getValues()[0].map((value) => gsyncText_(gsyncCell_(value, timeZone)));
  const idColumn = header.findIndex((text) => GSYNC_ID_HEADER.test(text)) + 1;
  return idColumn === 0 ? null : { sheet, width, header, idColumn, timeZone };
}

/** Every synced tab of the spreadsheet. @returns {GsyncTab[]} */
function gsyncTabs_() {
  const tabs = [];
  for (const sheet of SpreadsheetApp.getActiveSpreadsheet().getSheets()) {
    const tab = sheet.getType() === SpreadsheetApp.SheetType.GRID ? gsyncTab_(sheet) : null;
    if (tab) tabs.push(tab);
  }
  return tabs;
}

/**
 * Rows from..to (1-based, inclusive), each that has anything in it; those without an id are given one.
 * @param {GsyncTab} tab @param {number} from @param {number} to
 * @returns {{rows: GsyncRow[], dates: boolean[][]}} dates[i][j]: cell j of rows[i] shows a date
 */
function gsyncReadRows_(tab, from, to) {
  const range = tab.sheet.getRange(from, 1, to - from + 1, tab.width);
  const values = range.getValues();
  const formulas = range.getFormulas();
  const ids = gsyncGiveIds_(tab, from, values, formulas);
  const rows = [];
  const dates = [];
  for (let i = 0; i < values.length; i++) {
    values[i][tab.idColumn - 1] = ids[i];
    const row = gsyncRow_(from + i, values[i], formulas[i], tab.timeZone);
    if (row.cells.every((cell) => cell === null)) continue;
    rows.push(row);
    dates.push(values[i].map(gsyncIsDate_));
  }
  return { rows, dates };
}

/**
 * @param {number} number @param {any[]} values @param {string[]} formulas @param {string} timeZone
 * @returns {GsyncRow}
 */
function gsyncRow_(number, values, formulas, timeZone) {
  const cells = values.map((value) => gsyncCell_(value, timeZone));
  /** @param {boolean[]} flags */
  const columns = (flags) => flags.flatMap((flag, i) => (flag ? [i + 1] : []));
  const computed = columns(formulas.map((formula) => formula !== ''));
  const dates = columns(values.map(gsyncIsDate_));
  return { row: number, cells, ...(computed.length > 0 && { formulas: computed }), ...(dates.length > 0 && { dates }) };
}

/**
 * The rows' ids; new ones, for rows with data and without an id, are written to the sheet, and only they.
 * @param {GsyncTab} tab @param {number} from @param {any[][]} values @param {string[][]} formulas
 * @returns {any[]}
 */
function gsyncGiveIds_(tab, from, values, formulas) {
  const own = tab.idColumn - 1;
  const lacks = values.map((row, i) => row[own] === '' && row.some((value, j) => j !== own && (value !== '' || formulas[i][j] !== '')));
  const ids = values.map((row, i) => (lacks[i] ? gsyncNewId_() : row[own]));
  for (let start = 0; start < ids.length; start++) {
    if (!lacks[start]) continue;
    let end = start;
    while (lacks[end]) end++;
    tab.sheet.getRange(from + start, tab.idColumn, end - start, 1).setValues(ids.slice(start, end).map((id) => [id]));
    start = end;
  }
  if (lacks.some(Boolean)) SpreadsheetApp.flush();
  return ids;
}

/** A letter and 15 letters or digits, so that Sheets takes it for nothing else than text: 95 random bits. */
function gsyncNewId_() {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  let id = alphabet[Math.floor(Math.random() * 52)];
  while (id.length < 16) id += alphabet[Math.floor(Math.random() * 62)];
  return id;
}
