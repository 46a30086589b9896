/** Array formulas fill cells beside their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from '../clients.js';

async function filled(t) {
  const { google, api, id, sheet } = await start(t);
  const person = google.workbook.as();
  person.paste('A1', [['1'], ['2'], ['3']]);
  person.type('B1', '=ARRAYFORMULA(A1:A3)');
  const column = (name) => sheet.values({ startRow: 0, endRow: 4, startColumn: name, endColumn: name + 1 }).map(([value]) => value?.text ?? value);
  return { google, api, id, sheet, person, column };
}

test('what a formula fills in is shown, and was entered by nobody', async (t) => {
  const { api, id, person, column } = await filled(t);
  const { data } = await api.get({ spreadsheetId: id, ranges: ['B1:B3'], fields: 'sheets(data(rowData(values(userEnteredValue,effectiveValue))))' });
  assert.deepEqual(data.sheets[0].data[0].rowData.map(({ values }) => values[0]), [
    { userEnteredValue: { formulaValue: '=ARRAYFORMULA(A1:A3)' }, effectiveValue: { numberValue: 1 } }, { effectiveValue: { numberValue: 2 } }, { effectiveValue: { numberValue: 3 } }]);
  person.type('C1', '=SUM(B1:B3)');
  person.type('A2', '7');
  assert.deepEqual([column(1), column(2)], [[1, 7, 3, null], [11, null, null, null]]);
});

test('a value in its way stops all of it; clearing what was filled in does nothing', async (t) => {
  const { person, column } = await filled(t);
  person.type('B3', 'mine');
  assert.deepEqual(column(1), ['#REF!', null, 'mine', null]);
  person.clear('B3');
  assert.deepEqual(column(1), [1, 2, 3, null]);
  person.clear('B2');
  assert.deepEqual(column(1), [1, 2, 3, null]);
  person.clear('B1');
  assert.deepEqual(column(1), [null, null, null, null]);
});

test('it follows rows that are moved, inserted and deleted', async (t) => {
  const { person, column, sheet } = await filled(t);
  person.insertRows(0, 1);
  assert.deepEqual(column(1), [null, 1, 2, 3]);
  person.deleteRows(2, 1);
  assert.deepEqual(column(1), [null, 1, 3, null]);
  assert.equal(sheet.formula(1, 1), '=ARRAYFORMULA(A2:A3)');
});
