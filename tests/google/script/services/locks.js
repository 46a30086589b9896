/** LockService: a lock belongs to an execution, first come, first served, and is released at its end. */

export class Lock {
  constructor() {
    this.owner = undefined;
    this.waiting = [];
  }

  /** @returns {Promise<boolean>} whether the execution holds it now */
  acquire(owner, ms) {
    if (this.owner === undefined || this.owner === owner) {
      this.owner = owner;
      return Promise.resolve(true);
    }
    if (!(ms > 0)) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiter = { owner, grant: resolve };
      waiter.timer = setTimeout(() => {
        this.waiting = this.waiting.filter((other) => other !== waiter);
        resolve(false);
      }, ms);
      this.waiting.push(waiter);
    });
  }

  release(owner) {
    for (const waiter of this.waiting) if (waiter.owner === owner) clearTimeout(waiter.timer);
    this.waiting = this.waiting.filter((waiter) => waiter.owner !== owner);
    if (this.owner !== owner) return;
    const next = this.waiting.shift();
    this.owner = next?.owner;
    if (!next) return;
    clearTimeout(next.timer);
    next.grant(true);
  }
}
