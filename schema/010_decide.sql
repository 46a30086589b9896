-- Cell by cell: the rules of the merge.
-- Relies on 009_compare.sql, inside a merge that has locked gsync.link and the table's rows.
--
--   s  the cell that the event shows      t  what was typed into it, else s
--   b  what the sheet was known to hold   d  the table's value
--
-- A "quarrel" is decided by the link's policy and recorded. "typed" rules leave base alone: the next look settles it.

-- What an update wrote counts in every row, for rows move; what an append wrote, in its own.
CREATE FUNCTION gsync.is_unsure(of_link int, of_id text, of_col text, v jsonb) RETURNS boolean STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (SELECT FROM gsync.unsure u WHERE u.link = of_link AND u.col = of_col AND md5(u.value::text) = md5(coalesce(v, 'null')::text)
            AND u.value = coalesce(v, 'null') AND u.until > now())
        OR EXISTS (SELECT FROM gsync.unsure u WHERE u.link = of_link AND u.id = of_id AND u.col = '' AND jsonb_typeof(u.value) = 'object'
            AND coalesce(u.value -> of_col, 'null') = coalesce(v, 'null') AND u.until > now());
END $$;

-- A cell that shows what a publish wrote that has not been read back: written to a row that people moved, or copied from the right one.
CREATE FUNCTION gsync.unread_cells(of_link int) RETURNS TABLE (c text, v jsonb) STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT o.c, o.v FROM gsync.link l CROSS JOIN LATERAL gsync.landed_cells(l) o WHERE l.id = of_link
    UNION ALL SELECT p.key, p.value -> 0 FROM gsync.row r CROSS JOIN LATERAL jsonb_each(r.pending) p WHERE r.link = of_link AND r.pending_op = 'append'
    UNION ALL SELECT k.name, p.value -> 0 FROM gsync.link l JOIN gsync.row r ON r.link = l.id AND r.pending_op = 'update' CROSS JOIN LATERAL jsonb_each(r.pending) p
        JOIN gsync.link_column k ON k.link = l.id AND k.place IS NOT NULL AND k.name <> p.key WHERE l.id = of_link AND l.unread_state = 'unanswered';      -- nobody has told where the columns were
END;

-- A script knows the place where somebody typed, and rows move before it runs: what it tells was typed here if the cell shows it, or, where a publish wrote over it, if the
-- person wrote over what that publish wrote over (or over what another event told). If not, the event says what this row holds, and the look finds the right one.
CREATE FUNCTION gsync.doubt_typed(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_event e SET typed_col = NULL, typed = NULL, edited = NULL
    WHERE e.wave = w AND e.act IS NULL AND e.known AND e.in_table AND NOT e.scan AND e.old IS NOT NULL AND NOT gsync.same(e.typed, e.s -> e.typed_col)
      AND (gsync.same(e.old, e.s -> e.typed_col) OR NOT (     -- (shown is what was typed over: it was undone)
        gsync.same(e.old, e.base -> e.typed_col) AND e.s -> e.typed_col IS DISTINCT FROM e.base -> e.typed_col
        OR e.replaced ? e.typed_col AND gsync.same(e.old, e.replaced -> e.typed_col -> 0)
        OR e.blot ? e.typed_col AND gsync.same(e.old, e.blot -> e.typed_col)
        OR e.old <> 'null' AND NOT gsync.is_unsure(l.id, e.id, e.typed_col, e.old) AND (e.typed_col, e.old) NOT IN (SELECT o.c, o.v FROM gsync.unread_cells(l.id) o)
            AND (gsync.same(e.old, e.d -> e.typed_col)
                OR EXISTS (SELECT FROM gsync.conflict k WHERE k.link = l.id AND k.row_id = e.id AND k.col = e.typed_col AND gsync.same(k.sheet_value, e.old)))));
    IF FOUND THEN UPDATE gsync.link k SET scan_wanted = least(k.scan_wanted, now()) WHERE k.id = l.id; END IF;
END $$;

CREATE FUNCTION gsync.decide(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    doubtful boolean := EXISTS (SELECT FROM gsync.unsure u WHERE u.link = l.id AND u.until > now());
BEGIN
    INSERT INTO pg_temp.gsync_cell (n, c, s, t, b, d, rule)
    SELECT x.n, x.c, x.s, x.t, x.b, x.d,
        CASE
        -- sent, and not read back yet
        WHEN x.p IS NOT NULL THEN
            CASE WHEN NOT x.edited OR gsync.same(x.t, x.p -> 0) OR gsync.same(x.t, x.d) OR x.unread AND NOT x.typed OR (x.pub < l.unread OR NOT x.typed) AND gsync.same(x.t, x.b) THEN 'none'
                 WHEN x.pub >= l.unread AND x.d IS NOT DISTINCT FROM nullif(x.p -> 0, 'null') AND gsync.same(x.s, x.t) AND (x.old IS NULL OR gsync.same(x.old, x.p -> 0))
                     THEN 'take seen'    -- the sheet held it after the publish: what it shows later is a later edit
                 WHEN gsync.same(x.old, x.p -> 0) AND gsync.same(x.old, x.d) AND x.old IS NOT NULL THEN 'take typed'    -- (typed over just that)
                 ELSE 'quarrel typed' END
        -- may have been read before the publish landed that last wrote this cell
        WHEN NOT x.scan AND x.pub < x.cell_pub THEN
            -- (what that publish wrote over was known then, and is no news)
            CASE WHEN x.edited AND NOT gsync.same(x.t, x.d) AND NOT gsync.same(x.t, x.b)
                    AND NOT coalesce((x.replaced ->> 1)::bigint = x.cell_pub AND gsync.same(x.t, x.replaced -> 0), false) AND NOT (doubtful AND gsync.is_unsure(l.id, x.id, x.c, x.t)) THEN 'quarrel typed' ELSE 'none' END
        WHEN x.s IS NOT DISTINCT FROM x.b THEN
            -- what was typed is gone: a publish wrote over it
            CASE WHEN x.edited AND x.typed AND (x.wrote > 0 OR x.unread) AND NOT gsync.same(x.t, x.s) AND NOT gsync.same(x.t, x.d) THEN 'quarrel typed'
                 WHEN x.scan AND x.formula AND x.s IS DISTINCT FROM x.d THEN 'formula'
                 ELSE 'none' END
        -- a publish on its way has hit this row, or what it wrote was pasted here: the look tells which
        WHEN x.unread AND NOT x.typed THEN 'none'
        WHEN x.unread AND NOT gsync.same(x.t, x.s) THEN
            CASE WHEN gsync.same(x.t, x.d) THEN 'ours' WHEN x.d IS NOT DISTINCT FROM x.b THEN 'ours, take typed' ELSE 'ours, quarrel typed' END
        -- our own write that got no answer and landed late
        WHEN doubtful AND NOT x.clean AND NOT (x.edited AND x.typed AND gsync.same(x.t, x.s)) AND gsync.is_unsure(l.id, x.id, x.c, x.s) THEN
            CASE WHEN x.edited AND x.typed AND NOT gsync.same(x.t, x.s) AND NOT gsync.same(x.t, x.d) THEN 'ours, quarrel typed'
                 WHEN x.scan AND x.pub >= l.pub AND NOT gsync.same(x.s, x.d) THEN 'ours, perhaps' ELSE 'ours' END     -- (the header would show the late one's number, but for a later publish)
        WHEN x.d IS NOT DISTINCT FROM x.b THEN 'take'
        WHEN gsync.same(x.s, x.d) THEN 'agree'
        ELSE 'quarrel' END
    FROM (SELECT e.n, e.id, e.scan, e.clean, e.pub, c.c, e.s -> c.c AS s, CASE WHEN e.typed_col = c.c THEN e.typed ELSE e.s -> c.c END AS t, e.base -> c.c AS b, e.d -> c.c AS d,
                 coalesce(e.pending -> c.c, CASE WHEN e.unborn AND e.pending IS NOT NULL THEN '[null]'::jsonb END) AS p, (e.written -> c.c)::bigint AS wrote, e.replaced -> c.c AS replaced, CASE WHEN e.typed_col = c.c THEN e.old END AS old, abs(coalesce((e.written -> c.c)::bigint, e.born, 0)) AS cell_pub,
                 NOT e.scan AND l.unread IS NOT NULL AND (c.c, coalesce(e.s -> c.c, 'null')) IN (SELECT o.c, o.v FROM gsync.unread_cells(l.id) o) AS unread,
                 coalesce(c.c = ANY (e.edited), false) AS edited, coalesce(e.typed_col = c.c, false) AS typed, c.c = ANY (e.formulas) AS formula
          FROM pg_temp.gsync_event e CROSS JOIN LATERAL unnest(e.cols) c(c)
          WHERE e.wave = w AND e.act IS NULL AND e.in_table AND (e.calm AND NOT e.unborn OR c.c = ANY (e.edited))
            AND (e.s -> c.c IS DISTINCT FROM e.base -> c.c OR c.c = ANY (e.edited) OR e.rej ? c.c OR c.c = ANY (e.formulas))
          OFFSET 0) x;
    PERFORM gsync.weigh('gsync_cell', 'n, c');

    -- what is rejected already stays so, unless something else in the row has changed
    DELETE FROM pg_temp.gsync_cell x USING pg_temp.gsync_event e
    WHERE e.n = x.n AND e.wave = w AND NOT e.retry AND e.rej <> '{}' AND e.rej ? x.c AND e.rej -> x.c = coalesce(x.s, 'null')
      AND NOT EXISTS (SELECT FROM pg_temp.gsync_cell o WHERE o.n = x.n AND o.rule <> 'none' AND (NOT e.rej ? o.c OR e.rej -> o.c <> coalesce(o.s, 'null'))
                      AND NOT EXISTS (SELECT FROM gsync.rejected j JOIN gsync.shapes(l.id) k ON k.name = j.col      -- only an event knows that it shows a date
                                      WHERE j.link = l.id AND j.row_id = e.id AND j.col = x.c AND j.sqlstate = '22007' AND gsync.is_number(k.kind)));
END $$;

-- Who wins, what is to be written, and where base follows the sheet.
CREATE FUNCTION gsync.judge(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pg_temp.gsync_event e SET changed_at = y.changed_at, changed_by = y.by
    FROM gsync.dirty y WHERE y.link = l.id AND y.key = e.key AND e.wave = w AND e.act IS NULL AND e.in_table
      AND EXISTS (SELECT FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.rule LIKE '%quarrel%');

    UPDATE pg_temp.gsync_cell x
    SET v = j.v, rebase = x.rule IN ('take', 'take seen', 'agree', 'quarrel') OR x.rule LIKE 'ours%',
        write = (x.rule LIKE '%take%' OR j.winner = 'sheet') AND NOT j.fixed, winner = CASE WHEN j.fixed AND j.winner = 'sheet' THEN 'database' ELSE j.winner END
    FROM (SELECT y.n, y.c, z.v, k.read_only OR k.in_key AND z.v IS NULL AS fixed,          -- an emptied key cell gets the key back
              CASE WHEN y.rule LIKE '%quarrel%' THEN CASE WHEN gsync.sheet_wins(gsync.deciding(l.policy, k.direction), e.at, e.changed_at) THEN 'sheet' ELSE 'database' END
                   WHEN y.rule = 'ours, perhaps' THEN 'database'
                   WHEN y.rule = 'formula' OR k.read_only AND y.rule LIKE '%take%' THEN 'sheet' END AS winner
          FROM pg_temp.gsync_cell y JOIN pg_temp.gsync_event e ON e.n = y.n AND e.wave = w JOIN gsync.shapes(l.id) k ON k.name = y.c
          CROSS JOIN LATERAL (SELECT CASE WHEN y.rule LIKE '%typed' THEN y.t ELSE y.s END AS shown) a
          CROSS JOIN LATERAL (SELECT CASE WHEN k.kind = 'text' AND NOT k.in_key AND y.c = ANY (e.dates) AND y.c <> ALL (e.formulas) THEN gsync.date_text(a.shown) ELSE a.shown END AS v) z
          WHERE y.rule <> 'none') j
    WHERE j.n = x.n AND j.c = x.c;
END $$;

-- Cells that their column refuses; the rest of the row goes on. Only cells that are not obviously right are tried one by one.
CREATE FUNCTION gsync.validate(l gsync.link, w int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    fine text;
BEGIN
    SELECT format('CASE x.c %s END', string_agg(format('WHEN %L THEN %s', s.name, replace(s.fine, '{x}', 'x.v')), ' ')) INTO fine FROM gsync.shapes(l.id) s;
    UPDATE pg_temp.gsync_cell x SET code = r.code, reason = r.reason, write = false, rebase = false, winner = NULL
    FROM pg_temp.gsync_cell y JOIN pg_temp.gsync_event e ON e.n = y.n AND e.wave = w AND (e.formulas <> '{}' OR e.dates <> '{}') JOIN gsync.shapes(l.id) k ON k.name = y.c
    CROSS JOIN LATERAL gsync.misread(k, y.v, y.c = ANY (e.formulas), y.c = ANY (e.dates)) r
    WHERE x.n = y.n AND x.c = y.c AND y.write AND r.code IS NOT NULL;
    EXECUTE format($q$
        UPDATE pg_temp.gsync_cell x SET code = r.code, reason = r.reason, write = false, rebase = false, winner = NULL
        FROM pg_temp.gsync_cell y, gsync.shapes($1) k, gsync.cell_error(k, y.v) r
        WHERE x.n = y.n AND x.c = y.c AND y.write AND y.v IS NOT NULL AND k.name = y.c AND NOT (%s) AND r.code IS NOT NULL
    $q$, replace(fine, 'x.', 'y.')) USING l.id;
    UPDATE pg_temp.gsync_cell x SET code = '23502', reason = 'This cell must not be empty. Type a value.', write = false, rebase = false, winner = NULL
    FROM gsync.shapes(l.id) k WHERE k.name = x.c AND x.write AND x.v IS NULL AND k.not_null AND k.default_sql IS NULL;

    UPDATE pg_temp.gsync_event e SET put = x.put
    FROM (SELECT n, jsonb_object_agg(c, coalesce(v, 'null')) AS put FROM pg_temp.gsync_cell WHERE write GROUP BY n) x
    WHERE x.n = e.n AND e.wave = w;
END $$;
