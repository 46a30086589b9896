/**
 * The script's side of the page: menus, dialogs, the sidebar, what a script selects. One for each visitor.
 *
 * Events to the visitor: 'menus' [{caption, items}], 'ask' {id, kind, title, text, buttons}, 'sidebar' {id, title}, 'activate' {sheetId, row, column, rows, columns}.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

const LIBRARY = readFileSync(new URL('client/script_run.js', import.meta.url), 'utf8');
const CONSENT = 'A script attached to this document needs your permission to run.';
const SIDEBARS_KEPT = 20;

export class Screen {
  /** @param {import('../script/index.js').ScriptHost} host @param {string} user @param {(type: string, data: object) => void} tell */
  constructor(host, user, tell) {
    Object.assign(this, { host, user, tell, id: randomUUID(), questions: new Map() });
  }

  /** What onOpen does is seen by this person only. */
  async open() {
    await this.host.open(this.user);
    this.tell('menus', { screen: this.id, menus: this.host.ui.menus });
  }

  async choose(functionName) {
    if (await this.host.choose(this.user, functionName, this)) return;
    if (await this.ask({ kind: 'consent', title: 'Authorization required', text: CONSENT, buttons: 'OK_CANCEL' }).then(({ button }) => button) === 'OK') this.host.authorized.add(this.user);
  }

  call(functionName, args) {
    return this.host.callFromBrowser(this.user, functionName, args, this);
  }

  ask(question) {
    const id = randomUUID();
    const answered = new Promise((resolve) => this.questions.set(id, resolve));
    this.tell('ask', { ...question, id });
    return answered;
  }

  answer(id, answer) {
    this.questions.get(id)?.(answer);
    this.questions.delete(id);
  }

  leave() {
    for (const id of this.questions.keys()) this.answer(id, { button: 'CLOSE', answer: '' });
  }

  /* what a script calls; see UiRecorder */

  menu(menu) {
    this.host.ui.menu(menu);
  }

  async alert(alert) {
    return (await this.ask({ kind: 'alert', ...alert })).button;
  }

  prompt(prompt) {
    return this.ask({ kind: 'prompt', ...prompt });
  }

  show({ title, html }) {
    const id = randomUUID();
    sidebars.set(id, framed(html, this.host.callable));
    if (sidebars.size > SIDEBARS_KEPT) sidebars.delete(sidebars.keys().next().value);
    this.tell('sidebar', { id, title });
  }

  activate({ sheetId, row, column, rows, columns }) {
    this.tell('activate', { sheetId, row: row - 1, column: column - 1, rows, columns });
  }
}

const sidebars = new Map();

/** → {html, policy} of a sidebar that was shown, or undefined. */
export const sidebarOf = (id) => sidebars.get(id);

/**
 * The content as the frame gets it, with google.script in front. It may run and look as it says itself and ask nobody for anything: stricter than Google,
 * which lets a sidebar load from other hosts.
 */
function framed(content, names) {
  const html = `<!doctype html><script>${LIBRARY.replaceAll('NAMES_', () => JSON.stringify(names))}</script>${content.replace(/^\s*<!doctype html>/i, '')}`;
  const hashes = (tag) => [...html.matchAll(new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`, 'g'))].map(([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`).join(' ');
  return { html, policy: `default-src 'none'; script-src ${hashes('script')}; style-src ${hashes('style') || "'none'"}; form-action 'none'; base-uri 'none'` };
}
