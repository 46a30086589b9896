/** Trouble on demand: each fault stands for the next `count` calls that it can strike, of one spreadsheet or of any. */

/** Which calls a fault strikes unless told otherwise with `on`. What has a meaning for writes only waits for one. */
const STRIKES = {
  429: 'any', 500: 'any', '503-before': 'any', html: 'any', cut: 'any', short: 'read', slow: 'any', 'slow-before': 'any', token: 'any', '503-after': 'write', 'late-landing': 'write',
};

/** These strike in the script runtime, which counts them itself. */
export const SCRIPT_FAULTS = ['drop-trigger', 'late-trigger', 'double-trigger', 'drop-event', 'late-event', 'double-event', 'drop-answer'];

export const FAULT_KINDS = [...Object.keys(STRIKES), ...SCRIPT_FAULTS];

export class Faults {
  constructor() {
    this.pending = [];
    this.meanwhile = []; // {on, work}
    this.landing = new Map(); // spreadsheet → writes that were given up and have not landed yet
  }

  /** What people do in the moment of the next call of this kind. */
  async during(access) {
    const found = this.meanwhile.find(({ on }) => on === access);
    if (!found) return;
    this.meanwhile.splice(this.meanwhile.indexOf(found), 1);
    await found.work();
  }

  add({ kind, count = 1, ms = 1000, on, spreadsheet }) {
    this.pending.push({ kind: String(kind), count, ms, on: on ?? STRIKES[kind], spreadsheet });
  }

  clear(spreadsheet) {
    this.meanwhile = [];
    this.pending = this.pending.filter((fault) => spreadsheet !== undefined && fault.spreadsheet !== spreadsheet);
  }

  /** Lets `work` happen `ms` later; it counts as landing until then. */
  land(spreadsheet, ms, work) {
    this.landing.set(spreadsheet, (this.landing.get(spreadsheet) ?? 0) + 1);
    setTimeout(() => {
      work();
      this.landing.set(spreadsheet, this.landing.get(spreadsheet) - 1);
    }, ms).unref();
  }

  /** The fault that strikes a call now, counted down: {kind, ms} | undefined. `access` is 'read' or 'write'. */
  take(access, spreadsheet) {
    const fault = this.pending.find((one) => (one.on === access || one.on === 'any') && (one.spreadsheet === undefined || one.spreadsheet === spreadsheet));
    if (!fault) return undefined;
    fault.count--;
    if (fault.count <= 0) this.pending.splice(this.pending.indexOf(fault), 1);
    return fault;
  }
}
