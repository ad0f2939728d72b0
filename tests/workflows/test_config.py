"""hardpan.yaml: what is read, and how errors are told."""

from __future__ import annotations

import pytest

from hardpan.config import EXAMPLE
from hardpan.config.load import parse
from hardpan.config.saved import from_dict, to_dict
from hardpan.model import ExitCode, Problem


def test_scalars_stay_text() -> None:
    assert parse("account: 012345670123\n", "hardpan.yaml").account == "012345670123"


def test_every_error_is_told_at_its_place() -> None:
    with pytest.raises(Problem) as told:
        parse("profile: personl\nexceptions:\n  iam_usres: [a]\naccount: 123\n", "hardpan.yaml")
    assert told.value.code is ExitCode.USAGE
    lines = told.value.what.splitlines()
    assert lines[0].startswith("hardpan.yaml:1:10: profile: ")
    assert lines[1] == "hardpan.yaml:3:3: iam_usres: unknown key, did you mean 'iam_users'?"
    assert lines[2] == "hardpan.yaml:4:10: '123' is no account id: twelve digits"


def test_a_saved_baseline_comes_back_the_same() -> None:
    assert from_dict(to_dict(EXAMPLE)) == EXAMPLE
