/** The stand-in's clock: the machine's, plus what the control interface has added. Emits 'advance' (milliseconds). */
import { EventEmitter } from 'node:events';

export class Clock extends EventEmitter {
  constructor() {
    super();
    this.setMaxListeners(0); // one for each script
    this.offset = 0;
  }

  now() {
    return Date.now() + this.offset;
  }

  advance(milliseconds) {
    this.offset += milliseconds;
    this.emit('advance', milliseconds);
  }
}
