/**
 * Field masks: `a,b.c,d(e,f/g),*`. A mask is `true` (everything) or a Map of name → mask.
 */
import { camelCase, schemas } from './schema.js';

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  peek() {
    return this.text[this.at];
  }

  name() {
    const [name] = /^[A-Za-z0-9_*$@-]*/.exec(this.text.slice(this.at, this.at + 100));
    if (name === '') throw new MaskError(this.text.slice(this.at));
    this.at += name.length;
    return camelCase(name);
  }

  /** path(,path)* up to the end or a closing parenthesis */
  list(tree) {
    do this.path(tree); while (this.skip(','));
    return tree;
  }

  path(tree) {
    while (this.peek() === ' ') this.at++;
    const name = this.name();
    if (this.skip('.') || this.skip('/')) this.path(branch(tree, name));
    else if (this.skip('(')) {
      this.list(branch(tree, name));
      if (!this.skip(')')) throw new MaskError(this.text);
    } else tree.set(name, true);
  }

  skip(sign) {
    if (this.peek() !== sign) return false;
    this.at++;
    return true;
  }
}

function branch(tree, name) {
  if (tree.get(name) === true) return new Map();
  if (!tree.has(name)) tree.set(name, new Map());
  return tree.get(name);
}

export class MaskError extends Error {}

const everything = (tree) => (tree === true || tree.get('*') === true ? true : new Map([...tree].map(([name, sub]) => [name, everything(sub)])));

/** Parses a mask and checks it against a schema; throws MaskError with the path that does not exist. */
export function parseMask(text, schemaName) {
  const reader = new Reader(text);
  const tree = reader.list(new Map());
  if (reader.at < text.length) throw new MaskError(text);
  check(tree, schemaName, '');
  return everything(tree);
}

function check(tree, schemaName, prefix) {
  if (tree === true) return;
  for (const [name, sub] of tree) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const field = schemas.get(schemaName)?.get(name);
    if (name === '*') continue;
    if (!field) throw new MaskError(path);
    if (sub === true) continue;
    if (field.type !== 'message') throw new MaskError(`${path}.${sub.keys().next().value}`);
    check(sub, field.schema, path);
  }
}

/** The part of the mask below `name`; undefined when `name` is not in it. */
export const submask = (mask, name) => (mask === true ? true : mask.get(name) ?? (mask.get('*') || undefined));

export const includes = (mask, name) => submask(mask, name) !== undefined;

/** What the mask leaves of a JSON value. */
export function applyMask(value, mask) {
  if (mask === true || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => applyMask(element, mask));
  const kept = {};
  for (const name in value) {
    const sub = submask(mask, name);
    if (sub !== undefined) kept[name] = applyMask(value[name], sub);
  }
  return kept;
}

/** `old` with the fields in the mask taken from `fresh`; what is in the mask but not in `fresh` is cleared. */
export function mergeMasked(old, fresh, mask) {
  if (mask === true) return fresh;
  const merged = { ...old };
  for (const [name, sub] of mask) {
    const value = sub === true ? fresh?.[name] : mergeMasked(old?.[name], fresh?.[name], sub);
    if (value === undefined || (sub !== true && Object.keys(value).length === 0)) delete merged[name];
    else merged[name] = value;
  }
  return merged;
}
