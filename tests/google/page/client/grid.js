/** The grid library behind one small interface: rows come whole or as patches, and what changed flashes. */
import { TabulatorFull as Tabulator } from './vendor/tabulator.js';
import { stopFlashing } from './cells.js';

const FEW = 80;
export const ROW_HEIGHT = 28;

export class Grid {
  /** options: the library's own. Rows are objects with a unique `id`; `_changed` of a row holds when each field last changed. */
  constructor(element, options) {
    this.element = element;
    this.table = new Tabulator(element, {
      index: 'id', height: '100%', rowHeight: ROW_HEIGHT, layout: 'fitDataFill', columnHeaderVertAlign: 'bottom', data: [], columns: [],
      renderVerticalBuffer: 280, ...options,
      columnDefaults: { headerSort: false, resizable: 'header', minWidth: 48, ...options.columnDefaults },
    });
    this.ready = new Promise((resolve) => { this.table.on('tableBuilt', resolve); });
    this.editing = undefined; // {id, field} of the cell with an open editor
    this.waiting = [];
    this.table.on('cellEditing', (cell) => { this.editing = { id: cell.getData().id, field: cell.getField() }; });
    for (const end of ['cellEdited', 'cellEditCancelled']) this.table.on(end, () => this.editingEnded());
    stopFlashing(element);
  }

  get holder() {
    return this.element.querySelector('.tabulator-tableholder');
  }

  async define(columns, rows) {
    await this.ready;
    this.table.setColumns(columns);
    await this.table.setData(rows);
  }

  /** Replaces all rows; the view stays where it is. */
  async replace(rows) {
    await this.ready;
    const { scrollTop, scrollLeft } = this.holder;
    await this.table.replaceData(rows);
    Object.assign(this.holder, { scrollTop, scrollLeft });
  }

  /** changes: Map of id → {field: value}. Unknown ids are left out, and an open editor is left alone. */
  async patch(changes) {
    await this.ready;
    const now = performance.now();
    for (const [id, given] of changes) {
      const row = this.table.getRow(id);
      if (!row) continue;
      const data = row.getData();
      const fields = differing(given, data);
      data._changed = { ...data._changed, ...Object.fromEntries(Object.keys(fields).map((field) => [field, now])) };
      const edited = this.editing?.id === id;
      if (edited && this.editing.field in fields) data[this.editing.field] = fields[this.editing.field];
      if (changes.size <= FEW || edited) row.update(edited ? without(fields, this.editing.field) : fields);
      else {
        Object.assign(data, fields);
        row.reformat();
      }
    }
  }

  /** Draws the visible rows again. */
  redress() {
    for (const row of this.table.getRows('visible')) {
      if (this.editing?.id !== row.getData().id) row.reformat();
    }
  }

  editingEnded() {
    this.editing = undefined;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Resolves when no editor is open. */
  untilEdited() {
    return this.editing === undefined ? Promise.resolve() : new Promise((resolve) => { this.waiting.push(resolve); });
  }
}

const differing = (fields, data) => Object.fromEntries(Object.entries(fields).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(data[field] ?? null)));

export const without = (fields, name) => Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));

const BY_HAND = ['wheel', 'pointerdown', 'touchmove', 'keydown'];

/** While `wanted()`, who scrolls one grid by hand scrolls the others too. A grid that scrolls by itself, for its rows have changed, moves nothing. */
export function scrollTogether(grids, wanted) {
  let leader;
  for (const grid of grids) {
    for (const type of BY_HAND) grid.element.addEventListener(type, () => { leader = grid; }, { capture: true, passive: true });
    grid.holder.addEventListener('scroll', () => {
      if (!wanted() || leader !== grid) return;
      for (const other of grids) {
        if (other !== grid) Object.assign(other.holder, { scrollTop: grid.holder.scrollTop, scrollLeft: grid.holder.scrollLeft });
      }
    }, { passive: true });
  }
}
