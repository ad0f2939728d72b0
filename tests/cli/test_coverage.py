"""`hardpan coverage`: counts of what is there, and names of what is not."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from hardpan import services
from hardpan.cli.group import cli
from hardpan.frameworks import controls_of, coverage, entries, frameworks
from hardpan.model import CONTROLS, ExitCode, Problem

services.load()


def ask(*words):
    done = CliRunner().invoke(cli, ["coverage", *words], standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.return_value == ExitCode.CLEAN
    return done.stdout


def test_the_table_counts_and_names_what_is_missing() -> None:
    text = ask()
    judged = {control.catalogue for control in CONTROLS.values()}
    assert f"{len(judged)} of {len(entries())} entries of the catalogue are judged, by {len(CONTROLS)} controls" in text
    named = {words[1] for line in text.splitlines() if line.startswith("    ") and len(words := line.split()) > 2}
    assert named == set(entries()) - judged
    for one in coverage().frameworks:
        (line,) = [line for line in text.splitlines() if line.startswith(f"{one.framework.id} ")]
        total, *parts = map(int, line.split()[1:])
        assert total == sum(parts) == len(one.framework.requirements)
        assert parts[0] == len(one.whole)


def test_json_has_every_number() -> None:
    said = json.loads(ask("--output", "json"))
    assert set(said["catalogue"]["judged"]) | set(said["catalogue"]["missing"]) == set(entries())
    assert not any(controls_of(entry) for entry in said["catalogue"]["missing"])
    for one in said["frameworks"]:
        kinds = [one[kind] for kind in ("whole", "readable", "partial", "missing", "outside")]
        assert sum(map(len, kinds)) == one["requirements"]
        assert set(one["reasons"]) == set(one["outside"])
        assert all(one["reasons"].values())


@pytest.mark.parametrize("name", frameworks())
def test_one_framework_requirement_by_requirement(name) -> None:
    text = ask("--framework", name)
    for asked in frameworks()[name].requirements:
        assert f"\n{asked.id} " in text
        assert asked.title in text
    assert [one["id"] for one in json.loads(ask("--framework", name, "--output", "json"))["frameworks"]] == [name]


def test_a_framework_that_is_none() -> None:
    done = CliRunner().invoke(cli, ["coverage", "--framework", "cis"], standalone_mode=False)
    assert isinstance(done.exception, Problem)
    assert "cis-7.0" in done.exception.next
