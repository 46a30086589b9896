-- What the worker tells of each link in its state file and metrics.
\ir fixture/sheet.sql
SELECT plan(13);

CREATE TABLE t (k int PRIMARY KEY, a int);
INSERT INTO t SELECT k, k * 10 FROM generate_series(1, 12) k;
SELECT tap.link('t');
SELECT tap.rest();
CREATE TABLE mark AS SELECT gsync.log_settled() AS n;
CREATE FUNCTION logged() RETURNS text LANGUAGE sql AS $$
    SELECT format('%s cells of %s rows, %s conflicts, %s rejected, %s held', cells, rows, conflicts, rejected, held) FROM gsync.log_counts((SELECT max(n) FROM mark), gsync.log_settled()) $$;

SELECT results_eq('SELECT name, "table", state, rows, waiting, waiting_age, conflicts, rejected, held FROM gsync.overview(true)',
    $$VALUES ('tab', 't', 'ready', 12::bigint, 0::bigint, NULL::bigint, 0::bigint, 0::bigint, 0::bigint)$$, 'a link at rest');
SELECT is((SELECT rows FROM gsync.overview(false)), NULL, 'rows are counted only when asked for');
SELECT ok((SELECT scanned_age BETWEEN 0 AND 60000 AND looked_age BETWEEN 0 AND 60000 FROM gsync.overview(false)), 'ages are milliseconds');
SELECT is((SELECT gsync.age_ms(now() + interval '1 hour')), 0::bigint, 'what is yet to come has no age');
SELECT is((SELECT count(*) FROM gsync.log_counts((SELECT n FROM mark), gsync.log_settled())), 0::bigint, 'nothing was logged since');

UPDATE t SET a = a + 1 WHERE k <= 3;
UPDATE gsync.dirty SET changed_at = clock_timestamp() - interval '10 seconds' WHERE key = '{2}';
SELECT ok((SELECT waiting = 3 AND waiting_age BETWEEN 10000 AND 60000 FROM gsync.overview(false)), 'three rows wait, the oldest for ten seconds');
SELECT tap.rest();
SELECT is((SELECT waiting FROM gsync.overview(false)), 0::bigint, 'none waits any more');
SELECT is(logged(), '0 cells of 0 rows, 0 conflicts, 0 rejected, 0 held', 'what was published is not counted as merged');
SELECT ok((SELECT age BETWEEN 0 AND 60000 FROM gsync.log_counts((SELECT n FROM mark), gsync.log_settled())), 'but it is the last change');

INSERT INTO mark SELECT gsync.log_settled();
SELECT tap.type(6, 'a', '66');
SELECT is(logged(), '1 cells of 1 rows, 0 conflicts, 0 rejected, 0 held', 'an edit');
SELECT tap.type(7, 'a', '"seven"');
SELECT is(logged(), '1 cells of 1 rows, 0 conflicts, 1 rejected, 0 held', 'one that is refused');
SELECT is((SELECT rejected FROM gsync.overview(false)), 1::bigint, 'which is on the list, too');
INSERT INTO mark SELECT gsync.log_settled();
SELECT is(logged(), NULL, 'each is counted once');
SELECT * FROM finish();
