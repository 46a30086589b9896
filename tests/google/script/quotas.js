/** Google's daily quotas, in a window of 24 hours from the first use, by the stand-in's clock. */
import { ScriptException } from './error.js';

const DAY = 86400000;
const DEFAULTS = { fetchCalls: 20000, triggerMs: 90 * 60 * 1000 };

export class Quotas {
  constructor(clock, limits = {}) {
    this.clock = clock;
    this.limits = { ...DEFAULTS, ...limits };
    this.reset();
  }

  reset() {
    this.since = undefined;
    this.used = { fetchCalls: 0, triggerMs: 0, propertyCalls: 0 };
  }

  add(name, amount = 1) {
    const now = this.clock();
    if (this.since !== undefined && now - this.since >= DAY) this.reset();
    this.since ??= now;
    this.used[name] += amount;
  }

  takeFetch() {
    this.add('fetchCalls');
    if (this.used.fetchCalls > this.limits.fetchCalls) throw new ScriptException('Service invoked too many times for one day: urlfetch.');
  }

  /** Triggers run no more once their time of the day is used up. */
  get triggersExhausted() {
    this.add('triggerMs', 0);
    return this.used.triggerMs >= this.limits.triggerMs;
  }
}

export const TRIGGERS_EXHAUSTED = 'Service using too much computer time for one day';
