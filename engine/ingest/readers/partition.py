"""The one door to unstructured: silent, offline, without spaCy, its exceptions turned into ours."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

from engine.errors import EngineError
from engine.ingest.readers.classify import replace_tokenizer
from engine.offline import go_offline


class Metadata(Protocol):
    """What the readers use of unstructured's ElementMetadata."""

    category_depth: int | None
    text_as_html: str | None
    page_name: str | None


class Element(Protocol):
    """What the readers use of unstructured's Element."""

    category: str
    text: str
    metadata: Metadata


def partition(kind: str, **arguments: Any) -> list[Element]:
    """The elements of a document by `unstructured.partition.<kind>`, in document order.

    Languages are given ("" switches detection off, which doubles the time); attachments are left alone. Raises
    EngineError(damaged) for whatever the library does not digest.
    """
    partitioner = _partitioner(kind)
    with _damaged(kind):
        return cast(list[Element], partitioner(languages=[""], **arguments))


@cache
def _partitioner(kind: str) -> Any:
    go_offline()
    replace_tokenizer()
    logging.getLogger("unstructured").setLevel(logging.CRITICAL)
    return getattr(import_module(f"unstructured.partition.{kind}"), f"partition_{kind}")


@contextmanager
def _damaged(kind: str) -> Iterator[None]:
    """Malformed input surfaces as any exception of unstructured, lxml, zipfile and the office libraries."""
    try:
        yield
    except (MemoryError, EngineError):
        raise
    except Exception as error:
        raise EngineError("damaged", reader=kind, reason=type(error).__name__) from error
