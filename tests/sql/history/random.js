import { Random as Numbers } from '../../lib/random.js';

/** The choices of a history: the same seed gives the same ones. */
export class Random extends Numbers {
  constructor(seed) {
    super(seed * 2654435761 + 1);
  }
}
