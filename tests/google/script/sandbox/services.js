/** The services that are little more than calls to the main thread. */
import { formatWithOptions } from 'node:util';
import { makeBlob } from './utilities.js';
import { toBuffer } from './realm.js';

export function makeProperties(realm) {
  const store = (scope) => {
    const self = {
      getProperty: (key) => realm.call('properties.get', scope, String(key)),
      getProperties: () => realm.call('properties.all', scope),
      getKeys: () => realm.makeArray(Object.keys(realm.call('properties.all', scope))),
      setProperty: (key, value) => (realm.call('properties.set', scope, { [key]: String(value) }, false), self),
      setProperties: (entries, deleteOthers = false) =>
        (realm.call('properties.set', scope, Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, String(value)])), deleteOthers), self),
      deleteProperty: (key) => (realm.call('properties.remove', scope, String(key)), self),
      deleteAllProperties: () => (realm.call('properties.clear', scope), self),
    };
    return self;
  };
  return {
    getDocumentProperties: () => store('document'), getScriptProperties: () => store('script'), getUserProperties: () => store('user'),
  };
}

export function makeCache(realm) {
  const store = (scope) => ({
    get: (key) => realm.call('cache.get', scope, [String(key)])[key] ?? null,
    getAll: (keys) => realm.call('cache.get', scope, Array.from(keys, String)),
    put: (key, value, seconds) => realm.call('cache.put', scope, { [key]: String(value) }, seconds),
    putAll: (entries, seconds) => realm.call('cache.put', scope, Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, String(value)])), seconds),
    remove: (key) => realm.call('cache.remove', scope, [String(key)]),
    removeAll: (keys) => realm.call('cache.remove', scope, Array.from(keys, String)),
  });
  return { getDocumentCache: () => store('document'), getScriptCache: () => store('script'), getUserCache: () => store('user') };
}

export function makeLocks(realm) {
  const lock = (scope) => ({
    tryLock: (ms) => realm.call('locks.acquire', scope, ms),
    waitLock: (ms) => {
      if (!realm.call('locks.acquire', scope, ms)) realm.fail('Lock timeout: another process was holding the lock for too long.');
    },
    hasLock: () => realm.call('locks.has', scope),
    releaseLock: () => realm.call('locks.release', scope),
  });
  return { getDocumentLock: () => lock('document'), getScriptLock: () => lock('script'), getUserLock: () => lock('user') };
}

export function makeUrlFetch(realm) {
  const fetch = (url, options = {}) => {
    const answer = realm.call('fetch', { ...fetchRequest(realm, String(url), options), payload: undefined }, payloadOf(realm, options));
    const body = Buffer.from(realm.bytes ?? []);
    return {
      getResponseCode: () => answer.code,
      getContentText: () => body.toString('utf8'),
      getContent: () => realm.signed(body),
      getBlob: () => makeBlob(realm, body, answer.headers['content-type']),
      getHeaders: () => answer.headers,
      getAllHeaders: () => answer.headers,
    };
  };
  return { fetch, fetchAll: (requests) => realm.makeArray(Array.from(requests, ({ url, ...options }) => fetch(url, options))) };
}

const isForm = (payload) => typeof payload === 'object' && payload !== null && typeof payload.getBytes !== 'function' && typeof payload.length !== 'number';

function payloadOf(realm, { payload }) {
  if (payload === undefined || payload === null) return undefined;
  return isForm(payload) ? Buffer.from(new URLSearchParams(Object.entries(payload)).toString()) : toBuffer(payload, realm);
}

function fetchRequest(realm, url, options) {
  const known = ['contentType', 'headers', 'method', 'payload', 'useIntranet', 'validateHttpsCertificates', 'followRedirects', 'muteHttpExceptions', 'escaping'];
  for (const name of Object.keys(options)) if (!known.includes(name)) realm.fail(`Attribute provided with invalid value: ${name}`);
  const method = String(options.method ?? 'get').toUpperCase();
  if (!['GET', 'POST', 'PUT', 'DELETE', 'PATCH'].includes(method)) realm.fail(`Attribute provided with invalid value: method`);
  return {
    url, method, headers: { ...options.headers }, followRedirects: options.followRedirects ?? true, muteHttpExceptions: options.muteHttpExceptions ?? false,
    validateHttpsCertificates: options.validateHttpsCertificates ?? true,
    contentType: options.contentType ?? (options.payload === undefined ? undefined : 'application/x-www-form-urlencoded'),
  };
}

export function makeScriptApp(realm) {
  const AuthMode = { NONE: 'NONE', CUSTOM_FUNCTION: 'CUSTOM_FUNCTION', LIMITED: 'LIMITED', FULL: 'FULL' };
  const trigger = ({ id, handler, eventType, source }) => ({
    getUniqueId: () => id, getHandlerFunction: () => handler, getEventType: () => eventType, getTriggerSource: () => source, id,
  });
  const create = (spec) => ({ create: () => trigger(realm.call('triggers.create', spec)) });
  const everyMinutes = (minutes) => ([1, 5, 10, 15, 30].includes(minutes) ? minutes : realm.fail(`Invalid argument: minutes. Should be one of 1, 5, 10, 15 or 30.`));
  const clock = (handler) => ({
    everyMinutes: (minutes) => create({ handler, eventType: 'CLOCK', source: 'CLOCK', everyMs: everyMinutes(minutes) * 60000 }),
    everyHours: (hours) => create({ handler, eventType: 'CLOCK', source: 'CLOCK', everyMs: hours * 3600000 }),
    everyDays: (days) => create({ handler, eventType: 'CLOCK', source: 'CLOCK', everyMs: days * 86400000 }),
    after: (ms) => create({ handler, eventType: 'CLOCK', source: 'CLOCK', afterMs: ms }),
  });
  return {
    AuthMode,
    EventType: { CLOCK: 'CLOCK', ON_OPEN: 'ON_OPEN', ON_EDIT: 'ON_EDIT', ON_CHANGE: 'ON_CHANGE' },
    TriggerSource: { SPREADSHEETS: 'SPREADSHEETS', CLOCK: 'CLOCK' },
    newTrigger: (handler) => ({
      forSpreadsheet: () => ({
        onEdit: () => create({ handler, eventType: 'ON_EDIT', source: 'SPREADSHEETS' }), onChange: () => create({ handler, eventType: 'ON_CHANGE', source: 'SPREADSHEETS' }),
        onOpen: () => create({ handler, eventType: 'ON_OPEN', source: 'SPREADSHEETS' }),
      }),
      timeBased: () => clock(handler),
    }),
    getProjectTriggers: () => realm.makeArray(realm.call('triggers.list').map(trigger)),
    deleteTrigger: ({ id }) => realm.call('triggers.remove', id),
    getScriptId: () => realm.call('project').id,
  };
}

export function makeSession(realm) {
  const user = (which) => ({ getEmail: () => realm.call('user', which), toString: () => realm.call('user', which) });
  return { getActiveUser: () => user('active'), getEffectiveUser: () => user('effective'), getScriptTimeZone: () => 'Etc/GMT', getActiveUserLocale: () => 'en' };
}

export function makeConsole(realm) {
  const write = (level) => (...args) => {
    realm.call('log', level, formatWithOptions({ depth: 4 }, ...args));
  };
  return { log: write('INFO'), info: write('INFO'), warn: write('WARNING'), error: write('ERROR'), debug: write('DEBUG'), time: () => {}, timeEnd: () => {} };
}
