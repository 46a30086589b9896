/** One execution of a script: what it may call, and what it holds. */
import { checkScope, maySeeUsers } from './scopes.js';
import { fetchUrl } from './services/fetch.js';
import { ScriptException } from './error.js';

export class Execution {
  /** @param {import('./index.js').ScriptHost} host @param {{user: string, activeUser: string, authMode: 'FULL'|'LIMITED', screen?: object}} who  screen: what shows people something and asks them, as UiRecorder does */
  constructor(host, { user, activeUser, authMode, screen = host.ui }) {
    Object.assign(this, { host, runsAs: user, activeUser, authMode, screen });
  }

  /** Answers a call of the script: {value, bytes}. */
  async serve(method, args) {
    checkScope(method, this.host.project.scopes, this.authMode);
    this.host.calls[method] = (this.host.calls[method] ?? 0) + 1;
    const [service, name] = method.split('.');
    return this[service](name, ...args);
  }

  end() {
    for (const lock of Object.values(this.host.locks)) lock.release(this);
  }

  properties(name, scope, ...args) {
    return { value: this.host.properties[scope][name](...args) };
  }

  cache(name, scope, ...args) {
    return { value: this.host.caches[scope][name](...args) };
  }

  async locks(name, scope, ms) {
    const lock = this.host.locks[scope];
    if (name === 'acquire') return { value: await lock.acquire(this, ms) };
    return { value: name === 'has' ? lock.owner === this : lock.release(this) };
  }

  sheets(name, ...args) {
    const { sheets } = this.host;
    if (name === 'flush') return {};
    const writes = name === 'write' || name === 'structure';
    return { value: writes ? sheets[name](...args, this.runsAs) : sheets[name](...args) };
  }

  triggers(name, arg) {
    const { triggers } = this.host;
    if (name === 'create') {
      const { id, handler, eventType, source } = triggers.create(arg, this.runsAs);
      return { value: { id, handler, eventType, source } };
    }
    // a script sees and removes the triggers of the person whom it runs as
    return { value: name === 'list' ? triggers.describe(this.runsAs) : triggers.remove(arg, this.runsAs) };
  }

  async fetch(_name, request, payload) {
    const { host } = this;
    host.quotas.takeFetch();
    const record = { at: host.clock(), method: request.method, url: request.url, bytes: payload?.length ?? 0, code: 0 };
    try {
      if (host.takeFault('drop-event')) throw new ScriptException(`Address unavailable: ${request.url}`);
      const late = host.takeFault('late-event');
      if (late) {
        host.later(late.ms, () => fetchUrl({ ...request, payload }));
        throw new ScriptException(`Address unavailable: ${request.url}`);
      }
      const again = host.takeFault('double-event');
      if (again) host.later(again.ms, () => fetchUrl({ ...request, payload }));
      const answer = await fetchUrl({ ...request, payload });
      record.answer = answer.body.toString();
      record.code = answer.code;
      if (host.takeFault('drop-answer')) throw new ScriptException(`Address unavailable: ${request.url}`);
      return { value: { code: answer.code, headers: answer.headers }, bytes: answer.body };
    } finally {
      host.noteFetch(record, payload);
    }
  }

  async ui(name, argument) {
    return { value: await this.screen[name](argument, this.activeUser) };
  }

  user(_name, which) {
    const email = which === 'active' ? this.activeUser : this.runsAs;
    return { value: maySeeUsers(this.host.project.scopes) ? email : '' };
  }

  project() {
    return { value: { id: 'stand-in' } };
  }

  log(_name, level, text) {
    this.host.log(level, text);
    return {};
  }
}
