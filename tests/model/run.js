// Runs random histories of the model and checks what must hold once both sides rest.
//   node tests/model/run.js [N] [--first SEED] [-v]      (default 20,000 histories of each of eight kinds)
import { Random, World, COLUMNS } from './world.js';

const steps = ['personEdits', 'personEdits', 'personPastes', 'personAdds', 'personDeletes', 'personSorts', 'personMoves', 'personMovesColumn', 'sqlUpdates', 'sqlUpdates',
  'sqlInserts', 'sqlDeletes', 'scriptBegins', 'scriptEnds', 'scriptBegins', 'scriptEnds', 'delivery', 'delivery', 'lookReads', 'lookEnds', 'lookReads', 'lookEnds',
  'applies', 'applies', 'landing', 'landing', 'zombie'];

function history(seed, kind) {
  const random = new Random(seed);
  const world = new World(random, { ...kind, policy: random.pick(['sheet', 'database']) });
  for (let n = 10 + random.below(90); n > 0; n--) world[random.pick(steps)]();
  rest(world, random);
  return world;
}

function rest(world, random) {
  if (random.chance(.5)) {
    for (const t of [...world.triggers, ...world.wire, ...(world.script ? [world.script] : [])]) world.lose(t, 'never told');
    world.triggers = []; world.wire = []; world.script = null;
  }
  while (world.triggers.length || world.script || world.wire.length) { world.scriptBegins(); world.scriptEnds(); world.delivery(); }
  if (world.flight) world.landing();
  while (world.limbo.length) world.zombie();
  for (let n = 0; n < 80; n++) {
    if (n === 40) world.unsure = [];             // longer than the longest request: nothing can land any more
    world.lookReads(); world.lookEnds(); while (world.journal.length) world.applies();
    if (world.flight) world.landing();
    while (world.limbo.length) world.zombie();
  }
}

function faults(world) {
  const bad = [];
  // of a filter: rows that were typed and do not belong are refused, and stay in the sheet with a note
  const rows = world.sheet.filter(r => world.belongs(r.cells) || world.table.has(r.key)), table = new Map([...world.table].filter(([key]) => world.shows(key)));
  const refused = new Set(world.sheet.filter(r => !rows.includes(r)).map(r => r.key));
  const sheet = new Map(rows.map(r => [r.key, r]));
  if (sheet.size !== rows.length) bad.push('a row stands twice in the sheet');
  const flat = m => JSON.stringify([...m].map(([k, v]) => [k, v.cells ?? v]).sort((a, b) => a[0] - b[0]));
  if (flat(sheet) !== flat(table)) bad.push(`not equal: sheet ${flat(sheet)} table ${flat(table)}`);
  for (const [id, row] of world.rows) {
    if (JSON.stringify(row.base) !== JSON.stringify(world.table.get(row.key))) bad.push(`base of ${id} ${JSON.stringify(row.base)} is not the table's`);
    if (sheet.get(row.key)?.id !== id) bad.push(`id of ${row.key} is ${sheet.get(row.key)?.id}, not ${id}`);
  }
  for (const [key, cells] of world.table) cells.forEach((v, c) => {
    if (v === null) return;
    const given = world.given.get(v);
    if (given.key !== key || given.column !== c) bad.push(`row ${key} column ${c} holds ${v}, given to ${JSON.stringify(given)}`);
  });
  for (const { key } of world.given.values())
    if (!world.table.has(key) && !world.killed.has(key) && !world.collateral.has(key) && !refused.has(key)) bad.push(`row ${key} vanished and nobody deleted it`);
  for (const [name, value] of world.last) {
    const [side, key, column] = name.split(' ');
    if (!world.table.has(+key) || side === 'both' || (side === 'sheet' && world.discarded.has(+key))) continue;
    const held = world.table.get(+key)[column] === value;
    if (!held && !world.seen.has(`${side} ${value}`) && !world.conflicts.has(value) && !(side === 'sheet' && world.lost.has(value)))
      bad.push(`silent loss: ${name} = ${value}`);
  }
  return [...new Set(bad)];
}

const args = process.argv.slice(2), verbose = args.includes('-v');
const first = args.includes('--first') ? +args[args.indexOf('--first') + 1] : 1;
const count = +(args[0] ?? 20000) || 20000;
let failed = 0, passed = 0;
const only = args.includes("--places") ? (k) => k.places : () => true;
for (const kind of [{ zombies: false, moves: false }, { zombies: true, moves: false }, { zombies: false, moves: true }, { zombies: true, moves: true },
  { zombies: false, moves: false, places: true }, { zombies: false, moves: true, places: true }, { zombies: false, moves: false, filter: true }, { zombies: true, moves: true, filter: true }].filter(only)) {
  let here = 0;
  for (let seed = first; seed < first + count; seed++) {
    const world = history(seed, kind), bad = faults(world);
    if (!bad.length) { passed++; continue; }
    failed++;
    if (here++ < 2) { console.log('seed', seed, JSON.stringify(kind), world.policy, '\n ', bad.join('\n  ')); if (verbose) console.log(world.log.join('\n    ')); }
  }
  console.log(`model: ${JSON.stringify(kind)}: ${count} histories, ${here} failed (${COLUMNS} columns)`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
