/** spreadsheets.batchUpdate: all requests in order, or none. */
import { WorkbookError } from '../../workbook/index.js';
import { ApiError, invalid } from '../errors.js';
import { BatchContext } from './context.js';
import * as cells from './cells.js';
import * as dimensions from './dimensions.js';
import * as rules from './rules.js';
import * as sheets from './sheets.js';

const HANDLERS = { ...cells, ...dimensions, ...rules, ...sheets };

/** Returns the replies, one for each request, {} for those without one. */
export function runBatch(workbook, requests, user) {
  if (requests.length === 0) throw invalid('Must specify at least one request.');
  return workbook.transact({ source: 'api', user }, () => {
    const context = new BatchContext(workbook, user);
    return requests.map((request, i) => runRequest(context, request, i));
  });
}

function runRequest(context, request, i) {
  const [kind] = Object.keys(request);
  if (kind === undefined) throw invalid(`Invalid requests[${i}]: No request set.`);
  const handler = Object.hasOwn(HANDLERS, kind) ? HANDLERS[kind] : undefined;
  if (!handler) throw new ApiError(501, `Invalid requests[${i}].${kind}: the stand-in for Google does not implement this kind of request.`);
  try {
    return handler(context, request[kind]) ?? {};
  } catch (error) {
    if (error instanceof WorkbookError || error instanceof ApiError) throw new ApiError(error.code ?? 400, `Invalid requests[${i}].${kind}: ${error.message}`, error.details);
    throw error;
  }
}
