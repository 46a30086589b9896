/** How things stand. */

/**
 * @typedef {{connected: boolean, url: string | null, queued: number, scan_wanted: boolean, sent: number, sent_at: string | null, error: string | null,
 *   error_at: string | null, stopped: string | null, trouble: string | null, tabs: string[], quota: {calls: number, ms: number, share: number, level: string}}} GsyncStatus
 */

/** @returns {GsyncStatus} */
function gsyncStatus() {
  const store = new GsyncStore();
  const state = gsyncState_(store);
  const use = gsyncUse_(store.get(GSYNC_USE_KEY));
  return {
    connected: store.connection() !== null, url: store.get('gsync.url') ?? null, queued: gsyncQueued_(store).length,
    scan_wanted: Boolean(store.get('gsync.scan') || store.get('gsync.places')), sent: state.sent ?? 0, sent_at: state.sent_at ?? null,
    error: state.error ?? null, error_at: state.error_at ?? null, stopped: state.stopped ?? null, trouble: store.get('gsync.trouble') ?? null,
    tabs: gsyncTabs_().map((tab) => tab.sheet.getName()),
    quota: { calls: use.calls, ms: use.ms, share: gsyncShare_(use), level: gsyncQuotaLevel_(store) },
  };
}

/** @param {GsyncStatus} status */
function gsyncStatusText_(status) {
  if (!status.connected) return 'Not connected. Choose Connect… to begin.';
  const lines = [`Connected to ${status.url}`, `Synced tabs: ${status.tabs.join(', ') || 'none yet; link one on the server'}`];
  if (status.stopped) lines.push(`STOPPED: ${status.stopped}`);
  lines.push(`Last sent: ${status.sent_at ?? 'nothing yet'} (${status.sent} in all)`, `Waiting: ${status.queued}${status.scan_wanted ? ', and a scan to be asked for' : ''}`);
  if (status.error && !status.stopped) lines.push(`Last error, ${status.error_at}: ${status.error}`);
  if (status.trouble) lines.push(`Last failure of the script: ${status.trouble}`);
  return [...lines, gsyncQuotaText_(status.quota)].join('\n\n');
}

/** @param {GsyncStatus['quota']} quota */
function gsyncQuotaText_({ calls, ms, share, level }) {
  const effect = {
    normal: '', slow: ' To spare it, edits are sent once a minute.', stop: ' To spare it, edits are not sent any more; the server finds them by scanning.',
  }[level];
  return `Google's daily quota: ${Math.round(share * 100)} % used (${calls} calls, ${Math.round(ms / 60000)} minutes).${effect}`;
}
