import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Control } from '../../lib/control.js';
import { call, jwtOf, start } from '../clients.js';

test('a further service account sees what is shared with it, and has a quota of its own', async (t) => {
  const { google, id: one } = await start(t);
  const control = new Control(google.urls.control_url);
  const { spreadsheet: two } = await control.do({ do: 'add_spreadsheet', title: 'Two' });
  const { credentials } = await control.do({ do: 'account', name: 'second' });
  const tokenOf = async (account) => (await jwtOf({ ...google, credentials: account, urls: google.urls }).getAccessToken()).token;
  const [first, second] = [await tokenOf(google.credentials), await tokenOf(credentials)];
  const status = async (spreadsheet, token) => (await call(google, `/v4/spreadsheets/${spreadsheet}?fields=spreadsheetId`, { token })).status;

  assert.deepEqual([await status(one, first), await status(two, first)], [200, 200]);
  assert.deepEqual([await status(one, second), await status(two, second)], [403, 403], 'nothing is shared with a new account');
  await control.do({ do: 'share', spreadsheet: two, account: credentials.client_email });
  assert.deepEqual([await status(one, second), await status(two, second)], [403, 200]);
  await control.do({ do: 'share', spreadsheet: two, account: credentials.client_email, shared: false });
  await control.do({ do: 'share', spreadsheet: two, shared: false });
  assert.deepEqual([await status(one, first), await status(two, first), await status(two, second)], [200, 403, 403]);
  await control.do({ do: 'share', spreadsheet: one, account: credentials.client_email });
  await control.do({ do: 'quota', reads_per_user: 5 });
  const answers = await Promise.all(Array.from({ length: 6 }, () => status(one, second)));
  assert.ok(answers.includes(429));
  assert.equal(await status(one, first), 200, 'the other account has its own');
  await assert.rejects(control.do({ do: 'share', account: 'nobody@example.org' }), /no further service account/);
});
