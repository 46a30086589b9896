/** The gsync command against a private cluster: install, link, secrets, what it says when something is wrong, and drop. No Google, no daemon. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { asRoot, createCluster, startCluster } from '../lib/cluster.js';
import { conninfo } from '../lib/conninfo.js';
import { built } from '../lib/paths.js';
import { stop } from '../lib/process.js';

const SPREADSHEET = '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms';
const dir = mkdtempSync(join(tmpdir(), 'gsync-cli-'));
let cluster, admin, database;

/** Runs the command → {status, stdout, stderr}; `as`: the database role. */
function gsync(args, { as = 'postgres', cwd = dir, env = {}, input = '' } = {}) {
  const where = as ? ['--conninfo', conninfo({ port: cluster.port, user: as })] : [];
  const { status, stdout, stderr } = spawnSync(built('gsync'), [...where, ...args], { cwd, input, encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
  return { status, stdout, stderr };
}

function works(args, options) {
  const result = gsync(args, options);
  assert.equal(result.status, 0, `gsync ${args.join(' ')}: ${result.stderr}`);
  return result;
}

function fails(args, status, message, options) {
  const result = gsync(args, options);
  assert.match(result.stderr, message);
  assert.equal(result.status, status, result.stderr);
  assert.equal(result.stdout, '');
  return result;
}

const json = (args, options) => JSON.parse(works([...args, '--json'], options).stdout);

before(async () => {
  const data = join(dir, 'pg');
  mkdirSync(data, { mode: 0o700 });
  chmodSync(dir, 0o755);
  if (asRoot) {
    const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
    chownSync(data, id('-u'), id('-g'));
  }
  await createCluster({ data, socketDir: data });
  cluster = await startCluster({ data, log: join(data, 'log') });
  admin = new pg.Client(conninfo({ port: cluster.port, database: 'postgres' }));
  await admin.connect();
  await admin.query('CREATE DATABASE gsync');
  database = new pg.Client(conninfo({ port: cluster.port }));
  await database.connect();
  await database.query(`
    CREATE ROLE gsync_worker LOGIN; CREATE ROLE nobody LOGIN; CREATE ROLE viewer LOGIN;
    CREATE TABLE product (id int PRIMARY KEY, name text, price numeric);
    INSERT INTO product VALUES (1, 'Lamp', 9.5), (2, 'Chair', 30);
    CREATE TABLE no_key (a int);
    CREATE SCHEMA shop; CREATE TABLE shop."Order Lines" (order_id int, line int, PRIMARY KEY (order_id, line))`);
});

after(async () => {
  await database?.end();
  await admin?.end();
  if (cluster) await stop(cluster, { signal: 'SIGINT' });
  rmSync(dir, { recursive: true, force: true });
});

describe('usage', () => {
  test('help lists every command, and each has its own help', () => {
    const { stdout } = works(['help']);
    for (const name of ['schema', 'link', 'unlink', 'links', 'status', 'set', 'conflicts', 'rejected', 'held', 'restore', 'log', 'secret', 'verify', 'config', 'version']) {
      assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
      assert.match(works(['help', name]).stdout, new RegExp(`^Usage: gsync ${name}`));
      assert.equal(works([name, '--help']).stdout, works(['help', name]).stdout);
    }
  });

  test('every command: --help, --help --json, a wrong option, a wrong word', () => {
    const { commands } = JSON.parse(works(['help', '--json']).stdout);
    assert.deepEqual(JSON.parse(works(['--json', '--help']).stdout).commands, commands);
    for (const { command, usage, help } of commands) {
      const families = usage.map((form) => /^gsync \S+ \[?([a-z]+)\]?(?= |$)/.exec(form)?.[1]).filter(Boolean);
      for (const words of [[command], ...families.map((word) => [command, word])]) {
        assert.match(works([...words, '--help']).stdout, new RegExp(`^Usage: gsync ${command}`), words.join(' '));
        assert.equal(JSON.parse(works([...words, '--help', '--json']).stdout).help, help);
        const wrong = gsync([...words, '--frobnicate']);
        assert.deepEqual([wrong.status, wrong.stdout], [2, ''], words.join(' '));
        if (command === words.join(' ') && families.length && !/\[list\]/.test(usage[0])) continue; // there the word is missing first
        assert.match(wrong.stderr, /^gsync: unknown option --frobnicate\n +see: gsync help( \S+)?\n$/);
        const told = gsync([...words, '--frobnicate', '--json']).stderr;
        assert.deepEqual(JSON.parse(told).error, 'unknown option --frobnicate', told);
      }
      for (const line of works([command, '--help']).stdout.split('\n')) assert.ok([...line].length <= 175, line);
    }
  });

  test('mistakes are named, and nothing is tried', () => {
    const wrong = [
      [[], /^$/], [['lnk'], /no command 'lnk'; did you mean 'link'\?/], [['link', '--tabel', 'x'], /unknown option --tabel; did you mean --table\?/],
      [['link', '--table'], /--table needs a value/], [['link', '--table', 'product'], /which spreadsheet\?/], [['link', '--spreadsheet', 'abc'], /which table\?/],
      [['link', '--table', 'product', '--spreadsheet', 'not an id'], /only letters, digits, _ and -/],
      [['link', '--table', 'product', '--spreadsheet', SPREADSHEET, '--sheet', 'Sheet1'], /a tab is given by its number/],
      [['link', '--table', 'product', '--spreadsheet', `https://docs.google.com/spreadsheets/d/${SPREADSHEET}/edit#gid=3`, '--sheet', '4'], /the address names tab 3, --sheet names tab 4/],
      [['link', '--table', 'product', '--spreadsheet', SPREADSHEET, '--policy', 'mine'], /--policy is sheet, database or latest, not 'mine'/],
      [['link', '--table', 'product', '--spreadsheet', SPREADSHEET, '--column', 'Name'], /--column is 'Header=column', not 'Name'/],
      [['schema'], /schema what\? One of: install, upgrade, downgrade, status, print, drop/], [['schema', 'upgrad'], /schema has no 'upgrad'/], [['unlink'], /expected the link's name/],
      [['unlink', 'a', 'b'], /unexpected word 'b'/], [['links', 'x'], /unexpected word 'x'/], [['held', 'release', 'x'], /a number/], [['--frob', 'links'], /unknown option --frob/],
    ];
    for (const [args, message] of wrong) {
      const result = gsync(args);
      assert.equal(result.status, 2, args.join(' '));
      if (args.length) assert.match(result.stderr, message);
    }
  });

  test('version', () => {
    assert.match(works(['version']).stdout, /^gsync \d+\.\d+\.\d+\n$/);
    assert.equal(works(['--version']).stdout, works(['version']).stdout);
    assert.match(json(['version']).version, /^\d/);
  });
});

describe('connection', () => {
  test('no server: exit 3, and where the parameters came from', () => {
    fails(['--conninfo', 'host=127.0.0.1 port=1', 'links'], 3, /cannot connect to PostgreSQL: [^]*came from --conninfo/);
    fails(['links'], 3, /came from libpq's defaults and PG… variables/, { as: null, env: { PGHOST: '127.0.0.1', PGPORT: '1' } });
  });

  test('libpq\'s own variables', () => {
    assert.equal(gsync(['schema', 'status'], { as: null, env: { PGHOST: '127.0.0.1', PGPORT: String(cluster.port), PGUSER: 'postgres', PGDATABASE: 'gsync' } }).status, 4);
  });

  test('.env in the current directory, and --env', () => {
    const cwd = join(dir, 'project');
    mkdirSync(cwd);
    writeFileSync(join(cwd, '.env'), `# the shop\nexport DB_HOST=127.0.0.1\nDB_PORT=${cluster.port}\nDB_USER="postgres"\nDB_PASSWORD='it''s'\n`);
    fails(['links'], 1, /\.env:5: something follows the closing quote/, { as: null, cwd });
    writeFileSync(join(cwd, '.env'), `DB_HOST=127.0.0.1\nDB_PORT=${cluster.port}\nDB_USER="postgres"\nDB_NAME=gsync # here\n`);
    assert.equal(gsync(['schema', 'status'], { as: null, cwd }).status, 4);
    assert.equal(gsync(['schema', 'status', '--env', join(cwd, '.env')], { as: null }).status, 4);
    fails(['links', '--env', '/nonexistent/.env'], 1, /\/nonexistent\/\.env: No such file/, { as: null });
  });

  test('the configuration file', () => {
    const config = join(dir, 'conninfo.conf');
    writeFileSync(config, `[postgresql]\nconninfo = ${conninfo({ port: cluster.port })}\n`);
    assert.equal(gsync(['schema', 'status', '--config', config], { as: null }).status, 4);
    writeFileSync(config, '[postgresql]\nconinfo = x\n');
    fails(['links', '--config', config], 1, /conninfo\.conf/, { as: null });
  });
});

describe('before installation', () => {
  test('every command that needs the schema says so', () => {
    for (const args of [['links'], ['status'], ['conflicts'], ['rejected'], ['held'], ['log'], ['unlink', 'x'], ['link', '--table', 'product', '--spreadsheet', SPREADSHEET]]) {
      fails(args, 4, /run: gsync schema install/);
    }
  });

  test('a role without rights cannot install, and nothing is left of it', async () => {
    fails(['schema', 'install'], 1, /permission denied for database gsync/, { as: 'nobody' });
    assert.equal((await database.query("SELECT FROM pg_namespace WHERE nspname = 'gsync'")).rowCount, 0);
  });

  test('a worker role that does not exist is named', () => {
    fails(['schema', 'install', '--worker-role', 'ghost'], 1, /ghost/);
  });
});

describe('installed', () => {
  before(() => works(['schema', 'install', '--worker-role', 'gsync_worker']));

  test('installing again changes nothing', () => {
    assert.match(works(['schema', 'install', '--worker-role', 'gsync_worker']).stdout, /up to date/);
    assert.equal(json(['schema', 'install']).applied, 0);
  });

  test('status shows what is installed; a newer schema is refused, and taken back only if it says how', async () => {
    const rows = json(['schema', 'status']);
    const files = readdirSync(new URL('../../schema/tables/', import.meta.url)).filter((name) => !name.endsWith('.down.sql'));
    assert.equal(rows.length, files.length + 1);
    assert.deepEqual(rows.map(({ state }) => state.replace(/,.*/, '')), [...files.map(() => 'applied'), 'of this program']);
    await database.query("INSERT INTO gsync.migration (version, name, digest) VALUES (999, 'tomorrow', 'x')");
    await database.query("UPDATE gsync.installed SET version = '99.1', digest = 'x'");
    const status = gsync(['schema', 'status']);
    assert.equal(status.status, 4);
    assert.match(status.stdout, /999 +tomorrow +newer than this program/);
    fails(['schema', 'install'], 4, /that of gsync 99\.1[^]*gsync schema downgrade/);
    fails(['links'], 4, /that of gsync 99\.1[^]*install gsync 99\.1 or newer/);
    fails(['schema', 'downgrade', '--yes'], 1, /migration 999 cannot be undone: restore a backup/);
    await database.query('DELETE FROM gsync.migration WHERE version = 999');
    await database.query("UPDATE gsync.migration SET digest = 'y'");
    fails(['schema', 'downgrade', '--yes'], 4, /by a build that was never released \(1 first\)/);
    const digest = execFileSync('sha256sum', [new URL('../../schema/tables/001_first.sql', import.meta.url).pathname], { encoding: 'utf8' }).slice(0, 64);
    await database.query('UPDATE gsync.migration SET digest = $1', [digest]);
    assert.match(works(['schema', 'downgrade', '--yes']).stdout, /taken back: from that of gsync 99\.1 .*; its tables are the same/);
    assert.equal(json(['schema', 'upgrade']).applied, 0);
  });

  test('the printed script makes the same schema', async () => {
    const script = join(dir, 'schema.sql');
    writeFileSync(script, works(['schema', 'print']).stdout, { mode: 0o644 });
    await database.query('CREATE DATABASE printed');
    const other = conninfo({ port: cluster.port, database: 'printed' });
    execFileSync('psql', ['-Xq', '-v', 'ON_ERROR_STOP=1', '-d', other, '-f', script]);
    assert.match(works(['--conninfo', other, 'schema', 'upgrade'], { as: null }).stdout, /up to date/);
    await database.query('DROP DATABASE printed');
  });

  test('a table that cannot be linked: what is wrong and what to do', () => {
    const link = (table, ...more) => ['link', '--spreadsheet', SPREADSHEET, '--table', table, ...more];
    fails(link('produkt'), 1, /there is no table 'produkt'[^]*there are: .*no_key, product/);
    fails(link('no_key'), 1, /primary key/);
    fails(link('product', '--column', 'Name=nam'), 1, /nam/);
    fails(link('product'), 1, /permission denied/, { as: 'nobody' });
    assert.deepEqual(json(['links']), []);
  });

  test('link, links, unlink', async () => {
    const made = json(['link', '--spreadsheet', `https://docs.google.com/spreadsheets/d/${SPREADSHEET}/edit#gid=7`, '--table', 'product', '--policy', 'sheet', '--column', 'Price = net=price']);
    assert.deepEqual({ ...made, link: 0 }, { link: 0, name: made.name, spreadsheet: SPREADSHEET, sheet: 7, table: 'public.product', policy: 'sheet' });
    assert.match(gsync(['links']).stdout, new RegExp(`${made.name} +public\\.product +${SPREADSHEET} +7 `));
    fails(['link', '--spreadsheet', SPREADSHEET, '--sheet', '7', '--table', 'shop."Order Lines"'], 1, /link/);
    const lines = works(['link', '--spreadsheet', SPREADSHEET, '--table', 'shop."Order Lines"', '--name', 'Lines', '--credential', 'a@b.iam.gserviceaccount.com']);
    assert.match(lines.stdout, /^Lines: tab 0 of .* ↔ table shop\."Order Lines"; the sheet wins a conflict\n$/);
    assert.match(lines.stderr, /share the spreadsheet with a@b\.iam\.gserviceaccount\.com as editor/);
    works(['unlink', 'Lines']);
    fails(['unlink', 'Lines'], 1, /Lines/);
    assert.deepEqual((await database.query("SELECT tgname FROM pg_trigger WHERE tgrelid = 'shop.\"Order Lines\"'::regclass AND NOT tgisinternal")).rows, []);
  });

  test('lists are empty at first', () => {
    for (const name of ['conflicts', 'rejected', 'held', 'log']) fails([name, '--link', 'prodcut'], 1, /no link is named 'prodcut'/);
    for (const name of ['pause', 'resume']) fails([name, 'prodcut'], 1, /no link is named "prodcut"/);
    for (const name of ['conflicts', 'rejected', 'held']) {
      assert.deepEqual(json([name]), []);
      assert.notEqual(works([name]).stdout, '');
    }
    fails(['held', 'release', '99'], 1, /99/);
    fails(['conflicts', 'resolve', '99'], 1, /99/);
  });

  test('lists show what is there, newest first, and harmless to the terminal', async () => {
    await database.query(`
      INSERT INTO gsync.conflict (link, key, col, winner, sheet_value, table_value, sheet_by)
        SELECT id, '{2}', 'name', 'sheet', '"Sofa"', '"\\u001b[31mStool"', 'ann@example.org' FROM gsync.link WHERE name = 'product';
      INSERT INTO gsync.rejected (link, col, side, cells, sqlstate, reason)
        SELECT id, 'price', 'sheet', '{"price": "cheap"}', '22P02', '"cheap" is not a number.' FROM gsync.link WHERE name = 'product';
      INSERT INTO gsync.held (link, side, rows, of_rows, reason) SELECT id, 'sheet', 200, 300, 'too many' FROM gsync.link WHERE name = 'product';
      INSERT INTO gsync.history (at, link, key, col, old, new, side, who)
        SELECT now() - n * interval '1 day', id, ARRAY[n::text, 'a"b'], 'name', to_jsonb(n), to_jsonb(n + 1), 'table', 'bob'
        FROM gsync.link, generate_series(1, 5) n WHERE name = 'product'`);
    const [conflict] = json(['conflicts']);
    assert.deepEqual([conflict.link, conflict.key, conflict.sheet_value, conflict.table_value], ['product', '2', 'Sofa', '\u001b[31mStool']);
    assert.match(works(['conflicts', '--link', 'product']).stdout, /product, key 2, column name [^]*sheet: +"Sofa" +\(ann@example\.org, time unknown\) +won\n +table: +"\\u001b\[31mStool" +\(author unknown/);
    fails(['conflicts', 'dismiss'], 2, /which ones\?/);
    fails(['conflicts', 'dismiss', '7-x'], 2, /numbers, as the list shows them/);
    fails(['conflicts', 'resolve', String(conflict.id), '--winner', 'me'], 2, /--winner is sheet or database/);
    assert.match(works(['conflicts', 'dismiss', `1-${conflict.id}`]).stdout, /taken off the list: 1\n/);
    assert.deepEqual(json(['conflicts', 'list']), []);
    assert.equal(json(['conflicts', '--all'])[0].ended_as, 'dismissed');
    fails(['conflicts', 'resolve', String(conflict.id)], 1, /there is no number/);
    assert.match(works(['rejected']).stdout, /product, column price [^\n]*22P02\n +"cheap" is not a number\.\n +typed by somebody unknown: price "cheap"\n/);
    assert.match(works(['held']).stdout, /product: 200 of 300 rows are gone from the sheet [^]*too many\n +gsync held release \d+ +deletes them from the table/);
    assert.match(works(['set', 'product', '--max-delete-rows', '5', '--max-delete-share', '25%']).stdout, /more than 5 rows and 25 % of all rows are held/);
    fails(['set', 'product', '--max-delete-share', '125%'], 1, /at most 1, or 100%/);
    fails(['set', 'product', '--max-delete-rows', '-1'], 1, /a number of rows/);
    fails(['set', 'product'], 2, /what is to be set\?/);
    assert.match(works(['restore', 'product']).stdout, /no deleted row/);
    fails(['restore', 'produkt'], 1, /no link is named "produkt"[^]*product/);

    const keys = (...args) => json(['log', '--kind', 'change', ...args]).map((row) => Number(row.key[0]));
    assert.deepEqual(keys('--limit', '2'), [4, 5]);
    assert.deepEqual(keys('--since', 'yesterday'), [1]);
    assert.deepEqual(keys('--key', '3', '--key', 'a"b'), [3]);
    assert.deepEqual(keys('--key', '3'), []);
    fails(['log', '--since', 'whenever'], 1, /"whenever"/);
    fails(['log', '--kind', 'all'], 2, /--kind is change, conflict, rejected, held or action/);
    fails(['log', '--limit', 'all'], 2, /--limit is a whole number/);
  });

  test('status counts, verify says what it needs', async () => {
    fails(['verify', 'product'], 1, /has not read the sheet of 'product' yet/);
    await database.query("UPDATE gsync.link_column SET place = 1 WHERE name = 'id'");
    const [link] = json(['status']).links;
    assert.deepEqual([link.name, link.table, link.sheet, link.state, link.waiting, link.rejected, link.held], ['product', 'public.product', 7, 'new', 2, 1, 1]);
    await database.query("UPDATE gsync.link SET looked_at = now() WHERE name = 'product'");
    fails(['verify', 'product'], 1, /cannot read the sheet: cannot read the configuration/);
    fails(['unlink', 'product', '--remove-id-column'], 1, /cannot read the configuration/);
    fails(['verify', 'nothing'], 1, /no link is named "nothing"/);
    await database.query("UPDATE gsync.link SET state = 'broken', problem = 'not shared with us' WHERE name = 'product'");
    assert.equal(gsync(['status']).status, 1);
    works(['resume', 'product']);
    assert.equal(gsync(['status']).status, 0);
  });

  test('the worker\'s role may look and decide, not link', () => {
    const as = 'gsync_worker';
    for (const name of ['links', 'status', 'conflicts', 'rejected', 'held', 'log']) works([name], { as });
    works(['pause', 'product'], { as });
    works(['resume', 'product'], { as });
    fails(['link', '--spreadsheet', SPREADSHEET, '--sheet', '8', '--table', 'product', '--name', 'again'], 1, /permission denied|must be owner/, { as });
  });

  test('a member of gsync_reader looks, and changes nothing', async () => {
    const as = 'viewer';
    fails(['links'], 1, /permission denied/, { as });
    await database.query('GRANT gsync_reader TO viewer');
    for (const args of [['links'], ['status'], ['conflicts', '--all'], ['rejected'], ['held'], ['log', '--limit', '3'], ['restore', 'product', '--dry-run'], ['schema', 'status']]) works(args, { as });
    fails(['verify', 'product'], 1, /cannot read the sheet/, { as });
    const counted = async () => (await database.query(`SELECT (SELECT json_agg(l) FROM gsync.link l)::text || (SELECT count(*) FROM gsync.held) || (SELECT count(*) FROM gsync.rejected)
      || (SELECT json_agg(c) FROM gsync.conflict c) AS all`)).rows[0].all;
    const before = await counted();
    const [{ id: held }] = json(['held']);
    for (const args of [['pause', 'product'], ['resume', 'product'], ['set', 'product', '--policy', 'latest'], ['held', 'release', String(held)], ['held', 'discard', String(held)], ['rejected', 'retry'],
      ['conflicts', 'dismiss', '--all'], ['unlink', 'product'], ['schema', 'install', '--worker-role', 'viewer'], ['schema', 'drop', '--yes'],
      ['link', '--spreadsheet', SPREADSHEET, '--sheet', '9', '--table', 'product', '--name', 'again']]) {
      fails(args, 1, /permission denied|must be owner/, { as });
    }
    assert.equal(await counted(), before);
  });

  test('every command answers in JSON when asked to, and so it does when something is wrong', () => {
    const one = ['status', 'links', 'conflicts', 'rejected', 'held', 'log', 'version', 'help', 'schema status', 'schema install', 'config sample', 'pause product', 'resume product', 'set product --policy sheet',
      'conflicts --all', 'conflicts dismiss 1-2', 'rejected retry', 'held --all', 'restore product --dry-run', 'log --limit 2', 'help link'];
    for (const words of one) {
      const { stdout, stderr, status } = gsync([...words.split(' '), '--json']);
      assert.ok(status <= 1, `${words}: ${stderr}`);
      assert.doesNotThrow(() => JSON.parse(stdout), `${words}: ${stdout}`);
    }
    for (const words of ['pause nothing', 'set product --policy mine', 'verify product', 'unlink nothing', 'held release 999', 'conflicts resolve 999', 'log --since never', 'log --link nothing', 'restore nothing', 'frob',
      `link --spreadsheet ${SPREADSHEET} --table nothing`, 'config check --config /nonexistent', 'secret list --secrets /nonexistent', 'links --conninfo host=127.0.0.1_port=1', 'schema drop']) {
      const { stderr, status } = gsync([...words.split(' ').map((word) => word.replace('_', ' ')), '--json']);
      assert.notEqual(status, 0, words);
      const told = stderr.trim().split('\n').map((line) => JSON.parse(line));
      assert.equal(typeof told.at(-1).error, 'string', `${words}: ${stderr}`);
    }
  });

  test('a role without rights may not look either', () => {
    fails(['links'], 1, /permission denied/, { as: 'nobody' });
  });

  test('drop asks, and leaves tables and their rows alone', async () => {
    const rows = async () => (await database.query('SELECT * FROM product ORDER BY id')).rows;
    const kept = await rows();
    fails(['schema', 'drop'], 1, /confirm with --yes/);
    works(['schema', 'drop', '--yes']);
    assert.deepEqual(await rows(), kept);
    assert.equal((await database.query("SELECT FROM pg_trigger WHERE tgrelid = 'product'::regclass")).rowCount, 0);
    await database.query("UPDATE product SET name = 'Light' WHERE id = 1");
    assert.match(works(['schema', 'drop', '--yes']).stdout, /no schema gsync/);
    works(['schema', 'install', '--worker-role', 'gsync_worker']);
    assert.deepEqual(json(['links']), []);
  });
});

describe('secrets', () => {
  const directory = join(dir, 'secrets');
  const secret = (...args) => gsync(['secret', ...args, '--secrets', directory], { as: null });

  test('new, rotate, revoke', () => {
    assert.match(secret('new', SPREADSHEET).stderr, /there is no such directory/);
    mkdirSync(directory, { mode: 0o750 });
    const first = secret('new', `https://docs.google.com/spreadsheets/d/${SPREADSHEET}/edit#gid=0`).stdout;
    assert.match(first, /^whsec_[A-Za-z0-9+/]{43}=\n$/);
    assert.equal(readFileSync(join(directory, SPREADSHEET), 'utf8'), first);
    assert.equal(statSync(join(directory, SPREADSHEET)).mode & 0o777, 0o640);
    assert.match(secret('new', SPREADSHEET).stderr, /has a secret already/);
    const second = secret('rotate', SPREADSHEET).stdout;
    assert.equal(readFileSync(join(directory, SPREADSHEET), 'utf8'), first + second);
    const [listed] = JSON.parse(secret('list', '--json').stdout);
    assert.deepEqual([listed.spreadsheet, listed.secrets], [SPREADSHEET, 2]);
    assert.equal(secret('revoke', SPREADSHEET).status, 0);
    assert.equal(readFileSync(join(directory, SPREADSHEET), 'utf8'), second);
    assert.equal(secret('revoke', SPREADSHEET, '--all').status, 0);
    assert.ok(!existsSync(join(directory, SPREADSHEET)));
    assert.equal(secret('revoke', SPREADSHEET).status, 1);
    assert.deepEqual(readdirSync(directory), []);
  });

  test('the configuration names the directory, .env the spreadsheet', () => {
    const config = join(dir, 'secrets.conf');
    const env = join(dir, 'secrets.env');
    writeFileSync(config, `[fcgi]\nsecrets = ${directory}\n`);
    writeFileSync(env, `GOOGLE_SHEET_ID=${SPREADSHEET}\n`);
    const made = json(['secret', 'new', '--config', config, '--env', env], { as: null });
    assert.equal(made.spreadsheet, SPREADSHEET);
    assert.equal(readFileSync(join(directory, SPREADSHEET), 'utf8'), `${made.secret}\n`);
  });

  test('no id can leave the directory', () => {
    for (const id of ['../x', '.', 'a/b', '']) assert.equal(secret('new', id).status, 2, id);
  });
});

describe('config', () => {
  test('the sample is right, and check finds what is missing', () => {
    const config = join(dir, 'sample.conf');
    writeFileSync(config, works(['config', 'sample']).stdout);
    const journal = join(dir, 'journal');
    const secrets = join(dir, 'secrets');
    const credentials = join(dir, 'credentials.json');
    const text = (credentialsText) => {
      writeFileSync(credentials, credentialsText);
      writeFileSync(config, `[journal]\npath = ${journal}\n[fcgi]\nsecrets = ${secrets}\n[google]\ncredentials = ${credentials}\n`);
    };
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
    const account = { type: 'service_account', client_email: 'robot@p.iam.gserviceaccount.com', private_key: privateKey, token_uri: 'https://oauth2.googleapis.com/token' };
    text(JSON.stringify(account));
    fails(['config', 'check', '--config', config], 1, /\[journal\] path = .*: No such file/, { as: null });
    mkdirSync(journal);
    assert.match(works(['config', 'check', '--config', config], { as: null }).stdout, /robot@p\.iam\.gserviceaccount\.com[^]*is right/);
    text(JSON.stringify({ ...account, private_key: 'x' }));
    fails(['config', 'check', '--config', config], 1, /the private key cannot be read/, { as: null });
    text('{"installed":{"client_id":"x"}}');
    fails(['config', 'check', '--config', config], 1, /is the file of an OAuth client/, { as: null });
    text('{');
    fails(['config', 'check', '--config', config], 1, /credentials\.json is not JSON/, { as: null });
    text('{"type":"authorized_user"}');
    fails(['config', 'check', '--config', config], 1, /no key file of a service account/, { as: null });
  });
});
