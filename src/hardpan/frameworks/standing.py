"""How an assessment stands to a framework, requirement by requirement. What was not asked is never taken for met."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass

from hardpan.frameworks.framework import Framework, Requirement
from hardpan.model import Assessment, ControlResult, Status


class Standing(enum.StrEnum):
    """What can be said of a requirement."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    UNKNOWN = "UNKNOWN"  # something could not be read, or was not asked
    MANUAL = "MANUAL"  # what can be read holds; the rest is for a person to tell
    WAIVED = "WAIVED"  # it does not hold, which somebody accepted until a date
    NOT_COVERED = "NOT_COVERED"  # Hardpan asks nothing of it, or not all
    NOT_APPLICABLE = "NOT_APPLICABLE"  # nothing of the kind is here


_OF_STATUS = {
    Status.FAIL: Standing.NOT_MET,
    Status.UNKNOWN: Standing.UNKNOWN,
    Status.MANUAL: Standing.MANUAL,
    Status.WAIVED: Standing.WAIVED,
    Status.PASS: Standing.MET,
    Status.NOT_APPLICABLE: Standing.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Answer:
    """A requirement, and how it stands."""

    requirement: Requirement
    standing: Standing
    note: str  # what beside the controls made it so; empty where they tell it all
    results: tuple[ControlResult, ...]  # of its controls that were asked, worst first

    @property
    def telling(self) -> tuple[ControlResult, ...]:
        """The controls that there is something to say of: those that do not simply hold."""
        return tuple(result for result in self.results if _status(result) not in (Status.PASS, Status.NOT_APPLICABLE))

    @property
    def why(self) -> str:
        """All of it in one line."""
        return "; ".join([*(f"{one.control}: {one.headline}" for one in self.telling), *filter(None, [self.note])])


@dataclass(frozen=True)
class Held:
    """A framework, and the answer to each of its requirements."""

    framework: Framework
    answers: tuple[Answer, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Number of requirements by standing, every one present, in lower case."""
        counted = Counter(answer.standing for answer in self.answers)
        return {standing.value.lower(): counted[standing] for standing in Standing}


def held(framework: Framework, done: Assessment) -> Held:
    """What an assessment says of a framework."""
    results = {result.control: result for result in done.results}
    return Held(framework, tuple(_answer(asked, results) for asked in framework.requirements))


def _answer(asked: Requirement, results: dict[str, ControlResult]) -> Answer:
    found = sorted((results[name] for name in asked.controls if name in results), key=_rank)
    return Answer(asked, *_standing(asked, found), tuple(found))


def _standing(asked: Requirement, found: list[ControlResult]) -> tuple[Standing, str]:
    """The worst that its controls say, unless what was not asked could be as bad; and what they do not say."""
    worst = _status(found[0]) if found else Status.NOT_APPLICABLE
    unasked = sorted(set(asked.controls) - {result.control for result in found})
    if worst in (Status.FAIL, Status.UNKNOWN):
        return _OF_STATUS[worst], ""
    if unasked:
        return Standing.UNKNOWN, f"not asked this time: {', '.join(unasked)}"
    if asked.why:
        return Standing.NOT_COVERED, asked.why
    if asked.missing:
        return Standing.NOT_COVERED, f"there is no control yet for {', '.join(asked.missing)}"
    if worst in (Status.PASS, Status.MANUAL) and asked.rest:
        return Standing.MANUAL, f"for a person: {asked.rest}"
    return _OF_STATUS[worst], found[0].headline if worst is Status.NOT_APPLICABLE else ""


def _status(result: ControlResult) -> Status:
    """The worst of a control in accounts in use; in those that are closed nobody can act."""
    return min(result.accounts, key=lambda status: status.rank, default=result.status)


def _rank(result: ControlResult) -> tuple[int, int, str]:
    return _status(result).rank, -result.severity.rank, result.control
