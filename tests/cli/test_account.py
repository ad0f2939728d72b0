"""`hardpan account`, run as a user runs it."""

from __future__ import annotations

import json

import pytest

from hardpan.config.load import load
from hardpan.model import ExitCode

FILE = """\
profile: team
home_region: us-east-1
organization:
  email: aws+{name}@acme.example.com
  units:
    - path: Live  # what customers see
    - path: Shared
  accounts:
    - name: shop-live
      unit: Live
    # For the auditors.
    - name: logs
      unit: Live
  log_archive: logs
"""


@pytest.fixture
def ours(shell):
    (shell.folder / "hardpan.yaml").write_text(FILE)
    return shell


def test_an_account_is_added_and_the_rest_stays(ours) -> None:
    done = ours.run("account", "add", "billing", "--ou", "Shared", "--tag", "team=finance")
    assert done.returncode == ExitCode.CLEAN, done.stderr
    assert done.stdout == (
        "+   14      - name: billing\n+   15        unit: Shared\n+   16        tags: [team=finance]\n"
    )
    assert "aws+billing@acme.example.com: mail to it must reach you" in done.stderr
    assert "next: hardpan plan hardpan.yaml --out plan.json" in done.stderr
    text = (ours.folder / "hardpan.yaml").read_text()
    new = "    - name: billing\n      unit: Shared\n      tags: [team=finance]\n"
    assert text == FILE.replace("  log_archive", f"{new}  log_archive")
    assert load(ours.folder / "hardpan.yaml").organization.accounts[-1].tags == ("team=finance",)


def test_the_units_on_the_way_are_added_where_that_is_asked_for(ours) -> None:
    words = ("account", "add", "billing", "--ou", "Back/Office", "--email", "money@acme.example.com")
    refused = ours.run(*words)
    assert refused.returncode == ExitCode.USAGE
    assert "hardpan.yaml:6:5: organization.units: there is no unit Back/Office" in refused.stderr
    assert "--create-ou" in refused.stderr
    assert (ours.folder / "hardpan.yaml").read_text() == FILE
    assert ours.run(*words, "--create-ou").returncode == ExitCode.CLEAN
    said = load(ours.folder / "hardpan.yaml").organization
    assert [unit.path for unit in said.units] == ["Live", "Shared", "Back", "Back/Office"]
    assert (said.accounts[-1].email, said.accounts[-1].unit) == ("money@acme.example.com", "Back/Office")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("logs", "--ou", "Live"), "hardpan.yaml:9:5: organization.accounts: there are two of account logs"),
        (("Big Data", "--ou", "Live"), "is no root e-mail address"),
        (("x", "--ou", "Live", "--tag", "aws:x=1"), "is no tag"),
        (("x", "--ou", "Live", "--config", "other.yaml"), "other.yaml: there is no such file"),
        (("x",), "--ou"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(ours, words, complaint) -> None:
    done = ours.run("account", "add", *words)
    assert done.returncode == ExitCode.USAGE
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    assert (ours.folder / "hardpan.yaml").read_text() == FILE


def test_the_list_has_the_files_accounts_beside_the_organizations(ours) -> None:
    ours.sandbox.reset("startup-grown")
    ours.run("account", "add", "billing", "--ou", "Live")
    before = ours.changes()
    done = ours.run("account", "list")
    assert done.returncode == ExitCode.CLEAN, done.stderr
    rows = {line[:14].strip(): " ".join(line[14:].split()) for line in done.stdout.splitlines()}
    assert rows["ACCOUNT"] == "ID UNIT STANDING"
    assert rows["shop-live"] == "200000000003 Live in place"
    assert rows["logs"] == "200000000001 Live elsewhere: in Shared"
    assert rows["billing"] == "- Live to be made"
    assert rows["tooling"] == "200000000002 Shared not in the file"
    assert rows["legacy"] == "012345670008 - not in the file"
    assert rows["prototype-2021"] == "200000000007 Attic closed"
    assert rows["acme"] == f"{ours.sandbox.account} - management account"
    told = json.loads(ours.run("account", "list", "--output", "json").stdout)
    assert {one["name"]: one["standing"] for one in told}["logs"] == "elsewhere"
    assert ours.changes() == before, "it only reads"
