/**
 * The queue: events in the order of their numbers. Its head may be on its way to the server, and is repeated exactly as it is; so new edits are merged
 * only into entries behind it, and the sender takes a new head while it holds the document lock.
 */

/** Numbers of the queued entries, in order. @param {GsyncStore} store */
function gsyncQueued_(store) {
  const numbers = new Set();
  for (const key of Object.keys(store.all)) {
    const match = /^gsync\.q\.(\d+)\.\d+$/.exec(key);
    if (match) numbers.add(Number(match[1]));
  }
  return [...numbers].sort((a, b) => a - b);
}

/** @param {GsyncStore} store @param {number} seq @returns {string[]} */
function gsyncParts_(store, seq) {
  const parts = [];
  for (let part = 0; store.get(`gsync.q.${seq}.${part}`) !== undefined; part++) parts.push(`gsync.q.${seq}.${part}`);
  return parts;
}

/** The entry, or null when a part of it is missing (a run that was ended while it wrote). @param {GsyncStore} store @param {number} seq @returns {GsyncEntry | null} */
function gsyncEntry_(store, seq) {
  return gsyncJson_(gsyncParts_(store, seq).map((key) => store.get(key)).join(''), null);
}

/** @param {GsyncStore} store @param {number} seq */
function gsyncDrop_(store, seq) {
  for (const key of Object.keys(store.all)) {
    if (key.startsWith(`gsync.q.${seq}.`)) store.remove(key);
  }
}

/** Queues the event, merged with the last ones where possible. False, and nothing is changed, when there is no room. @param {GsyncStore} store @param {GsyncEvent} event */
function gsyncQueue_(store, event) {
  const behindHead = gsyncQueued_(store).slice(1);
  const replaced = [];
  let merged = event;
  while (behindHead.length > 0) {
    const last = Number(behindHead.pop());
    const entry = gsyncEntry_(store, last);
    const both = entry && gsyncMerge_(entry.event, merged);
    if (!both) break;
    merged = both;
    replaced.push(last);
  }
  const text = JSON.stringify({ id: gsyncEventId_(), event: merged });
  if (store.bytes() + gsyncBytes_(text) > GSYNC.queueBytes) return false;
  const parts = text.match(new RegExp(`[^]{1,${GSYNC.chunkCodePoints}}`, 'gu')) ?? [];
  parts.forEach((part, i) => store.put(`gsync.q.${merged.seq}.${i}`, part));
  for (const seq of replaced) gsyncDrop_(store, seq);
  return true;
}

function gsyncEventId_() {
  return `evt_${Utilities.getUuid().replace(/-/g, '')}`;
}

/**
 * One event that says what both say, or null. Only events whose typed value is still shown are merged, for one event can tell one typed value only; only
 * those of the same header, for it has one publish number; and only where the columns it calls edited were edited in every row of it.
 * @param {GsyncEvent} a the older @param {GsyncEvent} b
 * @returns {GsyncEvent | null}
 */
function gsyncMerge_(a, b) {
  if (a.kind !== 'edit' || b.kind !== 'edit' || !a.rows || !b.rows || !a.edited || !b.edited) return null;
  if (a.sheet !== b.sheet || a.user !== b.user || JSON.stringify(a.header) !== JSON.stringify(b.header)) return null;
  if (!gsyncIsShown_(a) || !gsyncIsShown_(b)) return null;
  const edited = gsyncMergeEdited_(a.edited, b.edited, gsyncSameRows_(a.rows, b.rows));
  const rows = edited && gsyncMergeRows_(a, b);
  if (!edited || !rows) return null;
  const merged = { ...b, edited, rows };
  return rows.length <= GSYNC.eventRows && gsyncBytes_(JSON.stringify(merged)) <= GSYNC.eventBytes ? merged : null;
}

/** @param {GsyncEvent} event */
function gsyncIsShown_({ edited, rows }) {
  return edited?.typed === undefined || edited.typed === rows?.[0].cells[edited.first_column - 1];
}

/** @param {GsyncEdited} a @param {GsyncEdited} b @param {boolean} sameRows @returns {GsyncEdited | null} */
function gsyncMergeEdited_(a, b, sameRows) {
  const first_column = Math.min(a.first_column, b.first_column);
  const last_column = Math.max(a.last_column, b.last_column);
  const same = a.first_column === b.first_column && a.last_column === b.last_column;
  const touching = a.first_column <= b.last_column + 1 && b.first_column <= a.last_column + 1;
  return same || (sameRows && touching) ? { first_column, last_column } : null;
}

/** @param {GsyncRow[]} a @param {GsyncRow[]} b */
function gsyncSameRows_(a, b) {
  return a.length === b.length && a.every((row, i) => row.row === b[i].row);
}

/** The rows of both, the newer reading of each; null when rows have moved in between. @param {GsyncEvent} a @param {GsyncEvent} b @returns {GsyncRow[] | null} */
function gsyncMergeRows_(a, b) {
  const own = (b.header ?? []).findIndex((text) => text.startsWith('_gsync_id'));
  const byPlace = new Map((a.rows ?? []).map((row) => [row.row, row]));
  const placeOf = new Map((a.rows ?? []).map((row) => [row.cells[own], row.row]));
  for (const row of b.rows ?? []) {
    const before = byPlace.get(row.row);
    if ((before && before.cells[own] !== row.cells[own]) || (placeOf.get(row.cells[own]) ?? row.row) !== row.row) return null;
    byPlace.set(row.row, row);
  }
  return [...byPlace.values()].sort((x, y) => x.row - y.row);
}
