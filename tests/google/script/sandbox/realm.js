/**
 * The globals of one execution: a new context, whose own objects are all that the script gets to see. What the main thread answers comes in as JSON and is
 * parsed there; errors are made there.
 */
import vm from 'node:vm';

const INSIDE = `(() => {
  class Exception extends Error {
    constructor(message) { super(message); this.name = 'Exception'; }
  }
  return { Exception, parse: JSON.parse, makeArray: (items) => Array.from(items) };
})()`;

const SHIFTED_DATE = `(ahead) => {
  const now = () => Real.now() + ahead[0];
  const Real = Date;
  globalThis.Date = new Proxy(Real, {
    get: (target, name) => (name === 'now' ? now : target[name]),
    construct: (target, args, made) => Reflect.construct(target, args.length > 0 ? args : [now()], made),
  });
  return globalThis.Date;
}`;

/** @param {(method: string, args: any[]) => {json?: string, bytes?: Uint8Array, error?: string}} call @param {Float64Array} ahead ms by which the script's clock is ahead, shared */
export function makeRealm(call, ahead) {
  const context = vm.createContext(Object.create(null));
  const realm = { context, ...vm.runInContext(INSIDE, context) };
  realm.Date = vm.runInContext(SHIFTED_DATE, context)(ahead);
  realm.fail = (message) => {
    throw new realm.Exception(message);
  };
  realm.call = (method, ...args) => {
    const answer = call(method, args);
    if (answer.error !== undefined) realm.fail(answer.error);
    realm.bytes = answer.bytes;
    return answer.json === undefined ? undefined : realm.parse(answer.json);
  };
  realm.signed = (buffer) => realm.makeArray(Int8Array.from(buffer));
  return realm;
}

/** Bytes as Apps Script has them, signed, or a string, to a Buffer. */
export function toBuffer(value, realm) {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (value && typeof value.getBytes === 'function') return Buffer.from(Int8Array.from(value.getBytes()).buffer);
  if (value && typeof value.length === 'number') return Buffer.from(Int8Array.from(value).buffer);
  return realm.fail('The parameters don\'t match the method signature.');
}
