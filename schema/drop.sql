-- Undoes everything that the migrations and links made. Users' tables keep their rows; only gsync's triggers and grants on them go.
DO $$
DECLARE
    l record;
BEGIN
    SET LOCAL client_min_messages = warning;
    FOR l IN SELECT name FROM gsync.link LOOP
        PERFORM gsync.unlink(l.name);
    END LOOP;
END $$;
SET client_min_messages = warning;
DROP SCHEMA gsync CASCADE;
RESET client_min_messages;
