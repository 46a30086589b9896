/** One stream of server-sent events for every visitor: both sides once in full, then what changes, who moved what, and whether they are equal. */
import { Screen } from './screen.js';
import { SheetFeed } from './sheet_feed.js';
import { TableFeed } from './table_feed.js';
import { Traffic } from './traffic.js';
import { judge } from './equality.js';

const JUDGE_AFTER_MS = 120;
const BEAT_MS = 15_000;

export class Hub {
  /** @param {import('../workbook/index.js').Workbook} workbook @param {object} options @param {import('../script/index.js').ScriptHost} [script] of the spreadsheet */
  constructor(workbook, options, script) {
    this.workbook = workbook;
    this.script = script;
    this.visitors = new Set();
    this.screens = new Map();
    this.configure(options);
    workbook.on('write', (write) => this.noteWrite(write));
  }

  configure({ sheetId = this.sheetId ?? this.workbook.first?.sheetId ?? 0, conninfo = this.conninfo, table = this.tableName }) {
    Object.assign(this, { sheetId, conninfo, tableName: table });
    this.rest();
    this.sheet?.close();
    this.traffic = new Traffic((move) => this.broadcast('move', move));
    this.sheet = this.watchSheet(new SheetFeed(this.workbook, sheetId));
    this.table = conninfo && table ? this.watchTable(new TableFeed({ conninfo, table, timeZone: this.workbook.timeZone })) : undefined;
    if (this.visitors.size === 0) return;
    this.look();
    this.broadcast('sheet', this.sheet.snapshot());
  }

  /** Both sides are followed while there are visitors. */
  look() {
    this.leave ??= [this.sheet.watch(), ...(this.table ? [this.table.watch()] : [])];
  }

  rest() {
    for (const leave of this.leave ?? []) leave();
    this.leave = undefined;
  }

  watchSheet(feed) {
    feed.on('reset', () => this.changed('sheet', feed.snapshot()));
    feed.on('cells', (changes) => this.changed('cells', changes));
    feed.on('rows', (splice) => this.changed('rows', splice));
    return feed;
  }

  watchTable(feed) {
    feed.on('reset', () => this.changed('table', feed.snapshot()));
    feed.on('rows', (change) => {
      this.traffic.tableChanged(change.put.length + change.gone.length);
      this.changed('put', change);
    });
    feed.on('problem', (text) => this.broadcast('problem', text));
    return feed;
  }

  noteWrite({ source, cells, structural }) {
    const mine = cells.filter(({ sheetId, row }) => sheetId === this.sheetId && row > 0);
    if (mine.length === 0 && !structural) return;
    if (this.visitors.size === 0) return;
    this.traffic.sheetChanged(source, mine.length);
    this.table?.expect();
  }

  changed(type, data) {
    this.broadcast(type, data);
    this.judging ??= setTimeout(() => this.judge(), JUDGE_AFTER_MS);
  }

  judge() {
    clearTimeout(this.judging);
    this.judging = undefined;
    const { sheet } = this.sheet;
    if (this.visitors.size > 0) this.broadcast('state', this.verdict(sheet));
  }

  verdict(sheet) {
    if (!sheet || !this.table || this.table.columns.length === 0) return { equal: null, sheetRows: Math.max(0, (sheet?.lastRow ?? 1) - 1), tableRows: 0, differ: 0, inSheet: [] };
    return judge(sheet, this.table);
  }

  /** `user` (an email) is who sits there; the spreadsheet's owner unless the address says so. */
  join(request, response) {
    const user = new URL(request.url, 'http://localhost').searchParams.get('user') || this.workbook.owner;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    this.look();
    this.send(response, 'sheet', this.sheet.snapshot());
    this.visitors.add(response);
    if (this.table?.columns.length > 0) this.send(response, 'table', this.table.snapshot());
    this.send(response, 'state', this.verdict(this.sheet.sheet));
    const screen = this.script?.project && new Screen(this.script, user, (type, data) => this.send(response, type, data));
    if (screen) {
      this.screens.set(screen.id, screen);
      screen.open();
    }
    const beat = setInterval(() => response.write(': \n\n'), BEAT_MS);
    request.on('close', () => {
      clearInterval(beat);
      this.visitors.delete(response);
      this.screens.delete(screen?.id);
      screen?.leave();
      if (this.visitors.size === 0) this.rest();
    });
  }

  broadcast(type, data) {
    for (const visitor of this.visitors) this.send(visitor, type, data);
  }

  send(visitor, type, data) {
    visitor.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  close() {
    for (const visitor of this.visitors) visitor.end();
    this.visitors.clear();
    this.rest();
    this.sheet.close();
  }
}
