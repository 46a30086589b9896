/** The status page in a browser: served by nginx, with what the real worker writes. SHOTS=DIR keeps screenshots there. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { root } from '../lib/paths.js';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const AXE = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
const WIDTHS = [360, 768, 1440];
const EXAMINED = new Set(['360 light', '1440 dark']); // each layout and each set of colours once

test('the status page', { skip: !existsSync(CHROMIUM) && `${CHROMIUM} is not installed` }, async (t) => {
  const stack = await bringUp(t, { data: manyItems(300), table: 'items', key: 'id', wait: false });
  const origin = stack.info.webhook_url.replace('/gsync/v1/events', '');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(20_000);
  const troubles = [];
  const expected = [];
  const tell = (text) => { if (!expected.some((known) => known.test(text))) troubles.push(text); };
  page.on('pageerror', (error) => tell(error.message));
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) tell(message.text()); });
  const hosts = new Set();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));

  const verdict = page.locator('#verdict');
  const says = (text) => verdict.filter({ hasText: text }).waitFor();
  const row = (name) => page.locator('#links tbody tr', { has: page.locator('.name', { hasText: new RegExp(`^${name}$`) }) });
  const cell = (name, column) => row(name).locator(`td[data-label="${column}"]`);
  const shows = (locator, text) => locator.filter({ hasText: text }).first().waitFor();
  const reached = (what) => page.evaluate((js) => document.querySelector(js) === document.activeElement, what);

  /** What axe-core finds wrong. It comes in past the policy that keeps scripts out. */
  const examine = async (cdp) => {
    await cdp.send('Runtime.evaluate', { expression: AXE });
    const { violations } = await page.evaluate(() => window.axe.run());
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  /** In every width, light and dark: nothing is wider than the window, nothing is hard to read or to reach. */
  const looksRight = async (what) => {
    const cdp = await page.context().newCDPSession(page);
    for (const width of WIDTHS) {
      for (const colorScheme of ['light', 'dark']) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
        const where = `${what}, ${width} wide, ${colorScheme}`;
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where}: is wider than the window`);
        if (EXAMINED.has(`${width} ${colorScheme}`)) assert.deepEqual(await examine(cdp), [], where);
        if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${what}-${width}-${colorScheme}.png`), fullPage: true });
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await cdp.detach();
  };

  await t.test('shows a link being set up, and then in sync', async () => {
    const response = await page.goto(`${origin}/gsync/status`);
    assert.match(response.headers()['content-security-policy'], /default-src 'none'; script-src 'self'; style-src 'self'/);
    assert.doesNotMatch(response.headers()['content-security-policy'], /unsafe/);
    await says('All is well');
    await shows(cell('items', 'State'), 'in sync');
    await shows(cell('items', 'Rows'), /^300$/);
    assert.match(await page.title(), /^gsync: All is well$/);
  });

  await t.test('follows an edit and a change of the table', async () => {
    await stack.rest();
    await stack.act({ do: 'type', cell: 'B4', value: 'typed' });
    await shows(cell('items', 'Lag to the table'), /\d+\sms|\d\ss/);
    await stack.sql("UPDATE items SET name = 'by SQL ' || id WHERE id > 5");
    await shows(cell('items', 'Lag to the sheet'), /\d/);
    await shows(cell('items', 'Last edit'), /ago|just now/);
    await stack.rest();
  });

  await t.test('plots the last hour, and tells the same in words and in a table', async () => {
    await page.locator('#plots .u-wrap').nth(2).waitFor();
    assert.equal(await page.locator('#plots .u-wrap').count(), 3);
    const label = () => page.locator('#plots .plot').first().getAttribute('aria-label');
    await stack.settled(async () => /to the sheet at most [\d.]+ cells a second/.test(await label()) && !/to the sheet at most 0 cells/.test(await label()), 20_000);
    const figure = page.locator('#plots figure').first();
    await figure.locator('summary').click();
    await shows(figure.locator('tbody tr td').nth(1), /^[\d.]+$/);
    assert.equal(await figure.locator('thead th[scope=col]').count(), 3);
  });

  await t.test('is read and reached without a mouse', async () => {
    await page.reload();
    await says('All is well');
    await page.keyboard.press('Tab');
    assert.ok(await reached('.skip'));
    await page.keyboard.press('Enter');
    assert.ok(await reached('#main'), 'the first stop leads past the header');
    await page.keyboard.press('Shift+Tab');
    assert.ok(await reached('#pause'));
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none', 'one sees where one is');
    await page.keyboard.press('Space');
    await shows(page.locator('#heard'), /^Paused/);
    await page.keyboard.press('Space');
    await shows(page.locator('#heard'), /^Heard/);
    await page.keyboard.press('Tab');
    assert.ok(await reached('#links tbody a'));
    assert.equal(await verdict.getAttribute('role'), 'status', 'a change is read out');
    await looksRight('busy');
  });

  await t.test('says what waits for somebody', async () => {
    await stack.link({ ddl: 'CREATE TABLE parts (id int PRIMARY KEY, n int)', rows: [['id', 'n'], ...Array.from({ length: 150 }, (_, i) => [i + 1, 1])], title: 'A tab with a "name" <b>', args: ['--name', 'spare parts'] });
    await stack.act({ do: 'type', cell: 'C4', value: 'no number' });
    await shows(cell('items', 'Rejected'), /^1$/);
    await stack.sql('DELETE FROM parts');
    await shows(cell('spare parts', 'Held'), /^1$/);
    await shows(page.locator('#notes li'), 'spare parts: 1 mass deletion waits for a word');
    await shows(page.locator('#notes li'), 'items: 1 cell or row refused');
    assert.equal(await row('spare parts').locator('a').textContent(), 'A tab with a "name" <b>');
    await says('Running, with 2 things to look at');
    assert.match(await page.title(), /^! /);
  });

  await t.test('says when Google refuses, and when it is over', async () => {
    await stack.act({ do: 'fault', kind: '429', count: 4, on: 'any' });
    await stack.sql("UPDATE items SET name = 'again' WHERE id = 9");
    await shows(page.locator('#notes li[data-level=bad]'), /429/);
    await looksRight('trouble');
    await stack.act({ do: 'clear_faults' });
  });

  await t.test('says when PostgreSQL does not answer', async () => {
    await stack.sql('ALTER ROLE gsync_worker NOLOGIN');
    await stack.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gsync_worker'");
    await shows(page.locator('#notes li[data-level=bad]'), 'PostgreSQL does not tell');
    await stack.sql('ALTER ROLE gsync_worker LOGIN');
    await page.locator('#notes li', { hasText: 'PostgreSQL does not tell' }).waitFor({ state: 'detached' });
  });

  await t.test('says when nothing is linked', async () => {
    for (const name of ['items', 'spare parts']) assert.equal((await stack.gsync(['unlink', name])).code, 0);
    await says('Running; nothing is linked yet');
    await shows(page.locator('#no-links'), 'Nothing is linked yet');
    assert.ok(await page.locator('#links').isHidden());
    await looksRight('empty');
    const { code, stderr } = await stack.gsync(['link', '--spreadsheet', stack.info.spreadsheet, '--sheet', String(stack.info.sheet), '--table', 'items', '--yes', '--no-wait']);
    assert.equal(code, 0, stderr);
    await shows(cell('items', 'State'), 'in sync');
  });

  await t.test('does not take old news for new', async () => {
    await stack.kill('gsync-worker', 'SIGTERM');
    await says('The worker is stopped');
    await shows(cell('items', 'State'), 'not known');
    await shows(cell('items', 'State'), 'was ');
    await stack.restart('gsync-worker');
    await page.locator('#verdict:not([data-level=bad])').waitFor();
    const state = join(stack.dir, 'run/worker.json');
    await stack.kill('gsync-worker', 'SIGKILL');
    await page.evaluate(() => { // half a minute later, without waiting for it
      const real = Date.now;
      const ask = window.fetch;
      Date.now = () => real() + 180_000;
      window.fetch = async (...args) => {
        const response = await ask(...args);
        const headers = new Headers(response.headers);
        headers.set('date', new Date(real() + 180_000).toUTCString());
        return new Response(response.body, { status: response.status, headers });
      };
    });
    await says('The worker does not answer');
    await shows(page.locator('#notes li'), 'last heard from 3 minutes ago');
    await looksRight('silent');
    expected.push(/404/, /Failed to fetch|ERR_CONNECTION|Failed to load resource/);
    renameSync(state, `${state}.gone`);
    await says('The worker has not told anything yet');
    renameSync(`${state}.gone`, state);
    await says('The worker does not answer');
    await stack.kill('nginx', 'SIGTERM');
    await says('2 things are wrong');
    await shows(page.locator('#notes li'), 'The server does not answer');
  });

  assert.deepEqual(troubles, []);
  assert.deepEqual([...hosts], [origin], 'the page asks no other host for anything');
});
