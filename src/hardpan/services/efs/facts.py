"""What we know of EFS file systems."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact


@dataclass(frozen=True, kw_only=True)
class FileSystem(Fact):
    """A file system."""

    id: str
    encrypted: bool

    @property
    def resource(self) -> str:
        """The file system's ARN."""
        return self.place.arn("elasticfilesystem", f"file-system/{self.id}")
