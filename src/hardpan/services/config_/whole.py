"""What keeps a recorder from being whole, and the same recorder with that put right.

PutConfigurationRecorder replaces all of it: what stays is sent again.
https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationRecorder.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline

from .facts import Recorder, linked_role
from .wanted import everything, frequency, records_global

_FREQUENT = "CONTINUOUS"


def faults(recorder: Recorder, want: Baseline) -> list[str]:
    """What is wrong with it; nothing when all is well. AWS Control Tower's has a role of its own."""
    return [*chosen(recorder), *lacking(recorder, want)]


def chosen(recorder: Recorder) -> list[str]:
    """What somebody may have meant: types that are left out, another role."""
    found = []
    if not recorder.records_all:
        named = ", ".join(recorder.left_out)
        found.append(f"left out: {named}" if named else "only some types are recorded")
    if recorder.role != linked_role(recorder.place) and not recorder.is_control_towers:
        found.append(f"it records by {recorder.role.partition(':role/')[2]}, not by the service-linked role")
    return found


def lacking(recorder: Recorder, want: Baseline) -> list[str]:
    """What the baseline asks for beyond that."""
    found = []
    if recorder.records_all and records_global(want, recorder.place) and not recorder.records_global:
        found.append("users, groups, roles and policies of IAM are not recorded")
    if frequency(want) == _FREQUENT != recorder.frequency:
        found.append("it records once a day")
    return found


def filled(recorder: Recorder, want: Baseline) -> Recorder:
    """With what is lacking, and every choice of somebody's as it is."""
    group = dict(recorder.group)
    if recorder.records_all and records_global(want, recorder.place):
        group["includeGlobalResourceTypes"] = True
    often = frequency(want) == _FREQUENT
    mode = {**recorder.mode, "recordingFrequency": _FREQUENT} if often else recorder.mode
    return replace(recorder, group=group, mode=mode)


def completed(recorder: Recorder, want: Baseline) -> Recorder:
    """With every type, and the service-linked role; overrides of how often some types are recorded stay."""
    whole = filled(recorder, want)
    group = whole.group if whole.records_all else everything(want, recorder.place)
    return replace(whole, group=group, role=linked_role(recorder.place))
