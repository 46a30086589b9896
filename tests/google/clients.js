/** Google's own clients, unmodified, pointed at the stand-in: only their fetch knows that Google is elsewhere. */
import { sheets } from '@googleapis/sheets';
import { GoogleAuth, JWT } from 'google-auth-library';
import { startGoogle } from './server.js';

const SCOPE = 'https://www.googleapis.com/auth/spreadsheets';
const MANY = { reads_per_user: 100000, writes_per_user: 100000, reads_per_project: 100000, writes_per_project: 100000 };

/** A fetch that finds the hosts of Google at the stand-in. */
export function redirectingFetch(google, original = fetch) {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.hostname === 'oauth2.googleapis.com') url.href = google.urls.token_url;
    if (url.hostname === 'sheets.googleapis.com') url.href = google.baseUrl + url.pathname + url.search;
    return original(input instanceof Request ? new Request(url, input) : url, init);
  };
}

export function officialClient(google, { scopes = [SCOPE], ...options } = {}) {
  const auth = new GoogleAuth({ credentials: google.credentials, scopes, clientOptions: { transporterOptions: { fetchImplementation: redirectingFetch(google) } } });
  return sheets({ version: 'v4', auth, rootUrl: google.baseUrl, retry: false, ...options }).spreadsheets;
}

export function jwtOf(google) {
  return new JWT({ email: google.credentials.client_email, key: google.credentials.private_key, scopes: [SCOPE], transporterOptions: { fetchImplementation: redirectingFetch(google) } });
}

/** Starts a stand-in for one test, with wide quotas unless told otherwise: {google, api, id}. */
export async function start(t, options = {}) {
  const google = await startGoogle({ limits: MANY, ...options });
  t.after(() => google.close());
  return { google, api: officialClient(google), id: google.workbook.id, sheet: google.workbook.first };
}

/** A bare call with a good token → {status, headers, text, json}. */
export async function call(google, path, { method = 'GET', body, headers = {}, token } = {}) {
  const bearer = token === undefined ? google.oauth.issue(google.credentials.client_email, [SCOPE]).access_token : token;
  const response = await fetch(google.baseUrl + path, {
    method, body: typeof body === 'object' ? JSON.stringify(body) : body,
    headers: { ...(bearer && { authorization: `Bearer ${bearer}` }), ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
  });
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

/** POST :batchUpdate with these requests. */
export const batch = (google, requests, extra = {}) => call(google, `/v4/spreadsheets/${google.workbook.id}:batchUpdate`, { method: 'POST', body: { requests, ...extra } });
