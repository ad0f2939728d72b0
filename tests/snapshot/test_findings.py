"""Findings on disk: what goes in comes out, worst first, from however many files and in whichever order it came."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hardpan.model import Assessment, Evidence, Finding, Problem, Severity, Status, Tally
from hardpan.report import render_assessment
from hardpan.snapshot.findings import FindingsFile
from hardpan.snapshot.written import as_dict, finding_of, lines

SEEN = Evidence(
    service="ec2",
    operation="DescribeVpcs",
    parameters={"Filters": [{"Name": "isDefault", "Values": ["true"]}]},
    region="eu-west-1",
    at=datetime(2026, 3, 1, 12, 0, 0, 123000, tzinfo=UTC),
    outcome="ok",
)
ONE = Finding(
    control="ec2.no_default_vpc",
    title="There is no default VPC",
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    status=Status.FAIL,
    account="111100000000",
    region="eu-west-1",
    resource="vpc-1",
    message='a "default" VPC:\n\x1b[1mÜ\u2028 \\ is in use',
    evidence=(SEEN, replace(SEEN, outcome="AccessDenied")),
    fix="hardpan explain ec2.no_default_vpc",
)


def of_account(number: int) -> list[Finding]:
    """What some controls say of an account, worst first; some of it the same but for the message."""
    account, some = f"{111100000000 + number:012}", random.Random(number)
    found = [
        replace(
            ONE,
            account=account,
            control=f"ec2.control_{some.randrange(5)}",
            severity=some.choice(list(Severity)),
            status=some.choice(list(Status)),
            region=some.choice([None, "eu-west-1", "us-east-1"]),
            resource=some.choice([None, "vpc-1", "vpc-2"]),
            message=f"finding {turn}",
            evidence=(SEEN,) * some.randrange(3),
        )
        for turn in range(60)
    ]
    return sorted(found, key=lambda finding: finding.sort_key)


ACCOUNTS = [of_account(number) for number in range(12)]
WHOLE = sorted((one for found in ACCOUNTS for one in found), key=lambda one: (*one.sort_key[:3], one.account))


@pytest.mark.parametrize("finding", [ONE, replace(ONE, region=None, resource=None, evidence=(), fix="")])
def test_a_line_says_all_of_a_finding(finding: Finding) -> None:
    (line,) = lines([finding])
    assert "\n" not in line
    assert json.loads(line) == as_dict(finding)
    assert list(json.loads(line)) == list(as_dict(finding)), "in the order of the contract"
    assert finding_of(line) == finding


def test_evidence_that_comes_and_goes_is_not_mistaken_for_other() -> None:
    """Things that are gone leave their identity to others."""
    findings = (replace(ONE, evidence=(replace(SEEN, region=f"region-{turn}"),)) for turn in range(10_000))
    for turn, line in enumerate(lines(findings)):
        assert f'"region-{turn}"' in line


def test_what_goes_in_comes_out_worst_first() -> None:
    file = FindingsFile()
    for found in random.Random(1).sample(ACCOUNTS, len(ACCOUNTS)):
        file.add(found)
    assert list(file) == WHOLE
    assert len(file) == len(WHOLE)
    assert ACCOUNTS[3][7] in file


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_several_files_are_as_one(parts: int) -> None:
    whole, alone = FindingsFile(), FindingsFile()
    for found in ACCOUNTS:
        alone.add(found)
    for number in range(parts):
        part = FindingsFile(whole.part(number))
        for found in ACCOUNTS[number::parts]:
            part.add(found)
        part.close()
        whole.take_over(whole.part(number))
    assert list(whole.blocks()) == list(alone.blocks())
    assert len(whole) == len(alone)


def test_the_files_go_with_whoever_holds_them() -> None:
    whole = FindingsFile()
    part = FindingsFile(whole.part(0))
    part.close()
    whole.take_over(whole.part(0))
    folder = whole.part(0).parent
    assert folder.is_dir()
    del whole
    assert not folder.exists()


def test_a_disk_that_takes_nothing_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = FindingsFile(tmp_path / "findings")
    file._own.execute("PRAGMA max_page_count = 2")
    with pytest.raises(Problem, match="cannot write"):
        file.add(ACCOUNTS[0])


def test_a_tally_is_the_same_in_whichever_order_accounts_come() -> None:
    closed = frozenset({ACCOUNTS[0][0].account})
    want = Tally(WHOLE).results(closed)
    assert {len(result.findings) for result in want} == {50}, "there are more than are kept"
    assert {result.accounts.total() for result in want} == {len(ACCOUNTS) - 1}
    for turn in range(5):
        order = random.Random(turn).sample(ACCOUNTS, len(ACCOUNTS))
        first, second = Tally(), Tally()
        for found in order[:5]:
            first.add(found)
        for found in order[5:]:
            second.add(found)
        first.merge(second)
        assert first.results(closed) == want


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table", "markdown", "html"])
def test_a_report_is_the_same_from_memory_and_from_disk(form: str) -> None:
    file, tally = FindingsFile(), Tally()
    for found in ACCOUNTS:
        file.add(found)
        tally.add(found)
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    reads = {"planned": 1, "sent": 1, "retried": 0, "denied": 0}
    accounts = tuple({"id": found[0].account, "name": None} for found in ACCOUNTS)
    known = {"started": noon, "finished": noon, "caller": "me", "organization": None, "accounts": accounts}
    known |= {"regions": ("eu-west-1",), "reads": reads}
    in_memory = Assessment(findings=WHOLE, **known)  # type: ignore[arg-type]
    on_disk = Assessment(findings=file, tally=tally, **known)  # type: ignore[arg-type]
    assert render_assessment(on_disk, form) == render_assessment(in_memory, form)
    assert on_disk.exit_code() == in_memory.exit_code()
