/** What people put over the cells of a tab: filters, groups, merged cells, data validation, charts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { liftQuota, plentiful, Tab } from './lib/tab.js';

test('filters, groups, merged cells, data validation and charts', async (t) => {
  const stack = await bringUp(t, { empty: 'CREATE TABLE parts (id integer PRIMARY KEY, name text, price numeric);', ...plentiful });
  await liftQuota(stack);
  const link = async (table, ddl = '') => new Tab(await stack.link({
    ddl: `CREATE TABLE ${table} (id int PRIMARY KEY, name text, price numeric, done boolean${ddl}); INSERT INTO ${table} SELECT n, 'n' || n, n, n % 2 = 0 FROM generate_series(1, 8) n`, table }));
  const batch = (tab, ...requests) => tab.act({ do: 'batch', requests });
  const noteOf = async (tab, cell) => (await tab.act({ do: 'cells' })).cells[cell]?.note;
  const has = (tab, sql) => tab.settled(async () => (await tab.sql(sql)).length === 1);
  const grid = (tab, startRowIndex, endRowIndex, startColumnIndex, endColumnIndex) => ({ sheetId: tab.linked.info.sheet, startRowIndex, endRowIndex, startColumnIndex, endColumnIndex });

  await t.test('a filter and a filter view, sorted through, with rows hidden by them and by a group', async () => {
    const tab = await link('filtered');
    await batch(tab, { setBasicFilter: { filter: { range: grid(tab, 0, 9, 0, 5), criteria: { 1: { hiddenValues: ['n2', 'n3'] } } } } },
      { addFilterView: { filter: { title: 'Mine', range: grid(tab, 0, 9, 0, 5) } } });
    await tab.act({ do: 'hide_rows', row: 3, count: 2 });
    const range = { sheetId: tab.linked.info.sheet, dimension: 'ROWS', startIndex: 5, endIndex: 7 };
    await batch(tab, { addDimensionGroup: { range } }, { updateDimensionGroup: { dimensionGroup: { range, depth: 1, collapsed: true }, fields: 'collapsed' } });
    await tab.sql("UPDATE filtered SET name = 'sql' || id WHERE id IN (2, 3, 5, 6)");
    await tab.type({ id: 1 }, 'name', 'typed');
    await tab.act({ do: 'sort', range: 'A2:E9', column: 3, descending: true });
    await tab.sql('DELETE FROM filtered WHERE id = 3');
    await tab.sql("INSERT INTO filtered VALUES (9, 'n9', 9, true)");
    await has(tab, "SELECT FROM filtered WHERE id = 1 AND name = 'typed'");
    await tab.rest();
    assert.equal((await tab.rows()).length, 8);
  });

  for (const drops of [false, true]) {
    await t.test(`merged cells${drops ? ', where Sheets loses what is written under them' : ''}`, async () => {
      await stack.control.do({ do: 'switches', mergedCellsDrop: drops });
      const tab = await link(drops ? 'merged_drop' : 'merged_keep');
      const { row } = await tab.find({ id: 3 });
      await tab.act({ do: 'merge', range: `B${row}:B${row + 1}` });
      await has(tab, `SELECT FROM ${tab.linked.info.table} WHERE id = 4 AND name IS NULL`);
      assert.equal((await tab.sql(`SELECT name FROM ${tab.linked.info.table} WHERE id = 3`))[0].name, 'n3', 'the upper one keeps its value');
      await tab.sql(`UPDATE ${tab.linked.info.table} SET name = 'under' WHERE id = 4`);
      await tab.sql(`UPDATE ${tab.linked.info.table} SET price = 44 WHERE id IN (4, 5)`);
      await tab.settled(async () => (await tab.find({ id: 5 })).price === 44 && (await tab.find({ id: 4 })).price === 44);
      if (drops) {
        await tab.settled(async () => (await tab.sql("SELECT FROM gsync.rejected WHERE side = 'table' AND reason LIKE '%merged%'")).length === 1, 30_000);
        const { writes } = await stack.calls();
        await tab.linked.still();
        assert.ok((await stack.calls()).writes - writes <= 1, 'it is not written again and again');
        await tab.act({ do: 'unmerge', range: `B${row}:B${row + 1}` });
        const { stdout } = await stack.gsync(['rejected', 'retry']);
        assert.match(stdout, /offered/);
      }
      await tab.settled(async () => (await tab.find({ id: 4 })).name === 'under', 30_000);
      await tab.rest();
    });
  }
  await stack.control.do({ do: 'switches', mergedCellsDrop: false });

  for (const refuses of [false, true]) {
    await t.test(`strict data validation that ${refuses ? 'refuses programs too' : 'holds people only'}`, async () => {
      await stack.control.do({ do: 'switches', validationOfApi: refuses });
      const tab = await link(refuses ? 'valid_all' : 'valid_people');
      const list = { condition: { type: 'ONE_OF_LIST', values: ['red', 'green', ...Array.from({ length: 8 }, (_, i) => `n${i + 1}`)].map((userEnteredValue) => ({ userEnteredValue })) }, strict: true };
      await batch(tab, { setDataValidation: { range: grid(tab, 1, 20, 1, 2), rule: list } }, { setDataValidation: { range: grid(tab, 1, 20, 3, 4), rule: { condition: { type: 'BOOLEAN' }, strict: true } } });
      await tab.type({ id: 1 }, 'name', 'red');
      await has(tab, `SELECT FROM ${tab.linked.info.table} WHERE id = 1 AND name = 'red'`);
      await tab.type({ id: 1 }, 'done', 'TRUE');
      await has(tab, `SELECT FROM ${tab.linked.info.table} WHERE id = 1 AND done`);
      await tab.sql(`UPDATE ${tab.linked.info.table} SET name = 'green', done = NULL WHERE id = 2`);
      await tab.sql(`UPDATE ${tab.linked.info.table} SET name = 'blue', price = 33 WHERE id = 3`);
      await tab.sql(`INSERT INTO ${tab.linked.info.table} VALUES (9, 'black', 9, false), (10, 'green', 10, true)`);
      await tab.settled(async () => (await tab.has({ id: 10, name: 'green' })) && (await tab.has({ id: 2, name: 'green', done: null })) && (await tab.has({ id: 3, price: 33 })), 30_000);
      if (refuses) {
        assert.equal((await tab.find({ id: 3 })).name, 'n3', 'what the rule refuses is set aside');
        assert.deepEqual((await tab.sql("SELECT DISTINCT side FROM gsync.rejected WHERE reason LIKE '%validation%'")), [{ side: 'table' }]);
        await batch(tab, { setDataValidation: { range: grid(tab, 1, 20, 1, 2) } });
        await stack.gsync(['rejected', 'retry']);
      }
      await tab.settled(async () => (await tab.has({ id: 3, name: 'blue' })) && (await tab.has({ id: 9, name: 'black' })), 30_000);
      await tab.rest();
      await assert.rejects(tab.type({ id: 10 }, 'done', 'maybe'), /validation/);
    });
  }
  await stack.control.do({ do: 'switches', validationOfApi: false });

  await t.test('a chart on a tab of its own is no tab to link, and disturbs nobody', async () => {
    const { sheet } = await stack.control.do({ do: 'add_chart_tab', title: 'Chart' });
    const { code, stderr } = await stack.gsync(['link', '--spreadsheet', stack.info.spreadsheet, '--sheet', String(sheet), '--table', 'parts', '--name', 'chart', '--yes']);
    assert.notEqual(code, 0);
    assert.match(stderr, /chart|grid|cells/i);
    const tab = await link('beside_chart');
    await tab.type({ id: 1 }, 'name', 'typed');
    await has(tab, "SELECT FROM beside_chart WHERE id = 1 AND name = 'typed'");
    await tab.sql("UPDATE beside_chart SET name = 'sql' WHERE id = 2");
    await tab.rest();
    assert.equal((await tab.find({ id: 2 })).name, 'sql');
    assert.equal(await noteOf(tab, 'B2'), undefined);
  });
});
