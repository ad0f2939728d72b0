"""Firewall Manager: its administrator."""

from __future__ import annotations

from dataclasses import replace

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import Read
from hardpan.services.fms.collect import administrator
from hardpan.services.fms.examples import ADMINISTRATOR
from hardpan.services.organizations.examples import AS_DESCRIBED, DESCRIBED, HERE, LOGS, MEMBERSHIP
from hardpan.snapshot import Snapshot
from services.driving import drive, steps_of

services.load()

DESCRIBE, GET = "organizations:DescribeOrganization", "fms:GetAdminAccount"
NOBODY = replace(ADMINISTRATOR, account=None, status=None)


def test_only_the_management_account_is_asked_and_nobody_is_told_from_somebody() -> None:
    def organization(manager: str) -> dict[str, object]:
        return {DESCRIBE: {"Organization": {"MasterAccountId": manager}}}

    own = organization(HERE.account)
    assert drive(administrator(HERE), own | {GET: {"AdminAccount": LOGS.id, "RoleStatus": "READY"}}) == [ADMINISTRATOR]
    assert drive(administrator(HERE), own | {GET: None}) == [NOBODY]
    sent: list[Read] = []
    assert drive(administrator(HERE), organization("444455556666"), sent) == []
    assert drive(administrator(HERE), {DESCRIBE: None}, sent) == []
    assert {read.action for read in sent} == {DESCRIBE}


def test_the_tooling_account_is_designated_where_nobody_is() -> None:
    (step,) = steps_of("fms.administrator", DESCRIBED, Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, NOBODY))
    assert step.place.region == "us-east-1"
    assert step.write.parameters == {"AdminAccount": LOGS.id}
    somebody = replace(ADMINISTRATOR, account="999988887777")
    assert steps_of("fms.administrator", DESCRIBED, Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, somebody)) == []
    assert steps_of("fms.administrator", EXAMPLE, Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, NOBODY)) == []
