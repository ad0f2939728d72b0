"""The HTML page: complete, self-contained, and safe with hostile names."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from hardpan import services
from hardpan.model import CONTROLS, Assessment, Finding, Severity, Status
from hardpan.plan import HumanStep, Plan
from hardpan.report import render_assessment
from hardpan.report.html import before_and_after
from hardpan.report.page import page_of

services.load()

HOSTILE = "</style></details><script>alert(1)</script><img src=x onerror=alert(1)>"
LOADS = {"src", "srcset", "action", "formaction", "data", "poster", "background", "ping"}


class Seen(HTMLParser):
    """What a browser would find on the page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in ("meta", "input", "rect", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(page: str) -> Seen:
    parser = Seen()
    parser.feed(page)
    parser.close()
    assert parser.open == [], "every element that is opened is closed"
    return parser


def everything(finding: Callable[..., Finding]) -> list[Finding]:
    """A finding of every control, every status among them."""
    statuses = list(Status)
    return [
        finding(
            control=control.id,
            title=control.title,
            section=control.section,
            severity=control.severity,
            status=statuses[number % len(statuses)],
            message=f"message {number}",
        )
        for number, control in enumerate(CONTROLS.values())
    ]


def test_every_control_is_there_with_its_page(
    assessment: Callable[..., Assessment], finding: Callable[..., Finding]
) -> None:
    page = seen(render_assessment(assessment(*everything(finding)), "html"))
    identifiers = {value for _, name, value in page.attributes if name == "id"}
    words = " ".join(page.text.split())
    for control in CONTROLS.values():
        assert control.id in identifiers
        assert " ".join(page_of(control).why.replace("`", "").split()) in words.replace("`", "")
    for word in ("holds", "fails", "unknown", "for a person", "waived", "does not apply"):
        assert word in words


def test_the_page_loads_and_runs_nothing(
    assessment: Callable[..., Assessment], finding: Callable[..., Finding]
) -> None:
    text = render_assessment(assessment(*everything(finding)), "html")
    page = seen(text)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert not [found for found in page.attributes if found[1] in LOADS or found[1].startswith("on")]
    assert "url(" not in text
    assert "@import" not in text
    policy = next(value for _, name, value in page.attributes if name == "content" and "default-src" in value)
    assert "default-src 'none'" in policy
    links = [value for tag, name, value in page.attributes if (tag, name) == ("a", "href")]
    assert all(value.startswith(("#", "https://")) for value in links)


@pytest.mark.parametrize("where", ["message", "resource", "title", "region"])
def test_what_comes_from_aws_is_shown_and_not_obeyed(
    where: str, assessment: Callable[..., Assessment], finding: Callable[..., Finding]
) -> None:
    page = seen(render_assessment(assessment(finding(**{where: HOSTILE})), "html"))
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert HOSTILE in page.text


def test_notes_and_the_caller_are_escaped_too(assessment: Callable[..., Assessment]) -> None:
    page = seen(render_assessment(assessment(caller=HOSTILE, notes=(HOSTILE,)), "html"))
    assert "script" not in page.tags
    assert page.text.count(HOSTILE) == 2


def test_many_findings_are_capped_and_the_rest_is_counted(
    assessment: Callable[..., Assessment], finding: Callable[..., Finding]
) -> None:
    many = [finding(resource=f"vol-{number:04}") for number in range(230)]
    text = render_assessment(assessment(*many), "html")
    assert "and 180 more" in text
    assert len(text) < 200_000


def test_unknown_is_said_at_the_top(assessment: Callable[..., Assessment], finding: Callable[..., Finding]) -> None:
    hidden = finding(status=Status.UNKNOWN, message="AccessDenied on ec2:GetEbsEncryptionByDefault")
    text = render_assessment(assessment(hidden), "html")
    assert "1 findings are unknown" in text
    assert "AccessDenied on ec2:GetEbsEncryptionByDefault" in text


def test_the_worst_comes_first(assessment: Callable[..., Assessment], finding: Callable[..., Finding]) -> None:
    mild = finding(severity=Severity.LOW, message="a mild one")
    bad = finding(control="iam.root_mfa", severity=Severity.CRITICAL, section="root-user", message="a bad one")
    first = render_assessment(assessment(mild, bad), "html").partition("What to do first")[2]
    assert first.index("a bad one") < first.index("a mild one")


def test_before_and_after_shows_both_scores_the_plan_and_what_is_left_to_people(
    assessment: Callable[..., Assessment],
    finding: Callable[..., Finding],
    plan: Callable[..., Plan],
    step: Callable[..., Any],
) -> None:
    human = HumanStep(
        control="iam.root_mfa",
        title="Root has an MFA device",
        account="111122223333",
        instructions=f"Sign in {HOSTILE}",
        because=("root has none",),
        check="hardpan assess --control iam.root_mfa",
    )
    final = step(key="final", undo=None, undo_note="stays for good")
    page = seen(
        before_and_after(assessment(finding()), assessment(finding(status=Status.PASS)), plan(step(), final), (human,))
    )
    words = " ".join(page.text.split())
    assert "0 % →100 %" in words
    assert "2 calls in plan" in words
    assert "stays for good" in words
    assert "Root has an MFA device" in words
    assert "script" not in page.tags


def test_a_page_is_taken_apart_by_its_headings() -> None:
    page = page_of(CONTROLS["s3control.account_public_access_block"])
    assert page.why.startswith("One switch for every bucket")
    assert page.check[0].command
    assert page.check[0].text.startswith("aws s3control get-public-access-block")
    assert [part.command for part in page.edge_cases] == [False]
    assert page.source.startswith("https://docs.aws.amazon.com/")


@pytest.mark.parametrize("control", CONTROLS.values(), ids=list(CONTROLS))
def test_every_page_has_all_its_parts(control: Any) -> None:
    page = page_of(control)
    assert page.why
    assert page.check
    assert page.fix
    assert re.match(r"https://\S+$", page.source)
