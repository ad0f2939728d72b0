"""The documents of one target's guardrails: each its own policy, for as long as AWS takes that many.

Separate policies give clearer refusals and smaller differences. Where there are more guardrails than places, those
whose turn comes last share a policy, and no more of them than have to. Which these are follows from the names alone, so
that one guardrail more changes few policies: mostly its own alone, or a shared one and those of the guardrails that it
sends there; five at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hardpan.guardrails.catalogue import GUARDRAILS
from hardpan.guardrails.guardrail import PolicyType
from hardpan.guardrails.limits import LIMITS
from hardpan.guardrails.parameters import Parameters
from hardpan.guardrails.render import render
from hardpan.guardrails.stages import in_order
from hardpan.model import Problem
from hardpan.policy import Policy, merged, minified, size


@dataclass(frozen=True)
class Document:
    """A policy as it is sent to AWS, and the guardrails that are in it."""

    name: str
    text: str  # JSON without white space
    guardrails: tuple[str, ...]


def compose(
    names: Iterable[str], parameters: Parameters, *, kind: PolicyType, taken: int = 0, label: str = ""
) -> list[Document]:
    """The documents for the guardrails of this kind among `names`.

    `taken`: places of the target that policies of others fill, AWS's default not counted. `label` tells shared policies
    of one target from those of another: the OU's name. A Problem says what does not fit.
    """
    wanted = [name for name in in_order(list(names)) if GUARDRAILS[name].kind == kind]
    texts = {name: _text(name, parameters) for name in wanted}
    _must_fit(texts, kind)
    places = LIMITS[kind].free - taken
    if len(wanted) <= max(places, 0):
        return [Document(GUARDRAILS[name].policy_name, texts[name], (name,)) for name in wanted]
    if GUARDRAILS[wanted[0]].use is None:
        raise _too_many(wanted, kind, places)
    return _shared(wanted, texts, kind, places, label)


def _text(name: str, parameters: Parameters) -> str:
    guardrail, filled = GUARDRAILS[name], render(name, parameters)
    if guardrail.use is None:
        return minified(filled)
    return Policy.parse(filled, name=guardrail.policy_name, use=guardrail.use).dumps()


def _must_fit(texts: dict[str, str], kind: PolicyType) -> None:
    for name, text in texts.items():
        if size(text) > LIMITS[kind].characters:
            raise Problem(
                f"guardrail {name} has {size(text)} characters; AWS takes {LIMITS[kind].characters} in a {kind}",
                effect="it cannot be attached",
                next="shorten the lists it is made with",
            )


def _shared(wanted: list[str], texts: dict[str, str], kind: PolicyType, places: int, label: str) -> list[Document]:
    """As many as possible alone, the rest together in as few policies as they fit."""
    for alone in range(min(len(wanted), places) - 1, -1, -1):
        bins = _packed(wanted[alone:], texts, LIMITS[kind].characters)
        if alone + len(bins) <= places:
            single = [Document(GUARDRAILS[name].policy_name, texts[name], (name,)) for name in wanted[:alone]]
            return single + [_document(names, texts, kind, label, number) for number, names in enumerate(bins, 1)]
    raise _too_many(wanted, kind, places)


def _packed(names: list[str], texts: dict[str, str], most: int) -> list[list[str]]:
    """Each into the first policy with room, from the last name backwards: who joins next comes last and moves none."""
    bins: list[list[str]] = []
    for name in reversed(names):
        fitting = (one for one in bins if size(_together([*one, name], texts).dumps()) <= most)
        if (room := next(fitting, None)) is None:
            bins.append([name])
        else:
            room.append(name)
    return bins


def _together(names: list[str], texts: dict[str, str]) -> Policy:
    return merged(Policy.parse(texts[name]) for name in in_order(names))


def _document(names: list[str], texts: dict[str, str], kind: PolicyType, label: str, number: int) -> Document:
    short = {"SERVICE_CONTROL_POLICY": "scp", "RESOURCE_CONTROL_POLICY": "rcp"}[kind]
    name = "-".join(part for part in ("hardpan", short, "shared", label.lower().replace("/", "-"), str(number)) if part)
    return Document(name, _together(names, texts).dumps(), tuple(in_order(names)))


def _too_many(wanted: list[str], kind: PolicyType, places: int) -> Problem:
    return Problem(
        f"{len(wanted)} guardrails of type {kind} do not fit in the {max(places, 0)} free places of a target",
        effect="none of them can be attached there",
        next="attach fewer there, or some of them further up",
    )
