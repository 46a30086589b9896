import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { officialClient } from '../clients.js';
import { startGoogle } from '../server.js';

/** A project that posts the edited value to `url`. */
function project(t, url) {
  const dir = mkdtempSync(join(tmpdir(), 'gsync-script-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const scopes = ['spreadsheets', 'script.external_request', 'script.scriptapp', 'userinfo.email'].map((name) => `https://www.googleapis.com/auth/${name}`);
  writeFileSync(join(dir, 'appsscript.json'), JSON.stringify({ timeZone: 'Etc/UTC', oauthScopes: scopes, runtimeVersion: 'V8' }));
  writeFileSync(join(dir, 'Code.js'), `
    function install() { ScriptApp.newTrigger('told').forSpreadsheet(SpreadsheetApp.getActiveSpreadsheet()).onEdit().create(); }
    function told(e) { try { UrlFetchApp.fetch(${JSON.stringify(url)}, { method: 'post', payload: e.source.getId() + ' ' + e.value }); } catch (error) { console.log('failed'); } }`);
  return dir;
}

async function listener(t) {
  const bodies = [];
  const server = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    bodies.push(body);
    res.end('{}');
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  t.after(() => { server.closeAllConnections(); server.close(); });
  return { bodies, url: `http://127.0.0.1:${server.address().port}/` };
}

test('a second spreadsheet has cells, a script and trouble of its own', async (t) => {
  const { bodies, url } = await listener(t);
  const script = project(t, url);
  const google = await startGoogle({ spreadsheet: 'one', script });
  t.after(() => google.close());
  const act = (action) => google.control(action);
  await act({ do: 'add_spreadsheet', spreadsheet: 'two', rows: [['a']], script });
  for (const spreadsheet of ['one', 'two']) await act({ do: 'run', spreadsheet, function: 'install' });
  const kinds = (await act({ do: 'tabs', spreadsheet: 'two' })).tabs.map(({ title }) => title);
  assert.deepEqual(kinds, ['Data']);
  await assert.rejects(act({ do: 'add_spreadsheet', spreadsheet: 'two' }), /already/);

  await t.test('events that are late, doubled or lost concern one of them', async () => {
    await act({ do: 'fault', spreadsheet: 'two', kind: 'drop-trigger' });
    await act({ do: 'fault', spreadsheet: 'two', kind: 'double-trigger', ms: 20 });
    await act({ do: 'fault', spreadsheet: 'two', kind: 'late-trigger', ms: 200 });
    for (const value of ['lost', 'twice', 'late', 'plain']) await act({ do: 'type', spreadsheet: 'two', cell: 'A2', value });
    await act({ do: 'type', spreadsheet: 'one', cell: 'A2', value: 'other' });
    await act({ do: 'settle' });
    assert.deepEqual([...bodies].sort(), ['one other', 'two late', 'two plain', 'two twice', 'two twice']);
    assert.equal(bodies.at(-1), 'two late');
    bodies.length = 0;
  });

  await t.test('a request that comes later than its error, and one that comes twice', async () => {
    await act({ do: 'fault', spreadsheet: 'two', kind: 'late-event', ms: 300 });
    await act({ do: 'type', spreadsheet: 'two', cell: 'A2', value: 'first' });
    await sleep(100);
    await act({ do: 'fault', spreadsheet: 'two', kind: 'double-event', ms: 20 });
    await act({ do: 'type', spreadsheet: 'two', cell: 'A2', value: 'second' });
    await act({ do: 'settle', spreadsheet: 'two' });
    assert.deepEqual(bodies, ['two second', 'two second', 'two first']);
  });

  await t.test('a fault of the API strikes the spreadsheet that it is for; what is slow before takes effect when it answers', async () => {
    const api = officialClient(google);
    const write = (spreadsheetId, value) => api.values.update({ spreadsheetId, range: 'A5', valueInputOption: 'RAW', requestBody: { values: [[value]] } });
    await act({ do: 'fault', spreadsheet: 'two', kind: 'slow-before', on: 'write', ms: 300 });
    await write('one', 'x');
    const slow = write('two', 'y');
    await sleep(120);
    const read = async () => (await act({ do: 'cells', spreadsheet: 'two' })).cells.A5?.entered;
    assert.equal(await read(), undefined);
    await slow;
    assert.equal(await read(), 'y');
  });

  await t.test('cut', async () => {
    await act({ do: 'paste', spreadsheet: 'two', cell: 'A6', rows: [['1', '2']] });
    await act({ do: 'cut', spreadsheet: 'two', range: 'A6:B6', cell: 'A8' });
    const { cells } = await act({ do: 'cells', spreadsheet: 'two' });
    assert.deepEqual([cells.A6, cells.A8.entered, cells.B8.entered], [undefined, 1, 2]);
    await act({ do: 'undo', spreadsheet: 'two' });
    assert.equal((await act({ do: 'cells', spreadsheet: 'two' })).cells.A6.entered, 1);
  });
});
