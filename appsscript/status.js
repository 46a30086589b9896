/** How things stand, in words for those who type. */

/** @typedef {{sheet: number, name: string, publish: number, written_at: string | null, notes: number | null}} GsyncLinked  notes: of gsync, null where that is not known */
/**
 * @typedef {{connected: boolean, url: string | null, by: string, queued: number, scan_wanted: boolean, sent: number, sent_at: string | null, error: string | null,
 *   error_at: string | null, stopped: string | null, due: string | null, trouble: string | null, asleep_since: string | null, tabs: GsyncLinked[],
 *   quota: {calls: number, calls_left: number, ms: number, minutes_left: number, share: number, level: string}}} GsyncStatus
 */
/** @typedef {'good' | 'busy' | 'warn' | 'bad' | 'off'} GsyncLevel */

/** @returns {GsyncStatus} */
function gsyncStatus() {
  const store = new GsyncStore();
  const state = gsyncState_(store);
  const connected = store.connection() !== null;
  return {
    connected, url: store.get('gsync.url') ?? null, by: store.get('gsync.by') ?? '', queued: gsyncQueued_(store).length,
    scan_wanted: Boolean(store.get('gsync.scan') || store.get('gsync.places')), sent: state.sent ?? 0, sent_at: state.sent_at ?? null,
    error: state.error ?? null, error_at: state.error_at ?? null, stopped: state.stopped ?? null, due: state.failures && state.due ? new Date(state.due).toISOString() : null,
    trouble: store.get('gsync.trouble') ?? null, asleep_since: connected ? gsyncAsleepSince_(store) : null, tabs: connected ? gsyncTabs_().map(gsyncLinked_) : [],
    quota: gsyncQuota_(store),
  };
}

/** What the header of gsync's own column says. @param {GsyncTab} tab @returns {GsyncLinked} */
function gsyncLinked_({ sheet, header, idColumn }) {
  const [, publish, writtenAt, notes] = GSYNC_ID_HEADER.exec(header[idColumn - 1]) ?? [];
  return { sheet: sheet.getSheetId(), name: sheet.getName(), publish: Number(publish ?? 0), written_at: writtenAt ?? null, notes: notes === undefined ? null : Number(notes) };
}

/** When a trigger has run last, if that is too long ago for one that runs every minute. @param {GsyncStore} store */
function gsyncAsleepSince_(store) {
  const { ran } = gsyncUse_(store.get(GSYNC_USE_KEY));
  return ran !== undefined && Date.now() - ran > GSYNC.asleepMs ? new Date(ran).toISOString() : null;
}

/** @param {GsyncStore} store */
function gsyncQuota_(store) {
  const { calls, ms } = gsyncUse_(store.get(GSYNC_USE_KEY));
  return {
    calls, calls_left: Math.max(0, GSYNC.dailyCalls - calls), ms, minutes_left: Math.max(0, Math.round((GSYNC.dailyMs - ms) / 60000)),
    share: gsyncShare_({ since: 0, calls, ms }), level: gsyncQuotaLevel_(store),
  };
}

/**
 * The one thing to know first, and what to do about it. Times in it are ISO 8601 between braces, for the browser to write as its reader is used to.
 * @param {GsyncStatus} status
 * @returns {{level: GsyncLevel, headline: string, advice: string, restart: boolean, reconnect: boolean}} restart, reconnect: what would help
 */
function gsyncSummary_(status) {
  const say = (/** @type {GsyncLevel} */ level, /** @type {string} */ headline, /** @type {string[]} */ ...advice) =>
    ({ level, headline, advice: advice.filter(Boolean).join(' '), restart: false, reconnect: false });
  const waiting = status.queued === 0 ? '' : `Nothing is lost: ${gsyncCountOf_(status.queued, 'change')} ${status.queued === 1 ? 'waits' : 'wait'} here.`;
  if (!status.connected) return { ...say('off', 'Not connected', 'What is typed in this spreadsheet is not sent. To connect, enter the address and the secret that you were given.'), reconnect: true };
  if (status.stopped) return { ...say('bad', 'The server refuses this spreadsheet', status.stopped, waiting), reconnect: true };
  if (status.asleep_since) {
    const owner = status.by ? `It runs in the name of ${status.by}` : 'It runs in the name of the person who connected';
    return { ...say('bad', 'Google has stopped running the script', `The last run was at {${status.asleep_since}}. ${owner}, who may have lost access to the spreadsheet, or has used up the day's quota. Start it again in your own name.`), restart: true };
  }
  if (status.due) return say('warn', 'The server does not answer', waiting, Date.parse(status.due) - Date.now() > 60000 ? `The next try is at {${status.due}}.` : 'It is tried again within a minute or two.');
  if (status.quota.level === 'stop') return say('warn', 'The day\'s quota is used up', 'Changes are not sent at once any more; the server finds them by itself when it compares the tab.');
  if (status.tabs.length === 0) return say('warn', 'Connected, but no tab is linked', 'Whoever runs the server links a tab with the command "gsync link". Until then nothing is sent.');
  if (status.queued > 0 || status.scan_wanted) return say('busy', 'Sending…', status.quota.level === 'slow' ? 'To spare the day\'s quota, changes are sent once a minute.' : '');
  const refused = status.tabs.reduce((sum, { notes }) => sum + (notes ?? 0), 0);
  if (refused > 0) {
    return say('warn', `${gsyncCountOf_(refused, 'cell')} ${refused === 1 ? 'was' : 'were'} not accepted`, 'Everything else that was typed has been sent.');
  }
  return say('good', 'Connected', status.quota.level === 'slow' ? 'Everything has been sent. To spare the day\'s quota, changes are sent once a minute.' : 'Everything that was typed has been sent.');
}

/** "1 change", "2 changes" @param {number} count @param {string} thing */
function gsyncCountOf_(count, thing) {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
