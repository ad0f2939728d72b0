"""Requirements in each format: what AWS says of a resource is shown, and does nothing."""

from __future__ import annotations

import json

import pytest

from hardpan.frameworks import frameworks, held
from hardpan.model import Status
from hardpan.report import render_assessment

HOSTILE = "<script>x</script> | `a` \x1b[31m *b*"


@pytest.fixture
def done(finding, assessment):
    return assessment(
        finding(control="iam.root_mfa", status=Status.FAIL, message=HOSTILE),
        finding(control="iam.password_policy", status=Status.PASS, message="fine"),
    )


@pytest.fixture
def by(done):
    return held(frameworks()["startup"], done)


def test_the_table_keeps_what_is_hostile_on_its_line(done, by) -> None:
    text = render_assessment(done, "table", by)
    assert "\x1b" not in text
    found = [line for line in text.splitlines() if line.startswith("    FAIL    iam.root_mfa: ")]
    assert len(found) == 2
    assert all("<script>" in line and "[31m" in line for line in found)
    assert "1 met, 2 not met," in text


def test_markdown_escapes(done, by) -> None:
    text = render_assessment(done, "markdown", by)
    assert r"\<script\>" in text
    (row,) = [line for line in text.splitlines() if line.startswith("| met | ACCT.06 |")]
    assert row.count("|") == 5


def test_html_escapes_and_links_to_the_control(done, by) -> None:
    page = render_assessment(done, "html", by)
    assert "<script>x" not in page
    assert '<a href="#iam.root_mfa">' in page
    assert 'class="standing not_met"' in page


def test_without_a_framework_nothing_is_said_of_one(done) -> None:
    assert "framework" not in json.loads(render_assessment(done, "json"))
    for form in ("table", "markdown", "html"):
        assert "Startup" not in render_assessment(done, form)


@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_a_caveat_is_said(form, done) -> None:
    by = held(frameworks()["maturity"], done)
    assert by.framework.caveat.split(";")[0] in render_assessment(done, form, by)
