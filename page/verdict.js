/**
 * What is the case, in words: of a state as the worker writes it (worker/report.h), and of what became of asking for it.
 *
 * seen: {state, problem}: the last state that came, if any; why there is none now: null, 'unreachable', 'missing', 'forbidden' or 'unreadable'
 * now: the server's time, in ms. Levels: good, look (somebody should look), bad, none (not known yet).
 */
import { ago, count, duration, some } from './text.js';

const SILENT_S = 30;      // the worker writes every ten seconds at least
const LATE_S = 60;
const DATABASE_SILENT_S = 90;
const NEARLY_FULL = 0.8;

export const ageOf = (text, now) => (text ? Math.max(0, (now - Date.parse(text)) / 1000) : null);

const asking = {
  unreachable: 'The server does not answer: what is shown may be old',
  missing: 'The worker has not told anything yet',
  forbidden: 'You may not look from here',
  unreadable: 'What the server says cannot be understood',
};

const advice = {
  unreachable: 'This page asks again every few seconds. Is the web server running, and are you connected?',
  missing: 'It has not been started, or [worker] state_file is not what the nginx snippet serves: systemctl status gsync-worker',
  forbidden: 'Who may look is said in /etc/gsync/nginx-look.conf on the server.',
  unreadable: 'Something else may answer at this address.',
};

/** Is what the state says still so? 'running', 'stopped', 'silent' */
export function life(state, now) {
  if (state.stopped) return 'stopped';
  return ageOf(state.updated, now) > SILENT_S ? 'silent' : 'running';
}

function ofThreads(state) {
  const notes = [];
  const add = (text, detail) => notes.push({ level: 'bad', text, detail });
  if (state.database.problem) add('PostgreSQL does not tell how the links are: they are shown as they were', state.database.problem);
  if (state.apply.problem) add('Edits are not merged', state.apply.problem);
  for (const p of state.publishers) if (p.problem) add('Calls to Google fail', `as ${p.credential}: ${p.problem}`);
  return notes;
}

function ofJournal({ journal }, now) {
  const notes = [];
  const waited = ageOf(journal.waiting_since, now);
  if (journal.waiting > 0 && waited > LATE_S) notes.push({ level: 'bad', headline: 'Edits wait to be merged', text: `${some(journal.waiting, 'edit')} ${journal.waiting === 1 ? 'has' : 'have'} waited for ${duration(waited)} to be merged` });
  if (journal.used_bytes > NEARLY_FULL * journal.map_size) notes.push({ level: 'look', text: `The journal is ${Math.round((100 * journal.used_bytes) / journal.map_size)}% full`, detail: 'When it is full, webhooks are answered 503 and come again.' });
  return notes;
}

function ofLink(link, now) {
  const notes = [];
  const add = (level, text, detail) => notes.push({ level, text: `${link.name}: ${text}`, detail });
  const waited = ageOf(link.waiting_since, now);
  if (link.state === 'broken') add('bad', 'broken', link.problem);
  else if (link.problem) add('look', link.problem);
  if (link.state === 'ready' && link.waiting > 0 && waited > LATE_S) add('look', `${some(link.waiting, 'row')} ${link.waiting === 1 ? 'waits' : 'wait'} to be written, for ${duration(waited)}`);
  if (link.held > 0) add('look', `${some(link.held, 'mass deletion')} ${link.held === 1 ? 'waits' : 'wait'} for a word`, 'see: gsync held');
  if (link.rejected > 0) add('look', `${some(link.rejected, 'cell or row', 'cells or rows')} refused`, 'see: gsync rejected');
  if (link.conflicts > 0) add('look', `${some(link.conflicts, 'conflict')} on the list`, 'see: gsync conflicts');
  return notes;
}

function lastWords(state, now) {
  const since = ago(ageOf(state.updated, now));
  if (life(state, now) === 'stopped') return { headline: 'The worker is stopped', text: `The worker was stopped ${since}`, detail: 'Edits wait in the journal, changes of tables in PostgreSQL; nothing is lost. systemctl start gsync-worker' };
  return { headline: 'The worker does not answer', text: `The worker does not answer: last heard from ${since}`, detail: 'systemctl status gsync-worker' };
}

/** → {level, text, notes: [{level, text, detail}], alive}. The text tells no times: it is read out whenever it changes. */
export function judge(seen, now) {
  const { state, problem } = seen;
  const notes = problem ? [{ level: 'bad', text: asking[problem], detail: advice[problem] }] : [];
  if (!state) return { level: problem ? 'bad' : 'none', text: problem ? asking[problem] : 'Asking…', notes, alive: false };
  const alive = life(state, now) === 'running';
  if (alive) notes.push(...ofThreads(state), ...ofJournal(state, now), ...state.links.flatMap((link) => ofLink(link, now)));
  else notes.push({ level: 'bad', ...lastWords(state, now) });
  notes.sort((a, b) => (a.level === 'bad' ? 0 : 1) - (b.level === 'bad' ? 0 : 1));
  return { ...sum(notes, state), notes, alive: alive && !problem };
}

function sum(notes, state) {
  const bad = notes.filter(({ level }) => level === 'bad');
  if (bad.length > 0) return { level: 'bad', text: bad.length === 1 ? bad[0].headline ?? bad[0].text : `${count(bad.length)} things are wrong` };
  if (notes.length > 0) return { level: 'look', text: `Running, with ${some(notes.length, 'thing')} to look at` };
  if (state.links.length === 0) return { level: 'good', text: state.database.asked ? 'Running; nothing is linked yet' : 'Starting' };
  return { level: 'good', text: 'All is well' };
}

const words = { new: 'being set up', paused: 'paused', broken: 'broken' };

function ofReady(link, now) {
  const rest = [[link.held, 'what is held'], [link.rejected, 'what is rejected']].find(([n]) => n > 0);
  if (link.waiting > 0 && ageOf(link.waiting_since, now) > LATE_S) return { level: 'look', word: `${some(link.waiting, 'row')} ${link.waiting === 1 ? 'waits' : 'wait'}` };
  if (link.waiting > 0) return { level: 'good', word: `${some(link.waiting, 'row')} on the way` };
  return { level: rest || link.problem ? 'look' : 'good', word: rest ? `in sync but for ${rest[1]}` : 'in sync' };
}

/** The state of one link in a word, and how serious that is. */
export function stateOf(link, { now, alive }) {
  const levels = { new: 'none', paused: 'look', broken: 'bad' };
  const { level, word } = link.state === 'ready' ? ofReady(link, now) : { level: levels[link.state] ?? 'look', word: words[link.state] ?? link.state };
  return alive ? { level, word } : { level: 'none', word: 'not known', was: word };
}
