/** Calls of the API over HTTP: authentication, quota, faults, and how answers look on the wire. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkbookError } from '../workbook/index.js';
import { PROJECT_NUMBER, quotaError } from '../quota.js';
import { ApiError, badRequest, errorInfo, errorPage, internal, invalid, unavailable } from './errors.js';
import { applyMask, MaskError, parseMask } from './mask.js';
import { METHODS } from './methods.js';
import { readParameters } from './params.js';
import { parseJson, validateBody } from './validate.js';

export const MAX_BODY = 10 * 1024 * 1024;
const WRITE_SCOPES = /\/auth\/(spreadsheets|drive|drive\.file)$/;
const RESPONSE = {
  'spreadsheets.create': 'Spreadsheet', 'spreadsheets.get': 'Spreadsheet', 'spreadsheets.getByDataFilter': 'Spreadsheet', 'spreadsheets.batchUpdate': 'BatchUpdateSpreadsheetResponse',
  'spreadsheets.developerMetadata.get': 'DeveloperMetadata', 'spreadsheets.developerMetadata.search': 'SearchDeveloperMetadataResponse', 'spreadsheets.sheets.copyTo': 'SheetProperties',
  'spreadsheets.values.get': 'ValueRange', 'spreadsheets.values.batchGet': 'BatchGetValuesResponse', 'spreadsheets.values.update': 'UpdateValuesResponse',
  'spreadsheets.values.append': 'AppendValuesResponse', 'spreadsheets.values.clear': 'ClearValuesResponse', 'spreadsheets.values.batchUpdate': 'BatchUpdateValuesResponse',
  'spreadsheets.values.batchClear': 'BatchClearValuesResponse', 'spreadsheets.values.batchGetByDataFilter': 'BatchGetValuesByDataFilterResponse',
  'spreadsheets.values.batchUpdateByDataFilter': 'BatchUpdateValuesByDataFilterResponse', 'spreadsheets.values.batchClearByDataFilter': 'BatchClearValuesByDataFilterResponse',
};
const HEADERS = { vary: 'X-Origin, Referer, Origin', 'cache-control': 'private', 'x-xss-protection': '0', 'x-frame-options': 'SAMEORIGIN', 'x-content-type-options': 'nosniff', server: 'ESF' };

/** {service, oauth, quota, faults, record, clock, baseUrl} → async handler (req, res) */
export function apiHandler(google) {
  return async (req, res) => {
    const started = Date.now();
    const url = new URL(req.url, 'http://stand-in');
    const body = await readBody(req);
    const route = findRoute(req.method, url.pathname);
    const log = (status, bytesOut, fault) => google.record.call({
      time: started, method: route?.method.id ?? `${req.method} ${url.pathname}`, access: route?.method.access, status,
      bytes_in: body?.length ?? 0, bytes_out: bytesOut, ms: Date.now() - started, ...(fault && { fault }),
    });
    if (body === undefined) return page(req, res, 413, log);
    if (needsLength(req)) return page(req, res, 411, log);
    if (!route) return page(req, res, 404, log);
    return serve(google, { req, res, url, body, route, log });
  };
}

const needsLength = (req) => ['POST', 'PUT'].includes(req.method) && req.headers['content-length'] === undefined && req.headers['transfer-encoding'] === undefined;

/** Google takes ".../ID/" and ".../ID/:batchUpdate" too. */
function findRoute(http, path) {
  const pathname = path.replace(/\/(:|$)/, '$1');
  for (const method of METHODS) {
    const match = method.http === http && method.path.exec(pathname);
    if (!match) continue;
    try {
      const path = Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]));
      return { method, path, spreadsheetId: match[1] && decodeURIComponent(match[1]) };
    } catch {
      return undefined;
    }
  }
  return undefined;
}

async function readBody(req) {
  const chunks = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  }
  if (size > MAX_BODY) return undefined;
  const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  return req.headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength: MAX_BODY * 4 }) : body;
}

function page(req, res, code, log) {
  const text = errorPage(code, req.url);
  log(code, Buffer.byteLength(text));
  res.writeHead(code, { 'content-type': 'text/html; charset=UTF-8', 'referrer-policy': 'no-referrer', 'content-length': Buffer.byteLength(text) });
  res.end(text);
}

async function serve(google, call) {
  const { req, res, route, log } = call;
  const fault = google.faults.take(route.method.access, route.spreadsheetId);
  const kind = fault?.kind;
  if (kind === 'html') return page(req, res, 502, (status, bytes) => log(status, bytes, kind));
  if (kind === 'late-landing') {
    google.faults.land(route.spreadsheetId, fault.ms, () => answerOf(google, call));
    log(0, 0, kind);
    return req.socket.destroy();
  }
  if (kind === 'slow-before') await sleep(fault.ms);
  const { access } = route.method;
  if (access === 'write') await google.faults.during(access);
  const answer = kind && !kind.startsWith('slow') ? faulty(google, call, kind) : answerOf(google, call);
  if (access === 'read') await google.faults.during(access);
  if (kind === 'slow') await sleep(fault.ms);
  return send(call, answer, kind);
}

/** The answer while a fault strikes; the call itself takes effect only in those that say "after". */
function faulty(google, call, kind) {
  const { access } = call.route.method;
  switch (kind) {
    case '429': return failed(quotaError(access, true, google.quota.limits[`${access}s_per_user`]));
    case '500': return failed(internal());
    case '503-before': return failed(unavailable());
    case 'token':
      google.oauth.expire(bearer(call.req, call.url));
      return answerOf(google, call);
    case '503-after':
      answerOf(google, call);
      return failed(unavailable());
    case 'short': return answerOf(google, call, halve);
    default: return answerOf(google, call);
  }
}

const failed = (error) => ({ status: error.code, text: error.body, headers: error.headers });

/** Leaves out the second half of the rows of each grid, as if they were empty. */
function halve(result) {
  for (const grid of result.sheets?.flatMap((sheet) => sheet.data ?? []) ?? []) grid.rowData &&= grid.rowData.slice(0, Math.ceil(grid.rowData.length / 2));
  return result;
}

function answerOf(google, call, change = (result) => result) {
  try {
    const { result, standard } = perform(google, call);
    change(result);
    const text = `${JSON.stringify(result, null, standard.prettyPrint === 'false' ? 0 : 2)}\n`;
    google.watch?.({ spreadsheet: call.route.spreadsheetId, access: call.route.method.access, text });
    return { status: 200, text };
  } catch (error) {
    if (error instanceof ApiError) return failed(error);
    if (error instanceof WorkbookError) return failed(invalid(error.message));
    process.stderr.write(`stand-in for Google: ${call.route.method.id}: ${error.stack}\n`);
    return failed(internal());
  }
}

function perform(google, { req, url, body, route }) {
  const { method, path, spreadsheetId } = route;
  const user = authenticate(google, req, url, method);
  google.quota.take(method.access, url.searchParams.get('quotaUser') ?? user);
  const { params, standard } = readParameters(method.id, url.searchParams, path);
  const message = readMessage(req, body, method);
  const mask = readMask(standard.fields, RESPONSE[method.id]);
  const workbook = spreadsheetId && google.service.open(spreadsheetId, user);
  const ownMask = RESPONSE[method.id] === 'Spreadsheet';
  const result = method.run({ service: google.service, workbook, user, params, body: message, mask: ownMask ? mask : true, baseUrl: google.baseUrl });
  return { result: applyMask(result, ownMask ? true : mask), standard };
}

function readMessage(req, body, method) {
  if (!method.body) return undefined;
  const type = req.headers['content-type'] ?? '';
  const text = body.toString('utf8');
  if (type.startsWith('application/x-www-form-urlencoded') && text !== '') {
    const name = text.slice(0, 200);
    throw invalid(`Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`);
  }
  return validateBody(parseJson(text), method.body, method.bodyPath);
}

function readMask(fields, schemaName) {
  if (!fields) return true;
  try {
    return parseMask(fields, schemaName);
  } catch (error) {
    if (!(error instanceof MaskError)) throw error;
    const description = `Error expanding 'fields' parameter. Cannot find matching fields for path '${error.message}'.`;
    throw invalid('Request contains an invalid argument.', [badRequest([{ field: error.message, description }])]);
  }
}

function bearer(req, url) {
  const header = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '');
  return header?.[1] ?? url.searchParams.get('access_token') ?? url.searchParams.get('oauth_token') ?? undefined;
}

const rpcOf = (method) => ({ service: 'sheets.googleapis.com', method: `google.apps.sheets.v4.SpreadsheetsService.${method.rpc}` });
const EXPECTED = 'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';

function unauthenticated(message, reason, method) {
  const error = new ApiError(401, message, [errorInfo(reason, rpcOf(method))]);
  error.headers = { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' };
  return error;
}

/** The caller's email; 401 without a good token, 403 when its scope is too small or the API is switched off. */
function authenticate(google, req, url, method) {
  const token = bearer(req, url);
  if (token === undefined) {
    if (req.headers.authorization || url.searchParams.has('key')) throw unauthenticated(`Request is missing required authentication credential. ${EXPECTED}`, 'CREDENTIALS_MISSING', method);
    throw new ApiError(403, "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.");
  }
  const found = google.oauth.check(token);
  const reason = found === 'expired' ? 'ACCESS_TOKEN_EXPIRED' : 'ACCESS_TOKEN_TYPE_UNSUPPORTED';
  if (found === undefined || found === 'expired') throw unauthenticated(`Request had invalid authentication credentials. ${EXPECTED}`, reason, method);
  if (google.apiDisabled) throw disabled();
  if (method.access === 'write' && !found.scopes.some((scope) => WRITE_SCOPES.test(scope))) {
    throw new ApiError(403, 'Request had insufficient authentication scopes.', [errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', rpcOf(method))]);
  }
  return found.email;
}

function disabled() {
  const link = `https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=${PROJECT_NUMBER}`;
  return new ApiError(403, `Google Sheets API has not been used in project ${PROJECT_NUMBER} before or it is disabled. Enable it by visiting ${link} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`, [
    errorInfo('SERVICE_DISABLED', { service: 'sheets.googleapis.com', consumer: `projects/${PROJECT_NUMBER}` }),
  ]);
}

/** Google compresses only for those who ask for it twice: Accept-Encoding, and "gzip" in User-Agent. */
const wantsGzip = (req) => /\bgzip\b/.test(req.headers['accept-encoding'] ?? '') && /gzip/.test(req.headers['user-agent'] ?? '');

function send({ req, res, log }, { status, text, headers }, fault) {
  const gzip = wantsGzip(req);
  const bytes = gzip ? gzipSync(text, { level: 1 }) : Buffer.from(text);
  log(fault === 'cut' ? 0 : status, bytes.length, fault);
  // Without a length: in chunks, as Google answers.
  res.writeHead(status, { ...HEADERS, ...headers, 'content-type': 'application/json; charset=UTF-8', ...(gzip && { 'content-encoding': 'gzip' }) });
  if (fault !== 'cut') return res.end(bytes);
  return res.write(bytes.subarray(0, bytes.length >> 1), () => req.socket.destroy());
}
