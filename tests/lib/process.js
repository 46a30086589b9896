/**
 * Programs that outlive the one who starts them. Each is the leader of a session of its own, so that what it left behind
 * can be found even when it was killed; a start time beside the pid tells it from a later process with the same number.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Starts `command` detached, output appended to `log` (stdout to `out` if given) → {pid, started}. */
export async function launch([program, ...args], { log, out = log, cwd, env }) {
  const logTo = openSync(log, 'a', 0o600);
  const outTo = out === log ? logTo : openSync(out, 'a', 0o600);
  try {
    const child = spawn(program, args, { detached: true, stdio: ['ignore', outTo, logTo], cwd, env: { ...process.env, ...env } });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return identify(child.pid);
  } finally {
    closeSync(logTo);
    if (outTo !== logTo) closeSync(outTo);
  }
}

export const identify = (pid) => ({ pid, started: statusOf(pid)?.started ?? null });

export function alive({ pid, started }) {
  const status = statusOf(pid);
  return status !== undefined && status.state !== 'Z' && status.started === started;
}

/** SIGTERM (or `signal`), then SIGKILL after `patience_ms`, then SIGKILL to what is left of its session. → 'stopped' | 'killed' | 'gone' */
export async function stop(handle, { signal = 'SIGTERM', patience_ms = 10_000 } = {}) {
  let outcome = 'gone';
  if (alive(handle)) {
    send(handle.pid, signal);
    outcome = (await ended(handle, patience_ms)) ? 'stopped' : 'killed';
    if (outcome === 'killed') send(handle.pid, 'SIGKILL');
    await ended(handle, 5000);
  }
  for (const pid of sessionMembers(handle)) send(pid, 'SIGKILL');
  return outcome;
}

/** Waits until the process has ended; false when it has not within `ms`. */
export async function ended(handle, ms) {
  for (const until = Date.now() + ms; alive(handle); await sleep(20)) {
    if (Date.now() > until) return false;
  }
  return true;
}

export function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** The pids of `parent`'s children, by name. */
export function childrenOf(parent) {
  return processes().map((pid) => ({ pid, ...statusOf(pid) })).filter((process) => process.parent === parent);
}

function sessionMembers({ pid: leader, started }) {
  return processes().filter((pid) => {
    const status = statusOf(pid);
    return status?.session === leader && Number(status.started) >= Number(started);
  });
}

const processes = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);

/** From /proc/PID/stat; the name in parentheses may hold spaces, so the fields are counted from its end. */
function statusOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { name, state: fields[0], parent: Number(fields[1]), session: Number(fields[3]), started: fields[19] };
  } catch {
    return undefined;
  }
}
