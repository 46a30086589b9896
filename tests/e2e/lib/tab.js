/** One linked tab by the names of its columns, for scenarios that care who a row is and not where it stands. */
import { cellName } from '../../google/workbook/a1.js';

/** Settings for a stack with many links: the quota is another scenario's business. */
export const plentiful = { set: ['google.reads_per_minute=6000', 'google.writes_per_minute=6000'] };

/** The stand-in's side of it. */
export const liftQuota = (stack) => stack.act({ do: 'quota', reads_per_user: 6000, writes_per_user: 6000, reads_per_project: 6000, writes_per_project: 6000 });

export class Tab {
  /** linked: what stack.link returns, or the stack itself for its first tab. */
  constructor(linked) {
    this.linked = linked;
  }

  act(action) { return this.linked.act(action); }
  sql(text, values) { return this.linked.sql(text, values); }
  rest(options) { return this.linked.rest(options); }

  async header() { return (await this.linked.sheet()).header; }

  /** Every row as {row, column: value, …}. */
  async rows() {
    const { header, rows } = await this.linked.sheet();
    return rows.filter(({ cells }) => cells.some((cell) => cell !== null))
      .map(({ row, cells }) => ({ row, ...Object.fromEntries(header.map((name, i) => [idName(name), cells[i] ?? null])) }));
  }

  /** The one row of which this is so. */
  async find(where) {
    const found = (await this.rows()).filter((line) => Object.entries(where).every(([name, value]) => line[name] === value));
    if (found.length !== 1) throw new Error(`${found.length} rows of the sheet have ${JSON.stringify(where)}: ${JSON.stringify(await this.rows())}`);
    return found[0];
  }

  async has(where) { return (await this.rows()).some((line) => Object.entries(where).every(([name, value]) => line[name] === value)); }

  /** The address of a column in a row, or in the row of which something is so. */
  async at(where, column) {
    const header = (await this.header()).map(idName);
    const row = typeof where === 'number' ? where : (await this.find(where)).row;
    return cellName(row - 1, header.indexOf(column));
  }

  async type(where, column, value) { return this.act({ do: 'type', cell: await this.at(where, column), value }); }

  /** Types a new row below all others; columns that are not named stay empty. */
  async add(values) {
    const rows = await this.rows();
    const row = Math.max(1, ...rows.map((line) => line.row)) + 1;
    const header = await this.header();
    const places = Object.keys(values).map((name) => header.indexOf(name));
    const [first, last] = [Math.min(...places), Math.max(...places)];
    const line = Array.from({ length: last - first + 1 }, (_, i) => String(values[header[first + i]] ?? ''));
    await this.act({ do: 'paste', cell: cellName(row - 1, first), rows: [line] });
    return row;
  }

  async note(where, column) { return (await this.linked.sheet()).notes.get(await this.at(where, column)); }

  /** Waits until this is so. */
  settled(test, ms) { return this.linked.settled(test, ms); }
}

const idName = (name) => (/^_gsync_id(@\d+( [-0-9TZ: ]+)?)?$/.test(String(name)) ? '_gsync_id' : name);
