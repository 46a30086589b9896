/** Both sides change the same thing, under each policy: who wins, what is kept of the other, and the other way round. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { liftQuota, plentiful } from './lib/tab.js';

const POLICIES = ['sheet', 'database', 'latest'];
const ddl = (name) => `CREATE TABLE ${name} (id int PRIMARY KEY, a text, b text, exact numeric(38,20), secret text)`;

test('quarrels', async (t) => {
  const stack = await bringUp(t, { empty: ddl('sheet'), table: 'sheet', ...plentiful });
  await liftQuota(stack);
  const tabs = { sheet: stack };
  for (const policy of ['database', 'latest']) tabs[policy] = await stack.link({ ddl: ddl(policy), args: ['--policy', policy] });
  const done = async (...args) => {
    const { code, stdout, stderr } = await stack.gsync(args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const one = async (sql, ...values) => (await stack.sql(sql, values))[0];
  const open = (policy) => stack.sql(`SELECT c.* FROM gsync.conflict c JOIN gsync.link l ON l.id = c.link WHERE l.name = $1 AND c.ended_at IS NULL ORDER BY c.id`, [policy]);
  const rowOf = async (policy, id) => (await tabs[policy].sheet()).rows.find(({ cells }) => cells[0] === id);
  const inTable = async (policy, id) => one(`SELECT id, a, b, exact::text, secret FROM ${policy} WHERE id = $1`, id);
  const quiet = async (policy, action) => {        // nobody is told of what a person does here
    await stack.act({ do: 'fault', kind: 'drop-trigger', count: 1 });
    await tabs[policy].act(action);
  };
  const typeQuietly = async (policy, id, column, value) => quiet(policy, { do: 'type', cell: `${column}${(await rowOf(policy, id)).row}`, value });
  /** What SQL does while the worker cannot see it, so that both sides have changed when it looks. */
  const during = async (work) => {
    await stack.sql('SELECT gsync.pause(name) FROM gsync.link');
    await work();
    await stack.sql('SELECT gsync.resume(name) FROM gsync.link');
  };
  const settle = async (policy) => { await tabs[policy].rest(); return open(policy); };

  for (const policy of POLICIES) {
    await stack.sql(`INSERT INTO ${policy} SELECT n, 'a' || n, 'b' || n, n + 0.12345678901234567891, 's' || n FROM generate_series(1, 12) n`);
    await tabs[policy].rest();
  }

  for (const policy of POLICIES) {
    await t.test(`${policy}: cell by cell; different cells of one row are no conflict`, async () => {
      await during(async () => {
        await stack.sql(`UPDATE ${policy} SET a = 'A table', exact = 7.50000000000000000001 WHERE id = 1`);
        await stack.sql(`UPDATE ${policy} SET a = 'mine' WHERE id = 2`);
        await typeQuietly(policy, 1, 'B', 'A sheet');
        await typeQuietly(policy, 1, 'D', '8');
        await typeQuietly(policy, 2, 'C', 'yours');
      });
      const conflicts = await settle(policy);
      assert.deepEqual(conflicts.map((c) => [c.key[0], c.col]).sort(), [['1', 'a'], ['1', 'exact']]);
      const winner = policy === 'database' ? 'database' : 'sheet';                // latest: the look found the edit after SQL's change
      const [a, exact] = ['a', 'exact'].map((col) => conflicts.find((c) => c.col === col));
      assert.deepEqual([a.winner, a.sheet_value, a.table_value, a.base_value, a.table_by], [winner, 'A sheet', 'A table', 'a1', 'postgres']);
      assert.ok(a.sheet_at && a.table_at);
      const row = await inTable(policy, 1);
      assert.equal(row.a, winner === 'sheet' ? 'A sheet' : 'A table');
      assert.deepEqual([(await inTable(policy, 2)).a, (await inTable(policy, 2)).b], ['mine', 'yours']);

      const listed = await done('conflicts', '--link', policy);
      assert.match(listed, new RegExp(`${a.id}  ${policy}, key 1, column a  [-0-9: ]+\\n   sheet:  "A sheet"  \\(author unknown, [-0-9: ]+\\)${winner === 'sheet' ? '  won' : ''}\\n   table:  "A table"  \\(postgres, [-0-9: ]+\\)${winner === 'database' ? '  won' : ''}\\n   before: "a1"\\n`));

      assert.match(await done('conflicts', 'resolve', String(exact.id)), /^exact is "(7\.5|8)" now, it was "(7\.5|8)"; the sheet follows/);
      await tabs[policy].rest();
      assert.equal((await inTable(policy, 1)).exact, winner === 'sheet' ? '7.50000000000000000001' : '8.00000000000000000000', 'to the last digit');
      assert.equal((await rowOf(policy, 1)).cells[3], winner === 'sheet' ? 7.5 : 8);

      await stack.sql(`UPDATE ${policy} SET a = 'third' WHERE id = 1`);
      const refused = await stack.gsync(['conflicts', 'resolve', String(a.id)]);
      assert.deepEqual([refused.code, (await open(policy)).length], [1, 1]);
      assert.match(refused.stderr, /a has been changed since: it is "third" now, neither "A sheet" nor "A table"[^]*--force/);
      await done('conflicts', 'resolve', String(a.id), '--force');
      await tabs[policy].rest();
      assert.equal((await inTable(policy, 1)).a, winner === 'sheet' ? 'A table' : 'A sheet');
      assert.equal((await open(policy)).length, 0);
    });

    await t.test(`${policy}: a row edited in the sheet that SQL has deleted`, async () => {
      await during(async () => {
        await stack.sql(`DELETE FROM ${policy} WHERE id IN (3, 4)`);
        await typeQuietly(policy, 3, 'B', 'edited');
      });
      const [c, ...others] = await settle(policy);
      assert.equal(others.length, 0);
      assert.equal(await inTable(policy, 4), undefined, 'the one that nobody edited is gone');
      const whole = { id: 3, a: 'edited', b: 'b3', exact: '3.12345678901234567891', secret: 's3' };
      if (policy === 'database') {
        assert.equal(await inTable(policy, 3), undefined);
        assert.deepEqual([c.winner, c.sheet_value.a, c.detail], ['database', 'edited', 'deleted in the table']);
        assert.match(await done('conflicts'), /sheet: {2}changed a from "a3" to "edited" {2}\([^]*table: {2}deleted the row {2}\(/);
        assert.match(await done('conflicts', 'resolve', String(c.id)), /the row is in the table again/);
        await tabs[policy].rest();
        assert.deepEqual(await inTable(policy, 3), whole, 'with what was edited, and what the sheet does not show exactly');
        assert.equal((await rowOf(policy, 3)).cells[1], 'edited');
      } else {
        assert.deepEqual(await inTable(policy, 3), whole);
        assert.match(await done('conflicts', 'resolve', String(c.id)), /the row is deleted/);
        await tabs[policy].rest();
        assert.deepEqual([await inTable(policy, 3), await rowOf(policy, 3)], [undefined, undefined]);
      }
      assert.equal((await open(policy)).length, 0);
    });

    await t.test(`${policy}: a row changed by SQL that people have deleted`, async () => {
      const before = await inTable(policy, 5);
      await during(async () => {
        await stack.sql(`UPDATE ${policy} SET b = 'changed' WHERE id = 5`);
        await quiet(policy, { do: 'delete_rows', row: (await rowOf(policy, 5)).row, count: 1 });
      });
      const [c, ...others] = await settle(policy);
      assert.equal(others.length, 0);
      assert.match(c.detail, /^deleted in the sheet/);
      assert.equal(c.table_value.b, 'changed');
      const whole = { ...before, b: 'changed' };
      if (policy === 'database') {
        assert.deepEqual(await inTable(policy, 5), whole);
        assert.match(await done('conflicts', 'resolve', String(c.id), '--winner', 'sheet'), /the row is deleted/);
        await tabs[policy].rest();
        assert.equal(await inTable(policy, 5), undefined);
      } else {
        assert.equal(await inTable(policy, 5), undefined);
        assert.match(await done('conflicts', 'resolve', String(c.id), '--winner', 'database'), /the row is in the table again/);
        await tabs[policy].rest();
        assert.deepEqual(await inTable(policy, 5), whole);
      }
    });
  }

  await t.test('latest: the later of the two wins; dismissing changes nothing', async () => {
    await during(async () => {
      await typeQuietly('latest', 6, 'B', 'first');
      await stack.sql("UPDATE latest SET a = 'later' WHERE id = 6");
    });
    await tabs.latest.rest();
    await stack.sql('SELECT gsync.pause(name) FROM gsync.link WHERE name = $1', ['latest']);
    await tabs.latest.act({ do: 'type', cell: `B${(await rowOf('latest', 7)).row}`, value: 'typed before' });
    await stack.act({ do: 'settle' });
    await stack.sql("UPDATE latest SET a = 'changed after' WHERE id = 7");
    await stack.sql('SELECT gsync.resume(name) FROM gsync.link');
    const conflicts = await settle('latest');
    assert.deepEqual(conflicts.map((c) => c.key[0]), ['6', '7']);
    const kept = await stack.sql('SELECT a FROM latest WHERE id IN (6, 7) ORDER BY id');
    assert.match(await done('conflicts', 'resolve', String(conflicts[0].id), '--winner', conflicts[0].winner), /keeps winning/);
    assert.match(await done('conflicts', 'dismiss', '--all', '--link', 'latest'), /taken off the list: 1/);
    assert.match(await done('conflicts', '--link', 'latest'), /^no conflicts/);
    assert.deepEqual(await stack.sql('SELECT a FROM latest WHERE id IN (6, 7) ORDER BY id'), kept);
    assert.equal((await stack.sql("SELECT FROM gsync.conflicts WHERE ended_as = 'dismissed'")).length, 1);
  });

  await t.test('typed while a transaction has the row', async () => {
    const cell = `B${(await rowOf('database', 8)).row}`;
    await stack.sql("BEGIN; UPDATE database SET a = 'from a program' WHERE id = 8");
    await tabs.database.act({ do: 'type', cell, value: 'typed' });
    await stack.settled(async () => (await stack.sql('SELECT FROM pg_locks WHERE NOT granted')).length > 0);   // the merge waits for the row
    await stack.sql('COMMIT');
    const [c, ...others] = await settle('database');
    assert.equal(others.length, 0);
    assert.deepEqual([c.sheet_value, c.table_by, c.table_value], ['typed', 'postgres', 'from a program']);
    assert.ok(Math.abs(c.sheet_at - c.table_at) < 5000);
    assert.match(await done('conflicts', 'resolve', String(c.id)), /a is "typed" now/);
    await tabs.database.rest();
    assert.equal((await inTable('database', 8)).a, 'typed');
  });

  await t.test('every line of the log is one line', async () => {
    const lines = await stack.sql('SELECT line FROM gsync.log_after(0, 100000, true)');
    assert.ok(lines.length > 50);
    for (const { line } of lines) assert.match(line, /^([a-z_]+=("([^"\\]|\\.)*"|[^\s"=]+)( |$))+$/);
  });
});
