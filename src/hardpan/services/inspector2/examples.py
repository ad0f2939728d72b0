"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place, Region

from ..organizations.examples import LOGS
from .facts import Administration, Administrator, Scanning

HERE = Place("111122223333", "eu-west-1")
REGION = Region(place=HERE)
ELSEWHERE = Region(place=HERE.at("ap-southeast-6"))  # where AWS has no Inspector
SCANNING = Scanning(
    place=HERE,
    statuses={"ec2": "ENABLED", "ecr": "ENABLED", "lambda": "ENABLED", "lambdaCode": "DISABLED"},
)
# Seen from the management account.
ADMINISTRATOR = Administrator(place=HERE, account=LOGS.id)
# Seen from the account that administers Inspector.
ADMINISTRATION = Administration(
    place=HERE,
    auto_enable={"ec2": True, "ecr": True, "lambda": True, "lambdaCode": False},
    left_out={},
    unscanned={},
)
