/**
 * Bursts, and changes that onEdit is not told of; what is noted here lives in the cache, which may forget it at any time.
 *
 * Google queues two more events for a handler that is running and drops the rest, without a word. So three edits in a row, as fast as they could be worked off,
 * ask for a scan. While a burst goes on gsyncOnEdit only records, which is quick, and an onChange run sleeps, sends what has gathered, and asks for the scan
 * at the end.
 */

/** Notes an edit, of whatever tab. */
function gsyncNoteEdit_() {
  const cache = gsyncCache_();
  const times = gsyncEditTimes_().slice(1 - GSYNC.burstEdits);
  cache.put('gsync.edits', JSON.stringify([...times, Date.now()]), 600);
}

/** @returns {number[]} */
function gsyncEditTimes_() {
  return gsyncJson_(gsyncCache_().get('gsync.edits'), []);
}

function gsyncCache_() {
  const cache = CacheService.getDocumentCache();
  if (!cache) throw new Error('gsync must be part of a spreadsheet: open Extensions > Apps Script there and paste it.');
  return cache;
}

/** @param {number} startedAt of the gsyncOnEdit run that ends now */
function gsyncNoteRun_(startedAt) {
  gsyncCache_().put('gsync.ran', String(Date.now() - startedAt), 600);
}

/** Whether the queue of gsyncOnEdit may have been full: the last edits were not further apart than a run takes. */
function gsyncIsBurst_() {
  const times = gsyncEditTimes_();
  const apart = GSYNC.burstMs + (GSYNC.burstEdits - 1) * Number(gsyncCache_().get('gsync.ran'));
  return times.length >= GSYNC.burstEdits && Date.now() - times[0] < apart;
}

/** Whether a sweep will send what is recorded now. Ask it under the document lock. */
function gsyncIsSwept_() {
  return Number(gsyncCache_().get('gsync.sweep')) > Date.now();
}

/** Gathers and sends until an interval passes without more than one edit, then asks for a scan. */
function gsyncSweep_() {
  if (gsyncIsSwept_()) return;
  const until = Date.now() + GSYNC.sweepLongestMs;
  let from;
  do {
    from = Date.now();
    gsyncCache_().put('gsync.sweep', String(from + 2 * GSYNC.sweepMs), 60);
    Utilities.sleep(GSYNC.sweepMs);
    gsyncLocked_(() => gsyncCache_().remove('gsync.sweep'));
    gsyncSend_('sweep');
  } while (gsyncEditsSince_(from) > 1 && Date.now() < until);
  gsyncAskForScan_();
}

/** @param {number} from */
function gsyncEditsSince_(from) {
  return gsyncEditTimes_().filter((time) => time >= from).length;
}

function gsyncAskForScan_() {
  gsyncLocked_(gsyncWantScan_);
  gsyncSend_('edit');
}

/** Whether gsyncOnEdit was told of the edit that this change is about; it may start a little later. */
function gsyncIsCovered_() {
  const from = Date.now() - GSYNC.coveredBeforeMs;
  const until = Date.now() + GSYNC.coveredAfterMs;
  for (;;) {
    if (gsyncEditsSince_(from) > 0) return true;
    if (Date.now() >= until) return false;
    Utilities.sleep(250);
  }
}

/** Whether the server has published since the last call: then this change may be its own writing. */
function gsyncIsPublish_() {
  const cache = gsyncCache_();
  const before = cache.get('gsync.marks');
  const marks = JSON.stringify(gsyncTabs_().map((tab) => [tab.sheet.getSheetId(), tab.header[tab.idColumn - 1]]));
  cache.put('gsync.marks', marks, 21600);
  return before !== null && before !== marks;
}

/** Notes that rows or columns have changed place. */
function gsyncNoteMove_() {
  gsyncCache_().put('gsync.moved', '1', 10);
}

function gsyncMovedLately_() {
  return gsyncCache_().get('gsync.moved') !== null;
}
