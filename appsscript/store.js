/**
 * What is kept between runs, in the document properties:
 *
 *   gsync.url, gsync.secret   the connection; absent: not connected
 *   gsync.by                  email of the person who connected, whom the triggers run as
 *   gsync.triggers            JSON: ids of the triggers that are installed
 *   gsync.seq                 last sequence number given; survives Disconnect
 *   gsync.q.SEQ.PART          the queue: an entry as JSON, in parts
 *   gsync.places              JSON: rows to read again, once the queue has room
 *   gsync.scan                '1': ask for a scan
 *   gsync.state               JSON: last success, last error, back-off (see send.js)
 *   gsync.use                 JSON: the day's quota used so far (see quota.js)
 *   gsync.trouble             the last error of the script itself
 */

/** Runs work with the properties, alone in this document. @template T @param {(store: GsyncStore) => T} work @returns {T} */
function gsyncLocked_(work) {
  const lock = LockService.getDocumentLock();
  lock.waitLock(GSYNC.lockMs);
  try {
    const store = new GsyncStore();
    const result = work(store);
    store.save();
    return result;
  } finally {
    lock.releaseLock();
  }
}

/** One reading of all properties; changes are collected, and written by save(): first what is set, then what is deleted. */
class GsyncStore {
  constructor() {
    this.properties = PropertiesService.getDocumentProperties();
    /** @type {{[key: string]: string}} */
    this.all = this.properties.getProperties();
    /** @type {{[key: string]: string}} */
    this.changed = {};
    /** @type {Set<string>} */
    this.removed = new Set();
  }

  /** @param {string} key */
  get(key) {
    return this.all[key];
  }

  /** @param {string} key @param {string} value */
  put(key, value) {
    if (this.all[key] === value) return;
    this.all[key] = this.changed[key] = value;
    this.removed.delete(key);
  }

  /** @param {string} key */
  remove(key) {
    if (this.all[key] === undefined) return;
    delete this.all[key];
    delete this.changed[key];
    this.removed.add(key);
  }

  save() {
    if (Object.keys(this.changed).length > 0) this.properties.setProperties(this.changed);
    for (const key of this.removed) this.properties.deleteProperty(key);
    this.changed = {};
    this.removed.clear();
  }

  /** @template T @param {string} key @param {T} fallback @returns {T} */
  json(key, fallback) {
    return gsyncJson_(this.all[key], fallback);
  }

  /** The connection, or null. @returns {GsyncConnection | null} */
  connection() {
    const url = this.get('gsync.url');
    const secret = this.get('gsync.secret');
    return url && secret ? { url, secret } : null;
  }

  /** The next sequence number. It starts at the clock, so that a script project made anew never repeats the numbers of an older one. */
  nextSeq() {
    const seq = Number(this.get('gsync.seq') ?? Date.now()) + 1;
    this.put('gsync.seq', String(seq));
    return seq;
  }

  bytes() {
    return Object.keys(this.all).reduce((sum, key) => sum + key.length + gsyncBytes_(this.all[key]), 0);
  }
}

/** @template T @param {string | null | undefined} text @param {T} fallback @returns {T} */
function gsyncJson_(text, fallback) {
  try {
    return text ? JSON.parse(text) : fallback;
  } catch (error) {
    return fallback;
  }
}

/** An upper bound of the text's size in UTF-8. @param {string} text */
function gsyncBytes_(text) {
  const wide = text.match(/[^\x00-\x7f]/g);
  return text.length + (wide ? wide.length * 2 : 0);
}
