/** Deletes: what is believed, what is held and how it ends, and rows that come back with everything they had. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { liftQuota, plentiful } from './lib/tab.js';

const ddl = (name) => `CREATE TABLE ${name} (id int PRIMARY KEY, name text, exact numeric(38,20), secret text DEFAULT 'none', at timestamptz DEFAULT now(), doc json)`;
const rows = (n) => [['id', 'name', 'exact'], ...Array.from({ length: n }, (_, i) => [i + 1, `row ${i + 1}`, i + 0.5])];

test('deletes that are held, and rows that are brought back', async (t) => {
  const stack = await bringUp(t, { empty: ddl('big'), table: 'big', ...plentiful });
  await liftQuota(stack);
  await stack.sql("INSERT INTO big SELECT n, 'row ' || n, n + 0.12345678901234567891, 's' || n FROM generate_series(1, 40) n");
  await stack.rest();
  const ids = async (tab) => (await tab.sheet()).rows.map(({ cells }) => cells[0]).filter((id) => id !== null);
  const count = async (tab) => (await stack.sql(`SELECT count(*)::int AS n FROM ${tab.info.table}`))[0].n;
  const held = async (tab) => (await stack.sql(`SELECT h.* FROM gsync.held h JOIN gsync.link l ON l.id = h.link WHERE l.name = $1 AND h.state = 'held'`, [tab.info.table]))[0];
  const done = async (...args) => {
    const { code, stdout, stderr } = await stack.gsync(args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const scans = async (tab) => (await stack.sql('SELECT scanned_at::text AS at FROM gsync.link WHERE name = $1', [tab.info.table]))[0].at;
  const readAgain = async (tab, times = 2) => {
    for (let i = 0; i < times; i++) {
      const before = await scans(tab);
      await stack.sql('UPDATE gsync.link SET scan_wanted = now() WHERE name = $1', [tab.info.table]);
      await stack.sql('NOTIFY gsync');
      await stack.settled(async () => (await scans(tab)) !== before);
    }
  };
  const tiny = await stack.link({ ddl: ddl('tiny'), rows: rows(6) });

  await t.test('a short answer deletes nothing, on a tiny tab neither', async () => {
    for (const tab of [stack, tiny]) {
      const [had, before] = [await count(tab), await scans(tab)];
      await stack.act({ do: 'fault', kind: 'short', count: 1 });
      await stack.sql('UPDATE gsync.link SET scan_wanted = now() WHERE name = $1', [tab.info.table]);
      await stack.sql('NOTIFY gsync');
      await stack.settled(async () => (await scans(tab)) !== before);
      await readAgain(tab);
      await tab.rest();
      assert.equal(await count(tab), had);
    }
    assert.equal((await stack.sql('SELECT FROM gsync.history WHERE col IS NULL AND new IS NULL')).length, 0, 'no row was deleted');
  });

  await t.test('most rows of a small tab are deleted by a person, and are', async () => {
    await tiny.act({ do: 'delete_rows', row: 3, count: 4 });
    await stack.settled(async () => await count(tiny) === 2);
    await tiny.rest();
    assert.deepEqual(await ids(tiny), [1, 6]);
  });

  await t.test('a few rows deleted in a tab that has just been filled', async () => {
    const few = await stack.link({ ddl: ddl('few'), wait: false });
    await stack.sql("INSERT INTO few SELECT n, 'row ' || n FROM generate_series(1, 40) n");
    await few.settled(async () => (await ids(few)).length === 40);
    await few.rest();
    await few.act({ do: 'delete_rows', row: 2, count: 3 });
    await stack.settled(async () => await count(few) === 37);
    assert.equal(await held(few), undefined);
  });

  await t.test('gsync restore: rows deleted in the sheet are back, whole', async () => {
    await stack.sql("UPDATE big SET secret = 'kept', doc = '{\"b\":  1, \"a\": [1, 2.50]}', at = '2001-02-03 04:05:06.789012+00' WHERE id IN (7, 8)");
    await stack.rest();
    const before = await stack.sql('SELECT *, exact::text AS e, doc::text AS d, at::text AS t FROM big WHERE id IN (7, 8) ORDER BY id');
    await stack.act({ do: 'delete_rows', row: 8, count: 2 });
    await stack.settled(async () => await count(stack) === 38);
    const listed = await done('restore', 'big', '--dry-run');
    assert.match(listed, /^8 .* sheet .*secret=kept/m);
    assert.equal((await stack.gsync(['restore', 'big'])).code, 1, 'without a terminal and --yes nothing happens');
    assert.match(await done('restore', 'big', '--key', '7', '--yes'), /rows brought back: 1 of 1\n$/);
    assert.match(await done('restore', 'big', '--side', 'sheet', '--since', 'yesterday', '--yes'), /rows brought back: 1 of 1\n$/);
    assert.match(await done('restore', 'big'), /no deleted row/);
    await stack.rest();
    assert.deepEqual(await stack.sql('SELECT *, exact::text AS e, doc::text AS d, at::text AS t FROM big WHERE id IN (7, 8) ORDER BY id'), before);
    assert.equal((await ids(stack)).length, 40);
  });

  await t.test('gsync restore: rows deleted by SQL', async () => {
    const before = await stack.sql('SELECT *, exact::text AS e FROM big WHERE id = 11');
    await stack.sql('DELETE FROM big WHERE id IN (11, 12)');
    await stack.rest();
    assert.match(await done('restore', 'big', '--side', 'table', '--key', '11', '--key', '12', '--yes'), /rows brought back: 2 of 2/);
    await stack.rest();
    assert.deepEqual(await stack.sql('SELECT *, exact::text AS e FROM big WHERE id = 11'), before);
    const refused = await stack.gsync(['restore', 'big', '--key', '11', '--key', '12', '--side', 'nowhere']);
    assert.equal(refused.code, 2);
  });

  await t.test('limits can be set; many rows gone from the sheet are held, and discarded', async () => {
    assert.match(await done('set', 'big', '--max-delete-rows', '5', '--max-delete-share', '10%'), /more than 5 rows and 10 % of all rows/);
    await stack.act({ do: 'delete_rows', row: 2, count: 6 });
    const { id } = await stack.settled(() => held(stack));
    assert.equal(await count(stack), 40);
    assert.match(await done('held'), new RegExp(`^${id}  big: 6 of 40 rows are gone from the sheet .*\\n {3}6 of 40 rows are gone; up to 5, or 10 %, go without asking\\n {3}gsync held release ${id} `));
    assert.match(await done('held', 'discard', String(id)), /rows that come back: 6/);
    await stack.rest();
    assert.equal((await ids(stack)).length, 40);
  });

  await t.test('… released', async () => {
    await stack.act({ do: 'delete_rows', row: 2, count: 6 });
    const { id } = await stack.settled(() => held(stack));
    await done('held', 'release', String(id));
    await stack.settled(async () => await count(stack) === 34);
    await stack.rest();
    assert.match(await done('restore', 'big', '--yes'), /rows brought back: 6 of 6/);
    await stack.rest();
  });

  await t.test('held rows that the sheet shows again need no word', async () => {
    await stack.act({ do: 'delete_rows', row: 2, count: 30 });
    await stack.settled(() => held(stack));
    await stack.act({ do: 'undo' });
    await stack.settled(async () => !(await held(stack)));
    await stack.rest();
    assert.equal(await count(stack), 40);
  });

  await t.test('gone from the table: held, discarded (with all that they had), released', async () => {
    const before = await stack.sql('SELECT *, exact::text AS e FROM big ORDER BY id');
    await stack.sql('DELETE FROM big WHERE id <= 20');
    const { id } = await stack.settled(() => held(stack));
    assert.equal((await ids(stack)).length, 40);
    await done('held', 'discard', String(id));
    await stack.rest();
    assert.deepEqual(await stack.sql('SELECT *, exact::text AS e FROM big ORDER BY id'), before);
    await stack.sql('DELETE FROM big WHERE id <= 20');
    await done('held', 'release', String((await stack.settled(() => held(stack))).id));
    await stack.rest();
    assert.equal((await ids(stack)).length, 20);
  });

  await t.test('TRUNCATE is held, however few rows; what is inserted again comes out of it', async () => {
    await tiny.sql('TRUNCATE tiny');
    const { reason } = await stack.settled(() => held(tiny));
    assert.match(reason, /TRUNCATE/);
    assert.deepEqual(await ids(tiny), [1, 6]);
    await stack.sql("INSERT INTO tiny VALUES (1, 'again', 1), (6, 'again', 6)");
    await stack.settled(async () => !(await held(tiny)));
    await tiny.rest();
    assert.equal((await stack.sql("SELECT FROM gsync.history h JOIN gsync.link l ON l.id = h.link WHERE l.name = 'tiny' AND h.side = 'table' AND h.new IS NULL AND h.col IS NULL")).length, 0, 'no row has left the sheet');
  });

  await t.test('an emptied tab: rows deleted, cells cleared', async () => {
    await tiny.act({ do: 'delete_rows', row: 2, count: 2 });
    const first = await stack.settled(() => held(tiny));
    assert.equal(first.reason, 'the tab is empty');
    await tiny.act({ do: 'undo' });
    await stack.settled(async () => !(await held(tiny)));
    await tiny.rest();
    await tiny.act({ do: 'clear', range: 'A2:C10' });
    const second = await stack.settled(() => held(tiny));
    assert.equal(await count(tiny), 2);
    await done('held', 'discard', String(second.id));
    await tiny.rest();
    assert.deepEqual((await ids(tiny)).sort(), [1, 6]);
  });

  await t.test('another content in the same tab: the old rows are held, the new ones are in', async () => {
    await tiny.act({ do: 'delete_rows', row: 2, count: 8 });
    await tiny.act({ do: 'paste', cell: 'A2', rows: [['101', 'other', '1'], ['102', 'other', '2']] });
    const { id, reason } = await stack.settled(() => held(tiny));
    assert.match(reason, /other rows than before/);
    await stack.settled(async () => await count(tiny) === 4);
    await done('held', 'release', String(id));
    await stack.settled(async () => await count(tiny) === 2);
    await tiny.rest();
  });
});
