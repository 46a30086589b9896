/**
 * From a seed to a history: {seed, policy, steps: [{who: 'person'|'program'|'trouble', do, …, gap}]}. Steps are plain data and name rows by a fraction of
 * whatever rows there are by then, columns by name, so that a history still means something when steps are left out. `gap`: ms until the next step.
 */
import { Random } from './random.js';

const VALUES = ['a', 'b', 'd'];
const GAPS = [0, 0, 0, 2, 5, 10, 20, 40, 80, 200];
const USERS = ['ann@example.org', 'bob@example.org'];

const PERSON = {
  type: 16, paste: 6, clear: 3, bad: 3, fix: 3, add: 6, addByCells: 1, insertRows: 2, deleteRows: 4, sort: 3, sortWithoutIds: 2, moveRows: 3, cutRow: 2, copyRow: 2,
  key: 3, swapKeys: 2, undo: 4, rename: 1, moveColumn: 1, hide: 1,
};
const PROGRAM = { update: 12, updateMany: 6, count: 6, insert: 6, insertMany: 2, delete: 4, key: 3, swapKeys: 2, upsert: 3, transaction: 4, savepoint: 2, overlap: 4 };
const TROUBLE = { api: 12, script: 8, kill: 0.5 };
const API = { 429: 2, 500: 2, '503-before': 2, '503-after': 3, html: 1, cut: 2, slow: 4, 'slow-before': 6, 'late-landing': 2, token: 1 };
const SCRIPT = { 'drop-trigger': 4, 'late-trigger': 3, 'double-trigger': 2, 'drop-event': 2, 'late-event': 2, 'double-event': 2, 'drop-answer': 2 };
const KILLED = { 'gsync-worker': 5, 'gsync-fcgi': 4, nginx: 2, postgresql: 1 };

/** without: kinds of steps to be left out; often: those that people do ten times as often. */
export function generate(seed, without = [], often = []) {
  const random = new Random(seed);
  const policy = random.pick(['sheet', 'database', 'latest']);
  const calmness = random.pick([0, 0.1, 0.2, 0.3]); // how much trouble there is
  const streams = { person: [], program: [], trouble: [] };
  for (let left = 4 + random.below(14); left > 0; left--) {
    const who = random.chance(calmness) ? 'trouble' : random.chance(0.58) ? 'person' : 'program';
    streams[who].push(...{ person: (r) => person(r, often), program, trouble }[who](random).map((step) => ({ who, ...step, gap: random.pick(GAPS) })));
  }
  const steps = mix(random, Object.values(streams)).filter((step) => !without.includes(`${step.who} ${step.do}`));
  return { seed, policy, steps };
}

/** One list of several, each in its own order. */
function mix(random, lists) {
  const mixed = [];
  for (let left = lists.flat().length; left > 0; left--) {
    let at = random.below(left);
    mixed.push(lists.find((list) => (at -= list.length) < 0).shift());
  }
  return mixed;
}

const PARAMETERS = {
  type: (r) => ({ row: r.fraction(), col: r.pick(VALUES) }),
  paste: (r) => ({ row: r.fraction(), col: r.pick(VALUES), height: 1 + r.below(3), width: 1 + r.below(3) }),
  clear: (r) => ({ row: r.fraction(), col: r.pick(VALUES) }),
  bad: (r) => ({ row: r.fraction(), col: r.pick(['b', 'd']) }),
  fix: (r) => ({ row: r.fraction() }),
  add: (r) => ({ row: r.fraction(), where: r.pick(['below', 'below', 'between']), keyed: r.chance(0.5), cells: VALUES.filter(() => r.chance(0.7)) }),
  addByCells: (r) => ({ cells: VALUES.filter(() => r.chance(0.7)) }),
  insertRows: (r) => ({ row: r.fraction(), count: 1 + r.below(2) }),
  deleteRows: (r) => ({ row: r.fraction(), count: 1 + r.below(2) }),
  sort: (r) => ({ col: r.pick(['k', ...VALUES]), descending: r.chance(0.5) }),
  sortWithoutIds: (r) => ({ col: r.pick(['k', ...VALUES]), descending: r.chance(0.5) }),
  moveRows: (r) => ({ row: r.fraction(), count: 1 + r.below(2), to: r.fraction() }),
  cutRow: (r) => ({ row: r.fraction() }),
  copyRow: (r) => ({ row: r.fraction() }),
  key: (r) => ({ row: r.fraction() }),
  swapKeys: (r) => ({ row: r.fraction(), other: r.fraction() }),
  undo: () => ({}),
  rename: (r) => ({ col: r.pick(VALUES) }),
  moveColumn: (r) => ({ col: r.pick(VALUES), to: r.fraction() }),
  hide: (r) => ({ row: r.fraction() }),
};

function person(random, often) {
  const action = random.weighted(often.length === 0 ? PERSON : Object.fromEntries(Object.entries(PERSON).map(([name, weight]) => [name, often.includes(name) ? 10 * weight : weight])));
  return [{ do: action, user: random.pick(USERS), ...PARAMETERS[action](random) }];
}

const statement = (r) => r.pick([
  () => ({ do: 'update', row: r.fraction(), col: r.pick(VALUES) }),
  () => ({ do: 'count', row: r.fraction(), rows: 1 + r.below(3) }),
  () => ({ do: 'insert', cells: VALUES.filter(() => r.chance(0.7)) }),
  () => ({ do: 'delete', row: r.fraction() }),
])();

const STATEMENTS = {
  update: (r) => ({ row: r.fraction(), col: r.pick(VALUES) }),
  updateMany: (r) => ({ row: r.fraction(), rows: 2 + r.below(4), col: r.pick(VALUES), empty: r.chance(0.1) }),
  count: (r) => ({ row: r.fraction(), rows: 1 + r.below(5) }),
  insert: (r) => ({ keyed: r.chance(0.3), cells: VALUES.filter(() => r.chance(0.7)) }),
  insertMany: (r) => ({ rows: 2 + r.below(3) }),
  delete: (r) => ({ row: r.fraction() }),
  key: (r) => ({ row: r.fraction() }),
  swapKeys: (r) => ({ row: r.fraction(), other: r.fraction() }),
  upsert: (r) => ({ row: r.fraction(), fresh: r.chance(0.4), col: r.pick(VALUES) }),
  savepoint: (r) => ({ kept: statement(r), undone: statement(r) }),
};

function program(random) {
  const action = random.weighted(PROGRAM);
  if (action === 'transaction') return transaction(random, random.pick(['A', 'B']));
  if (action === 'overlap') return overlap(random);
  return [{ do: action, on: 'A', ...STATEMENTS[action](random) }];
}

function transaction(random, on) {
  const work = Array.from({ length: 1 + random.below(4) }, () => ({ ...statement(random), on }));
  return [{ do: 'begin', on }, ...work, { do: random.chance(0.75) ? 'commit' : 'rollback', on }];
}

/** Two transactions, their steps mixed. */
const overlap = (random) => mix(random, [transaction(random, 'A'), transaction(random, 'B')]);

function trouble(random) {
  const action = random.weighted(TROUBLE);
  if (action === 'kill') return [{ do: 'kill', name: random.weighted(KILLED), ms: random.pick([0, 50, 300]) }];
  if (action === 'script') return [{ do: 'script', kind: random.weighted(SCRIPT), count: 1 + random.below(2), ms: random.pick([50, 200, 1000]) }];
  const kind = random.weighted(API);
  return [{ do: 'api', kind, count: kind === 'token' ? 1 : 1 + random.below(2), on: random.pick(['read', 'write', 'write', 'any']), ms: random.pick([30, 100, 300]) }];
}
