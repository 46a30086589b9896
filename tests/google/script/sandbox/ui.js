/** SpreadsheetApp.getUi() and HtmlService: what a person is shown goes to the main thread, and so do the answers. */

const BUTTON_SETS = { OK: 'OK', OK_CANCEL: 'OK_CANCEL', YES_NO: 'YES_NO', YES_NO_CANCEL: 'YES_NO_CANCEL' };
const BUTTONS = { OK: 'OK', CANCEL: 'CANCEL', YES: 'YES', NO: 'NO', CLOSE: 'CLOSE' };

export function makeUi(realm) {
  return {
    Button: BUTTONS,
    ButtonSet: BUTTON_SETS,
    createMenu: (caption) => makeMenu(realm, caption),
    alert: (...args) => realm.call('ui.alert', question(args)),
    prompt: (...args) => {
      const { button, answer } = realm.call('ui.prompt', question(args));
      return { getSelectedButton: () => button, getResponseText: () => answer };
    },
    showSidebar: (html) => realm.call('ui.show', { kind: 'sidebar', title: html.getTitle() ?? '', html: html.getContent() }),
    showModalDialog: (html, title) => realm.call('ui.show', { kind: 'dialog', title, html: html.getContent() }),
    showModelessDialog: (html, title) => realm.call('ui.show', { kind: 'dialog', title, html: html.getContent() }),
  };
}

/** (text), (text, buttons), (title, text, buttons) */
function question(args) {
  const text = args.filter((arg) => !(arg in BUTTON_SETS));
  return { title: text.length > 1 ? text[0] : '', text: text[text.length - 1], buttons: args.find((arg) => arg in BUTTON_SETS) ?? 'OK' };
}

function makeMenu(realm, caption) {
  const items = [];
  const menu = {
    addItem: (text, handler) => (items.push({ text, handler }), menu),
    addSeparator: () => (items.push({ separator: true }), menu),
    addSubMenu: (sub) => (items.push({ menu: sub.describe() }), menu),
    describe: () => ({ caption, items }),
    addToUi: () => realm.call('ui.menu', { caption, items }),
  };
  return menu;
}

/** A project that was pasted as one file has no HTML file. The width of a sidebar is 300 pixels, whatever a script says; other sandbox modes than IFRAME are gone. */
export function makeHtmlService(realm) {
  const noFile = (name) => realm.fail(`No HTML file named ${name} was found.`);
  const output = (start) => {
    let content = start;
    let title = null;
    const self = {
      getContent: () => content, append: (more) => ((content += more), self), setContent: (text) => ((content = String(text)), self),
      getTitle: () => title, setTitle: (text) => ((title = String(text)), self),
    };
    for (const name of ['setWidth', 'setHeight', 'setSandboxMode', 'setXFrameOptionsMode', 'setFaviconUrl']) self[name] = () => self;
    return self;
  };
  return {
    SandboxMode: { IFRAME: 'IFRAME' }, XFrameOptionsMode: { DEFAULT: 'DEFAULT', ALLOWALL: 'ALLOWALL' },
    createHtmlOutput: (content = '') => output(typeof content.getDataAsString === 'function' ? content.getDataAsString() : String(content)),
    createHtmlOutputFromFile: noFile, createTemplateFromFile: noFile,
  };
}
