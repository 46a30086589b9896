/** Dates as Sheets counts them: days since 1899-12-30, the time of day as a fraction. */
const DAY_MS = 86_400_000;
const EPOCH = Date.UTC(1899, 11, 30);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** '1998-06-12' or 'Jun 12 1998' → 35958; undefined when it is no such day. */
export function dateSerial(text) {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? named(text) ?? [];
  if (year === undefined) return undefined;
  const at = new Date(Date.UTC(2000, Number(month) - 1, Number(day)));
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (at.getUTCMonth() !== Number(month) - 1 || at.getUTCDate() !== Number(day)) return undefined;
  return (at.getTime() - EPOCH) / DAY_MS;
}

function named(text) {
  const match = /^([A-Za-z]{3}) (\d\d?),? (\d{4})$/.exec(text);
  const month = match ? MONTHS.indexOf(match[1].toLowerCase()) + 1 : 0;
  return month > 0 ? [text, match[3], month, match[2]] : undefined;
}

/** '2024-05-01 12:30:00.5' (a wall clock, no zone) → serial; undefined for what is none (infinity, years before Christ and after 9999). */
export function wallClockSerial(text) {
  const match = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute] = match.slice(1, 6).map(Number);
  const at = new Date(Date.UTC(2000, month - 1, day));
  at.setUTCFullYear(year, month - 1, day);
  return (at.getTime() - EPOCH) / DAY_MS + (hour * 3600 + minute * 60 + Number(match[6])) / 86400;
}
