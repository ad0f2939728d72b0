"""What must hold for every operation and every collector: AWS has what they send, and permissions name it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hardpan import services
from hardpan.aws import iam_action
from hardpan.aws.model import faults
from hardpan.config import Baseline, Logs
from hardpan.model import COLLECTORS, CONTROLS, OPERATIONS, Fact, Operation, Problem
from hardpan.plan import Selection
from hardpan.services.organizations.examples import DESCRIBED
from hardpan.snapshot import Snapshot
from hardpan.workflows.reads import apply_policy, audit_policy
from test_every_control import parts

services.load()
ENTERPRISE = Baseline(profile="enterprise")
# Of an enterprise that says something at every key that an operation may be asked by.
EVERYTHING = replace(
    DESCRIBED,
    profile="enterprise",
    logs=Logs(metric_filters=True),
    organization=replace(DESCRIBED.organization, forensics="shop"),
)
# What they act on, no control's scene holds together: tests/workflows/test_organization_trail.py does, and those of the
# services do.
SHOWN_ELSEWHERE = {
    "cloudtrail.organization_trail",
    "detective.members",
    "detective.shared_graph",
    "inspector2.members",
    "kms.log_key",
    "macie2.members",
}
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
    changed = set(apply_policy(EVERYTHING, Selection())["Statement"][1]["Action"])
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


@pytest.mark.parametrize(
    "operation", [one for one in OPERATIONS.values() if one.asked_by], ids=lambda operation: operation.id
)
def test_an_operation_that_no_key_asks_for_does_nothing(operation: Operation) -> None:
    """Whatever else is wrong: without these keys no permission is printed for it."""
    scenes = [scene for name in operation.satisfies for scene in CONTROLS[name].fails]
    did = 0
    for scene in scenes:
        facts, want = parts(scene)
        did += _steps(operation, facts, want) > 0
        assert _steps(operation, facts, _silent(want, operation.asked_by)) == 0
    assert did or operation.id in SHOWN_ELSEWHERE, "in none of the scenes it does anything"


def _steps(operation: Operation, facts: list[Fact], want: Baseline) -> int:
    try:
        return len(list(operation.run(want, Snapshot.of(*facts))))
    except (Problem, LookupError):
        return 0


def _silent(want: Baseline, keys: tuple[str, ...]) -> Baseline:
    usual = Baseline()
    for key in keys:
        group, _, name = key.partition(".")
        value = replace(getattr(want, group), **{name: getattr(getattr(usual, group), name)}) if name else None
        want = replace(want, **{group: value or getattr(usual, group)})
        assert not want.says(key)
    return want
