/** Cell values: from what Apps Script gives to what the Sheets API would give. */

const GSYNC_DAY_MS = 86400000;
const GSYNC_EPOCH_MS = Date.UTC(1899, 11, 30);

/**
 * @param {any} value from getValues(): number, boolean, string ('' for empty) or Date
 * @param {string} timeZone the spreadsheet's
 * @returns {GsyncCell}
 */
function gsyncCell_(value, timeZone) {
  if (value === '' || value === null || value === undefined) return null;
  if (gsyncIsDate_(value)) return gsyncSerial_(value, timeZone);
  return typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value; // half a surrogate pair is no text in UTF-8
}

/** @param {any} value @returns {value is Date} */
function gsyncIsDate_(value) {
  return Object.prototype.toString.call(value) === '[object Date]';
}

/**
 * Days since 1899-12-30 on the wall clock of that zone, exact to the ms. The offset is the difference between two texts of the same instant, so it is right
 * for local mean times with seconds (before about 1900), and whatever calendar formatDate uses for old dates cancels out.
 * @param {Date} date @param {string} timeZone
 */
function gsyncSerial_(date, timeZone) {
  const offset = gsyncWallClock_(date, timeZone) - gsyncWallClock_(date, 'UTC');
  return (date.getTime() + offset - GSYNC_EPOCH_MS) / GSYNC_DAY_MS;
}

/**
 * Whether a clock change skips this wall clock time. Apps Script gives such a cell as another time, an hour off.
 * @param {number} serial @param {string} timeZone
 */
function gsyncIsSkipped_(serial, timeZone) {
  const wallClock = GSYNC_EPOCH_MS + Math.round(serial * GSYNC_DAY_MS);
  return [-2, 2].every((days) => {
    const near = new Date(wallClock + days * GSYNC_DAY_MS);
    const instant = wallClock - (gsyncWallClock_(near, timeZone) - gsyncWallClock_(near, 'UTC'));
    return Math.round((gsyncSerial_(new Date(instant), timeZone) - serial) * GSYNC_DAY_MS) !== 0;
  });
}

/** @param {Date} date @param {string} timeZone */
function gsyncWallClock_(date, timeZone) {
  const text = Utilities.formatDate(date, timeZone, 'yyyy MM dd HH mm ss');
  const [year, month, day, hour, minute, second] = text.split(' ').map(Number);
  return new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000;
}

/**
 * What the person typed, as the value that the cell would hold; `undefined` when the event does not say. When a cell is cleared the event has an old value
 * only; when one is pasted it has neither.
 * @param {{value?: string, oldValue?: string}} e @param {GsyncCell} shown what the cell holds now @param {boolean} isDate @param {() => string} format its number format
 * @returns {GsyncCell | undefined}
 */
function gsyncTyped_(e, shown, isDate, format) {
  if (e.value === undefined) return e.oldValue !== undefined || shown === null ? null : undefined;
  const text = String(e.value);
  if (text === gsyncText_(shown)) return shown;
  if (text.startsWith('=')) return undefined;
  if (isDate && gsyncNumber_(text) === undefined) return shown;
  return format() === '@' ? text : gsyncParse_(text);
}

/**
 * What stood in the cell before.
 * @param {{oldValue?: string}} e @param {() => string} format the cell's number format
 * @returns {GsyncCell}
 */
function gsyncOld_(e, format) {
  if (e.oldValue === undefined) return null;
  return format() === '@' ? String(e.oldValue) : gsyncParse_(String(e.oldValue));
}

/** @param {GsyncCell} cell */
function gsyncText_(cell) {
  return cell === null ? '' : typeof cell === 'boolean' ? String(cell).toUpperCase() : String(cell);
}

/** @param {string} text @returns {GsyncCell} */
function gsyncParse_(text) {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return gsyncNumber_(text) ?? text;
}

/** @param {string} text */
function gsyncNumber_(text) {
  const number = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : undefined;
}
