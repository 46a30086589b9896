/** The model: people's actions and their events, undo, formulas, atomic changes, speed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Workbook } from '../workbook/index.js';

function setUp(rows = []) {
  const workbook = new Workbook({ id: 'w' });
  workbook.transact({}, () => {
    const sheet = workbook.addSheet({ title: 'Data' });
    rows.forEach((line, i) => line.forEach((value, j) => sheet.enter(i, j, value)));
  });
  const events = [];
  workbook.on('edit', (event) => events.push(['edit', event]));
  workbook.on('change', (event) => events.push(['change', event.changeType]));
  return { workbook, sheet: workbook.first, person: workbook.as('ann@example.org'), events, take: () => events.splice(0) };
}

const grid = (sheet, rows, columns) => sheet.values({ startRow: 0, endRow: rows, startColumn: 0, endColumn: columns });
const user = 'ann@example.org';

test('typing: value and oldValue as Apps Script gives them', () => {
  const { person, take } = setUp();
  const range = { row: 1, column: 1, numRows: 1, numColumns: 1 };
  person.type('A1', '12.50');
  assert.deepEqual(take(), [['edit', { user, sheetId: 0, range, value: '12.5' }], ['change', 'EDIT']]);
  person.type('A1', 'x');
  assert.deepEqual(take()[0][1], { user, sheetId: 0, range, value: 'x', oldValue: '12.5' });
  person.type('A1', '');
  assert.deepEqual(take()[0][1], { user, sheetId: 0, range, oldValue: 'x' });
  person.type('A1', 'TRUE');
  assert.equal(take()[0][1].value, 'TRUE');
});

test('paste and clear: a range, no values; the grid grows for a paste', () => {
  const { person, sheet, take } = setUp();
  person.paste('B1000', [['1', 'x'], ['2', 'y']]);
  assert.deepEqual(take(), [['edit', { user, sheetId: 0, range: { row: 1000, column: 2, numRows: 2, numColumns: 2 } }], ['change', 'EDIT']]);
  assert.equal(sheet.rowCount, 1001);
  person.clear('B1000:C1001');
  assert.deepEqual(take()[0][1].range, { row: 1000, column: 2, numRows: 2, numColumns: 2 });
  assert.equal(sheet.lastRow, 0);
});

test('structure: changes only', () => {
  const { person, take } = setUp([['a'], ['b'], ['c']]);
  person.insertRows(1, 2);
  person.deleteRows(1, 2);
  person.moveRows(0, 1, 2);
  person.insertColumns(0, 1);
  person.deleteColumns(0, 1);
  person.sort('A1:A3', 0, true);
  const tab = person.addTab();
  person.deleteTab({ sheetId: tab.sheetId });
  person.undo();
  assert.deepEqual(take().map(([, type]) => type), ['INSERT_ROW', 'REMOVE_ROW', 'OTHER', 'INSERT_COLUMN', 'REMOVE_COLUMN', 'OTHER', 'INSERT_GRID', 'REMOVE_GRID', 'OTHER']);
});

test('switches do what nobody recorded', () => {
  const { workbook, sheet, person, take } = setUp([['b'], ['a']]);
  workbook.transact({ source: 'api' }, () => sheet.put(5, 0, 'x'));
  assert.deepEqual(take(), []);
  Object.assign(workbook.switches, { changeOnApiWrite: true, editOnSort: true, editOnUndo: true });
  workbook.transact({ source: 'api' }, () => sheet.put(5, 0, 'y'));
  assert.deepEqual(take(), [['change', 'EDIT']]);
  person.sort('A1:A2', 0);
  assert.deepEqual(take().map(([name]) => name), ['edit', 'change']);
  person.undo();
  assert.deepEqual(take().map(([name]) => name), ['edit', 'change']);
  assert.deepEqual(grid(sheet, 2, 1).flat(), ['b', 'a']);
});

test('undo takes back the own last step, whatever moved since', () => {
  const { workbook, sheet, person } = setUp([['h'], ['a'], ['b'], ['c']]);
  person.type('A3', 'changed');
  workbook.transact({ source: 'api' }, () => sheet.insert('ROWS', 0, 2));
  workbook.as('bob@example.org').type('A1', 'bob');
  assert.equal(person.undo(), true);
  assert.deepEqual(grid(sheet, 6, 1).flat(), ['bob', null, 'h', 'a', 'b', 'c']);
  assert.equal(person.undo(), false);
});

test('undo of deletes, moves, pastes, tabs', () => {
  const { workbook, sheet, person } = setUp([['h', '=A2+A3'], ['1'], ['2'], ['3']]);
  const before = JSON.stringify(grid(sheet, 5, 3));
  person.deleteRows(1, 2);
  assert.equal(sheet.value(0, 1).text, '#REF!');
  person.undo();
  assert.equal(JSON.stringify(grid(sheet, 5, 3)), before);
  assert.equal(sheet.formula(0, 1), '=A2+A3');
  for (const act of [() => person.deleteColumns(0, 1), () => person.moveRows(1, 2, 4), () => person.moveColumns(0, 1, 2), () => person.insertRows(2, 3), () => person.sort('A1:B4', 0, true), () => person.paste('A2', [['x', 'y'], ['z']]), () => person.clear('A1:C9')]) {
    act();
    assert.notEqual(JSON.stringify(grid(sheet, 5, 3)), before);
    person.undo();
    assert.equal(JSON.stringify(grid(sheet, 5, 3)), before);
    assert.equal(sheet.rowCount, 1000);
    assert.equal(sheet.columnCount, 26);
  }
  const copy = person.duplicateTab();
  person.undo();
  assert.equal(workbook.sheet(copy.sheetId), undefined);
  person.rename('New');
  person.undo();
  assert.equal(sheet.title, 'Data');
});

test('a transaction that fails leaves nothing behind', () => {
  const { workbook, sheet } = setUp([['a', '=A1&"!"'], ['b']]);
  const version = workbook.version;
  assert.throws(() => workbook.transact({ source: 'api' }, () => {
    sheet.put(0, 0, 'x');
    sheet.insert('ROWS', 0, 3);
    sheet.put(0, 0, 'y');
    sheet.sort({ startRow: 0, endRow: 9, startColumn: 0, endColumn: 2 }, [{ column: 0, descending: true }]);
    sheet.rename('Other');
    workbook.addSheet({ title: 'Second' });
    workbook.createMetadata({ key: 'k', visibility: 'DOCUMENT', location: { sheetId: 0, dimension: 'ROWS', index: 1 } });
    throw new Error('no');
  }), /^Error: no$/);
  assert.deepEqual(grid(sheet, 2, 2), [['a', 'a!'], ['b', null]]);
  assert.deepEqual([sheet.rowCount, sheet.title, workbook.sheets.length, workbook.metadata.length, workbook.version], [1000, 'Data', 1, 0, version]);
  workbook.as().type('A1', 'c');
  assert.equal(sheet.value(0, 1), 'c!');
});

test('formulas: results, errors, references that follow', () => {
  const { sheet, person } = setUp([['1', '=A1*2', '=SUM(A1:B1)'], ['x', '=A2+1', '=1/0']]);
  assert.deepEqual(grid(sheet, 2, 3).map((line) => line.map(String)), [['1', '2', '3'], ['x', '#VALUE!', '#DIV/0!']]);
  person.type('A1', '5');
  assert.deepEqual([sheet.value(0, 1), sheet.value(0, 2)], [10, 15]);
  person.insertRows(0, 1);
  assert.equal(sheet.formula(1, 2), '=SUM(A2:B2)');
  person.insertColumns(1, 1);
  assert.equal(sheet.formula(1, 3), '=SUM(A2:C2)');
  person.deleteColumns(0, 1);
  assert.equal(sheet.formula(1, 1), '=#REF!*2');
  assert.equal(sheet.value(1, 1).text, '#REF!');
  person.type('E1', '=F1');
  person.type('F1', '=E1');
  assert.equal(sheet.value(0, 4).text, '#REF!');
  assert.match(sheet.value(0, 4).message, /Circular/);
  person.type('F1', '7');
  assert.equal(sheet.value(0, 4), 7);
  person.type('G1', '=UNHEARDOF(1)');
  assert.equal(sheet.value(0, 6).message, "Unknown function: 'UNHEARDOF'.");
  person.rename('My data');
  person.type('G1', "='My data'!F1+1");
  assert.equal(sheet.value(0, 6), 8);
  person.rename('Plain');
  assert.equal(sheet.formula(0, 6), '=Plain!F1+1');
});

test('formulas in a locale with decimal commas', () => {
  const workbook = new Workbook({ id: 'w', locale: 'de_DE' });
  workbook.transact({}, () => workbook.addSheet());
  workbook.as().type('A1', '=SUM(1,5;2)');
  assert.equal(workbook.first.value(0, 0), 3.5);
});

test('metadata of rows follows inserts and sorts and dies with its row', () => {
  const { workbook, sheet, person } = setUp([['h'], ['c'], ['a'], ['b']]);
  const entry = workbook.transact({ source: 'api' }, () => workbook.createMetadata({ key: 'row', visibility: 'PROJECT', location: { sheetId: 0, dimension: 'ROWS', index: 1 } }));
  const where = () => workbook.metadataOf(workbook.metadata.find(({ metadataId }) => metadataId === entry.metadataId) ?? {})?.location.index;
  person.insertRows(0, 3);
  assert.equal(where(), 4);
  person.sort('A5:A7', 0);
  assert.equal(sheet.value(6, 0), 'c');
  assert.equal(where(), 6);
  person.deleteRows(6, 1);
  assert.equal(workbook.metadata.length, 0);
  assert.throws(() => workbook.transact({}, () => workbook.createMetadata({ key: 'k', value: 'x'.repeat(30000), visibility: 'PROJECT', location: { sheetId: 0 } })), /limit of 30000 characters/);
});

test('a million cells', () => {
  const { workbook, sheet } = setUp();
  const started = performance.now();
  workbook.transact({ source: 'api' }, () => {
    sheet.append('ROWS', 99_000);
    for (let row = 0; row < 100_000; row++) for (let column = 0; column < 10; column++) sheet.put(row, column, row + column);
  });
  const filled = performance.now();
  workbook.transact({ source: 'api' }, () => sheet.put(50_000, 5, 'x'));
  assert.ok(filled - started < 20_000, `filling took ${filled - started} ms`);
  assert.ok(performance.now() - filled < 200, 'one write stays cheap');
  assert.equal(sheet.lastRow, 100_000);
});
