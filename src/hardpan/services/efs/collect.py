"""What to ask EFS, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector

from .facts import FileSystem


@collector(FileSystem, per="region", reads=["efs:DescribeFileSystems"])
def file_systems(here: Place) -> Reading[FileSystem]:
    """Every file system of the Region."""
    answer = yield Read("efs", "DescribeFileSystems")
    return [
        FileSystem(place=here, id=found["FileSystemId"], encrypted=found.get("Encrypted", False))
        for found in sorted(answer["FileSystems"], key=lambda found: str(found["FileSystemId"]))
    ]
