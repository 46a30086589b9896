/** The text that a cell shows: number format and locale applied (FORMATTED_VALUE of the API). */
import ssf from 'fast-formula-parser/ssf/ssf.js';
import { CellError } from './cell.js';
import { dayNames, localeOf, monthNames } from './locale.js';
import { partsOfSerial } from './dates.js';

const DEFAULT_PATTERN = {
  NUMBER: () => '#,##0.00', PERCENT: () => '0.00%', SCIENTIFIC: () => '0.00E+00',
  CURRENCY: (locale) => locale.currencyPattern.replace('#,##0', '#,##0.00'),
  DATE: (locale) => locale.datePattern, TIME: (locale) => locale.timePattern,
  DATE_TIME: (locale) => `${locale.datePattern} ${locale.timePattern}`,
};
const FORMULA_FORMATS = [[/^=(TODAY|DATE|EDATE|EOMONTH|DATEVALUE)\(/i, 'DATE'], [/^=NOW\(/i, 'DATE_TIME'], [/^=(TIME|TIMEVALUE)\(/i, 'TIME']];

/** The number format in force: the cell's own, with its pattern filled in, or what its formula suggests. */
export function effectiveNumberFormat(cell, localeName) {
  const locale = localeOf(localeName);
  const own = cell?.format?.numberFormat;
  if (own && own.type !== 'NUMBER_FORMAT_TYPE_UNSPECIFIED') return { type: own.type, pattern: own.pattern ?? DEFAULT_PATTERN[own.type]?.(locale) };
  const suggested = cell?.formula && FORMULA_FORMATS.find(([pattern]) => pattern.test(cell.formula));
  return suggested ? { type: suggested[1], pattern: DEFAULT_PATTERN[suggested[1]](locale) } : undefined;
}

export function displayText(cell, localeName = 'en_US') {
  const value = cell?.value ?? null;
  if (value === null) return '';
  if (value instanceof CellError) return value.text;
  const locale = localeOf(localeName);
  if (typeof value === 'boolean') return locale.booleans[value ? 0 : 1];
  if (typeof value === 'string') return value;
  const format = effectiveNumberFormat(cell, localeName);
  if (!format?.pattern || format.type === 'TEXT') return localised(general(value), locale);
  if (['DATE', 'TIME', 'DATE_TIME'].includes(format.type)) return formatDate(value, format.pattern, locale);
  return formatNumber(value, format.pattern, locale);
}

/** A number without a format: at most 10 decimals, exponents only when very large or small. */
function general(value) {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-9)) {
    return value.toExponential(5).replace(/\.?0+e/, 'E').replace('e', 'E').replace(/E([+-])(\d)$/, 'E$10$2');
  }
  return String(Number(value.toFixed(Math.max(0, Math.min(10, 15 - Math.ceil(Math.log10(size || 1)))))));
}

function localised(text, locale) {
  return text.replace(/[.,]/g, (sign) => (sign === '.' ? locale.decimal : locale.groups[0]));
}

function formatNumber(value, pattern, locale) {
  if (/[dmyhs]/i.test(pattern.replace(/"[^"]*"/g, '')) && !/[0#]/.test(pattern)) return formatDate(value, pattern, locale);
  try {
    return localised(ssf.format(pattern, value), locale);
  } catch {
    return localised(general(value), locale);
  }
}

const TOKEN = /"[^"]*"|\\.|\[h+\]|\[m+\]|\[s+\]|y+|m+|d+|h+|s+|\.0+|am\/pm|a\/p|[^]/gi;
const pad = (number, width) => String(number).padStart(width, '0');

function formatDate(serial, pattern, locale) {
  const parts = partsOfSerial(serial);
  const tokens = pattern.match(TOKEN);
  const twelve = tokens.some((token) => /^(am\/pm|a\/p)$/i.test(token));
  return tokens.map((token, i) => {
    const lower = token.toLowerCase();
    if (lower[0] === 'm' && isMinute(tokens, i)) return pad(parts.minute, token.length);
    return dateToken(lower, token, { parts, serial, twelve, locale });
  }).join('');
}

function dateToken(lower, token, { parts, serial, twelve, locale }) {
  if (token[0] === '"') return token.slice(1, -1);
  if (token[0] === '\\') return token.slice(1);
  if (lower.startsWith('[h')) return String(Math.floor(serial * 24 + 1e-9));
  if (lower.startsWith('[m')) return String(Math.floor(serial * 1440 + 1e-9));
  if (lower.startsWith('[s')) return String(Math.floor(serial * 86400 + 1e-9));
  if (lower === 'am/pm') return parts.hour < 12 ? 'AM' : 'PM';
  if (lower === 'a/p') return parts.hour < 12 ? 'A' : 'P';
  if (lower.startsWith('.0')) return `.${pad(parts.millisecond, 3).slice(0, token.length - 1)}`;
  switch (lower[0]) {
    case 'y': return token.length <= 2 ? pad(parts.year % 100, 2) : pad(parts.year, 4);
    case 'm': return name(monthNames(locale)[parts.month - 1], parts.month, token.length);
    case 'd': return name(dayNames(locale)[parts.weekday], parts.day, token.length);
    case 'h': return pad(twelve ? parts.hour % 12 || 12 : parts.hour, Math.min(token.length, 2));
    case 's': return pad(parts.second, Math.min(token.length, 2));
    default: return token;
  }
}

function name(long, number, width) {
  if (width <= 2) return pad(number, width);
  return width === 3 ? long.slice(0, 3) : long;
}

/** m stands for minutes next to hours or seconds, else for months. */
function isMinute(tokens, i) {
  const unit = (token) => /^(\[?[hsmdy])/i.exec(token)?.[1].replace('[', '').toLowerCase();
  const before = tokens.slice(0, i).reverse().map(unit).find(Boolean);
  const after = tokens.slice(i + 1).map(unit).find(Boolean);
  return before === 'h' || after === 's';
}
