"""Which part of the profile's tree a unit plays, by its name: plainly, perhaps, or none that can be told.

A part decides which guardrails a unit has, so that only what the name says in so many words is taken for granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from hardpan.config.baseline import Unit
from hardpan.config.init import Guess
from hardpan.guardrails import ROOT, attachments
from hardpan.model import ProfileLevel

# Words that say what a unit is for, spelled without what separates them. A profile that does not tell production from
# the rest has one unit for both.
_PROD, _NONPROD = ("Workloads/Prod", "Workloads"), ("Workloads/NonProd", "Workloads")
_PLAIN: dict[tuple[str, ...], str] = {
    ("Security",): "security",
    ("Infrastructure",): "infrastructure infra",
    ("Workloads",): "workloads workload",
    _PROD: "prod production prd live",
    _NONPROD: "nonprod nonproduction dev development test testing staging stage qa uat preprod preproduction",
    ("Workloads/Regulated",): "regulated",
    ("Sandbox",): "sandbox sandboxes",
    ("Deployments",): "deployments deployment",
    ("PolicyStaging",): "policystaging",
    ("Exceptions",): "exceptions",
    ("Transitional",): "transitional",
    ("Quarantine",): "quarantine",
    ("Suspended",): "suspended",
}
# Words that often stand for one, and as often for something else.
_PERHAPS: dict[tuple[str, ...], str] = {
    ("Security",): "sec core audit logging compliance",
    ("Infrastructure",): "shared sharedservices platform network networking",
    ("Workloads",): "apps applications products services customers",
    ("Sandbox",): "lab labs playground experiments research",
    ("Deployments",): "cicd pipelines",
    ("Suspended",): "closed retired graveyard attic decommissioned",
}
_BETWEEN = ("and", "or", "ou", "the")


def _by_word(words: dict[tuple[str, ...], str]) -> dict[str, tuple[str, ...]]:
    return {word: part for part, many in words.items() for word in many.split()}


_PLAIN_WORDS, _PERHAPS_WORDS = _by_word(_PLAIN), _by_word(_PERHAPS)


def parts(
    profile: ProfileLevel, paths: Iterable[str], held: Mapping[str, Guess]
) -> tuple[list[Unit], dict[str, Guess]]:
    """Each unit with the part it plainly plays, and by path what others may play.

    Paths come after those above them. `held` are guesses from what is in a unit.
    """
    known = {target.path for target in attachments(profile)} - {ROOT}
    made, guesses, playing = [], {}, dict[str, str]()
    for path in paths:
        above = _above(path, playing)
        part = path if path in known else _first(known, _plain(path))
        if part is None:
            guess = held.get(path) or _perhaps(path, known)
            if guess and guess.value in known and above is None:
                guesses[path] = guess
        elif path not in known and above not in (None, part.rpartition("/")[0]):
            if part != above:  # else what the unit above has holds here anyway
                guesses[path] = Guess(part, f"by its name; but {above}, which it is in, holds here already")
            part = None
        if part:
            playing[path] = part
        made.append(Unit(path=path, guardrails=None if part == path else part))
    return made, guesses


def _above(path: str, playing: dict[str, str]) -> str | None:
    """The part of the nearest unit above that plays one."""
    while path := path.rpartition("/")[0]:
        if path in playing:
            return playing[path]
    return None


def _plain(path: str) -> Sequence[str]:
    """The parts that a name says in so many words, best first."""
    words = _words(path)
    if found := _PLAIN_WORDS.get("".join(words)):
        return found
    each = {_PLAIN_WORDS.get(word, ()) for word in words}
    return each.pop() if len(each) == 1 else ()


def _perhaps(path: str, known: set[str]) -> Guess | None:
    """The part that a word of its name speaks for, where all that say something agree."""
    words = _words(path)
    whole = "".join(words)
    if whole in _PLAIN_WORDS:  # a part that the profile does not have
        return None
    every = {**_PERHAPS_WORDS, **_PLAIN_WORDS}
    said = {word: part for word in (*words, whole) if (part := _first(known, every.get(word, ())))}
    if len(set(said.values())) != 1:
        return None
    word, part = next(iter(said.items()))
    return Guess(part, f"its name says {word}, which does not tell for sure")


def _first(known: set[str], part: Sequence[str]) -> str | None:
    return next((one for one in part if one in known), None)


def _words(path: str) -> list[str]:
    """The words of a unit's own name, in small letters."""
    found = re.findall(r"[a-z0-9]+", path.rpartition("/")[2].lower())
    return [word for word in found if word not in _BETWEEN]
