/** What is behind the links: worker, journal, database, Google. */
import { list, make, setAttribute, setText } from './dom.js';
import { ago, bytes, count, duration, moment, some } from './text.js';
import { ageOf, life } from './verdict.js';

function worker(state, now) {
  const lives = { running: `version ${state.version}, for ${duration(ageOf(state.started, now))}`, stopped: `stopped ${ago(ageOf(state.stopped, now))}`, silent: `last heard from ${ago(ageOf(state.updated, now))}` };
  return lives[life(state, now)];
}

function journal({ journal: j }, now) {
  const waiting = j.waiting === null ? 'what waits is not known' : j.waiting > 0 ? `${some(j.waiting, 'edit')} for ${duration(ageOf(j.waiting_since, now))}` : 'nothing waits';
  return `${waiting}; ${bytes(j.used_bytes)} of ${bytes(j.map_size)} in use`;
}

const database = ({ database: d }, now) => (d.asked ? `${d.problem ? 'does not answer; last asked' : 'asked'} ${ago(ageOf(d.asked, now))}` : d.problem ? 'does not answer' : 'not asked yet');

const left = (used, quota) => `${count(Math.max(0, quota - used))} of ${count(quota)}`;

const google = (p) => `${p.doing}; in this minute ${left(p.reads_last_minute, p.reads_quota)} reads and ${left(p.writes_last_minute, p.writes_quota)} writes are left`;

/** When the worker is gone, what it said of others is no longer so. */
function all(state, now) {
  const first = { name: 'Worker', text: worker(state, now), title: `started ${moment(new Date(state.started))}` };
  if (life(state, now) !== 'running') return [{ ...first, detail: `what this page shows is from ${moment(new Date(state.updated))}` }];
  return [
    first,
    { name: 'Journal', text: journal(state, now) },
    { name: 'PostgreSQL', text: database(state, now) },
    ...state.publishers.map((p, i) => ({ name: state.publishers.length > 1 ? `Google ${i + 1}` : 'Google', text: google(p), detail: `as ${p.credential}` })),
  ];
}

export function showParts(state, now) {
  const parts = document.querySelector('#parts');
  parts.parentElement.hidden = !state;
  if (!state) return;
  list(parts, all(state, now), ({ name }) => name, ({ name }) => make('div', {}, make('dt', {}, name), make('dd', {}, make('span'), make('span', { class: 'detail' }))), (part, { text, detail, title }) => {
    const [line, more] = part.lastChild.children;
    setText(line, text);
    setText(more, detail ?? '');
    setAttribute(part.lastChild, 'title', title);
  });
}
