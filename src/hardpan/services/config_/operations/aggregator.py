"""An aggregator of the whole organization, in the account for security tooling."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...administration import is_tooling
from ...iam.facts import Role
from ...iam.own_roles import PATH
from ...organizations.facts import Membership
from ...organizations.operations.delegation import registered_key
from ..facts import Aggregator
from ..wanted import AGGREGATOR, CONFIG, is_wanted

_NAME = "config.organization_aggregator"
ROLE = "HardpanConfigAggregator"
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSConfigRoleForOrganizations.html
_POLICY = "service-role/AWSConfigRoleForOrganizations"
_TOO_NEW = NotYet("NoSuchEntity", seconds=60)
_NOT_YET = (
    # The role, and the registration as an administrator, made a moment ago.
    NotYet("InvalidRoleException", seconds=120),
    NotYet("OrganizationAccessDeniedException", seconds=180),
    NotYet("NoAvailableOrganizationException", seconds=120),
)


@operation(
    satisfies=[_NAME],
    facts=[Membership, Aggregator, Role],
    writes=[
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
        "config:PutConfigurationAggregator",
        "config:DeleteConfigurationAggregator",
    ],
    after=["organizations.delegated_administrators"],
    permissions=["iam:PassRole", "organizations:ListDelegatedAdministrators"],
    asked_by=["config_recorder"],
)
def organization_aggregator(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The role by which AWS Config asks who is in the organization, then the aggregator, in the home Region.

    https://docs.aws.amazon.com/config/latest/developerguide/aggregated-create.html
    """
    for account in have.accounts if is_wanted(want) and is_tooling(have, want) else ():
        home = want.home(account.place)
        if home not in [region.place for region in have.regions]:
            continue
        if not any(one.all_regions for one in have.at(Aggregator, home)):
            (membership,) = have.at(Membership, account.place)
            management = Place(str(membership.management_account), None, account.place.partition)
            yield from _role(account.place, next((one for one in have.all(Role) if one.name == ROLE), None))
            yield _aggregating(home, registered_key(CONFIG, management))


def _role(account: Place, there: Role | None) -> Iterator[Step]:
    policy = f"arn:{account.partition}:iam::aws:policy/{_POLICY}"
    create = step_key(f"{_NAME}/role", account)
    if there is None:
        yield Step(
            key=create,
            place=account,
            write=Write(
                "iam",
                "CreateRole",
                RoleName=ROLE,
                Path=PATH,
                AssumeRolePolicyDocument=json.dumps(_trust(account)),
                Description="Hardpan: AWS Config asks by it who is in the organization",
            ),
            because=f"{ROLE} does not exist",
            resource=account.arn("iam", f"role{PATH}{ROLE}"),
            after=f"{PATH}{ROLE}, for AWS Config",
            undo=(Write("iam", "DeleteRole", RoleName=ROLE),),
        )
    if there is None or policy not in there.attached:
        attached = {"RoleName": ROLE, "PolicyArn": policy}
        yield Step(
            key=step_key(f"{_NAME}/attach", account),
            place=account,
            write=Write("iam", "AttachRolePolicy", **attached),
            because=f"{ROLE} may not look into the organization",
            resource=account.arn("iam", f"role{PATH}{ROLE}"),
            after="AWSConfigRoleForOrganizations attached",
            needs=frozenset({create}),
            undo=(Write("iam", "DetachRolePolicy", **attached),),
            not_yet=(_TOO_NEW,),
        )


def _trust(account: Place) -> dict[str, object]:
    """AWS Config, on behalf of this account alone.

    https://docs.aws.amazon.com/config/latest/developerguide/iamrole-permissions.html
    """
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": CONFIG},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": account.account}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _aggregating(home: Place, registered: str) -> Step:
    account = home.at(None)
    source = {"RoleArn": account.arn("iam", f"role{PATH}{ROLE}"), "AllAwsRegions": True}
    return Step(
        key=step_key(f"{_NAME}/put", home),
        place=home,
        write=Write(
            "config",
            "PutConfigurationAggregator",
            ConfigurationAggregatorName=AGGREGATOR,
            OrganizationAggregationSource=source,
        ),
        because="no aggregator shows every account and Region",
        before="none",
        after=f"{AGGREGATOR}: every account of the organization, every Region",
        needs=frozenset({registered, step_key(f"{_NAME}/role", account), step_key(f"{_NAME}/attach", account)}),
        undo=(Write("config", "DeleteConfigurationAggregator", ConfigurationAggregatorName=AGGREGATOR),),
        not_yet=_NOT_YET,
    )
