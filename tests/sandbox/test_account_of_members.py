"""Account Management on behalf of members: trusted access first, never on the management account itself by its id."""

import pytest

from hardpan.sandbox import callers
from hardpan.sandbox.services.account_email import CODE
from sandbox.asking import refused
from sandbox.membership import until

SERVICE = "account.amazonaws.com"
CONTACT = {
    "AlternateContactType": "SECURITY",
    "EmailAddress": "security@example.com",
    "Name": "Sam Example",
    "PhoneNumber": "+1 206 555 0101",
    "Title": "Security",
}


@pytest.fixture
def trusted(members):
    members.trust(SERVICE)
    return members


def test_trusted_access_comes_first(members, connect):
    made = members.create("one")
    with refused("AccessDeniedException", 403, match="trusted access"):
        connect("account").list_regions(AccountId=made)
    members.trust(SERVICE)
    assert connect("account").list_regions(AccountId=made)["Regions"]


def test_who_may_name_whom(trusted, connect, account):
    one, two = trusted.create("one"), trusted.create("two")
    with refused("AccessDeniedException", match="standalone context"):
        connect("account").get_contact_information(AccountId=account)
    with refused("AccessDeniedException", match="not a member"):
        connect("account").get_contact_information(AccountId="999988887777")
    theirs = connect("account", **trusted.enter(one))
    with refused("AccessDeniedException"):
        theirs.get_contact_information(AccountId=two)
    trusted.organizations.register_delegated_administrator(AccountId=one, ServicePrincipal=SERVICE)
    assert theirs.get_contact_information(AccountId=two)["ContactInformation"]["FullName"] == "Robin Example"
    with refused("AccessDeniedException"):
        theirs.get_contact_information(AccountId=account)


def test_contacts_are_the_members_own(trusted, connect):
    made = trusted.create("one")
    connect("account").put_alternate_contact(AccountId=made, **CONTACT)
    with refused("ResourceNotFoundException"):
        connect("account").get_alternate_contact(AlternateContactType="SECURITY")
    theirs = connect("account", **trusted.enter(made))
    assert theirs.get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"] == CONTACT
    connect("account").delete_alternate_contact(AccountId=made, AlternateContactType="SECURITY")
    with refused("ResourceNotFoundException"):
        theirs.get_alternate_contact(AlternateContactType="SECURITY")


def test_a_region_is_enabled_in_a_member_alone(trusted, connect):
    made, ours = trusted.create("one"), connect("account")
    session = trusted.enter(made)
    with refused("AuthFailure"):
        connect("ec2", "af-south-1", **session).describe_vpcs()
    ours.enable_region(AccountId=made, RegionName="af-south-1")

    def status(**of):
        return ours.get_region_opt_status(RegionName="af-south-1", **of)["RegionOptStatus"]

    assert status(AccountId=made) == "ENABLING"
    until(lambda: status(AccountId=made), lambda found: found == "ENABLED")
    assert status() == "DISABLED"
    assert connect("ec2", "af-south-1", **session).describe_vpcs()["Vpcs"]


def test_a_name_is_changed_and_listed(trusted, connect):
    made = trusted.create("one")
    connect("account").put_account_name(AccountId=made, AccountName="renamed")
    assert trusted.organizations.describe_account(AccountId=made)["Account"]["Name"] == "renamed"
    told = connect("account").get_account_information(AccountId=made)
    assert (told["AccountName"], told["AccountState"]) == ("renamed", "ACTIVE")


def test_the_root_users_address_is_changed_by_who_reads_it(trusted, connect):
    made, ours = trusted.create("one"), connect("account")
    with refused("ResourceNotFoundException"):
        ours.get_primary_email_update_status(AccountId=made)
    with refused("ConflictException"):
        ours.start_primary_email_update(AccountId=made, PrimaryEmail="one@example.com")
    ours.start_primary_email_update(AccountId=made, PrimaryEmail="new@example.com")
    assert ours.get_primary_email_update_status(AccountId=made)["Status"] == "PENDING"
    with refused("ValidationException"):
        ours.accept_primary_email_update(AccountId=made, PrimaryEmail="new@example.com", Otp="WRONG1")
    ours.accept_primary_email_update(AccountId=made, PrimaryEmail="new@example.com", Otp=CODE)
    assert ours.get_primary_email(AccountId=made)["PrimaryEmail"] == "new@example.com"
    assert trusted.organizations.describe_account(AccountId=made)["Account"]["Email"] == "new@example.com"


def test_a_closed_member_is_read_and_not_changed(trusted, connect):
    made, ours = trusted.create("one"), connect("account")
    trusted.organizations.close_account(AccountId=made)
    for ask in (
        lambda: ours.enable_region(AccountId=made, RegionName="af-south-1"),
        lambda: ours.put_account_name(AccountId=made, AccountName="renamed"),
        lambda: ours.put_alternate_contact(AccountId=made, **CONTACT),
        lambda: ours.start_primary_email_update(AccountId=made, PrimaryEmail="new@example.com"),
    ):
        with refused("AccessDeniedException", 403, match="closed"):
            ask()
    assert ours.get_region_opt_status(AccountId=made, RegionName="af-south-1")["RegionOptStatus"] == "DISABLED"
    told = ours.get_account_information(AccountId=made)
    assert (told["AccountName"], told["AccountState"]) == ("one", "SUSPENDED")


def test_without_an_organization_no_account_is_named(client):
    with refused("AccessDeniedException"):
        client("account").list_regions(AccountId="111122223333")
    alone = client("account", key=callers.root_key_of("999988887777"))
    assert alone.get_account_information()["AccountId"] == "999988887777"
