"""docs/controls is what the controls say of themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hardpan import services
from hardpan.model import CONTROLS, Status
from hardpan.report.reference import examples, pages

services.load()

PAGES = pages()
FOLDER = Path(__file__).parent.parent / "docs" / "controls"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_would_be_written_now(name) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name], "make reference"


def test_there_is_no_other_page() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(PAGES)


def test_every_control_has_a_place_that_the_list_leads_to() -> None:
    listed = dict(re.findall(r"^\| \[([\w.]+)\]\(([\w.#-]+)\)", PAGES["README.md"], re.MULTILINE))
    assert set(listed) == set(CONTROLS)
    for control, link in listed.items():
        file, _, anchor = link.partition("#")
        assert f"\n## {control}\n" in PAGES[file]
        assert anchor == re.sub(r"[^\w-]", "", control)  # as GitHub makes it of the heading


@pytest.mark.parametrize("control", CONTROLS.values(), ids=list(CONTROLS))
def test_what_passes_and_what_does_not_is_shown(control) -> None:
    shown = {status for status, _ in examples(control)}
    assert Status.PASS in shown
    assert shown & {Status.FAIL, Status.MANUAL}
    assert Status.UNKNOWN not in shown
    assert all(message for _, message in examples(control))
