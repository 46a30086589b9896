/**
 * A sheet with 3,201 movies and a table, kept equal, on this machine. Runs until Ctrl-C and leaves nothing behind;
 * with TOUR=1 it walks through the loop by itself, compares every cell at the end, and exits 1 if one differs.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { down } from '../lib/down.js';
import { firstSync } from '../lib/first_sync.js';
import { guard } from '../lib/guard.js';
import { root } from '../lib/paths.js';
import { RunningStack } from '../lib/stack.js';
import { tail } from '../lib/stage.js';
import { exists } from '../lib/state.js';
import { up } from '../lib/up.js';
import { Bar, blue, bold, dim, fact, green, many, number, red, say, span } from './screen.js';
import { tour } from './tour.js';

const MOVIES = join(root, 'node_modules/vega-datasets/data/movies.json');
const ROWS = 3201;
const WAIT_S = 180;

const touring = !['', '0', undefined].includes(process.env.TOUR);
const dir = mkdtempSync(join(tmpdir(), 'gsync-demo-'));
const ending = new AbortController();
let ended;
const asked = new Promise((resolve) => { ended = resolve; });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    ending.abort(new Error('asked to end'));
    ended();
  });
}
/* a closed terminal must not stop the taking down */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

async function bringUp() {
  say();
  say(`  ${bold('gsync')}: a Google Sheet and a PostgreSQL table, kept equal, both ways`);
  say(dim(`  ${touring ? 'a tour on' : 'everything runs on'} this machine; a stand-in plays Google`));
  say();
  const started = Date.now();
  const info = await up(dir, { data: MOVIES, table: 'movies', key: 'id', types: { 'Release Date': 'date' }, wait: false, quiet: true, signal: ending.signal });
  fact('up', `PostgreSQL, nginx, gsync-fcgi, gsync-worker and the stand-in, after ${span(Date.now() - started)}`);
  return info;
}

async function syncFirst(stack) {
  const bar = new Bar('first sync', ROWS);
  const started = Date.now();
  const result = await firstSync(stack.info, { waitS: WAIT_S, progress: ({ rows }) => bar.at(rows), signal: ending.signal });
  bar.end();
  return { ...result, ms: Date.now() - started };
}

function invite({ page_url: page, conninfo }) {
  say();
  fact('open', bold(blue(page)));
  fact('or', `psql '${conninfo}' -c 'UPDATE movies SET imdb_rating = 10 WHERE id = 1'`);
  say();
  say(dim('     Type into the grid on the left, or change the table. Ctrl-C ends it and leaves nothing behind.'));
}

async function main() {
  const stack = new RunningStack(dir);
  try {
    await stack.attach(await bringUp());
    const first = await syncFirst(stack);
    fact('first sync', `${many(first.sheetRows, 'row')}, ${number(first.cells)} cells compared: ${green('equal')}, after ${span(first.ms)}`);
    if (touring) return await tour(stack, ending.signal);
    invite(stack.info);
    await asked;
    return 0;
  } finally {
    await stack.client?.end().catch(() => {});
  }
}

/** What the daemons said last, for a failure whose message does not show it. */
function lastWords() {
  const logs = ['gsync-worker', 'gsync-fcgi'].map((name) => join(dir, 'log', `${name}.log`)).filter((file) => existsSync(file));
  return logs.map((file) => `\n--- ${file}\n${tail(readFileSync(file, 'utf8'))}`).join('');
}

guard(dir);
let status;
try {
  status = await main();
} catch (error) {
  status = ending.signal.aborted ? 130 : 1;
  if (!ending.signal.aborted) say(`\n  ${red('It did not work:')} ${error.message}${lastWords()}`);
} finally {
  if (exists(dir)) {
    if (!touring) say(dim('\n     taking everything down …'));
    await down(dir).catch((error) => say(red(error.message)));
  }
  rmSync(dir, { recursive: true, force: true });
}
process.exit(status);
