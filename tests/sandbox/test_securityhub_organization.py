"""Security Hub CSPM administered for an organization: locally, Region by Region, and centrally, by policies."""

import pytest

from sandbox.asking import refused
from sandbox.delegation import ELSEWHERE, REGION, Delegation
from sandbox.membership import until

PRINCIPAL = "securityhub.amazonaws.com"
FSBP = f"arn:aws:securityhub:{REGION}::standards/aws-foundational-security-best-practices/v/1.0.0"
SELF_MANAGED = "SELF_MANAGED_SECURITY_HUB"


class Company(Delegation):
    def hub(self, account=None, region=REGION):
        return self.client("securityhub", account, region)

    @property
    def admin(self):
        return self.hub(self.security)

    def designate(self, region=REGION):
        self.hub(region=region).enable_organization_admin_account(AdminAccountId=self.security)
        return self

    def centralize(self, mode="SPECIFIED_REGIONS", linked=(ELSEWHERE,)):
        regions = {"Regions": list(linked)} if linked else {}
        self.admin.create_finding_aggregator(RegionLinkingMode=mode, **regions)
        self.configure("CENTRAL")
        until(self.configuration, lambda found: found["OrganizationConfiguration"]["Status"] == "ENABLED")

    def configuration(self, region=REGION):
        return self.hub(self.security, region).describe_organization_configuration()

    def configure(self, kind, auto=False, standards="NONE", region=REGION):
        self.hub(self.security, region).update_organization_configuration(
            AutoEnable=auto, AutoEnableStandards=standards, OrganizationConfiguration={"ConfigurationType": kind}
        )

    def policy(self, name, *standards, enabled=True):
        wanted = {"ServiceEnabled": enabled}
        if enabled:
            wanted |= {
                "EnabledStandardIdentifiers": list(standards),
                "SecurityControlsConfiguration": {"DisabledSecurityControlIdentifiers": []},
            }
        made = self.admin.create_configuration_policy(Name=name, ConfigurationPolicy={"SecurityHub": wanted})
        return made["Id"]

    def associate(self, policy, **target):
        return self.admin.start_configuration_policy_association(ConfigurationPolicyIdentifier=policy, Target=target)

    def association(self, **target):
        return self.admin.get_configuration_policy_association(Target=target)

    def settled(self, **target):
        return until(lambda: self.association(**target), lambda found: found["AssociationStatus"] != "PENDING")

    def standards(self, account, region=REGION):
        told = self.hub(account, region).get_enabled_standards()["StandardsSubscriptions"]
        return {each["StandardsArn"] for each in told if each["StandardsStatus"] != "DELETING"}

    def statuses(self, region=REGION, **asked):
        told = self.hub(self.security, region).list_members(**asked)["Members"]
        return {each["AccountId"]: each["MemberStatus"] for each in told}


@pytest.fixture
def company(members, connect):
    return Company(members, connect, PRINCIPAL)


@pytest.fixture
def delegated(company):
    return company.designate()


@pytest.fixture
def central(delegated):
    delegated.centralize()
    return delegated


def test_designating_brings_trust_and_a_hub_in_this_region_only(company):
    with refused("InvalidAccessException", 401):
        company.hub(company.one).enable_organization_admin_account(AdminAccountId=company.security)
    with refused("InvalidInputException"):
        company.hub().enable_organization_admin_account(AdminAccountId="999988887777")
    company.designate()
    organizations = company.members.organizations
    trusted = organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert [each["ServicePrincipal"] for each in trusted] == [PRINCIPAL]
    (listed,) = organizations.list_delegated_administrators(ServicePrincipal=PRINCIPAL)["DelegatedAdministrators"]
    assert listed["Id"] == company.security
    ours = company.hub()
    assert ours.list_organization_admin_accounts()["AdminAccounts"] == [
        {"AccountId": company.security, "Status": "ENABLED"}
    ]
    assert company.hub(region=ELSEWHERE).list_organization_admin_accounts()["AdminAccounts"] == []
    assert company.admin.describe_hub()["AutoEnableControls"] is True
    with refused("InvalidAccessException"):
        company.hub(company.security, ELSEWHERE).describe_hub()
    with refused("InvalidInputException", match="already the administrator"):
        ours.enable_organization_admin_account(AdminAccountId=company.security)
    with refused("InvalidInputException", match="Another account"):
        ours.enable_organization_admin_account(AdminAccountId=company.one)
    with refused("InvalidInputException", match="Another account"):
        company.hub(region=ELSEWHERE).enable_organization_admin_account(AdminAccountId=company.one)


def test_only_the_administrator_configures(company, delegated):
    assert company.configuration()["AutoEnable"] is False
    theirs = company.hub(company.one)
    theirs.enable_security_hub()
    with refused("InvalidAccessException", 401, "is not an administrator for this organization"):
        theirs.describe_organization_configuration()
    with refused("InvalidAccessException", 401):
        theirs.update_organization_configuration(AutoEnable=True)
    with refused("InvalidAccessException", 401):
        company.hub().update_organization_configuration(AutoEnable=True)
    with refused("InvalidInputException"):
        company.admin.update_organization_configuration(AutoEnable=True, AutoEnableStandards="SOME")
    assert company.configuration()["AutoEnableStandards"] == "DEFAULT"


def test_new_accounts_are_enabled_and_present_ones_left(company, delegated):
    company.admin.update_organization_configuration(AutoEnable=True, AutoEnableStandards="NONE")
    three = company.members.create("three")
    until(company.statuses, lambda found: found == {three: "Enabled"})
    assert company.standards(three) == set()
    company.admin.update_organization_configuration(AutoEnable=True)
    four = company.members.create("four")
    until(company.statuses, lambda found: set(found) == {three, four})
    assert FSBP in company.standards(four)
    with refused("InvalidAccessException"):
        company.hub(four, ELSEWHERE).describe_hub()


def test_members_are_made_by_hand_and_what_cannot_be_is_told(company, delegated):
    company.members.organizations.close_account(AccountId=company.two)
    asked = [{"AccountId": each} for each in (company.one, company.two, company.security, company.management)]
    told = company.admin.create_members(AccountDetails=asked)["UnprocessedAccounts"]
    why = {each["AccountId"]: each["ProcessingResult"] for each in told}
    assert set(why) == {company.two, company.security, company.management}
    assert "must enable Security Hub first" in why[company.management]
    assert FSBP in company.standards(company.one)
    (again,) = company.admin.create_members(AccountDetails=asked[:1])["UnprocessedAccounts"]
    assert "already a member" in again["ProcessingResult"]
    company.hub().enable_security_hub(EnableDefaultStandards=False)
    company.admin.create_members(AccountDetails=asked[3:])
    assert company.statuses() == {company.one: "Enabled", company.management: "Enabled"}
    assert company.standards(None) == set()  # what was there is left as it was
    found = company.admin.get_members(AccountIds=[company.one, company.two])
    assert [each["Email"] for each in found["Members"]] == ["one@example.com"]
    assert [each["AccountId"] for each in found["UnprocessedAccounts"]] == [company.two]


def test_a_member_stays_until_it_is_let_go(company, delegated):
    company.admin.create_members(AccountDetails=[{"AccountId": company.one}])
    theirs = company.hub(company.one)
    assert theirs.get_administrator_account()["Administrator"]["AccountId"] == company.security
    with refused("InvalidAccessException", match="must be disassociated"):
        theirs.disable_security_hub()
    with refused("InvalidAccessException", match="is the administrator"):
        company.admin.disable_security_hub()
    with refused("AccessDeniedException"):
        theirs.create_finding_aggregator(RegionLinkingMode="ALL_REGIONS")
    (kept,) = company.admin.delete_members(AccountIds=[company.one])["UnprocessedAccounts"]
    assert kept["AccountId"] == company.one
    with refused("ResourceNotFoundException"):
        company.admin.disassociate_members(AccountIds=[company.two])
    company.admin.disassociate_members(AccountIds=[company.one])
    assert company.statuses() == {}
    assert company.statuses(OnlyAssociated=False) == {company.one: "Removed"}
    assert "Administrator" not in theirs.get_administrator_account()
    theirs.disable_security_hub()


def test_an_administrator_is_withdrawn(company, delegated):
    company.admin.create_members(AccountDetails=[{"AccountId": company.one}])
    ours = company.hub()
    with refused("InvalidInputException"):
        ours.disable_organization_admin_account(AdminAccountId=company.one)
    ours.disable_organization_admin_account(AdminAccountId=company.security)
    assert ours.list_organization_admin_accounts()["AdminAccounts"] == []
    with refused("InvalidAccessException", match="is not an administrator"):
        company.admin.describe_organization_configuration()
    company.hub(company.one).disable_security_hub()


def test_central_configuration_needs_an_aggregator_here_and_nothing_automatic(company, delegated):
    with refused("InvalidInputException", match="finding aggregator"):
        company.configure("CENTRAL")
    with refused("AccessDeniedException", 403, "Central Configuration enabled"):
        company.admin.list_configuration_policies()
    company.admin.create_finding_aggregator(RegionLinkingMode="SPECIFIED_REGIONS", Regions=[ELSEWHERE])
    for auto, standards in ((True, "NONE"), (False, "DEFAULT")):
        with refused("InvalidInputException", match="can not be enabled for Central Configuration"):
            company.configure("CENTRAL", auto, standards)
    company.configure("CENTRAL")
    assert company.configuration()["OrganizationConfiguration"] == {"ConfigurationType": "CENTRAL", "Status": "PENDING"}
    with refused("AccessDeniedException", 403, "Central Configuration enabled"):
        company.admin.list_configuration_policies()
    until(company.configuration, lambda found: found["OrganizationConfiguration"]["Status"] == "ENABLED")


def test_central_configuration_ends_with_its_policies(central):
    central.policy("on", FSBP)
    central.configure("LOCAL", auto=True)
    told = central.configuration()
    assert told["OrganizationConfiguration"] == {"ConfigurationType": "LOCAL", "Status": "ENABLED"}
    assert told["AutoEnable"] is True
    with refused("AccessDeniedException"):
        central.admin.list_configuration_policies()
    central.configure("CENTRAL")
    until(central.configuration, lambda found: found["OrganizationConfiguration"]["Status"] == "ENABLED")
    assert central.admin.list_configuration_policies()["ConfigurationPolicySummaries"] == []


def test_central_configuration_is_in_force_in_linked_regions(central):
    assert central.configuration(ELSEWHERE)["OrganizationConfiguration"]["ConfigurationType"] == "CENTRAL"
    with refused("InvalidInputException", match=f"centrally from {REGION}"):
        central.configure("LOCAL", auto=True, region=ELSEWHERE)
    assert set(central.statuses(ELSEWHERE)) == {central.one, central.two}
    with refused("AccessDeniedException", 403, "Central Configuration enabled"):
        central.hub(central.security, ELSEWHERE).list_configuration_policies()
    (aggregator,) = central.admin.list_finding_aggregators()["FindingAggregators"]
    with refused("InvalidInputException", match="home Region"):
        central.admin.delete_finding_aggregator(**aggregator)


def test_a_policy_reaches_all_below_in_home_and_linked_regions(central):
    policy = central.policy("everything", FSBP)
    started = central.associate(policy, RootId=central.members.root)
    assert (started["AssociationStatus"], started["TargetType"]) == ("PENDING", "ROOT")
    told = central.settled(AccountId=central.one)
    assert (told["AssociationType"], told["AssociationStatus"]) == ("INHERITED", "SUCCESS")
    assert central.standards(central.one) == {FSBP}
    assert central.standards(central.one, ELSEWHERE) == {FSBP.replace(REGION, ELSEWHERE)}
    with refused("InvalidAccessException"):
        central.hub(central.one, "us-east-1").describe_hub()
    assert central.association(AccountId=central.management)["AssociationStatus"] == "FAILED"
    three = central.members.create("three")
    until(central.statuses, lambda found: three in found)
    assert central.standards(three) == {FSBP}


def test_the_nearest_configuration_counts(central):
    unit = central.members.organizations.create_organizational_unit(ParentId=central.members.root, Name="play")
    unit = unit["OrganizationalUnit"]["Id"]
    central.members.organizations.move_account(
        AccountId=central.two, SourceParentId=central.members.root, DestinationParentId=unit
    )
    on, off = central.policy("on", FSBP), central.policy("off", enabled=False)
    central.associate(on, RootId=central.members.root)
    central.settled(AccountId=central.two)
    central.associate(off, OrganizationalUnitId=unit)
    assert central.settled(AccountId=central.two)["ConfigurationPolicyId"] == off
    with refused("InvalidAccessException", match="not subscribed"):
        central.hub(central.two).describe_hub()
    central.associate(SELF_MANAGED, AccountId=central.two)
    assert central.settled(AccountId=central.two)["AssociationType"] == "APPLIED"
    central.hub(central.two).enable_security_hub()  # it may again
    listed = central.admin.list_configuration_policy_associations(Filters={"AssociationType": "APPLIED"})
    found = {
        each["TargetId"]: each["ConfigurationPolicyId"] for each in listed["ConfigurationPolicyAssociationSummaries"]
    }
    assert found == {central.members.root: on, unit: off, central.two: SELF_MANAGED}


def test_a_managed_account_leaves_its_hub_alone(central):
    central.associate(central.policy("on", FSBP), AccountId=central.one)
    central.settled(AccountId=central.one)
    theirs = central.hub(central.one)
    (subscription,) = theirs.get_enabled_standards()["StandardsSubscriptions"]
    for ask, asked in (
        (theirs.disable_security_hub, {}),
        (theirs.update_security_hub_configuration, {"AutoEnableControls": False}),
        (theirs.batch_disable_standards, {"StandardsSubscriptionArns": [subscription["StandardsSubscriptionArn"]]}),
        (theirs.batch_enable_standards, {"StandardsSubscriptionRequests": [{"StandardsArn": FSBP}]}),
    ):
        with refused("AccessDeniedException", 403, "only the administrator can access this operation"):
            ask(**asked)
    central.hub(central.one, "us-east-1").enable_security_hub()  # a Region that is not linked


def test_policies_are_changed_and_deleted(central):
    policy = central.policy("on", FSBP)
    with refused("ResourceConflictException", 409):
        central.policy("on", FSBP)
    with refused("InvalidInputException"):
        central.policy("no good name", FSBP)
    with refused("InvalidInputException", match="no standard"):
        central.policy("other", f"{FSBP}9")
    central.associate(policy, AccountId=central.one)
    central.settled(AccountId=central.one)
    with refused("ResourceConflictException", 409):
        central.admin.delete_configuration_policy(Identifier=policy)
    pci = f"arn:aws:securityhub:{REGION}::standards/pci-dss/v/4.0.1"
    wanted = {
        "ServiceEnabled": True,
        "EnabledStandardIdentifiers": [pci],
        "SecurityControlsConfiguration": {"DisabledSecurityControlIdentifiers": ["IAM.6"]},
    }
    central.admin.update_configuration_policy(Identifier=policy, ConfigurationPolicy={"SecurityHub": wanted})
    assert central.admin.get_configuration_policy(Identifier=policy)["ConfigurationPolicy"]["SecurityHub"] == wanted
    until(lambda: central.standards(central.one), lambda found: found == {pci})
    with refused("ResourceNotFoundException"):
        central.admin.start_configuration_policy_disassociation(
            ConfigurationPolicyIdentifier=policy, Target={"AccountId": central.two}
        )
    central.admin.start_configuration_policy_disassociation(
        ConfigurationPolicyIdentifier=policy, Target={"AccountId": central.one}
    )
    with refused("ResourceNotFoundException"):
        central.association(AccountId=central.one)
    assert central.standards(central.one) == {pci}  # it keeps what it has
    central.admin.delete_configuration_policy(Identifier=policy)
    assert central.admin.list_configuration_policies()["ConfigurationPolicySummaries"] == []
    with refused("ResourceNotFoundException"):
        central.admin.get_configuration_policy(Identifier=policy)
    with refused("InvalidInputException"):
        central.associate(SELF_MANAGED, AccountId="999988887777")
