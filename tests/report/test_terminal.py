"""What a person reads: complete, within the terminal's width, and plain when it goes elsewhere."""

from __future__ import annotations

import re
import sys

import pytest

from hardpan.model import SECTIONS, Risk, Severity, Status
from hardpan.plan import Blocked, HumanStep
from hardpan.prices import READ
from hardpan.report import render_assessment, render_plan, terminal
from hardpan.report.score import SECTION_TITLES

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def on_terminal(monkeypatch):
    """Standard output is a terminal of this many columns from now on."""

    def be(columns):
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("NO_COLOR", raising=False)

    return be


@pytest.fixture
def everything(finding, assessment):
    """A finding of each status in each section."""
    return assessment(
        *(
            finding(control=f"{section}.{status.value.lower()}", section=section, status=status, message=f"it {status}")
            for section in SECTIONS
            for status in Status
        )
    )


def rows(text):
    """The table of sections: title -> its counts."""
    found = {}
    for line in text.splitlines():
        for title in SECTION_TITLES.values():
            if line.startswith(title):
                found[title] = line.removeprefix(title).split("%")[-1].split()
    return found


def test_every_section_and_every_control_is_counted(everything) -> None:
    text = render_assessment(everything, "table")
    assert rows(text) == dict.fromkeys(SECTION_TITLES.values(), ["1"] * len(Status))


def test_every_control_that_does_not_hold_has_a_line(everything) -> None:
    text = render_assessment(everything, "table")
    for section in SECTIONS:
        for status in (Status.FAIL, Status.UNKNOWN, Status.MANUAL):
            assert re.search(rf"^{status} +MEDIUM +{section}\.{status.value.lower()} ", text, re.MULTILINE)
    assert text.count("    eu-west-1: it ") == 3 * len(SECTIONS)


def test_what_is_left_out_is_counted(finding, assessment) -> None:
    seven = [finding(resource=f"vol-{number}") for number in range(7)]
    text = render_assessment(assessment(*seven), "table")
    assert text.count("vol-") == 5
    assert "and 2 more" in text


def test_off_a_terminal_there_is_no_colour_and_no_wrapping(everything, finding, assessment, monkeypatch) -> None:
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("COLUMNS", "40")
    long = "arn:aws:s3:::" + "very-" * 100 + "long"
    text = render_assessment(assessment(*everything.findings, finding(resource=long)), "table")
    assert "\x1b" not in text
    assert long in text


@pytest.mark.parametrize("columns", [70, 80, 200])
def test_a_terminal_is_not_written_beyond(everything, finding, assessment, on_terminal, columns) -> None:
    on_terminal(columns)
    done = assessment(*everything.findings, finding(message="word " * 60, severity=Severity.CRITICAL))
    text = render_assessment(done, "table")
    assert COLOUR.search(text)
    plain = COLOUR.sub("", text)
    assert max(len(line) for line in plain.splitlines()) <= columns
    assert "…" not in plain
    assert plain.count("word") == 60


def test_at_eighty_columns_a_section_is_one_line(everything, on_terminal) -> None:
    on_terminal(80)
    text = COLOUR.sub("", render_assessment(everything, "table"))
    assert rows(text) == dict.fromkeys(SECTION_TITLES.values(), ["1"] * len(Status))


def test_no_color_is_honoured(everything, on_terminal, monkeypatch) -> None:
    on_terminal(80)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", render_assessment(everything, "table"))


@pytest.mark.parametrize(
    "evil", ["\x1b[2J\x1b[31mPASS", "\x9b31m", "a\rPASS", "a\nPASS   fake", "bell\x07", "\x1b]0;x\x07"]
)
def test_names_in_aws_do_not_command_the_terminal(evil, finding, assessment, step, plan) -> None:
    done = assessment(finding(message=evil, resource=evil), notes=(evil,))
    human = HumanStep(control="c", title="t", account="1", instructions="do", because=(evil,), check="c")
    blocked = Blocked(operation="o", controls=("c",), reason=evil, unblock=evil, steps=1)
    made = plan(step(resource=evil, before=evil, because=evil), human_steps=(human,), blocked=(blocked,), notes=(evil,))
    for text in (render_assessment(done, "table"), render_plan(made, "terminal")):
        assert not [letter for letter in text if letter != "\n" and not letter.isprintable()]
        assert not re.search(r"^PASS", text, re.MULTILINE)


def test_what_is_to_be_known_of_the_cost_is_said_once(step, plan) -> None:
    metered = {"monthly_cost_usd": None, "cost_note": "by what it looks at"}
    made = plan(step(key="1", **metered), step(key="2", **metered), step(key="3", cost_note="few e-mails are free"))
    lines = render_plan(made, "terminal").splitlines()
    assert lines[3:5] == ["  $ by what it looks at (2 changes)", "  $ few e-mails are free"]
    assert lines[-1].endswith("3 changes, free but for what 2 of them cost by usage.")
    text = render_plan(made, "markdown")
    assert "- by what it looks at (2 changes)" in text


def test_taking_back_says_nothing_of_cost(step, plan) -> None:
    made = plan(step(key="undo/1"), undoes="20260301T120000Z")
    for form in ("terminal", "markdown"):
        assert "free" not in render_plan(made, form)


def test_a_plan_shows_every_step_with_its_sign(step, plan) -> None:
    made = plan(
        step(key="1", before=None, after="made", resource="new"),
        step(key="2", before="off", after="on", resource="changed"),
        step(key="3", before="there", after=None, resource="gone"),
        step(key="4", risk=Risk.DESTRUCTIVE, resource="lost", undo=None, undo_note="gone for good"),
        step(key="5", monthly_cost_usd=3.5, resource="dear"),
        step(key="6", monthly_cost_usd=None, resource="metered"),
    )
    lines = render_plan(made, "terminal").splitlines()
    signs = {word: line.split()[0] for line in lines for word in line.split() if word in WORDS}
    assert signs == dict(zip(WORDS, "+~-!~~", strict=True))
    assert lines[0].split() == [
        "+",
        "eu-west-1",
        "ec2:EnableEbsEncryptionByDefault",
        "new",
        "nothing",
        "→",
        "made",
        "free",
    ]
    assert lines[3].endswith("free  (final)")
    assert lines[4].endswith("$3.50/month")
    assert lines[5].endswith("by usage")
    assert lines[-1] == (
        f"Plan {made.hash}: 6 changes, $3.50 a month and what 1 of them cost by usage "
        f"(prices of us-east-1, read {READ}), 1 may disturb something, 1 cannot be taken back."
    )


WORDS = ("new", "changed", "gone", "lost", "dear", "metered")


def test_a_plan_shows_all_that_waits_for_a_person(plan) -> None:
    reasons = tuple(f"role-{number} trusts everybody" for number in range(9))
    human = HumanStep(
        control="iam.x",
        title="Roles",
        account="1",
        instructions="All named below:\nlook.",
        because=reasons,
        check="c",
    )
    blocked = Blocked(operation="ec2.vpc", controls=("x",), reason="needs consent", unblock="say yes", steps=2)
    text = render_plan(plan(human_steps=(human,), blocked=(blocked,), notes=("the log stays",)), "terminal")
    for words in ("Roles", "All named below:", "look.", *reasons, "needs consent", "say yes", "the log stays"):
        assert words in text
    assert text.index("named below") < text.index("role-0")
    assert "1 for you, 1 blocked." in text


def test_an_undo_says_so_and_not_that_its_steps_are_final(step, plan) -> None:
    text = render_plan(plan(step(key="undo/x", undo=None, undo_note="-"), undoes="run-1"), "terminal")
    assert "Undo of run-1" in text
    assert "final" not in text
    assert "cannot be taken back" not in text


def test_before_and_after_has_a_row_for_each_section_and_one_for_all(everything, finding, assessment) -> None:
    good = assessment(*(finding(section=section, control=section, status=Status.PASS) for section in SECTIONS))
    text = terminal.before_and_after(everything, good)
    for title in (*SECTION_TITLES.values(), "all"):
        assert re.search(rf"^{title} +33 % +100 % +█+$", text, re.MULTILINE), text


def test_a_section_seen_only_afterwards_has_no_score_before(finding, assessment) -> None:
    text = terminal.before_and_after(assessment(), assessment(finding(status=Status.PASS)))
    assert re.search(r"^Data protection +– +100 %", text, re.MULTILINE)


def test_nothing_found_is_no_error(assessment, plan) -> None:
    assert "– of the controls hold" in render_assessment(assessment(), "table")
    assert "0 changes, free." in render_plan(plan(), "terminal")
