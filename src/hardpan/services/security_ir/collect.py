"""What to ask AWS Security Incident Response, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector

from .facts import ACTIVE, Enrolment


@collector(Enrolment, per="account", reads=["security-ir:ListMemberships", "security-ir:GetMembership"])
def enrolments(here: Place) -> Reading[Enrolment]:
    """Memberships, each with its Region in the list; whom one is for is told of those that are active."""
    listed = (yield Read("security-ir", "ListMemberships"))["items"]
    active = [one for one in listed if one["membershipStatus"] == ACTIVE]
    asked = [
        Read("security-ir", "GetMembership", membershipId=one["membershipId"]).at(one.get("region", here.global_region))
        for one in active
    ]
    answers = yield asked
    covering = {
        one["membershipId"]: answer.get("membershipAccountsConfigurations", {}).get("coverEntireOrganization", False)
        for one, answer in zip(active, answers, strict=True)
    }
    return [
        Enrolment(
            place=here,
            id=one["membershipId"],
            status=one["membershipStatus"],
            everybody=covering.get(one["membershipId"], False),
        )
        for one in sorted(listed, key=lambda one: str(one["membershipId"]))
    ]
