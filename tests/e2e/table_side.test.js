/** What happens to the table's definition, and to the tab's, while both are linked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { liftQuota, plentiful, Tab } from './lib/tab.js';

const byKey = (rows, ...names) => rows.map((row) => names.map((name) => row[name] ?? null)).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

test('DDL on the linked table while the worker runs, and what people do to a tab that is no edit', async (t) => {
  const stack = await bringUp(t, { empty: 'CREATE TABLE parts (id integer PRIMARY KEY, name text, price numeric);', ...plentiful });
  await liftQuota(stack);
  const link = async (ddl, more) => new Tab(await stack.link({ ddl, ...more }));
  const noteOf = async (tab, cell) => (await tab.act({ do: 'cells' })).cells[cell]?.note;
  const has = (tab, sql) => tab.settled(async () => (await tab.sql(sql)).length === 1);

  await t.test('columns added, renamed, dropped and given another type, beside edits', async () => {
    const tab = await link("CREATE TABLE ddl (id int PRIMARY KEY, name text, amount int, extra text); INSERT INTO ddl SELECT n, 'n' || n, n, 'x' FROM generate_series(1, 5) n", { table: 'ddl', args: ['--add-columns'] });
    await tab.sql("ALTER TABLE ddl ADD COLUMN colour text DEFAULT 'red'");
    await tab.sql("UPDATE ddl SET name = 'N2' WHERE id = 2");
    await tab.settled(async () => (await tab.rows()).every(({ colour }) => colour === 'red'));
    await tab.sql('ALTER TABLE ddl RENAME COLUMN name TO title');
    await tab.type({ id: 1 }, 'name', 'typed after the rename');
    await has(tab, "SELECT FROM ddl WHERE id = 1 AND title = 'typed after the rename'");
    await tab.sql('ALTER TABLE ddl ALTER COLUMN amount TYPE numeric(10,2) USING amount + 0.25');
    await tab.settled(async () => (await tab.find({ id: 3 })).amount === 3.25);
    await tab.type({ id: 3 }, 'amount', '7.75');
    await has(tab, 'SELECT FROM ddl WHERE id = 3 AND amount = 7.75');
    await tab.sql('ALTER TABLE ddl DROP COLUMN extra');
    await tab.type({ id: 4 }, 'amount', '8');
    await has(tab, 'SELECT FROM ddl WHERE id = 4 AND amount = 8');
    assert.deepEqual((await tab.rows()).map(({ extra }) => extra), Array(5).fill('x'), 'the sheet keeps what stood in a dropped column');
    await tab.sql('ALTER TABLE ddl ALTER COLUMN amount TYPE text');
    await tab.type({ id: 5 }, 'amount', 'five');
    await has(tab, "SELECT FROM ddl WHERE id = 5 AND amount = 'five'");
    assert.equal((await stack.sql("SELECT count(*)::int AS n FROM gsync.rejected WHERE link = (SELECT id FROM gsync.link WHERE name = 'ddl')"))[0].n, 0);
  });

  await t.test('the table moved to another schema and renamed', async () => {
    const tab = await link("CREATE TABLE moving (id int PRIMARY KEY, v text); INSERT INTO moving VALUES (1, 'a'), (2, 'b')", { table: 'moving' });
    await tab.sql('CREATE SCHEMA "Other Place"');
    await tab.sql('ALTER TABLE moving SET SCHEMA "Other Place"');
    await tab.sql('UPDATE "Other Place".moving SET v = \'A\' WHERE id = 1');
    await tab.settled(async () => (await tab.find({ id: 1 })).v === 'A');
    await tab.sql('ALTER TABLE "Other Place".moving RENAME TO "Moved Table"');
    await tab.type({ id: 2 }, 'v', 'B');
    await has(tab, 'SELECT FROM "Other Place"."Moved Table" WHERE id = 2 AND v = \'B\'');
    await tab.sql('INSERT INTO "Other Place"."Moved Table" VALUES (3, \'c\')');
    await tab.settled(() => tab.has({ id: 3, v: 'c' }));
    const { stdout } = await stack.gsync(['links', '--json']);
    assert.match(stdout, /Moved Table/);
  });

  await t.test('an exclusion constraint: what clashes is refused, and goes in when the other has gone', async () => {
    const tab = await link(`CREATE TABLE stays (id int PRIMARY KEY, first int, last int, EXCLUDE USING gist (int4range(first, last, '[]') WITH &&));
      INSERT INTO stays VALUES (1, 1, 5), (2, 10, 15), (3, 20, 25)`, { table: 'stays' });
    await tab.type({ id: 2 }, 'first', '4');
    await tab.settled(async () => (await tab.sql("SELECT FROM gsync.rejected WHERE sqlstate = '23P01'")).length === 1);
    const { row } = await tab.find({ id: 2 });
    await tab.settled(async () => /clashes with another row/.test(await noteOf(tab, `B${row}`) ?? ''));
    await tab.type({ id: 1 }, 'last', '3');
    await has(tab, 'SELECT FROM stays WHERE id = 2 AND first = 4');
    await tab.settled(async () => await noteOf(tab, `B${row}`) === undefined);
  });

  await t.test('text without regard to case: a value that differs in case only is an edit, and one that is taken is refused', async (s) => {
    if ((await stack.sql("SELECT FROM pg_available_extensions WHERE name = 'citext'")).length === 0) return s.skip('the extension citext is not there');
    const tab = await link("CREATE EXTENSION IF NOT EXISTS citext; CREATE TABLE mails (id int PRIMARY KEY, mail citext UNIQUE); INSERT INTO mails VALUES (1, 'Ann@example.org'), (2, 'Bob@example.org')", { table: 'mails' });
    await tab.type({ id: 1 }, 'mail', 'ann@Example.org');
    await has(tab, "SELECT FROM mails WHERE mail::text = 'ann@Example.org'");
    await tab.type({ id: 2 }, 'mail', 'ANN@EXAMPLE.ORG');
    await tab.settled(async () => (await tab.sql("SELECT FROM gsync.rejected WHERE sqlstate = '23505'")).length === 1);
    await tab.sql("UPDATE mails SET mail = 'ANN@example.org' WHERE id = 1");
    await tab.settled(async () => (await tab.find({ id: 1 })).mail === 'ANN@example.org');
  });

  await t.test('two columns with one header, and a header that is a formula', async () => {
    const tab = await link("CREATE TABLE heads (id int PRIMARY KEY, a text, b text); INSERT INTO heads VALUES (1, 'a1', 'b1'), (2, 'a2', 'b2')", { table: 'heads' });
    await tab.act({ do: 'type', cell: 'C1', value: 'a' });
    await tab.act({ do: 'type', cell: 'B2', value: 'A1' });
    await tab.act({ do: 'type', cell: 'C3', value: 'B2' });
    await has(tab, "SELECT FROM heads WHERE id = 1 AND a = 'A1' AND b = 'b1'");
    await has(tab, "SELECT FROM heads WHERE id = 2 AND a = 'a2' AND b = 'B2'");
    await tab.act({ do: 'type', cell: 'C1', value: '="head" & "er"' });
    await tab.act({ do: 'type', cell: 'C2', value: 'B1' });
    await has(tab, "SELECT FROM heads WHERE id = 1 AND a = 'A1' AND b = 'B1'");
    await tab.act({ do: 'move_columns', column: 'C', count: 1, before: 'B' });
    await tab.sql("UPDATE heads SET b = 'by sql'");
    await tab.settled(async () => (await tab.act({ do: 'cells' })).cells.B3?.effective === 'by sql');
    assert.equal((await tab.act({ do: 'cells' })).cells.B1.entered, '="head" & "er"', 'the formula stays');
  });

  await t.test('a key edit that brings a row into another partition moves it, with what stands beside it', async () => {
    const tab = await link(`CREATE TABLE parted (id int PRIMARY KEY, v text) PARTITION BY RANGE (id); CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (100);
      CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (100) TO (200); INSERT INTO parted VALUES (1, 'a'), (2, 'b'), (101, 'c')`, { table: 'parted' });
    const { row } = await tab.find({ id: 1 });
    await tab.act({ do: 'type', cell: `F${row}`, value: 'beside' });
    await tab.type({ id: 1 }, 'id', '150');
    await has(tab, "SELECT FROM parted_2 WHERE id = 150 AND v = 'a'");
    await tab.sql('UPDATE parted SET id = 50 WHERE id = 150');
    await tab.settled(() => tab.has({ id: 50, row }));
    await tab.rest();
    assert.equal((await tab.act({ do: 'cells' })).cells[`F${row}`].effective, 'beside');
    await tab.type({ id: 2 }, 'id', '999');
    await tab.settled(async () => /no place for a row with these values/.test(await noteOf(tab, `A${(await tab.find({ v: 'b' })).row}`) ?? ''));
  });

  await t.test('a date typed into a number column that no webhook told is refused with a note as well', async () => {
    const tab = await link("CREATE TABLE dated (id int PRIMARY KEY, n numeric, t text); INSERT INTO dated VALUES (1, 1, 'a'), (2, 2, 'b')", { table: 'dated' });
    await tab.act({ do: 'fault', kind: 'drop-trigger', count: 2 });
    await tab.act({ do: 'type', cell: 'B2', value: '2026-05-12' });
    await tab.sql("UPDATE gsync.link SET scan_wanted = now(), whole = true WHERE name = 'dated'");
    await tab.settled(async () => /has read this as a date/.test(await noteOf(tab, 'B2') ?? ''), 30_000);
    assert.deepEqual(await tab.sql('SELECT n::int FROM dated WHERE id = 1'), [{ n: 1 }], 'the table keeps its number');
    await tab.act({ do: 'type', cell: 'B2', value: '12.5' });
    await tab.act({ do: 'format', range: 'B2', type: 'NUMBER', pattern: '0.00' });
    await tab.act({ do: 'type', cell: 'B2', value: '12.5' });
    await has(tab, 'SELECT FROM dated WHERE id = 1 AND n = 12.5');
    await tab.settled(async () => await noteOf(tab, 'B2') === undefined);
  });

  await t.test('pins that Sheets refuses: columns are matched by their headers', async () => {
    const { sheet } = await stack.control.do({ do: 'add_tab', title: 'full' });
    await stack.control.do({ do: 'batch', sheet, requests: Array.from({ length: 30 }, (_, i) => ({ createDeveloperMetadata: { developerMetadata: {
      metadataKey: `other ${i}`, metadataValue: 'x'.repeat(980), visibility: 'DOCUMENT', location: { sheetId: sheet } } } })) });
    await stack.sql("CREATE TABLE pinless (id int PRIMARY KEY, a text, b text); INSERT INTO pinless VALUES (1, 'a1', 'b1'), (2, 'a2', 'b2')");
    const tab = new Tab(Object.assign(Object.create(stack), { info: { ...stack.info, sheet, table: 'pinless', title: 'full' } }));
    const { code, stderr } = await stack.gsync(['link', '--spreadsheet', stack.info.spreadsheet, '--sheet', String(sheet), '--table', 'pinless', '--yes']);
    assert.equal(code, 0, stderr);
    await tab.settled(async () => (await tab.rows()).length === 2);
    await tab.rest();
    await tab.act({ do: 'move_columns', column: 'C', count: 1, before: 'B' });
    await tab.sql("UPDATE pinless SET b = 'B' || id");
    await tab.rest();
    await tab.type({ id: 1 }, 'a', 'typed');
    await has(tab, "SELECT FROM pinless WHERE id = 1 AND a = 'typed' AND b = 'B1'");
    assert.deepEqual(byKey(await tab.rows(), 'id', 'a', 'b'), [[1, 'typed', 'B1'], [2, 'a2', 'B2']]);
  });
});
