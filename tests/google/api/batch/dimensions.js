/** batchUpdate requests on rows and columns. */
import { invalid } from '../errors.js';
import { areaOfDimension, fromDimensionRange, sheetById } from '../ranges.js';
import { checkEditable, checkStructure, requireMask } from './context.js';

const word = (dimension) => (dimension === 'ROWS' ? 'row' : 'column');

export function insertDimension(context, { range = {}, inheritFromBefore = false }) {
  if (range.endIndex === undefined) throw invalid('range.endIndex must be specified.');
  const { sheet, dimension, start, end, size } = fromDimensionRange(context.workbook, range);
  if (inheritFromBefore && start === 0) throw invalid('range.startIndex[0] must be greater than 0 if inheritFromBefore is true.');
  if (!inheritFromBefore && start >= size) throw invalid(`range.startIndex[${start}] must be less than the grid size[${size}] if inheritFromBefore is false.`);
  if (start > size) throw invalid(`range.startIndex[${start}] must be less than or equal to the grid size[${size}] if inheritFromBefore is true.`);
  checkStructure(context, sheet, dimension, start);
  sheet.insert(dimension, start, end - start, inheritFromBefore);
}

export function appendDimension(context, { sheetId, dimension, length = 0 }) {
  const sheet = sheetById(context.workbook, sheetId);
  if (dimension !== 'ROWS' && dimension !== 'COLUMNS') throw invalid('No dimension specified.');
  if (length < 1) throw invalid('length must be greater than 0.');
  checkStructure(context, sheet);
  sheet.append(dimension, length);
}

export function deleteDimension(context, { range = {} }) {
  const { sheet, dimension, start, end, size } = fromDimensionRange(context.workbook, range);
  if (end > size) {
    throw invalid(`Cannot delete a ${word(dimension)} that doesn't exist. Tried to delete ${word(dimension)} index ${Math.max(start, size)} but there are only ${size} ${word(dimension)}s.`);
  }
  checkEditable(context, sheet, areaOfDimension(dimension, start, end));
  checkRemaining(context, sheet, dimension, end - start);
  sheet.remove(dimension, start, end - start);
}

/** Google judges this on the grid before the batch: rows added by the same batch do not help. */
function checkRemaining(context, sheet, dimension, count) {
  const deletable = context.deletable.get(sheet.sheetId);
  if (!deletable) return;
  deletable[dimension] -= count;
  if (deletable[dimension] > 0) return;
  const frozen = dimension === 'ROWS' ? sheet.frozenRowCount : sheet.frozenColumnCount;
  if (frozen > 0) throw invalid(`Sorry, it is not possible to delete all non-frozen ${word(dimension)}s.`);
  throw invalid(`You can't delete all the ${word(dimension)}s on the sheet.`);
}

export function moveDimension(context, { source = {}, destinationIndex = 0 }) {
  const { sheet, dimension, start, end, size } = fromDimensionRange(context.workbook, source);
  if (end > size) throw invalid(`source.endIndex[${end}] is after last ${word(dimension)} in grid[${size - 1}]`);
  checkEditable(context, sheet, areaOfDimension(dimension, start, end));
  sheet.move(dimension, start, end - start, destinationIndex);
}

export function updateDimensionProperties(context, { range = {}, properties = {}, fields }) {
  const mask = requireMask(fields, 'DimensionProperties');
  const { sheet, dimension, start, end, size } = fromDimensionRange(context.workbook, range);
  if (end > size) throw invalid(`range.endIndex[${end}] is after last ${word(dimension)} in grid[${size - 1}]`);
  checkStructure(context, sheet);
  const patch = {};
  if (mask === true || mask.has('hiddenByUser')) patch.hidden = properties.hiddenByUser ?? false;
  if (mask === true || mask.has('pixelSize')) patch.pixelSize = properties.pixelSize;
  sheet.setProperties(dimension, start, end, patch);
}

export function autoResizeDimensions(context, { dimensions = {} }) {
  const { sheet, dimension, start, end } = fromDimensionRange(context.workbook, dimensions);
  sheet.setProperties(dimension, start, end, { pixelSize: undefined });
}
