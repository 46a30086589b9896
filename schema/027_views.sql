-- What people look at.
-- Relies on 001_tables.sql and 005_log.sql.

CREATE VIEW gsync.status AS
SELECT l.id, l.name, l.spreadsheet, l.sheet, l.title, l.relation::text AS "table", l.policy, l.credential, l.state, l.problem,
    (SELECT count(*) FROM gsync.row r WHERE r.link = l.id AND r.base IS NOT NULL AND r.key IS NOT NULL) AS rows,
    (SELECT count(*) FROM gsync.dirty y WHERE y.link = l.id) AS waiting,
    (SELECT min(y.changed_at) FROM gsync.dirty y WHERE y.link = l.id) AS waiting_since,
    l.pub AS published, l.unread_state, l.sent_at, l.scanned_at, l.scan_wanted,
    (SELECT count(*) FROM gsync.conflict c WHERE c.link = l.id) AS conflicts,
    (SELECT count(*) FROM gsync.rejected x WHERE x.link = l.id) AS rejected,
    (SELECT count(*) FROM gsync.held h WHERE h.link = l.id AND h.state = 'held') AS held,
    (SELECT string_agg(c.name, ', ' ORDER BY c.name) FROM gsync.link_column c WHERE c.link = l.id AND c.place IS NULL) AS not_in_sheet
FROM gsync.link l;

CREATE VIEW gsync.conflicts AS
SELECT c.id, c.at, l.name AS link, c.row_id, array_to_string(c.key, ',') AS key, c.col AS "column", c.winner, c.sheet_value, c.table_value, c.base_value,
    c.sheet_by, c.sheet_at, c.table_by, c.table_at, c.source, c.detail
FROM gsync.conflict c LEFT JOIN gsync.link l ON l.id = c.link;

CREATE VIEW gsync.rejections AS
SELECT x.id, x.at, l.name AS link, r.place AS "row", array_to_string(r.key, ',') AS key, x.col AS "column", x.side, x.cells, x.sqlstate, x.reason, x.who, x.source
FROM gsync.rejected x LEFT JOIN gsync.link l ON l.id = x.link LEFT JOIN gsync.row r ON r.link = x.link AND r.id = x.row_id;

CREATE VIEW gsync.held_deletes AS
SELECT h.id, h.at, l.name AS link, CASE h.side WHEN 'sheet' THEN 'gone from the sheet' ELSE 'gone from the table' END AS what, h.rows, h.of_rows, h.state, h.reason, h.ended_at
FROM gsync.held h LEFT JOIN gsync.link l ON l.id = h.link;

-- Where sheet and table are not known to be equal, cell by cell is the look's business; this is the table's side: rows that wait, with the reason.
CREATE VIEW gsync.unsettled AS
SELECT l.name AS link, y.key, 'waits to be published' AS why FROM gsync.dirty y JOIN gsync.link l ON l.id = y.link
UNION ALL SELECT l.name, r.key, 'sent, not read back' FROM gsync.row r JOIN gsync.link l ON l.id = r.link WHERE r.pending_op IS NOT NULL
UNION ALL SELECT l.name, r.key, 'rejected' FROM gsync.row r JOIN gsync.link l ON l.id = r.link WHERE r.rej <> '{}'
UNION ALL SELECT l.name, r.key, 'refused by Sheets' FROM gsync.row r JOIN gsync.link l ON l.id = r.link WHERE r.aside <> '{}'
UNION ALL SELECT l.name, r.key, 'delete is held' FROM gsync.row r JOIN gsync.link l ON l.id = r.link WHERE r.held IS NOT NULL;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA gsync FROM PUBLIC;
