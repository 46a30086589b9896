/** Every kind of value, from either side, on one stack: a table with a column per type, and what people type into it under several locales. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { asTexts, pinFormat, readColumns } from '../lib/table.js';
import { FORMULAS, TYPED, VALUES } from './lib/values.js';

const COLUMNS = Object.keys(VALUES);
const letters = (n) => (n < 26 ? '' : String.fromCharCode(64 + Math.floor(n / 26))) + String.fromCharCode(65 + (n % 26));

test('values', async (t) => {
  const stack = await bringUp(t, { empty: 'CREATE TABLE start (id int PRIMARY KEY)', timeZone: 'Europe/Berlin' });
  const texts = async (table) => {
    await pinFormat(stack.client, stack.info.time_zone);
    const columns = await readColumns(stack.client, table);
    return (await stack.client.query({ text: `SELECT ${asTexts(columns)} FROM ${table} ORDER BY 1`, rowMode: 'array' })).rows;
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
});
