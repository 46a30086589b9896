/** Every kind of value, from either side, on one stack: a table with a column per type, and what people type into it under several locales. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { asTexts, pinFormat, readColumns } from '../lib/table.js';
import { TYPED, VALUES } from './lib/values.js';

const naughty = createRequire(import.meta.url)('big-list-of-naughty-strings');
const FILLED = { q: 'q', o: '1', k: '8' };
const COLUMNS = Object.keys(VALUES);
const letters = (n) => (n < 26 ? '' : String.fromCharCode(64 + Math.floor(n / 26))) + String.fromCharCode(65 + (n % 26));

test('values', async (t) => {
  const stack = await bringUp(t, { empty: 'CREATE TABLE start (id int PRIMARY KEY)', timeZone: 'Europe/Berlin' });
  const texts = async (table) => {
    await pinFormat(stack.client, stack.info.time_zone);
    const columns = await readColumns(stack.client, table);
    return (await stack.client.query({ text: `SELECT ${asTexts(columns)} FROM ${table} ORDER BY ${table}.${columns[0].name}`, rowMode: 'array' })).rows;
  };

  await t.test('every type, from SQL: shown, and then not changed by anything that people do elsewhere', async () => {
    await stack.sql("CREATE TYPE mood AS ENUM ('sad', 'very, happy'); CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100); CREATE TYPE pair AS (a int, b text)");
    const types = COLUMNS.map((name, i) => `"c${i}" ${name}`);
    const many = await stack.link({ ddl: `CREATE TABLE many (id int PRIMARY KEY, beside text, ${types.join(', ')}, double_id int GENERATED ALWAYS AS (id * 2) STORED)` });
    const rows = Math.max(...COLUMNS.map((name) => VALUES[name].length));
    for (let i = 0; i < rows; i++) {
      await stack.client.query(`INSERT INTO many VALUES (${i + 1}, 'x', ${COLUMNS.map((name) => VALUES[name][i] ?? 'NULL').join(', ')})`);
    }
    await many.rest();
    const before = await texts('many');
    const unchanged = async (what) => assert.deepEqual((await texts('many')).map(([id, , ...rest]) => [id, ...rest]), before.map(([id, , ...rest]) => [id, ...rest]), what);

    await many.act({ do: 'paste', cell: 'B2', rows: before.map(() => ['beside']) });
    await many.rest();
    await unchanged('a cell beside was edited');
    await many.act({ do: 'sort', range: `A2:${letters(COLUMNS.length + 3)}${rows + 1}`, column: 1, descending: true });
    await many.act({ do: 'paste', cell: 'B2', rows: before.map(() => ['sorted']) });
    await many.rest();
    await unchanged('the sheet was sorted, and cells beside edited');

    const { cells } = await many.act({ do: 'cells', shown: true });
    for (let row = 2; row <= rows + 1; row++) {
      const line = COLUMNS.map((name, i) => cells[`${letters(i + 2)}${row}`]?.shown ?? '');
      await many.act({ do: 'paste', cell: `F${row}`, rows: [line.slice(3)] }); // not bigint: beyond 2^53 Sheets makes it another number
    }
    await many.rest();
    await unchanged('everything was typed once more as it is shown');
  });

  await t.test('what people type, under each locale', async (t2) => {
    const typed = await stack.link({ ddl: `CREATE TABLE typed (key int PRIMARY KEY, n numeric, i int, b bigint, f float8, d date, s timestamp, z timestamptz, c time, v interval, l boolean, t text, m varchar(2), u uuid,
      j jsonb, a int[], p percent, q text NOT NULL, o int NOT NULL, k int NOT NULL DEFAULT 7)` });
    const { header } = await typed.sheet();
    const all = Object.entries(TYPED).flatMap(([locale, cases]) => cases.map(([column, text, wanted, alone]) => ({ locale, column, text, wanted, alone })));
    await typed.sql(`INSERT INTO typed (key, q, o) SELECT n, 'q', 1 FROM generate_series(1, $1::int) n`, [all.length]);
    await typed.rest();
    const names = header.slice(1, -1);
    const cellOf = (n, column) => `${letters(header.indexOf(column))}${n + 2}`;
    for (const locale of Object.keys(TYPED)) {
      await stack.act({ do: 'locale', locale });
      await typed.sql('UPDATE typed SET o = o + 1 WHERE key = $1', [all.length]);
      await typed.settled(async () => (await typed.sql("SELECT locale FROM gsync.link WHERE name = 'typed'"))[0].locale === locale);
      const first = all.findIndex((one) => one.locale === locale);
      const cases = all.filter((one) => one.locale === locale);
      await typed.act({ do: 'paste', cell: `B${first + 2}`, rows: cases.map(({ column, text }) => names.map((name) => (name === column ? text : FILLED[name] ?? ''))) });
      for (const one of cases.filter(({ alone }) => alone)) await typed.act({ do: 'type', cell: cellOf(all.indexOf(one), one.column), value: one.text });
      await typed.still();
      const rows = await texts('typed');
      const { notes } = await typed.sheet();
      for (const [n, { column, text, wanted }] of all.entries()) {
        if (all[n].locale !== locale) continue;
        await t2.test(`${locale}: ${JSON.stringify(text)} into ${column}`, () => {
          const [got, note] = [rows[n][header.indexOf(column)], notes.get(cellOf(n, column))];
          if (wanted instanceof RegExp) assert.match(note ?? `no note; the table has ${got}`, wanted);
          else assert.deepEqual([got, note], [wanted, undefined]);
        });
      }
    }
  });

  await t.test('naughty strings, from either side', async () => {
    const list = await stack.link({ ddl: 'CREATE TABLE list (id int PRIMARY KEY, sent text, typed text)' });
    await stack.sql('INSERT INTO list (id, sent) SELECT n, s FROM unnest($1::text[]) WITH ORDINALITY u(s, n)', [naughty]);
    await list.rest();
    const { rows } = await list.sheet();
    assert.deepEqual(rows.map(({ cells }) => cells[1] ?? ''), naughty, 'the sheet has them');
    await list.act({ do: 'paste', cell: 'C2', rows: naughty.map((text) => [text]) });
    await list.rest();
    const got = await stack.sql('SELECT sent, typed FROM list ORDER BY id');
    assert.deepEqual(got.map(({ sent }) => sent), naughty, 'the table still has them');
    assert.deepEqual(got.map(({ typed }) => typed ?? ''), naughty, 'and got them from the sheet');
    await stack.sql("UPDATE list SET sent = CASE id WHEN 5 THEN repeat('a', 50001) ELSE 'after' END WHERE id IN (5, 6)");
    await list.settled(async () => (await stack.sql("SELECT FROM gsync.rejected WHERE side = 'table' AND reason ~ '50,000'")).length === 1 && (await list.sheet()).rows[5].cells[1] === 'after');
    await stack.sql("UPDATE list SET sent = repeat('a', 50000) WHERE id = 5");
    await list.rest();
    await list.act({ do: 'put', cell: 'C2', value: 'a\0b\0\0' });
    await list.act({ do: 'type', cell: 'C3', value: 'c\0' });
    await list.act({ do: 'type', cell: 'B3', value: 'beside' });
    const note = await list.settled(async () => (await list.sheet()).notes.get('C3'));
    assert.match(note, /U\+0000/);
    assert.deepEqual((await stack.sql('SELECT sent, typed FROM list WHERE id = 2'))[0], { sent: 'beside', typed: naughty[1] });
  });

  await t.test('formulas', async () => {
    const f = await stack.link({ ddl: 'CREATE TABLE f (id int PRIMARY KEY, a numeric, total numeric, label text)' });
    const one = async (id, column) => (await stack.sql(`SELECT ${column}::text AS got FROM f WHERE id = $1`, [id]))[0]?.got ?? null;
    const entered = async (cell) => (await f.act({ do: 'cells' })).cells[cell]?.entered ?? null;
    const comes = (id, column, wanted) => f.settled(async () => (await one(id, column)) === wanted);
    const scan = () => stack.sql("UPDATE gsync.link SET scan_wanted = now() WHERE name = 'f'");     // no trigger fires for what a formula gives
    await stack.act({ do: 'locale', locale: 'en_US' });
    await stack.sql('INSERT INTO f SELECT n, n * 10 FROM generate_series(1, 4) n');
    await f.rest();
    await f.act({ do: 'format', range: 'D2:D10', type: 'NUMBER', pattern: '0' });     // in a cell of plain text nothing is a formula
    await f.act({ do: 'paste', cell: 'G2', rows: [['p'], ['q'], ['r'], ['s']] });

    await f.act({ do: 'type', cell: 'C2', value: '=B2*2' });
    await comes(1, 'total', '20');
    await stack.sql('UPDATE f SET a = 11 WHERE id = 1');
    await comes(1, 'total', '22');
    await stack.sql('UPDATE f SET total = 5, label = NULL WHERE id = 1');
    await f.rest();
    assert.deepEqual([await entered('C2'), await one(1, 'total')], ['=B2*2', '22'], 'a formula is not written over, and the table follows it');

    await f.act({ do: 'type', cell: 'C3', value: '=1/0' });
    await f.act({ do: 'type', cell: 'D3', value: '=NA()' });
    await f.settled(async () => (await f.sheet()).notes.get('C3')?.includes('#DIV/0!') && (await f.sheet()).notes.get('D3')?.includes('#N/A'));
    assert.deepEqual([await one(2, 'total'), await one(2, 'label')], [null, null], 'an error is not stored');
    await f.act({ do: 'type', cell: 'C3', value: '=B3' });
    await f.act({ do: 'clear', range: 'D3' });
    await f.rest();
    assert.deepEqual([await one(2, 'total'), (await f.sheet()).notes.size], ['20', 0]);

    await f.act({ do: 'type', cell: 'C4', value: '=H4' });
    await f.act({ do: 'put', cell: 'H4', value: 8 });
    await scan();
    await comes(3, 'total', '8');
    await f.act({ do: 'type', cell: 'C4', value: '99' });
    await comes(3, 'total', '99');
    await stack.sql('UPDATE f SET total = 100 WHERE id = 3');
    await f.rest();
    assert.equal(await entered('C4'), 100, 'where a value has replaced a formula, SQL writes again');

    await f.act({ do: 'type', cell: 'D2', value: '=ARRAYFORMULA(G2:G4)' });
    await scan();
    await comes(3, 'label', 'r');
    await stack.sql("UPDATE f SET label = 'x' WHERE id IN (2, 3)");
    await f.rest();
    assert.deepEqual([await one(2, 'label'), await one(3, 'label'), await entered('D2')], ['q', 'r', '=ARRAYFORMULA(G2:G4)'], 'what a formula has filled in is not written over');
    await f.act({ do: 'type', cell: 'B3', value: '21' });
    await comes(2, 'total', '21');
    assert.equal((await f.sheet()).rows[0].cells[3], 'p');

    await f.act({ do: 'type', cell: 'A6', value: '=100+1' });
    await f.act({ do: 'type', cell: 'B6', value: '1' });
    await comes(101, 'a', '1');
    await stack.sql('DELETE FROM f WHERE id = 2');
    await f.rest();
    await f.act({ do: 'clear', range: 'D2' });
    await scan();
    await f.rest();
    await f.act({ do: 'sort', range: 'A2:E6', column: 2, descending: true });
    await scan();
    await f.rest();
    assert.deepEqual((await stack.sql('SELECT id, a::text, total::text FROM f ORDER BY id')), [
      { id: 1, a: '11', total: '22' }, { id: 3, a: '30', total: '100' }, { id: 4, a: '40', total: null }, { id: 101, a: '1', total: null }]);
  });
});
