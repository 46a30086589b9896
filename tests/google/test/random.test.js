/** Random histories: undoing everything restores everything, and a refused transaction changes nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CellError, quoteTitle, Workbook } from '../workbook/index.js';

/** mulberry32 */
function generator(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6D2B79F5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function picture(workbook) {
  const plain = (value) => (value instanceof CellError ? value.text : value);
  return JSON.stringify(workbook.sheets.map((sheet) => [
    sheet.title, sheet.rowCount, sheet.columnCount, sheet.protectedRanges.map(({ range }) => range),
    sheet.cells({ startRow: 0, endRow: 40, startColumn: 0, endColumn: 12 }).map((line) => line.map((cell) => (cell && !cell.blank ? [cell.formula, plain(cell.value), cell.note] : 0))),
  ]));
}

const TEXTS = ['1', '2.5', 'x', '=A1+B2', '=SUM(A1:C9)', "'7", '', 'TRUE', '=TAB!B3&"!"', '1/2/2024'];

function randomStep(random, person) {
  const below = (n) => Math.floor(random() * n);
  const text = () => TEXTS[below(TEXTS.length)].replace('TAB', quoteTitle(person.workbook.first.title));
  const cell = { row: below(12), column: below(6) };
  const steps = [
    () => person.type(cell, text()),
    () => person.paste(cell, Array.from({ length: 1 + below(3) }, () => Array.from({ length: 1 + below(3) }, text))),
    () => person.clear({ startRow: below(6), endRow: 6 + below(6), startColumn: below(3), endColumn: 3 + below(3) }),
    () => person.insertRows(below(10), 1 + below(3)),
    () => person.deleteRows(below(10), 1 + below(3)),
    () => person.moveRows(2 + below(4), 1 + below(2), below(2) * 10),
    () => person.insertColumns(below(6), 1),
    () => person.deleteColumns(below(6), 1),
    () => person.moveColumns(2, 1, below(2) * 5),
    () => person.sort({ startRow: 1, endRow: 12, startColumn: 0, endColumn: 6 }, below(6), random() < 0.5),
    () => person.rename(random() < 0.5 ? 'Data' : 'My data'),
  ];
  steps[below(steps.length)]();
}

function fresh() {
  const workbook = new Workbook({ id: 'w' });
  workbook.transact({}, () => {
    const sheet = workbook.addSheet({ title: 'Data', rowCount: 60, columnCount: 14 });
    for (let row = 0; row < 10; row++) for (let column = 0; column < 4; column++) sheet.enter(row, column, `${row * column}`);
    sheet.enter(4, 5, '=SUM(A1:D10)');
  });
  return workbook;
}

test('undo restores', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const random = generator(seed);
    const workbook = fresh();
    const person = workbook.as();
    const before = [];
    for (let i = 0; i < 8; i++) {
      before.push(picture(workbook));
      const depth = workbook.undoStack.length;
      randomStep(random, person);
      if (workbook.undoStack.length === depth) before.pop();
    }
    while (workbook.undoStack.length > 0) {
      person.undo();
      assert.equal(picture(workbook), before.pop(), `seed ${seed}, ${before.length} steps left`);
    }
  }
});

test('a refused transaction changes nothing', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = generator(seed);
    const workbook = fresh();
    const before = picture(workbook);
    assert.throws(() => workbook.transact({ source: 'human', user: 'x' }, () => {
      for (let i = 0; i < 6; i++) randomStep(random, workbook.as('x'));
      throw new Error('refused');
    }), /refused/);
    assert.equal(picture(workbook), before, `seed ${seed}`);
  }
});

test('formulas are what a full recalculation gives', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = generator(seed);
    const workbook = fresh();
    for (let i = 0; i < 10; i++) randomStep(random, workbook.as());
    const now = picture(workbook);
    workbook.recalculation.forget();
    workbook.transact({ source: 'api' }, (transaction) => transaction.touchStructure());
    assert.equal(picture(workbook), now, `seed ${seed}`);
  }
});
