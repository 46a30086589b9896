/** Connects the Apps Script runtime and the page, where they are installed, with the rest of the stand-in. */
import { existsSync } from 'node:fs';

const present = (path) => existsSync(new URL(path, import.meta.url));

/** google, workbook → the script host, or undefined when there is none. Its requests are recorded as events. All hosts share their threads. */
export async function attachScript(google, workbook, { script, scriptClock }) {
  if (!present('./script/index.js')) return undefined;
  const { createScriptHost } = await import('./script/index.js');
  const host = createScriptHost({ workbook, clock: () => google.clock.now(), scriptClock, pool: google.script?.pool });
  google.clock.on('advance', () => host.tick());
  host.on('fetch', (fetched, payload) => google.record.event(eventOf(fetched, payload)));
  host.actions = scriptActions(host);
  if (script) host.loadProject(script);
  return host;
}

const MOST_KEPT = 65536;

function eventOf({ at, method, url, bytes, code }, payload) {
  const body = payload && payload.length <= MOST_KEPT ? Buffer.from(payload).toString('utf8') : undefined;
  return { time: at, method, url, status: code, bytes_out: bytes, ...(body && { body }) };
}

function scriptActions(host) {
  return {
    run: async ({ function: name, args = [] }) => ({ result: await host.run(name, ...args) ?? null }),
    open: async ({ user }) => {
      await host.open(user);
      return { menus: host.ui.menus };
    },
    load_script: ({ dir }) => {
      host.loadProject(dir);
    },
    script: () => ({ ...host.stats(), alerts: host.ui.alerts, logs: host.logs }),
    will_answer: ({ answers = [] }) => host.ui.willAnswer(...answers),
  };
}

/** google → the page's handler, or undefined. */
export async function attachPage(google, options) {
  if (!present('./page/index.js')) return undefined;
  const { mountPage } = await import('./page/index.js');
  return mountPage({ workbook: google.workbook, options, script: google.script });
}
