/** Connecting and disconnecting; these also run without anybody in front of the sheet. */

const GSYNC_HANDLERS = ['gsyncOnEdit', 'gsyncOnChange', 'gsyncOnMinute'];

/**
 * Keeps the address and the secret, installs the triggers and says hello to the server. Throws when address or secret cannot be right.
 * @param {string} url https://…/gsync/v1/events
 * @param {string} secret whsec_…
 * @returns {{ok: boolean, message: string}} ok: the server has answered. If not, it stays connected and goes on trying.
 */
function gsyncConnect(url, secret) {
  const connection = { url: gsyncCheckUrl_(url), secret: gsyncCheckSecret_(secret) };
  gsyncLocked_((store) => {
    store.put('gsync.url', connection.url);
    store.put('gsync.secret', connection.secret);
    store.remove('gsync.state');
    store.remove('gsync.trouble');
  });
  gsyncInstallTriggers_();
  const answer = gsyncPing_(connection);
  if (!gsyncIsAccepted_(answer)) return { ok: false, message: gsyncExplain_(answer) };
  gsyncLocked_(gsyncWantScan_);
  gsyncSendNow();
  return { ok: true, message: 'Connected: the server has answered.' };
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

function gsyncInstallTriggers_() {
  gsyncRemoveTriggers_();
  const spreadsheet = SpreadsheetApp.getActiveSpreadsheet();
  ScriptApp.newTrigger('gsyncOnEdit').forSpreadsheet(spreadsheet).onEdit().create();
  ScriptApp.newTrigger('gsyncOnChange').forSpreadsheet(spreadsheet).onChange().create();
  ScriptApp.newTrigger('gsyncOnMinute').timeBased().everyMinutes(1).create();
}

function gsyncRemoveTriggers_() {
  for (const trigger of ScriptApp.getProjectTriggers()) {
    if (GSYNC_HANDLERS.includes(trigger.getHandlerFunction())) ScriptApp.deleteTrigger(trigger);
  }
}

/** @param {GsyncConnection} connection @returns {GsyncAnswer} */
function gsyncPing_(connection) {
  const lock = LockService.getScriptLock();
  lock.waitLock(GSYNC.lockMs);
  try {
    const entry = gsyncLocked_((store) => ({ id: gsyncEventId_(), event: gsyncEvent_(store, null, 'ping') }));
    const answer = gsyncPost_({ entry, connection });
    gsyncLocked_((store) => gsyncSettle_(store, entry, answer));
    return answer;
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

/** Removes the triggers, the address and the secret, and what was not sent yet; the sequence number and the day's use stay. */
function gsyncDisconnect() {
  gsyncRemoveTriggers_();
  gsyncLocked_((store) => {
    for (const key of Object.keys(store.all)) {
      if (key.startsWith('gsync.') && key !== 'gsync.seq' && key !== GSYNC_USE_KEY) store.remove(key);
    }
  });
}
