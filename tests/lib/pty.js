/** A command on a terminal of its own, through script(1). */
import { spawn } from 'node:child_process';

const quoted = (word) => `'${word.replace(/'/g, `'\\''`)}'`;

/**
 * Runs `words` on a terminal of `columns` columns.
 *
 * → {ended: a promise of {code, text}, type(text), saw(pattern, ms)}: `type` presses keys ("\x03" is Ctrl-C), `saw` waits until the terminal has shown the pattern
 */
export function onTerminal(words, { columns = 100, cwd, env } = {}) {
  const command = `stty cols ${columns} rows 24; exec ${words.map(quoted).join(' ')}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd, env: { ...process.env, TERM: 'xterm', ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  const watchers = new Set();
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text += part;
    for (const check of watchers) check();
  });
  const ended = new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done({ code, text }));
  });
  const shown = () => text.split(/\r|\x1b\[K/).filter(Boolean).slice(-40).join('\n');
  const saw = (pattern, ms = 20_000) => new Promise((found, failed) => {
    const stop = (end, value) => {
      watchers.delete(check);
      clearTimeout(timer);
      end(value);
    };
    const check = () => pattern.test(text) && stop(found, text.match(pattern));
    const timer = setTimeout(() => stop(failed, new Error(`the terminal has not shown ${pattern}, but at last:\n${shown()}`)), ms);
    ended.then(() => (pattern.test(text) ? check() : stop(failed, new Error(`it ended without showing ${pattern}:\n${shown()}`))));
    watchers.add(check);
    check();
  });
  return { ended, saw, type: (keys) => child.stdin.write(keys), kill: (signal) => child.kill(signal) };
}
