/** Query parameters of a call, checked against the official client's types as Google's transcoder does. */
import { badRequest, invalid } from './errors.js';
import { camelCase, parameters } from './schema.js';

const STANDARD = new Set(['$.xgafv', 'access_token', 'alt', 'callback', 'fields', '$fields', 'key', 'oauth_token', 'prettyPrint', 'quotaUser', 'uploadType', 'upload_protocol']);

const reject = (field, message) => invalid(message, [badRequest([{ ...(field && { field }), description: message }])]);

/** → {params for the method, standard ones by name}. `method` is the id, `path` the parameters found in the path. */
export function readParameters(method, search, path) {
  const known = parameters.get(method.toLowerCase());
  const params = {};
  const standard = {};
  for (const [name, value] of search) {
    if (STANDARD.has(name)) standard[name.replace('$', '')] = value;
    else set(params, known, name, value);
  }
  for (const [name, value] of Object.entries(path)) set(params, known, name, value);
  return { params, standard };
}

function set(params, known, given, value) {
  const name = known.has(given) ? given : camelCase(given);
  const field = known.get(name);
  if (!field || name === 'spreadsheetId') {
    throw reject('', `Invalid JSON payload received. Unknown name "${given}": Cannot bind query parameter. Field '${given}' could not be found in request message.`);
  }
  const checked = convert(value, field, name);
  if (field.list) params[name] = [...params[name] ?? [], checked];
  else params[name] = checked;
}

function convert(value, { type, enum: known }, name) {
  const wrong = (proto) => reject(name, `Invalid value at '${name}' (${proto}), "${value}"`);
  if (type === 'boolean') {
    if (!['true', 'false', '1', '0', ''].includes(value)) throw wrong('TYPE_BOOL');
    return value === 'true' || value === '1' || value === '';
  }
  if (type === 'int' || type === 'double') {
    if (!/^-?\d+$/.test(value)) throw wrong('TYPE_INT32');
    return Number(value);
  }
  if (known && !known[1].includes(value)) throw wrong(`type.googleapis.com/google.apps.sheets.v4.${known[0]}`);
  return value;
}
