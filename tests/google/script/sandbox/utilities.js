/** Utilities: bytes are signed, as in Java. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { toBuffer } from './realm.js';
import { formatDate } from './format-date.js';

const ALGORITHMS = { MD5: 'md5', SHA_1: 'sha1', SHA_256: 'sha256', SHA_384: 'sha384', SHA_512: 'sha512' };
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

class Blob {
  constructor(realm, data, contentType, name) {
    Object.assign(this, { getBytes: () => realm.signed(data), getDataAsString: () => data.toString('utf8'), getContentType: () => contentType ?? null, getName: () => name ?? null });
  }
}

export const makeBlob = (realm, data, contentType, name) => new Blob(realm, data, contentType, name);

export function makeUtilities(realm) {
  const bytes = (value) => toBuffer(value, realm);
  const decode = (text, webSafe) => {
    const plain = webSafe ? text.replaceAll('-', '+').replaceAll('_', '/') : text;
    return BASE64.test(plain) ? realm.signed(Buffer.from(plain, 'base64')) : realm.fail('Could not decode string.');
  };
  const hmac = (algorithm) => (value, key) => {
    if ((typeof value === 'string') !== (typeof key === 'string')) realm.fail("The parameters don't match the method signature for Utilities.computeHmacSignature.");
    return realm.signed(createHmac(algorithm, bytes(key)).update(bytes(value)).digest());
  };
  return {
    Charset: { US_ASCII: 'US_ASCII', UTF_8: 'UTF_8' },
    DigestAlgorithm: Object.fromEntries(Object.keys(ALGORITHMS).map((name) => [name, name])),
    base64Encode: (value) => bytes(value).toString('base64'),
    base64EncodeWebSafe: (value) => bytes(value).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
    base64Decode: (text) => decode(text, false),
    base64DecodeWebSafe: (text) => decode(text, true),
    computeDigest: (algorithm, value) => realm.signed(createHash(ALGORITHMS[algorithm]).update(bytes(value)).digest()),
    computeHmacSha256Signature: hmac('sha256'),
    computeHmacSha1Signature: hmac('sha1'),
    newBlob: (data, contentType, name) => makeBlob(realm, bytes(data), contentType, name),
    getUuid: () => randomUUID(),
    sleep: (ms) => {
      if (!(ms >= 0 && ms <= 300000)) realm.fail(`Invalid argument: ${ms}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    },
    formatDate: (date, timeZone, pattern) => {
      if (typeof date?.getTime !== 'function') realm.fail("The parameters don't match the method signature for Utilities.formatDate.");
      try {
        return formatDate(date.getTime(), timeZone, pattern);
      } catch (error) {
        return realm.fail(error.message);
      }
    },
    jsonStringify: (value) => JSON.stringify(value),
    jsonParse: (text) => realm.parse(text),
  };
}
