/** Utilities.formatDate: the letters of Java's SimpleDateFormat, with its calendar, which is Julian before 1582-10-15. */

const formatters = new Map();
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY_MS = 86400000;
const GREGORIAN_FROM = Date.UTC(1582, 9, 15);

function formatterOf(timeZone) {
  if (!formatters.has(timeZone)) {
    const options = { timeZone, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' };
    formatters.set(timeZone, new Intl.DateTimeFormat('en-US', options));
  }
  return formatters.get(timeZone);
}

/** The instant's wall clock there, as the ms of the same wall clock in UTC. */
function localOf(instant, timeZone) {
  const part = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) part[type] = value;
  const year = part.era === 'BC' ? 1 - part.year : Number(part.year);
  const local = new Date(0);
  local.setUTCFullYear(year, part.month - 1, part.day);
  local.setUTCHours(part.hour, part.minute, part.second, ((instant % 1000) + 1000) % 1000);
  return local.getTime();
}

function calendarOf(local) {
  const date = new Date(local);
  if (local >= GREGORIAN_FROM) return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  const c = Math.floor(local / DAY_MS) + 2440588 + 32082;
  const d = Math.floor((4 * c + 3) / 1461);
  const e = c - Math.floor((1461 * d) / 4);
  const m = Math.floor((5 * e + 2) / 153);
  return { year: d - 4800 + Math.floor(m / 10), month: m + 3 - 12 * Math.floor(m / 10), day: e - Math.floor((153 * m + 2) / 5) + 1 };
}

const pad = (number, width) => String(number).padStart(width, '0');

function offsetText(minutes, separator) {
  const size = Math.abs(minutes);
  return (minutes < 0 ? '-' : '+') + pad(Math.floor(size / 60), 2) + separator + pad(size % 60, 2);
}

function field(letter, width, local, offset, timeZone) {
  const date = new Date(local);
  const { year, month, day } = calendarOf(local);
  const ofEra = year > 0 ? year : 1 - year;
  const hour = date.getUTCHours();
  switch (letter) {
    case 'G': return year > 0 ? 'AD' : 'BC';
    case 'y': return width === 2 ? pad(ofEra % 100, 2) : pad(ofEra, width);
    case 'M': return width >= 4 ? MONTHS[month - 1] : width === 3 ? MONTHS[month - 1].slice(0, 3) : pad(month, width);
    case 'd': return pad(day, width);
    case 'E': return width >= 4 ? DAYS[date.getUTCDay()] : DAYS[date.getUTCDay()].slice(0, 3);
    case 'u': return pad(date.getUTCDay() || 7, width);
    case 'a': return hour < 12 ? 'AM' : 'PM';
    case 'H': return pad(hour, width);
    case 'k': return pad(hour || 24, width);
    case 'K': return pad(hour % 12, width);
    case 'h': return pad(hour % 12 || 12, width);
    case 'm': return pad(date.getUTCMinutes(), width);
    case 's': return pad(date.getUTCSeconds(), width);
    case 'S': return pad(date.getUTCMilliseconds(), width);
    case 'Z': return offsetText(Math.trunc(offset / 60000), '');
    case 'X': return offset === 0 ? 'Z' : width === 1 ? offsetText(Math.trunc(offset / 60000), '').slice(0, 3) : offsetText(Math.trunc(offset / 60000), width === 2 ? '' : ':');
    case 'z': return timeZone;
    default: throw new RangeError(`Illegal pattern character '${letter}'`);
  }
}

/** An unknown zone is GMT, as in Java. Throws RangeError for an illegal pattern letter. */
export function formatDate(instant, timeZone, pattern) {
  let zone = timeZone;
  try {
    formatterOf(zone);
  } catch {
    zone = 'GMT';
  }
  const local = localOf(instant, zone);
  return pattern.replace(/''|'((?:[^']|'')*)'|([A-Za-z])\2*/g, (token, quoted, letter) => {
    if (token === "''") return "'";
    if (letter === undefined) return quoted.replaceAll("''", "'");
    return field(letter, token.length, local, local - instant, zone);
  });
}
