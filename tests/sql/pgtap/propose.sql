-- Types proposed for a new column from cells of the sheet.
SELECT plan(8);
SELECT is(gsync.propose_type('[]'), 'text', 'no cells');
SELECT is(gsync.propose_type('[null, ""]'), 'text', 'empty cells');
SELECT is(gsync.propose_type('[1, null, 3]'), 'integer', 'whole numbers');
SELECT is(gsync.propose_type('[1, 3000000000]'), 'bigint', 'large ones');
SELECT is(gsync.propose_type('[1, 2.5]'), 'numeric', 'numbers');
SELECT is(gsync.propose_type('[true, false]'), 'boolean', 'booleans');
SELECT is(gsync.propose_type('[1, "n/a"]'), 'text', 'a number and a word');
SELECT is(gsync.propose_type('["007", "12"]'), 'text', 'digits that are text stay text');
SELECT * FROM finish();
