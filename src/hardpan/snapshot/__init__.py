"""Every fact read at one moment: find and join."""

from hardpan.snapshot.snapshot import Snapshot, Subjects

__all__ = ["Snapshot", "Subjects"]
