"""What a run will ask AWS, told without asking: the calls, and the policies that allow them."""

from __future__ import annotations

import json
from typing import Any

from hardpan import services
from hardpan.aws import iam_action
from hardpan.collect import collectors_for
from hardpan.config import Baseline
from hardpan.model import COLLECTORS, OPERATIONS, Collector, Operation
from hardpan.plan import Selection
from hardpan.policy import size
from hardpan.workflows.accounts import EVERY
from hardpan.workflows.session import controls_of, operations_for

# Asked by every run before anything else: whose credentials are these, and which Regions are enabled.
FIRST_READS = ("sts:GetCallerIdentity", "ec2:DescribeRegions")


def planned_reads(want: Baseline, selection: Selection) -> str:
    """One line a kind of call: how often, and for what. Calls for details depend on what lists answer."""
    collectors = _collectors(want, selection)
    lines = [f"once               {action}" for action in FIRST_READS]
    for collector in collectors:
        first, *details = collector.reads
        often = "once" if collector.per == "account" else "in every Region"
        lines.append(f"{often:<18} {first}   for {collector.name}")
        lines += [f"{'as needed':<18} {action}   for {collector.name}" for action in details]
    return "\n".join(lines) + "\n"


def audit_policy(want: Baseline, selection: Selection) -> dict[str, Any]:
    """The IAM policy that allows just what `assess` and `plan` read, and entering the accounts that are selected."""
    actions = {action for collector in _collectors(want, selection) for action in collector.reads}
    policy = _policy("HardpanRead", {*actions, *FIRST_READS})
    if selection.accounts:
        policy["Statement"] += _entrance(want, selection.accounts)
    return policy


def _entrance(want: Baseline, accounts: tuple[str, ...]) -> list[dict[str, Any]]:
    """What the caller needs beside: a role in another account is asked for by name, whichever account it is in."""
    names = ("*",) if EVERY in accounts else accounts
    roles = [f"arn:{want.partition}:iam::{name}:role/{want.access.role}" for name in names]
    enter = {"Sid": "HardpanEnter", "Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": roles}
    listing = _policy("HardpanListAccounts", {"organizations:ListAccounts"})["Statement"]
    return [enter, *listing] if EVERY in accounts else [enter]


def apply_policy(want: Baseline, selection: Selection) -> dict[str, Any]:
    """The IAM policy that allows reading, every change that hardpan.yaml can lead to, and taking it back."""
    operations = [op for op in operations_for(controls_of(want, selection)) if _is_asked(op, want)]
    writes = {action for op in operations for action in (*op.writes, *op.permissions)}
    policy = audit_policy(want, selection)
    policy["Statement"] += _policy("HardpanChange", writes)["Statement"] if writes else []
    return policy


def _is_asked(operation: Operation, want: Baseline) -> bool:
    return not operation.asked_by or any(want.says(key) for key in operation.asked_by)


def in_parts(policy: dict[str, Any], longest: int) -> list[dict[str, Any]]:
    """The policy as several, each no longer than so many characters; together they allow the same.

    A statement stays whole where it fits into one of them.
    """
    parts = [{**policy, "Statement": []}]
    for statement in policy["Statement"]:
        whole = parts[-1]["Statement"] + [statement]
        if size({**policy, "Statement": whole}) <= longest:
            parts[-1]["Statement"] = whole
            continue
        pieces = _pieces(statement, longest - size({**policy, "Statement": []}))
        parts += [{**policy, "Statement": [piece]} for piece in pieces]
    return [part for part in parts if part["Statement"]]


def _pieces(statement: dict[str, Any], longest: int) -> list[dict[str, Any]]:
    """The statement as several that fit: fewer actions in each, or fewer resources where these are many."""
    by = max(("Action", "Resource"), key=lambda name: len(statement[name]) if isinstance(statement[name], list) else 0)
    pieces = [{**statement, by: []}]
    for one in statement[by]:
        grown = {**statement, by: [*pieces[-1][by], one]}
        if size(grown) > longest:
            pieces.append({**statement, by: [one]})
        else:
            pieces[-1] = grown
    return pieces


def as_text(policy: dict[str, Any]) -> str:
    """A policy document, indented."""
    return json.dumps(policy, indent=2) + "\n"


def every_read() -> set[str]:
    """Every `service:Operation` that any collector may send."""
    services.load()
    return {action for collector in COLLECTORS.values() for action in collector.reads} | set(FIRST_READS)


def every_write() -> set[str]:
    """Every `service:Operation` that any operation may send."""
    services.load()
    return {action for op in OPERATIONS.values() for action in op.writes}


def _collectors(want: Baseline, selection: Selection) -> list[Collector]:
    controls = controls_of(want, selection)
    kinds = {kind for control in controls for kind in control.facts}
    kinds |= {kind for operation in operations_for(controls) for kind in operation.facts}
    return collectors_for(kinds)


def _policy(sid: str, actions: set[str]) -> dict[str, Any]:
    allowed = sorted({iam_action(*action.split(":", 1)) for action in actions})
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": sid, "Effect": "Allow", "Action": allowed, "Resource": "*"}],
    }
