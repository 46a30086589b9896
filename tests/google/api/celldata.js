/** CellData: from the model to the API and back. */
import { CellError } from '../workbook/index.js';
import { checkValid, isCovered } from '../workbook/rules.js';
import { displayText, effectiveNumberFormat } from '../workbook/format.js';
import { checkLength } from '../workbook/sheet.js';
import { invalid } from './errors.js';
import { applyMask, includes, mergeMasked, submask } from './mask.js';

function extendedValue(value) {
  switch (typeof value) {
    case 'number': return { numberValue: value };
    case 'string': return { stringValue: value };
    case 'boolean': return { boolValue: value };
    default: return value instanceof CellError ? { errorValue: { type: value.type, message: value.message } } : undefined;
  }
}

const WHITE = { red: 1, green: 1, blue: 1 };
export const DEFAULT_FORMAT = {
  backgroundColor: WHITE,
  padding: { top: 2, right: 3, bottom: 2, left: 3 },
  verticalAlignment: 'BOTTOM',
  wrapStrategy: 'OVERFLOW_CELL',
  textFormat: {
    foregroundColor: {}, fontFamily: 'arial,sans,sans-serif', fontSize: 10, bold: false, italic: false, strikethrough: false, underline: false,
    foregroundColorStyle: { rgbColor: {} },
  },
  backgroundColorStyle: { rgbColor: WHITE },
};

const ALIGNMENT = { number: 'RIGHT', boolean: 'CENTER', object: 'CENTER', string: 'LEFT' };

function effectiveFormat(cell, locale) {
  const numberFormat = effectiveNumberFormat(cell, locale);
  return {
    ...(numberFormat && { numberFormat }), ...DEFAULT_FORMAT,
    ...(cell.value !== null && { horizontalAlignment: ALIGNMENT[typeof cell.value] }), ...cell.format, ...(numberFormat && { numberFormat }),
  };
}

/** A maker of CellData that builds only what the mask asks for. */
export function cellDataMaker(mask, locale) {
  const want = Object.fromEntries(['userEnteredValue', 'effectiveValue', 'formattedValue', 'userEnteredFormat', 'effectiveFormat', 'note'].map((name) => [name, submask(mask, name)]));
  const onlyNumbers = want.effectiveFormat instanceof Map && [...want.effectiveFormat.keys()].every((name) => name === 'numberFormat');
  return (cell) => {
    if (cell === undefined) return {};
    const data = {};
    const put = (name, value) => {
      if (value !== undefined) data[name] = applyMask(value, want[name]);
    };
    if (want.userEnteredValue || want.effectiveValue) {
      const value = extendedValue(cell.value);
      if (want.userEnteredValue && !cell.spilled) put('userEnteredValue', cell.formula === undefined ? value : { formulaValue: cell.formula });
      if (want.effectiveValue) put('effectiveValue', value);
    }
    if (want.formattedValue && cell.value !== null) put('formattedValue', displayText(cell, locale));
    if (want.userEnteredFormat) put('userEnteredFormat', cell.format);
    if (want.effectiveFormat) {
      const format = applyMask(onlyNumbers ? { numberFormat: effectiveNumberFormat(cell, locale) } : effectiveFormat(cell, locale), want.effectiveFormat);
      if (format.numberFormat || !onlyNumbers) data.effectiveFormat = format;
    }
    if (want.note) put('note', cell.note);
    return data;
  };
}

/** Fields of CellData that a write may set; the others that Google knows are read only or not modelled. */
const WRITABLE = ['userEnteredValue', 'userEnteredFormat', 'note'];
const UNMODELLED = ['dataValidation', 'pivotTable', 'textFormatRuns', 'dataSourceTable', 'dataSourceFormula', 'chipRuns'];

export function checkCellMask(mask) {
  if (mask === true) return;
  for (const name of mask.keys()) {
    if (!WRITABLE.includes(name) && !UNMODELLED.includes(name)) throw invalid(`Invalid field: ${name}`);
  }
}

function writeValue(sheet, row, column, value) {
  const { switches } = sheet.workbook;
  if (switches.mergedCellsDrop && isCovered(sheet, row, column)) return;
  if (switches.validationOfApi && value?.formulaValue === undefined) checkValid(sheet, row, column, value?.stringValue ?? value?.numberValue ?? value?.boolValue ?? null);
  if (value?.formulaValue !== undefined) {
    const formula = checkLength(value.formulaValue);
    if (formula.startsWith('=')) sheet.putFormula(row, column, formula);
    else sheet.put(row, column, formula);
    return;
  }
  if (value?.errorValue !== undefined) throw invalid('errorValue is read-only.');
  const plain = value?.stringValue === undefined ? value?.numberValue ?? value?.boolValue ?? null : checkLength(value.stringValue) || null;
  sheet.put(row, column, plain);
}

/** Writes what `mask` names of CellData `data` (undefined: clears it) into one cell. */
export function writeCell(sheet, row, column, data, mask) {
  if (includes(mask, 'userEnteredValue')) writeValue(sheet, row, column, data?.userEnteredValue);
  if (includes(mask, 'userEnteredFormat')) {
    const format = mergeMasked(sheet.cell(row, column)?.format, data?.userEnteredFormat, submask(mask, 'userEnteredFormat'));
    if (format?.numberFormat && !format.numberFormat.type) throw invalid('NumberFormat.type must be specified.');
    sheet.setCell(row, column, { format: format && Object.keys(format).length > 0 ? format : undefined });
  }
  if (includes(mask, 'note')) sheet.setCell(row, column, { note: data?.note ? checkLength(data.note) : undefined });
}
