/**
 * The Apps Script runtime of the stand-in: runs a real script project, unchanged, against the workbook, with Google's triggers, locks, stores and quotas.
 *
 *   const host = createScriptHost({workbook, clock: () => ms});
 *   host.loadProject('appsscript');                 // .js files and appsscript.json
 *   await host.open();                              // a person opens the spreadsheet: onOpen runs
 *   await host.run('gsyncConnect', url, secret);    // as the owner would from menu or editor; resolves to the result, rejects with what the script threw
 *   await host.runAs('ann@example.org', 'gsyncConnect', url, secret);   // another person
 *   …edits through workbook.as(user)…               // fire the installed triggers
 *   await host.settle();                            // all triggers have run and nothing is queued
 *   await host.close();
 *
 * Options
 *   workbook      the spreadsheet that the script is bound to
 *   clock         the stand-in's clock, ms; it drives time-driven triggers, caches and quotas. Call host.tick() when it has been advanced; a real second
 *                 passing is noticed without.
 *   scriptClock   'real' (default): Date in scripts is the machine's, so that signatures are valid whatever the stand-in's clock says. 'stand-in': it follows.
 *   limits        of quotas: {fetchCalls, triggerMs} a day
 *   pool          the threads of another host (host.pool), which must be closed last
 *
 * Also
 *   host.fault(kind, count, ms)   'drop-trigger': the next onEdit events fire nothing · 'drop-event': the next requests never leave (the script sees an exception) ·
 *                             'drop-answer': they arrive, but their answers do not · 'late-event': they arrive `ms` later, and the script sees an exception at once ·
 *                             'double-event': they arrive a second time `ms` later · 'late-trigger', 'double-trigger': onEdit runs `ms` later, or twice.   host.clearFaults()
 *   host.stats() → {executions, failures: [{functionName, error, stack, at}], dropped: {busy, fault}, fetches: {count, bytes, byCode (0: no answer)}, quotas, triggers, properties: {bytes}}
 *   host.calls                    {'sheets.read': 3, …}: calls of Google's services since it was last set to {}
 *   host.authorized               people who have given the script its permissions; run() and runAs() take them as given
 *   host.ui.menus, .alerts, .dialogs, .willAnswer(…)   what people see, and what they will answer to prompts (null: closed)
 *   host.properties.document.map, host.caches.document.forget(), host.logs
 *   Emits 'fetch' (record, payload) after every request, and 'execution' ({functionName, ok, ms}).
 */
import { EventEmitter } from 'node:events';
import { readProject } from './project.js';
import { WorkerPool } from './pool.js';
import { Execution } from './execution.js';
import { Quotas, TRIGGERS_EXHAUSTED } from './quotas.js';
import { maySeeUsers } from './scopes.js';
import { PropertyStore } from './services/properties.js';
import { CacheStore } from './services/cache.js';
import { Lock } from './services/locks.js';
import { SheetService } from './services/sheets.js';
import { Triggers } from './services/triggers.js';
import { UiRecorder } from './services/ui.js';

const FETCH_FAULTS = ['drop-event', 'late-event', 'double-event', 'drop-answer'];
const SCOPES = ['document', 'script', 'user'];
const LOG_LINES = 1000;
const WARM = 3;

const forScopes = (make) => Object.fromEntries(SCOPES.map((scope) => [scope, make(scope)]));

export function createScriptHost(options) {
  return new ScriptHost(options);
}

export class ScriptHost extends EventEmitter {
  constructor({ workbook, clock = Date.now, scriptClock = 'real', limits, pool }) {
    super();
    Object.assign(this, { workbook, clock, scriptClock });
    this.quotas = new Quotas(clock, limits);
    this.properties = forScopes(() => new PropertyStore(() => this.quotas.add('propertyCalls')));
    this.caches = forScopes(() => new CacheStore(clock));
    this.locks = forScopes(() => new Lock());
    this.sheets = new SheetService(workbook);
    this.ui = new UiRecorder();
    this.triggers = new Triggers(clock, (trigger, event) => this.runTrigger(trigger, event), (ms, work) => this.later(ms, work));
    this.ownPool = !pool;
    this.pool = pool ?? new WorkerPool();
    this.running = new Set();
    this.authorized = new Set();
    this.faults = Object.fromEntries(FETCH_FAULTS.map((kind) => [kind, { count: 0, ms: 0 }]));
    this.sent = { count: 0, bytes: 0, byCode: {} };
    this.failures = [];
    this.logs = [];
    this.executions = 0;
    this.calls = {};
    this.listeners_ = { edit: (event) => this.onEdit(event), change: (event) => this.onChange(event) };
    for (const [name, listener] of Object.entries(this.listeners_)) workbook.on(name, listener);
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000).unref();
  }

  loadProject(dir) {
    this.project = readProject(dir);
    this.pool.warm(WARM);
    return this;
  }

  open(user = this.workbook.owner) {
    return this.simple('onOpen', { type: 'open', source: true, user, authMode: 'LIMITED' }, user);
  }

  /** A function of the project, as a person runs it from the menu or the editor. */
  run(functionName, ...args) {
    return this.runAs(this.workbook.owner, functionName, ...args);
  }

  async runAs(user, functionName, ...args) {
    this.authorized.add(user);
    const answer = await this.perform({ functionName, args, attended: true }, { user, activeUser: user, authMode: 'FULL' });
    if (answer.ok) return answer.result;
    throw Object.assign(new Error(answer.error), { stack: answer.stack });
  }

  /** A menu item, chosen by a person at a screen; false: Google has to ask that person for permission first, and the function is not run. */
  async choose(user, functionName, screen) {
    if (!this.authorized.has(user)) return false;
    await this.perform({ functionName, args: [], attended: true }, { user, activeUser: user, authMode: 'FULL', screen });
    return true;
  }

  /** What google.script.run can call. */
  get callable() {
    const names = this.project.files.flatMap(({ source }) => [...source.matchAll(/^(?:async )?function (\w+)/gm)].map(([, name]) => name));
    return names.filter((name) => !name.endsWith('_'));
  }

  /** google.script.run.functionName(…args) in a sidebar of that person → {value} | {error: {name, message}} */
  async callFromBrowser(user, functionName, args, screen) {
    if (!this.authorized.has(user)) return { error: { name: 'ScriptError', message: 'Authorization is required to perform that action.' } };
    if (!this.callable.includes(functionName)) return { error: { name: 'ScriptError', message: `Script function not found: ${functionName}` } };
    const answer = await this.perform({ functionName, args, attended: true, forBrowser: true }, { user, activeUser: user, authMode: 'FULL', screen });
    return answer.ok ? { value: answer.result ?? null } : { error: { name: 'ScriptError', message: `${answer.name}: ${answer.error}` } };
  }

  tick() {
    if (this.scriptClock === 'stand-in') this.pool.setAhead(this.clock() - Date.now());
    this.triggers.tick();
  }

  fault(kind, count = 1, ms = 1000) {
    if (kind.endsWith('-trigger')) this.triggers.fault(kind, count, ms);
    else if (kind in this.faults) this.faults[kind] = { count: this.faults[kind].count + count, ms };
    else throw new Error(`no such fault of the script runtime: ${kind}`);
  }

  noteFetch(record, payload) {
    const { byCode } = this.sent;
    this.sent.count++;
    this.sent.bytes += record.bytes;
    byCode[record.code] = (byCode[record.code] ?? 0) + 1;
    this.emit('fetch', record, payload);
  }

  clearFaults() {
    this.triggers.clearFaults();
    for (const fault of Object.values(this.faults)) fault.count = 0;
  }

  /** The fault that strikes now, counted down: {ms} | undefined. */
  takeFault(kind) {
    const fault = this.faults[kind];
    return fault.count > 0 && fault.count-- ? fault : undefined;
  }

  /** Something that happens `ms` later, and that settle() waits for. */
  later(ms, work) {
    const task = new Promise((resolve) => { setTimeout(resolve, ms); }).then(work).catch(() => {}).finally(() => this.running.delete(task));
    this.running.add(task);
  }

  async settle() {
    while (this.running.size > 0 || this.triggers.busy) {
      await Promise.allSettled([...this.running]);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async close() {
    clearInterval(this.timer);
    for (const [name, listener] of Object.entries(this.listeners_)) this.workbook.off(name, listener);
    if (this.ownPool) await this.pool.close();
  }

  stats() {
    return {
      executions: this.executions, failures: this.failures, dropped: this.triggers.dropped,
      fetches: { ...this.sent, byCode: { ...this.sent.byCode } },
      quotas: { ...this.quotas.used }, triggers: this.triggers.describe(), properties: { bytes: this.properties.document.bytes },
    };
  }

  log(level, text) {
    this.logs.push({ at: this.clock(), level, text });
    if (this.logs.length > LOG_LINES) this.logs.shift();
  }

  onEdit({ user, sheetId, range, value, oldValue }) {
    const event = { source: true, user: this.userSeen(user), range: { sheetId, ...range }, value, oldValue };
    this.triggers.fire('ON_EDIT', event);
    this.simple('onEdit', { ...event, authMode: 'LIMITED' }, user);
  }

  onChange({ user, changeType }) {
    this.triggers.fire('ON_CHANGE', { source: true, user: this.userSeen(user), changeType });
  }

  userSeen(user) {
    return this.project && maySeeUsers(this.project.scopes) ? user : '';
  }

  /** A simple trigger: it needs no installing, runs as the person, and may do little. */
  async simple(functionName, event, user) {
    if (!this.project?.files.some(({ source }) => new RegExp(`\\bfunction ${functionName}\\b`).test(source))) return;
    await this.perform({ functionName, event, attended: true }, { user, activeUser: user, authMode: 'LIMITED' });
  }

  async runTrigger({ id, handler, creator }, { clock, ...event }) {
    if (this.quotas.triggersExhausted) return this.failed(handler, { error: TRIGGERS_EXHAUSTED });
    const details = clock ? this.clockEvent() : event;
    const startedAt = performance.now();
    await this.perform(
      { functionName: handler, event: { ...details, authMode: 'FULL', triggerUid: id }, attended: false },
      { user: creator, activeUser: event.user ?? '', authMode: 'FULL' },
    );
    this.quotas.add('triggerMs', performance.now() - startedAt);
  }

  clockEvent() {
    const now = new Date(this.clock());
    return {
      year: now.getUTCFullYear(), month: now.getUTCMonth() + 1, 'day-of-month': now.getUTCDate(), 'day-of-week': now.getUTCDay() || 7,
      hour: now.getUTCHours(), minute: now.getUTCMinutes(), second: now.getUTCSeconds(), timezone: 'UTC',
    };
  }

  perform(request, who) {
    const task = this.performOne(request, who).finally(() => this.running.delete(task));
    this.running.add(task);
    return task;
  }

  async performOne(request, who) {
    if (!this.project) throw new Error('no script project is loaded');
    const execution = new Execution(this, who);
    const startedAt = performance.now();
    this.executions++;
    const answer = await this.pool.run({ ...request, project: this.project }, (method, args) => execution.serve(method, args));
    execution.end();
    if (!answer.ok) this.failed(request.functionName, answer);
    this.emit('execution', { functionName: request.functionName, ok: answer.ok, ms: performance.now() - startedAt });
    return answer;
  }

  failed(functionName, { error, stack }) {
    this.failures.push({ functionName, error, stack, at: this.clock() });
    this.log('ERROR', `${functionName}: ${error}`);
  }
}
