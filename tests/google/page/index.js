/**
 * The stand-in's page: an editable grid of the tab on the left, the live PostgreSQL table on the right.
 *
 * mountPage({workbook, options, script}) → async (request, response) → true when the request was the page's (everything under /page)
 *   options {sheetId, conninfo, table}; without conninfo and table the page shows the sheet alone. They may be set later: mounted.options(…).
 * What is typed there is a person's edit of the workbook, triggers and all. What the SQL line sends runs as conninfo's role.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Hub } from './hub.js';
import { act } from './actions.js';
import { sidebarOf } from './screen.js';

const CLIENT = join(dirname(fileURLToPath(import.meta.url)), 'client');
const TABULATOR = dirname(dirname(createRequire(import.meta.url).resolve('tabulator-tables')));
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.mjs': 'text/javascript', '.svg': 'image/svg+xml' };
const VENDOR = { 'tabulator.js': 'js/tabulator_esm.min.mjs', 'tabulator.css': 'css/tabulator.min.css' };
const MAX_BODY = 16 * 1024 * 1024;
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

export function mountPage({ workbook, options = {}, script }) {
  const hub = new Hub(workbook, options, script);
  const handle = async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    if (path !== '/page' && !path.startsWith('/page/')) return false;
    try {
      await route(hub, path.slice('/page'.length), request, response);
    } catch (error) {
      if (!response.headersSent) answer(response, error.status ?? 500, { error: error.message });
      else response.end();
    }
    return true;
  };
  handle.options = (more) => hub.configure(more);
  handle.close = () => hub.close();
  return handle;
}

async function route(hub, path, request, response) {
  if (!loopback(request.headers.host)) return answer(response, 403, { error: 'this page is for this machine only' });
  if (request.method === 'POST' && path === '/do') return answer(response, 200, await act(hub, await readJson(request)));
  if (request.method !== 'GET') return answer(response, 405, { error: 'GET a file or POST /page/do' });
  if (path === '') return response.writeHead(302, { location: '/page/' }).end();
  if (path === '/events') return hub.join(request, response);
  if (path.startsWith('/sidebar/')) return sendSidebar(path.slice('/sidebar/'.length), response);
  return sendFile(path === '/' ? '/index.html' : path, response);
}

function sendSidebar(id, response) {
  const sidebar = sidebarOf(id);
  if (!sidebar) return answer(response, 404, { error: 'there is no such sidebar any more' });
  return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': sidebar.policy, 'cache-control': 'no-store' }).end(sidebar.html);
}

async function sendFile(path, response) {
  const [, folder, name] = /^\/(?:(vendor)\/)?([\w.-]+)$/.exec(path) ?? [];
  const file = folder ? VENDOR[name] && join(TABULATOR, VENDOR[name]) : name && join(CLIENT, name);
  const type = file && TYPES[extname(file)];
  const content = type && await readFile(file).catch(() => undefined);
  if (content === undefined) return answer(response, 404, { error: `there is no ${path} here` });
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY, 'cache-control': 'no-cache' }).end(content);
}

/** JSON only, from this machine only: another site's script cannot send that without being asked for permission first. */
async function readJson(request) {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw problem(415, 'send application/json');
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAX_BODY) throw problem(413, `more than ${MAX_BODY} bytes`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw problem(400, 'the body is not JSON');
  }
}

const problem = (status, message) => Object.assign(new Error(message), { status });

const loopback = (host = '') => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
