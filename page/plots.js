/** The last hour: three plots, each with a sentence and a table that tell the same. uPlot is a script of its own (window.uPlot). */
import { make, setText } from './dom.js';
import { count, duration, time } from './text.js';

const HEIGHT = 190;
const HOUR = 3600;
const LEAST_SPAN = 600; // of a worker that has just started
const TABLE_STEPS = 30; // five minutes a line

const perSecond = (n) => `${Number(n.toPrecision(n >= 100 ? 3 : 2))}`;

/** What is plotted. `of` makes numbers of the worker's series, `say` words of a number. */
const plots = [
  {
    id: 'rates', title: 'Changes', unit: 'cells a second', least: 1, say: (n) => `${perSecond(n)} cells a second`, short: perSecond,
    series: [{ name: 'to the table', of: (h) => h.to_table.map((n) => n && n / h.step) }, { name: 'to the sheet', of: (h) => h.to_sheet.map((n) => n && n / h.step) }],
  },
  {
    id: 'lag', title: 'Lag', unit: 'the longest', least: 1, say: duration, short: duration,
    series: [{ name: 'to the table', of: (h) => h.apply_lag_ms.map((n) => n && n / 1000) }, { name: 'to the sheet', of: (h) => h.publish_lag_ms.map((n) => n && n / 1000) }],
  },
  {
    id: 'quota', title: 'Calls to Google', unit: 'in a minute', least: 1, say: (n) => `${count(n)} calls in a minute`, short: (n) => count(n),
    series: [{ name: 'reads', of: (h) => h.reads }, { name: 'writes', of: (h) => h.writes }],
    limit: (state) => Math.max(...['reads_quota', 'writes_quota'].map((name) => state.publishers.reduce((sum, p) => sum + p[name], 0))),
  },
];

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(['first', 'second', 'muted', 'line', 'limit'].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
};

function options(plot, width, limit) {
  const c = colours();
  const axis = { stroke: c.muted, font: '12px system-ui, sans-serif', grid: { stroke: c.line, width: 1 }, ticks: { stroke: c.line, width: 1 } };
  return {
    width, height: HEIGHT, legend: { show: false }, cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true, range: () => [plot.from, plot.now] }, y: { range: (_, min, max) => [0, Math.max(max ?? 0, plot.least, limit ?? 0) * 1.08] } },
    axes: [{ ...axis, size: 30, values: (_, ticks) => ticks.map((s) => time(new Date(s * 1000))), space: 60 }, { ...axis, size: 62, values: (_, ticks) => ticks.map((n) => plot.short(n)) }],
    series: [{}, { stroke: c.first, width: 2, points: { show: false } }, { stroke: c.second, width: 2, dash: [6, 4], points: { show: false } },
      ...(limit ? [{ stroke: c.limit, width: 1, dash: [2, 3], points: { show: false } }] : [])],
    hooks: { setCursor: [(u) => readOut(plot, u)] },
  };
}

function readOut(plot, u) {
  const i = u.cursor.idx;
  const said = plot.series.map(({ name }, n) => [name, u.data[n + 1][i]]).filter(([, value]) => value !== null && value !== undefined);
  const text = i === null || i === undefined || u.cursor.left < 0 ? '' : `${time(new Date(u.data[0][i] * 1000))}: ${said.length ? said.map(([name, value]) => `${name} ${plot.short(value)}`).join(', ') : 'nothing is known'}`;
  setText(plot.out, text);
}

/** Of a series in words: 'to the table at most 12 cells a second, now 0.3'. */
function sentence(plot, series) {
  return plot.series.map(({ name }, i) => {
    const known = series[i].filter((n) => n !== null);
    return known.length === 0 ? `${name}: nothing known` : `${name} at most ${plot.say(Math.max(...known))}, last ${plot.short(known.at(-1))}`;
  }).join('; ');
}

function tableRows(plot, times, series) {
  const rows = [];
  for (let from = 0; from < times.length; from += TABLE_STEPS) {
    const most = series.map((values) => values.slice(from, from + TABLE_STEPS).filter((n) => n !== null)).map((known) => (known.length ? plot.short(Math.max(...known)) : '–'));
    rows.unshift([`${time(new Date((times[from] - 10) * 1000))} – ${time(new Date(times[Math.min(from + TABLE_STEPS, times.length) - 1] * 1000))}`, ...most]);
  }
  return rows;
}

function createFigure(plot) {
  const id = `plot-${plot.id}`;
  const legend = plot.series.map(({ name }, i) => make('li', { class: i ? 'second' : 'first' }, name));
  const head = ['Time', ...plot.series.map(({ name }) => `${name}, at most`)].map((text) => make('th', { scope: 'col' }, text));
  plot.canvas = make('div', { class: 'plot', role: 'img' });
  plot.out = make('output', { class: 'muted', 'aria-hidden': 'true' });
  plot.none = make('p', { class: 'muted' }, 'The plot begins ten seconds after the worker has started.');
  plot.body = make('tbody');
  plot.more = make('details', {}, make('summary', {}, 'As a table'), make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${plot.title} of the last hour` },
    make('table', {}, make('caption', {}, `${plot.title}, ${plot.unit}`), make('thead', {}, make('tr', {}, ...head)), plot.body)));
  return make('figure', { class: 'card', 'aria-labelledby': id }, make('figcaption', { id }, make('h3', {}, plot.title), make('span', { class: 'muted' }, plot.unit), make('ul', { class: 'legend' }, ...legend,
    ...(plot.limit ? [make('li', { class: 'limit' }, 'quota')] : []))), plot.canvas, plot.none, plot.out, plot.more);
}

function fillTable(plot, times, series) {
  if (!plot.more.open) return;
  plot.body.replaceChildren(...tableRows(plot, times, series).map(([when, ...cells]) => make('tr', {}, make('th', { scope: 'row' }, when), ...cells.map((text) => make('td', {}, text)))));
}

function draw(plot, state, now) {
  const h = state.history;
  const series = plot.series.map(({ of }) => of(h));
  const times = series[0].map((_, i) => h.until - (series[0].length - 1 - i) * h.step);
  const limit = plot.limit?.(state);
  Object.assign(plot, { now, from: Math.max(now - HOUR, Math.min(times[0] - h.step, now - LEAST_SPAN)) });
  const width = plot.canvas.clientWidth;
  plot.redraw = () => draw(plot, state, now);
  plot.none.hidden = times.length > 0;
  plot.canvas.hidden = plot.more.hidden = times.length === 0;
  if (times.length === 0) return;
  plot.canvas.setAttribute('aria-label', `${plot.title}, ${sentence(plot, series)}`);
  const data = [times, ...series, ...(limit ? [times.map(() => limit)] : [])];
  if (plot.uplot && plot.made === `${limit}`) {
    if (plot.uplot.width !== width && width > 0) plot.uplot.setSize({ width, height: HEIGHT });
    plot.uplot.setData(data);
  } else if (plot.canvas.clientWidth > 0) {
    plot.uplot?.destroy();
    plot.uplot = new window.uPlot(options(plot, plot.canvas.clientWidth, limit), data, plot.canvas);
    plot.made = `${limit}`;
  }
  fillTable(plot, times, series);
}

function forget(plot) {
  plot.uplot?.destroy();
  plot.uplot = undefined;
  plot.redraw?.();
}

export function preparePlots() {
  const parent = document.querySelector('#plots');
  parent.append(...plots.map(createFigure));
  const sizes = new ResizeObserver(() => plots.forEach((plot) => plot.redraw?.()));
  for (const plot of plots) {
    sizes.observe(plot.canvas);
    plot.more.addEventListener('toggle', () => plot.redraw?.());
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plots.forEach(forget));
}

let shown;

/** `now`: the server's time, in ms. The hour ends there, even if the worker has fallen silent. */
export function showPlots(state, now) {
  document.querySelector('#hour-title').parentElement.hidden = !state;
  const step = Math.floor(now / 10_000) * 10;
  const key = state && `${step} ${state.started} ${state.history.until}`;
  if (!state || key === shown) return;
  shown = key;
  for (const plot of plots) draw(plot, state, step);
}
