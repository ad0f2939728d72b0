"""`hardpan explain`: a page for every control, and a suggestion for a name that is none."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from hardpan import services
from hardpan.cli.group import cli
from hardpan.model import CONTROLS, OPERATIONS, ExitCode, Problem

services.load()


def explain(*words):
    return CliRunner().invoke(cli, ["explain", *words], standalone_mode=False)


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_every_control_has_its_page_fix_and_instructions(control) -> None:
    done = explain(control)
    assert done.exception is None, done.exception
    assert done.return_value == ExitCode.CLEAN
    known = CONTROLS[control]
    first = done.stdout.splitlines()[0].split()
    assert first[:5] == [known.id, known.severity.value, known.section, "profile", known.profile]
    assert known.page in done.stdout
    for operation in OPERATIONS.values():
        told = f"Hardpan's fix: {operation.id}: " in done.stdout
        assert told is (control in operation.satisfies)
        if told and operation.consent:
            assert f"--consent {operation.id}" in done.stdout
            assert operation.consent in done.stdout
    for line in (known.human or "").strip().splitlines():
        assert line in done.stdout
    assert ("For a person:" in done.stdout) is bool(known.human)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("iam.rot_mfa", "did you mean iam.root_mfa?"),
        ("root_mfa", "did you mean"),
        ("zzzzzzzzzzzzzzzzzzzz", ""),
        ("", ""),
    ],
)
def test_a_name_that_is_none(name, nearest) -> None:
    done = explain(name)
    assert isinstance(done.exception, Problem)
    assert done.exception.code is ExitCode.USAGE
    assert nearest in done.exception.what
    assert ("did you mean" in done.exception.what) is bool(nearest)
    assert done.exception.next == "hardpan controls"
    assert done.stdout == ""
