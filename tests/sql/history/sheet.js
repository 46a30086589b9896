// A tab as Sheets treats it: rows by number, atomic batches without preconditions, nothing that could lock a row.
const WIDTH = 4; // k, a, b, _gsync_id
export const ID = 3;

export class Sheet {
  rows = []; // {uid, cells: [k, a, b, id], notes: {column: text}}; a blank row is {uid: null}
  pub = 0;

  header() { return ['k', 'a', 'b', `_gsync_id@${this.pub}`]; }
  static blank() { return { uid: null, cells: Array(WIDTH).fill(null), notes: {} }; }
  static isBlank(row) { return row.cells.every((c) => c === null); }
  place(row) { return this.rows.indexOf(row) + 2; }
  at(place) {
    while (this.rows.length < place - 1) this.rows.push(Sheet.blank());
    return this.rows[place - 2];
  }
  trim() { while (this.rows.length && Sheet.isBlank(this.rows.at(-1))) this.rows.pop(); }

  // One batchUpdate: updates, then deletes bottom-up, then appends, and the header cell. Calls note(row, column, value, op) for every cell before it is written, and for every row before it is deleted.
  apply(ops, note) {
    for (const op of ops.filter((o) => o.kind === 'update')) {
      const row = this.at(op.place);
      for (const [column, value] of op.cells) { note(row, column - 1, value, op); row.cells[column - 1] = value; }
    }
    for (const op of ops.filter((o) => o.kind === 'note')) {
      const row = this.at(op.place);
      row.notes = { ...row.notes, ...Object.fromEntries(op.cells) };
    }
    for (const op of ops.filter((o) => o.kind === 'delete')) if (op.place - 2 < this.rows.length) { note(this.rows[op.place - 2], null, null, op); this.rows.splice(op.place - 2, 1); }
    this.trim();
    for (const op of ops.filter((o) => o.kind === 'append')) {
      const row = { uid: op.id, cells: op.cells.map((c) => c ?? null) };
      this.rows.push(row);
      row.cells.forEach((value, column) => note(row, column, value, op));
    }
    this.trim();
    const pub = ops.find((o) => o.kind === 'pub');
    if (pub) this.pub = Number(pub.id);
  }

  snapshot(ranges) {
    const read = this.rows.map((row, i) => ({ row: i + 2, cells: [...row.cells], notes: Object.fromEntries(Object.entries(row.notes ?? {}).filter(([, text]) => text !== null)) }))
      .filter((r) => (r.cells.some((c) => c !== null) || Object.keys(r.notes).length > 0) && ranges.some((g) => r.row >= g.first_row && r.row <= g.last_row));
    for (const r of read) while (r.cells.at(-1) === null) r.cells.pop();
    const ids = this.rows.map((r) => r.cells[ID] ?? '').join('\n').trimEnd();
    return {
      title: 'T', time_zone: 'UTC', locale: 'en_US', pub: this.pub, header: this.header(),
      ids, digest: ids, whole: ranges.some((g) => g.first_row <= 2 && g.last_row >= 1e9), rows: read,
    };
  }
}
