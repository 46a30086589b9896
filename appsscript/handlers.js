/** The installable triggers' functions. None of them throws: Google would mail every failure to the person who connected the sheet. */

/** @param {GoogleAppsScript.Events.SheetsOnEdit} e */
function gsyncOnEdit(e) {
  const startedAt = Date.now();
  gsyncRun_(() => {
    gsyncNoteEdit_();
    let retired = false;
    const left = gsyncLocked_((store) => {
      retired = !gsyncIsOurs_(store, e);
      if (retired) return true;
      const stopped = gsyncQuotaLevel_(store) === 'stop';
      if (stopped || gsyncIsBurst_()) gsyncWantScan_(store);
      if (!stopped) gsyncRecord_(store, e.range.getSheet(), gsyncPlace_(e), e.range.getNumRows() * e.range.getNumColumns() === 1 ? e : undefined);
      return gsyncIsSwept_();
    });
    if (retired) return gsyncRetire_();
    if (!left) gsyncSend_('edit');
    gsyncNoteRun_(startedAt);
  });
}

/** @param {GoogleAppsScript.Events.SheetsOnEdit} e @returns {GsyncPlace} */
function gsyncPlace_({ range, user }) {
  return {
    sheet: range.getSheet().getSheetId(), row: range.getRow(), last_row: range.getLastRow(),
    first_column: range.getColumn(), last_column: range.getLastColumn(), user: user ? user.getEmail() : '',
  };
}

/** @param {GoogleAppsScript.Events.SheetsOnChange} e */
function gsyncOnChange(e) {
  if (e.changeType === 'FORMAT') return;
  gsyncRun_(() => {
    if (!gsyncIsOurs_(new GsyncStore(), e)) return gsyncRetire_();
    if (e.changeType === 'EDIT') {
      if (gsyncIsBurst_()) gsyncSweep_();
      else if (!gsyncIsCovered_()) gsyncOnUntoldEdit_();
    } else {
      gsyncNoteMove_();
      gsyncAskForScan_();
    }
  });
}

/** An undo, a replacement, an import, or the server's own writing, for which a scan within the minute is early enough. */
function gsyncOnUntoldEdit_() {
  if (gsyncIsPublish_()) gsyncLocked_(gsyncWantScan_);
  else gsyncAskForScan_();
}

/** @param {GoogleAppsScript.Events.TimeDriven} e */
function gsyncOnMinute(e) {
  gsyncRun_(() => {
    let retired = false;
    const due = gsyncLocked_((store) => {
      retired = !gsyncIsOurs_(store, e);
      if (retired || !gsyncHasWork_(store)) return false;
      const state = gsyncState_(store);
      if (state.failures) gsyncPutState_(store, { ...state, ticks: (state.ticks ?? 0) + 1 });
      return true;
    });
    if (retired) gsyncRetire_();
    else if (due) gsyncSend_('minute');
  });
}

/** @param {() => void} work */
function gsyncRun_(work) {
  const startedAt = Date.now();
  gsyncQuietly_(work, (error) => gsyncQuietly_(() => gsyncTrouble_(error)));
  gsyncQuietly_(() => gsyncCount_(startedAt, true));
}

/** @param {() => void} work @param {(error: unknown) => void} [onError] */
function gsyncQuietly_(work, onError = () => {}) {
  try {
    work();
  } catch (error) {
    console.error('gsync: %s', error instanceof Error ? error.stack : error);
    onError(error);
  }
}

/** What a failed run was about is for a scan to find. @param {unknown} error */
function gsyncTrouble_(error) {
  const text = error instanceof Error ? error.message : String(error);
  PropertiesService.getDocumentProperties().setProperties({ 'gsync.scan': '1', 'gsync.trouble': `${new Date().toISOString()} ${text}`.slice(0, 500) });
}
