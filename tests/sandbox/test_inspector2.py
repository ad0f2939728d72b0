"""Amazon Inspector: what an account has scanned, and an administrator that has it scanned for an organization."""

import pytest

from sandbox.asking import refused
from sandbox.delegation import ELSEWHERE, REGION, Delegation
from sandbox.membership import until

PRINCIPAL = "inspector2.amazonaws.com"


class Company(Delegation):
    def inspector(self, account=None, region=REGION):
        return self.client("inspector2", account, region)

    @property
    def admin(self):
        return self.inspector(self.security)

    def designate(self, region=REGION):
        self.trust()
        self.inspector(region=region).enable_delegated_admin_account(delegatedAdminAccountId=self.security)
        return self

    def statuses(self, **asked):
        return {each["accountId"]: each["relationshipStatus"] for each in self.admin.list_members(**asked)["members"]}


@pytest.fixture
def company(members, connect):
    return Company(members, connect, PRINCIPAL)


@pytest.fixture
def delegated(company):
    company.designate().admin.enable(resourceTypes=["EC2"])
    return company


def scanned(inspector, account=None):
    """What is told of an account: of the whole, and of each type that is not disabled."""
    (told,) = inspector.batch_get_account_status(**({"accountIds": [account]} if account else {}))["accounts"]
    on = {kind: each["status"] for kind, each in told["resourceState"].items() if each["status"] != "DISABLED"}
    return told["state"]["status"], on


def failures(answer):
    return {each["accountId"]: each["errorCode"] for each in answer["failedAccounts"]}


def test_an_account_by_itself(client, account):
    inspector = client("inspector2", REGION)
    assert scanned(inspector) == ("DISABLED", {})
    with refused("ValidationException"):
        inspector.enable(resourceTypes=["LAMBDA_CODE"])
    with refused("ValidationException"):
        inspector.enable(resourceTypes=["COFFEE"])
    inspector.enable(resourceTypes=["EC2", "LAMBDA", "LAMBDA_CODE"])
    assert scanned(inspector)[0] == "ENABLING"
    whole = ("ENABLED", {"ec2": "ENABLED", "lambda": "ENABLED", "lambdaCode": "ENABLED"})
    until(lambda: scanned(inspector), lambda found: found == whole)
    assert scanned(client("inspector2", ELSEWHERE)) == ("DISABLED", {})
    assert failures(inspector.enable(resourceTypes=["EC2"])) == {account: "ALREADY_ENABLED"}
    assert failures(inspector.disable(resourceTypes=["LAMBDA"])) == {account: "RESOURCE_SCAN_NOT_DISABLED"}
    assert failures(inspector.enable(accountIds=["999988887777"], resourceTypes=["EC2"])) == {
        "999988887777": "ACCESS_DENIED"
    }
    inspector.disable(resourceTypes=["EC2"])
    assert scanned(inspector) == ("ENABLED", {"ec2": "DISABLING", "lambda": "ENABLED", "lambdaCode": "ENABLED"})
    inspector.disable()
    until(lambda: scanned(inspector), lambda found: found == ("DISABLED", {}))


def test_designating_needs_trust_the_management_account_and_a_member(company):
    ours = company.inspector()
    with refused("ValidationException", match="Trusted access"):
        ours.enable_delegated_admin_account(delegatedAdminAccountId=company.security)
    with refused("ResourceNotFoundException"):
        company.inspector(company.one).get_delegated_admin_account()
    company.trust()
    with refused("AccessDeniedException", 403):
        company.inspector(company.one).enable_delegated_admin_account(delegatedAdminAccountId=company.security)
    with refused("ResourceNotFoundException"):
        ours.enable_delegated_admin_account(delegatedAdminAccountId="999988887777")
    company.designate()
    for account in (company.security, company.one):
        with refused("ConflictException", 409):
            ours.enable_delegated_admin_account(delegatedAdminAccountId=account)
    with refused("ConflictException"):
        company.inspector(region=ELSEWHERE).enable_delegated_admin_account(delegatedAdminAccountId=company.one)
    assert ours.list_delegated_admin_accounts()["delegatedAdminAccounts"] == [
        {"accountId": company.security, "status": "ENABLED"}
    ]
    assert company.inspector(region=ELSEWHERE).list_delegated_admin_accounts()["delegatedAdminAccounts"] == []
    told = company.inspector(company.one).get_delegated_admin_account()["delegatedAdmin"]
    assert told == {"accountId": company.security, "relationshipStatus": "ENABLED"}


def test_an_administrator_that_is_not_scanned_itself_can_do_nothing(company):
    company.designate()
    assert scanned(company.admin) == ("DISABLED", {})
    with refused("AccessDeniedException", match="Invoking account is not enabled"):
        company.admin.associate_member(accountId=company.one)
    with refused("AccessDeniedException", match="Invoking account is not enabled"):
        company.admin.update_organization_configuration(autoEnable={"ec2": True, "ecr": True})


def test_new_accounts_are_scanned_as_configured(company, delegated):
    with refused("AccessDeniedException"):
        company.inspector(company.one).describe_organization_configuration()
    with refused("ValidationException"):
        company.admin.update_organization_configuration(autoEnable={"ec2": True, "ecr": False, "lambdaCode": True})
    company.admin.update_organization_configuration(autoEnable={"ec2": True, "ecr": True})
    told = company.admin.describe_organization_configuration()["autoEnable"]
    assert {kind for kind, on in told.items() if on} == {"ec2", "ecr"}
    three = company.members.create("three")
    until(company.statuses, lambda found: found == {three: "ENABLED"})
    until(
        lambda: scanned(company.inspector(three)),
        lambda found: found == ("ENABLED", {"ec2": "ENABLED", "ecr": "ENABLED"}),
    )
    assert scanned(company.inspector(company.one)) == ("DISABLED", {})


def test_members_are_associated_and_then_scanned(company, delegated):
    assert failures(company.admin.enable(accountIds=[company.one], resourceTypes=["EC2"])) == {
        company.one: "ACCESS_DENIED"
    }
    company.admin.associate_member(accountId=company.one)
    with refused("ValidationException"):
        company.admin.associate_member(accountId=company.one)
    with refused("ValidationException"):
        company.admin.associate_member(accountId="999988887777")
    assert company.statuses() == {company.one: "ENABLED"}
    everybody = company.statuses(onlyAssociated=False)
    assert everybody == {company.one: "ENABLED", company.two: "CREATED", company.management: "CREATED"}
    assert scanned(company.admin, company.one) == ("DISABLED", {})
    company.admin.enable(accountIds=[company.one], resourceTypes=["EC2", "ECR"])
    until(lambda: scanned(company.admin, company.one)[0], lambda found: found == "ENABLED")
    assert failures(company.admin.batch_get_account_status(accountIds=[company.two])) == {company.two: "ACCESS_DENIED"}
    theirs = company.inspector(company.one)
    assert failures(theirs.disable()) == {company.one: "ACCESS_DENIED"}
    assert failures(company.admin.disable()) == {company.security: "DISASSOCIATE_ALL_MEMBERS"}
    company.admin.disassociate_member(accountId=company.one)
    assert company.admin.get_member(accountId=company.one)["member"]["relationshipStatus"] == "REMOVED"
    assert scanned(theirs)[0] == "ENABLED"
    assert failures(theirs.disable()) == {}


def test_an_administrator_is_withdrawn(company, delegated):
    company.admin.associate_member(accountId=company.one)
    ours = company.inspector()
    with refused("ResourceNotFoundException"):
        ours.disable_delegated_admin_account(delegatedAdminAccountId=company.one)
    ours.disable_delegated_admin_account(delegatedAdminAccountId=company.security)
    with refused("AccessDeniedException"):
        company.admin.list_members()
    assert scanned(company.admin)[0] in ("ENABLING", "ENABLED")
