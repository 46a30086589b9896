/** Numbers and times as people read them. */

const whole = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const count = (n) => (n === null || n === undefined ? '–' : whole.format(n));
export const some = (n, one, more = `${one}s`) => `${count(n)} ${n === 1 ? one : more}`;

const joined = (text) => text.replaceAll(' ', '\u00a0'); // stays on one line

/** 0.18 → '180 ms', 75 → '1 min 15 s', 7200 → '2 h' */
export function duration(seconds) {
  if (seconds < 0.9995) return joined(`${Math.round(seconds * 1000)} ms`);
  if (seconds < 9.95) return joined(`${Number(seconds.toFixed(1))} s`);
  const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
  const at = units.findIndex(([size]) => Math.round(seconds) >= size);
  const [[size, name], next] = [units[at], units[at + 1]];
  const first = Math.floor(Math.round(seconds) / size);
  const rest = next ? Math.floor((Math.round(seconds) - first * size) / next[0]) : 0;
  return joined(rest && first < 10 ? `${first} ${name} ${rest} ${next[1]}` : `${first} ${name}`);
}

/** A lag: 0 and less are no time at all. */
export const lag = (ms) => (ms === null || ms === undefined ? '–' : duration(Math.max(ms, 1) / 1000));

/** '3 min ago'; in steps that do not flicker. */
export function ago(seconds) {
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds / 5) * 5} s ago`;
  const [size, name] = [[86400, 'day'], [3600, 'hour'], [60, 'minute']].find(([unit]) => seconds >= unit);
  return `${some(Math.floor(seconds / size), name)} ago`;
}

export const time = (date) => clock.format(date);
export const moment = (date) => day.format(date);

export const bytes = (n) => {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const at = n > 0 ? Math.min(units.length - 1, Math.floor(Math.log2(n) / 10)) : 0;
  return `${Number((n / 1024 ** at).toPrecision(3))} ${units[at]}`;
};
