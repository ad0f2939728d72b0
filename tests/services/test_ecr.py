"""ECR: images that are scanned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.services.ecr.collect import scanning_configuration
from hardpan.services.ecr.examples import EVERYTHING, SCANNING
from hardpan.snapshot import Snapshot
from services.driving import drive, steps_of

services.load()

READ = "ecr:GetRegistryScanningConfiguration"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"scanType": "BASIC", "rules": [EVERYTHING]}, SCANNING),
        ({"scanType": "BASIC", "rules": []}, replace(SCANNING, rules=())),
        ({"scanType": "ENHANCED"}, replace(SCANNING, kind="ENHANCED", rules=())),
    ],
)
def test_the_registry_is_read(told: dict[str, object], found: object) -> None:
    assert drive(scanning_configuration(SCANNING.place), {READ: {"scanningConfiguration": told}}) == [found]


def test_rules_for_some_repositories_come_back_and_enhanced_scanning_stays() -> None:
    some = {**EVERYTHING, "repositoryFilters": [{"filter": "prod-*", "filterType": "WILDCARD"}]}
    (put,) = steps_of("ecr.images_scanned", EXAMPLE, Snapshot.of(replace(SCANNING, rules=(some,))))
    assert put.write.parameters["rules"] == [EVERYTHING]
    assert put.undo is not None
    assert put.undo[0].parameters["rules"] == [some]
    assert steps_of("ecr.images_scanned", EXAMPLE, Snapshot.of(replace(SCANNING, kind="ENHANCED", rules=()))) == []
