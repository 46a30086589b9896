/** Starting the stand-in for Google for a stack. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Control } from './control.js';
import { root } from './paths.js';
import { until } from './ports.js';
import { alive } from './process.js';

const START_MS = 15_000;

/** {stack, dataset?, conninfo, table} → {sheets_url, token_url, control_url, page_url, spreadsheet, sheet, credentials, control} */
export async function startStandIn({ stack, dataset, conninfo, table }) {
  const { options } = stack;
  const credentials = stack.path('credentials.json');
  const out = stack.path('log', 'google.json');
  const command = [
    process.execPath, join(root, 'tests/google/server.js'), '--port', String(options.googlePort ?? 0), '--spreadsheet', newId(), '--title', table,
    '--sheet-title', table, '--frozen', '1', '--credentials', credentials, '--script', join(root, 'appsscript'), '--conninfo', conninfo, '--table', table,
    '--time-zone', stack.timeZone, ...(options.locale ? ['--locale', options.locale] : []),
    ...(dataset ? ['--data', writeSheet(stack, dataset)] : []), ...(options.state ? ['--state', options.state] : []),
  ];
  const handle = await stack.launch('google', command, { out });
  const line = await until(() => (alive(handle) ? firstLine(out) : 'ended'), START_MS);
  if (line === undefined || line === 'ended') throw Object.assign(new Error(`the stand-in for Google ${line ? 'ended at once' : 'did not come up'}`), { part: 'google' });
  const google = JSON.parse(line);
  return { ...google, control: new Control(google.control_url) };
}

/** An id as Google's are: 44 characters. */
const newId = () => `1${randomBytes(40).toString('base64url').slice(0, 43)}`;

/** The sheet's cells as the stand-in reads them: an array of rows, header first. */
function writeSheet(stack, { columns, rows }) {
  const file = stack.path('sheet.json');
  writeFileSync(file, JSON.stringify([columns.map(({ header }) => header), ...rows]));
  return file;
}

function firstLine(file) {
  const text = readFileSync(file, 'utf8');
  return text.includes('\n') ? text.split('\n', 1)[0] : undefined;
}
