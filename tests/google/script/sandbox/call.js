/** Synchronous calls from the worker to the main thread: post, sleep until the bell rings, take the answer. */
import { receiveMessageOnPort } from 'node:worker_threads';

export function makeCall(port, bell) {
  const flag = new Int32Array(bell);
  return (method, args) => {
    port.postMessage({ method, args });
    // The bell of the answer before may still ring: it is the flag that says that this one is there.
    while (Atomics.load(flag, 0) === 0) Atomics.wait(flag, 0, 0);
    Atomics.store(flag, 0, 0);
    return receiveMessageOnPort(port).message;
  };
}
