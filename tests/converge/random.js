/** A small seeded generator (mulberry32): the same seed gives the same history on every machine. */
export class Random {
  constructor(seed) {
    this.state = (Math.imul(seed, 2654435761) + 0x9e3779b9) >>> 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(n) {
    return Math.floor(this.next() * n);
  }

  chance(p) {
    return this.next() < p;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** From {name: weight}. */
  weighted(table) {
    const sum = Object.values(table).reduce((a, b) => a + b, 0);
    let at = this.next() * sum;
    for (const [name, weight] of Object.entries(table)) {
      at -= weight;
      if (at < 0) return name;
    }
    return Object.keys(table)[0];
  }

  /** For choosing a row whatever rows there will be: a fraction with few digits. */
  fraction() {
    return this.below(1000) / 1000;
  }
}
