"""EFS: file systems."""

from __future__ import annotations

from dataclasses import replace

from hardpan import services
from hardpan.services.efs.collect import file_systems
from hardpan.services.efs.examples import FILE_SYSTEM
from services.driving import drive

services.load()


def test_a_file_system_that_does_not_say_is_not_encrypted() -> None:
    listed = {"FileSystems": [{"FileSystemId": FILE_SYSTEM.id, "Encrypted": True}, {"FileSystemId": "fs-1"}]}
    assert drive(file_systems(FILE_SYSTEM.place), {"efs:DescribeFileSystems": listed}) == [
        FILE_SYSTEM,
        replace(FILE_SYSTEM, id="fs-1", encrypted=False),
    ]
