"""A first `hardpan.yaml`: a few questions, and the file their answers make, every key explained."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from textwrap import indent, wrap
from typing import Any

from hardpan.config import checks
from hardpan.config.baseline import Logs, MemberAccount, Organization, Unit
from hardpan.config.load import parse
from hardpan.config.regions import REGIONS, partition_of
from hardpan.model import PROFILES, ExitCode, Problem


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question whose answer is the parameter `name` of `render`; without a default it may be left unanswered."""

    name: str
    prompt: str
    check: Callable[[str], str]
    default: str | None = None

    def answer(self, text: str) -> str | None:
        """What was meant. Raises ValueError, saying what is expected, for what cannot be."""
        text = text.strip() or self.default or ""
        return self.check(text) if text else None


def _name(text: str) -> str:
    return checks.at_most(checks.text(text), 50)


QUESTIONS = (
    Question(
        name="profile",
        prompt=f"How much to ask of the account ({', '.join(PROFILES)})",
        check=checks.profile,
        default="personal",
    ),
    Question(
        name="home_region",
        prompt="Home Region, where the trail, the log bucket and the alerts live",
        check=checks.region,
        default="us-east-1",
    ),
    Question(name="email", prompt="E-mail address for alerts and AWS's notices", check=checks.contact_email),
    Question(name="name", prompt="Name of the person or team behind it", check=_name),
    Question(name="phone", prompt="Phone number, as in +353 1 555 0100", check=checks.primary_phone),
)
_WIDTH = 112  # of a note
_ACCOUNT = Question(name="account", prompt="Account ID", check=checks.account_id)
_SOME_ORGANIZATION = Organization(
    units=(Unit(path="Security"),),
    accounts=(MemberAccount(name="security", email="aws+security@example.com", unit="Security", tags=("team=ops",)),),
    log_archive="security",
    security_tooling="security",
    shared_services="security",
    backup="security",
    forensics="security",
)


@dataclass(frozen=True)
class Guess:
    """What may be meant, and what speaks for it: written as an example, for a person to decide."""

    value: str
    why: str


@dataclass
class Remarks:
    """What is to be said above keys, and guesses that stand in place of values, by key: `organization.email`."""

    notes: dict[str, list[str]] = field(default_factory=dict)
    guesses: dict[str, Guess] = field(default_factory=dict)

    def say(self, key: str, note: str) -> None:
        """One more note above a key."""
        self.notes.setdefault(key, []).append(note)

    def guess(self, key: str, value: str, why: str) -> None:
        """What a key may have as its value."""
        self.guesses[key] = Guess(value, why)

    def guess_parts(self, parts: Mapping[str, Guess]) -> None:
        """What parts units may play, by their paths."""
        self.guesses |= {f"organization.units/{path}": guess for path, guess in parts.items()}


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found beside an organization that exists."""

    logs: Logs | None = None
    trusted_accounts: tuple[str, ...] = ()
    admin_roles: tuple[str, ...] = ()
    access_role: str | None = None
    why_this_part: str | None = None  # of units whose guardrails are said
    remarks: Remarks = field(default_factory=Remarks)


def layout(profile: str, email: str) -> Organization:
    """The organization that a profile suggests; `email` makes root addresses, as `aws+{name}@example.com`.

    Raises Problem where it cannot.
    """
    source = files("hardpan.config").joinpath("layouts", f"{profile}.yaml").read_text(encoding="utf-8")
    return parse(f"organization:\n  email: {json.dumps(email)}\n{indent(source, '  ')}", "the layout").organization


def render(
    *,
    profile: str,
    home_region: str,
    account: str | None = None,
    email: str | None = None,
    name: str | None = None,
    phone: str | None = None,
    organization: Organization | None = None,
    found: Found | None = None,
) -> str:
    """The text of a commented hardpan.yaml; what is not known stays an example. Raises Problem for a bad answer."""
    found = found or Found()
    given = {"profile": profile, "home_region": home_region, "account": account}
    answers = _checked({**given, "email": email, "name": name, "phone": phone})
    partition = partition_of(str(answers["home_region"]))
    defaults = parse(f"profile: {answers['profile']}", "the profile")
    return _filled(
        **answers,
        partition=partition,
        some_region=REGIONS[partition][:2][-1:],
        defaults=defaults,
        organization=organization or Organization(),
        some=_SOME_ORGANIZATION,
        logs=found.logs or defaults.logs,
        trusted_accounts=found.trusted_accounts,
        admin_roles=found.admin_roles,
        access_role=found.access_role or defaults.access.role,
        why_this_part=found.why_this_part,
        notes=lambda key: [line for note in found.remarks.notes.get(key, ()) for line in _wrapped(note)],
        guessed=found.remarks.guesses.__contains__,
        maybe=partial(_maybe, found.remarks.guesses),
    )


def _wrapped(note: str) -> list[str]:
    """A note in lines that fit. Names that others gave may hold anything."""
    return wrap(note if note.isprintable() else ascii(note), _WIDTH, break_on_hyphens=False)


def _checked(given: dict[str, str | None]) -> dict[str, str | None]:
    checked, wrong = {}, []
    for question in (*QUESTIONS, _ACCOUNT):
        try:
            checked[question.name] = question.answer(given[question.name] or "")
        except ValueError as error:
            wrong.append(f"{question.name}: {error}")
    if wrong:
        raise Problem("\n".join(wrong), effect="nothing was written", next="hardpan init", code=ExitCode.USAGE)
    return checked


def _filled(**values: Any) -> str:
    from jinja2 import Environment, StrictUndefined

    source = files("hardpan.config").joinpath("hardpan.yaml.j2").read_text(encoding="utf-8")
    # Not HTML: every value is written as JSON, which YAML can read.
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701
    return environment.from_string(source).render(key=_key, example=partial(_line, mark="#"), group=_line, **values)


def _key(path: str, value: Any = None, example: Any = None) -> str:
    """A key with its value, or with an example where the value is not known."""
    if value is None and example is not None:
        return _line(path, example, mark="#")
    return _line(path, value)


def _maybe(
    guesses: Mapping[str, Guess], path: str, value: Any = None, example: Any = None, guess: str | None = None
) -> str:
    """A key with its value, else with what may be meant, else with an example."""
    guessed = guesses.get(guess or path)
    if value is None and guessed:
        return _line(path, guessed.value, mark="#", meaning=f"perhaps: {guessed.why}")
    return _key(path, value, example)


_LISTS = (
    ["waivers"],
    ["organization", "units"],
    ["organization", "accounts"],
    ["identity_center", "permission_sets"],
    ["identity_center", "users"],
    ["identity_center", "assignments"],
)


def _line(
    path: str, value: Any = None, mark: str = "", first: bool = False, quiet: bool = False, meaning: str | None = None
) -> str:
    """`key: value  # what it means`. The template indents a key of the top level's groups; deeper ones do so here."""
    *above, key = path.split(".")
    item = "- " if first else "  " if above in _LISTS else ""
    text = "" if value is None else f" {json.dumps(value, ensure_ascii=False)}"
    said = f"  # {meaning or _meaning((*above, key))}" if meaning or not quiet else ""
    return f"{mark}{'  ' * (len(above) - 1)}{item}{key}:{text}{said}"


def _meaning(keys: tuple[str, ...]) -> str:
    from hardpan.config.shape import model_at

    group = model_at(keys[:-1])
    if group is None:
        raise KeyError(keys)
    return group.model_fields[keys[-1]].description or ""
