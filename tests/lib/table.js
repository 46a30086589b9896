/** Reading a table through package pg: its columns and its rows as PostgreSQL prints them. */
import { quoteTable, quoteIdent } from './conninfo.js';

/** [{name, type, key, generated}] in the order of the table. */
export async function readColumns(client, table) {
  const { rows } = await client.query({
    text: `SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce(a.attnum = ANY (i.indkey), false), a.attgenerated <> ''
             FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
            WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    values: [quoteTable(table)], rowMode: 'array',
  });
  return rows.map(([name, type, key, generated]) => ({ name, type, key, generated }));
}

/** Makes this session print values in the one form that expectedCell understands. */
export async function pinFormat(client, timeZone) {
  await client.query(`SELECT set_config('TimeZone', $1, false), set_config('DateStyle', 'ISO', false), set_config('bytea_output', 'hex', false)`, [timeZone]);
}

export const asTexts = (columns) => columns.map(({ name }) => `${quoteIdent(name)}::text`).join(', ');

export async function readTable(client, table, timeZone) {
  await pinFormat(client, timeZone);
  const columns = await readColumns(client, table);
  const { rows } = await client.query({ text: `SELECT ${asTexts(columns)} FROM ${quoteTable(table)}`, rowMode: 'array' });
  return { columns, rows };
}
