/** Ties the two grids to the server's stream of events. */
import { SheetGrid } from './sheet_grid.js';
import { TableGrid } from './table_grid.js';
import { scrollTogether } from './grid.js';

import { ScriptUi } from './script_ui.js';

const $ = (id) => document.getElementById(id);
const number = new Intl.NumberFormat('en');

async function send(action) {
  const response = await fetch('do', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ screen: script?.screen, ...action }) });
  const result = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(result.error ?? `the stand-in answered ${response.status}`);
  return result;
}

function report(text) {
  $('toast').textContent = text;
  $('toast').hidden = false;
  clearTimeout(report.timer);
  report.timer = setTimeout(() => { $('toast').hidden = true; }, 6000);
}

let script;
let selected;
const sheet = new SheetGrid($('sheet'), {
  send, report,
  onSelect: (cell) => {
    selected = cell;
    $('place').textContent = cell.name;
    if (document.activeElement !== $('entry')) $('entry').value = cell.entry;
  },
});
const table = new TableGrid($('table'));
script = new ScriptUi({ send, report, select: (area) => sheet.jump(area) });

/** Messages of a side are handled one after the other: the grids change asynchronously, and order matters. */
class Turns {
  constructor(ready) {
    this.last = ready;
  }

  take(work) {
    this.last = this.last.then(work).catch((error) => report(error.message));
    return this.last;
  }
}

function listen() {
  const stream = new EventSource(`events${location.search}`);
  const sides = { sheet: new Turns(sheet.ready), table: new Turns(table.ready) };
  const on = (type, side, work) => stream.addEventListener(type, ({ data }) => sides[side].take(() => work(JSON.parse(data))));
  on('sheet', 'sheet', (data) => {
    $('sheet-title').textContent = data.title;
    return sheet.reset(data);
  });
  on('cells', 'sheet', (changes) => sheet.cells(changes));
  on('rows', 'sheet', (splice) => sheet.splice(splice));
  on('table', 'table', (data) => {
    $('table-title').textContent = data.table;
    $('sql').placeholder = example(data);
    return table.reset(data);
  });
  on('put', 'table', (change) => table.change(change));
  /* what is said of both sides is said when both show it */
  on('state', 'sheet', async (state) => {
    await sides.table.last;
    sheet.mark(state.inSheet);
    showState(state);
  });
  script.listen(stream);
  stream.addEventListener('move', ({ data }) => showMove(JSON.parse(data)));
  stream.addEventListener('problem', ({ data }) => showProblem(JSON.parse(data)));
  stream.onerror = () => verdict('broken', 'the stand-in does not answer');
}

function example({ table: name, columns }) {
  const plain = columns.find(({ key, type }) => !key && /^(integer|bigint|numeric)/.test(type)) ?? columns.find(({ key }) => !key);
  const key = columns.find((column) => column.key);
  return plain && key ? `UPDATE ${name} SET ${plain.name} = … WHERE ${key.name} = …` : `SELECT * FROM ${name}`;
}

function verdict(state, text) {
  $('verdict').dataset.state = state;
  $('verdict-text').textContent = text;
}

function showState({ equal, differ, cells, sheetRows, tableRows }) {
  for (const [id, count] of [['sheet-rows', sheetRows], ['table-rows', tableRows]]) {
    $(id).textContent = `${number.format(count)} ${count === 1 ? 'row' : 'rows'}`;
    $(id).dataset.rows = count;
  }
  if (equal === null) verdict('waiting', 'waiting for the table …');
  else if (equal) verdict('equal', `equal · ${number.format(cells)} cells`);
  else verdict('differ', `${number.format(differ)} ${differ === 1 ? 'difference' : 'differences'}`);
}

function showMove({ to, count, ms }) {
  const way = $(`to-${to}`);
  way.querySelector('.ms').textContent = `${number.format(count)} ${unit(to, count)}${ms === undefined ? '' : `\n${span(ms)}`}`;
  way.classList.remove('busy');
  void way.offsetWidth;
  way.classList.add('busy');
}

const unit = (to, count) => `${to === 'table' ? 'row' : 'cell'}${count === 1 ? '' : 's'}`;
const span = (ms) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

function showProblem(text) {
  if (text !== null) verdict('broken', `PostgreSQL: ${text}`);
}

$('formula-bar').addEventListener('submit', (event) => {
  event.preventDefault();
  if (!selected) return;
  send({ do: 'type', row: selected.row, column: selected.column, text: $('entry').value }).catch((error) => report(error.message));
  $('entry').blur();
});

$('sql-bar').addEventListener('submit', async (event) => {
  event.preventDefault();
  const output = $('sql-result');
  delete output.dataset.failed;
  try {
    const { summary, rows, ms } = await send({ do: 'sql', text: $('sql').value });
    output.textContent = `${rows.length > 0 ? `${rows.slice(0, 3).map((row) => row.join(' ')).join(', ')} · ` : ''}${summary} · ${span(ms)}`;
  } catch (error) {
    output.dataset.failed = '';
    output.textContent = error.message;
  }
  output.title = output.textContent;
});

function theme(name) {
  document.documentElement.dataset.theme = name;
  $('theme').textContent = name === 'dark' ? 'Light' : 'Dark';
}
$('theme').addEventListener('click', () => theme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'));
theme(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

$('link').addEventListener('click', () => $('link').setAttribute('aria-pressed', String($('link').getAttribute('aria-pressed') !== 'true')));
Promise.all([sheet.ready, table.ready]).then(() => scrollTogether([sheet, table], () => $('link').getAttribute('aria-pressed') === 'true'));
listen();
