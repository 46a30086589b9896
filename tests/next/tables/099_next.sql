ALTER TABLE gsync.dirty ADD COLUMN IF NOT EXISTS next boolean;     -- triggers write it, so it stays when this is undone
ALTER TABLE gsync.link ADD COLUMN next text;
UPDATE gsync.link SET next = 'of ' || name;
ALTER TABLE gsync.link ALTER next SET NOT NULL, ALTER next SET DEFAULT 'made later';
ALTER TABLE gsync.held ALTER rows TYPE bigint;                     -- views show it
CREATE TABLE gsync.person (name text PRIMARY KEY, changes bigint NOT NULL);
INSERT INTO gsync.person SELECT who, count(*) FROM gsync.history WHERE who IS NOT NULL GROUP BY who;
