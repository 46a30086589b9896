/** What becomes of text typed into cells, by locale and cell format. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Workbook } from '../workbook/index.js';

const NOW = Date.UTC(2026, 10, 22, 12);

function workbookIn(locale) {
  const workbook = new Workbook({ id: 'w', locale, clock: () => NOW });
  workbook.transact({}, () => workbook.addSheet({ title: 'Data' }));
  return workbook;
}

function typed(workbook, text, format) {
  const sheet = workbook.first;
  workbook.transact({}, () => sheet.setCell(0, 0, { value: null, formula: undefined, format }));
  workbook.as().type('A1', text);
  const cell = sheet.cell(0, 0);
  return [cell?.value ?? null, cell?.format?.numberFormat?.type, sheet.text(0, 0)];
}

const CASES = {
  en_US: [
    ['12.5', 12.5, undefined, '12.5'], ['  12 ', 12, undefined, '12'], ['-3', -3, undefined, '-3'], ['+7', 7, undefined, '7'], ['.5', 0.5, undefined, '0.5'], ['1e3', 1000, 'SCIENTIFIC', '1.00E+03'],
    ['1,234', 1234, 'NUMBER', '1,234'], ['1,234.5', 1234.5, 'NUMBER', '1,234.50'], ['1,23', '1,23', undefined, '1,23'], ['00123', 123, undefined, '123'], ["'00123", '00123', undefined, '00123'], ["'=1+1", '=1+1', undefined, '=1+1'],
    ['50%', 0.5, 'PERCENT', '50%'], ['12.5%', 0.125, 'PERCENT', '12.50%'], ['7%', 0.07, 'PERCENT', '7%'], ['$5', 5, 'CURRENCY', '$5'], ['-$5.25', -5.25, 'CURRENCY', '-$5.25'], ['(5)', -5, undefined, '-5'],
    ['TRUE', true, undefined, 'TRUE'], ['false', false, undefined, 'FALSE'], ['true!', 'true!', undefined, 'true!'],
    ['2024-01-31', 45322, 'DATE', '2024-01-31'], ['1/31/2024', 45322, 'DATE', '1/31/2024'], ['1/31', 46053, 'DATE', '1/31/2026'], ['31/1/2024', '31/1/2024', undefined, '31/1/2024'], ['2/30/2024', '2/30/2024', undefined, '2/30/2024'],
    ['Jan 31, 2024', 45322, 'DATE', '1/31/2024'], ['31 January 2024', 45322, 'DATE', '1/31/2024'], ['Jan 2024', 45292, 'DATE', '1/1/2024'], ['1/2/24', 45293, 'DATE', '1/2/2024'], ['1/2/85', 31049, 'DATE', '1/2/1985'],
    ['14:30', 14.5 / 24, 'TIME', '14:30'], ['2:30 PM', 14.5 / 24, 'TIME', '2:30 PM'], ['14:30:15', 52215 / 86400, 'TIME', '2:30:15 PM'], ['12:00 am', 0, 'TIME', '12:00 AM'], ['25:00:00', 25 / 24, 'TIME', '25:00:00'], ['14:60', '14:60', undefined, '14:60'],
    ['2024-01-31 14:30', 45322 + 14.5 / 24, 'DATE_TIME', '2024-01-31 2:30:00 PM'], ['1/31/2024 2:30 PM', 45322 + 14.5 / 24, 'DATE_TIME', '1/31/2024 2:30:00 PM'], ['2024-01-31T14:30:00Z', '2024-01-31T14:30:00Z', undefined, '2024-01-31T14:30:00Z'],
    ['hello', 'hello', undefined, 'hello'], ['=', '=', undefined, '='], ['Infinity', 'Infinity', undefined, 'Infinity'], ['0x10', '0x10', undefined, '0x10'], ['1.2.3', '1.2.3', undefined, '1.2.3'], ['12/1899', '12/1899', undefined, '12/1899'],
    ['', null, undefined, ''], [' ', ' ', undefined, ' '], ['1899-12-30', 0, 'DATE', '1899-12-30'], ['12345678901234567890', 12345678901234567000, undefined, '1.23457E+19'],
  ],
  de_DE: [
    ['12,5', 12.5, undefined, '12,5'], ['1.234', 1234, 'NUMBER', '1.234'], ['1.234,5', 1234.5, 'NUMBER', '1.234,50'], ['12.5', 46154, 'DATE', '12.05.2026'], ['31.1.2024', 45322, 'DATE', '31.01.2024'], ['1,234', 1.234, undefined, '1,234'],
    ['5 €', 5, 'CURRENCY', '5 €'], ['WAHR', true, undefined, 'WAHR'], ['false', false, undefined, 'FALSCH'], ['50%', 0.5, 'PERCENT', '50%'], ['2024-01-31', 45322, 'DATE', '2024-01-31'],
    ['14:30:15', 52215 / 86400, 'TIME', '14:30:15'], ['31. Januar 2024', 45322, 'DATE', '31.01.2024'], ['31. Mai 2024', 45443, 'DATE', '31.05.2024'], ['99.5', '99.5', undefined, '99.5'],
  ],
  en_GB: [['31/1/2024', 45322, 'DATE', '31/01/2024'], ['1.5', 1.5, undefined, '1.5'], ['£9', 9, 'CURRENCY', '£9']],
  fr_FR: [['1 234,5', 1234.5, 'NUMBER', undefined], ['VRAI', true, undefined, 'VRAI'], ['3 mars 2024', 45354, 'DATE', '03/03/2024']],
};

for (const [locale, cases] of Object.entries(CASES)) {
  test(`typing in ${locale}`, () => {
    const workbook = workbookIn(locale);
    for (const [text, value, type, shown] of cases) {
      const got = typed(workbook, text);
      if (typeof value === 'number') assert.ok(Math.abs(got[0] - value) < 1e-9 * Math.max(1, Math.abs(value)), `${text}: ${got[0]}`);
      else assert.equal(got[0], value, text);
      assert.equal(got[1], type, text);
      if (shown !== undefined) assert.equal(got[2], shown, text);
    }
  });
}

test('the format of a cell decides', () => {
  const workbook = workbookIn('en_US');
  const format = (type, pattern) => ({ numberFormat: { type, pattern } });
  assert.deepEqual(typed(workbook, '00123', format('TEXT', '@')), ['00123', 'TEXT', '00123']);
  assert.deepEqual(typed(workbook, '=1+1', format('TEXT', '@')), ['=1+1', 'TEXT', '=1+1']);
  assert.deepEqual(typed(workbook, '12', format('PERCENT', '0%')), [0.12, 'PERCENT', '12%']);
  assert.deepEqual(typed(workbook, '5', format('DATE', 'yyyy-mm-dd')), [5, 'DATE', '1900-01-04']);
  assert.deepEqual(typed(workbook, '2.5', format('DATE_TIME', 'yyyy-mm-dd hh:mm:ss')), [2.5, 'DATE_TIME', '1900-01-01 12:00:00']);
  assert.deepEqual(typed(workbook, '1234.5', format('NUMBER', '#,##0.00')), [1234.5, 'NUMBER', '1,234.50']);
});

test('instants and serials agree, across daylight saving', () => {
  const workbook = new Workbook({ id: 'w', timeZone: 'Europe/Berlin' });
  assert.equal(workbook.toSerial(Date.UTC(2024, 0, 31, 11)), 45322.5);
  assert.equal(workbook.toSerial(Date.UTC(2024, 6, 1, 10)), 45474.5);
  for (const instant of [Date.UTC(2024, 2, 31, 0, 59), Date.UTC(2024, 2, 31, 1), Date.UTC(1850, 5, 1), Date.UTC(2099, 11, 31, 23, 59, 59)]) {
    assert.equal(workbook.toInstant(workbook.toSerial(instant)), instant);
  }
});
