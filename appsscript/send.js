/**
 * Sending: one event after the other, by one run at a time, which the script lock sees to. Recording goes on meanwhile, under the document lock.
 *
 * An event that could not be delivered stays the head of the queue and is repeated with its id before anything else is sent: by the run that failed after a
 * second, then by edits and by the minute trigger after a pause that doubles. The trigger's pause counts its runs, not time.
 */

/** @typedef {{sent_at?: string, sent?: number, error?: string, error_at?: string, stopped?: string, failures?: number, pause?: number, due?: number, ticks?: number}} GsyncState */
/** @typedef {'edit' | 'sweep' | 'minute' | 'person'} GsyncOccasion  a sweep keeps the request for a scan back until its end */
/** @typedef {{entry: GsyncEntry, connection: GsyncConnection}} GsyncDue */
/** @typedef {{code: number, text: string, retryAfter: number}} GsyncAnswer  code 0: no answer, text says why */

/** Sends what is due, unless another run is at it. @param {GsyncOccasion} occasion */
function gsyncSend_(occasion) {
  const lock = LockService.getScriptLock();
  const until = Date.now() + GSYNC.drainMs;
  while (Date.now() < until && lock.tryLock(0)) {
    try {
      gsyncDrain_(occasion, until);
    } finally {
      lock.releaseLock();
    }
    // Something may have been queued between the last look and the release, by a run that found the lock taken.
    if (occasion === 'person' || !gsyncLocked_((store) => gsyncHead_(store, occasion))) return;
  }
}

/** @param {GsyncOccasion} occasion @param {number} until */
function gsyncDrain_(occasion, until) {
  let due = gsyncLocked_((store) => gsyncHead_(store, occasion));
  while (due !== null && Date.now() < until) {
    const sent = due;
    const answer = gsyncPost_(sent);
    const outcome = gsyncLocked_((store) => {
      const settled = gsyncIsOutdated_(store, sent, answer) ? 'done' : gsyncSettle_(store, sent.entry, answer);
      due = settled === 'done' ? gsyncHead_(store, occasion) : null;
      return settled;
    });
    if (outcome !== 'blip') continue;
    Utilities.sleep(500 + Math.floor(Math.random() * 1000));
    due = gsyncLocked_((store) => gsyncAgain_(store, sent));
  }
}

/** A refusal of a secret or an address that was replaced while the request was on its way says nothing: the event goes once more, by the new connection. @param {GsyncStore} store @param {GsyncDue} due @param {GsyncAnswer} answer */
function gsyncIsOutdated_(store, { connection: { url, secret } }, answer) {
  const now = store.connection();
  return !gsyncIsAccepted_(answer) && (now === null || now.url !== url || now.secret !== secret);
}

/** The same event by the connection as it is now; null when it is not queued any more. @param {GsyncStore} store @param {GsyncDue} due @returns {GsyncDue | null} */
function gsyncAgain_(store, { entry }) {
  const connection = store.connection();
  return connection && gsyncEntry_(store, entry.event.seq)?.id === entry.id ? { entry, connection } : null;
}

/** The next event to send, or null when none is or may be sent now. @param {GsyncStore} store @param {GsyncOccasion} occasion @returns {GsyncDue | null} */
function gsyncHead_(store, occasion) {
  const connection = store.connection();
  if (!connection || !gsyncMaySend_(store, occasion)) return null;
  if (gsyncQueued_(store).length === 0) gsyncCatchUp_(store, occasion !== 'sweep');
  for (const seq of gsyncQueued_(store)) {
    const entry = gsyncEntry_(store, seq);
    if (entry) return { entry, connection };
    gsyncDrop_(store, seq);
    gsyncWantScan_(store);
  }
  return null;
}

/** @param {GsyncStore} store */
function gsyncHasWork_(store) {
  return gsyncQueued_(store).length > 0 || Boolean(store.get('gsync.places') || store.get('gsync.scan'));
}

/** @param {GsyncStore} store @param {GsyncOccasion} occasion */
function gsyncMaySend_(store, occasion) {
  if (!store.connection()) return false;
  if (occasion === 'person') return true;
  const level = gsyncQuotaLevel_(store);
  if (level === 'stop' || (level === 'slow' && occasion !== 'minute')) return false;
  const { stopped, failures = 0, pause = 0, due = 0, ticks = 0 } = gsyncState_(store);
  if (stopped) return false;
  return failures === 0 || Date.now() >= due || (occasion === 'minute' && ticks * 60 >= pause);
}

/** @param {GsyncStore} store @returns {GsyncState} */
function gsyncState_(store) {
  return store.json('gsync.state', {});
}

/** @param {GsyncStore} store @param {GsyncState} state */
function gsyncPutState_(store, state) {
  store.put('gsync.state', JSON.stringify(state));
}

/**
 * Acts on the answer. 'done': go on with the next. 'blip': repeat it in a moment. 'wait': repeat it later.
 * @param {GsyncStore} store @param {GsyncEntry} entry @param {GsyncAnswer} answer
 * @returns {'done' | 'blip' | 'wait'}
 */
function gsyncSettle_(store, { event }, answer) {
  const state = gsyncState_(store);
  const { sent_at, sent = 0 } = state;
  const now = new Date().toISOString();
  if (gsyncIsAccepted_(answer)) {
    gsyncDrop_(store, event.seq);
    gsyncPutState_(store, { sent_at: now, sent: sent + 1, error: state.error, error_at: state.error_at });
    return 'done';
  }
  const error = gsyncExplain_(answer);
  if (answer.code === 400 || answer.code === 413) {
    gsyncDrop_(store, event.seq);
    if (event.kind === 'edit') gsyncWantScan_(store);
    gsyncPutState_(store, { sent_at, sent, error, error_at: now });
    return 'done';
  }
  const failures = (state.failures ?? 0) + 1;
  const pause = Math.max(gsyncPause_(failures), Math.min(answer.retryAfter, GSYNC.longestPauseS));
  const stopped = answer.code === 401 ? error : undefined;
  gsyncPutState_(store, { sent_at, sent, error, error_at: now, stopped, failures, pause, due: Date.now() + pause * 1000, ticks: 0 });
  return failures === 1 && gsyncIsBlip_(answer) ? 'blip' : 'wait';
}

/** Seconds, doubling, with jitter so that many spreadsheets do not come back at once. @param {number} failures */
function gsyncPause_(failures) {
  const longest = Math.min(GSYNC.firstPauseS * 2 ** (failures - 1), GSYNC.longestPauseS);
  return longest * (0.5 + Math.random() / 2);
}

/** A web server that is not gsync may answer 200 to anything. @param {GsyncAnswer} answer */
function gsyncIsAccepted_({ code, text }) {
  const answer = code >= 200 && code < 300 ? gsyncJson_(text, null) : null;
  return typeof answer === 'object' && answer !== null;
}

/** Worth another try at once: no answer, or one of a proxy whose backend is being restarted. @param {GsyncAnswer} answer */
function gsyncIsBlip_({ code, retryAfter }) {
  return (code === 0 || (code >= 500 && code < 600)) && retryAfter === 0;
}

/** @param {GsyncAnswer} answer */
function gsyncExplain_({ code, text }) {
  const said = text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 300);
  if (code === 0) return `It could not be reached: ${said}. Is the address right, and the server up?`;
  if (code === 401) return 'It does not know this secret (401): the secret was replaced or revoked, or belongs to another spreadsheet. Ask whoever runs the server for the current one, and enter it under Connect…';
  if (code === 400 || code === 413) return `It could not read a change (${code}) and compares the whole tab instead: ${said}`;
  if (code === 404) return `There is nothing at this address (404). Does it end in /gsync/v1/events? ${said}`;
  if (code >= 200 && code < 300) return `What answers at this address is not gsync (${code}): ${said}`;
  return `It answered ${code}: ${said}`;
}
