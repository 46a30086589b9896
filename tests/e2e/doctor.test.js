/** gsync doctor on a whole stack: all is well; then everything that can be broken is, and the doctor names it and how to mend it. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { asRoot } from '../lib/cluster.js';
import { conninfo } from '../lib/conninfo.js';
import { built } from '../lib/paths.js';
import { freePort } from '../lib/ports.js';
import { bringUp } from '../lib/stack.js';

const TABLE = "CREATE TABLE items (id int PRIMARY KEY, name text, price numeric); INSERT INTO items SELECT n, 'item ' || n, n FROM generate_series(1, 5) n";

test('gsync doctor', async (t) => {
  const stack = await bringUp(t, { empty: TABLE });
  await stack.rest();
  const { info } = stack;
  const nginx = join(stack.dir, 'nginx.conf');
  const port = new URL(info.conninfo).port;

  /** → {code, ok, checks}; never with --conninfo: what counts is how the worker would connect */
  const doctor = (args = [], { config = info.config, program = built('gsync'), uid } = {}) => new Promise((done, failed) => {
    execFile(program, ['doctor', '--json', '--config', config, '--nginx-conf', nginx, ...args], { cwd: '/', uid }, (error, stdout, stderr) => {
      try {
        done({ code: error ? error.code : 0, stderr, ...JSON.parse(stdout) });
      } catch {
        failed(new Error(`no JSON: ${stdout}\n${stderr}`));
      }
    });
  });
  const tell = ({ checks }) => checks.filter(({ result }) => result !== 'ok').map(({ check, result, says }) => `${check} ${result}: ${says}`).join('\n');
  const only = (result, name) => result.checks.filter(({ check }) => check === name);
  /** The doctor, and the one finding of that check, result and text; a problem has a mend and exit status 1. */
  const names = async (check, result, text, mend, args, options) => {
    const all = await doctor(args, options);
    const found = only(all, check).find((one) => one.result === result && text.test(one.says));
    assert.ok(found, `${check} ${result} ${text}:\n${tell(all)}`);
    assert.match(found.mend ?? '', mend);
    assert.equal(all.code, all.problems > 0 ? 1 : 0);
    assert.equal(all.ok, all.problems === 0);
    if (result === 'problem') assert.equal(all.code, 1);
    return found;
  };
  const isWell = async () => {
    const all = await doctor();
    assert.equal(tell({ checks: all.checks.filter(({ result }) => result !== 'skipped') }), '');
    assert.equal(all.code, 0, all.stderr);
  };
  /** The configuration with some lines replaced → its path */
  const configured = (...changes) => {
    const path = join(stack.dir, 'changed.conf');
    writeFileSync(path, changes.reduce((text, [from, to]) => text.replace(from, to), readFileSync(info.config, 'utf8')), { mode: 0o600 });
    return { config: path };
  };
  const withMode = async (path, mode, run) => {
    const before = statSync(path).mode & 0o7777;
    chmodSync(path, mode);
    await run();
    chmodSync(path, before);
  };
  const asOwner = (sql) => stack.sql(sql);

  await t.test('all is well, in words and in JSON', async () => {
    await isWell();
    const { stdout, status } = spawnSync(built('gsync'), ['doctor', '--config', info.config, '--nginx-conf', nginx, '--url', info.webhook_url], { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^Configuration\n {2}ok {7}.*gsync\.conf is right\.$/m);
    assert.match(stdout, /health answers: events would be accepted\.$/m);
    assert.match(stdout, /\n\n\d+ ok, \d+ could not be checked\n$/);
    assert.ok(stdout.split('\n').every((line) => line.length <= 100 || line.includes('→') || !line.slice(11).includes(' ')), stdout);
  });

  await t.test('configuration', async () => {
    await names('file', 'problem', /There is no \/nonexistent\.conf/, /gsync setup/, [], { config: '/nonexistent.conf' });
    await names('file', 'problem', /changed\.conf:\d+: unknown option colour in \[log\]/, /sudoedit/, [], configured(['[log]', '[log]\ncolour = red']));
    await withMode(info.config, 0o666, () => names('file_rights', 'problem', /changed by others/, /chmod go-w/));
    const secret = configured([/^conninfo = .*$/m, `conninfo = host=127.0.0.1 port=${port} dbname=gsync user=gsync_worker password=hush`]);
    chmodSync(secret.config, 0o644);
    await names('file_rights', 'problem', /holds a database password and everybody may read it/, /chmod 640/, [], secret);
    await names('written_files', 'problem', /may not write .*nowhere\/worker\.json/, /install -d/, [], configured([/^state_file = .*$/m, `state_file = ${stack.dir}/nowhere/worker.json`]));
  });

  await t.test('credentials', async () => {
    const key = join(stack.dir, 'other.json');
    const other = configured([/^credentials = .*$/m, `credentials = ${key}`]);
    await names('credentials', 'problem', /There is no .*other\.json/, /setup --credentials/, [], other);
    writeFileSync(key, '{"type":', { mode: 0o600 });
    await names('credentials', 'problem', /not JSON/, /setup --credentials/, [], other);
    writeFileSync(key, JSON.stringify({ installed: { client_id: 'x' } }));
    await names('credentials', 'problem', /OAuth client/, /setup --credentials/, [], other);
    await withMode(info.credentials, 0o644, () => names('credentials', 'problem', /private key, and others/, /chmod 600/));
    const strange = { ...JSON.parse(readFileSync(info.credentials, 'utf8')), client_email: 'gone@gsync-stand-in.iam.gserviceaccount.com' };
    writeFileSync(key, JSON.stringify(strange));
    await names('token', 'problem', /account not found/, /new key/, [], other);
  });

  await t.test('webhook secrets', async () => {
    const directory = join(stack.dir, 'secrets');
    const file = join(directory, info.spreadsheet);
    await withMode(directory, 0o755, () => names('secrets', 'problem', /Everybody may look into/, /chmod o=/));
    await withMode(file, 0o644, () => names('secrets', 'problem', /Everybody may read the webhook secret/, /chmod 640/));
    const kept = readFileSync(file);
    writeFileSync(file, '# nothing\n');
    await names('secrets', 'problem', /There is no secret in/, /secret rotate/);
    writeFileSync(file, kept);
    mkdirSync(join(stack.dir, 'none'), { mode: 0o700 });
    await names('secrets', 'warning', /No spreadsheet has a webhook secret/, /setup/, [], configured([/^secrets = .*$/m, `secrets = ${stack.dir}/none`]));
    await names('secrets', 'problem', /There is no .*nowhere/, /install -d/, [], configured([/^secrets = .*$/m, `secrets = ${stack.dir}/nowhere`]));
  });

  await t.test('PostgreSQL', async () => {
    const at = (database, user = 'gsync_worker') => configured([/^conninfo = .*$/m, `conninfo = ${conninfo({ port, user, database })}`]);
    await names('connection', 'problem', /cannot be reached.*refused/, /systemctl status postgresql/, [], configured([/^conninfo = .*$/m, 'conninfo = host=127.0.0.1 port=1']));
    await names('connection', 'problem', /role "nobody_at_all" does not exist/, /setup/, [], at('gsync', 'nobody_at_all'));
    await asOwner("CREATE DATABASE odd ENCODING 'SQL_ASCII' TEMPLATE template0");
    await names('version', 'problem', /encoded in SQL_ASCII/, /UTF8/, [], at('odd'));
    await names('schema', 'problem', /has no schema gsync/, /schema install --worker-role gsync_worker/, [], at('odd'));
    await asOwner('CREATE ROLE stranger LOGIN');
    await names('schema', 'problem', /stranger may not use schema gsync/, /--worker-role stranger/, [], at('gsync', 'stranger'));
    await asOwner('GRANT USAGE ON SCHEMA gsync TO stranger; GRANT SELECT ON ALL TABLES IN SCHEMA gsync TO stranger');
    await names('own_role', 'problem', /come in as stranger/, /--worker-role stranger/, [], at('gsync', 'stranger'));
    await asOwner('ALTER ROLE gsync_worker SET default_transaction_read_only = on');
    await names('writable', 'problem', /only reads/, /target_session_attrs/);
    await asOwner('ALTER ROLE gsync_worker RESET default_transaction_read_only');
    const [kept] = await asOwner('SELECT version, digest FROM gsync.installed');
    await asOwner("UPDATE gsync.installed SET version = '0.0.1', digest = 'older'");
    await names('schema', 'problem', /is that of gsync 0\.0\.1, and this is/, /schema upgrade/);
    await asOwner("UPDATE gsync.installed SET version = '99.0.0'");
    await names('schema', 'problem', /is that of gsync 99\.0\.0/, /schema downgrade/);
    await stack.sql('UPDATE gsync.installed SET version = $1, digest = $2', [kept.version, kept.digest]);
    await asOwner('REVOKE UPDATE ON items FROM gsync_worker; REVOKE EXECUTE ON FUNCTION gsync.applied FROM gsync_worker');
    const { mend } = await names('roles', 'problem', /gsync_worker lacks rights: EXECUTE on gsync\.applied.*1 more/, /schema install --worker-role gsync_worker/);
    const [, words] = /gsync --conninfo '[^']*' (.*)$/.exec(mend) ?? [];
    assert.equal((await stack.gsync(words.split(' '))).code, 0);
    await isWell();
  });

  await t.test('links', async () => {
    const heal = async ({ mend }) => asOwner(/-c '(.*)'$/.exec(mend)[1]);
    await asOwner('ALTER TABLE items DISABLE TRIGGER ALL');
    await heal(await names('triggers', 'problem', /trigger for delete, insert, truncate, update is disabled/, /make_triggers/));
    await isWell();
    await asOwner(`DO $$ BEGIN EXECUTE (SELECT format('DROP TRIGGER %I ON items', tgname) FROM pg_trigger WHERE tgname ~ 'gsync_.*_update'); END $$`);
    await asOwner("UPDATE items SET name = 'told nobody' WHERE id = 3");
    await heal(await names('triggers', 'problem', /lacks gsync's trigger for update/, /mark_all/));
    await stack.rest();
    await isWell();
    await stack.gsync(['pause', 'items']);
    await names('problems', 'warning', /items is paused/, /gsync resume items/);
    await stack.gsync(['resume', 'items']);
    await stack.act({ do: 'type', cell: 'C2', value: 'dear' });
    await stack.settled(async () => (await stack.sql('SELECT FROM gsync.rejected')).length === 1);
    await names('waiting', 'warning', /1 row or cell is rejected/, /gsync rejected/);
    await stack.act({ do: 'type', cell: 'C2', value: '7' });
    await stack.rest();
    await isWell();
  });

  await t.test('Google', async () => {
    const sheets = (url) => configured([/^sheets_url = .*$/m, `sheets_url = ${url}`]);
    await names('names', 'problem', /sheets\.invalid cannot be resolved/, /getent/, [], sheets('https://sheets.invalid'));
    await names('reach', 'problem', /cannot be reached/, /443/, [], sheets(`http://127.0.0.1:${await freePort()}`));
    await names('reach', 'problem', /cannot be reached: .*(SSL|TLS)/i, /ca-certificates/, [], sheets(info.sheets_url.replace('http:', 'https:')));
    const late = createServer((request, response) => response.writeHead(404, { date: new Date(Date.now() - 3_600_000).toUTCString() }).end());
    await new Promise((done) => { late.listen(0, '127.0.0.1', done); });
    await names('clock', 'problem', /clock is 3[56]\d\d s ahead of Google's/, /timedatectl/, [], sheets(`http://127.0.0.1:${late.address().port}`));
    late.close();
    await stack.act({ do: 'clock', skew_s: -3600 });
    await names('token', 'problem', /clock/, /timedatectl/);
    await stack.act({ do: 'clock', skew_s: 0 });
    await stack.act({ do: 'share', shared: false });
    await names('sharing', 'problem', /is not shared with gsync@.*\(403\)/, /Share, add gsync@.* as Editor/);
    await stack.act({ do: 'share', shared: true });
    await stack.act({ do: 'api', enabled: false });
    await names('sharing', 'problem', /API is not enabled/, /Enable/);
    await stack.act({ do: 'api', enabled: true });
    await stack.settled(async () => (await stack.gsync(['resume', 'items'])).code === 0 && (await stack.sql("SELECT FROM gsync.link WHERE state = 'ready' AND problem IS NULL")).length === 1);
    await asOwner("CREATE TABLE gone (LIKE items INCLUDING ALL)");
    // without a configuration it cannot ask Google whether there is such a spreadsheet
    assert.equal(spawnSync(built('gsync'), ['--conninfo', info.conninfo, 'link', '--spreadsheet', 'deleted-spreadsheet', '--table', 'gone', '--no-wait']).status, 0);
    await names('sharing', 'problem', /no spreadsheet deleted-spreadsheet \(404\)/, /copy the sheet's address/);
    assert.equal((await stack.gsync(['unlink', 'gone'])).code, 0);
    const state = join(stack.dir, 'busy.json');
    writeFileSync(state, JSON.stringify({ version: 'x', pid: process.pid, apply: { problem: null }, publishers: [{ credential: 'gsync@x', reads_last_minute: 58, writes_last_minute: 3, problem: null }] }));
    await names('quota', 'warning', /gsync@x used 58 of 60 reads/, /second/, [], configured([/^state_file = .*$/m, `state_file = ${state}`]));
    await names('worker', 'problem', /\(x\) is not the one that is installed/, /restart/, [], configured([/^state_file = .*$/m, `state_file = ${state}`]));
    await isWell();
  });

  await t.test('journal, and programs of other versions', async () => {
    await names('place', 'problem', /There is no .*nowhere/, /install -d/, [], configured([/^path = .*$/m, `path = ${stack.dir}/nowhere`]));
    await withMode(info.journal, 0o755, () => names('place', 'problem', /Others than gsync/, /chmod o=/));
    // stands in for a journal that has been waiting for long and is nearly full
    const programs = join(stack.dir, 'programs');
    mkdirSync(programs);
    const program = join(programs, 'gsync');
    copyFileSync(built('gsync'), program);
    chmodSync(program, 0o755);
    const script = (name, text) => writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    const [{ uuid }] = await stack.sql('SELECT uuid FROM gsync.journal');
    script('gsync-journal', `case $1 in --version) echo gsync-journal 0.0.1;; dump) echo '{"received_ms":${Date.now() - 900_000}}';;
      *) echo '{"uuid":"${uuid}","entries":2000,"last_seq":4000,"used_bytes":900000000,"map_size":1000000000}';; esac`);
    script('gsync-worker', 'echo gsync-worker 0.0.1');
    await names('merged', 'problem', /has been waiting to be merged for 15 min/, /journalctl -u gsync-worker/, [], { program });
    await names('use', 'problem', /journal is 90 % full/, /map_size/, [], { program });
    await names('versions', 'problem', /gsync-worker 0\.0\.1 is installed beside gsync/, /type -a/, [], { program });
    script('gsync-journal', `case $1 in --version) exit 1;; *) echo '{"uuid":"${uuid}","entries":0,"last_seq":0,"used_bytes":0,"map_size":1152921504606846976}';; esac`);
    await names('disk', 'problem', /only \d+ MiB left/, /df -h/, [], { program });
    await names('versions', 'problem', /gsync-journal is not installed, or does not start/, /install/, [], { program });
    script('gsync-journal', 'echo damaged; exit 1');
    await names('merged', 'problem', /cannot be read: damaged/, /$/, [], { program });
  });

  await t.test('nginx', async () => {
    const kept = readFileSync(nginx, 'utf8');
    const changed = async (from, to, run) => {
      writeFileSync(nginx, kept.replace(from, to));
      try {
        await run();
      } finally {
        writeFileSync(nginx, kept);
      }
    };
    await changed('server {', 'serve {', () => names('configuration', 'problem', /refuses its configuration.*serve/, /nginx -t/));
    await changed(/ {8}include.*\n/, '', () => names('configuration', 'problem', /No server block/, /gsync setup/));
    await changed(/ {4}include.*\n/, '    limit_req_zone $binary_remote_addr zone=gsync:2m rate=5r/s;\n    upstream other { server unix:/x; }\n', async () => {
      await names('configuration', 'problem', /refuses its configuration|no upstream/, /./);
    });
    await changed(/ {8}include.*\n/, '        location ^~ /gsync/ { client_max_body_size 1m; fastcgi_pass gsync; }\n', () => names('body_size', 'problem', /up to 1048576 bytes/, /client_max_body_size 5m/));
    if (asRoot) await changed('user root', 'user www-data', () => names('socket', 'problem', /nginx \(www-data\) may not call/, /SocketGroup=www-data/));
    await names('socket', 'warning', /nginx calls gsync-fcgi at .*, the configuration says \/elsewhere/, /the same/, [], configured([/^socket = .*$/m, 'socket = /elsewhere.sock']));
    await names('public_address', 'skipped', /not known/, /--url/);
    const url = configured(['[fcgi]', `[fcgi]\nurl = ${info.webhook_url}`]);
    assert.deepEqual(only(await doctor([], url), 'public_address').map(({ result }) => result), ['ok']);
    await names('public_address', 'problem', /sheets\.invalid.*cannot be reached/, /getent/, ['--url', 'https://sheets.invalid']);
    await names('public_address', 'problem', /cannot be reached/, /certificate/, ['--url', info.webhook_url.replace('http:', 'https:')]);
    await names('public_address', 'problem', /not gsync that answers/, /setup/, ['--url', info.sheets_url]);
    await names('public_address', 'problem', /is no address for webhooks/, /^$/, ['--url', 'http://example.org']);
  });

  await t.test('another user sees less, and that is no problem of gsync\'s', { skip: !asRoot }, async () => {
    const all = await doctor([], { uid: 65534 });
    assert.deepEqual(all.checks.filter(({ result, area }) => result === 'problem' && area !== 'nginx'), []);
    assert.match(only(all, 'file')[0].says, /Could not check .* as this user/);
    assert.ok(all.skipped > 5);
  });

  await t.test('without any daemon', async () => {
    await stack.kill('gsync-worker', 'SIGTERM');
    await asOwner("UPDATE items SET name = 'waits' WHERE id = 1; UPDATE gsync.dirty SET changed_at = now() - interval '1 hour'");
    await stack.act({ do: 'type', cell: 'B3', value: 'waits too' });
    await stack.control.do({ do: 'settle' });
    const merged = only(await doctor(), 'merged');
    assert.match(merged[0].says, /oldest entry that is not merged yet is \d+ s old/);
    await names('publishing', 'problem', /waiting to be written to the sheet for 60 min/, /gsync status/);
    await names('worker', 'problem', /gsync-worker does not run/, /gsync-worker/);
    await names('quota', 'skipped', /not known/, /^$/);
    await withMode(join(stack.dir, 'run/gsync-fcgi.sock'), 0o666, () => names('fcgi', 'problem', /Everybody may speak/, /chmod 660/));
    await stack.kill('gsync-fcgi', 'SIGTERM');
    await names('fcgi', 'problem', /gsync-fcgi does not run/, /gsync-fcgi/);
    await names('public_address', 'problem', /takes no events/, /systemctl status/, ['--url', info.webhook_url]);
    await names('socket', 'problem', /there is no socket/, /gsync-fcgi\.socket/);
    await stack.kill('nginx', 'SIGTERM');
    await stack.kill('postgresql', 'SIGINT');
    await names('connection', 'problem', /cannot be reached/, /postgresql/);
  });
});
