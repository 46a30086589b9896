/** SpreadsheetApp.getUi() and HtmlService: what a person is shown goes to the main thread, and so do the answers. */

const BUTTON_SETS = { OK: 'OK', OK_CANCEL: 'OK_CANCEL', YES_NO: 'YES_NO', YES_NO_CANCEL: 'YES_NO_CANCEL' };
const BUTTONS = { OK: 'OK', CANCEL: 'CANCEL', YES: 'YES', NO: 'NO', CLOSE: 'CLOSE' };

export function makeUi(realm) {
  return {
    Button: BUTTONS,
    ButtonSet: BUTTON_SETS,
    createMenu: (caption) => makeMenu(realm, caption),
    alert: (...args) => {
      const text = args.filter((arg) => !(arg in BUTTON_SETS));
      return realm.call('ui.alert', { title: text.length > 1 ? text[0] : '', text: text[text.length - 1] });
    },
    prompt: (...args) => {
      const text = args.filter((arg) => !(arg in BUTTON_SETS));
      const { button, answer } = realm.call('ui.prompt', { title: text.length > 1 ? text[0] : '', text: text[text.length - 1] });
      return { getSelectedButton: () => button, getResponseText: () => answer };
    },
    showSidebar: (html) => realm.call('ui.show', { kind: 'sidebar', title: html.getTitle(), html: html.getContent() }),
    showModalDialog: (html, title) => realm.call('ui.show', { kind: 'dialog', title, html: html.getContent() }),
    showModelessDialog: (html, title) => realm.call('ui.show', { kind: 'dialog', title, html: html.getContent() }),
  };
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

export function makeHtmlService() {
  const output = (content) => {
    let title = '';
    const self = { getContent: () => content, getTitle: () => title, setTitle: (text) => ((title = text), self), setWidth: () => self, setHeight: () => self };
    return self;
  };
  return { createHtmlOutput: (content = '') => output(String(content)) };
}
