/** Warm worker threads, one per execution at a time; a request that a worker makes is answered by the execution it works for. */
import { MessageChannel, Worker } from 'node:worker_threads';
import { ScriptException } from './error.js';

const LONGEST_MS = 6 * 60 * 1000;
const AT_ONCE = 30;

export class WorkerPool {
  constructor() {
    this.ahead = new SharedArrayBuffer(8);
    this.idle = [];
    this.all = new Set();
    this.waiting = [];
  }

  /**
   * @param {object} request for sandbox/worker.js
   * @param {(method: string, args: any[]) => any} serve answers a call of the script; may be async; {json, bytes} or a plain value
   * @returns {Promise<{ok: boolean, result?: any, error?: string, stack?: string}>}
   */
  async run(request, serve) {
    const slot = await this.take();
    slot.serve = serve;
    try {
      return await this.perform(slot, request);
    } finally {
      this.giveBack(slot);
    }
  }

  perform(slot, request) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        slot.dead = true;
        slot.worker.terminate();
        resolve({ ok: false, error: 'Exceeded maximum execution time' });
      }, LONGEST_MS);
      slot.finish = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      slot.worker.postMessage(request);
    });
  }

  /** Sets the clock of every script, running ones too, ahead of the machine's. */
  setAhead(ms) {
    new Float64Array(this.ahead)[0] = ms;
  }

  /** Starts some workers ahead of need. */
  warm(count) {
    while (this.idle.length < count) this.idle.push(this.spawn());
  }

  async take() {
    const slot = this.idle.pop();
    if (slot) return slot;
    if (this.all.size < AT_ONCE) return this.spawn();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  giveBack(slot) {
    slot.serve = undefined;
    if (slot.dead) this.all.delete(slot);
    const usable = slot.dead ? undefined : slot;
    const next = this.waiting.shift();
    if (next) next(usable ?? this.spawn());
    else if (usable) this.idle.push(usable);
  }

  spawn() {
    const { port1, port2 } = new MessageChannel();
    const bell = new SharedArrayBuffer(4);
    const worker = new Worker(new URL('./sandbox/worker.js', import.meta.url), { workerData: { port: port2, bell, ahead: this.ahead }, transferList: [port2] });
    const slot = { worker, port: port1, flag: new Int32Array(bell) };
    port1.on('message', (message) => this.reply(slot, message));
    worker.on('message', (answer) => slot.finish?.(answer));
    worker.on('error', (error) => {
      slot.dead = true;
      slot.finish?.({ ok: false, error: error.message, stack: error.stack });
    });
    worker.on('exit', () => {
      slot.dead = true;
      slot.finish?.({ ok: false, error: 'The execution was cancelled' });
    });
    worker.unref();
    port1.unref();
    this.all.add(slot);
    return slot;
  }

  async reply(slot, { method, args }) {
    const message = await answerOf(slot.serve, method, args);
    slot.port.postMessage(message);
    Atomics.store(slot.flag, 0, 1);
    Atomics.notify(slot.flag, 0);
  }

  async close() {
    await Promise.all([...this.all].map(({ worker }) => worker.terminate()));
    this.all.clear();
    this.idle = [];
  }
}

async function answerOf(serve, method, args) {
  try {
    const { value, bytes } = (await serve(method, args)) ?? {};
    return { json: value === undefined ? undefined : JSON.stringify(value), bytes };
  } catch (error) {
    if (error instanceof ScriptException) return { error: error.message };
    return { error: `We're sorry, a server error occurred. Please wait a bit and try again. (${error.stack})` };
  }
}
