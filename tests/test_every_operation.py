"""What must hold for every operation and every collector: AWS has what they send, and permissions name it."""

from __future__ import annotations

import re

import pytest

from hardpan import services
from hardpan.aws import iam_action
from hardpan.aws.model import faults
from hardpan.config import Baseline
from hardpan.model import COLLECTORS, CONTROLS, OPERATIONS, Operation
from hardpan.plan import Selection
from hardpan.workflows.reads import apply_policy, audit_policy

services.load()
ENTERPRISE = Baseline(profile="enterprise")
SENT = sorted(
    {action for collector in COLLECTORS.values() for action in collector.reads}
    | {action for operation in OPERATIONS.values() for action in operation.writes}
)


@pytest.mark.parametrize("action", SENT)
def test_aws_has_the_operation(action: str) -> None:
    service, _, operation = action.partition(":")
    assert not any("AWS has no operation" in fault for fault in faults(service, operation, {}))
    assert re.fullmatch(r"[a-z0-9-]+:[A-Z]\w+", iam_action(service, operation))


def test_permissions_name_every_read_and_every_change() -> None:
    read = set(audit_policy(ENTERPRISE, Selection())["Statement"][0]["Action"])
    for collector in COLLECTORS.values():
        assert {iam_action(*action.split(":", 1)) for action in collector.reads} <= read
    changed = set(apply_policy(ENTERPRISE, Selection())["Statement"][1]["Action"])
    for operation in OPERATIONS.values():
        assert {iam_action(*action.split(":", 1)) for action in operation.writes} | set(
            operation.permissions
        ) <= changed


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
def test_an_operation_names_controls_and_operations_that_exist(operation: Operation) -> None:
    assert set(operation.satisfies) <= CONTROLS.keys()
    assert set(operation.after) <= OPERATIONS.keys()
    assert operation.page


def test_a_control_can_be_fixed_or_says_what_a_person_does() -> None:
    fixable = {control for operation in OPERATIONS.values() for control in operation.satisfies}
    assert not [control.id for control in CONTROLS.values() if control.id not in fixable and not control.human]
