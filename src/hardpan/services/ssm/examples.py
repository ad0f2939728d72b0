"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place

from .facts import Document, DocumentSharing

HERE = Place("111122223333", "eu-west-1")
SHARING = DocumentSharing(place=HERE, public_sharing="Disable")
DOCUMENT = Document(place=HERE, name="install-agent", public=False)
