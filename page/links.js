/** The table of links. */
import { list, make, setAttribute, setText } from './dom.js';
import { ago, count, lag, moment } from './text.js';
import { ageOf, stateOf } from './verdict.js';

const columns = ['State', 'Lag to the table', 'Lag to the sheet', 'Last edit', 'Rows', 'Conflicts', 'Rejected', 'Held'];
const numbers = new Set(['Rows', 'Conflicts', 'Rejected', 'Held']);

function create() {
  const name = make('th', { role: 'rowheader', scope: 'row' }, make('span', { class: 'name' }), make('span', { class: 'ends' }));
  name.lastChild.append(make('span', { class: 'table' }), ' ', make('span', { class: 'arrow', role: 'img' }), ' ', make('a', { rel: 'noreferrer' }));
  const cells = columns.map((column) => make('td', { role: 'cell', 'data-label': column, ...(numbers.has(column) ? { class: 'number' } : {}) }));
  cells[0].append(make('span', { class: 'badge' }), make('span', { class: 'detail' }));
  return make('tr', { role: 'row' }, name, ...cells);
}

const arrows = { both: ['⇄', 'both ways with'], 'to-sheet': ['→', 'only to'], 'to-database': ['←', 'only from'] };

function setName(cell, link) {
  const [symbol, words] = arrows[link.direction] ?? arrows.both;
  setText(cell.querySelector('.name'), link.name);
  setText(cell.querySelector('.table'), link.table.replace(/^public\./, ''));
  setText(cell.querySelector('.arrow'), symbol);
  setAttribute(cell.querySelector('.arrow'), 'aria-label', words);
  const sheet = cell.querySelector('a');
  setText(sheet, link.tab);
  setAttribute(sheet, 'href', `https://docs.google.com/spreadsheets/d/${encodeURIComponent(link.spreadsheet)}/edit#gid=${link.sheet}`);
}

function setState(cell, link, context) {
  const { level, word, was } = stateOf(link, context);
  const badge = cell.querySelector('.badge');
  setText(badge, word);
  setAttribute(badge, 'data-level', level);
  setText(cell.querySelector('.detail'), was ? `was ${was}` : link.problem ?? '');
}

const waited = (link, now) => lag(ageOf(link.waiting_since, now) * 1000);

function update(row, link, { now, alive }) {
  const [name, state, toTable, toSheet, edited, ...counts] = row.children;
  setName(name, link);
  setState(state, link, { now, alive });
  setText(toTable, lag(link.apply_lag_ms));
  setText(toSheet, link.waiting > 0 && link.waiting_since ? `waiting for ${waited(link, now)}` : lag(link.publish_lag_ms));
  setText(edited, link.edited ? ago(ageOf(link.edited, now)) : 'not lately');
  setAttribute(edited, 'title', link.edited ? moment(new Date(link.edited)) : null);
  [link.rows, link.conflicts, link.rejected, link.held].forEach((n, i) => {
    setText(counts[i], count(n));
    setAttribute(counts[i], 'data-level', i > 0 && n > 0 ? 'look' : null);
  });
}

export function showLinks(state, context) {
  const table = document.querySelector('#links');
  const none = document.querySelector('#no-links');
  const links = state?.links ?? [];
  table.hidden = links.length === 0;
  none.hidden = links.length > 0;
  const empty = state?.database.asked ? 'Nothing is linked yet: gsync help link' : context.problem || state ? 'Not known.' : 'Asking…';
  setText(none, empty);
  list(table.tBodies[0], links, (link) => link.name, create, (row, link) => update(row, link, context));
}
