// What must hold once everything has come to rest.
import { ID } from './sheet.js';

export async function check(world) {
  const bad = [];
  const whole = await world.query('SELECT k, a, b FROM gsync_test.t ORDER BY k');
  const table = whole.filter((r) => world.belongs(r.a));
  const known = await world.query('SELECT id, key, base, pending_op, rej FROM gsync.row ORDER BY id');
  const inTableNow = new Set(whole.map((r) => world.uids.get(r.k)));
  // A row typed within that second whose key a misplaced write took before anybody told it, or before it had an id, and of which a person then changed what was left:
  // only its author can say what the key was, and a note asks.
  // With a filter: a new row that does not meet it, or no longer did when it was told, is refused, and a note says so.
  const isRefused = (r) => known.some((x) => x.id === r.cells[ID] && x.key === null && Object.keys(x.rej).length);
  const keyless = world.sheet.rows.filter((r) => (world.filter && !inTableNow.has(r.uid) && isRefused(r)) || world.keyless.has(r.uid) && (!inTableNow.has(r.uid) || world.retyped.has(r.uid)) && known.some((x) => x.id === r.cells[ID] && x.key === null && Object.keys(x.rej).length));
  const rows = known.filter((r) => !keyless.some((x) => x.cells[ID] === r.id));
  const state = (await world.query('SELECT state, problem, unread FROM gsync.link'))[0];
  const sheet = world.sheet.rows.filter((r) => r.cells.some((c) => c !== null) && !keyless.includes(r));
  const text = (list) => JSON.stringify([...list].sort((x, y) => x[0] - y[0]));

  const inTable = text(table.map((r) => [r.k, r.a, r.b]));
  const inSheet = text(sheet.map((r) => r.cells.slice(0, ID)));
  const inBase = text(rows.map((r) => [r.base?.k ?? null, r.base?.a ?? null, r.base?.b ?? null]));
  if (inTable !== inSheet) bad.push(`sheet and table differ\n    sheet ${inSheet}\n    table ${inTable}`);
  if (inTable !== inBase) bad.push(`base and table differ\n    base  ${inBase}\n    table ${inTable}`);
  const ids = sheet.map((r) => r.cells[ID]);
  if (new Set(ids).size !== ids.length || ids.some((id) => id === null)) bad.push(`ids missing or twice: ${ids}`);
  for (const r of rows) {
    const cells = sheet.find((x) => x.cells[ID] === r.id)?.cells;
    if (cells && String(cells[0]) !== r.key?.[0]) bad.push(`row ${r.id} has key ${r.key}, the sheet shows ${cells[0]}`);
    if (r.pending_op) bad.push(`row ${r.id} is still pending`);
  }
  if (state.unread !== null || state.state !== 'ready') bad.push(`link is ${JSON.stringify(state)}`);
  const left = await world.query("SELECT 'dirty' AS what, key::text FROM gsync.dirty UNION ALL SELECT 'rejected', reason || coalesce(body, '') FROM gsync.rejected WHERE row_id IS NULL OR row_id <> ALL ($1) UNION ALL SELECT 'rekey', old_key::text FROM gsync.rekey", [keyless.map((r) => r.cells[ID])]);
  for (const l of left) bad.push(`left over: ${l.what} ${l.key}`);
  if (world.kind !== 'keys') bad.push(...vanished(world, [...sheet, ...keyless], whole));
  if (world.kind === 'cells') bad.push(...await silentLosses(world, whole));
  return bad;
}

// Rows that nobody deleted, and cells that hold what was given to another cell.
function vanished(world, sheet, table) {
  const bad = [];
  const alive = new Set(table.map((r) => world.uids.get(r.k)));
  for (const row of sheet) alive.add(row.uid);
  const untold = new Set([...world.given].filter(([v, g]) => g.side === 'sheet').map(([, g]) => g.uid));
  for (const { uid } of world.given.values()) {
    if (!alive.has(uid) && !world.killed.has(uid) && !(untold.has(uid) && uid.startsWith('person'))) bad.push(`${uid} vanished, and nobody deleted it`);
  }
  for (const r of table) {
    const uid = world.uids.get(r.k);
    ['a', 'b'].forEach((c, i) => {
      const g = r[c] === null ? null : world.given.get(r[c]);
      if (uid && g && (g.uid !== uid || g.column !== i + 1)) bad.push(`${uid}.${c} holds ${r[c]}, which was given to ${g.uid}`);
    });
  }
  return [...new Set(bad)];
}

// The last edit of either side was seen by the other side, or is the final one, or stands among the conflicts.
async function silentLosses(world, table) {
  const bad = [];
  const conflicts = await world.query('SELECT sheet_value, table_value FROM gsync.conflict');
  const kept = new Set(conflicts.flatMap((c) => [c.sheet_value, c.table_value]));
  const taken = new Set((await world.query("SELECT new FROM gsync.history WHERE side = 'sheet' AND col IS NOT NULL")).map((h) => h.new));
  const final = new Map(table.flatMap((r) => [[`${world.uids.get(r.k)} 1`, r.a], [`${world.uids.get(r.k)} 2`, r.b]]));
  for (const [who, v] of world.last) {
    const [side, uid, column] = who.split(' ');
    const cell = `${uid} ${column}`;
    if (world.sides.get(cell).size === 1 && final.get(cell) !== v) bad.push(`lone edit lost: ${who} ${v}, is ${final.get(cell)}`);
    const seen = side === 'sheet' ? taken.has(v) || world.lost.has(v) : world.shown.has(v);
    if (!seen && !kept.has(v) && final.get(cell) !== v) bad.push(`silent loss: ${who} ${v}, is ${final.get(cell)}`);
  }
  return bad;
}
