/**
 * Runs in the browser: its text is put into the sidebar's page, so it can use nothing from outside of itself. It asks every few seconds while something is
 * under way, then ever more seldom, up to once a minute, and not at all while nobody sees it.
 */
function gsyncSidebarClient_() {
  const SOON_MS = 3000;
  const CALM_MS = 10000;
  const LONGEST_MS = 60000;
  let marks = '';
  let pause = CALM_MS;
  let timer = 0;
  let asking = false;
  let before = '';
  let seen = false;

  /** @param {string} id @returns {any} */
  const $ = (id) => document.getElementById(id);
  /** @param {string} id @param {boolean} on */
  const show = (id, on) => { $(id).hidden = !on; };
  /** @param {string} id @param {string} text written only when it is another one: a screen reader says it again otherwise */
  const put = (id, text) => { if ($(id).textContent !== text) $(id).textContent = text; };

  /** @param {string} iso */
  function time(iso) {
    const date = new Date(iso);
    const today = date.toDateString() === new Date().toDateString();
    return new Intl.DateTimeFormat([], today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' }).format(date);
  }

  /** @param {string} text with times between braces */
  const spoken = (text) => text.replace(/\{([^}]+)\}/g, (_, iso) => time(iso));

  /** @param {string} name @param {any[]} args @param {(view: any) => void} done @param {(message: string) => void} failed */
  function call(name, args, done, failed) {
    google.script.run.withSuccessHandler(done).withFailureHandler((/** @type {Error} */ error) => failed(explain(error)))[name](...args);
  }

  /** @param {Error} error */
  function explain({ message }) {
    const text = message.replace(/^(Error|Exception|ScriptError): /, '');
    if (/PERMISSION_DENIED/.test(text)) return 'Google has refused this sidebar. That happens when several Google accounts are signed in: open the spreadsheet in a private window, with one account.';
    if (/^Authorization is required/i.test(text)) return 'You have not allowed this script to run for you yet: choose any item of the gsync menu, and Google will ask.';
    return text;
  }

  /** @param {any} view */
  function render(view) {
    $('now').dataset.level = view.level;
    put('headline', view.headline);
    put('advice', spoken(view.advice));
    show('send', view.connected && !view.restart);
    show('restart', view.restart);
    show('exchange', view.connected);
    show('quota', view.connected);
    if (view.connected) renderExchange(view);
    renderConnection(view);
    if (view.rejected) renderRejected(view.rejected);
    put('asof', `As of ${time(new Date().toISOString())}`);
  }

  /** @param {any} view */
  function renderExchange(view) {
    const written = view.tabs.map((/** @type {any} */ tab) => tab.written_at).filter(Boolean).sort().pop();
    const waits = [view.queued > 0 && `${view.queued} ${view.queued === 1 ? 'change' : 'changes'}`, view.scan_wanted && 'a comparison of the tab'].filter(Boolean);
    facts([
      ['Last sent', view.sent_at ? time(view.sent_at) : 'nothing yet'],
      ['Last written by gsync', written ? time(written) : 'nothing yet'],
      ['Waiting to be sent', waits.join(' and ') || 'nothing'],
      [view.tabs.length === 1 ? 'Linked tab' : 'Linked tabs', view.tabs.map((/** @type {any} */ tab) => tab.name).join(', ') || 'none'],
    ]);
    show('trouble', Boolean(view.error) && !view.stopped);
    put('trouble', view.error ? `Last trouble, ${time(view.error_at)}: ${view.error}` : '');
    const { share, calls_left: calls, minutes_left: minutes } = view.quota;
    $('used').value = Math.min(1, share);
    $('used').title = `${Math.round(share * 100)} % used`;
    put('left', `${Math.round(share * 100)} % used. Left: about ${calls.toLocaleString()} requests and ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`);
  }

  /** @param {string[][]} pairs */
  function facts(pairs) {
    if (JSON.stringify(pairs) === before) return;
    before = JSON.stringify(pairs);
    $('facts').replaceChildren(...pairs.flatMap(([name, text]) => [
      Object.assign(document.createElement('dt'), { textContent: name }), Object.assign(document.createElement('dd'), { textContent: text }),
    ]));
  }

  /** @param {any} view */
  function renderConnection(view) {
    put('server', view.connected ? `Connected to ${view.url}${view.by ? `, in the name of ${view.by}` : ''}. A new secret is entered here; what waits is then sent with it.` : '');
    if (document.activeElement !== $('url') && !$('url').value) $('url').value = view.url ?? '';
    put('save', view.connected ? 'Connect anew' : 'Connect');
    if (view.reconnect) $('connection').open = true;
  }

  /** @param {{cells: any[], total: number, complete: boolean}} list */
  function renderRejected({ cells, total, complete }) {
    show('rejected', cells.length > 0 || !complete);
    put('rejected-count', String(total));
    const focused = document.activeElement?.id;
    $('cells').replaceChildren(...cells.map(rejectedItem));
    if (focused) $(focused)?.focus();
    const rest = total - cells.length;
    show('rejected-more', !complete);
    put('rejected-more', rest > 0 ? `And ${rest} more, further down.` : 'There may be more, further down.');
  }

  /** @param {any} cell */
  function rejectedItem(cell) {
    const button = Object.assign(document.createElement('button'), { type: 'button', id: `cell-${cell.sheet}-${cell.id}-${cell.column}` });
    const place = Object.assign(document.createElement('strong'), { textContent: `${cell.tab} ${cell.place}` });
    const header = Object.assign(document.createElement('span'), { className: 'quiet', textContent: cell.header ? ` ${cell.header}` : '' });
    button.append(place, header, document.createElement('br'), cell.reason);
    button.addEventListener('click', () => call('gsyncSelect', [cell], () => complain(''), complain));
    const item = document.createElement('li');
    item.append(button);
    return item;
  }

  /** @param {string} message '' takes it away */
  function complain(message) {
    put('problem', message);
    show('problem', message !== '');
  }

  /** @param {any} view */
  function take(view) {
    const changed = view.marks !== marks;
    marks = view.marks;
    seen = true;
    complain('');
    render(view);
    const underWay = view.level === 'busy' || (view.level === 'warn' && view.queued > 0);
    pause = underWay ? SOON_MS : changed ? CALM_MS : Math.min(pause * 1.5, LONGEST_MS);
  }

  /** Asks, now; then again after a pause. @param {string} name @param {any[]} args @param {(message: string) => void} [failed] @param {() => void} [done] */
  function ask(name, args, failed = complain, done = () => {}) {
    clearTimeout(timer);
    asking = true;
    const next = () => {
      asking = false;
      for (const id of ['send', 'restart', 'save', 'refresh']) $(id).disabled = false;
      if (!document.hidden) timer = window.setTimeout(look, pause);
    };
    call(name, args, (view) => { take(view); done(); next(); }, (message) => {
      if (!seen) { $('now').dataset.level = 'bad'; put('headline', 'The script does not answer'); }
      failed(message);
      pause = failed === complain ? LONGEST_MS : SOON_MS;
      next();
    });
  }

  function look() {
    if (!asking) ask('gsyncView', [marks]);
  }

  /** Something that the reader wants: the button rests until it is done. @param {string} id @param {() => void} work */
  function press(id, work) {
    pause = SOON_MS;
    $(id).disabled = true;
    work();
  }

  $('send').addEventListener('click', () => press('send', () => { put('headline', 'Sending…'); ask('gsyncViewAfterSending', [marks]); }));
  $('restart').addEventListener('click', () => press('restart', () => ask('gsyncViewAfterRestart', [])));
  $('refresh').addEventListener('click', () => press('refresh', () => ask('gsyncView', [''])));
  $('connect').addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault();
    show('refused', false);
    const { value } = $('secret');
    $('secret').value = '';
    press('save', () => ask('gsyncViewAfterConnecting', [$('url').value, value], (message) => {
      put('refused', message);
      show('refused', true);
    }, () => { $('connection').open = false; }));
  });
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (!document.hidden) look();
  });
  if (document.body.dataset.view === 'connect') {
    $('connection').open = true;
    $('url').focus();
  }
  look();
}
