"""What can go wrong, as codes and facts. The sentences for people live with whoever speaks to them."""

from __future__ import annotations

Fact = str | int | float

# A document that was skipped or could not be read.
DOCUMENT_CODES = frozenset(
    {
        "forgotten",  # the user asked for it to be forgotten
        "kind_unsupported",  # facts: suffix
        "too_large",  # facts: bytes, limit_bytes
        "empty",  # no bytes, or no text in it
        "no_text",  # pages are images; facts: pages
        "encrypted",  # needs a password
        "damaged",  # the format's reader refuses it
        "not_what_it_says",  # content is not what the ending says; facts: suffix, found
        "archive_bomb",  # unpacks to too much; facts: limit
        "unsafe_archive",  # links, absolute or `..` names, DOCTYPE inside
        "too_slow",  # reading took longer than its limit; facts: seconds
        "too_much_memory",  # facts: limit_bytes
        "reader_crashed",
        "not_a_regular_file",  # link, device, pipe
        "no_permission",
        "vanished",  # gone between listing and reading
        "disk_error",
        "too_many_pages",  # facts: pages, limit
    }
)

# A command that ended as Failed.
FAILURE_CODES = frozenset(
    {
        "engine_stopped",  # the engine process ended before this was finished
        "protocol_error",
        "library_in_use",  # facts: library
        "library_newer",  # written by a newer program; facts: found, known
        "library_damaged",  # facts: library
        "library_unwritable",  # facts: library
        "disk_full",
        "no_such_folder",  # facts: path
        "folder_inside_library",  # facts: path
        "no_such_document",  # facts: path
        "no_such_conversation",
        "no_such_page",  # facts: page, pages
        "document_not_read",  # facts: path
        "nothing_to_search",  # no document has been read
        "question_empty",
        "no_model",  # no language model on the shelf
        "model_missing",  # facts: path
        "model_unusable",  # facts: path, reason
        "model_crashed_before",  # it stopped the engine last time it was loaded; facts: path
        "adapter_missing",  # facts: path
        "adapter_unusable",  # facts: path, reason
        "no_embedder",
        "embedder_unusable",  # facts: path, reason
        "out_of_memory",
        "internal",  # a defect; facts: where
    }
)

# Said once, not tied to a command.
NOTICE_CODES = frozenset(
    {
        "model_crashed_before",  # facts: path
        "library_repaired",  # facts: passages
        "watch_limit",  # the system gives too few watches; facts: sysctl
        "folder_away",  # facts: path
        "embedder_missing",  # searching by text only
        "disk_full",
    }
)


class EngineError(Exception):
    """A failure that crosses the boundary as a code of FAILURE_CODES or DOCUMENT_CODES and its facts."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts: dict[str, Fact] = facts


class Stopped(Exception):
    """The work was asked to stop; nothing went wrong."""
