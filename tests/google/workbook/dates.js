/** Serial dates: days since 1899-12-30 as a double, in the spreadsheet's time zone. */

const DAY = 86400000;
const EPOCH = Date.UTC(1899, 11, 30);

/** Serial of a calendar date; null when there is no such day. `month` is 1-based. */
export function serialOfDate(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return Math.round((date.getTime() - EPOCH) / DAY);
}

/** Parts of a serial: {year, month (1-based), day, weekday (0 = Sunday), hour, minute, second, millisecond}. */
export function partsOfSerial(serial) {
  const date = new Date(EPOCH + Math.round(serial * DAY));
  return {
    year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay(),
    hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), millisecond: date.getUTCMilliseconds(),
  };
}

const formatters = new Map();

function formatterOf(timeZone) {
  if (!formatters.has(timeZone)) {
    formatters.set(timeZone, new Intl.DateTimeFormat('en-US', {
      timeZone, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric',
      hour: 'numeric', minute: 'numeric', second: 'numeric',
    }));
  }
  return formatters.get(timeZone);
}

function offset(instant, timeZone) {
  const part = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) part[type] = value;
  const year = part.era === 'BC' ? 1 - part.year : Number(part.year);
  const local = new Date(0);
  local.setUTCFullYear(year, part.month - 1, part.day);
  local.setUTCHours(part.hour, part.minute, part.second);
  return local.getTime() - Math.floor(instant / 1000) * 1000;
}

/** Instant (ms since 1970, UTC) → serial in the zone. */
export function serialOfInstant(instant, timeZone) {
  return (instant + offset(instant, timeZone) - EPOCH) / DAY;
}

/** Serial in the zone → instant. A time that a clock change skips or repeats is read with the offset before the change. */
export function instantOfSerial(serial, timeZone) {
  const local = EPOCH + Math.round(serial * DAY);
  const guess = local - offset(local, timeZone);
  const exact = local - offset(guess, timeZone);
  return offset(exact, timeZone) === local - exact ? exact : Math.max(guess, exact);
}

export function validTimeZone(timeZone) {
  try {
    formatterOf(timeZone);
    return true;
  } catch {
    return false;
  }
}
