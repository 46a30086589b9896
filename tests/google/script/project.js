/** A script project: its .js files in the order of their names, as clasp pushes them, and its manifest. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns {{dir: string, files: {name: string, source: string}[], scopes: string[]}} */
export function readProject(dir) {
  const names = readdirSync(dir).filter((name) => name.endsWith('.js')).sort();
  if (names.length === 0) throw new Error(`${dir}: no .js file of a script project there`);
  const files = names.map((name) => ({ name, source: readFileSync(join(dir, name), 'utf8') }));
  return { dir, files, scopes: readScopes(join(dir, 'appsscript.json')) };
}

function readScopes(path) {
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  if (manifest.runtimeVersion !== 'V8') throw new Error(`${path}: runtimeVersion must be "V8"`);
  if (!Array.isArray(manifest.oauthScopes)) throw new Error(`${path}: oauthScopes must name what the script may do`);
  return manifest.oauthScopes;
}
