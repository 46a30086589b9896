/** A history and what came of it, as people read it. */

const shortCells = (cells) => Object.entries(cells).filter(([, value]) => value !== 'null').map(([col, value]) => `${col}=${value}`).join(' ');

const words = ({ who, do: action, gap, user, ...rest }) => `${who} ${action} ${Object.entries(rest).map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`).join(' ')}`;

export const stepsText = (history) => history.steps.map((step, i) => `  ${String(i + 1).padStart(2)}. ${words(step)}${step.gap ? `, then ${step.gap} ms` : ''}`).join('\n');

/** Steps, and what happened on either side and at the API, by time. */
export function story({ log, ledger, entries, conflicts, rejectedRecords }) {
  const start = log[0]?.at ?? 0;
  const lines = [
    ...log.map(({ at, step }) => [at, `>>> ${words(step)}`]),
    ...ledger.entries.map((e) => [e.at, `    sheet, ${e.by}: ${e.tag} ${e.row ? `${e.row}: ${shortCells(e.cells)}` : `${e.col} ${e.gone} → ${e.came}`}`]),
    ...entries.map((e) => [e.at, `    table, ${e.by}: ${e.tag} ${e.row ? `${e.row}: ${shortCells(e.cells)}` : `${e.col} ${e.old} → ${e.new}`}`]),
    ...ledger.notes.map(({ at, text }) => [at, `      ${text}`]),
  ].sort((x, y) => x[0] - y[0]);
  return [
    ...lines.map(([at, text]) => `${String(at - start).padStart(6)} ms ${text}`),
    ...conflicts.map((c) => `       conflict ${c.tag ?? c.row_id}.${c.col ?? '*'}: sheet ${JSON.stringify(c.sheet_value)}, table ${JSON.stringify(c.table_value)}, base ${JSON.stringify(c.base_value)}, ${c.winner} wins${c.detail ? `; ${c.detail}` : ''}`),
    ...rejectedRecords.map((r) => `       rejected ${JSON.stringify(r)}`),
  ].join('\n');
}
