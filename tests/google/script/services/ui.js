/**
 * What people see of a script, and what they answer: menus, alerts, prompts, dialogs, the sidebar, the selected range. This one remembers it and answers
 * what it was told to; the page has one of its own (../../page/screen.js) for the people in front of it.
 */
const YES = { OK: 'OK', OK_CANCEL: 'OK', YES_NO: 'YES', YES_NO_CANCEL: 'YES' };

export class UiRecorder {
  constructor() {
    this.menus = [];
    this.alerts = [];
    this.dialogs = [];
    this.activated = [];
    this.answers = [];
  }

  /** The next prompts' answers; null closes the prompt. */
  willAnswer(...answers) {
    this.answers.push(...answers);
  }

  menu(menu) {
    this.menus = [...this.menus.filter(({ caption }) => caption !== menu.caption), menu];
  }

  /** Everybody agrees to everything. */
  alert(alert) {
    this.alerts.push(alert);
    return YES[alert.buttons];
  }

  prompt() {
    const answer = this.answers.shift() ?? null;
    return answer === null ? { button: 'CLOSE', answer: '' } : { button: 'OK', answer };
  }

  show(dialog) {
    this.dialogs.push(dialog);
  }

  activate(area) {
    this.activated.push(area);
  }
}
