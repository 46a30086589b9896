/** From an edit to events in the queue, under the document lock. */

/**
 * @param {GsyncStore} store
 * @param {GoogleAppsScript.Spreadsheet.Sheet} sheet
 * @param {GsyncPlace} place
 * @param {{value?: string, oldValue?: string}} [typed] the event's, for a single cell
 */
function gsyncRecord_(store, sheet, place, typed) {
  const tab = gsyncTab_(sheet);
  if (!tab) return;
  const editedAt = new Date().toISOString();
  const last = Math.min(place.last_row, sheet.getLastRow());
  // The header is a row that every other depends on, and ids that a person changed are for a scan to sort out.
  if (place.row === 1 || (place.first_column <= tab.idColumn && tab.idColumn <= place.last_column)) gsyncWantScan_(store);
  if (last - place.row >= GSYNC.editRows) return gsyncWantScan_(store);
  for (let from = Math.max(place.row, 2); from <= last; from += GSYNC.eventRows) {
    const to = Math.min(from + GSYNC.eventRows - 1, last);
    const { rows, dates } = gsyncReadRows_(tab, from, to);
    const edited = gsyncEdited_(tab, place, rows, dates, typed);
    const left = gsyncQueueRows_(store, tab, { user: place.user, edited_at: editedAt, edited }, rows);
    if (left) return gsyncRememberPlace_(store, { ...place, row: left, last_row: last });
  }
}

/** @param {GsyncTab} tab @param {GsyncPlace} place @param {GsyncRow[]} rows @param {boolean[][]} dates @param {{value?: string, oldValue?: string}} [typed] */
function gsyncEdited_(tab, place, rows, dates, typed) {
  /** @type {GsyncEdited} */
  const edited = { first_column: place.first_column, last_column: place.last_column };
  const row = rows[0];
  if (!typed || !row || row.formulas?.includes(place.first_column)) return edited;
  const column = place.first_column - 1;
  const isDate = Boolean(dates[0][column]);
  let shown = row.cells[column] ?? null;
  const value = gsyncTyped_(typed, shown, isDate, () => tab.sheet.getRange(place.row, place.first_column).getNumberFormat());
  if (isDate && typeof value === 'number' && value !== shown && gsyncIsSkipped_(value, tab.timeZone)) shown = row.cells[column] = value;
  // What was typed over tells the server whether it was typed before or after a publish, and, where another value is shown, whether another row stands here by now.
  if (value !== undefined && (value === shown || !gsyncMovedLately_())) {
    Object.assign(edited, { typed: value, old: gsyncOld_(typed, () => tab.sheet.getRange(place.row, place.first_column).getNumberFormat()) });
  }
  return edited;
}

/**
 * Queues the rows as one event, or as several where one would be too big.
 * @param {GsyncStore} store @param {GsyncTab} tab @param {{user: string, edited_at: string, edited: GsyncEdited}} what @param {GsyncRow[]} rows
 * @returns {number} the first row that the queue had no room for; 0: it had room for all
 */
function gsyncQueueRows_(store, tab, what, rows) {
  if (rows.length === 0) return 0;
  const event = gsyncEvent_(store, tab, 'edit', { ...what, rows });
  if (gsyncBytes_(JSON.stringify(event)) <= GSYNC.eventBytes) return gsyncQueue_(store, event) ? 0 : rows[0].row;
  if (rows.length === 1) {
    gsyncWantScan_(store);
    return 0;
  }
  const half = Math.ceil(rows.length / 2);
  return gsyncQueueRows_(store, tab, what, rows.slice(0, half)) || gsyncQueueRows_(store, tab, what, rows.slice(half));
}

/**
 * @param {GsyncStore} store @param {GsyncTab | null} tab @param {'edit' | 'structure' | 'ping'} kind
 * @param {{user?: string, edited_at?: string, edited?: GsyncEdited, rows?: GsyncRow[]}} [more]
 * @returns {GsyncEvent}
 */
function gsyncEvent_(store, tab, kind, more = {}) {
  const spreadsheet = SpreadsheetApp.getActiveSpreadsheet();
  return {
    v: 1, spreadsheet: spreadsheet.getId(), sheet: tab ? tab.sheet.getSheetId() : spreadsheet.getSheets()[0].getSheetId(), seq: store.nextSeq(), kind,
    user: '', edited_at: new Date().toISOString(), ...(tab ? { header: tab.header } : {}), ...more,
  };
}

/** Asks for a scan, once the queue is empty. @param {GsyncStore} store */
function gsyncWantScan_(store) {
  store.put('gsync.scan', '1');
}

/** Keeps where to read again, or asks for a scan when even that is too much. @param {GsyncStore} store @param {GsyncPlace} place */
function gsyncRememberPlace_(store, place) {
  const text = JSON.stringify([...store.json('gsync.places', []), place]);
  if (gsyncBytes_(text) <= GSYNC.placesBytes) return store.put('gsync.places', text);
  store.remove('gsync.places');
  gsyncWantScan_(store);
}

/** Queues what had no room before: first the remembered places, then the request for a scan. Call it with an empty queue. @param {GsyncStore} store @param {boolean} withScan */
function gsyncCatchUp_(store, withScan) {
  /** @type {GsyncPlace[]} */
  const places = store.json('gsync.places', []);
  if (places.length > 0) {
    store.remove('gsync.places');
    for (const place of places) gsyncCatchUpPlace_(store, place);
  }
  if (!withScan || gsyncQueued_(store).length > 0 || !store.get('gsync.scan')) return;
  const tabs = gsyncTabs_();
  const queued = (tabs.length > 0 ? tabs : [null]).map((tab) => gsyncQueue_(store, gsyncEvent_(store, tab, 'structure')));
  if (queued.every(Boolean)) store.remove('gsync.scan');
}

/** @param {GsyncStore} store @param {GsyncPlace} place */
function gsyncCatchUpPlace_(store, place) {
  if (store.get('gsync.places')) return gsyncRememberPlace_(store, place);
  const sheet = SpreadsheetApp.getActiveSpreadsheet().getSheets().find((one) => one.getSheetId() === place.sheet);
  if (sheet) gsyncRecord_(store, sheet, place);
}
