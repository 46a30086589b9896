/** Progress of something that takes a few seconds, on standard error: one line per step, with the time it took. */
export class Stage {
  /** signal: an AbortSignal that ends it between two steps. */
  constructor({ quiet = false, signal } = {}) {
    Object.assign(this, { quiet, signal });
  }

  async step(name, work) {
    this.signal?.throwIfAborted();
    const started = Date.now();
    const result = await work();
    if (!this.quiet) process.stderr.write(`  ${name.padEnd(34)} ${((Date.now() - started) / 1000).toFixed(2).padStart(6)} s\n`);
    return result;
  }
}

/** The last lines of a log, for an error message. */
export const tail = (text, lines = 15) => text.trimEnd().split('\n').slice(-lines).join('\n');
