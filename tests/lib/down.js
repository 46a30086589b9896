/** Takes a stack down: who writes first, who stores last. Works on what is left of one, too. */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { serverOf, startCluster } from './cluster.js';
import { alive, ended, launch, send, stop } from './process.js';
import { load, save } from './state.js';

const ORDER = ['gsync-worker', 'gsync-fcgi', 'nginx', 'google', 'postgresql'];
const SIGNALS = { postgresql: 'SIGINT' };

/** keep: the files stay. → {program: 'stopped' | 'killed' | 'gone'} */
export async function down(where, { keep = false } = {}) {
  const dir = resolve(where);
  const { parts, scratch } = load(dir);
  const outcome = {};
  for (const name of ORDER) {
    if (parts[name]) outcome[name] = await stop(running(parts[name]), { signal: SIGNALS[name] });
  }
  if (!keep) for (const path of [...scratch, dir]) rmSync(path, { recursive: true, force: true });
  return outcome;
}

/** A cluster knows its server, even one whose start was never recorded. */
const running = (part) => (part.cluster && serverOf(part.cluster)) ?? part;

function partOf(state, name) {
  const part = state.parts[name];
  if (!part) throw new Error(`there is no program "${name}" in this stack; it has ${Object.keys(state.parts).join(', ')}`);
  return part;
}

export async function kill(where, name, signal = 'SIGKILL') {
  const part = partOf(load(resolve(where)), name);
  if (!alive(part)) throw new Error(`${name} is not running`);
  send(part.pid, signal);
  await ended(part, 10_000);
}

/** Stops the program if it runs and starts it with the command it was started with. → pid */
export async function restart(where, name) {
  const dir = resolve(where);
  const state = load(dir);
  const part = partOf(state, name);
  await stop(running(part), { signal: SIGNALS[name] });
  const handle = part.cluster ? await startCluster(part.cluster) : await launch(part.command, part);
  Object.assign(part, { pid: handle.pid, started: handle.started });
  state.info.pids[name] = handle.pid;
  save(dir, state);
  return handle.pid;
}
