"""docs/emulator.md is what the sandbox's handlers and the second opinion say."""

from __future__ import annotations

import re

from hardpan.model import CONTROLS
from scripts.make_emulator import PAGE, page

WRITTEN = PAGE.read_text(encoding="utf-8")


def test_it_is_what_would_be_written_now() -> None:
    assert page() == WRITTEN, "make reference"


def test_every_control_has_a_row_that_says_what_it_rests_on() -> None:
    rows = dict(re.findall(r"^\| (\w+\.\w+) \|(.*)\|$", WRITTEN, re.MULTILINE))
    assert rows.keys() == CONTROLS.keys()
    assert "`account:GetAlternateContact`" in rows["account.security_contact"].split("|")[0], (
        "moto has no such operation"
    )
