/** What the table refuses: the rest goes in, a note says why in plain words, and mending it on either side clears note and rejection. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { liftQuota, plentiful } from './lib/tab.js';

const TABLE = `
  CREATE TABLE shelf (code text PRIMARY KEY, name text);
  CREATE TABLE things (
    id int PRIMARY KEY, name varchar(12) NOT NULL, price numeric(8,2) CONSTRAINT price_is_positive CHECK (price > 0), low int NOT NULL, high int, sku text UNIQUE,
    shelf text REFERENCES shelf, parent int REFERENCES things, slot int4range, seat int UNIQUE DEFERRABLE INITIALLY DEFERRED,
    owner text REFERENCES shelf DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT low_before_high CHECK (low < high), EXCLUDE USING gist (slot WITH &&));
  CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.name = 'forbidden' THEN RAISE 'This name is reserved for the boss.'; END IF;
    RETURN CASE WHEN NEW.name <> 'skipped' THEN NEW END;
  END $$;
  CREATE TRIGGER watch BEFORE INSERT OR UPDATE ON things FOR EACH ROW EXECUTE FUNCTION watch();`;
const HEADER = ['id', 'name', 'price', 'low', 'high', 'sku', 'shelf', 'parent', 'slot', 'seat', 'owner'];
const COLUMN = Object.fromEntries(HEADER.map((name, i) => [name, String.fromCharCode(65 + i)]));

test('what the table refuses', async (t) => {
  const stack = await bringUp(t, { empty: TABLE, table: 'things', ...plentiful });
  await liftQuota(stack);
  const one = async (sql, ...values) => (await stack.sql(sql, values))[0];
  const rejected = () => stack.sql('SELECT x.id, r.place AS row, x.col, x.sqlstate, x.reason, x.who FROM gsync.rejected x LEFT JOIN gsync.row r ON r.link = x.link AND r.id = x.row_id ORDER BY r.place');
  const clear = async () => Number((await one('SELECT count(*) FROM gsync.rejected')).count) === 0;
  const note = async (cell) => (await stack.sheet()).notes.get(cell);
  const type = (row, column, value) => stack.act({ do: 'type', cell: `${COLUMN[column]}${row}`, value });
  const paste = (row, rows) => stack.act({ do: 'paste', cell: `A${row}`, rows: rows.map((cells) => HEADER.map((name) => String(cells[name] ?? ''))) });
  const good = (id) => ({ id, name: `n${id}`, price: id, low: 1, high: 2, sku: `s${id}` });

  await t.test('bad rows in a paste of a thousand: the good ones are in, each bad one is told apart', async () => {
    const bad = new Map([
      [100, [{ price: 'cheap' }, 'price', '22P02', /^gsync: "cheap" is not a number\./]],
      [150, [{ name: 'much too long a name' }, 'name', '22001', /longer than the column allows: at most 12 characters\.\nCorrect it here: that is enough, and this note goes away\.$/]],
      [200, [{ sku: 's7' }, 'sku', '23505', /^gsync: Another row has the same sku already\.\nCorrect it here/]],
      [250, [{ price: -1 }, 'price', '23514', /^gsync: This breaks a rule of the table: price_is_positive\./]],
      [300, [{ low: '' }, 'low', '23502', /^gsync: low must not be empty\./]],
      [350, [{ shelf: 'Z9' }, 'shelf', '23503', /^gsync: This row refers to one that is not there \(shelf\)\. It goes in by itself once that is\.$/]],
      [400, [{ name: 'forbidden' }, 'id', 'P0001', /^gsync: This name is reserved for the boss\.$/]],
      [450, [{ name: 'skipped' }, 'id', 'GS001', /^gsync: The table did not take this row, and did not say why\. Ask /]],
      [500, [{ slot: '[5,9)' }, 'slot', '23P01', /^gsync: This clashes with another row \(slot\)\./]],
      [550, [{ low: 5, high: 4 }, 'low', '23514', /low_before_high/]],
      [600, [{ seat: 1 }, 'seat', '23505', /Another row has the same seat already/]],
      [650, [{ owner: 'nobody' }, 'owner', '23503', /is not there \(owner\)/]],
    ]);
    const rows = Array.from({ length: 1000 }, (_, i) => ({ ...good(i + 1), ...(i === 0 && { slot: '[1,6)', seat: 1 }), ...bad.get(i + 1)?.[0] }));
    await paste(2, rows);
    await stack.settled(async () => Number((await one('SELECT count(*) FROM things')).count) === 1000 - bad.size + 1, 30_000);   // 100 is in, without its price
    await stack.settled(async () => (await stack.sheet()).notes.size === bad.size, 20_000);
    const { notes } = await stack.sheet();
    const kept = new Map((await rejected()).map((x) => [x.row - 1, x]));
    for (const [id, [, column, sqlstate, words]] of bad) {
      assert.deepEqual([kept.get(id)?.col, kept.get(id)?.sqlstate], [column, sqlstate], `row ${id}: ${JSON.stringify(kept.get(id))}`);
      assert.match(notes.get(`${COLUMN[column]}${id + 1}`) ?? '', words);
    }
    const said = (await stack.gsync(['rejected'])).stdout;
    assert.match(said, /row 101, key 100, column price {2}[-0-9: ]+ {2}22P02\n {3}"cheap" is not a number\. [^\n]*\n {3}typed by \S+: price "cheap"\n/);

    const cure = { 100: ['price', '1'], 150: ['name', 'short'], 200: ['sku', 's200'], 250: ['price', '2'], 300: ['low', '1'], 350: ['shelf', ''], 400: ['name', 'allowed'], 450: ['name', 'taken'],
      500: ['slot', '[10,12)'], 550: ['high', '9'], 600: ['seat', '2'], 650: ['owner', ''] };
    for (const [id, [column, value]] of Object.entries(cure)) await type(Number(id) + 1, column, value);
    await stack.settled(clear, 20_000);
    const { sheetRows } = await stack.rest();
    assert.equal(sheetRows, 1000);
    assert.equal((await stack.sheet()).notes.size, 0, 'no note is left');
  });

  await t.test('mended by SQL: the cell, the rule, the other row', async () => {
    await type(2, 'price', 'dear');
    await type(3, 'sku', 's4');
    await type(4, 'low', '7');
    await stack.settled(async () => (await rejected()).length === 3 && (await stack.sheet()).notes.size === 3);
    await stack.sql('UPDATE things SET price = 77 WHERE id = 1');
    await stack.sql("UPDATE things SET sku = 'moved' WHERE id = 4");
    await stack.sql('UPDATE things SET high = 8 WHERE id = 3');
    await stack.settled(clear);
    await stack.rest();
    assert.equal((await stack.sheet()).rows[0].cells[2], 77, 'what SQL has set since stands in the cell');
    assert.equal((await one('SELECT sku FROM things WHERE id = 2')).sku, 's4', 'the value that has become free is taken');
    assert.equal((await one('SELECT low FROM things WHERE id = 3')).low, 7, 'the row fits now');
    assert.equal((await stack.sheet()).notes.size, 0);
    const [conflict] = await stack.sql("SELECT sheet_value, table_value, sheet_by, detail FROM gsync.conflict WHERE col = 'price' ORDER BY id DESC LIMIT 1");
    assert.deepEqual([conflict.sheet_value, conflict.table_value], ['dear', 77], 'what was typed is kept');
    assert.match(conflict.detail, /^the table had refused it: "dear" is not a number/);
  });

  await t.test('gsync rejected retry: once the reason is out of the way', async () => {
    await type(5, 'price', '-5');
    await type(6, 'price', '-6');
    await stack.settled(async () => (await rejected()).length === 2);
    const [first, second] = await rejected();
    assert.match((await stack.gsync(['rejected', 'retry'])).stdout, /^rows tried again: 2; taken by the table: 0;/);
    await stack.sql('ALTER TABLE things DROP CONSTRAINT price_is_positive');
    await stack.settled(clear).catch(() => {});       // a changed table is tried by itself
    if (!(await clear())) {
      assert.match((await stack.gsync(['rejected', 'retry', String(first.id)])).stdout, /^rows tried again: 1; taken by the table: 1;/);
      assert.match((await stack.gsync(['rejected', 'retry', '--link', 'things'])).stdout, /^rows tried again: 1; taken by the table: 1;/);
    }
    assert.ok(second);
    await stack.settled(clear);
    await stack.rest();
    assert.equal((await one('SELECT price FROM things WHERE id = 5')).price, '-6.00');
    await stack.sql('UPDATE things SET price = 1 WHERE price < 0; ALTER TABLE things ADD CONSTRAINT price_is_positive CHECK (price > 0)');
    await stack.rest();
  });

  await t.test('a refused row that its writer deletes goes away', async () => {
    await paste(1002, [{ ...good(2001), price: -1 }]);
    await stack.settled(async () => (await rejected()).length === 1);
    await stack.act({ do: 'delete_rows', row: 1002, count: 1 });
    await stack.settled(clear);
    await stack.rest();
  });

  await t.test('rows of one paste: unique values that change places, and references in any order, beside a bad row', async () => {
    await stack.act({ do: 'paste', cell: 'F10', rows: [['s10'], ['s9'], ['s13'], ['s11'], ['s12']] });
    await stack.act({ do: 'paste', cell: 'A1002', rows: [['3001', 'child', '1', '1', '', 'c1', '', '3003'], ['3002', 'bad', '-1', '1', '', 'c2', '', ''], ['3003', 'parent', '1', '1', '', 'c3', '', '3004'], ['3004', 'top', '1', '1', '', 'c4', '', '']] });
    await stack.settled(async () => (await stack.sql("SELECT FROM things WHERE id IN (3001, 3003, 3004) AND (parent IS NOT NULL OR id = 3004)")).length === 3);
    await stack.settled(async () => (await one('SELECT array_agg(sku ORDER BY id) AS s FROM things WHERE id BETWEEN 9 AND 13')).s.join() === 's10,s9,s13,s11,s12');
    assert.deepEqual((await rejected()).map((x) => [x.row, x.sqlstate]), [[1003, '23514']]);
    await type(1003, 'price', '1');
    await stack.settled(clear);
    await stack.rest();
  });

  await t.test('a child before its parent goes in soon after the parent has come, from either side', async () => {
    await type(19, 'shelf', 'B0');
    await stack.settled(async () => (await rejected()).length === 1);
    await stack.sql("INSERT INTO shelf VALUES ('B0', 'in a table that the worker may not even read')");
    await stack.settled(async () => (await one('SELECT shelf FROM things WHERE id = 18')).shelf === 'B0', 5000);
    await stack.settled(clear, 5000);
    const shelves = await stack.link({ ddl: '', table: 'shelf', rows: [['code', 'name']] });
    await type(20, 'shelf', 'B1');
    await type(21, 'shelf', 'B2');
    await type(22, 'owner', 'B2');
    await stack.settled(async () => (await rejected()).length === 3);
    await shelves.act({ do: 'paste', cell: 'A3', rows: [['B1', 'by the door']] });
    await stack.settled(async () => (await one('SELECT shelf FROM things WHERE id = 19')).shelf === 'B1', 4000);
    await stack.sql("INSERT INTO shelf VALUES ('B2', 'by the window')");
    await stack.settled(async () => (await one('SELECT shelf, owner FROM things t JOIN (SELECT owner AS o FROM things WHERE id = 21) u ON true WHERE id = 20')).shelf === 'B2', 5000);
    await stack.settled(clear, 5000);
    await stack.rest();
    await shelves.rest();
    assert.equal((await stack.sheet()).notes.size, 0);
  });
});
