/** What differs between the locales of a spreadsheet: how numbers and dates are typed and shown. */
import { WorkbookError } from './error.js';

const MONTHS = {
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  de: ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember'],
  fr: ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
  es: ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'],
};
const DAYS = {
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  de: ['Sonntag', 'Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag'],
  fr: ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'],
  es: ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado'],
};

const point = { decimal: '.', groups: [','] };
const comma = { decimal: ',', groups: ['.'] };
const spaced = { decimal: ',', groups: ['\u202f', '\u00a0', ' '] };

const LOCALES = {
  en_US: { ...point, order: 'mdy', separators: '/-', datePattern: 'M/d/yyyy', timePattern: 'h:mm:ss am/pm', currencies: ['$'], currencyPattern: '"$"#,##0', language: 'en', booleans: ['TRUE', 'FALSE'] },
  en_GB: { ...point, order: 'dmy', separators: '/-.', datePattern: 'dd/MM/yyyy', timePattern: 'HH:mm:ss', currencies: ['£'], currencyPattern: '"£"#,##0', language: 'en', booleans: ['TRUE', 'FALSE'] },
  de_DE: { ...comma, order: 'dmy', separators: './-', datePattern: 'dd.MM.yyyy', timePattern: 'HH:mm:ss', currencies: ['€'], currencyPattern: '#,##0 "€"', language: 'de', booleans: ['WAHR', 'FALSCH'] },
  fr_FR: { ...spaced, order: 'dmy', separators: '/-.', datePattern: 'dd/MM/yyyy', timePattern: 'HH:mm:ss', currencies: ['€'], currencyPattern: '#,##0 "€"', language: 'fr', booleans: ['VRAI', 'FAUX'] },
  es_ES: { ...comma, order: 'dmy', separators: '/-.', datePattern: 'dd/MM/yyyy', timePattern: 'H:mm:ss', currencies: ['€'], currencyPattern: '#,##0 "€"', language: 'es', booleans: ['VERDADERO', 'FALSO'] },
};

export function localeOf(name) {
  const locale = LOCALES[name];
  if (!locale) throw new WorkbookError(`Unsupported locale: ${name}`);
  return locale;
}

export const monthNames = (locale) => MONTHS[locale.language];
export const dayNames = (locale) => DAYS[locale.language];

/** 1-based month of a full or short name, in the locale's language or English; undefined when it is none. */
export function monthOfName(name, locale) {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  for (const months of [monthNames(locale), MONTHS.en]) {
    const found = months.findIndex((month) => month.toLowerCase() === wanted || (wanted.length >= 3 && month.toLowerCase().slice(0, Math.max(3, wanted.length)) === wanted && wanted.length <= 4));
    if (found >= 0) return found + 1;
  }
  return undefined;
}
