/** How a cell looks, on either side. The value of a cell is what the server sent; see sheet_feed.js. */
const FLASH_MS = 1600;

export const textOf = (value) => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return value.t;
  return typeof value === 'boolean' ? String(value).toUpperCase() : String(value);
};

/** What the editor starts with: the formula of a formula cell, not its result. */
export const entryOf = (value) => (value !== null && typeof value === 'object' ? value.e ?? value.t : textOf(value));

export const kindOf = (value) => {
  if (value === null || value === undefined) return 'empty';
  return typeof value === 'object' ? value.k : typeof value === 'string' ? 'text' : typeof value;
};

export function letters(column) {
  let text = '';
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) text = String.fromCharCode(65 + (n - 1) % 26) + text;
  return text;
}

const LOOKS = ['number', 'boolean', 'error', 'formula', 'waiting', 'noted', 'differs'];

/** look: names of LOOKS that hold; changed: when it last changed (performance.now()), if it did. */
export function dress(element, { look, changed, title, name }) {
  for (const each of LOOKS) element.classList.toggle(each, look.includes(each));
  element.title = title ?? '';
  element.dataset.cell = name;
  flash(element, changed);
}

function flash(element, changed) {
  const age = changed === undefined ? Infinity : performance.now() - changed;
  const on = element.classList.contains('flash-a') ? 'flash-b' : 'flash-a';
  element.classList.remove('flash-a', 'flash-b');
  if (age > FLASH_MS) return;
  element.style.animationDelay = `${-Math.round(age)}ms`;
  element.classList.add(on);
}

/** An element that was scrolled away and comes back must not flash again. */
export function stopFlashing(root) {
  root.addEventListener('animationend', ({ target }) => target.classList.remove('flash-a', 'flash-b'));
}

/** Width for a column whose texts are these. */
export function widthFor(title, texts) {
  const longest = texts.reduce((most, text) => Math.max(most, text.length), 0);
  return Math.round(Math.min(230, Math.max(72, 8 * title.length + 26, 7.2 * longest + 22)));
}

/** Two lines of a column's head. */
export function heading(over, name, { key = false, cell } = {}) {
  const title = document.createElement('div');
  const [above, below] = [document.createElement('span'), document.createElement('span')];
  above.className = key ? 'over key' : 'over';
  below.className = 'name';
  above.textContent = over;
  below.textContent = name;
  if (cell) below.dataset.cell = cell;
  title.append(above, below);
  return title;
}
