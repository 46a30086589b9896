/** What a script shows in Sheets: its menus, its dialogs, its sidebar, and the cells that it selects. */

const BUTTONS = { OK: ['OK'], OK_CANCEL: ['OK', 'CANCEL'], YES_NO: ['YES', 'NO'], YES_NO_CANCEL: ['YES', 'NO', 'CANCEL'] };
const NAMES = { OK: 'OK', CANCEL: 'Cancel', YES: 'Yes', NO: 'No' };
/* what Google gives a sidebar, but for its own origin: no storage here, and no way to the page around it */
const SANDBOX = 'allow-forms allow-modals allow-popups allow-scripts';

const $ = (id) => document.getElementById(id);

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export class ScriptUi {
  /** send(action) → promise; report(problem); select({row, column, rows, columns}) */
  constructor({ send, report, select }) {
    Object.assign(this, { send, report, select, screen: undefined, frame: undefined, asked: undefined });
    $('sidebar-close').addEventListener('click', () => this.closeSidebar());
    $('ask').addEventListener('close', () => this.answered());
    addEventListener('message', (event) => this.message(event));
    addEventListener('click', ({ target }) => $('menus').contains(target) || this.closeMenus());
  }

  listen(stream) {
    const on = (type, work) => stream.addEventListener(type, ({ data }) => work(JSON.parse(data)));
    on('menus', ({ screen, menus }) => {
      this.screen = screen;
      $('menus').replaceChildren(...menus.map((menu) => this.menu(menu)));
    });
    on('ask', (question) => this.ask(question));
    on('sidebar', (sidebar) => this.openSidebar(sidebar));
    on('activate', (area) => this.select(area));
  }

  tell(action) {
    return this.send(action).catch((error) => this.report(error.message));
  }

  menu({ caption, items }) {
    const list = element('ul', { hidden: true });
    const button = element('button', { type: 'button', textContent: caption, ariaHasPopup: 'true', ariaExpanded: 'false' });
    button.addEventListener('click', () => {
      list.hidden = !list.hidden;
      button.ariaExpanded = String(!list.hidden);
    });
    list.append(...items.map((item) => element('li', {}, item.separator ? element('hr', {}) : this.item(item))));
    return element('span', {}, button, list);
  }

  item({ text, handler }) {
    const button = element('button', { type: 'button', textContent: text });
    button.addEventListener('click', () => {
      this.closeMenus();
      this.tell({ do: 'menu', handler });
    });
    return button;
  }

  closeMenus() {
    for (const list of $('menus').querySelectorAll('ul')) list.hidden = true;
    for (const button of $('menus').querySelectorAll('[aria-expanded]')) button.ariaExpanded = 'false';
  }

  ask({ id, kind, title, text, buttons }) {
    this.asked = id;
    $('ask-title').textContent = title;
    $('ask-text').textContent = text;
    $('ask-answer').hidden = kind !== 'prompt';
    $('ask-answer').value = '';
    $('ask-buttons').replaceChildren(...BUTTONS[buttons].map((name) => element('button', { value: name, textContent: NAMES[name] })));
    $('ask').returnValue = '';
    $('ask').showModal();
  }

  answered() {
    this.tell({ do: 'answer', id: this.asked, button: $('ask').returnValue || 'CLOSE', answer: $('ask-answer').value });
  }

  openSidebar({ id, title }) {
    this.closeSidebar();
    $('sidebar-title').textContent = title;
    this.frame = element('iframe', { src: `sidebar/${id}`, title });
    this.frame.setAttribute('sandbox', SANDBOX);
    $('sidebar').append(this.frame);
    this.showSidebar(true);
  }

  closeSidebar() {
    this.frame?.remove();
    this.frame = undefined;
    this.showSidebar(false);
  }

  showSidebar(on) {
    $('sidebar').hidden = !on;
    document.querySelector('main').classList.toggle('with-sidebar', on);
  }

  /** google.script of the sidebar; see script_run.js. */
  async message({ source, data }) {
    if (!this.frame || source !== this.frame.contentWindow) return;
    if (data.close) return this.closeSidebar();
    const answer = await this.send({ do: 'script', name: data.name, args: data.args }).catch((error) => ({ error: { name: 'Error', message: error.message } }));
    source.postMessage({ ...answer, answer: data.call }, '*');
  }
}
