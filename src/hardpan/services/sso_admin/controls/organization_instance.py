"""IAM Identity Center is enabled for the organization.

People then sign in once, with MFA, and become what they may be in each account for some hours: there is no IAM user to
look after in every account, and no key that lies about for years. It costs nothing.

Check by hand:
    aws sso-admin list-instances

Fix by hand:
    No API enables it. In the management account: Console > IAM Identity Center, choose the Region at the top right,
    then Enable. Make sure that it is done:
    aws sso-admin list-instances --region eu-west-1

Edge cases:
    The Region can be changed later only by deleting the instance, with every user, group and assignment in it: take the
    home Region, or the one that hardpan.yaml names under identity_center.region. An instance that was made for this
    account alone, before there was an organization, is in the way: the console then says that Identity Center is
    already enabled, and shows nothing of it. Delete that one first, in its Region:
    `aws sso-admin delete-instance --instance-arn ARN`; applications that used it lose their users. Somebody has
    reported that the organization had to be deleted for that too, so look before there is one. An account in no
    organization is not judged: its own instance would hold no permission sets. A delegated administrator is not judged
    either; all is read in the management account.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/enable-identity-center.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, IdentityCenter
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, BILLING_ONLY, DESCRIBED, IN_NONE, MEMBERSHIP
from ...organizations.facts import Membership
from ...organizations.standing import elsewhere, has_all_features
from ..examples import INSTANCE
from ..facts import Instance

_ALONE = replace(INSTANCE, of_organization=False)


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.identity-center.enabled",
    joins=[Instance],
    passes=[
        (MEMBERSHIP, INSTANCE),
        (MEMBERSHIP, INSTANCE, replace(EXAMPLE, identity_center=IdentityCenter(region="eu-west-1"))),
    ],
    fails=[
        (MEMBERSHIP,),
        (MEMBERSHIP, _ALONE),
        (MEMBERSHIP, replace(_ALONE, status="CREATE_IN_PROGRESS")),
        (MEMBERSHIP, INSTANCE, replace(EXAMPLE, identity_center=IdentityCenter(region="eu-central-1"))),
        (BILLING_ONLY,),
        (IN_NONE, _ALONE, DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (IN_NONE, _ALONE), (AS_MEMBER,)],
    human=(
        "In the management account, as an administrator: Console > IAM Identity Center. At the top right choose the "
        "Region that is to hold it: identity_center.region of hardpan.yaml, or home_region; it cannot be moved later "
        "without deleting all that is in it. Choose Enable, and Enable again where it speaks of AWS Organizations. If "
        "the finding below names an instance of this account alone, delete that first, in the Region named: Console > "
        "IAM Identity Center > Settings > Management > Delete, or aws sso-admin delete-instance --instance-arn ARN; "
        "applications that use it lose their users. Then plan again: permission sets, people and their access follow."
    ),
)
def organization_instance(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    verdict = elsewhere(account, want)
    if verdict and not isinstance(verdict, Fail):
        return verdict
    found = snapshot.at(Instance, account.place)
    in_the_way = "".join(_in_the_way(one) for one in found if not one.of_organization)
    if verdict:
        return Fail(f"{verdict.message}{in_the_way}")
    if not has_all_features(account):
        return Fail(f"the organization lacks all features, which this needs first{in_the_way}")
    for one in found:
        if one.of_organization:
            return _of_region(one, want)
    return Fail(f"Identity Center is not enabled for the organization{in_the_way}")


def _in_the_way(one: Instance) -> str:
    if one.status != "ACTIVE":
        return f"; {one.arn} in {one.region} is {one.status}"
    return f"; {one.arn} in {one.region} is of this account alone, and is to be deleted first"


def _of_region(one: Instance, want: Baseline) -> Verdict:
    said = want.identity_center.region
    if said is not None and said != one.region:
        return Fail(f"Identity Center is enabled in {one.region}, and hardpan.yaml says {said}")
    return Pass(f"Identity Center is enabled in {one.region} for the organization")
