"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from datetime import UTC, datetime

from hardpan.model import Place

from .facts import ONLINE, Document, DocumentSharing, HostManagement, PatchState, RunningInstance
from .host_management import ROLE

HERE = Place("111122223333", "eu-west-1")
SHARING = DocumentSharing(place=HERE, public_sharing="Disable")
DOCUMENT = Document(place=HERE, name="install-agent", public=False)
HOST_MANAGED = HostManagement(place=HERE, role=ROLE)
RUNNING = RunningInstance(place=HERE, id="i-0a1b2c3d4e5f60718", ping=ONLINE)
# The day before that on which examples are judged.
PATCHED = PatchState(place=HERE, id=RUNNING.id, scanned=datetime(2026, 10, 31, 12, tzinfo=UTC), critical=0, security=0)
