/** Functions that Sheets has and fast-formula-parser leaves out, or that must follow the stand-in's clock. */
import FormulaParser from 'fast-formula-parser';

const { FormulaHelpers, FormulaError, Types } = FormulaParser;

const flat = (params) => params.flatMap((param) => (Array.isArray(param?.value) ? param.value.flat() : [param?.omitted ? '' : param?.value ?? null]));
const isNothing = (value) => value === null || value === undefined;
const text = (param) => FormulaHelpers.accept(param, Types.STRING);
const asText = (value) => (value === true ? 'TRUE' : value === false ? 'FALSE' : String(value ?? ''));

function substitute(source, find, replacement, occurrence) {
  const [whole, part, fresh] = [text(source), text(find), text(replacement)];
  if (part === '') return whole;
  if (occurrence === undefined) return whole.replaceAll(part, fresh);
  const wanted = FormulaHelpers.accept(occurrence, Types.NUMBER);
  const pieces = whole.split(part);
  if (wanted >= pieces.length) return whole;
  return pieces.slice(0, wanted).join(part) + fresh + pieces.slice(wanted).join(part);
}

/** The numbers among the arguments; one error among them is the result. */
function numbersOf(params) {
  const values = flat(params);
  const error = values.find((value) => value instanceof FormulaError);
  if (error) throw error;
  return values.filter((value) => typeof value === 'number');
}

const fold = (combine) => (...params) => {
  const numbers = numbersOf(params);
  return numbers.length === 0 ? 0 : numbers.reduce((a, b) => combine(a, b));
};
const sum = fold((a, b) => a + b);

function average(...params) {
  const count = numbersOf(params).length;
  if (count === 0) throw FormulaError.DIV0;
  return sum(...params) / count;
}

function median(...params) {
  const numbers = numbersOf(params).sort((a, b) => a - b);
  if (numbers.length === 0) throw FormulaError.NUM;
  const middle = numbers.length >> 1;
  return numbers.length % 2 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
}

function divide(a, b) {
  const divisor = FormulaHelpers.accept(b, Types.NUMBER);
  if (divisor === 0) throw FormulaError.DIV0;
  return FormulaHelpers.accept(a, Types.NUMBER) / divisor;
}

export function extraFunctions(workbook) {
  const now = () => workbook.toSerial(workbook.now());
  return {
    NOW: now,
    TODAY: () => Math.floor(now()),
    SUM: sum,
    AVERAGE: average,
    PRODUCT: fold((a, b) => a * b),
    MAX: fold(Math.max),
    MIN: fold(Math.min),
    MEDIAN: median,
    COUNTA: (...params) => flat(params).filter((value) => !isNothing(value)).length,
    COUNTBLANK: (...params) => flat(params).filter((value) => isNothing(value) || value === '').length,
    UPPER: (value) => text(value).toUpperCase(),
    SUBSTITUTE: substitute,
    VALUE: (value) => FormulaHelpers.accept(value, Types.NUMBER),
    JOIN: (delimiter, ...params) => flat(params).map(asText).join(text(delimiter)),
    TEXTJOIN: (delimiter, skipEmpty, ...params) => flat(params).filter((value) => !skipEmpty.value || (!isNothing(value) && value !== '')).map(asText).join(text(delimiter)),
    HYPERLINK: (url, label) => (label === undefined ? text(url) : label.value),
    ARRAYFORMULA: (param) => param.value,
    TO_TEXT: (param) => asText(param.value),
    ADD: (a, b) => FormulaHelpers.accept(a, Types.NUMBER) + FormulaHelpers.accept(b, Types.NUMBER),
    MINUS: (a, b) => FormulaHelpers.accept(a, Types.NUMBER) - FormulaHelpers.accept(b, Types.NUMBER),
    MULTIPLY: (a, b) => FormulaHelpers.accept(a, Types.NUMBER) * FormulaHelpers.accept(b, Types.NUMBER),
    DIVIDE: divide,
  };
}
