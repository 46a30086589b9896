/** gsync secret, as gsync-fcgi takes it: made, rotated and revoked while events flow; each opens one spreadsheet. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { built } from '../lib/paths.js';
import { until } from '../lib/ports.js';
import { Ingest } from './lib/ingest.js';

const OTHER = 'another_spreadsheet-0123456789';

test('secrets', async (t) => {
  const ingest = await Ingest.start();
  t.after(() => ingest.stop());
  const gsync = (...words) => new Promise((done) => {
    execFile(built('gsync'), ['--config', ingest.path('gsync.conf'), 'secret', ...words, '--json'], (error, stdout, stderr) => done({ code: error?.code ?? 0, stderr, json: stdout && JSON.parse(stdout) }));
  });
  const send = async (secret, spreadsheet = ingest.spreadsheet) => (await ingest.post(ingest.event(1, { spreadsheet }), { as: { secret, spreadsheet } })).status;
  const soon = (test) => until(test, 5000, 20);

  await t.test('a new one counts within a second, for its own spreadsheet and no other', async () => {
    const { json: { secret } } = await gsync('new', OTHER);
    assert.equal(statSync(ingest.path('secrets', OTHER)).mode & 0o777, 0o640);
    const began = Date.now();
    assert.ok(await soon(async () => await send(secret, OTHER) === 202));
    assert.ok(Date.now() - began < 3000, `${Date.now() - began} ms`);
    assert.deepEqual([await send(secret), await send(ingest.secret, OTHER), await send(ingest.secret)], [401, 401, 202]);
    const crossed = await ingest.post(ingest.event(1), { as: { secret, spreadsheet: OTHER } });
    assert.equal(crossed.status, 400, 'a leaked secret cannot tell of another spreadsheet in its body either');
  });

  await t.test('rotated while events flow: none is refused, before and after the sheet has the new one; revoked, the old one ends', async () => {
    let secret = ingest.secret;
    let running = true;
    const answers = [];
    const sheet = (async () => {
      for (; running; await sleep(5)) answers.push(await send(secret));
    })();
    const { json: { secret: next } } = await gsync('rotate', ingest.spreadsheet);
    assert.equal((await gsync('list')).json.find((one) => one.spreadsheet === ingest.spreadsheet).secrets, 2);
    assert.ok(await soon(async () => await send(next) === 202));
    assert.equal(await send(ingest.secret), 202);
    secret = next;
    assert.equal((await gsync('revoke', ingest.spreadsheet)).json.left, 1);
    assert.ok(await soon(async () => await send(ingest.secret) === 401));
    await sleep(100);
    running = false;
    await sheet;
    assert.ok(answers.length > 20 && answers.every((status) => status === 202), JSON.stringify(answers.filter((status) => status !== 202)));
    assert.equal(await send(next), 202);
  });

  await t.test('revoke --all: the spreadsheet is shut out, the other one goes on', async () => {
    assert.equal((await gsync('revoke', ingest.spreadsheet, '--all')).code, 0);
    assert.equal((await gsync('revoke', ingest.spreadsheet)).code, 1);
    const again = await gsync('rotate', ingest.spreadsheet);
    assert.match(JSON.parse(again.stderr).error, /has no secret yet; `gsync secret new/);
    const { json: [left] } = await gsync('list');
    assert.equal(left.spreadsheet, OTHER);
    assert.doesNotMatch(ingest.output, /whsec_/);
  });
});
