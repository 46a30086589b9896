/** PropertiesService: 9 KB a value, 500 KB a store. */
import { ScriptException } from '../error.js';

const VALUE_BYTES = 9 * 1024;
const STORE_BYTES = 500 * 1024;

export class PropertyStore {
  constructor(onCall = () => {}) {
    this.map = new Map();
    this.onCall = onCall;
  }

  get(key) {
    this.onCall();
    return this.map.get(key) ?? null;
  }

  all() {
    this.onCall();
    return Object.fromEntries(this.map);
  }

  /** All of them or, where one is too large, none. */
  set(entries, deleteOthers = false) {
    this.onCall();
    const next = new Map(deleteOthers ? [] : this.map);
    for (const [key, value] of Object.entries(entries)) {
      if (Buffer.byteLength(value) > VALUE_BYTES) throw new ScriptException('Argument too large: value');
      if (Buffer.byteLength(key) > VALUE_BYTES) throw new ScriptException('Argument too large: key');
      next.set(key, value);
    }
    if (sizeOf(next) > STORE_BYTES) throw new ScriptException('You have exceeded the property storage quota. Please remove some properties and try again.');
    this.map = next;
  }

  remove(key) {
    this.onCall();
    this.map.delete(key);
  }

  clear() {
    this.onCall();
    this.map.clear();
  }

  get bytes() {
    return sizeOf(this.map);
  }
}

function sizeOf(map) {
  let bytes = 0;
  for (const [key, value] of map) bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  return bytes;
}
