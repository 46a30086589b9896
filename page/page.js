/** The status page: asks for the worker's state every few seconds and shows it. Nothing is asked of any other host. */
import { list, make, setAttribute, setText } from './dom.js';
import { showLinks } from './links.js';
import { showParts } from './parts.js';
import { preparePlots, showPlots } from './plots.js';
import { ago } from './text.js';
import { ageOf, judge } from './verdict.js';

const ASK_MS = 3000;
const PATIENCE_MS = 10_000;
const ADDRESS = new URL('state.json', import.meta.url);

const seen = { state: null, problem: null };
let serverAhead = 0; // ms: ages are reckoned by the server's clock, the browser's may be wrong
let paused = false;

const now = () => Date.now() + serverAhead;

async function ask() {
  const response = await fetch(ADDRESS, { cache: 'no-cache', signal: AbortSignal.timeout(PATIENCE_MS) });
  const date = Date.parse(response.headers.get('date') ?? '');
  if (Math.abs(date - now()) > 2000) serverAhead = date - Date.now();
  if (response.status === 404) return { state: null, problem: 'missing' };
  if (response.status === 401 || response.status === 403) return { problem: 'forbidden' };
  if (!response.ok) return { problem: 'unreachable' };
  const state = await response.json().catch(() => null);
  return state?.journal && Array.isArray(state.links) ? { state, problem: null } : { problem: 'unreadable' };
}

async function refresh() {
  if (!paused && !document.hidden) Object.assign(seen, await ask().catch(() => ({ problem: 'unreachable' })));
  show();
}

function showNotes(notes) {
  const section = document.querySelector('#notes');
  section.hidden = notes.length === 0;
  list(section.querySelector('ul'), notes.map((note, i) => ({ ...note, key: `${i} ${note.level}` })), ({ key }) => key,
    ({ level }) => make('li', { 'data-level': level }, make('span', { class: 'badge', 'data-level': level }, level === 'bad' ? 'wrong' : 'look'), make('span'), make('span', { class: 'detail' })),
    (item, { text, detail }) => {
      setText(item.children[1], text);
      setText(item.children[2], detail ?? '');
    });
}

function heard() {
  if (!seen.state) return '';
  const since = ago(ageOf(seen.state.updated, now()));
  return paused ? `Paused; what is shown is from ${since}` : `Heard from the worker ${since}`;
}

function show() {
  const { level, text, notes, alive } = judge(seen, now());
  const verdict = document.querySelector('#verdict');
  setText(verdict, text);
  setAttribute(verdict, 'data-level', level);
  setAttribute(document.body, 'data-alive', alive);
  setText(document.querySelector('#heard'), heard());
  document.title = `${level === 'bad' ? '✕ ' : level === 'look' ? '! ' : ''}gsync: ${text}`;
  showNotes(notes);
  showLinks(seen.state, { now: now(), alive, problem: seen.problem });
  showPlots(seen.state, now());
  showParts(seen.state, now());
}

async function keepAsking() {
  await refresh();
  setTimeout(keepAsking, ASK_MS);
}

document.querySelector('#pause').addEventListener('click', ({ currentTarget }) => {
  paused = !paused;
  setAttribute(currentTarget, 'aria-pressed', paused);
  if (!paused) refresh();
  else show();
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });
setInterval(show, 1000);
preparePlots();
keepAsking();
