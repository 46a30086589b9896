-- Values: between cells of a sheet and columns of a table, as SQL text made per column, so that merging and claiming run set-based.
-- {x} stands for the expression to be converted. A cell that "fine" lets through can be decoded; any other is tried by cell_error.
-- Relies on tables/.

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

-- Two serials that differ by as much as the clock change that skips the first.
CREATE FUNCTION gsync.is_skipped(time_zone text, skipped jsonb, told jsonb) RETURNS boolean STABLE LANGUAGE plpgsql AS $$
DECLARE
    at timestamp;
    gap float8;
BEGIN
    IF jsonb_typeof(skipped) <> 'number' OR jsonb_typeof(told) <> 'number' OR abs(skipped::float8 - told::float8) > 1.01 THEN RETURN false; END IF;
    at := timestamp '1899-12-30' + round(skipped::float8 * 86400000) * interval '1 millisecond';
    gap := date_part('epoch', (at AT TIME ZONE time_zone) AT TIME ZONE time_zone - at) / 86400;
    RETURN gap <> 0 AND abs(abs(told::float8 - skipped::float8) - abs(gap)) < 1e-7;
END $$;

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

-- What people type as text is read as the spreadsheet's locale would: where Sheets recognised a number or a date by itself, the cell holds that already.

-- The decimal sign; the other one of point and comma groups thousands, and so do spaces and apostrophes.
CREATE FUNCTION gsync.decimal_sign(locale text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE WHEN locale ~ '^(de|it|fr)_(CH|LI)|^es_(MX|US|PR|GT|HN|NI|PA|PE|SV|DO)' THEN '.'
    WHEN locale ~ '^(az|be|bg|bs|ca|cs|da|de|el|es|et|eu|fi|fr|gl|hr|hu|hy|id|is|it|ka|kk|lt|lv|mk|nb|nl|nn|no|pl|pt|ro|ru|sk|sl|sr|sv|tr|uk|vi)(_|$)|^en_ZA' THEN ',' ELSE '.' END;

-- A date as people write it: 12/31/2024, 31.12.2024, 31/12/2024 or 2024-12-31.
CREATE FUNCTION gsync.date_example(locale text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE WHEN coalesce(locale, 'en') ~ '^(en$|en_(US|PH)|fil)' THEN '12/31/2024' WHEN locale ~ '^(en_CA|fr_CA|hu|ja|ko|lt|mn|sv|zh)' THEN '2024-12-31'
    WHEN locale ~ '^(az|be|bg|bs|cs|da|de|et|fi|hr|hy|is|ka|kk|lv|mk|nb|nn|no|pl|ro|ru|sk|sl|sr|tr|uk)(_|$)' THEN '31.12.2024' ELSE '31/12/2024' END;

-- A number as people write it, in the digits of SQL; any other text as it is, for the cast to judge.
CREATE FUNCTION gsync.to_number(shown text, decimal_sign text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
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
END $$;

-- A date, or a date with time, as people write it, in the form of ISO 8601; any other text as it is.
CREATE FUNCTION gsync.to_date(shown text, example text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
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
END $$;

-- Sheets' own words for TRUE and FALSE, in whatever language.
CREATE FUNCTION gsync.to_boolean(shown text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE WHEN upper(btrim(shown)) = ANY ('{WAHR,VRAI,VERDADERO,VERO,VERDADEIRO,WAAR,SAND,SANT,SANN,TOSI,PRAWDA,PRAVDA,IGAZ,DOĞRU,ADEVĂRAT,ИСТИНА}') THEN 'true'
    WHEN upper(btrim(shown)) = ANY ('{FALSCH,FAUX,FALSO,ONWAAR,FALSK,FALSKT,USANN,EPÄTOSI,FAŁSZ,NEPRAVDA,HAMIS,YANLIŞ,FALS,ЛОЖЬ}') THEN 'false' ELSE shown END;

-- What Sheets shows of a number has at most 15 digits and 10 decimals, or, from 10^15 on and below 10^-9, six digits and an exponent; of a time, whole
-- seconds. Typing what is shown once more does not change what the table holds.
CREATE FUNCTION gsync.kept(old numeric, new numeric) RETURNS numeric IMMUTABLE LANGUAGE sql
RETURN CASE WHEN old IS NULL OR old = 0 OR abs(old) NOT BETWEEN 1e-330 AND 1e330 THEN new
    WHEN abs(old) NOT BETWEEN 1e-9 AND 1e15 AND round(old, 5 - floor(log(abs(old)))::int) = new THEN old
    WHEN length(btrim(replace(abs(old)::text, '.', ''), '0')) <= 15 AND min_scale(old) <= 10 THEN new
    WHEN round(old, least(10, 14 - floor(log(abs(old)))::int)) = new THEN old
    ELSE new END;
CREATE FUNCTION gsync.kept(old bigint, new bigint) RETURNS bigint IMMUTABLE LANGUAGE sql RETURN gsync.kept(old::numeric, new::numeric)::bigint;
CREATE FUNCTION gsync.kept(old float8, new float8) RETURNS float8 IMMUTABLE LANGUAGE sql
RETURN CASE WHEN gsync.kept(old::text::numeric, new::text::numeric) <> new::text::numeric THEN old ELSE new END;
CREATE FUNCTION gsync.kept(old real, new real) RETURNS real IMMUTABLE LANGUAGE sql
RETURN CASE WHEN gsync.kept(old::text::numeric, new::text::numeric) <> new::text::numeric THEN old ELSE new END;
CREATE FUNCTION gsync.kept(old timestamp, new timestamp) RETURNS timestamp IMMUTABLE LANGUAGE sql RETURN CASE WHEN date_trunc('second', old::timestamp(3)) = new THEN old ELSE new END;
CREATE FUNCTION gsync.kept(old timestamptz, new timestamptz) RETURNS timestamptz STABLE LANGUAGE sql RETURN CASE WHEN date_trunc('second', old::timestamptz(3)) = new THEN old ELSE new END;
CREATE FUNCTION gsync.kept(old time, new time) RETURNS time IMMUTABLE LANGUAGE sql
RETURN CASE WHEN date_trunc('second', old::interval) = new::interval OR old >= '23:59:59.9995' AND new = '00:00' THEN old ELSE new END;

-- Column to cell. Serial numbers count days from 1899-12-30.
CREATE FUNCTION gsync.encode_sql(kind text, time_zone text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
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
END $$;

-- Cell to column; an absent or JSON null {x} gives NULL. Lengths and scales are left to the assignment: an explicit cast would cut text short.
CREATE FUNCTION gsync.decode_sql(kind text, type text, time_zone text, locale text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$
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
END $$;

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
    default_sql text, encode text, decode text, fine text, key_text text, example text, direction text);

CREATE FUNCTION gsync.make_shapes(of_link int) RETURNS SETOF gsync.shape STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT c.name, c.place, c.in_key, k.kind, k.type, format_type(a.atttypid, a.atttypmod), a.attnotnull OR t.typnotnull, a.attgenerated <> '',
        CASE WHEN a.attgenerated <> '' THEN NULL
             WHEN a.attidentity <> '' THEN format('nextval(%L::regclass)', pg_get_serial_sequence(l.relation::regclass::text, c.name))
             WHEN d.adbin IS NULL AND t.typdefault IS NULL AND k.kind = 'text' AND NOT c.in_key AND (a.attnotnull OR t.typnotnull) THEN ''''''   -- empty is '' there
             ELSE coalesce(pg_get_expr(d.adbin, d.adrelid), t.typdefault) END,
        gsync.encode_sql(k.kind, l.time_zone), gsync.decode_sql(k.kind, k.type, l.time_zone, l.locale),
        gsync.fine_sql(k.kind, t.typtype = 'd', a.atttypmod,
            CASE WHEN t.typtype = 'e' THEN (SELECT array_agg(enumlabel::text) FROM pg_enum WHERE enumtypid = t.oid) END),
        gsync.key_sql(k.kind, gsync.base_type(t.oid)),
        CASE WHEN k.kind IN ('date', 'timestamp', 'timestamptz') THEN gsync.date_example(l.locale) ELSE '1234' || gsync.decimal_sign(l.locale) || '5' END, NULL
    FROM gsync.link l
    JOIN gsync.link_column c ON c.link = l.id
    JOIN pg_attribute a ON a.attrelid = l.relation AND a.attnum = c.attnum AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    CROSS JOIN LATERAL (SELECT gsync.kind(t.oid) AS kind, CASE WHEN gsync.kind(t.oid) = 'text' THEN 'text' ELSE format_type(t.oid, NULL) END AS type) k
    WHERE l.id = of_link
    ORDER BY a.attnum;
END;

CREATE FUNCTION gsync.shapes(of_link int) RETURNS SETOF gsync.shape STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT s.name, c.place, s.in_key, s.kind, s.type, s.full_type, s.not_null, s.read_only OR d.direction = 'to-sheet', s.default_sql, s.encode, s.decode, s.fine, s.key_text, s.example, d.direction
    FROM gsync.link l JOIN gsync.link_shape s ON s.link = l.id JOIN gsync.link_column c ON c.link = s.link AND c.name = s.name
    CROSS JOIN LATERAL (SELECT coalesce(c.direction, l.direction) AS direction) d
    WHERE l.id = of_link ORDER BY s.n;
END;

-- What gsync.link_shape depends on: columns and their defaults, then what changes cells without a trigger: rewritten rows, relabelled enums, partitions; then unique indexes
-- and the schema, for the worker needs rights there. NULL: there is no such table. No DDL gets in between from here to the end of the transaction.
CREATE FUNCTION gsync.fingerprint(of_link int) RETURNS text LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
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

-- An ordinary table with others that inherit from it: it shows their rows, and has no key over them.
CREATE FUNCTION gsync.has_heirs(of_relation regclass) RETURNS boolean STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid) FROM pg_class c WHERE c.oid = of_relation;
END;

-- May row level security hide rows of this table from a role? What it hides would be taken for deleted. NULL: it may not, or the role is not there.
CREATE FUNCTION gsync.hides_rows(of_relation regclass, from_role name) RETURNS boolean STABLE LANGUAGE sql
BEGIN ATOMIC
    SELECT true FROM pg_class c, pg_roles r
    WHERE c.oid = of_relation AND r.rolname = from_role AND c.relrowsecurity AND NOT r.rolsuper AND NOT r.rolbypassrls AND (c.relforcerowsecurity OR NOT pg_has_role(r.oid, c.relowner, 'USAGE'))
      AND NOT coalesce((SELECT bool_and(p.polpermissive) AND bool_or(p.polcmd = '*' AND pg_get_expr(p.polqual, c.oid) = 'true' AND coalesce(pg_get_expr(p.polwithcheck, c.oid), 'true') = 'true')
          FROM pg_policy p WHERE p.polrelid = c.oid AND EXISTS (SELECT FROM unnest(p.polroles) o WHERE o = 0 OR pg_has_role(r.oid, o, 'USAGE'))), false);
END;

-- What makes the rows that the worker sees others than those of the table, and what to do; NULL: nothing does.
CREATE FUNCTION gsync.rows_problem(of_relation regclass, from_role name) RETURNS text STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN CASE
        WHEN gsync.has_heirs(of_relation) THEN format('other tables inherit from %s now, and its key does not tell their rows apart; unlink it, or undo that: ALTER TABLE … NO INHERIT %s', of_relation, of_relation)
        WHEN gsync.hides_rows(of_relation, from_role) THEN format('row level security may hide rows of %s from the worker''s role %s, and they would seem deleted; CREATE POLICY gsync ON %s TO %I USING (true), or ALTER ROLE %I BYPASSRLS',
            of_relation, from_role, of_relation, from_role, from_role) END;
END $$;

-- Call it first in everything that uses shapes. Returns why the link cannot be served as its table is now; NULL: it can.
CREATE FUNCTION gsync.refresh_shapes(of_link int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    now_is text := gsync.fingerprint(of_link);
BEGIN
    IF EXISTS (SELECT FROM gsync.link WHERE id = of_link AND shaped_as = now_is) THEN RETURN NULL; END IF;
    RETURN gsync.follow_table(of_link, now_is);
END $$;

-- Texts that are read as dates and times: others, such as "today", mean something to PostgreSQL and nothing to people.
CREATE FUNCTION gsync.is_plain(kind text, shown text, example text) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN CASE kind WHEN 'time' THEN shown ~ '^ *\d{1,2}:\d\d(:\d\d(\.\d+)?)? *([AaPp]\.?[Mm]\.?)? *$'
    ELSE gsync.to_date(shown, example) ~ '^(-?infinity|\d{4,7}-\d\d-\d\d([ T]\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[AaPp][Mm])?)?([+-]\d\d(:?\d\d)?|Z)?( BC)?)$' END;

-- What cannot be this column's value whatever its cast says; NULL if it may be.
CREATE FUNCTION gsync.cell_code(s gsync.shape, v jsonb) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE WHEN strpos(v #>> '{}', U&'\FDD0') > 0 THEN '22021'
    WHEN (s).kind IN ('date', 'timestamp', 'timestamptz', 'time') AND (jsonb_typeof(v) = 'boolean' OR jsonb_typeof(v) = 'string' AND NOT gsync.is_plain((s).kind, v #>> '{}', (s).example)) THEN '22007'
    WHEN (s).kind = 'time' AND jsonb_typeof(v) = 'number' AND v::numeric NOT BETWEEN 0 AND 1 THEN '22008'
    WHEN (s).kind = 'bigint' AND jsonb_typeof(v) = 'number' AND abs(v::numeric) BETWEEN 9007199254740992 AND 9223372036854775807 THEN '22003' END;

CREATE FUNCTION gsync.is_number(kind text) RETURNS boolean IMMUTABLE LANGUAGE sql RETURN kind IN ('smallint', 'integer', 'bigint', 'numeric', 'float');

-- A formula's error is no value, and a number that shows as a date was not meant as a number. NULL: neither.
CREATE FUNCTION gsync.misread(s gsync.shape, v jsonb, is_formula boolean, is_date boolean, OUT code text, OUT reason text) IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    IF is_formula THEN
        IF v #>> '{}' = ANY ('{#NULL!,#DIV/0!,#VALUE!,#REF!,#NAME?,#NUM!,#N/A,#ERROR!,Loading...}') THEN
            code := '22000'; reason := format('The formula gives %s. The table keeps what it had until the formula gives a value.', v #>> '{}');
        END IF;
    ELSIF is_date AND gsync.is_number(s.kind) AND jsonb_typeof(v) = 'number' THEN
        code := '22007'; reason := format('Sheets has read this as a date. Set the format of the cell to Number, and write the number as %s.', s.example);
    END IF;
END $$;

-- A date in a column of text, as text.
CREATE FUNCTION gsync.date_text(v jsonb) RETURNS jsonb IMMUTABLE LANGUAGE sql
RETURN CASE WHEN jsonb_typeof(v) <> 'number' THEN v ELSE to_jsonb(to_char(timestamp '1899-12-30' + round(v::float8 * 86400000) * interval '1 millisecond',
    CASE WHEN v::float8 BETWEEN 0 AND 0.999999 THEN 'HH24:MI:SS' WHEN v::numeric % 1 = 0 THEN 'YYYY-MM-DD' ELSE 'YYYY-MM-DD HH24:MI:SS' END)) END;

-- What a column takes, in words for those who type: parts of sentences, '' where there is nothing to say.
CREATE FUNCTION gsync.bounds_said(kind text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE kind WHEN 'smallint' THEN ': it takes -32768 to 32767' WHEN 'integer' THEN ': it takes -2147483648 to 2147483647' ELSE '' END;

CREATE FUNCTION gsync.digits_said(full_type text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN coalesce((SELECT format(': it takes %s before the decimal sign and rounds to %s behind it', m[1]::int - m[2]::int, m[2]) FROM regexp_match(full_type, '\((\d+),(\d+)\)') m WHERE m IS NOT NULL), '');

CREATE FUNCTION gsync.characters_said(full_type text) RETURNS text IMMUTABLE LANGUAGE sql
RETURN CASE coalesce(substring(full_type FROM '\((\d+)\)'), '1') WHEN '1' THEN '1 character' ELSE substring(full_type FROM '\((\d+)\)') || ' characters' END;

-- Of an enum; NULL: it is none. More than 20 help nobody.
CREATE FUNCTION gsync.choices_said(full_type text) RETURNS text STABLE LANGUAGE sql
RETURN (SELECT string_agg(CASE WHEN e.n <= 20 THEN e.enumlabel::text ELSE '…' END, ', ' ORDER BY e.n)
    FROM (SELECT enumlabel, row_number() OVER (ORDER BY enumsortorder) AS n FROM pg_enum WHERE enumtypid = to_regtype(full_type)) e WHERE e.n <= 21);

-- Why a cell cannot be this column's value, in words for the person who typed it; NULL if it can.
CREATE FUNCTION gsync.cell_error(s gsync.shape, v jsonb, OUT code text, OUT reason text) LANGUAGE plpgsql AS $$
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
END $$;
