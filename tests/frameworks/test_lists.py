"""The catalogue and the frameworks are whole, and name nothing that is not there."""

from __future__ import annotations

from importlib.resources import files

import pytest

from hardpan import services
from hardpan.config import document
from hardpan.frameworks import asked_by, controls_of, coverage, entries, frameworks
from hardpan.guardrails.catalogue import GUARDRAILS
from hardpan.model import CONTROLS, OPERATIONS, PROFILES, SECTIONS

services.load()

FOLDER = files("hardpan.frameworks")
DOCUMENTS = [FOLDER / "catalogue.yaml", *(FOLDER / "documents").iterdir()]
REQUIREMENTS = [
    pytest.param(asked, id=f"{framework.id}-{asked.id}")
    for framework in frameworks().values()
    for asked in framework.requirements
]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_a_file_says_nothing_twice(file) -> None:
    assert document.read(file.read_text(encoding="utf-8")).errors == []


def test_the_catalogue_has_each_entry_once() -> None:
    said = document.read((FOLDER / "catalogue.yaml").read_text(encoding="utf-8")).values
    assert sum(map(len, said.values())) == len(entries()) == 159
    assert tuple(said) == SECTIONS
    for entry in entries().values():
        assert entry.level in PROFILES
        assert entry.scope in {"organization", "management-account", "account", "region", "resource"}
    assert {name for entry in entries().values() for name in entry.guardrails} == set(GUARDRAILS)


@pytest.mark.parametrize("control", CONTROLS.values(), ids=list(CONTROLS))
def test_every_control_judges_an_entry(control) -> None:
    assert control.catalogue in entries()
    assert control in controls_of(control.catalogue)


# As published: the security pillar has 63 best practices in 11 questions, the start-up baseline 17 and 15 controls.
@pytest.mark.parametrize(
    ("name", "many"), [("cis-7.0", 70), ("cis-6.0", 63), ("cis-5.0", 63), ("well-architected", 63), ("startup", 32)]
)
def test_a_framework_has_all_of_its_requirements(name, many) -> None:
    framework = frameworks()[name]
    assert framework.complete
    assert len({asked.id for asked in framework.requirements}) == len(framework.requirements) == many


@pytest.mark.parametrize("framework", frameworks().values(), ids=list(frameworks()))
def test_a_framework_says_where_it_is_from(framework) -> None:
    assert framework.source.startswith("https://")
    assert framework.read[:4].isdecimal()
    assert framework.complete or framework.caveat
    assert len({asked.id for asked in framework.requirements}) == len(framework.requirements)


@pytest.mark.parametrize("asked", REQUIREMENTS)
def test_a_requirement_has_entries_or_a_reason(asked) -> None:
    assert bool(asked.entries) is not bool(asked.why)
    assert set(asked.entries) | set(asked.beside) <= set(entries())
    assert not set(asked.entries) & set(asked.beside)
    assert not (asked.why and (asked.beside or asked.rest))
    assert asked.title


@pytest.mark.parametrize("entry", entries())
def test_every_entry_serves_a_best_practice(entry) -> None:
    pillar = frameworks()["well-architected"].requirements
    assert any(entry in (*asked.entries, *asked.beside) for asked in pillar)


def test_numbers_that_are_known() -> None:
    """Held against Security Hub's own table of CIS numbers and controls, where it has them."""
    assert asked_by("root.mfa") == {
        "cis-7.0": ("2.5",),
        "cis-6.0": ("2.4",),
        "cis-5.0": ("1.4",),
        "maturity": ("p1.multi-factor-authentication",),
        "startup": ("ACCT.02", "ACCT.05"),
        "well-architected": ("SEC01-BP02", "SEC02-BP01"),
    }
    assert asked_by("data.ebs.default-encryption")["cis-5.0"] == ("5.1.1",)
    assert asked_by("infra.default-sg")["cis-5.0"] == ("5.5",)
    assert asked_by("trail.multi-region")["cis-5.0"] == ("3.1",)
    assert asked_by("no.such.entry") == {}


def test_coverage_counts_what_is_registered_and_nothing_else() -> None:
    found = coverage()
    assert found.controls == len(CONTROLS)
    fixable = {control for operation in OPERATIONS.values() for control in operation.satisfies}
    assert found.fixable == len(fixable)
    assert {entry.id for entry in found.judged} == {control.catalogue for control in CONTROLS.values()}
    assert {entry.id for entry in found.missing} == set(entries()) - {entry.id for entry in found.judged}
    for one in found.frameworks:
        parts = [*one.whole, *one.readable, *one.partial, *one.missing, *one.outside]
        assert sorted(asked.id for asked in parts) == sorted(asked.id for asked in one.framework.requirements)
        for asked in (*one.whole, *one.readable):
            assert all(controls_of(entry) for entry in asked.entries)
        for asked in (*one.missing, *one.outside):
            assert not asked.controls
        for asked in one.partial:
            assert asked.controls
            assert asked.missing


def test_a_control_less_is_an_entry_less(monkeypatch) -> None:
    before = coverage()
    monkeypatch.delitem(CONTROLS, "iam.root_mfa")
    after = coverage()
    assert {entry.id for entry in before.judged} - {entry.id for entry in after.judged} == {"root.mfa"}
    assert after.controls == before.controls - 1
    (cis,) = [one for one in after.frameworks if one.framework.id == "cis-7.0"]
    assert "2.5" in {asked.id for asked in cis.missing}
