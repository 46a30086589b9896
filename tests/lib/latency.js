/** When did a change arrive? By the clocks of the one machine that everything runs on, in ms since 1970. */
import { quoteIdent, quoteTable } from './conninfo.js';
import { until } from './ports.js';

const PATIENCE_MS = 30_000;

/** When the transaction was committed that put `value` into `column` (the newest of the rows that hold it). Needs track_commit_timestamp. */
export async function committedAt(stack, { column, value, count = 1 }) {
  const query = `SELECT count(*)::int AS n, extract(epoch FROM max(pg_xact_commit_timestamp(xmin))) * 1000 AS at
                   FROM ${quoteTable(stack.info.table)} WHERE ${quoteIdent(column)} = $1`;
  const found = await until(async () => {
    const [row] = await stack.sql(query, [value]);
    return row.n >= count && row;
  }, PATIENCE_MS, 5);
  if (!found) throw new Error(`${column} = ${value} did not reach the table within ${PATIENCE_MS / 1000} s`);
  return Math.round(Number(found.at));
}

/** The first write call begun at or after `since` and answered 2xx → {sent, answered} */
export async function landedAt(stack, since) {
  const call = await until(async () => {
    const { calls } = await stack.control.do({ do: 'requests', last: 50 });
    return calls.find(({ method, time, status }) => time >= since && isWrite(method) && status >= 200 && status < 300);
  }, PATIENCE_MS, 5);
  if (!call) throw new Error(`no write call came within ${PATIENCE_MS / 1000} s`);
  return { sent: call.time, answered: call.time + call.ms };
}

const isWrite = (method) => /batchUpdate|update|append|clear/i.test(method) && !/^token$/.test(method);
