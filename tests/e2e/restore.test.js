/** PostgreSQL is lost and comes back from an older backup: the journal still has what sheets told since, and the sheet shows what programs wrote. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from '../lib/database.js';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

test('a database restored from an older backup catches up from the journal', async (t) => {
  const stack = await bringUp(t, { data: manyItems(60), table: 'items', key: 'id' });
  const backup = join(stack.dir, 'backup.sql');
  const one = async (sql) => Object.values((await stack.sql(sql))[0] ?? {})[0];

  await stack.act({ do: 'type', cell: 'B2', value: 'before the backup' });
  await stack.settled(async () => await one('SELECT name FROM items WHERE id = 1') === 'before the backup');
  await stack.rest();
  execFileSync('pg_dump', ['-d', stack.info.conninfo, '-f', backup]);

  await stack.act({ do: 'type', cell: 'B2', value: 'typed after the backup' });
  await stack.act({ do: 'type', cell: 'B3', value: 'typed once' });
  await stack.act({ do: 'type', cell: 'B3', value: 'typed twice' });
  await stack.act({ do: 'paste', cell: 'A62', rows: [['100', 'a row of the sheet', '1', '1']] });
  await stack.act({ do: 'delete_rows', row: 11, count: 1 });
  await stack.sql("UPDATE items SET name = 'written after the backup' WHERE id = 20");
  await stack.sql("INSERT INTO items VALUES (200, 'a row of the table', 2, 2)");
  await stack.sql('DELETE FROM items WHERE id = 30');
  await stack.rest();

  await stack.kill('gsync-worker');
  await stack.client.end();
  const admin = await connect(stack.info.conninfo.replace(/\/gsync$/, '/postgres'));
  await admin.query('DROP DATABASE gsync WITH (FORCE)');
  await stack.act({ do: 'type', cell: 'B6', value: 'typed while there was no database' });
  await admin.query('CREATE DATABASE gsync');
  await admin.end();
  execFileSync('psql', ['-Xq', '-v', 'ON_ERROR_STOP=1', '-d', stack.info.conninfo, '-f', backup], { stdio: ['ignore', 'ignore', 'inherit'] });
  stack.client = await connect(stack.info.conninfo);
  assert.equal(await one('SELECT name FROM items WHERE id = 1'), 'before the backup');
  await stack.restart('gsync-worker');

  await t.test('what people typed since is applied again, once', async () => {
    await stack.settled(async () => await one('SELECT name FROM items WHERE id = 5') === 'typed while there was no database');
    await stack.rest({ ms: 60_000 });
    assert.equal(await one('SELECT name FROM items WHERE id = 1'), 'typed after the backup');
    assert.equal(await one('SELECT name FROM items WHERE id = 2'), 'typed twice');
    assert.equal(await one('SELECT name FROM items WHERE id = 100'), 'a row of the sheet');
    assert.equal(await one('SELECT count(*)::int FROM items WHERE id = 10'), 0);
  });

  await t.test('what programs wrote since comes back from the sheet, which shows it', async () => {
    assert.equal(await one('SELECT name FROM items WHERE id = 20'), 'written after the backup');
    assert.equal(await one('SELECT name FROM items WHERE id = 200'), 'a row of the table');
    assert.equal(await one('SELECT count(*)::int FROM items WHERE id = 30'), 0);
  });

  await t.test('and sync goes on, both ways', async () => {
    await stack.act({ do: 'type', cell: 'B4', value: 'after the restore' });
    await stack.sql("UPDATE items SET name = 'by SQL, after the restore' WHERE id = 40");
    await stack.settled(async () => await one('SELECT name FROM items WHERE id = 3') === 'after the restore');
    await stack.rest();
    const { rows } = await stack.sheet();
    assert.ok(rows.some(({ cells }) => cells[1] === 'by SQL, after the restore'));
  });
});
