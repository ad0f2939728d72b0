"""EMR: block public access."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import Place
from hardpan.services.emr.collect import block_public_access
from hardpan.services.emr.examples import BLOCK
from hardpan.snapshot import Snapshot
from services.driving import drive, steps_of

services.load()


@pytest.mark.parametrize("ssh", [{"MinRange": 22, "MaxRange": 22}, {"MinRange": 22}])
def test_a_range_without_an_end_is_one_port(ssh: dict[str, int]) -> None:
    block = {"BlockPublicSecurityGroupRules": True, "PermittedPublicSecurityGroupRuleRanges": [ssh]}
    answers = {"emr:GetBlockPublicAccessConfiguration": {"BlockPublicAccessConfiguration": block}}
    assert drive(block_public_access(Place("111122223333", "eu-west-1")), answers) == [BLOCK]


def test_the_block_is_put_up_with_no_exception_but_ssh_and_the_old_comes_back() -> None:
    bad = replace(BLOCK, enabled=False, permitted=((22, 22), (8088, 8090)))
    (put,) = steps_of("emr.public_access_blocked", EXAMPLE, Snapshot.of(bad))
    assert put.write.parameters["BlockPublicAccessConfiguration"] == BLOCK.parameters()
    assert put.undo is not None
    assert put.undo[0].parameters["BlockPublicAccessConfiguration"] == bad.parameters()
    assert steps_of("emr.public_access_blocked", EXAMPLE, Snapshot.of(BLOCK)) == []
