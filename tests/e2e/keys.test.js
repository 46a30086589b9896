import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bringUp } from '../lib/stack.js';
import { liftQuota, plentiful, Tab } from './lib/tab.js';

const byKey = (rows, ...names) => rows.map((row) => names.map((name) => row[name])).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

test('keys of every kind: given, generated, edited, swapped and chained, on either side', async (t) => {
  const stack = await bringUp(t, { empty: 'CREATE TABLE parts (id integer PRIMARY KEY, name text, price numeric);', ...plentiful });
  await liftQuota(stack);
  const link = async (ddl, more) => new Tab(await stack.link({ ddl, ...more }));
  const parts = new Tab(stack);

  await t.test('integer keys: an edit moves the row, in either direction', async () => {
    await parts.sql("INSERT INTO parts SELECT n, 'part ' || n, n * 10 FROM generate_series(1, 12) n");
    await parts.rest();
    const before = await parts.find({ id: 3 });
    await parts.type({ id: 3 }, 'id', '300');
    await parts.rest();
    assert.deepEqual(await parts.sql("SELECT id FROM parts WHERE name = 'part 3'"), [{ id: 300 }]);
    await parts.sql('UPDATE parts SET id = 301 WHERE id = 300');
    await parts.rest();
    assert.equal((await parts.find({ name: 'part 3' })).id, 301);
    assert.equal((await parts.find({ name: 'part 3' })).row, before.row, 'the row stays where it stands');
    assert.equal((await parts.find({ name: 'part 3' }))._gsync_id, before._gsync_id, 'and is the same row');
    assert.equal((await parts.rows()).length, 12);
  });

  await t.test('two keys are swapped by one paste, by two edits over a third key, and by two edits right after each other', async () => {
    const [one, two] = [await parts.find({ id: 1 }), await parts.find({ id: 2 })];
    assert.equal(two.row, one.row + 1);
    await parts.act({ do: 'paste', cell: `A${one.row}`, rows: [['2'], ['1']] });
    await parts.rest();
    assert.deepEqual(byKey(await parts.sql('SELECT * FROM parts WHERE id IN (1, 2)'), 'id', 'name'), [[1, 'part 2'], [2, 'part 1']], 'one paste');

    await parts.type(one.row, 'id', '99');
    await parts.type(two.row, 'id', '2');
    await parts.type(one.row, 'id', '1');
    await parts.rest();
    assert.deepEqual(byKey(await parts.sql('SELECT * FROM parts WHERE id IN (1, 2)'), 'id', 'name'), [[1, 'part 1'], [2, 'part 2']], 'two edits over a third');

    await parts.type(one.row, 'id', '2');        // for a moment both rows have the key 2
    await parts.type(two.row, 'id', '1');
    await parts.rest();
    assert.deepEqual(byKey(await parts.sql('SELECT * FROM parts WHERE id IN (1, 2)'), 'id', 'name'), [[1, 'part 2'], [2, 'part 1']], 'two edits');
    assert.deepEqual(await parts.sql('SELECT * FROM gsync.rejected'), []);
    assert.equal((await stack.sheet()).notes.size, 0, 'no note is left');
  });

  await t.test('two keys are swapped by SQL in three steps and in one statement, and chains of renames are followed', async () => {
    await parts.sql('BEGIN; UPDATE parts SET id = -1 WHERE id = 5; UPDATE parts SET id = 5 WHERE id = 6; UPDATE parts SET id = 6 WHERE id = -1; COMMIT');
    await parts.rest();
    assert.deepEqual(byKey((await parts.rows()).filter(({ id }) => id === 5 || id === 6), 'id', 'name'), [[5, 'part 6'], [6, 'part 5']]);
    await parts.sql('UPDATE parts SET id = id + 1000 WHERE id BETWEEN 7 AND 9');
    await parts.sql('UPDATE parts SET id = id - 999 WHERE id BETWEEN 1007 AND 1008');     // 8 and 9 again, but others
    await parts.rest();
    assert.deepEqual(byKey((await parts.rows()).filter(({ name }) => /part [789]/.test(name)), 'id', 'name'), [[1009, 'part 9'], [8, 'part 7'], [9, 'part 8']]);
    assert.equal((await parts.rows()).length, 12);
  });

  await t.test('a key that another row has is refused with a note; the next right one is taken, and the note goes', async () => {
    const { row } = await parts.find({ id: 10 });
    await parts.type(row, 'id', '11');
    await parts.settled(() => parts.note(row, 'id'));
    assert.match(await parts.note(row, 'id'), /Another row has the same id already/);
    assert.deepEqual(byKey(await parts.sql('SELECT * FROM parts WHERE id IN (10, 11)'), 'id', 'name'), [[10, 'part 10'], [11, 'part 11']]);
    await parts.type(row, 'id', '110');
    await parts.rest();
    assert.equal((await parts.sql('SELECT name FROM parts WHERE id = 110'))[0].name, 'part 10');
    assert.equal(await parts.note(row, 'id'), undefined);
  });

  await t.test('a refused key is taken by itself as soon as the other row has gone', async () => {
    const { row } = await parts.find({ id: 12 });
    await parts.type(row, 'id', '11');
    await parts.settled(() => parts.note(row, 'id'));
    await parts.sql('DELETE FROM parts WHERE id = 11');
    await parts.rest();
    assert.equal((await parts.sql('SELECT name FROM parts WHERE id = 11'))[0].name, 'part 12');
    assert.equal((await stack.sheet()).notes.size, 0);
  });

  await t.test('an emptied key comes back', async () => {
    const { row } = await parts.find({ id: 110 });
    await parts.act({ do: 'clear', range: `A${row}` });
    await parts.rest();
    assert.equal((await parts.find({ name: 'part 10' })).id, 110);
  });

  await t.test('a key edited to that of a row just deleted, in the sheet or in SQL', async () => {
    await parts.sql('DELETE FROM parts WHERE id = 8');
    await parts.type({ id: 9 }, 'id', '8');
    await parts.rest();
    assert.equal((await parts.sql('SELECT name FROM parts WHERE id = 8'))[0].name, 'part 8');
    const { row } = await parts.find({ id: 4 });
    await parts.act({ do: 'delete_rows', row, count: 1 });
    await parts.type({ id: 8 }, 'id', '4');
    await parts.rest();
    assert.equal((await parts.sql('SELECT name FROM parts WHERE id = 4'))[0].name, 'part 8');
  });

  await t.test('a key edit crosses an update of the same row, and both arrive', async () => {
    await Promise.all([parts.type({ id: 4 }, 'id', '44'), parts.sql('UPDATE parts SET price = 4444 WHERE id = 4')]);
    await parts.rest();
    assert.deepEqual(await parts.sql("SELECT id, price::int FROM parts WHERE name = 'part 8'"), [{ id: 44, price: 4444 }]);
    await Promise.all([parts.type({ id: 44 }, 'name', 'crossed'), parts.sql('UPDATE parts SET id = 45 WHERE id = 44')]);
    await parts.rest();
    assert.deepEqual(await parts.sql('SELECT id, name FROM parts WHERE id IN (44, 45)'), [{ id: 45, name: 'crossed' }]);
    assert.equal((await parts.rows()).filter(({ name }) => name === 'crossed').length, 1);
  });

  await t.test('keys that the database generates: by a function, by a sequence, as identity', async () => {
    const uuids = await link('CREATE TABLE uuids (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text)');
    const sequence = await link("CREATE SEQUENCE numbers START 500; CREATE TABLE tickets (id bigint PRIMARY KEY DEFAULT nextval('numbers'), name text)");
    const always = await link('CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)');
    for (const tab of [uuids, sequence, always]) {
      await tab.add({ name: 'first' });
      await tab.add({ name: 'second' });
      await tab.add({ name: 'second' });          // the same once more is another row
    }
    for (const tab of [uuids, sequence, always]) {
      await tab.rest();
      const shown = await tab.rows();
      assert.equal(shown.length, 3, JSON.stringify(shown));
      assert.equal(new Set(shown.map(({ id }) => id)).size, 3);
      assert.ok(shown.every(({ id }) => id !== null));
    }
    assert.deepEqual((await sequence.rows()).map(({ id }) => id).sort(), [500, 501, 502]);
    await sequence.add({ id: 600, name: 'typed' });
    await sequence.rest();
    await sequence.sql("INSERT INTO tickets (name) VALUES ('from SQL')");
    await sequence.rest();
    assert.ok(await sequence.has({ id: 600, name: 'typed' }));
    assert.equal((await sequence.rows()).length, 5);
    const id = '6f2c0f0e-5f5d-4b8c-9c55-0d3f6ad0b1aa';
    await uuids.type({ name: 'first' }, 'id', id.toUpperCase());
    await uuids.settled(async () => (await uuids.find({ name: 'first' })).id === id);
    await uuids.rest();
  });

  await t.test('keys of two and of three columns', async () => {
    const pairs = await link('CREATE TABLE pairs (a int, b text, v text, PRIMARY KEY (b, a))', { rows: [['a', 'b', 'v'], [1, 'x', 'one'], [1, 'y', 'two'], [2, 'x', 'three']] });
    const triples = await link('CREATE TABLE triples (shop text, day date, line smallint, amount numeric, PRIMARY KEY (shop, day, line))');
    await pairs.type({ v: 'one' }, 'b', 'z');
    await pairs.type({ v: 'two' }, 'b', 'x');      // what was the key of the first row
    await pairs.sql("UPDATE pairs SET a = 7 WHERE v = 'three'");
    await pairs.rest();
    assert.deepEqual(byKey(await pairs.sql('SELECT a, b, v FROM pairs'), 'a', 'b', 'v'), [[1, 'x', 'two'], [1, 'z', 'one'], [7, 'x', 'three']]);
    await pairs.add({ a: 3, b: '', v: 'half a key' });
    const { row } = await pairs.find({ v: 'half a key' });
    await pairs.settled(() => pairs.note(row, 'b'));
    await pairs.type(row, 'b', 'w');
    await pairs.rest();
    assert.ok((await pairs.sql("SELECT FROM pairs WHERE a = 3 AND b = 'w'")).length === 1);

    await triples.sql("INSERT INTO triples SELECT 'north', date '2026-01-31' + d, l, d * 10 + l FROM generate_series(0, 1) d, generate_series(1, 2) l");
    await triples.rest();
    await triples.type({ amount: 11 }, 'day', '2026-03-15');
    await triples.type({ amount: 2 }, 'line', '9');
    await triples.sql("UPDATE triples SET shop = 'south' WHERE amount = 12");
    await triples.rest();
    assert.deepEqual(byKey(await triples.sql('SELECT shop, day::text, line, amount::int FROM triples'), 'shop', 'day', 'line', 'amount'),
      [['north', '2026-01-31', 1, 1], ['north', '2026-01-31', 9, 2], ['north', '2026-03-15', 1, 11], ['south', '2026-02-01', 2, 12]]);
  });

  await t.test('text keys are what they are: case, spaces, digits', async () => {
    const codes = await link('CREATE TABLE codes (code text PRIMARY KEY, v int)');
    const strange = ['abc', 'ABC', 'Abc', ' abc', 'abc ', 'a b', 'a  b', 'a\u00a0b', '007', '7', '7.0', '1e5', '12/24/2026', 'TRUE', 'true', "O'Brien", '=1+1', '+49', 'ß', 'ss', 'é', 'e\u0301', '💡', 'a,b', '{a}', '"a"', '\\', 'NULL'];
    await codes.sql('INSERT INTO codes SELECT c, n FROM unnest($1::text[]) WITH ORDINALITY u(c, n)', [strange]);
    await codes.rest();
    const shown = (await codes.rows()).map(({ code }) => code);
    assert.deepEqual([...shown].sort(), [...strange].sort());
    await codes.sql('UPDATE codes SET v = v + 100');
    await codes.rest();
    for (const code of strange) assert.equal((await codes.find({ code })).v, strange.indexOf(code) + 101, JSON.stringify(code));
    await codes.type({ code: 'abc' }, 'v', '1000');
    await codes.type({ code: '007' }, 'v', '1001');
    await codes.type({ code: '7' }, 'code', '0007');
    await codes.type({ code: '12/24/2026' }, 'code', '12/25/2026');
    await codes.type({ code: 'ABC' }, 'code', 'aBC');
    await codes.rest();
    const held = Object.fromEntries((await codes.sql('SELECT code, v FROM codes')).map(({ code, v }) => [code, v]));
    assert.deepEqual([held.abc, held['007'], held['0007'], held['12/25/2026'], held.aBC], [1000, 1001, 110, 113, 102]);
    assert.equal(Object.keys(held).length, strange.length);
    assert.deepEqual(await codes.sql('SELECT * FROM gsync.rejected'), []);
  });

  await t.test('keys that are numbers with decimals, dates and instants', async () => {
    const rates = await link('CREATE TABLE rates (rate numeric(20,4) PRIMARY KEY, v text)');
    const days = await link('CREATE TABLE days (day date PRIMARY KEY, v text)');
    const stamps = await link('CREATE TABLE stamps (at timestamptz PRIMARY KEY, v text)');
    await rates.sql("INSERT INTO rates VALUES (0.1, 'a'), (1, 'b'), (1234567890.1234, 'c')");
    await days.sql("INSERT INTO days VALUES ('2024-02-29', 'a'), ('1899-12-31', 'b')");
    await stamps.sql("INSERT INTO stamps VALUES ('2026-03-29 01:30:00.123456+00', 'a'), ('2026-03-29 01:30:00.123+00', 'b')");
    for (const tab of [rates, days]) await tab.rest();
    await rates.type({ v: 'a' }, 'rate', '0.10005');             // rounded by the column
    await days.type({ v: 'a' }, 'day', '2026-12-24');
    for (const tab of [rates, days]) await tab.rest();
    assert.deepEqual((await rates.sql("SELECT rate::text FROM rates WHERE v = 'a'"))[0].rate, '0.1001');
    assert.equal((await rates.find({ v: 'a' })).rate, 0.1001, 'the sheet shows what the table made of it');
    assert.deepEqual(await days.sql("SELECT day::text FROM days WHERE v = 'a'"), [{ day: '2026-12-24' }]);
    // two instants that a sheet cannot tell apart, for it shows milliseconds
    await stamps.settled(async () => (await stamps.has({ v: 'a' })) && stamps.has({ v: 'b' }));
    await stamps.sql("UPDATE stamps SET v = v || '!'");
    await stamps.settled(async () => (await stamps.has({ v: 'a!' })) && stamps.has({ v: 'b!' }));
    await stamps.type({ v: 'b!' }, 'v', 'typed');
    await stamps.settled(async () => (await stamps.sql("SELECT FROM stamps WHERE v = 'typed'")).length === 1);
    assert.deepEqual(await stamps.sql("SELECT to_char(at AT TIME ZONE 'UTC', 'SS.US') AS s, v FROM stamps ORDER BY at"), [{ s: '00.123000', v: 'typed' }, { s: '00.123456', v: 'a!' }]);
  });

  await t.test('keys without regard to case', async (s) => {
    if ((await stack.sql("SELECT FROM pg_available_extensions WHERE name = 'citext'")).length === 0) return s.skip('the extension citext is not there');
    const names = await link('CREATE EXTENSION citext; CREATE TABLE names (name citext PRIMARY KEY, v text)', { table: 'names' });
    await names.sql("INSERT INTO names VALUES ('Ann', 'a'), ('Bob', 'b')");
    await names.rest();
    await names.type({ name: 'Ann' }, 'name', 'ANN');
    await names.rest();
    assert.deepEqual(await names.sql("SELECT name::text, v FROM names WHERE v = 'a'"), [{ name: 'ANN', v: 'a' }]);
    await names.sql("UPDATE names SET name = 'BOB' WHERE v = 'b'");
    await names.rest();
    assert.equal((await names.find({ v: 'b' })).name, 'BOB');
    assert.equal((await names.rows()).length, 2);
  });
});
