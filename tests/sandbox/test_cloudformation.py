"""StackSets across an organization: let in by its own request, which Organizations hears of, and not by trust alone."""

from __future__ import annotations

from typing import Any

from sandbox.asking import refused
from sandbox.membership import Members

SERVICE = "member.org.stacksets.cloudformation.amazonaws.com"


def trusted(members: Members) -> list[str]:
    told = members.organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    return [one["ServicePrincipal"] for one in told]


def test_it_is_let_in_and_out_by_its_own_requests(members: Members, connect: Any) -> None:
    stacks = connect("cloudformation")
    assert stacks.describe_organizations_access()["Status"] == "DISABLED"
    stacks.activate_organizations_access()
    assert stacks.describe_organizations_access()["Status"] == "ENABLED"
    assert SERVICE in trusted(members)
    stacks.deactivate_organizations_access()
    assert stacks.describe_organizations_access()["Status"] == "DISABLED"
    assert SERVICE not in trusted(members)


def test_trust_alone_is_not_enough(members: Members, connect: Any) -> None:
    members.organizations.enable_aws_service_access(ServicePrincipal=SERVICE)
    assert connect("cloudformation").describe_organizations_access()["Status"] == "DISABLED"


def test_only_the_management_account_lets_it_in(members: Members) -> None:
    made = members.create("one")
    stacks = members.connect("cloudformation", **members.enter(made))
    with refused("InvalidOperationException"):
        stacks.activate_organizations_access()
    assert stacks.describe_organizations_access()["Status"] == "DISABLED"
