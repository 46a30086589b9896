/**
 * Takes a stack down when the one who brought it up is gone, however that ended: its standard input is a pipe from there, and
 * the pipe ends with the process.   node guard.js DIR
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { down } from './down.js';
import { exists } from './state.js';

/** Starts a guard for the stack in `dir`, of this process. */
export function guard(dir) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), dir], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  child.stdin.unref();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  process.stdin.resume().on('end', async () => {
    if (exists(process.argv[2])) await down(process.argv[2]).catch(() => {});
    rmSync(process.argv[2], { recursive: true, force: true });
    process.exit();
  });
}
