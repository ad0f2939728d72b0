"""Runs collectors: every distinct request is sent once, and what could not be read is Unreadable."""

from hardpan.collect.engine import Progress, Reader, collect, collectors_for, hidden

__all__ = ["Progress", "Reader", "collect", "collectors_for", "hidden"]
