/** Trouble on demand: each fault stands for the next `count` calls that it can strike. */

/** Which calls a fault strikes unless told otherwise with `on`. What has a meaning for writes only waits for one. */
const STRIKES = {
  429: 'any', 500: 'any', '503-before': 'any', html: 'any', cut: 'any', slow: 'any', token: 'any', '503-after': 'write', 'late-landing': 'write',
};

/** These strike in the script runtime, which counts them itself. */
export const SCRIPT_FAULTS = ['drop-trigger', 'drop-event', 'drop-answer'];

export const FAULT_KINDS = [...Object.keys(STRIKES), ...SCRIPT_FAULTS];

export class Faults {
  constructor() {
    this.pending = [];
  }

  add({ kind, count = 1, ms = 1000, on }) {
    this.pending.push({ kind: String(kind), count, ms, on: on ?? STRIKES[kind] });
  }

  clear() {
    this.pending = [];
  }

  /** The fault that strikes a call now, counted down: {kind, ms} | undefined. `access` is 'read' or 'write'. */
  take(access) {
    const fault = this.pending.find(({ on }) => on === access || on === 'any');
    if (!fault) return undefined;
    fault.count--;
    if (fault.count <= 0) this.pending.splice(this.pending.indexOf(fault), 1);
    return fault;
  }
}
