-- Values: between cells of a sheet and columns of a table, as SQL text made per column, so that merging and claiming run set-based.
-- {x} stands for the expression to be converted. A cell that "fine" lets through can be decoded; any other is tried by cell_error.
-- Relies on 001_tables.sql.

-- One cell in its one form: numbers as doubles, empty text as no cell. (STABLE, as to_jsonb is: only so is it inlined.)
CREATE FUNCTION gsync.cell(v jsonb) RETURNS jsonb STABLE PARALLEL SAFE LANGUAGE sql
RETURN CASE jsonb_typeof(v)
    WHEN 'number' THEN to_jsonb(v::float8)
    WHEN 'string' THEN nullif(v, '""')
    WHEN 'boolean' THEN v END;

-- Dates with times are compared to the millisecond: that is what a script sees of them.
CREATE FUNCTION gsync.cell_ms(v jsonb) RETURNS jsonb STABLE PARALLEL SAFE LANGUAGE sql
RETURN CASE jsonb_typeof(v)
    WHEN 'number' THEN to_jsonb(round(v::float8 * 86400000) / 86400000)
    WHEN 'string' THEN nullif(v, '""')
    WHEN 'boolean' THEN v END;

-- The same text, whatever the type: 5 and "5" are one thing to the person who typed it.
CREATE FUNCTION gsync.same(a jsonb, b jsonb) RETURNS boolean IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN (nullif(a, 'null') #>> '{}') IS NOT DISTINCT FROM (nullif(b, 'null') #>> '{}');

CREATE FUNCTION gsync.base_type(type oid) RETURNS oid STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (WITH RECURSIVE up(oid, n) AS (
        SELECT type, 0
        UNION ALL SELECT t.typbasetype, n + 1 FROM up JOIN pg_type t ON t.oid = up.oid WHERE t.typtype = 'd')
    SELECT oid FROM up ORDER BY n DESC LIMIT 1);
END $$;

CREATE FUNCTION gsync.kind(type oid) RETURNS text STABLE LANGUAGE plpgsql AS $$
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

-- Column to cell. Serial numbers count days from 1899-12-30.
CREATE FUNCTION gsync.encode_sql(kind text, time_zone text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
    stamp constant text := $s$CASE WHEN {x} BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999'
        THEN to_jsonb((round(date_part('epoch', {x}) * 1000) + 2209161600000) / 86400000) ELSE to_jsonb({x}) END$s$;
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
END $$;

-- Cell to column; an absent or JSON null {x} gives NULL. Lengths and scales are left to the assignment: an explicit cast would cut text short.
CREATE FUNCTION gsync.decode_sql(kind text, type text, time_zone text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE kind
    WHEN 'text' THEN $s$(CASE jsonb_typeof({x}) WHEN 'boolean' THEN upper({x} #>> '{}') ELSE {x} #>> '{}' END)$s$
    WHEN 'date' THEN $s$(CASE jsonb_typeof({x}) WHEN 'number' THEN date '1899-12-30' + floor({x}::float8)::int
        ELSE ({x} #>> '{}')::date END)$s$
    WHEN 'timestamp' THEN $s$(CASE jsonb_typeof({x}) WHEN 'number' THEN timestamp '1899-12-30' + round({x}::float8 * 86400000) * interval '1 millisecond'
        ELSE ({x} #>> '{}')::timestamp END)$s$
    WHEN 'timestamptz' THEN format($s$(CASE WHEN jsonb_typeof({x}) = 'number'
            THEN (timestamp '1899-12-30' + round({x}::float8 * 86400000) * interval '1 millisecond') AT TIME ZONE %1$L
        WHEN ({x} #>> '{}') ~ '\d([+-]\d\d(:?\d\d)?|Z)$' OR ({x} #>> '{}') ~ 'infinity' THEN ({x} #>> '{}')::timestamptz
        ELSE ({x} #>> '{}')::timestamp AT TIME ZONE %1$L END)$s$, time_zone)
    WHEN 'time' THEN $s$(CASE jsonb_typeof({x}) WHEN 'number'
            THEN (timestamp 'epoch' + round(({x}::float8 - floor({x}::float8)) * 86400000) * interval '1 millisecond')::time
        ELSE ({x} #>> '{}')::time END)$s$
    ELSE format('({x} #>> ''{}'')::%s', type) END;

-- True only where decoding cannot fail; false means: try.
CREATE FUNCTION gsync.fine_sql(kind text, is_domain boolean, typmod int, labels text[]) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
    whole constant text := $s$CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric BETWEEN %s AND %s AND {x}::numeric %% 1 = 0 ELSE false END$s$;
    days constant text := $s$CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric BETWEEN -693593 AND 2958465 ELSE false END$s$;
    test text;
BEGIN
    test := CASE
        WHEN is_domain THEN 'false'
        WHEN kind = 'smallint' THEN format(whole, '-32768', '32767')
        WHEN kind = 'integer' THEN format(whole, '-2147483648', '2147483647')
        WHEN kind = 'bigint' THEN format(whole, '-9007199254740992', '9007199254740992')
        WHEN kind = 'numeric' AND typmod >= 0 THEN format($s$CASE WHEN jsonb_typeof({x}) = 'number' THEN abs({x}::numeric) < %s ELSE false END$s$,
            power(10::numeric, ((typmod - 4) >> 16) - ((((typmod - 4) & 2047) # 1024) - 1024)) - 1)
        WHEN kind = 'numeric' THEN $s$jsonb_typeof({x}) = 'number'$s$
        WHEN kind = 'float' THEN $s$CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric = 0 OR abs({x}::numeric) BETWEEN 1e-37 AND 1e38 ELSE false END$s$
        WHEN kind = 'boolean' THEN $s$jsonb_typeof({x}) = 'boolean'$s$
        WHEN kind = 'text' AND typmod >= 0 THEN format($s$length({x} #>> '{}') <= %s$s$, typmod - 4)
        WHEN kind = 'text' THEN 'true'
        WHEN kind IN ('date', 'timestamp', 'timestamptz') THEN days
        WHEN kind = 'time' THEN $s$CASE WHEN jsonb_typeof({x}) = 'number' THEN {x}::numeric BETWEEN 0 AND 0.99999 ELSE false END$s$
        WHEN kind = 'uuid' THEN $s$({x} #>> '{}') ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'$s$
        WHEN labels IS NOT NULL THEN format($s$({x} #>> '{}') = ANY (%L)$s$, labels)
        ELSE 'false' END;
    RETURN format($s$({x} IS NULL OR {x} = 'null' OR %s)$s$, test);
END $$;

-- A key column as text that no setting of a session changes, and that casts back.
CREATE FUNCTION gsync.key_sql(kind text, type oid) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE kind
    WHEN 'date' THEN $s$(to_jsonb({x}) #>> '{}')$s$
    WHEN 'timestamp' THEN $s$(to_jsonb({x}) #>> '{}')$s$
    WHEN 'timestamptz' THEN $s$(CASE WHEN isfinite({x}) THEN (to_jsonb({x} AT TIME ZONE 'UTC') #>> '{}') || '+00' ELSE {x}::text END)$s$
    WHEN 'float' THEN $s$(to_jsonb({x}) #>> '{}')$s$
    WHEN 'other' THEN CASE WHEN type = 'bytea'::regtype THEN $s$('\x' || encode({x}, 'hex'))$s$ ELSE '{x}::text' END
    ELSE '{x}::text' END;

-- Everything the merge needs to know of a column, with the SQL made for it. read_only: the database alone decides it.
CREATE TYPE gsync.shape AS (name text, place int, in_key boolean, kind text, type text, full_type text, not_null boolean, read_only boolean,
    default_sql text, encode text, decode text, fine text, key_text text, direction text);

CREATE FUNCTION gsync.make_shapes(of_link int) RETURNS SETOF gsync.shape STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT c.name, c.place, c.in_key, k.kind, k.type, format_type(a.atttypid, a.atttypmod), a.attnotnull OR t.typnotnull, a.attgenerated <> '',
        CASE WHEN a.attgenerated <> '' THEN NULL
             WHEN a.attidentity <> '' THEN format('nextval(%L::regclass)', pg_get_serial_sequence(l.relation::regclass::text, c.name))
             ELSE coalesce(pg_get_expr(d.adbin, d.adrelid), t.typdefault) END,
        gsync.encode_sql(k.kind, l.time_zone), gsync.decode_sql(k.kind, k.type, l.time_zone),
        gsync.fine_sql(k.kind, t.typtype = 'd', a.atttypmod,
            CASE WHEN t.typtype = 'e' THEN (SELECT array_agg(enumlabel::text) FROM pg_enum WHERE enumtypid = t.oid) END),
        gsync.key_sql(k.kind, gsync.base_type(t.oid)), NULL
    FROM gsync.link l
    JOIN gsync.link_column c ON c.link = l.id
    JOIN pg_attribute a ON a.attrelid = l.relation AND a.attname = c.name AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    CROSS JOIN LATERAL (SELECT gsync.kind(t.oid) AS kind, CASE WHEN gsync.kind(t.oid) = 'text' THEN 'text' ELSE format_type(t.oid, NULL) END AS type) k
    WHERE l.id = of_link
    ORDER BY a.attnum;
END;

-- Making them takes milliseconds, so they are kept until the table's definition or the time zone changes.
CREATE TABLE gsync.link_shape (
    link int NOT NULL REFERENCES gsync.link ON DELETE CASCADE,
    n    int NOT NULL,
    name text NOT NULL,
    in_key boolean NOT NULL, kind text, type text, full_type text, not_null boolean, read_only boolean,
    default_sql text, encode text, decode text, fine text, key_text text,
    PRIMARY KEY (link, n)
);

CREATE FUNCTION gsync.shapes(of_link int) RETURNS SETOF gsync.shape STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT s.name, c.place, s.in_key, s.kind, s.type, s.full_type, s.not_null, s.read_only OR d.direction = 'to-sheet', s.default_sql, s.encode, s.decode, s.fine, s.key_text, d.direction
    FROM gsync.link l JOIN gsync.link_shape s ON s.link = l.id JOIN gsync.link_column c ON c.link = s.link AND c.name = s.name
    CROSS JOIN LATERAL (SELECT coalesce(c.direction, l.direction) AS direction) d
    WHERE l.id = of_link ORDER BY s.n;
END;

-- Call it first in everything that uses shapes.
CREATE FUNCTION gsync.refresh_shapes(of_link int) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    now_is text := (SELECT l.time_zone || string_agg(concat_ws('.', a.xmin, d.xmin), ' ' ORDER BY a.attnum)
        FROM gsync.link l JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum > 0 LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE l.id = of_link GROUP BY l.id);
BEGIN
    IF now_is IS NULL THEN
        RAISE 'the linked table is gone' USING ERRCODE = 'undefined_table', HINT = 'gsync unlink it, or restore it.';
    END IF;
    IF EXISTS (SELECT FROM gsync.link WHERE id = of_link AND shaped_as = now_is) THEN RETURN; END IF;
    DELETE FROM gsync.link_shape WHERE link = of_link;
    INSERT INTO gsync.link_shape
    SELECT of_link, n, name, in_key, kind, type, full_type, not_null, read_only, default_sql, encode, decode, fine, key_text
    FROM gsync.make_shapes(of_link) WITH ORDINALITY s(name, place, in_key, kind, type, full_type, not_null, read_only, default_sql, encode, decode, fine, key_text, direction, n);
    UPDATE gsync.link SET shaped_as = now_is WHERE id = of_link;
END $$;

-- Why a cell cannot be this column's value, in words for the person who typed it; NULL if it can.
CREATE FUNCTION gsync.cell_error(s gsync.shape, v jsonb, OUT code text, OUT reason text) LANGUAGE plpgsql AS $$
DECLARE
    shown text := left(v #>> '{}', 60);
    iso constant text := '^(-?infinity|\d{4,5}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?([+-]\d\d(:?\d\d)?|Z)?( BC)?)$';
BEGIN
    IF jsonb_typeof(v) = 'string' AND s.kind IN ('date', 'timestamp', 'timestamptz') AND (v #>> '{}') !~ iso THEN
        code := '22007';
    ELSIF jsonb_typeof(v) = 'boolean' AND s.kind IN ('date', 'timestamp', 'timestamptz', 'time') THEN
        code := '22007';
    ELSE
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
        WHEN s.kind IN ('smallint', 'integer', 'bigint') AND code = '22P02' THEN format('"%s" is not a whole number.', shown)
        WHEN s.kind IN ('numeric', 'float') AND code = '22P02' THEN format('"%s" is not a number.', shown)
        WHEN code = '22003' AND reason !~ 'field overflow' THEN format('"%s" is too large or too small for this column.', shown)
        WHEN code = '22003' THEN format('"%s" has too many digits for this column.', shown)
        WHEN s.kind = 'boolean' THEN format('"%s" is neither TRUE nor FALSE.', shown)
        WHEN s.kind = 'date' THEN format('"%s" is not a date. Write it as a date of the sheet, or as 2024-12-31.', shown)
        WHEN s.kind IN ('timestamp', 'timestamptz') THEN format('"%s" is not a date with time. Write it as a date of the sheet, or as 2024-12-31 23:59:59.', shown)
        WHEN s.kind = 'time' THEN format('"%s" is not a time. Write it as 23:59:59.', shown)
        WHEN s.kind = 'uuid' THEN format('"%s" is not a UUID.', shown)
        WHEN code = '22001' THEN format('This text is longer than the column allows: %s.', s.full_type)
        WHEN code = '23514' THEN format('"%s" is not allowed here: %s.', shown, reason)
        ELSE format('"%s" is not a value of type %s: %s.', shown, s.full_type, reason) END;
END $$;
