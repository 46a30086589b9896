/** Checks a JSON body against its schema as Google's JSON transcoder does, and brings it into canonical form. */
import { badRequest, invalid } from './errors.js';
import { camelCase, oneofs, schemas, snakeCase } from './schema.js';

const INT_MIN = -2147483648;
const INT_MAX = 2147483647;
const PROTO = { int: 'TYPE_INT32', double: 'TYPE_DOUBLE', boolean: 'TYPE_BOOL', string: 'TYPE_STRING', map: 'TYPE_MESSAGE' };
const MOST_VIOLATIONS = 50;

class Violations {
  constructor() {
    this.list = [];
  }

  add(path, description) {
    this.list.push({ ...(path && { field: path }), description });
  }

  unknown(path, name) {
    this.add(path, `Invalid JSON payload received. Unknown name "${name}"${path ? ` at '${path}'` : ''}: Cannot find field.`);
  }

  value(path, type, value) {
    const shown = typeof value === 'string' ? `"${value}"` : typeof value === 'object' ? '' : String(value);
    this.add(path, `Invalid value at '${path}' (${type})${shown === '' ? '' : `, ${shown}`}`);
  }

  get full() {
    return this.list.length >= MOST_VIOLATIONS;
  }
}

/**
 * Returns `body` with camelCase names and numbers as numbers (changed in place); nulls are taken as absent.
 * `path` is where the body sits in the request message ('data' for values.update, '' for most). Throws ApiError 400.
 */
export function validateBody(body, schema, path = '') {
  const violations = new Violations();
  const message = checkMessage(body ?? {}, schema, violations, undefined);
  if (violations.list.length === 0) return message;
  // Only now are the paths worth their price: once more, with them.
  violations.list = [];
  checkMessage(body ?? {}, schema, violations, path);
  throw invalid(violations.list.map(({ description }) => description).join('\n'), [badRequest(violations.list)]);
}

const below = (path, name) => (path === undefined ? undefined : path === '' ? snakeCase(name) : `${path}.${snakeCase(name)}`);
const at = (path, i) => (path === undefined ? undefined : `${path}[${i}]`);

function checkMessage(message, schemaName, violations, path) {
  if (typeof message !== 'object' || Array.isArray(message)) {
    violations.value(path, `type.googleapis.com/google.apps.sheets.v4.${schemaName}`, message);
    return message;
  }
  const fields = schemas.get(schemaName);
  for (const name in message) {
    const known = fields.has(name) ? name : camelCase(name);
    const field = fields.get(known);
    if (violations.full) return message;
    if (!field) {
      violations.unknown(path, name);
      continue;
    }
    const value = message[name];
    const checked = value === null ? undefined : checkField(value, field, violations, below(path, known));
    if (known !== name || checked === undefined) delete message[name];
    if (checked !== undefined && (known !== name || checked !== value)) message[known] = checked;
  }
  checkOneof(message, schemaName, violations, path);
  return message;
}

function checkOneof(message, schemaName, violations, path) {
  const oneof = oneofs[schemaName];
  if (!oneof) return;
  const [group, names] = oneof;
  let first;
  for (const name in message) {
    if (!names.includes(name)) continue;
    if (first !== undefined) violations.add(path, `Invalid value at '${path}' (oneof), oneof field '${group}' is already set. Cannot set '${name}'`);
    first ??= name;
  }
}

function checkField(value, field, violations, path) {
  if (field.type === 'values') return checkValues(value, violations, path);
  if (!field.list) return checkSingle(value, field, violations, path);
  // A lone element stands for a list of one, as in Google's transcoder.
  const list = Array.isArray(value) ? value : [value];
  for (let i = 0; i < list.length; i++) list[i] = checkSingle(list[i], field, violations, at(path, i));
  return list;
}

function checkSingle(value, field, violations, path) {
  if (field.type === 'message') return checkMessage(value ?? {}, field.schema, violations, path);
  const checked = convert(value, field);
  if (checked !== undefined) return checked;
  violations.value(path, field.enum ? `type.googleapis.com/google.apps.sheets.v4.${field.enum[0]}` : PROTO[field.type], value);
  return value;
}

/** The value as the field has it; undefined when it does not fit. */
function convert(value, field) {
  switch (field.type) {
    case 'string': return isString(value, field) ? value : undefined;
    case 'int': return toInteger(value);
    case 'double': return toDouble(value);
    case 'boolean': return value === 'true' || value === true ? true : value === 'false' || value === false ? false : undefined;
    default: return typeof value === 'object' && value !== null ? value : undefined;
  }
}

const isString = (value, field) => (field.enum ? field.enum[1].includes(value) : typeof value === 'string');

function toInteger(value) {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) && number >= INT_MIN && number <= INT_MAX ? number : undefined;
}

function toDouble(value) {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
}

function checkValues(values, violations, path) {
  if (!Array.isArray(values)) {
    violations.value(path, 'type.googleapis.com/google.protobuf.ListValue', values);
    return [];
  }
  values.forEach((line, i) => {
    if (!Array.isArray(line)) violations.value(at(path, i), 'type.googleapis.com/google.protobuf.ListValue', line);
  });
  return values;
}

/** Parses the text of a body; throws Google's 400 for what is not JSON. */
export function parseJson(text) {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = Number(/position (\d+)/.exec(error.message)?.[1] ?? text.length);
    const near = text.slice(Math.max(0, at - 30), at + 30).replaceAll('\n', ' ');
    const what = at >= text.length ? 'Unexpected end of string. Expected a value.' : 'Unexpected token.';
    throw invalid(`Invalid JSON payload received. ${what}\n${near}\n${' '.repeat(Math.min(at, 30))}^`);
  }
}
