"""Which of Hardpan's own roles hardpan.yaml asks for, and from which account people and pipelines come to them."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Place
from hardpan.services.administration import is_tooling
from hardpan.services.organizations.facts import Membership
from hardpan.services.organizations.layout import number_of
from hardpan.snapshot import Snapshot

from .own_roles import AUDIT, BREAK_GLASS, DEPLOY, PLAN, RESPONDER


def manager(place: Place, have: Snapshot) -> Place:
    """The management account; the account itself where it is in no organization, or is about to make one."""
    for found in have.at(Membership, place.at(None)):
        return Place(str(found.management_account or place.account), None, place.partition)
    return place.at(None)


def planner(place: Place, have: Snapshot, want: Baseline) -> str | None:
    """The role of the management account that plans for pipelines, where it has to be let in here from there."""
    if not want.ci.described:
        return None
    there = manager(place, have)
    return None if there == place.at(None) else PLAN.arn(there)


def organized(place: Place, have: Snapshot, want: Baseline) -> bool:
    """Whether there are other accounts, or are to be."""
    return want.organization.described or any(found.organization for found in have.at(Membership, place.at(None)))


def responders(place: Place, have: Snapshot, want: Baseline) -> Place | None:
    """The account whose people contain incidents in the one at `place`; None where the run was not told its number.

    It is the account for security tooling, but for the management account: nobody from below reaches into that.
    """
    tooling = want.organization.security_tooling
    if tooling is None or is_tooling(have, want) or manager(place, have) == place.at(None):
        return place.at(None)
    number = number_of(tooling, want, have)
    return Place(number, None, place.partition) if number else None


def judging(role: str, place: Place, want: Baseline) -> str | None:
    """The control that judges whom the role of this ARN lets in, where hardpan.yaml asks for such a role."""
    asked = {BREAK_GLASS: "iam.break_glass"} if want.break_glass else {}
    if want.profile != "personal":
        asked |= {RESPONDER: "iam.responder_role"}
    if want.ci.described:
        asked |= {AUDIT: "iam.hardpan_roles", PLAN: "iam.ci_roles", DEPLOY: "iam.ci_roles"}
    return next((control for own, control in asked.items() if role == own.arn(place)), None)
