/** What was run, in numbers. */

export class Tally {
  constructor() {
    Object.assign(this, { count: 0, conflicts: 0, hits: 0, hitHistories: 0, open: 0, steps: {} });
  }

  add({ steps }, { hits = [], open = [], conflicts = 0 }) {
    this.count++;
    if (open.length > 0) this.open++;
    this.conflicts += conflicts;
    this.hits += hits.length;
    if (hits.length > 0) this.hitHistories++;
    for (const { who, do: action, kind, name } of steps) {
      const of = this.steps[who] ??= {};
      const what = action === 'kill' ? `kill ${name}` : kind ?? action;
      of[what] = (of[what] ?? 0) + 1;
    }
  }

  text(ms) {
    const kinds = (of) => Object.entries(of).sort((a, b) => b[1] - a[1]).map(([what, n]) => `${what} ${n}`).join(', ');
    const sum = (of) => Object.values(of).reduce((a, b) => a + b, 0);
    return [
      ...Object.entries(this.steps).map(([who, of]) => `${who}: ${sum(of)} (${kinds(of)})`),
      `${this.count} histories in ${(ms / 1000).toFixed(1)} s, ${(this.count / ms * 1000).toFixed(2)} a second; ${this.conflicts} conflicts; ${this.hits} hits in ${this.hitHistories} histories; ${this.open} with a failure of a kind that is open (tests/converge/open.js)`,
    ].join('\n');
  }
}
