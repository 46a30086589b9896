/** CacheService: 100 KB a value, 250 characters a key, 6 hours at most; it may forget at any time (`forget`). */
import { ScriptException } from '../error.js';

const VALUE_BYTES = 100 * 1024;
const LONGEST_S = 21600;

export class CacheStore {
  constructor(clock) {
    this.clock = clock;
    this.map = new Map();
  }

  get(keys) {
    const now = this.clock();
    const found = {};
    for (const key of keys) {
      const entry = this.map.get(key);
      if (entry && entry.until > now) found[key] = entry.value;
    }
    return found;
  }

  put(entries, seconds = 600) {
    const until = this.clock() + Math.min(Math.max(seconds, 1), LONGEST_S) * 1000;
    for (const [key, value] of Object.entries(entries)) {
      if (key.length > 250) throw new ScriptException('Argument too large: key');
      if (Buffer.byteLength(value) > VALUE_BYTES) throw new ScriptException('Argument too large: value');
      this.map.set(key, { value, until });
    }
  }

  remove(keys) {
    for (const key of keys) this.map.delete(key);
  }

  forget() {
    this.map.clear();
  }
}
