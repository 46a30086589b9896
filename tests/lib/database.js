/** The database of a stack: roles, and the table that is linked. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { conninfo, quoteIdent, quoteTable } from './conninfo.js';

const run = promisify(execFile);

export async function connect(connectionString) {
  const client = new pg.Client({ connectionString, application_name: 'gsync tests' });
  client.on('error', () => {});
  await client.connect();
  return client;
}

export async function withClient(connectionString, work) {
  const client = await connect(connectionString);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

export async function createDatabase(port) {
  await withClient(conninfo({ port, database: 'postgres' }), async (client) => {
    await client.query('CREATE ROLE gsync_worker LOGIN');
    await client.query('CREATE DATABASE gsync');
  });
}

/** An empty table for a dataset. */
export async function createTable(admin, table, { columns }) {
  const [schema, name] = table.includes('.') ? table.split('.') : [undefined, table];
  const definitions = columns.map((column) => `${quoteIdent(column.name)} ${column.type}${column.key ? ' NOT NULL' : ''}`);
  const key = columns.filter((column) => column.key).map((column) => quoteIdent(column.name));
  await withClient(admin, async (client) => {
    if (schema) await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoteIdent(schema)}`);
    await client.query(`CREATE TABLE ${quoteTable(schema ? table : name)} (${definitions.join(', ')}, PRIMARY KEY (${key.join(', ')}))`);
  });
}

/** Runs a file of SQL with psql and returns the one table that it made, or `wanted`. */
export async function runSqlFile(admin, file, wanted) {
  try {
    await run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', admin, '-f', file]);
  } catch (error) {
    throw new Error(`${file}: ${(error.stderr || error.message).trim()}`);
  }
  const tables = await withClient(admin, async (client) => (await client.query(
    `SELECT CASE WHEN relnamespace = 'public'::regnamespace THEN relname ELSE relnamespace::regnamespace || '.' || relname END AS name
       FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        AND relnamespace::regnamespace::text !~ '^pg_' ORDER BY 1`)).rows.map(({ name }) => name));
  if (wanted !== undefined) {
    if (!tables.includes(wanted)) throw new Error(`${file} makes no table ${wanted}${tables.length > 0 ? `; it makes ${tables.join(', ')}` : ''}`);
    return wanted;
  }
  if (tables.length !== 1) throw new Error(`${file} makes ${tables.length === 0 ? 'no table' : `the tables ${tables.join(', ')}`}; say which one with --table`);
  return tables[0];
}
