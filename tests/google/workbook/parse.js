/** What becomes of something typed into a cell, as Sheets parses it. */
import { localeOf, monthOfName } from './locale.js';
import { partsOfSerial, serialOfDate } from './dates.js';

/**
 * `input` as typed (numbers, booleans and null stand for themselves), `format` the cell's CellFormat, `today` a serial
 * (for dates without a year) → {value} or {formula}, and `numberFormat` when typing gives the cell one.
 */
export function parseTyped(input, { locale: name = 'en_US', format, today = 0 } = {}) {
  if (typeof input !== 'string') return { value: input ?? null };
  if (input === '') return { value: null };
  const current = format?.numberFormat?.type;
  if (current === 'TEXT') return { value: input };
  if (input.startsWith("'")) return { value: input.slice(1) };
  if (input.startsWith('=') && input.length > 1) return { formula: input };
  const locale = localeOf(name);
  const text = input.trim();
  const parsed = parseBoolean(text, locale) ?? parseNumber(text, locale, current) ?? parseDateTime(text, locale, today);
  if (!parsed) return { value: input };
  return current === undefined ? parsed : { value: parsed.value };
}

function parseBoolean(text, locale) {
  const upper = text.toUpperCase();
  if (upper === 'TRUE' || upper === locale.booleans[0]) return { value: true };
  if (upper === 'FALSE' || upper === locale.booleans[1]) return { value: false };
  return undefined;
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const patterns = new Map();

function numberPattern(locale) {
  if (!patterns.has(locale)) {
    const group = `[${locale.groups.map(escape).join('')}]`;
    const decimal = escape(locale.decimal);
    patterns.set(locale, new RegExp(`^(\\d{1,3}(?:${group}\\d{3})+|\\d+)?(?:(${decimal})(\\d*))?(?:[eE]([+-]?\\d{1,3}))?$`));
  }
  return patterns.get(locale);
}

function parseNumber(text, locale, current) {
  let rest = text;
  let sign = 1;
  const accounting = /^\((.+)\)$/.exec(rest);
  if (accounting) [sign, rest] = [-1, accounting[1]];
  const strip = (pattern, then = () => {}) => {
    if (!pattern.test(rest)) return false;
    rest = rest.replace(pattern, '').trim();
    then();
    return true;
  };
  const signed = () => strip(/^-/, () => { sign = -sign; }) || strip(/^\+/);
  const currencies = locale.currencies.map(escape).join('|');
  const hadSign = !accounting && signed();
  const currency = strip(new RegExp(`^(${currencies})`)) || strip(new RegExp(`(${currencies})$`));
  if (currency && !hadSign && !accounting) signed();
  const percent = !currency && strip(/%$/);
  const match = numberPattern(locale).exec(rest);
  if (!match || (match[1] === undefined && !match[3])) return undefined;
  const [, whole = '0', point, decimals = '', exponent] = match;
  const grouped = !/^\d+$/.test(whole);
  let value = sign * Number(`${whole.replace(/\D/g, '')}.${decimals || 0}e${exponent ?? 0}`);
  if (!Number.isFinite(value)) return undefined;
  if (percent || current === 'PERCENT') value = Number(`${value}e-2`) || value / 100;
  return { value: value === 0 ? 0 : value, numberFormat: formatOfNumber({ currency, percent, grouped, point, exponent }, locale) };
}

function formatOfNumber({ currency, percent, grouped, point, exponent }, locale) {
  if (currency) return { type: 'CURRENCY', pattern: point ? locale.currencyPattern.replace('#,##0', '#,##0.00') : locale.currencyPattern };
  if (percent) return { type: 'PERCENT', pattern: point ? '0.00%' : '0%' };
  if (exponent !== undefined) return { type: 'SCIENTIFIC', pattern: '0.00E+00' };
  if (grouped) return { type: 'NUMBER', pattern: point ? '#,##0.00' : '#,##0' };
  return undefined;
}

function parseDateTime(text, locale, today) {
  const whole = parseDate(text, locale, today);
  if (whole) return { value: whole.serial, numberFormat: { type: 'DATE', pattern: whole.pattern } };
  const time = parseTime(text);
  if (time) return { value: time.fraction, numberFormat: { type: 'TIME', pattern: time.pattern ?? locale.timePattern } };
  const split = /^(.+?)(?:,)?\s+(\d{1,2}(?::|\s*[ap]m).*)$/i.exec(text);
  const date = split && parseDate(split[1], locale, today);
  const clock = date && parseTime(split[2]);
  if (!clock || clock.fraction >= 1) return undefined;
  return { value: date.serial + clock.fraction, numberFormat: { type: 'DATE_TIME', pattern: `${date.pattern} ${locale.timePattern}` } };
}

function parseDate(text, locale, today) {
  const iso = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (iso) return dated(Number(iso[1]), Number(iso[3]), Number(iso[4]), iso[2] === '-' ? 'yyyy-MM-dd' : locale.datePattern);
  return parseNumericDate(text, locale, today) ?? parseNamedDate(text, locale, today);
}

function parseNumericDate(text, locale, today) {
  const match = new RegExp(`^(\\d{1,2})([${escape(locale.separators).replaceAll('-', '\\-')}])(\\d{1,2})(?:\\2(\\d{4}|\\d{2})?)?$`).exec(text);
  if (!match || (text.endsWith(match[2]) && match[2] !== '.')) return undefined;
  const [first, second] = [Number(match[1]), Number(match[3])];
  const [month, day] = locale.order === 'mdy' ? [first, second] : [second, first];
  return dated(yearOf(match[4], today), month, day, locale.datePattern);
}

function parseNamedDate(text, locale, today) {
  const dayFirst = /^(\d{1,2})\.?[\s-]+([\p{L}]+\.?)(?:,?[\s-]+(\d{4}|\d{2}))?$/u.exec(text);
  const monthFirst = /^([\p{L}]+\.?)[\s-]+(\d{1,2})(?:,?[\s-]+(\d{4}))?$/u.exec(text);
  const monthOnly = /^([\p{L}]+\.?)[\s-]+(\d{4})$/u.exec(text);
  const [name, day, year] = monthOnly ? [monthOnly[1], 1, monthOnly[2]]
    : dayFirst ? [dayFirst[2], dayFirst[1], dayFirst[3]]
      : monthFirst ? [monthFirst[1], monthFirst[2], monthFirst[3]] : [];
  const month = name && monthOfName(name, locale);
  return month ? dated(yearOf(year, today), month, Number(day), locale.datePattern) : undefined;
}

function yearOf(text, today) {
  if (text === undefined) return partsOfSerial(today).year;
  if (text.length === 4) return Number(text);
  return Number(text) + (Number(text) < 30 ? 2000 : 1900);
}

function dated(year, month, day, pattern) {
  const serial = month >= 1 && month <= 12 && day >= 1 ? serialOfDate(year, month, day) : null;
  return serial === null ? undefined : { serial, pattern };
}

function parseTime(text) {
  const match = /^(\d{1,4})(?::(\d{2}))?(?::(\d{2})(?:[.,](\d{1,3}))?)?\s*(am|pm|a|p)?$/i.exec(text);
  if (!match || (match[2] === undefined && !/[ap]m$/i.test(text))) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  const milliseconds = Number((match[4] ?? '0').padEnd(3, '0'));
  if (minute > 59 || second > 59) return undefined;
  const seconds = (hours) => (hours * 3600 + minute * 60 + second + milliseconds / 1000) / 86400;
  if (match[5]) {
    if (hour < 1 || hour > 12) return undefined;
    return { fraction: seconds((hour % 12) + (/^p/i.test(match[5]) ? 12 : 0)), pattern: match[3] === undefined ? 'h:mm am/pm' : undefined };
  }
  return { fraction: seconds(hour), pattern: hour > 23 ? '[h]:mm:ss' : match[3] === undefined ? 'h:mm' : undefined };
}
