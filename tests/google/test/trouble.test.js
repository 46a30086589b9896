/** Quotas and faults. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { batch, call, start } from '../clients.js';

const append = (text) => [{ appendCells: { rows: [{ values: [{ userEnteredValue: { stringValue: text } }] }], fields: 'userEnteredValue' } }];
const column = (sheet) => sheet.values({ startRow: 0, endRow: sheet.lastRow, startColumn: 0, endColumn: 1 }).flat();

test('60 writes a minute, then 429 until the minute is over', async (t) => {
  const { google, sheet, id } = await start(t, { limits: {} });
  await google.control({ do: 'clock', advance_s: 60 - (Math.floor(google.clock.now() / 1000) % 60) });
  for (let i = 0; i < 60; i++) assert.equal((await batch(google, append(`${i}`))).status, 200);
  const refused = await batch(google, append('61'));
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get('retry-after'), null);
  assert.deepEqual(refused.json, { error: {
    code: 429, status: 'RESOURCE_EXHAUSTED',
    message: "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:481516234200'.",
    details: [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'RATE_LIMIT_EXCEEDED', domain: 'googleapis.com', metadata: {
        quota_metric: 'sheets.googleapis.com/write_requests', service: 'sheets.googleapis.com', consumer: 'projects/481516234200',
        quota_limit: 'WriteRequestsPerMinutePerUser', quota_limit_value: '60', quota_unit: '1/min/{project}/{user}', quota_location: 'global' } },
      { '@type': 'type.googleapis.com/google.rpc.Help', links: [{ description: 'Request a higher quota limit.', url: 'https://cloud.google.com/docs/quotas/help/request_increase' }] },
    ],
  } });
  assert.equal((await call(google, `/v4/spreadsheets/${id}`)).status, 200, 'reads are counted apart');
  await google.control({ do: 'clock', advance_s: 60 });
  assert.equal((await batch(google, append('61'))).status, 200);
  assert.equal(sheet.lastRow, 61);
});

test('faults before the call takes effect', async (t) => {
  const { google, sheet } = await start(t);
  for (const [kind, status, type] of [['429', 429, /json/], ['500', 500, /json/], ['503-before', 503, /json/], ['html', 502, /html/]]) {
    await google.control({ do: 'fault', kind, count: 2 });
    for (let i = 0; i < 2; i++) {
      const got = await batch(google, append('x'));
      assert.equal(got.status, status, kind);
      assert.match(got.headers.get('content-type'), type);
    }
  }
  assert.equal(sheet.lastRow, 0);
  assert.equal((await batch(google, append('x'))).status, 200);
  assert.equal((await google.control({ do: 'requests' })).by_method['spreadsheets.batchUpdate'].count, 9);
});

test('503-after: applied, answered 503; it waits for a write', async (t) => {
  const { google, sheet, id } = await start(t);
  await google.control({ do: 'fault', kind: '503-after' });
  assert.equal((await call(google, `/v4/spreadsheets/${id}`)).status, 200);
  const got = await batch(google, append('x'));
  assert.deepEqual(got.json, { error: { code: 503, message: 'The service is currently unavailable.', status: 'UNAVAILABLE' } });
  assert.deepEqual(column(sheet), ['x']);
});

test('cut: applied, half an answer', async (t) => {
  const { google, sheet } = await start(t);
  await google.control({ do: 'fault', kind: 'cut' });
  await assert.rejects(batch(google, append('x')), TypeError);
  assert.deepEqual(column(sheet), ['x']);
});

test('short: a whole answer without the second half of the rows', async (t) => {
  const { google, id } = await start(t);
  for (const text of ['a', 'b', 'c', 'd', 'e']) await batch(google, append(text));
  const rows = async () => (await call(google, `/v4/spreadsheets/${id}?fields=sheets.data.rowData.values.formattedValue&ranges=A1:A100`)).json.sheets[0].data[0].rowData.length;
  await google.control({ do: 'fault', kind: 'short' });
  assert.deepEqual([await rows(), await rows()], [3, 5]);
});

test('late-landing: no answer now, applied later', async (t) => {
  const { google, sheet } = await start(t);
  await google.control({ do: 'fault', kind: 'late-landing', ms: 150 });
  await assert.rejects(batch(google, append('late')), TypeError);
  assert.deepEqual(column(sheet), []);
  await batch(google, append('next'));
  await sleep(300);
  assert.deepEqual(column(sheet), ['next', 'late']);
});

test('slow: applied at once, answered late', async (t) => {
  const { google, sheet } = await start(t);
  await google.control({ do: 'fault', kind: 'slow', ms: 200 });
  const started = Date.now();
  const answer = batch(google, append('x'));
  await sleep(100);
  assert.deepEqual(column(sheet), ['x']);
  assert.equal((await answer).status, 200);
  assert.ok(Date.now() - started >= 190);
});

test('token: the token used has ended', async (t) => {
  const { google, id } = await start(t);
  const { access_token: token } = google.oauth.issue(google.credentials.client_email, ['https://www.googleapis.com/auth/spreadsheets']);
  await google.control({ do: 'fault', kind: 'token' });
  const got = await call(google, `/v4/spreadsheets/${id}`, { token });
  assert.equal(got.status, 401);
  assert.equal(got.json.error.details[0].reason, 'ACCESS_TOKEN_EXPIRED');
  assert.equal((await call(google, `/v4/spreadsheets/${id}`, { token })).status, 401);
  assert.equal((await call(google, `/v4/spreadsheets/${id}`)).status, 200);
});
