"""What to change so that Security Hub checks every account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Read, Ref, Risk, Settled, Step, Write, operation, step_key
from hardpan.prices import said
from hardpan.snapshot import Snapshot

from ..administration import designate, is_tooling
from ..config_.wanted import started_everywhere
from ..organizations.facts import Administrator as Registered
from ..organizations.facts import Member, Membership, TrustedServices
from ..organizations.standing import manages
from .administrators import SECURITY_HUB
from .facts import Administration, Administrator, Aggregator, Hub
from .wanted import POLICY, arn, standards

_COST = (
    f"usage-priced by checks after a free trial of 30 days: {said('securityhub.checks')}; checks need AWS Config, "
    "which is priced by what it records"
)
_CONFIGURE = "securityhub.organization/centralize"
# A designation, or a configuration, that has not taken effect yet.
_NOT_YET = (
    NotYet("InvalidAccessException", "not an administrator", seconds=120),
    NotYet("AccessDeniedException", "Central Configuration", seconds=300),
)


@operation(
    satisfies=["securityhub.enabled"],
    facts=[Membership, Hub],
    writes=[
        "securityhub:EnableSecurityHub",
        "securityhub:DisableSecurityHub",
        "securityhub:BatchEnableStandards",
        "securityhub:BatchDisableStandards",
    ],
    permissions=["iam:CreateServiceLinkedRole"],
)
def hub(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The hub and its standards in every Region; in an organization what central configuration does not bring.

    That is the hub of the home Region in the account that administers, which must not get AWS's default standards, and
    in the management account, which no policy reaches before it is there.
    """
    central = want.organization.security_tooling is not None
    for region in have.regions:
        found = have.at(Hub, region.place)
        if central and (region.place != want.home(region.place) or not _goes_first(want, have)):
            continue
        if not found:
            yield _enabled(region.place)
        there = found[0].standards if found else {}
        missing = [name for name in standards(want.profile) if there.get(name) in (None, "DELETING")]
        if missing and not central:
            yield replace(_subscribed(region.place, missing), follows=started_everywhere([region.place]))


def _goes_first(want: Baseline, have: Snapshot) -> bool:
    """Whether the account is to have its hub before the organization's configuration."""
    above = any(one.organization is None or manages(one) for one in have.all(Membership))
    return above or is_tooling(have, want)


def enabled_key(place: Place) -> str:
    """Key of the step that turns Security Hub on."""
    return step_key("securityhub.hub/enable", place)


def _enabled(place: Place) -> Step:
    return Step(
        key=enabled_key(place),
        place=place,
        write=Write(
            "securityhub",
            "EnableSecurityHub",
            EnableDefaultStandards=False,
            ControlFindingGenerator="SECURITY_CONTROL",
        ),
        because="Security Hub is off",
        before="off",
        after="on",
        undo=(Write("securityhub", "DisableSecurityHub"),),
        undo_note="the findings of Security Hub go with it",
        monthly_cost_usd=None,
        cost_note=_COST,
    )


def _subscribed(place: Place, missing: list[str]) -> Step:
    arns = [arn(name, place) for name in missing]
    key = step_key("securityhub.hub/standards", place)
    return Step(
        key=key,
        place=place,
        write=Write(
            "securityhub",
            "BatchEnableStandards",
            StandardsSubscriptionRequests=[{"StandardsArn": one} for one in arns],
        ),
        because=f"not checked: {', '.join(missing)}",
        before="not checked",
        after=", ".join(missing),
        needs=frozenset({enabled_key(place)}),
        undo=(
            Write(
                "securityhub",
                "BatchDisableStandards",
                StandardsSubscriptionArns=[
                    Ref(key, f"StandardsSubscriptions[{number}].StandardsSubscriptionArn")
                    for number in range(len(missing))
                ],
            ),
        ),
        monthly_cost_usd=None,
        cost_note=_COST,
        # A standard that has just been disabled is refused for some seconds.
        not_yet=(NotYet("InvalidInputException", "being disabled", seconds=60),),
    )


@operation(
    satisfies=["securityhub.administrator"],
    facts=[Membership, Member, TrustedServices, Registered, Administrator],
    writes=SECURITY_HUB.writes,
    after=["organizations.organization", "organizations.accounts", "securityhub.hub"],
    permissions=["iam:CreateServiceLinkedRole", "organizations:RegisterDelegatedAdministrator"],
    asked_by=["organization.security_tooling"],
)
def administrator(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The account for security tooling, in the home Region, from where it administers those that are linked.

    https://docs.aws.amazon.com/securityhub/latest/userguide/designate-orgs-admin-account.html
    """
    for step in designate(SECURITY_HUB, Administrator, want, have, only=want.home_region):
        if step.place.region is None:
            yield step
        else:
            there = replace(step.place, account=step.write.parameters[SECURITY_HUB.parameter])
            yield replace(step, needs=step.needs | {enabled_key(there), enabled_key(step.place)})


@operation(
    satisfies=["securityhub.central_configuration", "securityhub.enabled"],
    facts=[Membership, Aggregator, Administration],
    writes=[
        "securityhub:CreateFindingAggregator",
        "securityhub:DeleteFindingAggregator",
        "securityhub:UpdateOrganizationConfiguration",
        "securityhub:CreateConfigurationPolicy",
        "securityhub:DeleteConfigurationPolicy",
        "securityhub:StartConfigurationPolicyAssociation",
        "securityhub:StartConfigurationPolicyDisassociation",
    ],
    after=["securityhub.administrator", "securityhub.hub"],
    permissions=["securityhub:GetConfigurationPolicyAssociation"],
    asked_by=["organization.security_tooling"],
)
def organization(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Aggregator, central configuration, a policy with the profile's standards, at the root; in this order.

    https://docs.aws.amazon.com/securityhub/latest/userguide/start-central-configuration.html. Another policy at the
    root, or an aggregator with another mode, is left to a person.
    """
    for account in have.accounts if is_tooling(have, want) else ():
        home = want.home(account.place)
        if home not in [region.place for region in have.regions]:
            continue
        (membership,) = have.at(Membership, account.place)
        needs = SECURITY_HUB.designated_key(replace(home, account=str(membership.management_account)))
        found = next(iter(have.at(Administration, home)), None)
        if not have.at(Aggregator, home):
            yield _aggregating(home, needs)
        if found is None or found.kind != "CENTRAL":
            yield _central(home, needs, found)
        if found is None or not found.root_policy:
            if found is None or POLICY not in found.policies:
                yield _policy(home, standards(want.profile))
            # Checks are made on what AWS Config records, and begin with the standards.
            recorded = started_everywhere(region.place for region in have.regions)
            yield replace(_associated(home, found), follows=recorded)


def _aggregating(home: Place, needs: str) -> Step:
    key = step_key("securityhub.organization/aggregate", home)
    return Step(
        key=key,
        place=home,
        write=Write("securityhub", "CreateFindingAggregator", RegionLinkingMode="ALL_REGIONS"),
        because="findings of each Region stay there",
        before="no aggregator",
        after=f"findings of all Regions in {home.region}",
        needs=frozenset({needs}),
        undo=(Write("securityhub", "DeleteFindingAggregator", FindingAggregatorArn=Ref(key, "FindingAggregatorArn")),),
        not_yet=_NOT_YET,
    )


def _central(home: Place, needs: str, found: Administration | None) -> Step:
    before = (found.auto_enable, found.auto_enable_standards) if found else (False, "NONE")
    described = Read("securityhub", "DescribeOrganizationConfiguration")
    return Step(
        key=step_key(_CONFIGURE, home),
        place=home,
        write=_configuration("CENTRAL", auto_enable=False, standards="NONE"),
        because="each account configures Security Hub for itself",
        before="LOCAL",
        after="CENTRAL",
        needs=frozenset({needs, step_key("securityhub.organization/aggregate", home)}),
        undo=(_configuration("LOCAL", auto_enable=before[0], standards=before[1]),),
        risk=Risk.DISRUPTIVE,
        settled=Settled(
            described,
            "OrganizationConfiguration.[ConfigurationType, Status] | join(' ', @)",
            "CENTRAL ENABLED",
            seconds=900,
        ),
        not_yet=_NOT_YET,
    )


def _configuration(kind: str, *, auto_enable: bool, standards: str) -> Write:
    return Write(
        "securityhub",
        "UpdateOrganizationConfiguration",
        AutoEnable=auto_enable,
        AutoEnableStandards=standards,
        OrganizationConfiguration={"ConfigurationType": kind},
    )


def _policy(home: Place, wanted: tuple[str, ...]) -> Step:
    key = step_key("securityhub.organization/policy", home)
    content = {
        "ServiceEnabled": True,
        "EnabledStandardIdentifiers": [arn(name, home) for name in wanted],
        "SecurityControlsConfiguration": {"DisabledSecurityControlIdentifiers": []},
    }
    return Step(
        key=key,
        place=home,
        write=Write(
            "securityhub", "CreateConfigurationPolicy", Name=POLICY, ConfigurationPolicy={"SecurityHub": content}
        ),
        because="there is no configuration policy with the standards of the profile",
        after=f"policy {POLICY}: {', '.join(wanted)}",
        needs=frozenset({step_key(_CONFIGURE, home)}),
        undo=(Write("securityhub", "DeleteConfigurationPolicy", Identifier=Ref(key, "Id")),),
        # The administrator may ask for the root, whose id the next step needs.
        settled=Settled(Read("organizations", "ListRoots"), "length(Roots)", 1),
        undone=Settled(
            Read("securityhub", "ListConfigurationPolicies"),
            f"length(ConfigurationPolicySummaries[?Name=='{POLICY}'])",
            0,
        ),
        not_yet=_NOT_YET,
    )


def _associated(home: Place, found: Administration | None) -> Step:
    made = step_key("securityhub.organization/policy", home)
    there = found is not None and POLICY in found.policies
    policy = found.policies[POLICY] if found and there else Ref(made, "Id")
    root = found.root if found and there else Ref(made, "settled.Roots[0].Id")
    named = {"ConfigurationPolicyIdentifier": policy, "Target": {"RootId": root}}
    return Step(
        key=step_key("securityhub.organization/associate", home),
        place=home,
        write=Write("securityhub", "StartConfigurationPolicyAssociation", **named),
        because="no configuration policy holds at the organization's root",
        before="none",
        after=f"policy {POLICY} in every account and Region; standards that it does not have are turned off there",
        needs=frozenset({made}),
        undo=(Write("securityhub", "StartConfigurationPolicyDisassociation", **named),),
        undo_note="accounts keep what the policy has turned on in them",
        risk=Risk.DISRUPTIVE,
        monthly_cost_usd=None,
        cost_note=_COST,
        settled=Settled(
            Read("securityhub", "GetConfigurationPolicyAssociation", Target={"RootId": root}).or_none(
                "ResourceNotFoundException"
            ),
            "AssociationStatus",
            "SUCCESS",
            seconds=900,
        ),
        not_yet=_NOT_YET,
        reaches=True,
    )
