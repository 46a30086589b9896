/** A worker thread: runs one execution after the other, each in a context of its own that was made ready while nothing ran. */
import { parentPort, workerData } from 'node:worker_threads';
import vm from 'node:vm';
import { makeCall } from './call.js';
import { makeRealm } from './realm.js';
import { makeSpreadsheetApp, makeSheet } from './spreadsheet.js';
import { makeRange } from './range.js';
import { makeUtilities } from './utilities.js';
import { makeHtmlService } from './ui.js';
import * as services from './services.js';

const call = makeCall(workerData.port, workerData.bell);
const ahead = new Float64Array(workerData.ahead);
const scripts = new Map();
let spare = null;

function compile({ dir, files }) {
  return files.map(({ name, source }) => {
    const key = `${dir}/${name}`;
    if (scripts.get(key)?.source !== source) scripts.set(key, { source, script: new vm.Script(source, { filename: key }) });
    return scripts.get(key).script;
  });
}

function prepare() {
  const realm = makeRealm(call, ahead);
  const output = services.makeConsole(realm);
  Object.assign(realm.context, {
    SpreadsheetApp: makeSpreadsheetApp(realm), Utilities: makeUtilities(realm), PropertiesService: services.makeProperties(realm), CacheService: services.makeCache(realm),
    LockService: services.makeLocks(realm), UrlFetchApp: services.makeUrlFetch(realm), ScriptApp: services.makeScriptApp(realm), Session: services.makeSession(realm),
    HtmlService: makeHtmlService(realm), console: output, Logger: { log: output.log, getLog: () => '', clear: () => {} },
  });
  return realm;
}

function eventOf(realm, { range, user, source, ...plain }) {
  const event = realm.parse(JSON.stringify(plain));
  if (source) event.source = realm.context.SpreadsheetApp.getActiveSpreadsheet();
  if (user !== undefined) event.user = { getEmail: () => user, toString: () => user };
  if (range) event.range = makeRange(realm, makeSheet(realm, event.source, range.sheetId), { ...range, rows: range.numRows, columns: range.numColumns });
  return event;
}

function execute({ project, functionName, event, args, attended }) {
  const realm = spare ?? prepare();
  spare = null;
  realm.attended = attended;
  for (const script of compile(project)) script.runInContext(realm.context);
  const fn = vm.runInContext(`typeof ${functionName} === 'function' ? ${functionName} : undefined`, realm.context);
  if (!fn) throw new Error(`Script function not found: ${functionName}`);
  return event ? fn(eventOf(realm, event)) : fn(...realm.parse(JSON.stringify(args ?? [])));
}

/** What google.script.run carries back to a browser: no Date, function or object of Google's anywhere in it, or the browser gets null instead of the whole. */
function crosses(value) {
  if (typeof value === 'function' || Object.prototype.toString.call(value) === '[object Date]') return false;
  return typeof value !== 'object' || value === null || Object.values(value).every(crosses);
}

function answer(request) {
  try {
    const result = execute(request);
    const kept = request.forBrowser && !crosses(result) ? null : result;
    return { ok: true, result: kept === undefined ? undefined : JSON.parse(JSON.stringify(kept)) };
  } catch (error) {
    return { ok: false, error: String(error?.message ?? error), name: String(error?.name ?? 'Error'), stack: String(error?.stack ?? '') };
  }
}

parentPort.on('message', (request) => {
  parentPort.postMessage(answer(request));
  spare = prepare();
});
spare = prepare();
