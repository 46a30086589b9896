/** Ports nobody listens on. Between finding and using one somebody else may take it, so who uses one tries again. */
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export function freePort(host = '127.0.0.1') {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** True when something accepts connections at {port, host} or {path}. */
export function answers(address) {
  return new Promise((resolve) => {
    const socket = connect(address.path ? address : { host: '127.0.0.1', ...address });
    const done = (result) => { socket.destroy(); resolve(result); };
    socket.once('connect', () => done(true)).once('error', () => done(false)).setTimeout(1000, () => done(false));
  });
}

/** Polls until `test` gives something true and returns it; undefined when `ms` are over. */
export async function until(test, ms, pause_ms = 50) {
  for (const end = Date.now() + ms; ; await sleep(pause_ms)) {
    const result = await test();
    if (result) return result;
    if (Date.now() > end) return undefined;
  }
}
