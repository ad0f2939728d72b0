"""Markdown as GitHub reads it: tables stay tables, and text from AWS shows as it is."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hardpan.model import SECTIONS, Status
from hardpan.plan import Blocked, HumanStep
from hardpan.prices import READ
from hardpan.report import render_assessment, render_plan
from hardpan.report.score import SECTION_TITLES

NASTY = [
    "a | b",
    "a \\| b",
    "trailing \\",
    "two\nlines\r\nand more",
    "`code` and ``` fence",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example) ![x](y)",
    "**bold** _x_ ~~gone~~ *",
    "&amp; &lt;b&gt;",
    "# heading",
    "- list",
    "1. list",
    "$50 and $60",
    "a https://example.com/x_y_z?a=1&b=2 b",
]


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def shown(token: Token) -> str:
    """What a reader sees of one line; markup inside fails."""
    assert {child.type for child in token.children or []} <= {"text", "text_special", "code_inline"}, token.content
    return "".join(child.content for child in token.children or [])


def tables(text: str) -> list[list[list[Token]]]:
    """Tables, rows, cells."""
    found: list[list[list[Token]]] = []
    inside = False
    for token in parsed(text):
        inside = token.type != "table_close" and (inside or token.type == "table_open")
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and inside:
            found[-1][-1].append(token)
    return found


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", NASTY)
def test_a_message_shows_as_it_is(text, finding, assessment) -> None:
    done = assessment(finding(message=text), finding(control="iam.x", message="plain"), notes=(text,))
    _, open_ones = tables(render_assessment(done, "markdown"))
    assert [len(row) for row in open_ones] == [4, 4, 4]
    assert shown(open_ones[1][3]) == flat(text)
    assert [shown(cell) for cell in open_ones[2]] == ["FAIL", "MEDIUM", "iam.x", "plain"]
    assert shown(parsed(render_assessment(done, "markdown"))[-3]) == flat(text)


@pytest.mark.parametrize("text", NASTY)
def test_a_plan_shows_names_as_they_are(text, step, plan) -> None:
    human = HumanStep(control="c", title=text, account="1", instructions=text, because=(text,), check="hardpan x")
    blocked = Blocked(operation="o", controls=("c",), reason=text, unblock=text, steps=1)
    final = step(key=text, resource=text, before=text, undo=None, undo_note=text)
    rendered = render_plan(plan(final, human_steps=(human,), blocked=(blocked,), notes=(text,)), "markdown")
    ((_, row),) = tables(rendered)
    assert len(row) == 5
    assert shown(row[2]) == f"{flat(text)} {flat(text)} → on"
    lines = [token for token in parsed(rendered.partition("## ")[2]) if token.type == "inline" and token.level > 2]
    bold, because, *others = lines
    said = "".join(child.content for child in bold.children or [] if child.type != "strong_open")
    assert said == f"{flat(text)}: {flat(text)} Then hardpan x"
    assert [shown(line) for line in (because, *others)] == [
        flat(text),
        f"o: {flat(text)}. {flat(text)}",
        f"{flat(text)}: {flat(text)}",
        flat(text),
    ]


def test_an_address_can_be_followed(finding, assessment) -> None:
    """GitHub makes a link of it as it stands, backslashes included."""
    address = "https://example.com/x_y_z?a=1&b=2"
    assert f" {address} " in render_assessment(assessment(finding(message=f"see {address} first")), "markdown")


def test_every_section_has_a_row_and_every_open_control_too(finding, assessment) -> None:
    done = assessment(
        *(
            finding(control=f"{section}.{status.value.lower()}", section=section, status=status)
            for section in SECTIONS
            for status in Status
        )
    )
    sections, open_ones = tables(render_assessment(done, "markdown"))
    assert [shown(cell) for cell in sections[0]][1:] == ["holds", "pass", "fail", "unknown", "manual", "waived", "n/a"]
    assert [[shown(cell) for cell in row] for row in sections[1:]] == [
        [title, "33 %", *["1"] * len(Status)] for title in SECTION_TITLES.values()
    ]
    assert {shown(row[2]) for row in open_ones[1:]} == {
        f"{section}.{status}" for section in SECTIONS for status in ("fail", "unknown", "manual")
    }


def test_where_all_holds_there_is_no_second_table(finding, assessment) -> None:
    assert len(tables(render_assessment(assessment(finding(status=Status.PASS)), "markdown"))) == 1


def test_two_steps_with_the_same_change_can_be_told_apart(step, plan) -> None:
    made = plan(step(key="1", resource="sg-1"), step(key="2", resource="sg-2"))
    ((_, *rows),) = tables(render_plan(made, "markdown"))
    assert [shown(row[2]) for row in rows] == ["sg-1 off → on", "sg-2 off → on"]


def test_cost_and_risk_of_each_step(step, plan) -> None:
    made = plan(step(key="1", monthly_cost_usd=1.5), step(key="2", monthly_cost_usd=None, undo=None, undo_note="x"))
    rendered = render_plan(made, "markdown")
    ((_, *rows),) = tables(rendered)
    assert [[shown(cell) for cell in row[3:]] for row in rows] == [["safe", "$1.50/month"], ["safe, final", "by usage"]]
    dated = f"(prices of us-east-1, read {READ})"
    assert f"2 steps, $1.50 a month and what 1 of them cost by usage {dated}; 1 cannot be taken back;" in rendered


def test_a_real_plan_is_one_table(messy) -> None:
    ((_, *rows),) = tables(render_plan(messy, "markdown"))
    assert len(rows) == len(messy.steps)
    assert {len(row) for row in rows} == {5}
