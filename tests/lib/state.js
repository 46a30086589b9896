/**
 * What is known of a stack, in DIR/stack.json: written after every step, so that a stack that came up halfway, or whose
 * maker was killed, can still be taken down.
 *
 * State {parts: {program: {pid, started, command, log, out, cwd}}, scratch: [directories outside of DIR], ready, info}
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fileOf = (dir) => join(dir, 'stack.json');

export const exists = (dir) => existsSync(fileOf(dir));

export function load(dir) {
  if (!exists(dir)) throw new Error(`${dir} holds no stack (no stack.json there)`);
  return JSON.parse(readFileSync(fileOf(dir), 'utf8'));
}

export function save(dir, state) {
  const next = `${fileOf(dir)}.new`;
  writeFileSync(next, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, fileOf(dir));
}
