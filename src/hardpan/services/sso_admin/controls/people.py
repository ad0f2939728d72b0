"""The people of hardpan.yaml are in IAM Identity Center, in their groups.

Access is given to groups and people come and go: who is in which group is then all that a change of staff touches.

Check by hand:
    aws identitystore list-users --identity-store-id STORE_ID
    aws identitystore list-groups --identity-store-id STORE_ID
    aws identitystore list-group-memberships --identity-store-id STORE_ID --group-id GROUP_ID

Fix by hand:
    aws identitystore create-group --identity-store-id STORE_ID --display-name administrators
    aws identitystore create-user --identity-store-id STORE_ID --user-name ada --display-name "Ada Example" \
--name GivenName=Ada,FamilyName=Example --emails Value=ada@example.com,Type=work,Primary=true
    aws identitystore create-group-membership --identity-store-id STORE_ID --group-id GROUP_ID \
--member-id UserId=USER_ID

Edge cases:
    Users and groups that are there by their name are taken over, but for a user of another e-mail address, who is put
    into no group. Nobody is taken out of a group or deleted. A user made
    by API has no password: let Identity Center mail a one-time password at the first sign-in (Settings > Authentication
    > Standard authentication > Configure > Send email OTP), or send each a mail (the user > Reset password). Where an
    identity provider of your own writes the directory, make people there, and list in hardpan.yaml only the groups.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/userswithoutpwd.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, IdentityCenter, Person
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, BILLING_ONLY, IN_NONE, MEMBERSHIP
from ...organizations.facts import Membership
from ..center import ENABLE_FIRST, Center, center_or_verdict
from ..examples import ADA, ADMINISTRATORS, EVE, INSTANCE
from ..facts import Group, Instance, User
from ..wanted import is_meant


@control(
    section="iam",
    severity=Severity.MEDIUM,
    catalogue="iam.identity-center.permission-sets",
    joins=[Instance, User, Group],
    passes=[
        (MEMBERSHIP, INSTANCE, ADA, ADMINISTRATORS),
        (MEMBERSHIP, INSTANCE, replace(ADA, name="Ada"), EVE, ADMINISTRATORS),
    ],
    fails=[
        (MEMBERSHIP, INSTANCE, ADMINISTRATORS),
        (MEMBERSHIP, INSTANCE, ADA),
        (MEMBERSHIP, INSTANCE, ADA, replace(ADMINISTRATORS, members=())),
        (MEMBERSHIP, INSTANCE, replace(ADA, emails=("eve@example.com",)), ADMINISTRATORS),
        (MEMBERSHIP,),
        (BILLING_ONLY,),
    ],
    not_applicable=[
        (IN_NONE,),
        (AS_MEMBER,),
        (MEMBERSHIP, INSTANCE, replace(EXAMPLE, identity_center=IdentityCenter())),
    ],
    once="sso_admin.organization_instance",
    human=(
        f"{ENABLE_FIRST} Where a user of the name is there with another e-mail address: find out whose user it is, and "
        "put the address right in hardpan.yaml or under Console > IAM Identity Center > Users > the name > Edit. "
        "Whoever reads the mail of that address can set the user's password."
    ),
)
def people(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    said = want.identity_center
    if not (said.groups or said.users):
        return NotApplicable("hardpan.yaml lists no groups and no users")
    center = center_or_verdict(account, snapshot, want)
    if not isinstance(center, Center):
        return center
    wrong = [f"there is no group {name}" for name in said.groups if name not in center.groups]
    wrong += [told for person in said.users for told in _told(person, center)]
    if wrong:
        return Fail("; ".join(wrong))
    return Pass(f"{len(said.users)} users and {len(said.groups)} groups are there as hardpan.yaml says")


def _told(person: Person, center: Center) -> list[str]:
    user = center.users.get(person.name.lower())
    if user is None:
        return [f"there is no user {person.name}"]
    if not is_meant(person, user):
        return [f"{person.name} has not the address {person.email}"]
    return [
        f"{person.name} is not in {group}"
        for group in person.groups
        if group in center.groups and user.id not in center.groups[group].members
    ]
