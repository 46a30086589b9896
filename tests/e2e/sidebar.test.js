/** The sidebar in the sheet, clicked through in a browser: what people who never see the server can know, and do. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { newSecret } from '../lib/config.js';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const PICTURES = process.env.GSYNC_PICTURES; // a directory for pictures of the sidebar in every state
const ANN = 'ann@example.org';

test('the sidebar', { skip: !existsSync(CHROMIUM) && `${CHROMIUM} is not installed` }, async (t) => {
  const stack = await bringUp(t, { data: manyItems(60), table: 'items', key: 'id', script: false });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1500, height: 900 } });
  page.setDefaultTimeout(20_000);
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  const hosts = new Set();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.goto(`${stack.info.page_url}?user=${ANN}`);

  const bar = page.frameLocator('#sidebar iframe');
  const choose = async (item) => {
    await page.locator('#menus button', { hasText: /^gsync$/ }).click();
    await page.locator('#menus li button', { hasText: item }).click();
  };
  const headline = (text) => bar.locator('#headline', { hasText: text }).waitFor();
  const fact = (name) => bar.locator(`dt:text-is("${name}") + dd`);
  const says = (name, text) => fact(name).filter({ hasText: text }).waitFor();
  /** Clicks Refresh until it is so: quicker than waiting for the sidebar to look by itself. */
  const refreshed = async (test) => {
    try {
      await stack.settled(async () => {
        await bar.locator('#refresh').click();
        await bar.locator('#refresh:enabled').waitFor();
        return test();
      });
    } catch (error) {
      throw new Error(`the sidebar says\n${await bar.locator('body').innerText()}`, { cause: error });
    }
  };
  const connect = async (url, secret) => {
    await bar.locator('#url').fill(url);
    await bar.locator('#secret').fill(secret);
    await bar.locator('#save').click();
  };
  const useSecrets = (...lines) => {
    writeFileSync(join(stack.dir, 'secrets', stack.info.spreadsheet), lines.map((line) => `${line}\n`).join(''));
    process.kill(stack.info.pids['gsync-fcgi'], 'SIGHUP');
  };
  const type = (cell, value) => stack.act({ do: 'type', cell, value, user: ANN });
  const names = async () => (await stack.sql(`SELECT name FROM items WHERE name LIKE 'kept %' ORDER BY name`)).map(({ name }) => name);
  let pictures = 0;
  const picture = async (name) => {
    if (!PICTURES) return;
    mkdirSync(PICTURES, { recursive: true });
    const path = join(PICTURES, `${String(++pictures).padStart(2, '0')}-${name}`);
    await page.locator('#sidebar').screenshot({ path: `${path}.png` });
    writeFileSync(`${path}.txt`, await bar.locator('body').innerText());
  };

  await t.test('somebody new is asked for permission first', async () => {
    await choose('Connect…');
    await page.locator('#ask-title', { hasText: 'Authorization required' }).waitFor();
    await page.locator('#ask-buttons button', { hasText: 'OK' }).click();
    await choose('Connect…');
    await headline('Not connected');
    await picture('not-connected');
  });

  await t.test('connecting: what is wrong is said beside the form', async () => {
    await connect('example.org', stack.info.secret);
    await bar.locator('#refused', { hasText: 'is no address' }).waitFor();
    await connect(stack.info.webhook_url, newSecret());
    await bar.locator('#refused', { hasText: 'does not know this secret' }).waitFor();
    await headline('Not connected');
    await picture('wrong-secret');
    await connect(stack.info.webhook_url, stack.info.secret);
    await headline(/^Connected$/);
    await says('Waiting to be sent', 'nothing');
    await says('Linked tab', 'items');
    await picture('connected');
  });

  await t.test('an edit is shown as sent, and what SQL changed as written, without a click', async () => {
    const [sent, written] = [await fact('Last sent').innerText(), await fact('Last written by gsync').innerText()];
    await sleep(1100); // the sidebar shows whole seconds
    await type('B3', 'kept 01');
    await stack.sql('UPDATE items SET price = 77 WHERE id = 5');
    await stack.settled(async () => (await fact('Last sent').innerText()) !== sent && (await fact('Last written by gsync').innerText()) !== written, 30_000);
    assert.deepEqual(await names(), ['kept 01']);
  });

  await t.test('a bad value is listed with its reason; a click goes there, wherever the row has moved; mended it disappears', async () => {
    await type('C7', 'cheap');
    await type('D9', 'a few');
    await refreshed(async () => (await bar.locator('#cells li').count()) === 2);
    await bar.locator('#cells button', { hasText: 'items C7 price' }).filter({ hasText: '"cheap" is not a number' }).waitFor();
    await headline('2 cells were not accepted');
    await picture('two-rejected');
    await stack.act({ do: 'insert_rows', row: 4, count: 2, user: ANN });
    await bar.locator('#cells button', { hasText: 'C7' }).click();
    await page.locator('#place', { hasText: /^C9$/ }).waitFor();
    await type('C9', '12.5');
    await type('D11', '3');
    await refreshed(async () => await bar.locator('#rejected').isHidden());
    await stack.act({ do: 'delete_rows', row: 4, count: 2, user: ANN });
    await stack.rest();
  });

  await t.test('the server is down: what waits is said, and goes when it is back', async () => {
    await stack.kill('nginx', 'SIGTERM');
    await type('B8', 'kept 02');
    await type('B12', 'kept 03');
    await refreshed(async () => /^2 changes/.test(await fact('Waiting to be sent').innerText()) && (await bar.locator('#headline').innerText()) === 'The server does not answer');
    await picture('server-down');
    await stack.restart('nginx');
    await bar.locator('#send').click();
    await headline(/^Connected$/);
    await says('Waiting to be sent', 'nothing');
    await stack.settled(async () => (await names()).length === 3);
  });

  await t.test('the secret is rotated: no edit is lost while both are valid, nor when the old one goes', async () => {
    const next = newSecret();
    useSecrets(stack.info.secret, next);
    await type('B13', 'kept 04');
    await bar.locator('summary').click();
    await connect(stack.info.webhook_url, newSecret());
    await bar.locator('#refused', { hasText: 'Nothing was changed' }).waitFor();
    await type('B14', 'kept 05');
    await connect(stack.info.webhook_url, next);
    await bar.locator('#refused').waitFor({ state: 'hidden' });
    await headline(/^Connected$/);
    useSecrets(next);
    await type('B15', 'kept 06');
    await stack.settled(async () => (await names()).length === 6);

    const last = newSecret();
    useSecrets(last);
    await type('B16', 'kept 07');
    await type('B17', 'kept 08');
    await refreshed(async () => (await bar.locator('#headline').innerText()) === 'The server refuses this spreadsheet');
    await bar.locator('#advice', { hasText: /Nothing is lost: [12] changes? waits? here/ }).waitFor();
    await picture('revoked');
    await connect(stack.info.webhook_url, last);
    await headline(/^Connected$/);
    await stack.settled(async () => (await names()).length === 8);
    assert.equal((await stack.sql('SELECT count(*) FROM gsync.conflict'))[0].count, '0');
  });

  await t.test('very many bad values, and a long reason', async () => {
    await stack.act({ do: 'paste', cell: 'C2', rows: Array.from({ length: 59 }, (_, i) => [`far too much, ${'or so '.repeat(8)}${i}`, i % 2 ? 'none' : '5']), user: ANN });
    await stack.act({ do: 'paste', cell: 'D21', rows: Array.from({ length: 40 }, (_, i) => [`unknown ${i}`]), user: ANN });
    await refreshed(async () => Number(await bar.locator('#rejected-count').innerText()) >= 105);
    assert.equal(await bar.locator('#cells li').count(), 100);
    await bar.locator('#rejected-more', { hasText: /^And \d+ more, further down/ }).waitFor();
    await picture('many');
    const wide = await bar.locator('body').evaluate((body) => [body.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide[0] <= wide[1], `nothing is wider than the sidebar: ${wide}`);
  });

  await t.test('by keyboard, and as a screen reader has it', async () => {
    await bar.locator('#send').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#place', { hasText: /^C2$/ }).waitFor();
    const tree = await bar.locator('body').ariaSnapshot();
    for (const part of ['- banner:', '- main:', '- contentinfo:', '- region "Not accepted', '- region "Exchange"', '- status']) assert.ok(tree.includes(part), `${part} in\n${tree.slice(0, 3000)}`);
  });

  await t.test('disconnected from the menu, after a question', async () => {
    await choose('Disconnect');
    await page.locator('#ask-buttons button', { hasText: 'Yes' }).click();
    await refreshed(async () => (await bar.locator('#headline').innerText()) === 'Not connected');
    await bar.locator('#exchange').waitFor({ state: 'hidden' });
  });

  assert.deepEqual(troubles, [], 'nor does anything break the policy that the frame is served with');
  assert.deepEqual([...hosts], [new URL(stack.info.page_url).host], 'the sidebar asks no other host for anything');
});
