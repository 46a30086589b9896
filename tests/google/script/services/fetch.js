/** UrlFetchApp: really sends, with Google's texts for what goes wrong. */
import http from 'node:http';
import https from 'node:https';
import { ScriptException } from '../error.js';

const POST_BYTES = 50 * 1024 * 1024;
const TIMEOUT_MS = 60000;
const REDIRECTS = 20;
const USER_AGENT = 'Mozilla/5.0 (compatible; Google-Apps-Script; beanserver; +https://script.google.com)';

/**
 * @param {{url: string, method: string, headers: object, contentType?: string, payload?: Uint8Array, followRedirects: boolean, muteHttpExceptions: boolean,
 *   validateHttpsCertificates: boolean}} request
 * @returns {Promise<{code: number, headers: object, body: Buffer}>}
 */
export async function fetchUrl(request) {
  if (request.payload && request.payload.length > POST_BYTES) throw new ScriptException('Limit Exceeded: URLFetch POST Size.');
  let answer = await send(request);
  for (let n = 0; request.followRedirects && answer.code >= 300 && answer.code < 400 && answer.headers.location && n < REDIRECTS; n++) {
    const again = answer.code === 307 || answer.code === 308 ? request : { ...request, method: 'GET', payload: undefined };
    answer = await send({ ...again, url: new URL(answer.headers.location, request.url).href });
  }
  if (answer.code >= 400 && !request.muteHttpExceptions) {
    throw new ScriptException(`Request failed for ${new URL(request.url).origin} returned code ${answer.code}. Truncated server response: `
      + `${answer.body.toString().slice(0, 200)} (use muteHttpExceptions option to examine full response)`);
  }
  return answer;
}

const AGENTS = { 'http:': new http.Agent({ keepAlive: true, maxSockets: 30 }), 'https:': new https.Agent({ keepAlive: true, maxSockets: 30 }) };

function send(request) {
  const url = parseUrl(request.url);
  const client = url.protocol === 'https:' ? https : http;
  const headers = { 'User-Agent': USER_AGENT, 'Accept-Encoding': 'identity', ...request.headers };
  if (request.contentType) headers['Content-Type'] = request.contentType;
  if (request.payload) headers['Content-Length'] = request.payload.length;
  return new Promise((resolve, reject) => {
    const fail = (error) => reject(new ScriptException(explain(error, request.url)));
    const outgoing = client.request(url, {
      method: request.method, headers, agent: AGENTS[url.protocol], rejectUnauthorized: request.validateHttpsCertificates,
    }, (incoming) => {
      const chunks = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('error', fail);
      incoming.on('aborted', () => fail(new Error('aborted')));
      incoming.on('end', () => resolve({ code: incoming.statusCode, headers: incoming.headers, body: Buffer.concat(chunks) }));
    });
    outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    outgoing.on('error', fail);
    outgoing.end(request.payload);
  });
}

function parseUrl(text) {
  try {
    const url = new URL(text);
    if (AGENTS[url.protocol]) return url;
  } catch { /* said below */ }
  throw new ScriptException(`Invalid argument: ${text}`);
}

function explain(error, url) {
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return `DNS error: ${url}`;
  if (error.code === 'ETIMEDOUT') return `Timeout: ${url}`;
  if (/^(ERR_TLS|CERT|DEPTH_ZERO|UNABLE_TO_VERIFY|SELF_SIGNED)/.test(error.code ?? '')) return `SSL Error ${url}`;
  return `Address unavailable: ${url}`;
}
