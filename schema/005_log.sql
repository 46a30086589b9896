-- One order over all that is logged: history, conflicts, rejections, held deletes share gsync.log_id.
-- Relies on tables/.
--
-- Numbers are taken before commit, so a reader could pass over a lower one that is not committed yet. Therefore a transaction that
-- will log first takes a shared advisory lock whose key holds the sequence's value of that moment: all its numbers are higher. A reader stops at
-- the lowest such lock that it finds. (The sequence is read before the locks, and the entries after them; that makes it right.)

CREATE FUNCTION gsync.log_begin() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared((26483::bigint << 48) | (SELECT last_value FROM gsync.log_id));   -- 26483: "gs"
END $$;

-- Every number up to this one is committed or will never come.
CREATE FUNCTION gsync.log_settled() RETURNS bigint VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    settled bigint := (SELECT last_value FROM gsync.log_id);
BEGIN
    RETURN least(settled, (SELECT min((classid::bigint & 65535) << 32 | objid::bigint) FROM pg_locks
        WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND objsubid = 1 AND classid::bigint >> 16 = 26483));
END $$;

-- name=value, quoted where a reader would stumble; nothing for NULL
CREATE FUNCTION gsync.logfmt(VARIADIC pairs text[]) RETURNS text IMMUTABLE LANGUAGE sql
RETURN (SELECT string_agg(pairs[i] || '=' || CASE WHEN pairs[i + 1] ~ '^[^\s"=\\[:cntrl:]]+$' THEN pairs[i + 1] ELSE to_json(pairs[i + 1])::text END, ' ' ORDER BY i)
    FROM generate_series(1, cardinality(pairs), 2) i WHERE pairs[i + 1] IS NOT NULL);

CREATE VIEW gsync.log AS
SELECT h.id, h.at, 'change' AS kind, h.link,
    gsync.logfmt('link', l.name, 'row', h.row_id, 'column', h.col, 'from', h.side, 'who', h.who, 'source', h.source) AS line,
    gsync.logfmt('key', array_to_string(h.key, ','), 'old', h.old::text, 'new', h.new::text) AS content
FROM gsync.history h LEFT JOIN gsync.link l ON l.id = h.link
UNION ALL
SELECT c.id, c.at, 'conflict', c.link,
    gsync.logfmt('link', l.name, 'row', c.row_id, 'column', c.col, 'winner', c.winner, 'sheet_by', c.sheet_by, 'table_by', c.table_by, 'source', c.source, 'detail', c.detail),
    gsync.logfmt('key', array_to_string(c.key, ','), 'sheet', c.sheet_value::text, 'table', c.table_value::text, 'base', c.base_value::text)
FROM gsync.conflict c LEFT JOIN gsync.link l ON l.id = c.link
UNION ALL
SELECT r.id, r.at, 'rejected', r.link,
    gsync.logfmt('link', l.name, 'row', r.row_id, 'column', r.col, 'from', r.side, 'sqlstate', r.sqlstate, 'who', r.who, 'source', r.source),
    gsync.logfmt('cells', r.cells::text, 'reason', r.reason)
FROM gsync.rejected r LEFT JOIN gsync.link l ON l.id = r.link
UNION ALL
SELECT h.id, h.at, 'held', h.link, gsync.logfmt('link', l.name, 'held', h.id::text, 'gone_from', h.side, 'rows', h.rows::text, 'of', h.of_rows::text, 'reason', h.reason), NULL
FROM gsync.held h LEFT JOIN gsync.link l ON l.id = h.link
UNION ALL
SELECT a.id, a.at, 'action', a.link, gsync.logfmt('link', a.name, 'action', a.what, 'who', a.who), NULL FROM gsync.action a;

-- Notes that the command did something with a link, and gives what it returned; NULL: it did nothing.
CREATE FUNCTION gsync.acted(of_name text, what text, returned anyelement) RETURNS anyelement LANGUAGE plpgsql AS $$
BEGIN
    IF returned IS NOT NULL THEN
        PERFORM gsync.log_begin();
        INSERT INTO gsync.action (link, name, what) VALUES ((SELECT l.id FROM gsync.link l WHERE l.name = of_name), of_name, acted.what);
    END IF;
    RETURN returned;
END $$;

-- The next committed entries after one, in order; lines in logfmt, with cells only when asked for.
CREATE FUNCTION gsync.log_after(after bigint, max_entries int, content boolean DEFAULT false)
RETURNS TABLE (id bigint, at timestamptz, kind text, line text) VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    settled bigint := gsync.log_settled();
BEGIN
    RETURN QUERY SELECT e.id, e.at, e.kind, concat_ws(' ', e.line, CASE WHEN log_after.content THEN e.content END)
        FROM gsync.log e WHERE e.id > after AND e.id <= settled ORDER BY e.id LIMIT max_entries;
END $$;

-- Forgets what is older than an age, the oldest first, at most that many of each kind; what still waits for a person stays. Returns how many
-- of the kind that had most.
CREATE FUNCTION gsync.purge_history(older_than interval, most int DEFAULT 1000000) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    before timestamptz := now() - older_than;
    gone bigint := 0;
    n bigint;
    old text;
BEGIN
    FOREACH old IN ARRAY ARRAY[
        'gsync.history x USING (SELECT id FROM gsync.history ORDER BY id LIMIT $2) o WHERE o.id = x.id AND x.at < $1',
        'gsync.conflict x USING (SELECT id FROM gsync.conflict ORDER BY id LIMIT $2) o WHERE o.id = x.id AND x.at < $1',
        'gsync.bin x USING (SELECT id FROM gsync.bin ORDER BY id LIMIT $2) o WHERE o.id = x.id AND x.at < $1',
        'gsync.action x WHERE x.at < $1',
        'gsync.held x WHERE x.state <> ''held'' AND x.ended_at < $1',
        'gsync.rejected x WHERE x.row_id IS NULL AND x.at < $1'] LOOP
        EXECUTE 'DELETE FROM ' || old USING before, most;
        GET DIAGNOSTICS n = ROW_COUNT;
        gone := greatest(gone, n);
    END LOOP;
    RETURN gone;
END $$;
