/** The right side: the table as PostgreSQL has it, in the order of its key. */
import { Grid } from './grid.js';
import { dress, heading, widthFor } from './cells.js';

const NUMBERS = /^(smallint|integer|bigint|numeric|real|double precision)/;

export class TableGrid extends Grid {
  constructor(element) {
    super(element, { placeholder: 'no rows yet' });
    this.rows = new Map();
    this.columns = [];
  }

  async reset({ columns, rows }) {
    Object.assign(this, { columns, rows: new Map(rows.map(({ id, cells }) => [id, asRow(id, cells)])) });
    await this.define(columns.map((column, i) => this.columnOf(column, i, rows)), this.sorted());
  }

  columnOf({ name, type, key }, i, rows) {
    const number = NUMBERS.test(type);
    return {
      field: `c${i}`, title: name, titleFormatter: () => heading(type, name, { key }),
      width: widthFor(name, [`${type} ${key ? 'key' : ''}`.slice(0, 16), ...rows.slice(0, 200).map(({ cells }) => cells[i] ?? '')]),
      formatter: (cell) => {
        const { id, _changed } = cell.getData();
        const text = cell.getValue();
        dress(cell.getElement(), { look: number ? ['number'] : [], changed: _changed?.[`c${i}`], name: `${JSON.parse(id).join(',')}.${name}` });
        return document.createTextNode(text ?? '');
      },
    };
  }

  async change({ put, gone }) {
    const now = performance.now();
    const patches = new Map();
    let moved = gone.length > 0;
    for (const id of gone) this.rows.delete(id);
    for (const { id, cells } of put) {
      const known = this.rows.get(id);
      if (known) {
        const fields = Object.fromEntries(cells.map((text, i) => [`c${i}`, text]).filter(([field, text]) => known[field] !== text));
        if (Object.keys(fields).length > 0) patches.set(id, fields);
      } else {
        this.rows.set(id, { ...asRow(id, cells), _changed: Object.fromEntries(cells.map((_, i) => [`c${i}`, now])) });
        moved = true;
      }
    }
    await this.patch(patches);
    if (moved) await this.replace(this.sorted());
  }

  sorted() {
    const keys = this.columns.map(({ key, type }, i) => ({ field: `c${i}`, key, number: NUMBERS.test(type) })).filter(({ key }) => key);
    const order = (a, b) => keys.reduce((found, { field, number }) => found || (number ? a[field] - b[field] : compareText(a[field], b[field])), 0);
    return [...this.rows.values()].sort(order);
  }
}

const compareText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const asRow = (id, cells) => ({ id, ...Object.fromEntries(cells.map((text, i) => [`c${i}`, text])) });
