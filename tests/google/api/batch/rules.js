/** batchUpdate requests for what a tab has over its cells: merged ranges, data validation, filter views, groups of rows. */
import * as rules from '../../workbook/rules.js';
import { invalid } from '../errors.js';
import { fromDimensionRange, insideGrid, sheetById } from '../ranges.js';
import { checkEditable } from './context.js';

export function mergeCells(context, { range, mergeType }) {
  if (mergeType !== 'MERGE_ALL') throw context.unimplemented();
  const { sheet, range: area } = insideGrid(context.workbook, range);
  checkEditable(context, sheet, area);
  rules.merge(sheet, area);
}

export function unmergeCells(context, { range }) {
  const { sheet, range: area } = insideGrid(context.workbook, range);
  rules.unmerge(sheet, area);
}

export function setDataValidation(context, { range, rule }) {
  const { sheet, range: area } = insideGrid(context.workbook, range);
  if (rule && !rule.condition?.type) throw invalid('No condition specified.');
  rules.setValidation(sheet, area, rule);
}

export function addFilterView({ workbook }, { filter = {} }) {
  const sheet = sheetById(workbook, filter.range?.sheetId);
  const view = { filterViewId: filter.filterViewId ?? workbook.nextId(), ...filter };
  workbook.transaction.touchStructure();
  sheet.filterViews = [...sheet.filterViews, view];
  return { addFilterView: { filter: view } };
}

/** A group is there; it hides its rows once it is collapsed. */
export function addDimensionGroup({ workbook }, { range }) {
  const { sheet, dimension } = fromDimensionRange(workbook, range);
  if (dimension !== 'ROWS') throw invalid('the stand-in groups rows only');
  workbook.transaction.touchStructure();
  sheet.groups = [...sheet.groups, { range, depth: 1 }];
  return { addDimensionGroup: { dimensionGroups: sheet.groups } };
}

export function updateDimensionGroup({ workbook }, { dimensionGroup: { range, collapsed = false } }) {
  const { sheet, dimension, start, end } = fromDimensionRange(workbook, range);
  if (!sheet.groups.some((group) => JSON.stringify(group.range) === JSON.stringify(range))) throw invalid('No group over this range.');
  sheet.setHidden(dimension, start, end, collapsed);
}
