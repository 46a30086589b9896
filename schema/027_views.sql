-- What people look at.
-- Relies on tables/ and 005_log.sql.

CREATE VIEW gsync.status AS
SELECT l.id, l.name, l.spreadsheet, l.sheet, l.title, l.relation::text AS "table", l.policy, l.direction, l.filter_said AS "where", l.credential, l.state, coalesce(l.problem, l.column_problem) AS problem,
    (SELECT count(*) FROM gsync.row r WHERE r.link = l.id AND r.base IS NOT NULL AND r.key IS NOT NULL) AS rows,
    (SELECT count(*) FROM gsync.dirty y WHERE y.link = l.id) AS waiting,
    (SELECT min(y.changed_at) FROM gsync.dirty y WHERE y.link = l.id) AS waiting_since,
    l.pub AS published, l.unread_state, l.sent_at, l.scanned_at, l.scan_wanted,
    (SELECT count(*) FROM gsync.conflict c WHERE c.link = l.id AND c.ended_at IS NULL) AS conflicts,
    (SELECT count(*) FROM gsync.rejected x WHERE x.link = l.id) AS rejected,
    (SELECT count(*) FROM gsync.held h WHERE h.link = l.id AND h.state = 'held') AS held,
    (SELECT string_agg(c.name, ', ' ORDER BY c.name) FROM gsync.link_column c WHERE c.link = l.id AND c.place IS NULL) AS not_in_sheet,
    (SELECT string_agg(h.h, ', ' ORDER BY h.n) FROM gsync.strange_headers(l) h) AS not_in_table
FROM gsync.link l;

-- A duration in few letters.
CREATE FUNCTION gsync.tell_span(ms bigint) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE WHEN ms < 1000 THEN greatest(ms, 0) || ' ms' WHEN ms < 10000 THEN round(ms / 1000.0, 1) || ' s' WHEN ms < 120000 THEN ms / 1000 || ' s'
    WHEN ms < 7200000 THEN ms / 60000 || ' min' WHEN ms < 172800000 THEN ms / 3600000 || ' h' ELSE ms / 86400000 || ' d' END;

-- A cell as people read it: dates and times, where Sheets has a number for them.
CREATE FUNCTION gsync.cell_text(kind text, v jsonb) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE WHEN jsonb_typeof(v) <> 'number' OR coalesce(kind, '') NOT IN ('date', 'timestamp', 'timestamptz', 'time') THEN v #>> '{}'
    WHEN v::numeric NOT BETWEEN -693593 AND 2958465 THEN v #>> '{}'
    ELSE to_char(timestamp '1899-12-30' + round(v::numeric * 86400) * interval '1 second',
        CASE WHEN kind = 'time' THEN 'HH24:MI:SS' WHEN kind = 'date' AND v::numeric % 1 = 0 THEN 'YYYY-MM-DD' ELSE 'YYYY-MM-DD HH24:MI:SS' END) END;

CREATE FUNCTION gsync.kind_of(of_link int, col text) RETURNS text STABLE LANGUAGE sql
RETURN (SELECT s.kind FROM gsync.link_shape s WHERE s.link = of_link AND s.name = col);

-- One cell on one line, not too long.
CREATE FUNCTION gsync.tell_cell(of_link int, col text, v jsonb) RETURNS text STABLE LANGUAGE sql
RETURN (SELECT CASE WHEN coalesce(v, 'null') = 'null' THEN 'empty' WHEN length(t) > 60 THEN left(t, 59) || '…' ELSE t END
    FROM (SELECT CASE jsonb_typeof(v) WHEN 'number' THEN gsync.cell_text(gsync.kind_of(of_link, col), v) ELSE v::text END) u(t));

CREATE FUNCTION gsync.tell_time(at timestamptz) RETURNS text STABLE LANGUAGE sql RETURN to_char(at, 'YYYY-MM-DD HH24:MI:SS');

CREATE FUNCTION gsync.tell_key(key text[]) RETURNS text IMMUTABLE LANGUAGE sql RETURN coalesce('key ' || array_to_string(key, ', '), 'a row without a key');

-- What one side did to a row: deleted it, or changed these cells.
CREATE FUNCTION gsync.tell_row(of_link int, cells jsonb, base jsonb) RETURNS text STABLE LANGUAGE sql
RETURN CASE WHEN cells IS NULL THEN 'deleted the row' ELSE coalesce((SELECT 'changed ' || string_agg(format('%s from %s to %s', c, gsync.tell_cell(of_link, c, base -> c), gsync.tell_cell(of_link, c, cells -> c)), ', ' ORDER BY c)
    FROM jsonb_object_keys(cells || coalesce(base, '{}')) c WHERE cells -> c IS DISTINCT FROM base -> c), 'kept the row') END;

CREATE FUNCTION gsync.tell_conflict(c gsync.conflict, link text) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN concat_ws(E'\n',
        format('%s  %s, %s%s  %s%s', c.id, link, gsync.tell_key(c.key), ', column ' || c.col, gsync.tell_time(c.at), CASE WHEN c.ended_at IS NOT NULL THEN format('  [%s by %s]', c.ended_as, c.ended_by) END),
        format('   sheet:  %s  (%s, %s)%s', CASE WHEN c.col IS NULL THEN gsync.tell_row(c.link, c.sheet_value, c.base_value) ELSE gsync.tell_cell(c.link, c.col, c.sheet_value) END,
            coalesce(c.sheet_by, 'author unknown'), coalesce(gsync.tell_time(c.sheet_at), 'time unknown'), CASE c.winner WHEN 'sheet' THEN '  won' END),
        format('   table:  %s  (%s, %s)%s', CASE WHEN c.col IS NULL THEN gsync.tell_row(c.link, c.table_value, c.base_value) ELSE gsync.tell_cell(c.link, c.col, c.table_value) END,
            coalesce(c.table_by, 'author unknown'), coalesce(gsync.tell_time(c.table_at), 'time unknown'), CASE c.winner WHEN 'database' THEN '  won' END),
        CASE WHEN c.col IS NOT NULL AND c.base_value IS NOT NULL THEN '   before: ' || gsync.tell_cell(c.link, c.col, c.base_value) END,
        '   ' || c.detail);
END $$;

CREATE FUNCTION gsync.tell_rejected(x gsync.rejected, link text, place int, key text[]) RETURNS text STABLE LANGUAGE sql
RETURN concat_ws(E'\n',
    concat(x.id, '  ', concat_ws(', ', coalesce(link, 'a link that is gone'), 'row ' || place, 'key ' || array_to_string(key, ', '), 'column ' || x.col), '  ', gsync.tell_time(x.at), '  ' || x.sqlstate),
    '   ' || replace(x.reason, E'\n', ' '),
    '   ' || CASE x.side WHEN 'sheet' THEN 'typed by ' || coalesce(x.who, 'somebody unknown') ELSE 'refused by Sheets' END
        || (SELECT ': ' || string_agg(c.key || ' ' || gsync.tell_cell(x.link, c.key, c.value), ', ' ORDER BY c.key <> x.col, c.key) FROM jsonb_each(x.cells) c));

CREATE FUNCTION gsync.tell_held(h gsync.held, link text) RETURNS text STABLE LANGUAGE sql
RETURN concat_ws(E'\n',
    format('%s  %s: %s of %s rows are gone from the %s  %s%s', h.id, coalesce(link, 'a link that is gone'), h.rows, h.of_rows, h.side, gsync.tell_time(h.at),
        CASE WHEN h.state <> 'held' THEN format('  [%s %s]', h.state, gsync.tell_time(h.ended_at)) END),
    '   ' || h.reason,
    CASE WHEN h.state = 'held' THEN format('   gsync held release %s  deletes them from the %s as well', h.id, CASE h.side WHEN 'sheet' THEN 'table' ELSE 'sheet' END) END,
    CASE WHEN h.state = 'held' THEN format('   gsync held discard %s  brings them back into the %s', h.id, h.side) END);

-- Everything that happened, as the log tells it: who changed what, when, from what to what, through which event or transaction. old and new are of the cell, or objects
-- of cells where "column" is NULL; of a conflict, old is the value that lost.
CREATE FUNCTION gsync.said(of_link int, col text, v jsonb) RETURNS text STABLE LANGUAGE sql
RETURN CASE jsonb_typeof(v)
    WHEN 'object' THEN (SELECT string_agg(concat(c.key, '=', gsync.cell_text(s.kind, c.value)), ', ' ORDER BY s.n, c.key)
        FROM jsonb_each(v) c LEFT JOIN gsync.link_shape s ON s.link = of_link AND s.name = c.key)
    WHEN 'number' THEN gsync.cell_text(gsync.kind_of(of_link, col), v) ELSE coalesce(v #>> '{}', '(empty)') END;

-- From what to what. A number that became text reads the same.
CREATE FUNCTION gsync.said_change(of_link int, col text, old jsonb, new jsonb) RETURNS text STABLE LANGUAGE sql
RETURN (SELECT concat(o, ' → ', n, CASE WHEN o = n AND jsonb_typeof(old) <> jsonb_typeof(new) THEN format(' (as %s)', replace(jsonb_typeof(new), 'string', 'text')) END)
    FROM (SELECT gsync.said(of_link, col, old), gsync.said(of_link, col, new)) u(o, n));

CREATE VIEW gsync.log_entries AS
SELECT e.id, e.at, e.kind, l.name AS link, e.key, e.col AS "column", e.old, e.new, e.side, e.who, e.source, e.detail, e.what
FROM (
    SELECT h.id, h.at, 'change' AS kind, h.link, h.key, h.col, h.old, h.new, h.side, h.who, h.source, NULL AS detail,
        CASE WHEN h.col IS NOT NULL THEN gsync.said_change(h.link, h.col, h.old, h.new) WHEN h.old IS NULL THEN 'new row: ' || gsync.said(h.link, h.col, h.new)
             WHEN h.source LIKE 'left the filter%' THEN 'left the filter: ' || gsync.said(h.link, h.col, h.old) ELSE 'deleted: ' || gsync.said(h.link, h.col, h.old) END AS what
    FROM gsync.history h
    UNION ALL
    SELECT c.id, c.at, 'conflict', c.link, c.key, c.col, CASE c.winner WHEN 'sheet' THEN c.table_value ELSE c.sheet_value END, CASE c.winner WHEN 'sheet' THEN c.sheet_value ELSE c.table_value END,
        CASE c.winner WHEN 'sheet' THEN 'sheet' ELSE 'table' END, CASE c.winner WHEN 'sheet' THEN c.sheet_by ELSE c.table_by END, c.source, c.detail,
        concat(gsync.said(c.link, c.col, CASE c.winner WHEN 'sheet' THEN c.sheet_value ELSE c.table_value END), ' of the ', c.winner, ' won over ',
            gsync.said(c.link, c.col, CASE c.winner WHEN 'sheet' THEN c.table_value ELSE c.sheet_value END), ' of ' || CASE c.winner WHEN 'sheet' THEN c.table_by ELSE c.sheet_by END, ': ' || c.detail)
    FROM gsync.conflict c
    UNION ALL
    SELECT x.id, x.at, 'rejected', x.link, r.key, x.col, NULL, CASE WHEN x.col IS NULL THEN x.cells ELSE x.cells -> x.col END, x.side, x.who, x.source, x.reason,
        concat_ws(': ', gsync.said(x.link, x.col, CASE WHEN x.cells ? x.col AND x.cells - x.col = '{}' THEN x.cells -> x.col ELSE x.cells END), x.reason)
    FROM gsync.rejected x LEFT JOIN gsync.row r ON r.link = x.link AND r.id = x.row_id
    UNION ALL
    SELECT h.id, h.at, 'held', h.link, NULL, NULL, NULL, NULL, h.side, NULL, NULL, h.reason,
        format('number %s: %s of %s rows gone from the %s, %s: %s', h.id, h.rows, h.of_rows, h.side, h.state, h.reason)
    FROM gsync.held h
    UNION ALL
    SELECT a.id, a.at, 'action', a.link, NULL, NULL, NULL, NULL, NULL, a.who, NULL, NULL, concat('gsync ', a.what, CASE WHEN a.link IS NULL THEN ' ' || a.name END) FROM gsync.action a) e
LEFT JOIN gsync.link l ON l.id = e.link;

CREATE VIEW gsync.conflicts AS
SELECT c.id, c.at, l.name AS link, c.row_id, array_to_string(c.key, ',') AS key, c.col AS "column", c.winner, c.sheet_value, c.table_value, c.base_value,
    c.sheet_by, c.sheet_at, c.table_by, c.table_at, c.source, c.detail, c.ended_at, c.ended_by, c.ended_as,
    gsync.tell_conflict(c, l.name) AS told
FROM gsync.conflict c LEFT JOIN gsync.link l ON l.id = c.link;

CREATE VIEW gsync.rejections AS
SELECT x.id, x.at, l.name AS link, r.place AS "row", array_to_string(r.key, ',') AS key, x.col AS "column", x.side, x.cells, x.sqlstate, x.reason, x.who, x.source,
    gsync.tell_rejected(x, l.name, r.place, r.key) AS told
FROM gsync.rejected x LEFT JOIN gsync.link l ON l.id = x.link LEFT JOIN gsync.row r ON r.link = x.link AND r.id = x.row_id;

CREATE VIEW gsync.held_deletes AS
SELECT h.id, h.at, l.name AS link, CASE h.side WHEN 'sheet' THEN 'gone from the sheet' ELSE 'gone from the table' END AS what, h.rows, h.of_rows, h.state, h.reason, h.ended_at,
    gsync.tell_held(h, l.name) AS told
FROM gsync.held h LEFT JOIN gsync.link l ON l.id = h.link;

-- Where sheet and table are not known to be equal, cell by cell is the look's business; this is the table's side: rows that wait, with the reason.
CREATE VIEW gsync.unsettled AS
SELECT l.name AS link, y.key, 'waits to be published' AS why FROM gsync.dirty y JOIN gsync.link l ON l.id = y.link
UNION ALL SELECT l.name, r.key, 'sent, not read back' FROM gsync.row r JOIN gsync.link l ON l.id = r.link WHERE r.pending_op IS NOT NULL
UNION ALL SELECT l.name, r.key, 'rejected' FROM gsync.row r JOIN gsync.link l ON l.id = r.link WHERE r.rej <> '{}'
UNION ALL SELECT l.name, r.key, 'refused by Sheets' FROM gsync.row r JOIN gsync.link l ON l.id = r.link WHERE r.aside <> '{}'
UNION ALL SELECT l.name, r.key, 'delete is held' FROM gsync.row r JOIN gsync.link l ON l.id = r.link WHERE r.held IS NOT NULL;

CREATE FUNCTION gsync.age_ms(at timestamptz) RETURNS bigint VOLATILE LANGUAGE sql
RETURN CASE WHEN at IS NOT NULL THEN greatest(0, round(extract(epoch FROM clock_timestamp() - at) * 1000))::bigint END;

-- What the worker tells of each link in its state file and metrics. Ages are milliseconds by the database's clock, NULL: never. `counting`: the rows are counted, too,
-- which takes a while for large tables.
CREATE FUNCTION gsync.overview(counting boolean)
RETURNS TABLE (id int, name text, "table" text, tab text, spreadsheet text, sheet bigint, direction text, state text, problem text, rows bigint, waiting bigint,
    waiting_age bigint, conflicts bigint, rejected bigint, held bigint, scanned_age bigint, looked_age bigint, written_age bigint) VOLATILE LANGUAGE sql AS $$
    SELECT l.id, l.name, l.relation::text, coalesce(l.title, l.sheet::text), l.spreadsheet, l.sheet, l.direction, l.state, coalesce(l.problem, l.column_problem),
        CASE WHEN overview.counting THEN (SELECT count(*) FROM gsync.row r WHERE r.link = l.id AND r.base IS NOT NULL AND r.key IS NOT NULL) END,
        (SELECT count(*) FROM gsync.dirty y WHERE y.link = l.id),
        gsync.age_ms((SELECT y.changed_at FROM gsync.dirty y WHERE y.link = l.id ORDER BY y.changed_at LIMIT 1)),
        (SELECT count(*) FROM gsync.conflict c WHERE c.link = l.id AND c.ended_at IS NULL),
        (SELECT count(*) FROM gsync.rejected x WHERE x.link = l.id),
        (SELECT count(*) FROM gsync.held h WHERE h.link = l.id AND h.state = 'held'),
        gsync.age_ms(l.scanned_at), gsync.age_ms(l.looked_at), gsync.age_ms(l.sent_at)
    FROM gsync.link l
$$;

-- What was logged for each link between two numbers: see gsync.log_settled(). Rows are counted once for each event that changed them.
CREATE FUNCTION gsync.log_counts(after bigint, settled bigint)
RETURNS TABLE (link int, cells bigint, rows bigint, conflicts bigint, rejected bigint, held bigint, age bigint) STABLE LANGUAGE sql AS $$
    SELECT e.link, sum(e.cells)::bigint, sum(e.rows)::bigint, sum(e.conflicts)::bigint, sum(e.rejected)::bigint, sum(e.held)::bigint, gsync.age_ms(max(e.at))
    FROM (
        SELECT h.link, count(*) FILTER (WHERE h.side = 'sheet'), count(DISTINCT (h.row_id, h.source)) FILTER (WHERE h.side = 'sheet'), 0, 0, 0, max(h.at)
        FROM gsync.history h WHERE h.id > log_counts.after AND h.id <= settled GROUP BY h.link
        UNION ALL SELECT c.link, 0, 0, count(*), 0, 0, NULL FROM gsync.conflict c WHERE c.id > log_counts.after AND c.id <= settled GROUP BY c.link
        UNION ALL SELECT x.link, 0, 0, 0, count(*), 0, NULL FROM gsync.rejected x WHERE x.id > log_counts.after AND x.id <= settled GROUP BY x.link
        UNION ALL SELECT d.link, 0, 0, 0, 0, count(*), NULL FROM gsync.held d WHERE d.id > log_counts.after AND d.id <= settled GROUP BY d.link
    ) e (link, cells, rows, conflicts, rejected, held, at) WHERE e.link IS NOT NULL GROUP BY e.link
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA gsync FROM PUBLIC;
