/** Google's daily quotas, as far as this script uses them. The day is one of 24 hours from the first use. */

/** @typedef {{since: number, calls: number, ms: number, ran?: number}} GsyncUse  ran: when a trigger has run last, ms since 1970 */

const GSYNC_USE_KEY = 'gsync.use';

/** @param {string | null | undefined} text @returns {GsyncUse} */
function gsyncUse_(text) {
  /** @type {GsyncUse} */
  const use = gsyncJson_(text, { since: 0, calls: 0, ms: 0 });
  return Date.now() - use.since < GSYNC_DAY_MS ? use : { since: Date.now(), calls: 0, ms: 0, ran: use.ran };
}

/** The used share of whichever quota is nearer to its end. @param {GsyncUse} use */
function gsyncShare_(use) {
  return Math.max(use.calls / GSYNC.dailyCalls, use.ms / GSYNC.dailyMs);
}

/** 'slow': send once a minute. 'stop': leave it to scans. @param {GsyncStore} store @returns {'normal' | 'slow' | 'stop'} */
function gsyncQuotaLevel_(store) {
  const share = gsyncShare_(gsyncUse_(store.get(GSYNC_USE_KEY)));
  return share >= GSYNC.stopShare ? 'stop' : share >= GSYNC.slowShare ? 'slow' : 'normal';
}

/** Adds this run. It is an estimate, so two runs at once may well overwrite each other's sum. @param {number} startedAt @param {boolean} byTrigger only triggers' time is limited by day */
function gsyncCount_(startedAt, byTrigger) {
  const properties = PropertiesService.getDocumentProperties();
  const use = gsyncUse_(properties.getProperty(GSYNC_USE_KEY));
  use.calls += gsyncCalls;
  if (byTrigger) {
    use.ran = Date.now();
    use.ms += use.ran - startedAt + GSYNC.runOverheadMs;
  }
  gsyncCalls = 0;
  properties.setProperty(GSYNC_USE_KEY, JSON.stringify(use));
}
