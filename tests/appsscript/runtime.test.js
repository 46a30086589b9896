/** The stand-in's Apps Script runtime against what Google documents of the real one. */
import test from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workbook } from '../google/workbook/index.js';
import { createScriptHost } from '../google/script/index.js';

const AUTH = 'https://www.googleapis.com/auth/';
const ALL = ['spreadsheets.currentonly', 'script.external_request', 'script.scriptapp', 'script.container.ui', 'userinfo.email'];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function setUp(t, source, { scopes = ALL, limits, switches } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'gsync-script-'));
  writeFileSync(join(dir, 'Code.js'), source);
  writeFileSync(join(dir, 'appsscript.json'), JSON.stringify({ runtimeVersion: 'V8', oauthScopes: scopes.map((scope) => AUTH + scope) }));
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const workbook = new Workbook({ id: 'SHEET-1', clock, timeZone: 'Europe/Berlin', switches });
  workbook.transact({ source: 'api' }, () => workbook.addSheet({ title: 'One', rowCount: 100, columnCount: 10 }));
  const host = createScriptHost({ workbook, clock, limits }).loadProject(dir);
  t.after(async () => {
    await host.close();
    rmSync(dir, { recursive: true });
  });
  return { host, workbook, sheet: workbook.first, ann: workbook.as('ann@example.org'), advance: (ms) => ((ahead += ms), host.tick(), host.settle()) };
}

test('values: empty, number, boolean, text, date, error; setValues parses text', async (t) => {
  const { host, sheet } = setUp(t, `
    function write() {
      const sheet = SpreadsheetApp.getActive().getSheets()[0];
      sheet.getRange(1, 1, 2, 3).setValues([['12', 'true', "'012"], ['=1/0', 'x', new Date(Date.UTC(2024, 6, 1, 10))]]);
      return null;
    }
    function read() {
      const values = SpreadsheetApp.getActiveSheet().getRange('A1:D2').getValues();
      return values.map((row) => row.map((value) => value instanceof Date ? value.toISOString() : value));
    }
    function mismatch() { SpreadsheetApp.getActiveSheet().getRange(1, 1, 2, 1).setValues([[1]]); }
    function outside() { SpreadsheetApp.getActiveSheet().getRange(100, 1, 2, 1).getValues(); }`);
  await host.run('write');
  assert.deepEqual(await host.run('read'), [[12, true, '012', ''], ['#DIV/0!', 'x', '2024-07-01T10:00:00.000Z', '']]);
  assert.equal(sheet.value(1, 2), 45474.5);
  await assert.rejects(host.run('mismatch'), { message: 'The number of rows in the data does not match the number of rows in the range. The data has 1 but the range has 2.' });
  await assert.rejects(host.run('outside'), { message: 'The coordinates of the range are outside the dimensions of the sheet.' });
});

test('every execution has fresh globals, and exceptions are Errors of its own', async (t) => {
  const { host } = setUp(t, `
    let n = 0;
    function count() { globalThis.kept = (globalThis.kept ?? 0) + 1; return ++n + kept; }
    function caught() {
      try { SpreadsheetApp.getActiveSheet().getRange(0, 1); } catch (e) { return [e instanceof Error, e.name, e.message]; }
    }
    function arrays() { return [SpreadsheetApp.getActive().getSheets() instanceof Array, Utilities.newBlob('x').getBytes() instanceof Array]; }`);
  assert.equal(await host.run('count'), 2);
  assert.equal(await host.run('count'), 2);
  assert.deepEqual(await host.run('caught'), [true, 'Exception', 'The starting row of the range is too small.']);
  assert.deepEqual(await host.run('arrays'), [true, true]);
  await assert.rejects(host.run('nothing'), { message: 'Script function not found: nothing' });
});

test('Utilities: signed bytes, base64, Java dates', async (t) => {
  const { host } = setUp(t, `
    function bytes() { return [Utilities.newBlob('é€').getBytes(), Utilities.base64Decode('/wB/gA=='), Utilities.base64Encode([-1, 0, 127, -128]), Utilities.base64EncodeWebSafe([-1, -2])]; }
    function hmac() { return Utilities.computeHmacSha256Signature('what do ya want for nothing?', 'Jefe').slice(0, 4); }
    function bad() { Utilities.base64Decode('***'); }
    function date(iso, zone, pattern) { return Utilities.formatDate(new Date(iso), zone, pattern); }`);
  assert.deepEqual(await host.run('bytes'), [[-61, -87, -30, -126, -84], [-1, 0, 127, -128], '/wB/gA==', '__4=']);
  assert.deepEqual(await host.run('hmac'), [0x5b, 0xdc - 256, 0xc1 - 256, 0x46]);
  await assert.rejects(host.run('bad'), { message: 'Could not decode string.' });
  const date = (...args) => host.run('date', ...args);
  assert.equal(await date('2024-03-31T01:30:05.007Z', 'Europe/Berlin', "yyyy-MM-dd'T'HH:mm:ss.SSSXXX EEE u h a ''"), "2024-03-31T03:30:05.007+02:00 Sun 7 3 AM '");
  assert.equal(await date('1890-01-01T00:00:00Z', 'Europe/Berlin', 'HH:mm:ss Z'), '00:53:28 +0053');
  assert.equal(await date('1582-10-15T00:00:00Z', 'UTC', 'd MMM yyyy'), '15 Oct 1582');
  assert.equal(await date('1582-10-14T00:00:00Z', 'UTC', 'd MMMM yyyy'), '4 October 1582');
  assert.equal(await date('1000-03-01T12:00:00Z', 'No/Where', 'yyyy MM dd G'), '1000 02 24 AD');
});

test('properties and cache have their limits', async (t) => {
  const { host } = setUp(t, `
    const properties = PropertiesService.getDocumentProperties(), cache = CacheService.getDocumentCache();
    function value(size) { properties.setProperty('a', 'x'.repeat(size)); return properties.getProperty('a').length; }
    function fill() { for (let i = 0; ; i++) try { properties.setProperty('p' + i, 'x'.repeat(9000)); } catch (e) { return [i, e.message]; } }
    function cached(size) { cache.put('a', 'x'.repeat(size), 60); return cache.get('a').length; }
    function expired() { return [cache.get('a'), cache.get('never'), properties.getProperty('never')]; }`);
  assert.equal(await host.run('value', 9216), 9216);
  await assert.rejects(host.run('value', 9217), { message: 'Argument too large: value' });
  assert.deepEqual(await host.run('fill'), [55, 'You have exceeded the property storage quota. Please remove some properties and try again.']);
  assert.equal(await host.run('cached', 102400), 102400);
  await assert.rejects(host.run('cached', 102401), { message: 'Argument too large: value' });
  host.caches.document.forget();
  assert.deepEqual(await host.run('expired'), [null, null, null]);
});

test('locks: one holder, first come first served, released at the end', async (t) => {
  const { host } = setUp(t, `
    function hold(ms) { const lock = LockService.getScriptLock(); lock.waitLock(1000); Utilities.sleep(ms); return lock.hasLock(); }
    function tryIt(ms) { return LockService.getScriptLock().tryLock(ms); }
    function other() { return LockService.getDocumentLock().tryLock(0); }
    function wait(ms) { LockService.getScriptLock().waitLock(ms); }`);
  const holding = host.run('hold', 300);
  while (host.locks.script.owner === undefined) await pause(5);
  assert.deepEqual(await Promise.all([host.run('tryIt', 0), host.run('other')]), [false, true]);
  await assert.rejects(host.run('wait', 20), { message: 'Lock timeout: another process was holding the lock for too long.' });
  assert.equal(await host.run('tryIt', 1000), true);
  assert.equal(await holding, true);
});

test('a trigger runs one event at a time, two wait, the rest are dropped; change is a handler of its own', async (t) => {
  const { host, ann } = setUp(t, `
    function install() {
      ScriptApp.newTrigger('edited').forSpreadsheet(SpreadsheetApp.getActive()).onEdit().create();
      ScriptApp.newTrigger('changed').forSpreadsheet(SpreadsheetApp.getActive()).onChange().create();
    }
    function edited(e) { Utilities.sleep(100); console.log('edit', e.range.getA1Notation(), e.value, e.oldValue, e.user.getEmail(), e.authMode, Session.getEffectiveUser().getEmail()); }
    function changed(e) { console.log('change', e.changeType); }`);
  await host.run('install');
  for (let i = 1; i <= 6; i++) ann.type(`A${i}`, `${i}`);
  await host.settle();
  const lines = host.logs.map(({ text }) => text);
  assert.deepEqual(lines.filter((text) => text.startsWith('edit')), [1, 2, 3].map((i) => `edit A${i} ${i} undefined ann@example.org FULL owner@example.org`));
  assert.equal(host.stats().dropped.busy, 3 + 3);
  assert.equal(lines.filter((text) => text === 'change EDIT').length, 3);
});

test('time-driven triggers follow the stand-in\'s clock', async (t) => {
  const { host, advance } = setUp(t, `
    function install() { ScriptApp.newTrigger('tick').timeBased().everyMinutes(5).create(); }
    function remove() { ScriptApp.getProjectTriggers().forEach((trigger) => ScriptApp.deleteTrigger(trigger)); return ScriptApp.getProjectTriggers().length; }
    function tick(e) { console.log('tick', typeof e.hour); }`);
  await host.run('install');
  await advance(299000);
  assert.equal(host.logs.length, 0);
  await advance(2000);
  assert.equal(host.logs.length, 1);
  await advance(900000);
  assert.deepEqual(host.logs.map(({ text }) => text), Array(4).fill('tick number'));
  assert.equal(await host.run('remove'), 0);
});

test('the manifest\'s scopes decide, and simple triggers may do little', async (t) => {
  const { host, ann } = setUp(t, `
    function fetchIt() { return UrlFetchApp.fetch('http://127.0.0.1:9/').getResponseCode(); }
    function install() { ScriptApp.newTrigger('x').timeBased().everyMinutes(1).create(); }
    function onEdit(e) { console.log(e.range.getValue(), JSON.stringify(e.user.getEmail())); UrlFetchApp.fetch('http://127.0.0.1:9/'); }`, { scopes: ['spreadsheets.currentonly', 'script.external_request'] });
  await assert.rejects(host.run('fetchIt'), { message: 'Address unavailable: http://127.0.0.1:9/' });
  await assert.rejects(host.run('install'), { message: `Specified permissions are not sufficient to call ScriptApp.newTrigger. Required permissions: ${AUTH}script.scriptapp` });
  ann.type('A1', 'hello');
  await host.settle();
  assert.deepEqual(host.logs.filter(({ level }) => level === 'INFO').map(({ text }) => text), ['hello ""']);
  assert.match(host.stats().failures.at(-1).error, /not sufficient to call UrlFetchApp.fetch/);
});

test('UrlFetchApp throws unless told otherwise', async (t) => {
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      response.writeHead(request.url === '/moved' ? 302 : Number(request.url.slice(1)), { location: '/201', 'x-seen': request.headers['content-type'] ?? 'none' });
      response.end(`${request.method} ${Buffer.concat(chunks)}`);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.closeAllConnections() ?? server.close());
  const { host } = setUp(t, `
    function fetchIt(url, options) {
      const answer = UrlFetchApp.fetch(url, options);
      return [answer.getResponseCode(), answer.getContentText(), answer.getHeaders()['x-seen']];
    }`);
  const origin = `http://127.0.0.1:${server.address().port}`;
  assert.deepEqual(await host.run('fetchIt', `${origin}/200`, { method: 'post', payload: { a: '1 2' } }), [200, 'POST a=1+2', 'application/x-www-form-urlencoded']);
  assert.deepEqual(await host.run('fetchIt', `${origin}/200`, { method: 'post', payload: [-61, -87], contentType: 'text/plain' }), [200, 'POST é', 'text/plain']);
  assert.deepEqual(await host.run('fetchIt', `${origin}/500`, { muteHttpExceptions: true }), [500, 'GET ', 'none']);
  await assert.rejects(host.run('fetchIt', `${origin}/500`, {}), { message: `Request failed for ${origin} returned code 500. Truncated server response: GET  (use muteHttpExceptions option to examine full response)` });
  assert.equal((await host.run('fetchIt', `${origin}/moved`, { method: 'post', payload: 'x' }))[1], 'GET ');
  assert.equal((await host.run('fetchIt', `${origin}/moved`, { followRedirects: false }))[0], 302);
});
