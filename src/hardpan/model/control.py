"""Controls: one question about facts each, with everything a person needs to understand and fix the answer."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, get_args

from hardpan.model.fact import Fact
from hardpan.model.read import service_of

Section: TypeAlias = Literal[
    "account-architecture",
    "root-user",
    "iam",
    "audit-trail",
    "threat-detection",
    "infrastructure-protection",
    "data-protection",
    "incident-response",
]
SECTIONS: tuple[Section, ...] = get_args(Section)

ProfileLevel: TypeAlias = Literal["personal", "team", "enterprise"]
PROFILES: tuple[ProfileLevel, ...] = get_args(ProfileLevel)  # each includes the one before


class Severity(enum.StrEnum):
    """How bad a failure is; the words and order are Security Hub's."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"

    @property
    def rank(self) -> int:
        """1 for LOW to 4 for CRITICAL."""
        return _RANK[self]


_RANK = {severity: number for number, severity in enumerate(Severity, 1)}


@dataclass(frozen=True)
class Pass:
    """The control holds; `message` says what was seen."""

    message: str


@dataclass(frozen=True)
class Fail:
    """The control does not hold; `message` says what is wrong."""

    message: str


@dataclass(frozen=True)
class NotApplicable:
    """The question does not arise here; `message` says why."""

    message: str


@dataclass(frozen=True)
class Manual:
    """Only a person can tell, and nobody has yet; `message` says what to attest."""

    message: str


Verdict: TypeAlias = Pass | Fail | NotApplicable | Manual
Scene: TypeAlias = Any  # a fact, or a tuple: the subject, then joined facts and, where asked for, a Baseline


@dataclass(frozen=True, kw_only=True)
class Control:
    """A registered control; `judge` is its pure function."""

    id: str
    title: str
    page: str
    section: Section
    profile: ProfileLevel
    severity: Severity
    catalogue: str
    subject: type[Fact]
    joins: tuple[type[Fact], ...]
    passes: tuple[Scene, ...] = field(repr=False)
    fails: tuple[Scene, ...] = field(repr=False)
    not_applicable: tuple[Scene, ...] = field(repr=False)
    manual: tuple[Scene, ...] = field(repr=False)
    none: str
    human: str | None
    once: str | None
    cost: str
    judge: Callable[..., Verdict] = field(repr=False)

    @property
    def facts(self) -> tuple[type[Fact], ...]:
        """Every fact type the verdict rests on, the subject first."""
        return (self.subject, *self.joins)

    @property
    def wants(self) -> frozenset[str]:
        """Which of `snapshot` and `want` the function asks for beside its subject."""
        return frozenset(inspect.signature(self.judge).parameters) & {"snapshot", "want"}

    @property
    def of_organization(self) -> bool:
        """Whether it is about an organization as a whole, of which its management account alone is asked."""
        return self.id.startswith("organizations.")

    def includes(self, profile: ProfileLevel) -> bool:
        """Whether a baseline of this profile holds the control."""
        return PROFILES.index(self.profile) <= PROFILES.index(profile)


CONTROLS: dict[str, Control] = {}


def control(
    *,
    section: Section,
    severity: Severity,
    catalogue: str,
    passes: Iterable[Scene],
    fails: Iterable[Scene],
    not_applicable: Iterable[Scene] = (),
    manual: Iterable[Scene] = (),
    joins: Iterable[type[Fact]] = (),
    profile: ProfileLevel = "personal",
    none: str = "there is nothing of the kind in this account",
    human: str | None = None,
    once: str | None = None,
    cost: str = "free",
) -> Callable[[Callable[..., Verdict]], Callable[..., Verdict]]:
    """Register a pure function fact -> Verdict as the control named after its file.

    The first parameter's type is the subject: the function is asked once for each such fact. A parameter named
    `snapshot` gets the Snapshot (to read facts of the types in `joins`), one named `want` gets the Baseline.
    The module's docstring is the control's page: title line, why, `Check by hand` and `Fix by hand` with AWS CLI
    lines, edge cases, source. `none` is said, as NOT_APPLICABLE, when an account has no subject at all. `human`
    holds exact instructions where only a person can fix it, and `once` the id of the control that has to hold before
    that person can do anything. `cost` says what holding the control costs a month.
    """

    def register(judge: Callable[..., Verdict]) -> Callable[..., Verdict]:
        module = inspect.getmodule(judge)
        page = inspect.cleandoc((module.__doc__ if module else None) or "")
        name = judge.__module__.rpartition(".")[2]
        if judge.__name__ != name:
            raise TypeError(f"the control in {judge.__module__} must be a function named {name}")
        identifier = f"{service_of(judge.__module__)}.{name}"
        subject = _subject(judge)
        CONTROLS[identifier] = Control(
            id=identifier,
            title=page.partition("\n")[0].rstrip("."),
            page=page,
            section=section,
            profile=profile,
            severity=severity,
            catalogue=catalogue,
            subject=subject,
            joins=tuple(joins),
            passes=tuple(passes),
            fails=tuple(fails),
            not_applicable=tuple(not_applicable),
            manual=tuple(manual),
            none=none,
            human=human,
            once=once,
            cost=cost,
            judge=judge,
        )
        return judge

    return register


def _subject(judge: Callable[..., Verdict]) -> type[Fact]:
    """The type of the first parameter. `typing.get_type_hints` would look up all of them, in every control."""
    said = next(iter(judge.__annotations__.values()))
    found: type[Fact] = judge.__globals__[said] if isinstance(said, str) else said
    return found
