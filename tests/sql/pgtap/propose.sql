-- Types proposed for a column of the sheet.
SELECT plan(12);
SELECT is(gsync.propose_type('[]'), 'text', 'no cells');
SELECT is(gsync.propose_type('[null, ""]'), 'text', 'empty cells');
SELECT is(gsync.propose_type('[1, null, 3000000000]'), 'bigint', 'whole numbers');
SELECT is(gsync.propose_type('[1, 2.5]'), 'numeric', 'numbers');
SELECT is(gsync.propose_type('[1, 9007199254740993]'), 'numeric', 'beyond what a cell holds exactly');
SELECT is(gsync.propose_type('[true, false]'), 'boolean', 'booleans');
SELECT is(gsync.propose_type('[1, "n/a"]'), 'text', 'a number and a word');
SELECT is(gsync.propose_type('["007", "12"]'), 'text', 'digits that are text stay text');
SELECT is(gsync.propose_type('[45657, 45658]', 'DATE'), 'date', 'dates');
SELECT is(gsync.propose_type('[45657, 45658.5]', 'DATE'), 'timestamp', 'a date with a time among them');
SELECT is(gsync.propose_type('[0.25]', 'TIME'), 'time', 'times');
SELECT is(gsync.propose_type('[7]', 'TEXT'), 'text', 'a column formatted as text');
SELECT * FROM finish();
