"""Plans as JSON: complete, so that a plan can be applied, resumed and undone from its file alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from hardpan.config.saved import from_dict as baseline_from
from hardpan.config.saved import to_dict as baseline_to
from hardpan.model import ExitCode, NotYet, Place, Problem, Read, Risk, Settled, Step, Write
from hardpan.plan.plan import Blocked, HumanStep, Plan, Selection, reref, unref

FORMAT = 1


def to_dict(plan: Plan, cli: Callable[[Step], str] | None = None) -> dict[str, Any]:
    """The contract of `plan --output json`, and everything `from_dict` needs. `cli` writes a step's AWS CLI line."""
    return {
        "format": FORMAT,
        "hash": plan.hash,
        "account": plan.account,
        "partition": plan.partition,
        "baseline": plan.baseline_digest,
        "snapshot": plan.snapshot_taken,
        "undoes": plan.undoes,
        "selection": asdict(plan.selection),
        "configuration": baseline_to(plan.baseline),
        "steps": [_step(step) | ({"cli": cli(step)} if cli else {}) for step in plan.steps],
        "human_steps": [asdict(step) for step in plan.human_steps],
        "blocked": [asdict(blocked) for blocked in plan.blocked],
        "notes": list(plan.notes),
        "prices": plan.prices,
        "summary": plan.summary,
    }


def dumps(plan: Plan, cli: Callable[[Step], str] | None = None) -> str:
    """`to_dict` as text."""
    return json.dumps(to_dict(plan, cli), indent=2) + "\n"


def loads(text: str, name: str) -> Plan:
    """The plan in the text of a file. Raises Problem for anything else, and for one altered since it was made."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise _unusable(f"{name}:{error.lineno}:{error.colno}: not a plan: {error.msg}") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _unusable(f"{name}:1:1: not a plan of this version of Hardpan")
    try:
        plan = from_dict(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unusable(f"{name}: not a plan: {type(error).__name__} at {error}") from error
    if plan.hash != data.get("hash"):
        raise _unusable(f"{name}: was changed after it was made: its hash is {data.get('hash')}, not {plan.hash}")
    return plan


def from_dict(data: dict[str, Any]) -> Plan:
    """The inverse of `to_dict`. Raises KeyError, TypeError or ValueError where something is missing or wrong."""
    selection = {name: tuple(values) for name, values in data["selection"].items()}
    return Plan(
        account=data["account"],
        partition=data["partition"],
        baseline=baseline_from(data["configuration"]),
        baseline_digest=data["baseline"],
        selection=Selection(**selection),
        snapshot_taken=data["snapshot"],
        steps=tuple(_load_step(step, data["partition"]) for step in data["steps"]),
        human_steps=tuple(HumanStep(**(step | {"because": tuple(step["because"])})) for step in data["human_steps"]),
        blocked=tuple(Blocked(**(item | {"controls": tuple(item["controls"])})) for item in data["blocked"]),
        undoes=data["undoes"],
        notes=tuple(data["notes"]),
        prices=data["prices"],
    )


def _step(step: Step) -> dict[str, Any]:
    return {
        "key": step.key,
        "account": step.place.account,
        "region": step.place.region,
        "service": step.write.service,
        "operation": step.write.operation,
        "parameters": unref(step.write.parameters),
        **_as_root(step.write),
        "controls": list(step.controls),
        "because": step.because,
        "resource": step.resource,
        "before": step.before,
        "after": step.after,
        "needs": sorted(step.needs),
        "follows": sorted(step.follows),
        "undo": None if step.undo is None else [_write(write) for write in step.undo],
        "undo_note": step.undo_note,
        "risk": step.risk.value,
        "monthly_cost_usd": step.monthly_cost_usd,
        "cost_note": step.cost_note,
        "settled": _settled(step.settled) if step.settled else None,
        "undone": _settled(step.undone) if step.undone else None,
        "not_yet": [asdict(item) for item in step.not_yet],
    }


def _write(write: Write) -> dict[str, Any]:
    named = {"service": write.service, "operation": write.operation, "parameters": unref(write.parameters)}
    return named | _as_root(write)


def _as_root(request: Write | Read) -> dict[str, Any]:
    """Told only where a request is sent as root."""
    return {"root_task": request.root_task} if request.root_task else {}


def _settled(settled: Settled) -> dict[str, Any]:
    read = settled.read
    return {
        "service": read.service,
        "operation": read.operation,
        "parameters": unref(read.parameters),
        "region": read.region,
        "absent": sorted(read.absent),
        **_as_root(read),
        "path": settled.path,
        "equals": settled.equals,
        "seconds": settled.seconds,
        "no_longer": settled.no_longer,
        "failed": settled.failed,
    }


def _load_step(data: dict[str, Any], partition: str) -> Step:
    undo = data["undo"]
    return Step(
        key=data["key"],
        place=Place(data["account"], data["region"], partition),
        write=_load_write(data),
        controls=tuple(data["controls"]),
        because=data["because"],
        resource=data["resource"],
        before=data["before"],
        after=data["after"],
        needs=frozenset(data["needs"]),
        follows=frozenset(data["follows"]),
        undo=None if undo is None else tuple(_load_write(write) for write in undo),
        undo_note=data["undo_note"],
        risk=Risk(data["risk"]),
        monthly_cost_usd=data["monthly_cost_usd"],
        cost_note=data["cost_note"],
        settled=_load_settled(data["settled"]) if data["settled"] else None,
        undone=_load_settled(data["undone"]) if data["undone"] else None,
        not_yet=tuple(NotYet(**item) for item in data["not_yet"]),
    )


def _load_write(data: dict[str, Any]) -> Write:
    return Write(data["service"], data["operation"], **reref(data["parameters"])).as_root(data.get("root_task"))


def _load_settled(data: dict[str, Any]) -> Settled:
    read = Read(data["service"], data["operation"], **reref(data["parameters"])).or_none(*data["absent"])
    read = read.as_root(data.get("root_task"))
    if data["region"]:
        read = read.at(data["region"])
    return Settled(read, data["path"], data["equals"], data["seconds"], data["no_longer"], data["failed"])


def _unusable(what: str) -> Problem:
    return Problem(what, effect="nothing was changed", next="hardpan plan --out plan.json", code=ExitCode.USAGE)
