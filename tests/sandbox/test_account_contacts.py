"""The contacts of an account, its name, its plans."""

import pytest

from sandbox.asking import refused

NEW = {
    "FullName": "Robin Doe",
    "AddressLine1": "2 Example Street",
    "City": "Berlin",
    "PostalCode": "10115",
    "CountryCode": "DE",
    "PhoneNumber": "+493012345678",
}
SECURITY = {
    "AlternateContactType": "SECURITY",
    "Name": "Robin Doe",
    "Title": "Owner",
    "EmailAddress": "security@example.com",
    "PhoneNumber": "+493012345678",
}


@pytest.fixture
def account_api(client):
    return client("account")


def test_the_primary_contact_is_replaced_whole_and_verified_anew(sandbox, account_api):
    before = account_api.get_contact_information()
    assert before["ContactInformation"]["StateOrRegion"] == "WA"
    assert before["VerificationStatus"] == "UNVERIFIED"
    sandbox.control.human("verify-phone")
    assert account_api.get_contact_information()["VerificationStatus"] == "VERIFIED"
    account_api.put_contact_information(ContactInformation=NEW)
    after = account_api.get_contact_information()
    assert after["ContactInformation"] == NEW
    assert after["VerificationStatus"] == "UNVERIFIED"


def test_a_phone_is_verified_by_the_code_sent_to_it(account_api):
    with refused("ResourceNotFoundException", 404):
        account_api.verify_phone_number(Otp="123456")
    assert account_api.send_phone_number_verification()["Status"] == "PENDING"
    assert account_api.get_contact_information()["VerificationStatus"] == "PENDING"
    with refused("ValidationException"):
        account_api.verify_phone_number(Otp="000000")
    assert account_api.verify_phone_number(Otp="123456")["Status"] == "VERIFIED"
    assert account_api.get_contact_information()["VerificationStatus"] == "VERIFIED"
    with refused("ConflictException", 409):
        account_api.send_phone_number_verification()


def test_an_alternate_contact_is_put_got_and_deleted(account_api):
    with refused("ResourceNotFoundException", 404):
        account_api.get_alternate_contact(AlternateContactType="SECURITY")
    account_api.put_alternate_contact(**SECURITY)
    got = account_api.get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"]
    assert got == SECURITY
    account_api.delete_alternate_contact(AlternateContactType="SECURITY")
    with refused("ResourceNotFoundException", 404):
        account_api.get_alternate_contact(AlternateContactType="SECURITY")
    with refused("ResourceNotFoundException", 404):
        account_api.delete_alternate_contact(AlternateContactType="SECURITY")


@pytest.mark.parametrize("mail", ["nobody", "no body@example.com"])
def test_an_address_must_be_one(account_api, mail):
    with refused("ValidationException", 400):
        account_api.put_alternate_contact(**SECURITY | {"EmailAddress": mail})


def test_no_account_is_named_outside_an_organization(account_api, account):
    with refused("AccessDeniedException", 403):
        account_api.get_contact_information(AccountId=account)
    with refused("AccessDeniedException", 403):
        account_api.put_alternate_contact(AccountId=account, **SECURITY)


def test_the_account_has_a_name(account_api, account):
    account_api.put_account_name(AccountName="home")
    told = account_api.get_account_information()
    assert (told["AccountId"], told["AccountName"], told["AccountState"]) == (account, "home", "ACTIVE")


def test_support_needs_a_paid_plan(sandbox, client):
    support = client("support")
    for ask in (support.describe_severity_levels, support.describe_cases, support.describe_services):
        with refused("SubscriptionRequiredException", 400):
            ask()
    sandbox.control.human("choose-support-plan", plan="business")
    assert {level["code"] for level in support.describe_severity_levels()["severityLevels"]} >= {"low", "urgent"}
    assert support.describe_cases()["cases"] == []


def test_there_is_no_organization(client):
    organizations = client("organizations")
    for ask in (organizations.describe_organization, organizations.list_accounts, organizations.list_roots):
        with refused("AWSOrganizationsNotInUseException", 400):
            ask()
    organizations.create_organization(FeatureSet="ALL")
    assert organizations.describe_organization()["Organization"]["FeatureSet"] == "ALL"


def test_the_account_plan_is_told(client, account):
    plan = client("freetier").get_account_plan_state()
    assert (plan["accountId"], plan["accountPlanType"], plan["accountPlanStatus"]) == (account, "PAID", "ACTIVE")
