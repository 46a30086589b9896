// Random histories against the real SQL functions and a simulated sheet: edits, SQL, moves, late, lost and doubled events, refused, unanswered and late publishes.
//
//   node tests/sql/histories.js [COUNT] [--seed FIRST] [--filter] [-v]      (connection from the environment: PGHOST, PGPORT, PGUSER, PGDATABASE)
//
// --filter: of a link that shows only some rows of the table.
// Prints each failing history's seed; `histories.js 1 --seed N -v` shows it step by step. Exits with 1 if one failed.
import pg from 'pg';
import { World } from './history/world.js';
import { Random } from './history/random.js';
import { check } from './history/check.js';

pg.types.setTypeParser(20, Number);

const SETUP = `
  SELECT gsync.unlink(name) FROM gsync.link;
  DROP SCHEMA IF EXISTS gsync_test CASCADE;
  CREATE SCHEMA gsync_test;
  CREATE TABLE gsync_test.t (k int PRIMARY KEY, a int, b int);
  SELECT gsync.link_table('S', 0, 'gsync_test.t', '{"name":"histories"}');
  UPDATE gsync.link SET state = 'ready', max_delete_rows = 1000;
  CREATE FUNCTION gsync_test.reset(p text) RETURNS void LANGUAGE sql AS $$
    DELETE FROM gsync_test.t; DELETE FROM gsync.row; DELETE FROM gsync.dirty; DELETE FROM gsync.rekey; DELETE FROM gsync.unsure; DELETE FROM gsync.conflict;
    DELETE FROM gsync.rejected; DELETE FROM gsync.history; DELETE FROM gsync.held; DELETE FROM gsync.tombstone; DELETE FROM gsync.journal;
    UPDATE gsync.link SET policy = p, pub = 0, unread = NULL, unread_state = NULL, given_up = NULL, late = NULL, clean_pub = NULL, strays_after = NULL, whole = false, ids_seen = NULL, planned = NULL, created = NULL, scan_wanted = NULL, scanned_at = now(), id_place = 4, state = 'ready';
    UPDATE gsync.link_column SET place = position(name IN 'kab');
  $$;`;

async function main() {
  const args = process.argv.slice(2);
  const count = Number(args.find((a) => /^\d+$/.test(a)) ?? 200);
  const first = args.includes('--seed') ? Number(args[args.indexOf('--seed') + 1]) : 1;
  const total = args[0] === '--seed' ? 1 : count;
  const db = new pg.Client();
  await db.connect();
  await db.query("SET client_min_messages = warning; SET synchronous_commit = off");
  await db.query(SETUP);

  let failed = 0;
  for (let seed = first; seed < first + total; seed++) {
    const world = new World(db, seed, { filter: args.includes('--filter') });
    let bad;
    try {
      await world.begin();
      await world.run(10 + new Random(-seed).below(100));
      await world.settle(true);
      bad = await check(world);
    } catch (error) {
      bad = [error.stack + (error.where ? `\n${error.where}` : '')];
    }
    if (!bad.length) continue;
    failed++;
    console.log(`seed ${seed}${world.filter ? ' --filter' : ''} (${world.kind}, ${world.policy}${world.lone ? ', lone' : ''})\n  ${bad.join('\n  ')}`);
    if (args.includes('-v')) console.log(`    ${world.log.join('\n    ')}`);
  }
  await db.end();
  console.log(`${total - failed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

await main();
