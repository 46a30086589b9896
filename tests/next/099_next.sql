CREATE VIEW gsync.people AS SELECT p.name, p.changes, l.next FROM gsync.person p, gsync.link l;
