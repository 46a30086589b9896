/** The one file that people paste: it is all of the sources, and works by itself. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT, row, setUp } from './harness.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('make appsscript joins the sources into one file that runs', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'gsync-build-'));
  t.after(() => rmSync(dir, { recursive: true }));
  execFileSync('make', ['-s', `BUILD=${dir}`, 'appsscript'], { cwd: ROOT });
  const code = readFileSync(join(dir, 'appsscript/Code.js'), 'utf8');
  for (const name of readdirSync(PROJECT).filter((one) => one.endsWith('.js'))) assert.ok(code.includes(readFileSync(join(PROJECT, name), 'utf8')), name);
  copyFileSync(join(PROJECT, 'appsscript.json'), join(dir, 'appsscript/appsscript.json'));
  const { type, receiver } = await setUp(t, { rows: [row(1, 'Lamp', 9.5, 'abcdefghijkl')], dir: join(dir, 'appsscript') });
  await type('B2', 'Desk');
  assert.equal(receiver.events[0].rows[0].cells[1], 'Desk');
  assert.deepEqual(receiver.problems, []);
});

test('the manifest asks for nothing that the script does not use', () => {
  const source = readdirSync(PROJECT).filter((name) => name.endsWith('.js')).map((name) => readFileSync(join(PROJECT, name), 'utf8')).join('\n');
  const used = {
    'spreadsheets.currentonly': /SpreadsheetApp\./, 'script.external_request': /UrlFetchApp\./, 'script.scriptapp': /ScriptApp\.newTrigger/,
    'script.container.ui': /showSidebar/, 'userinfo.email': /\.getEmail\(\)/,
  };
  const { oauthScopes } = JSON.parse(readFileSync(join(PROJECT, 'appsscript.json'), 'utf8'));
  assert.deepEqual(oauthScopes.map((scope) => scope.split('/auth/')[1]).sort(), Object.keys(used).sort());
  for (const [scope, pattern] of Object.entries(used)) assert.match(source, pattern, scope);
});
