"""What the command line says to a person: a sentence and a next step for every code."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import Fact

DOCUMENTS: Mapping[str, str] = {
    "forgotten": "forgotten at your wish; `carrel index` of this file reads it again",
    "kind_unsupported": "Carrel does not read {suffix} files; save it as PDF, DOCX or text",
    "too_large": "larger than Carrel reads; split it",
    "empty": "there is nothing in it",
    "no_text": "its pages are pictures; run text recognition on it first",
    "encrypted": "it needs a password; save a copy without one",
    "damaged": "it is damaged; open it in its own program and save it again",
    "not_what_it_says": "its content is not {suffix}; give it its right ending",
    "archive_bomb": "it unpacks to far more than a document holds; do not trust it",
    "unsafe_archive": "it holds links or paths that lead elsewhere; do not trust it",
    "too_slow": "reading took too long; split it or save it again",
    "too_much_memory": "reading needs more memory than a document may take; split it",
    "reader_crashed": "the reader stopped on it; save it again or convert it to PDF",
    "not_a_regular_file": "it is a link or a device, not a file; add the file itself",
    "no_permission": "it may not be read; change its permissions",
    "vanished": "it is gone",
    "disk_error": "the disk reports an error; check the disk",
    "too_many_pages": "it has more pages than Carrel reads; split it",
}

FAILURES: Mapping[str, str] = {
    "engine_stopped": "The engine stopped before this was finished. Try again.",
    "protocol_error": "A message could not be understood. Use the window and engine of the same version.",
    "library_in_use": "The library is open in another Carrel: {library}. Close it, or name another with --library.",
    "library_newer": "A newer Carrel wrote this library: {library}. Update Carrel.",
    "library_damaged": "The library cannot be read: {library}. Restore it from a backup, or index into a new one.",
    "library_unwritable": "The library cannot be written: {library}. Check its permissions, or choose another place.",
    "disk_full": "The disk is full. Free some space and try again; nothing is lost.",
    "no_such_folder": "There is no such folder or file: {path}. Check the name.",
    "folder_inside_library": "Carrel keeps its own data there: {path}. Choose another folder.",
    "no_such_document": "The library does not know this document: {path}. `carrel status` lists what it knows.",
    "no_such_conversation": "There is no such conversation. Leave --conversation out to ask without one.",
    "no_such_page": "The document has {pages} pages; there is no page {page}.",
    "document_not_read": "The document has not been read yet: {path}. Wait for it, or see `carrel status`.",
    "nothing_to_search": "No document has been read yet. Add some with `carrel index FOLDER`.",
    "question_empty": "The question is empty. Write one.",
    "no_model": "There is no language model. Name a GGUF file with --model, or run `make run` to fetch one.",
    "model_missing": "There is no such model file: {path}. Check the name.",
    "model_unusable": "The model cannot be used: {path} ({reason}). Choose another, or download it again.",
    "model_crashed_before": "This model stopped the engine last time: {path}. Choose another, or name it with --model.",
    "adapter_missing": "There is no such adapter file: {path}. Check the name.",
    "adapter_unusable": "The adapter cannot be used: {path} ({reason}). It may belong to another model.",
    "no_embedder": "There is no embedder; only full text is searched. Run `make run` once to fetch the default.",
    "embedder_unusable": "The embedder cannot be used: {path} ({reason}). Only full text is searched.",
    "out_of_memory": "There is not enough memory. Close other programs, or choose a smaller model.",
    "internal": "Something went wrong inside Carrel ({where}). Please report it.",
}

NOTICES: Mapping[str, str] = {
    "model_crashed_before": "This model stopped the engine last time and was not loaded: {path}.",
    "library_repaired": "The library was damaged and has been repaired; {passages} passages were made again.",
    "watch_limit": "The system allows too few watches; folders are looked through every minute instead (see {sysctl}).",
    "folder_away": "This folder cannot be reached; its documents are kept as they are: {path}.",
    "embedder_missing": "There is no embedder; only full text is searched.",
    "disk_full": "The disk is full; indexing waits until there is space.",
}


class _Kept(dict[str, Fact]):
    def __missing__(self, name: str) -> str:
        return "?"


def told(sentences: Mapping[str, str], code: str, facts: Mapping[str, Fact]) -> str:
    """The sentence with its facts filled in; the code itself where there is none."""
    return sentences.get(code, code).format_map(_Kept(facts))
