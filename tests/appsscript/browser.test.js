/** The stand-in's HtmlService and google.script.run against what Google documents of the real ones. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workbook } from '../google/workbook/index.js';
import { createScriptHost } from '../google/script/index.js';
import { Screen, sidebarOf } from '../google/page/screen.js';
import { PROJECT } from './harness.js';

const BOB = 'bob@example.org';
const SCOPES = ['spreadsheets.currentonly', 'script.container.ui'].map((scope) => `https://www.googleapis.com/auth/${scope}`);

function setUp(t, source) {
  const dir = mkdtempSync(join(tmpdir(), 'gsync-script-'));
  writeFileSync(join(dir, 'Code.js'), source.replace(/^ {4}/gm, ''));
  writeFileSync(join(dir, 'appsscript.json'), JSON.stringify({ runtimeVersion: 'V8', oauthScopes: SCOPES }));
  const workbook = new Workbook({ id: 'SHEET-1' });
  workbook.transact({ source: 'api' }, () => workbook.addSheet({ title: 'One', rowCount: 100, columnCount: 10 }));
  const host = createScriptHost({ workbook }).loadProject(dir);
  t.after(async () => {
    await host.close();
    rmSync(dir, { recursive: true });
  });
  const told = [];
  const screen = new Screen(host, BOB, (type, data) => {
    told.push({ type, ...data });
    if (type === 'ask') setImmediate(() => screen.answer(data.id, { button: 'OK', answer: 'typed' }));
  });
  return { host, told, screen };
}

test('a person gives permission once, and then has to choose again', async (t) => {
  const { host, told, screen } = setUp(t, 'function show() { SpreadsheetApp.getUi().showSidebar(HtmlService.createHtmlOutput("<p>x").setWidth(500).setTitle("T")); } function hello() { return 1; }');
  assert.deepEqual(await screen.call('hello', []), { error: { name: 'ScriptError', message: 'Authorization is required to perform that action.' } });
  await screen.choose('show');
  assert.deepEqual(told.map(({ type, kind }) => [type, kind]), [['ask', 'consent']]);
  assert.ok(host.authorized.has(BOB));
  await screen.choose('show');
  assert.deepEqual([told[1].type, told[1].title], ['sidebar', 'T']);
  assert.match(sidebarOf(told[1].id).html, /<p>x$/);
});

test('google.script.run: what can be called, what comes back, and errors', async (t) => {
  const { host, screen } = setUp(t, `
    function plain() { return { a: [1, 'x', null, true], user: Session.getActiveUser().getEmail() === '' }; }
    function nothing() {}
    function dated() { return { a: 1, at: [new Date()] }; }
    function echo(value) { return [typeof value, value]; }
    function fails() { throw new Error('no such thing'); }
    function refused() { UrlFetchApp.fetch('http://127.0.0.1:9/'); }
    function hidden_() { return 1; }`);
  host.authorized.add(BOB);
  assert.deepEqual(host.callable, ['plain', 'nothing', 'dated', 'echo', 'fails', 'refused']);
  assert.deepEqual(await screen.call('plain', []), { value: { a: [1, 'x', null, true], user: true } });
  assert.deepEqual(await screen.call('nothing', []), { value: null });
  assert.deepEqual(await screen.call('dated', []), { value: null }, 'a date anywhere, and nothing arrives');
  assert.deepEqual(await screen.call('echo', [{ a: 1 }]), { value: ['object', { a: 1 }] });
  assert.deepEqual(await screen.call('fails', []), { error: { name: 'ScriptError', message: 'Error: no such thing' } });
  assert.match((await screen.call('refused', [])).error.message, /^Exception: Specified permissions are not sufficient/);
  assert.deepEqual(await screen.call('hidden_', []), { error: { name: 'ScriptError', message: 'Script function not found: hidden_' } });
});

test('alert and prompt wait for the person; a selection is shown', async (t) => {
  const { host, told, screen } = setUp(t, `
    function ask() {
      const ui = SpreadsheetApp.getUi();
      const yes = ui.alert('Title', 'Really?', ui.ButtonSet.OK_CANCEL) === ui.Button.OK;
      return [yes, ui.prompt('Name').getResponseText()];
    }
    function select() { SpreadsheetApp.getActiveSheet().getRange(4, 2, 1, 2).activate(); }`);
  host.authorized.add(BOB);
  assert.deepEqual(await screen.call('ask', []), { value: [true, 'typed'] });
  assert.deepEqual(told.map(({ kind, title, text, buttons }) => [kind, title, text, buttons]), [['alert', 'Title', 'Really?', 'OK_CANCEL'], ['prompt', '', 'Name', 'OK']]);
  await screen.call('select', []);
  assert.deepEqual(told.at(-1), { type: 'activate', sheetId: 0, row: 3, column: 1, rows: 1, columns: 2 });
});

test('there is no HTML file in a project of one file', async (t) => {
  const { host } = setUp(t, 'function open() { HtmlService.createHtmlOutputFromFile("Sidebar"); }');
  await assert.rejects(host.run('open'), { message: 'No HTML file named Sidebar was found.' });
});

test('the sidebar\'s page: one script, one style, no handler in the markup, nothing from elsewhere', async (t) => {
  const workbook = new Workbook({ id: 'SHEET-1' });
  workbook.transact({ source: 'api' }, () => workbook.addSheet({ title: 'One', rowCount: 100, columnCount: 10 }));
  const host = createScriptHost({ workbook }).loadProject(PROJECT);
  t.after(() => host.close());
  await host.run('gsyncMenuShow');
  const { html, title } = host.ui.dialogs[0];
  assert.equal(title, 'gsync');
  assert.equal(html.match(/<script/g).length, 1);
  const markup = html.replace(/<(script|style)>[^]*?<\/\1>/g, '');
  assert.doesNotMatch(markup, /\son\w+=|\sstyle=|\ssrc=|\shref=/);
  assert.doesNotMatch(html, /innerHTML|insertAdjacent|document\.write|eval\(|@import|url\(/);
});
