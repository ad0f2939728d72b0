"""Amazon Detective: one behavior graph for each account and Region, and the graph of an organization."""

import pytest

from sandbox.asking import refused
from sandbox.delegation import ELSEWHERE, REGION, Delegation
from sandbox.membership import until

PRINCIPAL = "detective.amazonaws.com"


class Company(Delegation):
    def detective(self, account=None, region=REGION):
        return self.client("detective", account, region)

    def designate(self):
        self.detective().enable_organization_admin_account(AccountId=self.security)
        return self

    @property
    def admin(self):
        return self.detective(self.security)

    @property
    def graph(self):
        return self.admin.list_graphs()["GraphList"][0]["Arn"]

    def add(self, *accounts):
        details = [{"AccountId": account, "EmailAddress": "x@example.com"} for account in accounts]
        told = self.admin.create_members(GraphArn=self.graph, Accounts=details)
        return {each["AccountId"] for each in told["Members"]}, {
            each["AccountId"] for each in told["UnprocessedAccounts"]
        }

    def members_now(self):
        told = self.admin.list_members(GraphArn=self.graph)["MemberDetails"]
        return {each["AccountId"]: each["Status"] for each in told}


@pytest.fixture
def company(members, connect):
    return Company(members, connect, PRINCIPAL)


def test_an_account_by_itself(client):
    detective = client("detective", REGION)
    assert detective.list_graphs()["GraphList"] == []
    arn = detective.create_graph()["GraphArn"]
    assert detective.create_graph()["GraphArn"] == arn
    assert [each["Arn"] for each in detective.list_graphs()["GraphList"]] == [arn]
    assert client("detective", ELSEWHERE).list_graphs()["GraphList"] == []
    with refused("ResourceNotFoundException"):
        detective.delete_graph(GraphArn=f"{arn}0")
    with refused("AccessDeniedException"):
        detective.describe_organization_configuration(GraphArn=arn)
    detective.delete_graph(GraphArn=arn)
    assert detective.list_graphs()["GraphList"] == []


def test_designating_brings_trust_and_a_graph(company):
    ours = company.detective()
    with refused("AccessDeniedException", 403):
        company.detective(company.one).enable_organization_admin_account(AccountId=company.security)
    with refused("ValidationException"):
        ours.enable_organization_admin_account(AccountId="999988887777")
    company.designate()
    for account in (company.security, company.one):
        with refused("ValidationException"):
            ours.enable_organization_admin_account(AccountId=account)
    (told,) = ours.list_organization_admin_accounts()["Administrators"]
    assert (told["AccountId"], told["GraphArn"]) == (company.security, company.graph)
    assert company.detective(region=ELSEWHERE).list_organization_admin_accounts()["Administrators"] == []
    listed = company.members.organizations.list_delegated_administrators(ServicePrincipal=PRINCIPAL)
    assert [each["Id"] for each in listed["DelegatedAdministrators"]] == [company.security]
    with refused("ValidationException"):
        company.admin.delete_graph(GraphArn=company.graph)


def test_members_present_and_new(company):
    company.designate()
    assert company.add(company.one, company.security, "999988887777") == (
        {company.one},
        {company.security, "999988887777"},
    )
    assert company.add(company.one) == (set(), {company.one})
    company.admin.update_organization_configuration(GraphArn=company.graph, AutoEnable=True)
    assert company.admin.describe_organization_configuration(GraphArn=company.graph)["AutoEnable"] is True
    three = company.members.create("three")
    until(company.members_now, lambda found: found == {company.one: "ENABLED", three: "ENABLED"})
    told = company.admin.delete_members(GraphArn=company.graph, AccountIds=[company.one, company.two])
    assert told["AccountIds"] == [company.one]
    assert [each["AccountId"] for each in told["UnprocessedAccounts"]] == [company.two]
    found = company.admin.get_members(GraphArn=company.graph, AccountIds=[company.one, three])
    assert [each["AccountId"] for each in found["MemberDetails"]] == [three]


def test_an_administrator_is_withdrawn_with_its_graph(company):
    company.designate()
    graph = company.graph
    company.detective().disable_organization_admin_account()
    assert company.admin.list_graphs()["GraphList"] == []
    with refused("AccessDeniedException"):
        company.admin.list_members(GraphArn=graph)
    with refused("ValidationException"):
        company.detective().disable_organization_admin_account()
