/**
 * A large tab in a small worker: it links from either side, takes an UPDATE of every cell, is sorted, and is compared, while memory stays flat.
 *
 * SCALE_ROWS=100000 (make scale) is the promise: 1,000,000 cells in less than 64 MiB. Here it is a fifth of that, which is read in windows as well. What grows with the
 * rows in gsync-worker is the id column (17 bytes a row, copied by libpq) and nothing else, so that the bound of the fifth is what it takes for everything else.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';

const ROWS = Number(process.env.SCALE_ROWS ?? 20_000);
const PATIENCE_MS = 60_000 + ROWS * 12;
const MOST_KIB = (ROWS > 20_000 ? 64 : 48) * 1024;
const COLUMNS = `id int PRIMARY KEY, name text, price numeric(12,2), stock int, active boolean, day date, at timestamptz, note text, qty double precision, code varchar(20)`;
const FILL = `SELECT i, 'Item number ' || i, i * 1.25, i % 977, i % 3 = 0, date '2020-01-01' + i % 1500, timestamptz '2024-01-01' + i * interval '1 minute', 'some words about ' || md5(i::text),
  i / 8.0, 'C-' || lpad(i::text, 8, '0') FROM generate_series(1, ${ROWS}) i`;

const IDLE = `SELECT NOT EXISTS (SELECT FROM gsync.dirty) AND count(*) FILTER (WHERE state <> 'ready' OR unread IS NOT NULL OR scanned_at IS NULL OR scan_wanted <= now()) = 0 AS idle FROM gsync.link`;

async function idle(stack) {
  await stack.settled(async () => (await stack.sql(IDLE))[0].idle, PATIENCE_MS);
}

async function assertEqual(stack) {
  const { differences, tableRows, sheetRows, cells } = await stack.difference();
  assert.deepEqual(differences.slice(0, 3), []);
  assert.deepEqual({ tableRows, sheetRows, cells }, { tableRows: ROWS, sheetRows: ROWS, cells: ROWS * 10 });
}

function memory(stack) {
  const status = readFileSync(`/proc/${stack.info.pids['gsync-worker']}/status`, 'utf8');
  return Object.fromEntries(['VmHWM', 'RssAnon', 'RssFile'].map((name) => [name, Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1])]));
}

test(`${ROWS} rows by 10 columns`, async (t) => {
  const stack = await bringUp(t, { empty: `CREATE TABLE big (${COLUMNS}); INSERT INTO big ${FILL}`, table: 'big', script: false, wait: false });
  const since = async (work) => {
    const [before, start] = [await stack.calls(), Date.now()];
    await work();
    const { reads, writes } = await stack.calls();
    t.diagnostic(`${((Date.now() - start) / 1000).toFixed(1)} s, ${reads - before.reads} reads, ${writes - before.writes} writes, KiB so far: ${JSON.stringify(memory(stack))}`);
    return { reads: reads - before.reads, writes: writes - before.writes };
  };
  let copy;

  await t.test('from a table into an empty tab', async () => {
    await since(() => idle(stack));
    await assertEqual(stack);
  });

  await t.test('a changed row costs one write, and the id column is all that is read beside it', async () => {
    const { reads, writes } = await since(async () => {
      await stack.sql(`UPDATE big SET name = 'changed' WHERE id = 77`);
      await idle(stack);
    });
    assert.ok(writes === 1 && reads <= 3, `${reads} reads, ${writes} writes`);
  });

  await t.test('people sort it', async () => {
    await stack.act({ do: 'sort', range: `A2:Z${ROWS + 1}`, column: 4, descending: true });
    await stack.sql('UPDATE gsync.link SET scan_wanted = now()');
    const { writes } = await since(() => idle(stack));
    assert.equal(writes, 0, 'nothing is to be written');
    await assertEqual(stack);
  });

  await t.test('an UPDATE of every cell, each row in one write', async () => {
    const { writes } = await since(async () => {
      await stack.sql(`UPDATE big SET name = name || ' *', price = price + 1, stock = stock + 1, active = NOT active, day = day + 1, at = at + interval '1 hour', note = note || '.', qty = qty + 1, code = code || 'x'`);
      await idle(stack);
    });
    const [{ rows, most }] = await stack.sql(`SELECT count(DISTINCT row_id)::int AS rows, max(n)::int AS most FROM (SELECT row_id, col, count(*) AS n FROM gsync.history WHERE col = 'qty' GROUP BY 1, 2) h`);
    assert.deepEqual({ rows, most }, { rows: ROWS, most: 1 });
    assert.ok(writes <= Math.ceil(ROWS / 2200), `${writes} writes`);
    await assertEqual(stack);
  });

  await t.test('gsync verify compares every cell', async () => {
    await since(async () => {
      const { code, stdout, stderr } = await stack.gsync(['verify', 'big']);
      assert.equal(code, 0, stderr);
      assert.match(stdout.replaceAll(/(?<=\d),(?=\d)/g, ''), new RegExp(`^${ROWS} rows in the sheet, ${ROWS} in the table, ${ROWS * 10} cells compared: all are the same$`, 'm'));
    });
  });

  await t.test('from a filled tab into an empty table', async () => {
    const lines = (await stack.sheet()).rows.map(({ cells }) => cells.slice(0, 10).map((cell) => (typeof cell === 'boolean' ? String(cell).toUpperCase() : cell)));
    const header = ['id', 'name', 'price', 'stock', 'active', 'day', 'at', 'note', 'qty', 'code'];
    await since(async () => {
      copy = await stack.link({ ddl: `CREATE TABLE copy (${COLUMNS})`, rows: [header, ...lines], wait: false });
      await idle(stack);
    });
    await assertEqual(copy);
    assert.deepEqual(await stack.sql('SELECT * FROM big EXCEPT SELECT * FROM copy LIMIT 3'), []);
  });

  const peak = memory(stack);
  t.diagnostic(`KiB: ${JSON.stringify(peak)}`);
  assert.ok(peak.VmHWM < MOST_KIB, `gsync-worker took ${peak.VmHWM} KiB`);
});
