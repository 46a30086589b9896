/** The spreadsheets that exist, and who may open them. */
import { randomBytes } from 'node:crypto';
import { Workbook, WorkbookError } from '../workbook/index.js';
import { forbidden, invalid, notFound } from './errors.js';
import { writeCell } from './celldata.js';

export class SheetsService {
  constructor({ clock }) {
    this.clock = clock;
    this.workbooks = new Map();
    this.unshared = new Set();
    this.guests = new Map(); // further service accounts → ids of what is shared with them
  }

  add(workbook) {
    this.workbooks.set(workbook.id, workbook);
    return workbook;
  }

  /** The workbook, if the user may see it: 404 when there is none, 403 when it is not shared. */
  open(id, user) {
    const workbook = this.workbooks.get(id);
    if (!workbook) throw notFound();
    if (user !== workbook.owner && !this.isShared(id, user)) throw forbidden();
    return workbook;
  }

  isShared(id, user) {
    return this.guests.has(user) ? this.guests.get(user).has(id) : !this.unshared.has(id);
  }

  /** account: an email of `guests`; left out: everybody who is none of them. */
  share(id, shared, account) {
    const list = account === undefined ? this.unshared : this.guests.get(account);
    if (shared === (account !== undefined)) list.add(id);
    else list.delete(id);
  }

  /** spreadsheets.create: a Spreadsheet body → the new workbook, owned by the caller. */
  create({ spreadsheetId, properties = {}, sheets = [] }, user) {
    const id = spreadsheetId ?? randomBytes(33).toString('base64url');
    const { title = 'Untitled spreadsheet', locale = 'en_US', timeZone = 'Etc/GMT' } = properties;
    const workbook = new Workbook({ id, title, owner: user, clock: () => this.clock.now() });
    try {
      workbook.transact({ source: 'api', user }, () => {
        workbook.setProperties({ locale, timeZone });
        for (const sheet of sheets.length > 0 ? sheets : [{ properties: { title: 'Sheet1' } }]) addSheet(workbook, sheet);
      });
    } catch (error) {
      if (error instanceof WorkbookError) throw invalid(error.message);
      throw error;
    }
    return this.add(workbook);
  }
}

function addSheet(workbook, { properties = {}, data = [] }) {
  const { sheetId, title, hidden, gridProperties: { rowCount, columnCount, frozenRowCount, frozenColumnCount } = {} } = properties;
  const sheet = workbook.addSheet({ sheetId, title, hidden, rowCount, columnCount, frozenRowCount, frozenColumnCount });
  for (const { startRow = 0, startColumn = 0, rowData = [] } of data) {
    rowData.forEach(({ values = [] }, i) => values.forEach((cell, j) => writeCell(sheet, startRow + i, startColumn + j, cell, true)));
  }
}
