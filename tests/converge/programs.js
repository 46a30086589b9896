/** What programs do, in SQL. A statement on connection A or B is sent at once and not waited for: it may have to wait for the other one. */

const columns = { a: 'text', b: 'numeric', d: 'date' };

/** The tags of `count` rows, from the one that stands at this fraction of the table. */
const tagsFrom = (table, fraction, count) => `(SELECT tag FROM ${table} ORDER BY tag OFFSET floor(${fraction} * (SELECT count(*) FROM ${table})) LIMIT ${count})`;
const one = (table, fraction) => `(SELECT tag FROM ${table} ORDER BY tag OFFSET floor(${fraction} * (SELECT count(*) FROM ${table})) LIMIT 1)`;

function values(lane, cells, keyed) {
  const names = [...(keyed || !lane.keyIsGiven ? ['k'] : []), 'tag', ...cells];
  const literals = names.map((col) => `'${col === 'tag' ? lane.newTag('s') : lane.fresh(col, 's')}'`);
  return { names: names.join(', '), literals: literals.join(', ') };
}

function insertRow(lane, cells, keyed) {
  const { names, literals } = values(lane, cells, keyed);
  return `INSERT INTO ${lane.table} (${names}) VALUES (${literals})`;
}

const STATEMENTS = {
  begin: () => 'BEGIN',
  commit: () => 'COMMIT',
  rollback: () => 'ROLLBACK',
  update: (lane, { row, col }) => `UPDATE ${lane.table} SET ${col} = '${lane.fresh(col, 's')}' WHERE tag IN ${one(lane.table, row)}`,
  updateMany(lane, { row, rows, col, empty }) {
    const first = lane.next(rows);
    const value = empty ? 'NULL' : { a: `'s' || (${first} + u.i)`, b: `${first} + u.i + 0.5`, d: `date '2000-01-01' + (${first} + u.i)::int` }[col];
    return `UPDATE ${lane.table} t SET ${col} = ${value} FROM (SELECT tag, row_number() OVER () - 1 AS i FROM ${tagsFrom(lane.table, row, rows)} x) u WHERE t.tag = u.tag`;
  },
  count: (lane, { row, rows }) => `UPDATE ${lane.table} SET n = n + 1 WHERE tag IN ${tagsFrom(lane.table, row, rows)}`,
  insert: (lane, { cells, keyed }) => insertRow(lane, cells, keyed),
  insertMany: (lane, { rows }) => Array.from({ length: rows }, () => insertRow(lane, Object.keys(columns), false)).join('; '),
  delete: (lane, { row }) => `DELETE FROM ${lane.table} WHERE tag IN ${one(lane.table, row)} AND (SELECT count(*) FROM ${lane.table}) > 4`,
  key: (lane, { row }) => `UPDATE ${lane.table} SET k = '${lane.fresh('k', 's')}' WHERE tag IN ${one(lane.table, row)}`,
  swapKeys(lane, { row, other }) {
    const spare = lane.fresh('k', 's');
    return `DO $$ DECLARE x ${lane.table}; y ${lane.table}; BEGIN
      SELECT * INTO x FROM ${lane.table} WHERE tag IN ${one(lane.table, row)} FOR UPDATE; SELECT * INTO y FROM ${lane.table} WHERE tag IN ${one(lane.table, other)} FOR UPDATE;
      IF x.k <> y.k THEN
        UPDATE ${lane.table} SET k = '${spare}' WHERE k = x.k; UPDATE ${lane.table} SET k = x.k WHERE k = y.k; UPDATE ${lane.table} SET k = y.k WHERE k = '${spare}';
      END IF; END $$`;
  },
  upsert(lane, { row, fresh, col }) {
    const [key, value] = [lane.fresh('k', 's'), lane.fresh(col, 's')];
    const known = `(SELECT k FROM ${lane.table} WHERE tag IN ${one(lane.table, row)} LIMIT 1)`;
    const from = fresh ? `'${key}'` : `coalesce(${known}, '${key}')`;
    return `INSERT INTO ${lane.table} (k, tag, ${col}) VALUES (${from}, '${lane.newTag('s')}', '${value}') ON CONFLICT (k) DO UPDATE SET ${col} = excluded.${col}`;
  },
  savepoint: (lane, { kept, undone }) => `BEGIN; ${sqlOf(lane, kept)}; SAVEPOINT s; ${sqlOf(lane, undone)}; ROLLBACK TO s; COMMIT`,
};

const sqlOf = (lane, step) => STATEMENTS[step.do](lane, step);

export function actAsProgram(lane, step) {
  return lane.send(step.on ?? 'A', sqlOf(lane, step));
}
