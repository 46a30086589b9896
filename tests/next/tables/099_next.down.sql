DROP TABLE gsync.person;
ALTER TABLE gsync.held ALTER rows TYPE int;
ALTER TABLE gsync.link DROP COLUMN next;
