"""Waivers: findings that somebody accepts until a date. One that ran out, or accepts nothing, is announced. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase

from hardpan.config import Baseline, Waiver
from hardpan.model import Control, Finding, Status

_WAIVABLE = (Status.FAIL, Status.MANUAL)


def waived(finding: Finding, want: Baseline, on: date) -> Finding:
    """The finding as it counts on a day: accepted, or in force again, which its message then says."""
    if finding.status not in _WAIVABLE or not want.waivers:
        return finding
    waiver = _first(finding, want, on)
    if waiver is None:
        return finding
    if waiver.expires < on:
        return replace(finding, message=f"{finding.message} (its waiver by {waiver.owner} expired on {waiver.expires})")
    message = f"{finding.message} (waived until {waiver.expires} by {waiver.owner}: {waiver.reason})"
    return replace(finding, status=Status.WAIVED, message=message)


def expired(want: Baseline, on: date) -> Iterator[str]:
    """The waivers that have run out by a day, each in words."""
    for waiver in want.waivers:
        if waiver.expires < on:
            yield f"{_named(waiver)} expired on {waiver.expires}"


@dataclass
class WaiverUse:
    """What the waivers of a baseline did, noted while findings go by."""

    accepted: set[Waiver] = field(default_factory=set)
    lapsed: Counter[Waiver] = field(default_factory=Counter)  # findings that count again
    unsure: set[Waiver] = field(default_factory=set)  # that may cover what could not be read

    def add(self, findings: Iterable[Finding], want: Baseline, on: date) -> None:
        """Note what was said of some subjects on a day."""
        if not want.waivers:
            return
        for finding in findings:
            if finding.status is Status.UNKNOWN:
                self.unsure.update(waiver for waiver in want.waivers if _may_cover(waiver, finding))
            elif finding.status in (*_WAIVABLE, Status.WAIVED) and (waiver := _first(finding, want, on)):
                self._note(waiver, finding)

    def merge(self, other: WaiverUse) -> None:
        """Note what another has noted, of other accounts."""
        self.accepted |= other.accepted
        self.lapsed += other.lapsed
        self.unsure |= other.unsure

    def notes(
        self, want: Baseline, on: date, *, controls: Iterable[Control], accounts: Collection[str], all_regions: bool
    ) -> list[str]:
        """What to say of them: of each that has run out, and of each that accepts nothing of what was asked."""
        asked = [control.id for control in controls]
        said = []
        for waiver in want.waivers:
            if waiver.expires < on:
                again = self.lapsed[waiver]
                counting = f"{again} findings count again" if again else "there is nothing that it would accept"
                said.append(f"{_named(waiver)} expired on {waiver.expires}: {counting}")
            elif waiver not in self.accepted | self.unsure and all_regions and _was_asked(waiver, asked, accounts):
                said.append(f"{_named(waiver)} accepts nothing of what was asked: remove it if nothing needs it")
        return said

    def _note(self, waiver: Waiver, finding: Finding) -> None:
        if finding.status is Status.WAIVED:
            self.accepted.add(waiver)
        else:
            self.lapsed[waiver] += 1


def _first(finding: Finding, want: Baseline, on: date) -> Waiver | None:
    """The first waiver that is about a finding: one in force, else one that was."""
    about = [waiver for waiver in want.waivers if _covers(waiver, finding)]
    return next((waiver for waiver in about if waiver.expires >= on), about[0] if about else None)


def _covers(waiver: Waiver, finding: Finding) -> bool:
    return _may_cover(waiver, finding) and (
        waiver.resource is None or fnmatchcase(finding.resource or "", waiver.resource)
    )


def _may_cover(waiver: Waiver, finding: Finding) -> bool:
    """Whether it is about the finding, whatever its resource."""
    return fnmatchcase(finding.control, waiver.control) and waiver.account in (None, finding.account)


def _was_asked(waiver: Waiver, controls: Iterable[str], accounts: Collection[str]) -> bool:
    return (waiver.account is None or waiver.account in accounts) and any(
        fnmatchcase(control, waiver.control) for control in controls
    )


def _named(waiver: Waiver) -> str:
    where = f" (line {waiver.line})" if waiver.line else ""
    return f"the waiver of {waiver.control} by {waiver.owner}{where}"
