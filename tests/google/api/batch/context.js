/** What the requests of one batch share, and the checks that many of them make. */
import { ApiError, invalid } from '../errors.js';
import { MaskError, parseMask } from '../mask.js';

export const PROTECTED = 'You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.';

export class BatchContext {
  constructor(workbook, user) {
    this.workbook = workbook;
    this.user = user;
    /** Rows and columns that deletes may still take, counted on the grid as it stood before the batch. */
    this.deletable = new Map(workbook.sheets.map((sheet) => [sheet.sheetId, {
      ROWS: sheet.rowCount - sheet.frozenRowCount, COLUMNS: sheet.columnCount - sheet.frozenColumnCount,
    }]));
  }

  unimplemented() {
    return new ApiError(501, 'This form of the request is not implemented by the stand-in for Google.');
  }
}

export function checkEditable(context, sheet, area) {
  if (!sheet.editableBy(context.user, sheet.clip(area))) throw invalid(PROTECTED);
}

/** For what changes a tab's structure rather than its cells. */
export function checkStructure(context, sheet, dimension = 'ROWS', index = 0) {
  if (!sheet.insertableBy(context.user, dimension, index)) throw invalid(PROTECTED);
}

/** The `fields` of an update request; required, and checked against the message that it masks. */
export function requireMask(fields, schemaName) {
  if (!fields) throw invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
  try {
    return parseMask(fields, schemaName);
  } catch (error) {
    if (error instanceof MaskError) throw invalid(`Invalid field: ${error.message}`);
    throw error;
  }
}
