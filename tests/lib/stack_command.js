/** The command tests/stack. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { down, kill, restart } from './down.js';
import { load } from './state.js';

const USAGE = `The whole of gsync in a directory of its own, on free ports of this machine, with a stand-in for Google.

  tests/stack up DIR [options]     bring it up; prints one JSON object that says where everything is
  tests/stack down DIR [--keep]    take it down and remove DIR (--keep: leave the files)
  tests/stack info DIR             print that JSON object again
  tests/stack kill DIR PROGRAM [SIGNAL]   kill -9 one program: gsync-worker, gsync-fcgi, nginx, google or postgresql
  tests/stack restart DIR PROGRAM  stop it, if it runs, and start it as it was started

What is linked (default: a small list of items):
  --data FILE        .csv with a header line, or .json with an array of objects: goes into the sheet; the table starts empty
  --key COLUMN       its key; a column that the data does not have is added and numbers the rows (default: id)
  --type NAME=TYPE   the type of a column, instead of the one that fits its values (may be repeated)
  --sql FILE.sql     with --data: run once the table is made, for rows that the table has before the first sync
  --empty FILE.sql   links an empty sheet to the empty table that this SQL makes
  --table NAME       the table's name (default: items, or the one table that the SQL makes)

How it is set up:
  --policy P         who wins a conflict: sheet, database or latest
  --set S.O=VALUE    an option of gsync.conf, such as worker.scan_interval=5s (may be repeated)
  --time-zone TZ     the spreadsheet's (default: Etc/GMT)     --locale L   (default: en_US)
  --no-script        no Apps Script: changes of the sheet are found by scans alone
  --no-wait          do not wait for the first sync
  --wait-s N         wait at most N seconds for it (default: 120)
  --port N           nginx's port      --google-port N   the stand-in's      --pg-port N   PostgreSQL's  (default: free ones)
  --keep             leave the files when it does not come up
  --quiet            no progress on standard error
`;

const text = { type: 'string' };
const flag = { type: 'boolean' };
const list = { type: 'string', multiple: true };
const OPTIONS = {
  up: {
    data: text, key: text, type: list, empty: text, sql: text, table: text, policy: text, set: list, 'time-zone': text, locale: text,
    'no-script': flag, 'no-wait': flag, 'wait-s': text, port: text, 'google-port': text, 'pg-port': text, keep: flag, quiet: flag, name: text,
  },
  down: { keep: flag }, info: {}, kill: {}, restart: {},
};

class UsageError extends Error {}

function read(argv) {
  const [command, ...rest] = argv;
  if (command === undefined || command === 'help' || argv.includes('--help') || argv.includes('-h')) return { help: true };
  if (!OPTIONS[command]) throw new UsageError(`there is no command "${command}"`);
  let parsed;
  try {
    parsed = parseArgs({ args: rest, options: OPTIONS[command], allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
  const [dir, ...words] = parsed.positionals;
  if (dir === undefined) throw new UsageError(`${command} needs a directory`);
  const needed = { kill: [1, 2], restart: [1, 1] }[command] ?? [0, 0];
  if (words.length < needed[0] || words.length > needed[1]) throw new UsageError(`wrong number of words after ${command} ${dir}`);
  return { command, dir: resolve(dir), words, values: parsed.values };
}

function port(value, name) {
  if (value === undefined) return undefined;
  if (!/^\d{1,5}$/.test(value) || Number(value) < 1 || Number(value) > 65535) throw new UsageError(`--${name} ${value}: must be a port, 1 to 65535`);
  return Number(value);
}

function upOptions(values) {
  if (values.data !== undefined && values.empty !== undefined) throw new UsageError('--data and --empty exclude each other');
  if (values.sql !== undefined && values.empty !== undefined) throw new UsageError('--sql goes with --data; --empty runs one file of SQL already');
  const types = Object.fromEntries((values.type ?? []).map((pair) => {
    const at = pair.lastIndexOf('=');
    if (at < 1) throw new UsageError(`--type ${pair}: must be COLUMN=TYPE`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  }));
  const waitS = Number(values['wait-s'] ?? 120);
  if (!(waitS > 0)) throw new UsageError(`--wait-s ${values['wait-s']}: must be a number of seconds`);
  return {
    data: values.data && resolve(values.data), key: values.key, types, empty: values.empty && resolve(values.empty), sql: values.sql && resolve(values.sql), table: values.table,
    policy: values.policy, set: values.set, timeZone: values['time-zone'], locale: values.locale, name: values.name,
    script: !values['no-script'], wait: !values['no-wait'], waitS, keep: values.keep, quiet: values.quiet,
    port: port(values.port, 'port'), googlePort: port(values['google-port'], 'google-port'), pgPort: port(values['pg-port'], 'pg-port'),
  };
}

const commands = {
  async up(dir, words, values) {
    const options = upOptions(values);
    const { up } = await import('./up.js');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, async () => {
        await down(dir, { keep: options.keep }).catch(() => {});
        process.exit(130);
      });
    }
    console.log(JSON.stringify(await up(dir, options)));
  },
  async down(dir, words, { keep }) {
    for (const [name, outcome] of Object.entries(await down(dir, { keep }))) process.stderr.write(`  ${name.padEnd(14)} ${outcome}\n`);
  },
  info: (dir) => console.log(JSON.stringify(load(dir).info)),
  kill: (dir, [program, signal]) => kill(dir, program, signal),
  restart: async (dir, [program]) => console.log(await restart(dir, program)),
};

try {
  const { help, command, dir, words, values } = read(process.argv.slice(2));
  if (help) process.stdout.write(USAGE);
  else await commands[command](dir, words, values);
} catch (error) {
  process.stderr.write(`tests/stack: ${error.message}\n`);
  if (error instanceof UsageError) process.stderr.write('tests/stack help lists commands and options\n');
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
