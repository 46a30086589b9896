/** Where things are. BUILD (environment) names another build directory, relative to the project. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const build = resolve(root, process.env.BUILD || 'build');

/** The path of something that `make` builds, such as 'gsync-fcgi'. */
export function built(name) {
  const path = join(build, name);
  if (!existsSync(path)) throw new Error(`${path} is missing: run make first`);
  return path;
}

/** A program of the system; nginx and runuser are in directories that an ordinary user's PATH does not have. */
export function program(name) {
  const found = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'].map((dir) => join(dir, name)).find(existsSync);
  if (!found) throw new Error(`${name} is not installed (make deps)`);
  return found;
}
