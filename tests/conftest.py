"""Shared by all tests: nothing phones home, not even in a test."""

from engine.offline import go_offline

go_offline()
