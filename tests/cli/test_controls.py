"""`hardpan controls`: the whole catalogue, narrowed as asked."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from hardpan import services
from hardpan.cli.group import cli
from hardpan.model import CONTROLS, OPERATIONS, PROFILES, SECTIONS, ExitCode

services.load()


def ask(*words):
    done = CliRunner().invoke(cli, ["controls", *words], standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.return_value == ExitCode.CLEAN
    return done.stdout


def listed(*words):
    return json.loads(ask(*words, "--output", "json"))


def test_all_of_them_with_what_is_known() -> None:
    found = listed()
    assert {row["id"] for row in found} == set(CONTROLS)
    keys = {"id", "catalogue", "title", "section", "profile", "severity", "scope", "modes", "cost", "fixable", "human"}
    assert all(set(row) == keys | {"frameworks"} for row in found)
    fixable = {control for operation in OPERATIONS.values() for control in operation.satisfies}
    assert {row["id"] for row in found if row["fixable"]} == fixable
    assert [row["section"] for row in found] == sorted((row["section"] for row in found), key=SECTIONS.index)


def test_what_standards_ask_for_it_and_what_can_be_done_about_it() -> None:
    rows = {row["id"]: row for row in listed()}
    assert rows["iam.root_mfa"]["frameworks"]["cis-7.0"] == ["2.5"]
    assert (rows["iam.root_mfa"]["scope"], rows["iam.root_mfa"]["modes"]) == ("account", ["detective"])
    bucket = rows["s3control.account_public_access_block"]
    assert bucket["modes"] == ["detective", "corrective", "preventive"]
    assert all(("corrective" in row["modes"]) is row["fixable"] for row in rows.values())


def test_the_table_has_a_line_for_each() -> None:
    lines = ask().splitlines()
    assert len(lines) == len(CONTROLS)
    for control in CONTROLS.values():
        (line,) = [line for line in lines if f" {control.id} " in line]
        assert line.startswith(control.severity.value)
        assert line.endswith(control.title)


def test_the_table_says_how_each_is_fixed() -> None:
    by_hand = {row["id"] for row in listed() if not row["fixable"]}
    assert by_hand
    for line in ask().splitlines():
        severity, _, rest = line.partition(" ")
        assert severity
        how = "by hand" if rest.strip().startswith("by hand") else "fix"
        assert rest.strip().startswith(how)
        assert (rest.strip().removeprefix(how).split()[0] in by_hand) is (how == "by hand")


@pytest.mark.parametrize("section", SECTIONS)
def test_of_one_section(section) -> None:
    found = {row["id"] for row in listed("--section", section)}
    assert found == {control.id for control in CONTROLS.values() if control.section == section}


def test_of_two_sections() -> None:
    assert {row["section"] for row in listed("--section", "iam", "--section", "root-user")} <= {"iam", "root-user"}


def test_a_profile_holds_those_of_the_ones_below() -> None:
    held = [{row["id"] for row in listed("--profile-level", profile)} for profile in PROFILES]
    assert held[0] <= held[1] <= held[2] == set(CONTROLS)
    assert held[0]


@pytest.mark.parametrize("text", ["mfa", "MFA", "passkey"])
def test_search_looks_at_id_and_page_whatever_the_case(text) -> None:
    found = {row["id"] for row in listed("--search", text)}
    assert found == {
        control.id for control in CONTROLS.values() if text.lower() in f"{control.id} {control.page}".lower()
    }
    assert 0 < len(found) < len(CONTROLS)


def test_what_is_not_found_is_an_empty_list() -> None:
    assert listed("--search", "no such words anywhere") == []
    assert ask("--search", "no such words anywhere") == ""
