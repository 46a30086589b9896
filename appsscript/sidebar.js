/**
 * The sidebar, as the script sees it: what its page asks for, by google.script.run. These calls are a person's and cost nothing of the triggers' quota;
 * still the page asks seldom, and the notes of a tab are read only when a publish may have changed them.
 */

/** @typedef {GsyncStatus & ReturnType<typeof gsyncSummary_> & {marks: string, rejected: GsyncRejectedList | null}} GsyncView  rejected null: as it was */

/** @param {'status' | 'connect'} view */
function gsyncShowSidebar_(view) {
  SpreadsheetApp.getUi().showSidebar(HtmlService.createHtmlOutput(gsyncSidebarHtml_(view)).setTitle('gsync'));
}

/** @param {string} marks what the page was told last; '' at first @returns {GsyncView} */
function gsyncView(marks) {
  const status = gsyncStatus();
  const now = JSON.stringify(status.tabs);
  return { ...status, ...gsyncSummary_(status), marks: now, rejected: now === marks ? null : gsyncFindRejected_(status.connected) };
}

/** @param {string} marks */
function gsyncViewAfterSending(marks) {
  gsyncSendNow();
  return gsyncView(marks);
}

/** Throws what is wrong. @param {string} url @param {string} secret */
function gsyncViewAfterConnecting(url, secret) {
  const { ok, message } = gsyncConnect(url, secret);
  if (!ok) throw new Error(message);
  return gsyncView('');
}

/** The same connection, with triggers that run as whoever calls this. */
function gsyncViewAfterRestart() {
  const connection = new GsyncStore().connection();
  if (!connection) throw new Error('This spreadsheet is not connected any more.');
  gsyncLocked_((store) => {
    store.put('gsync.by', Session.getEffectiveUser().getEmail());
    store.put('gsync.triggers', JSON.stringify(gsyncInstallTriggers_()));
    store.put(GSYNC_USE_KEY, JSON.stringify({ ...gsyncUse_(store.get(GSYNC_USE_KEY)), ran: Date.now() }));
    gsyncWantScan_(store);
  });
  gsyncSendNow();
  return gsyncView('');
}
