"""A control for each guardrail that a profile attaches: it is where it belongs, as it was made.

Whoever takes over a member account makes it leave, or silences what watches it, first. Guardrails keep members from
that, and nobody inside a member can lift them. One that was emptied, edited or detached looks in many lists as if it
still held: each is compared with the document that Hardpan makes.

What a control is called, how bad its failing is and what its page says stands in the guardrail's own definition, in
hardpan/guardrails/documents: a new one there is a new control.
"""

from __future__ import annotations

from functools import partial

from hardpan.guardrails import GUARDRAILS, Judgement, lowest
from hardpan.model import CONTROLS, Control

from ...controltower.facts import LandingZone
from ..facts import Membership, OrganizationPolicy, Root, Unit
from ..guardrail_examples import Scenes
from ..guardrail_page import page
from ..guardrails import control_of
from ..held import held
from ..standing import FEATURES_FIRST

_HUMAN = (
    "Console > AWS Organizations > Policies: where the message says that guardrails do not fit, look at what is "
    "attached to the root or the unit, detach there what no longer serves, and plan again. " + FEATURES_FIRST
)


def _control(name: str, judged: Judgement) -> Control:
    profile, scenes = lowest(name), Scenes(name)
    assert profile is not None, f"{name} is judged, and no profile attaches it"
    return Control(
        id=control_of(name),
        title=judged.title,
        page=page(name),
        section=judged.section,
        profile=profile,
        severity=judged.severity,
        catalogue=judged.catalogue,
        subject=Membership,
        joins=(Root, Unit, OrganizationPolicy, LandingZone),
        passes=scenes.passes,
        fails=scenes.fails,
        not_applicable=scenes.not_applicable,
        manual=(),
        none="there is nothing of the kind in this account",
        human=_HUMAN,
        once=None,
        cost="free",
        judge=partial(held, name),
    )


for _one in GUARDRAILS.values():
    if _one.control is not None:
        CONTROLS[control_of(_one.name)] = _control(_one.name, _one.control)
