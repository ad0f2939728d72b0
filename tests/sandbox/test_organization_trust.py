"""Services that act in an organization, the accounts that administer them, and a service that hears of new accounts."""

import pytest
from botocore.exceptions import ClientError

from hardpan.sandbox import organization
from hardpan.sandbox.organization import arrival
from sandbox.asking import refused

GUARDDUTY, CONFIG = "guardduty.amazonaws.com", "config.amazonaws.com"


@pytest.fixture
def register(members):
    def ask(account, service=GUARDDUTY):
        members.organizations.register_delegated_administrator(AccountId=account, ServicePrincipal=service)

    return ask


def why(ask, *given):
    with pytest.raises(ClientError) as raised:
        ask(*given)
    return raised.value.response["Reason"]


def test_trusted_access(members):
    organizations = members.organizations
    members.trust(GUARDDUTY, GUARDDUTY, "ram.amazonaws.com")
    listed = organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert [each["ServicePrincipal"] for each in listed] == [GUARDDUTY, "ram.amazonaws.com"]
    organizations.disable_aws_service_access(ServicePrincipal=GUARDDUTY)
    listed = organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert [each["ServicePrincipal"] for each in listed] == ["ram.amazonaws.com"]
    assert why(members.trust, "coffee.amazonaws.com") == "UNRECOGNIZED_SERVICE_PRINCIPAL"


def test_an_administrator_is_registered_after_trust_and_once(members, register):
    one, two = members.create("one"), members.create("two")
    assert why(register, one) == "SERVICE_ACCESS_NOT_ENABLED"
    members.trust(GUARDDUTY)
    assert why(register, members.sandbox.account) == "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"
    register(one)
    with refused("AccountAlreadyRegisteredException"):
        register(one)
    assert why(register, two) == "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"
    with refused("AccountNotFoundException"):
        register("999988887777")
    members.trust("ram.amazonaws.com")
    assert why(register, one, "ram.amazonaws.com") == "UNRECOGNIZED_SERVICE_PRINCIPAL"
    members.organizations.close_account(AccountId=two)
    assert why(register, two) == "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR"


def test_some_services_have_several(members, register):
    made = [members.create(f"account-{number}") for number in range(4)]
    members.trust(CONFIG)
    for account in made[:3]:
        register(account, CONFIG)
    assert why(register, made[3], CONFIG) == "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED"


def test_administrators_are_listed(members, register):
    organizations, made = members.organizations, members.create("one")
    members.trust(GUARDDUTY, CONFIG)
    with refused("AccountNotRegisteredException"):
        organizations.list_delegated_services_for_account(AccountId=made)
    register(made)
    register(made, CONFIG)
    (told,) = organizations.list_delegated_administrators()["DelegatedAdministrators"]
    assert (told["Id"], told["Name"], told["State"]) == (made, "one", "ACTIVE")
    of_another = organizations.list_delegated_administrators(ServicePrincipal="sso.amazonaws.com")
    assert of_another["DelegatedAdministrators"] == []
    services = organizations.list_delegated_services_for_account(AccountId=made)["DelegatedServices"]
    assert [each["ServicePrincipal"] for each in services] == [GUARDDUTY, CONFIG]
    organizations.deregister_delegated_administrator(AccountId=made, ServicePrincipal=GUARDDUTY)
    assert organizations.list_delegated_administrators(ServicePrincipal=GUARDDUTY)["DelegatedAdministrators"] == []
    with refused("AccountNotRegisteredException"):
        organizations.deregister_delegated_administrator(AccountId=made, ServicePrincipal=GUARDDUTY)


def test_what_services_of_the_sandbox_ask(members, register, account):
    made = members.create("one")
    members.trust(GUARDDUTY)
    register(made)
    found = organization.of(made)
    assert found is organization.of(account)
    assert found.management == account
    assert found.path(made) == f"{found.id}/{members.root}/{made}/"
    assert found.is_trusted(GUARDDUTY)
    assert not found.is_trusted(CONFIG)
    assert found.delegated_administrators(GUARDDUTY) == [made]
    assert found.administers(made, GUARDDUTY)
    assert found.administers(account, GUARDDUTY)
    assert not found.administers(made, CONFIG)
    assert [member.id for member in found.active()] == [account, made]
    assert organization.of("999988887777") is None


def test_a_service_hears_of_new_accounts(members, monkeypatch):
    """A handler acts in the new account through its call, on state that the account's own handlers read."""
    heard = []

    def hook(found, there):
        heard.append((found.management, there.account))
        there.elsewhere(there.account, "eu-west-1", "ec2").state["test"] = "seen"
        assert there.elsewhere(there.account, "us-east-1", "ec2").state.get("test") is None

    monkeypatch.setattr(arrival, "_hooks", [*arrival._hooks, hook])
    made = members.create("one")
    assert heard == [(members.sandbox.account, made)]
