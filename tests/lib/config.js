/** The files that a stack's programs read. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, root } from './paths.js';

/** sections {name: {option: value or list of values}} → the text of an INI file. */
export function ini(sections) {
  const lines = [];
  for (const [name, options] of Object.entries(sections)) {
    lines.push(`[${name}]`);
    for (const [option, value] of Object.entries(options)) {
      for (const one of [value].flat()) lines.push(`${option} = ${one}`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

/** A signing secret of Standard Webhooks. */
export const newSecret = () => `whsec_${randomBytes(24).toString('base64')}`;

/** 'worker.scan_interval=5s' → sets that option in `sections`. */
export function override(sections, setting) {
  const match = /^(\w+)\.(\w+)=(.*)$/s.exec(setting);
  if (!match) throw new Error(`--set ${setting}: must be section.option=value, for example worker.scan_interval=5s`);
  const [, section, option, value] = match;
  sections[section] = { ...sections[section], [option]: value };
}

const quoted = (path) => `"${path.replace(/["\\$]/g, '\\$&')}"`;

/** The project's http part with the stack's own socket in it. */
export function nginxHttpPart(text, socket) {
  const changed = text.replace(/server unix:\S+/, () => `server ${quoted(`unix:${socket}`)}`);
  if (changed === text) throw new Error('nginx/gsync-http.conf names no "server unix:…"');
  return changed;
}

/**
 * The project's server part as one text, with the stack's own places in it.
 * places: {page, state, metrics, fcgiMetrics, look}: look is nginx text in the place of /etc/gsync/nginx-look.conf (default: the project's own)
 */
export function nginxServerPart({ page = join(build, 'page'), state, metrics, fcgiMetrics, look = readFileSync(join(root, 'nginx/gsync-look.conf'), 'utf8') }) {
  const status = readFileSync(join(root, 'nginx/gsync-status.conf'), 'utf8')
    .replaceAll('include /etc/gsync/nginx-look.conf;', () => look)
    .replaceAll(/alias \/usr\/local\/share\/gsync\/page\/([^;]*);/g, (_, name) => `alias ${quoted(`${page}/${name}`)};`)
    .replace('alias /run/gsync/worker.json;', () => `alias ${quoted(state)};`)
    .replace('alias /run/gsync/worker.prom;', () => `alias ${quoted(metrics)};`)
    .replace('alias /run/gsync-fcgi/fcgi.prom;', () => `alias ${quoted(fcgiMetrics)};`);
  if (/alias \//.test(status)) throw new Error('nginx/gsync-status.conf has an alias that the tests do not know');
  return readFileSync(join(root, 'nginx/gsync.conf'), 'utf8').replace('include /usr/local/share/gsync/nginx/gsync-status.conf;', () => status);
}

/** A whole nginx of its own that includes the project's two files: `httpPart` inside http, `serverPart` inside server. */
export function nginxConf({ dir, port, httpPart, serverPart, asRoot }) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `    ${kind}_temp_path ${quoted(`${dir}/nginx/${kind}`)};`);
  return `${asRoot ? 'user root;\n' : ''}daemon off;
worker_processes 2;
pid ${quoted(`${dir}/nginx/nginx.pid`)};
error_log ${quoted(`${dir}/log/nginx.error.log`)} warn;
events {
    worker_connections 1024;
}
http {
    access_log ${quoted(`${dir}/log/nginx.access.log`)};
${temporary.join('\n')}
    include ${quoted(httpPart)};
    server {
        listen 127.0.0.1:${port};
        server_name localhost;
        include ${quoted(serverPart)};
    }
}
`;
}
