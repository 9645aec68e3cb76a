"""Does a question ask about all documents rather than for the best passages? English and German."""

from __future__ import annotations

import re

_DOCUMENTS = (
    r"(?:documents?|papers?|reports?|files?|articles?|stud(?:y|ies)|contracts?|letters?|notes?|sources?|books?|texts?|"
    r"manuals?|dokumente?n?|berichte?n?|dateien?|artikeln?|studien?|verträgen?|verträge|briefen?|quellen?|texten?)"
)
_OF = r"(?:of\s+)?(?:the\s+|my\s+|our\s+|these\s+|your\s+|der\s+|meiner\s+|den\s+|diese[nr]?\s+)?"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^\W*(?:please\s+)?(?:list|enumerate|name|give\s+me|show(?:\s+me)?)\s+(?:\w+\s+){0,3}?(?:all|every|each)\b",
        r"^\W*(?:please\s+)?(?:list|enumerate)\b",
        r"^\W*(?:bitte\s+)?(?:nenne|liste|zähle)\b.*\b(?:alle|jede[nrs]?|sämtliche)\b",
        rf"\b(?:which|what|how\s+many|welche[nrms]?|wie\s*viele)\s+{_OF}{_DOCUMENTS}\b",
        rf"\b(?:all|every|each|any|alle[nr]?|jede[nrms]?)\s+{_OF}{_DOCUMENTS}\b",
        rf"\b(?:across|between|among|in\s+how\s+many|over)\s+(?:all\s+)?{_OF}{_DOCUMENTS}\b",
        r"\bhow\s+many\s+(?:different|distinct)\b",
        r"^\W*(?:please\s+)?compare\b|\bcompared?\s+(?:across|between|with\s+each\s+other)\b|^\W*vergleiche?\b",
        r"\bdifferences?\s+between\b|\bunterschiede?\s+zwischen\b",
    )
)


def wants_every_document(question: str) -> bool:
    """Whether to look at the best passage of every document: "list all", "how many documents", "compare"."""
    return any(pattern.search(question) for pattern in _PATTERNS)
