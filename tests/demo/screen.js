/** What the demo writes: colours and a progress bar on a terminal, plain lines elsewhere. */
const terminal = Boolean(process.stdout.isTTY) && process.env.TERM !== 'dumb';
const coloured = terminal && !process.env.NO_COLOR;

const paint = (code) => (text) => (coloured ? `\x1b[${code}m${text}\x1b[0m` : String(text));
export const bold = paint('1');
export const dim = paint('2');
export const green = paint('32');
export const blue = paint('34');
export const red = paint('31');

export const number = (n) => n.toLocaleString('en');
export const many = (n, what) => `${number(n)} ${what}${n === 1 ? '' : 's'}`;
export const span = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`);

export const say = (text = '') => process.stdout.write(`${text}\n`);

/** A name and what there is to say about it, in two columns. */
export const fact = (name, text) => say(`     ${dim(name.padEnd(16))} ${text}`);

const BAR = 32;

export class Bar {
  constructor(title, of) {
    Object.assign(this, { title, of, drawn: false, started: Date.now() });
  }

  at(count) {
    if (!terminal) return;
    const share = this.of === 0 ? 1 : Math.min(1, count / this.of);
    const full = Math.round(share * BAR);
    process.stdout.write(`\r     ${dim(this.title.padEnd(16))} ${green('━'.repeat(full))}${dim('━'.repeat(BAR - full))} ${number(count)} of ${number(this.of)} rows ${dim(span(Date.now() - this.started))}\x1b[K`);
    this.drawn = true;
  }

  end() {
    if (this.drawn) process.stdout.write('\r\x1b[K');
  }
}
