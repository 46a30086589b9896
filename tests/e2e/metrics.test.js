/** What Prometheus gets: from the worker and from gsync-fcgi, through nginx, to those who may look. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, root } from '../lib/paths.js';
import { bringUp } from '../lib/stack.js';
import { manyItems } from './lib/items.js';

const STRANGE = 'Q1 "draft"\nold \\ new';

/** Prometheus text → Map of 'name{label="value"}' to its number */
const samples = (text) => new Map(text.split('\n').filter((line) => line && !line.startsWith('#'))
  .map((line) => /^(.*) (\S+)$/.exec(line).slice(1)).map(([series, value]) => [series, Number(value)]));

const promtool = (args, input) => spawnSync(program('promtool'), args, { input, encoding: 'utf8' });

test('metrics', async (t) => {
  const stack = await bringUp(t, { data: manyItems(40), table: 'items', key: 'id' });
  await stack.rest();
  const base = stack.info.webhook_url.replace('/gsync/v1/events', '');
  const get = async (path) => {
    const response = await fetch(base + path);
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  const worker = async () => samples((await get('/gsync/metrics')).text);
  const fcgi = async () => samples((await get('/gsync/metrics/fcgi')).text);

  await t.test('are what promtool expects, before and after work', async () => {
    for (const path of ['/gsync/metrics', '/gsync/metrics/fcgi']) {
      await stack.settled(async () => (await get(path)).status === 200);
      const { type, text } = await get(path);
      assert.match(type, /^text\/plain; version=0\.0\.4/);
      const { status, stdout, stderr } = promtool(['check', 'metrics'], text);
      assert.equal(status, 0, stdout + stderr);
    }
  });

  await t.test('count an edit from its request to the table', async () => {
    const rested = Date.now() / 1000;
    await stack.settled(async () => (await worker()).get('gsync_worker_observed_timestamp_seconds') > rested);
    const [before, received] = [await worker(), await fcgi()];
    await stack.act({ do: 'type', cell: 'B4', value: 'typed' });
    await stack.settled(async () => (await worker()).get('gsync_link_cells_merged_total{link="items"}') > before.get('gsync_link_cells_merged_total{link="items"}'));
    const after = await worker();
    const grown = (series, map = after, than = before) => map.get(series) - than.get(series);
    assert.equal(grown('gsync_link_rows_merged_total{link="items"}'), 1);
    assert.equal(grown('gsync_link_cells_merged_total{link="items"}'), 1);
    assert.equal(grown('gsync_entries_applied_total{outcome="merged"}'), 1);
    assert.ok(grown('gsync_entries_applied_bytes_total') > 50);
    assert.ok(after.get('gsync_link_apply_lag_seconds{link="items"}') < 5);
    assert.equal(after.get('gsync_journal_waiting_entries'), 0);
    await stack.settled(async () => (await fcgi()).get('gsync_fcgi_appended_entries_total') > received.get('gsync_fcgi_appended_entries_total'));
    const then = await fcgi();
    assert.equal(grown('gsync_fcgi_requests_total{path="events",code="202"}', then, received), 1);
    assert.equal(grown('gsync_fcgi_event_duration_seconds_count', then, received), 1);
  });

  await t.test('count a change from the table to the sheet', async () => {
    const before = await worker();
    await stack.sql("UPDATE items SET name = 'by SQL' WHERE id <= 7");
    await stack.rest();
    const written = 'gsync_link_cells_written_total{link="items"}';
    await stack.settled(async () => (await worker()).get(written) > before.get(written));
    const after = await worker();
    assert.equal(after.get(written) - before.get(written), 7);
    assert.ok(after.get('gsync_link_publish_lag_seconds{link="items"}') > 0);
    assert.ok(after.get('gsync_link_publish_lag_seconds{link="items"}') < 10);
    const account = /account="[^"]+"/.exec([...after.keys()].join('\n'))[0];
    const left = after.get(`gsync_google_quota_left_requests{${account},kind="write"}`);
    assert.ok(left > 0 && left < 60, `${left} writes left`);
    assert.ok(after.get(`gsync_google_transferred_bytes_total{${account},direction="sent"}`) > 500);
  });

  await t.test('name strange tabs, tables and links as they are', async () => {
    await stack.link({ ddl: 'CREATE TABLE "Q ""1"" \\ x" (id int PRIMARY KEY, n int)', table: '"Q ""1"" \\ x"', title: STRANGE, args: ['--name', 'a "b" \\ c'], rows: [['id', 'n'], [1, 2]], wait: false });
    const escaped = 'link="a \\"b\\" \\\\ c",table="public.\\"Q \\"\\"1\\"\\" \\\\ x\\"",tab="Q1 \\"draft\\"\\nold \\\\ new"';
    await stack.settled(async () => (await get('/gsync/metrics')).text.includes(escaped));
    const { text } = await get('/gsync/metrics');
    const { status, stdout, stderr } = promtool(['check', 'metrics'], text);
    assert.equal(status, 0, stdout + stderr);
  });

  await t.test('tell refusals: of events, of cells, of Google', async () => {
    const response = await fetch(stack.info.webhook_url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    assert.equal(response.status, 401);
    await stack.settled(async () => (await fcgi()).get('gsync_fcgi_refused_total{reason="not signed"}') === 1);
    await stack.act({ do: 'type', cell: 'C4', value: 'no number' });
    await stack.settled(async () => (await worker()).get('gsync_link_rejected{link="items"}') === 1);
    await stack.settled(async () => (await worker()).get('gsync_link_rejected_total{link="items"}') === 1);
    await stack.act({ do: 'fault', kind: '429', count: 1, on: 'any' });
    await stack.sql("UPDATE items SET name = 'again' WHERE id = 9");
    await stack.settled(async () => [...(await worker())].some(([series, value]) => /^gsync_google_errors_total.*throttled/.test(series) && value === 1));
  });

  await t.test('are the ones that rules, dashboard and documentation speak of', async () => {
    const text = (await get('/gsync/metrics')).text + (await get('/gsync/metrics/fcgi')).text;
    const told = new Set([...text.matchAll(/^# TYPE (\S+)/mg)].map(([, name]) => name));
    const named = (file) => new Set((readFileSync(join(root, file), 'utf8').match(/\bgsync_[a-z_]+\b/g) ?? []).map((name) => name.replace(/_bucket$/, '')));
    for (const file of ['monitoring/alerts.yml', 'monitoring/grafana.json']) {
      assert.deepEqual([...named(file)].filter((name) => !told.has(name)), [], file);
    }
    const documented = new Set([...readFileSync(join(root, 'doc/monitoring.md'), 'utf8').matchAll(/^\| `(gsync_\w+)`/mg)].map(([, name]) => name));
    assert.deepEqual([...documented].sort(), [...told].sort(), 'doc/monitoring.md');
  });

  await t.test('say when PostgreSQL does not answer, and go when the worker stops', async () => {
    await stack.sql('ALTER ROLE gsync_worker NOLOGIN');
    await stack.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gsync_worker'");
    await stack.settled(async () => (await worker()).get('gsync_thread_in_trouble{thread="apply"}') === 1);
    await stack.sql('ALTER ROLE gsync_worker LOGIN');
    await stack.settled(async () => (await worker()).get('gsync_thread_in_trouble{thread="apply"}') === 0, 30_000);
    await stack.kill('gsync-worker', 'SIGTERM');
    await stack.settled(async () => (await get('/gsync/metrics')).status === 404);
    assert.ok(!existsSync(join(stack.dir, 'run/worker.prom')));
    assert.equal((await get('/gsync/metrics/fcgi')).status, 200);
    const state = async () => JSON.parse((await get('/gsync/status/state.json')).text);
    assert.ok((await state()).stopped);
    await stack.sql('ALTER ROLE gsync_worker NOLOGIN');
    await stack.restart('gsync-worker');
    await stack.settled(async () => !(await state()).stopped, 15_000);
    assert.match((await state()).apply.problem, /not permitted to log in/, 'a worker that waits for its database says so');
    assert.equal((await state()).journal.waiting, null, 'and does not take for waiting what it does not know');
    assert.equal((await worker()).get('gsync_journal_waiting_entries'), undefined);
    await stack.sql('ALTER ROLE gsync_worker LOGIN');
    await stack.settled(async () => (await state()).journal.waiting === 0, 30_000);
  });
});

test('rules, dashboard and configuration for Prometheus are right', () => {
  const passes = (...args) => {
    const { status, stdout, stderr } = promtool(args);
    assert.equal(status, 0, stdout + stderr);
  };
  passes('check', 'rules', join(root, 'monitoring/alerts.yml'));
  passes('test', 'rules', join(root, 'monitoring/alerts_test.yml'));
  passes('check', 'config', '--syntax-only', join(root, 'monitoring/prometheus.yml'));

  // promtool knows no dashboards: each query becomes a rule
  const { panels } = JSON.parse(readFileSync(join(root, 'monitoring/grafana.json'), 'utf8'));
  const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')));
  assert.ok(queries.length > 20);
  const dir = mkdtempSync(join(tmpdir(), 'gsync-rules-'));
  writeFileSync(join(dir, 'queries.yml'), JSON.stringify({ groups: [{ name: 'queries', rules: queries.map((expr, i) => ({ record: `query:${i}`, expr })) }] }));
  passes('check', 'rules', join(dir, 'queries.yml'));
  rmSync(dir, { recursive: true });
});

test('who may look is said in one file', async (t) => {
  const stack = await bringUp(t, { data: manyItems(2), table: 'items', key: 'id', wait: false, look: 'allow 192.0.2.1; deny all;' });
  const base = stack.info.webhook_url.replace('/gsync/v1/events', '');
  for (const path of ['/gsync/status', '/gsync/status/page.js', '/gsync/status/state.json', '/gsync/metrics', '/gsync/metrics/fcgi']) {
    assert.equal((await fetch(base + path)).status, 403, path);
  }
  assert.equal((await fetch(`${base}/gsync/v1/health`)).status, 200);
});
