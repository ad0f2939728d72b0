"""Amazon Macie: on, suspended or off in an account, and an administrator that has it on in an organization."""

import pytest

from sandbox.asking import refused
from sandbox.delegation import ELSEWHERE, REGION, Delegation
from sandbox.membership import until

PRINCIPAL = "macie.amazonaws.com"


class Company(Delegation):
    def macie(self, account=None, region=REGION):
        return self.client("macie2", account, region)

    @property
    def admin(self):
        return self.macie(self.security)

    def designate(self):
        self.trust()
        self.macie().enable_organization_admin_account(adminAccountId=self.security)
        return self

    def add(self, account):
        return self.admin.create_member(account={"accountId": account, "email": "x@example.com"})["arn"]

    def statuses(self, **asked):
        return {each["accountId"]: each["relationshipStatus"] for each in self.admin.list_members(**asked)["members"]}


@pytest.fixture
def company(members, connect):
    return Company(members, connect, PRINCIPAL)


@pytest.fixture
def delegated(company):
    return company.designate()


def test_an_account_by_itself(client, account):
    macie = client("macie2", REGION)
    for ask in (macie.get_macie_session, macie.disable_macie, macie.update_macie_session):
        with refused("AccessDeniedException", 403, "Macie is not enabled"):
            ask()
    with refused("ValidationException"):
        macie.enable_macie(status="ASLEEP")
    macie.enable_macie(findingPublishingFrequency="ONE_HOUR")
    with refused("ConflictException", 409, "already been enabled"):
        macie.enable_macie()
    told = macie.get_macie_session()
    assert (told["status"], told["findingPublishingFrequency"]) == ("ENABLED", "ONE_HOUR")
    assert told["serviceRole"].startswith(f"arn:aws:iam::{account}:role/aws-service-role/macie.amazonaws.com/")
    macie.update_macie_session(status="PAUSED")
    assert macie.get_macie_session()["status"] == "PAUSED"
    with refused("AccessDeniedException"):
        client("macie2", ELSEWHERE).get_macie_session()
    macie.disable_macie()
    with refused("AccessDeniedException"):
        macie.get_macie_session()


def test_designating_needs_trust_the_management_account_and_a_member(company):
    ours = company.macie()
    with refused("ValidationException", match="Trusted access"):
        ours.enable_organization_admin_account(adminAccountId=company.security)
    company.trust()
    with refused("AccessDeniedException", 403, "management account"):
        company.macie(company.one).enable_organization_admin_account(adminAccountId=company.security)
    with refused("ValidationException"):
        ours.enable_organization_admin_account(adminAccountId="999988887777")
    with refused("AccessDeniedException", match="Macie is not enabled"):
        ours.enable_organization_admin_account(adminAccountId=company.management)
    company.designate()
    assert company.admin.get_macie_session()["status"] == "ENABLED"
    for account in (company.security, company.one):
        with refused("ConflictException", 409):
            ours.enable_organization_admin_account(adminAccountId=account)
    assert ours.list_organization_admin_accounts()["adminAccounts"] == [
        {"accountId": company.security, "status": "ENABLED"}
    ]
    assert company.macie(region=ELSEWHERE).list_organization_admin_accounts()["adminAccounts"] == []
    with refused("AccessDeniedException", match="Macie is not enabled"):
        company.macie(company.security, ELSEWHERE).get_macie_session()


def test_the_management_account_may_administer_by_itself(company):
    company.trust()
    ours = company.macie()
    ours.enable_macie()
    ours.enable_organization_admin_account(adminAccountId=company.management)
    assert ours.describe_organization_configuration()["autoEnable"] is False
    listed = company.members.organizations.list_delegated_administrators(ServicePrincipal=PRINCIPAL)
    assert listed["DelegatedAdministrators"] == []


def test_new_accounts_get_it_where_that_is_set(company, delegated):
    with refused("AccessDeniedException", match="Macie is not enabled"):
        company.macie(company.one).describe_organization_configuration()
    company.macie(company.one).enable_macie()
    with refused("AccessDeniedException", match="delegated Macie administrator"):
        company.macie(company.one).update_organization_configuration(autoEnable=True)
    company.admin.update_organization_configuration(autoEnable=True)
    assert company.admin.describe_organization_configuration()["autoEnable"] is True
    three = company.members.create("three")
    until(company.statuses, lambda found: found == {three: "Enabled"})
    assert company.macie(three).get_macie_session()["status"] == "ENABLED"
    with refused("AccessDeniedException"):
        company.macie(company.two).get_macie_session()


def test_members_are_made_suspended_and_let_go(company, delegated):
    assert company.add(company.one) == f"arn:aws:macie2:{REGION}:{company.security}:member/{company.one}"
    with refused("ConflictException"):
        company.add(company.one)
    with refused("ValidationException", match="enable Macie first"):
        company.add(company.management)
    with refused("ValidationException"):
        company.add(company.security)
    company.add("999988887777")
    assert company.statuses() == {company.one: "Enabled"}
    assert company.statuses(onlyAssociated="false") == {company.one: "Enabled", "999988887777": "Created"}
    theirs = company.macie(company.one)
    assert theirs.get_administrator_account()["administrator"]["accountId"] == company.security
    company.admin.update_member_session(id=company.one, status="PAUSED")
    assert theirs.get_macie_session()["status"] == "PAUSED"
    assert company.admin.get_member(id=company.one)["relationshipStatus"] == "Paused"
    with refused("AccessDeniedException"):
        theirs.update_macie_session(status="ENABLED")
    with refused("ConflictException", match="while associated with an administrator account"):
        theirs.disable_macie()
    with refused("ConflictException"):
        company.admin.disable_macie()
    with refused("ConflictException"):
        company.admin.delete_member(id=company.one)
    company.admin.disassociate_member(id=company.one)
    assert company.statuses(onlyAssociated="false")[company.one] == "Removed"
    theirs.disable_macie()
    company.admin.delete_member(id=company.one)
    with refused("ResourceNotFoundException"):
        company.admin.get_member(id=company.one)


def test_an_administrator_is_withdrawn(company, delegated):
    company.add(company.one)
    ours = company.macie()
    with refused("ResourceNotFoundException"):
        ours.disable_organization_admin_account(adminAccountId=company.one)
    ours.disable_organization_admin_account(adminAccountId=company.security)
    with refused("AccessDeniedException"):
        company.admin.list_members()
    company.macie(company.one).disable_macie()


def test_automated_discovery_of_an_account_by_itself(client):
    macie = client("macie2", REGION)
    with refused("AccessDeniedException", 403, "Macie is not enabled"):
        macie.get_automated_discovery_configuration()
    macie.enable_macie()
    told = macie.get_automated_discovery_configuration()
    assert told["status"] == "DISABLED"
    assert "autoEnableOrganizationMembers" not in told
    with refused("ValidationException"):
        macie.update_automated_discovery_configuration(status="ENABLED", autoEnableOrganizationMembers="ALL")
    macie.update_automated_discovery_configuration(status="ENABLED")
    told = macie.get_automated_discovery_configuration()
    assert told["status"] == "ENABLED"
    assert told["firstEnabledAt"]
    macie.update_automated_discovery_configuration(status="DISABLED")
    assert macie.get_automated_discovery_configuration()["disabledAt"]


def test_automated_discovery_is_the_administrators_to_decide_on(delegated):
    def found():
        return {one["accountId"]: one["status"] for one in delegated.admin.list_automated_discovery_accounts()["items"]}

    delegated.add(delegated.one)
    admin, one = delegated.admin, delegated.macie(delegated.one)
    with refused("AccessDeniedException", match="administrator"):
        one.get_automated_discovery_configuration()
    with refused("AccessDeniedException", match="administrator"):
        one.update_automated_discovery_configuration(status="ENABLED")
    admin.update_automated_discovery_configuration(status="ENABLED", autoEnableOrganizationMembers="NEW")
    assert found() == {delegated.security: "ENABLED", delegated.one: "DISABLED"}
    admin.update_automated_discovery_configuration(status="ENABLED")
    assert admin.get_automated_discovery_configuration()["autoEnableOrganizationMembers"] == "ALL"
    until(found, lambda told: told[delegated.one] == "ENABLED")
    delegated.add(delegated.two)
    assert found()[delegated.two] == "ENABLED"
    admin.update_automated_discovery_configuration(status="DISABLED", autoEnableOrganizationMembers="NONE")
    assert set(found().values()) == {"DISABLED"}
