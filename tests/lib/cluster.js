/** A private PostgreSQL cluster on a loopback port. PostgreSQL refuses root, so for root it belongs to the user postgres. */
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './ports.js';
import { identify } from './process.js';

const run = promisify(execFile);
const VERSIONS = '/usr/lib/postgresql';
export const asRoot = process.getuid() === 0;
const OTHER_USER = asRoot ? ['runuser', '-u', 'postgres', '--'] : [];

function bin(program) {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).filter((v) => existsSync(join(VERSIONS, v, 'bin', program))) : [];
  if (versions.length === 0) throw new Error(`${program} is not in ${VERSIONS}/*/bin: install the package postgresql (make deps)`);
  return join(VERSIONS, versions.sort((a, b) => Number(b) - Number(a))[0], 'bin', program);
}

/** Runs a command as the cluster's user; its output is the error message when it fails. */
export async function asServer(command, options) {
  const [program, ...args] = [...OTHER_USER, ...command];
  try {
    return (await run(program, args, { cwd: '/', ...options })).stdout;
  } catch (error) {
    throw new Error(`${command.join(' ')}: ${[error.stderr, error.stdout].join('\n').trim() || error.message}`);
  }
}

/** Makes the cluster in `data` (which that user must be able to make or write). fsync stays on, as it does in real life, unless `settings` say otherwise. */
export async function createCluster({ data, settings = [] }) {
  await asServer([bin('initdb'), '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
  appendFileSync(join(data, 'postgresql.conf'), [
    '', "listen_addresses = '127.0.0.1'", "unix_socket_directories = ''",
    'max_connections = 60', 'shared_buffers = 64MB', "timezone = 'UTC'", "log_timezone = 'UTC'", "log_line_prefix = '%m [%p] %a '",
    'autovacuum_naptime = 10s', 'track_commit_timestamp = on', ...settings, '',
  ].join('\n'));
}

/** The running server of a cluster, or undefined. */
export function serverOf({ data }) {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const handle = identify(Number(readFileSync(file, 'utf8').split('\n')[0]));
  return handle.started === null ? undefined : handle;
}

/** Starts it on a free port → {pid, started, port}. `port`: this one, no other. */
export async function startCluster({ data, log, port: wanted }) {
  for (let tries = wanted ? 1 : 4; ; tries--) {
    const port = wanted ?? await freePort();
    try {
      await asServer([bin('pg_ctl'), 'start', '-s', '-w', '-t', '60', '-D', data, '-l', log, '-o', `-p ${port}`]);
      return { ...serverOf({ data }), port };
    } catch (error) {
      if (tries <= 1) throw error;
    }
  }
}
