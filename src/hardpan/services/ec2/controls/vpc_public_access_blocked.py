"""Nothing comes in through internet gateways where nothing public should run.

VPC Block Public Access is one switch over all networks of a Region. With it on, no security group, route or public
address lets anybody in from the internet, whoever made them: the last word where nobody is meant to serve the public.

Check by hand:
    aws ec2 describe-vpc-block-public-access-options --region REGION

Fix by hand:
    aws ec2 modify-vpc-block-public-access-options --region REGION --internet-gateway-block-mode block-ingress

Edge cases:
    In an organization it is asked for where the part that a unit plays has it: block-ingress for sandboxes, both
    directions for the accounts that keep logs and administer security. There the unit's guardrail turns it on, and the
    account cannot. An account alone is asked about Regions other than its home Region with no network interface in
    them. block-ingress lets connections out through NAT gateways; what has a public address of its own goes dark.
    A VPC or subnet that must be reached gets an exclusion (create-vpc-block-public-access-exclusion).

Source: https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, TOOLING
from ...organizations.facts import Membership
from ..block_public_access import asked_mode, is_for_nobody
from ..defaults import CHANGE_THE_POLICY
from ..examples import HERE, IDLE_VPC, VPC, VPC_BLOCK
from ..networks import BLOCK_BIDIRECTIONAL, BLOCK_INGRESS, IN_PROGRESS, OFF, Vpc, VpcBlockPublicAccess

_OFF = replace(VPC_BLOCK, mode=OFF, state="default-state")
_ELSEWHERE = replace(_OFF, place=HERE.at("us-east-1"))
_TEAM = replace(DESCRIBED, profile="team")
_BY_POLICY = replace(VPC_BLOCK, mode=BLOCK_BIDIRECTIONAL, managed_by="declarative-policy")


@control(
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="infra.vpc-bpa",
    joins=[Account, Membership, Vpc],
    passes=[
        (VPC_BLOCK, IN_NONE),
        (_BY_POLICY, AS_MEMBER, TOOLING, _TEAM),
        (replace(VPC_BLOCK, mode=BLOCK_BIDIRECTIONAL), AS_MEMBER),
    ],
    fails=[
        (_ELSEWHERE, IN_NONE),
        (_ELSEWHERE, IN_NONE, replace(IDLE_VPC, place=_ELSEWHERE.place)),
        (replace(_ELSEWHERE, mode=BLOCK_INGRESS, state=IN_PROGRESS), IN_NONE),
        (_OFF, AS_MEMBER, TOOLING, VPC, _TEAM),
        (replace(_BY_POLICY, mode=BLOCK_INGRESS), AS_MEMBER, TOOLING, _TEAM),
    ],
    not_applicable=[
        (_OFF, IN_NONE),
        (_ELSEWHERE, IN_NONE, replace(VPC, place=_ELSEWHERE.place)),
        (_OFF, AS_MEMBER, replace(TOOLING, name="shop"), _TEAM),
        (_OFF, AS_MEMBER),
    ],
    once="organizations.ec2_policy_vpc_bpa",
    human="The guardrail of the account's unit turns it on: see organizations.ec2_policy_vpc_bpa. " + CHANGE_THE_POLICY,
)
def vpc_public_access_blocked(region: VpcBlockPublicAccess, snapshot: Snapshot, want: Baseline) -> Verdict:
    asked = asked_mode(want, snapshot, region.place)
    enough = region.mode == asked or (region.blocks and asked != BLOCK_BIDIRECTIONAL)
    if enough and region.state != IN_PROGRESS:
        by = ", by the organization's declarative policy" if region.by_policy else ""
        return Pass(f"nothing comes in: {region.mode}{by}")
    if enough:
        return Fail(f"{region.mode} is on its way, and does not hold everywhere yet")
    if asked:
        return Fail(f"{region.mode}, where the guardrails of the account's unit ask for {asked}")
    if is_for_nobody(want, snapshot, region.place):
        return Fail("nothing runs here, and whatever is started could be reached from the internet")
    return NotApplicable("what runs here may be public, as far as hardpan.yaml says")
