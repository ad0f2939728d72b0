"""What a scenario's accounts have to be told, written down from what the scenario makes, and not from what is told.

A list gives for every finding the fact of the scenario that it follows from. A finding that no line foresees fails the
test, and so does a line that no finding meets. The list of an organization has what is wrong, unknown or for a person;
that of a single account has what is right and what it is not asked, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import Finding, Status
from hardpan.plan import Selection
from hardpan.sandbox.callers import ACCOUNT
from hardpan.sandbox.scenarios import startup_grown
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.assess import assess

services.load()
HERE = Path(__file__).parent
_WHERE = re.compile(r"(?P<place>account|every Region|[a-z]+-[a-z]+-\d)(?: (?:(?P<count>\d+) of )?(?P<resource>\S+))?")
_RIGHT = {Status.PASS, Status.NOT_APPLICABLE}


@dataclass(frozen=True)
class Line:
    """One line of a list, for one account and Region: so many findings of this kind, because of `fact`."""

    account: str
    status: str
    control: str
    region: str | None
    resource: str | None
    count: int
    fact: str

    def foresees(self, finding: Finding) -> bool:
        """Whether the finding is of this kind."""
        return (
            (finding.account, finding.status, finding.region) == (self.account, self.status, self.region)
            and (finding.resource is None) is (self.resource is None)
            and fnmatchcase(finding.control, self.control)
            and fnmatchcase(finding.resource or "", self.resource or "")
        )

    def is_met(self, times: int) -> bool:
        """Whether there are as many findings as it says; a line of many controls does not say how many."""
        return times > 0 if "*" in self.control else times == self.count

    def __str__(self) -> str:
        return f"{self.status} {self.control} {self.account} {self.region or ''} {self.resource or ''}: {self.fact}"


def read(name: str) -> Any:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def lines(account: str, listed: Mapping[str, Any], regions: Iterable[str]) -> Iterator[Line]:
    """Every line of an account's list; one for every Region is one in each of them."""
    for status, controls in listed.items():
        for control, places in controls.items():
            for where, fact in places.items():
                found = _WHERE.fullmatch(where)
                assert found, f"{control}: cannot read {where!r}"
                places_meant = {"account": (None,), "every Region": regions}.get(found["place"], (found["place"],))
                for region in places_meant:
                    yield Line(account, status, control, region, found["resource"], int(found["count"] or 1), fact)


def differences(expected: Iterable[Line], findings: Iterable[Finding]) -> list[str]:
    """Findings that no line foresees, or more than one, and lines that are not met as often as they say."""
    met = dict.fromkeys(expected, 0)
    wrong = []
    for one in findings:
        foreseen = [line for line in met if line.foresees(one)]
        for line in foreseen:
            met[line] += 1
        if len(foreseen) != 1:
            where = f"{one.account} {one.region or ''} {one.resource or ''}"
            wrong.append(f"{len(foreseen)} lines foresee {one.status} {one.control} {where}: {one.message}")
    unmet = {line: times for line, times in met.items() if not line.is_met(times)}
    return wrong + [f"{times} findings, not {line.count}: {line}" for line, times in unmet.items()]


def test_a_messy_account_is_told_what_was_made_of_it(sandbox: Sandbox) -> None:
    regions = ("us-east-1", "eu-west-1", "eu-central-1")
    found = assess(replace(EXAMPLE, profile="enterprise"), Selection(regions=regions)).findings
    assert differences(lines(ACCOUNT, read("personal-messy"), regions), found) == []


def test_an_organization_is_told_what_grew_in_each_of_its_accounts(sandbox: Sandbox) -> None:
    sandbox.reset(startup_grown.NAME)
    regions = ("us-east-1", "eu-west-1")
    found = assess(replace(EXAMPLE, profile="team"), Selection(regions=regions), accounts=("all",)).findings
    wrong = [finding for finding in found if finding.status not in _RIGHT]
    assert len(wrong) < len(list(found))
    assert differences(_of_organization(read("startup-grown"), regions), wrong) == []


def _of_organization(listed: Mapping[str, Any], regions: Iterable[str]) -> Iterator[Line]:
    """The lines of a list whose parts are each for the accounts named above it."""
    names = {"acme": ACCOUNT} | {name: account for account, (name, _) in startup_grown.ACCOUNTS.items()}
    kept_out = {"data-science", "prototype-2021"}
    groups = {"open": names.keys() - kept_out, "members": names.keys() - kept_out - {"acme"}}
    for heading, part in listed.items():
        for name in groups.get(heading) or heading.split(", "):
            yield from lines(names[name], part, regions)


@pytest.mark.parametrize("change", [{"status": Status.PASS}, {"region": "eu-west-3"}, {"resource": "arn:aws:iam::1:x"}])
def test_what_nobody_foresaw_is_a_difference(finding: Finding, change: dict[str, Any]) -> None:
    listed = {"FAIL": {"iam.password_policy": {"account": "there is none"}}}
    assert differences(lines(finding.account, listed, ()), [finding]) == []
    assert len(differences(lines(finding.account, listed, ()), [replace(finding, **change)])) == 2
    assert len(differences(lines(finding.account, listed, ()), [])) == 1
    assert len(differences(lines(finding.account, listed, ()), [finding, finding])) == 1
    assert len(differences(lines(finding.account, {}, ()), [finding])) == 1
