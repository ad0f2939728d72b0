"""GuardDuty administered for an organization: who may designate whom, what reaches whom, what members may not do."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from hardpan.sandbox import callers, regions
from sandbox.asking import refused
from sandbox.delegation import ELSEWHERE, REGION, Delegation
from sandbox.membership import until

PRINCIPAL = "guardduty.amazonaws.com"
BAD = "BadRequestException"
INVALID = "invalid or out-of-range"


class Company(Delegation):
    def guardduty(self, account=None, region=REGION):
        return self.client("guardduty", account, region)

    def designate(self, region=REGION):
        self.trust()
        self.guardduty(region=region).enable_organization_admin_account(AdminAccountId=self.security)
        return self

    def detector(self, account=None, region=REGION):
        """The id of an account's detector, and what it is like."""
        theirs = self.guardduty(account, region)
        (name,) = theirs.list_detectors()["DetectorIds"]
        return name, theirs.get_detector(DetectorId=name)

    @property
    def admin(self):
        return Admin(self.guardduty(self.security), self.detector(self.security)[0])


class Admin:
    """The administrator's operations, each of its detector."""

    def __init__(self, client, detector):
        self.client, self.detector = client, detector

    def __getattr__(self, operation):
        return lambda **asked: getattr(self.client, operation)(DetectorId=self.detector, **asked)

    def configure(self, members, **features):
        named = [{"Name": name, "AutoEnable": mode} for name, mode in features.items()]
        self.update_organization_configuration(AutoEnableOrganizationMembers=members, Features=named)

    def add(self, *accounts):
        details = [{"AccountId": account, "Email": "x@example.com"} for account in accounts]
        return {
            each["AccountId"]: each["Result"]
            for each in self.create_members(AccountDetails=details)["UnprocessedAccounts"]
        }

    def statuses(self, **asked):
        return {each["AccountId"]: each["RelationshipStatus"] for each in self.list_members(**asked)["Members"]}

    def until_members(self, *accounts):
        return until(self.statuses, lambda found: set(found) == set(accounts))


@pytest.fixture
def company(members, connect):
    return Company(members, connect, PRINCIPAL)


@pytest.fixture
def admin(company):
    return company.designate().admin


def on(described):
    return {each["Name"] for each in described["Features"] if each["Status"] == "ENABLED"} - {
        "CLOUD_TRAIL",
        "DNS_LOGS",
        "FLOW_LOGS",
    }


def test_designating_needs_trust_the_management_account_and_a_member(company):
    ours = company.guardduty()
    with refused(BAD, match=INVALID):
        ours.enable_organization_admin_account(AdminAccountId=company.security)
    company.trust()
    with refused(BAD, match=INVALID):
        ours.enable_organization_admin_account(AdminAccountId="999988887777")
    with refused(BAD, match="required AWS Organization master permission"):
        company.guardduty(company.one).enable_organization_admin_account(AdminAccountId=company.security)
    company.members.organizations.close_account(AccountId=company.two)
    with refused(BAD, match=INVALID):
        ours.enable_organization_admin_account(AdminAccountId=company.two)
    assert ours.list_organization_admin_accounts()["AdminAccounts"] == []


def test_a_designation_is_for_one_region_and_one_account(company):
    company.designate()
    ours = company.guardduty()
    assert ours.list_organization_admin_accounts()["AdminAccounts"] == [
        {"AdminAccountId": company.security, "AdminStatus": "ENABLED"}
    ]
    with refused(BAD, match="the account is already enabled"):
        ours.enable_organization_admin_account(AdminAccountId=company.security)
    with refused(BAD, match="another account is already enabled"):
        ours.enable_organization_admin_account(AdminAccountId=company.one)
    elsewhere = company.guardduty(region=ELSEWHERE)
    assert elsewhere.list_organization_admin_accounts()["AdminAccounts"] == []
    assert company.guardduty(company.security, ELSEWHERE).list_detectors()["DetectorIds"] == []
    with refused(BAD, match="another account is already enabled"):
        elsewhere.enable_organization_admin_account(AdminAccountId=company.one)
    elsewhere.enable_organization_admin_account(AdminAccountId=company.security)
    assert company.detector(company.security, ELSEWHERE)[1]["Status"] == "ENABLED"


def test_organizations_knows_the_administrator(company):
    company.designate()
    (listed,) = company.members.organizations.list_delegated_administrators(ServicePrincipal=PRINCIPAL)[
        "DelegatedAdministrators"
    ]
    assert listed["Id"] == company.security


def test_an_administrator_that_organizations_knows_is_no_administrator_yet(company):
    company.trust()
    company.members.organizations.register_delegated_administrator(
        AccountId=company.security, ServicePrincipal=PRINCIPAL
    )
    ours = company.guardduty()
    assert ours.list_organization_admin_accounts()["AdminAccounts"] == []
    with refused(BAD, match="another account is already enabled"):
        ours.enable_organization_admin_account(AdminAccountId=company.one)
    ours.enable_organization_admin_account(AdminAccountId=company.security)
    assert company.detector(company.security)[1]["Status"] == "ENABLED"


def test_two_first_designations_at_once_collide(company):
    company.trust()
    company.members.sandbox.control.pace(change=0.4)

    def designate(region):
        try:
            company.guardduty(region=region).enable_organization_admin_account(AdminAccountId=company.security)
        except ClientError as refusal:
            return refusal.response["Error"]["Code"]
        return "done"

    both = [REGION, ELSEWHERE]
    for region in both:
        company.guardduty(region=region).list_detectors()  # makes the client
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(designate, both)) == [BAD, "done"]
    for region in both:
        designate(region)  # the second is free now
        assert company.detector(company.security, region)[1]["Status"] == "ENABLED"


def test_only_the_administrator_sees_and_sets_the_configuration(company, admin):
    described = admin.describe_organization_configuration()
    assert (described["AutoEnableOrganizationMembers"], described["AutoEnable"]) == ("NONE", False)
    assert {each["AutoEnable"] for each in described["Features"]} == {"NONE"}
    one = company.guardduty(company.one)
    theirs = one.create_detector(Enable=True)["DetectorId"]
    with refused(BAD, match="master permission"):
        one.describe_organization_configuration(DetectorId=theirs)
    with refused(BAD, match="master permission"):
        one.update_organization_configuration(DetectorId=theirs, AutoEnableOrganizationMembers="ALL")
    with refused(BAD, match="not owned by the current account"):
        one.update_organization_configuration(DetectorId=admin.detector, AutoEnableOrganizationMembers="ALL")
    with refused(BAD, match=INVALID):
        admin.update_organization_configuration(Features=[{"Name": "S3_DATA_EVENTS", "AutoEnable": "NEW"}])
    with refused(BAD, match=INVALID):
        admin.update_organization_configuration(AutoEnable=True, AutoEnableOrganizationMembers="NEW")
    for strange in (
        {"members": "SOMETIMES"},
        {"members": "NEW", "S3_DATA_EVENTS": "OFTEN"},
        {"members": "NEW", "COFFEE": "NEW"},
    ):
        with refused(BAD, match=INVALID):
            admin.configure(**strange)
    with refused(BAD, match="cannot both be enabled"):
        admin.configure("ALL", RUNTIME_MONITORING="ALL", EKS_RUNTIME_MONITORING="NEW")
    assert admin.describe_organization_configuration()["AutoEnableOrganizationMembers"] == "NONE"


def test_all_reaches_present_accounts_with_their_features_and_only_here(company, admin):
    admin.configure("ALL", S3_DATA_EVENTS="ALL", EKS_AUDIT_LOGS="NEW", LAMBDA_NETWORK_LOGS="NONE")
    assert admin.statuses() == {}  # not at once
    assert admin.until_members(company.one, company.two) == {company.one: "Enabled", company.two: "Enabled"}
    name, described = company.detector(company.one)
    assert (described["Status"], on(described)) == ("ENABLED", {"S3_DATA_EVENTS", "EKS_AUDIT_LOGS"})
    (listed,) = admin.get_members(AccountIds=[company.one])["Members"]
    assert (listed["DetectorId"], listed["AdministratorId"], listed["Email"]) == (
        name,
        company.security,
        "one@example.com",
    )
    assert company.guardduty(company.one, ELSEWHERE).list_detectors()["DetectorIds"] == []
    assert company.guardduty().list_detectors()["DetectorIds"] == []  # not the management account


def test_new_accounts_get_what_is_for_new_ones(company, admin):
    admin.configure("NEW", S3_DATA_EVENTS="NEW", RDS_LOGIN_EVENTS="ALL")
    three = company.members.create("three")
    admin.until_members(three)
    assert on(company.detector(three)[1]) == {"S3_DATA_EVENTS", "RDS_LOGIN_EVENTS"}
    admin.configure("NONE")
    four = company.members.create("four")
    admin.configure("ALL")
    admin.until_members(company.one, company.two, three, four)
    admin.configure("NONE")
    assert set(admin.statuses()) == {company.one, company.two, three, four}  # NONE takes nothing back


def test_a_feature_for_all_reaches_members_and_new_ones_do_not(company, admin):
    admin.add(company.one)
    assert on(company.detector(company.one)[1]) == set()
    admin.configure("NONE", S3_DATA_EVENTS="NEW", EBS_MALWARE_PROTECTION="ALL")
    until(lambda: on(company.detector(company.one)[1]), lambda found: found == {"EBS_MALWARE_PROTECTION"})


def test_agents_are_configured_with_runtime_monitoring(company, admin):
    agents = [{"Name": "EC2_AGENT_MANAGEMENT", "AutoEnable": "ALL"}]
    feature = {"Name": "RUNTIME_MONITORING", "AutoEnable": "ALL", "AdditionalConfiguration": agents}
    admin.update_organization_configuration(AutoEnable=False, Features=[feature])
    described = {each["Name"]: each for each in admin.describe_organization_configuration()["Features"]}
    assert {
        each["Name"]: each["AutoEnable"] for each in described["RUNTIME_MONITORING"]["AdditionalConfiguration"]
    } == {
        "EKS_ADDON_MANAGEMENT": "NONE",
        "ECS_FARGATE_AGENT_MANAGEMENT": "NONE",
        "EC2_AGENT_MANAGEMENT": "ALL",
    }
    admin.add(company.one)
    features = {each["Name"]: each for each in company.detector(company.one)[1]["Features"]}
    told = features["RUNTIME_MONITORING"]["AdditionalConfiguration"]
    assert {each["Name"] for each in told if each["Status"] == "ENABLED"} == {"EC2_AGENT_MANAGEMENT"}


def test_members_are_made_by_hand_and_what_cannot_be_is_told(company, admin):
    company.members.organizations.close_account(AccountId=company.two)
    told = admin.add(company.one, company.two, company.security, company.management)
    assert set(told) == {company.two, company.security, company.management}
    assert "must first enable GuardDuty" in told[company.management]
    assert "already a member" in admin.add(company.one)[company.one]
    company.guardduty().create_detector(Enable=True)
    assert admin.add(company.management) == {}
    assert admin.add("999988887777") == {}
    assert admin.statuses() == {company.one: "Enabled", company.management: "Enabled"}
    assert admin.statuses(OnlyAssociated="false")["999988887777"] == "Created"
    unknown = admin.get_members(AccountIds=[company.two])["UnprocessedAccounts"]
    assert [each["AccountId"] for each in unknown] == [company.two]


def test_a_closed_member_is_told_of_as_suspended(company, admin):
    admin.add(company.one)
    company.members.organizations.close_account(AccountId=company.one)
    until(lambda: admin.statuses(OnlyAssociated="false"), lambda found: found == {company.one: "AccountSuspended"})
    assert admin.statuses() == {}


def test_an_account_without_the_region_is_not_reached(company, members, connect):
    region = "eu-south-1"
    for account in (company.management, company.security, company.one):
        regions.change(account, region, "ENABLED", at_once=True)
    company.designate(region)
    detector = company.detector(company.security, region)[0]
    theirs = company.guardduty(company.security, region)
    theirs.update_organization_configuration(DetectorId=detector, AutoEnableOrganizationMembers="ALL")
    found = until(lambda: theirs.list_members(DetectorId=detector)["Members"], bool)
    assert [each["AccountId"] for each in found] == [company.one]


def test_members_detectors_are_read_and_changed_by_the_administrator(company, admin):
    admin.add(company.one)
    changed = [{"Name": "RDS_LOGIN_EVENTS", "Status": "ENABLED"}]
    refused_ones = admin.update_member_detectors(AccountIds=[company.one, company.two], Features=changed)
    assert [each["AccountId"] for each in refused_ones["UnprocessedAccounts"]] == [company.two]
    read = admin.get_member_detectors(AccountIds=[company.one, company.two])
    assert [each["AccountId"] for each in read["UnprocessedAccounts"]] == [company.two]
    (found,) = read["MemberDataSourceConfigurations"]
    assert (found["AccountId"], on(found)) == (company.one, {"RDS_LOGIN_EVENTS"})
    assert found["DataSources"]["S3Logs"]["Status"] == "DISABLED"


def test_a_member_leaves_its_settings_to_the_administrator(company, admin):
    admin.add(company.one)
    name, _ = company.detector(company.one)
    theirs = company.guardduty(company.one)
    assert theirs.get_administrator_account(DetectorId=name)["Administrator"]["AccountId"] == company.security
    criteria = {"Criterion": {"type": {"Eq": ["x"]}}}
    for ask, asked in (
        (theirs.update_detector, {"Enable": False}),
        (theirs.update_detector, {"Features": [{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}]}),
        (theirs.update_detector, {"FindingPublishingFrequency": "ONE_HOUR"}),
        (theirs.delete_detector, {}),
        (theirs.disassociate_from_administrator_account, {}),
        (theirs.create_filter, {"Name": "quiet", "Action": "ARCHIVE", "FindingCriteria": criteria}),
    ):
        with refused(BAD):
            ask(DetectorId=name, **asked)
    assert company.detector(company.one)[1]["Status"] == "ENABLED"
    company.guardduty(company.security).update_detector(
        DetectorId=admin.detector, FindingPublishingFrequency="FIFTEEN_MINUTES"
    )
    assert company.detector(company.one)[1]["FindingPublishingFrequency"] == "FIFTEEN_MINUTES"


def test_members_are_suspended_unless_all_are_wanted(company, admin):
    admin.add(company.one)
    told = admin.stop_monitoring_members(AccountIds=[company.one, company.two])["UnprocessedAccounts"]
    assert [each["AccountId"] for each in told] == [company.two]
    assert company.detector(company.one)[1]["Status"] == "DISABLED"
    admin.start_monitoring_members(AccountIds=[company.one])
    assert company.detector(company.one)[1]["Status"] == "ENABLED"
    admin.configure("ALL")
    with refused(BAD, match="set to ALL"):
        admin.stop_monitoring_members(AccountIds=[company.one])


def test_members_are_let_go_unless_all_are_wanted(company, admin):
    admin.configure("ALL")
    admin.until_members(company.one, company.two)
    both = [company.one, company.two]
    with refused(BAD, match="set to ALL"):
        admin.disassociate_members(AccountIds=both)
    with refused(BAD, match="set to ALL"):
        admin.delete_members(AccountIds=both)
    with refused(BAD, match="associated members"):
        admin.delete_detector()
    admin.configure("NEW")
    told = admin.delete_members(AccountIds=both)["UnprocessedAccounts"]
    assert all("still associated" in each["Result"] for each in told)
    assert len(told) == 2
    admin.disassociate_members(AccountIds=both)
    assert admin.statuses() == {}
    assert admin.statuses(OnlyAssociated="false") == dict.fromkeys(both, "Removed")
    name, described = company.detector(company.one)
    assert described["Status"] == "ENABLED"
    theirs = company.guardduty(company.one)
    theirs.update_detector(DetectorId=name, Enable=False)  # it stands alone now
    assert "Administrator" not in theirs.get_administrator_account(DetectorId=name)
    assert admin.delete_members(AccountIds=both)["UnprocessedAccounts"] == []
    assert admin.statuses(OnlyAssociated="false") == {}


def test_an_administrator_is_withdrawn_region_by_region_and_then_deregistered(company, admin):
    admin.add(company.one)
    ours = company.guardduty()
    with refused(BAD):
        ours.disable_organization_admin_account(AdminAccountId=company.one)
    with refused(BAD, match="master permission"):
        admin.client.disable_organization_admin_account(AdminAccountId=company.security)
    ours.disable_organization_admin_account(AdminAccountId=company.security)
    with refused(BAD, match="master permission"):
        admin.list_members()
    name, described = company.detector(company.one)
    assert described["Status"] == "ENABLED"
    company.guardduty(company.one).update_detector(DetectorId=name, Enable=False)
    with refused(BAD, match="another account is already enabled"):
        ours.enable_organization_admin_account(AdminAccountId=company.two)
    company.members.organizations.deregister_delegated_administrator(
        AccountId=company.security, ServicePrincipal=PRINCIPAL
    )
    ours.enable_organization_admin_account(AdminAccountId=company.two)


def test_an_account_that_left_is_no_member_even_when_it_returns(company, admin, sandbox):
    admin.add(company.one)
    sandbox.control.human("age-membership", account=company.one, days=5)
    sandbox.control.human("add-payment-method", account=company.one)
    sandbox.control.human("verify-phone", account=company.one)
    sandbox.control.human("verify-email")
    organizations = company.members.organizations
    theirs = company.connect("guardduty", REGION, key=callers.root_key_of(company.one))
    (name,) = theirs.list_detectors()["DetectorIds"]
    organizations.remove_account_from_organization(AccountId=company.one)
    theirs.update_detector(DetectorId=name, FindingPublishingFrequency="ONE_HOUR")
    invited = organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": company.one})["Handshake"]
    company.connect("organizations", key=callers.root_key_of(company.one)).accept_handshake(HandshakeId=invited["Id"])
    assert admin.statuses() == {}
    assert theirs.get_detector(DetectorId=name)["FindingPublishingFrequency"] == "ONE_HOUR"
    admin.add(company.one)
    assert admin.statuses() == {company.one: "Enabled"}


def test_without_trust_nobody_administers(company, admin):
    admin.add(company.one)
    company.members.organizations.disable_aws_service_access(ServicePrincipal=PRINCIPAL)
    assert company.guardduty().list_organization_admin_accounts()["AdminAccounts"] == []
    with refused(BAD, match="master permission"):
        admin.list_members()


def test_a_reset_forgets_it_all(company, admin, sandbox):
    admin.configure("ALL")
    sandbox.reset("factory-new")
    assert company.connect("guardduty", REGION).list_detectors()["DetectorIds"] == []
