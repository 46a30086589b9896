/** The token endpoint verifies the assertion and answers in Google's words. */
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { call, start } from '../clients.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function assertion({ credentials }, claims = {}, { key = credentials.private_key, header = {} } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const body = { iss: credentials.client_email, scope: 'https://www.googleapis.com/auth/spreadsheets', aud: credentials.token_uri, iat: now - 30, exp: now + 3500, ...claims };
  const signed = `${encode({ alg: 'RS256', typ: 'JWT', kid: credentials.private_key_id, ...header })}.${encode(body)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

async function request(google, fields) {
  const response = await fetch(google.urls.token_url, { method: 'POST', body: new URLSearchParams(fields) });
  return { status: response.status, body: await response.json() };
}

const exchange = (google, ...how) => request(google, { grant_type: GRANT, assertion: assertion(google, ...how) });

test('credentials have the shape of Google\'s file', async (t) => {
  const { google } = await start(t);
  const { credentials } = google;
  assert.equal(credentials.type, 'service_account');
  assert.match(credentials.private_key, /^-----BEGIN PRIVATE KEY-----\n/);
  assert.equal(credentials.token_uri, google.urls.token_url);
  for (const name of ['project_id', 'private_key_id', 'client_email', 'client_id', 'auth_uri', 'auth_provider_x509_cert_url', 'client_x509_cert_url', 'universe_domain']) assert.equal(typeof credentials[name], 'string', name);
});

test('a good assertion gives a token that works', async (t) => {
  const { google, id } = await start(t);
  const { status, body } = await exchange(google);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body), ['access_token', 'expires_in', 'token_type']);
  assert.equal(body.expires_in, 3599);
  assert.equal(body.token_type, 'Bearer');
  assert.equal((await call(google, `/v4/spreadsheets/${id}`, { token: body.access_token })).status, 200);
});

test('bad assertions', async (t) => {
  const { google } = await start(t);
  const now = Math.floor(Date.now() / 1000);
  const refused = (error, error_description) => ({ status: 400, body: { error, error_description } });
  const signature = refused('invalid_grant', 'Invalid JWT Signature.');
  const lifetime = refused('invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.');
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  assert.deepEqual(await exchange(google, {}, { key: other }), signature);
  assert.deepEqual(await exchange(google, {}, { header: { alg: 'none' } }), signature);
  assert.deepEqual(await exchange(google, {}, { header: { kid: 'another' } }), signature);
  assert.deepEqual(await exchange(google, { iat: now + 480, exp: now + 4000 }), lifetime, 'a clock 8 minutes ahead');
  assert.deepEqual(await exchange(google, { iat: now - 4200, exp: now - 600 }), lifetime);
  assert.deepEqual(await exchange(google, { iat: now, exp: now + 3601 }), lifetime);
  assert.deepEqual(await exchange(google, { iat: undefined }), lifetime);
  assert.deepEqual(await exchange(google, { iss: 'nobody@example.org' }), refused('invalid_grant', 'Invalid grant: account not found'));
  assert.deepEqual(await exchange(google, { aud: 'https://example.org/' }), refused('invalid_grant', `Invalid JWT: Failed audience check. The right audience is ${google.urls.token_url}`));
  assert.deepEqual(await exchange(google, { scope: 'everything' }), refused('invalid_scope', 'Invalid OAuth scope or ID token audience provided.'));
  assert.equal((await request(google, { grant_type: GRANT, assertion: 'a.b' })).body.error, 'invalid_grant');
  assert.deepEqual(await request(google, {}), refused('invalid_request', 'Required parameter is missing: grant_type'));
  assert.deepEqual(await request(google, { grant_type: 'password' }), refused('unsupported_grant_type', 'Invalid grant_type: password'));
  assert.deepEqual(await request(google, { grant_type: GRANT }), refused('invalid_request', 'Required parameter is missing: assertion'));
});

test('the clock that assertions are held against can be skewed', async (t) => {
  const { google } = await start(t);
  await google.control({ do: 'clock', skew_s: -480 });
  assert.equal((await exchange(google)).status, 400);
  await google.control({ do: 'clock', skew_s: 0, advance_s: 7200 });
  assert.equal((await exchange(google)).status, 200);
});
