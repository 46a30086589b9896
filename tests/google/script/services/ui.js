/** What people see of a script, and what they answer: menus, alerts, dialogs, prompts. */

export class UiRecorder {
  constructor() {
    this.menus = [];
    this.alerts = [];
    this.dialogs = [];
    this.answers = [];
  }

  /** The next prompts' answers; null closes the prompt. */
  willAnswer(...answers) {
    this.answers.push(...answers);
  }

  menu(menu) {
    this.menus = [...this.menus.filter(({ caption }) => caption !== menu.caption), menu];
  }

  alert(alert) {
    this.alerts.push(alert);
    return 'OK';
  }

  prompt() {
    const answer = this.answers.shift() ?? null;
    return answer === null ? { button: 'CLOSE', answer: '' } : { button: 'OK', answer };
  }

  show(dialog) {
    this.dialogs.push(dialog);
  }
}
