/** Many spreadsheets with several tabs each in one worker, and two service accounts, each with what is shared with it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { liftQuota, plentiful } from './lib/tab.js';

const TABS = 2;

test('spreadsheets of two service accounts', async (t) => {
  const stack = await bringUp(t, { data: [{ id: 1, name: 'Lamp' }], table: 'items', key: 'id', set: ['worker.scan_interval=2s', ...plentiful.set] });
  await liftQuota(stack);
  const { credentials } = await stack.control.do({ do: 'account', name: 'second' });
  const key = join(stack.info.dir, 'second.json');
  writeFileSync(key, JSON.stringify(credentials), { mode: 0o600 });
  writeFileSync(stack.info.config, readFileSync(stack.info.config, 'utf8').replace(/^(credentials = .*)$/m, `$1\ncredentials = ${key}`));
  await stack.restart('gsync-worker');

  const books = [];
  for (const account of [undefined, credentials.client_email, credentials.client_email]) {
    const { spreadsheet } = await stack.control.do({ do: 'add_spreadsheet', title: `Book ${books.length}` });
    const book = { spreadsheet, account, tabs: [] };
    for (let n = 0; n < TABS; n++) {
      const { sheet } = await stack.control.do({ do: 'add_tab', spreadsheet, title: `Tab ${n}` });
      book.tabs.push({ sheet, table: `t${books.length}_${n}` });
    }
    books.push(book);
  }
  const link = async (book, { sheet, table }) => {
    await stack.sql(`CREATE TABLE IF NOT EXISTS ${table} (id integer PRIMARY KEY, name text); INSERT INTO ${table} VALUES (1, '${table} one'), (2, '${table} two') ON CONFLICT DO NOTHING`);
    return stack.gsync(['link', '--spreadsheet', book.spreadsheet, '--sheet', String(sheet), '--table', table, '--no-wait', ...(book.account ? ['--credential', book.account] : [])]);
  };
  const cells = async ({ spreadsheet }, { sheet }) => (await stack.control.do({ do: 'cells', spreadsheet, sheet })).cells;
  const stateOf = async ({ table }) => (await stack.sql('SELECT state, problem FROM gsync.link WHERE name = $1', [table]))[0];

  await t.test('what is not shared with the account is refused, with its address', async () => {
    const { code, stderr } = await link(books[1], books[1].tabs[0]);
    assert.equal(code, 1);
    assert.match(stderr, /second@gsync-stand-in\.iam\.gserviceaccount\.com/);
  });

  await t.test('every tab of every spreadsheet is in sync, each through its account', async () => {
    for (const { spreadsheet, account } of books) if (account) await stack.control.do({ do: 'share', spreadsheet, account });
    for (const book of books) for (const tab of book.tabs) assert.equal((await link(book, tab)).code, 0);
    const shown = async (book, tab) => Object.values(await cells(book, tab)).some(({ effective }) => effective === `${tab.table} two`);
    for (const book of books) for (const tab of book.tabs) await stack.settled(() => shown(book, tab), 30_000);
    for (const book of books) for (const tab of book.tabs) await stack.control.do({ do: 'type', spreadsheet: book.spreadsheet, sheet: tab.sheet, cell: 'B2', value: `typed in ${tab.table}` });
    for (const { tabs } of books) for (const { table } of tabs) {
      await stack.settled(async () => (await stack.sql(`SELECT name FROM ${table} WHERE name = 'typed in ${table}'`)).length === 1, 30_000);
    }
    for (const { tabs } of books) for (const { table } of tabs) assert.equal((await stack.gsync(['verify', table])).code, 0, table);
    assert.match(stack.logOf('gsync-worker'), /publish-2: .*second@gsync-stand-in/);
  });

  await t.test('one account loses a spreadsheet: that one is broken, the others go on, and it heals', async () => {
    const [lost, kept] = [books[1], books[2]];
    await stack.control.do({ do: 'share', spreadsheet: lost.spreadsheet, account: lost.account, shared: false });
    await stack.settled(async () => (await stateOf(lost.tabs[0])).state === 'broken', 20_000);
    assert.match((await stateOf(lost.tabs[0])).problem, /403.*share/s);
    await stack.sql(`UPDATE ${kept.tabs[0].table} SET name = 'goes on' WHERE id = 2; UPDATE ${lost.tabs[0].table} SET name = 'waits' WHERE id = 2`);
    await stack.settled(async () => Object.values(await cells(kept, kept.tabs[0])).some(({ effective }) => effective === 'goes on'));
    await stack.control.do({ do: 'share', spreadsheet: lost.spreadsheet, account: lost.account });
    await stack.gsync(['resume', lost.tabs[0].table]);
    await stack.settled(async () => Object.values(await cells(lost, lost.tabs[0])).some(({ effective }) => effective === 'waits'), 40_000);
    assert.equal((await stateOf(lost.tabs[0])).problem, null);
  });
});
