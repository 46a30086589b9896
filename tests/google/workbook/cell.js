/**
 * What a cell holds. Cells are never changed, only replaced, so that an old state of a row can be kept by reference.
 *
 *   value    number | string | boolean | null | CellError: the effective value (the result, for a formula)
 *   formula  string starting with '=' | undefined
 *   format   CellFormat as in the API ({numberFormat: {type, pattern}, …}) | undefined
 *   note     string | undefined
 *   spilled  true where the value comes from another cell's array formula: nothing was entered here
 */
export class Cell {
  constructor(value, formula, format, note, spilled = false) {
    this.value = value;
    this.formula = formula;
    this.format = format;
    this.note = note;
    this.spilled = spilled;
  }

  with(patch) {
    return new Cell(
      'value' in patch ? patch.value : this.value,
      'formula' in patch ? patch.formula : this.formula,
      'format' in patch ? patch.format : this.format,
      'note' in patch ? patch.note : this.note,
      this.spilled && !('value' in patch) && !('formula' in patch),
    );
  }

  get empty() {
    return this.value === null && this.formula === undefined;
  }

  get blank() {
    return this.empty && this.format === undefined && this.note === undefined;
  }
}

export const BLANK = new Cell(null);

const ERROR_TEXT = {
  ERROR: '#ERROR!', NULL_VALUE: '#NULL!', DIVIDE_BY_ZERO: '#DIV/0!', VALUE: '#VALUE!',
  REF: '#REF!', NAME: '#NAME?', NUM: '#NUM!', N_A: '#N/A', LOADING: 'Loading...',
};

/** A formula's error: `type` as in the API's ErrorType, `text` as the cell shows it. */
export class CellError {
  constructor(type, message) {
    this.type = type;
    this.message = message;
    this.text = ERROR_TEXT[type];
  }

  static fromText(text, message = '') {
    const type = Object.keys(ERROR_TEXT).find((key) => ERROR_TEXT[key] === text) ?? 'ERROR';
    return new CellError(type, message);
  }

  toString() {
    return this.text;
  }
}

/** The cell's own content as it was entered: the formula, else the value. */
export const entered = (cell) => (cell === undefined ? null : cell.formula ?? cell.value);
