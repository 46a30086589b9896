/** Waiting for a stack's first sync: until the link is ready and sheet and table are equal. */
import { Control } from './control.js';
import { difference } from './equal.js';
import { describe } from './compare.js';
import { withClient } from './database.js';
import { quoteTable } from './conninfo.js';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 100;

/** progress({rows}) is told how many rows are in the table; check() may throw, to end the waiting. → the comparison */
export async function firstSync(info, { waitS = 120, progress = () => {}, check = () => {}, signal } = {}) {
  const control = new Control(info.control_url);
  const until = Date.now() + waitS * 1000;
  return withClient(info.conninfo, async (client) => {
    for (let rows = -1; ; await sleep(PAUSE_MS)) {
      signal?.throwIfAborted();
      check();
      const { rows: [now] } = await client.query(
        `SELECT (SELECT count(*)::int FROM ${quoteTable(info.table)}) AS rows, (SELECT state = 'ready' FROM gsync.link LIMIT 1) AS ready,
                (SELECT problem FROM gsync.link LIMIT 1) AS problem`);
      progress({ rows: now.rows });
      if (now.ready && now.rows === rows) {
        const result = await difference({ info, control, client });
        if (result.differences.length === 0) return result;
        if (Date.now() > until) throw new Error(`sheet and table were not equal after ${waitS} s; ${result.differences.length} differences, the first: ${describe(result.differences[0])}`);
      }
      if (Date.now() > until) throw new Error(`the first sync was not done after ${waitS} s: ${now.rows} rows in the table, link ${now.ready ? 'ready' : 'not ready'}${now.problem ? `: ${now.problem}` : ''}`);
      rows = now.rows;
    }
  });
}
