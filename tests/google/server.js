#!/usr/bin/env node
/**
 * The stand-in for Google: Sheets API v4, the token endpoint, the Apps Script runtime, a page that shows the sheet,
 * and a control interface. Serves 127.0.0.1 only. As a program see --help; in process:
 *
 *   const google = await startGoogle({spreadsheet, sheetTitle, rows, …});
 *   google.urls         {sheets_url, token_url, control_url, page_url}
 *   google.credentials  content of credentials.json      google.workbook, .service, .clock, .record, .faults, .quota, .script
 *   await google.addSpreadsheet({spreadsheet, sheetTitle, rows, script})   one more workbook, with a script project of its own: google.scriptOf(id)
 *   google.watch = ({spreadsheet, access, text}) => …   told of every API call that took effect, with the answer, before it leaves
 *   await google.control({do: 'type', cell: 'A1', value: '1'})
 *   await google.close()
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Workbook } from './workbook/index.js';
import { apiHandler } from './api/http.js';
import { errorPage } from './api/errors.js';
import { SheetsService } from './api/service.js';
import { Clock } from './clock.js';
import { OAuth } from './oauth.js';
import { Quota } from './quota.js';
import { Faults } from './faults.js';
import { Record } from './record.js';
import { controlHandler, createControl } from './control.js';
import { attachPage, attachScript } from './runtime.js';
import { fillTab, readData } from './data.js';
import { loadState, saveState } from './state.js';
import { helpText, readOptions } from './options.js';

const DEFAULT_ID = '1gsyncStandInForGoogleSheets-0123456789_abcd';

export async function startGoogle(options = {}) {
  const clock = new Clock();
  const google = {
    clock, service: new SheetsService({ clock }), oauth: new OAuth({ clock }), quota: new Quota({ clock, limits: options.limits }),
    faults: new Faults(), record: new Record(), apiDisabled: false,
  };
  google.scripts = new Map();
  google.addSpreadsheet = async (more) => {
    const workbook = google.service.add(makeWorkbook(more, clock));
    const script = await attachScript(google, workbook, more);
    if (script) google.scripts.set(workbook.id, script);
    return workbook;
  };
  google.workbook = await google.addSpreadsheet({ spreadsheet: DEFAULT_ID, ...options });
  google.scriptOf = (spreadsheet = google.workbook.id) => google.scripts.get(spreadsheet);
  google.script = google.scriptOf();
  google.settle = (spreadsheet) => Promise.all(spreadsheet ? [google.scriptOf(spreadsheet)?.settle()] : [...google.scripts.values()].map((script) => script.settle()));
  google.page = await attachPage(google, options.page);
  google.control = createControl(google);
  await listen(google, options);
  return google;
}

function makeWorkbook(options, clock) {
  const { spreadsheet = randomBytes(33).toString('base64url'), title = 'gsync test', locale = 'en_US', timeZone = 'Etc/GMT', owner = 'owner@example.org', switches } = options;
  const workbook = new Workbook({ id: spreadsheet, title, locale, timeZone, owner, switches, clock: () => clock.now() });
  if (options.state && loadState(workbook, options.state)) return workbook;
  const data = options.data ? readData(options.data) : { rows: options.rows ?? [], typed: options.typed };
  fillTab(workbook, { title: options.sheetTitle ?? 'Data', sheetId: options.sheetId, frozen: options.frozen, ...data });
  return workbook;
}

async function listen(google, { port = 0, state }) {
  const server = createServer({ requestTimeout: 200_000 });
  server.keepAliveTimeout = 240_000;
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  google.baseUrl = `http://127.0.0.1:${server.address().port}`;
  google.urls = { sheets_url: google.baseUrl, token_url: `${google.baseUrl}/token`, control_url: `${google.baseUrl}/control`, page_url: `${google.baseUrl}/page/` };
  google.oauth.tokenUrl = google.urls.token_url;
  google.credentials = google.oauth.createAccount();
  const route = router(google);
  server.on('request', (req, res) => route(req, res).catch((error) => abandon(req, res, error)));
  google.close = async () => {
    if (state) saveState(google.workbook, state);
    google.page?.close?.();
    await Promise.all([...google.scripts.values()].map((script) => script.close()));
    server.closeAllConnections?.();
    await new Promise((resolve) => server.close(resolve));
  };
}

/** A client that went away in the middle of its request is no trouble of ours. */
function abandon(req, res, error) {
  if (error.code !== 'ECONNRESET') process.stderr.write(`stand-in for Google: ${req.method} ${req.url}: ${error.stack}\n`);
  res.destroy();
}

function router(google) {
  const api = apiHandler(google);
  const control = controlHandler(google.control);
  return async (req, res) => {
    const path = req.url.split('?', 1)[0];
    if (path.startsWith('/v4/') || path === '/v4') return api(req, res);
    if (path === '/token') return tokenCall(google, req, res);
    if (path === '/control') return control(req, res);
    if (path === '/') return res.writeHead(302, { location: '/page/' }).end();
    if (await google.page?.(req, res)) return undefined;
    return api(req, res);
  };
}

async function tokenCall(google, req, res) {
  const time = Date.now();
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { status, type, text } = req.method === 'POST' ? tokenAnswer(google, req, body) : { status: 404, type: 'text/html; charset=UTF-8', text: errorPage(404, req.url) };
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache, no-store, max-age=0, must-revalidate', 'content-length': Buffer.byteLength(text) }).end(text);
  google.record.call({ time, method: 'token', access: 'token', status, bytes_in: body.length, bytes_out: Buffer.byteLength(text), ms: Date.now() - time });
}

function tokenAnswer(google, req, body) {
  const { status, body: answer } = google.oauth.answer(req.headers['content-type'], body.toString('utf8'));
  return { status, type: 'application/json; charset=utf-8', text: JSON.stringify(answer) };
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return process.stdout.write(helpText);
  const google = await startGoogle(options);
  if (options.credentials) writeFileSync(options.credentials, `${JSON.stringify(google.credentials, null, 2)}\n`, { mode: 0o600 });
  const { first } = google.workbook;
  process.stdout.write(`${JSON.stringify({
    ...google.urls, spreadsheet: google.workbook.id, sheet: first.sheetId, sheet_title: first.title, credentials: options.credentials ?? null, pid: process.pid,
  })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => google.close().then(() => process.exit(0)));
  return undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    process.stderr.write(`stand-in for Google: ${error.message}\n`);
    process.exit(1);
  });
}
