-- The tables. Cells are jsonb: number, string, boolean; an empty cell is SQL NULL, or absent from an object of cells.

CREATE SCHEMA gsync;
REVOKE ALL ON SCHEMA gsync FROM PUBLIC;
COMMENT ON SCHEMA gsync IS 'keeps tabs of Google Sheets and tables of this database equal, both ways';

-- What was done to these tables (schema/tables/ of the source), kept by the command line; down: the SQL that undoes it, for a program that is too old to know it.
CREATE TABLE gsync.migration (
    version    int PRIMARY KEY,
    name       text NOT NULL,
    digest     text NOT NULL,                        -- SHA-256 of its SQL
    down       text,                                 -- NULL: cannot be undone
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- Whose schema this is, one row; digest: of migrations and code together.
CREATE TABLE gsync.installed (
    version text NOT NULL,
    digest  text NOT NULL,
    at      timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX installed_once ON gsync.installed ((true));

-- roles of workers; a table that is linked later is granted to them as well
CREATE TABLE gsync.worker (role name PRIMARY KEY);

-- roles that may look and change nothing
CREATE TABLE gsync.reader (role name PRIMARY KEY);

-- What gsync gave these roles and they had not before, so that unlinking takes away no more.
CREATE TABLE gsync.granted (
    role       name NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('TABLE', 'SEQUENCE', 'SCHEMA')),
    object     oid NOT NULL,
    privileges text[] NOT NULL,
    PRIMARY KEY (role, kind, object)
);

CREATE TABLE gsync.link (
    id               int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name             text NOT NULL UNIQUE,
    spreadsheet      text NOT NULL,
    sheet            bigint NOT NULL,
    relation         regclass NOT NULL,
    key_columns      text[] NOT NULL,
    credential       text NOT NULL DEFAULT '',       -- '' is the first one configured
    policy           text NOT NULL DEFAULT 'sheet' CHECK (policy IN ('sheet', 'database', 'latest')),
    direction        text NOT NULL DEFAULT 'both' CHECK (direction IN ('both', 'to-database', 'to-sheet')),
    filter           text,                           -- SQL over the table's columns, as PostgreSQL writes it: the rows that belong to the sheet; NULL: all
    filter_said      text,                           -- as people wrote it
    state            text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'ready', 'paused', 'broken')),
    problem          text,
    problem_at       timestamptz,
    time_zone        text NOT NULL DEFAULT 'UTC',
    locale           text,
    title            text,
    search_path      text NOT NULL DEFAULT current_setting('search_path'),  -- for the triggers of the linked table
    pub              bigint NOT NULL DEFAULT 0,      -- number of the last publish
    unread           bigint,                         -- a publish that has not been read back
    given_up         bigint,                         -- the last publish that had not landed when it was looked for
    late             bigint,                         -- the number of a late publish whose traces were followed
    clean_pub        bigint,                         -- the header's number when the whole tab was last read: while it shows that, nothing of ours has landed since
    unread_state     text CHECK (unread_state IN ('sent', 'landed', 'unanswered')),
    sent_at          timestamptz,
    whole            boolean NOT NULL DEFAULT false, -- the next look must read the whole tab
    ids_seen         text,                           -- digest of the id column that row.place was set from
    id_place         int,
    strays_after     timestamptz,                    -- Sheets refused to take an id out of a blank row: not again before
    weighed          int NOT NULL DEFAULT 0,         -- how many rows it had when gsync.row was last analysed for it
    claimed_to       int NOT NULL DEFAULT 1,         -- the row of the sheet that the last of several writes in a row ended with
    planned          bigint,                         -- gsync.tick when the snapshot was asked for
    complete         bigint NOT NULL DEFAULT 0,      -- number of gsync.rekey when the tab last showed every row, or showed the last one appended: rows with a higher one are newer
    created          bigint,                         -- gsync.tick when an event last made a row
    shaped_as        text,                           -- the table's definition that gsync.link_shape was made from
    altered          boolean NOT NULL DEFAULT false, -- it has changed since: what the table refused may fit now
    max_delete_rows  int NOT NULL DEFAULT 100 CHECK (max_delete_rows >= 0),
    max_delete_share real NOT NULL DEFAULT 0.1 CHECK (max_delete_share BETWEEN 0 AND 1),
    scan_wanted      timestamptz,
    scanned_at       timestamptz,
    looked_at        timestamptz,
    prepared_at      timestamptz,
    chosen           boolean NOT NULL DEFAULT false, -- its columns were chosen when it was made: no other joins by itself
    has_formats      boolean NOT NULL DEFAULT false, -- the tab had rows when it was linked: its dates keep the formats that people gave them
    add_columns      boolean NOT NULL DEFAULT false, -- columns of one side are added to the other
    column_problem   text,                           -- why that could not be done
    header           jsonb,                          -- the header row at the last look, as texts
    sent_places      jsonb,                          -- {column: place} that the last publish was made for; '' is gsync's own column
    landed_places    jsonb,                          -- where they were when it landed; NULL: not known, since there was no answer or not every column has a pin
    pin              text NOT NULL DEFAULT left(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'), 12),    -- of gsync's own column; see gsync.link_column.pin
    pinned           boolean NOT NULL DEFAULT false,
    pins_refused_at  timestamptz,                    -- Sheets would not have them: headers must do
    mend             timestamptz,                    -- something of the header row is to be written: see gsync.prepare()
    created_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (spreadsheet, sheet),
    CHECK ((unread IS NULL) = (unread_state IS NULL))
);

CREATE TABLE gsync.link_column (
    link   int NOT NULL REFERENCES gsync.link ON DELETE CASCADE,
    name   text NOT NULL,
    header text,                                     -- as last seen, or as given when the link was made
    place  int,                                      -- 1-based column of the sheet; NULL: not there
    in_key boolean NOT NULL DEFAULT false,
    direction text CHECK (direction IN ('both', 'to-database', 'to-sheet')),     -- NULL: as the link's
    attnum smallint NOT NULL,                        -- names change, this does not
    pin    text NOT NULL DEFAULT left(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'), 12),              -- developer metadata of the sheet's column: it stays when that is moved or gets another header
    pinned boolean NOT NULL DEFAULT false,           -- seen there, beside the right header
    PRIMARY KEY (link, name)
);

-- What gsync.make_shapes() says of the columns. Making that takes milliseconds, so it is kept until the table's definition, the time zone or the locale changes.
CREATE TABLE gsync.link_shape (
    link int NOT NULL REFERENCES gsync.link ON DELETE CASCADE,
    n    int NOT NULL,
    name text NOT NULL,
    in_key boolean NOT NULL, kind text, type text, full_type text, not_null boolean, read_only boolean,
    default_sql text, encode text, decode text, fine text, key_text text, example text,
    PRIMARY KEY (link, n)
);

CREATE TABLE gsync.row (
    link          int NOT NULL REFERENCES gsync.link ON DELETE CASCADE,
    id            text NOT NULL,
    key           text[] COLLATE "C",                -- NULL: not in the table
    keyed         bigint NOT NULL DEFAULT 0,         -- the rekey entry that brought this key
    base          jsonb,                             -- what the sheet is known to hold; NULL: not in the sheet yet
    place         int,                               -- row of the sheet at the last look; NULL: not seen there
    has_id        boolean NOT NULL DEFAULT true,     -- the sheet shows the id at that place
    ver           bigint NOT NULL DEFAULT 0,
    seq           bigint NOT NULL DEFAULT 0,         -- of the last event merged
    written       jsonb NOT NULL DEFAULT '{}',       -- {column: publish}; negative: what it wrote is no longer known to stand there
    replaced      jsonb NOT NULL DEFAULT '{}',       -- {column: [what that publish wrote over, publish]}
    born          bigint,                            -- the publish that appended the row
    pending       jsonb,                             -- {column: [value, previous written]}
    pending_op    text CHECK (pending_op IN ('update', 'append', 'delete')),
    pending_place int,
    landed_place  int,                               -- where it stands once that has landed: deletes above it have moved it up
    rej           jsonb NOT NULL DEFAULT '{}',       -- {column: cell} of what is rejected, as the sheet shows it
    against       jsonb NOT NULL DEFAULT '{}',       -- {column: cell} of what the table had then: once that changes, it is published
    aside         jsonb NOT NULL DEFAULT '{}',       -- {column: cell} of what Sheets refused, as the table has it; column '': to delete the row, or its id
    blot          jsonb NOT NULL DEFAULT '{}',       -- {column: cell} of what base was before a write that people's moving of rows misplaced hit it
    away          jsonb NOT NULL DEFAULT '{}',       -- {column: cell} of what base held of columns that the sheet lacks now
    formulas      text[] NOT NULL DEFAULT '{}',
    doomed        boolean NOT NULL DEFAULT false,    -- another row has taken its key: delete it from the sheet
    held          bigint,
    missed        int NOT NULL DEFAULT 0,            -- readings of the whole tab, one after the other, that did not show it
    vain          int NOT NULL DEFAULT 0,            -- publishes, one after the other, that were carried out and left its cell as it was
    may_delete    boolean NOT NULL DEFAULT false,    -- released: the guard does not count it
    touched       bigint NOT NULL DEFAULT 0,         -- gsync.tick of the last merge
    changed_at    timestamptz,                       -- the table's last change that was claimed
    changed_by    text,
    PRIMARY KEY (link, id),
    CHECK ((pending_op IS NULL) = (pending IS NULL)),
    CHECK (base IS NOT NULL OR has_id)
);
CREATE INDEX row_key ON gsync.row (link, key) WHERE key IS NOT NULL;
CREATE INDEX row_pending ON gsync.row (link) WHERE pending_op IS NOT NULL;
CREATE INDEX row_place ON gsync.row (link, place) WHERE place IS NOT NULL;
CREATE INDEX row_waiting ON gsync.row (link, place) WHERE NOT has_id OR doomed;
CREATE INDEX row_missed ON gsync.row (link) WHERE missed > 0;
CREATE INDEX row_held ON gsync.row (link, held) WHERE held IS NOT NULL;

-- Keys of rows whose table cells may differ from base. No foreign key: users' transactions write here and must not lock gsync.link.
CREATE TABLE gsync.dirty (
    link       int NOT NULL,
    key        text[] COLLATE "C" NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    by         text NOT NULL DEFAULT session_user,
    xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    truncated  boolean NOT NULL DEFAULT false,       -- by TRUNCATE
    PRIMARY KEY (link, key)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
CREATE INDEX dirty_oldest ON gsync.dirty (changed_at, link);       -- link second, so that no plan takes it for a join by link and key

-- Rows as they were when they were deleted from a linked table, by SQL or by a merge: every column, exactly. gsync.restore_rows() brings them back.
CREATE TABLE gsync.bin (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    link  int NOT NULL,
    key   text[] COLLATE "C" NOT NULL,
    by    text NOT NULL,
    cells json NOT NULL                              -- json, not jsonb: that keeps columns of type json to the byte
);
CREATE INDEX bin_key ON gsync.bin (link, key, id);

-- Keys that SQL changed, in order; followed by the next merge or look. Users' transactions never lock gsync.row.
CREATE TABLE gsync.rekey (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    link    int NOT NULL,
    old_key text[] NOT NULL,
    new_key text[] NOT NULL,
    xid     xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX rekey_link ON gsync.rekey (link, id);

-- Values of publishes that may still land: found in the sheet they are ours. col '': "delete", or the cells of a row that was to be appended.
CREATE TABLE gsync.unsure (
    link  int NOT NULL REFERENCES gsync.link ON DELETE CASCADE,
    id    text NOT NULL,
    col   text NOT NULL,
    value jsonb NOT NULL,                            -- JSON null: an empty cell
    places jsonb,                                    -- {column: place} that it was sent to
    until timestamptz NOT NULL
);
CREATE INDEX unsure_row ON gsync.unsure (link, id);
CREATE INDEX unsure_value ON gsync.unsure (link, col, md5(value::text));

-- Counts merges: what was merged after a snapshot was asked for may be newer than the snapshot.
CREATE SEQUENCE gsync.tick;

-- Rows deleted lately, so that a late event does not bring one back.
CREATE TABLE gsync.tombstone (
    link  int NOT NULL REFERENCES gsync.link ON DELETE CASCADE,
    id    text NOT NULL,
    key   text[],
    until timestamptz NOT NULL DEFAULT now() + interval '3 days',
    PRIMARY KEY (link, id)
);

-- One order for all that is logged; see 005_log.sql.
CREATE SEQUENCE gsync.log_id;

CREATE TABLE gsync.history (
    id     bigint PRIMARY KEY DEFAULT nextval('gsync.log_id'),
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    link   int NOT NULL,
    row_id text,
    key    text[],
    col    text,                                     -- NULL: the whole row, old and new are objects of cells
    old    jsonb,
    new    jsonb,
    side   text NOT NULL CHECK (side IN ('sheet', 'table')),  -- who changed it first
    who    text,
    source text                                      -- 'event SEQ of JOURNAL', 'transaction XID'
);
CREATE INDEX history_row ON gsync.history (link, row_id, id);
CREATE INDEX history_deleted ON gsync.history (link, id) WHERE col IS NULL AND new IS NULL;

CREATE TABLE gsync.conflict (
    id          bigint PRIMARY KEY DEFAULT nextval('gsync.log_id'),
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    link        int NOT NULL,
    row_id      text,
    key         text[],
    col         text,                                -- NULL: the whole row
    winner      text NOT NULL CHECK (winner IN ('sheet', 'database')),
    sheet_value jsonb,
    table_value jsonb,
    base_value  jsonb,
    sheet_by    text,
    sheet_at    timestamptz,
    table_by    text,
    table_at    timestamptz,
    source      text,
    detail      text,
    exact       json,                                -- the table's value that lost, which its cell may show rounded
    ended_at    timestamptz,                         -- off the list
    ended_by    text,
    ended_as    text CHECK (ended_as IN ('turned', 'kept', 'dismissed'))
);
CREATE INDEX conflict_link ON gsync.conflict (link, id);
CREATE INDEX conflict_open ON gsync.conflict (link, id) WHERE ended_at IS NULL;

CREATE TABLE gsync.rejected (
    id       bigint PRIMARY KEY DEFAULT nextval('gsync.log_id'),
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    link     int,
    row_id   text,
    col      text,                                   -- NULL: the whole row, or an entry
    side     text NOT NULL CHECK (side IN ('sheet', 'table')),  -- whose value was refused
    cells    jsonb,                                  -- {column: what was refused}
    sqlstate text,
    reason   text NOT NULL,
    who      text,
    source   text,
    body     text,                                   -- an entry that could not be read or merged at all
    tries    int NOT NULL DEFAULT 0,                 -- since it was refused
    tried_at timestamptz
);
CREATE INDEX rejected_row ON gsync.rejected (link, row_id);

-- What was done with the gsync command.
CREATE TABLE gsync.action (
    id   bigint PRIMARY KEY DEFAULT nextval('gsync.log_id'),
    at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    link int,
    name text,                                       -- of the link, which may be gone
    what text NOT NULL,                              -- "pause", "held release 12"
    who  text NOT NULL DEFAULT session_user
);

CREATE TABLE gsync.held (
    id       bigint PRIMARY KEY DEFAULT nextval('gsync.log_id'),
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    link     int NOT NULL,
    side     text NOT NULL CHECK (side IN ('sheet', 'table')),  -- where the rows are gone
    rows     int NOT NULL,
    of_rows  int NOT NULL,
    state    text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'discarded', 'withdrawn')),
    reason   text NOT NULL,
    ended_at timestamptz
);
CREATE INDEX held_open ON gsync.held (link) WHERE state = 'held';

-- Notes on cells of the sheet: what should stand there, and what does.
CREATE TABLE gsync.note (
    link  int NOT NULL,
    id    text NOT NULL,
    col   text NOT NULL,
    want  text,
    have  text,
    sent  boolean NOT NULL DEFAULT false,            -- in the publish that has not been read back,
    said  text,                                      -- with this text: by then another one may be wanted
    PRIMARY KEY (link, id, col),
    FOREIGN KEY (link, id) REFERENCES gsync.row ON DELETE CASCADE
);
CREATE INDEX note_waiting ON gsync.note (link) WHERE want IS DISTINCT FROM have;

CREATE TABLE gsync.journal (
    uuid       uuid PRIMARY KEY,
    applied    bigint NOT NULL DEFAULT 0,
    applied_at timestamptz
);
