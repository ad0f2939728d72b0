"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place, Region

from ..organizations.examples import LOGS
from .facts import Administration, Administrator, Discovery, Session

HERE = Place("111122223333", "eu-west-1")
REGION = Region(place=HERE)
ELSEWHERE = Region(place=HERE.at("eu-central-2"))  # where AWS has no Macie
SESSION = Session(place=HERE, status="ENABLED")
DISCOVERY = Discovery(place=HERE, administrator=None, status="ENABLED", auto_enable="ALL")
DECIDED_ABOVE = Discovery(place=HERE, administrator=LOGS.id, status=None, auto_enable=None)
# Seen from the management account.
ADMINISTRATOR = Administrator(place=HERE, account=LOGS.id)
# Seen from the account that administers Macie.
ADMINISTRATION = Administration(place=HERE, auto_enable=True, left_out={}, paused=())
