"""Assessments and plans for people and for programs: one file per format.

Nothing is imported before it is asked for: HTML needs a template engine, a terminal needs colour, JSON neither.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from hardpan.model import Assessment
from hardpan.plan import Plan

if TYPE_CHECKING:
    from hardpan.frameworks import Held

_ASSESSMENT = {
    "table": "terminal",
    "json": "json",
    "jsonl": "json",
    "csv": "csv",
    "markdown": "markdown",
    "html": "html",
}
_PLAN = {"terminal": "terminal", "json": "json", "markdown": "markdown", "aws-cli": "aws_cli"}

ASSESSMENT_FORMATS = tuple(_ASSESSMENT)
_BY_REQUIREMENT = ("table", "json", "markdown", "html")  # the others have a line for each finding, and no more
PLAN_FORMATS = tuple(_PLAN)


def render_assessment(assessment: Assessment, form: str, by: Held | None = None) -> str:
    """An assessment as text in one of ASSESSMENT_FORMATS; `by` says how it stands to a framework."""
    return "".join(assessment_in_pieces(assessment, form, by))


def assessment_in_pieces(assessment: Assessment, form: str, by: Held | None = None) -> Iterable[str]:
    """`render_assessment`, for output as it is made: the findings of an organization are too many for one text."""
    render = _renderer(_ASSESSMENT[form], "lines" if form == "jsonl" else "assessment")
    made = render(assessment, by) if form in _BY_REQUIREMENT else render(assessment)
    return [made] if isinstance(made, str) else made


def render_plan(plan: Plan, form: str) -> str:
    """A plan as text in one of PLAN_FORMATS."""
    text: str = _renderer(_PLAN[form], "plan")(plan)
    return text


def load_meanwhile() -> None:
    """Load what draws on a terminal, in a thread: it takes as long as a call of AWS's."""
    threading.Thread(target=_renderer, args=("terminal", "plan"), name="terminal", daemon=True).start()


def _renderer(module: str, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = getattr(importlib.import_module(f"hardpan.report.{module}"), name)
    return found
