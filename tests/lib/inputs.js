/** Turns data given as objects and SQL given as text into the files that a stack is brought up from. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function writeInputs(dir, options) {
  const { data, empty, sql } = options;
  return {
    ...options,
    ...(Array.isArray(data) && { data: file(dir, 'data.json', JSON.stringify(data)) }),
    ...(isSql(empty) && { empty: file(dir, 'table.sql', empty) }),
    ...(isSql(sql) && { sql: file(dir, 'more.sql', sql) }),
  };
}

const isSql = (text) => typeof text === 'string' && /\s/.test(text) && !text.endsWith('.sql');

function file(dir, name, content) {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}
