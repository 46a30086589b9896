/** gsync setup: from nothing to a configuration that the worker runs with, in pieces; and every way to name the database. The whole way is tests/getting_started. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { startGoogle } from '../google/server.js';
import { asRoot, asServer, createCluster, startCluster } from '../lib/cluster.js';
import { ini } from '../lib/config.js';
import { conninfo } from '../lib/conninfo.js';
import { built, program, root } from '../lib/paths.js';
import { freePort, until } from '../lib/ports.js';
import { stop } from '../lib/process.js';
import { onTerminal } from '../lib/pty.js';

const dir = mkdtempSync(join(tmpdir(), 'gsync-setup-'));
const at = (...names) => join(dir, ...names);
const key = at('downloaded.json');
let cluster, admin, google, port, nginx;

/** The command as it is installed: with what lies under share/gsync. */
const gsync = at('prefix', 'bin', 'gsync');
function install() {
  const share = at('prefix', 'share', 'gsync');
  for (const folder of ['nginx', 'appsscript']) mkdirSync(join(share, folder), { recursive: true });
  mkdirSync(at('prefix', 'bin'));
  copyFileSync(built('gsync'), gsync);
  copyFileSync(join(dirname(built('gsync')), 'appsscript', 'Code.js'), join(share, 'appsscript', 'Code.js'));
  for (const name of readdirSync(join(root, 'nginx'))) {
    const text = readFileSync(join(root, 'nginx', name), 'utf8');
    writeFileSync(join(share, 'nginx', name), text.replaceAll('/usr/local', at('prefix')).replaceAll('/etc/gsync/', `${share}/nginx/`).replaceAll(`${share}/nginx/nginx-look`, `${share}/nginx/gsync-look`));
  }
}

const run = (args, { env = {}, cwd = dir } = {}) => new Promise((done) => {
  execFile(gsync, args, { cwd, env: { PATH: process.env.PATH, ...env }, maxBuffer: 1 << 26 }, (error, stdout, stderr) => done({ code: error ? error.code : 0, stdout, stderr }));
});
const url = (database = 'gsync') => conninfo({ port: cluster.port, database });
const common = (config) => ['--config', config, 'setup', '--nginx-conf', nginx.conf];
/** gsync setup --yes --json → what it says, with the texts of each result */
async function setup(config, args = [], options) {
  const { code, stdout, stderr } = await run([...common(config), '--yes', '--json', ...args], options);
  assert.ok(stdout.startsWith('{'), `${stdout}${stderr}`);
  const all = JSON.parse(stdout);
  for (const result of ['ok', 'made', 'would', 'problem', 'warning', 'skipped']) all[result === 'ok' ? 'fine' : result] = all.steps.filter((one) => one.result === result);
  return { code, ...all };
}
const has = (list, text, mend = /./) => assert.ok(list.some((one) => text.test(one.says) && (mend.source === '.' || mend.test(one.mend))), `${text} ${mend}: ${JSON.stringify(list, null, 1)}`);

/** A configuration of its own: what differs from the sample is what somebody chose. */
function configuration(name, sections = {}) {
  const home = at(name);
  mkdirSync(home);
  mkdirSync(join(home, 'journal'), { mode: 0o700 });
  const path = join(home, 'gsync.conf');
  writeFileSync(path, `# mine\n${ini({
    journal: { path: join(home, 'journal'), map_size: '16M' }, fcgi: { secrets: join(home, 'secrets') },
    google: { sheets_url: google.urls.sheets_url, credentials: join(home, 'credentials.json') }, worker: { state_file: join(home, 'worker.json') }, ...sections,
  })}`, { mode: 0o644 });
  return path;
}

/** gsync-worker with a configuration: what it says of itself once it is connected, or its log */
async function workerWorks(config, env = {}) {
  const state = config.replace('gsync.conf', 'worker.json');
  rmSync(state, { force: true });
  let log = '';
  const child = spawn(built('gsync-worker'), ['--config', config], { cwd: '/', env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.on('data', (text) => { log += text; });
  try {
    return await until(() => existsSync(state) && JSON.parse(readFileSync(state, 'utf8')).apply.doing !== 'starting' && JSON.parse(readFileSync(state, 'utf8')).apply.problem === null, 8000) ? 'works' : log;
  } finally {
    child.kill('SIGTERM');
    await new Promise((done) => { if (child.exitCode === null) child.once('exit', done); else done(); });
  }
}

before(async () => {
  chmodSync(dir, 0o755);
  install();
  const data = at('pg');
  mkdirSync(data, { mode: 0o700 });
  if (asRoot) chownSync(data, ...(await Promise.all(['-u', '-g'].map(async (flag) => Number(await asServer(['id', flag]))))));
  await createCluster({ data });
  // the worker's roles need their passwords, the administrator does not
  const hba = join(data, 'pg_hba.conf');
  writeFileSync(hba, `host all gsync_worker,owner all scram-sha-256\n${readFileSync(hba, 'utf8')}`);
  cluster = await startCluster({ data, log: join(data, 'log') });
  admin = new pg.Client(conninfo({ port: cluster.port, database: 'postgres' }));
  await admin.connect();
  await admin.query('CREATE DATABASE gsync');
  google = await startGoogle({ rows: [['id', 'name']] });
  writeFileSync(key, JSON.stringify(google.credentials), { mode: 0o644 });
  port = await freePort();
  nginx = { conf: at('nginx', 'nginx.conf'), site: at('nginx', 'conf.d', 'site.conf'), part: at('nginx', 'conf.d', 'gsync.conf') };
  mkdirSync(at('nginx', 'conf.d'), { recursive: true });
  writeFileSync(nginx.conf, `${asRoot ? 'user root;\n' : ''}pid ${at('nginx', 'pid')};\nerror_log ${at('nginx', 'error.log')};\nevents {}\nhttp {\n    access_log off;\n    include ${at('nginx', 'conf.d')}/*.conf;\n}\n`);
  writeFileSync(nginx.site, `server {\n    listen 127.0.0.1:${port};\n    server_name other.example.org;\n}\nserver {\n    listen 127.0.0.1:${port};\n    server_name localhost 127.0.0.1;\n    location / { return 204; }\n}\n`);
  await new Promise((done, failed) => { execFile(program('nginx'), ['-c', nginx.conf], (error) => (error ? failed(error) : done())); });
});

after(async () => {
  await new Promise((done) => { execFile(program('nginx'), ['-c', nginx.conf, '-s', 'stop'], done); });
  await admin?.end();
  await google?.close();
  if (cluster) await stop(cluster, { signal: 'SIGINT' });
  rmSync(dir, { recursive: true, force: true });
});

test('from nothing to a running worker, and once more', async (t) => {
  const config = configuration('first');
  const words = () => ['--conninfo', url(), '--credentials', key, '--spreadsheet', google.workbook.id, '--url', `http://127.0.0.1:${port}`];
  const text = readFileSync(config, 'utf8');

  await t.test('--dry-run makes nothing', async () => {
    const { code, stdout } = await run([...common(config), '--dry-run', ...words()]);
    assert.match(stdout, /would {4}The role gsync_worker would be made/);
    assert.match(stdout, /would {4}The schema gsync would be made/);
    assert.match(stdout, /would .*gsync\.conf would be changed: conninfo = /);
    assert.match(stdout, /would {4}A secret for spreadsheet/);
    assert.equal(readFileSync(config, 'utf8'), text);
    assert.equal((await admin.query("SELECT FROM pg_roles WHERE rolname LIKE 'gsync%'")).rowCount, 0);
    assert.ok(!existsSync(at('first', 'credentials.json')) && !existsSync(at('first', 'secrets')) && !existsSync(nginx.part));
    assert.equal(code, 0, stdout);
  });

  await t.test('--yes makes all of it', async () => {
    const all = await setup(config, words());
    for (const one of [/^The role gsync_worker\./, /with the worker's password/, /^The schema gsync, with the worker's rights/, /^The role gsync_reader/, /credentials\.json, for root alone/, /conninfo = .*url = /, /^A secret for/,
      /conf\.d\/gsync\.conf: include/, /site\.conf:9: include .* in the server block localhost 127\.0\.0\.1/]) has(all.made, one);
    has(all.fine, /accepts the key/);
    has(all.fine, /is shared with/);
    has(all.fine, /The worker logs in as gsync_worker/);
    has(all.warning, /has no TLS/);
    assert.equal(all.service_account, google.credentials.client_email);
    assert.match(all.secret, /^whsec_/);
    assert.equal(all.webhook_url, `http://127.0.0.1:${port}/gsync/v1/events`);
    assert.ok(existsSync(all.script));
    const now = readFileSync(config, 'utf8');
    assert.match(now, /^# mine\n/);
    assert.match(now, /^conninfo = host=127\.0\.0\.1 port=\d+ dbname=gsync user=gsync_worker passfile=.*pgpass$/m);
    assert.equal(statSync(at('first', 'pgpass')).mode & 0o777, 0o600);
    assert.equal(statSync(at('first', 'credentials.json')).mode & 0o777, 0o600);
    assert.ok(readFileSync(at('first', 'secrets', google.workbook.id), 'utf8').includes(all.secret));
    assert.match(readFileSync(nginx.site, 'utf8'), /location \/ \{ return 204; \}\n {4}include .*gsync\.conf;\n\}\n$/);
    // nobody runs gsync-fcgi here: that alone is left
    assert.deepEqual(all.problem.map(({ area }) => area), ['Units']);
    assert.equal(all.code, 1);
    assert.equal(await workerWorks(config), 'works');
  });

  await t.test('again: nothing to do', async () => {
    const all = await setup(config, words());
    assert.deepEqual(all.made, []);
    assert.deepEqual(all.problem.map(({ area }) => area), ['Units']);
    const { stdout } = await run([...common(config), '--yes', ...words()]);
    assert.match(stdout, /1 problem left; mend it and run gsync setup again/);
    assert.match(stdout, /Extensions → Apps Script[^]*address {2}http:[^]*secret {3}whsec_[^]*gsync .*link --table TABLE --spreadsheet 'https:\/\/docs\.google\.com/);
    assert.ok(stdout.split('\n').every((line) => line.length <= 100 || !line.startsWith('  ok')), stdout);
  });

  await t.test('asked on a terminal, with the answers that are known', async () => {
    const terminal = onTerminal([gsync, ...common(config), '--conninfo', url()]);
    t.after(() => terminal.kill('SIGKILL'));
    for (const [question, answer] of [[/Address of the spreadsheet/, google.workbook.id], [/Public name of this web server/, `http://127.0.0.1:${port}`], [/Key file of the service account \[.*credentials\.json\]/, '']]) {
      await terminal.saw(question);
      terminal.type(`${answer}\n`);
    }
    const { text: out } = await terminal.ended;
    assert.match(out, /is shared with/);
  });
});

test('what stands in the way is named, with what to do', async (t) => {
  const config = configuration('second');
  const wrong = async (args, text, mend) => {
    const all = await setup(config, args);
    assert.equal(all.code, 1);
    has(all.problem, text, mend);
  };
  await t.test('usage', async () => {
    for (const [args, text] of [[[], /without a terminal/], [['--yes', '--url', 'http://example.org'], /https:\/\/HOST/], [['--yes', '--url', 'https://a.example/other'], /path is \/gsync\/v1\/events/],
      [['--yes', '--spreadsheet', 'not an id'], /letters, digits/]]) {
      const { code, stderr } = await run([...common(config), ...args]);
      assert.equal(code, 2);
      assert.match(stderr, text);
    }
  });
  await t.test('PostgreSQL', async () => {
    await wrong(['--conninfo', 'host=127.0.0.1 port=1'], /cannot be reached.*refused/, /systemctl status postgresql/);
    await wrong(['--conninfo', url('nowhere')], /database "nowhere" does not exist/, /createdb/);
    await wrong([], /Which database\?/, /--database/);
    await admin.query("CREATE ROLE weak LOGIN; CREATE DATABASE odd ENCODING 'SQL_ASCII' TEMPLATE template0".split(';')[0]);
    await admin.query("CREATE DATABASE odd ENCODING 'SQL_ASCII' TEMPLATE template0");
    await wrong(['--conninfo', url('odd')], /SQL_ASCII/);
    await admin.query('CREATE DATABASE fresh');
    await wrong(['--conninfo', conninfo({ port: cluster.port, user: 'weak', database: 'fresh' }), '--worker-role', 'other'], /role other cannot be made: permission denied/, /CREATE ROLE/);
  });
  await t.test('the key', async () => {
    const file = at('second', 'key.json');
    const cases = [[undefined, /cannot read/], ['{"a":', /not JSON/], [JSON.stringify({ installed: {} }), /OAuth client/], [JSON.stringify({ ...google.credentials, private_key: 'x' }), /private key cannot be read/],
      [JSON.stringify({ ...google.credentials, client_email: 'gone@gsync-stand-in.iam.gserviceaccount.com' }), /account not found/]];
    for (const [content, text] of cases) {
      if (content !== undefined) writeFileSync(file, content);
      await wrong(['--conninfo', url(), '--credentials', file], text, /iam-admin/);
      assert.ok(!existsSync(at('second', 'credentials.json')), 'a bad key is not put into place');
    }
    await google.control({ do: 'clock', skew_s: -3600 });
    await wrong(['--conninfo', url(), '--credentials', key], /clock/, /timedatectl/);
    await google.control({ do: 'clock', skew_s: 0 });
  });
  await t.test('sharing: 403 and 404 are told apart', async () => {
    await google.control({ do: 'share', shared: false });
    await wrong(['--conninfo', url(), '--credentials', key, '--spreadsheet', google.workbook.id], /not shared with gsync@.*\(403\)/, /Share, add gsync@/);
    await google.control({ do: 'share', shared: true });
    await wrong(['--conninfo', url(), '--credentials', key, '--spreadsheet', 'no-such-spreadsheet'], /no spreadsheet no-such-spreadsheet \(404\)/, /copy the sheet/);
  });
  await t.test('nginx', async () => {
    await wrong(['--conninfo', url(), '--url', 'https://elsewhere.example'], /No server block of nginx is named elsewhere\.example/, /include .*gsync\.conf;/);
    const kept = readFileSync(nginx.site, 'utf8');
    writeFileSync(nginx.site, 'serve {');
    await wrong(['--conninfo', url()], /nginx refuses its configuration.*serve/, /nginx -t/);
    // a file of theirs in which the include cannot stand: taken back
    const own = 'server {\n    listen 127.0.0.1:1;\n    server_name taken.example;\n}\n';
    const part = readFileSync(nginx.part, 'utf8');
    writeFileSync(nginx.site, own);
    writeFileSync(nginx.part, 'upstream gsync { server unix:/nowhere; }\n');
    await wrong(['--conninfo', url(), '--url', 'https://taken.example'], /nginx refuses what would be added.*zone "gsync"/);
    writeFileSync(nginx.part, part);
    assert.equal(readFileSync(nginx.site, 'utf8'), own);
    writeFileSync(nginx.site, kept);
  });
});

test('.env of a role that owns its database, for setup, commands and the worker', async () => {
  await admin.query("CREATE ROLE owner LOGIN PASSWORD 'it''s: a \\ secret'");
  await admin.query('CREATE DATABASE shop OWNER owner');
  const config = configuration('third');
  const env = at('third', '.env');
  writeFileSync(env, `GOOGLE_SHEET_ID=${google.workbook.id}\nDB_HOST=127.0.0.1\nDB_PORT=${cluster.port}\nDB_USER=owner\nDB_PASSWORD="it's: a \\\\ secret"\nDB_NAME=shop\n`);
  const all = await setup(config, ['--env', env, '--credentials', key]);
  has([...all.problem, ...all.made], /The schema gsync, with the worker's rights/);
  has(all.fine, /The worker logs in as owner/);
  has(all.fine, new RegExp(`${google.workbook.id}.* is shared`));
  has(all.fine, /gsync_reader may look/);
  assert.ok(!readFileSync(config, 'utf8').includes('secret\n') && !readFileSync(config, 'utf8').includes("it's"));
  assert.equal(await workerWorks(config), 'works');
  // every command, from the directory that holds it, or by name
  for (const words of [['schema', 'status'], ['links'], ['status'], ['conflicts'], ['rejected'], ['held'], ['log']]) {
    const { code, stderr } = await run(words, { cwd: at('third') });
    assert.equal(code, 0, `${words.join(' ')}: ${stderr}`);
    assert.equal((await run([...words, '--env', env])).code, 0);
  }
});

test('libpq\'s service file, passfile and variables, for commands and the worker', async (t) => {
  await admin.query("ALTER ROLE gsync_worker PASSWORD 'open sesame'");
  const services = at('pg_service.conf');
  writeFileSync(services, `[sheets]\nhost=127.0.0.1\nport=${cluster.port}\ndbname=gsync\nuser=gsync_worker\n`);
  const passfile = at('passfile');
  writeFileSync(passfile, `127.0.0.1:${cluster.port}:gsync:gsync_worker:open sesame\n`, { mode: 0o600 });
  const home = at('home');
  mkdirSync(home);
  writeFileSync(join(home, '.pgpass'), readFileSync(passfile), { mode: 0o600 });
  writeFileSync(join(home, '.pg_service.conf'), readFileSync(services));
  const variables = { PGHOST: '127.0.0.1', PGPORT: String(cluster.port), PGDATABASE: 'gsync', PGUSER: 'gsync_worker' };
  const ways = [
    ['PGSERVICE and PGSERVICEFILE, PGPASSFILE', '', { PGSERVICE: 'sheets', PGSERVICEFILE: services, PGPASSFILE: passfile }],
    ['service= in the configuration, files of the home directory', 'service=sheets', { HOME: home }],
    ['variables and PGPASSWORD', '', { ...variables, PGPASSWORD: 'open sesame' }],
    ['variables and ~/.pgpass', '', { ...variables, HOME: home }],
    ['passfile= in the configuration', `host=127.0.0.1 port=${cluster.port} dbname=gsync user=gsync_worker passfile=${passfile}`, {}],
  ];
  for (const [name, text, env] of ways) {
    await t.test(name, async () => {
      const config = configuration(`way-${ways.findIndex((way) => way[0] === name)}`, { postgresql: { conninfo: text } });
      writeFileSync(config.replace('gsync.conf', 'credentials.json'), readFileSync(key), { mode: 0o600 });
      const { code, stderr } = await run(['--config', config, 'links'], { env });
      assert.equal(code, 0, stderr);
      assert.equal(await workerWorks(config, env), 'works');
    });
  }
  const { code, stderr } = await run(['links'], { env: variables });
  assert.equal(code, 3, 'without the password it is refused');
  assert.match(stderr, /no password supplied/);
});
