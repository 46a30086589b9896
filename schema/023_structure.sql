-- Columns of the sheet that are pinned by developer metadata, and columns that come and go on either side.
-- Relies on 018_look.sql.

-- The type for a new column of the table that holds these cells (an array of them, as the API gives them; empty ones do not count).
-- format: the cells' number format as Sheets names its types (DATE, DATE_TIME, TIME, TEXT, …), if known: a date is a number otherwise.
-- Wide rather than tight, so that what is typed later fits; text wherever the cells are not of one kind.
CREATE FUNCTION gsync.propose_type(cells jsonb, format text DEFAULT NULL) RETURNS text IMMUTABLE LANGUAGE sql
RETURN (SELECT CASE
        WHEN count(*) = 0 OR format = 'TEXT' THEN 'text'
        WHEN bool_and(kind = 'boolean') THEN 'boolean'
        WHEN bool_and(kind = 'number') THEN CASE
            WHEN format IN ('DATE', 'DATE_TIME') AND bool_and(n BETWEEN -693593 AND 2958465) THEN CASE WHEN format = 'DATE' AND bool_and(n % 1 = 0) THEN 'date' ELSE 'timestamp' END
            WHEN format = 'TIME' AND bool_and(n >= 0 AND n < 1) THEN 'time'
            WHEN bool_and(n % 1 = 0 AND abs(n) < 9007199254740992) THEN 'bigint'
            ELSE 'numeric' END
        ELSE 'text' END
    FROM (SELECT jsonb_typeof(c) AS kind, CASE jsonb_typeof(c) WHEN 'number' THEN c::numeric END AS n
          FROM jsonb_array_elements(cells) c WHERE c NOT IN ('null', '""')) u);
