/** The Apps Script runtime and the page, reached through the stand-in. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { start } from '../clients.js';

const PROJECT = `
function connect(url) {
  PropertiesService.getDocumentProperties().setProperty('url', url);
  ScriptApp.newTrigger('edited').forSpreadsheet(SpreadsheetApp.getActive()).onEdit().create();
  return 'connected';
}
function edited(e) {
  const url = PropertiesService.getDocumentProperties().getProperty('url');
  const event = { row: e.range.getRow(), value: e.value, old: e.oldValue, shown: e.range.getValues()[0][0] };
  UrlFetchApp.fetch(url, { method: 'post', contentType: 'application/json', payload: JSON.stringify(event) });
}
`;

async function listener(t) {
  const bodies = [];
  const server = createServer(async (req, res) => {
    let text = '';
    for await (const chunk of req) text += chunk;
    bodies.push(JSON.parse(text));
    res.end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return { bodies, url: `http://127.0.0.1:${server.address().port}/hook` };
}

test('edits by people run triggers; events are counted; drops drop', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'script-'));
  t.after(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'Code.js'), PROJECT);
  writeFileSync(join(dir, 'appsscript.json'), JSON.stringify({ timeZone: 'Etc/GMT', runtimeVersion: 'V8', oauthScopes: ['https://www.googleapis.com/auth/spreadsheets.currentonly', 'https://www.googleapis.com/auth/script.external_request', 'https://www.googleapis.com/auth/script.scriptapp'] }));
  const { google } = await start(t, { script: dir });
  const { bodies, url } = await listener(t);
  assert.equal((await google.control({ do: 'run', function: 'connect', args: [url] })).result, 'connected');
  await google.control({ do: 'type', cell: 'B2', value: '5' });
  await google.control({ do: 'settle' });
  assert.deepEqual(bodies, [{ row: 2, value: '5', shown: 5 }]);
  await google.control({ do: 'fault', kind: 'drop-trigger' });
  await google.control({ do: 'type', cell: 'B2', value: '6' });
  await google.control({ do: 'settle' });
  assert.equal(bodies.length, 1);
  await google.control({ do: 'fault', kind: 'drop-event' });
  await google.control({ do: 'type', cell: 'B2', value: '7' });
  await google.control({ do: 'settle' });
  assert.equal(bodies.length, 1);
  await google.control({ do: 'type', cell: 'B2', value: '8' });
  await google.control({ do: 'settle' });
  assert.deepEqual(bodies[1], { row: 2, value: '8', old: '7', shown: 8 });
  const { events } = await google.control({ do: 'requests' });
  assert.deepEqual([events.count, events.list.map(({ status }) => status)], [3, [200, 0, 200]]);
  assert.ok(events.bytes > 20);
});

test('the page is served', async (t) => {
  const { google } = await start(t);
  const response = await fetch(google.urls.page_url);
  assert.equal(response.status, 200);
  assert.match(await response.text(), /<html/);
});
