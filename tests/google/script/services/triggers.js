/**
 * Installable triggers. A handler runs one at a time; two more events wait for it, and what comes beyond is dropped, as Google does.
 * Time-driven ones follow the stand-in's clock: tick() runs what has become due, once for each period that has passed.
 */
import { randomUUID } from 'node:crypto';
import { ScriptException } from '../error.js';

const WAITING = 2;
const AT_MOST = 20;
const CATCH_UP = 240;

export class Triggers {
  /** @param {() => number} clock @param {(trigger: object, event: object) => Promise<void>} execute @param {(ms: number, work: () => void) => void} later */
  constructor(clock, execute, later) {
    this.clock = clock;
    this.execute = execute;
    this.later = later;
    this.list = [];
    this.dropped = { busy: 0, fault: 0 };
    this.clearFaults();
  }

  create({ handler, eventType, source, everyMs, afterMs }, creator) {
    if (this.describe(creator).length >= AT_MOST) {
      throw new ScriptException('This script has too many triggers. Triggers must be deleted from the script before more can be added.');
    }
    const trigger = { id: randomUUID(), handler, eventType, source, creator, everyMs, waiting: [], running: false };
    if (everyMs ?? afterMs) trigger.due = this.clock() + (everyMs ?? afterMs);
    this.list.push(trigger);
    return trigger;
  }

  remove(id, creator) {
    this.list = this.list.filter((trigger) => trigger.id !== id || trigger.creator !== creator);
  }

  /** @param {string} [creator] whose; left out: everybody's */
  describe(creator) {
    return this.list.filter((trigger) => creator === undefined || trigger.creator === creator).map(({ id, handler, eventType, source }) => ({ id, handler, eventType, source }));
  }

  fire(eventType, event) {
    for (const trigger of this.list.filter((one) => one.eventType === eventType)) this.offer(trigger, event);
  }

  offer(trigger, event) {
    const fault = trigger.eventType === 'ON_EDIT' ? this.faults.shift() : undefined;
    if (fault?.kind === 'drop-trigger') this.dropped.fault++;
    else if (fault?.kind === 'late-trigger') this.later(fault.ms, () => this.queue(trigger, event));
    else this.queue(trigger, event);
    if (fault?.kind === 'double-trigger') this.later(fault.ms, () => this.queue(trigger, event));
  }

  /** Trouble for the next `count` onEdit events. */
  fault(kind, count, ms) {
    for (let n = 0; n < count; n++) this.faults.push({ kind, ms });
  }

  clearFaults() {
    this.faults = [];
  }

  queue(trigger, event) {
    if (trigger.running && trigger.waiting.length >= WAITING) {
      this.dropped.busy++;
    } else {
      trigger.waiting.push(event);
      this.start(trigger);
    }
  }

  async start(trigger) {
    if (trigger.running) return;
    trigger.running = true;
    while (trigger.waiting.length > 0) await this.execute(trigger, trigger.waiting.shift());
    trigger.running = false;
  }

  tick() {
    const now = this.clock();
    for (const trigger of this.list.filter(({ due }) => due !== undefined && due <= now)) {
      const times = trigger.everyMs ? Math.min(Math.floor((now - trigger.due) / trigger.everyMs) + 1, CATCH_UP) : 1;
      trigger.due = trigger.everyMs ? now + trigger.everyMs - ((now - trigger.due) % trigger.everyMs) : undefined;
      for (let n = 0; n < times; n++) trigger.waiting.push({ clock: true });
      this.start(trigger);
    }
  }

  get busy() {
    return this.list.some(({ running }) => running);
  }
}
