/** Connecting and disconnecting; these also run without anybody in front of the sheet. */

const GSYNC_HANDLERS = ['gsyncOnEdit', 'gsyncOnChange', 'gsyncOnMinute'];

/**
 * Tries address and secret, and keeps them unless they are worse than what is there: a connection that works is replaced only by one that the server
 * answers, so a secret that was pasted wrongly costs nothing. What waits in the queue is signed when it is sent, hence with the new secret.
 * Throws when address or secret cannot be right.
 * @param {string} url https://…/gsync/v1/events
 * @param {string} secret whsec_…
 * @returns {{ok: boolean, message: string}} ok: the server has answered. If not, it stays connected as it was, or tries the new connection again and again.
 */
function gsyncConnect(url, secret) {
  const connection = { url: gsyncCheckUrl_(url), secret: gsyncCheckSecret_(secret) };
  const said = gsyncSendingAlone_(() => {
    const entry = gsyncLocked_((store) => ({ id: gsyncEventId_(), event: gsyncEvent_(store, null, 'ping') }));
    const answer = gsyncPost_({ entry, connection });
    const ok = gsyncIsAccepted_(answer);
    if (!ok && gsyncWorks_(new GsyncStore())) return { ok, message: `${gsyncExplain_(answer)} Nothing was changed: the connection of before goes on.` };
    gsyncLocked_((store) => gsyncAdopt_(store, connection, entry, answer));
    return { ok, message: ok ? 'Connected: the server has answered.' : gsyncExplain_(answer) };
  });
  if (said.ok) gsyncSendNow();
  return said;
}

/** Whether the last event got through. @param {GsyncStore} store */
function gsyncWorks_(store) {
  const { stopped, failures } = gsyncState_(store);
  return store.connection() !== null && !stopped && !failures;
}

/** @param {GsyncStore} store @param {GsyncConnection} connection @param {GsyncEntry} entry @param {GsyncAnswer} answer */
function gsyncAdopt_(store, connection, entry, answer) {
  const { sent_at, sent } = gsyncState_(store);
  gsyncPutState_(store, { sent_at, sent });
  gsyncSettle_(store, entry, answer);
  store.put('gsync.url', connection.url);
  store.put('gsync.secret', connection.secret);
  store.put('gsync.by', Session.getEffectiveUser().getEmail());
  store.put('gsync.triggers', JSON.stringify(gsyncInstallTriggers_()));
  store.remove('gsync.trouble');
  gsyncWantScan_(store);
}

/** @param {string} url */
function gsyncCheckUrl_(url) {
  const text = String(url).trim();
  const [, scheme, host, path] = /^(https?):\/\/([^\s/?#@]+)(\/\S*)?$/i.exec(text) ?? [];
  if (!host) throw new Error(`"${text}" is no address. It should look like https://example.org/gsync/v1/events.`);
  if (scheme.toLowerCase() === 'http' && !/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) {
    throw new Error(`"${text}" is not encrypted. Use an address that starts with https://.`);
  }
  return path === undefined || path === '/' ? `${scheme}://${host}/gsync/v1/events` : text;
}

/** @param {string} secret */
function gsyncCheckSecret_(secret) {
  const text = String(secret).trim();
  const [, key] = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(text) ?? [];
  if (!key) throw new Error('This is no secret of gsync. It starts with whsec_; copy the whole line that `gsync secret new` printed.');
  return text;
}

/** Anew, so that they run as the person who connects. @returns {string[]} their ids */
function gsyncInstallTriggers_() {
  gsyncRemoveTriggers_([]);
  const spreadsheet = SpreadsheetApp.getActiveSpreadsheet();
  return [
    ScriptApp.newTrigger('gsyncOnEdit').forSpreadsheet(spreadsheet).onEdit().create(),
    ScriptApp.newTrigger('gsyncOnChange').forSpreadsheet(spreadsheet).onChange().create(),
    ScriptApp.newTrigger('gsyncOnMinute').timeBased().everyMinutes(1).create(),
  ].map((trigger) => trigger.getUniqueId());
}

/** Google shows a run the triggers of the person whom it runs as, and no others. @param {string[]} except ids of triggers that stay */
function gsyncRemoveTriggers_(except) {
  for (const trigger of ScriptApp.getProjectTriggers()) {
    if (GSYNC_HANDLERS.includes(trigger.getHandlerFunction()) && !except.includes(trigger.getUniqueId())) ScriptApp.deleteTrigger(trigger);
  }
}

/** Whether the triggers that are installed now include this one; else somebody else has connected since, or disconnected. @param {GsyncStore} store @param {{triggerUid: string}} e */
function gsyncIsOurs_(store, { triggerUid }) {
  return store.connection() !== null && gsyncTriggers_(store).includes(String(triggerUid));
}

/** Takes away triggers that nobody but their owner can: called by a run of one that is not installed any more. */
function gsyncRetire_() {
  gsyncLocked_((store) => gsyncRemoveTriggers_(store.connection() ? gsyncTriggers_(store) : []));
}

/** Ids of the installed ones. @param {GsyncStore} store @returns {string[]} */
function gsyncTriggers_(store) {
  return store.json('gsync.triggers', []);
}

/** Runs work while nothing else is sent. @template T @param {() => T} work @returns {T} */
function gsyncSendingAlone_(work) {
  const lock = LockService.getScriptLock();
  if (!lock.tryLock(GSYNC.lockMs)) throw new Error('gsync is sending just now and the server is slow to answer. Please try again in a minute.');
  try {
    return work();
  } finally {
    lock.releaseLock();
  }
}

/** Sends what waits, whatever back-off and quota say. */
function gsyncSendNow() {
  const startedAt = Date.now();
  gsyncSend_('person');
  gsyncCount_(startedAt, false);
}

/** Removes the triggers (those of another person go when they run next), the address and the secret, and what was not sent yet; the sequence number and the day's use stay. */
function gsyncDisconnect() {
  gsyncRemoveTriggers_([]);
  gsyncLocked_((store) => {
    for (const key of Object.keys(store.all)) {
      if (key.startsWith('gsync.') && key !== 'gsync.seq' && key !== GSYNC_USE_KEY) store.remove(key);
    }
  });
}
