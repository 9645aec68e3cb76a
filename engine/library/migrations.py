"""The SQLite schema, one step a format number; a step once released is never edited."""

from __future__ import annotations

STEPS = (
    """
    CREATE TABLE folders (
        path TEXT PRIMARY KEY,
        device INTEGER NOT NULL,
        excluded INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        folder TEXT NOT NULL,
        state BLOB NOT NULL,
        kind TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        pages INTEGER,
        language TEXT,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        file_id TEXT NOT NULL,
        sha256 TEXT NOT NULL DEFAULT '',
        revision INTEGER NOT NULL DEFAULT 0,
        passages INTEGER NOT NULL DEFAULT 0,
        reader TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX documents_by_folder ON documents (folder);
    CREATE INDEX documents_by_kind ON documents (kind);
    CREATE INDEX documents_by_file_id ON documents (file_id);
    CREATE TABLE texts (
        document INTEGER PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        body BLOB NOT NULL
    ) STRICT;
    CREATE TABLE conversations (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        changed REAL NOT NULL,
        deleted INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE turns (
        conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (conversation, ordinal)
    ) STRICT;
    """,
)
