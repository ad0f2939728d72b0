"""One view shows the configuration of every account and Region.

An aggregator in the account for security tooling answers for the whole organization what otherwise would have to be
asked in each account and Region: where is this address, who still has that old version.

Check by hand:
    aws configservice describe-configuration-aggregators --region HOME_REGION
    aws configservice describe-configuration-aggregator-sources-status --region HOME_REGION --configuration-aggregator-name hardpan

Fix by hand:
    aws organizations register-delegated-administrator --account-id ACCOUNT_ID --service-principal config.amazonaws.com
    aws iam create-role --role-name HardpanConfigAggregator --path /hardpan/ --assume-role-policy-document file://trust.json
    aws iam attach-role-policy --role-name HardpanConfigAggregator --policy-arn arn:aws:iam::aws:policy/service-role/AWSConfigRoleForOrganizations
    aws configservice put-configuration-aggregator --region HOME_REGION --configuration-aggregator-name hardpan --organization-aggregation-source RoleArn=arn:aws:iam::ACCOUNT_ID:role/hardpan/HardpanConfigAggregator,AllAwsRegions=true

    trust.json: {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "config.amazonaws.com"}, "Action": "sts:AssumeRole"}]}

Edge cases:
    An aggregator of the organization with all Regions passes, whatever its name; AWS Control Tower makes one. It shows what
    accounts record, and turns no recorder on. It is asked for in the home Region.

Source: https://docs.aws.amazon.com/config/latest/developerguide/aggregated-create.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import not_the_tooling, regions_of
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, TOOLING
from ...organizations.facts import Membership
from ..examples import AGGREGATOR_OF_ALL, REGION, WITHOUT_DESCRIBED
from ..facts import Aggregator
from ..wanted import OFF, is_wanted

_HERE = (AS_MEMBER, TOOLING, REGION, DESCRIBED)
_AWAY = AGGREGATOR_OF_ALL.place.at("us-east-1")


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="config.aggregator",
    joins=[Account, Region, Aggregator],
    passes=[
        (*_HERE, AGGREGATOR_OF_ALL),
        (*_HERE, replace(AGGREGATOR_OF_ALL, name="ours")),
        (*_HERE, replace(AGGREGATOR_OF_ALL, name="few", all_regions=False), AGGREGATOR_OF_ALL),
    ],
    fails=[
        _HERE,
        (*_HERE, replace(AGGREGATOR_OF_ALL, all_regions=False)),
        (*_HERE, replace(AGGREGATOR_OF_ALL, place=_AWAY)),
    ],
    not_applicable=[
        (IN_NONE,),
        (AS_MEMBER, REGION),
        (AS_MEMBER, REGION, DESCRIBED),
        (MEMBERSHIP, REGION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, WITHOUT_DESCRIBED),
        (AS_MEMBER, TOOLING, replace(REGION, place=_AWAY), DESCRIBED),
    ],
)
def organization_aggregator(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not is_wanted(want):
        return OFF
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict
    home = want.home(account.place)
    if home not in regions_of(snapshot, account):
        return NotApplicable(f"judged in {want.home_region}, which this run does not look at")
    found = snapshot.at(Aggregator, home)
    if whole := [one.name for one in found if one.all_regions]:
        return Pass(f"{whole[0]} shows every account and Region")
    if found:
        return Fail(f"{found[0].name} leaves Regions out")
    return Fail("no aggregator shows the organization")
