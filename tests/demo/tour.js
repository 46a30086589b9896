/** The tour: each step changes something on one side and tells what arrived on the other, and how long that took. */
import { describe } from '../lib/compare.js';
import { committedAt } from '../lib/latency.js';
import { until } from '../lib/ports.js';
import { blue, bold, dim, fact, green, many, number, red, say, span } from './screen.js';

const REST_MS = 90_000;
const NEW_ROW = 3203; // below the header and 3,201 movies
const TITLE = 'B';
const toTable = `${green('sheet → table')}`;
const toSheet = `${blue('table → sheet')}`;

/** → exit status */
export async function tour(stack, signal) {
  await stack.rest({ ms: REST_MS });
  tellCalls(await stack.calls());
  const steps = [typedCell, paste, newRows, deletes, everyRow, conflict];
  for (const [i, step] of steps.entries()) {
    signal.throwIfAborted();
    await new Step(stack, i + 1).run(step);
  }
  return compareAll(stack);
}

function tellCalls(now, before = { writes: 0, reads: 0, events: 0 }) {
  fact('calls', dim(`${many(now.writes - before.writes, 'write')}, ${many(now.reads - before.reads, 'read')}, ${many(now.events - before.events, 'event')}`));
}

class Step {
  constructor(stack, place) {
    Object.assign(this, { stack, place });
  }

  async run(step) {
    const before = await this.stack.calls();
    this.started = Date.now();
    await step(this, this.stack);
    await this.stack.rest({ ms: REST_MS });
    tellCalls(await this.stack.calls(), before);
  }

  title(text) {
    say();
    say(`  ${bold(`${this.place}  ${text}`)}`);
  }

  /** Does something as a person; tells when `arrived` says that the table had it. */
  async bySheet(what, action, arrived) {
    const start = Date.now();
    await this.stack.act(action);
    const at = await arrived();
    fact('', `${toTable}   ${what}: committed ${bold(span(at - start))} after the edit`);
  }

  /** Runs SQL; tells when the request left and when the sheet had answered it. */
  async bySql(what, text, values) {
    await this.stack.sql(text, values);
    const committed = Date.now();
    await this.stack.rest({ ms: REST_MS });
    const { calls } = await this.stack.control.do({ do: 'requests', last: 60 });
    const writes = calls.filter(({ time, method, status }) => time >= committed - 50 && /update|append/i.test(method) && status === 200);
    if (writes.length === 0) throw new Error(`${what}: no write call was made`);
    const last = writes[writes.length - 1];
    const bytes = writes.reduce((sum, call) => sum + call.bytes_in, 0);
    const sent = Math.max(0, writes[0].time - committed);
    fact('', `${toSheet}   ${what}: on its way ${bold(span(sent))} after the commit, in the sheet after ${bold(span(last.time + last.ms - committed))} (${number(Math.ceil(bytes / 1024))} kB)`);
  }
}

const commit = (stack, column, value, count) => () => committedAt(stack, { column, value, count });

/** Polls until the query gives true → when that was seen. */
const seen = (stack, query, values) => async () => {
  const found = await until(async () => (await stack.sql(query, values))[0].done && Date.now(), REST_MS, 5);
  if (!found) throw new Error(`this did not become true: ${query}`);
  return found;
};

async function typedCell(step, stack) {
  step.title('A typed cell');
  await step.bySheet('one title', { do: 'type', cell: `${TITLE}2`, value: 'The Land Girls (1998)' }, commit(stack, 'title', 'The Land Girls (1998)'));
}

async function paste(step, stack) {
  step.title('A paste of 500 rows');
  const rows = Array.from({ length: 500 }, (_, i) => [`Pasted title ${i + 1}`, String(1000 + i)]);
  const arrived = seen(stack, `SELECT count(*) = 500 AS done FROM movies WHERE title LIKE 'Pasted title %'`);
  await step.bySheet('1,000 cells in 500 rows', { do: 'paste', cell: `${TITLE}100`, rows }, arrived);
}

async function newRows(step, stack) {
  step.title('New rows from both sides');
  const rows = Array.from({ length: 3 }, (_, i) => [String(9001 + i), `Typed below the last one, ${i + 1}`]);
  await step.bySheet('3 rows', { do: 'paste', cell: `A${NEW_ROW}`, rows }, seen(stack, 'SELECT count(*) = 3 AS done FROM movies WHERE id BETWEEN 9001 AND 9003'));
  await stack.rest({ ms: REST_MS });
  await step.bySql('100 rows', `INSERT INTO movies (id, title, release_date) SELECT 9100 + n, 'Inserted ' || n, date '2026-01-01' + n FROM generate_series(1, 100) n`);
}

async function deletes(step, stack) {
  step.title('Deletes from both sides');
  await step.bySheet('2 rows', { do: 'delete_rows', row: 10, count: 2 }, seen(stack, 'SELECT count(*) = 0 AS done FROM movies WHERE id IN (9, 10)'));
  await stack.rest({ ms: REST_MS });
  await step.bySql('5 rows', 'DELETE FROM movies WHERE id BETWEEN 21 AND 25');
}

async function everyRow(step, stack) {
  const [{ n }] = await stack.sql('SELECT count(*)::int AS n FROM movies');
  step.title('An UPDATE of every row');
  await step.bySql(`${number(n)} rows`, 'UPDATE movies SET imdb_votes = coalesce(imdb_votes, 0) + 1');
}

async function conflict(step, stack) {
  step.title('A conflict: both sides change one cell, neither knows of the other');
  const start = Date.now();
  await stack.act({ do: 'fault', kind: 'drop-trigger', count: 1 });
  await stack.act({ do: 'type', cell: `${TITLE}3`, value: 'typed by a person' });
  await stack.sql(`UPDATE movies SET title = 'set by a program' WHERE id = 2`);
  await stack.rest({ ms: REST_MS });
  const [{ title }] = await stack.sql('SELECT title FROM movies WHERE id = 2');
  const kept = await stack.sql(`SELECT winner, extract(epoch FROM at) * 1000 AS at, sheet_value #>> '{}' AS sheet, table_value #>> '{}' AS "table" FROM gsync.conflict ORDER BY id DESC LIMIT 1`);
  if (kept.length === 0) throw new Error('no conflict was recorded');
  const [{ winner, at, sheet, table }] = kept;
  fact('', `both sides now show ${bold(`"${title}"`)}: the ${winner} won, and "${winner === 'sheet' ? table : sheet}" is kept in gsync.conflict (decided ${span(at - start)} after)`);
}

async function compareAll(stack) {
  const { cells, differences, sheetRows, tableRows } = await stack.difference();
  say();
  if (differences.length === 0) {
    say(`  ${green('✓')} ${bold('equal')}: ${number(cells)} cells compared, ${many(sheetRows, 'row')} in the sheet, ${number(tableRows)} in the table`);
    say();
    return 0;
  }
  say(`  ${red('✗')} ${many(differences.length, 'difference')} between the sheet (${many(sheetRows, 'row')}) and the table (${number(tableRows)}):`);
  for (const difference of differences.slice(0, 10)) say(`     ${describe(difference)}`);
  return 1;
}
