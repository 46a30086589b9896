/**
 * The control interface: POST one JSON object {"do": …}, answered when it is done. It acts as people and trouble do.
 * Rows and columns are 1-based; `sheet` is a sheetId, left out for the first tab; `user` (an email) is the owner unless given.
 *
 *  batch {requests}: another program's spreadsheets.batchUpdate; no trigger fires
 *  put {cell, value}: another program writes it through the API as it is, and no trigger fires   format {range, type, pattern}: a number format
 *  type {cell, value}   paste {cell, rows}   copy, cut {range, cell}   clear {range}   note {cell, text}
 *  insert_rows, delete_rows {row, count}   move_rows {row, count, before}   the same for columns {column, count, before}
 *  sort {range, column, descending}   rename_tab {title}   add_tab {title, rows, columns}   delete_tab   duplicate_tab {title}
 *  hide_rows, hide_columns {row|column, count, hidden}   protect {range}   unprotect   undo
 *  cells {shown} → {"sheet":0,"title":"Data","rows":N,"columns":M,"cells":{"A1":{"entered":…,"effective":…,"note":…,"format":"@"}}}
 *        every cell that holds something; entered is the formula for a formula; an error is its text; note and format
 *        (the number pattern) only where there is one; with shown: true also the text that the cell shows
 *  tabs → {"tabs":[{sheet, title, rows, columns, …}]}
 *  requests {last} → {"reads","writes","by_method":{id:{count,bytes_in,bytes_out,statuses}},"calls":[…],"events":{count,bytes,list}}
 *  reset_requests   settle   fault {kind, count, ms, on, spreadsheet}   clear_faults   clock {advance_s, skew_s}
 *  quota {reads_per_user, writes_per_user, reads_per_project, writes_per_project}   locale {locale, time_zone, title}
 *  add_chart_tab {title}: a tab that is no grid   merge, unmerge {range}
 *  switches {changeOnApiWrite, editOnUndo, editOnSort, mergedCellsDrop, validationOfApi}   share {shared, account}   api {enabled}   account {name} → {"credentials"}
 *  page {conninfo, table, sheetId}: what the page shows beside the sheet
 *  meanwhile {on: 'read'|'write', actions}: just after the next read was answered, just before the next write is applied
 *  add_spreadsheet {spreadsheet, title, sheet_title, rows, script}: one more, with a script project of its own; then `spreadsheet` names which one is meant
 *  run {function, args} → {"result"}   open {user}   script → its statistics, alerts and logs   load_script {dir}   will_answer {answers}
 */
import { box, CellError, cellName, entered, parseCell, parseRange, rangeName, WorkbookError } from './workbook/index.js';
import { effectiveNumberFormat } from './workbook/format.js';
import { runBatch } from './api/batch/index.js';
import { ApiError } from './api/errors.js';
import { FAULT_KINDS, SCRIPT_FAULTS } from './faults.js';
import { DEFAULT_LIMITS } from './quota.js';

export class ControlError extends Error {}

const fail = (message) => {
  throw new ControlError(message);
};

function integer(action, name, fallback) {
  const value = action[name] ?? fallback;
  if (!Number.isInteger(value) || value < 1) fail(`"${name}" must be a whole number from 1, got ${JSON.stringify(action[name])}`);
  return value;
}

function text(action, name) {
  if (typeof action[name] !== 'string') fail(`"${name}" must be a string, got ${JSON.stringify(action[name])}`);
  return action[name];
}

/** What one may type: a string, or a number or boolean that stands for itself. */
function typed(value, where) {
  if (['string', 'number', 'boolean'].includes(typeof value)) return typeof value === 'number' ? String(value) : value;
  return value === null ? '' : fail(`${where} must be text as it would be typed, got ${JSON.stringify(value)}`);
}

function rowsOf(action) {
  const { rows } = action;
  if (!Array.isArray(rows) || !rows.every(Array.isArray)) fail('"rows" must be an array of arrays of text');
  return rows.map((line, i) => line.map((value, j) => typed(value, `"rows"[${i}][${j}]`)));
}

function cellOf(action) {
  return parseCell(text(action, 'cell')) ?? fail(`"cell" must be one cell such as "C5", got ${JSON.stringify(action.cell)}`);
}

function rangeOf(action) {
  return parseRange(text(action, 'range')) ?? fail(`"range" must be a range such as "A5:D9", got ${JSON.stringify(action.range)}`);
}

function columnOf(action) {
  if (typeof action.column === 'string' && /^[A-Za-z]{1,3}$/.test(action.column)) return parseRange(`${action.column}:${action.column}`).startColumn;
  return integer(action, 'column') - 1;
}

function cellsOf(sheet, { shown = false } = {}) {
  const cells = {};
  sheet.rows.forEach((row, i) => row?.cells.forEach((cell, j) => {
    if (cell === undefined || (cell.empty && cell.note === undefined)) return;
    const pattern = effectiveNumberFormat(cell, sheet.workbook.locale)?.pattern ?? (cell.format?.numberFormat?.type === 'TEXT' ? '@' : undefined);
    cells[cellName(i, j)] = {
      entered: plain(entered(cell)), effective: plain(cell.value), ...(cell.note !== undefined && { note: cell.note }), ...(pattern && { format: pattern }),
      ...(shown && { shown: sheet.text(i, j) }),
    };
  }));
  return { ...tabOf(sheet), cells };
}

function put(sheet, { row, column }, value) {
  sheet.workbook.transact({ source: 'api', user: 'another program' }, () => sheet.put(row, column, value ?? null));
}

function batch({ workbook }, { requests }) {
  try {
    return runBatch(workbook, requests, 'another program');
  } catch (error) {
    throw error instanceof ApiError ? new WorkbookError(error.message) : error;
  }
}

const plain = (value) => (value instanceof CellError ? value.text : value);

const protectionOf = ({ range, warningOnly }) => ({ range: range && rangeName(range), warning_only: warningOnly ?? false });

function tabOf(sheet) {
  const hidden = sheet.columns.map((column, i) => (column.hidden ? i + 1 : 0)).filter(Boolean);
  return {
    sheet: sheet.sheetId, title: sheet.title, index: sheet.index, rows: sheet.rowCount, columns: sheet.columnCount,
    frozen_rows: sheet.frozenRowCount, ...(hidden.length > 0 && { hidden_columns: hidden }), ...(sheet.hidden && { hidden: true }),
    ...(sheet.protectedRanges.length > 0 && { protected: sheet.protectedRanges.map(protectionOf) }),
  };
}

function personActions(google) {
  const acting = (work) => (action) => {
    const workbook = workbookOf(google, action);
    const sheet = sheetOf(workbook, action);
    return work(workbook.as(action.user), { sheetId: sheet.sheetId }, action, sheet);
  };
  const lines = (name, index, work) => acting((person, where, action, sheet) => work(person, index(action), integer(action, 'count', 1), where, action, sheet));
  const row = (action) => integer(action, 'row') - 1;
  return {
    type: acting((person, where, action) => person.type(cellOf(action), typed(action.value, '"value"'), where)),
    paste: acting((person, where, action) => person.paste(cellOf(action), rowsOf(action), where)),
    copy: acting((person, where, action) => person.copy(rangeOf(action), cellOf(action), where)),
    cut: acting((person, where, action) => person.cut(rangeOf(action), cellOf(action), where)),
    put: acting((person, where, action, sheet) => put(sheet, cellOf(action), action.value)),
    format: acting((person, where, action) => person.format(rangeOf(action), { type: text(action, 'type'), pattern: action.pattern }, where)),
    clear: acting((person, where, action) => person.clear(rangeOf(action), where)),
    note: acting((person, where, action) => person.note(cellOf(action), text(action, 'text'), where)),
    insert_rows: lines('row', row, (person, at, count, where) => person.insertRows(at, count, where)),
    delete_rows: lines('row', row, (person, at, count, where) => person.deleteRows(at, count, where)),
    move_rows: lines('row', row, (person, at, count, where, action) => person.moveRows(at, count, integer(action, 'before') - 1, where)),
    merge: acting((person, where, action) => person.merge(rangeOf(action), where)),
    unmerge: acting((person, where, action) => person.unmerge(rangeOf(action), where)),
    hide_rows: lines('row', row, (person, at, count, where, action) => person.hide('ROWS', at, count, action.hidden ?? true, where)),
    insert_columns: lines('column', columnOf, (person, at, count, where) => person.insertColumns(at, count, where)),
    delete_columns: lines('column', columnOf, (person, at, count, where) => person.deleteColumns(at, count, where)),
    move_columns: lines('column', columnOf, (person, at, count, where, action) => person.moveColumns(at, count, columnOf({ column: action.before }), where)),
    hide_columns: lines('column', columnOf, (person, at, count, where, action) => person.hide('COLUMNS', at, count, action.hidden ?? true, where)),
    sort: acting((person, where, action) => person.sort(rangeOf(action), columnOf(action), action.descending ?? false, where)),
    rename_tab: acting((person, where, action) => person.rename(text(action, 'title'), where)),
    add_tab: acting((person, where, action) => tabOf(person.addTab({ title: action.title, rowCount: action.rows, columnCount: action.columns }))),
    add_chart_tab: acting((person, where, action) => tabOf(person.addTab({ title: action.title, rowCount: 0, columnCount: 0, sheetType: 'OBJECT' }))),
    delete_tab: acting((person, where) => person.deleteTab(where)),
    duplicate_tab: acting((person, where, action) => tabOf(person.duplicateTab({ ...where, title: action.title }))),
    protect: acting((person, where, action) => ({ protected: person.protect(action.range === undefined ? undefined : rangeOf(action), where).protectedRangeId })),
    unprotect: acting((person, where) => person.unprotect(where)),
    undo: acting((person) => ({ undone: person.undo() })),
    batch: acting((person, where, action, sheet) => ({ replies: batch(sheet, action) })),
    cells: acting((person, where, action, sheet) => cellsOf(sheet, action)),
  };
}

function workbookOf(google, { spreadsheet }) {
  const id = spreadsheet ?? google.workbook.id;
  return google.service.workbooks.get(id) ?? fail(`there is no spreadsheet ${JSON.stringify(id)}`);
}

function sheetOf(workbook, { sheet: sheetId }) {
  if (sheetId === undefined) return workbook.first;
  return workbook.sheet(sheetId) ?? fail(`there is no tab with sheetId ${JSON.stringify(sheetId)}; there are ${workbook.sheets.map((sheet) => sheet.sheetId).join(', ')}`);
}

function addFault(google, action) {
  const kind = String(action.kind);
  if (!FAULT_KINDS.includes(kind)) fail(`"kind" must be one of ${FAULT_KINDS.join(', ')}, got ${JSON.stringify(action.kind)}`);
  if (action.ms !== undefined && !(action.ms >= 0)) fail(`"ms" must be a number of milliseconds, got ${JSON.stringify(action.ms)}`);
  if (action.on !== undefined && !['read', 'write', 'any'].includes(action.on)) fail('"on" must be read, write or any');
  if (SCRIPT_FAULTS.includes(kind)) return (google.scriptOf(action.spreadsheet) ?? fail('there is no script runtime')).fault(kind, integer(action, 'count', 1), action.ms);
  return google.faults.add({ kind, count: integer(action, 'count', 1), ms: action.ms, on: action.on, spreadsheet: action.spreadsheet });
}

/** Actions for the one moment that counts: just before the next write is applied, or just after the next read was answered. */
function addMeanwhile(google, { on, actions, sheet }) {
  if (on !== 'read' && on !== 'write') fail('"on" must be read or write');
  if (!Array.isArray(actions)) fail('"actions" must be an array of actions');
  google.faults.meanwhile.push({ on, work: async () => { for (const action of actions) await google.control({ sheet, ...action }); } });
}

async function addSpreadsheet(google, { spreadsheet, title, sheet_title: sheetTitle, rows, script }) {
  if (google.service.workbooks.has(spreadsheet)) fail(`there is a spreadsheet ${JSON.stringify(spreadsheet)} already`);
  const workbook = await google.addSpreadsheet({ spreadsheet, title, sheetTitle, rows, script });
  return { spreadsheet: workbook.id, sheet: workbook.first.sheetId };
}

function moveClock(google, { advance_s: advance = 0, skew_s: skew }) {
  if (typeof advance !== 'number' || (skew !== undefined && typeof skew !== 'number')) fail('"advance_s" and "skew_s" must be numbers of seconds');
  if (skew !== undefined) google.oauth.skew = skew * 1000;
  google.clock.advance(advance * 1000);
  return { now: new Date(google.clock.now()).toISOString() };
}

function setQuota(google, action) {
  for (const name of Object.keys(DEFAULT_LIMITS)) if (action[name] !== undefined) google.quota.limits[name] = integer(action, name);
  return google.quota.limits;
}

function setLocale(google, action) {
  const workbook = workbookOf(google, action);
  workbook.transact({ source: 'human', user: workbook.owner }, (transaction) => {
    workbook.setProperties({ locale: action.locale, timeZone: action.time_zone, title: action.title });
    transaction.later('change', { user: workbook.owner, changeType: 'OTHER' });
  });
  return { locale: workbook.locale, time_zone: workbook.timeZone, title: workbook.title };
}

function setSwitches(google, { do: _, spreadsheet, ...wanted }) {
  const { switches } = workbookOf(google, { spreadsheet });
  for (const [name, value] of Object.entries(wanted)) {
    if (typeof switches[name] !== 'boolean' || typeof value !== 'boolean') fail(`a switch is one of ${Object.keys(switches).join(', ')} and true or false, got ${JSON.stringify({ [name]: value })}`);
    switches[name] = value;
  }
  return { switches };
}

function setShared(google, action) {
  const { id } = workbookOf(google, action);
  if (action.account !== undefined && !google.service.guests.has(action.account)) fail(`there is no further service account ${JSON.stringify(action.account)}; make one with {"do":"account"}`);
  google.service.share(id, action.shared !== false, action.account);
}

/** One more service account: nothing is shared with it yet, and its quota is its own. */
function addAccount(google, { name }) {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(name)) fail(`"name" must be 6 to 30 small letters, digits and dashes, got ${JSON.stringify(name)}`);
  const credentials = google.oauth.createAccount(name);
  google.service.guests.set(credentials.client_email, new Set());
  return { credentials };
}

function systemActions(google) {
  return {
    tabs: (action) => ({ tabs: workbookOf(google, action).sheets.map(tabOf) }),
    requests: (action) => google.record.summary(action),
    reset_requests: () => google.record.reset(),
    settle: ({ spreadsheet }) => google.settle(spreadsheet),
    fault: (action) => addFault(google, action),
    clear_faults: ({ spreadsheet }) => {
      google.faults.clear(spreadsheet);
      google.scriptOf(spreadsheet)?.clearFaults();
    },
    meanwhile: (action) => addMeanwhile(google, action),
    add_spreadsheet: (action) => addSpreadsheet(google, action),
    clock: (action) => moveClock(google, action),
    quota: (action) => setQuota(google, action),
    locale: (action) => setLocale(google, action),
    switches: (action) => setSwitches(google, action),
    share: (action) => setShared(google, action),
    account: (action) => addAccount(google, action),
    page: ({ do: _, ...options }) => {
      google.page?.options(options);
    },
    api: (action) => {
      google.apiDisabled = action.enabled === false;
    },
  };
}

/** google → async (action) → answer; throws ControlError for a bad action. */
export function createControl(google) {
  const actions = { ...personActions(google), ...systemActions(google) };
  return async (action) => {
    if (typeof action !== 'object' || action === null || Array.isArray(action)) fail('the body must be one JSON object such as {"do":"settle"}');
    const all = { ...actions, ...google.scriptOf(action.spreadsheet)?.actions };
    if (!Object.hasOwn(all, action.do)) fail(`"do" must be one of ${Object.keys(all).sort().join(', ')}; got ${JSON.stringify(action.do)}`);
    try {
      return { ok: true, ...await all[action.do](action) };
    } catch (error) {
      if (error instanceof WorkbookError) fail(error.message);
      throw error;
    }
  };
}

/** HTTP around it. */
export function controlHandler(control) {
  return async (req, res) => {
    const answer = (status, body) => {
      const bytes = Buffer.from(`${JSON.stringify(body)}\n`);
      res.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
      res.end(bytes);
    };
    if (req.method !== 'POST') return answer(405, { error: 'POST one JSON object to this address' });
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    let action;
    try {
      action = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    } catch (error) {
      return answer(400, { error: `the body is not JSON: ${error.message}` });
    }
    try {
      return answer(200, await control(action));
    } catch (error) {
      if (error instanceof ControlError) return answer(400, { error: `${action?.do ?? 'action'}: ${error.message}` });
      process.stderr.write(`stand-in for Google: control ${action?.do}: ${error.stack}\n`);
      return answer(500, { error: error.message });
    }
  };
}
