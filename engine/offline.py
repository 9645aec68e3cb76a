"""Switches off every library's wish to phone home. Called before any heavy import, in every process."""

from __future__ import annotations

import os

SETTINGS = {
    "DO_NOT_TRACK": "true",
    "SCARF_NO_ANALYTICS": "true",
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "LANCEDB_LOG": "error",
}


def go_offline() -> None:
    """Set the environment of this process and its children; a value the user set is not respected, on purpose."""
    os.environ.update(SETTINGS)
