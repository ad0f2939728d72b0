"""`hardpan assess --framework`: an answer to each requirement, in every format that has room for one."""

from __future__ import annotations

import json

import pytest

from hardpan import services
from hardpan.frameworks import frameworks
from hardpan.model import CONTROLS

services.load()


@pytest.fixture
def kept(shell):
    """A snapshot of one Region, read for one framework, and what was said of it."""
    done = shell.run("assess", "--framework", "cis-7.0", "--region", "eu-west-1", "--save", "kept", "--output", "json")
    assert done.returncode == 2, done.stderr
    (snapshot,) = (shell.folder / "kept").glob("*.snapshot")
    (saved,) = (shell.folder / "kept").glob("*.json")
    return shell, str(snapshot), json.loads(done.stdout), json.loads(saved.read_text())


def test_every_requirement_has_an_answer(kept) -> None:
    shell, snapshot, said, saved = kept
    cis = frameworks()["cis-7.0"]
    answers = {one["id"]: one for one in said["framework"]["requirements"]}
    assert list(answers) == [asked.id for asked in cis.requirements]
    assert saved["framework"] == said["framework"]
    assert sum(said["framework"]["summary"].values()) == len(cis.requirements)
    assert {one["control"] for one in said["findings"]} == set(cis.controls)
    assert any(CONTROLS[name].profile != "personal" for name in cis.controls)  # of any profile
    assert answers["2.5"]["standing"] == "NOT_MET"
    assert answers["2.5"]["controls"] == [{"id": "iam.root_mfa", "status": "FAIL"}]
    assert "iam.root_mfa" in answers["2.5"]["why"]
    for asked in cis.requirements:
        answer = answers[asked.id]
        assert answer["standing"] != "MET" or not (asked.missing or asked.rest)
        assert answer["why"] or answer["standing"] == "MET"

    table = shell.run("assess", "--framework", "cis-7.0", "--snapshot", snapshot)
    assert table.returncode == 2
    markdown = shell.run("assess", "--framework", "cis-7.0", "--snapshot", snapshot, "--output", "markdown").stdout
    page = shell.run("assess", "--framework", "cis-7.0", "--snapshot", snapshot, "--output", "html").stdout
    for asked in cis.requirements:
        assert f" {asked.id} " in table.stdout
        assert f"| {asked.id} |" in markdown
        assert f"<td>{asked.id}</td>" in page
    for text in (table.stdout, markdown, page):
        assert cis.title in text
        assert "not met" in text
    lines = shell.run("assess", "--framework", "cis-7.0", "--snapshot", snapshot, "--output", "jsonl").stdout
    assert all(json.loads(line)["control"] in cis.controls for line in lines.splitlines())


def test_what_was_left_out_is_unknown_and_not_met_by_silence(kept) -> None:
    shell, snapshot, *_ = kept
    words = ("--framework", "startup", "--control", "iam.root_no_access_keys", "--snapshot", snapshot)
    said = json.loads(shell.run("assess", *words, "--output", "json").stdout)
    answers = {one["id"]: one for one in said["framework"]["requirements"]}
    assert answers["ACCT.06"]["standing"] == "UNKNOWN"
    assert answers["ACCT.06"]["why"] == "not asked this time: iam.password_policy"
    assert "MET" not in {one["standing"] for one in answers.values()}


def test_a_framework_that_is_none(shell) -> None:
    done = shell.run("assess", "--framework", "cis")
    assert done.returncode == 64
    assert "there is no framework cis" in done.stderr
    assert "cis-7.0" in done.stderr
    assert done.stdout == ""
