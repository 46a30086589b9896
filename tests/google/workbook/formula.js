/** Evaluates one formula with fast-formula-parser, giving results and errors as Sheets shows them. */
import FormulaParser from 'fast-formula-parser';
import { CellError } from './cell.js';
import { extraFunctions } from './functions.js';

const { FormulaError } = FormulaParser;

const MESSAGES = {
  REF: 'Reference does not exist.', DIVIDE_BY_ZERO: 'Function DIVIDE parameter 2 cannot be zero.', ERROR: 'Formula parse error.',
  VALUE: 'Function expects number values. But a text cannot be coerced to a number.', N_A: 'Did not find value in lookup evaluation.',
  NUM: 'Result was not a number.', NAME: 'Unknown function or range name.', NULL_VALUE: 'Ranges do not intersect.',
};

const ARRAY = /^=\s*(ARRAYFORMULA\(|\{)/i;

export const CIRCULAR = new CellError('REF', 'Circular dependency detected. To resolve with iterative calculation, see File > Settings.');

export class Evaluator {
  constructor(workbook) {
    this.workbook = workbook;
    this.parser = new FormulaParser({
      functions: extraFunctions(workbook),
      onCell: ({ sheet, row, col }) => toLibrary(this.sheet(sheet).value(row - 1, col - 1)),
      onRange: ({ sheet, from, to }) => this.range(this.sheet(sheet), from, to),
      onVariable: (name) => this.named(name),
    });
  }

  sheet(title) {
    const sheet = this.workbook.sheetByTitle(title);
    if (!sheet) throw FormulaError.REF;
    return sheet;
  }

  range(sheet, from, to) {
    const range = { startRow: from.row - 1, endRow: Math.min(to.row, Math.max(sheet.lastRow, from.row)), startColumn: from.col - 1, endColumn: Math.min(to.col, Math.max(sheet.columnCount, from.col)) };
    return sheet.values(range).map((line) => line.map(toLibrary));
  }

  named(name) {
    const found = this.workbook.namedRanges.find((named) => named.name.toLowerCase() === name.toLowerCase());
    const sheet = found && this.workbook.sheet(found.sheetId);
    if (!sheet) return null;
    const { startRow, endRow, startColumn, endColumn } = sheet.clip(found.range);
    return { sheet: sheet.title, from: { row: startRow + 1, col: startColumn + 1 }, to: { row: endRow, col: endColumn } };
  }

  /** Value of the formula ('=…') standing in the cell; rows of values, if its result fills more cells than its own. */
  evaluate(formula, sheet, row, column) {
    try {
      const result = this.parser.parse(canonical(formula, this.workbook.locale), { sheet: sheet.title, row: row + 1, col: column + 1 }, ARRAY.test(formula));
      return Array.isArray(result) ? result.map((line) => line.map(fromLibrary)) : fromLibrary(result);
    } catch (error) {
      return fromLibrary(error.details instanceof FormulaError ? error.details : error);
    }
  }
}

function toLibrary(value) {
  return value instanceof CellError ? new FormulaError(value.text) : value;
}

function fromLibrary(result) {
  if (result instanceof Date) return result.getTime() / 86400000 + 25569;
  if (result instanceof Error) {
    const error = CellError.fromText(result.name);
    const detail = error.type === 'NAME' && /^Function (\S+) is not implemented/.exec(result.message);
    error.message = detail ? `Unknown function: '${detail[1]}'.` : MESSAGES[error.type];
    return error;
  }
  return result ?? null;
}

/** The text as the library reads it: commas between arguments, points in numbers, whatever the locale. */
function canonical(formula, locale) {
  const body = formula.slice(1).replaceAll('\n', ' ');
  const commaDecimals = /^(de|fr|es|it|pt|nl|pl|ru|sv|da|fi|nb|cs|tr)/.test(locale);
  return body.replace(/"(?:""|[^"])*"|'(?:''|[^'])*'|\{[^}]*\}|(\d),(\d)|;/g, (token, before, after) => {
    if (token === ';') return ',';
    return before !== undefined && commaDecimals ? `${before}.${after}` : token;
  });
}
