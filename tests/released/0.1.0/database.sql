--
-- PostgreSQL database dump
--

\restrict BRvD2u60OmxfeEmzX3mX4TS2OOM6Hp3bFZeCGNJoPNEi00Mougwac3O16wFszMt

-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: gsync; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA gsync;


ALTER SCHEMA gsync OWNER TO postgres;

--
-- Name: SCHEMA gsync; Type: COMMENT; Schema: -; Owner: postgres
--

COMMENT ON SCHEMA gsync IS 'keeps tabs of Google Sheets and tables of this database equal, both ways';


--
-- Name: shape; Type: TYPE; Schema: gsync; Owner: postgres
--

CREATE TYPE gsync.shape AS (
	name text,
	place integer,
	in_key boolean,
	kind text,
	type text,
	full_type text,
	not_null boolean,
	read_only boolean,
	default_sql text,
	encode text,
	decode text,
	fine text,
	key_text text,
	example text,
	direction text
);


ALTER TYPE gsync.shape OWNER TO postgres;

--
-- Name: acted(text, text, anyelement); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.acted(of_name text, what text, returned anyelement) RETURNS anyelement
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF returned IS NOT NULL THEN
        PERFORM gsync.log_begin();
        INSERT INTO gsync.action (link, name, what) VALUES ((SELECT l.id FROM gsync.link l WHERE l.name = of_name), of_name, acted.what);
    END IF;
    RETURN returned;
END $$;


ALTER FUNCTION gsync.acted(of_name text, what text, returned anyelement) OWNER TO postgres;

--
-- Name: add_link(text, bigint, regclass, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.add_link(spreadsheet text, sheet bigint, relation regclass, options jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE
    of_spreadsheet alias FOR spreadsheet; of_sheet alias FOR sheet; of_relation alias FOR relation;
    made int;
    wrong text;
    key text[] := gsync.key_columns_of(of_relation);
    picked text[] := ARRAY(SELECT jsonb_array_elements_text(options -> 'only'));
BEGIN
    PERFORM gsync.check_linkable(of_relation);
    SELECT h INTO wrong FROM (SELECT value FROM jsonb_each_text(options -> 'columns') UNION ALL SELECT unnest(picked)) h(h)
        WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = of_relation AND a.attname = h.h AND a.attnum > 0 AND NOT a.attisdropped);
    IF wrong IS NOT NULL THEN
        RAISE '% has no column "%"', of_relation, wrong USING ERRCODE = 'undefined_column', HINT = gsync.columns_hint(of_relation);
    END IF;

    SELECT a.attname INTO wrong FROM pg_attribute a
    WHERE a.attrelid = of_relation AND a.attnum > 0 AND NOT a.attisdropped AND gsync.is_id_header(a.attname) AND (NOT options ? 'only' OR a.attname = ANY (picked || key)) LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE '% has a column "%", and this is what gsync calls its own column in a sheet', of_relation, wrong USING ERRCODE = 'reserved_name',
            HINT = format('Rename it (ALTER TABLE %s RENAME %I TO …), or leave it out: --columns, with the others.', of_relation, wrong);
    END IF;

    PERFORM gsync.check_directions(of_relation, key, options -> 'column_directions');
    INSERT INTO gsync.link (name, spreadsheet, sheet, relation, key_columns, policy, credential, time_zone, max_delete_rows, max_delete_share, chosen, has_formats,
            direction, filter, filter_said, add_columns)
    VALUES (coalesce(options ->> 'name', array_to_string(parse_ident(of_relation::text), '.')), of_spreadsheet, of_sheet, of_relation, key, coalesce(options ->> 'policy', 'sheet'),
            coalesce(options ->> 'credential', ''), coalesce(options ->> 'time_zone', 'UTC'),
            coalesce(gsync.read_rows(options ->> 'max_delete_rows'), 100), coalesce(gsync.read_share(options ->> 'max_delete_share'), 0.1),
            options ? 'only', coalesce((options ->> 'has_formats')::boolean, false), coalesce(options ->> 'direction', 'both'),
            CASE WHEN options ->> 'where' IS NOT NULL THEN gsync.read_filter(of_relation, options ->> 'where') END, options ->> 'where', coalesce((options ->> 'add_columns')::boolean, false))
    RETURNING id INTO made;
    INSERT INTO gsync.link_column (link, name, attnum, in_key, header, direction)
    SELECT made, a.attname, a.attnum, a.attname = ANY (key), (SELECT h.key FROM jsonb_each_text(options -> 'columns') h WHERE h.value = a.attname LIMIT 1),
        options -> 'column_directions' ->> a.attname
    FROM pg_attribute a WHERE a.attrelid = of_relation AND a.attnum > 0 AND NOT a.attisdropped AND (NOT options ? 'only' OR a.attname = ANY (picked || key)) ORDER BY a.attnum;
    PERFORM gsync.refresh_shapes(made);
    RETURN made;
END $$;


ALTER FUNCTION gsync.add_link(spreadsheet text, sheet bigint, relation regclass, options jsonb) OWNER TO postgres;

--
-- Name: add_table_column(integer, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.add_table_column(of_link integer, name text, type text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2s'
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    IF NOT l.add_columns OR NOT gsync.is_linked_by_owner(of_link, l.relation) OR type NOT IN ('text', 'boolean', 'integer', 'bigint', 'numeric') THEN
        RETURN format('a column %s cannot be added to %s by this link', name, l.relation);
    END IF;
    EXECUTE format('ALTER TABLE %s ADD COLUMN %I %s', l.relation, name, type);
    RETURN NULL;
EXCEPTION
    WHEN insufficient_privilege THEN
        RETURN format('the column %I cannot be added to %s, since %s does not own it: ALTER TABLE %s ADD COLUMN %I %s, or ALTER TABLE %s OWNER TO %I', name, l.relation, current_user, l.relation, name, type, l.relation, current_user);
    WHEN lock_not_available THEN
        RETURN format('the column %I will be added to %s once no other transaction uses that table', name, l.relation);
END $$;


ALTER FUNCTION gsync.add_table_column(of_link integer, name text, type text) OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: link; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.link (
    id integer NOT NULL,
    name text NOT NULL,
    spreadsheet text NOT NULL,
    sheet bigint NOT NULL,
    relation regclass NOT NULL,
    key_columns text[] NOT NULL,
    credential text DEFAULT ''::text NOT NULL,
    policy text DEFAULT 'sheet'::text NOT NULL,
    direction text DEFAULT 'both'::text NOT NULL,
    filter text,
    filter_said text,
    state text DEFAULT 'new'::text NOT NULL,
    problem text,
    problem_at timestamp with time zone,
    time_zone text DEFAULT 'UTC'::text NOT NULL,
    locale text,
    title text,
    search_path text DEFAULT current_setting('search_path'::text) NOT NULL,
    pub bigint DEFAULT 0 NOT NULL,
    unread bigint,
    given_up bigint,
    late bigint,
    clean_pub bigint,
    unread_state text,
    sent_at timestamp with time zone,
    whole boolean DEFAULT false NOT NULL,
    ids_seen text,
    id_place integer,
    strays_after timestamp with time zone,
    weighed integer DEFAULT 0 NOT NULL,
    claimed_to integer DEFAULT 1 NOT NULL,
    planned bigint,
    complete bigint DEFAULT 0 NOT NULL,
    created bigint,
    shaped_as text,
    altered boolean DEFAULT false NOT NULL,
    max_delete_rows integer DEFAULT 100 NOT NULL,
    max_delete_share real DEFAULT 0.1 NOT NULL,
    scan_wanted timestamp with time zone,
    scanned_at timestamp with time zone,
    looked_at timestamp with time zone,
    prepared_at timestamp with time zone,
    chosen boolean DEFAULT false NOT NULL,
    has_formats boolean DEFAULT false NOT NULL,
    add_columns boolean DEFAULT false NOT NULL,
    column_problem text,
    header jsonb,
    sent_places jsonb,
    landed_places jsonb,
    pin text DEFAULT "left"(translate(encode(uuid_send(gen_random_uuid()), 'base64'::text), '+/'::text, '-_'::text), 12) NOT NULL,
    pinned boolean DEFAULT false NOT NULL,
    pins_refused_at timestamp with time zone,
    mend timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT link_check CHECK (((unread IS NULL) = (unread_state IS NULL))),
    CONSTRAINT link_direction_check CHECK ((direction = ANY (ARRAY['both'::text, 'to-database'::text, 'to-sheet'::text]))),
    CONSTRAINT link_max_delete_rows_check CHECK ((max_delete_rows >= 0)),
    CONSTRAINT link_max_delete_share_check CHECK (((max_delete_share >= (0)::double precision) AND (max_delete_share <= (1)::double precision))),
    CONSTRAINT link_policy_check CHECK ((policy = ANY (ARRAY['sheet'::text, 'database'::text, 'latest'::text]))),
    CONSTRAINT link_state_check CHECK ((state = ANY (ARRAY['new'::text, 'ready'::text, 'paused'::text, 'broken'::text]))),
    CONSTRAINT link_unread_state_check CHECK ((unread_state = ANY (ARRAY['sent'::text, 'landed'::text, 'unanswered'::text])))
);


ALTER TABLE gsync.link OWNER TO postgres;

--
-- Name: add_to_table(gsync.link, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.add_to_table(l gsync.link, of_header jsonb, pins jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    matched jsonb := gsync.match_columns(l.id, of_header, pins);
    new record;
    wanted_name text; problem text; problems text;
BEGIN
    IF NOT l.add_columns THEN RETURN; END IF;
    FOR new IN SELECT h.n, h.h, (SELECT jsonb_agg(v.cells -> (h.n - 1)) FROM pg_temp.gsync_seen v WHERE v.place >= 2 AND nullif(v.cells ->> (h.n - 1), '') IS NOT NULL) AS cells
            FROM gsync.header_cells(of_header) h
            WHERE h.h <> '' AND jsonb_typeof(of_header -> (h.n - 1)) = 'string' AND NOT gsync.is_id_header(h.h) AND h.h !~ '^#(ERROR!|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)$'
              AND NOT EXISTS (SELECT FROM jsonb_each(matched) m WHERE m.value = to_jsonb(h.n)) AND (SELECT count(*) = 1 FROM gsync.header_cells(of_header) o WHERE o.h = h.h) ORDER BY h.n LOOP
        CONTINUE WHEN new.cells IS NULL;
        wanted_name := gsync.free_name(new.h, new.n, ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = l.relation AND NOT attisdropped));
        problem := gsync.add_table_column(l.id, wanted_name, gsync.propose_type(new.cells));
        problems := concat_ws('; ', problems, problem);
        CONTINUE WHEN problem IS NOT NULL;
        INSERT INTO gsync.link_column (link, name, attnum, header)
        SELECT l.id, a.attname, a.attnum, new.h FROM pg_attribute a WHERE a.attrelid = l.relation AND a.attname = wanted_name AND NOT a.attisdropped;
    END LOOP;
    UPDATE gsync.link SET column_problem = nullif(problems, '') WHERE id = l.id AND column_problem IS DISTINCT FROM nullif(problems, '');
    PERFORM gsync.refresh_shapes(l.id);
END $_$;


ALTER FUNCTION gsync.add_to_table(l gsync.link, of_header jsonb, pins jsonb) OWNER TO postgres;

--
-- Name: admit(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.admit(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM gsync.read_keys(l, w);
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    FROM gsync.row r
    WHERE e.wave = w AND e.act IS NULL AND NOT e.scan AND r.link = l.id AND r.key = e.new_key AND r.id IS DISTINCT FROM e.id
      AND (r.base IS NOT NULL OR r.pending_op IS NOT NULL);
    -- two new rows with one key: the first is the row, and a look tells what the other is
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    FROM (SELECT v.n, row_number() OVER (PARTITION BY v.new_key ORDER BY v.n) AS nth FROM pg_temp.gsync_event v
          WHERE v.wave = w AND v.act IS NULL AND v.known IS NULL AND v.new_key IS NOT NULL) twin
    WHERE twin.n = e.n AND twin.nth > 1;
    -- what a look found without an id, an event may have told since, with one
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    WHERE e.wave = w AND e.act IS NULL AND e.scan AND e.known IS NULL AND (e.new_key IS NULL AND e.id IS NULL AND l.created > e.clock
        OR EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.key = e.new_key AND r.touched > e.clock AND r.base IS NOT NULL));
    -- a known row without its key, or with another one and at another place or among other cells: it may have been cut, copied, emptied or sorted without its id, and
    -- the id beside it may be another row's
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    FROM gsync.row r
    CROSS JOIN LATERAL (SELECT coalesce(r.base, gsync.appended_cells(r)) AS base, gsync.sent_cells(coalesce(r.base, '{}'), r.pending) AS sent) k
    WHERE e.wave = w AND e.act IS NULL AND e.known AND NOT e.scan AND NOT e.retry AND r.link = l.id AND r.id = e.id AND k.base IS NOT NULL
      AND CASE WHEN gsync.key_cells(l.key_columns, e.s) IS NULL THEN gsync.key_cells(l.key_columns, k.base) IS NOT NULL
                    OR (e.place <> r.place OR l.unread IS NOT NULL) AND NOT gsync.is_alike(k.base, e.s, l.key_columns || coalesce(e.edited, '{}'))
               WHEN gsync.key_cells(l.key_columns, e.s) IN (gsync.key_cells(l.key_columns, k.base), gsync.key_cells(l.key_columns, k.sent)) THEN false
               ELSE r.base IS NULL OR e.place <> r.place OR NOT gsync.is_alike(k.base, e.s, l.key_columns || coalesce(e.edited, '{}'))
                    OR e.typed_col = ANY (l.key_columns) AND e.old IS NOT NULL AND NOT gsync.same(e.old, k.base -> e.typed_col) AND NOT gsync.same(e.old, k.sent -> e.typed_col) END;
    -- pasted over what a publish is known to have written, but at another place: rows moved before it landed, or since, and only the look tells
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    WHERE e.wave = w AND e.act IS NULL AND e.known AND NOT e.scan AND NOT e.retry AND e.pub >= l.unread AND e.old IS NULL AND e.place <> e.landed AND e.pending ?| e.edited;
    -- a row without key and id, told by a look, and one without key and with an id that a script gave may be the same, also when that id has been written over meanwhile
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    WHERE e.wave = w AND e.act IS NULL AND NOT e.scan AND e.known IS NULL AND e.new_key IS NULL
      AND (EXISTS (SELECT FROM pg_temp.gsync_event o WHERE o.wave = w AND o.act IS NULL AND o.scan AND o.known IS NULL AND o.new_key IS NULL AND o.id IS NULL)
        OR e.pub < l.pub OR EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND NOT r.has_id));
    -- an id that is not read back yet may stand in another row
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    FROM gsync.row r
    WHERE e.wave = w AND e.act IS NULL AND NOT e.scan AND r.link = l.id AND r.id = e.id AND NOT r.has_id
      AND (gsync.key_cells(l.key_columns, e.s) IS DISTINCT FROM gsync.key_cells(l.key_columns, r.base) OR r.blot ?| l.key_columns);
    IF EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act IS NULL AND e.known IS NULL) THEN
        PERFORM gsync.adopt(l, w);
        UPDATE pg_temp.gsync_event e SET act = 'insert', id = coalesce(e.id, gsync.new_id()) WHERE e.wave = w AND e.act IS NULL AND e.known IS NULL;
    END IF;
END $$;


ALTER FUNCTION gsync.admit(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: adopt(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.adopt(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    EXECUTE format($q$
        WITH twin AS (
            SELECT DISTINCT ON (e.new_key) e.n, r.id
            FROM pg_temp.gsync_event e JOIN %s ON %s LEFT JOIN gsync.row r ON r.link = $2 AND r.key = e.new_key
            WHERE e.wave = $1 AND e.known IS NULL AND e.act IS NULL AND (r.id IS NULL OR r.base IS NULL AND r.pending_op IS NULL)
            ORDER BY e.new_key, e.n)
        UPDATE pg_temp.gsync_event e
        SET known = true, key = e.new_key, base = '{}', unborn = false, written = '{}', rej = '{}', doomed = false,
            shown = e.shown AND t.id IS NULL, id = coalesce(t.id, e.id, gsync.new_id())
        FROM twin t WHERE t.n = e.n
    $q$, gsync.rows_sql(l), gsync.key_join(l.id, 't', 'e.new_key')) USING w, l.id;

    INSERT INTO gsync.row AS r (link, id, key, base, place, has_id)
    SELECT l.id, e.id, e.key, '{}', e.place, e.shown FROM pg_temp.gsync_event e
    WHERE e.wave = w AND e.act IS NULL AND e.known AND NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.id = e.id AND r.base IS NOT NULL) AND NOT e.unborn
    ON CONFLICT (link, id) DO UPDATE SET base = '{}', place = excluded.place, has_id = excluded.has_id, ver = r.ver + 1;
END $_$;


ALTER FUNCTION gsync.adopt(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: adoptable(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.adoptable(l gsync.link) RETURNS text[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    ids text[] := ARRAY(SELECT x.row_id FROM gsync.rejected x WHERE x.link = l.id AND x.side = 'sheet' AND x.sqlstate = '23503' AND x.row_id IS NOT NULL
        AND (x.tried_at IS NULL OR x.tried_at < now() - least(interval '2 seconds' * 2 ^ least(x.tries, 10), interval '5 minutes')) ORDER BY x.id);
    con oid;
BEGIN
    FOR con IN SELECT p.oid FROM pg_constraint p WHERE p.conrelid = l.relation AND p.contype = 'f' ORDER BY p.conname LOOP
        EXIT WHEN ids = '{}';
        ids := ARRAY(SELECT unnest(ids) EXCEPT SELECT gsync.orphans(l, con, ids));
    END LOOP;
    RETURN ids;
END $$;


ALTER FUNCTION gsync.adoptable(l gsync.link) OWNER TO postgres;

--
-- Name: age_ms(timestamp with time zone); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.age_ms(at timestamp with time zone) RETURNS bigint
    LANGUAGE sql
    RETURN CASE WHEN (at IS NOT NULL) THEN (GREATEST((0)::numeric, round((EXTRACT(epoch FROM (clock_timestamp() - at)) * (1000)::numeric))))::bigint ELSE NULL::bigint END;


ALTER FUNCTION gsync.age_ms(at timestamp with time zone) OWNER TO postgres;

--
-- Name: row; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync."row" (
    link integer NOT NULL,
    id text NOT NULL,
    key text[] COLLATE pg_catalog."C",
    keyed bigint DEFAULT 0 NOT NULL,
    base jsonb,
    place integer,
    has_id boolean DEFAULT true NOT NULL,
    ver bigint DEFAULT 0 NOT NULL,
    seq bigint DEFAULT 0 NOT NULL,
    written jsonb DEFAULT '{}'::jsonb NOT NULL,
    replaced jsonb DEFAULT '{}'::jsonb NOT NULL,
    born bigint,
    pending jsonb,
    pending_op text,
    pending_place integer,
    landed_place integer,
    rej jsonb DEFAULT '{}'::jsonb NOT NULL,
    against jsonb DEFAULT '{}'::jsonb NOT NULL,
    aside jsonb DEFAULT '{}'::jsonb NOT NULL,
    blot jsonb DEFAULT '{}'::jsonb NOT NULL,
    away jsonb DEFAULT '{}'::jsonb NOT NULL,
    formulas text[] DEFAULT '{}'::text[] NOT NULL,
    doomed boolean DEFAULT false NOT NULL,
    held bigint,
    missed integer DEFAULT 0 NOT NULL,
    vain integer DEFAULT 0 NOT NULL,
    may_delete boolean DEFAULT false NOT NULL,
    touched bigint DEFAULT 0 NOT NULL,
    changed_at timestamp with time zone,
    changed_by text,
    CONSTRAINT row_check CHECK (((pending_op IS NULL) = (pending IS NULL))),
    CONSTRAINT row_check1 CHECK (((base IS NOT NULL) OR has_id)),
    CONSTRAINT row_pending_op_check CHECK ((pending_op = ANY (ARRAY['update'::text, 'append'::text, 'delete'::text])))
);


ALTER TABLE gsync."row" OWNER TO postgres;

--
-- Name: appended_cells(gsync."row"); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.appended_cells(r gsync."row") RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE WHEN (r).pending_op = 'append' THEN gsync.sent_cells('{}', (r).pending)
        ELSE (SELECT jsonb_strip_nulls(u.value) FROM gsync.unsure u WHERE u.link = (r).link AND u.id = (r).id AND u.col = '' AND jsonb_typeof(u.value) = 'object'
              ORDER BY u.until DESC LIMIT 1) END;
END $$;


ALTER FUNCTION gsync.appended_cells(r gsync."row") OWNER TO postgres;

--
-- Name: applied(uuid); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.applied(journal uuid) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $$
BEGIN
    INSERT INTO gsync.journal (uuid) VALUES (journal) ON CONFLICT DO NOTHING;
    RETURN (SELECT j.applied FROM gsync.journal j WHERE j.uuid = journal);
END $$;


ALTER FUNCTION gsync.applied(journal uuid) OWNER TO postgres;

--
-- Name: apply(uuid, bigint[], integer[], bigint[], text[], text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.apply(journal uuid, seqs bigint[], origins integer[], received bigint[], ids text[], bodies text[]) RETURNS TABLE(seq bigint, link integer, outcome text, detail text)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
    done bigint;
    of_link int;
BEGIN
    PERFORM gsync.applied(journal);
    SELECT j.applied INTO done FROM gsync.journal j WHERE j.uuid = journal FOR UPDATE;
    PERFORM gsync.begin_work();
    PERFORM gsync.log_begin();
    PERFORM gsync.scratch();
    PERFORM gsync.read_entries(done, seqs, origins, received, bodies);
    FOR of_link IN SELECT DISTINCT e.link FROM pg_temp.gsync_entry e WHERE e.outcome IS NULL ORDER BY 1 LOOP
        PERFORM gsync.merge_entries(of_link);
    END LOOP;
    PERFORM gsync.retry_orphans();
    UPDATE gsync.journal j SET applied = greatest(j.applied, (SELECT max(e.jseq) FROM pg_temp.gsync_entry e)), applied_at = now() WHERE j.uuid = journal;
    RETURN QUERY SELECT e.jseq, e.link, e.outcome, e.detail FROM pg_temp.gsync_entry e ORDER BY e.ord;
END $$;


ALTER FUNCTION gsync.apply(journal uuid, seqs bigint[], origins integer[], received bigint[], ids text[], bodies text[]) OWNER TO postgres;

--
-- Name: as_text(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.as_text(v jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN COALESCE((to_json((v #>> '{}'::text[])))::text, 'empty'::text);


ALTER FUNCTION gsync.as_text(v jsonb) OWNER TO postgres;

--
-- Name: attempt(gsync.link, text, text, bigint[], boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.attempt(l gsync.link, sql text, counted text, ns bigint[], made boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    middle int := cardinality(ns) / 2;
    code text; message text; detail text; hint text; context text; con text; col text;
    cols text[];
    done bigint;
BEGIN
    IF coalesce(cardinality(ns), 0) = 0 THEN RETURN; END IF;
    BEGIN
        PERFORM set_config('search_path', l.search_path, true);
        EXECUTE sql USING ns;
        GET DIAGNOSTICS done = ROW_COUNT;
        PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
        IF counted IS NOT NULL THEN EXECUTE counted INTO done USING ns; END IF;
        IF done < cardinality(ns) THEN RAISE 'a row was left out' USING ERRCODE = 'GS001'; END IF;
        IF made THEN PERFORM gsync.check_belonging(l, ns); END IF;
        RETURN;
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT,
            con = CONSTRAINT_NAME, col = COLUMN_NAME;
        IF gsync.will_pass(code) THEN RAISE; END IF;
    END;
    IF cardinality(ns) > 1 THEN
        PERFORM gsync.attempt(l, sql, counted, ns[:middle], made);
        PERFORM gsync.attempt(l, sql, counted, ns[middle + 1:], made);
    ELSE
        cols := CASE WHEN col <> '' THEN ARRAY[col] ELSE gsync.constraint_columns(l.relation, con) END;
        INSERT INTO pg_temp.gsync_failed VALUES (ns[1], code, gsync.row_error(code, message, nullif(detail, ''), hint, context, cols, nullif(con, ''))
            || CASE WHEN code = '23505' AND l.filter IS NOT NULL THEN ' It may be a row that this tab does not show.' ELSE '' END, cols);
    END IF;
END $$;


ALTER FUNCTION gsync.attempt(l gsync.link, sql text, counted text, ns bigint[], made boolean) OWNER TO postgres;

--
-- Name: attempt_again(gsync.link, text, text, bigint[], boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.attempt_again(l gsync.link, sql text, counted text, ns bigint[], made boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    left_out bigint[] := ns;
    before int;
BEGIN
    FOR round IN 1..10 LOOP
        before := cardinality(left_out);
        left_out := ARRAY(SELECT f.n FROM pg_temp.gsync_failed f WHERE f.code IN ('23503', '23505', '23P01') AND f.n = ANY (left_out) ORDER BY f.n);
        EXIT WHEN cardinality(left_out) IN (0, before);
        DELETE FROM pg_temp.gsync_failed WHERE n = ANY (left_out);
        PERFORM gsync.attempt(l, sql, counted, left_out, made);
    END LOOP;
END $$;


ALTER FUNCTION gsync.attempt_again(l gsync.link, sql text, counted text, ns bigint[], made boolean) OWNER TO postgres;

--
-- Name: attempt_all(gsync.link, text, text, bigint[], boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.attempt_all(l gsync.link, sql text, counted text, ns bigint[], made boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM gsync.attempt(l, sql, counted, ns, made);
    IF EXISTS (SELECT FROM pg_temp.gsync_failed) THEN PERFORM gsync.attempt_again(l, sql, counted, ns, made); END IF;
END $$;


ALTER FUNCTION gsync.attempt_all(l gsync.link, sql text, counted text, ns bigint[], made boolean) OWNER TO postgres;

--
-- Name: attempt_swap(gsync.link, text, bigint[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.attempt_swap(l gsync.link, sql text, ns bigint[]) RETURNS boolean
    LANGUAGE plpgsql
    AS $_$
DECLARE
    sets text := (SELECT string_agg(format('%1$I = CASE WHEN e.put ? %1$L THEN %2$s ELSE t.%1$I END', s.name, gsync.stopgap(l, s)), ', ')
        FROM gsync.shapes(l.id) s WHERE gsync.stopgap(l, s) IS NOT NULL AND s.name IN (SELECT unnest(f.cols) FROM pg_temp.gsync_failed f WHERE f.n = ANY (ns)));
    done bigint;
BEGIN
    IF sets IS NULL THEN RETURN false; END IF;
    PERFORM set_config('search_path', l.search_path, true);
    EXECUTE format('UPDATE %s t SET %s FROM unnest($1) WITH ORDINALITY x(n, o) JOIN pg_temp.gsync_event e ON e.n = x.n WHERE %s', l.relation, sets, gsync.key_join(l.id, 't', 'e.key')) USING ns;
    EXECUTE sql USING ns;
    GET DIAGNOSTICS done = ROW_COUNT;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    IF done < cardinality(ns) THEN RAISE 'a row was left out' USING ERRCODE = 'GS001'; END IF;
    DELETE FROM pg_temp.gsync_failed WHERE n = ANY (ns);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
    RETURN false;
END $_$;


ALTER FUNCTION gsync.attempt_swap(l gsync.link, sql text, ns bigint[]) OWNER TO postgres;

--
-- Name: awake_key(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.awake_key() RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN hashtextextended('gsync awake'::text, (0)::bigint);


ALTER FUNCTION gsync.awake_key() OWNER TO postgres;

--
-- Name: base_type(oid); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.base_type(type oid) RETURNS oid
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (WITH RECURSIVE up(oid, n) AS (
        SELECT type, 0
        UNION ALL SELECT t.typbasetype, n + 1 FROM up JOIN pg_type t ON t.oid = up.oid WHERE t.typtype = 'd')
    SELECT oid FROM up ORDER BY n DESC LIMIT 1);
END $$;


ALTER FUNCTION gsync.base_type(type oid) OWNER TO postgres;

--
-- Name: begin_work(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.begin_work() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM set_config('gsync.working', 'on', true), set_config('gsync.locking_since', '', true);
END $$;


ALTER FUNCTION gsync.begin_work() OWNER TO postgres;

--
-- Name: belongs_sql(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.belongs_sql(l gsync.link) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE WHEN l.filter IS NULL THEN 'true' ELSE format('(SELECT coalesce(%s, false) FROM (SELECT t.*) t)', l.filter) END;
END $$;


ALTER FUNCTION gsync.belongs_sql(l gsync.link) OWNER TO postgres;

--
-- Name: bin_all_now(integer, regclass); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.bin_all_now(of_link integer, of_relation regclass) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN coalesce(gsync.bin_sql(of_link, gsync.trigger_key(of_link, 't'), 't.*', format(' FROM ONLY %s t', of_relation)), 'SELECT WHERE false');
END $$;


ALTER FUNCTION gsync.bin_all_now(of_link integer, of_relation regclass) OWNER TO postgres;

--
-- Name: bin_now(integer, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.bin_now(of_link integer, of_rows boolean) RETURNS text
    LANGUAGE plpgsql
    AS $_$
BEGIN
    RETURN coalesce(gsync.bin_sql(of_link, gsync.trigger_key(of_link, CASE WHEN of_rows THEN '($1)' ELSE 'o' END), CASE WHEN of_rows THEN '$1' ELSE 'o.*' END,
        CASE WHEN of_rows THEN '' ELSE ' FROM old_rows o' END), 'SELECT WHERE false');
END $_$;


ALTER FUNCTION gsync.bin_now(of_link integer, of_rows boolean) OWNER TO postgres;

--
-- Name: bin_sql(integer, text, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.bin_sql(of_link integer, key text, alias text, source text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN format('INSERT INTO gsync.bin (link, key, by, cells) SELECT %s, %s, session_user, to_json(%s)%s'::text, of_link, key, alias, source);


ALTER FUNCTION gsync.bin_sql(of_link integer, key text, alias text, source text) OWNER TO postgres;

--
-- Name: blot(jsonb, integer[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.blot(cells jsonb, places integer[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (SELECT jsonb_agg(CASE WHEN n = ANY (places) THEN 'null' ELSE c END ORDER BY n) FROM jsonb_array_elements(cells) WITH ORDINALITY u(c, n));
END $$;


ALTER FUNCTION gsync.blot(cells jsonb, places integer[]) OWNER TO postgres;

--
-- Name: bounds_said(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.bounds_said(kind text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE kind WHEN 'smallint'::text THEN ': it takes -32768 to 32767'::text WHEN 'integer'::text THEN ': it takes -2147483648 to 2147483647'::text ELSE ''::text END;


ALTER FUNCTION gsync.bounds_said(kind text) OWNER TO postgres;

--
-- Name: bridge_gaps(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.bridge_gaps(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    columns text[] := ARRAY(SELECT k.name FROM gsync.shapes(l.id) k WHERE k.kind IN ('date', 'timestamp', 'timestamptz') AND k.place IS NOT NULL);
BEGIN
    IF columns = '{}' THEN RETURN; END IF;
    UPDATE pg_temp.gsync_event e SET s = e.s || x.cells
    FROM (SELECT v.n, jsonb_object_agg(c, v.base -> c) AS cells FROM pg_temp.gsync_event v CROSS JOIN unnest(columns) c
          WHERE v.wave = w AND v.known AND NOT v.scan AND v.act IS NULL AND v.s -> c <> v.base -> c AND c <> ALL (coalesce(v.edited, '{}'))
            AND gsync.is_skipped(l.time_zone, v.base -> c, v.s -> c) GROUP BY v.n) x
    WHERE x.n = e.n;
END $$;


ALTER FUNCTION gsync.bridge_gaps(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: broken(integer, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.broken(link integer, problem text) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 UPDATE gsync.link AS l SET problem = broken.problem, problem_at = now(), scan_wanted = NULL::timestamp with time zone, state =
         CASE l.state
             WHEN 'ready'::text THEN 'broken'::text
             ELSE l.state
         END
   WHERE (l.id = broken.link);
END;


ALTER FUNCTION gsync.broken(link integer, problem text) OWNER TO postgres;

--
-- Name: cell(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.cell(v jsonb) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE jsonb_typeof(v) WHEN 'number'::text THEN to_jsonb((v)::double precision) WHEN 'string'::text THEN NULLIF(v, '""'::jsonb) WHEN 'boolean'::text THEN v ELSE NULL::jsonb END;


ALTER FUNCTION gsync.cell(v jsonb) OWNER TO postgres;

--
-- Name: to_date(text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.to_date(shown text, example text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE
    clock constant text := '(?:,? +(\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?))?$';
    p text[] := regexp_match(btrim(shown), '^(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4}|\d\d)' || clock);
    y text[] := regexp_match(btrim(shown), '^(\d{4})([./-]) ?(\d{1,2})\2 ?(\d{1,2})\.?' || clock);
BEGIN
    IF p IS NOT NULL AND example !~ '^2024' THEN
        y := ARRAY[CASE WHEN length(p[4]) = 4 THEN p[4] WHEN p[4]::int < 30 THEN '20' || p[4] ELSE '19' || p[4] END, NULL,
            CASE WHEN example ~ '^12' THEN p[1] ELSE p[3] END, CASE WHEN example ~ '^12' THEN p[3] ELSE p[1] END, p[5]];
    END IF;
    IF y IS NULL OR y[3]::int NOT BETWEEN 1 AND 12 OR y[4]::int NOT BETWEEN 1 AND 31 THEN RETURN shown; END IF;
    RETURN concat(y[1], '-', lpad(y[3], 2, '0'), '-', lpad(y[4], 2, '0'), ' ' || replace(y[5], ',', '.'));
END $_$;


ALTER FUNCTION gsync.to_date(shown text, example text) OWNER TO postgres;

--
-- Name: is_plain(text, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_plain(kind text, shown text, example text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN CASE kind WHEN 'time'::text THEN (shown ~ '^ *\d{1,2}:\d\d(:\d\d(\.\d+)?)? *([AaPp]\.?[Mm]\.?)? *$'::text) ELSE (gsync.to_date(shown, example) ~ '^(-?infinity|\d{4,7}-\d\d-\d\d([ T]\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[AaPp][Mm])?)?([+-]\d\d(:?\d\d)?|Z)?( BC)?)$'::text) END;


ALTER FUNCTION gsync.is_plain(kind text, shown text, example text) OWNER TO postgres;

--
-- Name: cell_code(gsync.shape, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.cell_code(s gsync.shape, v jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (strpos((v #>> '{}'::text[]), '﷐'::text) > 0) THEN '22021'::text WHEN (((s).kind = ANY (ARRAY['date'::text, 'timestamp'::text, 'timestamptz'::text, 'time'::text])) AND ((jsonb_typeof(v) = 'boolean'::text) OR ((jsonb_typeof(v) = 'string'::text) AND (NOT gsync.is_plain((s).kind, (v #>> '{}'::text[]), (s).example))))) THEN '22007'::text WHEN (((s).kind = 'time'::text) AND (jsonb_typeof(v) = 'number'::text) AND (((v)::numeric < (0)::numeric) OR ((v)::numeric > (1)::numeric))) THEN '22008'::text WHEN (((s).kind = 'bigint'::text) AND (jsonb_typeof(v) = 'number'::text) AND ((abs((v)::numeric) >= ('9007199254740992'::bigint)::numeric) AND (abs((v)::numeric) <= ('9223372036854775807'::bigint)::numeric))) THEN '22003'::text ELSE NULL::text END;


ALTER FUNCTION gsync.cell_code(s gsync.shape, v jsonb) OWNER TO postgres;

--
-- Name: cell_error(gsync.shape, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.cell_error(s gsync.shape, v jsonb, OUT code text, OUT reason text) RETURNS record
    LANGUAGE plpgsql
    AS $_$
DECLARE
    shown text := left(v #>> '{}', 60);
BEGIN
    code := gsync.cell_code(s, v);
    IF code IS NULL THEN
        BEGIN
            EXECUTE format('SELECT (%s)::%s', replace(s.decode, '{x}', '$1'), s.full_type) USING v;
            IF s.kind = 'text' AND s.full_type ~ '^character' THEN     -- a cast cuts off what an assignment refuses
                EXECUTE format('SELECT 1 WHERE length(rtrim($1)) > %s', coalesce(substring(s.full_type FROM '\((\d+)\)'), '1'))
                    INTO code USING CASE WHEN s.full_type ~ '\(' OR s.full_type = 'character' THEN v #>> '{}' ELSE '' END;
                code := CASE WHEN code IS NOT NULL THEN '22001' END;
            END IF;
        EXCEPTION WHEN OTHERS THEN
            IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
            code := SQLSTATE; reason := SQLERRM;
        END;
    END IF;
    IF code IS NULL THEN RETURN; END IF;
    reason := CASE
        WHEN code = '22021' THEN 'This text holds the character U+0000, which no database can keep. Type it again without it.'
        WHEN s.kind IN ('smallint', 'integer', 'bigint') AND code = '22P02' THEN format('"%s" is not a whole number. Write it as 1234.', shown)
        WHEN s.kind IN ('numeric', 'float') AND code = '22P02' THEN format('"%s" is not a number. Write it as %s.', shown, s.example)
        WHEN code = '22003' AND reason IS NULL THEN 'Sheets keeps 15 digits of a number, so the last digits of this one may be lost. Type it as text, with '' before it.'
        WHEN code = '22003' AND reason !~ 'field overflow' THEN format('"%s" is too large or too small for this column%s.', shown, gsync.bounds_said(s.kind))
        WHEN code = '22003' THEN format('"%s" has too many digits for this column%s.', shown, gsync.digits_said(s.full_type))
        WHEN s.kind = 'boolean' THEN format('"%s" is neither TRUE nor FALSE. Write one of the two.', shown)
        WHEN s.kind = 'date' THEN format('"%s" is not a date. Write it as %s, or as 2024-12-31.', shown, s.example)
        WHEN s.kind IN ('timestamp', 'timestamptz') THEN format('"%s" is not a date with time. Write it as %s 23:59:59, or as 2024-12-31 23:59:59.', shown, s.example)
        WHEN s.kind = 'time' THEN format('"%s" is not a time of day. Write it as 23:59:59.', shown)
        WHEN s.kind = 'uuid' THEN format('"%s" is not a UUID. Write it as 123e4567-e89b-12d3-a456-426614174000.', shown)
        WHEN code = '22001' THEN format('This text is longer than the column allows: at most %s.', gsync.characters_said(s.full_type))
        WHEN code = '23514' THEN format('"%s" is not allowed here: %s.', shown, reason)
        WHEN gsync.choices_said(s.full_type) IS NOT NULL THEN format('"%s" is not a choice of this column. Write one of: %s.', shown, gsync.choices_said(s.full_type))
        WHEN s.full_type ~ '^interval' THEN format('"%s" is not a duration. Write it as 1 day 02:30:00.', shown)
        WHEN s.full_type ~ '^jsonb?$' THEN format('"%s" is not JSON. Write it as {"name": "value"}.', shown)
        ELSE format('"%s" is not a value of type %s: %s.', shown, s.full_type, reason) END;
END $_$;


ALTER FUNCTION gsync.cell_error(s gsync.shape, v jsonb, OUT code text, OUT reason text) OWNER TO postgres;

--
-- Name: cell_ms(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.cell_ms(v jsonb) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE jsonb_typeof(v) WHEN 'number'::text THEN to_jsonb((round(((v)::double precision * (86400000)::double precision)) / (86400000)::double precision)) WHEN 'string'::text THEN NULLIF(v, '""'::jsonb) WHEN 'boolean'::text THEN v ELSE NULL::jsonb END;


ALTER FUNCTION gsync.cell_ms(v jsonb) OWNER TO postgres;

--
-- Name: cell_text(text, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.cell_text(kind text, v jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN ((jsonb_typeof(v) <> 'number'::text) OR (COALESCE(kind, ''::text) <> ALL (ARRAY['date'::text, 'timestamp'::text, 'timestamptz'::text, 'time'::text]))) THEN (v #>> '{}'::text[]) WHEN (((v)::numeric < ('-693593'::integer)::numeric) OR ((v)::numeric > (2958465)::numeric)) THEN (v #>> '{}'::text[]) ELSE to_char(('1899-12-30 00:00:00'::timestamp without time zone + ((round(((v)::numeric * (86400)::numeric)))::double precision * '00:00:01'::interval)), CASE WHEN (kind = 'time'::text) THEN 'HH24:MI:SS'::text WHEN ((kind = 'date'::text) AND (((v)::numeric % (1)::numeric) = (0)::numeric)) THEN 'YYYY-MM-DD'::text ELSE 'YYYY-MM-DD HH24:MI:SS'::text END) END;


ALTER FUNCTION gsync.cell_text(kind text, v jsonb) OWNER TO postgres;

--
-- Name: cells_sql(integer, jsonb, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.cells_sql(of_link integer, columns jsonb, raw boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
BEGIN
    RETURN (SELECT coalesce(string_agg(part, ' || '), $s$'{}'::jsonb$s$)
    FROM (SELECT format('jsonb_strip_nulls(jsonb_build_object(%s))', string_agg(pair, ', ')) AS part   -- a function takes 100 arguments
        FROM (SELECT row_number() OVER () / 40 AS chunk,
                  format(CASE WHEN raw THEN '%L, {x} -> %s'
                              WHEN s.kind IN ('timestamp', 'timestamptz', 'time') THEN '%L, gsync.cell_ms({x} -> %s)'
                              ELSE '%L, gsync.cell({x} -> %s)' END, s.name, (columns ->> s.name)::int - 1) AS pair
              FROM gsync.shapes(of_link) s WHERE columns ? s.name) p
        GROUP BY chunk) c);
END $_$;


ALTER FUNCTION gsync.cells_sql(of_link integer, columns jsonb, raw boolean) OWNER TO postgres;

--
-- Name: change_key(gsync.link, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.change_key(l gsync.link, wanted text[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    old_join text := CASE WHEN l.key_columns <@ ARRAY(SELECT name FROM gsync.link_column WHERE link = l.id) THEN gsync.key_join(l.id, 't', 'r.key') END;
    from_base text;
BEGIN
    UPDATE gsync.link SET key_columns = wanted WHERE id = l.id;
    UPDATE gsync.link_column SET in_key = name = ANY (wanted) WHERE link = l.id;
    PERFORM gsync.make_link_shapes(l.id);
    SELECT string_agg(replace(s.key_text, '{x}', format('(%s)::%s', replace(s.decode, '{x}', format('(r.base -> %L)', s.name)), s.full_type)), ', ' ORDER BY k.n)
    INTO from_base FROM unnest(wanted) WITH ORDINALITY k(name, n) JOIN gsync.shapes(l.id) s ON s.name = k.name;
    IF old_join IS NOT NULL THEN
        EXECUTE format('UPDATE gsync.row r SET key = %s FROM %s t WHERE r.link = $1 AND r.key IS NOT NULL AND %s', gsync.key_expr(l.id, 't'), l.relation, old_join) USING l.id;
    ELSE
        EXECUTE format('UPDATE gsync.row r SET key = ARRAY[%s] WHERE r.link = $1 AND r.key IS NOT NULL AND r.base ?& $2', from_base) USING l.id, wanted;
        UPDATE gsync.row r SET key = NULL WHERE r.link = l.id AND NOT coalesce(r.base ?& wanted, false) AND r.key IS NOT NULL;
    END IF;
END $_$;


ALTER FUNCTION gsync.change_key(l gsync.link, wanted text[]) OWNER TO postgres;

--
-- Name: characters_said(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.characters_said(full_type text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE COALESCE("substring"(full_type, '\((\d+)\)'::text), '1'::text) WHEN '1'::text THEN '1 character'::text ELSE ("substring"(full_type, '\((\d+)\)'::text) || ' characters'::text) END;


ALTER FUNCTION gsync.characters_said(full_type text) OWNER TO postgres;

--
-- Name: check_belonging(gsync.link, bigint[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.check_belonging(l gsync.link, ns bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    strange bigint;
BEGIN
    IF l.filter IS NULL THEN RETURN; END IF;
    EXECUTE format('SELECT count(*) FROM unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n WHERE NOT EXISTS (SELECT FROM %s WHERE %s)',
        gsync.rows_sql(l), gsync.key_join(l.id, 't', 'e.new_key')) INTO strange USING ns;
    IF strange > 0 THEN
        RAISE 'This tab shows only rows with %. Complete this row so that it is one of them, or delete it.', l.filter_said USING ERRCODE = 'GS002';
    END IF;
END $_$;


ALTER FUNCTION gsync.check_belonging(l gsync.link, ns bigint[]) OWNER TO postgres;

--
-- Name: check_directions(regclass, text[], jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.check_directions(of_relation regclass, key text[], directions jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    d record;
BEGIN
    FOR d IN SELECT e.key AS name, e.value AS direction FROM jsonb_each_text(directions) e LOOP
        IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = of_relation AND a.attname = d.name AND a.attnum > 0 AND NOT a.attisdropped) THEN
            RAISE '% has no column "%"', of_relation, d.name USING ERRCODE = 'undefined_column', HINT = gsync.columns_hint(of_relation);
        ELSIF d.name = ANY (key) THEN
            RAISE 'column "%" is the key, which says what row is meant: it has no direction of its own', d.name USING ERRCODE = 'invalid_parameter_value',
                HINT = 'For all columns at once: --direction.';
        END IF;
    END LOOP;
END $$;


ALTER FUNCTION gsync.check_directions(of_relation regclass, key text[], directions jsonb) OWNER TO postgres;

--
-- Name: check_linkable(regclass); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.check_linkable(of_relation regclass) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    c pg_class := (SELECT c FROM pg_class c WHERE c.oid = of_relation);
BEGIN
    IF c.relkind NOT IN ('r', 'p') THEN
        RAISE '% is not a table', of_relation USING ERRCODE = 'wrong_object_type', HINT = 'Link the table that the rows are stored in.';
    ELSIF c.relnamespace IN ('gsync'::regnamespace, 'pg_catalog'::regnamespace) OR c.relpersistence = 't' THEN
        RAISE '% cannot be linked', of_relation USING ERRCODE = 'wrong_object_type', HINT = 'Link an ordinary table.';
    ELSIF gsync.key_columns_of(of_relation) IS NULL THEN
        RAISE '% has no primary key', of_relation USING ERRCODE = 'invalid_table_definition',
            HINT = format('ALTER TABLE %s ADD PRIMARY KEY (…); a unique index over columns that are NOT NULL will do as well.', of_relation);
    ELSIF gsync.has_heirs(of_relation) THEN
        RAISE '% has tables that inherit from it, whose rows a key of % does not tell apart', of_relation, of_relation USING ERRCODE = 'wrong_object_type',
            HINT = 'Link the tables that hold the rows, each with a tab of its own, or make it a partitioned table.';
    END IF;
END $$;


ALTER FUNCTION gsync.check_linkable(of_relation regclass) OWNER TO postgres;

--
-- Name: choices_said(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.choices_said(full_type text) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT string_agg(CASE WHEN (e.n <= 20) THEN (e.enumlabel)::text ELSE '…'::text END, ', '::text ORDER BY e.n) AS string_agg FROM (SELECT pg_enum.enumlabel, row_number() OVER (ORDER BY pg_enum.enumsortorder) AS n FROM pg_enum WHERE (pg_enum.enumtypid = (to_regtype(choices_said.full_type))::oid)) e WHERE (e.n <= 21));


ALTER FUNCTION gsync.choices_said(full_type text) OWNER TO postgres;

--
-- Name: choose_ops(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.choose_ops(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    columns text[] := gsync.published(l.id);
BEGIN
    UPDATE gsync.row r SET held = NULL FROM pg_temp.gsync_claim y, gsync.held h   -- back in the table
    WHERE y.in_table AND r.link = l.id AND r.id = y.id AND h.id = r.held AND h.side = 'table';
    IF FOUND THEN PERFORM gsync.close_held(l.id); END IF;
    -- rows that stand in the sheet as we know them
    UPDATE pg_temp.gsync_claim y SET place = x.place,
        put = CASE WHEN y.in_table THEN (SELECT jsonb_object_agg(c, coalesce(y.d -> c, 'null'))
            FROM unnest(gsync.unpublished(y.d, r.base, r.rej, r.against, r.aside, r.formulas, columns)) c) END
    FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.id
    WHERE y.id = r.id AND x.diff IS NULL AND r.base IS NOT NULL;

    UPDATE pg_temp.gsync_claim y SET op = CASE
            WHEN y.op IN ('id', 'doomed') THEN CASE WHEN y.place IS NULL THEN NULL WHEN y.op = 'doomed' THEN CASE WHEN r.aside ? '' THEN 'drop' ELSE 'delete' END ELSE 'id' END
            WHEN y.in_table IS NULL AND (r.id IS NULL OR r.base IS NULL) THEN 'forget'
            WHEN l.direction = 'to-database' AND (y.in_table IS NULL OR r.id IS NULL) THEN 'drop'
            WHEN y.in_table AND (r.id IS NULL OR r.base IS NULL AND r.place IS NULL) THEN
                CASE WHEN r.aside <> '{}' AND gsync.unpublished(y.d, '{}', '{}', '{}', r.aside, '{}', columns) IS NULL THEN 'drop'
                     WHEN y.d = '{}' THEN 'drop' ELSE 'append' END
            WHEN r.held IS NOT NULL AND y.in_table IS NULL AND EXISTS (SELECT FROM gsync.held h WHERE h.id = r.held AND h.side = 'sheet') THEN 'forget'    -- gone on both sides
            WHEN r.held IS NOT NULL THEN 'drop'
            WHEN y.place IS NULL THEN NULL
            WHEN y.in_table IS NULL THEN CASE WHEN r.aside ? '' THEN 'drop' ELSE 'delete' END
            WHEN y.put IS NULL THEN 'drop' ELSE 'update' END
    FROM pg_temp.gsync_claim z LEFT JOIN gsync.row r ON r.link = l.id AND r.id = z.id
    WHERE z.ctid = y.ctid;
END $$;


ALTER FUNCTION gsync.choose_ops(l gsync.link) OWNER TO postgres;

--
-- Name: circles(bigint[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.circles(ns bigint[]) RETURNS SETOF bigint[]
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    WITH RECURSIVE wish AS MATERIALIZED (
        SELECT e.n, c.c, e.put -> c.c AS wants, coalesce(e.d -> c.c, 'null') AS has
        FROM unnest(ns) u(n) JOIN pg_temp.gsync_event e ON e.n = u.n JOIN pg_temp.gsync_failed f ON f.n = e.n
        CROSS JOIN LATERAL (SELECT o.c FROM unnest(f.cols) o(c) WHERE e.put ? o.c LIMIT 1) c),
    walk AS (
        SELECT w.n AS start, w.c, w.wants, ARRAY[w.n] AS path FROM wish w
        UNION ALL
        SELECT k.start, k.c, w.wants, k.path || w.n FROM walk k JOIN wish w ON w.c = k.c AND w.has = k.wants AND w.n > k.start AND w.n <> ALL (k.path))
    SELECT k.path FROM walk k JOIN wish w ON w.n = k.start AND w.c = k.c AND w.has = k.wants WHERE cardinality(k.path) > 1;
END $$;


ALTER FUNCTION gsync.circles(ns bigint[]) OWNER TO postgres;

--
-- Name: claim(gsync.link, integer, integer, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.claim(l gsync.link, max_rows integer, max_bytes integer, renumber boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    p bigint := l.pub + 1;
BEGIN
    PERFORM gsync.collect_dirty(l, max_rows);
    PERFORM gsync.retry_changed(l);
    PERFORM gsync.choose_ops(l);
    PERFORM gsync.reassert_formulas(l);
    PERFORM gsync.spare_typed(l);
    PERFORM gsync.guard_deletes(l);
    PERFORM gsync.limit_claim(l, max_rows, max_bytes);
    UPDATE pg_temp.gsync_claim SET id = gsync.new_id() WHERE op = 'append' AND id IS NULL;

    INSERT INTO gsync.row AS r (link, id, key, keyed, born, ver, pending, pending_op, changed_at, changed_by)
    SELECT l.id, y.id, y.key, nextval('gsync.rekey_id_seq'), p, 1, (SELECT jsonb_object_agg(d.key, jsonb_build_array(d.value, NULL)) FROM jsonb_each(y.d) d), 'append', y.changed_at, y.by
    FROM pg_temp.gsync_claim y WHERE y.op = 'append'
    ON CONFLICT (link, id) DO UPDATE SET born = p, ver = r.ver + 1, pending = excluded.pending, pending_op = 'append', pending_place = NULL, written = '{}',
        changed_at = excluded.changed_at, changed_by = excluded.changed_by;
    UPDATE gsync.row r SET ver = r.ver + 1, pending_op = CASE y.op WHEN 'delete' THEN 'delete' ELSE 'update' END, pending_place = y.place,
        pending = CASE y.op WHEN 'update' THEN (SELECT jsonb_object_agg(w.key, jsonb_build_array(w.value, r.written -> w.key)) FROM jsonb_each(y.put) w) ELSE '{}' END,
        written = CASE y.op WHEN 'update' THEN r.written || (SELECT jsonb_object_agg(w.key, p) FROM jsonb_each(y.put) w) ELSE r.written END,
        landed_place = CASE WHEN y.op <> 'delete' THEN y.place - y.above END,
        changed_at = coalesce(y.changed_at, r.changed_at), changed_by = coalesce(y.by, r.changed_by)
    FROM (SELECT *, count(*) FILTER (WHERE op = 'delete') OVER (ORDER BY place ROWS UNBOUNDED PRECEDING) AS above FROM pg_temp.gsync_claim WHERE op IN ('update', 'delete', 'id')) y
    WHERE r.link = l.id AND r.id = y.id;

    INSERT INTO gsync.history (link, row_id, key, col, old, new, side, who, source)
    SELECT l.id, y.id, y.key, w.key, r.base -> w.key, nullif(w.value, 'null'), 'table', y.by, format('transaction %s, publish %s', y.xid, p)
    FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id CROSS JOIN LATERAL jsonb_each(y.put) w WHERE y.op = 'update'
    UNION ALL
    SELECT l.id, y.id, y.key, NULL, CASE y.op WHEN 'delete' THEN r.base END, CASE y.op WHEN 'append' THEN y.d END, 'table', y.by,
        concat(CASE WHEN y.outside THEN 'left the filter, ' END, 'transaction ' || y.xid || ', ', 'publish ', p)
    FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id WHERE y.op IN ('append', 'delete');

    INSERT INTO gsync.tombstone (link, id, key) SELECT l.id, r.id, r.key FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id
    WHERE y.op = 'forget' ON CONFLICT DO NOTHING;
    DELETE FROM gsync.row r USING pg_temp.gsync_claim y WHERE y.op = 'forget' AND r.link = l.id AND r.id = y.id;
    DELETE FROM gsync.dirty y USING pg_temp.gsync_claim c WHERE y.link = l.id AND y.key = c.key AND c.op IS NOT NULL;
    PERFORM gsync.claim_notes(l);

    IF NOT renumber AND NOT EXISTS (SELECT FROM gsync.row WHERE link = l.id AND pending_op IS NOT NULL) AND NOT EXISTS (SELECT FROM gsync.note WHERE link = l.id AND sent) THEN RETURN NULL; END IF;
    UPDATE gsync.link k SET pub = p, unread = p, unread_state = 'sent', sent_at = now(), sent_places = gsync.places(k), landed_places = NULL,
        claimed_to = coalesce((SELECT coalesce(min(y.place) FILTER (WHERE y.op IS NULL) - 1, max(y.place)) FROM pg_temp.gsync_claim y WHERE y.key IS NOT NULL), claimed_to)
    WHERE id = l.id;
    PERFORM gsync.keep_before(l);
    RETURN p;
END $$;


ALTER FUNCTION gsync.claim(l gsync.link, max_rows integer, max_bytes integer, renumber boolean) OWNER TO postgres;

--
-- Name: claim_notes(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.claim_notes(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE gsync.note n SET sent = true, said = n.want
    FROM gsync.row r, gsync.link_column c
    WHERE n.link = l.id AND n.want IS DISTINCT FROM n.have AND r.link = l.id AND r.id = n.id AND r.has_id AND r.place IS NOT NULL AND r.pending_op IS DISTINCT FROM 'delete'
      AND c.link = l.id AND c.name = n.col AND c.place IS NOT NULL;
END $$;


ALTER FUNCTION gsync.claim_notes(l gsync.link) OWNER TO postgres;

--
-- Name: refused_rows(integer, text[], integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.refused_rows(of_link integer, codes text[], most integer DEFAULT NULL::integer) RETURNS text[]
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ARRAY(SELECT x.row_id FROM gsync.rejected x WHERE x.link = of_link AND x.side = 'sheet' AND x.row_id IS NOT NULL AND (codes IS NULL OR x.sqlstate = ANY (codes))
        GROUP BY x.row_id ORDER BY min(x.id) LIMIT most);
END $$;


ALTER FUNCTION gsync.refused_rows(of_link integer, codes text[], most integer) OWNER TO postgres;

--
-- Name: clashing(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.clashing(of_link integer) RETURNS text[]
    LANGUAGE sql STABLE
    RETURN gsync.refused_rows(of_link, ARRAY['23505'::text, '23P01'::text], 20);


ALTER FUNCTION gsync.clashing(of_link integer) OWNER TO postgres;

--
-- Name: clean_dirty(gsync.link, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.clean_dirty(l gsync.link, ids text[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    differs text;
BEGIN
    EXECUTE format($q$
        WITH differing AS (
            SELECT r.key, CASE WHEN NOT %s OR r.base IS NULL AND r.pending IS NULL OR r.pending_op = 'delete' THEN true
                ELSE gsync.is_unpublished(%s, coalesce(r.base, '{}') || coalesce((SELECT jsonb_object_agg(p.key, p.value -> 0) FROM jsonb_each(r.pending) p), '{}'),
                    r.rej, r.against, r.aside, r.formulas, $3) END AS differs
            FROM gsync.row r JOIN %s t ON %s WHERE r.link = $1 AND r.id = ANY ($2)),
        clean AS (DELETE FROM gsync.dirty y USING differing d WHERE y.link = $1 AND y.key = d.key AND NOT d.differs)
        INSERT INTO gsync.dirty (link, key) SELECT $1, key FROM differing WHERE differs ON CONFLICT DO NOTHING
    $q$, gsync.belongs_sql(l), gsync.row_sql(l.id, 't', true), l.relation, gsync.key_join(l.id, 't', 'r.key')) USING l.id, ids, gsync.published(l.id);
END $_$;


ALTER FUNCTION gsync.clean_dirty(l gsync.link, ids text[]) OWNER TO postgres;

--
-- Name: clean_left(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.clean_left(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    EXECUTE format('DELETE FROM gsync.dirty y USING pg_temp.gsync_event e WHERE e.wave = $2 AND e.in_table AND (e.act = ''gone'' OR e.put ?| $3) AND y.link = $1 AND y.key = e.key
            AND NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = $1 AND r.key = e.key) AND NOT EXISTS (SELECT FROM %s t WHERE %s)',
        l.relation, gsync.key_join(l.id, 't', 'e.key')) USING l.id, w, l.key_columns;
END $_$;


ALTER FUNCTION gsync.clean_left(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: close_held(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.close_held(of_link integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE gsync.held h SET state = 'withdrawn', ended_at = now()
    WHERE h.link = of_link AND h.state = 'held' AND NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = of_link AND r.held = h.id);
END $$;


ALTER FUNCTION gsync.close_held(of_link integer) OWNER TO postgres;

--
-- Name: collect_dirty(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.collect_dirty(l gsync.link, max_rows integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO pg_temp.gsync_claim (key, changed_at, by, xid)
    SELECT y.key, y.changed_at, y.by, y.xid FROM gsync.dirty y WHERE y.link = l.id ORDER BY y.changed_at LIMIT max_rows FOR UPDATE SKIP LOCKED;
    IF (SELECT count(*) FROM pg_temp.gsync_claim) = max_rows THEN
        WITH gone AS (DELETE FROM pg_temp.gsync_claim y USING gsync.row r WHERE r.link = l.id AND r.key = y.key AND r.place IS NOT NULL RETURNING y.ctid)
        INSERT INTO pg_temp.gsync_claim (key, changed_at, by, xid)
        SELECT y.key, y.changed_at, y.by, y.xid FROM gsync.next_placed(l.id, (SELECT count(*)::int FROM gone)) n JOIN gsync.dirty y ON y.link = l.id AND y.key = n.key
        FOR UPDATE OF y SKIP LOCKED;
    END IF;
    PERFORM gsync.weigh('gsync_claim', 'key');
    PERFORM gsync.follow_keys(l.id);
    UPDATE pg_temp.gsync_claim y SET id = r.id FROM gsync.row r WHERE r.link = l.id AND r.key = y.key;
    EXECUTE format('UPDATE pg_temp.gsync_claim y SET in_table = true, d = %s FROM %s WHERE %s',
        gsync.row_sql(l.id, 't', true), gsync.rows_sql(l), gsync.key_join(l.id, 't', 'y.key'));
    IF l.filter IS NOT NULL THEN
        EXECUTE format('UPDATE pg_temp.gsync_claim y SET outside = true WHERE y.in_table IS NULL AND EXISTS (SELECT FROM %s t WHERE %s)', l.relation, gsync.key_join(l.id, 't', 'y.key'));
    END IF;
    INSERT INTO pg_temp.gsync_claim (id, op) SELECT r.id, 'doomed' FROM gsync.row r WHERE r.link = l.id AND r.doomed ORDER BY r.place LIMIT max_rows;
    INSERT INTO pg_temp.gsync_claim (id, op) SELECT r.id, 'id' FROM gsync.row r
    WHERE r.link = l.id AND NOT r.has_id AND NOT r.doomed AND NOT r.aside ? '' AND NOT EXISTS (SELECT FROM pg_temp.gsync_claim y WHERE y.id = r.id AND y.in_table IS NULL) ORDER BY r.place LIMIT max_rows;
    DELETE FROM pg_temp.gsync_claim y USING pg_temp.gsync_claim i WHERE i.op = 'id' AND y.id = i.id AND y.op IS NULL;   -- first its id, then its cells
END $$;


ALTER FUNCTION gsync.collect_dirty(l gsync.link, max_rows integer) OWNER TO postgres;

--
-- Name: column_letters(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.column_letters(place integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    letters text := '';
BEGIN
    WHILE place > 0 LOOP
        letters := chr(65 + (place - 1) % 26) || letters;
        place := (place - 1) / 26;
    END LOOP;
    RETURN letters;
END $$;


ALTER FUNCTION gsync.column_letters(place integer) OWNER TO postgres;

--
-- Name: column_type(bigint, bigint, bigint, boolean, numeric, numeric, text[], bigint); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.column_type(numbers bigint, texts bigint, booleans bigint, whole boolean, lowest numeric, highest numeric, formats text[], uuids bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN ((texts > 0) AND (texts = uuids) AND ((numbers + booleans) = 0)) THEN 'uuid'::text WHEN ((texts > 0) OR ((numbers > 0) AND (booleans > 0)) OR ((numbers + booleans) = 0)) THEN 'text'::text WHEN (booleans > 0) THEN 'boolean'::text WHEN ((lowest >= ('-693593'::integer)::numeric) AND (highest < (2958466)::numeric) AND whole AND (NOT (EXISTS (SELECT FROM unnest(column_type.formats) f(f) WHERE (f.f !~ '^DATE '::text))))) THEN 'date'::text WHEN ((lowest >= ('-693593'::integer)::numeric) AND (highest < (2958466)::numeric) AND (NOT (EXISTS (SELECT FROM unnest(column_type.formats) f(f) WHERE (f.f !~ '^DATE(_TIME)? '::text))))) THEN 'timestamp'::text WHEN ((lowest >= (0)::numeric) AND (highest < (1)::numeric) AND (NOT (EXISTS (SELECT FROM unnest(column_type.formats) f(f) WHERE (f.f !~ '^TIME '::text))))) THEN 'time'::text WHEN ((NOT whole) OR (EXISTS (SELECT FROM unnest(column_type.formats) f(f) WHERE ((f.f ~ '^(PERCENT|CURRENCY|SCIENTIFIC) '::text) OR (f.f ~ '^NUMBER .*\.[0#?]'::text))))) THEN 'numeric'::text WHEN ((lowest >= ('-2147483648'::integer)::numeric) AND (highest <= (2147483647)::numeric)) THEN 'integer'::text WHEN ((lowest > ('-9007199254740992'::bigint)::numeric) AND (highest < ('9007199254740992'::bigint)::numeric)) THEN 'bigint'::text ELSE 'numeric'::text END;


ALTER FUNCTION gsync.column_type(numbers bigint, texts bigint, booleans bigint, whole boolean, lowest numeric, highest numeric, formats text[], uuids bigint) OWNER TO postgres;

--
-- Name: columns_hint(regclass); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.columns_hint(of_relation regclass) RETURNS text
    LANGUAGE sql STABLE
    RETURN ('It has: '::text || (SELECT string_agg((a.attname)::text, ', '::text ORDER BY a.attnum) AS string_agg FROM pg_attribute a WHERE ((a.attrelid = (columns_hint.of_relation)::oid) AND (a.attnum > 0) AND (NOT a.attisdropped))));


ALTER FUNCTION gsync.columns_hint(of_relation regclass) OWNER TO postgres;

--
-- Name: link_column; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.link_column (
    link integer NOT NULL,
    name text NOT NULL,
    header text,
    place integer,
    in_key boolean DEFAULT false NOT NULL,
    direction text,
    attnum smallint NOT NULL,
    pin text DEFAULT "left"(translate(encode(uuid_send(gen_random_uuid()), 'base64'::text), '+/'::text, '-_'::text), 12) NOT NULL,
    pinned boolean DEFAULT false NOT NULL,
    CONSTRAINT link_column_direction_check CHECK ((direction = ANY (ARRAY['both'::text, 'to-database'::text, 'to-sheet'::text])))
);


ALTER TABLE gsync.link_column OWNER TO postgres;

--
-- Name: places(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.places(l gsync.link) RETURNS jsonb
    LANGUAGE sql STABLE
    RETURN ((SELECT COALESCE(jsonb_object_agg(c.name, c.place), '{}'::jsonb) AS "coalesce" FROM gsync.link_column c WHERE ((c.link = (places.l).id) AND (c.place IS NOT NULL))) || jsonb_build_object('', (l).id_place));


ALTER FUNCTION gsync.places(l gsync.link) OWNER TO postgres;

--
-- Name: landing(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.landing(l gsync.link) RETURNS jsonb
    LANGUAGE sql STABLE
    RETURN COALESCE((l).landed_places, gsync.places(l));


ALTER FUNCTION gsync.landing(l gsync.link) OWNER TO postgres;

--
-- Name: columns_moved(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.columns_moved(l gsync.link) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (((l).unread IS NOT NULL) AND ((l).sent_places IS NOT NULL) AND ((l).sent_places <> gsync.landing(l)));


ALTER FUNCTION gsync.columns_moved(l gsync.link) OWNER TO postgres;

--
-- Name: columns_needed(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.columns_needed(of_link integer) RETURNS text[]
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (SELECT array_agg(a.attname::text ORDER BY a.attnum)
    FROM gsync.link l JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
    WHERE l.id = of_link AND (a.attnotnull OR t.typnotnull) AND NOT a.atthasdef AND a.attidentity = '' AND t.typdefault IS NULL
      AND NOT EXISTS (SELECT FROM gsync.link_column c WHERE c.link = l.id AND c.name = a.attname));
END $$;


ALTER FUNCTION gsync.columns_needed(of_link integer) OWNER TO postgres;

--
-- Name: common_cells(jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.common_cells(a jsonb, b jsonb) RETURNS integer
    LANGUAGE sql IMMUTABLE
    RETURN (SELECT count(*) AS count FROM jsonb_each(common_cells.a) c(key, value) WHERE ((common_cells.b -> c.key) = c.value));


ALTER FUNCTION gsync.common_cells(a jsonb, b jsonb) OWNER TO postgres;

--
-- Name: compare_sent(gsync."row", jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.compare_sent(r gsync."row", s jsonb, OUT stale boolean, OUT other boolean) RETURNS record
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    SELECT coalesce(bool_or(s -> p.key IS NOT DISTINCT FROM (r).base -> p.key OR EXISTS (SELECT FROM gsync.row o WHERE o.link = (r).link AND o.pending_op = 'update'
            AND o.id <> (r).id AND o.pending ? p.key AND nullif(o.pending -> p.key -> 0, 'null') IS NOT DISTINCT FROM s -> p.key)), false), count(*) > 0
    INTO stale, other FROM jsonb_each((r).pending) p WHERE s -> p.key IS DISTINCT FROM nullif(p.value -> 0, 'null');
END $$;


ALTER FUNCTION gsync.compare_sent(r gsync."row", s jsonb, OUT stale boolean, OUT other boolean) OWNER TO postgres;

--
-- Name: compare_sides(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.compare_sides(of_link integer) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    result jsonb;
BEGIN
    PERFORM gsync.match_sides(of_link);
    SELECT jsonb_build_object('sheet_rows', count(x.s), 'table_rows', count(x.d), 'only_sheet', count(*) FILTER (WHERE x.nth = 1 AND NOT x.both), 'only_table', count(*) FILTER (WHERE x.s IS NULL),
        'without_key', coalesce(jsonb_agg(x.place ORDER BY x.place) FILTER (WHERE x.s IS NOT NULL AND x.k IS NULL), '[]'), 'both', count(*) FILTER (WHERE x.both))
    INTO result FROM pg_temp.gsync_sides x;
    result := result || (SELECT jsonb_build_object('differing_rows', count(DISTINCT f.place), 'differing_cells', count(*), 'from_sheet', count(*) FILTER (WHERE f.becomes = 'sheet'))
        FROM gsync.side_differences(of_link) f);
    result := result || jsonb_build_object('same', (result -> 'both')::bigint - (result -> 'differing_rows')::bigint,
        'doubled', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', array_to_string(d.k, ', '), 'rows', d.rows) ORDER BY d.rows[1]), '[]')
            FROM (SELECT x.k, array_agg(x.place ORDER BY x.place) AS rows FROM pg_temp.gsync_sides x WHERE x.place IS NOT NULL AND x.k IS NOT NULL GROUP BY x.k HAVING count(*) > 1) d),
        'headers', (SELECT coalesce(jsonb_agg(t.header ORDER BY t.n), '[]') FROM gsync.tab_columns() t
            WHERE t.twin IS NULL AND NOT EXISTS (SELECT FROM gsync.link_column c WHERE c.link = of_link AND c.place = t.n)),
        'twins', (SELECT coalesce(jsonb_agg(jsonb_build_object('header', t.header, 'place', t.n, 'twin', t.twin) ORDER BY t.n), '[]') FROM gsync.tab_columns() t WHERE t.twin IS NOT NULL),
        'absent', (SELECT coalesce(jsonb_agg(s.name), '[]') FROM gsync.shapes(of_link) s WHERE s.place IS NULL),
        'matched', (SELECT count(*) FROM gsync.link_column c WHERE c.link = of_link AND c.place IS NOT NULL),
        'key_is_made', (SELECT bool_and(s.default_sql IS NOT NULL) FROM gsync.shapes(of_link) s WHERE s.in_key));
    RETURN result;
END $$;


ALTER FUNCTION gsync.compare_sides(of_link integer) OWNER TO postgres;

--
-- Name: confirm(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.confirm(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM gsync.overwrite_refused(l);
    DELETE FROM gsync.rejected x USING gsync.row r
    WHERE r.link = l.id AND r.pending_op IS NOT NULL AND x.link = l.id AND x.row_id = r.id
      AND (r.pending_op = 'delete' OR x.side = 'table' AND x.cells ?| CASE r.pending WHEN '{}' THEN ARRAY[''] ELSE ARRAY(SELECT jsonb_object_keys(r.pending)) END);   -- what Sheets refused once, it has taken now
    INSERT INTO gsync.tombstone (link, id, key) SELECT l.id, r.id, r.key FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'delete' ON CONFLICT DO NOTHING;
    DELETE FROM gsync.row WHERE link = l.id AND pending_op = 'delete';
    UPDATE gsync.link k SET complete = (SELECT max(r.keyed) FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'append')       -- the tab has shown them
    WHERE k.id = l.id AND k.complete < (SELECT max(r.keyed) FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'append');
    UPDATE gsync.row r SET has_id = true, place = coalesce(r.landed_place, r.place), ver = r.ver + 1, vain = 0, pending = NULL, pending_op = NULL, pending_place = NULL, landed_place = NULL,
        aside = CASE r.aside WHEN '{}' THEN '{}' ELSE r.aside - '' - ARRAY(SELECT jsonb_object_keys(r.pending)) END,
        blot = CASE r.blot WHEN '{}' THEN '{}' ELSE r.blot - ARRAY(SELECT jsonb_object_keys(r.pending)) END,
        replaced = r.replaced || coalesce((SELECT jsonb_object_agg(p.key, jsonb_build_array(r.base -> p.key, l.unread)) FROM jsonb_each(r.pending) p WHERE r.base IS NOT NULL), '{}'),
        base = jsonb_strip_nulls(coalesce(r.base, '{}') || coalesce((SELECT jsonb_object_agg(p.key, p.value -> 0) FROM jsonb_each(r.pending) p), '{}'))
    WHERE r.link = l.id AND r.pending_op IS NOT NULL;
    UPDATE gsync.note SET have = said, sent = false WHERE link = l.id AND sent;
    DELETE FROM gsync.note WHERE link = l.id AND want IS NULL AND have IS NULL;
    PERFORM gsync.end_publish(l.id);
END $$;


ALTER FUNCTION gsync.confirm(l gsync.link) OWNER TO postgres;

--
-- Name: constraint_columns(regclass, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.constraint_columns(of_relation regclass, con text) RETURNS text[]
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (SELECT array_agg(a.attname::text ORDER BY k.n)
    FROM (SELECT conkey FROM pg_constraint WHERE conrelid = of_relation AND conname = con
          UNION ALL SELECT i.indkey FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = of_relation AND c.relname = con LIMIT 1) f(attnums),
        unnest(f.attnums) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = of_relation AND a.attnum = k.attnum);
END $$;


ALTER FUNCTION gsync.constraint_columns(of_relation regclass, con text) OWNER TO postgres;

--
-- Name: count_vain(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.count_vain(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    c record;
BEGIN
    IF gsync.columns_moved(l) THEN RETURN; END IF;
    UPDATE gsync.row r SET vain = r.vain + 1 FROM pg_temp.gsync_sheet x
    WHERE r.link = l.id AND r.pending_op = 'update' AND r.pending <> '{}' AND x.id = r.id AND x.place = r.landed_place AND x.s = gsync.shown_cells(r.base, r.rej);
    FOR c IN SELECT r.id, k.place FROM gsync.row r CROSS JOIN LATERAL jsonb_object_keys(r.pending) p(name) JOIN gsync.link_column k ON k.link = l.id AND k.name = p.name
            WHERE r.link = l.id AND r.pending_op = 'update' AND r.vain >= 3 LOOP
        PERFORM gsync.set_aside(l.id, l.unread, c.id, c.place, 'Sheets takes this value and does not keep it; does the cell lie under a merged one?');
    END LOOP;
    UPDATE gsync.row r SET vain = 0 WHERE r.link = l.id AND r.vain >= 3;
END $$;


ALTER FUNCTION gsync.count_vain(l gsync.link) OWNER TO postgres;

--
-- Name: date_example(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.date_example(locale text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (COALESCE(locale, 'en'::text) ~ '^(en$|en_(US|PH)|fil)'::text) THEN '12/31/2024'::text WHEN (locale ~ '^(en_CA|fr_CA|hu|ja|ko|lt|mn|sv|zh)'::text) THEN '2024-12-31'::text WHEN (locale ~ '^(az|be|bg|bs|cs|da|de|et|fi|hr|hy|is|ka|kk|lv|mk|nb|nn|no|pl|ro|ru|sk|sl|sr|tr|uk)(_|$)'::text) THEN '31.12.2024'::text ELSE '31/12/2024'::text END;


ALTER FUNCTION gsync.date_example(locale text) OWNER TO postgres;

--
-- Name: date_text(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.date_text(v jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (jsonb_typeof(v) <> 'number'::text) THEN v ELSE to_jsonb(to_char(('1899-12-30 00:00:00'::timestamp without time zone + (round(((v)::double precision * (86400000)::double precision)) * '00:00:00.001'::interval)), CASE WHEN (((v)::double precision >= (0)::double precision) AND ((v)::double precision <= (0.999999)::double precision)) THEN 'HH24:MI:SS'::text WHEN (((v)::numeric % (1)::numeric) = (0)::numeric) THEN 'YYYY-MM-DD'::text ELSE 'YYYY-MM-DD HH24:MI:SS'::text END)) END;


ALTER FUNCTION gsync.date_text(v jsonb) OWNER TO postgres;

--
-- Name: decide(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.decide(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
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


ALTER FUNCTION gsync.decide(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: deciding(text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.deciding(policy text, direction text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE direction WHEN 'to-sheet'::text THEN 'database'::text WHEN 'to-database'::text THEN 'sheet'::text ELSE policy END;


ALTER FUNCTION gsync.deciding(policy text, direction text) OWNER TO postgres;

--
-- Name: decimal_sign(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.decimal_sign(locale text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (locale ~ '^(de|it|fr)_(CH|LI)|^es_(MX|US|PR|GT|HN|NI|PA|PE|SV|DO)'::text) THEN '.'::text WHEN (locale ~ '^(az|be|bg|bs|ca|cs|da|de|el|es|et|eu|fi|fr|gl|hr|hu|hy|id|is|it|ka|kk|lt|lv|mk|nb|nl|nn|no|pl|pt|ro|ru|sk|sl|sr|sv|tr|uk|vi)(_|$)|^en_ZA'::text) THEN ','::text ELSE '.'::text END;


ALTER FUNCTION gsync.decimal_sign(locale text) OWNER TO postgres;

--
-- Name: decode_sql(text, text, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.decode_sql(kind text, type text, time_zone text, locale text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE
    instant constant text := $s$timestamp '1899-12-30' + round({x}::float8 * 86400000) * interval '1 millisecond'$s$;
    iso text := format('gsync.to_date({x} #>> ''{}'', %L)', gsync.date_example(locale));
BEGIN
    RETURN CASE
        WHEN kind = 'text' THEN $s$(CASE jsonb_typeof({x}) WHEN 'boolean' THEN upper({x} #>> '{}') ELSE {x} #>> '{}' END)$s$
        WHEN kind = 'date' THEN format($s$(CASE jsonb_typeof({x}) WHEN 'number' THEN date '1899-12-30' + floor({x}::float8)::int ELSE (%s)::date END)$s$, iso)
        WHEN kind = 'timestamp' THEN format($s$(CASE jsonb_typeof({x}) WHEN 'number' THEN %s ELSE (%s)::timestamp END)$s$, instant, iso)
        WHEN kind = 'timestamptz' THEN format($s$(CASE WHEN jsonb_typeof({x}) = 'number' THEN (%2$s) AT TIME ZONE %1$L
            WHEN ({x} #>> '{}') ~ '\d([+-]\d\d(:?\d\d)?|Z)( BC)?$' OR ({x} #>> '{}') ~ 'infinity' THEN ({x} #>> '{}')::timestamptz
            ELSE (%3$s)::timestamp AT TIME ZONE %1$L END)$s$, time_zone, instant, iso)
        WHEN kind = 'time' THEN $s$(CASE jsonb_typeof({x}) WHEN 'number' THEN (round({x}::float8 * 86400000) * interval '1 millisecond')::text::time ELSE ({x} #>> '{}')::time END)$s$
        WHEN kind = 'interval' THEN format($s$(CASE jsonb_typeof({x}) WHEN 'number' THEN make_interval(secs => {x}::float8 * 86400) ELSE ({x} #>> '{}')::interval END)::%s$s$, type)
        WHEN kind = 'boolean' THEN format($s$(CASE jsonb_typeof({x}) WHEN 'string' THEN gsync.to_boolean({x} #>> '{}') ELSE {x} #>> '{}' END)::%s$s$, type)
        WHEN kind IN ('smallint', 'integer', 'bigint', 'numeric', 'float') THEN
            format($s$(CASE jsonb_typeof({x}) WHEN 'string' THEN gsync.to_number({x} #>> '{}', %L) ELSE {x} #>> '{}' END)::%s$s$, gsync.decimal_sign(locale), type)
        ELSE format('({x} #>> ''{}'')::%s', type) END;
END $_$;


ALTER FUNCTION gsync.decode_sql(kind text, type text, time_zone text, locale text) OWNER TO postgres;

--
-- Name: deleted_beside(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.deleted_beside(l gsync.link) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
    reach int;
BEGIN
    IF NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'delete') THEN RETURN false; END IF;
    SELECT count(*) FILTER (WHERE r.pending_op IS DISTINCT FROM 'delete') INTO reach
    FROM gsync.row r WHERE r.link = l.id AND r.place IS NOT NULL AND r.has_id AND NOT gsync.is_newer(r, l) AND NOT EXISTS (SELECT FROM pg_temp.gsync_id i WHERE i.id = r.id);
    IF reach = 0 THEN RETURN false; END IF;
    reach := reach + (SELECT count(*) FROM pg_temp.gsync_id i WHERE NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.id = i.id AND r.place IS NOT NULL));
    RETURN EXISTS (SELECT FROM (SELECT r.place, lag(r.place) OVER (ORDER BY i.place) AS before FROM pg_temp.gsync_id i JOIN gsync.row r ON r.link = l.id AND r.id = i.id AND r.place IS NOT NULL) o
            WHERE o.before > o.place)
        OR EXISTS (SELECT FROM gsync.row r JOIN gsync.row d ON d.link = l.id AND d.pending_op = 'delete' AND abs(d.pending_place - r.place) <= reach
            WHERE r.link = l.id AND r.pending_op IS DISTINCT FROM 'delete' AND r.has_id AND r.place IS NOT NULL AND NOT gsync.is_newer(r, l) AND NOT EXISTS (SELECT FROM pg_temp.gsync_id i WHERE i.id = r.id));
END $$;


ALTER FUNCTION gsync.deleted_beside(l gsync.link) OWNER TO postgres;

--
-- Name: deleted_rows(text, text[], timestamp with time zone, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.deleted_rows(link text, list text[] DEFAULT NULL::text[], since timestamp with time zone DEFAULT NULL::timestamp with time zone, of_side text DEFAULT NULL::text) RETURNS TABLE(key text[], at timestamp with time zone, side text, who text, cells json)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.name = deleted_rows.link);
BEGIN
    IF l IS NULL THEN l := gsync.link_called(deleted_rows.link); END IF;      -- says which links there are
    RETURN QUERY
    SELECT d.key, d.at, d.side, d.who, b.cells
    FROM (SELECT DISTINCT ON (h.key) h.key, h.at, h.side, h.who, h.id FROM gsync.history h
          WHERE h.link = l.id AND h.col IS NULL AND h.new IS NULL AND h.key IS NOT NULL AND h.at >= coalesce(since, '-infinity')
            AND (list IS NULL OR h.key IN (SELECT gsync.keys_of(l.key_columns, list))) ORDER BY h.key, h.id DESC) d
    LEFT JOIN LATERAL (SELECT b.cells FROM gsync.bin b WHERE b.link = l.id AND b.key = d.key ORDER BY b.id DESC LIMIT 1) b ON true
    WHERE (of_side IS NULL OR d.side = of_side) AND NOT gsync.is_in_table(l, d.key)
    ORDER BY d.id DESC;
END $$;


ALTER FUNCTION gsync.deleted_rows(link text, list text[], since timestamp with time zone, of_side text) OWNER TO postgres;

--
-- Name: differing(jsonb, jsonb, jsonb, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.differing(s jsonb, base jsonb, rej jsonb, columns text[]) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (SELECT array_agg(c) FROM unnest(columns) c WHERE CASE WHEN rej ? c THEN rej -> c <> coalesce(s -> c, 'null') ELSE s -> c IS DISTINCT FROM base -> c END);
END $$;


ALTER FUNCTION gsync.differing(s jsonb, base jsonb, rej jsonb, columns text[]) OWNER TO postgres;

--
-- Name: digits_said(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.digits_said(full_type text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN COALESCE((SELECT format(': it takes %s before the decimal sign and rounds to %s behind it'::text, ((m.m[1])::integer - (m.m[2])::integer), m.m[2]) AS format FROM regexp_match(digits_said.full_type, '\((\d+),(\d+)\)'::text) m(m) WHERE (m.m IS NOT NULL)), ''::text);


ALTER FUNCTION gsync.digits_said(full_type text) OWNER TO postgres;

--
-- Name: discard(bigint); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.discard(held_id bigint) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    h gsync.held := gsync.held_open(held_id);
    ids text[] := ARRAY(SELECT id FROM gsync.row WHERE link = h.link AND held = h.id);
BEGIN
    IF h.side = 'sheet' THEN                 -- as rows that the sheet never had: their lines may still stand there, emptied but for the id
        PERFORM gsync.mark_rows(h.link, ids);
        DELETE FROM gsync.rejected WHERE link = h.link AND row_id = ANY (ids);
        DELETE FROM gsync.row WHERE link = h.link AND id = ANY (ids);
    ELSE
        PERFORM gsync.restore_held(h.link, ids);
        DELETE FROM gsync.row WHERE link = h.link AND id = ANY (ids) AND held = h.id;   -- unknown rows of the sheet are inserted by the next scan
    END IF;
    UPDATE gsync.link SET scan_wanted = now(), ids_seen = NULL WHERE id = h.link;
    UPDATE gsync.held SET state = 'discarded', ended_at = now() WHERE id = h.id;
    RETURN cardinality(ids);
END $$;


ALTER FUNCTION gsync.discard(held_id bigint) OWNER TO postgres;

--
-- Name: dismiss_conflicts(text, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.dismiss_conflicts(link text, list text[]) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    n bigint;
BEGIN
    IF dismiss_conflicts.link IS NOT NULL THEN PERFORM gsync.link_named(dismiss_conflicts.link); END IF;
    UPDATE gsync.conflict c SET ended_at = now(), ended_by = session_user, ended_as = 'dismissed'
    WHERE c.ended_at IS NULL AND (list IS NULL OR gsync.in_list(c.id, list)) AND (dismiss_conflicts.link IS NULL OR c.link = (SELECT k.id FROM gsync.link k WHERE k.name = dismiss_conflicts.link));
    GET DIAGNOSTICS n = ROW_COUNT;
    RETURN n;
END $$;


ALTER FUNCTION gsync.dismiss_conflicts(link text, list text[]) OWNER TO postgres;

--
-- Name: doom(integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.doom(of_link integer, keys text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH holders AS MATERIALIZED (
        SELECT r.id, row_number() OVER (PARTITION BY r.key ORDER BY r.keyed DESC, r.id) AS n
        FROM unnest(keys) k JOIN gsync.row r ON r.link = of_link AND r.key = ARRAY(SELECT json_array_elements_text(k::json))),
    older AS MATERIALIZED (SELECT id FROM holders WHERE n > 1)
    UPDATE gsync.row r SET key = NULL, doomed = (SELECT direction <> 'to-database' FROM gsync.link WHERE id = of_link) FROM older o WHERE r.link = of_link AND r.id = o.id;
END $$;


ALTER FUNCTION gsync.doom(of_link integer, keys text[]) OWNER TO postgres;

--
-- Name: doubt(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.doubt(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO gsync.unsure (link, id, col, value, places, until)
    SELECT l.id, o.id, o.c, o.v, l.sent_places, now() + interval '10 minutes' FROM gsync.landed_cells(l) o
    UNION ALL
    SELECT l.id, r.id, '', CASE r.pending_op WHEN 'append' THEN (SELECT jsonb_object_agg(p.key, p.value -> 0) FROM jsonb_each(r.pending) p) ELSE '"delete"' END,
        l.sent_places, now() + interval '10 minutes' FROM gsync.row r WHERE r.link = l.id AND r.pending_op IN ('append', 'delete');
    PERFORM gsync.mark_rows(l.id, ARRAY(SELECT id FROM gsync.row WHERE link = l.id AND pending_op IS NOT NULL));
    -- the numbers stay on the cells, but what stands there is no longer known
    UPDATE gsync.row r SET written = r.written || (SELECT coalesce(jsonb_object_agg(p.key, -l.unread), '{}') FROM jsonb_each(r.pending) p)
    WHERE r.link = l.id AND r.pending_op = 'update';
    UPDATE gsync.note SET sent = false WHERE link = l.id AND sent;
    PERFORM gsync.end_publish(l.id);
    UPDATE gsync.link SET given_up = l.unread, scan_wanted = least(scan_wanted, now() + interval '2 seconds') WHERE id = l.id;
END $$;


ALTER FUNCTION gsync.doubt(l gsync.link) OWNER TO postgres;

--
-- Name: doubt_typed(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.doubt_typed(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
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


ALTER FUNCTION gsync.doubt_typed(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: drop_doubles(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.drop_doubles(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH double AS (
        DELETE FROM pg_temp.gsync_sheet x
        WHERE x.id IS NULL AND (EXISTS (SELECT FROM gsync.unsure u WHERE u.link = l.id AND u.id = x.shown AND u.col = '' AND jsonb_typeof(u.value) = 'object' AND u.until > now()
                AND NOT EXISTS (      -- what differs from what was appended came with the same late request, which took it for another row
                    SELECT FROM jsonb_object_keys(u.value || x.s) c(name) WHERE u.value -> c.name IS DISTINCT FROM x.s -> c.name AND NOT gsync.is_unsure(l.id, NULL, c.name, x.s -> c.name)))
            OR EXISTS (                   -- the same under an id that another late or misplaced write has left on it
                SELECT FROM gsync.unsure u JOIN gsync.row r ON r.link = l.id AND r.id = u.id AND x.s IN (r.base, jsonb_strip_nulls(u.value)) JOIN pg_temp.gsync_sheet o ON o.id = r.id
                WHERE u.link = l.id AND u.col = '' AND jsonb_typeof(u.value) = 'object' AND u.until > now()
                  AND (x.shown IS NULL OR EXISTS (SELECT FROM gsync.row m WHERE m.link = l.id AND m.id = x.shown AND NOT m.has_id))))
        RETURNING x.*),
    made AS (INSERT INTO gsync.row (link, id, base, place, has_id, doomed) SELECT l.id, gsync.new_id(), d.s, d.place, false, true FROM double d RETURNING id, place)
    INSERT INTO pg_temp.gsync_sheet (place, shown, same, id, s, cells, formulas) SELECT d.place, d.shown, false, m.id, d.s, d.cells, d.formulas FROM made m JOIN double d ON d.place = m.place;
END $$;


ALTER FUNCTION gsync.drop_doubles(l gsync.link) OWNER TO postgres;

--
-- Name: drop_misplaced(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.drop_misplaced(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH ours AS MATERIALIZED (SELECT id, gsync.columns_moved(l) AS moved, gsync.sent_cells('{}', pending) AS sent FROM gsync.row WHERE link = l.id AND pending_op = 'append'
        UNION SELECT id, places <> gsync.places(l), jsonb_strip_nulls(value) FROM gsync.unsure WHERE link = l.id AND col = '' AND jsonb_typeof(value) = 'object' AND until > now()),
    stray AS (
        SELECT DISTINCT x.place, x.s FROM ours o JOIN pg_temp.gsync_sheet x ON x.cells ? o.id AND (x.shown IS DISTINCT FROM o.id OR o.moved AND x.s <> o.sent)
        WHERE NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.id = x.shown AND (r.id <> o.id OR r.base IS NOT NULL))),
    made AS (INSERT INTO gsync.row (link, id, base, place, has_id, doomed) SELECT l.id, gsync.new_id(), s.s, s.place, false, true FROM stray s RETURNING id, place)
    UPDATE pg_temp.gsync_sheet x SET id = m.id FROM made m WHERE m.place = x.place;
END $$;


ALTER FUNCTION gsync.drop_misplaced(l gsync.link) OWNER TO postgres;

--
-- Name: drop_refused(integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.drop_refused(of_link integer, ids text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO gsync.conflict (link, row_id, key, col, winner, sheet_value, table_value, base_value, sheet_by, sheet_at, source, detail)
    SELECT r.link, r.id, r.key, c.key, 'database', nullif(c.value, 'null'), nullif(r.against -> c.key, 'null'), r.base -> c.key, x.who, x.at, x.source, 'the table had refused it: ' || x.reason
    FROM gsync.row r CROSS JOIN LATERAL jsonb_each(r.rej) c
    CROSS JOIN LATERAL (SELECT * FROM gsync.rejected x WHERE x.link = r.link AND x.row_id = r.id AND x.side = 'sheet' AND x.cells ? c.key ORDER BY x.id LIMIT 1) x
    WHERE r.link = of_link AND r.id = ANY (ids) AND r.key IS NOT NULL;
    DELETE FROM gsync.rejected WHERE link = of_link AND side = 'sheet' AND row_id = ANY (ids);
    DELETE FROM gsync.note WHERE link = of_link AND id = ANY (ids);
    UPDATE gsync.row SET rej = '{}', against = '{}' WHERE link = of_link AND id = ANY (ids) AND rej <> '{}';
END $$;


ALTER FUNCTION gsync.drop_refused(of_link integer, ids text[]) OWNER TO postgres;

--
-- Name: drop_triggers(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.drop_triggers(of_link integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    f text;
BEGIN
    FOR f IN SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'gsync'::regnamespace AND p.proname ~ format('^link_%s_(insert|update|delete|truncate|moved)$', of_link) LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', f);
    END LOOP;
END $_$;


ALTER FUNCTION gsync.drop_triggers(of_link integer) OWNER TO postgres;

--
-- Name: due(gsync.link, double precision); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.due(l gsync.link, scan_interval_s double precision, OUT action text, OUT since timestamp with time zone) RETURNS record
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF l.state = 'paused' THEN RETURN; END IF;
    IF l.state = 'new' OR l.id_place IS NULL AND l.state = 'broken' OR l.mend IS NOT NULL AND l.state <> 'broken' THEN
        action := 'prepare'; since := l.created_at; RETURN;
    END IF;
    IF l.state = 'broken' THEN
        action := CASE WHEN l.scan_wanted >= l.problem_at THEN 'scan' ELSE 'publish' END; since := l.problem_at; RETURN;        -- reads little: is it mended?
    END IF;
    IF l.scanned_at IS NULL OR l.scan_wanted <= now() OR l.whole OR l.scanned_at < now() - make_interval(secs => scan_interval_s) THEN
        action := 'scan'; since := coalesce(l.scan_wanted, l.scanned_at + make_interval(secs => scan_interval_s), l.created_at); RETURN;
    END IF;
    since := l.sent_at;
    IF l.unread IS NULL THEN
        PERFORM gsync.pass_over(l);
        -- a mark that an open transaction has renewed cannot be claimed yet
        SELECT y.changed_at INTO since FROM gsync.dirty y WHERE y.link = l.id ORDER BY y.changed_at LIMIT 1 FOR SHARE SKIP LOCKED;
        IF NOT FOUND AND (EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND (NOT r.has_id OR r.doomed) AND NOT r.aside ? '' AND r.place IS NOT NULL)
                OR EXISTS (SELECT FROM gsync.note n JOIN gsync.row r ON r.link = n.link AND r.id = n.id JOIN gsync.link_column c ON c.link = n.link AND c.name = n.col
                           WHERE n.link = l.id AND n.want IS DISTINCT FROM n.have AND r.place IS NOT NULL AND r.has_id AND c.place IS NOT NULL)) THEN
            since := now();
        END IF;
        IF since IS NULL AND gsync.may_offer(l.id, interval '5 minutes') THEN since := now(); END IF;
    END IF;
    action := CASE WHEN since IS NOT NULL THEN 'publish' END;
END $$;


ALTER FUNCTION gsync.due(l gsync.link, scan_interval_s double precision, OUT action text, OUT since timestamp with time zone) OWNER TO postgres;

--
-- Name: encode_sql(text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.encode_sql(kind text, time_zone text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE
    stamp constant text := $s$CASE WHEN {x} BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999'
        THEN to_jsonb((round(date_part('epoch', {x}) * 1000) + 2209161600000) / 86400000) ELSE to_jsonb(replace(to_jsonb({x}) #>> '{}', 'T', ' ')) END$s$;
BEGIN
    RETURN CASE kind
        WHEN 'bigint' THEN 'CASE WHEN {x} BETWEEN -9007199254740992 AND 9007199254740992 THEN to_jsonb({x}) ELSE to_jsonb({x}::text) END'
        WHEN 'numeric' THEN 'CASE WHEN {x} = 0 OR abs({x}) BETWEEN 1e-307 AND 1e308 THEN to_jsonb({x}::float8) ELSE to_jsonb({x}::text) END'
        WHEN 'text' THEN $s$to_jsonb(nullif({x}::text, ''))$s$
        WHEN 'date' THEN $s$CASE WHEN {x} BETWEEN '0001-01-01' AND '9999-12-31' THEN to_jsonb({x} - date '1899-12-30') ELSE to_jsonb({x}) END$s$
        WHEN 'timestamp' THEN stamp
        WHEN 'timestamptz' THEN CASE WHEN time_zone IS NULL THEN stamp
            ELSE replace(stamp, '{x}', format('({x} AT TIME ZONE %L)', time_zone)) END
        WHEN 'time' THEN $s$to_jsonb(round(date_part('epoch', {x}) * 1000) / 86400000)$s$
        WHEN 'interval' THEN $s$to_jsonb({x}::text)$s$
        WHEN 'uuid' THEN $s$to_jsonb({x}::text)$s$
        WHEN 'other' THEN $s$to_jsonb(nullif({x}::text, ''))$s$
        ELSE 'to_jsonb({x})' END;
END $_$;


ALTER FUNCTION gsync.encode_sql(kind text, time_zone text) OWNER TO postgres;

--
-- Name: log_id; Type: SEQUENCE; Schema: gsync; Owner: postgres
--

CREATE SEQUENCE gsync.log_id
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE gsync.log_id OWNER TO postgres;

--
-- Name: conflict; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.conflict (
    id bigint DEFAULT nextval('gsync.log_id'::regclass) NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    link integer NOT NULL,
    row_id text,
    key text[],
    col text,
    winner text NOT NULL,
    sheet_value jsonb,
    table_value jsonb,
    base_value jsonb,
    sheet_by text,
    sheet_at timestamp with time zone,
    table_by text,
    table_at timestamp with time zone,
    source text,
    detail text,
    exact json,
    ended_at timestamp with time zone,
    ended_by text,
    ended_as text,
    CONSTRAINT conflict_ended_as_check CHECK ((ended_as = ANY (ARRAY['turned'::text, 'kept'::text, 'dismissed'::text]))),
    CONSTRAINT conflict_winner_check CHECK ((winner = ANY (ARRAY['sheet'::text, 'database'::text])))
);


ALTER TABLE gsync.conflict OWNER TO postgres;

--
-- Name: end_conflict(bigint, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.end_conflict(of_id bigint, how text) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 UPDATE gsync.conflict SET ended_at = now(), ended_by = SESSION_USER, ended_as = end_conflict.how
   WHERE (conflict.id = end_conflict.of_id);
END;


ALTER FUNCTION gsync.end_conflict(of_id bigint, how text) OWNER TO postgres;

--
-- Name: end_publish(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.end_publish(of_link integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE gsync.row SET pending = NULL, pending_op = NULL, pending_place = NULL, landed_place = NULL, ver = ver + 1 WHERE link = of_link AND pending_op IS NOT NULL;
    UPDATE gsync.link SET unread = NULL, unread_state = NULL WHERE id = of_link;
END $$;


ALTER FUNCTION gsync.end_publish(of_link integer) OWNER TO postgres;

--
-- Name: entry_problem(jsonb, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.entry_problem(body jsonb, problem text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (body IS NULL) THEN COALESCE(problem, 'empty'::text) WHEN (jsonb_typeof(body) <> 'object'::text) THEN 'not an object'::text WHEN ((body ->> 'kind'::text) = ANY (ARRAY['ping'::text, 'structure'::text])) THEN NULL::text WHEN (((body ->> 'kind'::text) IS NULL) OR ((body ->> 'kind'::text) <> ALL (ARRAY['edit'::text, 'scan'::text]))) THEN 'kind is none of edit, scan, structure, ping'::text WHEN (jsonb_typeof((body -> 'header'::text)) IS DISTINCT FROM 'array'::text) THEN 'no header'::text WHEN ((jsonb_typeof(COALESCE((body -> 'rows'::text), '[]'::jsonb)) <> 'array'::text) OR (jsonb_typeof(COALESCE((body -> 'gone'::text), '[]'::jsonb)) <> 'array'::text)) THEN 'rows is not an array'::text ELSE NULL::text END;


ALTER FUNCTION gsync.entry_problem(body jsonb, problem text) OWNER TO postgres;

--
-- Name: filter_problem(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.filter_problem(of_link integer) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    IF l.filter IS NOT NULL THEN EXECUTE format('SELECT 1 FROM %s WHERE false', gsync.rows_sql(l)); END IF;
    RETURN NULL;
EXCEPTION WHEN syntax_error_or_access_rule_violation THEN
    RETURN format('the filter of this link (%s) does not fit %s any more: %s. Undo that, or unlink it and link it again', l.filter_said, l.relation, SQLERRM);
END $$;


ALTER FUNCTION gsync.filter_problem(of_link integer) OWNER TO postgres;

--
-- Name: find_gone(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.find_gone(l gsync.link) RETURNS TABLE(id text, ver bigint)
    LANGUAGE plpgsql
    AS $$
DECLARE
    known int; seen int;
    missing text[]; free text[];
    why text;
BEGIN
    UPDATE gsync.row r SET held = NULL FROM pg_temp.gsync_sheet x, gsync.held h
    WHERE r.link = l.id AND r.id = x.id AND x.s <> '{}' AND h.id = r.held AND h.side = 'sheet';
    PERFORM gsync.close_held(l.id);
    IF l.direction = 'to-sheet' THEN             -- a later look has found the same: it was no short answer, and the table decides
        PERFORM gsync.discard(h.id) FROM gsync.held h WHERE h.link = l.id AND h.side = 'sheet' AND h.state = 'held';
    END IF;
    PERFORM gsync.note_missed(l);

    -- an emptied row is gone, once no note of ours stands on it any more
    UPDATE gsync.note n SET want = NULL FROM pg_temp.gsync_sheet x WHERE n.link = l.id AND n.id = x.id AND x.s = '{}' AND n.want IS NOT NULL;
    UPDATE gsync.link k SET scan_wanted = least(k.scan_wanted, now() + interval '2 seconds') WHERE k.id = l.id
        AND EXISTS (SELECT FROM gsync.note n JOIN pg_temp.gsync_sheet x ON x.id = n.id AND x.s = '{}' WHERE n.link = l.id AND n.have IS NOT NULL);
    SELECT count(*), count(x.id), array_agg(r.id) FILTER (WHERE x.id IS NULL AND r.held IS NULL AND NOT r.may_delete AND r.missed > 1), array_agg(r.id) FILTER (WHERE x.id IS NULL AND r.may_delete)
    INTO known, seen, missing, free
    FROM gsync.row r LEFT JOIN pg_temp.gsync_sheet x ON x.id = r.id AND x.s <> '{}'
    WHERE r.link = l.id AND r.base IS NOT NULL AND r.pending_op IS NULL AND NOT gsync.is_newer(r, l)
      AND NOT EXISTS (SELECT FROM gsync.note n JOIN pg_temp.gsync_sheet b ON b.id = n.id AND b.s = '{}' WHERE n.link = l.id AND n.id = r.id AND n.have IS NOT NULL);
    IF missing IS NOT NULL AND EXISTS (SELECT FROM gsync.unsure u WHERE u.link = l.id AND u.col = '' AND u.value = '"delete"' AND u.until > now()) THEN
        PERFORM gsync.restore(l, missing);      -- a delete by row number may have landed late, and hit them
        missing := (SELECT array_agg(r.id) FROM gsync.row r WHERE r.link = l.id AND r.id = ANY (missing) AND r.key IS NULL);
    END IF;
    IF missing IS NOT NULL THEN
        why := CASE WHEN NOT EXISTS (SELECT FROM pg_temp.gsync_sheet WHERE s <> '{}') THEN 'the tab is empty'
            WHEN cardinality(missing) > 1 AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.id WHERE x.s <> '{}' AND r.keyed <= l.complete)
                THEN 'the tab shows other rows than before'
            WHEN seen * 2 < known AND cardinality(missing) > 10 THEN 'more than half of the rows are gone'   -- of a handful, people may well delete most
            WHEN l.direction <> 'to-sheet' THEN gsync.too_many(l, cardinality(missing), known) END;
        IF why IS NOT NULL THEN
            PERFORM gsync.hold(l.id, 'sheet', missing, known, why);
            missing := NULL;
        END IF;
    END IF;
    UPDATE gsync.link k SET complete = (SELECT last_value FROM gsync.rekey_id_seq) WHERE k.id = l.id AND NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.missed > 0);
    RETURN QUERY SELECT r.id, r.ver FROM gsync.row r WHERE r.link = l.id AND r.id = ANY (missing || free);
END $$;


ALTER FUNCTION gsync.find_gone(l gsync.link) OWNER TO postgres;

--
-- Name: find_spoilt(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.find_spoilt(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH same AS MATERIALIZED (
        SELECT b.n AS was, h.n AS is FROM pg_temp.gsync_before w CROSS JOIN LATERAL gsync.header_cells(w.cells) b JOIN gsync.strange_headers(l) h ON h.h = b.h
        WHERE w.link = l.id AND w.id IS NULL AND (SELECT count(*) = 1 FROM gsync.header_cells(l.header) o WHERE o.h = h.h)),
    cell AS (
        SELECT x.id, x.place, s.is AS col, nullif(x.cells -> s.is - 1, 'null') AS shown, nullif(w.cells -> s.was - 1, 'null') AS was
        FROM pg_temp.gsync_before w JOIN pg_temp.gsync_sheet x ON x.id = w.id CROSS JOIN same s WHERE w.link = l.id AND NOT coalesce(w.formulas @> to_jsonb(s.was), false))
    INSERT INTO pg_temp.gsync_spoilt (place, col, was)
    SELECT c.place, c.col, c.was FROM cell c JOIN gsync.row r ON r.link = l.id AND r.id = c.id
    WHERE c.shown IS DISTINCT FROM c.was AND c.shown IN (SELECT p.value -> 0 FROM jsonb_each(r.pending) p UNION ALL SELECT to_jsonb(r.id));
END $$;


ALTER FUNCTION gsync.find_spoilt(l gsync.link) OWNER TO postgres;

--
-- Name: find_unsent(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.find_unsent(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    columns text[] := ARRAY(SELECT name FROM gsync.link_column WHERE link = l.id AND place IS NOT NULL);
BEGIN
    UPDATE pg_temp.gsync_sheet x SET diff = d.diff
    FROM (SELECT o.place, CASE WHEN gsync.is_newer(r, l) OR o.s = '{}' THEN '{}' ELSE gsync.differing(o.s, r.base, r.rej, columns) END AS diff   -- '{}': not to be told, not to be written
          FROM pg_temp.gsync_sheet o JOIN gsync.row r ON r.link = l.id AND r.id = o.id
          WHERE NOT o.same AND r.base IS NOT NULL AND r.pending_op IS NULL AND (o.s <> r.base OR r.rej <> '{}')) d
    WHERE d.place = x.place AND d.diff IS NOT NULL;

    -- where a formula gave way to a value, the cell may be published again
    PERFORM gsync.mark_rows(l.id, ARRAY(SELECT r.id FROM gsync.row r JOIN pg_temp.gsync_sheet x ON x.id = r.id AND NOT x.same WHERE r.link = l.id AND NOT r.formulas <@ x.formulas));
    UPDATE gsync.row r SET formulas = x.formulas FROM pg_temp.gsync_sheet x WHERE NOT x.same AND r.link = l.id AND r.id = x.id AND r.formulas <> x.formulas;
END $$;


ALTER FUNCTION gsync.find_unsent(l gsync.link) OWNER TO postgres;

--
-- Name: fine_sql(text, boolean, integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.fine_sql(kind text, is_domain boolean, typmod integer, labels text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE
    whole constant text := $s$CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric BETWEEN %s AND %s AND {x}::numeric %% 1 = 0 ELSE false END$s$;
    days constant text := $s$CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric BETWEEN -693593 AND 2958465 ELSE false END$s$;
    test text;
BEGIN
    test := CASE
        WHEN is_domain THEN 'false'
        WHEN kind = 'smallint' THEN format(whole, '-32768', '32767')
        WHEN kind = 'integer' THEN format(whole, '-2147483648', '2147483647')
        WHEN kind = 'bigint' THEN format(whole, '-9007199254740991', '9007199254740991')
        WHEN kind = 'numeric' AND typmod >= 0 THEN format($s$CASE WHEN jsonb_typeof({x}) = 'number' THEN abs({x}::numeric) < %s ELSE false END$s$,
            power(10::numeric, ((typmod - 4) >> 16) - ((((typmod - 4) & 2047) # 1024) - 1024)) - 1)
        WHEN kind = 'numeric' THEN $s$jsonb_typeof({x}) = 'number'$s$
        WHEN kind = 'float' THEN $s$CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric = 0 OR abs({x}::numeric) BETWEEN 1e-37 AND 1e38 ELSE false END$s$
        WHEN kind = 'boolean' THEN $s$jsonb_typeof({x}) = 'boolean'$s$
        WHEN kind = 'text' AND typmod >= 0 THEN format($s$length({x} #>> '{}') <= %s AND strpos({x} #>> '{}', U&'\FDD0') = 0$s$, typmod - 4)
        WHEN kind = 'text' THEN $s$strpos({x} #>> '{}', U&'\FDD0') = 0$s$
        WHEN kind IN ('date', 'timestamp', 'timestamptz') THEN days
        WHEN kind = 'time' THEN $s$CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric BETWEEN 0 AND 1 ELSE false END$s$
        WHEN kind = 'uuid' THEN $s$({x} #>> '{}') ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'$s$
        WHEN labels IS NOT NULL THEN format($s$({x} #>> '{}') = ANY (%L)$s$, labels)
        ELSE 'false' END;
    RETURN format($s$({x} IS NULL OR {x} = 'null' OR %s)$s$, test);
END $_$;


ALTER FUNCTION gsync.fine_sql(kind text, is_domain boolean, typmod integer, labels text[]) OWNER TO postgres;

--
-- Name: fingerprint(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.fingerprint(of_link integer) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class WHERE oid = l.relation) THEN RETURN NULL; END IF;
    IF has_table_privilege(l.relation, 'SELECT') AND has_schema_privilege((SELECT relnamespace FROM pg_class WHERE oid = l.relation), 'USAGE') THEN
        EXECUTE format('LOCK TABLE ONLY %s IN ACCESS SHARE MODE', l.relation);
    END IF;
    RETURN concat_ws('|', concat(l.time_zone, ' ', l.locale, ' ') || (SELECT string_agg(concat_ws('.', a.xmin, d.xmin), ' ' ORDER BY a.attnum)
            FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = l.relation AND a.attnum > 0),
        (SELECT concat(c.relfilenode, '/', (SELECT string_agg(e.xmin::text, ' ' ORDER BY e.oid) FROM pg_attribute a JOIN pg_enum e ON e.enumtypid = a.atttypid
            WHERE a.attrelid = l.relation AND a.attnum > 0), (SELECT string_agg(p.relid::oid::text, ' ' ORDER BY p.relid) FROM pg_partition_tree(l.relation) p WHERE c.relkind = 'p'))
            FROM pg_class c WHERE c.oid = l.relation),
        (SELECT string_agg(concat_ws('.', i.indexrelid, i.xmin), ' ' ORDER BY i.indexrelid) FROM pg_index i WHERE i.indrelid = l.relation AND i.indisunique),
        gsync.has_heirs(l.relation),
        (SELECT concat(c.relforcerowsecurity, (SELECT string_agg(concat_ws('.', p.oid, p.xmin), ' ' ORDER BY p.oid) FROM pg_policy p WHERE p.polrelid = c.oid))
            FROM pg_class c WHERE c.oid = l.relation AND c.relrowsecurity),
        (SELECT format('in %s', c.relnamespace) FROM pg_class c WHERE c.oid = l.relation));
END $$;


ALTER FUNCTION gsync.fingerprint(of_link integer) OWNER TO postgres;

--
-- Name: first_sync(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.first_sync(of_link integer, OUT state text, OUT done bigint, OUT total bigint, OUT problem text, OUT worker boolean) RETURNS record
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link;
    left_rows bigint;
BEGIN
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT count(y.key), count(*) FILTER (WHERE y.key IS NULL AND NOT r.pending), count(*) INTO left_rows, done, total
    FROM (SELECT d.key FROM gsync.dirty d WHERE d.link = of_link) y       -- a full join, for whatever statistics say it is not done by loops
    FULL JOIN (SELECT x.key, x.pending_op IS NOT NULL AS pending FROM gsync.row x WHERE x.link = of_link AND (x.base IS NOT NULL OR x.pending_op IS NOT NULL)) r ON r.key = y.key;
    problem := l.problem;
    worker := EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = current_database() AND a.application_name = 'gsync-worker publish');
    state := CASE WHEN l.state = 'paused' THEN 'paused' WHEN l.state = 'new' OR l.id_place IS NULL THEN 'preparing'
        WHEN l.scanned_at IS NULL OR l.whole OR l.scan_wanted <= now() THEN 'reading'
        WHEN left_rows > 0 OR l.unread IS NOT NULL THEN 'sending' ELSE 'done' END;
END $$;


ALTER FUNCTION gsync.first_sync(of_link integer, OUT state text, OUT done bigint, OUT total bigint, OUT problem text, OUT worker boolean) OWNER TO postgres;

--
-- Name: follow_columns(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.follow_columns(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    renamed jsonb; gone text[];
BEGIN
    SELECT array_agg(c.name) INTO gone FROM gsync.link_column c
    WHERE c.link = l.id AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = l.relation AND a.attnum = c.attnum AND NOT a.attisdropped);
    IF gone IS NOT NULL THEN PERFORM gsync.forget_columns(l.id, gone); END IF;
    SELECT jsonb_object_agg(c.name, a.attname) INTO renamed FROM gsync.link_column c JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum = c.attnum
    WHERE c.link = l.id AND a.attname <> c.name;
    IF renamed IS NOT NULL THEN
        IF l.filter IS NOT NULL THEN UPDATE gsync.link SET filter = gsync.rename_filter(l, renamed) WHERE id = l.id; END IF;
        PERFORM gsync.rename_columns(l.id, renamed);
    END IF;
    INSERT INTO gsync.link_column (link, name, attnum)
    SELECT l.id, a.attname, a.attnum FROM pg_attribute a
    WHERE NOT l.chosen AND a.attrelid = l.relation AND a.attnum > 0 AND NOT a.attisdropped AND NOT gsync.is_id_header(a.attname) AND NOT EXISTS (SELECT FROM gsync.link_column c WHERE c.link = l.id AND c.attnum = a.attnum);
END $$;


ALTER FUNCTION gsync.follow_columns(l gsync.link) OWNER TO postgres;

--
-- Name: follow_key(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.follow_key(of_link integer, OUT problem text, OUT changed boolean) RETURNS record
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    wanted text[] := gsync.key_columns_of(l.relation);
    types jsonb := (SELECT jsonb_object_agg(s.name, s.full_type) FROM gsync.link_shape s WHERE s.link = of_link AND s.name = ANY (l.key_columns));
BEGIN
    changed := false;
    IF gsync.key_index(l.relation, ARRAY(SELECT attnum FROM gsync.link_column WHERE link = of_link AND name = ANY (l.key_columns))) IS NULL
            OR NOT l.key_columns <@ ARRAY(SELECT name FROM gsync.link_column WHERE link = of_link) THEN
        IF wanted IS NULL THEN
            problem := format('%s has no primary key any more, so nobody can tell its rows apart; add one: ALTER TABLE %s ADD PRIMARY KEY (…)', l.relation, l.relation);
        ELSIF NOT wanted <@ ARRAY(SELECT name FROM gsync.link_column WHERE link = of_link) THEN
            problem := format('the primary key of %s is now (%s), of which this link has not all columns; unlink it and link it again', l.relation, array_to_string(wanted, ', '));
        ELSE
            PERFORM gsync.change_key(l, wanted);
            changed := true;
        END IF;
    ELSIF types <> (SELECT jsonb_object_agg(s.name, s.full_type) FROM gsync.make_shapes(of_link) s WHERE s.name = ANY (l.key_columns)) THEN
        PERFORM gsync.make_link_shapes(of_link);
        PERFORM gsync.retype_keys(l, types);
        changed := true;
    END IF;
EXCEPTION WHEN data_exception OR undefined_function OR cannot_coerce THEN
    problem := format('the key of %s has changed, and its rows cannot be found by the new one (%s); unlink it and link it again', l.relation, SQLERRM);
END $$;


ALTER FUNCTION gsync.follow_key(of_link integer, OUT problem text, OUT changed boolean) OWNER TO postgres;

--
-- Name: follow_keys(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.follow_keys(of_link integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    k gsync.rekey;
    seen bigint[] := '{}';
    touched text[];
BEGIN
    FOR k IN SELECT * FROM gsync.rekey WHERE link = of_link ORDER BY id LOOP
        seen := seen || k.id;
        UPDATE gsync.row SET key = k.new_key, keyed = k.id
        WHERE link = of_link AND id = (SELECT id FROM gsync.row WHERE link = of_link AND key = k.old_key ORDER BY keyed, id LIMIT 1);
    END LOOP;
    IF seen = '{}' THEN RETURN 0; END IF;
    PERFORM gsync.doom(of_link, ARRAY(SELECT DISTINCT array_to_json(new_key)::text FROM gsync.rekey WHERE id = ANY (seen)));
    DELETE FROM gsync.rekey WHERE id = ANY (seen);
    RETURN cardinality(seen);
END $$;


ALTER FUNCTION gsync.follow_keys(of_link integer) OWNER TO postgres;

--
-- Name: follow_ours(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.follow_ours(l gsync.link, ours jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    hit text[];
BEGIN
    -- in rows that we know base follows, the table does not: the right value is written again
    WITH ours AS (SELECT DISTINCT o ->> 0 AS c, nullif(o -> 1, 'null') AS v FROM jsonb_array_elements(follow_ours.ours) o),
    hits AS (
        SELECT x.id, jsonb_object_agg(o.c, coalesce(o.v, 'null')) AS cells
        FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.id JOIN ours o ON x.s -> o.c IS NOT DISTINCT FROM o.v
        WHERE r.base -> o.c IS DISTINCT FROM o.v GROUP BY x.id),
    followed AS (
        UPDATE gsync.row r SET base = jsonb_strip_nulls(coalesce(r.base, '{}') || h.cells), ver = r.ver + 1,
            blot = (SELECT jsonb_object_agg(c, coalesce(r.base -> c, 'null')) FROM jsonb_object_keys(h.cells) c) || r.blot
        FROM hits h WHERE r.link = l.id AND r.id = h.id RETURNING r.id),
    -- in new rows it counts as empty
    blots AS (
        SELECT x.place, x.shown, array_agg(o.c) AS cols, jsonb_object_agg(o.c, o.v) AS cells FROM pg_temp.gsync_sheet x JOIN ours o ON x.s -> o.c = o.v
        WHERE x.id IS NULL GROUP BY x.place, x.shown),
    -- a row that holds nothing else was empty, or has nothing left: it goes
    stray AS (INSERT INTO gsync.row (link, id, base, place, has_id, doomed) SELECT l.id, gsync.new_id(), x.s, x.place, false, true FROM blots b JOIN pg_temp.gsync_sheet x ON x.place = b.place
              WHERE x.s - b.cols = '{}' RETURNING id, place),
    blotted AS (
        UPDATE pg_temp.gsync_sheet x SET id = y.id, given = CASE WHEN y.id IS NULL THEN coalesce(CASE WHEN gsync.is_id(b.shown) THEN b.shown END, gsync.new_id()) END,
            s = CASE WHEN y.id IS NULL THEN x.s - b.cols ELSE x.s END,
            cells = CASE WHEN y.id IS NULL THEN gsync.blot(x.cells, ARRAY(SELECT c.place FROM gsync.link_column c WHERE c.link = l.id AND c.name = ANY (b.cols))) ELSE x.cells END
        FROM blots b LEFT JOIN stray y ON y.place = b.place WHERE b.place = x.place RETURNING x.given, b.cells),
    kept AS (INSERT INTO gsync.unsure (link, id, col, value, until)
             SELECT l.id, b.given, e.key, e.value, now() + interval '10 minutes' FROM blotted b CROSS JOIN LATERAL jsonb_each(b.cells) e WHERE b.given IS NOT NULL
             RETURNING id, col, value),
    told AS (INSERT INTO gsync.conflict (link, row_id, col, winner, table_value, detail)
             SELECT l.id, k.id, k.col, 'database', k.value, 'written to a row that people moved meanwhile; what was typed here is in the version history of the sheet' FROM kept k)
    SELECT array_agg(id) INTO hit FROM followed;
    PERFORM gsync.mark_rows(l.id, hit);
END $$;


ALTER FUNCTION gsync.follow_ours(l gsync.link, ours jsonb) OWNER TO postgres;

--
-- Name: follow_renamed(integer, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.follow_renamed(of_link integer, of_header jsonb, pins jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    matched jsonb := gsync.match_columns(of_link, of_header, pins);
BEGIN
    UPDATE gsync.link_column c SET header = gsync.header_cell(of_header, c.place)
    WHERE c.link = of_link AND c.place IS NOT NULL AND NOT c.pinned AND NOT matched ? c.name
      AND gsync.header_cell(of_header, c.place) <> '' AND NOT gsync.is_id_header(gsync.header_cell(of_header, c.place))
      AND NOT EXISTS (SELECT FROM jsonb_each(matched) m WHERE m.value::int = c.place)
      AND NOT EXISTS (SELECT FROM gsync.link_column o WHERE o.link = of_link AND o.name <> c.name AND o.place IS NOT NULL
                      AND o.place IS DISTINCT FROM (matched ->> o.name)::int);
END $$;


ALTER FUNCTION gsync.follow_renamed(of_link integer, of_header jsonb, pins jsonb) OWNER TO postgres;

--
-- Name: follow_table(integer, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.follow_table(of_link integer, now_is text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    known boolean := l.shaped_as IS NOT NULL;
    before jsonb;
    schema name := (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = l.relation);
    problem text; changed boolean := false;
BEGIN
    IF now_is IS NULL THEN
        RETURN format('the linked table is gone (it was dropped); the sheet keeps its rows. gsync unlink %s, and link another table', l.name);
    END IF;
    IF known AND NOT (has_schema_privilege(schema, 'USAGE') AND has_table_privilege(l.relation, 'SELECT')) THEN
        PERFORM gsync.renew_rights(of_link);
        IF NOT (has_schema_privilege(schema, 'USAGE') AND has_table_privilege(l.relation, 'SELECT')) THEN
            RETURN format('the worker''s role %s may not read %s; GRANT USAGE ON SCHEMA %I TO %I; GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', current_user, l.relation, schema, current_user, l.relation, current_user);
        END IF;
    END IF;
    problem := gsync.rows_problem(l.relation, current_user);
    IF problem IS NOT NULL THEN RETURN problem; END IF;
    IF known THEN
        PERFORM gsync.follow_keys(of_link);
        PERFORM gsync.follow_columns(l);
        problem := gsync.filter_problem(of_link);
        IF problem IS NULL THEN SELECT f.problem, f.changed INTO problem, changed FROM gsync.follow_key(of_link) f; END IF;
        IF problem IS NOT NULL THEN RETURN problem; END IF;
    END IF;
    before := (SELECT jsonb_object_agg(s.name, s.encode) FROM gsync.link_shape s WHERE s.link = of_link);
    PERFORM gsync.make_link_shapes(of_link);
    UPDATE gsync.link SET shaped_as = now_is, altered = known, scan_wanted = CASE WHEN known THEN least(scan_wanted, now()) END WHERE id = of_link;
    IF NOT known THEN RETURN NULL; END IF;

    PERFORM gsync.renew_triggers(of_link);
    IF changed THEN DELETE FROM gsync.dirty WHERE link = of_link; END IF;
    IF changed OR split_part(l.shaped_as, '|', 2) <> split_part(now_is, '|', 2)      -- cells may have changed, and no trigger told
            OR EXISTS (SELECT FROM gsync.link_shape s WHERE s.link = of_link AND before ->> s.name <> s.encode) THEN
        PERFORM gsync.mark_all(of_link);
    END IF;
    RETURN NULL;
END $$;


ALTER FUNCTION gsync.follow_table(of_link integer, now_is text) OWNER TO postgres;

--
-- Name: forget_columns(integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.forget_columns(of_link integer, gone text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM gsync.link_column WHERE link = of_link AND name = ANY (gone);
    DELETE FROM gsync.note WHERE link = of_link AND col = ANY (gone) AND have IS NULL AND NOT sent;
    UPDATE gsync.note SET want = NULL WHERE link = of_link AND col = ANY (gone);
    DELETE FROM gsync.rejected WHERE link = of_link AND col = ANY (gone);
    DELETE FROM gsync.unsure WHERE link = of_link AND col = ANY (gone);
    UPDATE gsync.link SET sent_places = sent_places - gone, landed_places = landed_places - gone WHERE id = of_link;
    UPDATE gsync.row SET base = base - gone, written = written - gone, rej = rej - gone, aside = aside - gone, blot = blot - gone, away = away - gone,
        formulas = ARRAY(SELECT f FROM unnest(formulas) f WHERE f <> ALL (gone))
    WHERE link = of_link AND (base ?| gone OR written ?| gone OR rej ?| gone OR aside ?| gone OR blot ?| gone OR away ?| gone OR formulas && gone);
END $$;


ALTER FUNCTION gsync.forget_columns(of_link integer, gone text[]) OWNER TO postgres;

--
-- Name: formula_places(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.formula_places(of_link integer) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(c.name, c.place), '{}') FROM gsync.link l JOIN gsync.link_column c ON c.link = l.id
        WHERE l.id = of_link AND c.place IS NOT NULL AND coalesce(c.direction, l.direction) <> 'to-sheet');
END $$;


ALTER FUNCTION gsync.formula_places(of_link integer) OWNER TO postgres;

--
-- Name: free_name(text, integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.free_name(wanted text, place integer, taken text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
    plain text := coalesce(nullif(gsync.plain_name(wanted), ''), 'column_' || place);
    name text;
    i int := 1;
BEGIN
    WHILE octet_length(plain) > 58 LOOP plain := left(plain, -1); END LOOP;
    IF plain IN ('tableoid', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax') THEN plain := plain || '_'; END IF;
    name := plain;
    WHILE name = ANY (taken) LOOP
        i := i + 1;
        name := format('%s_%s', plain, i);
    END LOOP;
    RETURN name;
END $$;


ALTER FUNCTION gsync.free_name(wanted text, place integer, taken text[]) OWNER TO postgres;

--
-- Name: give(text, oid, text[], name); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.give(kind text, object oid, wanted text[], to_role name) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    missing text[] := ARRAY(SELECT p FROM unnest(wanted) p WHERE NOT CASE kind WHEN 'TABLE' THEN has_table_privilege(to_role, object, p)
        WHEN 'SEQUENCE' THEN has_sequence_privilege(to_role, object, p) ELSE has_schema_privilege(to_role, object, p) END);
BEGIN
    IF missing = '{}' THEN RETURN; END IF;
    EXECUTE format('GRANT %s ON %s %s TO %I', array_to_string(missing, ', '), kind, gsync.name_of(kind, object), to_role);
    INSERT INTO gsync.granted AS g VALUES (to_role, kind, object, missing) ON CONFLICT ON CONSTRAINT granted_pkey DO UPDATE SET privileges = g.privileges || missing;
END $$;


ALTER FUNCTION gsync.give(kind text, object oid, wanted text[], to_role name) OWNER TO postgres;

--
-- Name: give_way(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.give_way() RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    theirs numeric := extract(epoch FROM current_setting('deadlock_timeout')::interval);
    now_is numeric := extract(epoch FROM clock_timestamp());
    since numeric := nullif(current_setting('gsync.locking_since', true), '')::numeric;
BEGIN
    IF current_setting('gsync.working', true) IS DISTINCT FROM 'on' THEN RETURN; END IF;
    IF since IS NULL THEN
        since := now_is;
        PERFORM set_config('gsync.locking_since', since::text, true);
    END IF;
    PERFORM set_config('lock_timeout', greatest(1, floor(1000 * least(0.3 * theirs, 0.9 * theirs - (now_is - since))))::text, true);
END $$;


ALTER FUNCTION gsync.give_way() OWNER TO postgres;

--
-- Name: grant_looking(regclass, name); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.grant_looking(of_relation regclass, to_role name) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM gsync.give('SCHEMA', (SELECT relnamespace FROM pg_class WHERE oid = of_relation), '{USAGE}', to_role);
    PERFORM gsync.give('TABLE', of_relation, '{SELECT}', to_role);
END $$;


ALTER FUNCTION gsync.grant_looking(of_relation regclass, to_role name) OWNER TO postgres;

--
-- Name: grant_looking_to_readers(regclass); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.grant_looking_to_readers(of_relation regclass) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM gsync.grant_looking(of_relation, r.role) FROM gsync.reader r JOIN pg_roles p ON p.rolname = r.role;
END $$;


ALTER FUNCTION gsync.grant_looking_to_readers(of_relation regclass) OWNER TO postgres;

--
-- Name: grant_reader(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.grant_reader(to_role text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    f regprocedure;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA gsync TO %I', to_role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA gsync TO %I', to_role);
    EXECUTE format('GRANT SELECT ON ALL SEQUENCES IN SCHEMA gsync TO %I', to_role);
    FOR f IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'gsync'::regnamespace AND p.prokind = 'f' AND NOT p.prosecdef LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f, to_role);
    END LOOP;
    INSERT INTO gsync.reader VALUES (to_role) ON CONFLICT DO NOTHING;
    PERFORM gsync.grant_looking(l.relation, to_role) FROM gsync.link l JOIN pg_class c ON c.oid = l.relation;
END $$;


ALTER FUNCTION gsync.grant_reader(to_role text) OWNER TO postgres;

--
-- Name: grant_table(regclass, name); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.grant_table(of_relation regclass, to_role name) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM gsync.give('SCHEMA', (SELECT relnamespace FROM pg_class WHERE oid = of_relation), '{USAGE}', to_role);
    PERFORM gsync.give('TABLE', of_relation, '{SELECT,INSERT,UPDATE,DELETE}', to_role);
    PERFORM gsync.give('SEQUENCE', s, '{USAGE,SELECT,UPDATE}', to_role) FROM gsync.sequences_of(of_relation) s;
END $$;


ALTER FUNCTION gsync.grant_table(of_relation regclass, to_role name) OWNER TO postgres;

--
-- Name: grant_worker(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.grant_worker(to_role text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = to_role) THEN
        RAISE 'role "%" does not exist', to_role USING ERRCODE = 'undefined_object', HINT = format('CREATE ROLE %I LOGIN;', to_role);
    END IF;
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), to_role);
    EXECUTE format('GRANT USAGE ON SCHEMA gsync TO %I', to_role);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA gsync TO %I', to_role);
    IF to_role <> (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'gsync') THEN      -- an owner that works for itself keeps its own
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON gsync.migration, gsync.installed, gsync.worker, gsync.reader, gsync.granted FROM %I', to_role);
    END IF;
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA gsync TO %I', to_role);
    EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA gsync TO %I', to_role);
    INSERT INTO gsync.worker VALUES (to_role) ON CONFLICT DO NOTHING;
    FOR l IN SELECT * FROM gsync.link LOOP
        PERFORM gsync.grant_table(l.relation, to_role);
    END LOOP;
END $$;


ALTER FUNCTION gsync.grant_worker(to_role text) OWNER TO postgres;

--
-- Name: guard_deletes(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.guard_deletes(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    known int;
    missing text[];
    truncated boolean;
    why text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_claim WHERE op = 'delete') THEN RETURN; END IF;
    SELECT count(*) INTO known FROM gsync.row WHERE link = l.id AND base IS NOT NULL;
    EXECUTE format('SELECT array_agg(r.id), bool_or(y.truncated) FROM gsync.row r LEFT JOIN gsync.dirty y ON y.link = r.link AND y.key = r.key
            WHERE r.link = $1 AND r.base IS NOT NULL AND r.held IS NULL AND NOT r.may_delete AND (r.doomed OR y.key IS NOT NULL AND NOT EXISTS (SELECT FROM %s t WHERE %s))',
        l.relation, gsync.key_join(l.id, 't', 'r.key')) INTO missing, truncated USING l.id;
    why := CASE WHEN truncated AND cardinality(missing) > 1 THEN 'the table was emptied by TRUNCATE' ELSE gsync.too_many(l, cardinality(missing), known) END;
    IF why IS NOT NULL THEN
        PERFORM gsync.hold(l.id, 'table', missing, known, why);
        UPDATE pg_temp.gsync_claim SET op = 'drop' WHERE op = 'delete' AND id = ANY (missing);
    END IF;
END $_$;


ALTER FUNCTION gsync.guard_deletes(l gsync.link) OWNER TO postgres;

--
-- Name: guard_partitions(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.guard_partitions(of_link integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '50ms'
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    made name := format('gsync_%s_truncate', of_link);
    part regclass;
BEGIN
    IF (SELECT c.relkind FROM pg_class c WHERE c.oid = l.relation) IS DISTINCT FROM 'p' OR NOT gsync.is_linked_by_owner(of_link, l.relation) THEN RETURN; END IF;
    FOR part IN SELECT p.relid FROM pg_partition_tree(l.relation) p WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = p.relid AND t.tgname = made) LOOP
        PERFORM gsync.make_truncate_trigger(of_link, part);
    END LOOP;
    FOR part IN SELECT t.tgrelid FROM pg_trigger t WHERE t.tgname = made AND t.tgrelid NOT IN (SELECT p.relid FROM pg_partition_tree(l.relation) p) LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', made, part);
    END LOOP;
EXCEPTION WHEN insufficient_privilege OR lock_not_available THEN NULL;
END $$;


ALTER FUNCTION gsync.guard_partitions(of_link integer) OWNER TO postgres;

--
-- Name: has_heirs(regclass); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.has_heirs(of_relation regclass) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT ((c.relkind = 'r'::"char") AND (EXISTS ( SELECT
            FROM pg_inherits i
           WHERE (i.inhparent = c.oid))))
    FROM pg_class c
   WHERE (c.oid = (has_heirs.of_relation)::oid);
END;


ALTER FUNCTION gsync.has_heirs(of_relation regclass) OWNER TO postgres;

--
-- Name: has_pins(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.has_pins(l gsync.link) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN ((l).pinned AND (NOT (EXISTS (SELECT FROM gsync.link_column c WHERE ((c.link = (has_pins.l).id) AND (c.place IS NOT NULL) AND (NOT c.pinned))))));


ALTER FUNCTION gsync.has_pins(l gsync.link) OWNER TO postgres;

--
-- Name: have_in_common(jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.have_in_common(a jsonb, b jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (EXISTS (SELECT FROM jsonb_each(have_in_common.a) c(key, value) WHERE ((have_in_common.b -> c.key) = c.value)));


ALTER FUNCTION gsync.have_in_common(a jsonb, b jsonb) OWNER TO postgres;

--
-- Name: header_cell(jsonb, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.header_cell(header jsonb, place integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE jsonb_typeof((header -> (place - 1))) WHEN 'boolean'::text THEN upper((header ->> (place - 1))) ELSE COALESCE((header ->> (place - 1)), ''::text) END;


ALTER FUNCTION gsync.header_cell(header jsonb, place integer) OWNER TO postgres;

--
-- Name: header_cells(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.header_cells(header jsonb) RETURNS TABLE(n integer, h text)
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT n.n,
     gsync.header_cell(header_cells.header, n.n) AS header_cell
    FROM generate_series(1, jsonb_array_length(header_cells.header)) n(n);
END;


ALTER FUNCTION gsync.header_cells(header jsonb) OWNER TO postgres;

--
-- Name: header_id_place(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.header_id_place(header jsonb) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (SELECT n::int FROM jsonb_array_elements_text(header) WITH ORDINALITY h(h, n) WHERE gsync.is_id_header(h) ORDER BY n LIMIT 1);
END $$;


ALTER FUNCTION gsync.header_id_place(header jsonb) OWNER TO postgres;

--
-- Name: is_id_header(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_id_header(h text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (h ~ '^_gsync_id(@\d{1,18}( [-0-9TZ: ]{1,60})?)?$'::text);


ALTER FUNCTION gsync.is_id_header(h text) OWNER TO postgres;

--
-- Name: header_number(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.header_number(l gsync.link, header jsonb) RETURNS bigint
    LANGUAGE sql STABLE
    RETURN GREATEST(((l).pub - CASE WHEN ((l).unread_state = ANY (ARRAY['sent'::text, 'unanswered'::text])) THEN 1 ELSE 0 END), (SELECT max(("substring"(header_cells.h, '^_gsync_id@(\d{1,18})'::text))::bigint) AS max FROM gsync.header_cells(header_number.header) header_cells(n, h) WHERE gsync.is_id_header(header_cells.h)));


ALTER FUNCTION gsync.header_number(l gsync.link, header jsonb) OWNER TO postgres;

--
-- Name: header_pub(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.header_pub(header jsonb) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (SELECT coalesce(substring(h FROM '^_gsync_id@(\d{1,18})')::bigint, 0) FROM jsonb_array_elements_text(header) h WHERE gsync.is_id_header(h) LIMIT 1);
END $$;


ALTER FUNCTION gsync.header_pub(header jsonb) OWNER TO postgres;

--
-- Name: headers_wanted(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.headers_wanted(l gsync.link) RETURNS text[]
    LANGUAGE sql STABLE
    RETURN CASE WHEN (l).add_columns THEN ARRAY(SELECT c.name FROM gsync.link_column c WHERE ((c.link = (headers_wanted.l).id) AND (c.place IS NULL) AND (c.header IS NULL)) ORDER BY c.attnum) ELSE '{}'::text[] END;


ALTER FUNCTION gsync.headers_wanted(l gsync.link) OWNER TO postgres;

--
-- Name: held; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.held (
    id bigint DEFAULT nextval('gsync.log_id'::regclass) NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    link integer NOT NULL,
    side text NOT NULL,
    rows integer NOT NULL,
    of_rows integer NOT NULL,
    state text DEFAULT 'held'::text NOT NULL,
    reason text NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT held_side_check CHECK ((side = ANY (ARRAY['sheet'::text, 'table'::text]))),
    CONSTRAINT held_state_check CHECK ((state = ANY (ARRAY['held'::text, 'released'::text, 'discarded'::text, 'withdrawn'::text])))
);


ALTER TABLE gsync.held OWNER TO postgres;

--
-- Name: held_open(bigint); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.held_open(of_held bigint) RETURNS gsync.held
    LANGUAGE plpgsql
    AS $$
DECLARE
    h gsync.held;
BEGIN
    SELECT * INTO h FROM gsync.held WHERE id = of_held;
    IF NOT FOUND THEN RAISE 'nothing is held under number %', of_held USING ERRCODE = 'no_data_found'; END IF;
    IF h.state <> 'held' THEN RAISE 'number % is % already', of_held, h.state USING ERRCODE = 'object_not_in_prerequisite_state'; END IF;
    PERFORM FROM gsync.link WHERE id = h.link FOR NO KEY UPDATE;
    RETURN h;
END $$;


ALTER FUNCTION gsync.held_open(of_held bigint) OWNER TO postgres;

--
-- Name: hides_rows(regclass, name); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.hides_rows(of_relation regclass, from_role name) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT true
    FROM pg_class c,
     pg_roles r
   WHERE ((c.oid = (hides_rows.of_relation)::oid) AND (r.rolname = hides_rows.from_role) AND c.relrowsecurity AND (NOT r.rolsuper) AND (NOT r.rolbypassrls) AND (c.relforcerowsecurity OR (NOT pg_has_role(r.oid, c.relowner, 'USAGE'::text))) AND (NOT COALESCE(( SELECT (bool_and(p.polpermissive) AND bool_or(((p.polcmd = '*'::"char") AND (pg_get_expr(p.polqual, c.oid) = 'true'::text) AND (COALESCE(pg_get_expr(p.polwithcheck, c.oid), 'true'::text) = 'true'::text))))
            FROM pg_policy p
           WHERE ((p.polrelid = c.oid) AND (EXISTS ( SELECT
                    FROM unnest(p.polroles) o(o)
                   WHERE ((o.o = (0)::oid) OR pg_has_role(r.oid, o.o, 'USAGE'::text)))))), false)));
END;


ALTER FUNCTION gsync.hides_rows(of_relation regclass, from_role name) OWNER TO postgres;

--
-- Name: hold(integer, text, text[], integer, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.hold(of_link integer, of_side text, ids text[], of_rows integer, why text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO gsync.held (link, side, rows, of_rows, reason) VALUES (of_link, of_side, cardinality(ids), of_rows, why) RETURNING id INTO made;
    UPDATE gsync.row SET held = made WHERE link = of_link AND id = ANY (ids);
END $$;


ALTER FUNCTION gsync.hold(of_link integer, of_side text, ids text[], of_rows integer, why text) OWNER TO postgres;

--
-- Name: note; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.note (
    link integer NOT NULL,
    id text NOT NULL,
    col text NOT NULL,
    want text,
    have text,
    sent boolean DEFAULT false NOT NULL,
    said text
);


ALTER TABLE gsync.note OWNER TO postgres;

--
-- Name: id_header(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.id_header(l gsync.link) RETURNS text
    LANGUAGE sql STABLE
    RETURN format('_gsync_id@%s %s %s'::text, (l).pub, to_char((now() AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD"T"HH24:MI:SS"Z"'::text), (SELECT count(*) AS count FROM gsync.note n WHERE ((n.link = (id_header.l).id) AND (CASE WHEN n.sent THEN n.said ELSE n.have END IS NOT NULL))));


ALTER FUNCTION gsync.id_header(l gsync.link) OWNER TO postgres;

--
-- Name: identify(gsync.link, jsonb, boolean, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.identify(l gsync.link, sn jsonb, whole boolean, digest text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    before text[];
BEGIN
    IF NOT whole THEN
        PERFORM gsync.identify_some(l, digest);
        RETURN;
    END IF;
    before := ARRAY(SELECT id FROM gsync.row WHERE link = l.id AND place IS NOT NULL);
    IF EXISTS (SELECT FROM gsync.unsure WHERE link = l.id AND col = '' AND until > now()) THEN PERFORM gsync.drop_misplaced(l); END IF;
    PERFORM gsync.identify_all(l, digest);
    PERFORM gsync.drop_doubles(l);
    IF gsync.landed_late(l, sn) THEN PERFORM gsync.meet_late(l, sn, before); END IF;
END $$;


ALTER FUNCTION gsync.identify(l gsync.link, sn jsonb, whole boolean, digest text) OWNER TO postgres;

--
-- Name: identify_all(gsync.link, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.identify_all(l gsync.link, digest text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_temp.gsync_sheet WHERE id IS NULL) THEN
        PERFORM gsync.identify_rest(l);
    END IF;
    UPDATE gsync.row r SET place = x.place, has_id = x.shown IS NOT DISTINCT FROM r.id, base = coalesce(r.base, gsync.appended_cells(r), x.s)
    FROM pg_temp.gsync_sheet x
    WHERE r.link = l.id AND r.id = x.id AND NOT x.same AND (r.place IS DISTINCT FROM x.place OR r.has_id <> (x.shown IS NOT DISTINCT FROM r.id) OR r.base IS NULL);
    UPDATE gsync.row r SET place = NULL
    WHERE r.link = l.id AND r.place IS NOT NULL AND NOT gsync.is_newer(r, l) AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x WHERE x.id = r.id);
    UPDATE gsync.link SET ids_seen = digest, whole = false WHERE id = l.id;
END $$;


ALTER FUNCTION gsync.identify_all(l gsync.link, digest text) OWNER TO postgres;

--
-- Name: identify_by_key(gsync.link, boolean, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.identify_by_key(l gsync.link, of_doomed boolean, ids_are_through boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE pg_temp.gsync_sheet x SET id = m.id
    FROM (SELECT DISTINCT ON (f.place) f.id, f.place
          FROM (SELECT DISTINCT ON (r.id) r.id, x.place, (x.shown = r.id) IS TRUE AS fits, gsync.common_cells(gsync.sent_cells(coalesce(r.base, '{}'), r.pending), x.s) AS common
                FROM (SELECT r.*, k.n, k.k FROM gsync.row r CROSS JOIN LATERAL (SELECT 1 AS n, gsync.key_cells(l.key_columns, r.base) AS k
                            UNION ALL SELECT CASE r.pending_op WHEN 'append' THEN 1 ELSE 2 END, gsync.key_cells(l.key_columns, gsync.sent_cells(coalesce(r.base, '{}'), r.pending)) WHERE r.pending IS NOT NULL) k
                      WHERE r.link = l.id AND (r.base IS NOT NULL OR r.pending_op = 'append') AND r.doomed = of_doomed AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)) r
                JOIN pg_temp.gsync_sheet x ON x.k = r.k AND x.id IS NULL
                    AND (r.pending_op IS DISTINCT FROM 'delete' OR x.shown = r.id OR gsync.is_alike(r.base, x.s, l.key_columns))     -- (its key may have been typed elsewhere since)
                    AND (r.n = 1 AND NOT r.blot ?| l.key_columns OR ids_are_through OR x.shown = r.id AND r.has_id)
                ORDER BY r.id, (x.shown = r.id) DESC NULLS LAST, r.n, (x.place = r.place) DESC NULLS LAST, (x.s = r.base) DESC, x.place) f
          ORDER BY f.place, f.fits DESC, f.common DESC, f.id) m
    WHERE m.place = x.place;
END $$;


ALTER FUNCTION gsync.identify_by_key(l gsync.link, of_doomed boolean, ids_are_through boolean) OWNER TO postgres;

--
-- Name: identify_hit(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.identify_hit(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH ours AS MATERIALIZED (SELECT DISTINCT o.c, o.v FROM gsync.unread_cells(l.id) o
        UNION SELECT u.col, u.value FROM gsync.unsure u WHERE u.link = l.id AND u.col <> '' AND u.until > now()),
    hit AS (SELECT x.place, x.s, array_agg(o.c) AS cols FROM pg_temp.gsync_sheet x JOIN ours o ON coalesce(x.s -> o.c, 'null') = o.v WHERE x.id IS NULL GROUP BY x.place, x.s),
    fit AS (SELECT DISTINCT ON (r.id) r.id, h.place FROM hit h JOIN gsync.row r ON r.link = l.id AND NOT r.has_id AND r.base IS NOT NULL
            AND h.s - h.cols <> '{}' AND h.s - h.cols = r.base - h.cols AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)
            ORDER BY r.id, (h.place = r.place) DESC NULLS LAST, h.place)
    UPDATE pg_temp.gsync_sheet x SET id = m.id FROM (SELECT DISTINCT ON (place) * FROM fit ORDER BY place, id) m WHERE m.place = x.place;
END $$;


ALTER FUNCTION gsync.identify_hit(l gsync.link) OWNER TO postgres;

--
-- Name: identify_rest(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.identify_rest(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    -- moved, but as we left it
    UPDATE pg_temp.gsync_sheet x SET id = m.id
    FROM (SELECT DISTINCT ON (r.id) r.id, x.place FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.shown AND x.s = gsync.shown_cells(r.base, r.rej)
          WHERE x.id IS NULL AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)
          ORDER BY r.id, (x.place = r.place) DESC NULLS LAST, x.place) m
    WHERE m.place = x.place;
    UPDATE pg_temp.gsync_sheet x SET k = gsync.key_cells(l.key_columns, x.s) WHERE x.id IS NULL;
    PERFORM gsync.identify_by_key(l, false, false);
    PERFORM gsync.identify_by_key(l, true, false);
    -- rows that have no id in the sheet yet, or no key there: same cells, best at the same place
    UPDATE pg_temp.gsync_sheet x SET id = m.id
    FROM (SELECT DISTINCT ON (r.id) r.id, x.place FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.place = x.place AND x.s = gsync.shown_cells(r.base, r.rej)
          WHERE x.id IS NULL AND (NOT r.has_id OR NOT r.base ?& l.key_columns) AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)) m
    WHERE m.place = x.place;
    UPDATE pg_temp.gsync_sheet x SET id = m.id
    FROM (SELECT r.id, x.place
          FROM (SELECT x.place, x.s, row_number() OVER (PARTITION BY x.s ORDER BY x.place) AS n FROM pg_temp.gsync_sheet x WHERE x.id IS NULL) x
          JOIN (SELECT r.id, gsync.shown_cells(r.base, r.rej) AS s, row_number() OVER (PARTITION BY gsync.shown_cells(r.base, r.rej) ORDER BY r.place) AS n
                FROM gsync.row r WHERE r.link = l.id AND (NOT r.has_id OR NOT r.base ?& l.key_columns) AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)) r
            ON r.s = x.s AND r.n = x.n) m
    WHERE m.place = x.place;
    PERFORM gsync.identify_scattered(l);
    -- by id
    UPDATE pg_temp.gsync_sheet x SET id = m.id
    FROM (SELECT DISTINCT ON (r.id) r.id, x.place FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.shown
          WHERE x.id IS NULL AND gsync.may_be(r, x.s, x.place, l.key_columns) AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)
          ORDER BY r.id, gsync.common_cells(r.base, x.s) DESC, (x.place = r.place) DESC NULLS LAST, x.place) m
    WHERE m.place = x.place;
    PERFORM gsync.identify_by_key(l, false, true);
    IF EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND NOT r.has_id AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id)) THEN
        PERFORM gsync.identify_hit(l);
    END IF;
END $$;


ALTER FUNCTION gsync.identify_rest(l gsync.link) OWNER TO postgres;

--
-- Name: identify_scattered(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.identify_scattered(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.shown WHERE x.id <> x.shown)
        OR (SELECT count(*) FROM pg_temp.gsync_sheet x WHERE x.id IS NULL AND x.s <> '{}') > 300 THEN RETURN; END IF;
    FOR round IN 1..10 LOOP
        WITH free AS MATERIALIZED (SELECT r.id, r.place, gsync.sent_cells(coalesce(r.base, '{}'), r.pending) AS s FROM gsync.row r
            WHERE r.link = l.id AND NOT r.doomed AND (r.base IS NOT NULL OR r.pending_op = 'append') AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.id = r.id) LIMIT 1000),
        fit AS MATERIALIZED (SELECT f.id, x.place, gsync.common_cells(f.s - l.key_columns, x.s) AS common, x.place = f.place AS here FROM free f JOIN pg_temp.gsync_sheet x ON x.id IS NULL AND x.s <> '{}'
            WHERE gsync.have_in_common(f.s - l.key_columns, x.s) AND gsync.is_alike(f.s, x.s, l.key_columns)),
        best AS (SELECT DISTINCT ON (id) * FROM fit ORDER BY id, common DESC, here DESC NULLS LAST, place)
        UPDATE pg_temp.gsync_sheet x SET id = m.id FROM (SELECT DISTINCT ON (place) id, place FROM best ORDER BY place, common DESC, here DESC NULLS LAST, id) m WHERE m.place = x.place;
        EXIT WHEN NOT FOUND;
    END LOOP;
END $$;


ALTER FUNCTION gsync.identify_scattered(l gsync.link) OWNER TO postgres;

--
-- Name: identify_some(gsync.link, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.identify_some(l gsync.link, digest text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    strange boolean;
BEGIN
    IF l.ids_seen IS DISTINCT FROM digest THEN
        UPDATE gsync.row r SET place = i.place
        FROM (SELECT DISTINCT ON (i.id) i.id, i.place FROM pg_temp.gsync_id i WHERE i.known AND i.stands IS NOT TRUE AND NOT EXISTS (SELECT FROM pg_temp.gsync_id o WHERE o.id = i.id AND o.stands)
              ORDER BY i.id, i.place) i
        WHERE r.link = l.id AND r.id = i.id AND r.has_id AND r.place IS DISTINCT FROM i.place;
        UPDATE gsync.row r SET place = NULL
        WHERE r.link = l.id AND r.has_id AND r.place IS NOT NULL AND NOT gsync.is_newer(r, l) AND NOT EXISTS (SELECT FROM pg_temp.gsync_id i WHERE i.id = r.id);
        -- an id that is new, twice or gone: the whole tab must be read, but what was just typed is usually told by its event
        strange := EXISTS (SELECT FROM pg_temp.gsync_id WHERE NOT known) OR EXISTS (SELECT FROM pg_temp.gsync_id GROUP BY id HAVING count(*) > 1)
            OR EXISTS (SELECT FROM gsync.row g WHERE g.link = l.id AND g.place IS NULL AND g.base IS NOT NULL AND g.held IS NULL);
        UPDATE gsync.link SET ids_seen = digest, scan_wanted = CASE WHEN strange THEN least(scan_wanted, now() + interval '3 seconds') ELSE scan_wanted END WHERE id = l.id;
    END IF;
    UPDATE pg_temp.gsync_sheet x SET id = r.id FROM gsync.row r
    WHERE x.id IS NULL AND r.link = l.id AND r.place = x.place AND CASE WHEN r.has_id THEN r.id = x.shown ELSE x.s = gsync.shown_cells(r.base, r.rej) END;
    -- another row's key stands beside this id, or cells that are hardly its own, a row without its key has changed, or one that was to be appended is there: only the whole tab can tell
    IF EXISTS (SELECT FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.id
               WHERE r.base IS NULL OR gsync.is_keyless(r, x.s, l.key_columns)
                OR r.base <> x.s AND gsync.key_cells(l.key_columns, x.s) <> gsync.key_cells(l.key_columns, r.base)
                AND (NOT gsync.is_alike(r.base, x.s, l.key_columns)
                    OR EXISTS (SELECT FROM gsync.row o WHERE o.link = l.id AND o.id <> r.id AND gsync.key_cells(l.key_columns, o.base) = gsync.key_cells(l.key_columns, x.s)))) THEN
        UPDATE gsync.link SET whole = true, scan_wanted = least(scan_wanted, now()) WHERE id = l.id;
        UPDATE pg_temp.gsync_sheet x SET id = NULL FROM gsync.row r
        WHERE r.link = l.id AND r.id = x.id AND (r.base IS NULL OR gsync.is_keyless(r, x.s, l.key_columns)
            OR gsync.key_cells(l.key_columns, x.s) <> gsync.key_cells(l.key_columns, r.base));
    END IF;
END $$;


ALTER FUNCTION gsync.identify_some(l gsync.link, digest text) OWNER TO postgres;

--
-- Name: in_list(bigint, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.in_list(id bigint, list text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (EXISTS (SELECT FROM unnest(in_list.list) w(w) WHERE ((in_list.id >= (split_part(w.w, '-'::text, 1))::bigint) AND (in_list.id <= (regexp_replace(w.w, '^.*-'::text, ''::text))::bigint))));


ALTER FUNCTION gsync.in_list(id bigint, list text[]) OWNER TO postgres;

--
-- Name: insert_back_sql(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.insert_back_sql(l gsync.link) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
BEGIN
    RETURN (SELECT format('INSERT INTO %1$s AS t (%2$s) OVERRIDING SYSTEM VALUE SELECT %3$s FROM unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n
            CROSS JOIN LATERAL json_populate_record(NULL::%1$s, e.bin) b ORDER BY e.n', (l).relation, string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum),
        string_agg(CASE WHEN k.n IS NOT NULL THEN format('e.new_key[%s]::%s', k.n, s.full_type)
            WHEN s.place IS NULL OR s.read_only THEN v.back
            WHEN s.direction = 'to-database' THEN replace(s.decode, '{x}', format('(e.put -> %L)', a.attname))
            ELSE format('CASE WHEN e.put -> %1$L IS DISTINCT FROM e.base -> %1$L THEN %2$s ELSE %3$s END', a.attname, replace(s.decode, '{x}', format('(e.put -> %L)', a.attname)), v.back) END, ', ' ORDER BY a.attnum))
    FROM pg_attribute a
    LEFT JOIN gsync.shapes((l).id) s ON s.name = a.attname
    LEFT JOIN unnest((l).key_columns) WITH ORDINALITY k(name, n) ON k.name = a.attname
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    CROSS JOIN LATERAL (SELECT format(CASE WHEN d.oid IS NULL THEN 'b.%1$I' ELSE 'CASE WHEN e.bin -> %2$L IS NULL THEN %3$s ELSE b.%1$I END' END,
        a.attname, a.attname, pg_get_expr(d.adbin, d.adrelid)) AS back) v
    WHERE a.attrelid = (l).relation AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '');
END $_$;


ALTER FUNCTION gsync.insert_back_sql(l gsync.link) OWNER TO postgres;

--
-- Name: insert_sql(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.insert_sql(l gsync.link, cells jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
BEGIN
    RETURN (SELECT format('INSERT INTO %s AS t (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n ORDER BY e.n', (l).relation,
        string_agg(format('%I', s.name), ', ' ORDER BY s.name),
        string_agg(CASE WHEN k.n IS NOT NULL AND cells IS NULL THEN format('e.new_key[%s]::%s', k.n, s.full_type)
                        WHEN s.not_null AND s.default_sql IS NOT NULL THEN format('coalesce(%s, %s)', d.sql, s.default_sql) ELSE d.sql END, ', ' ORDER BY s.name))
    FROM gsync.shapes((l).id) s
    LEFT JOIN unnest((l).key_columns) WITH ORDINALITY k(name, n) ON k.name = s.name
    CROSS JOIN LATERAL (SELECT replace(s.decode, '{x}', format('(e.put -> %L)', s.name)) AS sql) d
    WHERE NOT s.read_only AND (s.place IS NOT NULL OR s.in_key AND cells IS NULL) AND (NOT s.in_key OR cells IS NULL OR cells ? s.name));
END $_$;


ALTER FUNCTION gsync.insert_sql(l gsync.link, cells jsonb) OWNER TO postgres;

--
-- Name: is_alike(jsonb, jsonb, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_alike(base jsonb, s jsonb, apart_from text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN ((2 * gsync.common_cells((base - apart_from), s)) >= (SELECT count(*) AS count FROM jsonb_object_keys((is_alike.base - is_alike.apart_from)) jsonb_object_keys(jsonb_object_keys)));


ALTER FUNCTION gsync.is_alike(base jsonb, s jsonb, apart_from text[]) OWNER TO postgres;

--
-- Name: is_another(gsync."row", jsonb, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_another(r gsync."row", s jsonb, key_columns text[]) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN (r).base IS NOT NULL AND s <> '{}' AND ARRAY(SELECT s -> k FROM unnest(key_columns) k) <> ARRAY(SELECT (r).base -> k FROM unnest(key_columns) k)
        AND ARRAY(SELECT s -> k FROM unnest(key_columns) k) <> ARRAY(SELECT gsync.sent_cells((r).base, (r).pending) -> k FROM unnest(key_columns) k)
        AND NOT gsync.is_alike(gsync.sent_cells((r).base, (r).pending), s, key_columns);
END $$;


ALTER FUNCTION gsync.is_another(r gsync."row", s jsonb, key_columns text[]) OWNER TO postgres;

--
-- Name: is_id(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_id(v text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (v ~ '^[A-Za-z0-9_-]{12,}$'::text);


ALTER FUNCTION gsync.is_id(v text) OWNER TO postgres;

--
-- Name: is_in_table(gsync.link, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_in_table(l gsync.link, of_key text[]) RETURNS boolean
    LANGUAGE plpgsql
    AS $_$
DECLARE
    found boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %s t WHERE %s)', l.relation, gsync.key_join(l.id, 't', '$1')) INTO found USING of_key;
    RETURN found;
END $_$;


ALTER FUNCTION gsync.is_in_table(l gsync.link, of_key text[]) OWNER TO postgres;

--
-- Name: is_keyless(gsync."row", jsonb, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_keyless(r gsync."row", s jsonb, key_columns text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (((r).pending_op IS NULL) AND ((r).key IS NOT NULL) AND ((r).base <> s) AND (s <> '{}'::jsonb) AND (NOT (((r).base ?& key_columns) AND (s ?& key_columns))));


ALTER FUNCTION gsync.is_keyless(r gsync."row", s jsonb, key_columns text[]) OWNER TO postgres;

--
-- Name: is_linked_by_owner(integer, regclass); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_linked_by_owner(of_link integer, of_relation regclass) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (EXISTS (SELECT FROM (pg_trigger t JOIN pg_proc p ON ((p.oid = t.tgfoid))) WHERE ((t.tgrelid = (is_linked_by_owner.of_relation)::oid) AND (p.pronamespace = ('gsync'::regnamespace)::oid) AND (p.proname = format('link_%s_insert'::text, is_linked_by_owner.of_link)))));


ALTER FUNCTION gsync.is_linked_by_owner(of_link integer, of_relation regclass) OWNER TO postgres;

--
-- Name: is_newer(gsync."row", gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_newer(r gsync."row", l gsync.link) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (((l).planned IS NOT NULL) AND ((r).touched > (l).planned));


ALTER FUNCTION gsync.is_newer(r gsync."row", l gsync.link) OWNER TO postgres;

--
-- Name: is_number(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_number(kind text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (kind = ANY (ARRAY['smallint'::text, 'integer'::text, 'bigint'::text, 'numeric'::text, 'float'::text]));


ALTER FUNCTION gsync.is_number(kind text) OWNER TO postgres;

--
-- Name: is_skipped(text, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_skipped(time_zone text, skipped jsonb, told jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    at timestamp;
    gap float8;
BEGIN
    IF jsonb_typeof(skipped) <> 'number' OR jsonb_typeof(told) <> 'number' OR abs(skipped::float8 - told::float8) > 1.01 THEN RETURN false; END IF;
    at := timestamp '1899-12-30' + round(skipped::float8 * 86400000) * interval '1 millisecond';
    gap := date_part('epoch', (at AT TIME ZONE time_zone) AT TIME ZONE time_zone - at) / 86400;
    RETURN gap <> 0 AND abs(abs(told::float8 - skipped::float8) - abs(gap)) < 1e-7;
END $$;


ALTER FUNCTION gsync.is_skipped(time_zone text, skipped jsonb, told jsonb) OWNER TO postgres;

--
-- Name: unpublished(jsonb, jsonb, jsonb, jsonb, jsonb, text[], text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN CASE WHEN d = expected THEN NULL ELSE
    (SELECT array_agg(c) FROM unnest(columns) c WHERE d -> c IS DISTINCT FROM nullif(expected -> c, 'null')
        AND NOT (rej ? c AND coalesce(against -> c, d -> c, 'null') = coalesce(d -> c, 'null')) AND NOT c = ANY (formulas) AND NOT (aside ? c AND aside -> c = coalesce(d -> c, 'null'))) END;
END $$;


ALTER FUNCTION gsync.unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) OWNER TO postgres;

--
-- Name: is_unpublished(jsonb, jsonb, jsonb, jsonb, jsonb, text[], text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN ((d <> expected) AND (gsync.unpublished(d, expected, rej, against, aside, formulas, columns) IS NOT NULL));


ALTER FUNCTION gsync.is_unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) OWNER TO postgres;

--
-- Name: is_unsure(integer, text, text, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_unsure(of_link integer, of_id text, of_col text, v jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN EXISTS (SELECT FROM gsync.unsure u WHERE u.link = of_link AND u.col = of_col AND md5(u.value::text) = md5(coalesce(v, 'null')::text)
            AND u.value = coalesce(v, 'null') AND u.until > now())
        OR EXISTS (SELECT FROM gsync.unsure u WHERE u.link = of_link AND u.id = of_id AND u.col = '' AND jsonb_typeof(u.value) = 'object'
            AND coalesce(u.value -> of_col, 'null') = coalesce(v, 'null') AND u.until > now());
END $$;


ALTER FUNCTION gsync.is_unsure(of_link integer, of_id text, of_col text, v jsonb) OWNER TO postgres;

--
-- Name: is_written_through(regclass); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.is_written_through(of_relation regclass) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT ((c.relkind = 'p'::"char") OR (EXISTS ( SELECT
            FROM pg_inherits i
           WHERE (i.inhrelid = c.oid))))
    FROM pg_class c
   WHERE (c.oid = (is_written_through.of_relation)::oid);
END;


ALTER FUNCTION gsync.is_written_through(of_relation regclass) OWNER TO postgres;

--
-- Name: judge(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.judge(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
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


ALTER FUNCTION gsync.judge(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: keep_before(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.keep_before(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM pg_temp.gsync_before WHERE link = l.id;
    IF NOT EXISTS (SELECT FROM gsync.strange_headers(l)) THEN RETURN; END IF;
    INSERT INTO pg_temp.gsync_before (link, cells) VALUES (l.id, l.header);
    INSERT INTO pg_temp.gsync_before (link, id, cells, formulas)
    SELECT l.id, r.id, v.cells, v.formulas FROM gsync.row r JOIN pg_temp.gsync_seen v ON v.place = r.pending_place WHERE r.link = l.id AND r.pending_op = 'update';
END $$;


ALTER FUNCTION gsync.keep_before(l gsync.link) OWNER TO postgres;

--
-- Name: keep_exact(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.keep_exact(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_cell x WHERE x.write AND x.winner = 'sheet') THEN RETURN; END IF;
    EXECUTE format('UPDATE pg_temp.gsync_cell x SET exact = to_json(t.*) -> x.c FROM pg_temp.gsync_event e JOIN %s t ON %s WHERE x.n = e.n AND e.wave = $1 AND x.write AND x.winner = ''sheet''',
        l.relation, gsync.key_join(l.id, 't', 'e.key')) USING w;
END $_$;


ALTER FUNCTION gsync.keep_exact(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: kept(numeric, numeric); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.kept(old numeric, new numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN ((old IS NULL) OR (old = (0)::numeric) OR ((abs(old) < 0.000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001) OR (abs(old) > '1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'::numeric))) THEN new WHEN (((abs(old) < 0.000000001) OR (abs(old) > '1000000000000000'::numeric)) AND (round(old, (5 - (floor(log(abs(old))))::integer)) = new)) THEN old WHEN ((length(btrim(replace((abs(old))::text, '.'::text, ''::text), '0'::text)) <= 15) AND (min_scale(old) <= 10)) THEN new WHEN (round(old, LEAST(10, (14 - (floor(log(abs(old))))::integer))) = new) THEN old ELSE new END;


ALTER FUNCTION gsync.kept(old numeric, new numeric) OWNER TO postgres;

--
-- Name: kept(real, real); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.kept(old real, new real) RETURNS real
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (gsync.kept(((old)::text)::numeric, ((new)::text)::numeric) <> ((new)::text)::numeric) THEN old ELSE new END;


ALTER FUNCTION gsync.kept(old real, new real) OWNER TO postgres;

--
-- Name: kept(double precision, double precision); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.kept(old double precision, new double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (gsync.kept(((old)::text)::numeric, ((new)::text)::numeric) <> ((new)::text)::numeric) THEN old ELSE new END;


ALTER FUNCTION gsync.kept(old double precision, new double precision) OWNER TO postgres;

--
-- Name: kept(bigint, bigint); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.kept(old bigint, new bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN (gsync.kept((old)::numeric, (new)::numeric))::bigint;


ALTER FUNCTION gsync.kept(old bigint, new bigint) OWNER TO postgres;

--
-- Name: kept(time without time zone, time without time zone); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.kept(old time without time zone, new time without time zone) RETURNS time without time zone
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN ((date_trunc('second'::text, (old)::interval) = (new)::interval) OR ((old >= '23:59:59.9995'::time without time zone) AND (new = '00:00:00'::time without time zone))) THEN old ELSE new END;


ALTER FUNCTION gsync.kept(old time without time zone, new time without time zone) OWNER TO postgres;

--
-- Name: kept(timestamp without time zone, timestamp without time zone); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.kept(old timestamp without time zone, new timestamp without time zone) RETURNS timestamp without time zone
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (date_trunc('second'::text, (old)::timestamp(3) without time zone) = new) THEN old ELSE new END;


ALTER FUNCTION gsync.kept(old timestamp without time zone, new timestamp without time zone) OWNER TO postgres;

--
-- Name: kept(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.kept(old timestamp with time zone, new timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    RETURN CASE WHEN (date_trunc('second'::text, (old)::timestamp(3) with time zone) = new) THEN old ELSE new END;


ALTER FUNCTION gsync.kept(old timestamp with time zone, new timestamp with time zone) OWNER TO postgres;

--
-- Name: key_cells(text[], jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.key_cells(key_columns text[], cells jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    RETURN CASE WHEN cells ?& key_columns THEN (SELECT jsonb_agg(cells -> k ORDER BY n) FROM unnest(key_columns) WITH ORDINALITY u(k, n)) END;
END $$;


ALTER FUNCTION gsync.key_cells(key_columns text[], cells jsonb) OWNER TO postgres;

--
-- Name: key_columns_of(regclass); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.key_columns_of(of_relation regclass) RETURNS text[]
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT array_agg((a.attname)::text ORDER BY k.n) AS array_agg
    FROM ( SELECT i_1.indexrelid,
             i_1.indrelid,
             i_1.indnatts,
             i_1.indnkeyatts,
             i_1.indisunique,
             i_1.indnullsnotdistinct,
             i_1.indisprimary,
             i_1.indisexclusion,
             i_1.indimmediate,
             i_1.indisclustered,
             i_1.indisvalid,
             i_1.indcheckxmin,
             i_1.indisready,
             i_1.indislive,
             i_1.indisreplident,
             i_1.indkey,
             i_1.indcollation,
             i_1.indclass,
             i_1.indoption,
             i_1.indexprs,
             i_1.indpred
            FROM pg_index i_1
           WHERE (((i_1.indrelid = (key_columns_of.of_relation)::oid) AND i_1.indisunique AND i_1.indisvalid AND i_1.indimmediate AND (i_1.indpred IS NULL) AND (i_1.indexprs IS NULL) AND (NOT (EXISTS ( SELECT
                    FROM (unnest(i_1.indkey[:(i_1.indnkeyatts - 1)]) c(c)
                      JOIN pg_attribute a_1 ON (((a_1.attrelid = i_1.indrelid) AND (a_1.attnum = c.c))))
                   WHERE (NOT a_1.attnotnull))))) OR ((i_1.indrelid = (key_columns_of.of_relation)::oid) AND i_1.indisprimary))
           ORDER BY i_1.indisprimary DESC, i_1.indnkeyatts, i_1.indexrelid
          LIMIT 1) i,
     (LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, n)
      JOIN pg_attribute a ON (((a.attrelid = (key_columns_of.of_relation)::oid) AND (a.attnum = k.attnum))))
   WHERE (k.n <= i.indnkeyatts);
END;


ALTER FUNCTION gsync.key_columns_of(of_relation regclass) OWNER TO postgres;

--
-- Name: key_expr(integer, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.key_expr(of_link integer, alias text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (SELECT 'ARRAY[' || string_agg(replace(s.key_text, '{x}', format('%s.%I', alias, s.name)), ', ' ORDER BY k.n) || ']'
    FROM gsync.link l, unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(of_link) s ON s.name = k.name
    WHERE l.id = of_link);
END $$;


ALTER FUNCTION gsync.key_expr(of_link integer, alias text) OWNER TO postgres;

--
-- Name: key_index(regclass, smallint[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.key_index(of_relation regclass, attnums smallint[]) RETURNS oid
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT i.indexrelid
    FROM pg_index i
   WHERE ((i.indrelid = (key_index.of_relation)::oid) AND i.indisunique AND i.indisvalid AND (i.indimmediate OR i.indisprimary) AND (i.indpred IS NULL) AND (i.indexprs IS NULL) AND (i.indnkeyatts = cardinality(key_index.attnums)) AND (key_index.attnums <@ ((i.indkey)::smallint[])[:(i.indnkeyatts - 1)]) AND (NOT (EXISTS ( SELECT
            FROM (unnest(key_index.attnums) n(n)
              JOIN pg_attribute a ON (((a.attrelid = (key_index.of_relation)::oid) AND (a.attnum = n.n))))
           WHERE (NOT a.attnotnull)))))
   ORDER BY i.indisprimary DESC, i.indimmediate DESC, i.indexrelid
  LIMIT 1;
END;


ALTER FUNCTION gsync.key_index(of_relation regclass, attnums smallint[]) OWNER TO postgres;

--
-- Name: key_join(integer, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.key_join(of_link integer, alias text, key text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (SELECT string_agg(format('%s.%I = (%s)[%s]::%s', alias, s.name, key, k.n, s.full_type), ' AND ' ORDER BY k.n)
    FROM gsync.link l, unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(of_link) s ON s.name = k.name
    WHERE l.id = of_link);
END $$;


ALTER FUNCTION gsync.key_join(of_link integer, alias text, key text) OWNER TO postgres;

--
-- Name: key_order(text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.key_order(key text[]) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN ((key)[1] ~ '^-?\d{1,30}$'::text) THEN ((key)[1])::numeric ELSE NULL::numeric END;


ALTER FUNCTION gsync.key_order(key text[]) OWNER TO postgres;

--
-- Name: key_problem(integer[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.key_problem(places integer[]) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    empty int[];
    twins int[];
BEGIN
    SELECT array_agg(t.place ORDER BY t.place) INTO empty FROM pg_temp.gsync_tab t
    WHERE t.place > 1 AND EXISTS (SELECT FROM unnest(places) p WHERE coalesce(t.cells ->> (p - 1), '') = '')
      AND EXISTS (SELECT FROM gsync.tab_columns() c WHERE coalesce(t.cells ->> (c.n - 1), '') <> '');
    IF empty IS NOT NULL THEN RETURN format('it is empty in %s', gsync.rows_text(empty)); END IF;
    SELECT x.rows INTO twins
    FROM (SELECT array_agg(t.place ORDER BY t.place) AS rows FROM pg_temp.gsync_tab t WHERE t.place > 1 AND coalesce(t.cells ->> (places[1] - 1), '') <> ''
          GROUP BY ARRAY(SELECT t.cells ->> (p - 1) FROM unnest(places) p)) x
    WHERE cardinality(x.rows) > 1 ORDER BY x.rows[1] LIMIT 1;
    IF twins IS NOT NULL THEN RETURN format('it is the same in %s', gsync.rows_text(twins)); END IF;
    RETURN NULL;
END $$;


ALTER FUNCTION gsync.key_problem(places integer[]) OWNER TO postgres;

--
-- Name: key_sql(text, oid); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.key_sql(kind text, type oid) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE kind WHEN 'date'::text THEN '(to_jsonb({x}) #>> ''{}'')'::text WHEN 'timestamp'::text THEN '(to_jsonb({x}) #>> ''{}'')'::text WHEN 'timestamptz'::text THEN '(CASE WHEN isfinite({x}) THEN (to_jsonb({x} AT TIME ZONE ''UTC'') #>> ''{}'') || ''+00'' ELSE {x}::text END)'::text WHEN 'float'::text THEN '(to_jsonb({x}) #>> ''{}'')'::text WHEN 'other'::text THEN CASE WHEN (type = ('bytea'::regtype)::oid) THEN '(''\x'' || encode({x}, ''hex''))'::text ELSE '{x}::text'::text END ELSE '{x}::text'::text END;


ALTER FUNCTION gsync.key_sql(kind text, type oid) OWNER TO postgres;

--
-- Name: keys_of(text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.keys_of(as_json text[]) RETURNS TABLE(key text[])
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT ARRAY( SELECT json_array_elements_text((k.k)::json) AS json_array_elements_text) AS "array"
    FROM unnest(keys_of.as_json) k(k);
END;


ALTER FUNCTION gsync.keys_of(as_json text[]) OWNER TO postgres;

--
-- Name: keys_of(text[], text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.keys_of(key_columns text[], list text[]) RETURNS SETOF text[]
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF cardinality(list) % cardinality(key_columns) <> 0 THEN
        RAISE 'the key has % columns (%), % values are given', cardinality(key_columns), array_to_string(key_columns, ', '), cardinality(list) USING ERRCODE = 'invalid_parameter_value',
            HINT = 'Give all key columns of each row, in this order.';
    END IF;
    RETURN QUERY SELECT list[n:n + cardinality(key_columns) - 1] FROM generate_series(1, cardinality(list), cardinality(key_columns)) n;
END $$;


ALTER FUNCTION gsync.keys_of(key_columns text[], list text[]) OWNER TO postgres;

--
-- Name: kind(oid); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.kind(type oid) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (SELECT CASE gsync.base_type(type)::regtype
        WHEN 'smallint'::regtype THEN 'smallint' WHEN 'integer'::regtype THEN 'integer' WHEN 'bigint'::regtype THEN 'bigint'
        WHEN 'numeric'::regtype THEN 'numeric' WHEN 'real'::regtype THEN 'float' WHEN 'double precision'::regtype THEN 'float'
        WHEN 'boolean'::regtype THEN 'boolean'
        WHEN 'text'::regtype THEN 'text' WHEN 'character varying'::regtype THEN 'text' WHEN 'character'::regtype THEN 'text'
        WHEN 'name'::regtype THEN 'text'
        WHEN 'date'::regtype THEN 'date' WHEN 'timestamp'::regtype THEN 'timestamp' WHEN 'timestamptz'::regtype THEN 'timestamptz'
        WHEN 'time'::regtype THEN 'time' WHEN 'interval'::regtype THEN 'interval' WHEN 'uuid'::regtype THEN 'uuid'
        ELSE 'other' END);
END $$;


ALTER FUNCTION gsync.kind(type oid) OWNER TO postgres;

--
-- Name: link_shape; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.link_shape (
    link integer NOT NULL,
    n integer NOT NULL,
    name text NOT NULL,
    in_key boolean NOT NULL,
    kind text,
    type text,
    full_type text,
    not_null boolean,
    read_only boolean,
    default_sql text,
    encode text,
    decode text,
    fine text,
    key_text text,
    example text
);


ALTER TABLE gsync.link_shape OWNER TO postgres;

--
-- Name: kind_of(integer, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.kind_of(of_link integer, col text) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT s.kind FROM gsync.link_shape s WHERE ((s.link = kind_of.of_link) AND (s.name = kind_of.col)));


ALTER FUNCTION gsync.kind_of(of_link integer, col text) OWNER TO postgres;

--
-- Name: landed(integer, bigint, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.landed(link integer, pub bigint, answer text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE gsync.link l SET unread_state = 'landed', problem = NULL, landed_places = gsync.told_places(l, answer::jsonb) WHERE l.id = landed.link AND l.unread = landed.pub;
END $$;


ALTER FUNCTION gsync.landed(link integer, pub bigint, answer text) OWNER TO postgres;

--
-- Name: landed_cells(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.landed_cells(l gsync.link) RETURNS TABLE(id text, c text, v jsonb)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH sent AS (
          SELECT r.id,
             p.key AS c,
             (p.value -> 0) AS v
            FROM (gsync."row" r
              CROSS JOIN LATERAL jsonb_each(r.pending) p(key, value))
           WHERE ((r.link = (landed_cells.l).id) AND (r.pending_op = 'update'::text))
         UNION ALL
          SELECT r.id,
             ''::text,
             to_jsonb(r.id) AS to_jsonb
            FROM gsync."row" r
           WHERE ((r.link = (landed_cells.l).id) AND (r.pending_op = 'update'::text) AND (NOT r.has_id))
         )
  SELECT s.id,
     s.c,
     s.v
    FROM sent s
   WHERE ((s.c <> ''::text) AND (((landed_cells.l).landed_places IS NULL) OR (((landed_cells.l).landed_places -> s.c) = ((landed_cells.l).sent_places -> s.c))))
 UNION
  SELECT s.id,
     hit.key,
     s.v
    FROM (sent s
      JOIN jsonb_each(gsync.landing(landed_cells.l)) hit(key, value) ON (((hit.value = ((landed_cells.l).sent_places -> s.c)) AND ((hit.key <> s.c) AND (hit.key <> ''::text)))))
   WHERE gsync.columns_moved(landed_cells.l);
END;


ALTER FUNCTION gsync.landed_cells(l gsync.link) OWNER TO postgres;

--
-- Name: landed_late(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.landed_late(l gsync.link, sn jsonb) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN ((sn ->> 'pub')::bigint < l.pub OR (sn ->> 'pub')::bigint = l.given_up) AND (sn ->> 'pub')::bigint IS DISTINCT FROM l.late
        AND (sn ->> 'pub')::bigint IS DISTINCT FROM l.clean_pub       -- or nothing has landed since the whole tab was read
        AND EXISTS (SELECT FROM gsync.unsure WHERE link = l.id AND until > now());
END $$;


ALTER FUNCTION gsync.landed_late(l gsync.link, sn jsonb) OWNER TO postgres;

--
-- Name: last_deleted(integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.last_deleted(of_link integer, of_key text[]) RETURNS json
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (SELECT b.cells FROM gsync.bin b WHERE b.link = of_link AND b.key = of_key ORDER BY b.id DESC LIMIT 1);
END $$;


ALTER FUNCTION gsync.last_deleted(of_link integer, of_key text[]) OWNER TO postgres;

--
-- Name: leave_ours(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.leave_ours(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE pg_temp.gsync_event e SET ours = o.cells, s = e.s - ARRAY(SELECT jsonb_object_keys(o.cells))
    FROM (SELECT v.n, jsonb_object_agg(u.col, u.value) AS cells FROM pg_temp.gsync_event v
          JOIN gsync.unsure u ON u.link = l.id AND u.id = v.id AND u.col <> '' AND u.value = v.s -> u.col AND u.until > now()
          WHERE v.wave = w AND v.key IS NULL AND NOT coalesce(v.doomed, false) GROUP BY v.n) o
    WHERE o.n = e.n;
END $$;


ALTER FUNCTION gsync.leave_ours(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: limit_claim(gsync.link, integer, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.limit_claim(l gsync.link, max_rows integer, max_bytes integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE pg_temp.gsync_claim y SET n = s.n, op = CASE WHEN s.n > 1 AND (s.n > max_rows OR s.bytes > max_bytes) THEN NULL ELSE y.op END
    FROM (SELECT z.ctid AS row, row_number() OVER w AS n, sum(120 + coalesce(octet_length(CASE WHEN z.op = 'append' THEN z.d ELSE z.put END::text) * 3, 0)) OVER w AS bytes
          FROM pg_temp.gsync_claim z WHERE z.op IN ('update', 'append', 'delete', 'id') WINDOW w AS (ORDER BY z.changed_at NULLS FIRST, z.place, gsync.key_order(z.key), z.key, z.id)) s
    WHERE y.ctid = s.row;
END $$;


ALTER FUNCTION gsync.limit_claim(l gsync.link, max_rows integer, max_bytes integer) OWNER TO postgres;

--
-- Name: link_2_delete(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_2_delete() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "IntervalStyle" TO 'postgres'
    AS $$DECLARE marked bigint;
BEGIN
    IF pg_get_indexdef(16391, 1, false) IS NOT DISTINCT FROM 'id' THEN
        INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid, truncated)
        SELECT 2, s.key, statement_timestamp(), session_user, pg_current_xact_id(), 'f' FROM (SELECT ARRAY[o.id::text] FROM old_rows o) s(key) ORDER BY s.key
        ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid, truncated = excluded.truncated;
        GET DIAGNOSTICS marked = ROW_COUNT;
        INSERT INTO gsync.bin (link, key, by, cells) SELECT 2, ARRAY[o.id::text], session_user, to_json(o.*) FROM old_rows o;
    ELSE
        EXECUTE gsync.mark_now(2, 'delete', 'f') USING NULL::int, NULL::int;
        marked := 1;
        EXECUTE gsync.bin_now(2, 'f') USING NULL::int;
    END IF;
    IF marked > 0 AND pg_try_advisory_xact_lock_shared(-984812745614898175) THEN NOTIFY gsync; END IF;
    RETURN NULL;
END$$;


ALTER FUNCTION gsync.link_2_delete() OWNER TO postgres;

--
-- Name: link_2_insert(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_2_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$DECLARE marked bigint;
BEGIN
    IF pg_get_indexdef(16391, 1, false) IS NOT DISTINCT FROM 'id' THEN
        INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid, truncated)
        SELECT 2, s.key, statement_timestamp(), session_user, pg_current_xact_id(), 'f' FROM (SELECT ARRAY[n.id::text] FROM new_rows n) s(key) ORDER BY s.key
        ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid, truncated = excluded.truncated;
        GET DIAGNOSTICS marked = ROW_COUNT;
    ELSE
        EXECUTE gsync.mark_now(2, 'insert', 'f') USING NULL::int, NULL::int;
        marked := 1;
    END IF;
    IF marked > 0 AND pg_try_advisory_xact_lock_shared(-984812745614898175) THEN NOTIFY gsync; END IF;
    RETURN NULL;
END$$;


ALTER FUNCTION gsync.link_2_insert() OWNER TO postgres;

--
-- Name: link_2_truncate(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_2_truncate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "IntervalStyle" TO 'postgres'
    AS $$DECLARE marked bigint;
BEGIN
    EXECUTE gsync.bin_all_now(2, TG_RELID);
        INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid, truncated)
        SELECT 2, s.key, statement_timestamp(), session_user, pg_current_xact_id(), 't' FROM (SELECT r.key FROM gsync.row r WHERE r.link = 2 AND r.key IS NOT NULL) s(key) ORDER BY s.key
        ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid, truncated = excluded.truncated;
        GET DIAGNOSTICS marked = ROW_COUNT;
    IF marked > 0 AND pg_try_advisory_xact_lock_shared(-984812745614898175) THEN NOTIFY gsync; END IF;
    RETURN NULL;
END$$;


ALTER FUNCTION gsync.link_2_truncate() OWNER TO postgres;

--
-- Name: link_2_update(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_2_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$DECLARE marked bigint;
BEGIN
    IF pg_get_indexdef(16391, 1, false) IS NOT DISTINCT FROM 'id' THEN
        INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid, truncated)
        SELECT 2, s.key, statement_timestamp(), session_user, pg_current_xact_id(), 'f' FROM (SELECT ARRAY[n.id::text] FROM new_rows n UNION SELECT ARRAY[o.id::text] FROM old_rows o) s(key) ORDER BY s.key
        ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid, truncated = excluded.truncated;
        GET DIAGNOSTICS marked = ROW_COUNT;
        IF marked > 1 AND marked > (SELECT count(*) FROM new_rows) THEN     -- more keys than rows: some have changed
            INSERT INTO gsync.rekey (link, old_key, new_key) SELECT 2, o.key, n.key
            FROM (SELECT ARRAY[o.id::text] AS key, row_number() OVER () AS i FROM old_rows o) o JOIN (SELECT ARRAY[n.id::text] AS key, row_number() OVER () AS i FROM new_rows n) n USING (i) WHERE o.key <> n.key ORDER BY i;
        END IF;
    ELSE
        EXECUTE gsync.mark_now(2, 'update', 'f') USING NULL::int, NULL::int;
        marked := 1;
    END IF;
    IF marked > 0 AND pg_try_advisory_xact_lock_shared(-984812745614898175) THEN NOTIFY gsync; END IF;
    RETURN NULL;
END$$;


ALTER FUNCTION gsync.link_2_update() OWNER TO postgres;

--
-- Name: link_4_delete(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_4_delete() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "IntervalStyle" TO 'postgres'
    AS $$DECLARE marked bigint;
BEGIN
    IF pg_get_indexdef(17442, 1, false) IS NOT DISTINCT FROM 'id' THEN
        INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid, truncated)
        SELECT 4, s.key, statement_timestamp(), session_user, pg_current_xact_id(), 'f' FROM (SELECT ARRAY[o.id::text] FROM old_rows o) s(key) ORDER BY s.key
        ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid, truncated = excluded.truncated;
        GET DIAGNOSTICS marked = ROW_COUNT;
        INSERT INTO gsync.bin (link, key, by, cells) SELECT 4, ARRAY[o.id::text], session_user, to_json(o.*) FROM old_rows o;
    ELSE
        EXECUTE gsync.mark_now(4, 'delete', 'f') USING NULL::int, NULL::int;
        marked := 1;
        EXECUTE gsync.bin_now(4, 'f') USING NULL::int;
    END IF;
    IF marked > 0 AND pg_try_advisory_xact_lock_shared(-984812745614898175) THEN NOTIFY gsync; END IF;
    RETURN NULL;
END$$;


ALTER FUNCTION gsync.link_4_delete() OWNER TO postgres;

--
-- Name: link_4_insert(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_4_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$DECLARE marked bigint;
BEGIN
    IF pg_get_indexdef(17442, 1, false) IS NOT DISTINCT FROM 'id' THEN
        INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid, truncated)
        SELECT 4, s.key, statement_timestamp(), session_user, pg_current_xact_id(), 'f' FROM (SELECT ARRAY[n.id::text] FROM new_rows n) s(key) ORDER BY s.key
        ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid, truncated = excluded.truncated;
        GET DIAGNOSTICS marked = ROW_COUNT;
    ELSE
        EXECUTE gsync.mark_now(4, 'insert', 'f') USING NULL::int, NULL::int;
        marked := 1;
    END IF;
    IF marked > 0 AND pg_try_advisory_xact_lock_shared(-984812745614898175) THEN NOTIFY gsync; END IF;
    RETURN NULL;
END$$;


ALTER FUNCTION gsync.link_4_insert() OWNER TO postgres;

--
-- Name: link_4_truncate(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_4_truncate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "DateStyle" TO 'ISO, YMD'
    SET "IntervalStyle" TO 'postgres'
    AS $$DECLARE marked bigint;
BEGIN
    EXECUTE gsync.bin_all_now(4, TG_RELID);
        INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid, truncated)
        SELECT 4, s.key, statement_timestamp(), session_user, pg_current_xact_id(), 't' FROM (SELECT r.key FROM gsync.row r WHERE r.link = 4 AND r.key IS NOT NULL) s(key) ORDER BY s.key
        ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid, truncated = excluded.truncated;
        GET DIAGNOSTICS marked = ROW_COUNT;
    IF marked > 0 AND pg_try_advisory_xact_lock_shared(-984812745614898175) THEN NOTIFY gsync; END IF;
    RETURN NULL;
END$$;


ALTER FUNCTION gsync.link_4_truncate() OWNER TO postgres;

--
-- Name: link_4_update(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_4_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$DECLARE marked bigint;
BEGIN
    IF pg_get_indexdef(17442, 1, false) IS NOT DISTINCT FROM 'id' THEN
        INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid, truncated)
        SELECT 4, s.key, statement_timestamp(), session_user, pg_current_xact_id(), 'f' FROM (SELECT ARRAY[n.id::text] FROM new_rows n UNION SELECT ARRAY[o.id::text] FROM old_rows o) s(key) ORDER BY s.key
        ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid, truncated = excluded.truncated;
        GET DIAGNOSTICS marked = ROW_COUNT;
        IF marked > 1 AND marked > (SELECT count(*) FROM new_rows) THEN     -- more keys than rows: some have changed
            INSERT INTO gsync.rekey (link, old_key, new_key) SELECT 4, o.key, n.key
            FROM (SELECT ARRAY[o.id::text] AS key, row_number() OVER () AS i FROM old_rows o) o JOIN (SELECT ARRAY[n.id::text] AS key, row_number() OVER () AS i FROM new_rows n) n USING (i) WHERE o.key <> n.key ORDER BY i;
        END IF;
    ELSE
        EXECUTE gsync.mark_now(4, 'update', 'f') USING NULL::int, NULL::int;
        marked := 1;
    END IF;
    IF marked > 0 AND pg_try_advisory_xact_lock_shared(-984812745614898175) THEN NOTIFY gsync; END IF;
    RETURN NULL;
END$$;


ALTER FUNCTION gsync.link_4_update() OWNER TO postgres;

--
-- Name: link_called(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_called(of_name text) RETURNS gsync.link
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    l gsync.link;
BEGIN
    SELECT * INTO l FROM gsync.link WHERE name = of_name;
    IF NOT FOUND THEN
        RAISE 'no link is named "%"', of_name USING ERRCODE = 'undefined_object',
            HINT = coalesce('Links: ' || (SELECT string_agg(name, ', ' ORDER BY name) FROM gsync.link), 'Nothing is linked yet.');
    END IF;
    RETURN l;
END $$;


ALTER FUNCTION gsync.link_called(of_name text) OWNER TO postgres;

--
-- Name: link_named(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_named(of_name text) RETURNS gsync.link
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link;
BEGIN
    SELECT * INTO l FROM gsync.link WHERE name = of_name FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN gsync.link_called(of_name); END IF;
    RETURN l;
END $$;


ALTER FUNCTION gsync.link_named(of_name text) OWNER TO postgres;

--
-- Name: link_table(text, bigint, regclass, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.link_table(spreadsheet text, sheet bigint, relation regclass, options jsonb DEFAULT '{}'::jsonb) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    made int;
    role name;
BEGIN
    PERFORM gsync.one_at_a_time();
    made := gsync.add_link(spreadsheet, sheet, relation, options);
    PERFORM gsync.make_triggers(made);
    FOR role IN SELECT w.role FROM gsync.worker w UNION SELECT options ->> 'worker_role' WHERE options ? 'worker_role' LOOP
        PERFORM gsync.grant_table(relation, role);
        IF gsync.hides_rows(relation, role) THEN
            RAISE 'row level security may hide rows of % from the worker''s role %', relation, role USING ERRCODE = 'insufficient_privilege',
                HINT = format('CREATE POLICY gsync ON %s TO %I USING (true); or ALTER ROLE %I BYPASSRLS', relation, role, role);
        END IF;
    END LOOP;
    PERFORM gsync.grant_looking_to_readers(relation);
    PERFORM gsync.mark_all(made);
    RETURN made;
END $$;


ALTER FUNCTION gsync.link_table(spreadsheet text, sheet bigint, relation regclass, options jsonb) OWNER TO postgres;

--
-- Name: load_ids(gsync.link, boolean, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.load_ids(l gsync.link, whole boolean, digest text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
    lines text;
BEGIN
    IF whole AND l.unread IS NULL THEN RETURN true; END IF;
    IF whole THEN
        INSERT INTO pg_temp.gsync_id (place, id) SELECT place, shown FROM pg_temp.gsync_sheet WHERE gsync.is_id(shown);
    ELSIF gsync.wants_ids(l, digest) THEN
        SELECT ids INTO lines FROM pg_temp.gsync_seen WHERE ids IS NOT NULL;
        IF NOT FOUND THEN RETURN false; END IF;
        INSERT INTO pg_temp.gsync_id (place, id, known, stands) SELECT i.n + 1, i.id, r.id IS NOT NULL, r.place = i.n + 1
        FROM string_to_table(lines, E'\n') WITH ORDINALITY i(id, n) LEFT JOIN gsync.row r ON r.link = l.id AND r.id = i.id WHERE i.id <> '';
    ELSE
        INSERT INTO pg_temp.gsync_id (place, id) SELECT place, id FROM gsync.row WHERE link = l.id AND pending_op IS NOT NULL AND place IS NOT NULL AND has_id;
    END IF;
    PERFORM gsync.weigh('gsync_id', 'place, id');
    RETURN true;
END $$;


ALTER FUNCTION gsync.load_ids(l gsync.link, whole boolean, digest text) OWNER TO postgres;

--
-- Name: load_sheet(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.load_sheet(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    columns jsonb := (SELECT coalesce(jsonb_object_agg(name, place), '{}') FROM gsync.link_column WHERE link = l.id AND place IS NOT NULL);
BEGIN
    PERFORM gsync.weigh('gsync_seen', 'place');
    EXECUTE format($q$
        INSERT INTO pg_temp.gsync_sheet (place, shown, s, cells, formulas, dates, id, same)
        SELECT x.*, r.id, r.id IS NOT NULL
        FROM (SELECT v.place, nullif(v.cells ->> $1, '') AS shown, %s AS s, v.cells,
                CASE WHEN v.formulas IS NULL THEN '{}' ELSE ARRAY(SELECT c.key FROM jsonb_each($2) c WHERE v.formulas @> c.value ORDER BY 1) END AS formulas, v.dates
              FROM pg_temp.gsync_seen v WHERE v.place >= 2 OFFSET 0) x   -- OFFSET 0: s is made once
        LEFT JOIN gsync.row r ON r.link = $3 AND r.id = x.shown AND r.place = x.place AND r.has_id AND r.base = x.s AND r.rej = '{}' AND r.formulas = x.formulas
    $q$, replace(gsync.cells_sql(l.id, columns, true), '{x}', 'v.cells')) USING l.id_place - 1, gsync.formula_places(l.id), l.id;
    EXECUTE format('UPDATE pg_temp.gsync_sheet x SET s = %s WHERE NOT same', replace(gsync.cells_sql(l.id, columns), '{x}', 'x.cells'));
    PERFORM gsync.weigh('gsync_sheet', 'place, id, shown');
END $_$;


ALTER FUNCTION gsync.load_sheet(l gsync.link) OWNER TO postgres;

--
-- Name: lock_link(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.lock_link(of_link integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF current_setting('gsync.working', true) = 'on' THEN PERFORM set_config('lock_timeout', '0', true); END IF;
    PERFORM FROM gsync.link WHERE id = of_link FOR NO KEY UPDATE;
    PERFORM gsync.give_way();
END $$;


ALTER FUNCTION gsync.lock_link(of_link integer) OWNER TO postgres;

--
-- Name: lock_rows(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.lock_rows(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    wanted constant text := $q$e.wave = $1 AND e.known AND (e.act IS NULL OR e.act = 'gone')$q$;
    source text := format('%s t', l.relation);
    same_key text := gsync.key_join(l.id, 't', 'e.key');
    row_sql text := gsync.row_sql(l.id, 't');
BEGIN
    PERFORM gsync.give_way();
    LOOP
        EXECUTE format('SELECT count(*) FROM (SELECT FROM pg_temp.gsync_event e JOIN %s ON %s WHERE %s FOR NO KEY UPDATE OF t) x', source, same_key, wanted) USING w;
        EXIT WHEN gsync.follow_keys(l.id) = 0;
        UPDATE pg_temp.gsync_event e SET key = r.key, doomed = r.doomed FROM gsync.row r WHERE e.wave = w AND r.link = l.id AND r.id = e.id;
    END LOOP;
    EXECUTE format('UPDATE pg_temp.gsync_event e SET in_table = true, outside = NOT %s, d = %s FROM %s WHERE %s AND %s', gsync.belongs_sql(l), row_sql, source, same_key, wanted) USING w;
END $_$;


ALTER FUNCTION gsync.lock_rows(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: log_after(bigint, integer, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.log_after(after bigint, max_entries integer, content boolean DEFAULT false) RETURNS TABLE(id bigint, at timestamp with time zone, kind text, line text)
    LANGUAGE plpgsql
    AS $$
DECLARE
    settled bigint := gsync.log_settled();
BEGIN
    RETURN QUERY SELECT e.id, e.at, e.kind, concat_ws(' ', e.line, CASE WHEN log_after.content THEN e.content END)
        FROM gsync.log e WHERE e.id > after AND e.id <= settled ORDER BY e.id LIMIT max_entries;
END $$;


ALTER FUNCTION gsync.log_after(after bigint, max_entries integer, content boolean) OWNER TO postgres;

--
-- Name: log_begin(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.log_begin() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared((26483::bigint << 48) | (SELECT last_value FROM gsync.log_id));   -- 26483: "gs"
END $$;


ALTER FUNCTION gsync.log_begin() OWNER TO postgres;

--
-- Name: log_counts(bigint, bigint); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.log_counts(after bigint, settled bigint) RETURNS TABLE(link integer, cells bigint, rows bigint, conflicts bigint, rejected bigint, held bigint, age bigint)
    LANGUAGE sql STABLE
    AS $$
    SELECT e.link, sum(e.cells)::bigint, sum(e.rows)::bigint, sum(e.conflicts)::bigint, sum(e.rejected)::bigint, sum(e.held)::bigint, gsync.age_ms(max(e.at))
    FROM (
        SELECT h.link, count(*) FILTER (WHERE h.side = 'sheet'), count(DISTINCT (h.row_id, h.source)) FILTER (WHERE h.side = 'sheet'), 0, 0, 0, max(h.at)
        FROM gsync.history h WHERE h.id > log_counts.after AND h.id <= settled GROUP BY h.link
        UNION ALL SELECT c.link, 0, 0, count(*), 0, 0, NULL FROM gsync.conflict c WHERE c.id > log_counts.after AND c.id <= settled GROUP BY c.link
        UNION ALL SELECT x.link, 0, 0, 0, count(*), 0, NULL FROM gsync.rejected x WHERE x.id > log_counts.after AND x.id <= settled GROUP BY x.link
        UNION ALL SELECT d.link, 0, 0, 0, 0, count(*), NULL FROM gsync.held d WHERE d.id > log_counts.after AND d.id <= settled GROUP BY d.link
    ) e (link, cells, rows, conflicts, rejected, held, at) WHERE e.link IS NOT NULL GROUP BY e.link
$$;


ALTER FUNCTION gsync.log_counts(after bigint, settled bigint) OWNER TO postgres;

--
-- Name: log_settled(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.log_settled() RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    settled bigint := (SELECT last_value FROM gsync.log_id);
BEGIN
    RETURN least(settled, (SELECT min((classid::bigint & 65535) << 32 | objid::bigint) FROM pg_locks
        WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND objsubid = 1 AND classid::bigint >> 16 = 26483));
END $$;


ALTER FUNCTION gsync.log_settled() OWNER TO postgres;

--
-- Name: logfmt(text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.logfmt(VARIADIC pairs text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN (SELECT string_agg((((logfmt.pairs)[i.i] || '='::text) || CASE WHEN ((logfmt.pairs)[(i.i + 1)] ~ '^[^\s"=\\[:cntrl:]]+$'::text) THEN (logfmt.pairs)[(i.i + 1)] ELSE (to_json((logfmt.pairs)[(i.i + 1)]))::text END), ' '::text ORDER BY i.i) AS string_agg FROM generate_series(1, cardinality(logfmt.pairs), 2) i(i) WHERE ((logfmt.pairs)[(i.i + 1)] IS NOT NULL));


ALTER FUNCTION gsync.logfmt(VARIADIC pairs text[]) OWNER TO postgres;

--
-- Name: look(integer, json, integer, integer, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.look(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean) RETURNS TABLE(kind text, place integer, id text, cells json)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
    of_link alias FOR link;
    l gsync.link;
    sn jsonb;
    digest text := info ->> 'digest';
    whole boolean;
    news text;
    problem text;
    told boolean;
    strays int[];
    p bigint;
BEGIN
    PERFORM gsync.begin_work();
    PERFORM gsync.lock_link(of_link);
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF NOT FOUND THEN RAISE 'no link %', of_link USING ERRCODE = 'no_data_found'; END IF;
    SELECT doc INTO sn FROM gsync.parse(info::text);
    IF sn IS NULL THEN RAISE 'what a look is told of the tab is not JSON' USING ERRCODE = 'invalid_parameter_value'; END IF;
    whole := coalesce((sn ->> 'whole')::boolean, false);
    PERFORM gsync.log_begin();
    PERFORM gsync.scratch();
    PERFORM gsync.weigh_rows(l.id);
    problem := gsync.refresh_shapes(l.id);
    IF problem IS NOT NULL THEN
        PERFORM gsync.broken(l.id, problem);
        RETURN QUERY SELECT 'columns', NULL::int, NULL::text, to_json(problem);
        RETURN;
    END IF;

    PERFORM gsync.note_sheet(l, sn);
    PERFORM gsync.see_pins(l, coalesce(sn -> 'header', '[]'), sn -> 'pins');
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    problem := gsync.see_header(l, coalesce(sn -> 'header', '[]'), sn -> 'pins');
    IF problem IS NOT NULL THEN
        IF problem = 'mend' THEN
            UPDATE gsync.link k SET mend = now() WHERE k.id = l.id;
            problem := 'gsync''s own header is not as it was left; it will be written again';
        ELSE
            UPDATE gsync.link k SET mend = NULL WHERE k.id = l.id;
            PERFORM gsync.broken(l.id, problem);
        END IF;
        RETURN QUERY SELECT 'columns', NULL::int, NULL::text, to_json(problem);
        RETURN;
    END IF;
    IF whole THEN PERFORM gsync.add_to_table(l, coalesce(sn -> 'header', '[]'), sn -> 'pins'); END IF;
    news := gsync.see_columns(l.id, coalesce(sn -> 'header', '[]'), sn -> 'pins', whole);
    IF news IS NOT NULL THEN RETURN QUERY SELECT 'columns', NULL::int, NULL::text, to_json(news); END IF;
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF l.id_place IS NULL THEN
        UPDATE gsync.link k SET state = 'new' WHERE k.id = l.id AND k.state <> 'paused';
        RETURN QUERY SELECT 'columns', NULL::int, NULL::text, to_json('the column _gsync_id is missing; it will be made again'::text);
        RETURN;
    END IF;

    IF whole THEN
        PERFORM gsync.retry_quietly(l, gsync.refused_rows(l.id, CASE WHEN NOT l.altered THEN ARRAY['23503', '23505', '23P01'] END));
        UPDATE gsync.link k SET altered = false WHERE k.id = l.id AND k.altered;
    ELSE PERFORM gsync.retry_quietly(l, gsync.clashing(l.id));
    END IF;
    PERFORM gsync.load_sheet(l);
    IF NOT gsync.load_ids(l, whole, digest) THEN
        RETURN QUERY SELECT 'again', NULL::int, NULL::text, NULL::json;
        RETURN;
    END IF;
    IF l.unread IS NOT NULL THEN
        IF gsync.columns_moved(l) THEN
            RETURN QUERY SELECT 'columns', NULL::int, NULL::text, to_json(format('columns of the sheet were moved while publish %s was on its way; what it has hit is written again, '
                'but for formulas in columns that are not synced: those are in the version history of the sheet', l.unread));
        END IF;
        IF NOT gsync.read_back(l, sn, whole, digest) THEN
            RETURN QUERY SELECT 'again', NULL::int, NULL::text, NULL::json;
            RETURN;
        END IF;
    END IF;
    UPDATE gsync.link k SET pub = greatest(k.pub, (sn ->> 'pub')::bigint) WHERE k.id = l.id RETURNING * INTO l;
    IF NOT whole AND gsync.landed_late(l, sn) THEN
        UPDATE gsync.link k SET whole = true WHERE k.id = l.id;
        RETURN QUERY SELECT 'again', NULL::int, NULL::text, NULL::json;
        RETURN;
    END IF;
    PERFORM gsync.identify(l, sn, whole, digest);
    IF whole THEN PERFORM gsync.see_notes(l); END IF;
    PERFORM gsync.find_unsent(l);
    IF NOT whole AND EXISTS (SELECT FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.id AND r.held IS NULL WHERE x.s = '{}') THEN
        UPDATE gsync.link k SET scan_wanted = least(k.scan_wanted, now()) WHERE k.id = l.id;     -- an emptied row: the whole tab tells whether it stands elsewhere
    END IF;

    RETURN QUERY SELECT 'journal', NULL::int, NULL::text, e FROM gsync.scan_entries(l, sn -> 'header', coalesce((sn ->> 'pub')::bigint, 0), whole) e;
    told := FOUND;
    IF whole THEN PERFORM gsync.note_scan(l, (sn ->> 'pub')::bigint, told); END IF;
    UPDATE gsync.link k SET planned = NULL WHERE k.id = l.id;

    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF NOT may_claim OR l.state <> 'ready' THEN RETURN; END IF;
    -- a change of rows, columns or protection made in the sheet asks for a whole look: it may have made room
    PERFORM gsync.offer_again(l.id, CASE WHEN whole THEN interval '10 seconds' ELSE interval '5 minutes' END);
    strays := ARRAY(SELECT x.place FROM pg_temp.gsync_sheet x WHERE whole AND x.id IS NULL AND x.s = '{}' AND x.shown IS NOT NULL AND coalesce(l.strays_after < now(), true) LIMIT max_rows);
    p := gsync.claim(l, max_rows, max_bytes, strays <> '{}' OR EXISTS (SELECT FROM pg_temp.gsync_spoilt) OR coalesce((sn ->> 'pub')::bigint < l.pub, true));
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF p IS NOT NULL THEN
        RETURN QUERY SELECT 'pub', NULL::int, p::text, NULL::json;
        RETURN QUERY SELECT * FROM gsync.operations(l);
        -- an id beside nothing, left of an emptied row or by a misplaced write: whatever is typed there is a new row
        RETURN QUERY SELECT 'update', s, NULL::text, json_build_array(json_build_array(l.id_place, NULL)) FROM unnest(strays) s;
        RETURN QUERY SELECT 'update', s.place, NULL::text, json_build_array(json_build_array(s.col, s.was)) FROM pg_temp.gsync_spoilt s;
    ELSIF NOT told AND (l.whole OR gsync.stale(l, whole)) THEN
        RETURN QUERY SELECT 'again', NULL::int, NULL::text, NULL::json;
    END IF;
END $$;


ALTER FUNCTION gsync.look(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean) OWNER TO postgres;

--
-- Name: look_out(integer, json, integer, integer, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.look_out(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO pg_temp.gsync_out (kind, place, id, cells, n) SELECT o.* FROM gsync.look(link, info, max_rows, max_bytes, may_claim) WITH ORDINALITY o;
END $$;


ALTER FUNCTION gsync.look_out(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean) OWNER TO postgres;

--
-- Name: make_keys(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.make_keys(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    key text;
BEGIN
    SELECT string_agg(replace(s.key_text, '{x}', format(CASE WHEN s.default_sql IS NULL THEN '(%s)::%s' ELSE 'coalesce((%s)::%s, %s)' END,
        replace(s.decode, '{x}', format('(e.put -> %L)', s.name)), s.full_type, s.default_sql)), ', ' ORDER BY k.n)
    INTO key FROM unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(l.id) s ON s.name = k.name;
    EXECUTE format('UPDATE pg_temp.gsync_event e SET new_key = ARRAY[%s] WHERE e.wave = $1 AND e.act = ''insert'' AND e.new_key IS NULL AND e.put ?& $2
        AND NOT EXISTS (SELECT FROM pg_temp.gsync_failed f WHERE f.n = e.n)', key) USING w, l.key_columns;
    PERFORM gsync.raise_sequences(l, w);
    EXECUTE format('UPDATE pg_temp.gsync_event e SET new_key = k.key FROM (SELECT e.n, ARRAY[%s] AS key FROM pg_temp.gsync_event e
            WHERE e.wave = $1 AND e.act = ''insert'' AND e.new_key IS NULL AND NOT EXISTS (SELECT FROM pg_temp.gsync_failed f WHERE f.n = e.n) ORDER BY e.n OFFSET 0) k
        WHERE k.n = e.n AND array_position(k.key, NULL) IS NULL', key) USING w;
END $_$;


ALTER FUNCTION gsync.make_keys(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: make_link_shapes(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.make_link_shapes(of_link integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM gsync.link_shape WHERE link = of_link;
    INSERT INTO gsync.link_shape
    SELECT of_link, n, name, in_key, kind, type, full_type, not_null, read_only, default_sql, encode, decode, fine, key_text, example
    FROM gsync.make_shapes(of_link) WITH ORDINALITY s(name, place, in_key, kind, type, full_type, not_null, read_only, default_sql, encode, decode, fine, key_text, example, direction, n);
END $$;


ALTER FUNCTION gsync.make_link_shapes(of_link integer) OWNER TO postgres;

--
-- Name: make_reader(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.make_reader(to_role text) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = to_role) THEN
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', to_role);
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;      -- at the same moment, for another database
            WHEN insufficient_privilege THEN RETURN format('%s may not make the role %s, whose members may look and change nothing', current_user, to_role);
        END;
    END IF;
    PERFORM gsync.grant_reader(to_role);
    RETURN NULL;
END $$;


ALTER FUNCTION gsync.make_reader(to_role text) OWNER TO postgres;

--
-- Name: make_shapes(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.make_shapes(of_link integer) RETURNS SETOF gsync.shape
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT c.name,
     c.place,
     c.in_key,
     k.kind,
     k.type,
     format_type(a.atttypid, a.atttypmod) AS format_type,
     (a.attnotnull OR t.typnotnull),
     (a.attgenerated <> ''::"char"),
         CASE
             WHEN (a.attgenerated <> ''::"char") THEN NULL::text
             WHEN (a.attidentity <> ''::"char") THEN format('nextval(%L::regclass)'::text, pg_get_serial_sequence((l.relation)::text, c.name))
             WHEN ((d.adbin IS NULL) AND (t.typdefault IS NULL) AND (k.kind = 'text'::text) AND (NOT c.in_key) AND (a.attnotnull OR t.typnotnull)) THEN ''''''::text
             ELSE COALESCE(pg_get_expr(d.adbin, d.adrelid), t.typdefault)
         END AS "coalesce",
     gsync.encode_sql(k.kind, l.time_zone) AS encode_sql,
     gsync.decode_sql(k.kind, k.type, l.time_zone, l.locale) AS decode_sql,
     gsync.fine_sql(k.kind, (t.typtype = 'd'::"char"), a.atttypmod,
         CASE
             WHEN (t.typtype = 'e'::"char") THEN ( SELECT array_agg((pg_enum.enumlabel)::text) AS array_agg
                FROM pg_enum
               WHERE (pg_enum.enumtypid = t.oid))
             ELSE NULL::text[]
         END) AS fine_sql,
     gsync.key_sql(k.kind, gsync.base_type(t.oid)) AS key_sql,
         CASE
             WHEN (k.kind = ANY (ARRAY['date'::text, 'timestamp'::text, 'timestamptz'::text])) THEN gsync.date_example(l.locale)
             ELSE (('1234'::text || gsync.decimal_sign(l.locale)) || '5'::text)
         END AS "case",
     NULL::text
    FROM (((((gsync.link l
      JOIN gsync.link_column c ON ((c.link = l.id)))
      JOIN pg_attribute a ON (((a.attrelid = (l.relation)::oid) AND (a.attnum = c.attnum) AND (NOT a.attisdropped))))
      JOIN pg_type t ON ((t.oid = a.atttypid)))
      LEFT JOIN pg_attrdef d ON (((d.adrelid = a.attrelid) AND (d.adnum = a.attnum))))
      CROSS JOIN LATERAL ( SELECT gsync.kind(t.oid) AS kind,
                 CASE
                     WHEN (gsync.kind(t.oid) = 'text'::text) THEN 'text'::text
                     ELSE format_type(t.oid, NULL::integer)
                 END AS type) k)
   WHERE (l.id = make_shapes.of_link)
   ORDER BY a.attnum;
END;


ALTER FUNCTION gsync.make_shapes(of_link integer) OWNER TO postgres;

--
-- Name: make_trigger_function(integer, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.make_trigger_function(of_link integer, event text, body text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE FUNCTION gsync.link_%s_%s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp %s AS %L', of_link, event,
        CASE WHEN event IN ('delete', 'truncate') THEN 'SET datestyle = ''ISO, YMD'' SET intervalstyle = postgres' END,      -- deleted rows are kept as text
        format(E'DECLARE marked bigint;\nBEGIN%s\n    IF marked > 0 AND pg_try_advisory_xact_lock_shared(%s) THEN NOTIFY gsync; END IF;\n    RETURN NULL;\nEND', body, gsync.awake_key()));
    EXECUTE format('REVOKE ALL ON FUNCTION gsync.link_%s_%s() FROM PUBLIC', of_link, event);
END $$;


ALTER FUNCTION gsync.make_trigger_function(of_link integer, event text, body text) OWNER TO postgres;

--
-- Name: make_trigger_functions(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.make_trigger_functions(of_link integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    by_rows boolean := gsync.is_written_through(l.relation);
    names_are_right text := gsync.trigger_check(of_link);
    swaps boolean := EXISTS (SELECT FROM pg_index WHERE indrelid = l.relation AND indisprimary AND NOT indimmediate);   -- one statement can swap keys
    event text;
    old_key text; new_key text;
BEGIN
    FOREACH event IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
        old_key := CASE WHEN event <> 'insert' THEN gsync.trigger_key(of_link, CASE WHEN by_rows THEN 'OLD' ELSE 'o' END) END;
        new_key := CASE WHEN event <> 'delete' THEN gsync.trigger_key(of_link, CASE WHEN by_rows THEN 'NEW' ELSE 'n' END) END;
        PERFORM gsync.make_trigger_function(of_link, event, format($f$
    IF %s THEN%s;
        GET DIAGNOSTICS marked = ROW_COUNT;%s
    ELSE
        EXECUTE gsync.mark_now(%s, %L, %L) USING %s, %s;
        marked := 1;%s
    END IF;$f$, coalesce(names_are_right, 'false'),
            coalesce(CASE WHEN by_rows THEN gsync.mark_row_sql(of_link, old_key, new_key) ELSE gsync.mark_sql(of_link, old_key, new_key, event = 'update' AND swaps) END, ' NULL'),
            CASE WHEN event = 'delete' AND old_key IS NOT NULL THEN E'\n        ' || gsync.bin_sql(of_link, old_key, CASE WHEN by_rows THEN 'OLD' ELSE 'o.*' END, CASE WHEN by_rows THEN '' ELSE ' FROM old_rows o' END) || ';'
                WHEN event = 'update' AND NOT by_rows AND NOT swaps THEN format($f$
        IF marked > 1 AND marked > (SELECT count(*) FROM new_rows) THEN     -- more keys than rows: some have changed
            INSERT INTO gsync.rekey (link, old_key, new_key) SELECT %s, o.key, n.key
            FROM (SELECT %s AS key, row_number() OVER () AS i FROM old_rows o) o JOIN (SELECT %s AS key, row_number() OVER () AS i FROM new_rows n) n USING (i) WHERE o.key <> n.key ORDER BY i;
        END IF;$f$, of_link, old_key, new_key) END,
            of_link, event, by_rows,
            CASE WHEN by_rows AND event <> 'insert' THEN 'OLD' ELSE 'NULL::int' END, CASE WHEN by_rows AND event <> 'delete' THEN 'NEW' ELSE 'NULL::int' END,
            CASE WHEN event = 'delete' THEN format($f$
        EXECUTE gsync.bin_now(%s, %L) USING %s;$f$, of_link, by_rows, CASE WHEN by_rows THEN 'OLD' ELSE 'NULL::int' END) END));
    END LOOP;
    IF by_rows THEN
        PERFORM gsync.make_trigger_function(of_link, 'moved', format($f$
    IF %s THEN%s;
    ELSE
        EXECUTE gsync.moved_now(%s);
    END IF;$f$, coalesce(names_are_right, 'false'), coalesce(gsync.moved_sql(of_link, gsync.trigger_key(of_link, 'o'), gsync.trigger_key(of_link, 'n')), ' NULL'), of_link));
    END IF;
    PERFORM gsync.make_trigger_function(of_link, 'truncate', format(E'\n    EXECUTE gsync.bin_all_now(%s, TG_RELID);', of_link)
        || gsync.mark_keys_sql(of_link, format('SELECT r.key FROM gsync.row r WHERE r.link = %s AND r.key IS NOT NULL', of_link), true) || E';\n        GET DIAGNOSTICS marked = ROW_COUNT;');
END $_$;


ALTER FUNCTION gsync.make_trigger_functions(of_link integer) OWNER TO postgres;

--
-- Name: make_triggers(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.make_triggers(of_link integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    by_rows boolean := gsync.is_written_through(l.relation);
    event text;
    part regclass;
BEGIN
    PERFORM gsync.drop_triggers(of_link);
    PERFORM gsync.make_trigger_functions(of_link);
    FOREACH event IN ARRAY ARRAY['insert', 'update', 'delete'] LOOP
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s EXECUTE FUNCTION gsync.link_%s_%s()',
            format('gsync_%s_%s', of_link, event), event, l.relation,
            CASE WHEN by_rows THEN 'FOR EACH ROW'
                ELSE 'REFERENCING ' || concat_ws(' ', CASE WHEN event <> 'delete' THEN 'NEW TABLE AS new_rows' END,
                    CASE WHEN event <> 'insert' THEN 'OLD TABLE AS old_rows' END) || ' FOR EACH STATEMENT' END,
            of_link, event);
    END LOOP;
    IF (SELECT c.relkind FROM pg_class c WHERE c.oid = l.relation) = 'p' THEN
        EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_%s_moved()',
            format('gsync_%s_moved', of_link), l.relation, of_link);
    END IF;
    FOR part IN SELECT relid FROM pg_partition_tree(l.relation) UNION SELECT l.relation LOOP
        PERFORM gsync.make_truncate_trigger(of_link, part);
    END LOOP;
END $$;


ALTER FUNCTION gsync.make_triggers(of_link integer) OWNER TO postgres;

--
-- Name: make_truncate_trigger(integer, regclass); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.make_truncate_trigger(of_link integer, part regclass) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_%s_truncate()', format('gsync_%s_truncate', of_link), part, of_link);
END $$;


ALTER FUNCTION gsync.make_truncate_trigger(of_link integer, part regclass) OWNER TO postgres;

--
-- Name: mark_all(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.mark_all(of_link integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    IF l.direction = 'to-database' THEN RETURN; END IF;
    EXECUTE format('INSERT INTO gsync.dirty (link, key, changed_at, by) SELECT $1, k.key, now(), coalesce(r.changed_by, session_user) FROM (SELECT %s FROM %s UNION
            SELECT r.key FROM gsync.row r WHERE r.link = $1 AND r.key IS NOT NULL) k(key) LEFT JOIN gsync.row r ON r.link = $1 AND r.key = k.key ORDER BY k.key ON CONFLICT DO NOTHING',
        gsync.key_expr(of_link, 't'), gsync.rows_sql(l)) USING of_link;
END $_$;


ALTER FUNCTION gsync.mark_all(of_link integer) OWNER TO postgres;

--
-- Name: mark_keys_sql(integer, text, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.mark_keys_sql(of_link integer, keys text, truncated boolean DEFAULT false) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN format('
        INSERT INTO gsync.dirty AS d (link, key, changed_at, by, xid, truncated)
        SELECT %s, s.key, statement_timestamp(), session_user, pg_current_xact_id(), %L FROM (%s) s(key) ORDER BY s.key
        ON CONFLICT (link, key) DO UPDATE SET changed_at = excluded.changed_at, by = excluded.by, xid = excluded.xid, truncated = excluded.truncated'::text, of_link, truncated, keys);


ALTER FUNCTION gsync.mark_keys_sql(of_link integer, keys text, truncated boolean) OWNER TO postgres;

--
-- Name: mark_now(integer, text, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.mark_now(of_link integer, event text, of_rows boolean) RETURNS text
    LANGUAGE plpgsql
    AS $_$
DECLARE
    old_key text := CASE WHEN event <> 'insert' THEN gsync.trigger_key(of_link, CASE WHEN of_rows THEN '($1)' ELSE 'o' END) END;
    new_key text := CASE WHEN event <> 'delete' THEN gsync.trigger_key(of_link, CASE WHEN of_rows THEN '($2)' ELSE 'n' END) END;
BEGIN
    IF coalesce(old_key, new_key) IS NULL THEN RETURN 'SELECT WHERE false'; END IF;
    RETURN CASE WHEN of_rows THEN gsync.mark_row_sql(of_link, old_key, new_key) ELSE gsync.mark_sql(of_link, old_key, new_key, event = 'update') END;
END $_$;


ALTER FUNCTION gsync.mark_now(of_link integer, event text, of_rows boolean) OWNER TO postgres;

--
-- Name: mark_row_sql(integer, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.mark_row_sql(of_link integer, old_key text, new_key text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN concat(CASE WHEN ((old_key IS NOT NULL) AND (new_key IS NOT NULL)) THEN format('
        WITH moved AS (INSERT INTO gsync.rekey (link, old_key, new_key) SELECT %1$s, %2$s, %3$s WHERE %2$s <> %3$s)'::text, of_link, old_key, new_key) ELSE NULL::text END, gsync.mark_keys_sql(of_link, concat_ws(' UNION '::text, ('SELECT '::text || new_key), ('SELECT '::text || old_key))));


ALTER FUNCTION gsync.mark_row_sql(of_link integer, old_key text, new_key text) OWNER TO postgres;

--
-- Name: mark_rows(integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.mark_rows(of_link integer, ids text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO gsync.dirty (link, key) SELECT of_link, r.key FROM gsync.row r WHERE r.link = of_link AND r.id = ANY (ids) AND r.key IS NOT NULL
    ORDER BY r.key ON CONFLICT DO NOTHING;
END $$;


ALTER FUNCTION gsync.mark_rows(of_link integer, ids text[]) OWNER TO postgres;

--
-- Name: mark_sql(integer, text, text, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.mark_sql(of_link integer, old_key text, new_key text, with_moves boolean) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN with_moves THEN (format('
        WITH k AS MATERIALIZED (SELECT true AS was, %2$s AS key, row_number() OVER () AS i FROM old_rows o UNION ALL SELECT false, %3$s, row_number() OVER () FROM new_rows n),
        moved AS (INSERT INTO gsync.rekey (link, old_key, new_key) SELECT %1$s, min(key) FILTER (WHERE was), min(key) FILTER (WHERE NOT was) FROM k
            GROUP BY i HAVING min(key) FILTER (WHERE was) <> min(key) FILTER (WHERE NOT was) ORDER BY i)'::text, of_link, old_key, new_key) || gsync.mark_keys_sql(of_link, 'SELECT DISTINCT key FROM k'::text)) ELSE gsync.mark_keys_sql(of_link, concat_ws(' UNION '::text, (('SELECT '::text || new_key) || ' FROM new_rows n'::text), (('SELECT '::text || old_key) || ' FROM old_rows o'::text))) END;


ALTER FUNCTION gsync.mark_sql(of_link integer, old_key text, new_key text, with_moves boolean) OWNER TO postgres;

--
-- Name: match_columns(integer, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.match_columns(of_link integer, header jsonb, pins jsonb DEFAULT NULL::jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (WITH pinned AS (
        SELECT DISTINCT ON (c.name) c.name, (p -> 0)::int AS n FROM gsync.link_column c JOIN jsonb_array_elements(coalesce(pins, '[]')) p ON p ->> 1 = c.pin
        WHERE c.link = of_link AND c.pinned ORDER BY c.name, ((p -> 0)::int = c.place) DESC NULLS LAST, (p -> 0)::int),
    pair AS (
        SELECT c.name, h.n, CASE WHEN h.h = c.header THEN 1 WHEN h.h = c.name THEN 2 ELSE 3 END AS rank, (h.n = c.place) IS TRUE AS stood
        FROM gsync.link_column c, gsync.header_cells(match_columns.header) h
        WHERE c.link = of_link AND h.h <> '' AND NOT gsync.is_id_header(h.h)
          AND (h.h = c.header OR h.h = c.name OR gsync.plain_name(h.h) = gsync.plain_name(c.name) AND gsync.plain_name(h.h) <> '')
          AND NOT EXISTS (SELECT FROM pinned p WHERE p.name = c.name OR p.n = h.n)),
    of_header AS (SELECT DISTINCT ON (n) * FROM pair ORDER BY n, rank, stood DESC, name),
    of_column AS (SELECT DISTINCT ON (name) * FROM of_header ORDER BY name, rank, stood DESC, n)
    SELECT coalesce(jsonb_object_agg(f.name, f.n), '{}') FROM (SELECT name, n FROM pinned UNION ALL SELECT name, n FROM of_column) f);
END $$;


ALTER FUNCTION gsync.match_columns(of_link integer, header jsonb, pins jsonb) OWNER TO postgres;

--
-- Name: match_sides(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.match_sides(of_link integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    l gsync.link;
    columns jsonb;
    fine text;
    key text;
BEGIN
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    columns := gsync.match_columns(of_link, coalesce((SELECT t.cells FROM pg_temp.gsync_tab t WHERE t.place = 1), '[]'));
    UPDATE gsync.link_column c SET place = (columns ->> c.name)::int WHERE c.link = of_link;
    DROP TABLE IF EXISTS pg_temp.gsync_left, pg_temp.gsync_right, pg_temp.gsync_sides;
    CREATE TEMP TABLE gsync_left (place int, s jsonb, k text[], formulas int[]);
    EXECUTE format($q$INSERT INTO pg_temp.gsync_left (place, s, formulas) SELECT * FROM (SELECT t.place, %s AS s, t.formulas FROM pg_temp.gsync_tab t WHERE t.place > 1 OFFSET 0) x WHERE x.s <> '{}'$q$,
        replace(gsync.cells_sql(of_link, columns), '{x}', 't.cells'));
    SELECT string_agg(replace(s.fine, '{x}', format('(e.s -> %L)', s.name)), ' AND '),
           string_agg(replace(s.key_text, '{x}', format('(%s)::%s', replace(s.decode, '{x}', format('(e.s -> %L)', s.name)), s.full_type)), ', ' ORDER BY k.n)
    INTO fine, key FROM unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(of_link) s ON s.name = k.name;
    EXECUTE format('UPDATE pg_temp.gsync_left e SET k = CASE WHEN %s THEN ARRAY[%s] ELSE gsync.try_key($1, e.s) END WHERE e.s ?& $2', fine, key) USING of_link, l.key_columns;
    EXECUTE format('CREATE TEMP TABLE gsync_right AS SELECT %s AS k, %s AS d FROM %s', gsync.key_expr(of_link, 't'), gsync.row_sql(of_link, 't'), gsync.rows_sql(l));
    ANALYZE pg_temp.gsync_left (k);
    ANALYZE pg_temp.gsync_right (k);
    CREATE TEMP TABLE gsync_sides AS
    SELECT a.place, a.nth, coalesce(a.k, b.k) AS k, a.s, b.d, a.k IS NOT NULL AND b.k IS NOT NULL AS both, a.formulas
    FROM (SELECT *, CASE WHEN e.k IS NOT NULL THEN row_number() OVER (PARTITION BY e.k ORDER BY e.place) END AS nth FROM pg_temp.gsync_left e) a
    FULL JOIN pg_temp.gsync_right b ON b.k = a.k AND a.nth = 1;
    DROP TABLE pg_temp.gsync_left, pg_temp.gsync_right;
END $_$;


ALTER FUNCTION gsync.match_sides(of_link integer) OWNER TO postgres;

--
-- Name: may_be(gsync."row", jsonb, integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.may_be(r gsync."row", s jsonb, at_place integer, key_columns text[]) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE WHEN (r).base IS NULL THEN s = '{}' OR coalesce(gsync.have_in_common(gsync.appended_cells(r), s), false)
                                          OR ARRAY(SELECT s ->> k FROM unnest(key_columns) k) = (r).key COLLATE "C"
        ELSE CASE WHEN (r).has_id THEN (r).place = at_place OR s = '{}' OR gsync.have_in_common((r).base, s) ELSE (r).place = at_place AND gsync.have_in_common((r).base, s) END END;
END $$;


ALTER FUNCTION gsync.may_be(r gsync."row", s jsonb, at_place integer, key_columns text[]) OWNER TO postgres;

--
-- Name: may_offer(integer, interval); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.may_offer(of_link integer, after interval) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN EXISTS (SELECT FROM gsync.rejected x JOIN gsync.row r ON r.link = x.link AND r.id = x.row_id AND r.aside <> '{}'
        WHERE x.link = of_link AND x.side = 'table' AND x.at < now() - after);
END $$;


ALTER FUNCTION gsync.may_offer(of_link integer, after interval) OWNER TO postgres;

--
-- Name: meet_gone(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.meet_gone(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    columns text[] := gsync.published(l.id);
BEGIN
    UPDATE pg_temp.gsync_event e
    SET changed_at = coalesce(y.changed_at, e.changed_at), changed_by = coalesce(y.by, e.changed_by),
        why = CASE WHEN x.outside THEN 'deleted in the sheet, after it had left the filter'
            WHEN x.in_table AND (l.direction = 'to-sheet' OR EXISTS (SELECT FROM unnest(columns) c WHERE x.d -> c IS DISTINCT FROM x.base -> c AND NOT x.rej ? c)) THEN 'deleted in the sheet' END
    FROM pg_temp.gsync_event x LEFT JOIN gsync.dirty y ON y.link = l.id AND y.key = x.key
    WHERE x.n = e.n AND e.wave = w AND e.act = 'gone';
    UPDATE pg_temp.gsync_event e SET act = 'restore'
    WHERE e.wave = w AND e.act = 'gone' AND e.why IS NOT NULL AND NOT e.outside AND NOT gsync.sheet_wins(l.policy, e.at, e.changed_at);

    INSERT INTO gsync.conflict (link, row_id, key, winner, table_value, base_value, sheet_by, sheet_at, table_by, table_at, source, detail)
    SELECT l.id, e.id, e.key, CASE WHEN e.act = 'restore' OR e.outside THEN 'database' ELSE 'sheet' END, e.d, e.base, e.who, e.at, e.changed_by, e.changed_at, e.source, e.why
    FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act IN ('gone', 'restore') AND e.why IS NOT NULL;
END $$;


ALTER FUNCTION gsync.meet_gone(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: meet_headers(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.meet_headers(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE pg_temp.gsync_entry e SET outcome = 'dropped', detail = 'the header row has changed: a look comes first'
    WHERE e.link = l.id AND e.outcome IS NULL AND NOT gsync.is_id_header(gsync.header_cell(e.header, l.id_place));
    UPDATE gsync.link k SET scan_wanted = least(k.scan_wanted, now())
    WHERE k.id = l.id AND (EXISTS (SELECT FROM pg_temp.gsync_entry e WHERE e.link = l.id AND e.detail = 'the header row has changed: a look comes first')
        OR EXISTS (SELECT FROM (SELECT DISTINCT e.header FROM pg_temp.gsync_entry e WHERE e.link = l.id AND e.outcome IS NULL) e JOIN gsync.link_column c ON c.link = l.id AND c.place IS NOT NULL
            WHERE gsync.header_cell(e.header, c.place) <> gsync.header_cell(l.header, c.place))
        OR EXISTS (SELECT FROM pg_temp.gsync_entry e CROSS JOIN LATERAL gsync.header_cells(e.header) h
            WHERE e.link = l.id AND e.outcome IS NULL AND NOT e.scan AND h.n BETWEEN gsync.whole_number(e.body -> 'edited' -> 'first_column') AND gsync.whole_number(e.body -> 'edited' -> 'last_column')
              AND CASE WHEN EXISTS (SELECT FROM gsync.link_column c WHERE c.link = l.id AND c.place = h.n)
                  THEN h.h = '' OR (SELECT count(*) > 1 FROM gsync.header_cells(e.header) o WHERE o.h = h.h)
                  ELSE l.add_columns AND h.h <> '' AND NOT gsync.is_id_header(h.h) END));
END $$;


ALTER FUNCTION gsync.meet_headers(l gsync.link) OWNER TO postgres;

--
-- Name: meet_late(gsync.link, jsonb, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.meet_late(l gsync.link, sn jsonb, before text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM gsync.follow_ours(l, (SELECT jsonb_agg(jsonb_build_array(u.col, u.value)) FROM gsync.unsure u WHERE u.link = l.id AND u.col <> '' AND u.until > now()));
    UPDATE gsync.link SET late = (sn ->> 'pub')::bigint WHERE id = l.id;
    IF EXISTS (SELECT FROM gsync.unsure WHERE link = l.id AND col = '' AND value = '"delete"' AND until > now()) THEN
        PERFORM gsync.restore(l, before);
    END IF;
END $$;


ALTER FUNCTION gsync.meet_late(l gsync.link, sn jsonb, before text[]) OWNER TO postgres;

--
-- Name: meet_missing(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.meet_missing(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_event WHERE wave = w AND act IS NULL AND known AND in_table IS NULL) THEN RETURN; END IF;

    UPDATE pg_temp.gsync_event e SET act = CASE WHEN e.calm OR e.retry THEN 'insert' ELSE 'wait' END
    WHERE e.wave = w AND e.act IS NULL AND e.known AND e.key IS NULL AND NOT e.doomed;

    -- what was typed, where a publish wrote over it before the script could read it
    UPDATE pg_temp.gsync_event e SET ours = jsonb_build_object(e.typed_col, coalesce(e.s -> e.typed_col, 'null')),
        s = jsonb_strip_nulls(e.s || jsonb_build_object(e.typed_col, coalesce(e.typed, 'null')))
    WHERE e.wave = w AND e.act IS NULL AND e.known AND e.in_table IS NULL AND NOT e.scan AND e.typed_col IS NOT NULL AND NOT gsync.same(e.typed, e.s -> e.typed_col);

    UPDATE pg_temp.gsync_event e
    SET changed_at = coalesce(y.changed_at, e.changed_at), changed_by = coalesce(y.by, e.changed_by),
        act = CASE WHEN e.s <> '{}' AND EXISTS (SELECT FROM unnest(CASE WHEN e.calm THEN e.cols ELSE e.edited END) c WHERE e.s -> c IS DISTINCT FROM e.base -> c AND NOT gsync.is_unsure(l.id, e.id, c, e.s -> c))
            THEN CASE WHEN gsync.sheet_wins(l.policy, e.at, coalesce(y.changed_at, e.changed_at)) THEN 'insert' ELSE 'lost' END
            ELSE 'none' END,
        s = CASE WHEN e.calm THEN (e.base - e.cols) || e.s ELSE jsonb_strip_nulls(e.base || coalesce((SELECT jsonb_object_agg(p.key, p.value -> 0) FROM jsonb_each(e.pending) p), '{}')
            || coalesce((SELECT jsonb_object_agg(c, e.s -> c) FROM unnest(e.edited) c), '{}')) END
    FROM pg_temp.gsync_event x LEFT JOIN gsync.dirty y ON y.link = l.id AND y.key = x.key
    WHERE x.n = e.n AND e.wave = w AND e.act IS NULL AND e.known AND e.in_table IS NULL;

    -- in a row that goes back into the table, a cell that only a misplaced write has changed gets back what it held
    UPDATE pg_temp.gsync_event e SET s = jsonb_strip_nulls(e.s || b.was), ours = coalesce(e.ours, '{}') || b.shown
    FROM (SELECT v.n, jsonb_object_agg(h.key, h.value) AS was, jsonb_object_agg(h.key, v.base -> h.key) AS shown
          FROM pg_temp.gsync_event v CROSS JOIN LATERAL jsonb_each(v.blot) h
          WHERE v.wave = w AND v.act = 'insert' AND v.known AND v.s -> h.key IS NOT DISTINCT FROM v.base -> h.key GROUP BY v.n) b
    WHERE b.n = e.n;

    UPDATE pg_temp.gsync_event e SET bin = gsync.last_deleted(l.id, e.key) WHERE e.wave = w AND e.act = 'insert' AND e.known AND e.in_table IS NULL AND e.key IS NOT NULL;
    INSERT INTO gsync.conflict (link, row_id, key, winner, sheet_value, base_value, sheet_by, sheet_at, table_by, table_at, source, detail)
    SELECT l.id, e.id, e.key, CASE e.act WHEN 'lost' THEN 'database' ELSE 'sheet' END, e.s, e.base, e.who, e.at, e.changed_by, e.changed_at, e.source, 'deleted in the table'
    FROM pg_temp.gsync_event e WHERE e.wave = w AND e.known AND e.in_table IS NULL AND (e.key IS NOT NULL OR e.doomed) AND e.act IN ('lost', 'insert');
END $$;


ALTER FUNCTION gsync.meet_missing(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: meet_strange(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.meet_strange(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.known IS NULL AND (e.act = 'buried' OR e.act IS NULL AND NOT e.calm)) THEN RETURN; END IF;
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    WHERE e.wave = w AND e.known IS NULL AND e.act IS NULL AND NOT e.calm AND e.n IN (
        SELECT v.n FROM pg_temp.gsync_event v CROSS JOIN LATERAL jsonb_each(v.s) x
        JOIN (SELECT p.key AS c, p.value -> 0 AS v FROM gsync.row r CROSS JOIN LATERAL jsonb_each(r.pending) p WHERE r.link = l.id AND r.pending_op IN ('update', 'append')
              UNION SELECT u.col, u.value FROM gsync.unsure u WHERE u.link = l.id AND u.until > now()) ours ON ours.c = x.key AND ours.v = x.value
        WHERE v.wave = w AND v.known IS NULL);
    -- the cells of a row that is known, beside the id of the one that was deleted: sorted without its id
    UPDATE pg_temp.gsync_event e SET act = 'wait'
    WHERE e.wave = w AND e.act = 'buried' AND EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.base IS NOT NULL
        AND gsync.key_cells(l.key_columns, e.s) IN (gsync.key_cells(l.key_columns, r.base), gsync.key_cells(l.key_columns, gsync.sent_cells(r.base, r.pending))));
    INSERT INTO gsync.conflict (link, row_id, key, winner, sheet_value, sheet_by, sheet_at, source, detail)
    SELECT l.id, e.id, d.key, 'database', e.s, e.who, e.at, e.source, 'the row was deleted before'
    FROM pg_temp.gsync_event e JOIN gsync.tombstone d ON d.link = l.id AND d.id = e.id WHERE e.wave = w AND e.act = 'buried';
END $$;


ALTER FUNCTION gsync.meet_strange(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: merge_entries(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.merge_entries(of_link integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    e record;
    code text; message text; context text;
    todo int[] := ARRAY(SELECT ord FROM pg_temp.gsync_entry WHERE link = of_link AND outcome IS NULL ORDER BY ord);
    one int;
BEGIN
    BEGIN
        PERFORM gsync.merge_link(of_link);
        RETURN;
    EXCEPTION WHEN OTHERS THEN
        IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
    END;
    FOREACH one IN ARRAY todo LOOP
        UPDATE pg_temp.gsync_entry SET outcome = CASE WHEN ord <> one THEN 'later' END WHERE ord = ANY (todo) AND coalesce(outcome, 'later') = 'later';
        BEGIN
            PERFORM gsync.merge_link(of_link);
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, context = PG_EXCEPTION_CONTEXT;
            IF gsync.will_pass(code) THEN RAISE; END IF;
            UPDATE pg_temp.gsync_entry SET outcome = 'rejected', detail = message WHERE ord = one;
            INSERT INTO gsync.rejected (link, side, sqlstate, reason, body, source)
            SELECT of_link, 'sheet', code, message || E'\n' || context, left(y.raw, 1000000), format('entry %s', y.jseq) FROM pg_temp.gsync_entry y WHERE y.ord = one;
            IF (SELECT y.scan FROM pg_temp.gsync_entry y WHERE y.ord = one) THEN      -- or every look would tell it again
                UPDATE pg_temp.gsync_entry SET outcome = NULL WHERE ord = one;
                BEGIN
                    PERFORM gsync.merge_rows(of_link);
                EXCEPTION WHEN OTHERS THEN
                    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
                END;
                UPDATE pg_temp.gsync_entry SET outcome = 'rejected' WHERE ord = one;
            END IF;
        END;
    END LOOP;
END $$;


ALTER FUNCTION gsync.merge_entries(of_link integer) OWNER TO postgres;

--
-- Name: merge_link(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.merge_link(of_link integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link;
    w int;
    problem text;
BEGIN
    PERFORM gsync.lock_link(of_link);
    problem := gsync.refresh_shapes(of_link);
    IF problem IS NOT NULL THEN         -- the first look after it is mended finds what these entries tell
        IF EXISTS (SELECT FROM gsync.link WHERE id = of_link AND state = 'ready') THEN PERFORM gsync.broken(of_link, problem); END IF;
        UPDATE pg_temp.gsync_entry SET outcome = 'dropped', detail = problem WHERE link = of_link AND outcome IS NULL;
        RETURN;
    END IF;
    SELECT * INTO l FROM gsync.link WHERE id = of_link;
    DELETE FROM pg_temp.gsync_event;
    PERFORM gsync.read_events(l);
    FOR w IN 1..coalesce((SELECT max(e.wave) FROM pg_temp.gsync_event e), 0) LOOP
        PERFORM gsync.merge_wave(l, w);
    END LOOP;
    PERFORM gsync.report_entries(l);
    PERFORM gsync.retry_quietly(l, gsync.clashing(of_link));
END $$;


ALTER FUNCTION gsync.merge_link(of_link integer) OWNER TO postgres;

--
-- Name: merge_rows(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.merge_rows(of_link integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link;
    w int;
BEGIN
    SELECT * INTO l FROM gsync.link WHERE id = of_link FOR NO KEY UPDATE;
    DELETE FROM pg_temp.gsync_event;
    PERFORM gsync.read_events(l);
    UPDATE pg_temp.gsync_event e SET wave = x.nth FROM (SELECT n, row_number() OVER (ORDER BY n) AS nth FROM pg_temp.gsync_event) x WHERE x.n = e.n;
    FOR w IN 1..coalesce((SELECT max(e.wave) FROM pg_temp.gsync_event e), 0) LOOP
        BEGIN
            PERFORM gsync.merge_wave(l, w);
        EXCEPTION WHEN OTHERS THEN
            IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
            PERFORM gsync.refuse_events(l, w, SQLSTATE, SQLERRM);
        END;
    END LOOP;
END $$;


ALTER FUNCTION gsync.merge_rows(of_link integer) OWNER TO postgres;

--
-- Name: merge_wave(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.merge_wave(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM pg_temp.gsync_cell;
    DELETE FROM pg_temp.gsync_failed;
    l.policy := gsync.deciding(l.policy, l.direction);
    PERFORM gsync.follow_keys(l.id);
    PERFORM gsync.recall(l, w);
    PERFORM gsync.admit(l, w);
    PERFORM gsync.lock_rows(l, w);
    PERFORM gsync.meet_missing(l, w);
    PERFORM gsync.meet_gone(l, w);
    PERFORM gsync.doubt_typed(l, w);
    PERFORM gsync.decide(l, w);
    PERFORM gsync.judge(l, w);
    PERFORM gsync.validate(l, w);
    PERFORM gsync.write_deletes(l, w);
    PERFORM gsync.write_updates(l, w);
    PERFORM gsync.spread_failures(w);
    PERFORM gsync.record_conflicts(l, w);
    PERFORM gsync.settle_rows(l, w);
    PERFORM gsync.write_inserts(l, w);
    PERFORM gsync.settle_inserts(l, w);
    PERFORM gsync.weigh_rows(l.id);
    PERFORM gsync.settle_gone(l, w);
    PERFORM gsync.record_rejections(l, w);
    PERFORM gsync.follow_keys(l.id);
    PERFORM gsync.clean_dirty(l, ARRAY(SELECT e.id FROM pg_temp.gsync_event e WHERE e.wave = w AND (e.act IS NULL OR e.act IN ('insert', 'none', 'lost'))));
    PERFORM gsync.clean_left(l, w);
END $$;


ALTER FUNCTION gsync.merge_wave(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: misplaced(gsync.link, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.misplaced(l gsync.link, digest text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
    wrong boolean; unread boolean; typed_over boolean;
BEGIN
    SELECT bool_or(CASE r.pending_op WHEN 'delete' THEN r.has_id AND at.id IS NOT NULL WHEN 'append' THEN at.id IS NULL
            ELSE here.id IS DISTINCT FROM r.id OR x.place IS NOT NULL AND (d.stale OR r.pending = '{}' AND x.s <> gsync.shown_cells(r.base, r.rej)) END),
        bool_or(CASE r.pending_op WHEN 'update' THEN x.place IS NULL WHEN 'delete' THEN NOT r.has_id END), bool_or(d.other)
    INTO wrong, unread, typed_over
    FROM gsync.row r
    LEFT JOIN LATERAL (SELECT i.id FROM pg_temp.gsync_id i WHERE i.id = r.id LIMIT 1) at ON true
    LEFT JOIN pg_temp.gsync_id here ON here.place = r.landed_place
    LEFT JOIN pg_temp.gsync_sheet x ON x.place = r.landed_place
    LEFT JOIN LATERAL gsync.compare_sent(r, x.s) d ON r.pending_op = 'update' AND x.place IS NOT NULL
    WHERE r.link = l.id AND r.pending_op IS NOT NULL;
    RETURN CASE WHEN wrong OR gsync.deleted_beside(l) THEN true
        WHEN unread OR typed_over AND l.ids_seen IS DISTINCT FROM digest THEN NULL    -- rows have moved meanwhile: does what we wrote stand somewhere else?
        WHEN EXISTS (SELECT FROM pg_temp.gsync_sheet x JOIN gsync.row r ON r.link = l.id AND r.id = x.shown AND r.has_id WHERE NOT x.same AND gsync.is_another(r, x.s, l.key_columns)) THEN NULL
        ELSE false END;
END $$;


ALTER FUNCTION gsync.misplaced(l gsync.link, digest text) OWNER TO postgres;

--
-- Name: misplaced_anywhere(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.misplaced_anywhere(l gsync.link) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN (SELECT bool_or(CASE r.pending_op WHEN 'delete' THEN x.place IS NOT NULL WHEN 'append' THEN x.place IS NULL
                ELSE d.stale OR r.pending = '{}' AND (x.shown IS DISTINCT FROM r.id OR x.s <> gsync.shown_cells(r.base, r.rej)) END)
            FROM gsync.row r LEFT JOIN pg_temp.gsync_sheet x ON x.id = r.id LEFT JOIN LATERAL gsync.compare_sent(r, x.s) d ON r.pending_op = 'update' AND x.place IS NOT NULL
            WHERE r.link = l.id AND r.pending_op IS NOT NULL)
        OR gsync.deleted_beside(l) OR gsync.stands_elsewhere(l);
END $$;


ALTER FUNCTION gsync.misplaced_anywhere(l gsync.link) OWNER TO postgres;

--
-- Name: misread(gsync.shape, jsonb, boolean, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.misread(s gsync.shape, v jsonb, is_formula boolean, is_date boolean, OUT code text, OUT reason text) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
    IF is_formula THEN
        IF v #>> '{}' = ANY ('{#NULL!,#DIV/0!,#VALUE!,#REF!,#NAME?,#NUM!,#N/A,#ERROR!,Loading...}') THEN
            code := '22000'; reason := format('The formula gives %s. The table keeps what it had until the formula gives a value.', v #>> '{}');
        END IF;
    ELSIF is_date AND gsync.is_number(s.kind) AND jsonb_typeof(v) = 'number' THEN
        code := '22007'; reason := format('Sheets has read this as a date. Set the format of the cell to Number, and write the number as %s.', s.example);
    END IF;
END $$;


ALTER FUNCTION gsync.misread(s gsync.shape, v jsonb, is_formula boolean, is_date boolean, OUT code text, OUT reason text) OWNER TO postgres;

--
-- Name: moved_now(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.moved_now(of_link integer) RETURNS text
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN coalesce(gsync.moved_sql(of_link, gsync.trigger_key(of_link, 'o'), gsync.trigger_key(of_link, 'n')), 'SELECT WHERE false');
END $$;


ALTER FUNCTION gsync.moved_now(of_link integer) OWNER TO postgres;

--
-- Name: moved_sql(integer, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.moved_sql(of_link integer, old_key text, new_key text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN format('
        WITH moved AS MATERIALIZED (
            SELECT o.key AS old_key, n.key AS new_key, i FROM (SELECT %2$s AS key, row_number() OVER () AS i FROM old_rows o) o JOIN (SELECT %3$s AS key, row_number() OVER () AS i FROM new_rows n) n USING (i)
            WHERE o.key <> n.key),
        kept AS (DELETE FROM gsync.bin b USING moved m WHERE b.link = %1$s AND b.key = m.old_key AND b.at >= statement_timestamp())
        INSERT INTO gsync.rekey (link, old_key, new_key) SELECT %1$s, m.old_key, m.new_key FROM moved m
        WHERE NOT EXISTS (SELECT FROM gsync.rekey k WHERE k.link = %1$s AND k.old_key = m.old_key AND k.new_key = m.new_key AND k.xid = pg_current_xact_id()) ORDER BY m.i'::text, of_link, old_key, new_key);


ALTER FUNCTION gsync.moved_sql(of_link integer, old_key text, new_key text) OWNER TO postgres;

--
-- Name: name_of(text, oid); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.name_of(kind text, object oid) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE kind WHEN 'SCHEMA' THEN (SELECT quote_ident(nspname) FROM pg_namespace WHERE oid = object)
        ELSE (SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = object) END;
END $$;


ALTER FUNCTION gsync.name_of(kind text, object oid) OWNER TO postgres;

--
-- Name: new_headers(gsync.link, jsonb, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.new_headers(l gsync.link, info jsonb, at integer) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    headers text[] := gsync.headers_wanted(l);
    width int := greatest((info ->> 'columns')::int, at);
    first int := 1 + CASE WHEN (info ->> 'ids_column_empty')::boolean IS FALSE THEN width ELSE greatest(at, jsonb_array_length(coalesce(info -> 'header', '[]'))) END;
    last int := first + cardinality(headers) - 1;
BEGIN
    IF headers = '{}' THEN RETURN '[]'; END IF;
    RETURN CASE WHEN last > width THEN jsonb_build_array(jsonb_build_object('appendDimension', jsonb_build_object('sheetId', l.sheet, 'dimension', 'COLUMNS', 'length', last - width))) ELSE '[]' END
        || gsync.write_row1(l.sheet, first, headers);
END $$;


ALTER FUNCTION gsync.new_headers(l gsync.link, info jsonb, at integer) OWNER TO postgres;

--
-- Name: new_id(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.new_id() RETURNS text
    LANGUAGE sql
    RETURN "left"(translate(encode(uuid_send(gen_random_uuid()), 'base64'::text), '+/'::text, '-_'::text), 16);


ALTER FUNCTION gsync.new_id() OWNER TO postgres;

--
-- Name: next_placed(integer, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.next_placed(of_link integer, max_rows integer) RETURNS TABLE(key text[], place integer)
    LANGUAGE plpgsql STABLE
    AS $$
#variable_conflict use_column
DECLARE
    from_place int := (SELECT l.claimed_to FROM gsync.link l WHERE l.id = of_link);
    found int;
BEGIN
    RETURN QUERY SELECT y.key, r.place FROM gsync.row r JOIN gsync.dirty y ON y.link = of_link AND y.key = r.key
        WHERE r.link = of_link AND r.place > from_place ORDER BY r.place LIMIT max_rows;
    GET DIAGNOSTICS found = ROW_COUNT;
    RETURN QUERY SELECT y.key, r.place FROM gsync.row r JOIN gsync.dirty y ON y.link = of_link AND y.key = r.key
        WHERE r.link = of_link AND r.place <= from_place ORDER BY r.place LIMIT max_rows - found;
END $$;


ALTER FUNCTION gsync.next_placed(of_link integer, max_rows integer) OWNER TO postgres;

--
-- Name: note_against(gsync.link, integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.note_against(l gsync.link, w integer, ids text[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    EXECUTE format($q$
        UPDATE gsync.row r SET against = (SELECT coalesce(jsonb_object_agg(c, CASE WHEN e.rej -> c = r.rej -> c AND r.against ? c THEN r.against -> c ELSE coalesce(d.cells -> c, 'null') END), '{}')
                FROM jsonb_object_keys(r.rej) c)
        FROM pg_temp.gsync_event e, %s t, LATERAL (SELECT %s AS cells) d
        WHERE e.wave = $2 AND e.id = ANY ($3) AND r.link = $1 AND r.id = e.id AND r.rej <> '{}' AND %s
    $q$, l.relation, gsync.row_sql(l.id, 't'), gsync.key_join(l.id, 't', 'r.key')) USING l.id, w, ids;
END $_$;


ALTER FUNCTION gsync.note_against(l gsync.link, w integer, ids text[]) OWNER TO postgres;

--
-- Name: note_missed(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.note_missed(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE gsync.row r SET missed = 0 FROM pg_temp.gsync_sheet x WHERE r.link = l.id AND r.missed > 0 AND r.id = x.id AND x.s <> '{}';
    UPDATE gsync.row r SET missed = r.missed + 1
    WHERE r.link = l.id AND r.base IS NOT NULL AND r.pending_op IS NULL AND r.held IS NULL AND NOT gsync.is_newer(r, l) AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x WHERE x.id = r.id AND x.s <> '{}');
END $$;


ALTER FUNCTION gsync.note_missed(l gsync.link) OWNER TO postgres;

--
-- Name: note_scan(gsync.link, bigint, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.note_scan(l gsync.link, pub bigint, told boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM gsync.guard_partitions(l.id);
    DELETE FROM gsync.unsure WHERE link = l.id AND until <= now();
    DELETE FROM gsync.tombstone WHERE link = l.id AND until <= now();
    UPDATE gsync.link SET scanned_at = now(), clean_pub = note_scan.pub,
        scan_wanted = CASE WHEN told THEN now()
            WHEN EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.missed = 1) THEN now() + interval '1 second'
            WHEN l.direction = 'to-sheet' AND EXISTS (SELECT FROM gsync.held WHERE link = l.id AND side = 'sheet' AND state = 'held') THEN now() + interval '2 seconds'
            ELSE now() + (SELECT least(greatest(now() - max(until) + interval '10 minutes', interval '2 seconds'), interval '3 minutes') FROM gsync.unsure WHERE link = l.id HAVING count(*) > 0) END
    WHERE id = l.id;
END $$;


ALTER FUNCTION gsync.note_scan(l gsync.link, pub bigint, told boolean) OWNER TO postgres;

--
-- Name: note_sheet(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.note_sheet(l gsync.link, sn jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    zone text := sn ->> 'time_zone';
BEGIN
    IF zone <> l.time_zone AND EXISTS (SELECT FROM pg_timezone_names WHERE name = zone) THEN     -- (slow: it reads files)
        UPDATE gsync.link SET time_zone = zone WHERE id = l.id;
        PERFORM gsync.refresh_shapes(l.id);
        PERFORM gsync.mark_all(l.id);        -- the same instants are other serial numbers now
    END IF;
    UPDATE gsync.link SET title = coalesce(sn ->> 'title', title), locale = coalesce(nullif(sn ->> 'locale', ''), locale), problem = NULL, looked_at = now(),
        state = CASE state WHEN 'broken' THEN 'ready' ELSE state END, scan_wanted = CASE state WHEN 'broken' THEN now() ELSE scan_wanted END
    WHERE id = l.id;
    PERFORM gsync.refresh_shapes(l.id);
END $$;


ALTER FUNCTION gsync.note_sheet(l gsync.link, sn jsonb) OWNER TO postgres;

--
-- Name: number_format(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.number_format(kind text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    RETURN (CASE kind WHEN 'text'::text THEN '{"type":"TEXT","pattern":"@"}'::text WHEN 'other'::text THEN '{"type":"TEXT","pattern":"@"}'::text WHEN 'uuid'::text THEN '{"type":"TEXT","pattern":"@"}'::text WHEN 'interval'::text THEN '{"type":"TEXT","pattern":"@"}'::text WHEN 'date'::text THEN '{"type":"DATE","pattern":"yyyy-mm-dd"}'::text WHEN 'timestamp'::text THEN '{"type":"DATE_TIME","pattern":"yyyy-mm-dd hh:mm:ss"}'::text WHEN 'timestamptz'::text THEN '{"type":"DATE_TIME","pattern":"yyyy-mm-dd hh:mm:ss"}'::text WHEN 'time'::text THEN '{"type":"TIME","pattern":"hh:mm:ss"}'::text ELSE NULL::text END)::jsonb;


ALTER FUNCTION gsync.number_format(kind text) OWNER TO postgres;

--
-- Name: offer_again(integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.offer_again(of_link integer, ids text[]) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    rows int;
BEGIN
    INSERT INTO gsync.dirty (link, key) SELECT of_link, key FROM gsync.row WHERE link = of_link AND aside <> '{}' AND key IS NOT NULL AND (ids IS NULL OR id = ANY (ids)) ON CONFLICT DO NOTHING;
    UPDATE gsync.row SET aside = '{}' WHERE link = of_link AND aside <> '{}' AND (ids IS NULL OR id = ANY (ids));
    GET DIAGNOSTICS rows = ROW_COUNT;
    DELETE FROM gsync.rejected WHERE link = of_link AND side = 'table' AND (ids IS NULL OR row_id = ANY (ids));
    RETURN rows;
END $$;


ALTER FUNCTION gsync.offer_again(of_link integer, ids text[]) OWNER TO postgres;

--
-- Name: offer_again(integer, interval); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.offer_again(of_link integer, after interval) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT gsync.may_offer(of_link, after) THEN RETURN; END IF;
    PERFORM gsync.mark_rows(of_link, ARRAY(SELECT id FROM gsync.row WHERE link = of_link AND aside <> '{}'));
    UPDATE gsync.row SET aside = '{}' WHERE link = of_link AND aside <> '{}';
END $$;


ALTER FUNCTION gsync.offer_again(of_link integer, after interval) OWNER TO postgres;

--
-- Name: one_at_a_time(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.one_at_a_time() RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT pg_advisory_xact_lock(hashtextextended('gsync link'::text, (0)::bigint)) AS pg_advisory_xact_lock;
END;


ALTER FUNCTION gsync.one_at_a_time() OWNER TO postgres;

--
-- Name: operations(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.operations(l gsync.link) RETURNS TABLE(kind text, place integer, id text, cells json)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE
    columns jsonb := (SELECT jsonb_object_agg(name, place) FROM gsync.link_column WHERE link = l.id AND place IS NOT NULL);
    widest int := greatest(l.id_place, (SELECT max(place) FROM gsync.link_column WHERE link = l.id));
    names text[] := ARRAY(SELECT c.name FROM generate_series(1, widest) n LEFT JOIN gsync.link_column c ON c.link = l.id AND c.place = n ORDER BY n);
BEGIN
    RETURN QUERY
    SELECT 'update', r.pending_place, r.id,
        CASE WHEN r.has_id THEN (SELECT json_agg(json_build_array((columns -> p.key)::int, p.value -> 0) ORDER BY (columns -> p.key)::int) FROM jsonb_each(r.pending) p)
             ELSE json_build_array(json_build_array(l.id_place, r.id)) END
    FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'update' ORDER BY r.pending_place;
    RETURN QUERY
    SELECT 'note', r.place, r.id, json_agg(json_build_array((columns -> n.col)::int, n.want) ORDER BY (columns -> n.col)::int)
    FROM gsync.note n JOIN gsync.row r ON r.link = l.id AND r.id = n.id WHERE n.link = l.id AND n.sent GROUP BY r.place, r.id ORDER BY r.place;
    RETURN QUERY
    SELECT 'delete', r.pending_place, r.id, NULL::json FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'delete' ORDER BY r.pending_place DESC;
    RETURN QUERY
    SELECT 'append', NULL::int, r.id,
        (SELECT json_agg(CASE WHEN c.n = l.id_place THEN to_jsonb(r.id) ELSE r.pending -> c.name -> 0 END ORDER BY c.n) FROM unnest(names) WITH ORDINALITY c(name, n))
    FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'append' ORDER BY gsync.key_order(r.key), r.key;
    RETURN QUERY SELECT 'header', l.id_place, NULL::text, to_json(gsync.id_header(l));
    IF gsync.has_pins(l) THEN RETURN QUERY SELECT 'places', NULL::int, NULL::text, NULL::json; END IF;
END $$;


ALTER FUNCTION gsync.operations(l gsync.link) OWNER TO postgres;

--
-- Name: orphans(gsync.link, oid, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.orphans(l gsync.link, con oid, ids text[]) RETURNS SETOF text
    LANGUAGE plpgsql
    AS $_$
DECLARE
    c pg_constraint := (SELECT p FROM pg_constraint p WHERE p.oid = con);
    cols text[] := ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY u(attnum, n) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = u.attnum ORDER BY u.n);
    fine text; key text;
    of_ids text[]; keys jsonb;
BEGIN
    SELECT string_agg(replace(s.fine, '{x}', format('(r.s -> %L)', s.name)), ' AND '),
           string_agg(format('(%s)::%s::text', replace(s.decode, '{x}', format('(r.s -> %L)', s.name)), s.full_type), ', ' ORDER BY array_position(cols, s.name))
    INTO fine, key FROM gsync.shapes(l.id) s WHERE s.name = ANY (cols) AND s.place IS NOT NULL HAVING count(*) = cardinality(cols);
    IF key IS NULL THEN RETURN; END IF;                     -- the sheet does not have all of its columns
    EXECUTE format('SELECT array_agg(r.id ORDER BY r.id), jsonb_agg(jsonb_build_array(%s) ORDER BY r.id)
        FROM (SELECT r.id, jsonb_strip_nulls(coalesce(r.base, ''{}'') || r.rej) AS s FROM gsync.row r WHERE r.link = $1 AND r.id = ANY ($2) OFFSET 0) r WHERE r.s ?& $3 AND %s', key, fine)
        INTO of_ids, keys USING l.id, ids, cols;
    RETURN QUERY SELECT of_ids[n] FROM gsync.without_parent(con, keys) n WHERE of_ids IS NOT NULL;
END $_$;


ALTER FUNCTION gsync.orphans(l gsync.link, con oid, ids text[]) OWNER TO postgres;

--
-- Name: overview(boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.overview(counting boolean) RETURNS TABLE(id integer, name text, "table" text, tab text, spreadsheet text, sheet bigint, direction text, state text, problem text, rows bigint, waiting bigint, waiting_age bigint, conflicts bigint, rejected bigint, held bigint, scanned_age bigint, looked_age bigint, written_age bigint)
    LANGUAGE sql
    AS $$
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


ALTER FUNCTION gsync.overview(counting boolean) OWNER TO postgres;

--
-- Name: overwrite_refused(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.overwrite_refused(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    hit text[] := ARRAY(SELECT r.id FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'update' AND r.rej <> '{}' AND r.rej ?| ARRAY(SELECT jsonb_object_keys(r.pending)));
BEGIN
    IF hit = '{}' THEN RETURN; END IF;
    INSERT INTO gsync.conflict (link, row_id, key, col, winner, sheet_value, table_value, base_value, sheet_by, sheet_at, table_by, table_at, source, detail)
    SELECT l.id, r.id, r.key, p.key, 'database', nullif(r.rej -> p.key, 'null'), nullif(p.value -> 0, 'null'), r.base -> p.key, x.who, x.at, r.changed_by, r.changed_at, x.source, 'the table had refused it: ' || x.reason
    FROM gsync.row r CROSS JOIN LATERAL jsonb_each(r.pending) p
    LEFT JOIN LATERAL (SELECT * FROM gsync.rejected x WHERE x.link = l.id AND x.row_id = r.id AND x.side = 'sheet' AND x.cells ? p.key ORDER BY x.id LIMIT 1) x ON true
    WHERE r.link = l.id AND r.id = ANY (hit) AND r.rej ? p.key;
    UPDATE gsync.row r SET rej = r.rej - ARRAY(SELECT jsonb_object_keys(r.pending)) WHERE r.link = l.id AND r.id = ANY (hit);
    UPDATE gsync.rejected x SET cells = c.kept, col = CASE WHEN c.kept ? x.col THEN x.col ELSE (SELECT min(k) FROM jsonb_object_keys(c.kept) k) END
    FROM gsync.rejected y JOIN gsync.row r ON r.link = l.id AND r.id = y.row_id
    CROSS JOIN LATERAL (SELECT coalesce(jsonb_object_agg(e.key, e.value), '{}') AS kept FROM jsonb_each(y.cells) e WHERE r.rej ? e.key) c
    WHERE x.id = y.id AND y.link = l.id AND y.row_id = ANY (hit) AND y.side = 'sheet' AND y.cells <> c.kept;
    DELETE FROM gsync.rejected x WHERE x.link = l.id AND x.row_id = ANY (hit) AND x.side = 'sheet' AND x.cells = '{}';
    PERFORM gsync.renew_notes(l.id, hit);
END $$;


ALTER FUNCTION gsync.overwrite_refused(l gsync.link) OWNER TO postgres;

--
-- Name: overwritten(gsync.link, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.overwritten(l gsync.link, of_header jsonb, pins jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    own int := gsync.own_place(l, of_header, pins);
    strays int[] := ARRAY(SELECT n FROM gsync.header_cells(of_header) WHERE gsync.is_id_header(h) AND n <> own);
    lost text[];
    known jsonb;
BEGIN
    IF strays = '{}' OR l.header IS NULL THEN RETURN '{}'; END IF;
    SELECT coalesce(jsonb_object_agg(gsync.pinned_at(pins, c.pin), gsync.header_cell(l.header, c.place)), '{}') INTO known
    FROM gsync.link_column c WHERE c.link = l.id AND c.pinned AND c.place IS NOT NULL AND gsync.pinned_at(pins, c.pin) = ANY (strays);
    lost := ARRAY(SELECT h.h FROM gsync.header_cells(l.header) h WHERE h.h <> '' AND NOT gsync.is_id_header(h.h)
            AND NOT EXISTS (SELECT FROM gsync.link_column c WHERE c.link = l.id AND c.place = h.n AND c.pinned)
        EXCEPT ALL SELECT h FROM gsync.header_cells(of_header));
    strays := ARRAY(SELECT n FROM unnest(strays) n WHERE NOT known ? n::text);
    RETURN known || CASE WHEN cardinality(strays) = 1 AND cardinality(lost) = 1 THEN jsonb_build_object(strays[1], lost[1])
        WHEN l.pinned THEN (SELECT coalesce(jsonb_object_agg(n, ''), '{}') FROM unnest(strays) n)      -- nothing stood there
        ELSE '{}' END;
END $$;


ALTER FUNCTION gsync.overwritten(l gsync.link, of_header jsonb, pins jsonb) OWNER TO postgres;

--
-- Name: pinned_at(jsonb, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.pinned_at(pins jsonb, pin text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    RETURN (SELECT min(((p.value -> 0))::integer) AS min FROM jsonb_array_elements(COALESCE(pinned_at.pins, '[]'::jsonb)) p(value) WHERE ((p.value ->> 1) = pinned_at.pin));


ALTER FUNCTION gsync.pinned_at(pins jsonb, pin text) OWNER TO postgres;

--
-- Name: own_place(gsync.link, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.own_place(l gsync.link, header jsonb, pins jsonb) RETURNS integer
    LANGUAGE sql IMMUTABLE
    RETURN COALESCE(CASE WHEN (l).pinned THEN gsync.pinned_at(pins, (l).pin) ELSE NULL::integer END, gsync.header_id_place(header));


ALTER FUNCTION gsync.own_place(l gsync.link, header jsonb, pins jsonb) OWNER TO postgres;

--
-- Name: parse(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.parse(body text, OUT doc jsonb, OUT problem text) RETURNS record
    LANGUAGE plpgsql
    AS $$
BEGIN
    doc := body::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    BEGIN
        doc := regexp_replace(body, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufdd0', 'g')::jsonb;
    EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
        problem := SQLERRM;
    END;
END $$;


ALTER FUNCTION gsync.parse(body text, OUT doc jsonb, OUT problem text) OWNER TO postgres;

--
-- Name: pass_over(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.pass_over(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    mine text[];
BEGIN
    IF l.filter IS NULL AND (l.direction <> 'to-database' OR gsync.published(l.id) <> '{}') THEN RETURN; END IF;
    mine := ARRAY(SELECT array_to_json(y.key)::text FROM gsync.dirty y WHERE y.link = l.id ORDER BY y.changed_at LIMIT 20000 FOR UPDATE SKIP LOCKED);
    IF mine = '{}' OR EXISTS (SELECT FROM gsync.rekey k WHERE k.link = l.id) THEN RETURN; END IF;
    IF l.direction = 'to-database' THEN
        UPDATE gsync.row r SET changed_at = y.changed_at, changed_by = y.by
        FROM gsync.keys_of(mine) k JOIN gsync.dirty y ON y.link = l.id AND y.key = k.key WHERE r.link = l.id AND r.key = y.key;
        DELETE FROM gsync.dirty y USING gsync.keys_of(mine) k WHERE y.link = l.id AND y.key = k.key;
        RETURN;
    END IF;
    IF gsync.refresh_shapes(l.id) IS NOT NULL THEN RETURN; END IF;
    l := (SELECT k FROM gsync.link k WHERE k.id = l.id);
    EXECUTE format('DELETE FROM gsync.dirty y USING gsync.keys_of($2) k WHERE y.link = $1 AND y.key = k.key
            AND NOT EXISTS (SELECT FROM gsync.row r WHERE r.link = $1 AND r.key = k.key) AND NOT EXISTS (SELECT FROM %s WHERE %s)',
        gsync.rows_sql(l), gsync.key_join(l.id, 't', 'k.key')) USING l.id, mine;
EXCEPTION WHEN OTHERS THEN
    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
END $_$;


ALTER FUNCTION gsync.pass_over(l gsync.link) OWNER TO postgres;

--
-- Name: pause(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.pause(name text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link := gsync.link_named(name);
BEGIN
    UPDATE gsync.link k SET state = 'paused' WHERE k.id = l.id;
END $$;


ALTER FUNCTION gsync.pause(name text) OWNER TO postgres;

--
-- Name: pins_wanted(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.pins_wanted(l gsync.link, pins jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    RETURN CASE WHEN ((pins IS NULL) OR ((l).pins_refused_at > (now() - '1 day'::interval))) THEN '[]'::jsonb ELSE (SELECT COALESCE(jsonb_agg(jsonb_build_array(w.place, w.pin) ORDER BY w.place), '[]'::jsonb) AS "coalesce" FROM (SELECT c.place, c.pin FROM gsync.link_column c WHERE ((c.link = (pins_wanted.l).id) AND (c.place IS NOT NULL) AND (NOT c.pinned)) UNION ALL SELECT (pins_wanted.l).id_place AS id_place, (pins_wanted.l).pin AS pin WHERE (((pins_wanted.l).id_place IS NOT NULL) AND (NOT (pins_wanted.l).pinned))) w WHERE (gsync.pinned_at(pins_wanted.pins, w.pin) IS NULL)) END;


ALTER FUNCTION gsync.pins_wanted(l gsync.link, pins jsonb) OWNER TO postgres;

--
-- Name: pin_requests(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.pin_requests(l gsync.link, pins jsonb) RETURNS jsonb
    LANGUAGE sql STABLE
    RETURN (SELECT COALESCE(jsonb_agg(jsonb_build_object('createDeveloperMetadata', jsonb_build_object('developerMetadata', jsonb_build_object('metadataId', ((((('x'::text || "left"(md5((p.value ->> 1)), 8)))::bit(32))::integer & 2147483647) | 1), 'metadataKey', 'gsync', 'metadataValue', (p.value ->> 1), 'visibility', 'DOCUMENT', 'location', jsonb_build_object('dimensionRange', jsonb_build_object('sheetId', (pin_requests.l).sheet, 'dimension', 'COLUMNS', 'startIndex', (((p.value -> 0))::integer - 1), 'endIndex', ((p.value -> 0))::integer)))))), '[]'::jsonb) AS "coalesce" FROM jsonb_array_elements(gsync.pins_wanted(pin_requests.l, pin_requests.pins)) p(value));


ALTER FUNCTION gsync.pin_requests(l gsync.link, pins jsonb) OWNER TO postgres;

--
-- Name: plain_name(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.plain_name(header text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN TRIM(BOTH '_'::text FROM regexp_replace(lower(header), '[^[:alnum:]]+'::text, '_'::text, 'g'::text));


ALTER FUNCTION gsync.plain_name(header text) OWNER TO postgres;

--
-- Name: plan(integer, integer, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.plan(link integer, max_rows integer, want_scan boolean) RETURNS TABLE(first_row integer, last_row integer)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE
    gap int := 16;
BEGIN
    UPDATE gsync.link l SET planned = (SELECT t.last_value FROM gsync.tick t) WHERE l.id = plan.link;
    IF want_scan OR (SELECT l.whole OR l.scanned_at IS NULL FROM gsync.link l WHERE l.id = plan.link) THEN
        RETURN QUERY SELECT 2, 1000000000;
        RETURN;
    END IF;
    RETURN QUERY
    WITH oldest AS MATERIALIZED (SELECT r.place FROM (SELECT y.key FROM gsync.dirty y WHERE y.link = plan.link ORDER BY y.changed_at LIMIT max_rows) y
            LEFT JOIN gsync.row r ON r.link = plan.link AND r.key = y.key),
    place AS MATERIALIZED (
        SELECT o.place AS n FROM oldest o WHERE o.place IS NOT NULL AND (SELECT count(*) FROM oldest) < max_rows
        UNION SELECT p.place FROM gsync.next_placed(plan.link, (SELECT count(o.place)::int FROM oldest o)) p WHERE (SELECT count(*) FROM oldest) >= max_rows
        UNION SELECT r.landed_place FROM gsync.row r WHERE r.link = plan.link AND r.pending_op = 'update' AND r.landed_place IS NOT NULL
        UNION SELECT d.place + u.beside FROM (SELECT r.pending_place - row_number() OVER (ORDER BY r.pending_place)::int AS place FROM gsync.row r WHERE r.link = plan.link AND r.pending_op = 'delete') d
            CROSS JOIN (VALUES (0), (1)) u(beside) WHERE d.place + u.beside > 1         -- beside rows that are gone: are they still the ones that stood there?
        UNION (SELECT r.place FROM gsync.row r WHERE r.link = plan.link AND (NOT r.has_id OR r.doomed) AND r.place IS NOT NULL ORDER BY r.place LIMIT max_rows)),
    width AS (SELECT CASE WHEN count(*) > 200 THEN greatest(gap, ((max(n) - min(n)) / 50)) ELSE gap END AS gap FROM place),
    start AS (SELECT n, CASE WHEN n - lag(n) OVER (ORDER BY n) <= (SELECT w.gap FROM width w) THEN 0 ELSE 1 END AS fresh FROM place),
    island AS (SELECT n, sum(fresh) OVER (ORDER BY n) AS i FROM start)
    SELECT min(n)::int, max(n)::int FROM island GROUP BY i ORDER BY 1;
END $$;


ALTER FUNCTION gsync.plan(link integer, max_rows integer, want_scan boolean) OWNER TO postgres;

--
-- Name: prepare(integer, json); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.prepare(link integer, info json) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_column
DECLARE
    l gsync.link;
    i jsonb := info::jsonb;
    header jsonb := coalesce(i -> 'header', '[]');
    headers text[] := '{}';
    requests jsonb := '[]';
    at int;
    width int := coalesce((i ->> 'columns')::int, 0);
    grown int := 0;
    matched jsonb;
    pins jsonb := i -> 'pins';
    own int;
    problem text;
BEGIN
    SELECT * INTO l FROM gsync.link k WHERE k.id = prepare.link FOR NO KEY UPDATE;
    problem := gsync.refresh_shapes(l.id);
    IF problem IS NOT NULL THEN
        PERFORM gsync.broken(l.id, problem);
        RETURN json_build_object('problem', problem);
    END IF;
    PERFORM gsync.see_pins(l, header, pins);
    SELECT * INTO l FROM gsync.link k WHERE k.id = prepare.link;
    problem := gsync.see_header(l, header, pins);
    IF problem IS NULL AND (i ->> 'ids_column_empty')::boolean IS FALSE AND NOT EXISTS (SELECT FROM gsync.header_cells(header) WHERE h <> '') THEN
        problem := 'row 1 of the tab is empty, and there is something below: put the headers into row 1';
    END IF;
    IF problem <> 'mend' THEN
        PERFORM gsync.broken(l.id, problem);
        RETURN json_build_object('problem', problem);
    END IF;
    own := gsync.own_place(l, header, pins);
    PERFORM gsync.note_sheet(l, i - 'time_zone');
    UPDATE gsync.link k SET time_zone = coalesce((SELECT name FROM pg_timezone_names WHERE name = i ->> 'time_zone'), k.time_zone) WHERE k.id = l.id;

    IF problem = 'mend' THEN
        SELECT requests || coalesce(jsonb_agg(gsync.write_row1(l.sheet, o.key::int, ARRAY[o.value])), '[]') INTO requests FROM jsonb_each_text(gsync.overwritten(l, header, pins)) o;
        header := (SELECT jsonb_agg(coalesce(gsync.overwritten(l, header, pins) ->> n, CASE WHEN n IS DISTINCT FROM own THEN h ELSE '' END) ORDER BY n) FROM gsync.header_cells(header));
    ELSIF l.prepared_at IS NULL AND NOT EXISTS (SELECT FROM jsonb_array_elements_text(header) h WHERE h <> '' AND h !~ '^_gsync_id(@|$)') THEN
        headers := ARRAY(SELECT coalesce(c.header, c.name) FROM gsync.link_column c JOIN gsync.shapes(l.id) s ON s.name = c.name WHERE c.link = l.id);
        at := gsync.header_id_place(header);
        IF at IS NOT NULL AND at <= cardinality(headers) THEN     -- our column stands alone in an empty header: it moves right of the others
            headers := headers || format('_gsync_id@%s', l.pub);
        END IF;
        header := CASE WHEN at > cardinality(headers) THEN to_jsonb(headers) || jsonb_path_query_array(header, format('$[%s to %s]', cardinality(headers), at - 1)::jsonpath) ELSE to_jsonb(headers) END;
        requests := requests || gsync.write_row1(l.sheet, 1, headers);
        IF (i ->> 'frozen')::int = 0 THEN
            requests := requests || jsonb_build_object('updateSheetProperties', jsonb_build_object('fields', 'gridProperties.frozenRowCount',
                'properties', jsonb_build_object('sheetId', l.sheet, 'gridProperties', jsonb_build_object('frozenRowCount', 1))));
        END IF;
    ELSIF l.prepared_at IS NULL THEN                              -- key columns that the tab lacks: it must show which row is which
        matched := gsync.match_columns(l.id, header);
        headers := ARRAY(SELECT coalesce(c.header, c.name) FROM gsync.link_column c JOIN unnest(l.key_columns) WITH ORDINALITY k(name, n) ON k.name = c.name
            WHERE c.link = l.id AND NOT matched ? c.name ORDER BY k.n);
        IF headers <> '{}' THEN
            at := 1 + CASE WHEN (i ->> 'ids_column_empty')::boolean IS FALSE THEN width
                ELSE (SELECT max(n)::int FROM jsonb_array_elements_text(header) WITH ORDINALITY u(h, n) WHERE h <> '') END;
            requests := requests || gsync.write_row1(l.sheet, at, headers);
            header := (SELECT jsonb_agg(coalesce(to_jsonb(headers[n - at + 1]), header -> (n - 1), 'null') ORDER BY n) FROM generate_series(1, at + cardinality(headers) - 1) n);
            grown := at + cardinality(headers) - 1;
        END IF;
    END IF;
    at := coalesce(own, gsync.header_id_place(header), CASE WHEN (i ->> 'ids_column_empty')::boolean IS FALSE THEN greatest(width, grown) ELSE
        coalesce((SELECT max(n)::int FROM jsonb_array_elements_text(header) WITH ORDINALITY u(h, n) WHERE h <> ''), 0) END + 1);
    IF gsync.header_id_place(header) IS NULL THEN
        requests := requests || gsync.write_row1(l.sheet, at, ARRAY[format('_gsync_id@%s', gsync.header_number(l, coalesce(i -> 'header', '[]')))]);
    END IF;
    IF greatest(at, grown) > width THEN
        requests := jsonb_build_array(jsonb_build_object('appendDimension', jsonb_build_object('sheetId', l.sheet, 'dimension', 'COLUMNS', 'length', greatest(at, grown) - width))) || requests;
    END IF;
    IF coalesce((i ->> 'rows')::int, 2) < 2 THEN
        requests := jsonb_build_array(jsonb_build_object('appendDimension', jsonb_build_object('sheetId', l.sheet, 'dimension', 'ROWS', 'length', 1))) || requests;
    END IF;
    IF l.state = 'new' AND l.prepared_at IS NULL OR own IS NULL THEN
        requests := requests || jsonb_build_object('updateDimensionProperties', jsonb_build_object('fields', 'hiddenByUser', 'properties', jsonb_build_object('hiddenByUser', true),
            'range', jsonb_build_object('sheetId', l.sheet, 'dimension', 'COLUMNS', 'startIndex', at - 1, 'endIndex', at)));
        matched := gsync.match_columns(l.id, header);
        requests := requests || coalesce((SELECT jsonb_agg(jsonb_build_object('repeatCell', jsonb_build_object('fields', 'userEnteredFormat.numberFormat',
                'range', jsonb_build_object('sheetId', l.sheet, 'startRowIndex', 1, 'startColumnIndex', (matched ->> s.name)::int - 1, 'endColumnIndex', (matched ->> s.name)::int),
                'cell', jsonb_build_object('userEnteredFormat', jsonb_build_object('numberFormat', gsync.number_format(s.kind))))) ORDER BY (matched ->> s.name)::int)
            FROM gsync.shapes(l.id) s WHERE matched ? s.name AND gsync.number_format(s.kind) IS NOT NULL
              AND NOT (l.has_formats AND s.kind IN ('date', 'timestamp', 'timestamptz', 'time'))), '[]');
    END IF;
    IF own IS NULL THEN      -- with its header, in one atomic batch: so it is made once
        requests := requests || jsonb_build_object('addProtectedRange', jsonb_build_object('protectedRange', jsonb_build_object('warningOnly', true,
            'description', 'gsync: which row is which. Please leave this column as it is.',
            'range', jsonb_build_object('sheetId', l.sheet, 'startColumnIndex', at - 1, 'endColumnIndex', at))));
    END IF;
    PERFORM gsync.see_columns(l.id, CASE WHEN gsync.header_id_place(header) IS NULL THEN
        (SELECT jsonb_agg(coalesce(CASE WHEN n = at THEN '"_gsync_id"' ELSE header -> (n - 1) END, 'null') ORDER BY n) FROM generate_series(1, greatest(at, jsonb_array_length(header))) n)
        ELSE header END, pins);
    SELECT * INTO l FROM gsync.link k WHERE k.id = prepare.link;
    RETURN requests || gsync.new_headers(l, i, at) || gsync.pin_requests(l, pins);
END $_$;


ALTER FUNCTION gsync.prepare(link integer, info json) OWNER TO postgres;

--
-- Name: prepared(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.prepared(link integer) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 UPDATE gsync.link AS l SET state = 'ready'::text, problem = NULL::text, mend = NULL::timestamp with time zone, prepared_at = now(), scan_wanted = now(), whole = true
   WHERE ((l.id = prepared.link) AND (l.state = ANY (ARRAY['new'::text, 'broken'::text, 'ready'::text])));
END;


ALTER FUNCTION gsync.prepared(link integer) OWNER TO postgres;

--
-- Name: propose_key(text, jsonb, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.propose_key(of_table text, columns jsonb, wanted text[], OUT key text[], OUT note text) RETURNS record
    LANGUAGE plpgsql
    AS $_$
DECLARE
    one text;
    c jsonb;
    places int[] := '{}';
    problem text;
    usual text := format('^(id|uuid|guid|key|code|sku|slug|nr|no|number|%1$s_?(id|nr|no|number|key|code))$', regexp_replace(gsync.plain_name(of_table), '(ie)?s$', '(ies?|y)?s?'));
BEGIN
    IF wanted IS NOT NULL THEN
        FOREACH one IN ARRAY wanted LOOP
            SELECT x INTO c FROM jsonb_array_elements(columns) x WHERE x ->> 'header' = one OR x ->> 'name' = one ORDER BY (x ->> 'header' = one) DESC LIMIT 1;
            IF c IS NULL THEN
                RAISE 'the tab has no column "%", which --key names', one USING ERRCODE = 'undefined_column',
                    HINT = 'It has: ' || (SELECT string_agg(x ->> 'header', ', ' ORDER BY (x -> 'place')::int) FROM jsonb_array_elements(columns) x);
            END IF;
            key := key || (c ->> 'name');
            places := places || (c -> 'place')::int;
        END LOOP;
        problem := gsync.key_problem(places);
        IF problem IS NOT NULL THEN
            RAISE '% cannot be the key: %', array_to_string(wanted, ', '), problem USING ERRCODE = 'unique_violation', HINT = 'Mend that in the sheet, or name other columns with --key.';
        END IF;
        RETURN;
    END IF;
    FOR c IN SELECT x FROM jsonb_array_elements(columns) x WHERE x ->> 'name' ~ usual AND (x -> 'filled')::int > 0 AND x ->> 'type' NOT IN ('boolean', 'time')
            ORDER BY (x ->> 'name' = 'id') DESC, (x -> 'place')::int LOOP
        problem := gsync.key_problem(ARRAY[(c -> 'place')::int]);
        IF problem IS NULL THEN
            key := ARRAY[c ->> 'name'];
            note := NULL;
            RETURN;
        END IF;
        note := coalesce(note, format('%s cannot be the key: %s', c ->> 'header', problem));
    END LOOP;
END $_$;


ALTER FUNCTION gsync.propose_key(of_table text, columns jsonb, wanted text[], OUT key text[], OUT note text) OWNER TO postgres;

--
-- Name: propose_table(text, jsonb, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.propose_table(of_table text, key jsonb, picked jsonb, names jsonb) RETURNS jsonb
    LANGUAGE plpgsql
    AS $$
DECLARE
    wanted_key text[] := gsync.texts(propose_table.key);
    wanted text[] := gsync.texts(propose_table.picked) || wanted_key;
    columns jsonb := '[]';
    taken text[] := '{}';
    notes text[] := '{}';
    lines text[];
    its_key text[];
    made text;           -- the key's name, where the database gives it
    note text;
    missing text;
    widest int;
    c record;
    parts text[] := parse_ident(of_table);
BEGIN
    FOR c IN SELECT t.*, gsync.plain_name(t.header) AS plain FROM gsync.tab_types() t LOOP
        CONTINUE WHEN jsonb_typeof(picked) = 'array' AND NOT c.header = ANY (wanted) AND NOT c.plain = ANY (wanted);
        taken := taken || coalesce(names ->> c.header, gsync.free_name(c.header, c.n, taken));
        columns := columns || jsonb_build_object('place', c.n, 'header', c.header, 'name', taken[cardinality(taken)], 'type', c.type, 'filled', c.filled);
    END LOOP;
    SELECT o INTO missing FROM unnest(gsync.texts(picked) || ARRAY(SELECT jsonb_object_keys(names))) o
    WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(columns) x WHERE o IN (x ->> 'header', x ->> 'name')) LIMIT 1;
    IF missing IS NOT NULL THEN
        RAISE 'the tab has no column "%"', missing USING ERRCODE = 'undefined_column',
            HINT = 'It has: ' || (SELECT string_agg(t.header, ', ' ORDER BY t.n) FROM gsync.tab_columns() t);
    END IF;
    SELECT p.key, p.note INTO its_key, note FROM gsync.propose_key(parts[cardinality(parts)], columns, wanted_key) p;
    made := CASE WHEN its_key IS NULL THEN gsync.free_name(CASE WHEN 'id' = ANY (taken) THEN 'row_id' ELSE 'id' END, 0, taken) END;
    notes := notes || note;
    widest := (SELECT max(length(quote_ident(n))) FROM unnest(taken || made) n);
    lines := ARRAY(SELECT format('%s %s%s', rpad(quote_ident(x ->> 'name'), widest), x ->> 'type', CASE WHEN its_key = ARRAY[x ->> 'name'] THEN ' PRIMARY KEY' END) FROM jsonb_array_elements(columns) x);
    IF its_key IS NULL THEN
        its_key := ARRAY[made];
        lines := format('%s bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY', rpad(quote_ident(made), widest)) || lines;
        notes := notes || format('no column is named like a key and is one: each row gets a number, shown in a new column of the sheet, %s; --key chooses a column', made);
    ELSIF cardinality(its_key) > 1 THEN
        lines := lines || format('PRIMARY KEY (%s)', (SELECT string_agg(format('%I', k), ', ' ORDER BY n) FROM unnest(its_key) WITH ORDINALITY u(k, n)));
    END IF;
    notes := notes || ARRAY(SELECT format('header "%s" stands there twice, in columns %s and %s: only the first is taken', t.header, gsync.column_letters(t.twin), gsync.column_letters(t.n))
        FROM gsync.tab_columns() t WHERE t.twin IS NOT NULL);
    RETURN jsonb_build_object('key', its_key, 'notes', array_remove(notes, NULL),
        'columns', (SELECT coalesce(jsonb_object_agg(x ->> 'header', x ->> 'name'), '{}') FROM jsonb_array_elements(columns) x),
        'sql', format(E'CREATE TABLE %s (\n    %s\n);', (SELECT string_agg(format('%I', p), '.' ORDER BY n) FROM unnest(parts) WITH ORDINALITY u(p, n)), array_to_string(lines, E',\n    ')));
END $$;


ALTER FUNCTION gsync.propose_table(of_table text, key jsonb, picked jsonb, names jsonb) OWNER TO postgres;

--
-- Name: propose_type(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.propose_type(cells jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN (SELECT CASE WHEN (count(*) = 0) THEN 'text'::text WHEN bool_and((u.kind = 'boolean'::text)) THEN 'boolean'::text WHEN (NOT bool_and((u.kind = 'number'::text))) THEN 'text'::text WHEN bool_and((((u.n % (1)::numeric) = (0)::numeric) AND ((u.n >= ('-2147483648'::integer)::numeric) AND (u.n <= (2147483647)::numeric)))) THEN 'integer'::text WHEN bool_and((((u.n % (1)::numeric) = (0)::numeric) AND (abs(u.n) < ('9007199254740992'::bigint)::numeric))) THEN 'bigint'::text ELSE 'numeric'::text END AS "case" FROM (SELECT jsonb_typeof(c.value) AS kind, CASE jsonb_typeof(c.value) WHEN 'number'::text THEN (c.value)::numeric ELSE NULL::numeric END AS n FROM jsonb_array_elements(propose_type.cells) c(value) WHERE (c.value <> ALL (ARRAY['null'::jsonb, '""'::jsonb]))) u);


ALTER FUNCTION gsync.propose_type(cells jsonb) OWNER TO postgres;

--
-- Name: published(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.published(of_link integer) RETURNS text[]
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN ARRAY(SELECT c.name FROM gsync.link l JOIN gsync.link_column c ON c.link = l.id
        WHERE l.id = of_link AND c.place IS NOT NULL AND coalesce(c.direction, l.direction) <> 'to-database');
END $$;


ALTER FUNCTION gsync.published(of_link integer) OWNER TO postgres;

--
-- Name: publisher_key(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.publisher_key(credential text) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN hashtextextended(('gsync publisher '::text || credential), (0)::bigint);


ALTER FUNCTION gsync.publisher_key(credential text) OWNER TO postgres;

--
-- Name: purge_history(interval, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.purge_history(older_than interval, most integer DEFAULT 1000000) RETURNS bigint
    LANGUAGE plpgsql
    AS $_$
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
END $_$;


ALTER FUNCTION gsync.purge_history(older_than interval, most integer) OWNER TO postgres;

--
-- Name: put_back(gsync.link, json, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.put_back(l gsync.link, cells json, over jsonb DEFAULT '{}'::jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $_$
DECLARE
    cols text := (SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = l.relation AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attgenerated = '' AND (cells -> a.attname::text IS NOT NULL OR over ? a.attname::text));
    code text; message text; detail text; hint text; context text; con text; col text;
    rows int;
BEGIN
    IF cells IS NULL THEN RETURN 'the row as it was has not been kept'; END IF;
    BEGIN
        PERFORM set_config('search_path', l.search_path, true);
        EXECUTE format('INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s FROM json_populate_record(json_populate_record(NULL::%1$s, $1), $2)', l.relation, cols)
            USING cells, over::json;
        GET DIAGNOSTICS rows = ROW_COUNT;
        IF rows = 0 THEN RAISE 'a row was left out' USING ERRCODE = 'GS001'; END IF;
        PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
        RETURN NULL;
    EXCEPTION WHEN integrity_constraint_violation OR data_exception OR raise_exception OR SQLSTATE 'GS001' THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT,
            con = CONSTRAINT_NAME, col = COLUMN_NAME;
    END;
    RETURN gsync.row_error(code, message, nullif(detail, ''), hint, context, CASE WHEN col <> '' THEN ARRAY[col] ELSE gsync.constraint_columns(l.relation, con) END, nullif(con, ''));
END $_$;


ALTER FUNCTION gsync.put_back(l gsync.link, cells json, over jsonb) OWNER TO postgres;

--
-- Name: put_by(integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.put_by(of_link integer, gone text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE gsync.row r SET base = r.base - gone, rej = r.rej - gone, ver = r.ver + 1, formulas = ARRAY(SELECT f FROM unnest(r.formulas) f WHERE f <> ALL (gone)),
        away = r.away || (SELECT coalesce(jsonb_object_agg(c, r.base -> c) FILTER (WHERE r.base ? c), '{}') FROM unnest(gone) c)
    WHERE r.link = of_link AND (r.base ?| gone OR r.rej ?| gone OR r.formulas && gone);
    DELETE FROM gsync.rejected WHERE link = of_link AND col = ANY (gone);
    DELETE FROM gsync.note WHERE link = of_link AND col = ANY (gone);
END $$;


ALTER FUNCTION gsync.put_by(of_link integer, gone text[]) OWNER TO postgres;

--
-- Name: raise_sequences(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.raise_sequences(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    k record;
    top bigint;
    last bigint;
BEGIN
    FOR k IN SELECT u.n, pg_get_serial_sequence(l.relation::regclass::text, u.name) AS seq FROM unnest(l.key_columns) WITH ORDINALITY u(name, n) LOOP
        CONTINUE WHEN k.seq IS NULL;
        SELECT max(e.new_key[k.n]::numeric) INTO top FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert' AND e.new_key[k.n]::numeric < 9e18;
        EXECUTE format('SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM %s', k.seq) INTO last;
        IF top - last > 1000 THEN PERFORM setval(k.seq, top);
        ELSIF top > last THEN PERFORM nextval(k.seq) FROM generate_series(last + 1, top);  -- safe beside others, but slow over a wide gap
        END IF;
    END LOOP;
END $$;


ALTER FUNCTION gsync.raise_sequences(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: read_back(gsync.link, jsonb, boolean, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.read_back(l gsync.link, sn jsonb, whole boolean, digest text) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
DECLARE
    before text[];
    wrong boolean;
BEGIN
    IF l.unread_state <> 'landed' AND coalesce((sn ->> 'pub')::bigint, -1) < l.unread THEN
        PERFORM gsync.doubt(l);
        RETURN true;
    END IF;
    IF NOT whole THEN
        wrong := CASE WHEN gsync.columns_moved(l) THEN NULL ELSE gsync.misplaced(l, digest) END;
        IF wrong IS NOT FALSE THEN
            UPDATE gsync.link SET whole = true WHERE id = l.id;
            RETURN false;
        END IF;
    ELSE
        before := ARRAY(SELECT id FROM gsync.row WHERE link = l.id AND place IS NOT NULL);
        PERFORM gsync.drop_misplaced(l);
        PERFORM gsync.identify_all(l, digest);
        wrong := gsync.columns_moved(l) OR gsync.misplaced_anywhere(l);
    END IF;
    IF wrong THEN
        IF gsync.columns_moved(l) THEN PERFORM gsync.find_spoilt(l); END IF;
        PERFORM gsync.count_vain(l);
        PERFORM gsync.suspect(l, before);
    ELSE PERFORM gsync.confirm(l);
    END IF;
    RETURN true;
END $$;


ALTER FUNCTION gsync.read_back(l gsync.link, sn jsonb, whole boolean, digest text) OWNER TO postgres;

--
-- Name: read_entries(bigint, bigint[], integer[], bigint[], text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.read_entries(applied bigint, seqs bigint[], origins integer[], received bigint[], bodies text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO pg_temp.gsync_entry (ord, jseq, scan, received, body, raw, link, seq, header, outcome, detail)
    SELECT u.ord, u.jseq, u.origin = 2 AND p.doc ->> 'kind' = 'scan', to_timestamp(u.ms / 1000.0), p.doc, u.body, l.id, gsync.whole_number(p.doc -> 'seq'), p.doc -> 'header',
        CASE WHEN w.wrong IS NOT NULL THEN 'rejected' WHEN l.id IS NULL THEN 'unknown' WHEN p.doc ->> 'kind' IN ('ping', 'structure') THEN p.doc ->> 'kind'
             WHEN l.state = 'paused' OR l.id_place IS NULL THEN 'dropped' END,
        CASE WHEN w.wrong IS NOT NULL THEN w.wrong WHEN l.id IS NULL THEN 'not a linked tab' WHEN p.doc ->> 'kind' IN ('ping', 'structure') THEN NULL
             WHEN l.state = 'paused' THEN 'the link is paused' WHEN l.id_place IS NULL THEN 'waits for the first scan' END
    FROM unnest(seqs, origins, received, bodies) WITH ORDINALITY u(jseq, origin, ms, body, ord)
    CROSS JOIN LATERAL gsync.parse(u.body) p
    CROSS JOIN LATERAL (SELECT gsync.entry_problem(p.doc, p.problem) AS wrong) w
    LEFT JOIN gsync.link l ON w.wrong IS NULL AND l.spreadsheet = p.doc ->> 'spreadsheet' AND l.sheet::text = p.doc ->> 'sheet'
    WHERE u.jseq > applied;

    UPDATE gsync.link l SET scan_wanted = least(l.scan_wanted, now())
    FROM pg_temp.gsync_entry e WHERE e.link = l.id AND e.outcome IN ('structure', 'dropped');
    INSERT INTO gsync.rejected (side, reason, body, link) SELECT 'sheet', e.detail, left(e.raw, 1000000), e.link FROM pg_temp.gsync_entry e WHERE e.outcome = 'rejected';
END $$;


ALTER FUNCTION gsync.read_entries(applied bigint, seqs bigint[], origins integer[], received bigint[], bodies text[]) OWNER TO postgres;

--
-- Name: read_events(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.read_events(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    of_header jsonb;
    of_look boolean;
    columns jsonb;
    names text[]; places int[]; exact text[];
BEGIN
    PERFORM gsync.meet_headers(l);
    FOR of_header, of_look IN SELECT DISTINCT e.header, e.scan FROM pg_temp.gsync_entry e WHERE e.link = l.id AND e.outcome IS NULL LOOP
        SELECT coalesce(jsonb_object_agg(m.key, m.value), '{}'), array_agg(m.key), array_agg(m.value::int), array_agg(m.key) FILTER (WHERE s.kind IN ('timestamp', 'timestamptz', 'time'))
        INTO columns, names, places, exact
        FROM jsonb_each(gsync.sure_columns(l, of_header, of_look)) m JOIN gsync.shapes(l.id) s ON s.name = m.key AND s.place IS NOT NULL;
        EXECUTE format($q$
            INSERT INTO pg_temp.gsync_event (n, ord, wave, scan, gone, retry, seq, pub, at, who, source, place, id, shown, ver, clock, s, cols, edited, typed_col, typed, old, formulas, dates, calm, clean)
            SELECT e.ord * 1000000::bigint + r.o, e.ord, 1, e.scan, false, false, e.seq, $8, e.at, e.who,
                concat(CASE WHEN e.scan THEN 'scan ' ELSE 'event ' END, e.jseq), gsync.whole_number(r.row -> 'row')::int,
                CASE WHEN gsync.is_id(i.id) THEN i.id END, gsync.is_id(i.id) AND r.row -> 'shown' IS DISTINCT FROM 'false', gsync.whole_number(r.row -> 'ver'), e.clock, %s, $3,
                CASE WHEN e.edited IS NOT NULL THEN ARRAY(SELECT c.name FROM unnest($3, $4) c(name, place) WHERE c.place BETWEEN e.first AND e.last) END, t.col,
                CASE WHEN t.col = ANY ($5) THEN gsync.cell_ms(e.edited -> 'typed') WHEN t.col IS NOT NULL THEN gsync.cell(e.edited -> 'typed') END,
                CASE WHEN t.col IS NOT NULL AND e.edited ? 'old' THEN coalesce(CASE WHEN t.col = ANY ($5) THEN gsync.cell_ms(e.edited -> 'old') ELSE gsync.cell(e.edited -> 'old') END, 'null') END,
                CASE WHEN r.row ? 'formulas' THEN ARRAY(SELECT c.name FROM unnest($3, $4) c(name, place) WHERE r.row -> 'formulas' @> to_jsonb(c.place) AND $10 ? c.name) ELSE '{}' END,
                CASE WHEN r.row ? 'dates' THEN ARRAY(SELECT c.name FROM unnest($3, $4) c(name, place) WHERE r.row -> 'dates' @> to_jsonb(c.place)) ELSE '{}' END,
                e.scan OR ($6 IS NULL AND $8 = $7), e.clean
            FROM (SELECT b.*, gsync.whole_number(b.edited -> 'first_column') AS first, gsync.whole_number(b.edited -> 'last_column') AS last
                  FROM (SELECT ord, jseq, seq, scan, coalesce(gsync.stamp(body ->> 'edited_at'), received) AS at, body ->> 'user' AS who, body -> 'rows' AS rows, gsync.whole_number(body -> 'clock') AS clock, scan AND body -> 'clean' IS NOT DISTINCT FROM 'true' AS clean,
                            CASE WHEN NOT scan THEN body -> 'edited' END AS edited
                        FROM pg_temp.gsync_entry WHERE link = $1 AND outcome IS NULL AND header = $2 AND scan = $11 OFFSET 0) b OFFSET 0) e   -- OFFSET 0: a large body is unpacked once, not once a row
            CROSS JOIN LATERAL jsonb_array_elements(e.rows) WITH ORDINALITY r(row, o)
            CROSS JOIN LATERAL (SELECT CASE WHEN e.scan THEN r.row ->> 'id' ELSE r.row -> 'cells' ->> $9 END AS id) i
            CROSS JOIN LATERAL (SELECT CASE WHEN e.edited ? 'typed' AND e.first = e.last AND jsonb_array_length(e.rows) = 1 THEN $3[array_position($4, e.first::int)] END AS col) t
            WHERE jsonb_typeof(r.row) = 'object'
        $q$, replace(gsync.cells_sql(l.id, columns), '{x}', '(r.row -> ''cells'')'))
        USING l.id, of_header, coalesce(names, '{}'), coalesce(places, '{}'), coalesce(exact, '{}'), l.unread, l.pub, coalesce(gsync.header_pub(of_header), 0), gsync.header_id_place(of_header) - 1, gsync.formula_places(l.id), of_look;
    END LOOP;

    INSERT INTO pg_temp.gsync_event (n, ord, wave, scan, gone, retry, at, source, id, ver, s, cols, formulas, calm)
    SELECT e.ord * 1000000::bigint + 500000 + g.o, e.ord, 1, true, true, false, e.received, format('scan %s', e.jseq), g.row ->> 'id', gsync.whole_number(g.row -> 'ver'), '{}', '{}', '{}', true
    FROM pg_temp.gsync_entry e CROSS JOIN LATERAL jsonb_array_elements(e.body -> 'gone') WITH ORDINALITY g(row, o)
    WHERE e.link = l.id AND e.outcome IS NULL AND e.scan AND jsonb_typeof(g.row) = 'object';

    UPDATE pg_temp.gsync_event e SET wave = d.wave
    FROM (SELECT n, row_number() OVER (PARTITION BY id ORDER BY n) AS wave FROM pg_temp.gsync_event WHERE id IS NOT NULL) d
    WHERE d.n = e.n AND d.wave > 1;
    PERFORM gsync.weigh('gsync_event', 'n, id, wave, act');
END $_$;


ALTER FUNCTION gsync.read_events(l gsync.link) OWNER TO postgres;

--
-- Name: read_filter(regclass, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.read_filter(of_relation regclass, condition text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    schema name; named name; found text; code text; message text;
    path text := current_setting('search_path');
BEGIN
    SELECT n.nspname, c.relname INTO schema, named FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = of_relation;
    EXECUTE format('CREATE TEMP TABLE %I (LIKE %I.%I)', named, schema, named);
    BEGIN
        FOR found IN EXECUTE format(E'SELECT 1 FROM pg_temp.%I WHERE (%s\n)', named, condition) LOOP END LOOP;     -- one expression, nothing behind it
        EXECUTE format(E'CREATE INDEX gsync_filter ON pg_temp.%I ((1)) WHERE (%s\n)', named, condition);
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
        RAISE 'the condition "%": %', condition, regexp_replace(message, 'index predicates?', 'it') USING ERRCODE = code, HINT = CASE code
            WHEN '42P17' THEN 'It may depend on nothing but the row, so not on the time, the user or the session: a row enters and leaves the sheet when it is written. '
                'For a timestamptz, name the zone: (at AT TIME ZONE ''UTC'')::date. For what depends on the time, keep a column.'
            WHEN '0A000' THEN 'It is one condition over the columns of this table, as in an index or a CHECK.'
            ELSE format('It is SQL over the columns of %s, for example: --where "status = ''open''"', of_relation) END;
    END;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);      -- what is not PostgreSQL's own is written with its schema
    SELECT pg_get_expr(i.indpred, i.indrelid) INTO found FROM pg_index i WHERE i.indexrelid = 'pg_temp.gsync_filter'::regclass;
    PERFORM set_config('search_path', path, true);
    EXECUTE format('DROP TABLE pg_temp.%I', named);
    RETURN format('(%s)', found);
END $$;


ALTER FUNCTION gsync.read_filter(of_relation regclass, condition text) OWNER TO postgres;

--
-- Name: read_keys(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.read_keys(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    wanted text := format('e.wave = $1 AND e.act IS NULL AND e.s ?& $2 AND (e.known IS NULL OR e.key IS NULL OR %s)',
        (SELECT string_agg(format('e.s -> %1$L IS DISTINCT FROM e.base -> %1$L', k), ' OR ') FROM unnest(l.key_columns) k));
    fine text;
    key text;
    tried record;
    unreadable bigint[] := '{}';
BEGIN
    SELECT string_agg(replace(s.fine, '{x}', format('(e.s -> %L)', s.name)), ' AND '),
           string_agg(replace(s.key_text, '{x}', format('(%s)::%s', replace(s.decode, '{x}', format('(e.s -> %L)', s.name)), s.full_type)), ', ' ORDER BY k.n)
    INTO fine, key
    FROM unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(l.id) s ON s.name = k.name;

    FOR tried IN EXECUTE format('SELECT e.n, e.s FROM pg_temp.gsync_event e WHERE %s AND NOT (%s)', wanted, fine) USING w, l.key_columns LOOP
        IF EXISTS (SELECT FROM gsync.shapes(l.id) s, gsync.cell_error(s, tried.s -> s.name) r WHERE s.in_key AND r.code IS NOT NULL) THEN
            unreadable := unreadable || tried.n;
        END IF;
    END LOOP;
    EXECUTE format('UPDATE pg_temp.gsync_event e SET new_key = ARRAY[%s] WHERE %s AND e.n <> ALL ($3)', key, wanted) USING w, l.key_columns, unreadable;
END $_$;


ALTER FUNCTION gsync.read_keys(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: read_rows(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.read_rows(said text) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
BEGIN
    IF said !~ '^\d{1,9}$' THEN RAISE 'max-delete-rows is a number of rows, not "%"', said USING ERRCODE = 'invalid_parameter_value'; END IF;
    RETURN said::int;
END $_$;


ALTER FUNCTION gsync.read_rows(said text) OWNER TO postgres;

--
-- Name: read_share(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.read_share(said text) RETURNS real
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE
    share real;
BEGIN
    IF said !~ '^(\d{1,3}(\.\d+)?%?|\.\d+)$' THEN
        RAISE 'max-delete-share is a share such as 0.1 or 10%%, not "%"', said USING ERRCODE = 'invalid_parameter_value';
    END IF;
    share := CASE WHEN said LIKE '%\%' THEN rtrim(said, '%')::real / 100 ELSE said::real END;
    IF share > 1 THEN RAISE 'max-delete-share is at most 1, or 100%%' USING ERRCODE = 'invalid_parameter_value'; END IF;
    RETURN share;
END $_$;


ALTER FUNCTION gsync.read_share(said text) OWNER TO postgres;

--
-- Name: reassert_formulas(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.reassert_formulas(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    ids text[] := ARRAY(SELECT y.id FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id
        WHERE y.op IN ('update', 'drop') AND y.in_table AND y.place IS NOT NULL AND r.formulas <> '{}'
          AND EXISTS (SELECT FROM unnest(r.formulas) c WHERE c = ANY (gsync.published(l.id)) AND y.d -> c IS DISTINCT FROM r.base -> c AND NOT r.rej ? c));
BEGIN
    IF ids = '{}' THEN RETURN; END IF;
    DELETE FROM pg_temp.gsync_event;
    INSERT INTO pg_temp.gsync_event (n, ord, wave, scan, gone, retry, pub, at, source, place, id, s, cols, formulas, calm)
    SELECT row_number() OVER (), 0, 1, true, false, true, l.pub, now(), 'formula', r.place, r.id, r.base, r.formulas, r.formulas, true
    FROM gsync.row r WHERE r.link = l.id AND r.id = ANY (ids);
    PERFORM gsync.merge_wave(l, 1);
    UPDATE pg_temp.gsync_claim SET op = NULL WHERE id = ANY (ids);   -- the table's triggers may have changed more
END $$;


ALTER FUNCTION gsync.reassert_formulas(l gsync.link) OWNER TO postgres;

--
-- Name: recall(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.recall(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE pg_temp.gsync_event e
    SET known = true, key = r.key, base = coalesce(r.base, '{}'), unborn = r.base IS NULL, written = r.written, replaced = r.replaced, born = r.born, pending = r.pending, landed = r.landed_place, rej = r.rej, blot = r.blot, doomed = r.doomed,
        changed_at = r.changed_at, changed_by = r.changed_by, shown = true,
        formulas = CASE WHEN e.scan OR e.retry THEN e.formulas     -- a script does not see what another cell's formula has filled in
            ELSE ARRAY(SELECT unnest(e.formulas) UNION SELECT f FROM unnest(r.formulas) f WHERE f <> ALL (coalesce(e.edited, '{}'))) END,
        act = CASE WHEN e.retry THEN NULL WHEN e.scan AND e.ver IS DISTINCT FROM r.ver THEN 'outdated'
                   WHEN NOT e.scan AND e.seq <= r.seq THEN 'old' WHEN e.gone THEN 'gone' END
    FROM gsync.row r WHERE e.wave = w AND r.link = l.id AND r.id = e.id;

    UPDATE pg_temp.gsync_event e
    SET act = CASE WHEN e.ver IS NOT NULL OR e.gone THEN 'outdated'
                   WHEN NOT e.scan AND EXISTS (SELECT FROM gsync.tombstone d WHERE d.link = l.id AND d.id = e.id AND d.until > now()) THEN 'buried'
                   WHEN e.id IS NULL AND NOT e.scan THEN 'wait'
                   WHEN e.s = '{}' THEN 'empty'
                   WHEN e.id IS NULL AND EXISTS (SELECT FROM gsync.row r
                        WHERE r.link = l.id AND NOT r.has_id AND r.place = e.place AND (r.base = e.s OR r.rej = e.s)) THEN 'old' END,
        shown = coalesce(e.shown, false)
    WHERE e.wave = w AND e.known IS NULL;
    PERFORM gsync.bridge_gaps(l, w);
    PERFORM gsync.leave_ours(l, w);
    PERFORM gsync.meet_strange(l, w);
END $$;


ALTER FUNCTION gsync.recall(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: record_conflicts(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.record_conflicts(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO gsync.conflict (link, row_id, key, col, winner, sheet_value, table_value, base_value, sheet_by, sheet_at, table_by, table_at, source, exact, detail)
    SELECT l.id, e.id, e.key, x.c, x.winner, x.v, x.d, x.b, e.who, e.at, e.changed_by, e.changed_at, e.source, x.exact,
        CASE WHEN x.rule = 'formula' THEN 'the sheet has a formula' WHEN x.rule = 'ours, perhaps' THEN 'taken for an earlier write of gsync that got no answer and arrived late' WHEN x.winner = 'database' AND (k.read_only OR l.policy = 'sheet') THEN 'the database decides this column'
             WHEN k.direction = 'to-database' THEN 'the sheet decides this column' END
    FROM pg_temp.gsync_cell x JOIN pg_temp.gsync_event e ON e.n = x.n JOIN gsync.shapes(l.id) k ON k.name = x.c
    WHERE e.wave = w AND x.winner IS NOT NULL AND x.v IS DISTINCT FROM x.d;
    INSERT INTO gsync.history (link, row_id, key, col, old, new, side, who, source)
    SELECT l.id, e.id, e.key, x.c, x.d, x.v, 'sheet', e.who, e.source
    FROM pg_temp.gsync_cell x JOIN pg_temp.gsync_event e ON e.n = x.n WHERE e.wave = w AND x.write AND x.v IS DISTINCT FROM x.d;
END $$;


ALTER FUNCTION gsync.record_conflicts(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: record_overruled(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.record_overruled(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    columns text[] := ARRAY(SELECT s.name FROM gsync.shapes(l.id) s WHERE s.place IS NOT NULL AND s.direction = 'to-sheet');
BEGIN
    IF columns = '{}' THEN RETURN; END IF;
    EXECUTE format('INSERT INTO gsync.conflict (link, row_id, key, col, winner, sheet_value, table_value, sheet_by, sheet_at, source, detail)
            SELECT $1, e.id, e.new_key, c.name, ''database'', e.s -> c.name, d.cells -> c.name, e.who, e.at, e.source, ''the database decides this column''
            FROM pg_temp.gsync_event e JOIN %s ON %s CROSS JOIN LATERAL (SELECT %s AS cells) d JOIN unnest($3) c(name) ON e.s ? c.name AND e.s -> c.name IS DISTINCT FROM d.cells -> c.name
            WHERE e.wave = $2 AND e.act = ''insert'' AND e.new_key IS NOT NULL',
        gsync.rows_sql(l), gsync.key_join(l.id, 't', 'e.new_key'), gsync.row_sql(l.id, 't')) USING l.id, w, columns;
END $_$;


ALTER FUNCTION gsync.record_overruled(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: record_rejections(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.record_rejections(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    concerned text[] := ARRAY(SELECT e.id FROM pg_temp.gsync_event e WHERE e.wave = w AND (e.act = 'insert' OR e.act IS NULL AND (e.rej <> '{}'
        OR EXISTS (SELECT FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.code IS NOT NULL))));
BEGIN
    IF concerned = '{}' THEN RETURN; END IF;
    DELETE FROM pg_temp.gsync_refusal;
    INSERT INTO pg_temp.gsync_refusal
    SELECT e.id, x.c, jsonb_build_object(x.c, x.s), x.code, x.reason, e.who, e.source   -- cells by themselves
    FROM pg_temp.gsync_cell x JOIN pg_temp.gsync_event e ON e.n = x.n
    WHERE e.wave = w AND x.code IS NOT NULL AND NOT EXISTS (SELECT FROM pg_temp.gsync_failed f WHERE f.n = e.n)
    UNION ALL
    SELECT e.id, coalesce((SELECT c.name FROM unnest(f.cols) WITH ORDINALITY u(name, n) JOIN gsync.link_column c ON c.link = l.id AND c.name = u.name AND c.place IS NOT NULL
                ORDER BY c.name = ANY (e.edited) DESC NULLS LAST, e.put ? c.name DESC NULLS LAST, u.n LIMIT 1),
            e.edited[1], (SELECT x.c FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.code IS NOT NULL LIMIT 1), l.key_columns[1]),
        CASE WHEN e.act = 'insert' THEN e.s ELSE (SELECT jsonb_object_agg(x.c, coalesce(x.s, 'null')) FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.code IS NOT NULL) END,
        f.code, f.reason, e.who, e.source                                                -- whole rows
    FROM pg_temp.gsync_failed f JOIN pg_temp.gsync_event e ON e.n = f.n
    WHERE e.wave = w AND (e.act IS NULL OR e.act = 'insert');

    DELETE FROM gsync.rejected x USING gsync.row r
    WHERE x.link = l.id AND x.row_id = ANY (concerned) AND x.side = 'sheet' AND r.link = l.id AND r.id = x.row_id
      AND NOT EXISTS (SELECT FROM pg_temp.gsync_refusal f WHERE f.id = x.row_id AND f.col = x.col AND f.cells = x.cells AND f.reason = x.reason)
      AND NOT (r.rej @> x.cells AND NOT EXISTS (SELECT FROM pg_temp.gsync_refusal f WHERE f.id = x.row_id AND f.cells ?| ARRAY(SELECT jsonb_object_keys(x.cells))));
    INSERT INTO gsync.rejected (link, row_id, col, side, cells, sqlstate, reason, who, source)
    SELECT l.id, f.id, f.col, 'sheet', f.cells, f.code, f.reason, f.who, f.source FROM pg_temp.gsync_refusal f
    WHERE NOT EXISTS (SELECT FROM gsync.rejected x WHERE x.link = l.id AND x.row_id = f.id AND x.col = f.col AND x.cells = f.cells AND x.reason = f.reason);
    PERFORM gsync.note_against(l, w, concerned);
    PERFORM gsync.renew_notes(l.id, concerned);
END $$;


ALTER FUNCTION gsync.record_rejections(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: refresh_shapes(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.refresh_shapes(of_link integer) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    now_is text := gsync.fingerprint(of_link);
BEGIN
    IF EXISTS (SELECT FROM gsync.link WHERE id = of_link AND shaped_as = now_is) THEN RETURN NULL; END IF;
    RETURN gsync.follow_table(of_link, now_is);
END $$;


ALTER FUNCTION gsync.refresh_shapes(of_link integer) OWNER TO postgres;

--
-- Name: refuse_events(gsync.link, integer, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.refuse_events(l gsync.link, w integer, code text, reason text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE pg_temp.gsync_event SET id = gsync.new_id() WHERE wave = w AND id IS NULL;
    INSERT INTO gsync.row (link, id, base, place, has_id) SELECT l.id, e.id, '{}', e.place, e.shown FROM pg_temp.gsync_event e WHERE e.wave = w AND e.ver IS NULL AND NOT e.gone
    ON CONFLICT DO NOTHING;
    UPDATE gsync.row r SET ver = r.ver + 1, rej = r.rej || (SELECT coalesce(jsonb_object_agg(c, coalesce(e.s -> c, 'null')), '{}') FROM unnest(e.cols) c WHERE e.s -> c IS DISTINCT FROM r.base -> c)
    FROM pg_temp.gsync_event e WHERE e.wave = w AND NOT e.gone AND r.link = l.id AND r.id = e.id AND r.base IS NOT NULL AND r.ver = coalesce(e.ver, r.ver);
    INSERT INTO gsync.rejected (link, row_id, side, cells, sqlstate, reason, source)
    SELECT l.id, r.id, 'sheet', r.rej, code, refuse_events.reason, e.source FROM pg_temp.gsync_event e JOIN gsync.row r ON r.link = l.id AND r.id = e.id WHERE e.wave = w AND NOT e.gone AND r.rej <> '{}';
    IF EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.gone) THEN
        PERFORM gsync.hold(l.id, 'sheet', ARRAY(SELECT e.id FROM pg_temp.gsync_event e WHERE e.wave = w AND e.gone), 1, 'the delete cannot be merged: ' || reason);
    END IF;
END $$;


ALTER FUNCTION gsync.refuse_events(l gsync.link, w integer, code text, reason text) OWNER TO postgres;

--
-- Name: refused(integer, bigint, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.refused(link integer, pub bigint, reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    l gsync.link;
BEGIN
    SELECT * INTO l FROM gsync.link k WHERE k.id = refused.link AND k.unread = refused.pub FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM gsync.mark_rows(l.id, ARRAY(SELECT r.id FROM gsync.row r WHERE r.link = l.id AND r.pending_op IS NOT NULL));
    UPDATE gsync.row r SET born = CASE r.pending_op WHEN 'append' THEN NULL ELSE r.born END,
        written = CASE r.pending_op WHEN 'update' THEN (r.written - ARRAY(SELECT jsonb_object_keys(r.pending)))
            || coalesce((SELECT jsonb_object_agg(p.key, p.value -> 1) FROM jsonb_each(r.pending) p WHERE p.value -> 1 <> 'null'), '{}') ELSE r.written END
    WHERE r.link = l.id AND r.pending_op IS NOT NULL;
    UPDATE gsync.note n SET sent = false WHERE n.link = l.id AND n.sent;
    DELETE FROM gsync.history h WHERE h.link = l.id AND h.side = 'table' AND h.at >= l.sent_at AND h.source LIKE '%publish ' || l.pub;
    PERFORM gsync.end_publish(l.id);
    UPDATE gsync.link k SET pub = l.pub - 1, problem = refused.reason, problem_at = now() WHERE k.id = l.id;
END $$;


ALTER FUNCTION gsync.refused(link integer, pub bigint, reason text) OWNER TO postgres;

--
-- Name: release(bigint); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.release(held_id bigint) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    h gsync.held := gsync.held_open(held_id);
    ids text[] := ARRAY(SELECT id FROM gsync.row WHERE link = h.link AND held = h.id);
BEGIN
    UPDATE gsync.row SET held = NULL, may_delete = true WHERE link = h.link AND id = ANY (ids);
    IF h.side = 'table' THEN PERFORM gsync.mark_rows(h.link, ids); END IF;
    UPDATE gsync.link SET scan_wanted = now() WHERE id = h.link;
    UPDATE gsync.held SET state = 'released', ended_at = now() WHERE id = h.id;
    RETURN cardinality(ids);
END $$;


ALTER FUNCTION gsync.release(held_id bigint) OWNER TO postgres;

--
-- Name: removal(integer, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.removal(link integer, head text, notes text) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
#variable_conflict use_column
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = removal.link);
    tab jsonb := gsync.tab_of((gsync.parse(head)).doc, l.sheet);
    at int := gsync.header_id_place((SELECT jsonb_agg(coalesce(c -> 'userEnteredValue' -> 'stringValue', 'null') ORDER BY n)
        FROM jsonb_array_elements(tab #> '{data,0,rowData,0,values}') WITH ORDINALITY u(c, n)));
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(r.request ORDER BY r.n), '[]') FROM (
        SELECT 1 AS n, jsonb_build_object('updateCells', jsonb_build_object('fields', 'note', 'rows', '[{"values": [{}]}]'::jsonb,
            'start', jsonb_build_object('sheetId', l.sheet, 'rowIndex', coalesce((part -> 'startRow')::int, 0) + y - 1, 'columnIndex', coalesce((part -> 'startColumn')::int, 0) + x - 1))) AS request
        FROM jsonb_array_elements(gsync.tab_of((gsync.parse(notes)).doc, l.sheet) -> 'data') part, jsonb_array_elements(part -> 'rowData') WITH ORDINALITY rows(cells, y),
            jsonb_array_elements(cells -> 'values') WITH ORDINALITY columns(cell, x)
        WHERE cell ->> 'note' LIKE 'gsync: %'
        UNION ALL
        SELECT 2, jsonb_build_object('deleteProtectedRange', jsonb_build_object('protectedRangeId', p -> 'protectedRangeId'))
        FROM jsonb_array_elements(tab -> 'protectedRanges') p WHERE p ->> 'description' ILIKE 'gsync%'
        UNION ALL
        SELECT 3, jsonb_build_object('deleteDeveloperMetadata', jsonb_build_object('dataFilter', jsonb_build_object('developerMetadataLookup', jsonb_build_object('metadataId', m -> 'metadataId'))))
        FROM (SELECT jsonb_path_query(tab, '$.developerMetadata[*]') UNION ALL SELECT jsonb_path_query(tab, '$.data[*].columnMetadata[*].developerMetadata[*]')) f(m) WHERE m ->> 'metadataKey' LIKE 'gsync%'
        UNION ALL
        SELECT 4, jsonb_build_object('deleteDimension', jsonb_build_object('range', jsonb_build_object('sheetId', l.sheet, 'dimension', 'COLUMNS', 'startIndex', at - 1, 'endIndex', at)))
        WHERE at IS NOT NULL) r);
END $_$;


ALTER FUNCTION gsync.removal(link integer, head text, notes text) OWNER TO postgres;

--
-- Name: rename_columns(integer, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.rename_columns(of_link integer, names jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    old_names text[] := ARRAY(SELECT jsonb_object_keys(names));
BEGIN
    UPDATE gsync.link SET key_columns = ARRAY(SELECT coalesce(names ->> k, k) FROM unnest(key_columns) WITH ORDINALITY u(k, n) ORDER BY n), sent_places = gsync.rename_keys(sent_places, names),
        landed_places = gsync.rename_keys(landed_places, names)
    WHERE id = of_link;
    UPDATE gsync.link_column SET name = chr(1) || (names ->> name) WHERE link = of_link AND name = ANY (old_names);    -- two steps: names may be swapped
    UPDATE gsync.link_column SET name = substr(name, 2) WHERE link = of_link AND left(name, 1) = chr(1);
    UPDATE gsync.link_shape SET name = names ->> name WHERE link = of_link AND name = ANY (old_names);
    UPDATE gsync.note SET col = chr(1) || (names ->> col) WHERE link = of_link AND col = ANY (old_names);
    UPDATE gsync.note SET col = substr(col, 2) WHERE link = of_link AND left(col, 1) = chr(1);
    UPDATE gsync.unsure SET col = coalesce(names ->> col, col), value = CASE col WHEN '' THEN gsync.rename_keys(value, names) ELSE value END, places = gsync.rename_keys(places, names)
    WHERE link = of_link AND col = ANY (old_names || ''::text);
    UPDATE gsync.row SET base = gsync.rename_keys(base, names), written = gsync.rename_keys(written, names), pending = gsync.rename_keys(pending, names),
        rej = gsync.rename_keys(rej, names), aside = gsync.rename_keys(aside, names), blot = gsync.rename_keys(blot, names), away = gsync.rename_keys(away, names),
        formulas = ARRAY(SELECT coalesce(names ->> f, f) FROM unnest(formulas) WITH ORDINALITY u(f, n) ORDER BY n)
    WHERE link = of_link AND (base ?| old_names OR written ?| old_names OR pending ?| old_names OR rej ?| old_names OR aside ?| old_names OR blot ?| old_names OR away ?| old_names OR formulas && old_names);
    UPDATE gsync.rejected SET col = coalesce(names ->> col, col), cells = gsync.rename_keys(cells, names) WHERE link = of_link AND (col = ANY (old_names) OR cells ?| old_names);
    UPDATE gsync.conflict SET col = coalesce(names ->> col, col),
        sheet_value = CASE WHEN col IS NULL THEN gsync.rename_keys(sheet_value, names) ELSE sheet_value END,
        table_value = CASE WHEN col IS NULL THEN gsync.rename_keys(table_value, names) ELSE table_value END,
        base_value = CASE WHEN col IS NULL THEN gsync.rename_keys(base_value, names) ELSE base_value END
    WHERE link = of_link AND (col = ANY (old_names) OR col IS NULL);
    UPDATE gsync.history SET col = coalesce(names ->> col, col),
        old = CASE WHEN col IS NULL THEN gsync.rename_keys(old, names) ELSE old END, new = CASE WHEN col IS NULL THEN gsync.rename_keys(new, names) ELSE new END
    WHERE link = of_link AND (col = ANY (old_names) OR col IS NULL);
END $$;


ALTER FUNCTION gsync.rename_columns(of_link integer, names jsonb) OWNER TO postgres;

--
-- Name: rename_filter(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.rename_filter(l gsync.link, names jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    n record;
    renamed text;
BEGIN
    EXECUTE format('CREATE TEMP TABLE gsync_renamed (LIKE %s)', l.relation);
    FOR n IN SELECT 0 AS step, format('%I TO %I', value, chr(1) || key) AS names FROM jsonb_each_text(rename_filter.names)      -- names may be swapped
            UNION ALL SELECT 1, format('%I TO %I', chr(1) || key, key) FROM jsonb_each_text(rename_filter.names) ORDER BY 1 LOOP
        EXECUTE 'ALTER TABLE pg_temp.gsync_renamed RENAME ' || n.names;
    END LOOP;
    EXECUTE format('CREATE INDEX gsync_filter ON pg_temp.gsync_renamed ((1)) WHERE %s', l.filter);
    FOR n IN SELECT 0 AS step, format('%I TO %I', key, chr(1) || key) AS names FROM jsonb_each_text(rename_filter.names)
            UNION ALL SELECT 1, format('%I TO %I', chr(1) || key, value) FROM jsonb_each_text(rename_filter.names) ORDER BY 1 LOOP
        EXECUTE 'ALTER TABLE pg_temp.gsync_renamed RENAME ' || n.names;
    END LOOP;
    SELECT format('(%s)', pg_get_expr(i.indpred, i.indrelid)) INTO renamed FROM pg_index i WHERE i.indexrelid = 'pg_temp.gsync_filter'::regclass;
    DROP TABLE pg_temp.gsync_renamed;
    RETURN renamed;
END $$;


ALTER FUNCTION gsync.rename_filter(l gsync.link, names jsonb) OWNER TO postgres;

--
-- Name: rename_keys(jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.rename_keys(cells jsonb, names jsonb) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN (jsonb_typeof(cells) = 'object'::text) THEN (SELECT COALESCE(jsonb_object_agg(COALESCE((rename_keys.names ->> e.key), e.key), e.value), '{}'::jsonb) AS "coalesce" FROM jsonb_each(rename_keys.cells) e(key, value)) ELSE cells END;


ALTER FUNCTION gsync.rename_keys(cells jsonb, names jsonb) OWNER TO postgres;

--
-- Name: renew_notes(integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.renew_notes(of_link integer, ids text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE gsync.note SET want = NULL WHERE link = of_link AND id = ANY (ids);
    INSERT INTO gsync.note (link, id, col, want)
    SELECT of_link, x.row_id, x.col, string_agg(DISTINCT 'gsync: ' || x.reason, E'\n')
        || CASE WHEN bool_or(x.sqlstate <> ALL ('{22000,23503,P0001,GS001,GS002,GS003}')) THEN E'\nCorrect it here: that is enough, and this note goes away.' ELSE '' END
    FROM gsync.rejected x
    WHERE x.link = of_link AND x.row_id = ANY (ids) AND x.side = 'sheet' AND x.col IS NOT NULL GROUP BY x.row_id, x.col
    ON CONFLICT (link, id, col) DO UPDATE SET want = excluded.want;
    DELETE FROM gsync.note WHERE link = of_link AND id = ANY (ids) AND want IS NULL AND have IS NULL AND NOT sent;
END $$;


ALTER FUNCTION gsync.renew_notes(of_link integer, ids text[]) OWNER TO postgres;

--
-- Name: renew_rights(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.renew_rights(of_link integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    role name;
    of_relation regclass := (SELECT relation FROM gsync.link WHERE id = of_link);
BEGIN
    IF NOT gsync.is_linked_by_owner(of_link, of_relation) THEN RETURN; END IF;
    FOR role IN SELECT w.role FROM gsync.worker w LOOP PERFORM gsync.grant_table(of_relation, role); END LOOP;
    PERFORM gsync.grant_looking_to_readers(of_relation);
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;


ALTER FUNCTION gsync.renew_rights(of_link integer) OWNER TO postgres;

--
-- Name: renew_triggers(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.renew_triggers(of_link integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM gsync.make_trigger_functions(of_link);
    RETURN true;
EXCEPTION WHEN insufficient_privilege THEN
    RETURN false;
END $$;


ALTER FUNCTION gsync.renew_triggers(of_link integer) OWNER TO postgres;

--
-- Name: repaired(integer, timestamp with time zone); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.repaired(of_link integer, since timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    RETURN CASE WHEN l.problem IS NOT NULL THEN l.problem
        WHEN l.scanned_at > since AND l.unread IS NULL AND NOT l.whole AND coalesce(l.scan_wanted > now(), true)
            AND NOT EXISTS (SELECT FROM gsync.dirty y WHERE y.link = l.id) THEN 'done' ELSE 'under way' END;
END $$;


ALTER FUNCTION gsync.repaired(of_link integer, since timestamp with time zone) OWNER TO postgres;

--
-- Name: report_entries(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.report_entries(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE pg_temp.gsync_entry e
    SET outcome = CASE WHEN coalesce(x.rows, 0) = 0 THEN 'merged' WHEN x.outdated = x.rows THEN 'outdated' WHEN x.merged = 0 THEN 'dropped' ELSE 'merged' END,
        detail = nullif(concat_ws(', ', CASE WHEN x.old > 0 THEN format('%s older than what is known', x.old) END, CASE WHEN x.outdated > 0 THEN format('%s outdated', x.outdated) END,
            CASE WHEN x.wait > 0 THEN format('%s wait for a scan', x.wait) END, CASE WHEN x.lost > 0 THEN format('%s deleted meanwhile', x.lost) END), '')
    FROM pg_temp.gsync_entry y LEFT JOIN (
        SELECT v.ord, count(*) AS rows, count(*) FILTER (WHERE v.act IS NULL OR v.act IN ('insert', 'gone', 'none', 'restore')) AS merged,
            count(*) FILTER (WHERE v.act = 'old') AS old, count(*) FILTER (WHERE v.act = 'outdated') AS outdated,
            count(*) FILTER (WHERE v.act = 'wait') AS wait, count(*) FILTER (WHERE v.act IN ('lost', 'buried')) AS lost
        FROM pg_temp.gsync_event v GROUP BY v.ord) x ON x.ord = y.ord
    WHERE y.ord = e.ord AND e.link = l.id AND e.outcome IS NULL;
    UPDATE pg_temp.gsync_entry e SET outcome = 'rejected', detail = x.reason
    FROM gsync.rejected x WHERE e.link = l.id AND x.link = l.id AND x.source = format('%s %s', CASE WHEN e.scan THEN 'scan' ELSE 'event' END, e.jseq)
      AND x.row_id IN (SELECT v.id FROM pg_temp.gsync_event v WHERE v.ord = e.ord);

    UPDATE gsync.link SET scan_wanted = least(scan_wanted, now())
    WHERE id = l.id AND EXISTS (SELECT FROM pg_temp.gsync_event v LEFT JOIN gsync.row r ON r.link = l.id AND r.id = v.id
        WHERE v.act = 'wait' OR v.act = 'old' AND NOT v.scan AND v.seq < r.seq OR NOT v.calm AND v.edited IS NULL);
    -- a row at another place than known: moved, or cut and pasted over another one, of which nobody tells
    UPDATE gsync.link SET scan_wanted = least(scan_wanted, now() + interval '3 seconds')
    WHERE id = l.id AND EXISTS (SELECT FROM pg_temp.gsync_event v JOIN gsync.row r ON r.link = l.id AND r.id = v.id WHERE v.known AND NOT v.scan AND v.place <> r.place);
    UPDATE gsync.link SET ids_seen = NULL
    WHERE id = l.id AND ids_seen IS NOT NULL AND EXISTS (SELECT FROM pg_temp.gsync_event v WHERE v.act IN ('insert', 'gone', 'restore') OR v.known AND NOT v.shown);
END $$;


ALTER FUNCTION gsync.report_entries(l gsync.link) OWNER TO postgres;

--
-- Name: resolve_conflict(bigint, text, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.resolve_conflict(of_id bigint, to_side text DEFAULT NULL::text, force boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    c gsync.conflict := (SELECT x FROM gsync.conflict x WHERE x.id = of_id);
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = c.link);
    side text := coalesce(to_side, CASE c.winner WHEN 'sheet' THEN 'database' ELSE 'sheet' END);
    of_key text[];
    done text;
BEGIN
    IF c IS NULL OR c.ended_at IS NOT NULL THEN RETURN NULL; END IF;
    IF l IS NULL THEN RAISE 'the link of this conflict is gone' USING ERRCODE = 'undefined_object', HINT = format('gsync conflicts dismiss %s', of_id); END IF;
    IF c.col IS NOT NULL AND c.sheet_value IS NULL AND c.key IS NULL THEN
        RAISE 'this is not for gsync to turn: %', c.detail USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('When it is mended: gsync conflicts dismiss %s', of_id);
    END IF;
    l := gsync.served_link(l.id);
    of_key := coalesce((SELECT r.key FROM gsync.row r WHERE r.link = l.id AND r.id = c.row_id), c.key);      -- it may have been changed since
    done := CASE WHEN side = c.winner THEN format('the %s keeps winning', c.winner)
        WHEN c.col IS NOT NULL THEN gsync.turn_cell(l, c, of_key, side, force)
        WHEN (c.detail LIKE 'deleted in the sheet%') = (c.winner = 'sheet') THEN gsync.turn_back(l, c, of_key, side)
        ELSE gsync.turn_away(l, c, of_key, force) END;
    PERFORM gsync.end_conflict(of_id, CASE WHEN side = c.winner THEN 'kept' ELSE 'turned' END);
    RETURN done;
END $$;


ALTER FUNCTION gsync.resolve_conflict(of_id bigint, to_side text, force boolean) OWNER TO postgres;

--
-- Name: restore(gsync.link, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.restore(l gsync.link, ids text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    gone text[] := ARRAY(SELECT r.id FROM gsync.row r WHERE r.link = l.id AND r.id = ANY (ids) AND r.key IS NOT NULL AND NOT gsync.is_newer(r, l)
        AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x WHERE x.id = r.id));
BEGIN
    PERFORM gsync.mark_rows(l.id, ids);
    PERFORM gsync.drop_refused(l.id, gone);
    PERFORM gsync.tell_back(l, gone);
    UPDATE gsync.row r SET base = NULL, place = NULL, has_id = true, blot = '{}', ver = r.ver + 1, formulas = '{}' WHERE r.link = l.id AND r.id = ANY (gone);
END $$;


ALTER FUNCTION gsync.restore(l gsync.link, ids text[]) OWNER TO postgres;

--
-- Name: restore_held(integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.restore_held(of_link integer, ids text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    l gsync.link := gsync.served_link(of_link);
    r gsync.row;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR r IN SELECT x.* FROM gsync.row x WHERE x.link = of_link AND x.id = ANY (ids) AND x.key IS NOT NULL ORDER BY gsync.key_order(x.key), x.key LOOP
        IF gsync.put_back(l, gsync.last_deleted(of_link, r.key)) IS NULL THEN UPDATE gsync.row x SET held = NULL WHERE x.link = of_link AND x.id = r.id; END IF;
    END LOOP;
END $$;


ALTER FUNCTION gsync.restore_held(of_link integer, ids text[]) OWNER TO postgres;

--
-- Name: restore_rows(text, text[], timestamp with time zone, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.restore_rows(link text, list text[] DEFAULT NULL::text[], since timestamp with time zone DEFAULT NULL::timestamp with time zone, of_side text DEFAULT NULL::text) RETURNS TABLE(key text[], problem text)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    l gsync.link := gsync.served_link((gsync.link_named(restore_rows.link)).id);
    d record;
    here int;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    CREATE TEMP TABLE gsync_back ON COMMIT DROP AS SELECT r.key, r.cells, CASE WHEN r.cells IS NULL THEN 'the row as it was has not been kept' END AS problem
        FROM gsync.deleted_rows(restore_rows.link, list, since, of_side) r;
    LOOP
        here := 0;
        FOR d IN SELECT * FROM pg_temp.gsync_back b WHERE b.cells IS NOT NULL LOOP
            d.problem := gsync.put_back(l, d.cells);
            UPDATE pg_temp.gsync_back b SET problem = d.problem, cells = CASE WHEN d.problem IS NOT NULL THEN b.cells END WHERE b.key = d.key;
            here := here + (d.problem IS NULL)::int;
        END LOOP;
        EXIT WHEN here = 0;
    END LOOP;
    RETURN QUERY SELECT b.key, b.problem FROM pg_temp.gsync_back b ORDER BY b.problem IS NOT NULL, gsync.key_order(b.key), b.key;
END $$;


ALTER FUNCTION gsync.restore_rows(link text, list text[], since timestamp with time zone, of_side text) OWNER TO postgres;

--
-- Name: resume(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.resume(name text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link := gsync.link_named(name);
BEGIN
    UPDATE gsync.link k SET state = CASE WHEN l.id_place IS NULL THEN 'new' ELSE 'ready' END, problem = NULL, scan_wanted = now() WHERE k.id = l.id;
END $$;


ALTER FUNCTION gsync.resume(name text) OWNER TO postgres;

--
-- Name: retry_changed(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.retry_changed(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    ids text[] := ARRAY(SELECT y.id FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id WHERE y.in_table AND r.rej <> '{}');
BEGIN
    IF gsync.retry_quietly(l, ids) = 0 THEN RETURN; END IF;
    EXECUTE format('UPDATE pg_temp.gsync_claim y SET d = %s FROM %s t WHERE y.id = ANY ($1) AND %s', gsync.row_sql(l.id, 't'), l.relation, gsync.key_join(l.id, 't', 'y.key')) USING ids;
    -- a row that has another key now stays marked: it is claimed by that one
    EXECUTE format('DELETE FROM pg_temp.gsync_claim y WHERE y.id = ANY ($1) AND NOT EXISTS (SELECT FROM %s t WHERE %s)', l.relation, gsync.key_join(l.id, 't', 'y.key')) USING ids;
END $_$;


ALTER FUNCTION gsync.retry_changed(l gsync.link) OWNER TO postgres;

--
-- Name: retry_orphans(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.retry_orphans() RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link;
    ids text[];
    here int;
    through int := 0;
BEGIN
    FOR round IN 1..3 LOOP                                   -- one that went in may be what another one refers to
        here := 0;
        FOR l IN SELECT k.* FROM gsync.link k WHERE k.state = 'ready' AND EXISTS (SELECT FROM gsync.rejected x WHERE x.link = k.id AND x.sqlstate = '23503') ORDER BY k.id LOOP
            PERFORM gsync.lock_link(l.id);
            CONTINUE WHEN gsync.refresh_shapes(l.id) IS NOT NULL;
            SELECT * INTO l FROM gsync.link k WHERE k.id = l.id;
            ids := gsync.adoptable(l);
            UPDATE gsync.rejected x SET tries = x.tries + 1, tried_at = now() WHERE x.link = l.id AND x.sqlstate = '23503' AND x.row_id = ANY (ids);
            here := here + gsync.retry_quietly(l, ids);
        END LOOP;
        through := through + here;
        EXIT WHEN here = 0;
    END LOOP;
    RETURN through;
END $$;


ALTER FUNCTION gsync.retry_orphans() OWNER TO postgres;

--
-- Name: retry_quietly(gsync.link, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.retry_quietly(l gsync.link, ids text[]) RETURNS integer
    LANGUAGE plpgsql
    AS $$
DECLARE
    through int;
BEGIN
    through := gsync.retry_rows(l, ids);
    IF through = 0 AND ids <> '{}' THEN RAISE 'none went through' USING ERRCODE = 'GS000'; END IF;
    RETURN through;
EXCEPTION WHEN OTHERS THEN
    IF gsync.will_pass(SQLSTATE) THEN RAISE; END IF;
    RETURN 0;
END $$;


ALTER FUNCTION gsync.retry_quietly(l gsync.link, ids text[]) OWNER TO postgres;

--
-- Name: retry_rejected(text, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.retry_rejected(link text DEFAULT NULL::text, list text[] DEFAULT NULL::text[], OUT tried integer, OUT through integer, OUT offered integer) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $$
DECLARE
    l gsync.link;
    ids text[];
BEGIN
    tried := 0; through := 0; offered := 0;
    PERFORM gsync.log_begin();
    PERFORM gsync.scratch();
    IF retry_rejected.link IS NOT NULL THEN PERFORM gsync.link_named(retry_rejected.link); END IF;
    FOR l IN SELECT k.* FROM gsync.link k WHERE k.name = retry_rejected.link OR retry_rejected.link IS NULL ORDER BY k.id FOR NO KEY UPDATE LOOP
        ids := ARRAY(SELECT DISTINCT x.row_id FROM gsync.rejected x WHERE x.link = l.id AND x.row_id IS NOT NULL AND (list IS NULL OR gsync.in_list(x.id, list)));
        CONTINUE WHEN ids = '{}';
        CONTINUE WHEN gsync.refresh_shapes(l.id) IS NOT NULL;
        SELECT * INTO l FROM gsync.link k WHERE k.id = l.id;
        tried := tried + cardinality(ids);
        offered := offered + gsync.offer_again(l.id, ids);
        through := through + gsync.retry_rows(l, ids);
    END LOOP;
END $$;


ALTER FUNCTION gsync.retry_rejected(link text, list text[], OUT tried integer, OUT through integer, OUT offered integer) OWNER TO postgres;

--
-- Name: retry_rows(gsync.link, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.retry_rows(l gsync.link, ids text[]) RETURNS integer
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN RETURN 0; END IF;
    DELETE FROM pg_temp.gsync_event;
    INSERT INTO pg_temp.gsync_event (n, ord, wave, scan, gone, retry, pub, at, who, source, place, id, s, cols, edited, formulas, dates, calm)
    SELECT row_number() OVER (ORDER BY x.id), 0, 1, true, false, true, l.pub, x.at, x.who, x.source, r.place, r.id,
        jsonb_strip_nulls(coalesce(r.base, '{}') || r.rej), ARRAY(SELECT jsonb_object_keys(r.rej)), ARRAY[x.col], r.formulas,
        ARRAY(SELECT j.col FROM gsync.rejected j WHERE j.link = l.id AND j.row_id = r.id AND j.sqlstate = '22007'), true     -- a number that shows as a date still does
    FROM (SELECT DISTINCT ON (row_id) * FROM gsync.rejected WHERE link = l.id AND side = 'sheet' AND row_id = ANY (ids) ORDER BY row_id, id) x
    JOIN gsync.row r ON r.link = l.id AND r.id = x.row_id AND r.pending_op IS NULL AND r.rej <> '{}';
    PERFORM gsync.merge_wave(l, 1);
    RETURN (SELECT count(*) FROM pg_temp.gsync_event e JOIN gsync.row r ON r.link = l.id AND r.id = e.id AND r.rej <> e.rej);
END $$;


ALTER FUNCTION gsync.retry_rows(l gsync.link, ids text[]) OWNER TO postgres;

--
-- Name: retype_keys(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.retype_keys(l gsync.link, types jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    EXECUTE (SELECT format('UPDATE gsync.row r SET key = k.key FROM (SELECT o.id, ARRAY[%s] AS key FROM gsync.row o WHERE o.link = $1 AND o.key IS NOT NULL) k
            WHERE r.link = $1 AND r.id = k.id AND r.key <> k.key',
            string_agg(replace(s.key_text, '{x}', format('((o.key[%s])::%s)::%s', k.n, types ->> s.name, s.full_type)), ', ' ORDER BY k.n))
        FROM unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.shapes(l.id) s ON s.name = k.name) USING l.id;
END $_$;


ALTER FUNCTION gsync.retype_keys(l gsync.link, types jsonb) OWNER TO postgres;

--
-- Name: sentences(text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.sentences(VARIADIC parts text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN (SELECT string_agg(regexp_replace(u.p, '([[:alnum:])"''])$'::text, '\1.'::text), ' '::text ORDER BY u.n) AS string_agg FROM unnest(sentences.parts) WITH ORDINALITY u(p, n) WHERE (u.p <> ''::text));


ALTER FUNCTION gsync.sentences(VARIADIC parts text[]) OWNER TO postgres;

--
-- Name: row_error(text, text, text, text, text, text[], text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.row_error(code text, message text, detail text, hint text, context text, cols text[], con text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE CASE WHEN ((con IS NULL) AND (split_part(context, '
'::text, 1) ~ '\mRAISE$'::text) AND (code !~~ 'GS%'::text)) THEN 'P0001'::text ELSE code END WHEN '23505'::text THEN format('Another row has the same %s already.'::text, COALESCE(array_to_string(cols, ', '::text), con)) WHEN '23502'::text THEN format('%s must not be empty.'::text, array_to_string(cols, ', '::text)) WHEN '23503'::text THEN CASE WHEN (detail ~ 'referenced'::text) THEN 'Other rows still refer to this one.'::text ELSE format('This row refers to one that is not there (%s). It goes in by itself once that is.'::text, COALESCE(array_to_string(cols, ', '::text), con)) END WHEN '23514'::text THEN CASE WHEN (con IS NULL) THEN 'The table has no place for a row with these values (no partition of it takes them).'::text ELSE format('This breaks a rule of the table: %s.'::text, con) END WHEN '42501'::text THEN 'The rules of the database do not let gsync write this row: ask whoever looks after the table.'::text WHEN '23P01'::text THEN format('This clashes with another row (%s).'::text, COALESCE(array_to_string(cols, ', '::text), con)) WHEN 'GS001'::text THEN 'The table did not take this row, and did not say why. Ask whoever looks after the database.'::text ELSE gsync.sentences(VARIADIC ARRAY[message, detail, hint]) END;


ALTER FUNCTION gsync.row_error(code text, message text, detail text, hint text, context text, cols text[], con text) OWNER TO postgres;

--
-- Name: row_sql(integer, text, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.row_sql(of_link integer, alias text, published boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
BEGIN
    RETURN (SELECT coalesce(string_agg(part, ' || '), $s$'{}'::jsonb$s$)
    FROM (SELECT format('jsonb_strip_nulls(jsonb_build_object(%s))', string_agg(pair, ', ')) AS part
        FROM (SELECT row_number() OVER () / 40 AS chunk,
                  format('%L, %s', s.name, replace(s.encode, '{x}', format('%s.%I', alias, s.name))) AS pair
              FROM gsync.shapes(of_link) s WHERE s.place IS NOT NULL AND NOT (published AND s.direction = 'to-database')) p
        GROUP BY chunk) c);
END $_$;


ALTER FUNCTION gsync.row_sql(of_link integer, alias text, published boolean) OWNER TO postgres;

--
-- Name: rows_problem(regclass, name); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.rows_problem(of_relation regclass, from_role name) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE
        WHEN gsync.has_heirs(of_relation) THEN format('other tables inherit from %s now, and its key does not tell their rows apart; unlink it, or undo that: ALTER TABLE … NO INHERIT %s', of_relation, of_relation)
        WHEN gsync.hides_rows(of_relation, from_role) THEN format('row level security may hide rows of %s from the worker''s role %s, and they would seem deleted; CREATE POLICY gsync ON %s TO %I USING (true), or ALTER ROLE %I BYPASSRLS',
            of_relation, from_role, of_relation, from_role, from_role) END;
END $$;


ALTER FUNCTION gsync.rows_problem(of_relation regclass, from_role name) OWNER TO postgres;

--
-- Name: rows_sql(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.rows_sql(l gsync.link) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN CASE WHEN l.filter IS NULL THEN format('%s t', l.relation) ELSE format('(SELECT * FROM %s WHERE %s) t', l.relation, l.filter) END;
END $$;


ALTER FUNCTION gsync.rows_sql(l gsync.link) OWNER TO postgres;

--
-- Name: rows_text(integer[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.rows_text(places integer[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (cardinality(places) = 1) THEN ('row '::text || (places)[1]) WHEN (cardinality(places) <= 4) THEN format('rows %s and %s'::text, array_to_string((places)[:(cardinality(places) - 1)], ', '::text), (places)[cardinality(places)]) ELSE format('rows %s and %s more'::text, array_to_string((places)[:3], ', '::text), (cardinality(places) - 3)) END;


ALTER FUNCTION gsync.rows_text(places integer[]) OWNER TO postgres;

--
-- Name: said(integer, text, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.said(of_link integer, col text, v jsonb) RETURNS text
    LANGUAGE sql STABLE
    RETURN CASE jsonb_typeof(v) WHEN 'object'::text THEN (SELECT string_agg(concat(c.key, '=', gsync.cell_text(s.kind, c.value)), ', '::text ORDER BY s.n, c.key) AS string_agg FROM (jsonb_each(said.v) c(key, value) LEFT JOIN gsync.link_shape s ON (((s.link = said.of_link) AND (s.name = c.key))))) WHEN 'number'::text THEN gsync.cell_text(gsync.kind_of(of_link, col), v) ELSE COALESCE((v #>> '{}'::text[]), '(empty)'::text) END;


ALTER FUNCTION gsync.said(of_link integer, col text, v jsonb) OWNER TO postgres;

--
-- Name: said_change(integer, text, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.said_change(of_link integer, col text, old jsonb, new jsonb) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT concat(u.o, ' → ', u.n, CASE WHEN ((u.o = u.n) AND (jsonb_typeof(said_change.old) <> jsonb_typeof(said_change.new))) THEN format(' (as %s)'::text, replace(jsonb_typeof(said_change.new), 'string'::text, 'text'::text)) ELSE NULL::text END) AS concat FROM (SELECT gsync.said(said_change.of_link, said_change.col, said_change.old) AS said, gsync.said(said_change.of_link, said_change.col, said_change.new) AS said) u(o, n));


ALTER FUNCTION gsync.said_change(of_link integer, col text, old jsonb, new jsonb) OWNER TO postgres;

--
-- Name: same(jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.same(a jsonb, b jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (NOT ((NULLIF(a, 'null'::jsonb) #>> '{}'::text[]) IS DISTINCT FROM (NULLIF(b, 'null'::jsonb) #>> '{}'::text[])));


ALTER FUNCTION gsync.same(a jsonb, b jsonb) OWNER TO postgres;

--
-- Name: scan_entries(gsync.link, jsonb, bigint, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.scan_entries(l gsync.link, header jsonb, pub bigint, whole boolean) RETURNS SETOF json
    LANGUAGE plpgsql
    AS $$
DECLARE
    head jsonb := jsonb_build_object('v', 1, 'spreadsheet', l.spreadsheet, 'sheet', l.sheet, 'kind', 'scan', 'pub', pub, 'clean', (pub = l.clean_pub) IS TRUE, 'clock', l.planned, 'header', header);
BEGIN
    IF whole THEN
        RETURN QUERY
        SELECT (head || jsonb_build_object('rows', '[]'::jsonb, 'gone', jsonb_agg(jsonb_build_object('id', g.id, 'ver', g.ver))))::json
        FROM (SELECT *, (row_number() OVER () - 1) / 5000 AS chunk FROM gsync.find_gone(l)) g GROUP BY g.chunk ORDER BY g.chunk;
    END IF;
    RETURN QUERY
    WITH told AS (
        SELECT x.place, jsonb_build_object('row', x.place, 'id', coalesce(x.id, x.given, n.id), 'shown', x.shown IS NOT DISTINCT FROM coalesce(x.id, x.given, n.id), 'ver', r.ver, 'cells', x.cells, 'formulas',
                (SELECT coalesce(jsonb_agg(c.place), '[]') FROM gsync.link_column c WHERE c.link = l.id AND c.name = ANY (x.formulas))) || CASE WHEN x.dates IS NULL THEN '{}' ELSE jsonb_build_object('dates', x.dates) END AS row
        FROM pg_temp.gsync_sheet x LEFT JOIN gsync.row r ON r.link = l.id AND r.id = x.id
        LEFT JOIN LATERAL (SELECT x.shown AS id WHERE x.id IS NULL AND gsync.is_id(x.shown) AND NOT EXISTS (SELECT FROM gsync.row o WHERE o.link = l.id AND o.id = x.shown)
            AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet o WHERE o.shown = x.shown AND o.place < x.place)) n ON true
        WHERE x.diff <> '{}' OR whole AND x.id IS NULL AND x.s <> '{}'),
    sized AS (SELECT *, (sum(octet_length(t.row::text)) OVER w) / 1000000 AS mb, (row_number() OVER w - 1) / 5000 AS k FROM told t WINDOW w AS (ORDER BY t.place))
    SELECT (head || jsonb_build_object('rows', jsonb_agg(s.row ORDER BY s.place)))::json FROM sized s GROUP BY s.mb, s.k ORDER BY min(s.place);
END $$;


ALTER FUNCTION gsync.scan_entries(l gsync.link, header jsonb, pub bigint, whole boolean) OWNER TO postgres;

--
-- Name: scratch(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.scratch() RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    t text;
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;      -- a deferred constraint would fail at commit, and everything with it
    IF to_regclass('pg_temp.gsync_claim') IS NOT NULL THEN
        FOREACH t IN ARRAY ARRAY['entry', 'event', 'cell', 'refusal', 'failed', 'sheet', 'id', 'claim', 'out', 'spoilt'] LOOP
            EXECUTE format(CASE WHEN pg_relation_size(format('pg_temp.gsync_%s', t)) > 65536 THEN 'TRUNCATE pg_temp.gsync_%s' ELSE 'DELETE FROM pg_temp.gsync_%s' END, t);
        END LOOP;
        RETURN;
    END IF;
    CREATE TEMP TABLE gsync_entry (
        ord int, jseq bigint, scan boolean, received timestamptz, body jsonb, raw text, link int, seq bigint, header jsonb,
        outcome text, detail text);
    CREATE TEMP TABLE gsync_event (                              -- one row of one entry
        n bigint, ord int, wave int, scan boolean, gone boolean, retry boolean, seq bigint, pub bigint, at timestamptz, who text, source text,
        place int, id text, shown boolean, ver bigint, clock bigint, s jsonb, cols text[], edited text[], typed_col text, typed jsonb, old jsonb, formulas text[], dates text[] DEFAULT '{}', calm boolean,
        clean boolean NOT NULL DEFAULT false,                    -- nothing of ours can have landed between the last whole look and this one
        known boolean, key text[], base jsonb, unborn boolean, written jsonb, replaced jsonb, born bigint, pending jsonb, landed int, rej jsonb, blot jsonb, doomed boolean,  -- the row as known
        changed_at timestamptz, changed_by text,
        new_key text[], in_table boolean, outside boolean,       -- outside: in the table, but not one of the link's rows
        d jsonb, put jsonb,                                      -- d: the table's cells, put: {column: cell} to be written
        ours jsonb,                                              -- {column: cell} that it shows and a misplaced write put there: not in s
        bin json,                                                -- the row as it was deleted from the table, to be brought back
        act text, why text) WITH (fillfactor = 40);
    CREATE TEMP TABLE gsync_cell (                               -- one cell of one event that may matter
        n bigint, c text, s jsonb, t jsonb, b jsonb, d jsonb, rule text, v jsonb, write boolean, rebase boolean, winner text, exact json,
        code text, reason text) WITH (fillfactor = 50);
    CREATE TEMP TABLE gsync_refusal (id text, col text, cells jsonb, code text, reason text, who text, source text);
    CREATE TEMP TABLE gsync_failed (n bigint, code text, reason text, cols text[]);
    CREATE TEMP TABLE gsync_sheet (place int, shown text, same boolean, id text, given text, s jsonb, cells jsonb, formulas text[], dates jsonb, k jsonb, diff text[]);
    CREATE INDEX ON pg_temp.gsync_sheet (place);                 -- without statistics, indexes keep joins of large batches from going over all pairs
    CREATE INDEX ON pg_temp.gsync_sheet (id);
    CREATE INDEX ON pg_temp.gsync_sheet (shown);
    CREATE TEMP TABLE gsync_id (place int, id text, known boolean, stands boolean);  -- known: of a row of ours; stands: where it was seen last
    CREATE INDEX ON pg_temp.gsync_id (place);
    CREATE INDEX ON pg_temp.gsync_id (id);
    CREATE TEMP TABLE gsync_claim (
        key text[] COLLATE "C", changed_at timestamptz, by text, xid xid8, id text, in_table boolean, outside boolean, d jsonb, op text, place int, put jsonb, bytes bigint, n bigint);
    CREATE INDEX ON gsync_event (n);
    CREATE INDEX ON gsync_event (wave);
    CREATE INDEX ON gsync_cell (n);
    CREATE INDEX ON gsync_failed (n);
    CREATE TEMP TABLE gsync_seen (place int, cells jsonb, formulas jsonb, dates jsonb, ids text, notes jsonb);   -- a reading, as it came in parts: not emptied here
    CREATE TEMP TABLE gsync_spoilt (place int, col int, was jsonb);                    -- cells of columns that are not synced, hit by a misplaced write
    CREATE TEMP TABLE gsync_before (link int, id text, cells jsonb, formulas jsonb);   -- whole rows as they were before the last write of each link; id NULL: the header row
    CREATE TEMP TABLE gsync_out (n bigint, kind text, place int, id text, cells json); -- what a look wants
    ALTER TABLE gsync_out ALTER cells SET STORAGE EXTERNAL;
END $$;


ALTER FUNCTION gsync.scratch() OWNER TO postgres;

--
-- Name: see(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.see(part jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO pg_temp.gsync_seen (place, cells, formulas, dates, notes)
    SELECT (r -> 'row')::int, r -> 'cells', r -> 'formulas', r -> 'dates', nullif(r -> 'notes', 'null') FROM jsonb_array_elements(part) r WHERE (r -> 'row')::int >= 2;
END $$;


ALTER FUNCTION gsync.see(part jsonb) OWNER TO postgres;

--
-- Name: see_anew(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.see_anew() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM gsync.scratch();
    TRUNCATE pg_temp.gsync_seen;
END $$;


ALTER FUNCTION gsync.see_anew() OWNER TO postgres;

--
-- Name: see_columns(integer, jsonb, jsonb, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.see_columns(of_link integer, of_header jsonb, pins jsonb DEFAULT NULL::jsonb, whole boolean DEFAULT true) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    own int := gsync.own_place(l, of_header, pins);
    strange text[] := ARRAY(SELECT h FROM gsync.strange_headers(l) ORDER BY n);
    matched jsonb; back jsonb;
    gone text[];
    changed boolean;
BEGIN
    PERFORM gsync.follow_renamed(of_link, of_header, pins);
    matched := gsync.match_columns(of_link, of_header, pins);
    SELECT jsonb_object_agg(c.name, matched -> c.name) INTO back FROM gsync.link_column c
    WHERE c.link = of_link AND c.place IS NULL AND matched ? c.name AND EXISTS (SELECT FROM gsync.row r WHERE r.link = of_link AND r.away ? c.name);
    IF back IS NOT NULL AND NOT whole THEN              -- first the whole tab must be read
        matched := matched - ARRAY(SELECT jsonb_object_keys(back));
        UPDATE gsync.link k SET whole = true WHERE k.id = of_link;
    ELSIF back IS NOT NULL THEN
        PERFORM gsync.take_back(l, own, back);
    END IF;
    SELECT array_agg(c.name) INTO gone FROM gsync.link_column c WHERE c.link = of_link AND c.place IS NOT NULL AND NOT matched ? c.name;
    IF gone IS NOT NULL THEN PERFORM gsync.put_by(of_link, gone); END IF;

    UPDATE gsync.link k SET id_place = own, header = (SELECT jsonb_agg(CASE WHEN n = own THEN '_gsync_id' ELSE h END ORDER BY n) FROM gsync.header_cells(of_header)) WHERE k.id = of_link;
    UPDATE gsync.link_column c SET header = gsync.header_cell(of_header, (matched ->> c.name)::int)
    WHERE c.link = of_link AND matched ? c.name AND gsync.header_cell(of_header, (matched ->> c.name)::int) NOT IN ('', c.header);
    UPDATE gsync.link_column c SET header = gsync.header_cell(of_header, (matched ->> c.name)::int) WHERE c.link = of_link AND matched ? c.name AND c.header IS NULL;
    SELECT bool_or((c.place IS NULL) <> NOT matched ? c.name) INTO changed FROM gsync.link_column c WHERE c.link = of_link;
    UPDATE gsync.link_column c SET place = (matched ->> c.name)::int WHERE c.link = of_link AND c.place IS DISTINCT FROM (matched ->> c.name)::int;
    IF FOUND THEN PERFORM gsync.spread_unsure(of_link); END IF;
    UPDATE gsync.link k SET mend = coalesce(k.mend, now()) WHERE k.id = of_link AND k.prepared_at IS NOT NULL AND (gsync.pins_wanted(k, pins) <> '[]' OR gsync.headers_wanted(k) <> '{}');

    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link;
    IF changed THEN PERFORM gsync.mark_all(of_link); END IF;
    IF NOT changed AND strange = ARRAY(SELECT h FROM gsync.strange_headers(l) ORDER BY n) THEN RETURN NULL; END IF;
    RETURN (SELECT concat_ws('; ', 'synced columns: ' || string_agg(name, ', ') FILTER (WHERE place IS NOT NULL),
            'not in the sheet, and so left alone in the table: ' || string_agg(name, ', ') FILTER (WHERE place IS NULL),
            'not in the table, and so left alone in the sheet: ' || (SELECT string_agg(h, ', ' ORDER BY n) FROM gsync.strange_headers(l)))
        FROM gsync.link_column WHERE link = of_link);
END $$;


ALTER FUNCTION gsync.see_columns(of_link integer, of_header jsonb, pins jsonb, whole boolean) OWNER TO postgres;

--
-- Name: see_header(gsync.link, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.see_header(l gsync.link, of_header jsonb, pins jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    own int := gsync.own_place(l, of_header, pins);
    matched jsonb;
    known int; found int;
BEGIN
    IF l.prepared_at IS NULL OR l.header IS NULL THEN RETURN NULL; END IF;
    IF gsync.is_id_header(gsync.header_cell(of_header, own)) AND own = gsync.header_id_place(of_header) AND gsync.overwritten(l, of_header, pins) = '{}' THEN RETURN NULL; END IF;
    matched := gsync.match_columns(l.id, of_header, pins);
    SELECT count(*), count(*) FILTER (WHERE h = gsync.header_cell(l.header, c.place) OR gsync.is_id_header(h)) INTO known, found
    FROM gsync.link_column c CROSS JOIN LATERAL gsync.header_cell(of_header, (matched ->> c.name)::int) h
    WHERE c.link = l.id AND c.place IS NOT NULL AND gsync.header_cell(l.header, c.place) <> '';
    IF found = 0 OR found * 2 < known THEN
        RETURN format('row 1 %s, so nothing is synced: undo that, or put the headers back into row 1 (%s)',
            CASE WHEN EXISTS (SELECT FROM gsync.header_cells(of_header) WHERE h <> '') THEN 'is not the header row any more (deleted, moved, or sorted with the data?)' ELSE 'is empty' END,
            (SELECT string_agg(h, ', ' ORDER BY n) FROM gsync.header_cells(l.header) WHERE h <> '' AND NOT gsync.is_id_header(h)));
    END IF;
    IF own IS NOT NULL AND gsync.is_id_header(gsync.header_cell(of_header, own)) AND gsync.overwritten(l, of_header, pins) = '{}' THEN
        RETURN format('column %s has the header of gsync''s own column, too: delete it, or give it another header', gsync.header_id_place(of_header));
    END IF;
    RETURN 'mend';
END $$;


ALTER FUNCTION gsync.see_header(l gsync.link, of_header jsonb, pins jsonb) OWNER TO postgres;

--
-- Name: see_ids(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.see_ids(lines text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO pg_temp.gsync_seen (place, ids) VALUES (1, lines);
END $$;


ALTER FUNCTION gsync.see_ids(lines text) OWNER TO postgres;

--
-- Name: see_notes(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.see_notes(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF l.unread IS NOT NULL OR NOT EXISTS (SELECT FROM gsync.note n WHERE n.link = l.id) AND NOT EXISTS (SELECT FROM pg_temp.gsync_seen v WHERE v.notes IS NOT NULL) THEN RETURN; END IF;
    WITH seen AS MATERIALIZED (
        SELECT x.id, c.name AS col, e.value #>> '{}' AS text FROM pg_temp.gsync_seen v JOIN pg_temp.gsync_sheet x ON x.place = v.place JOIN gsync.row r ON r.link = l.id AND r.id = x.id
        CROSS JOIN LATERAL jsonb_each(v.notes) e JOIN gsync.link_column c ON c.link = l.id AND c.place = e.key::int WHERE v.notes IS NOT NULL),
    stray AS (INSERT INTO gsync.note (link, id, col, have) SELECT l.id, s.id, s.col, s.text FROM seen s ON CONFLICT DO NOTHING)
    UPDATE gsync.note n SET have = s.text
    FROM gsync.note o JOIN pg_temp.gsync_sheet x ON x.id = o.id LEFT JOIN seen s ON s.id = o.id AND s.col = o.col
    WHERE o.link = l.id AND n.link = o.link AND n.id = o.id AND n.col = o.col AND NOT n.sent AND n.have IS DISTINCT FROM s.text
      AND (s.text IS NULL OR n.have IS NULL OR NOT starts_with(s.text, n.have));         -- (people may add to it)
    DELETE FROM gsync.note WHERE link = l.id AND want IS NULL AND have IS NULL AND NOT sent;
END $$;


ALTER FUNCTION gsync.see_notes(l gsync.link) OWNER TO postgres;

--
-- Name: see_pins(gsync.link, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.see_pins(l gsync.link, of_header jsonb, pins jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    by_header jsonb;
    seen text[] := ARRAY(SELECT p ->> 1 FROM jsonb_array_elements(pins) p);
BEGIN
    IF pins IS NULL THEN RETURN; END IF;
    by_header := gsync.match_columns(l.id, of_header, pins);
    UPDATE gsync.link_column c SET pinned = by_header ->> c.name = gsync.pinned_at(pins, c.pin)::text,
        pin = CASE WHEN by_header ->> c.name = gsync.pinned_at(pins, c.pin)::text THEN c.pin ELSE left(gsync.new_id(), 12) END
    WHERE c.link = l.id AND NOT c.pinned AND c.pin = ANY (seen) AND by_header ? c.name;
    UPDATE gsync.link_column c SET pinned = false, pin = left(gsync.new_id(), 12) WHERE c.link = l.id AND c.pinned AND c.pin <> ALL (seen) AND by_header ? c.name;
    UPDATE gsync.link k SET pinned = (gsync.pinned_at(pins, k.pin) = gsync.header_id_place(of_header)) IS TRUE,
        pin = CASE WHEN gsync.pinned_at(pins, k.pin) = gsync.header_id_place(of_header) THEN k.pin ELSE left(gsync.new_id(), 12) END
    WHERE k.id = l.id AND gsync.header_id_place(of_header) IS NOT NULL AND k.pinned <> (k.pin = ANY (seen));
END $$;


ALTER FUNCTION gsync.see_pins(l gsync.link, of_header jsonb, pins jsonb) OWNER TO postgres;

--
-- Name: sent_cells(jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.sent_cells(base jsonb, pending jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (COALESCE(pending, '{}'::jsonb) = '{}'::jsonb) THEN base ELSE jsonb_strip_nulls((base || (SELECT jsonb_object_agg(p.key, (p.value -> 0)) AS jsonb_object_agg FROM jsonb_each(sent_cells.pending) p(key, value)))) END;


ALTER FUNCTION gsync.sent_cells(base jsonb, pending jsonb) OWNER TO postgres;

--
-- Name: sequences_of(regclass); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.sequences_of(of_relation regclass) RETURNS SETOF regclass
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (d.objid)::regclass AS objid
    FROM (pg_depend d
      JOIN pg_class s ON (((s.oid = d.objid) AND (s.relkind = 'S'::"char"))))
   WHERE ((d.refobjid = (sequences_of.of_relation)::oid) AND (d.classid = ('pg_class'::regclass)::oid) AND (d.deptype = ANY (ARRAY['a'::"char", 'i'::"char"])))
 UNION
  SELECT (d.refobjid)::regclass AS refobjid
    FROM ((pg_attrdef a
      JOIN pg_depend d ON (((d.classid = ('pg_attrdef'::regclass)::oid) AND (d.objid = a.oid))))
      JOIN pg_class s ON (((s.oid = d.refobjid) AND (s.relkind = 'S'::"char"))))
   WHERE (a.adrelid = (sequences_of.of_relation)::oid);
END;


ALTER FUNCTION gsync.sequences_of(of_relation regclass) OWNER TO postgres;

--
-- Name: served_link(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.served_link(of_link integer) RETURNS gsync.link
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link;
    problem text;
BEGIN
    PERFORM FROM gsync.link WHERE id = of_link FOR NO KEY UPDATE;
    problem := gsync.refresh_shapes(of_link);
    IF problem IS NOT NULL THEN RAISE '%', problem USING ERRCODE = 'object_not_in_prerequisite_state'; END IF;
    SELECT * INTO l FROM gsync.link WHERE id = of_link;
    RETURN l;
END $$;


ALTER FUNCTION gsync.served_link(of_link integer) OWNER TO postgres;

--
-- Name: set_aside(integer, bigint, text, integer, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.set_aside(link integer, pub bigint, id text, col integer, reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE
    name text := (SELECT c.name FROM gsync.link_column c WHERE c.link = set_aside.link AND c.place = set_aside.col);
    r gsync.row;
    cells jsonb;
BEGIN
    SELECT * INTO r FROM gsync.row x WHERE x.link = set_aside.link AND x.id = set_aside.id AND x.pending_op IS NOT NULL
        AND EXISTS (SELECT FROM gsync.link l WHERE l.id = set_aside.link AND l.unread = set_aside.pub) FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        UPDATE gsync.link k SET strays_after = now() + interval '10 minutes' WHERE k.id = set_aside.link AND set_aside.id IS NULL;
        RETURN;
    END IF;
    IF r.pending_op = 'delete' THEN
        cells := '{"": "delete"}';
    ELSE
        SELECT jsonb_object_agg(p.key, p.value -> 0) INTO cells FROM jsonb_each(r.pending) p WHERE r.pending_op = 'append' OR name IS NULL OR p.key = name;
    END IF;
    UPDATE gsync.note n SET have = n.want, sent = false WHERE n.link = r.link AND n.id = r.id AND n.sent AND (name IS NULL OR n.col = name);
    IF r.pending = '{}' AND r.pending_op = 'update' THEN cells := '{"": "id"}'; END IF;
    IF cells IS NULL THEN RETURN; END IF;
    UPDATE gsync.row x SET aside = x.aside || cells WHERE x.link = r.link AND x.id = r.id;
    DELETE FROM gsync.rejected x WHERE x.link = r.link AND x.row_id = r.id AND x.side = 'table' AND x.col IS NOT DISTINCT FROM name;
    INSERT INTO gsync.rejected (link, row_id, col, side, cells, reason) VALUES (r.link, r.id, name, 'table', cells, reason);
END $$;


ALTER FUNCTION gsync.set_aside(link integer, pub bigint, id text, col integer, reason text) OWNER TO postgres;

--
-- Name: set_link(text, text, text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.set_link(name text, policy text, max_delete_rows text, max_delete_share text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link := gsync.link_named(name);
BEGIN
    IF policy NOT IN ('sheet', 'database', 'latest') THEN
        RAISE 'the policy is sheet, database or latest, not "%"', policy USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE gsync.link k SET policy = coalesce(set_link.policy, k.policy), max_delete_rows = coalesce(gsync.read_rows(set_link.max_delete_rows), k.max_delete_rows),
        max_delete_share = coalesce(gsync.read_share(set_link.max_delete_share), k.max_delete_share) WHERE k.id = l.id RETURNING * INTO l;
    RETURN format('%s: policy %s; deletions of more than %s rows and %s %% of all rows are held', l.name, l.policy, l.max_delete_rows, round((l.max_delete_share * 100)::numeric, 1)::real);
END $$;


ALTER FUNCTION gsync.set_link(name text, policy text, max_delete_rows text, max_delete_share text) OWNER TO postgres;

--
-- Name: settle_gone(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.settle_gone(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act IN ('gone', 'restore')) THEN RETURN; END IF;
    UPDATE pg_temp.gsync_event e SET act = 'restore', why = f.reason FROM pg_temp.gsync_failed f WHERE f.n = e.n AND e.wave = w AND e.act = 'gone';
    INSERT INTO gsync.conflict (link, row_id, key, winner, table_value, base_value, sheet_by, source, detail)
    SELECT l.id, e.id, e.key, 'database', e.d, e.base, e.who, e.source, 'deleted in the sheet, but the table keeps it: ' || f.reason
    FROM pg_temp.gsync_event e JOIN pg_temp.gsync_failed f ON f.n = e.n WHERE e.wave = w AND e.act = 'restore';
    INSERT INTO gsync.history (link, row_id, key, old, side, who, source)
    SELECT l.id, e.id, e.key, e.d, 'sheet', e.who, e.source FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'gone' AND e.in_table AND NOT e.outside;

    DELETE FROM gsync.rejected x USING pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'gone' AND x.link = l.id AND x.row_id = e.id;
    INSERT INTO gsync.tombstone (link, id, key) SELECT l.id, e.id, e.key FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'gone' ON CONFLICT DO NOTHING;
    DELETE FROM gsync.row r USING pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'gone' AND r.link = l.id AND r.id = e.id;
    UPDATE gsync.row r SET base = NULL, place = NULL, has_id = true, blot = '{}', ver = r.ver + 1, touched = nextval('gsync.tick'), formulas = '{}', may_delete = false
    FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'restore' AND r.link = l.id AND r.id = e.id;
    INSERT INTO gsync.dirty (link, key) SELECT l.id, e.key FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'restore' ON CONFLICT DO NOTHING;
END $$;


ALTER FUNCTION gsync.settle_gone(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: settle_inserts(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.settle_inserts(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert') THEN RETURN; END IF;
    UPDATE pg_temp.gsync_event e SET new_key = NULL FROM pg_temp.gsync_failed f WHERE f.n = e.n AND e.wave = w AND e.act = 'insert';
    UPDATE pg_temp.gsync_failed f SET reason = 'Rows were moved here while gsync was writing, and it has overwritten this cell. Please type it again: the version history of the sheet shows what it was.'
    FROM pg_temp.gsync_event e WHERE e.n = f.n AND e.wave = w AND e.act = 'insert' AND e.ours ?| f.cols;
    INSERT INTO gsync.row AS r (link, id, key, keyed, base, place, has_id, ver, seq, touched, formulas, rej)
    SELECT l.id, e.id, e.new_key, nextval('gsync.rekey_id_seq'), CASE WHEN e.new_key IS NULL THEN '{}' ELSE (SELECT coalesce(jsonb_object_agg(k, e.s -> k), '{}') FROM jsonb_object_keys(e.put) k) END || coalesce(e.ours, '{}'), e.place, e.shown, 1, coalesce(e.seq, 0), nextval('gsync.tick'), e.formulas,
        CASE WHEN e.new_key IS NULL THEN e.s ELSE e.s - ARRAY(SELECT jsonb_object_keys(e.put)) END
    FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert'
    ON CONFLICT (link, id) DO UPDATE SET key = excluded.key, keyed = excluded.keyed, rej = excluded.rej, formulas = excluded.formulas, doomed = false, held = NULL, blot = '{}',
        base = CASE WHEN r.base IS NULL THEN NULL WHEN excluded.key IS NULL     -- what the sheet does not show is not there either
                THEN (SELECT coalesce(jsonb_object_agg(b.key, b.value), '{}') FROM jsonb_each(r.base || excluded.base) b WHERE excluded.rej ? b.key OR excluded.base ? b.key) ELSE jsonb_strip_nulls(excluded.base) END,
        seq = greatest(r.seq, excluded.seq), ver = r.ver + 1, place = coalesce(r.place, excluded.place), touched = excluded.touched;
    PERFORM gsync.doom(l.id, ARRAY(SELECT array_to_json(e.new_key)::text FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert' AND e.new_key IS NOT NULL));

    DELETE FROM gsync.tombstone d USING pg_temp.gsync_event e WHERE d.link = l.id AND d.id = e.id AND e.wave = w AND e.act = 'insert';
    UPDATE gsync.link SET created = (SELECT t.last_value FROM gsync.tick t) WHERE id = l.id AND EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert' AND NOT e.scan);
    INSERT INTO gsync.history (link, row_id, key, new, side, who, source)
    SELECT l.id, e.id, e.new_key, e.put, 'sheet', e.who, e.source FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert' AND e.new_key IS NOT NULL;
    PERFORM gsync.record_overruled(l, w);
END $$;


ALTER FUNCTION gsync.settle_inserts(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: settle_rows(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.settle_rows(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE gsync.row r
    SET base = CASE WHEN r.base IS NULL THEN NULL ELSE (r.base - coalesce(x.rebased, '{}')) || coalesce(x.rebase, '{}') END,
        written = r.written || coalesce(x.written, '{}'), blot = r.blot - coalesce(x.rebased, '{}'),
        rej = (r.rej - coalesce(x.looked, '{}')) || coalesce(x.rejected, '{}'),
        seq = CASE WHEN e.scan THEN r.seq ELSE greatest(r.seq, e.seq) END, ver = r.ver + 1, place = coalesce(r.place, e.place),
        touched = nextval('gsync.tick'),
        formulas = CASE WHEN e.retry THEN r.formulas ELSE e.formulas END,
        pending = CASE WHEN x.seen IS NULL THEN r.pending WHEN r.base IS NULL THEN r.pending || x.held ELSE r.pending - x.seen END     -- appended: as if that had been sent
    FROM pg_temp.gsync_event e LEFT JOIN (
        SELECT x.n, array_agg(x.c) FILTER (WHERE x.rebase) AS rebased, array_agg(x.c) FILTER (WHERE x.rebase AND x.rule = 'take seen') AS seen, jsonb_object_agg(x.c, jsonb_build_array(x.s)) FILTER (WHERE x.rebase AND x.rule = 'take seen') AS held, jsonb_object_agg(x.c, x.s) FILTER (WHERE x.rebase AND x.s IS NOT NULL) AS rebase,
            jsonb_object_agg(x.c, CASE WHEN x.rule LIKE 'ours%' THEN 1 ELSE -1 END * abs((e.written -> x.c)::bigint)) FILTER (WHERE x.rebase AND e.written ? x.c) AS written,
            array_agg(x.c) AS looked, jsonb_object_agg(x.c, coalesce(x.s, 'null')) FILTER (WHERE x.code IS NOT NULL) AS rejected
        FROM pg_temp.gsync_cell x JOIN pg_temp.gsync_event e ON e.n = x.n GROUP BY x.n) x ON x.n = e.n
    WHERE r.link = l.id AND r.id = e.id AND e.wave = w AND e.known AND (e.act IS NULL OR e.act = 'none' AND (e.in_table OR NOT e.calm));

    -- a row that the table has deleted, and whose edit lost: base shows the edit, so that the row can be deleted in the sheet
    UPDATE gsync.row r SET base = jsonb_strip_nulls(CASE WHEN e.calm THEN e.s ELSE coalesce(r.base, '{}') || e.s END || coalesce(e.ours, '{}')), seq = CASE WHEN e.scan THEN r.seq ELSE e.seq END, ver = r.ver + 1,
        touched = nextval('gsync.tick')
    FROM pg_temp.gsync_event e WHERE r.link = l.id AND r.id = e.id AND e.wave = w AND (e.act = 'lost' OR e.act = 'none' AND e.in_table IS NULL AND e.calm) AND r.base IS NOT NULL;
    -- and what is refused there does not matter any more: the conflict tells of it
    UPDATE gsync.row r SET rej = '{}', against = '{}' FROM pg_temp.gsync_event e WHERE r.link = l.id AND r.id = e.id AND e.wave = w AND e.act = 'lost' AND r.rej <> '{}';
    DELETE FROM gsync.rejected x USING pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'lost' AND x.link = l.id AND x.row_id = e.id AND x.side = 'sheet';
END $$;


ALTER FUNCTION gsync.settle_rows(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: shapes(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.shapes(of_link integer) RETURNS SETOF gsync.shape
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT s.name,
     c.place,
     s.in_key,
     s.kind,
     s.type,
     s.full_type,
     s.not_null,
     (s.read_only OR (d.direction = 'to-sheet'::text)),
     s.default_sql,
     s.encode,
     s.decode,
     s.fine,
     s.key_text,
     s.example,
     d.direction
    FROM (((gsync.link l
      JOIN gsync.link_shape s ON ((s.link = l.id)))
      JOIN gsync.link_column c ON (((c.link = s.link) AND (c.name = s.name))))
      CROSS JOIN LATERAL ( SELECT COALESCE(c.direction, l.direction) AS direction) d)
   WHERE (l.id = shapes.of_link)
   ORDER BY s.n;
END;


ALTER FUNCTION gsync.shapes(of_link integer) OWNER TO postgres;

--
-- Name: sheet_wins(text, timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.sheet_wins(policy text, sheet_at timestamp with time zone, table_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN CASE policy WHEN 'sheet'::text THEN true WHEN 'database'::text THEN false ELSE (sheet_at >= COALESCE(table_at, '-infinity'::timestamp with time zone)) END;


ALTER FUNCTION gsync.sheet_wins(policy text, sheet_at timestamp with time zone, table_at timestamp with time zone) OWNER TO postgres;

--
-- Name: shown_cells(jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.shown_cells(base jsonb, rej jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (rej = '{}'::jsonb) THEN base ELSE jsonb_strip_nulls((base || rej)) END;


ALTER FUNCTION gsync.shown_cells(base jsonb, rej jsonb) OWNER TO postgres;

--
-- Name: side_differences(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.side_differences(of_link integer) RETURNS TABLE(place integer, k text[], "column" text, sheet jsonb, "table" jsonb, becomes text, n integer)
    LANGUAGE plpgsql
    AS $_$
DECLARE
    fine text := (SELECT format('CASE d.col %s END', string_agg(format('WHEN %L THEN %s', s.name, replace(s.fine, '{x}', 'd.sheet')), ' ')) FROM gsync.shapes(of_link) s);
BEGIN
    RETURN QUERY EXECUTE format($q$
        SELECT d.place, d.k, d.col, d.sheet, d."table",
            CASE WHEN d.becomes = 'sheet' AND NOT (%s) AND (SELECT e.code FROM gsync.shapes($1) s, gsync.cell_error(s, d.sheet) e WHERE s.name = d.col) IS NOT NULL THEN 'refused' ELSE d.becomes END, d.n
        FROM (SELECT x.place, x.k, c.name AS col, x.s -> c.name AS sheet, x.d -> c.name AS "table",
                CASE WHEN c.read_only OR c.direction = 'to-sheet' THEN 'table' WHEN c.direction = 'to-database' THEN 'sheet' WHEN x.s -> c.name IS NULL THEN 'table'
                     WHEN x.d -> c.name IS NULL OR c.place = ANY (x.formulas) THEN 'sheet' WHEN l.policy = 'database' THEN 'table' ELSE 'sheet' END AS becomes, c.place AS n
              FROM pg_temp.gsync_sides x CROSS JOIN gsync.shapes($1) c JOIN gsync.link l ON l.id = $1
              WHERE x.both AND x.s <> x.d AND c.place IS NOT NULL AND NOT gsync.same(x.s -> c.name, x.d -> c.name) OFFSET 0) d
    $q$, fine) USING of_link;
END $_$;


ALTER FUNCTION gsync.side_differences(of_link integer) OWNER TO postgres;

--
-- Name: side_list(integer, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.side_list(of_link integer, key_is_made boolean) RETURNS TABLE("row" integer, key text, "column" text, sheet jsonb, "table" jsonb, becomes text)
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
BEGIN
    RETURN QUERY
    SELECT u.place, array_to_string(u.k, ', '), u.name, u.s, u.d, u.becomes
    FROM (SELECT x.place, x.k, NULL::text AS name, x.s, NULL::jsonb AS d, CASE WHEN l.direction <> 'to-sheet' AND (x.k IS NOT NULL OR key_is_made) THEN 'sheet' END AS becomes, 0 AS n
            FROM pg_temp.gsync_sides x WHERE x.s IS NOT NULL AND NOT x.both AND coalesce(x.nth, 1) = 1
          UNION ALL SELECT NULL, x.k, NULL, NULL, x.d, CASE WHEN l.direction <> 'to-database' THEN 'table' END, 0 FROM pg_temp.gsync_sides x WHERE x.s IS NULL
          UNION ALL SELECT f.place, f.k, f."column", f.sheet, f."table", f.becomes, f.n FROM gsync.side_differences(of_link) f) u
    ORDER BY u.place, gsync.key_order(u.k), u.k, u.n;
END $$;


ALTER FUNCTION gsync.side_list(of_link integer, key_is_made boolean) OWNER TO postgres;

--
-- Name: side_problem(integer, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.side_problem(of_link integer, c jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    lacking text[] := ARRAY(SELECT k FROM unnest(l.key_columns) k WHERE c -> 'absent' ? k);
    misnamed text := (SELECT format('the tab has no header "%s", which --column gives to %s', k.header, k.name) FROM gsync.link_column k
        WHERE k.link = of_link AND k.header IS NOT NULL AND NOT k.in_key AND NOT EXISTS (SELECT FROM gsync.tab_columns() t WHERE t.header = k.header) ORDER BY k.attnum LIMIT 1);
BEGIN
    IF NOT EXISTS (SELECT FROM gsync.tab_columns()) THEN RETURN NULL; END IF;
    IF misnamed IS NOT NULL THEN
        RETURN format(E'%s\nit has: %s', misnamed, (SELECT string_agg(t.header, ', ' ORDER BY t.n) FROM gsync.tab_columns() t));
    END IF;
    IF (c -> 'matched')::int = 0 THEN
        RETURN format(E'no header of the tab matches a column of %s\nthe tab has: %s\nthe table has: %s\n--column ''Header=column'' pairs what has other names', l.relation,
            (SELECT string_agg(t.header, ', ' ORDER BY t.n) FROM gsync.tab_columns() t), (SELECT string_agg(s.name, ', ') FROM gsync.shapes(of_link) s));
    END IF;
    IF lacking <> '{}' AND (c -> 'sheet_rows')::bigint > 0 AND ((c -> 'table_rows')::bigint > 0 OR NOT (c -> 'key_is_made')::boolean) THEN
        RETURN format(E'the tab has no column for the key %s of %s: nobody could tell which row is which\nadd it to the tab, or name the column that holds it: --column ''Header=%s''',
            array_to_string(lacking, ', '), l.relation, lacking[1]);
    END IF;
    RETURN NULL;
END $$;


ALTER FUNCTION gsync.side_problem(of_link integer, c jsonb) OWNER TO postgres;

--
-- Name: side_warnings(integer, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.side_warnings(of_link integer, c jsonb) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    lacking text[] := ARRAY(SELECT k FROM unnest(l.key_columns) k WHERE c -> 'absent' ? k);
    others text[] := ARRAY(SELECT a FROM jsonb_array_elements_text(c -> 'absent') a WHERE a <> ALL (l.key_columns));
    keyless int[] := ARRAY(SELECT p::int FROM jsonb_array_elements_text(c -> 'without_key') p);
    needed text[] := gsync.columns_needed(of_link);
    filled boolean := EXISTS (SELECT FROM gsync.tab_columns());
BEGIN
    RETURN nullif(concat_ws(E'\n',
        CASE WHEN filled AND lacking <> '{}' THEN format('the key %s gets a new column in the tab', array_to_string(lacking, ', ')) END,
        CASE WHEN lacking = '{}' AND keyless <> '{}' THEN format(CASE WHEN (c -> 'key_is_made')::boolean THEN 'no key in %s: the database gives one'
            ELSE 'no key in %s: not inserted into the table until there is one (gsync rejected)' END, gsync.rows_text(keyless)) END,
        (SELECT string_agg(format('the same key %s in %s: only the first is synced, the others are rejected', d ->> 'key', gsync.rows_text(ARRAY(SELECT r::int FROM jsonb_array_elements_text(d -> 'rows') r))), E'\n')
         FROM (SELECT d FROM jsonb_array_elements(c -> 'doubled') d LIMIT 5) d),
        CASE WHEN jsonb_array_length(c -> 'doubled') > 5 THEN format('and %s more keys that stand there twice', jsonb_array_length(c -> 'doubled') - 5) END,
        (SELECT format('left alone in the tab, for no column of the table is named like that: %s', string_agg(h, ', ')) FROM jsonb_array_elements_text(c -> 'headers') h HAVING count(*) > 0),
        (SELECT string_agg(format('header "%s" stands there twice, in columns %s and %s: only the first is synced', t ->> 'header', gsync.column_letters((t -> 'twin')::int), gsync.column_letters((t -> 'place')::int)), E'\n')
         FROM jsonb_array_elements(c -> 'twins') t),
        CASE WHEN l.filter IS NOT NULL AND l.direction <> 'to-sheet' AND (c -> 'only_sheet')::bigint > 0
            THEN format('rows of the tab that do not meet %s stay out of the table (gsync rejected)', l.filter_said) END,
        CASE WHEN filled AND others <> '{}' THEN format('not in the tab, so only in the table: %s', array_to_string(others, ', ')) END,
        CASE WHEN needed IS NOT NULL THEN format('%s must be filled in each row and is not among --columns: rows added in the sheet cannot be inserted', array_to_string(needed, ', ')) END), '');
END $$;


ALTER FUNCTION gsync.side_warnings(of_link integer, c jsonb) OWNER TO postgres;

--
-- Name: spare_typed(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.spare_typed(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF l.scanned_at IS NULL AND NOT EXISTS (SELECT FROM gsync.link WHERE id = l.id AND scanned_at IS NOT NULL) THEN
        UPDATE pg_temp.gsync_claim SET op = NULL WHERE op = 'append';
        RETURN;
    END IF;
    UPDATE pg_temp.gsync_claim y SET op = NULL
    WHERE y.op = 'append' AND gsync.key_cells(l.key_columns, y.d) IN (
        SELECT gsync.key_cells(l.key_columns, x.s) FROM pg_temp.gsync_sheet x WHERE x.id IS NULL AND x.s ?& l.key_columns);
END $$;


ALTER FUNCTION gsync.spare_typed(l gsync.link) OWNER TO postgres;

--
-- Name: spread_failures(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.spread_failures(w integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE pg_temp.gsync_cell x SET code = f.code, reason = f.reason, write = false, rebase = false, winner = NULL
    FROM pg_temp.gsync_failed f JOIN pg_temp.gsync_event e ON e.n = f.n
    WHERE x.n = f.n AND e.wave = w AND x.write;
END $$;


ALTER FUNCTION gsync.spread_failures(w integer) OWNER TO postgres;

--
-- Name: spread_unsure(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.spread_unsure(of_link integer) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO gsync.unsure (link, id, col, value, places, until)
    SELECT DISTINCT u.link, u.id, c.name, u.value, u.places - u.col || jsonb_build_object(c.name, c.place), u.until
    FROM gsync.unsure u JOIN gsync.link_column c ON c.link = u.link AND to_jsonb(c.place) = u.places -> u.col AND c.name <> u.col
    WHERE u.link = of_link AND u.col <> '' AND u.until > now()
      AND NOT EXISTS (SELECT FROM gsync.unsure o WHERE o.link = u.link AND o.id = u.id AND o.col = c.name AND o.value = u.value AND o.until = u.until);
END $$;


ALTER FUNCTION gsync.spread_unsure(of_link integer) OWNER TO postgres;

--
-- Name: stale(gsync.link, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.stale(l gsync.link, was_whole boolean) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_temp.gsync_claim y LEFT JOIN gsync.row r ON r.link = l.id AND r.id = y.id WHERE y.op IS NULL AND (r.place IS NULL OR NOT r.has_id OR r.base IS NULL)) THEN
        UPDATE gsync.link SET scan_wanted = least(scan_wanted, now() + CASE WHEN was_whole THEN interval '30 seconds' ELSE interval '0' END) WHERE id = l.id;
    END IF;
    RETURN NOT was_whole AND EXISTS (SELECT FROM pg_temp.gsync_claim y JOIN gsync.row r ON r.link = l.id AND r.id = y.id
        WHERE y.op IS NULL AND r.place IS NOT NULL AND r.base IS NOT NULL AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x WHERE x.place = r.place));
END $$;


ALTER FUNCTION gsync.stale(l gsync.link, was_whole boolean) OWNER TO postgres;

--
-- Name: stamp(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.stamp(v text) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN v::timestamptz;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;


ALTER FUNCTION gsync.stamp(v text) OWNER TO postgres;

--
-- Name: stands_elsewhere(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.stands_elsewhere(l gsync.link) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN EXISTS (
        WITH sent AS MATERIALIZED (SELECT DISTINCT p.key AS c, nullif(p.value -> 0, 'null') AS v FROM gsync.row r CROSS JOIN LATERAL jsonb_each(r.pending) p WHERE r.link = l.id AND r.pending_op = 'update' AND p.value -> 0 <> 'null')    -- (an empty cell proves nothing)
        SELECT FROM pg_temp.gsync_sheet x JOIN sent p ON x.s -> p.c = p.v
        LEFT JOIN gsync.row o ON o.link = l.id AND o.id = x.id
        WHERE NOT x.same AND o.base -> p.c IS DISTINCT FROM p.v AND o.pending_op IS DISTINCT FROM 'append'
          AND NOT coalesce(o.pending ? p.c AND nullif(o.pending -> p.c -> 0, 'null') IS NOT DISTINCT FROM p.v, false));
END $$;


ALTER FUNCTION gsync.stands_elsewhere(l gsync.link) OWNER TO postgres;

--
-- Name: stopgap(gsync.link, gsync.shape); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.stopgap(l gsync.link, s gsync.shape) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
BEGIN
    RETURN CASE WHEN (s).in_key OR (s).read_only THEN NULL
        WHEN NOT (s).not_null THEN 'NULL'
        WHEN (s).kind = 'text' THEN format('left(gsync.new_id(), %s)', coalesce(substring((s).full_type FROM '\((\d+)\)'), '16'))
        WHEN (s).kind IN ('smallint', 'integer', 'bigint', 'numeric', 'float') THEN format('(SELECT min(o.%1$I) FROM %2$s o) - x.o', (s).name, (l).relation)
        WHEN (s).kind = 'uuid' THEN 'gen_random_uuid()' END;
END $_$;


ALTER FUNCTION gsync.stopgap(l gsync.link, s gsync.shape) OWNER TO postgres;

--
-- Name: strange_headers(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.strange_headers(l gsync.link) RETURNS TABLE(n integer, h text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT h.n,
     h.h
    FROM gsync.header_cells(COALESCE((strange_headers.l).header, '[]'::jsonb)) h(n, h)
   WHERE ((h.h <> ''::text) AND (NOT gsync.is_id_header(h.h)) AND (NOT (EXISTS ( SELECT
            FROM gsync.link_column c
           WHERE ((c.link = (strange_headers.l).id) AND (c.place = h.n))))));
END;


ALTER FUNCTION gsync.strange_headers(l gsync.link) OWNER TO postgres;

--
-- Name: sure_columns(gsync.link, jsonb, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.sure_columns(l gsync.link, of_header jsonb, of_look boolean) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(c.name, c.place), '{}') FROM gsync.link_column c CROSS JOIN LATERAL gsync.header_cell(of_header, c.place) shown
    WHERE c.link = l.id AND c.place IS NOT NULL AND (l.header IS NULL OR shown = gsync.header_cell(l.header, c.place))
      AND (of_look OR shown <> '' AND (SELECT count(*) = 1 FROM gsync.header_cells(of_header) o WHERE o.h = shown)));
END $$;


ALTER FUNCTION gsync.sure_columns(l gsync.link, of_header jsonb, of_look boolean) OWNER TO postgres;

--
-- Name: suspect(gsync.link, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.suspect(l gsync.link, before text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    deleting boolean := EXISTS (SELECT FROM gsync.row WHERE link = l.id AND pending_op = 'delete');
BEGIN
    PERFORM gsync.follow_ours(l, (SELECT jsonb_agg(jsonb_build_array(o.c, o.v)) FROM gsync.landed_cells(l) o));
    INSERT INTO gsync.unsure (link, id, col, value, until)      -- for events that are still on their way
    SELECT l.id, o.id, o.c, o.v, now() + interval '1 minute' FROM gsync.landed_cells(l) o
    UNION ALL SELECT l.id, r.id, '', gsync.sent_cells('{}', r.pending), now() + interval '1 minute' FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'append';
    IF NOT gsync.columns_moved(l) THEN
        PERFORM gsync.tell_back(l, ARRAY(SELECT r.id FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'append' AND NOT EXISTS (SELECT FROM pg_temp.gsync_sheet x WHERE x.id = r.id)));
    END IF;
    UPDATE gsync.row r SET base = gsync.appended_cells(r) FROM pg_temp.gsync_sheet x WHERE r.link = l.id AND r.pending_op = 'append' AND x.id = r.id;
    UPDATE gsync.note SET sent = false WHERE link = l.id AND sent;
    PERFORM gsync.mark_rows(l.id, ARRAY(SELECT id FROM gsync.row WHERE link = l.id AND pending_op IS NOT NULL));
    PERFORM gsync.end_publish(l.id);
    IF deleting THEN PERFORM gsync.restore(l, before); END IF;
END $$;


ALTER FUNCTION gsync.suspect(l gsync.link, before text[]) OWNER TO postgres;

--
-- Name: swap_updates(gsync.link, text, bigint[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.swap_updates(l gsync.link, sql text, ns bigint[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    clash bigint[] := ARRAY(SELECT f.n FROM pg_temp.gsync_failed f WHERE f.code IN ('23505', '23P01') AND f.n = ANY (ns) ORDER BY f.n);
    circle bigint[];
BEGIN
    IF cardinality(clash) < 2 OR gsync.attempt_swap(l, sql, clash) OR cardinality(clash) > 200 THEN RETURN; END IF;
    FOR circle IN SELECT gsync.circles(clash) LOOP
        PERFORM gsync.attempt_swap(l, sql, circle);
    END LOOP;
END $$;


ALTER FUNCTION gsync.swap_updates(l gsync.link, sql text, ns bigint[]) OWNER TO postgres;

--
-- Name: tab_add(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tab_add(part text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO pg_temp.gsync_tab
    SELECT (r ->> 'row')::int, r -> 'cells', ARRAY(SELECT f::int FROM jsonb_array_elements_text(coalesce(r -> 'formulas', '[]')) f), r -> 'formats'
    FROM jsonb_array_elements((gsync.parse(part)).doc) r;
END $$;


ALTER FUNCTION gsync.tab_add(part text) OWNER TO postgres;

--
-- Name: tab_begin(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tab_begin() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.gsync_tab;
    CREATE TEMP TABLE gsync_tab (place int PRIMARY KEY, cells jsonb NOT NULL, formulas int[] NOT NULL, formats jsonb);
END $$;


ALTER FUNCTION gsync.tab_begin() OWNER TO postgres;

--
-- Name: tab_columns(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tab_columns() RETURNS TABLE(n integer, header text, twin integer)
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
    RETURN QUERY
    SELECT h.n::int, h.h, nullif(min(h.n) OVER (PARTITION BY h.h), h.n)::int
    FROM pg_temp.gsync_tab t, jsonb_array_elements_text(t.cells) WITH ORDINALITY h(h, n)
    WHERE t.place = 1 AND h.h <> '' AND NOT gsync.is_id_header(h.h) ORDER BY h.n;
END $$;


ALTER FUNCTION gsync.tab_columns() OWNER TO postgres;

--
-- Name: tab_header(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tab_header(info text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO pg_temp.gsync_tab SELECT 1, (gsync.parse(info)).doc -> 'header', '{}', NULL;
    ANALYZE pg_temp.gsync_tab (place);
END $$;


ALTER FUNCTION gsync.tab_header(info text) OWNER TO postgres;

--
-- Name: tab_of(jsonb, bigint); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tab_of(answer jsonb, sheet bigint) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    RETURN (SELECT t.value AS t FROM jsonb_array_elements((tab_of.answer -> 'sheets'::text)) t(value) WHERE (COALESCE(((t.value #> '{properties,sheetId}'::text[]))::bigint, (0)::bigint) = tab_of.sheet));


ALTER FUNCTION gsync.tab_of(answer jsonb, sheet bigint) OWNER TO postgres;

--
-- Name: tab_types(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tab_types() RETURNS TABLE(n integer, header text, filled bigint, type text)
    LANGUAGE plpgsql
    AS $_$
BEGIN
    RETURN QUERY
    SELECT c.n, c.header, coalesce(s.numbers + s.texts + s.booleans, 0),
        gsync.column_type(coalesce(s.numbers, 0), coalesce(s.texts, 0), coalesce(s.booleans, 0), s.whole, s.lowest, s.highest, s.formats, s.uuids)
    FROM gsync.tab_columns() c LEFT JOIN (
        SELECT v.n, count(*) FILTER (WHERE v.kind = 'number') AS numbers, count(*) FILTER (WHERE v.kind = 'string') AS texts, count(*) FILTER (WHERE v.kind = 'boolean') AS booleans,
            bool_and(v.x % 1 = 0) AS whole, min(v.x) AS lowest, max(v.x) AS highest, array_agg(DISTINCT v.format) FILTER (WHERE v.kind = 'number') AS formats,
            count(*) FILTER (WHERE v.kind = 'string' AND (v.v #>> '{}') ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') AS uuids
        FROM (SELECT e.n::int AS n, e.v, jsonb_typeof(e.v) AS kind, CASE WHEN jsonb_typeof(e.v) = 'number' THEN e.v::numeric END AS x, concat(t.formats -> e.n::text ->> 'type', ' ', t.formats -> e.n::text ->> 'pattern') AS format
              FROM pg_temp.gsync_tab t, jsonb_array_elements(t.cells) WITH ORDINALITY e(v, n)
              WHERE t.place > 1 AND e.v NOT IN ('null', '""')
                AND NOT (e.n = ANY (t.formulas) AND jsonb_typeof(e.v) = 'string' AND (e.v #>> '{}') ~ '^#(ERROR!|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)$')) v
        GROUP BY v.n) s ON s.n = c.n
    WHERE c.twin IS NULL ORDER BY c.n;
END $_$;


ALTER FUNCTION gsync.tab_types() OWNER TO postgres;

--
-- Name: table_cell(gsync.link, gsync.shape, text[], jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.table_cell(l gsync.link, s gsync.shape, of_key text[], v jsonb, OUT there boolean, OUT is_now jsonb, OUT taken jsonb) RETURNS record
    LANGUAGE plpgsql
    AS $_$
DECLARE
    code text; reason text;
BEGIN
    EXECUTE format('SELECT true, nullif(%s, ''null'') FROM %s t WHERE %s', replace(s.encode, '{x}', format('t.%I', s.name)), l.relation, gsync.key_join(l.id, 't', '$1'))
        INTO there, is_now USING of_key;
    IF v IS NULL THEN RETURN; END IF;
    SELECT * INTO code, reason FROM gsync.cell_error(s, v);
    IF code IS NOT NULL THEN
        RAISE '%', reason USING ERRCODE = 'invalid_parameter_value', HINT = 'This value does not fit into the column any more. Type the right one into the sheet.';
    END IF;
    EXECUTE format('SELECT nullif(%s, ''null'') FROM (SELECT (%s)::%s AS v) x', replace(s.encode, '{x}', 'x.v'), replace(s.decode, '{x}', '$1'), s.full_type) INTO taken USING v;
END $_$;


ALTER FUNCTION gsync.table_cell(l gsync.link, s gsync.shape, of_key text[], v jsonb, OUT there boolean, OUT is_now jsonb, OUT taken jsonb) OWNER TO postgres;

--
-- Name: take_back(gsync.link, integer, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.take_back(l gsync.link, own integer, places jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    back text[] := ARRAY(SELECT jsonb_object_keys(places));
BEGIN
    UPDATE gsync.row r SET ver = r.ver + 1, away = r.away - back,
        base = r.base || (SELECT coalesce(jsonb_object_agg(c, r.away -> c) FILTER (WHERE r.away ? c AND nullif(v.cells ->> ((places ->> c)::int - 1), '') IS NOT NULL), '{}') FROM unnest(back) c)
    FROM gsync.row o LEFT JOIN pg_temp.gsync_seen v ON v.place >= 2 AND v.cells ->> (own - 1) = o.id
    WHERE o.link = l.id AND o.away ?| back AND r.link = o.link AND r.id = o.id;
END $$;


ALTER FUNCTION gsync.take_back(l gsync.link, own integer, places jsonb) OWNER TO postgres;

--
-- Name: take_back(text, oid, name); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.take_back(of_kind text, of_object oid, from_role name) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    given text[];
BEGIN
    DELETE FROM gsync.granted g WHERE g.kind = of_kind AND g.object = of_object AND g.role = from_role RETURNING g.privileges INTO given;
    IF given IS NOT NULL AND gsync.name_of(of_kind, of_object) IS NOT NULL THEN
        EXECUTE format('REVOKE %s ON %s %s FROM %I', array_to_string(given, ', '), of_kind, gsync.name_of(of_kind, of_object), from_role);
    END IF;
END $$;


ALTER FUNCTION gsync.take_back(of_kind text, of_object oid, from_role name) OWNER TO postgres;

--
-- Name: take_back_unneeded(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.take_back_unneeded() RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM gsync.take_back(g.kind, g.object, g.role) FROM gsync.granted g JOIN pg_roles r ON r.rolname = g.role
    WHERE NOT EXISTS (SELECT FROM gsync.link l WHERE CASE g.kind WHEN 'TABLE' THEN l.relation = g.object
        WHEN 'SEQUENCE' THEN g.object IN (SELECT gsync.sequences_of(l.relation)) ELSE g.object = (SELECT c.relnamespace FROM pg_class c WHERE c.oid = l.relation) END);
END $$;


ALTER FUNCTION gsync.take_back_unneeded() OWNER TO postgres;

--
-- Name: tell_back(gsync.link, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tell_back(l gsync.link, ids text[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN RETURN; END IF;
    EXECUTE format('INSERT INTO gsync.conflict (link, row_id, key, winner, table_value, base_value, detail)
            SELECT $1, r.id, r.key, ''database'', %s, r.base, ''gone from the sheet while gsync was writing to it, and so brought back''
            FROM gsync.row r JOIN %s ON %s WHERE r.link = $1 AND r.id = ANY ($2)',
        gsync.row_sql(l.id, 't'), gsync.rows_sql(l), gsync.key_join(l.id, 't', 'r.key')) USING l.id, ids;
END $_$;


ALTER FUNCTION gsync.tell_back(l gsync.link, ids text[]) OWNER TO postgres;

--
-- Name: tell_cell(integer, text, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tell_cell(of_link integer, col text, v jsonb) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT CASE WHEN (COALESCE(tell_cell.v, 'null'::jsonb) = 'null'::jsonb) THEN 'empty'::text WHEN (length(u.t) > 60) THEN ("left"(u.t, 59) || '…'::text) ELSE u.t END AS t FROM (SELECT CASE jsonb_typeof(tell_cell.v) WHEN 'number'::text THEN gsync.cell_text(gsync.kind_of(tell_cell.of_link, tell_cell.col), tell_cell.v) ELSE (tell_cell.v)::text END AS v) u(t));


ALTER FUNCTION gsync.tell_cell(of_link integer, col text, v jsonb) OWNER TO postgres;

--
-- Name: tell_conflict(gsync.conflict, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tell_conflict(c gsync.conflict, link text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
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


ALTER FUNCTION gsync.tell_conflict(c gsync.conflict, link text) OWNER TO postgres;

--
-- Name: tell_time(timestamp with time zone); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tell_time(at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE
    RETURN to_char(at, 'YYYY-MM-DD HH24:MI:SS'::text);


ALTER FUNCTION gsync.tell_time(at timestamp with time zone) OWNER TO postgres;

--
-- Name: tell_held(gsync.held, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tell_held(h gsync.held, link text) RETURNS text
    LANGUAGE sql STABLE
    RETURN concat_ws('
'::text, format('%s  %s: %s of %s rows are gone from the %s  %s%s'::text, (h).id, COALESCE(link, 'a link that is gone'::text), (h).rows, (h).of_rows, (h).side, gsync.tell_time((h).at), CASE WHEN ((h).state <> 'held'::text) THEN format('  [%s %s]'::text, (h).state, gsync.tell_time((h).ended_at)) ELSE NULL::text END), ('   '::text || (h).reason), CASE WHEN ((h).state = 'held'::text) THEN format('   gsync held release %s  deletes them from the %s as well'::text, (h).id, CASE (h).side WHEN 'sheet'::text THEN 'table'::text ELSE 'sheet'::text END) ELSE NULL::text END, CASE WHEN ((h).state = 'held'::text) THEN format('   gsync held discard %s  brings them back into the %s'::text, (h).id, (h).side) ELSE NULL::text END);


ALTER FUNCTION gsync.tell_held(h gsync.held, link text) OWNER TO postgres;

--
-- Name: tell_key(text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tell_key(key text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN COALESCE(('key '::text || array_to_string(key, ', '::text)), 'a row without a key'::text);


ALTER FUNCTION gsync.tell_key(key text[]) OWNER TO postgres;

--
-- Name: rejected; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.rejected (
    id bigint DEFAULT nextval('gsync.log_id'::regclass) NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    link integer,
    row_id text,
    col text,
    side text NOT NULL,
    cells jsonb,
    sqlstate text,
    reason text NOT NULL,
    who text,
    source text,
    body text,
    tries integer DEFAULT 0 NOT NULL,
    tried_at timestamp with time zone,
    CONSTRAINT rejected_side_check CHECK ((side = ANY (ARRAY['sheet'::text, 'table'::text])))
);


ALTER TABLE gsync.rejected OWNER TO postgres;

--
-- Name: tell_rejected(gsync.rejected, text, integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tell_rejected(x gsync.rejected, link text, place integer, key text[]) RETURNS text
    LANGUAGE sql STABLE
    RETURN concat_ws('
'::text, concat((x).id, '  ', concat_ws(', '::text, COALESCE(link, 'a link that is gone'::text), ('row '::text || place), ('key '::text || array_to_string(key, ', '::text)), ('column '::text || (x).col)), '  ', gsync.tell_time((x).at), ('  '::text || (x).sqlstate)), ('   '::text || replace((x).reason, '
'::text, ' '::text)), (('   '::text || CASE (x).side WHEN 'sheet'::text THEN ('typed by '::text || COALESCE((x).who, 'somebody unknown'::text)) ELSE 'refused by Sheets'::text END) || (SELECT (': '::text || string_agg(((c.key || ' '::text) || gsync.tell_cell((tell_rejected.x).link, c.key, c.value)), ', '::text ORDER BY (c.key <> (tell_rejected.x).col), c.key)) FROM jsonb_each((tell_rejected.x).cells) c(key, value))));


ALTER FUNCTION gsync.tell_rejected(x gsync.rejected, link text, place integer, key text[]) OWNER TO postgres;

--
-- Name: tell_row(integer, jsonb, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tell_row(of_link integer, cells jsonb, base jsonb) RETURNS text
    LANGUAGE sql STABLE
    RETURN CASE WHEN (cells IS NULL) THEN 'deleted the row'::text ELSE COALESCE((SELECT ('changed '::text || string_agg(format('%s from %s to %s'::text, c.c, gsync.tell_cell(tell_row.of_link, c.c, (tell_row.base -> c.c)), gsync.tell_cell(tell_row.of_link, c.c, (tell_row.cells -> c.c))), ', '::text ORDER BY c.c)) FROM jsonb_object_keys((tell_row.cells || COALESCE(tell_row.base, '{}'::jsonb))) c(c) WHERE ((tell_row.cells -> c.c) IS DISTINCT FROM (tell_row.base -> c.c))), 'kept the row'::text) END;


ALTER FUNCTION gsync.tell_row(of_link integer, cells jsonb, base jsonb) OWNER TO postgres;

--
-- Name: tell_span(bigint); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tell_span(ms bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (ms < 1000) THEN (GREATEST(ms, (0)::bigint) || ' ms'::text) WHEN (ms < 10000) THEN (round(((ms)::numeric / 1000.0), 1) || ' s'::text) WHEN (ms < 120000) THEN ((ms / 1000) || ' s'::text) WHEN (ms < 7200000) THEN ((ms / 60000) || ' min'::text) WHEN (ms < 172800000) THEN ((ms / 3600000) || ' h'::text) ELSE ((ms / 86400000) || ' d'::text) END;


ALTER FUNCTION gsync.tell_span(ms bigint) OWNER TO postgres;

--
-- Name: tend(); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.tend() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM gsync.rejected x WHERE x.sqlstate = '23503') THEN RETURN 0; END IF;
    PERFORM gsync.begin_work();
    PERFORM gsync.log_begin();
    PERFORM gsync.scratch();
    RETURN gsync.retry_orphans();
END $$;


ALTER FUNCTION gsync.tend() OWNER TO postgres;

--
-- Name: texts(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.texts(list jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (jsonb_typeof(list) = 'array'::text) THEN ARRAY(SELECT jsonb_array_elements_text(list) AS jsonb_array_elements_text) ELSE NULL::text[] END;


ALTER FUNCTION gsync.texts(list jsonb) OWNER TO postgres;

--
-- Name: to_boolean(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.to_boolean(shown text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (upper(btrim(shown)) = ANY ('{WAHR,VRAI,VERDADERO,VERO,VERDADEIRO,WAAR,SAND,SANT,SANN,TOSI,PRAWDA,PRAVDA,IGAZ,DOĞRU,ADEVĂRAT,ИСТИНА}'::text[])) THEN 'true'::text WHEN (upper(btrim(shown)) = ANY ('{FALSCH,FAUX,FALSO,ONWAAR,FALSK,FALSKT,USANN,EPÄTOSI,FAŁSZ,NEPRAVDA,HAMIS,YANLIŞ,FALS,ЛОЖЬ}'::text[])) THEN 'false'::text ELSE shown END;


ALTER FUNCTION gsync.to_boolean(shown text) OWNER TO postgres;

--
-- Name: to_number(text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.to_number(shown text, decimal_sign text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE
    n text := translate(shown, E'\u2212\u00a0\u202f\u2019', '-  ''');
    parts text[];
BEGIN
    n := regexp_replace(btrim(n, E' \t\n\r'), '^\((.*)\)$', '-\1');
    n := regexp_replace(regexp_replace(n, '^([-+]?) *[$€£¥₹₽₩₺₪₴₫฿₱₦₸₼₾] *', '\1'), ' *[$€£¥₹₽₩₺₪₴₫฿₱₦₸₼₾]$', '');
    parts := regexp_match(n, CASE decimal_sign WHEN ',' THEN '^([-+]?)(\d{1,3}(?:([. ''])\d{3}(?:\3\d{3})*)|\d*)(?:,(\d*))?([eE][-+]?\d{1,4})?( ?%)?$'
        ELSE '^([-+]?)(\d{1,3}(?:([, ''])\d{3}(?:\3\d{3})*)|\d*)(?:[.](\d*))?([eE][-+]?\d{1,4})?( ?%)?$' END);
    IF parts IS NULL AND n ~ '^[-+]?\d+[.]\d+([eE][-+]?\d+)?$' THEN RETURN n; END IF;      -- a decimal point that can be nothing else
    IF parts IS NULL OR concat(parts[2], parts[4]) = '' THEN RETURN shown; END IF;
    n := concat(parts[1], coalesce(nullif(regexp_replace(parts[2], '\D', '', 'g'), ''), '0'), '.' || nullif(parts[4], ''), parts[5]);
    RETURN CASE WHEN parts[6] IS NULL THEN n ELSE trim_scale(n::numeric / 100)::text END;
END $_$;


ALTER FUNCTION gsync.to_number(shown text, decimal_sign text) OWNER TO postgres;

--
-- Name: told_places(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.told_places(l gsync.link, answer jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $_$
DECLARE
    told jsonb;
BEGIN
    IF NOT gsync.has_pins(l) THEN RETURN NULL; END IF;
    SELECT jsonb_object_agg(m ->> 'metadataValue', 1 + coalesce((m #> '{location,dimensionRange,startIndex}')::int, 0)) INTO told
    FROM jsonb_path_query(answer, '$.replies[*].updateDeveloperMetadata.developerMetadata[*]') m WHERE m #> '{location,dimensionRange}' IS NOT NULL;
    RETURN CASE WHEN told IS NOT NULL THEN (SELECT coalesce(jsonb_object_agg(p.name, told -> p.pin), '{}')
        FROM (SELECT c.name, c.pin FROM gsync.link_column c WHERE c.link = l.id AND c.pinned UNION ALL SELECT '', l.pin) p WHERE told ? p.pin) END;
END $_$;


ALTER FUNCTION gsync.told_places(l gsync.link, answer jsonb) OWNER TO postgres;

--
-- Name: too_many(gsync.link, integer, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.too_many(l gsync.link, gone integer, known integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN ((gone > (l).max_delete_rows) AND ((gone)::double precision > ((l).max_delete_share * (known)::double precision))) THEN format('%s of %s rows are gone; up to %s, or %s %%, go without asking'::text, gone, known, (l).max_delete_rows, (round((((l).max_delete_share * (100)::double precision))::numeric, 1))::real) ELSE NULL::text END;


ALTER FUNCTION gsync.too_many(l gsync.link, gone integer, known integer) OWNER TO postgres;

--
-- Name: trigger_check(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.trigger_check(of_link integer) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    attnums smallint[] := ARRAY(SELECT c.attnum FROM unnest(l.key_columns) WITH ORDINALITY k(name, n) JOIN gsync.link_column c ON c.link = of_link AND c.name = k.name ORDER BY k.n);
    index oid := gsync.key_index(l.relation, attnums);
BEGIN
    RETURN (SELECT string_agg(format('pg_get_indexdef(%s, %s, false) IS NOT DISTINCT FROM %L', index, k.n, quote_ident(a.attname)), ' AND ' ORDER BY k.n)
        FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum = k.attnum
        WHERE i.indexrelid = index AND k.n <= i.indnkeyatts)
     || coalesce((SELECT string_agg(format(' AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = %s AND attnum = %s AND atttypid = %s)', l.relation::oid, a.attnum, a.atttypid), '')
        FROM pg_attribute a WHERE a.attrelid = l.relation AND a.attnum = ANY (attnums) AND (gsync.kind(a.atttypid) = 'timestamptz' OR gsync.base_type(a.atttypid) = 'bytea'::regtype)), '');
END $$;


ALTER FUNCTION gsync.trigger_check(of_link integer) OWNER TO postgres;

--
-- Name: trigger_key(integer, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.trigger_key(of_link integer, alias text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    part record;
    parts text[] := '{}';
BEGIN
    FOR part IN SELECT l.relation, c.attnum, a.atttypid, a.attisdropped FROM gsync.link l CROSS JOIN unnest(l.key_columns) WITH ORDINALITY k(name, n)
            LEFT JOIN gsync.link_column c ON c.link = l.id AND c.name = k.name LEFT JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum = c.attnum
            WHERE l.id = of_link ORDER BY k.n LOOP
        IF part.attisdropped IS NOT FALSE THEN RETURN NULL; END IF;
        parts := parts || replace(gsync.key_sql(gsync.kind(part.atttypid), gsync.base_type(part.atttypid)), '{x}',
            format('%s.%I', alias, (pg_identify_object_as_address('pg_class'::regclass, part.relation, part.attnum)).object_names[3]));
    END LOOP;
    RETURN 'ARRAY[' || array_to_string(parts, ', ') || ']';
END $$;


ALTER FUNCTION gsync.trigger_key(of_link integer, alias text) OWNER TO postgres;

--
-- Name: try_key(integer, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.try_key(of_link integer, s jsonb) RETURNS text[]
    LANGUAGE plpgsql
    AS $_$
DECLARE
    key text[];
BEGIN
    IF EXISTS (SELECT FROM gsync.shapes(of_link) k, gsync.cell_error(k, s -> k.name) e WHERE k.in_key AND e.code IS NOT NULL) THEN RETURN NULL; END IF;
    EXECUTE (SELECT format('SELECT ARRAY[%s]', string_agg(replace(k.key_text, '{x}', format('(%s)::%s', replace(k.decode, '{x}', format('($1 -> %L)', k.name)), k.full_type)), ', ' ORDER BY u.n))
        FROM gsync.link l, unnest(l.key_columns) WITH ORDINALITY u(name, n) JOIN gsync.shapes(of_link) k ON k.name = u.name WHERE l.id = of_link) INTO key USING s;
    RETURN CASE WHEN array_position(key, NULL) IS NULL THEN key END;
END $_$;


ALTER FUNCTION gsync.try_key(of_link integer, s jsonb) OWNER TO postgres;

--
-- Name: turn_away(gsync.link, gsync.conflict, text[], boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.turn_away(l gsync.link, c gsync.conflict, of_key text[], force boolean) RETURNS text
    LANGUAGE plpgsql
    AS $_$
DECLARE
    kept jsonb := coalesce(c.sheet_value, c.table_value);
    is_now jsonb;
    other text;
BEGIN
    EXECUTE format('SELECT %s FROM %s t WHERE %s', gsync.row_sql(l.id, 't'), l.relation, gsync.key_join(l.id, 't', '$1')) INTO is_now USING of_key;
    IF is_now IS NULL THEN RETURN 'the row is gone already'; END IF;
    SELECT string_agg(format('%s is %s', s.name, gsync.as_text(is_now -> s.name)), ', ') INTO other
    FROM gsync.shapes(l.id) s WHERE s.place IS NOT NULL AND NOT s.read_only AND NOT gsync.same(is_now -> s.name, kept -> s.name);
    IF other IS NOT NULL AND NOT force THEN
        RAISE 'the row has been changed since: % now', other USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = format('--force deletes it all the same; gsync conflicts dismiss %s leaves it as it is.', c.id);
    END IF;
    PERFORM set_config('search_path', l.search_path, true);
    EXECUTE format('DELETE FROM %s t WHERE %s', l.relation, gsync.key_join(l.id, 't', '$1')) USING of_key;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    RETURN 'the row is deleted; the sheet follows';
END $_$;


ALTER FUNCTION gsync.turn_away(l gsync.link, c gsync.conflict, of_key text[], force boolean) OWNER TO postgres;

--
-- Name: turn_back(gsync.link, gsync.conflict, text[], text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.turn_back(l gsync.link, c gsync.conflict, of_key text[], to_side text) RETURNS text
    LANGUAGE plpgsql
    AS $_$
DECLARE
    cells json := gsync.last_deleted(l.id, of_key);
    over jsonb := '{}';
    s gsync.shape;
    v text;
    why text;
BEGIN
    IF gsync.is_in_table(l, of_key) THEN RETURN 'the row is in the table already'; END IF;
    IF cells IS NULL THEN RAISE 'the row as it was has not been kept' USING ERRCODE = 'no_data_found'; END IF;
    IF to_side = 'sheet' THEN
        FOR s IN SELECT x.* FROM gsync.shapes(l.id) x WHERE x.place IS NOT NULL AND NOT x.in_key AND NOT x.read_only AND c.sheet_value -> x.name IS DISTINCT FROM c.base_value -> x.name LOOP
            EXECUTE format('SELECT to_jsonb((%s)::%s)', replace(s.decode, '{x}', '$1'), s.full_type) INTO v USING c.sheet_value -> s.name;
            over := over || jsonb_build_object(s.name, v::jsonb);
        END LOOP;
    END IF;
    why := gsync.put_back(l, cells, over);
    IF why IS NOT NULL THEN RAISE '%', why USING ERRCODE = 'object_not_in_prerequisite_state'; END IF;
    RETURN 'the row is in the table again; the sheet follows';
END $_$;


ALTER FUNCTION gsync.turn_back(l gsync.link, c gsync.conflict, of_key text[], to_side text) OWNER TO postgres;

--
-- Name: turn_cell(gsync.link, gsync.conflict, text[], text, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.turn_cell(l gsync.link, c gsync.conflict, of_key text[], to_side text, force boolean) RETURNS text
    LANGUAGE plpgsql
    AS $_$
DECLARE
    s gsync.shape := (SELECT x FROM gsync.shapes(l.id) x WHERE x.name = c.col);
    has record;
    value text;
    shown jsonb := CASE to_side WHEN 'sheet' THEN c.sheet_value ELSE c.table_value END;
BEGIN
    IF s IS NULL OR s.read_only THEN
        RAISE 'the table''s column "%" cannot be written', c.col USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('gsync conflicts dismiss %s takes it off the list.', c.id);
    ELSIF to_side = 'database' AND c.col = ANY (coalesce((SELECT r.formulas FROM gsync.row r WHERE r.link = l.id AND r.id = c.row_id), '{}')) THEN
        RAISE 'the sheet has a formula in this cell, and formulas stay' USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Replace the formula by the value in the sheet.';
    END IF;
    has := gsync.table_cell(l, s, of_key, c.sheet_value);
    IF has.there IS NULL THEN
        RAISE 'the row is no longer in the table' USING ERRCODE = 'no_data_found', HINT = format('gsync restore %s may bring it back.', l.name);
    ELSIF has.is_now IS NOT DISTINCT FROM (CASE to_side WHEN 'sheet' THEN has.taken ELSE c.table_value END) THEN
        RETURN format('%s is %s already', c.col, gsync.as_text(shown));
    ELSIF NOT force AND has.is_now IS DISTINCT FROM (CASE to_side WHEN 'sheet' THEN c.table_value ELSE has.taken END) THEN
        RAISE '% has been changed since: it is % now, neither % nor %', c.col, gsync.as_text(has.is_now), gsync.as_text(c.sheet_value), gsync.as_text(c.table_value)
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('--force writes %s all the same; gsync conflicts dismiss %s leaves it as it is.', gsync.as_text(shown), c.id);
    END IF;
    value := CASE WHEN to_side = 'sheet' THEN replace(s.decode, '{x}', '$2') WHEN c.exact IS NULL THEN replace(s.decode, '{x}', '$3')
        ELSE format('(json_populate_record(NULL::%s, json_build_object(%L, $4))).%I', l.relation, s.name, s.name) END;
    PERFORM set_config('search_path', l.search_path, true);
    EXECUTE format('UPDATE %s t SET %I = %s WHERE %s', l.relation, s.name, value, gsync.key_join(l.id, 't', '$1')) USING of_key, c.sheet_value, c.table_value, c.exact;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    RETURN format('%s is %s now, it was %s; the sheet follows', c.col, gsync.as_text(shown), gsync.as_text(has.is_now));
END $_$;


ALTER FUNCTION gsync.turn_cell(l gsync.link, c gsync.conflict, of_key text[], to_side text, force boolean) OWNER TO postgres;

--
-- Name: unanswered(integer, bigint); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.unanswered(link integer, pub bigint) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 UPDATE gsync.link AS l SET unread_state = 'unanswered'::text
   WHERE ((l.id = unanswered.link) AND (l.unread = unanswered.pub));
END;


ALTER FUNCTION gsync.unanswered(link integer, pub bigint) OWNER TO postgres;

--
-- Name: unlike(integer, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.unlike(of_link integer, options jsonb) RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT NULLIF(concat_ws(', '::text, CASE WHEN ((unlike.options ->> 'direction'::text) <> l.direction) THEN ('direction '::text || l.direction) ELSE NULL::text END, CASE WHEN ((unlike.options ->> 'max_delete_rows'::text) <> (l.max_delete_rows)::text) THEN ('max-delete-rows '::text || l.max_delete_rows) ELSE NULL::text END, CASE WHEN (gsync.read_share((unlike.options ->> 'max_delete_share'::text)) <> l.max_delete_share) THEN format('max-delete-share %s%%'::text, (round(((l.max_delete_share * (100)::double precision))::numeric, 1))::real) ELSE NULL::text END, CASE WHEN ((unlike.options ->> 'where'::text) <> COALESCE(l.filter_said, ''::text)) THEN COALESCE(('where '::text || l.filter_said), 'without --where'::text) ELSE NULL::text END, CASE WHEN (((unlike.options ->> 'add_columns'::text))::boolean AND (NOT l.add_columns)) THEN 'without --add-columns'::text ELSE NULL::text END, CASE WHEN ((jsonb_typeof((unlike.options -> 'only'::text)) = 'array'::text) AND (((c.names @> gsync.texts((unlike.options -> 'only'::text))) AND ((gsync.texts((unlike.options -> 'only'::text)) || l.key_columns) @> c.names)) IS NOT TRUE)) THEN ('columns '::text || array_to_string(c.names, ', '::text)) ELSE NULL::text END, (SELECT string_agg(format('column %s %s'::text, d.key, CASE WHEN (k.name IS NULL) THEN 'not in it'::text ELSE COALESCE(k.direction, l.direction) END), ', '::text) AS string_agg FROM (jsonb_each_text((unlike.options -> 'column_directions'::text)) d(key, value) LEFT JOIN gsync.link_column k ON (((k.link = l.id) AND (k.name = d.key)))) WHERE ((k.name IS NULL) OR (d.value <> COALESCE(k.direction, l.direction)))), (SELECT string_agg(format('column %s under header %s'::text, h.value, COALESCE(k.header, 'none'::text)), ', '::text) AS string_agg FROM (jsonb_each_text((unlike.options -> 'columns'::text)) h(key, value) LEFT JOIN gsync.link_column k ON (((k.link = l.id) AND (k.name = h.value)))) WHERE (h.key IS DISTINCT FROM k.header))), ''::text) AS "nullif" FROM gsync.link l, LATERAL (SELECT array_agg(k.name ORDER BY k.attnum) AS names FROM gsync.link_column k WHERE (k.link = l.id)) c WHERE (l.id = unlike.of_link));


ALTER FUNCTION gsync.unlike(of_link integer, options jsonb) OWNER TO postgres;

--
-- Name: unlink(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.unlink(name text) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    l gsync.link;
    t text;
BEGIN
    PERFORM gsync.one_at_a_time();
    l := gsync.link_named(name);
    PERFORM gsync.drop_triggers(l.id);
    DELETE FROM gsync.link WHERE id = l.id;
    FOREACH t IN ARRAY ARRAY['dirty', 'rekey', 'bin', 'history', 'conflict', 'rejected', 'held', 'action'] LOOP
        EXECUTE format('DELETE FROM gsync.%I WHERE link = $1', t) USING l.id;
    END LOOP;
    PERFORM gsync.take_back_unneeded();
END $_$;


ALTER FUNCTION gsync.unlink(name text) OWNER TO postgres;

--
-- Name: unprepared(integer, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.unprepared(link integer, reason text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE gsync.link l SET pins_refused_at = now() WHERE l.id = unprepared.link AND (l.pins_refused_at IS NULL OR l.pins_refused_at < now() - interval '1 day');
    IF FOUND THEN RETURN false; END IF;
    PERFORM gsync.broken(unprepared.link, reason);
    RETURN true;
END $$;


ALTER FUNCTION gsync.unprepared(link integer, reason text) OWNER TO postgres;

--
-- Name: unread_cells(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.unread_cells(of_link integer) RETURNS TABLE(c text, v jsonb)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT o.c,
     o.v
    FROM (gsync.link l
      CROSS JOIN LATERAL gsync.landed_cells(l.*) o(id, c, v))
   WHERE (l.id = unread_cells.of_link)
 UNION ALL
  SELECT p.key,
     (p.value -> 0)
    FROM (gsync."row" r
      CROSS JOIN LATERAL jsonb_each(r.pending) p(key, value))
   WHERE ((r.link = unread_cells.of_link) AND (r.pending_op = 'append'::text))
 UNION ALL
  SELECT k.name,
     (p.value -> 0)
    FROM (((gsync.link l
      JOIN gsync."row" r ON (((r.link = l.id) AND (r.pending_op = 'update'::text))))
      CROSS JOIN LATERAL jsonb_each(r.pending) p(key, value))
      JOIN gsync.link_column k ON (((k.link = l.id) AND (k.place IS NOT NULL) AND (k.name <> p.key))))
   WHERE ((l.id = unread_cells.of_link) AND (l.unread_state = 'unanswered'::text));
END;


ALTER FUNCTION gsync.unread_cells(of_link integer) OWNER TO postgres;

--
-- Name: validate(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.validate(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
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
END $_$;


ALTER FUNCTION gsync.validate(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: validate_inserts(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.validate_inserts(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    fine text := (SELECT string_agg(replace(s.fine, '{x}', format('(e.s -> %L)', s.name)), ' AND ') FROM gsync.shapes(l.id) s WHERE s.place IS NOT NULL);
BEGIN
    INSERT INTO pg_temp.gsync_cell (n, c, s, code, reason, write)
    SELECT e.n, k.name, e.s -> k.name, r.code, r.reason, false
    FROM pg_temp.gsync_event e CROSS JOIN gsync.shapes(l.id) k CROSS JOIN LATERAL gsync.misread(k, e.s -> k.name, k.name = ANY (e.formulas), k.name = ANY (e.dates)) r
    WHERE e.wave = w AND e.act = 'insert' AND (e.formulas <> '{}' OR e.dates <> '{}') AND e.s ? k.name AND NOT k.read_only AND r.code IS NOT NULL;
    EXECUTE format($q$
        INSERT INTO pg_temp.gsync_cell (n, c, s, code, reason, write)
        SELECT e.n, k.name, e.s -> k.name, r.code, r.reason, false
        FROM pg_temp.gsync_event e CROSS JOIN gsync.shapes($2) k CROSS JOIN LATERAL gsync.cell_error(k, e.s -> k.name) r
        WHERE e.wave = $1 AND e.act = 'insert' AND NOT (%s) AND e.s ? k.name AND NOT k.read_only AND r.code IS NOT NULL
          AND NOT EXISTS (SELECT FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.c = k.name)
    $q$, fine) USING w, l.id;
    UPDATE pg_temp.gsync_event e SET put = e.s - ARRAY(SELECT x.c FROM pg_temp.gsync_cell x WHERE x.n = e.n AND x.code IS NOT NULL)
            || (SELECT coalesce(jsonb_object_agg(k.name, gsync.date_text(e.s -> k.name)), '{}') FROM gsync.shapes(l.id) k
                WHERE k.kind = 'text' AND NOT k.in_key AND k.name = ANY (e.dates) AND k.name <> ALL (e.formulas))
    WHERE e.wave = w AND e.act = 'insert';
    INSERT INTO pg_temp.gsync_failed (n, code, reason, cols)
    SELECT DISTINCT ON (x.n) x.n, x.code, x.reason, ARRAY[x.c] FROM pg_temp.gsync_cell x JOIN pg_temp.gsync_event e ON e.n = x.n AND e.wave = w AND e.act = 'insert'
    JOIN gsync.shapes(l.id) k ON k.name = x.c WHERE x.code IS NOT NULL AND (k.in_key OR k.not_null AND coalesce(k.default_sql, '''''') = '''''');
END $_$;


ALTER FUNCTION gsync.validate_inserts(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: verified(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.verified(of_link integer) RETURNS json
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    columns jsonb := gsync.verify_columns(of_link);
    in_table bigint;
    in_sheet bigint := (SELECT count(*) FROM pg_temp.gsync_shown x WHERE x.s <> '{}');
BEGIN
    EXECUTE format('SELECT count(*) FROM %s', gsync.rows_sql(l)) INTO in_table;
    RETURN json_build_object('sheet_rows', in_sheet, 'table_rows', in_table, 'cells', greatest(in_sheet, in_table) * (SELECT count(*) FROM jsonb_object_keys(columns)),
        'absent', (SELECT coalesce(json_agg(c.name ORDER BY c.name), '[]') FROM gsync.link_column c WHERE c.link = of_link AND NOT columns ? c.name));
END $$;


ALTER FUNCTION gsync.verified(of_link integer) OWNER TO postgres;

--
-- Name: verify(integer, boolean); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.verify(of_link integer, again boolean DEFAULT false) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $$
DECLARE
    l gsync.link := (SELECT k FROM gsync.link k WHERE k.id = of_link);
    columns jsonb := gsync.verify_columns(of_link);
BEGIN
    SET LOCAL client_min_messages = warning;
    DROP TABLE IF EXISTS pg_temp.gsync_doubt;
    IF again THEN ALTER TABLE pg_temp.gsync_difference RENAME TO gsync_doubt; END IF;
    DROP TABLE IF EXISTS pg_temp.gsync_difference;
    CREATE TEMP TABLE gsync_difference (n int GENERATED ALWAYS AS IDENTITY, place int, id text, key text[], col text, s jsonb, b jsonb, d jsonb, shown text, why text, detail text);
    IF has_table_privilege('gsync.link', 'UPDATE') THEN
        PERFORM gsync.refresh_shapes(of_link);
    ELSIF gsync.hides_rows(l.relation, current_user) THEN
        RAISE 'row level security may hide rows of % from %, so they cannot be compared', l.relation, current_user USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Verify as a role that sees all of them.';
    END IF;
    PERFORM gsync.verify_identify(l, columns);
    PERFORM gsync.verify_join(l, columns);
    PERFORM gsync.verify_cells(l, columns);
    PERFORM gsync.verify_explain(l);
    IF again THEN
        UPDATE pg_temp.gsync_difference f SET why = 'under way'
        WHERE f.why = 'unexplained' AND NOT EXISTS (SELECT FROM pg_temp.gsync_doubt o WHERE o.why = 'unexplained'
            AND ROW(o.id, o.key, o.col, o.s, o.b, o.d) IS NOT DISTINCT FROM ROW(f.id, f.key, f.col, f.s, f.b, f.d));
    END IF;
    RETURN (SELECT count(*) FROM pg_temp.gsync_difference f WHERE f.why = 'unexplained');
END $$;


ALTER FUNCTION gsync.verify(of_link integer, again boolean) OWNER TO postgres;

--
-- Name: verify_cells(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.verify_cells(l gsync.link, columns jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO pg_temp.gsync_difference (place, id, key, col, s, b, d, shown)
    SELECT a.place, a.id, a.key, c.name, a.s -> c.name, a.b -> c.name, a.d -> c.name, a.shown
    FROM pg_temp.gsync_apart a JOIN jsonb_object_keys(columns) c(name)
        ON a.s -> c.name IS DISTINCT FROM a.b -> c.name OR a.b -> c.name IS DISTINCT FROM a.d -> c.name
    WHERE a.s IS NOT NULL AND a.d IS NOT NULL
    UNION ALL
    SELECT a.place, a.id, a.key, NULL, a.s, a.b, a.d, a.shown FROM pg_temp.gsync_apart a WHERE a.s IS NULL OR a.d IS NULL;
END $$;


ALTER FUNCTION gsync.verify_cells(l gsync.link, columns jsonb) OWNER TO postgres;

--
-- Name: verify_columns(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.verify_columns(of_link integer) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    shown jsonb := (SELECT t.cells FROM pg_temp.gsync_tab t WHERE t.place = 1);
    placed jsonb := (SELECT coalesce(jsonb_object_agg(c.name, c.place), '{}') FROM gsync.link_column c WHERE c.link = of_link AND c.place IS NOT NULL);
BEGIN
    IF EXISTS (SELECT FROM gsync.link_column c WHERE c.link = of_link AND c.place IS NOT NULL AND shown ->> (c.place - 1) IS DISTINCT FROM c.header) THEN
        RETURN gsync.match_columns(of_link, coalesce(shown, '[]'));
    END IF;
    RETURN placed;
END $$;


ALTER FUNCTION gsync.verify_columns(of_link integer) OWNER TO postgres;

--
-- Name: verify_explain(gsync.link); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.verify_explain(l gsync.link) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE pg_temp.gsync_difference f SET why = w.why, detail = w.detail
    FROM (
        SELECT g.n, e.why, e.detail
        FROM pg_temp.gsync_difference g
        LEFT JOIN gsync.row r ON r.link = l.id AND r.id = g.id
        LEFT JOIN gsync.shapes(l.id) k ON k.name = g.col
        LEFT JOIN gsync.held h ON h.id = r.held AND h.state = 'held'
        CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM gsync.dirty y WHERE y.link = l.id AND y.key = g.key) AS dirty, coalesce(k.direction, l.direction) AS direction,
            g.s IS NOT DISTINCT FROM g.b AS known) q
        CROSS JOIN LATERAL (SELECT v.why, v.detail FROM (VALUES
            (1, l.state = 'paused', 'paused', 'the link rests until: gsync resume'),
            (2, h.id IS NOT NULL, 'held', format('number %s: %s', h.id, h.reason)),
            (3, CASE WHEN g.col IS NULL THEN r.key IS NULL AND r.rej <> '{}' ELSE r.rej ? g.col AND r.rej -> g.col = coalesce(g.s, 'null') END, 'rejected',
                (SELECT string_agg(x.reason, ' ' ORDER BY x.id) FROM gsync.rejected x WHERE x.link = l.id AND x.row_id = g.id AND x.side = 'sheet' AND (g.col IS NULL OR x.col = g.col OR x.cells ? g.col))),
            (4, q.known AND CASE WHEN g.col IS NULL THEN r.aside <> '{}' ELSE r.aside ? g.col END, 'refused by Sheets',
                (SELECT string_agg(x.reason, ' ' ORDER BY x.id) FROM gsync.rejected x WHERE x.link = l.id AND x.row_id = g.id AND x.side = 'table' AND (g.col IS NULL OR x.col IS NULL OR x.col = g.col))),
            (5, r.pending_op IN ('append', 'delete') OR r.pending ? g.col, 'being sent', format('publish %s', l.unread)),
            (6, q.dirty AND q.known AND q.direction <> 'to-database', 'waiting to be sent', NULL),
            (7, q.known AND g.col IS NULL AND l.direction = 'to-database' OR q.known AND g.col IS NOT NULL AND q.direction = 'to-database', 'by direction', 'the sheet decides, nothing is written to it'),
            (8, q.known AND k.read_only AND g.col = ANY (r.formulas), 'formula', 'the sheet computes it, and so does the database'),
            (9, true, 'unexplained', CASE
                WHEN g.col IS NULL AND g.s IS NULL AND g.d IS NULL THEN 'on neither side, but gsync still knows it'
                WHEN g.col IS NULL AND g.s IS NULL AND g.b IS NULL THEN 'in the table only, and nothing says that it is to be sent'
                WHEN g.col IS NULL AND g.s IS NULL THEN 'gone from the sheet, and nobody told'
                WHEN g.col IS NULL AND g.id IS NULL AND EXISTS (SELECT FROM pg_temp.gsync_shown o WHERE o.id = g.shown) THEN
                    format('a second row with the id of row %s', (SELECT min(o.place) FROM pg_temp.gsync_shown o WHERE o.id = g.shown))
                WHEN g.col IS NULL AND g.id IS NULL THEN 'in the sheet only, and nobody told'
                WHEN g.col IS NULL THEN 'gone from the table, and nothing says so'
                WHEN NOT q.known AND g.s IS NOT DISTINCT FROM g.d THEN 'both sides agree, only gsync remembers something else'
                WHEN NOT q.known AND g.b IS NOT DISTINCT FROM g.d THEN 'changed in the sheet, and nobody told'
                WHEN q.known THEN 'changed in the table, and nothing says that it is to be sent'
                ELSE 'all three differ' END)) v(rank, holds, why, detail) WHERE v.holds ORDER BY v.rank LIMIT 1) e) w
    WHERE w.n = f.n;
END $$;


ALTER FUNCTION gsync.verify_explain(l gsync.link) OWNER TO postgres;

--
-- Name: verify_identify(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.verify_identify(l gsync.link, columns jsonb) RETURNS void
    LANGUAGE plpgsql
    SET enable_nestloop TO 'off'
    AS $_$
DECLARE
    id_place int := gsync.header_id_place(coalesce((SELECT t.cells FROM pg_temp.gsync_tab t WHERE t.place = 1), '[]'));
    step text;
BEGIN
    DROP TABLE IF EXISTS pg_temp.gsync_shown;
    EXECUTE format('CREATE TEMP TABLE gsync_shown AS SELECT x.*, NULL::text AS id, gsync.key_cells(%L, x.s) AS k
            FROM (SELECT t.place, CASE WHEN gsync.is_id(t.cells ->> %s) THEN t.cells ->> %2$s END AS shown, %s AS s, t.formulas FROM pg_temp.gsync_tab t WHERE t.place > 1 OFFSET 0) x
            WHERE x.s <> ''{}'' OR x.shown IS NOT NULL',
        l.key_columns, coalesce(id_place, 20000) - 1, replace(gsync.cells_sql(l.id, columns), '{x}', 't.cells'));
    CREATE INDEX ON pg_temp.gsync_shown (shown);
    ANALYZE pg_temp.gsync_shown (place, shown, k);
    FOREACH step IN ARRAY ARRAY[
        'x.shown = r.id AND (x.s = r.base OR x.k = gsync.key_cells($2, r.base))',
        'x.k = gsync.key_cells($2, r.base)',
        'x.shown = r.id',
        'NOT r.has_id AND x.place = r.place AND x.s = gsync.shown_cells(r.base, r.rej)'] LOOP
        EXECUTE format('UPDATE pg_temp.gsync_shown o SET id = m.id
            FROM (SELECT DISTINCT ON (r.id) r.id, x.place FROM pg_temp.gsync_shown x JOIN gsync.row r ON %s
                  WHERE r.link = $1 AND r.base IS NOT NULL AND x.id IS NULL AND NOT EXISTS (SELECT FROM pg_temp.gsync_shown y WHERE y.id = r.id)
                  ORDER BY r.id, (x.shown = r.id) DESC NULLS LAST, (x.place = r.place) DESC NULLS LAST, x.place) m WHERE m.place = o.place', step) USING l.id, l.key_columns;
        EXIT WHEN NOT EXISTS (SELECT FROM pg_temp.gsync_shown WHERE id IS NULL);
    END LOOP;
    UPDATE pg_temp.gsync_shown x SET id = r.id FROM gsync.row r WHERE x.id IS NULL AND r.link = l.id AND r.id = x.shown AND r.base IS NULL;     -- landed, not read back
    ANALYZE pg_temp.gsync_shown (id);
END $_$;


ALTER FUNCTION gsync.verify_identify(l gsync.link, columns jsonb) OWNER TO postgres;

--
-- Name: verify_join(gsync.link, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.verify_join(l gsync.link, columns jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    DROP TABLE IF EXISTS pg_temp.gsync_apart;
    EXECUTE format($q$
        CREATE TEMP TABLE gsync_apart AS
        SELECT x.place, r.id, coalesce(r.key, t.key) AS key, x.s, r.base AS b, t.d, x.shown
        FROM pg_temp.gsync_shown x FULL JOIN (SELECT * FROM gsync.row WHERE link = %1$s) r ON r.id = x.id FULL JOIN (SELECT %2$s AS key, %3$s AS d FROM %4$s) t ON t.key = r.key
        WHERE (x.s IS DISTINCT FROM r.base OR r.base IS DISTINCT FROM t.d) AND (x.place IS NOT NULL OR t.key IS NOT NULL OR r.base IS NOT NULL)
    $q$, l.id, gsync.key_expr(l.id, 't'), gsync.row_sql(l.id, 't'), gsync.rows_sql(l));
END $_$;


ALTER FUNCTION gsync.verify_join(l gsync.link, columns jsonb) OWNER TO postgres;

--
-- Name: verify_repair(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.verify_repair(of_link integer) RETURNS timestamp with time zone
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    l gsync.link;
BEGIN
    SELECT * INTO l FROM gsync.link k WHERE k.id = of_link FOR NO KEY UPDATE;
    IF l.unread IS NULL THEN
        UPDATE gsync.row r SET pending = NULL, pending_op = NULL, pending_place = NULL, ver = r.ver + 1 WHERE r.link = l.id AND r.pending_op IS NOT NULL;
    END IF;
    UPDATE gsync.row r SET held = NULL FROM pg_temp.gsync_difference f
    WHERE f.why = 'unexplained' AND r.link = l.id AND r.id = f.id AND r.held IS NOT NULL AND NOT EXISTS (SELECT FROM gsync.held h WHERE h.id = r.held AND h.state = 'held');
    INSERT INTO gsync.dirty (link, key) SELECT DISTINCT l.id, f.key FROM pg_temp.gsync_difference f WHERE f.why = 'unexplained' AND f.key IS NOT NULL ORDER BY 2 ON CONFLICT DO NOTHING;
    UPDATE gsync.link k SET scan_wanted = now(), whole = true, ids_seen = NULL WHERE k.id = l.id;
    RETURN clock_timestamp();
END $$;


ALTER FUNCTION gsync.verify_repair(of_link integer) OWNER TO postgres;

--
-- Name: wants_ids(gsync.link, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.wants_ids(l gsync.link, digest text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN l.ids_seen IS DISTINCT FROM digest OR l.unread IS NOT NULL AND EXISTS (SELECT FROM gsync.row r WHERE r.link = l.id AND r.pending_op = 'delete');
END $$;


ALTER FUNCTION gsync.wants_ids(l gsync.link, digest text) OWNER TO postgres;

--
-- Name: weigh(text, text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.weigh(name text, columns text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF pg_relation_size('pg_temp.' || name) > 65536 THEN EXECUTE format('ANALYZE pg_temp.%I (%s)', name, columns); END IF;
END $$;


ALTER FUNCTION gsync.weigh(name text, columns text) OWNER TO postgres;

--
-- Name: weigh_rows(integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.weigh_rows(of_link integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    known int := (SELECT l.weighed FROM gsync.link l WHERE l.id = of_link);
    rows int;
BEGIN
    IF known > 20000 THEN RETURN; END IF;           -- by then it has
    rows := (SELECT count(*) FROM (SELECT FROM gsync.row r WHERE r.link = of_link LIMIT 2 * known + 1000) x);
    IF rows < 2 * known + 1000 THEN RETURN; END IF;
    LOCK TABLE gsync.row IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
    ANALYZE gsync.row (link, id, key, place, pending_op);
    UPDATE gsync.link l SET weighed = (SELECT count(*) FROM gsync.row r WHERE r.link = of_link) WHERE l.id = of_link;
EXCEPTION WHEN lock_not_available THEN
    RETURN;
END $$;


ALTER FUNCTION gsync.weigh_rows(of_link integer) OWNER TO postgres;

--
-- Name: whole_number(jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.whole_number(v jsonb) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN (jsonb_typeof(v) = 'number'::text) THEN CASE WHEN ((((v)::numeric % (1)::numeric) = (0)::numeric) AND (abs((v)::numeric) < '1000000000000000000'::numeric)) THEN (v)::bigint ELSE NULL::bigint END ELSE NULL::bigint END;


ALTER FUNCTION gsync.whole_number(v jsonb) OWNER TO postgres;

--
-- Name: will_pass(text); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.will_pass(code text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (("left"(code, 2) = ANY (ARRAY['08'::text, '40'::text, '53'::text, '57'::text, '58'::text])) OR (code = '55P03'::text));


ALTER FUNCTION gsync.will_pass(code text) OWNER TO postgres;

--
-- Name: without_parent(oid, jsonb); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.without_parent(con oid, keys jsonb) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    c pg_constraint := (SELECT p FROM pg_constraint p WHERE p.oid = con AND p.contype = 'f' AND p.conrelid IN (SELECT relation FROM gsync.link));
    same text := (SELECT string_agg(format('p.%I = (k.v ->> %s)::%s', a.attname, u.n - 1, format_type(a.atttypid, a.atttypmod)), ' AND ')
        FROM unnest(c.confkey) WITH ORDINALITY u(attnum, n) JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = u.attnum);
BEGIN
    IF c IS NULL THEN RETURN; END IF;
    RETURN QUERY EXECUTE format('SELECT k.n FROM jsonb_array_elements($1) WITH ORDINALITY k(v, n) WHERE NOT EXISTS (SELECT FROM %s p WHERE %s)', c.confrelid::regclass, same) USING keys;
EXCEPTION WHEN insufficient_privilege OR data_exception THEN
    RETURN;
END $_$;


ALTER FUNCTION gsync.without_parent(con oid, keys jsonb) OWNER TO postgres;

--
-- Name: work(text, boolean, double precision); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.work(credential text, is_first boolean, scan_interval_s double precision DEFAULT 600) RETURNS TABLE(link integer, name text, spreadsheet text, sheet bigint, action text, since timestamp with time zone)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT l.id, l.name, l.spreadsheet, l.sheet, w.action, w.since
    FROM gsync.link l CROSS JOIN LATERAL gsync.due(l, scan_interval_s) w
    WHERE (l.credential = work.credential OR is_first AND l.credential = '') AND w.action IS NOT NULL
      AND (l.state <> 'broken' OR l.problem_at < now() - interval '30 seconds' OR l.scan_wanted >= l.problem_at)
    ORDER BY w.since, l.id;
END $$;


ALTER FUNCTION gsync.work(credential text, is_first boolean, scan_interval_s double precision) OWNER TO postgres;

--
-- Name: write_deletes(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.write_deletes(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
BEGIN
    PERFORM gsync.attempt_all(l, format('DELETE FROM %s t USING unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n WHERE %s', l.relation, gsync.key_join(l.id, 't', 'e.key')),
        NULL, ARRAY(SELECT e.n FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'gone' AND e.in_table AND NOT e.outside ORDER BY e.n));
END $_$;


ALTER FUNCTION gsync.write_deletes(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: write_inserts(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.write_inserts(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    counted text;
    ns bigint[]; back bigint[];
    one bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert') THEN RETURN; END IF;
    IF l.direction = 'to-sheet' THEN
        INSERT INTO pg_temp.gsync_failed (n, code, reason)
        SELECT e.n, 'GS003', 'The rows of this tab come from the database: what is typed here as a new row goes nowhere. Delete it.' FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert';
        RETURN;
    END IF;
    PERFORM gsync.validate_inserts(l, w);
    PERFORM gsync.make_keys(l, w);
    ns := ARRAY(SELECT e.n FROM pg_temp.gsync_event e WHERE e.wave = w AND e.act = 'insert' AND e.new_key IS NOT NULL
        AND NOT EXISTS (SELECT FROM pg_temp.gsync_failed f WHERE f.n = e.n) ORDER BY e.n);
    counted := format('SELECT count(*) FROM unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n JOIN %s t ON %s', l.relation, gsync.key_join(l.id, 't', 'e.new_key'));
    back := ARRAY(SELECT e.n FROM unnest(ns) u(n) JOIN pg_temp.gsync_event e ON e.n = u.n WHERE e.bin IS NOT NULL ORDER BY e.n);
    IF back <> '{}' THEN
        PERFORM gsync.attempt_all(l, gsync.insert_back_sql(l), counted, back, true);
        ns := ARRAY(SELECT unnest(ns) EXCEPT SELECT unnest(back) ORDER BY 1);
    END IF;
    PERFORM gsync.attempt_all(l, gsync.insert_sql(l, NULL), counted, ns, true);
    FOR one IN SELECT e.n FROM pg_temp.gsync_event e LEFT JOIN pg_temp.gsync_failed f ON f.n = e.n
        WHERE e.wave = w AND e.act = 'insert' AND (e.new_key IS NULL AND f.n IS NULL OR f.code = 'GS001') ORDER BY e.n LOOP
        PERFORM gsync.write_one_insert(l, one);
    END LOOP;
END $_$;


ALTER FUNCTION gsync.write_inserts(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: write_one_insert(gsync.link, bigint); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.write_one_insert(l gsync.link, of_n bigint) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    sql text := gsync.insert_sql(l, (SELECT e.put FROM pg_temp.gsync_event e WHERE e.n = of_n)) || ' RETURNING ' || gsync.key_expr(l.id, 't');
BEGIN
    DELETE FROM pg_temp.gsync_failed WHERE n = of_n;
    PERFORM gsync.attempt(l, format('WITH made(key) AS (%s) UPDATE pg_temp.gsync_event e SET new_key = made.key FROM made WHERE e.n = $1[1]', sql), NULL, ARRAY[of_n], true);
END $_$;


ALTER FUNCTION gsync.write_one_insert(l gsync.link, of_n bigint) OWNER TO postgres;

--
-- Name: write_row1(bigint, integer, text[]); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.write_row1(sheet bigint, first integer, headers text[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE
    RETURN jsonb_build_object('updateCells', jsonb_build_object('fields', 'userEnteredValue', 'start', jsonb_build_object('sheetId', sheet, 'rowIndex', 0, 'columnIndex', (first - 1)), 'rows', jsonb_build_array(jsonb_build_object('values', (SELECT jsonb_agg(CASE u.h WHEN ''::text THEN '{}'::jsonb ELSE jsonb_build_object('userEnteredValue', jsonb_build_object('stringValue', u.h)) END ORDER BY u.n) AS jsonb_agg FROM unnest(write_row1.headers) WITH ORDINALITY u(h, n))))));


ALTER FUNCTION gsync.write_row1(sheet bigint, first integer, headers text[]) OWNER TO postgres;

--
-- Name: write_updates(gsync.link, integer); Type: FUNCTION; Schema: gsync; Owner: postgres
--

CREATE FUNCTION gsync.write_updates(l gsync.link, w integer) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    ns bigint[] := ARRAY(SELECT e.n FROM pg_temp.gsync_event e WHERE e.wave = w AND e.put IS NOT NULL AND e.act IS NULL ORDER BY e.n);
    sets text;
    change text;
BEGIN
    IF ns = '{}' THEN RETURN; END IF;
    SELECT string_agg(format(CASE WHEN u.rows = cardinality(ns) THEN '%1$I = %3$s' ELSE '%1$I = CASE WHEN e.put ? %2$L THEN %3$s ELSE t.%1$I END' END, s.name, s.name,
            CASE WHEN s.not_null AND s.default_sql IS NOT NULL THEN format('coalesce(%s, %s)', d.sql, s.default_sql)
                 WHEN s.kind IN ('bigint', 'numeric', 'float', 'timestamp', 'timestamptz', 'time') THEN format('gsync.kept(t.%I, %s)', s.name, d.sql) ELSE d.sql END), ', ')
    INTO sets
    FROM (SELECT c, count(*) AS rows FROM pg_temp.gsync_cell WHERE write GROUP BY c) u
    JOIN gsync.shapes(l.id) s ON s.name = u.c
    CROSS JOIN LATERAL (SELECT replace(s.decode, '{x}', format('(e.put -> %L)', s.name)) AS sql) d;
    PERFORM gsync.keep_exact(l, w);
    change := format('UPDATE %s t SET %s FROM unnest($1) x(n) JOIN pg_temp.gsync_event e ON e.n = x.n WHERE %s', l.relation, sets, gsync.key_join(l.id, 't', 'e.key'));
    PERFORM gsync.attempt(l, change, NULL, ns);
    IF NOT EXISTS (SELECT FROM pg_temp.gsync_failed) THEN RETURN; END IF;
    PERFORM gsync.swap_updates(l, change, ns);
    PERFORM gsync.attempt_again(l, change, NULL, ns);
END $_$;


ALTER FUNCTION gsync.write_updates(l gsync.link, w integer) OWNER TO postgres;

--
-- Name: action; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.action (
    id bigint DEFAULT nextval('gsync.log_id'::regclass) NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    link integer,
    name text,
    what text NOT NULL,
    who text DEFAULT SESSION_USER NOT NULL
);


ALTER TABLE gsync.action OWNER TO postgres;

--
-- Name: bin; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.bin (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    link integer NOT NULL,
    key text[] NOT NULL COLLATE pg_catalog."C",
    by text NOT NULL,
    cells json NOT NULL
);


ALTER TABLE gsync.bin OWNER TO postgres;

--
-- Name: bin_id_seq; Type: SEQUENCE; Schema: gsync; Owner: postgres
--

ALTER TABLE gsync.bin ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME gsync.bin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: conflicts; Type: VIEW; Schema: gsync; Owner: postgres
--

CREATE VIEW gsync.conflicts AS
 SELECT c.id,
    c.at,
    l.name AS link,
    c.row_id,
    array_to_string(c.key, ','::text) AS key,
    c.col AS "column",
    c.winner,
    c.sheet_value,
    c.table_value,
    c.base_value,
    c.sheet_by,
    c.sheet_at,
    c.table_by,
    c.table_at,
    c.source,
    c.detail,
    c.ended_at,
    c.ended_by,
    c.ended_as,
    gsync.tell_conflict(c.*, l.name) AS told
   FROM (gsync.conflict c
     LEFT JOIN gsync.link l ON ((l.id = c.link)));


ALTER TABLE gsync.conflicts OWNER TO postgres;

--
-- Name: dirty; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.dirty (
    link integer NOT NULL,
    key text[] NOT NULL COLLATE pg_catalog."C",
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    by text DEFAULT SESSION_USER NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    truncated boolean DEFAULT false NOT NULL
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_threshold='1000');


ALTER TABLE gsync.dirty OWNER TO postgres;

--
-- Name: granted; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.granted (
    role name NOT NULL,
    kind text NOT NULL,
    object oid NOT NULL,
    privileges text[] NOT NULL,
    CONSTRAINT granted_kind_check CHECK ((kind = ANY (ARRAY['TABLE'::text, 'SEQUENCE'::text, 'SCHEMA'::text])))
);


ALTER TABLE gsync.granted OWNER TO postgres;

--
-- Name: held_deletes; Type: VIEW; Schema: gsync; Owner: postgres
--

CREATE VIEW gsync.held_deletes AS
 SELECT h.id,
    h.at,
    l.name AS link,
        CASE h.side
            WHEN 'sheet'::text THEN 'gone from the sheet'::text
            ELSE 'gone from the table'::text
        END AS what,
    h.rows,
    h.of_rows,
    h.state,
    h.reason,
    h.ended_at,
    gsync.tell_held(h.*, l.name) AS told
   FROM (gsync.held h
     LEFT JOIN gsync.link l ON ((l.id = h.link)));


ALTER TABLE gsync.held_deletes OWNER TO postgres;

--
-- Name: history; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.history (
    id bigint DEFAULT nextval('gsync.log_id'::regclass) NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    link integer NOT NULL,
    row_id text,
    key text[],
    col text,
    old jsonb,
    new jsonb,
    side text NOT NULL,
    who text,
    source text,
    CONSTRAINT history_side_check CHECK ((side = ANY (ARRAY['sheet'::text, 'table'::text])))
);


ALTER TABLE gsync.history OWNER TO postgres;

--
-- Name: installed; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.installed (
    version text NOT NULL,
    digest text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE gsync.installed OWNER TO postgres;

--
-- Name: journal; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.journal (
    uuid uuid NOT NULL,
    applied bigint DEFAULT 0 NOT NULL,
    applied_at timestamp with time zone
);


ALTER TABLE gsync.journal OWNER TO postgres;

--
-- Name: link_id_seq; Type: SEQUENCE; Schema: gsync; Owner: postgres
--

ALTER TABLE gsync.link ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME gsync.link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: log; Type: VIEW; Schema: gsync; Owner: postgres
--

CREATE VIEW gsync.log AS
 SELECT h.id,
    h.at,
    'change'::text AS kind,
    h.link,
    gsync.logfmt(VARIADIC ARRAY['link'::text, l.name, 'row'::text, h.row_id, 'column'::text, h.col, 'from'::text, h.side, 'who'::text, h.who, 'source'::text, h.source]) AS line,
    gsync.logfmt(VARIADIC ARRAY['key'::text, array_to_string(h.key, ','::text), 'old'::text, (h.old)::text, 'new'::text, (h.new)::text]) AS content
   FROM (gsync.history h
     LEFT JOIN gsync.link l ON ((l.id = h.link)))
UNION ALL
 SELECT c.id,
    c.at,
    'conflict'::text AS kind,
    c.link,
    gsync.logfmt(VARIADIC ARRAY['link'::text, l.name, 'row'::text, c.row_id, 'column'::text, c.col, 'winner'::text, c.winner, 'sheet_by'::text, c.sheet_by, 'table_by'::text, c.table_by, 'source'::text, c.source, 'detail'::text, c.detail]) AS line,
    gsync.logfmt(VARIADIC ARRAY['key'::text, array_to_string(c.key, ','::text), 'sheet'::text, (c.sheet_value)::text, 'table'::text, (c.table_value)::text, 'base'::text, (c.base_value)::text]) AS content
   FROM (gsync.conflict c
     LEFT JOIN gsync.link l ON ((l.id = c.link)))
UNION ALL
 SELECT r.id,
    r.at,
    'rejected'::text AS kind,
    r.link,
    gsync.logfmt(VARIADIC ARRAY['link'::text, l.name, 'row'::text, r.row_id, 'column'::text, r.col, 'from'::text, r.side, 'sqlstate'::text, r.sqlstate, 'who'::text, r.who, 'source'::text, r.source]) AS line,
    gsync.logfmt(VARIADIC ARRAY['cells'::text, (r.cells)::text, 'reason'::text, r.reason]) AS content
   FROM (gsync.rejected r
     LEFT JOIN gsync.link l ON ((l.id = r.link)))
UNION ALL
 SELECT h.id,
    h.at,
    'held'::text AS kind,
    h.link,
    gsync.logfmt(VARIADIC ARRAY['link'::text, l.name, 'held'::text, (h.id)::text, 'gone_from'::text, h.side, 'rows'::text, (h.rows)::text, 'of'::text, (h.of_rows)::text, 'reason'::text, h.reason]) AS line,
    NULL::text AS content
   FROM (gsync.held h
     LEFT JOIN gsync.link l ON ((l.id = h.link)))
UNION ALL
 SELECT a.id,
    a.at,
    'action'::text AS kind,
    a.link,
    gsync.logfmt(VARIADIC ARRAY['link'::text, a.name, 'action'::text, a.what, 'who'::text, a.who]) AS line,
    NULL::text AS content
   FROM gsync.action a;


ALTER TABLE gsync.log OWNER TO postgres;

--
-- Name: log_entries; Type: VIEW; Schema: gsync; Owner: postgres
--

CREATE VIEW gsync.log_entries AS
 SELECT e.id,
    e.at,
    e.kind,
    l.name AS link,
    e.key,
    e.col AS "column",
    e.old,
    e.new,
    e.side,
    e.who,
    e.source,
    e.detail,
    e.what
   FROM (( SELECT h.id,
            h.at,
            'change'::text AS kind,
            h.link,
            h.key,
            h.col,
            h.old,
            h.new,
            h.side,
            h.who,
            h.source,
            NULL::text AS detail,
                CASE
                    WHEN (h.col IS NOT NULL) THEN gsync.said_change(h.link, h.col, h.old, h.new)
                    WHEN (h.old IS NULL) THEN ('new row: '::text || gsync.said(h.link, h.col, h.new))
                    WHEN (h.source ~~ 'left the filter%'::text) THEN ('left the filter: '::text || gsync.said(h.link, h.col, h.old))
                    ELSE ('deleted: '::text || gsync.said(h.link, h.col, h.old))
                END AS what
           FROM gsync.history h
        UNION ALL
         SELECT c.id,
            c.at,
            'conflict'::text,
            c.link,
            c.key,
            c.col,
                CASE c.winner
                    WHEN 'sheet'::text THEN c.table_value
                    ELSE c.sheet_value
                END AS sheet_value,
                CASE c.winner
                    WHEN 'sheet'::text THEN c.sheet_value
                    ELSE c.table_value
                END AS table_value,
                CASE c.winner
                    WHEN 'sheet'::text THEN 'sheet'::text
                    ELSE 'table'::text
                END AS "case",
                CASE c.winner
                    WHEN 'sheet'::text THEN c.sheet_by
                    ELSE c.table_by
                END AS table_by,
            c.source,
            c.detail,
            concat(gsync.said(c.link, c.col,
                CASE c.winner
                    WHEN 'sheet'::text THEN c.sheet_value
                    ELSE c.table_value
                END), ' of the ', c.winner, ' won over ', gsync.said(c.link, c.col,
                CASE c.winner
                    WHEN 'sheet'::text THEN c.table_value
                    ELSE c.sheet_value
                END), (' of '::text ||
                CASE c.winner
                    WHEN 'sheet'::text THEN c.table_by
                    ELSE c.sheet_by
                END), (': '::text || c.detail)) AS concat
           FROM gsync.conflict c
        UNION ALL
         SELECT x.id,
            x.at,
            'rejected'::text,
            x.link,
            r.key,
            x.col,
            NULL::jsonb,
                CASE
                    WHEN (x.col IS NULL) THEN x.cells
                    ELSE (x.cells -> x.col)
                END AS "case",
            x.side,
            x.who,
            x.source,
            x.reason,
            concat_ws(': '::text, gsync.said(x.link, x.col,
                CASE
                    WHEN ((x.cells ? x.col) AND ((x.cells - x.col) = '{}'::jsonb)) THEN (x.cells -> x.col)
                    ELSE x.cells
                END), x.reason) AS concat_ws
           FROM (gsync.rejected x
             LEFT JOIN gsync."row" r ON (((r.link = x.link) AND (r.id = x.row_id))))
        UNION ALL
         SELECT h.id,
            h.at,
            'held'::text,
            h.link,
            NULL::text[],
            NULL::text,
            NULL::jsonb,
            NULL::jsonb,
            h.side,
            NULL::text,
            NULL::text,
            h.reason,
            format('number %s: %s of %s rows gone from the %s, %s: %s'::text, h.id, h.rows, h.of_rows, h.side, h.state, h.reason) AS format
           FROM gsync.held h
        UNION ALL
         SELECT a.id,
            a.at,
            'action'::text,
            a.link,
            NULL::text[],
            NULL::text,
            NULL::jsonb,
            NULL::jsonb,
            NULL::text,
            a.who,
            NULL::text,
            NULL::text,
            concat('gsync ', a.what,
                CASE
                    WHEN (a.link IS NULL) THEN (' '::text || a.name)
                    ELSE NULL::text
                END) AS concat
           FROM gsync.action a) e
     LEFT JOIN gsync.link l ON ((l.id = e.link)));


ALTER TABLE gsync.log_entries OWNER TO postgres;

--
-- Name: migration; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.migration (
    version integer NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,
    down text,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE gsync.migration OWNER TO postgres;

--
-- Name: reader; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.reader (
    role name NOT NULL
);


ALTER TABLE gsync.reader OWNER TO postgres;

--
-- Name: rejections; Type: VIEW; Schema: gsync; Owner: postgres
--

CREATE VIEW gsync.rejections AS
 SELECT x.id,
    x.at,
    l.name AS link,
    r.place AS "row",
    array_to_string(r.key, ','::text) AS key,
    x.col AS "column",
    x.side,
    x.cells,
    x.sqlstate,
    x.reason,
    x.who,
    x.source,
    gsync.tell_rejected(x.*, l.name, r.place, r.key) AS told
   FROM ((gsync.rejected x
     LEFT JOIN gsync.link l ON ((l.id = x.link)))
     LEFT JOIN gsync."row" r ON (((r.link = x.link) AND (r.id = x.row_id))));


ALTER TABLE gsync.rejections OWNER TO postgres;

--
-- Name: rekey; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.rekey (
    id bigint NOT NULL,
    link integer NOT NULL,
    old_key text[] NOT NULL,
    new_key text[] NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL
);


ALTER TABLE gsync.rekey OWNER TO postgres;

--
-- Name: rekey_id_seq; Type: SEQUENCE; Schema: gsync; Owner: postgres
--

ALTER TABLE gsync.rekey ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME gsync.rekey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: status; Type: VIEW; Schema: gsync; Owner: postgres
--

CREATE VIEW gsync.status AS
 SELECT l.id,
    l.name,
    l.spreadsheet,
    l.sheet,
    l.title,
    (l.relation)::text AS "table",
    l.policy,
    l.direction,
    l.filter_said AS "where",
    l.credential,
    l.state,
    COALESCE(l.problem, l.column_problem) AS problem,
    ( SELECT count(*) AS count
           FROM gsync."row" r
          WHERE ((r.link = l.id) AND (r.base IS NOT NULL) AND (r.key IS NOT NULL))) AS rows,
    ( SELECT count(*) AS count
           FROM gsync.dirty y
          WHERE (y.link = l.id)) AS waiting,
    ( SELECT min(y.changed_at) AS min
           FROM gsync.dirty y
          WHERE (y.link = l.id)) AS waiting_since,
    l.pub AS published,
    l.unread_state,
    l.sent_at,
    l.scanned_at,
    l.scan_wanted,
    ( SELECT count(*) AS count
           FROM gsync.conflict c
          WHERE ((c.link = l.id) AND (c.ended_at IS NULL))) AS conflicts,
    ( SELECT count(*) AS count
           FROM gsync.rejected x
          WHERE (x.link = l.id)) AS rejected,
    ( SELECT count(*) AS count
           FROM gsync.held h
          WHERE ((h.link = l.id) AND (h.state = 'held'::text))) AS held,
    ( SELECT string_agg(c.name, ', '::text ORDER BY c.name) AS string_agg
           FROM gsync.link_column c
          WHERE ((c.link = l.id) AND (c.place IS NULL))) AS not_in_sheet,
    ( SELECT string_agg(h.h, ', '::text ORDER BY h.n) AS string_agg
           FROM gsync.strange_headers(l.*) h(n, h)) AS not_in_table
   FROM gsync.link l;


ALTER TABLE gsync.status OWNER TO postgres;

--
-- Name: tick; Type: SEQUENCE; Schema: gsync; Owner: postgres
--

CREATE SEQUENCE gsync.tick
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE gsync.tick OWNER TO postgres;

--
-- Name: tombstone; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.tombstone (
    link integer NOT NULL,
    id text NOT NULL,
    key text[],
    until timestamp with time zone DEFAULT (now() + '3 days'::interval) NOT NULL
);


ALTER TABLE gsync.tombstone OWNER TO postgres;

--
-- Name: unsettled; Type: VIEW; Schema: gsync; Owner: postgres
--

CREATE VIEW gsync.unsettled AS
 SELECT l.name AS link,
    y.key,
    'waits to be published'::text AS why
   FROM (gsync.dirty y
     JOIN gsync.link l ON ((l.id = y.link)))
UNION ALL
 SELECT l.name AS link,
    r.key,
    'sent, not read back'::text AS why
   FROM (gsync."row" r
     JOIN gsync.link l ON ((l.id = r.link)))
  WHERE (r.pending_op IS NOT NULL)
UNION ALL
 SELECT l.name AS link,
    r.key,
    'rejected'::text AS why
   FROM (gsync."row" r
     JOIN gsync.link l ON ((l.id = r.link)))
  WHERE (r.rej <> '{}'::jsonb)
UNION ALL
 SELECT l.name AS link,
    r.key,
    'refused by Sheets'::text AS why
   FROM (gsync."row" r
     JOIN gsync.link l ON ((l.id = r.link)))
  WHERE (r.aside <> '{}'::jsonb)
UNION ALL
 SELECT l.name AS link,
    r.key,
    'delete is held'::text AS why
   FROM (gsync."row" r
     JOIN gsync.link l ON ((l.id = r.link)))
  WHERE (r.held IS NOT NULL);


ALTER TABLE gsync.unsettled OWNER TO postgres;

--
-- Name: unsure; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.unsure (
    link integer NOT NULL,
    id text NOT NULL,
    col text NOT NULL,
    value jsonb NOT NULL,
    places jsonb,
    until timestamp with time zone NOT NULL
);


ALTER TABLE gsync.unsure OWNER TO postgres;

--
-- Name: worker; Type: TABLE; Schema: gsync; Owner: postgres
--

CREATE TABLE gsync.worker (
    role name NOT NULL
);


ALTER TABLE gsync.worker OWNER TO postgres;

--
-- Name: items; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.items (
    id integer NOT NULL,
    name text,
    price numeric,
    stock integer
);


ALTER TABLE public.items OWNER TO postgres;

--
-- Name: log; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.log (
    id integer NOT NULL,
    what text
);


ALTER TABLE public.log OWNER TO postgres;

--
-- Data for Name: action; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.action (id, at, link, name, what, who) FROM stdin;
1	2026-11-23 01:14:47.482023+00	2	items	link tab 0 of 1gOz2MQNpPDt4Ojluex_po2WHYPVNiyNMP5OWdy48z_o with table items	postgres
64	2026-11-23 01:14:49.920089+00	4	log	link tab 589116149 of 1gOz2MQNpPDt4Ojluex_po2WHYPVNiyNMP5OWdy48z_o with table log	postgres
\.


--
-- Data for Name: bin; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.bin (id, at, link, key, by, cells) FROM stdin;
1	2026-11-23 01:14:51.447531+00	4	{0}	postgres	{"id":0,"what":"entry 0"}
2	2026-11-23 01:14:51.447796+00	4	{1}	postgres	{"id":1,"what":"entry 1"}
3	2026-11-23 01:14:51.447824+00	4	{2}	postgres	{"id":2,"what":"entry 2"}
4	2026-11-23 01:14:51.447829+00	4	{3}	postgres	{"id":3,"what":"entry 3"}
5	2026-11-23 01:14:51.447833+00	4	{4}	postgres	{"id":4,"what":"entry 4"}
6	2026-11-23 01:14:51.44784+00	4	{5}	postgres	{"id":5,"what":"entry 5"}
7	2026-11-23 01:14:51.447844+00	4	{6}	postgres	{"id":6,"what":"entry 6"}
8	2026-11-23 01:14:51.447847+00	4	{7}	postgres	{"id":7,"what":"entry 7"}
9	2026-11-23 01:14:51.44785+00	4	{8}	postgres	{"id":8,"what":"entry 8"}
10	2026-11-23 01:14:51.447854+00	4	{9}	postgres	{"id":9,"what":"entry 9"}
11	2026-11-23 01:14:51.447858+00	4	{10}	postgres	{"id":10,"what":"entry 10"}
12	2026-11-23 01:14:51.447861+00	4	{11}	postgres	{"id":11,"what":"entry 11"}
13	2026-11-23 01:14:51.447865+00	4	{12}	postgres	{"id":12,"what":"entry 12"}
14	2026-11-23 01:14:51.447869+00	4	{13}	postgres	{"id":13,"what":"entry 13"}
15	2026-11-23 01:14:51.447872+00	4	{14}	postgres	{"id":14,"what":"entry 14"}
16	2026-11-23 01:14:51.447876+00	4	{15}	postgres	{"id":15,"what":"entry 15"}
17	2026-11-23 01:14:51.447879+00	4	{16}	postgres	{"id":16,"what":"entry 16"}
18	2026-11-23 01:14:51.447883+00	4	{17}	postgres	{"id":17,"what":"entry 17"}
19	2026-11-23 01:14:51.447889+00	4	{18}	postgres	{"id":18,"what":"entry 18"}
20	2026-11-23 01:14:51.447893+00	4	{19}	postgres	{"id":19,"what":"entry 19"}
21	2026-11-23 01:14:51.447897+00	4	{20}	postgres	{"id":20,"what":"entry 20"}
22	2026-11-23 01:14:51.4479+00	4	{21}	postgres	{"id":21,"what":"entry 21"}
23	2026-11-23 01:14:51.447904+00	4	{22}	postgres	{"id":22,"what":"entry 22"}
24	2026-11-23 01:14:51.447908+00	4	{23}	postgres	{"id":23,"what":"entry 23"}
25	2026-11-23 01:14:51.447911+00	4	{24}	postgres	{"id":24,"what":"entry 24"}
26	2026-11-23 01:14:51.447915+00	4	{25}	postgres	{"id":25,"what":"entry 25"}
27	2026-11-23 01:14:51.447919+00	4	{26}	postgres	{"id":26,"what":"entry 26"}
28	2026-11-23 01:14:51.447922+00	4	{27}	postgres	{"id":27,"what":"entry 27"}
29	2026-11-23 01:14:51.447926+00	4	{28}	postgres	{"id":28,"what":"entry 28"}
30	2026-11-23 01:14:51.44793+00	4	{29}	postgres	{"id":29,"what":"entry 29"}
31	2026-11-23 01:14:53.042615+00	2	{30}	postgres	{"id":30,"name":"item 30","price":41.25,"stock":10}
\.


--
-- Data for Name: conflict; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.conflict (id, at, link, row_id, key, col, winner, sheet_value, table_value, base_value, sheet_by, sheet_at, table_by, table_at, source, detail, exact, ended_at, ended_by, ended_as) FROM stdin;
97	2026-11-23 01:14:52.288942+00	2	3QU2-VFoTtq7EhcE	{8}	name	sheet	"typed at the same time"	"of the table"	"item 8"	owner@example.org	2026-11-23 01:14:51.83+00	postgres	2026-11-23 01:14:51.821155+00	event 10	\N	"of the table"	\N	\N	\N
\.


--
-- Data for Name: dirty; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.dirty (link, key, changed_at, by, xid, truncated) FROM stdin;
2	{30}	2026-11-23 01:14:53.042041+00	postgres	834	f
\.


--
-- Data for Name: granted; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.granted (role, kind, object, privileges) FROM stdin;
gsync_worker	TABLE	16386	{SELECT,INSERT,UPDATE,DELETE}
gsync_reader	TABLE	16386	{SELECT}
gsync_worker	TABLE	17437	{SELECT,INSERT,UPDATE,DELETE}
gsync_reader	TABLE	17437	{SELECT}
\.


--
-- Data for Name: held; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.held (id, at, link, side, rows, of_rows, state, reason, ended_at) FROM stdin;
95	2026-11-23 01:14:51.633533+00	4	table	30	30	held	the table was emptied by TRUNCATE	\N
\.


--
-- Data for Name: history; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.history (id, at, link, row_id, key, col, old, new, side, who, source) FROM stdin;
2	2026-11-23 01:14:48.914225+00	2	J67NkMmSSjenKtiu	{56}	\N	\N	{"id": 56, "name": "item 56", "price": 77, "stock": 42}	sheet	\N	scan 3
3	2026-11-23 01:14:48.914407+00	2	AVJQElQ0RsSqsfDh	{57}	\N	\N	{"id": 57, "name": "item 57", "price": 78.38, "stock": 49}	sheet	\N	scan 3
4	2026-11-23 01:14:48.914417+00	2	EYXtX8tCTBKYMKvS	{58}	\N	\N	{"id": 58, "name": "item 58", "price": 79.75, "stock": 6}	sheet	\N	scan 3
5	2026-11-23 01:14:48.914427+00	2	3QU2-VFoTtq7EhcE	{8}	\N	\N	{"id": 8, "name": "item 8", "price": 11, "stock": 6}	sheet	\N	scan 3
6	2026-11-23 01:14:48.914431+00	2	oaMtQ_v4RBqIZNIi	{9}	\N	\N	{"id": 9, "name": "item 9", "price": 12.38, "stock": 13}	sheet	\N	scan 3
7	2026-11-23 01:14:48.914434+00	2	Oy-O8yudSf62Mid_	{10}	\N	\N	{"id": 10, "name": "item 10", "price": 13.75, "stock": 20}	sheet	\N	scan 3
8	2026-11-23 01:14:48.914438+00	2	1MoOTA3aTpK1RRg_	{11}	\N	\N	{"id": 11, "name": "item 11", "price": 15.13, "stock": 27}	sheet	\N	scan 3
9	2026-11-23 01:14:48.914442+00	2	elxha0O9QAyy6w7m	{30}	\N	\N	{"id": 30, "name": "item 30", "price": 41.25, "stock": 10}	sheet	\N	scan 3
10	2026-11-23 01:14:48.914445+00	2	osR0FAldTWiUGRJq	{31}	\N	\N	{"id": 31, "name": "item 31", "price": 42.63, "stock": 17}	sheet	\N	scan 3
11	2026-11-23 01:14:48.914448+00	2	5QtLRka7QMOGUGnt	{32}	\N	\N	{"id": 32, "name": "item 32", "price": 44, "stock": 24}	sheet	\N	scan 3
12	2026-11-23 01:14:48.914451+00	2	6r8JSjE2S72mmlZF	{33}	\N	\N	{"id": 33, "name": "item 33", "price": 45.38, "stock": 31}	sheet	\N	scan 3
13	2026-11-23 01:14:48.914455+00	2	dWRDKh60RgicP_LM	{52}	\N	\N	{"id": 52, "name": "item 52", "price": 71.5, "stock": 14}	sheet	\N	scan 3
14	2026-11-23 01:14:48.914459+00	2	vYAM44AMRk-DojpV	{53}	\N	\N	{"id": 53, "name": "item 53", "price": 72.88, "stock": 21}	sheet	\N	scan 3
15	2026-11-23 01:14:48.914461+00	2	tH0Jj5K_QZWzC39D	{54}	\N	\N	{"id": 54, "name": "item 54", "price": 74.25, "stock": 28}	sheet	\N	scan 3
16	2026-11-23 01:14:48.914467+00	2	nK4iiJXzSXaAcmWR	{55}	\N	\N	{"id": 55, "name": "item 55", "price": 75.63, "stock": 35}	sheet	\N	scan 3
17	2026-11-23 01:14:48.91447+00	2	LQy2eSTCQ8CLZlct	{1}	\N	\N	{"id": 1, "name": "item 1", "price": 1.38, "stock": 7}	sheet	\N	scan 3
18	2026-11-23 01:14:48.914473+00	2	BKzkgIzTQY2jpT4I	{2}	\N	\N	{"id": 2, "name": "item 2", "price": 2.75, "stock": 14}	sheet	\N	scan 3
19	2026-11-23 01:14:48.914476+00	2	NKQjJ01kTR-bnQSU	{3}	\N	\N	{"id": 3, "name": "item 3", "price": 4.13, "stock": 21}	sheet	\N	scan 3
20	2026-11-23 01:14:48.914479+00	2	uz_UDaRGTqaSsT4H	{4}	\N	\N	{"id": 4, "name": "item 4", "price": 5.5, "stock": 28}	sheet	\N	scan 3
21	2026-11-23 01:14:48.914483+00	2	GTW4vJ7BQiuFUqRW	{12}	\N	\N	{"id": 12, "name": "item 12", "price": 16.5, "stock": 34}	sheet	\N	scan 3
22	2026-11-23 01:14:48.914486+00	2	w2YnmDW2QyCOMsvQ	{13}	\N	\N	{"id": 13, "name": "item 13", "price": 17.88, "stock": 41}	sheet	\N	scan 3
23	2026-11-23 01:14:48.914489+00	2	sQeX6NuXReaMc5qG	{14}	\N	\N	{"id": 14, "name": "item 14", "price": 19.25, "stock": 48}	sheet	\N	scan 3
24	2026-11-23 01:14:48.914492+00	2	AGiyhRTOTE6NXjvB	{15}	\N	\N	{"id": 15, "name": "item 15", "price": 20.63, "stock": 5}	sheet	\N	scan 3
25	2026-11-23 01:14:48.914495+00	2	YUS7bWG9Rz-diPJa	{16}	\N	\N	{"id": 16, "name": "item 16", "price": 22, "stock": 12}	sheet	\N	scan 3
26	2026-11-23 01:14:48.914498+00	2	fO4dRE73QK-4XT65	{17}	\N	\N	{"id": 17, "name": "item 17", "price": 23.38, "stock": 19}	sheet	\N	scan 3
27	2026-11-23 01:14:48.914503+00	2	x7ozvW1yR4OHRhB4	{23}	\N	\N	{"id": 23, "name": "item 23", "price": 31.63, "stock": 11}	sheet	\N	scan 3
28	2026-11-23 01:14:48.914507+00	2	YqNonoEMTTik58ge	{24}	\N	\N	{"id": 24, "name": "item 24", "price": 33, "stock": 18}	sheet	\N	scan 3
29	2026-11-23 01:14:48.91451+00	2	vQoPNbCxS5ekmpEv	{25}	\N	\N	{"id": 25, "name": "item 25", "price": 34.38, "stock": 25}	sheet	\N	scan 3
30	2026-11-23 01:14:48.914513+00	2	mCdSbV9rRYiBZUYR	{26}	\N	\N	{"id": 26, "name": "item 26", "price": 35.75, "stock": 32}	sheet	\N	scan 3
31	2026-11-23 01:14:48.914516+00	2	u6SYAW4dRQagGuCI	{27}	\N	\N	{"id": 27, "name": "item 27", "price": 37.13, "stock": 39}	sheet	\N	scan 3
32	2026-11-23 01:14:48.914519+00	2	afRfaZR5R--JQDnh	{28}	\N	\N	{"id": 28, "name": "item 28", "price": 38.5, "stock": 46}	sheet	\N	scan 3
33	2026-11-23 01:14:48.914522+00	2	4Ubc35EQR5KF9DFN	{34}	\N	\N	{"id": 34, "name": "item 34", "price": 46.75, "stock": 38}	sheet	\N	scan 3
34	2026-11-23 01:14:48.914526+00	2	XwscpSZFQXCiiSaO	{35}	\N	\N	{"id": 35, "name": "item 35", "price": 48.13, "stock": 45}	sheet	\N	scan 3
35	2026-11-23 01:14:48.914529+00	2	YsZhtlk5TEaAJxwk	{36}	\N	\N	{"id": 36, "name": "item 36", "price": 49.5, "stock": 2}	sheet	\N	scan 3
36	2026-11-23 01:14:48.914532+00	2	mMbS03vXR8uVkyuF	{37}	\N	\N	{"id": 37, "name": "item 37", "price": 50.88, "stock": 9}	sheet	\N	scan 3
37	2026-11-23 01:14:48.914538+00	2	Cgmcp49pT7q4xYLx	{38}	\N	\N	{"id": 38, "name": "item 38", "price": 52.25, "stock": 16}	sheet	\N	scan 3
38	2026-11-23 01:14:48.914541+00	2	BcAA9KFASU-S6LFJ	{39}	\N	\N	{"id": 39, "name": "item 39", "price": 53.63, "stock": 23}	sheet	\N	scan 3
39	2026-11-23 01:14:48.914544+00	2	BWhZNcRRRl-CQuHY	{45}	\N	\N	{"id": 45, "name": "item 45", "price": 61.88, "stock": 15}	sheet	\N	scan 3
40	2026-11-23 01:14:48.914548+00	2	SkvTdw_SR4SqipAz	{46}	\N	\N	{"id": 46, "name": "item 46", "price": 63.25, "stock": 22}	sheet	\N	scan 3
41	2026-11-23 01:14:48.914551+00	2	NLeZzuF7QU6Bo0zD	{47}	\N	\N	{"id": 47, "name": "item 47", "price": 64.63, "stock": 29}	sheet	\N	scan 3
42	2026-11-23 01:14:48.914554+00	2	UkN-OoCyRYCQVELK	{48}	\N	\N	{"id": 48, "name": "item 48", "price": 66, "stock": 36}	sheet	\N	scan 3
43	2026-11-23 01:14:48.914928+00	2	uNrNeZG_S9ikcesE	{49}	\N	\N	{"id": 49, "name": "item 49", "price": 67.38, "stock": 43}	sheet	\N	scan 3
44	2026-11-23 01:14:48.914932+00	2	eO9AP6CSSkezi_2d	{50}	\N	\N	{"id": 50, "name": "item 50", "price": 68.75, "stock": 0}	sheet	\N	scan 3
45	2026-11-23 01:14:48.914936+00	2	SSz0FMPZTKeDqsEn	{59}	\N	\N	{"id": 59, "name": "item 59", "price": 81.13, "stock": 13}	sheet	\N	scan 3
46	2026-11-23 01:14:48.914939+00	2	FE7_PypeQ2GUi5DK	{60}	\N	\N	{"id": 60, "name": "item 60", "price": 82.5, "stock": 20}	sheet	\N	scan 3
47	2026-11-23 01:14:48.914942+00	2	P-ixfK5RSGOcGIjR	{7}	\N	\N	{"id": 7, "name": "item 7", "price": 9.63, "stock": 49}	sheet	\N	scan 3
48	2026-11-23 01:14:48.914949+00	2	CydEFhekR_C_M6Aq	{18}	\N	\N	{"id": 18, "name": "item 18", "price": 24.75, "stock": 26}	sheet	\N	scan 3
49	2026-11-23 01:14:48.914952+00	2	LCYVKBgYQKyqpvm4	{19}	\N	\N	{"id": 19, "name": "item 19", "price": 26.13, "stock": 33}	sheet	\N	scan 3
50	2026-11-23 01:14:48.914955+00	2	-Fp-dX9iQZ-JGNRm	{20}	\N	\N	{"id": 20, "name": "item 20", "price": 27.5, "stock": 40}	sheet	\N	scan 3
51	2026-11-23 01:14:48.914958+00	2	Ou0DePh3Sg2dS1Zb	{21}	\N	\N	{"id": 21, "name": "item 21", "price": 28.88, "stock": 47}	sheet	\N	scan 3
52	2026-11-23 01:14:48.914961+00	2	Q3FMweXPRReOpx11	{22}	\N	\N	{"id": 22, "name": "item 22", "price": 30.25, "stock": 4}	sheet	\N	scan 3
53	2026-11-23 01:14:48.914964+00	2	SWUPiHhmRS-lvEZg	{29}	\N	\N	{"id": 29, "name": "item 29", "price": 39.88, "stock": 3}	sheet	\N	scan 3
54	2026-11-23 01:14:48.914968+00	2	gimJ-d8lS9yseHu3	{40}	\N	\N	{"id": 40, "name": "item 40", "price": 55, "stock": 30}	sheet	\N	scan 3
55	2026-11-23 01:14:48.914971+00	2	Vg1dkaJzRfyXvCGB	{41}	\N	\N	{"id": 41, "name": "item 41", "price": 56.38, "stock": 37}	sheet	\N	scan 3
56	2026-11-23 01:14:48.914974+00	2	KT_R_o1wSEyY0FQp	{42}	\N	\N	{"id": 42, "name": "item 42", "price": 57.75, "stock": 44}	sheet	\N	scan 3
57	2026-11-23 01:14:48.914977+00	2	hGJfzmwpRNSPhbNz	{43}	\N	\N	{"id": 43, "name": "item 43", "price": 59.13, "stock": 1}	sheet	\N	scan 3
58	2026-11-23 01:14:48.914983+00	2	30ZzE8EGRo6EcENj	{44}	\N	\N	{"id": 44, "name": "item 44", "price": 60.5, "stock": 8}	sheet	\N	scan 3
59	2026-11-23 01:14:48.914986+00	2	6pjxXF4lRvKr2n9e	{51}	\N	\N	{"id": 51, "name": "item 51", "price": 70.13, "stock": 7}	sheet	\N	scan 3
60	2026-11-23 01:14:48.914989+00	2	hVWDD3AeTlCLgTwn	{5}	\N	\N	{"id": 5, "name": "item 5", "price": 6.88, "stock": 35}	sheet	\N	scan 3
61	2026-11-23 01:14:48.914992+00	2	yLHmz_1CRViGe_yY	{6}	\N	\N	{"id": 6, "name": "item 6", "price": 8.25, "stock": 42}	sheet	\N	scan 3
62	2026-11-23 01:14:49.417401+00	2	LQy2eSTCQ8CLZlct	{1}	name	"item 1"	"an ordinary edit"	sheet	owner@example.org	event 4
65	2026-11-23 01:14:50.272516+00	4	CjnuvhhcRnim56CS	{0}	\N	\N	{"id": 0, "what": "entry 0"}	sheet	\N	scan 8
66	2026-11-23 01:14:50.272548+00	4	6oXjn6enTJqxfxuZ	{1}	\N	\N	{"id": 1, "what": "entry 1"}	sheet	\N	scan 8
67	2026-11-23 01:14:50.272554+00	4	j5At6U8aQ3mTrJH8	{2}	\N	\N	{"id": 2, "what": "entry 2"}	sheet	\N	scan 8
68	2026-11-23 01:14:50.272558+00	4	Y20q_ntCTTmRssy9	{3}	\N	\N	{"id": 3, "what": "entry 3"}	sheet	\N	scan 8
69	2026-11-23 01:14:50.272565+00	4	68CmME1sRBiCRhWq	{11}	\N	\N	{"id": 11, "what": "entry 11"}	sheet	\N	scan 8
70	2026-11-23 01:14:50.272569+00	4	KPFNZ-gzScuPmIFC	{12}	\N	\N	{"id": 12, "what": "entry 12"}	sheet	\N	scan 8
71	2026-11-23 01:14:50.272572+00	4	CU-8oM4qQLa2Jp8S	{13}	\N	\N	{"id": 13, "what": "entry 13"}	sheet	\N	scan 8
72	2026-11-23 01:14:50.272575+00	4	A7vypdVBRDuOp1r9	{14}	\N	\N	{"id": 14, "what": "entry 14"}	sheet	\N	scan 8
73	2026-11-23 01:14:50.272578+00	4	eju8KVBjRumSHJlG	{15}	\N	\N	{"id": 15, "what": "entry 15"}	sheet	\N	scan 8
74	2026-11-23 01:14:50.272582+00	4	KfcOav_sRmu3P4Jj	{16}	\N	\N	{"id": 16, "what": "entry 16"}	sheet	\N	scan 8
75	2026-11-23 01:14:50.272591+00	4	UMxONHkfQpyEJTpK	{17}	\N	\N	{"id": 17, "what": "entry 17"}	sheet	\N	scan 8
76	2026-11-23 01:14:50.272594+00	4	dr53Cq43SAun7syx	{18}	\N	\N	{"id": 18, "what": "entry 18"}	sheet	\N	scan 8
77	2026-11-23 01:14:50.272597+00	4	6k2W0PF5RRikyMR9	{4}	\N	\N	{"id": 4, "what": "entry 4"}	sheet	\N	scan 8
78	2026-11-23 01:14:50.272601+00	4	FurpqGa6SvaLvtK5	{8}	\N	\N	{"id": 8, "what": "entry 8"}	sheet	\N	scan 8
79	2026-11-23 01:14:50.272604+00	4	JjyHzsShR1uvWZ1U	{9}	\N	\N	{"id": 9, "what": "entry 9"}	sheet	\N	scan 8
80	2026-11-23 01:14:50.272607+00	4	qevFebSvQU--c6gG	{10}	\N	\N	{"id": 10, "what": "entry 10"}	sheet	\N	scan 8
81	2026-11-23 01:14:50.27261+00	4	qHGTxX7ySI6zcvIK	{22}	\N	\N	{"id": 22, "what": "entry 22"}	sheet	\N	scan 8
82	2026-11-23 01:14:50.272613+00	4	han2fQSjSRW0X-hL	{23}	\N	\N	{"id": 23, "what": "entry 23"}	sheet	\N	scan 8
83	2026-11-23 01:14:50.272616+00	4	gKrEKzflSBaMnQER	{24}	\N	\N	{"id": 24, "what": "entry 24"}	sheet	\N	scan 8
84	2026-11-23 01:14:50.27262+00	4	j7dYsSf-SL6asUTO	{25}	\N	\N	{"id": 25, "what": "entry 25"}	sheet	\N	scan 8
85	2026-11-23 01:14:50.272623+00	4	dnH09nx1SY25hUU7	{26}	\N	\N	{"id": 26, "what": "entry 26"}	sheet	\N	scan 8
86	2026-11-23 01:14:50.272626+00	4	q4huYnvrTWivZ85f	{27}	\N	\N	{"id": 27, "what": "entry 27"}	sheet	\N	scan 8
87	2026-11-23 01:14:50.272632+00	4	oLdFl5aPSHaSgTns	{28}	\N	\N	{"id": 28, "what": "entry 28"}	sheet	\N	scan 8
88	2026-11-23 01:14:50.272635+00	4	nC_q3ku7S9WcOOar	{29}	\N	\N	{"id": 29, "what": "entry 29"}	sheet	\N	scan 8
89	2026-11-23 01:14:50.272672+00	4	mh26-hL5SNO_6r1B	{19}	\N	\N	{"id": 19, "what": "entry 19"}	sheet	\N	scan 8
90	2026-11-23 01:14:50.272677+00	4	rBpcC6b-Rl2XA47Y	{20}	\N	\N	{"id": 20, "what": "entry 20"}	sheet	\N	scan 8
91	2026-11-23 01:14:50.27268+00	4	OX-gLj3ESTmDR5pT	{21}	\N	\N	{"id": 21, "what": "entry 21"}	sheet	\N	scan 8
92	2026-11-23 01:14:50.272683+00	4	umyMKUBpTDOZmBoi	{5}	\N	\N	{"id": 5, "what": "entry 5"}	sheet	\N	scan 8
93	2026-11-23 01:14:50.272686+00	4	Erf0sBteT7OYUTYO	{6}	\N	\N	{"id": 6, "what": "entry 6"}	sheet	\N	scan 8
94	2026-11-23 01:14:50.272697+00	4	FpRWn0C2RVex4mlN	{7}	\N	\N	{"id": 7, "what": "entry 7"}	sheet	\N	scan 8
96	2026-11-23 01:14:51.785182+00	2	uz_UDaRGTqaSsT4H	{4}	name	"item 4"	"of the sheet"	sheet	owner@example.org	event 9
98	2026-11-23 01:14:52.289464+00	2	3QU2-VFoTtq7EhcE	{8}	name	"of the table"	"typed at the same time"	sheet	owner@example.org	event 10
99	2026-11-23 01:14:52.930669+00	2	-Fp-dX9iQZ-JGNRm	{20}	name	"item 20"	"pending"	table	postgres	transaction 826, publish 3
\.


--
-- Data for Name: installed; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.installed (version, digest, at) FROM stdin;
0.1.0	e763843ef1ddefb3	2026-11-23 01:14:46.594877+00
\.


--
-- Data for Name: journal; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.journal (uuid, applied, applied_at) FROM stdin;
620a9cc7-1f50-4e04-8566-7111dbae0fba	10	2026-11-23 01:14:51.979146+00
\.


--
-- Data for Name: link; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.link (id, name, spreadsheet, sheet, relation, key_columns, credential, policy, direction, filter, filter_said, state, problem, problem_at, time_zone, locale, title, search_path, pub, unread, given_up, late, clean_pub, unread_state, sent_at, whole, ids_seen, id_place, strays_after, weighed, claimed_to, planned, complete, created, shaped_as, altered, max_delete_rows, max_delete_share, scan_wanted, scanned_at, looked_at, prepared_at, chosen, has_formats, add_columns, column_problem, header, sent_places, landed_places, pin, pinned, pins_refused_at, mend, created_at) FROM stdin;
2	items	1gOz2MQNpPDt4Ojluex_po2WHYPVNiyNMP5OWdy48z_o	0	public.items	{id}		sheet	both	\N	\N	ready	\N	\N	Etc/GMT	en_US	items	"$user", public	3	3	\N	\N	2	sent	2026-11-23 01:14:52.840193+00	f	1b47e06b233c87a4	5	\N	0	21	\N	90	\N	Etc/GMT en_US 726 726 726 726|16386/|16391.726|f|in 2200	f	100	0.1	\N	2026-11-23 01:14:50.701553+00	2026-11-23 01:14:52.840193+00	2026-11-23 01:14:48.377458+00	f	t	f	\N	["id", "name", "price", "stock", "_gsync_id"]	{"": 5, "id": 1, "name": 2, "price": 3, "stock": 4}	\N	mbWzbC63QvWu	t	\N	\N	2026-11-23 01:14:47.408922+00
4	log	1gOz2MQNpPDt4Ojluex_po2WHYPVNiyNMP5OWdy48z_o	589116149	public.log	{id}		sheet	both	\N	\N	ready	\N	\N	Etc/GMT	en_US	log	"$user", public	1	\N	\N	\N	1	\N	2026-11-23 01:14:50.325979+00	f	c2abe03248761190	3	\N	0	1	\N	90	\N	Etc/GMT en_US 761 761|17501/|17442.761|f|in 2200	f	100	0.1	\N	2026-11-23 01:14:52.091464+00	2026-11-23 01:14:52.091464+00	2026-11-23 01:14:50.074327+00	f	t	f	\N	["id", "what", "_gsync_id"]	{"": 3, "id": 1, "what": 2}	{"": 3, "id": 1, "what": 2}	hApDRqGcTlS9	t	\N	\N	2026-11-23 01:14:49.837177+00
\.


--
-- Data for Name: link_column; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.link_column (link, name, header, place, in_key, direction, attnum, pin, pinned) FROM stdin;
2	id	id	1	t	\N	1	BJb7Cs7kSJaN	t
2	name	name	2	f	\N	2	C3rPpci-Teep	t
2	price	price	3	f	\N	3	ETTN_RtzRGi0	t
2	stock	stock	4	f	\N	4	qkdHJHaWSk2s	t
4	id	id	1	t	\N	1	jvcLqsCyTJ2p	t
4	what	what	2	f	\N	2	MHs2bypPSdqB	t
\.


--
-- Data for Name: link_shape; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.link_shape (link, n, name, in_key, kind, type, full_type, not_null, read_only, default_sql, encode, decode, fine, key_text, example) FROM stdin;
2	1	id	t	integer	integer	integer	t	f	\N	to_jsonb({x})	(CASE jsonb_typeof({x}) WHEN 'string' THEN gsync.to_number({x} #>> '{}', '.') ELSE {x} #>> '{}' END)::integer	({x} IS NULL OR {x} = 'null' OR CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric BETWEEN -2147483648 AND 2147483647 AND {x}::numeric % 1 = 0 ELSE false END)	{x}::text	1234.5
2	2	name	f	text	text	text	f	f	\N	to_jsonb(nullif({x}::text, ''))	(CASE jsonb_typeof({x}) WHEN 'boolean' THEN upper({x} #>> '{}') ELSE {x} #>> '{}' END)	({x} IS NULL OR {x} = 'null' OR strpos({x} #>> '{}', U&'\\FDD0') = 0)	{x}::text	1234.5
2	3	price	f	numeric	numeric	numeric	f	f	\N	CASE WHEN {x} = 0 OR abs({x}) BETWEEN 1e-307 AND 1e308 THEN to_jsonb({x}::float8) ELSE to_jsonb({x}::text) END	(CASE jsonb_typeof({x}) WHEN 'string' THEN gsync.to_number({x} #>> '{}', '.') ELSE {x} #>> '{}' END)::numeric	({x} IS NULL OR {x} = 'null' OR jsonb_typeof({x}) = 'number')	{x}::text	1234.5
2	4	stock	f	integer	integer	integer	f	f	\N	to_jsonb({x})	(CASE jsonb_typeof({x}) WHEN 'string' THEN gsync.to_number({x} #>> '{}', '.') ELSE {x} #>> '{}' END)::integer	({x} IS NULL OR {x} = 'null' OR CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric BETWEEN -2147483648 AND 2147483647 AND {x}::numeric % 1 = 0 ELSE false END)	{x}::text	1234.5
4	1	id	t	integer	integer	integer	t	f	\N	to_jsonb({x})	(CASE jsonb_typeof({x}) WHEN 'string' THEN gsync.to_number({x} #>> '{}', '.') ELSE {x} #>> '{}' END)::integer	({x} IS NULL OR {x} = 'null' OR CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric BETWEEN -2147483648 AND 2147483647 AND {x}::numeric % 1 = 0 ELSE false END)	{x}::text	1234.5
4	2	what	f	text	text	text	f	f	\N	to_jsonb(nullif({x}::text, ''))	(CASE jsonb_typeof({x}) WHEN 'boolean' THEN upper({x} #>> '{}') ELSE {x} #>> '{}' END)	({x} IS NULL OR {x} = 'null' OR strpos({x} #>> '{}', U&'\\FDD0') = 0)	{x}::text	1234.5
\.


--
-- Data for Name: migration; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.migration (version, name, digest, down, applied_at) FROM stdin;
1	first	1193dab5a180176e1d23b02d03cc83b819bb6e48c7c9753be386166a9cadfd7b	\N	2026-11-23 01:14:46.594877+00
\.


--
-- Data for Name: note; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.note (link, id, col, want, have, sent, said) FROM stdin;
2	BKzkgIzTQY2jpT4I	price	gsync: "not a price" is not a number. Write it as 1234.5.\nCorrect it here: that is enough, and this note goes away.	gsync: "not a price" is not a number. Write it as 1234.5.\nCorrect it here: that is enough, and this note goes away.	f	gsync: "not a price" is not a number. Write it as 1234.5.\nCorrect it here: that is enough, and this note goes away.
\.


--
-- Data for Name: reader; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.reader (role) FROM stdin;
gsync_reader
\.


--
-- Data for Name: rejected; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.rejected (id, at, link, row_id, col, side, cells, sqlstate, reason, who, source, body, tries, tried_at) FROM stdin;
63	2026-11-23 01:14:49.478561+00	2	BKzkgIzTQY2jpT4I	price	sheet	{"price": "not a price"}	22P02	"not a price" is not a number. Write it as 1234.5.	owner@example.org	event 5	\N	0	\N
\.


--
-- Data for Name: rekey; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.rekey (id, link, old_key, new_key, xid) FROM stdin;
\.


--
-- Data for Name: row; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync."row" (link, id, key, keyed, base, place, has_id, ver, seq, written, replaced, born, pending, pending_op, pending_place, landed_place, rej, against, aside, blot, away, formulas, doomed, held, missed, vain, may_delete, touched, changed_at, changed_by) FROM stdin;
2	3QU2-VFoTtq7EhcE	{8}	4	{"id": 8, "name": "typed at the same time", "price": 11, "stock": 6}	9	t	4	1795396487665	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	94	\N	\N
2	-Fp-dX9iQZ-JGNRm	{20}	49	{"id": 20, "name": "item 20", "price": 27.5, "stock": 40}	21	t	4	0	{"name": 3}	{}	\N	{"name": ["pending", null]}	update	21	21	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	49	2026-11-23 01:14:52.796187+00	postgres
2	1MoOTA3aTpK1RRg_	{11}	7	{"id": 11, "name": "item 11", "price": 15.13, "stock": 27}	12	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	7	\N	\N
2	30ZzE8EGRo6EcENj	{44}	57	{"id": 44, "name": "item 44", "price": 60.5, "stock": 8}	45	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	57	\N	\N
2	GTW4vJ7BQiuFUqRW	{12}	20	{"id": 12, "name": "item 12", "price": 16.5, "stock": 34}	13	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	20	\N	\N
2	4Ubc35EQR5KF9DFN	{34}	32	{"id": 34, "name": "item 34", "price": 46.75, "stock": 38}	35	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	32	\N	\N
2	5QtLRka7QMOGUGnt	{32}	10	{"id": 32, "name": "item 32", "price": 44, "stock": 24}	33	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	10	\N	\N
2	6pjxXF4lRvKr2n9e	{51}	58	{"id": 51, "name": "item 51", "price": 70.13, "stock": 7}	52	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	58	\N	\N
2	6r8JSjE2S72mmlZF	{33}	11	{"id": 33, "name": "item 33", "price": 45.38, "stock": 31}	34	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	11	\N	\N
2	AGiyhRTOTE6NXjvB	{15}	23	{"id": 15, "name": "item 15", "price": 20.63, "stock": 5}	16	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	23	\N	\N
2	AVJQElQ0RsSqsfDh	{57}	2	{"id": 57, "name": "item 57", "price": 78.38, "stock": 49}	58	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	2	\N	\N
2	BKzkgIzTQY2jpT4I	{2}	17	{"id": 2, "name": "item 2", "price": 2.75, "stock": 14}	3	t	4	1795396487661	{}	{}	\N	\N	\N	\N	\N	{"price": "not a price"}	{"price": 2.75}	{}	{}	{}	{}	f	\N	0	0	f	62	\N	\N
2	BWhZNcRRRl-CQuHY	{45}	38	{"id": 45, "name": "item 45", "price": 61.88, "stock": 15}	46	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	38	\N	\N
2	BcAA9KFASU-S6LFJ	{39}	37	{"id": 39, "name": "item 39", "price": 53.63, "stock": 23}	40	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	37	\N	\N
2	Cgmcp49pT7q4xYLx	{38}	36	{"id": 38, "name": "item 38", "price": 52.25, "stock": 16}	39	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	36	\N	\N
2	CydEFhekR_C_M6Aq	{18}	47	{"id": 18, "name": "item 18", "price": 24.75, "stock": 26}	19	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	47	\N	\N
2	EYXtX8tCTBKYMKvS	{58}	3	{"id": 58, "name": "item 58", "price": 79.75, "stock": 6}	59	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	3	\N	\N
2	FE7_PypeQ2GUi5DK	{60}	45	{"id": 60, "name": "item 60", "price": 82.5, "stock": 20}	61	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	45	\N	\N
2	J67NkMmSSjenKtiu	{56}	1	{"id": 56, "name": "item 56", "price": 77, "stock": 42}	57	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	1	\N	\N
2	KT_R_o1wSEyY0FQp	{42}	55	{"id": 42, "name": "item 42", "price": 57.75, "stock": 44}	43	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	55	\N	\N
2	LCYVKBgYQKyqpvm4	{19}	48	{"id": 19, "name": "item 19", "price": 26.13, "stock": 33}	20	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	48	\N	\N
2	LQy2eSTCQ8CLZlct	{1}	16	{"id": 1, "name": "an ordinary edit", "price": 1.38, "stock": 7}	2	t	4	1795396487660	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	61	\N	\N
2	NKQjJ01kTR-bnQSU	{3}	18	{"id": 3, "name": "item 3", "price": 4.13, "stock": 21}	4	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	18	\N	\N
2	NLeZzuF7QU6Bo0zD	{47}	40	{"id": 47, "name": "item 47", "price": 64.63, "stock": 29}	48	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	40	\N	\N
2	Ou0DePh3Sg2dS1Zb	{21}	50	{"id": 21, "name": "item 21", "price": 28.88, "stock": 47}	22	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	50	\N	\N
2	Oy-O8yudSf62Mid_	{10}	6	{"id": 10, "name": "item 10", "price": 13.75, "stock": 20}	11	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	6	\N	\N
2	P-ixfK5RSGOcGIjR	{7}	46	{"id": 7, "name": "item 7", "price": 9.63, "stock": 49}	8	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	46	\N	\N
2	Q3FMweXPRReOpx11	{22}	51	{"id": 22, "name": "item 22", "price": 30.25, "stock": 4}	23	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	51	\N	\N
2	SSz0FMPZTKeDqsEn	{59}	44	{"id": 59, "name": "item 59", "price": 81.13, "stock": 13}	60	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	44	\N	\N
2	SWUPiHhmRS-lvEZg	{29}	52	{"id": 29, "name": "item 29", "price": 39.88, "stock": 3}	30	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	52	\N	\N
2	SkvTdw_SR4SqipAz	{46}	39	{"id": 46, "name": "item 46", "price": 63.25, "stock": 22}	47	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	39	\N	\N
2	UkN-OoCyRYCQVELK	{48}	41	{"id": 48, "name": "item 48", "price": 66, "stock": 36}	49	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	41	\N	\N
2	Vg1dkaJzRfyXvCGB	{41}	54	{"id": 41, "name": "item 41", "price": 56.38, "stock": 37}	42	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	54	\N	\N
2	XwscpSZFQXCiiSaO	{35}	33	{"id": 35, "name": "item 35", "price": 48.13, "stock": 45}	36	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	33	\N	\N
2	YUS7bWG9Rz-diPJa	{16}	24	{"id": 16, "name": "item 16", "price": 22, "stock": 12}	17	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	24	\N	\N
2	YqNonoEMTTik58ge	{24}	27	{"id": 24, "name": "item 24", "price": 33, "stock": 18}	25	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	27	\N	\N
2	YsZhtlk5TEaAJxwk	{36}	34	{"id": 36, "name": "item 36", "price": 49.5, "stock": 2}	37	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	34	\N	\N
2	afRfaZR5R--JQDnh	{28}	31	{"id": 28, "name": "item 28", "price": 38.5, "stock": 46}	29	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	31	\N	\N
2	dWRDKh60RgicP_LM	{52}	12	{"id": 52, "name": "item 52", "price": 71.5, "stock": 14}	53	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	12	\N	\N
2	eO9AP6CSSkezi_2d	{50}	43	{"id": 50, "name": "item 50", "price": 68.75, "stock": 0}	51	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	43	\N	\N
2	elxha0O9QAyy6w7m	{30}	8	{"id": 30, "name": "item 30", "price": 41.25, "stock": 10}	31	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	8	\N	\N
2	fO4dRE73QK-4XT65	{17}	25	{"id": 17, "name": "item 17", "price": 23.38, "stock": 19}	18	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	25	\N	\N
2	gimJ-d8lS9yseHu3	{40}	53	{"id": 40, "name": "item 40", "price": 55, "stock": 30}	41	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	53	\N	\N
2	hGJfzmwpRNSPhbNz	{43}	56	{"id": 43, "name": "item 43", "price": 59.13, "stock": 1}	44	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	56	\N	\N
2	hVWDD3AeTlCLgTwn	{5}	59	{"id": 5, "name": "item 5", "price": 6.88, "stock": 35}	6	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	59	\N	\N
2	mCdSbV9rRYiBZUYR	{26}	29	{"id": 26, "name": "item 26", "price": 35.75, "stock": 32}	27	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	29	\N	\N
2	mMbS03vXR8uVkyuF	{37}	35	{"id": 37, "name": "item 37", "price": 50.88, "stock": 9}	38	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	35	\N	\N
2	nK4iiJXzSXaAcmWR	{55}	15	{"id": 55, "name": "item 55", "price": 75.63, "stock": 35}	56	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	15	\N	\N
2	oaMtQ_v4RBqIZNIi	{9}	5	{"id": 9, "name": "item 9", "price": 12.38, "stock": 13}	10	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	5	\N	\N
2	osR0FAldTWiUGRJq	{31}	9	{"id": 31, "name": "item 31", "price": 42.63, "stock": 17}	32	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	9	\N	\N
2	sQeX6NuXReaMc5qG	{14}	22	{"id": 14, "name": "item 14", "price": 19.25, "stock": 48}	15	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	22	\N	\N
2	tH0Jj5K_QZWzC39D	{54}	14	{"id": 54, "name": "item 54", "price": 74.25, "stock": 28}	55	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	14	\N	\N
2	u6SYAW4dRQagGuCI	{27}	30	{"id": 27, "name": "item 27", "price": 37.13, "stock": 39}	28	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	30	\N	\N
2	uNrNeZG_S9ikcesE	{49}	42	{"id": 49, "name": "item 49", "price": 67.38, "stock": 43}	50	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	42	\N	\N
2	vQoPNbCxS5ekmpEv	{25}	28	{"id": 25, "name": "item 25", "price": 34.38, "stock": 25}	26	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	28	\N	\N
2	vYAM44AMRk-DojpV	{53}	13	{"id": 53, "name": "item 53", "price": 72.88, "stock": 21}	54	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	13	\N	\N
2	w2YnmDW2QyCOMsvQ	{13}	21	{"id": 13, "name": "item 13", "price": 17.88, "stock": 41}	14	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	21	\N	\N
2	x7ozvW1yR4OHRhB4	{23}	26	{"id": 23, "name": "item 23", "price": 31.63, "stock": 11}	24	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	26	\N	\N
2	yLHmz_1CRViGe_yY	{6}	60	{"id": 6, "name": "item 6", "price": 8.25, "stock": 42}	7	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	60	\N	\N
2	uz_UDaRGTqaSsT4H	{4}	19	{"id": 4, "name": "of the sheet", "price": 5.5, "stock": 28}	5	t	4	1795396487664	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	\N	0	0	f	93	\N	\N
4	68CmME1sRBiCRhWq	{11}	65	{"id": 11, "what": "entry 11"}	13	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	67	\N	\N
4	6k2W0PF5RRikyMR9	{4}	73	{"id": 4, "what": "entry 4"}	6	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	75	\N	\N
4	6oXjn6enTJqxfxuZ	{1}	62	{"id": 1, "what": "entry 1"}	3	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	64	\N	\N
4	A7vypdVBRDuOp1r9	{14}	68	{"id": 14, "what": "entry 14"}	16	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	70	\N	\N
4	CU-8oM4qQLa2Jp8S	{13}	67	{"id": 13, "what": "entry 13"}	15	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	69	\N	\N
4	CjnuvhhcRnim56CS	{0}	61	{"id": 0, "what": "entry 0"}	2	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	63	\N	\N
4	Erf0sBteT7OYUTYO	{6}	89	{"id": 6, "what": "entry 6"}	8	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	91	\N	\N
4	FpRWn0C2RVex4mlN	{7}	90	{"id": 7, "what": "entry 7"}	9	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	92	\N	\N
4	FurpqGa6SvaLvtK5	{8}	74	{"id": 8, "what": "entry 8"}	10	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	76	\N	\N
4	JjyHzsShR1uvWZ1U	{9}	75	{"id": 9, "what": "entry 9"}	11	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	77	\N	\N
4	KPFNZ-gzScuPmIFC	{12}	66	{"id": 12, "what": "entry 12"}	14	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	68	\N	\N
4	KfcOav_sRmu3P4Jj	{16}	70	{"id": 16, "what": "entry 16"}	18	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	72	\N	\N
4	OX-gLj3ESTmDR5pT	{21}	87	{"id": 21, "what": "entry 21"}	23	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	89	\N	\N
4	UMxONHkfQpyEJTpK	{17}	71	{"id": 17, "what": "entry 17"}	19	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	73	\N	\N
4	Y20q_ntCTTmRssy9	{3}	64	{"id": 3, "what": "entry 3"}	5	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	66	\N	\N
4	dnH09nx1SY25hUU7	{26}	81	{"id": 26, "what": "entry 26"}	28	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	83	\N	\N
4	dr53Cq43SAun7syx	{18}	72	{"id": 18, "what": "entry 18"}	20	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	74	\N	\N
4	eju8KVBjRumSHJlG	{15}	69	{"id": 15, "what": "entry 15"}	17	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	71	\N	\N
4	gKrEKzflSBaMnQER	{24}	79	{"id": 24, "what": "entry 24"}	26	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	81	\N	\N
4	han2fQSjSRW0X-hL	{23}	78	{"id": 23, "what": "entry 23"}	25	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	80	\N	\N
4	j5At6U8aQ3mTrJH8	{2}	63	{"id": 2, "what": "entry 2"}	4	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	65	\N	\N
4	j7dYsSf-SL6asUTO	{25}	80	{"id": 25, "what": "entry 25"}	27	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	82	\N	\N
4	mh26-hL5SNO_6r1B	{19}	85	{"id": 19, "what": "entry 19"}	21	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	87	\N	\N
4	nC_q3ku7S9WcOOar	{29}	84	{"id": 29, "what": "entry 29"}	31	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	86	\N	\N
4	oLdFl5aPSHaSgTns	{28}	83	{"id": 28, "what": "entry 28"}	30	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	85	\N	\N
4	q4huYnvrTWivZ85f	{27}	82	{"id": 27, "what": "entry 27"}	29	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	84	\N	\N
4	qHGTxX7ySI6zcvIK	{22}	77	{"id": 22, "what": "entry 22"}	24	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	79	\N	\N
4	qevFebSvQU--c6gG	{10}	76	{"id": 10, "what": "entry 10"}	12	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	78	\N	\N
4	rBpcC6b-Rl2XA47Y	{20}	86	{"id": 20, "what": "entry 20"}	22	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	88	\N	\N
4	umyMKUBpTDOZmBoi	{5}	88	{"id": 5, "what": "entry 5"}	7	t	3	0	{}	{}	\N	\N	\N	\N	\N	{}	{}	{}	{}	{}	{}	f	95	0	0	f	90	\N	\N
\.


--
-- Data for Name: tombstone; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.tombstone (link, id, key, until) FROM stdin;
\.


--
-- Data for Name: unsure; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.unsure (link, id, col, value, places, until) FROM stdin;
\.


--
-- Data for Name: worker; Type: TABLE DATA; Schema: gsync; Owner: postgres
--

COPY gsync.worker (role) FROM stdin;
gsync_worker
\.


--
-- Data for Name: items; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.items (id, name, price, stock) FROM stdin;
2	item 2	2.75	14
3	item 3	4.13	21
5	item 5	6.88	35
6	item 6	8.25	42
7	item 7	9.63	49
9	item 9	12.38	13
10	item 10	13.75	20
11	item 11	15.13	27
12	item 12	16.5	34
13	item 13	17.88	41
14	item 14	19.25	48
15	item 15	20.63	5
16	item 16	22	12
17	item 17	23.38	19
18	item 18	24.75	26
19	item 19	26.13	33
21	item 21	28.88	47
22	item 22	30.25	4
23	item 23	31.63	11
24	item 24	33	18
25	item 25	34.38	25
26	item 26	35.75	32
27	item 27	37.13	39
28	item 28	38.5	46
29	item 29	39.88	3
31	item 31	42.63	17
32	item 32	44	24
33	item 33	45.38	31
34	item 34	46.75	38
35	item 35	48.13	45
36	item 36	49.5	2
37	item 37	50.88	9
38	item 38	52.25	16
39	item 39	53.63	23
40	item 40	55	30
41	item 41	56.38	37
42	item 42	57.75	44
43	item 43	59.13	1
44	item 44	60.5	8
45	item 45	61.88	15
46	item 46	63.25	22
47	item 47	64.63	29
48	item 48	66	36
49	item 49	67.38	43
50	item 50	68.75	0
51	item 51	70.13	7
52	item 52	71.5	14
53	item 53	72.88	21
54	item 54	74.25	28
55	item 55	75.63	35
56	item 56	77	42
57	item 57	78.38	49
58	item 58	79.75	6
59	item 59	81.13	13
60	item 60	82.5	20
1	an ordinary edit	1.38	7
4	of the sheet	5.5	28
8	typed at the same time	11	6
20	pending	27.5	40
\.


--
-- Data for Name: log; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.log (id, what) FROM stdin;
\.


--
-- Name: bin_id_seq; Type: SEQUENCE SET; Schema: gsync; Owner: postgres
--

SELECT pg_catalog.setval('gsync.bin_id_seq', 31, true);


--
-- Name: link_id_seq; Type: SEQUENCE SET; Schema: gsync; Owner: postgres
--

SELECT pg_catalog.setval('gsync.link_id_seq', 4, true);


--
-- Name: log_id; Type: SEQUENCE SET; Schema: gsync; Owner: postgres
--

SELECT pg_catalog.setval('gsync.log_id', 99, true);


--
-- Name: rekey_id_seq; Type: SEQUENCE SET; Schema: gsync; Owner: postgres
--

SELECT pg_catalog.setval('gsync.rekey_id_seq', 90, true);


--
-- Name: tick; Type: SEQUENCE SET; Schema: gsync; Owner: postgres
--

SELECT pg_catalog.setval('gsync.tick', 94, true);


--
-- Name: action action_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.action
    ADD CONSTRAINT action_pkey PRIMARY KEY (id);


--
-- Name: bin bin_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.bin
    ADD CONSTRAINT bin_pkey PRIMARY KEY (id);


--
-- Name: conflict conflict_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.conflict
    ADD CONSTRAINT conflict_pkey PRIMARY KEY (id);


--
-- Name: dirty dirty_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.dirty
    ADD CONSTRAINT dirty_pkey PRIMARY KEY (link, key);


--
-- Name: granted granted_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.granted
    ADD CONSTRAINT granted_pkey PRIMARY KEY (role, kind, object);


--
-- Name: held held_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.held
    ADD CONSTRAINT held_pkey PRIMARY KEY (id);


--
-- Name: history history_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.history
    ADD CONSTRAINT history_pkey PRIMARY KEY (id);


--
-- Name: journal journal_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (uuid);


--
-- Name: link_column link_column_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.link_column
    ADD CONSTRAINT link_column_pkey PRIMARY KEY (link, name);


--
-- Name: link link_name_key; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.link
    ADD CONSTRAINT link_name_key UNIQUE (name);


--
-- Name: link link_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.link
    ADD CONSTRAINT link_pkey PRIMARY KEY (id);


--
-- Name: link_shape link_shape_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.link_shape
    ADD CONSTRAINT link_shape_pkey PRIMARY KEY (link, n);


--
-- Name: link link_spreadsheet_sheet_key; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.link
    ADD CONSTRAINT link_spreadsheet_sheet_key UNIQUE (spreadsheet, sheet);


--
-- Name: migration migration_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (version);


--
-- Name: note note_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.note
    ADD CONSTRAINT note_pkey PRIMARY KEY (link, id, col);


--
-- Name: reader reader_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.reader
    ADD CONSTRAINT reader_pkey PRIMARY KEY (role);


--
-- Name: rejected rejected_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.rejected
    ADD CONSTRAINT rejected_pkey PRIMARY KEY (id);


--
-- Name: rekey rekey_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.rekey
    ADD CONSTRAINT rekey_pkey PRIMARY KEY (id);


--
-- Name: row row_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync."row"
    ADD CONSTRAINT row_pkey PRIMARY KEY (link, id);


--
-- Name: tombstone tombstone_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.tombstone
    ADD CONSTRAINT tombstone_pkey PRIMARY KEY (link, id);


--
-- Name: worker worker_pkey; Type: CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.worker
    ADD CONSTRAINT worker_pkey PRIMARY KEY (role);


--
-- Name: items items_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (id);


--
-- Name: log log_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.log
    ADD CONSTRAINT log_pkey PRIMARY KEY (id);


--
-- Name: bin_key; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX bin_key ON gsync.bin USING btree (link, key, id);


--
-- Name: conflict_link; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX conflict_link ON gsync.conflict USING btree (link, id);


--
-- Name: conflict_open; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX conflict_open ON gsync.conflict USING btree (link, id) WHERE (ended_at IS NULL);


--
-- Name: dirty_oldest; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX dirty_oldest ON gsync.dirty USING btree (changed_at, link);


--
-- Name: held_open; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX held_open ON gsync.held USING btree (link) WHERE (state = 'held'::text);


--
-- Name: history_deleted; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX history_deleted ON gsync.history USING btree (link, id) WHERE ((col IS NULL) AND (new IS NULL));


--
-- Name: history_row; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX history_row ON gsync.history USING btree (link, row_id, id);


--
-- Name: installed_once; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE UNIQUE INDEX installed_once ON gsync.installed USING btree ((true));


--
-- Name: note_waiting; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX note_waiting ON gsync.note USING btree (link) WHERE (want IS DISTINCT FROM have);


--
-- Name: rejected_row; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX rejected_row ON gsync.rejected USING btree (link, row_id);


--
-- Name: rekey_link; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX rekey_link ON gsync.rekey USING btree (link, id);


--
-- Name: row_held; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX row_held ON gsync."row" USING btree (link, held) WHERE (held IS NOT NULL);


--
-- Name: row_key; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX row_key ON gsync."row" USING btree (link, key) WHERE (key IS NOT NULL);


--
-- Name: row_missed; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX row_missed ON gsync."row" USING btree (link) WHERE (missed > 0);


--
-- Name: row_pending; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX row_pending ON gsync."row" USING btree (link) WHERE (pending_op IS NOT NULL);


--
-- Name: row_place; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX row_place ON gsync."row" USING btree (link, place) WHERE (place IS NOT NULL);


--
-- Name: row_waiting; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX row_waiting ON gsync."row" USING btree (link, place) WHERE ((NOT has_id) OR doomed);


--
-- Name: unsure_row; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX unsure_row ON gsync.unsure USING btree (link, id);


--
-- Name: unsure_value; Type: INDEX; Schema: gsync; Owner: postgres
--

CREATE INDEX unsure_value ON gsync.unsure USING btree (link, col, md5((value)::text));


--
-- Name: items gsync_2_delete; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER gsync_2_delete AFTER DELETE ON public.items REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_2_delete();


--
-- Name: items gsync_2_insert; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER gsync_2_insert AFTER INSERT ON public.items REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_2_insert();


--
-- Name: items gsync_2_truncate; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER gsync_2_truncate BEFORE TRUNCATE ON public.items FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_2_truncate();


--
-- Name: items gsync_2_update; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER gsync_2_update AFTER UPDATE ON public.items REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_2_update();


--
-- Name: log gsync_4_delete; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER gsync_4_delete AFTER DELETE ON public.log REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_4_delete();


--
-- Name: log gsync_4_insert; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER gsync_4_insert AFTER INSERT ON public.log REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_4_insert();


--
-- Name: log gsync_4_truncate; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER gsync_4_truncate BEFORE TRUNCATE ON public.log FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_4_truncate();


--
-- Name: log gsync_4_update; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER gsync_4_update AFTER UPDATE ON public.log REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION gsync.link_4_update();


--
-- Name: link_column link_column_link_fkey; Type: FK CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.link_column
    ADD CONSTRAINT link_column_link_fkey FOREIGN KEY (link) REFERENCES gsync.link(id) ON DELETE CASCADE;


--
-- Name: link_shape link_shape_link_fkey; Type: FK CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.link_shape
    ADD CONSTRAINT link_shape_link_fkey FOREIGN KEY (link) REFERENCES gsync.link(id) ON DELETE CASCADE;


--
-- Name: note note_link_id_fkey; Type: FK CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.note
    ADD CONSTRAINT note_link_id_fkey FOREIGN KEY (link, id) REFERENCES gsync."row"(link, id) ON DELETE CASCADE;


--
-- Name: row row_link_fkey; Type: FK CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync."row"
    ADD CONSTRAINT row_link_fkey FOREIGN KEY (link) REFERENCES gsync.link(id) ON DELETE CASCADE;


--
-- Name: tombstone tombstone_link_fkey; Type: FK CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.tombstone
    ADD CONSTRAINT tombstone_link_fkey FOREIGN KEY (link) REFERENCES gsync.link(id) ON DELETE CASCADE;


--
-- Name: unsure unsure_link_fkey; Type: FK CONSTRAINT; Schema: gsync; Owner: postgres
--

ALTER TABLE ONLY gsync.unsure
    ADD CONSTRAINT unsure_link_fkey FOREIGN KEY (link) REFERENCES gsync.link(id) ON DELETE CASCADE;


--
-- Name: SCHEMA gsync; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA gsync TO gsync_worker;
GRANT USAGE ON SCHEMA gsync TO gsync_reader;


--
-- Name: FUNCTION acted(of_name text, what text, returned anyelement); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.acted(of_name text, what text, returned anyelement) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.acted(of_name text, what text, returned anyelement) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.acted(of_name text, what text, returned anyelement) TO gsync_reader;


--
-- Name: FUNCTION add_link(spreadsheet text, sheet bigint, relation regclass, options jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.add_link(spreadsheet text, sheet bigint, relation regclass, options jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.add_link(spreadsheet text, sheet bigint, relation regclass, options jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.add_link(spreadsheet text, sheet bigint, relation regclass, options jsonb) TO gsync_reader;


--
-- Name: FUNCTION add_table_column(of_link integer, name text, type text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.add_table_column(of_link integer, name text, type text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.add_table_column(of_link integer, name text, type text) TO gsync_worker;


--
-- Name: TABLE link; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.link TO gsync_worker;
GRANT SELECT ON TABLE gsync.link TO gsync_reader;


--
-- Name: FUNCTION add_to_table(l gsync.link, of_header jsonb, pins jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.add_to_table(l gsync.link, of_header jsonb, pins jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.add_to_table(l gsync.link, of_header jsonb, pins jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.add_to_table(l gsync.link, of_header jsonb, pins jsonb) TO gsync_reader;


--
-- Name: FUNCTION admit(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.admit(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.admit(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.admit(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION adopt(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.adopt(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.adopt(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.adopt(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION adoptable(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.adoptable(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.adoptable(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.adoptable(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION age_ms(at timestamp with time zone); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.age_ms(at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.age_ms(at timestamp with time zone) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.age_ms(at timestamp with time zone) TO gsync_reader;


--
-- Name: TABLE "row"; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync."row" TO gsync_worker;
GRANT SELECT ON TABLE gsync."row" TO gsync_reader;


--
-- Name: FUNCTION appended_cells(r gsync."row"); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.appended_cells(r gsync."row") FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.appended_cells(r gsync."row") TO gsync_worker;
GRANT ALL ON FUNCTION gsync.appended_cells(r gsync."row") TO gsync_reader;


--
-- Name: FUNCTION applied(journal uuid); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.applied(journal uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.applied(journal uuid) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.applied(journal uuid) TO gsync_reader;


--
-- Name: FUNCTION apply(journal uuid, seqs bigint[], origins integer[], received bigint[], ids text[], bodies text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.apply(journal uuid, seqs bigint[], origins integer[], received bigint[], ids text[], bodies text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.apply(journal uuid, seqs bigint[], origins integer[], received bigint[], ids text[], bodies text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.apply(journal uuid, seqs bigint[], origins integer[], received bigint[], ids text[], bodies text[]) TO gsync_reader;


--
-- Name: FUNCTION as_text(v jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.as_text(v jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.as_text(v jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.as_text(v jsonb) TO gsync_reader;


--
-- Name: FUNCTION attempt(l gsync.link, sql text, counted text, ns bigint[], made boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.attempt(l gsync.link, sql text, counted text, ns bigint[], made boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.attempt(l gsync.link, sql text, counted text, ns bigint[], made boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.attempt(l gsync.link, sql text, counted text, ns bigint[], made boolean) TO gsync_reader;


--
-- Name: FUNCTION attempt_again(l gsync.link, sql text, counted text, ns bigint[], made boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.attempt_again(l gsync.link, sql text, counted text, ns bigint[], made boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.attempt_again(l gsync.link, sql text, counted text, ns bigint[], made boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.attempt_again(l gsync.link, sql text, counted text, ns bigint[], made boolean) TO gsync_reader;


--
-- Name: FUNCTION attempt_all(l gsync.link, sql text, counted text, ns bigint[], made boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.attempt_all(l gsync.link, sql text, counted text, ns bigint[], made boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.attempt_all(l gsync.link, sql text, counted text, ns bigint[], made boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.attempt_all(l gsync.link, sql text, counted text, ns bigint[], made boolean) TO gsync_reader;


--
-- Name: FUNCTION attempt_swap(l gsync.link, sql text, ns bigint[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.attempt_swap(l gsync.link, sql text, ns bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.attempt_swap(l gsync.link, sql text, ns bigint[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.attempt_swap(l gsync.link, sql text, ns bigint[]) TO gsync_reader;


--
-- Name: FUNCTION awake_key(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.awake_key() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.awake_key() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.awake_key() TO gsync_reader;


--
-- Name: FUNCTION base_type(type oid); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.base_type(type oid) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.base_type(type oid) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.base_type(type oid) TO gsync_reader;


--
-- Name: FUNCTION begin_work(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.begin_work() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.begin_work() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.begin_work() TO gsync_reader;


--
-- Name: FUNCTION belongs_sql(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.belongs_sql(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.belongs_sql(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.belongs_sql(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION bin_all_now(of_link integer, of_relation regclass); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.bin_all_now(of_link integer, of_relation regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.bin_all_now(of_link integer, of_relation regclass) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.bin_all_now(of_link integer, of_relation regclass) TO gsync_reader;


--
-- Name: FUNCTION bin_now(of_link integer, of_rows boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.bin_now(of_link integer, of_rows boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.bin_now(of_link integer, of_rows boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.bin_now(of_link integer, of_rows boolean) TO gsync_reader;


--
-- Name: FUNCTION bin_sql(of_link integer, key text, alias text, source text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.bin_sql(of_link integer, key text, alias text, source text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.bin_sql(of_link integer, key text, alias text, source text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.bin_sql(of_link integer, key text, alias text, source text) TO gsync_reader;


--
-- Name: FUNCTION blot(cells jsonb, places integer[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.blot(cells jsonb, places integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.blot(cells jsonb, places integer[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.blot(cells jsonb, places integer[]) TO gsync_reader;


--
-- Name: FUNCTION bounds_said(kind text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.bounds_said(kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.bounds_said(kind text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.bounds_said(kind text) TO gsync_reader;


--
-- Name: FUNCTION bridge_gaps(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.bridge_gaps(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.bridge_gaps(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.bridge_gaps(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION broken(link integer, problem text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.broken(link integer, problem text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.broken(link integer, problem text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.broken(link integer, problem text) TO gsync_reader;


--
-- Name: FUNCTION cell(v jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.cell(v jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.cell(v jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.cell(v jsonb) TO gsync_reader;


--
-- Name: FUNCTION to_date(shown text, example text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.to_date(shown text, example text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.to_date(shown text, example text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.to_date(shown text, example text) TO gsync_reader;


--
-- Name: FUNCTION is_plain(kind text, shown text, example text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_plain(kind text, shown text, example text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_plain(kind text, shown text, example text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_plain(kind text, shown text, example text) TO gsync_reader;


--
-- Name: FUNCTION cell_code(s gsync.shape, v jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.cell_code(s gsync.shape, v jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.cell_code(s gsync.shape, v jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.cell_code(s gsync.shape, v jsonb) TO gsync_reader;


--
-- Name: FUNCTION cell_error(s gsync.shape, v jsonb, OUT code text, OUT reason text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.cell_error(s gsync.shape, v jsonb, OUT code text, OUT reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.cell_error(s gsync.shape, v jsonb, OUT code text, OUT reason text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.cell_error(s gsync.shape, v jsonb, OUT code text, OUT reason text) TO gsync_reader;


--
-- Name: FUNCTION cell_ms(v jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.cell_ms(v jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.cell_ms(v jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.cell_ms(v jsonb) TO gsync_reader;


--
-- Name: FUNCTION cell_text(kind text, v jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.cell_text(kind text, v jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.cell_text(kind text, v jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.cell_text(kind text, v jsonb) TO gsync_reader;


--
-- Name: FUNCTION cells_sql(of_link integer, columns jsonb, raw boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.cells_sql(of_link integer, columns jsonb, raw boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.cells_sql(of_link integer, columns jsonb, raw boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.cells_sql(of_link integer, columns jsonb, raw boolean) TO gsync_reader;


--
-- Name: FUNCTION change_key(l gsync.link, wanted text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.change_key(l gsync.link, wanted text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.change_key(l gsync.link, wanted text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.change_key(l gsync.link, wanted text[]) TO gsync_reader;


--
-- Name: FUNCTION characters_said(full_type text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.characters_said(full_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.characters_said(full_type text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.characters_said(full_type text) TO gsync_reader;


--
-- Name: FUNCTION check_belonging(l gsync.link, ns bigint[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.check_belonging(l gsync.link, ns bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.check_belonging(l gsync.link, ns bigint[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.check_belonging(l gsync.link, ns bigint[]) TO gsync_reader;


--
-- Name: FUNCTION check_directions(of_relation regclass, key text[], directions jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.check_directions(of_relation regclass, key text[], directions jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.check_directions(of_relation regclass, key text[], directions jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.check_directions(of_relation regclass, key text[], directions jsonb) TO gsync_reader;


--
-- Name: FUNCTION check_linkable(of_relation regclass); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.check_linkable(of_relation regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.check_linkable(of_relation regclass) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.check_linkable(of_relation regclass) TO gsync_reader;


--
-- Name: FUNCTION choices_said(full_type text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.choices_said(full_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.choices_said(full_type text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.choices_said(full_type text) TO gsync_reader;


--
-- Name: FUNCTION choose_ops(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.choose_ops(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.choose_ops(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.choose_ops(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION circles(ns bigint[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.circles(ns bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.circles(ns bigint[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.circles(ns bigint[]) TO gsync_reader;


--
-- Name: FUNCTION claim(l gsync.link, max_rows integer, max_bytes integer, renumber boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.claim(l gsync.link, max_rows integer, max_bytes integer, renumber boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.claim(l gsync.link, max_rows integer, max_bytes integer, renumber boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.claim(l gsync.link, max_rows integer, max_bytes integer, renumber boolean) TO gsync_reader;


--
-- Name: FUNCTION claim_notes(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.claim_notes(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.claim_notes(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.claim_notes(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION refused_rows(of_link integer, codes text[], most integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.refused_rows(of_link integer, codes text[], most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.refused_rows(of_link integer, codes text[], most integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.refused_rows(of_link integer, codes text[], most integer) TO gsync_reader;


--
-- Name: FUNCTION clashing(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.clashing(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.clashing(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.clashing(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION clean_dirty(l gsync.link, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.clean_dirty(l gsync.link, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.clean_dirty(l gsync.link, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.clean_dirty(l gsync.link, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION clean_left(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.clean_left(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.clean_left(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.clean_left(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION close_held(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.close_held(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.close_held(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.close_held(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION collect_dirty(l gsync.link, max_rows integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.collect_dirty(l gsync.link, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.collect_dirty(l gsync.link, max_rows integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.collect_dirty(l gsync.link, max_rows integer) TO gsync_reader;


--
-- Name: FUNCTION column_letters(place integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.column_letters(place integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.column_letters(place integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.column_letters(place integer) TO gsync_reader;


--
-- Name: FUNCTION column_type(numbers bigint, texts bigint, booleans bigint, whole boolean, lowest numeric, highest numeric, formats text[], uuids bigint); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.column_type(numbers bigint, texts bigint, booleans bigint, whole boolean, lowest numeric, highest numeric, formats text[], uuids bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.column_type(numbers bigint, texts bigint, booleans bigint, whole boolean, lowest numeric, highest numeric, formats text[], uuids bigint) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.column_type(numbers bigint, texts bigint, booleans bigint, whole boolean, lowest numeric, highest numeric, formats text[], uuids bigint) TO gsync_reader;


--
-- Name: FUNCTION columns_hint(of_relation regclass); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.columns_hint(of_relation regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.columns_hint(of_relation regclass) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.columns_hint(of_relation regclass) TO gsync_reader;


--
-- Name: TABLE link_column; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.link_column TO gsync_worker;
GRANT SELECT ON TABLE gsync.link_column TO gsync_reader;


--
-- Name: FUNCTION places(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.places(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.places(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.places(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION landing(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.landing(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.landing(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.landing(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION columns_moved(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.columns_moved(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.columns_moved(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.columns_moved(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION columns_needed(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.columns_needed(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.columns_needed(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.columns_needed(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION common_cells(a jsonb, b jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.common_cells(a jsonb, b jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.common_cells(a jsonb, b jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.common_cells(a jsonb, b jsonb) TO gsync_reader;


--
-- Name: FUNCTION compare_sent(r gsync."row", s jsonb, OUT stale boolean, OUT other boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.compare_sent(r gsync."row", s jsonb, OUT stale boolean, OUT other boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.compare_sent(r gsync."row", s jsonb, OUT stale boolean, OUT other boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.compare_sent(r gsync."row", s jsonb, OUT stale boolean, OUT other boolean) TO gsync_reader;


--
-- Name: FUNCTION compare_sides(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.compare_sides(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.compare_sides(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.compare_sides(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION confirm(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.confirm(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.confirm(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.confirm(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION constraint_columns(of_relation regclass, con text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.constraint_columns(of_relation regclass, con text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.constraint_columns(of_relation regclass, con text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.constraint_columns(of_relation regclass, con text) TO gsync_reader;


--
-- Name: FUNCTION count_vain(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.count_vain(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.count_vain(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.count_vain(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION date_example(locale text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.date_example(locale text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.date_example(locale text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.date_example(locale text) TO gsync_reader;


--
-- Name: FUNCTION date_text(v jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.date_text(v jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.date_text(v jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.date_text(v jsonb) TO gsync_reader;


--
-- Name: FUNCTION decide(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.decide(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.decide(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.decide(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION deciding(policy text, direction text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.deciding(policy text, direction text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.deciding(policy text, direction text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.deciding(policy text, direction text) TO gsync_reader;


--
-- Name: FUNCTION decimal_sign(locale text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.decimal_sign(locale text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.decimal_sign(locale text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.decimal_sign(locale text) TO gsync_reader;


--
-- Name: FUNCTION decode_sql(kind text, type text, time_zone text, locale text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.decode_sql(kind text, type text, time_zone text, locale text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.decode_sql(kind text, type text, time_zone text, locale text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.decode_sql(kind text, type text, time_zone text, locale text) TO gsync_reader;


--
-- Name: FUNCTION deleted_beside(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.deleted_beside(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.deleted_beside(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.deleted_beside(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION deleted_rows(link text, list text[], since timestamp with time zone, of_side text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.deleted_rows(link text, list text[], since timestamp with time zone, of_side text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.deleted_rows(link text, list text[], since timestamp with time zone, of_side text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.deleted_rows(link text, list text[], since timestamp with time zone, of_side text) TO gsync_reader;


--
-- Name: FUNCTION differing(s jsonb, base jsonb, rej jsonb, columns text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.differing(s jsonb, base jsonb, rej jsonb, columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.differing(s jsonb, base jsonb, rej jsonb, columns text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.differing(s jsonb, base jsonb, rej jsonb, columns text[]) TO gsync_reader;


--
-- Name: FUNCTION digits_said(full_type text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.digits_said(full_type text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.digits_said(full_type text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.digits_said(full_type text) TO gsync_reader;


--
-- Name: FUNCTION discard(held_id bigint); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.discard(held_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.discard(held_id bigint) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.discard(held_id bigint) TO gsync_reader;


--
-- Name: FUNCTION dismiss_conflicts(link text, list text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.dismiss_conflicts(link text, list text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.dismiss_conflicts(link text, list text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.dismiss_conflicts(link text, list text[]) TO gsync_reader;


--
-- Name: FUNCTION doom(of_link integer, keys text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.doom(of_link integer, keys text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.doom(of_link integer, keys text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.doom(of_link integer, keys text[]) TO gsync_reader;


--
-- Name: FUNCTION doubt(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.doubt(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.doubt(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.doubt(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION doubt_typed(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.doubt_typed(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.doubt_typed(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.doubt_typed(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION drop_doubles(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.drop_doubles(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.drop_doubles(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.drop_doubles(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION drop_misplaced(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.drop_misplaced(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.drop_misplaced(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.drop_misplaced(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION drop_refused(of_link integer, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.drop_refused(of_link integer, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.drop_refused(of_link integer, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.drop_refused(of_link integer, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION drop_triggers(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.drop_triggers(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.drop_triggers(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.drop_triggers(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION due(l gsync.link, scan_interval_s double precision, OUT action text, OUT since timestamp with time zone); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.due(l gsync.link, scan_interval_s double precision, OUT action text, OUT since timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.due(l gsync.link, scan_interval_s double precision, OUT action text, OUT since timestamp with time zone) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.due(l gsync.link, scan_interval_s double precision, OUT action text, OUT since timestamp with time zone) TO gsync_reader;


--
-- Name: FUNCTION encode_sql(kind text, time_zone text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.encode_sql(kind text, time_zone text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.encode_sql(kind text, time_zone text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.encode_sql(kind text, time_zone text) TO gsync_reader;


--
-- Name: SEQUENCE log_id; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE gsync.log_id TO gsync_worker;
GRANT SELECT ON SEQUENCE gsync.log_id TO gsync_reader;


--
-- Name: TABLE conflict; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.conflict TO gsync_worker;
GRANT SELECT ON TABLE gsync.conflict TO gsync_reader;


--
-- Name: FUNCTION end_conflict(of_id bigint, how text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.end_conflict(of_id bigint, how text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.end_conflict(of_id bigint, how text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.end_conflict(of_id bigint, how text) TO gsync_reader;


--
-- Name: FUNCTION end_publish(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.end_publish(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.end_publish(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.end_publish(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION entry_problem(body jsonb, problem text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.entry_problem(body jsonb, problem text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.entry_problem(body jsonb, problem text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.entry_problem(body jsonb, problem text) TO gsync_reader;


--
-- Name: FUNCTION filter_problem(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.filter_problem(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.filter_problem(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.filter_problem(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION find_gone(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.find_gone(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.find_gone(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.find_gone(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION find_spoilt(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.find_spoilt(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.find_spoilt(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.find_spoilt(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION find_unsent(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.find_unsent(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.find_unsent(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.find_unsent(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION fine_sql(kind text, is_domain boolean, typmod integer, labels text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.fine_sql(kind text, is_domain boolean, typmod integer, labels text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.fine_sql(kind text, is_domain boolean, typmod integer, labels text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.fine_sql(kind text, is_domain boolean, typmod integer, labels text[]) TO gsync_reader;


--
-- Name: FUNCTION fingerprint(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.fingerprint(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.fingerprint(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.fingerprint(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION first_sync(of_link integer, OUT state text, OUT done bigint, OUT total bigint, OUT problem text, OUT worker boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.first_sync(of_link integer, OUT state text, OUT done bigint, OUT total bigint, OUT problem text, OUT worker boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.first_sync(of_link integer, OUT state text, OUT done bigint, OUT total bigint, OUT problem text, OUT worker boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.first_sync(of_link integer, OUT state text, OUT done bigint, OUT total bigint, OUT problem text, OUT worker boolean) TO gsync_reader;


--
-- Name: FUNCTION follow_columns(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.follow_columns(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.follow_columns(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.follow_columns(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION follow_key(of_link integer, OUT problem text, OUT changed boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.follow_key(of_link integer, OUT problem text, OUT changed boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.follow_key(of_link integer, OUT problem text, OUT changed boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.follow_key(of_link integer, OUT problem text, OUT changed boolean) TO gsync_reader;


--
-- Name: FUNCTION follow_keys(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.follow_keys(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.follow_keys(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.follow_keys(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION follow_ours(l gsync.link, ours jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.follow_ours(l gsync.link, ours jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.follow_ours(l gsync.link, ours jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.follow_ours(l gsync.link, ours jsonb) TO gsync_reader;


--
-- Name: FUNCTION follow_renamed(of_link integer, of_header jsonb, pins jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.follow_renamed(of_link integer, of_header jsonb, pins jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.follow_renamed(of_link integer, of_header jsonb, pins jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.follow_renamed(of_link integer, of_header jsonb, pins jsonb) TO gsync_reader;


--
-- Name: FUNCTION follow_table(of_link integer, now_is text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.follow_table(of_link integer, now_is text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.follow_table(of_link integer, now_is text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.follow_table(of_link integer, now_is text) TO gsync_reader;


--
-- Name: FUNCTION forget_columns(of_link integer, gone text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.forget_columns(of_link integer, gone text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.forget_columns(of_link integer, gone text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.forget_columns(of_link integer, gone text[]) TO gsync_reader;


--
-- Name: FUNCTION formula_places(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.formula_places(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.formula_places(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.formula_places(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION free_name(wanted text, place integer, taken text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.free_name(wanted text, place integer, taken text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.free_name(wanted text, place integer, taken text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.free_name(wanted text, place integer, taken text[]) TO gsync_reader;


--
-- Name: FUNCTION give(kind text, object oid, wanted text[], to_role name); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.give(kind text, object oid, wanted text[], to_role name) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.give(kind text, object oid, wanted text[], to_role name) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.give(kind text, object oid, wanted text[], to_role name) TO gsync_reader;


--
-- Name: FUNCTION give_way(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.give_way() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.give_way() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.give_way() TO gsync_reader;


--
-- Name: FUNCTION grant_looking(of_relation regclass, to_role name); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.grant_looking(of_relation regclass, to_role name) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.grant_looking(of_relation regclass, to_role name) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.grant_looking(of_relation regclass, to_role name) TO gsync_reader;


--
-- Name: FUNCTION grant_looking_to_readers(of_relation regclass); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.grant_looking_to_readers(of_relation regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.grant_looking_to_readers(of_relation regclass) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.grant_looking_to_readers(of_relation regclass) TO gsync_reader;


--
-- Name: FUNCTION grant_reader(to_role text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.grant_reader(to_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.grant_reader(to_role text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.grant_reader(to_role text) TO gsync_reader;


--
-- Name: FUNCTION grant_table(of_relation regclass, to_role name); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.grant_table(of_relation regclass, to_role name) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.grant_table(of_relation regclass, to_role name) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.grant_table(of_relation regclass, to_role name) TO gsync_reader;


--
-- Name: FUNCTION grant_worker(to_role text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.grant_worker(to_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.grant_worker(to_role text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.grant_worker(to_role text) TO gsync_reader;


--
-- Name: FUNCTION guard_deletes(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.guard_deletes(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.guard_deletes(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.guard_deletes(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION guard_partitions(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.guard_partitions(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.guard_partitions(of_link integer) TO gsync_worker;


--
-- Name: FUNCTION has_heirs(of_relation regclass); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.has_heirs(of_relation regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.has_heirs(of_relation regclass) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.has_heirs(of_relation regclass) TO gsync_reader;


--
-- Name: FUNCTION has_pins(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.has_pins(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.has_pins(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.has_pins(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION have_in_common(a jsonb, b jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.have_in_common(a jsonb, b jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.have_in_common(a jsonb, b jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.have_in_common(a jsonb, b jsonb) TO gsync_reader;


--
-- Name: FUNCTION header_cell(header jsonb, place integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.header_cell(header jsonb, place integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.header_cell(header jsonb, place integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.header_cell(header jsonb, place integer) TO gsync_reader;


--
-- Name: FUNCTION header_cells(header jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.header_cells(header jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.header_cells(header jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.header_cells(header jsonb) TO gsync_reader;


--
-- Name: FUNCTION header_id_place(header jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.header_id_place(header jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.header_id_place(header jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.header_id_place(header jsonb) TO gsync_reader;


--
-- Name: FUNCTION is_id_header(h text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_id_header(h text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_id_header(h text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_id_header(h text) TO gsync_reader;


--
-- Name: FUNCTION header_number(l gsync.link, header jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.header_number(l gsync.link, header jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.header_number(l gsync.link, header jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.header_number(l gsync.link, header jsonb) TO gsync_reader;


--
-- Name: FUNCTION header_pub(header jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.header_pub(header jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.header_pub(header jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.header_pub(header jsonb) TO gsync_reader;


--
-- Name: FUNCTION headers_wanted(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.headers_wanted(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.headers_wanted(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.headers_wanted(l gsync.link) TO gsync_reader;


--
-- Name: TABLE held; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.held TO gsync_worker;
GRANT SELECT ON TABLE gsync.held TO gsync_reader;


--
-- Name: FUNCTION held_open(of_held bigint); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.held_open(of_held bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.held_open(of_held bigint) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.held_open(of_held bigint) TO gsync_reader;


--
-- Name: FUNCTION hides_rows(of_relation regclass, from_role name); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.hides_rows(of_relation regclass, from_role name) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.hides_rows(of_relation regclass, from_role name) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.hides_rows(of_relation regclass, from_role name) TO gsync_reader;


--
-- Name: FUNCTION hold(of_link integer, of_side text, ids text[], of_rows integer, why text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.hold(of_link integer, of_side text, ids text[], of_rows integer, why text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.hold(of_link integer, of_side text, ids text[], of_rows integer, why text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.hold(of_link integer, of_side text, ids text[], of_rows integer, why text) TO gsync_reader;


--
-- Name: TABLE note; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.note TO gsync_worker;
GRANT SELECT ON TABLE gsync.note TO gsync_reader;


--
-- Name: FUNCTION id_header(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.id_header(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.id_header(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.id_header(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION identify(l gsync.link, sn jsonb, whole boolean, digest text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.identify(l gsync.link, sn jsonb, whole boolean, digest text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.identify(l gsync.link, sn jsonb, whole boolean, digest text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.identify(l gsync.link, sn jsonb, whole boolean, digest text) TO gsync_reader;


--
-- Name: FUNCTION identify_all(l gsync.link, digest text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.identify_all(l gsync.link, digest text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.identify_all(l gsync.link, digest text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.identify_all(l gsync.link, digest text) TO gsync_reader;


--
-- Name: FUNCTION identify_by_key(l gsync.link, of_doomed boolean, ids_are_through boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.identify_by_key(l gsync.link, of_doomed boolean, ids_are_through boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.identify_by_key(l gsync.link, of_doomed boolean, ids_are_through boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.identify_by_key(l gsync.link, of_doomed boolean, ids_are_through boolean) TO gsync_reader;


--
-- Name: FUNCTION identify_hit(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.identify_hit(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.identify_hit(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.identify_hit(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION identify_rest(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.identify_rest(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.identify_rest(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.identify_rest(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION identify_scattered(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.identify_scattered(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.identify_scattered(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.identify_scattered(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION identify_some(l gsync.link, digest text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.identify_some(l gsync.link, digest text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.identify_some(l gsync.link, digest text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.identify_some(l gsync.link, digest text) TO gsync_reader;


--
-- Name: FUNCTION in_list(id bigint, list text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.in_list(id bigint, list text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.in_list(id bigint, list text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.in_list(id bigint, list text[]) TO gsync_reader;


--
-- Name: FUNCTION insert_back_sql(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.insert_back_sql(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.insert_back_sql(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.insert_back_sql(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION insert_sql(l gsync.link, cells jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.insert_sql(l gsync.link, cells jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.insert_sql(l gsync.link, cells jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.insert_sql(l gsync.link, cells jsonb) TO gsync_reader;


--
-- Name: FUNCTION is_alike(base jsonb, s jsonb, apart_from text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_alike(base jsonb, s jsonb, apart_from text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_alike(base jsonb, s jsonb, apart_from text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_alike(base jsonb, s jsonb, apart_from text[]) TO gsync_reader;


--
-- Name: FUNCTION is_another(r gsync."row", s jsonb, key_columns text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_another(r gsync."row", s jsonb, key_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_another(r gsync."row", s jsonb, key_columns text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_another(r gsync."row", s jsonb, key_columns text[]) TO gsync_reader;


--
-- Name: FUNCTION is_id(v text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_id(v text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_id(v text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_id(v text) TO gsync_reader;


--
-- Name: FUNCTION is_in_table(l gsync.link, of_key text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_in_table(l gsync.link, of_key text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_in_table(l gsync.link, of_key text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_in_table(l gsync.link, of_key text[]) TO gsync_reader;


--
-- Name: FUNCTION is_keyless(r gsync."row", s jsonb, key_columns text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_keyless(r gsync."row", s jsonb, key_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_keyless(r gsync."row", s jsonb, key_columns text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_keyless(r gsync."row", s jsonb, key_columns text[]) TO gsync_reader;


--
-- Name: FUNCTION is_linked_by_owner(of_link integer, of_relation regclass); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_linked_by_owner(of_link integer, of_relation regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_linked_by_owner(of_link integer, of_relation regclass) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_linked_by_owner(of_link integer, of_relation regclass) TO gsync_reader;


--
-- Name: FUNCTION is_newer(r gsync."row", l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_newer(r gsync."row", l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_newer(r gsync."row", l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_newer(r gsync."row", l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION is_number(kind text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_number(kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_number(kind text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_number(kind text) TO gsync_reader;


--
-- Name: FUNCTION is_skipped(time_zone text, skipped jsonb, told jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_skipped(time_zone text, skipped jsonb, told jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_skipped(time_zone text, skipped jsonb, told jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_skipped(time_zone text, skipped jsonb, told jsonb) TO gsync_reader;


--
-- Name: FUNCTION unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) TO gsync_reader;


--
-- Name: FUNCTION is_unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_unpublished(d jsonb, expected jsonb, rej jsonb, against jsonb, aside jsonb, formulas text[], columns text[]) TO gsync_reader;


--
-- Name: FUNCTION is_unsure(of_link integer, of_id text, of_col text, v jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_unsure(of_link integer, of_id text, of_col text, v jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_unsure(of_link integer, of_id text, of_col text, v jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_unsure(of_link integer, of_id text, of_col text, v jsonb) TO gsync_reader;


--
-- Name: FUNCTION is_written_through(of_relation regclass); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.is_written_through(of_relation regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.is_written_through(of_relation regclass) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.is_written_through(of_relation regclass) TO gsync_reader;


--
-- Name: FUNCTION judge(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.judge(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.judge(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.judge(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION keep_before(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.keep_before(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.keep_before(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.keep_before(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION keep_exact(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.keep_exact(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.keep_exact(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.keep_exact(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION kept(old numeric, new numeric); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.kept(old numeric, new numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.kept(old numeric, new numeric) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.kept(old numeric, new numeric) TO gsync_reader;


--
-- Name: FUNCTION kept(old real, new real); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.kept(old real, new real) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.kept(old real, new real) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.kept(old real, new real) TO gsync_reader;


--
-- Name: FUNCTION kept(old double precision, new double precision); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.kept(old double precision, new double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.kept(old double precision, new double precision) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.kept(old double precision, new double precision) TO gsync_reader;


--
-- Name: FUNCTION kept(old bigint, new bigint); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.kept(old bigint, new bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.kept(old bigint, new bigint) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.kept(old bigint, new bigint) TO gsync_reader;


--
-- Name: FUNCTION kept(old time without time zone, new time without time zone); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.kept(old time without time zone, new time without time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.kept(old time without time zone, new time without time zone) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.kept(old time without time zone, new time without time zone) TO gsync_reader;


--
-- Name: FUNCTION kept(old timestamp without time zone, new timestamp without time zone); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.kept(old timestamp without time zone, new timestamp without time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.kept(old timestamp without time zone, new timestamp without time zone) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.kept(old timestamp without time zone, new timestamp without time zone) TO gsync_reader;


--
-- Name: FUNCTION kept(old timestamp with time zone, new timestamp with time zone); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.kept(old timestamp with time zone, new timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.kept(old timestamp with time zone, new timestamp with time zone) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.kept(old timestamp with time zone, new timestamp with time zone) TO gsync_reader;


--
-- Name: FUNCTION key_cells(key_columns text[], cells jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.key_cells(key_columns text[], cells jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.key_cells(key_columns text[], cells jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.key_cells(key_columns text[], cells jsonb) TO gsync_reader;


--
-- Name: FUNCTION key_columns_of(of_relation regclass); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.key_columns_of(of_relation regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.key_columns_of(of_relation regclass) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.key_columns_of(of_relation regclass) TO gsync_reader;


--
-- Name: FUNCTION key_expr(of_link integer, alias text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.key_expr(of_link integer, alias text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.key_expr(of_link integer, alias text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.key_expr(of_link integer, alias text) TO gsync_reader;


--
-- Name: FUNCTION key_index(of_relation regclass, attnums smallint[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.key_index(of_relation regclass, attnums smallint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.key_index(of_relation regclass, attnums smallint[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.key_index(of_relation regclass, attnums smallint[]) TO gsync_reader;


--
-- Name: FUNCTION key_join(of_link integer, alias text, key text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.key_join(of_link integer, alias text, key text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.key_join(of_link integer, alias text, key text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.key_join(of_link integer, alias text, key text) TO gsync_reader;


--
-- Name: FUNCTION key_order(key text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.key_order(key text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.key_order(key text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.key_order(key text[]) TO gsync_reader;


--
-- Name: FUNCTION key_problem(places integer[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.key_problem(places integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.key_problem(places integer[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.key_problem(places integer[]) TO gsync_reader;


--
-- Name: FUNCTION key_sql(kind text, type oid); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.key_sql(kind text, type oid) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.key_sql(kind text, type oid) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.key_sql(kind text, type oid) TO gsync_reader;


--
-- Name: FUNCTION keys_of(as_json text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.keys_of(as_json text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.keys_of(as_json text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.keys_of(as_json text[]) TO gsync_reader;


--
-- Name: FUNCTION keys_of(key_columns text[], list text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.keys_of(key_columns text[], list text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.keys_of(key_columns text[], list text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.keys_of(key_columns text[], list text[]) TO gsync_reader;


--
-- Name: FUNCTION kind(type oid); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.kind(type oid) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.kind(type oid) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.kind(type oid) TO gsync_reader;


--
-- Name: TABLE link_shape; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.link_shape TO gsync_worker;
GRANT SELECT ON TABLE gsync.link_shape TO gsync_reader;


--
-- Name: FUNCTION kind_of(of_link integer, col text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.kind_of(of_link integer, col text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.kind_of(of_link integer, col text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.kind_of(of_link integer, col text) TO gsync_reader;


--
-- Name: FUNCTION landed(link integer, pub bigint, answer text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.landed(link integer, pub bigint, answer text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.landed(link integer, pub bigint, answer text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.landed(link integer, pub bigint, answer text) TO gsync_reader;


--
-- Name: FUNCTION landed_cells(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.landed_cells(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.landed_cells(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.landed_cells(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION landed_late(l gsync.link, sn jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.landed_late(l gsync.link, sn jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.landed_late(l gsync.link, sn jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.landed_late(l gsync.link, sn jsonb) TO gsync_reader;


--
-- Name: FUNCTION last_deleted(of_link integer, of_key text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.last_deleted(of_link integer, of_key text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.last_deleted(of_link integer, of_key text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.last_deleted(of_link integer, of_key text[]) TO gsync_reader;


--
-- Name: FUNCTION leave_ours(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.leave_ours(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.leave_ours(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.leave_ours(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION limit_claim(l gsync.link, max_rows integer, max_bytes integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.limit_claim(l gsync.link, max_rows integer, max_bytes integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.limit_claim(l gsync.link, max_rows integer, max_bytes integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.limit_claim(l gsync.link, max_rows integer, max_bytes integer) TO gsync_reader;


--
-- Name: FUNCTION link_2_delete(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_2_delete() FROM PUBLIC;


--
-- Name: FUNCTION link_2_insert(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_2_insert() FROM PUBLIC;


--
-- Name: FUNCTION link_2_truncate(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_2_truncate() FROM PUBLIC;


--
-- Name: FUNCTION link_2_update(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_2_update() FROM PUBLIC;


--
-- Name: FUNCTION link_4_delete(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_4_delete() FROM PUBLIC;


--
-- Name: FUNCTION link_4_insert(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_4_insert() FROM PUBLIC;


--
-- Name: FUNCTION link_4_truncate(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_4_truncate() FROM PUBLIC;


--
-- Name: FUNCTION link_4_update(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_4_update() FROM PUBLIC;


--
-- Name: FUNCTION link_called(of_name text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_called(of_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.link_called(of_name text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.link_called(of_name text) TO gsync_reader;


--
-- Name: FUNCTION link_named(of_name text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_named(of_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.link_named(of_name text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.link_named(of_name text) TO gsync_reader;


--
-- Name: FUNCTION link_table(spreadsheet text, sheet bigint, relation regclass, options jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.link_table(spreadsheet text, sheet bigint, relation regclass, options jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.link_table(spreadsheet text, sheet bigint, relation regclass, options jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.link_table(spreadsheet text, sheet bigint, relation regclass, options jsonb) TO gsync_reader;


--
-- Name: FUNCTION load_ids(l gsync.link, whole boolean, digest text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.load_ids(l gsync.link, whole boolean, digest text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.load_ids(l gsync.link, whole boolean, digest text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.load_ids(l gsync.link, whole boolean, digest text) TO gsync_reader;


--
-- Name: FUNCTION load_sheet(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.load_sheet(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.load_sheet(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.load_sheet(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION lock_link(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.lock_link(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.lock_link(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.lock_link(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION lock_rows(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.lock_rows(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.lock_rows(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.lock_rows(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION log_after(after bigint, max_entries integer, content boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.log_after(after bigint, max_entries integer, content boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.log_after(after bigint, max_entries integer, content boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.log_after(after bigint, max_entries integer, content boolean) TO gsync_reader;


--
-- Name: FUNCTION log_begin(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.log_begin() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.log_begin() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.log_begin() TO gsync_reader;


--
-- Name: FUNCTION log_counts(after bigint, settled bigint); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.log_counts(after bigint, settled bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.log_counts(after bigint, settled bigint) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.log_counts(after bigint, settled bigint) TO gsync_reader;


--
-- Name: FUNCTION log_settled(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.log_settled() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.log_settled() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.log_settled() TO gsync_reader;


--
-- Name: FUNCTION logfmt(VARIADIC pairs text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.logfmt(VARIADIC pairs text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.logfmt(VARIADIC pairs text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.logfmt(VARIADIC pairs text[]) TO gsync_reader;


--
-- Name: FUNCTION look(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.look(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.look(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.look(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean) TO gsync_reader;


--
-- Name: FUNCTION look_out(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.look_out(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.look_out(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.look_out(link integer, info json, max_rows integer, max_bytes integer, may_claim boolean) TO gsync_reader;


--
-- Name: FUNCTION make_keys(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.make_keys(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.make_keys(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.make_keys(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION make_link_shapes(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.make_link_shapes(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.make_link_shapes(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.make_link_shapes(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION make_reader(to_role text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.make_reader(to_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.make_reader(to_role text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.make_reader(to_role text) TO gsync_reader;


--
-- Name: FUNCTION make_shapes(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.make_shapes(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.make_shapes(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.make_shapes(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION make_trigger_function(of_link integer, event text, body text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.make_trigger_function(of_link integer, event text, body text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.make_trigger_function(of_link integer, event text, body text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.make_trigger_function(of_link integer, event text, body text) TO gsync_reader;


--
-- Name: FUNCTION make_trigger_functions(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.make_trigger_functions(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.make_trigger_functions(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.make_trigger_functions(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION make_triggers(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.make_triggers(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.make_triggers(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.make_triggers(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION make_truncate_trigger(of_link integer, part regclass); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.make_truncate_trigger(of_link integer, part regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.make_truncate_trigger(of_link integer, part regclass) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.make_truncate_trigger(of_link integer, part regclass) TO gsync_reader;


--
-- Name: FUNCTION mark_all(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.mark_all(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.mark_all(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.mark_all(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION mark_keys_sql(of_link integer, keys text, truncated boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.mark_keys_sql(of_link integer, keys text, truncated boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.mark_keys_sql(of_link integer, keys text, truncated boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.mark_keys_sql(of_link integer, keys text, truncated boolean) TO gsync_reader;


--
-- Name: FUNCTION mark_now(of_link integer, event text, of_rows boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.mark_now(of_link integer, event text, of_rows boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.mark_now(of_link integer, event text, of_rows boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.mark_now(of_link integer, event text, of_rows boolean) TO gsync_reader;


--
-- Name: FUNCTION mark_row_sql(of_link integer, old_key text, new_key text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.mark_row_sql(of_link integer, old_key text, new_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.mark_row_sql(of_link integer, old_key text, new_key text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.mark_row_sql(of_link integer, old_key text, new_key text) TO gsync_reader;


--
-- Name: FUNCTION mark_rows(of_link integer, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.mark_rows(of_link integer, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.mark_rows(of_link integer, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.mark_rows(of_link integer, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION mark_sql(of_link integer, old_key text, new_key text, with_moves boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.mark_sql(of_link integer, old_key text, new_key text, with_moves boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.mark_sql(of_link integer, old_key text, new_key text, with_moves boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.mark_sql(of_link integer, old_key text, new_key text, with_moves boolean) TO gsync_reader;


--
-- Name: FUNCTION match_columns(of_link integer, header jsonb, pins jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.match_columns(of_link integer, header jsonb, pins jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.match_columns(of_link integer, header jsonb, pins jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.match_columns(of_link integer, header jsonb, pins jsonb) TO gsync_reader;


--
-- Name: FUNCTION match_sides(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.match_sides(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.match_sides(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.match_sides(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION may_be(r gsync."row", s jsonb, at_place integer, key_columns text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.may_be(r gsync."row", s jsonb, at_place integer, key_columns text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.may_be(r gsync."row", s jsonb, at_place integer, key_columns text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.may_be(r gsync."row", s jsonb, at_place integer, key_columns text[]) TO gsync_reader;


--
-- Name: FUNCTION may_offer(of_link integer, after interval); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.may_offer(of_link integer, after interval) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.may_offer(of_link integer, after interval) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.may_offer(of_link integer, after interval) TO gsync_reader;


--
-- Name: FUNCTION meet_gone(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.meet_gone(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.meet_gone(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.meet_gone(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION meet_headers(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.meet_headers(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.meet_headers(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.meet_headers(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION meet_late(l gsync.link, sn jsonb, before text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.meet_late(l gsync.link, sn jsonb, before text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.meet_late(l gsync.link, sn jsonb, before text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.meet_late(l gsync.link, sn jsonb, before text[]) TO gsync_reader;


--
-- Name: FUNCTION meet_missing(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.meet_missing(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.meet_missing(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.meet_missing(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION meet_strange(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.meet_strange(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.meet_strange(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.meet_strange(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION merge_entries(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.merge_entries(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.merge_entries(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.merge_entries(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION merge_link(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.merge_link(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.merge_link(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.merge_link(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION merge_rows(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.merge_rows(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.merge_rows(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.merge_rows(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION merge_wave(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.merge_wave(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.merge_wave(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.merge_wave(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION misplaced(l gsync.link, digest text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.misplaced(l gsync.link, digest text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.misplaced(l gsync.link, digest text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.misplaced(l gsync.link, digest text) TO gsync_reader;


--
-- Name: FUNCTION misplaced_anywhere(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.misplaced_anywhere(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.misplaced_anywhere(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.misplaced_anywhere(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION misread(s gsync.shape, v jsonb, is_formula boolean, is_date boolean, OUT code text, OUT reason text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.misread(s gsync.shape, v jsonb, is_formula boolean, is_date boolean, OUT code text, OUT reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.misread(s gsync.shape, v jsonb, is_formula boolean, is_date boolean, OUT code text, OUT reason text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.misread(s gsync.shape, v jsonb, is_formula boolean, is_date boolean, OUT code text, OUT reason text) TO gsync_reader;


--
-- Name: FUNCTION moved_now(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.moved_now(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.moved_now(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.moved_now(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION moved_sql(of_link integer, old_key text, new_key text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.moved_sql(of_link integer, old_key text, new_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.moved_sql(of_link integer, old_key text, new_key text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.moved_sql(of_link integer, old_key text, new_key text) TO gsync_reader;


--
-- Name: FUNCTION name_of(kind text, object oid); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.name_of(kind text, object oid) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.name_of(kind text, object oid) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.name_of(kind text, object oid) TO gsync_reader;


--
-- Name: FUNCTION new_headers(l gsync.link, info jsonb, at integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.new_headers(l gsync.link, info jsonb, at integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.new_headers(l gsync.link, info jsonb, at integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.new_headers(l gsync.link, info jsonb, at integer) TO gsync_reader;


--
-- Name: FUNCTION new_id(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.new_id() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.new_id() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.new_id() TO gsync_reader;


--
-- Name: FUNCTION next_placed(of_link integer, max_rows integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.next_placed(of_link integer, max_rows integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.next_placed(of_link integer, max_rows integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.next_placed(of_link integer, max_rows integer) TO gsync_reader;


--
-- Name: FUNCTION note_against(l gsync.link, w integer, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.note_against(l gsync.link, w integer, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.note_against(l gsync.link, w integer, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.note_against(l gsync.link, w integer, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION note_missed(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.note_missed(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.note_missed(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.note_missed(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION note_scan(l gsync.link, pub bigint, told boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.note_scan(l gsync.link, pub bigint, told boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.note_scan(l gsync.link, pub bigint, told boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.note_scan(l gsync.link, pub bigint, told boolean) TO gsync_reader;


--
-- Name: FUNCTION note_sheet(l gsync.link, sn jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.note_sheet(l gsync.link, sn jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.note_sheet(l gsync.link, sn jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.note_sheet(l gsync.link, sn jsonb) TO gsync_reader;


--
-- Name: FUNCTION number_format(kind text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.number_format(kind text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.number_format(kind text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.number_format(kind text) TO gsync_reader;


--
-- Name: FUNCTION offer_again(of_link integer, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.offer_again(of_link integer, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.offer_again(of_link integer, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.offer_again(of_link integer, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION offer_again(of_link integer, after interval); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.offer_again(of_link integer, after interval) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.offer_again(of_link integer, after interval) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.offer_again(of_link integer, after interval) TO gsync_reader;


--
-- Name: FUNCTION one_at_a_time(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.one_at_a_time() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.one_at_a_time() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.one_at_a_time() TO gsync_reader;


--
-- Name: FUNCTION operations(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.operations(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.operations(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.operations(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION orphans(l gsync.link, con oid, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.orphans(l gsync.link, con oid, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.orphans(l gsync.link, con oid, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.orphans(l gsync.link, con oid, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION overview(counting boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.overview(counting boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.overview(counting boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.overview(counting boolean) TO gsync_reader;


--
-- Name: FUNCTION overwrite_refused(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.overwrite_refused(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.overwrite_refused(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.overwrite_refused(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION overwritten(l gsync.link, of_header jsonb, pins jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.overwritten(l gsync.link, of_header jsonb, pins jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.overwritten(l gsync.link, of_header jsonb, pins jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.overwritten(l gsync.link, of_header jsonb, pins jsonb) TO gsync_reader;


--
-- Name: FUNCTION pinned_at(pins jsonb, pin text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.pinned_at(pins jsonb, pin text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.pinned_at(pins jsonb, pin text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.pinned_at(pins jsonb, pin text) TO gsync_reader;


--
-- Name: FUNCTION own_place(l gsync.link, header jsonb, pins jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.own_place(l gsync.link, header jsonb, pins jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.own_place(l gsync.link, header jsonb, pins jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.own_place(l gsync.link, header jsonb, pins jsonb) TO gsync_reader;


--
-- Name: FUNCTION parse(body text, OUT doc jsonb, OUT problem text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.parse(body text, OUT doc jsonb, OUT problem text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.parse(body text, OUT doc jsonb, OUT problem text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.parse(body text, OUT doc jsonb, OUT problem text) TO gsync_reader;


--
-- Name: FUNCTION pass_over(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.pass_over(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.pass_over(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.pass_over(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION pause(name text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.pause(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.pause(name text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.pause(name text) TO gsync_reader;


--
-- Name: FUNCTION pins_wanted(l gsync.link, pins jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.pins_wanted(l gsync.link, pins jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.pins_wanted(l gsync.link, pins jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.pins_wanted(l gsync.link, pins jsonb) TO gsync_reader;


--
-- Name: FUNCTION pin_requests(l gsync.link, pins jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.pin_requests(l gsync.link, pins jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.pin_requests(l gsync.link, pins jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.pin_requests(l gsync.link, pins jsonb) TO gsync_reader;


--
-- Name: FUNCTION plain_name(header text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.plain_name(header text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.plain_name(header text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.plain_name(header text) TO gsync_reader;


--
-- Name: FUNCTION plan(link integer, max_rows integer, want_scan boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.plan(link integer, max_rows integer, want_scan boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.plan(link integer, max_rows integer, want_scan boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.plan(link integer, max_rows integer, want_scan boolean) TO gsync_reader;


--
-- Name: FUNCTION prepare(link integer, info json); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.prepare(link integer, info json) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.prepare(link integer, info json) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.prepare(link integer, info json) TO gsync_reader;


--
-- Name: FUNCTION prepared(link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.prepared(link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.prepared(link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.prepared(link integer) TO gsync_reader;


--
-- Name: FUNCTION propose_key(of_table text, columns jsonb, wanted text[], OUT key text[], OUT note text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.propose_key(of_table text, columns jsonb, wanted text[], OUT key text[], OUT note text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.propose_key(of_table text, columns jsonb, wanted text[], OUT key text[], OUT note text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.propose_key(of_table text, columns jsonb, wanted text[], OUT key text[], OUT note text) TO gsync_reader;


--
-- Name: FUNCTION propose_table(of_table text, key jsonb, picked jsonb, names jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.propose_table(of_table text, key jsonb, picked jsonb, names jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.propose_table(of_table text, key jsonb, picked jsonb, names jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.propose_table(of_table text, key jsonb, picked jsonb, names jsonb) TO gsync_reader;


--
-- Name: FUNCTION propose_type(cells jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.propose_type(cells jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.propose_type(cells jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.propose_type(cells jsonb) TO gsync_reader;


--
-- Name: FUNCTION published(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.published(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.published(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.published(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION publisher_key(credential text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.publisher_key(credential text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.publisher_key(credential text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.publisher_key(credential text) TO gsync_reader;


--
-- Name: FUNCTION purge_history(older_than interval, most integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.purge_history(older_than interval, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.purge_history(older_than interval, most integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.purge_history(older_than interval, most integer) TO gsync_reader;


--
-- Name: FUNCTION put_back(l gsync.link, cells json, over jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.put_back(l gsync.link, cells json, over jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.put_back(l gsync.link, cells json, over jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.put_back(l gsync.link, cells json, over jsonb) TO gsync_reader;


--
-- Name: FUNCTION put_by(of_link integer, gone text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.put_by(of_link integer, gone text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.put_by(of_link integer, gone text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.put_by(of_link integer, gone text[]) TO gsync_reader;


--
-- Name: FUNCTION raise_sequences(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.raise_sequences(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.raise_sequences(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.raise_sequences(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION read_back(l gsync.link, sn jsonb, whole boolean, digest text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.read_back(l gsync.link, sn jsonb, whole boolean, digest text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.read_back(l gsync.link, sn jsonb, whole boolean, digest text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.read_back(l gsync.link, sn jsonb, whole boolean, digest text) TO gsync_reader;


--
-- Name: FUNCTION read_entries(applied bigint, seqs bigint[], origins integer[], received bigint[], bodies text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.read_entries(applied bigint, seqs bigint[], origins integer[], received bigint[], bodies text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.read_entries(applied bigint, seqs bigint[], origins integer[], received bigint[], bodies text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.read_entries(applied bigint, seqs bigint[], origins integer[], received bigint[], bodies text[]) TO gsync_reader;


--
-- Name: FUNCTION read_events(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.read_events(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.read_events(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.read_events(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION read_filter(of_relation regclass, condition text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.read_filter(of_relation regclass, condition text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.read_filter(of_relation regclass, condition text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.read_filter(of_relation regclass, condition text) TO gsync_reader;


--
-- Name: FUNCTION read_keys(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.read_keys(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.read_keys(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.read_keys(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION read_rows(said text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.read_rows(said text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.read_rows(said text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.read_rows(said text) TO gsync_reader;


--
-- Name: FUNCTION read_share(said text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.read_share(said text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.read_share(said text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.read_share(said text) TO gsync_reader;


--
-- Name: FUNCTION reassert_formulas(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.reassert_formulas(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.reassert_formulas(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.reassert_formulas(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION recall(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.recall(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.recall(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.recall(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION record_conflicts(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.record_conflicts(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.record_conflicts(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.record_conflicts(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION record_overruled(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.record_overruled(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.record_overruled(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.record_overruled(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION record_rejections(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.record_rejections(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.record_rejections(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.record_rejections(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION refresh_shapes(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.refresh_shapes(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.refresh_shapes(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.refresh_shapes(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION refuse_events(l gsync.link, w integer, code text, reason text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.refuse_events(l gsync.link, w integer, code text, reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.refuse_events(l gsync.link, w integer, code text, reason text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.refuse_events(l gsync.link, w integer, code text, reason text) TO gsync_reader;


--
-- Name: FUNCTION refused(link integer, pub bigint, reason text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.refused(link integer, pub bigint, reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.refused(link integer, pub bigint, reason text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.refused(link integer, pub bigint, reason text) TO gsync_reader;


--
-- Name: FUNCTION release(held_id bigint); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.release(held_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.release(held_id bigint) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.release(held_id bigint) TO gsync_reader;


--
-- Name: FUNCTION removal(link integer, head text, notes text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.removal(link integer, head text, notes text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.removal(link integer, head text, notes text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.removal(link integer, head text, notes text) TO gsync_reader;


--
-- Name: FUNCTION rename_columns(of_link integer, names jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.rename_columns(of_link integer, names jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.rename_columns(of_link integer, names jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.rename_columns(of_link integer, names jsonb) TO gsync_reader;


--
-- Name: FUNCTION rename_filter(l gsync.link, names jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.rename_filter(l gsync.link, names jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.rename_filter(l gsync.link, names jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.rename_filter(l gsync.link, names jsonb) TO gsync_reader;


--
-- Name: FUNCTION rename_keys(cells jsonb, names jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.rename_keys(cells jsonb, names jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.rename_keys(cells jsonb, names jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.rename_keys(cells jsonb, names jsonb) TO gsync_reader;


--
-- Name: FUNCTION renew_notes(of_link integer, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.renew_notes(of_link integer, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.renew_notes(of_link integer, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.renew_notes(of_link integer, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION renew_rights(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.renew_rights(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.renew_rights(of_link integer) TO gsync_worker;


--
-- Name: FUNCTION renew_triggers(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.renew_triggers(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.renew_triggers(of_link integer) TO gsync_worker;


--
-- Name: FUNCTION repaired(of_link integer, since timestamp with time zone); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.repaired(of_link integer, since timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.repaired(of_link integer, since timestamp with time zone) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.repaired(of_link integer, since timestamp with time zone) TO gsync_reader;


--
-- Name: FUNCTION report_entries(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.report_entries(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.report_entries(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.report_entries(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION resolve_conflict(of_id bigint, to_side text, force boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.resolve_conflict(of_id bigint, to_side text, force boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.resolve_conflict(of_id bigint, to_side text, force boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.resolve_conflict(of_id bigint, to_side text, force boolean) TO gsync_reader;


--
-- Name: FUNCTION restore(l gsync.link, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.restore(l gsync.link, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.restore(l gsync.link, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.restore(l gsync.link, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION restore_held(of_link integer, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.restore_held(of_link integer, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.restore_held(of_link integer, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.restore_held(of_link integer, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION restore_rows(link text, list text[], since timestamp with time zone, of_side text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.restore_rows(link text, list text[], since timestamp with time zone, of_side text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.restore_rows(link text, list text[], since timestamp with time zone, of_side text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.restore_rows(link text, list text[], since timestamp with time zone, of_side text) TO gsync_reader;


--
-- Name: FUNCTION resume(name text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.resume(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.resume(name text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.resume(name text) TO gsync_reader;


--
-- Name: FUNCTION retry_changed(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.retry_changed(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.retry_changed(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.retry_changed(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION retry_orphans(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.retry_orphans() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.retry_orphans() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.retry_orphans() TO gsync_reader;


--
-- Name: FUNCTION retry_quietly(l gsync.link, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.retry_quietly(l gsync.link, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.retry_quietly(l gsync.link, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.retry_quietly(l gsync.link, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION retry_rejected(link text, list text[], OUT tried integer, OUT through integer, OUT offered integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.retry_rejected(link text, list text[], OUT tried integer, OUT through integer, OUT offered integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.retry_rejected(link text, list text[], OUT tried integer, OUT through integer, OUT offered integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.retry_rejected(link text, list text[], OUT tried integer, OUT through integer, OUT offered integer) TO gsync_reader;


--
-- Name: FUNCTION retry_rows(l gsync.link, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.retry_rows(l gsync.link, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.retry_rows(l gsync.link, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.retry_rows(l gsync.link, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION retype_keys(l gsync.link, types jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.retype_keys(l gsync.link, types jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.retype_keys(l gsync.link, types jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.retype_keys(l gsync.link, types jsonb) TO gsync_reader;


--
-- Name: FUNCTION sentences(VARIADIC parts text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.sentences(VARIADIC parts text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.sentences(VARIADIC parts text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.sentences(VARIADIC parts text[]) TO gsync_reader;


--
-- Name: FUNCTION row_error(code text, message text, detail text, hint text, context text, cols text[], con text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.row_error(code text, message text, detail text, hint text, context text, cols text[], con text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.row_error(code text, message text, detail text, hint text, context text, cols text[], con text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.row_error(code text, message text, detail text, hint text, context text, cols text[], con text) TO gsync_reader;


--
-- Name: FUNCTION row_sql(of_link integer, alias text, published boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.row_sql(of_link integer, alias text, published boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.row_sql(of_link integer, alias text, published boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.row_sql(of_link integer, alias text, published boolean) TO gsync_reader;


--
-- Name: FUNCTION rows_problem(of_relation regclass, from_role name); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.rows_problem(of_relation regclass, from_role name) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.rows_problem(of_relation regclass, from_role name) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.rows_problem(of_relation regclass, from_role name) TO gsync_reader;


--
-- Name: FUNCTION rows_sql(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.rows_sql(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.rows_sql(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.rows_sql(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION rows_text(places integer[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.rows_text(places integer[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.rows_text(places integer[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.rows_text(places integer[]) TO gsync_reader;


--
-- Name: FUNCTION said(of_link integer, col text, v jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.said(of_link integer, col text, v jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.said(of_link integer, col text, v jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.said(of_link integer, col text, v jsonb) TO gsync_reader;


--
-- Name: FUNCTION said_change(of_link integer, col text, old jsonb, new jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.said_change(of_link integer, col text, old jsonb, new jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.said_change(of_link integer, col text, old jsonb, new jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.said_change(of_link integer, col text, old jsonb, new jsonb) TO gsync_reader;


--
-- Name: FUNCTION same(a jsonb, b jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.same(a jsonb, b jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.same(a jsonb, b jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.same(a jsonb, b jsonb) TO gsync_reader;


--
-- Name: FUNCTION scan_entries(l gsync.link, header jsonb, pub bigint, whole boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.scan_entries(l gsync.link, header jsonb, pub bigint, whole boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.scan_entries(l gsync.link, header jsonb, pub bigint, whole boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.scan_entries(l gsync.link, header jsonb, pub bigint, whole boolean) TO gsync_reader;


--
-- Name: FUNCTION scratch(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.scratch() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.scratch() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.scratch() TO gsync_reader;


--
-- Name: FUNCTION see(part jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.see(part jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.see(part jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.see(part jsonb) TO gsync_reader;


--
-- Name: FUNCTION see_anew(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.see_anew() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.see_anew() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.see_anew() TO gsync_reader;


--
-- Name: FUNCTION see_columns(of_link integer, of_header jsonb, pins jsonb, whole boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.see_columns(of_link integer, of_header jsonb, pins jsonb, whole boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.see_columns(of_link integer, of_header jsonb, pins jsonb, whole boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.see_columns(of_link integer, of_header jsonb, pins jsonb, whole boolean) TO gsync_reader;


--
-- Name: FUNCTION see_header(l gsync.link, of_header jsonb, pins jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.see_header(l gsync.link, of_header jsonb, pins jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.see_header(l gsync.link, of_header jsonb, pins jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.see_header(l gsync.link, of_header jsonb, pins jsonb) TO gsync_reader;


--
-- Name: FUNCTION see_ids(lines text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.see_ids(lines text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.see_ids(lines text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.see_ids(lines text) TO gsync_reader;


--
-- Name: FUNCTION see_notes(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.see_notes(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.see_notes(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.see_notes(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION see_pins(l gsync.link, of_header jsonb, pins jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.see_pins(l gsync.link, of_header jsonb, pins jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.see_pins(l gsync.link, of_header jsonb, pins jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.see_pins(l gsync.link, of_header jsonb, pins jsonb) TO gsync_reader;


--
-- Name: FUNCTION sent_cells(base jsonb, pending jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.sent_cells(base jsonb, pending jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.sent_cells(base jsonb, pending jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.sent_cells(base jsonb, pending jsonb) TO gsync_reader;


--
-- Name: FUNCTION sequences_of(of_relation regclass); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.sequences_of(of_relation regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.sequences_of(of_relation regclass) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.sequences_of(of_relation regclass) TO gsync_reader;


--
-- Name: FUNCTION served_link(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.served_link(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.served_link(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.served_link(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION set_aside(link integer, pub bigint, id text, col integer, reason text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.set_aside(link integer, pub bigint, id text, col integer, reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.set_aside(link integer, pub bigint, id text, col integer, reason text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.set_aside(link integer, pub bigint, id text, col integer, reason text) TO gsync_reader;


--
-- Name: FUNCTION set_link(name text, policy text, max_delete_rows text, max_delete_share text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.set_link(name text, policy text, max_delete_rows text, max_delete_share text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.set_link(name text, policy text, max_delete_rows text, max_delete_share text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.set_link(name text, policy text, max_delete_rows text, max_delete_share text) TO gsync_reader;


--
-- Name: FUNCTION settle_gone(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.settle_gone(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.settle_gone(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.settle_gone(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION settle_inserts(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.settle_inserts(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.settle_inserts(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.settle_inserts(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION settle_rows(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.settle_rows(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.settle_rows(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.settle_rows(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION shapes(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.shapes(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.shapes(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.shapes(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION sheet_wins(policy text, sheet_at timestamp with time zone, table_at timestamp with time zone); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.sheet_wins(policy text, sheet_at timestamp with time zone, table_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.sheet_wins(policy text, sheet_at timestamp with time zone, table_at timestamp with time zone) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.sheet_wins(policy text, sheet_at timestamp with time zone, table_at timestamp with time zone) TO gsync_reader;


--
-- Name: FUNCTION shown_cells(base jsonb, rej jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.shown_cells(base jsonb, rej jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.shown_cells(base jsonb, rej jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.shown_cells(base jsonb, rej jsonb) TO gsync_reader;


--
-- Name: FUNCTION side_differences(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.side_differences(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.side_differences(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.side_differences(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION side_list(of_link integer, key_is_made boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.side_list(of_link integer, key_is_made boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.side_list(of_link integer, key_is_made boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.side_list(of_link integer, key_is_made boolean) TO gsync_reader;


--
-- Name: FUNCTION side_problem(of_link integer, c jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.side_problem(of_link integer, c jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.side_problem(of_link integer, c jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.side_problem(of_link integer, c jsonb) TO gsync_reader;


--
-- Name: FUNCTION side_warnings(of_link integer, c jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.side_warnings(of_link integer, c jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.side_warnings(of_link integer, c jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.side_warnings(of_link integer, c jsonb) TO gsync_reader;


--
-- Name: FUNCTION spare_typed(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.spare_typed(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.spare_typed(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.spare_typed(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION spread_failures(w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.spread_failures(w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.spread_failures(w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.spread_failures(w integer) TO gsync_reader;


--
-- Name: FUNCTION spread_unsure(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.spread_unsure(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.spread_unsure(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.spread_unsure(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION stale(l gsync.link, was_whole boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.stale(l gsync.link, was_whole boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.stale(l gsync.link, was_whole boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.stale(l gsync.link, was_whole boolean) TO gsync_reader;


--
-- Name: FUNCTION stamp(v text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.stamp(v text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.stamp(v text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.stamp(v text) TO gsync_reader;


--
-- Name: FUNCTION stands_elsewhere(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.stands_elsewhere(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.stands_elsewhere(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.stands_elsewhere(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION stopgap(l gsync.link, s gsync.shape); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.stopgap(l gsync.link, s gsync.shape) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.stopgap(l gsync.link, s gsync.shape) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.stopgap(l gsync.link, s gsync.shape) TO gsync_reader;


--
-- Name: FUNCTION strange_headers(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.strange_headers(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.strange_headers(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.strange_headers(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION sure_columns(l gsync.link, of_header jsonb, of_look boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.sure_columns(l gsync.link, of_header jsonb, of_look boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.sure_columns(l gsync.link, of_header jsonb, of_look boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.sure_columns(l gsync.link, of_header jsonb, of_look boolean) TO gsync_reader;


--
-- Name: FUNCTION suspect(l gsync.link, before text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.suspect(l gsync.link, before text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.suspect(l gsync.link, before text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.suspect(l gsync.link, before text[]) TO gsync_reader;


--
-- Name: FUNCTION swap_updates(l gsync.link, sql text, ns bigint[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.swap_updates(l gsync.link, sql text, ns bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.swap_updates(l gsync.link, sql text, ns bigint[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.swap_updates(l gsync.link, sql text, ns bigint[]) TO gsync_reader;


--
-- Name: FUNCTION tab_add(part text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tab_add(part text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tab_add(part text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tab_add(part text) TO gsync_reader;


--
-- Name: FUNCTION tab_begin(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tab_begin() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tab_begin() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tab_begin() TO gsync_reader;


--
-- Name: FUNCTION tab_columns(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tab_columns() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tab_columns() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tab_columns() TO gsync_reader;


--
-- Name: FUNCTION tab_header(info text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tab_header(info text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tab_header(info text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tab_header(info text) TO gsync_reader;


--
-- Name: FUNCTION tab_of(answer jsonb, sheet bigint); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tab_of(answer jsonb, sheet bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tab_of(answer jsonb, sheet bigint) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tab_of(answer jsonb, sheet bigint) TO gsync_reader;


--
-- Name: FUNCTION tab_types(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tab_types() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tab_types() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tab_types() TO gsync_reader;


--
-- Name: FUNCTION table_cell(l gsync.link, s gsync.shape, of_key text[], v jsonb, OUT there boolean, OUT is_now jsonb, OUT taken jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.table_cell(l gsync.link, s gsync.shape, of_key text[], v jsonb, OUT there boolean, OUT is_now jsonb, OUT taken jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.table_cell(l gsync.link, s gsync.shape, of_key text[], v jsonb, OUT there boolean, OUT is_now jsonb, OUT taken jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.table_cell(l gsync.link, s gsync.shape, of_key text[], v jsonb, OUT there boolean, OUT is_now jsonb, OUT taken jsonb) TO gsync_reader;


--
-- Name: FUNCTION take_back(l gsync.link, own integer, places jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.take_back(l gsync.link, own integer, places jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.take_back(l gsync.link, own integer, places jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.take_back(l gsync.link, own integer, places jsonb) TO gsync_reader;


--
-- Name: FUNCTION take_back(of_kind text, of_object oid, from_role name); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.take_back(of_kind text, of_object oid, from_role name) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.take_back(of_kind text, of_object oid, from_role name) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.take_back(of_kind text, of_object oid, from_role name) TO gsync_reader;


--
-- Name: FUNCTION take_back_unneeded(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.take_back_unneeded() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.take_back_unneeded() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.take_back_unneeded() TO gsync_reader;


--
-- Name: FUNCTION tell_back(l gsync.link, ids text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tell_back(l gsync.link, ids text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tell_back(l gsync.link, ids text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tell_back(l gsync.link, ids text[]) TO gsync_reader;


--
-- Name: FUNCTION tell_cell(of_link integer, col text, v jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tell_cell(of_link integer, col text, v jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tell_cell(of_link integer, col text, v jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tell_cell(of_link integer, col text, v jsonb) TO gsync_reader;


--
-- Name: FUNCTION tell_conflict(c gsync.conflict, link text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tell_conflict(c gsync.conflict, link text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tell_conflict(c gsync.conflict, link text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tell_conflict(c gsync.conflict, link text) TO gsync_reader;


--
-- Name: FUNCTION tell_time(at timestamp with time zone); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tell_time(at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tell_time(at timestamp with time zone) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tell_time(at timestamp with time zone) TO gsync_reader;


--
-- Name: FUNCTION tell_held(h gsync.held, link text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tell_held(h gsync.held, link text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tell_held(h gsync.held, link text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tell_held(h gsync.held, link text) TO gsync_reader;


--
-- Name: FUNCTION tell_key(key text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tell_key(key text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tell_key(key text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tell_key(key text[]) TO gsync_reader;


--
-- Name: TABLE rejected; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.rejected TO gsync_worker;
GRANT SELECT ON TABLE gsync.rejected TO gsync_reader;


--
-- Name: FUNCTION tell_rejected(x gsync.rejected, link text, place integer, key text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tell_rejected(x gsync.rejected, link text, place integer, key text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tell_rejected(x gsync.rejected, link text, place integer, key text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tell_rejected(x gsync.rejected, link text, place integer, key text[]) TO gsync_reader;


--
-- Name: FUNCTION tell_row(of_link integer, cells jsonb, base jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tell_row(of_link integer, cells jsonb, base jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tell_row(of_link integer, cells jsonb, base jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tell_row(of_link integer, cells jsonb, base jsonb) TO gsync_reader;


--
-- Name: FUNCTION tell_span(ms bigint); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tell_span(ms bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tell_span(ms bigint) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tell_span(ms bigint) TO gsync_reader;


--
-- Name: FUNCTION tend(); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.tend() FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.tend() TO gsync_worker;
GRANT ALL ON FUNCTION gsync.tend() TO gsync_reader;


--
-- Name: FUNCTION texts(list jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.texts(list jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.texts(list jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.texts(list jsonb) TO gsync_reader;


--
-- Name: FUNCTION to_boolean(shown text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.to_boolean(shown text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.to_boolean(shown text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.to_boolean(shown text) TO gsync_reader;


--
-- Name: FUNCTION to_number(shown text, decimal_sign text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.to_number(shown text, decimal_sign text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.to_number(shown text, decimal_sign text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.to_number(shown text, decimal_sign text) TO gsync_reader;


--
-- Name: FUNCTION told_places(l gsync.link, answer jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.told_places(l gsync.link, answer jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.told_places(l gsync.link, answer jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.told_places(l gsync.link, answer jsonb) TO gsync_reader;


--
-- Name: FUNCTION too_many(l gsync.link, gone integer, known integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.too_many(l gsync.link, gone integer, known integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.too_many(l gsync.link, gone integer, known integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.too_many(l gsync.link, gone integer, known integer) TO gsync_reader;


--
-- Name: FUNCTION trigger_check(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.trigger_check(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.trigger_check(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.trigger_check(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION trigger_key(of_link integer, alias text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.trigger_key(of_link integer, alias text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.trigger_key(of_link integer, alias text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.trigger_key(of_link integer, alias text) TO gsync_reader;


--
-- Name: FUNCTION try_key(of_link integer, s jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.try_key(of_link integer, s jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.try_key(of_link integer, s jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.try_key(of_link integer, s jsonb) TO gsync_reader;


--
-- Name: FUNCTION turn_away(l gsync.link, c gsync.conflict, of_key text[], force boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.turn_away(l gsync.link, c gsync.conflict, of_key text[], force boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.turn_away(l gsync.link, c gsync.conflict, of_key text[], force boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.turn_away(l gsync.link, c gsync.conflict, of_key text[], force boolean) TO gsync_reader;


--
-- Name: FUNCTION turn_back(l gsync.link, c gsync.conflict, of_key text[], to_side text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.turn_back(l gsync.link, c gsync.conflict, of_key text[], to_side text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.turn_back(l gsync.link, c gsync.conflict, of_key text[], to_side text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.turn_back(l gsync.link, c gsync.conflict, of_key text[], to_side text) TO gsync_reader;


--
-- Name: FUNCTION turn_cell(l gsync.link, c gsync.conflict, of_key text[], to_side text, force boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.turn_cell(l gsync.link, c gsync.conflict, of_key text[], to_side text, force boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.turn_cell(l gsync.link, c gsync.conflict, of_key text[], to_side text, force boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.turn_cell(l gsync.link, c gsync.conflict, of_key text[], to_side text, force boolean) TO gsync_reader;


--
-- Name: FUNCTION unanswered(link integer, pub bigint); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.unanswered(link integer, pub bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.unanswered(link integer, pub bigint) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.unanswered(link integer, pub bigint) TO gsync_reader;


--
-- Name: FUNCTION unlike(of_link integer, options jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.unlike(of_link integer, options jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.unlike(of_link integer, options jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.unlike(of_link integer, options jsonb) TO gsync_reader;


--
-- Name: FUNCTION unlink(name text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.unlink(name text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.unlink(name text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.unlink(name text) TO gsync_reader;


--
-- Name: FUNCTION unprepared(link integer, reason text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.unprepared(link integer, reason text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.unprepared(link integer, reason text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.unprepared(link integer, reason text) TO gsync_reader;


--
-- Name: FUNCTION unread_cells(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.unread_cells(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.unread_cells(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.unread_cells(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION validate(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.validate(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.validate(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.validate(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION validate_inserts(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.validate_inserts(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.validate_inserts(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.validate_inserts(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION verified(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.verified(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.verified(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.verified(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION verify(of_link integer, again boolean); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.verify(of_link integer, again boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.verify(of_link integer, again boolean) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.verify(of_link integer, again boolean) TO gsync_reader;


--
-- Name: FUNCTION verify_cells(l gsync.link, columns jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.verify_cells(l gsync.link, columns jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.verify_cells(l gsync.link, columns jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.verify_cells(l gsync.link, columns jsonb) TO gsync_reader;


--
-- Name: FUNCTION verify_columns(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.verify_columns(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.verify_columns(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.verify_columns(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION verify_explain(l gsync.link); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.verify_explain(l gsync.link) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.verify_explain(l gsync.link) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.verify_explain(l gsync.link) TO gsync_reader;


--
-- Name: FUNCTION verify_identify(l gsync.link, columns jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.verify_identify(l gsync.link, columns jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.verify_identify(l gsync.link, columns jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.verify_identify(l gsync.link, columns jsonb) TO gsync_reader;


--
-- Name: FUNCTION verify_join(l gsync.link, columns jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.verify_join(l gsync.link, columns jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.verify_join(l gsync.link, columns jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.verify_join(l gsync.link, columns jsonb) TO gsync_reader;


--
-- Name: FUNCTION verify_repair(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.verify_repair(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.verify_repair(of_link integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.verify_repair(of_link integer) TO gsync_reader;


--
-- Name: FUNCTION wants_ids(l gsync.link, digest text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.wants_ids(l gsync.link, digest text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.wants_ids(l gsync.link, digest text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.wants_ids(l gsync.link, digest text) TO gsync_reader;


--
-- Name: FUNCTION weigh(name text, columns text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.weigh(name text, columns text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.weigh(name text, columns text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.weigh(name text, columns text) TO gsync_reader;


--
-- Name: FUNCTION weigh_rows(of_link integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.weigh_rows(of_link integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.weigh_rows(of_link integer) TO gsync_worker;


--
-- Name: FUNCTION whole_number(v jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.whole_number(v jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.whole_number(v jsonb) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.whole_number(v jsonb) TO gsync_reader;


--
-- Name: FUNCTION will_pass(code text); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.will_pass(code text) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.will_pass(code text) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.will_pass(code text) TO gsync_reader;


--
-- Name: FUNCTION without_parent(con oid, keys jsonb); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.without_parent(con oid, keys jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.without_parent(con oid, keys jsonb) TO gsync_worker;


--
-- Name: FUNCTION work(credential text, is_first boolean, scan_interval_s double precision); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.work(credential text, is_first boolean, scan_interval_s double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.work(credential text, is_first boolean, scan_interval_s double precision) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.work(credential text, is_first boolean, scan_interval_s double precision) TO gsync_reader;


--
-- Name: FUNCTION write_deletes(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.write_deletes(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.write_deletes(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.write_deletes(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION write_inserts(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.write_inserts(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.write_inserts(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.write_inserts(l gsync.link, w integer) TO gsync_reader;


--
-- Name: FUNCTION write_one_insert(l gsync.link, of_n bigint); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.write_one_insert(l gsync.link, of_n bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.write_one_insert(l gsync.link, of_n bigint) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.write_one_insert(l gsync.link, of_n bigint) TO gsync_reader;


--
-- Name: FUNCTION write_row1(sheet bigint, first integer, headers text[]); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.write_row1(sheet bigint, first integer, headers text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.write_row1(sheet bigint, first integer, headers text[]) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.write_row1(sheet bigint, first integer, headers text[]) TO gsync_reader;


--
-- Name: FUNCTION write_updates(l gsync.link, w integer); Type: ACL; Schema: gsync; Owner: postgres
--

REVOKE ALL ON FUNCTION gsync.write_updates(l gsync.link, w integer) FROM PUBLIC;
GRANT ALL ON FUNCTION gsync.write_updates(l gsync.link, w integer) TO gsync_worker;
GRANT ALL ON FUNCTION gsync.write_updates(l gsync.link, w integer) TO gsync_reader;


--
-- Name: TABLE action; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.action TO gsync_worker;
GRANT SELECT ON TABLE gsync.action TO gsync_reader;


--
-- Name: TABLE bin; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.bin TO gsync_worker;
GRANT SELECT ON TABLE gsync.bin TO gsync_reader;


--
-- Name: SEQUENCE bin_id_seq; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE gsync.bin_id_seq TO gsync_worker;
GRANT SELECT ON SEQUENCE gsync.bin_id_seq TO gsync_reader;


--
-- Name: TABLE conflicts; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.conflicts TO gsync_worker;
GRANT SELECT ON TABLE gsync.conflicts TO gsync_reader;


--
-- Name: TABLE dirty; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.dirty TO gsync_worker;
GRANT SELECT ON TABLE gsync.dirty TO gsync_reader;


--
-- Name: TABLE granted; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT ON TABLE gsync.granted TO gsync_worker;
GRANT SELECT ON TABLE gsync.granted TO gsync_reader;


--
-- Name: TABLE held_deletes; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.held_deletes TO gsync_worker;
GRANT SELECT ON TABLE gsync.held_deletes TO gsync_reader;


--
-- Name: TABLE history; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.history TO gsync_worker;
GRANT SELECT ON TABLE gsync.history TO gsync_reader;


--
-- Name: TABLE installed; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT ON TABLE gsync.installed TO gsync_worker;
GRANT SELECT ON TABLE gsync.installed TO gsync_reader;


--
-- Name: TABLE journal; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.journal TO gsync_worker;
GRANT SELECT ON TABLE gsync.journal TO gsync_reader;


--
-- Name: SEQUENCE link_id_seq; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE gsync.link_id_seq TO gsync_worker;
GRANT SELECT ON SEQUENCE gsync.link_id_seq TO gsync_reader;


--
-- Name: TABLE log; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.log TO gsync_worker;
GRANT SELECT ON TABLE gsync.log TO gsync_reader;


--
-- Name: TABLE log_entries; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.log_entries TO gsync_worker;
GRANT SELECT ON TABLE gsync.log_entries TO gsync_reader;


--
-- Name: TABLE migration; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT ON TABLE gsync.migration TO gsync_worker;
GRANT SELECT ON TABLE gsync.migration TO gsync_reader;


--
-- Name: TABLE reader; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT ON TABLE gsync.reader TO gsync_worker;
GRANT SELECT ON TABLE gsync.reader TO gsync_reader;


--
-- Name: TABLE rejections; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.rejections TO gsync_worker;
GRANT SELECT ON TABLE gsync.rejections TO gsync_reader;


--
-- Name: TABLE rekey; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.rekey TO gsync_worker;
GRANT SELECT ON TABLE gsync.rekey TO gsync_reader;


--
-- Name: SEQUENCE rekey_id_seq; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE gsync.rekey_id_seq TO gsync_worker;
GRANT SELECT ON SEQUENCE gsync.rekey_id_seq TO gsync_reader;


--
-- Name: TABLE status; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.status TO gsync_worker;
GRANT SELECT ON TABLE gsync.status TO gsync_reader;


--
-- Name: SEQUENCE tick; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,USAGE ON SEQUENCE gsync.tick TO gsync_worker;
GRANT SELECT ON SEQUENCE gsync.tick TO gsync_reader;


--
-- Name: TABLE tombstone; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.tombstone TO gsync_worker;
GRANT SELECT ON TABLE gsync.tombstone TO gsync_reader;


--
-- Name: TABLE unsettled; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.unsettled TO gsync_worker;
GRANT SELECT ON TABLE gsync.unsettled TO gsync_reader;


--
-- Name: TABLE unsure; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE gsync.unsure TO gsync_worker;
GRANT SELECT ON TABLE gsync.unsure TO gsync_reader;


--
-- Name: TABLE worker; Type: ACL; Schema: gsync; Owner: postgres
--

GRANT SELECT ON TABLE gsync.worker TO gsync_worker;
GRANT SELECT ON TABLE gsync.worker TO gsync_reader;


--
-- Name: TABLE items; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.items TO gsync_worker;
GRANT SELECT ON TABLE public.items TO gsync_reader;


--
-- Name: TABLE log; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.log TO gsync_worker;
GRANT SELECT ON TABLE public.log TO gsync_reader;


--
-- PostgreSQL database dump complete
--

\unrestrict BRvD2u60OmxfeEmzX3mX4TS2OOM6Hp3bFZeCGNJoPNEi00Mougwac3O16wFszMt

