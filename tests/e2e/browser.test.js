import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const PATIENCE_MS = 20_000;

test('a person at the page', { skip: !existsSync(CHROMIUM) && `${CHROMIUM} is not installed` }, async (t) => {
  const stack = await bringUp(t, { data: manyItems(300), table: 'items', key: 'id' });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.setDefaultTimeout(PATIENCE_MS);
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('requestfailed', (request) => troubles.push(`${request.url()} failed`));
  const hosts = new Set();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.goto(stack.info.page_url);

  const inSheet = (cell) => page.locator(`#sheet [data-cell="${cell}"]`);
  const inTable = (cell) => page.locator(`#table [data-cell="${cell}"]`);
  const shows = (locator, text) => locator.filter({ hasText: new RegExp(`^${text}$`) }).waitFor();
  const equal = () => page.locator('#verdict[data-state="equal"]').waitFor();
  const runSql = async (text) => {
    await page.fill('#sql', text);
    await page.press('#sql', 'Enter');
  };
  await equal();

  await t.test('typing into the grid changes the table shown beside it', async () => {
    await inSheet('B4').click();
    await page.keyboard.type('typed by hand');
    await page.keyboard.press('Enter');
    await shows(inTable('3.name'), 'typed by hand');
    assert.equal((await stack.sql('SELECT name FROM items WHERE id = 3'))[0].name, 'typed by hand');
    await equal();
  });

  await t.test('SQL changes the grid', async () => {
    await stack.sql(`UPDATE items SET name = 'set by SQL', price = 12.5 WHERE id = 5`);
    await shows(inSheet('B6'), 'set by SQL');
    await shows(inSheet('C6'), '12.5');
    await equal();
  });

  await t.test('so does the SQL line of the page', async () => {
    await runSql('UPDATE items SET stock = 777 WHERE id = 2');
    await shows(inTable('2.stock'), '777');
    await shows(inSheet('D3'), '777');
  });

  await t.test('a pasted block', async () => {
    await inSheet('B8').click();
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      document.querySelector('#sheet .tabulator-tableholder').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, 'one\t1\ntwo\t2\nthree\t3\n');
    await shows(inTable('9.name'), 'three');
    await shows(inTable('8.price'), '2');
    await equal();
  });

  await t.test('a row deleted by the menu, and one by SQL', async () => {
    await page.locator('#sheet .tabulator-row', { has: page.locator('[data-cell="B4"]') }).locator('.tabulator-row-header').click({ button: 'right' });
    await page.locator('.tabulator-menu-item', { hasText: 'Delete row' }).click();
    await inTable('3.name').waitFor({ state: 'detached' });
    await runSql('DELETE FROM items WHERE id = 10');
    await page.waitForFunction(() => document.querySelector('#sheet-rows').dataset.rows === '298');
    await equal();
    assert.equal(await page.getAttribute('#table-rows', 'data-rows'), '298');
  });

  await t.test('a new row, typed below the last one', async () => {
    await page.locator('#sheet .tabulator-tableholder').evaluate((element) => { element.scrollTop = element.scrollHeight; });
    await inSheet('A300').click();
    await page.keyboard.type('900');
    await page.keyboard.press('Tab');
    await page.keyboard.type('typed below');
    await page.keyboard.press('Enter');
    await stack.settled(async () => (await stack.sql('SELECT name FROM items WHERE id = 900'))[0]?.name === 'typed below');
    await equal();
  });

  assert.deepEqual(troubles, []);
  assert.deepEqual([...hosts], [new URL(stack.info.page_url).host], 'the page asks no other host for anything');
});
