import { Random as Numbers } from '../lib/random.js';

/** The choices of a history: the same seed gives the same ones. */
export class Random extends Numbers {
  constructor(seed) {
    super(Math.imul(seed, 2654435761) + 0x9e3779b9);
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
