"""Accounts of an organization: made and closed in the background, entered by their role, hard to let go."""

import time

import pytest
from botocore.exceptions import ClientError

from hardpan.sandbox import callers
from sandbox.asking import refused
from sandbox.membership import ROLE, Members, until


@pytest.fixture
def at_a_pace(sandbox, connect):
    """An organization where things take as long as the test says."""

    def begin(**seconds):
        members = Members(sandbox, connect).begin()
        at_once = {"change": 0, "finalizing": 0, "account": 0, "newborn": 0, "policy_type": 0, "closing": 0}
        sandbox.control.pace(**{**at_once, **seconds})
        return members

    return begin


def ask_for(members, name, email=None, **more):
    asked = members.organizations.create_account(AccountName=name, Email=email or f"{name}@example.com", **more)
    return asked["CreateAccountStatus"]


def test_an_account_is_made_in_the_background(at_a_pace):
    members = at_a_pace(account=0.3)
    asked = ask_for(members, "one")
    assert asked["State"] == "IN_PROGRESS"
    assert "AccountId" not in asked
    assert len(members.organizations.list_accounts()["Accounts"]) == 1
    listed = members.organizations.list_create_account_status(States=["IN_PROGRESS"])["CreateAccountStatuses"]
    assert [each["Id"] for each in listed] == [asked["Id"]]
    made = members.settled(asked["Id"])
    assert (made["State"], made["AccountName"]) == ("SUCCEEDED", "one")
    assert made["CompletedTimestamp"] > made["RequestedTimestamp"]
    told = members.organizations.describe_account(AccountId=made["AccountId"])["Account"]
    assert (told["Name"], told["Email"], told["State"]) == ("one", "one@example.com", "ACTIVE")
    assert told["JoinedMethod"] == "CREATED"
    assert told["Paths"][0].endswith(f"/{members.root}/{made['AccountId']}/")
    assert "Status" not in told  # retired in September 2026
    with refused("CreateAccountStatusNotFoundException"):
        members.organizations.describe_create_account_status(CreateAccountRequestId="car-" + "0" * 32)


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("aws+111122223333@example.com", "EMAIL_ALREADY_EXISTS"),
        ("AWS+111122223333@Example.com", "EMAIL_ALREADY_EXISTS"),
        ("one@-example.com", "INVALID_EMAIL"),
        (".one@example.com", "INVALID_EMAIL"),
        ("o,ne@example.com", "INVALID_EMAIL"),
    ],
)
def test_a_failure_is_told_later(members, email, why):
    failed = members.settled(ask_for(members, "one", email)["Id"])
    assert (failed["State"], failed["FailureReason"]) == ("FAILED", why)
    assert "AccountId" not in failed
    assert len(members.organizations.list_accounts()["Accounts"]) == 1


def test_the_same_request_twice_makes_one_account(at_a_pace):
    members = at_a_pace(account=0.3)
    first, second = ask_for(members, "one"), ask_for(members, "one")
    assert members.settled(first["Id"])["State"] == "SUCCEEDED"
    assert members.settled(second["Id"])["FailureReason"] == "CONCURRENT_ACCOUNT_MODIFICATION"
    assert members.settled(ask_for(members, "one")["Id"])["FailureReason"] == "EMAIL_ALREADY_EXISTS"


def test_ten_accounts_are_the_quota_until_a_person_raises_it(sandbox, members):
    made = [members.create(f"account-{number}") for number in range(9)]
    assert members.settled(ask_for(members, "eleventh")["Id"])["FailureReason"] == "ACCOUNT_LIMIT_EXCEEDED"
    # A closed account still counts.
    members.organizations.close_account(AccountId=made[0])
    assert members.settled(ask_for(members, "eleventh")["Id"])["FailureReason"] == "ACCOUNT_LIMIT_EXCEEDED"
    sandbox.control.human("raise-account-quota", accounts=11)
    assert members.create("eleventh")


def test_the_quota_is_read_and_asked_for_in_its_region(sandbox, members, connect):
    asked = {"ServiceCode": "organizations", "QuotaCode": "L-29A0C5DF"}
    quotas = connect("service-quotas")
    assert quotas.get_service_quota(**asked)["Quota"]["Value"] == 10
    with refused("NoSuchResourceException"):
        connect("service-quotas", "eu-west-1").get_service_quota(**asked)
    with refused("IllegalArgumentException"):
        quotas.request_service_quota_increase(**asked, DesiredValue=10)
    request = quotas.request_service_quota_increase(**asked, DesiredValue=20)["RequestedQuota"]
    assert request["Status"] == "CASE_OPENED"
    assert quotas.get_service_quota(**asked)["Quota"]["Value"] == 10
    sandbox.control.human("raise-account-quota", accounts=20)
    assert quotas.get_service_quota(**asked)["Quota"]["Value"] == 20
    session = members.enter(members.create("one"))
    with refused("AccessDeniedException"):
        connect("service-quotas", **session).request_service_quota_increase(**asked, DesiredValue=50)
    with refused("NoSuchResourceException"):  # it is the management account's
        connect("service-quotas", **session).get_service_quota(**asked)
    assert quotas.get_service_quota(ServiceCode="vpc", QuotaCode="L-F678F1CE")["Quota"]["QuotaName"]
    with refused("NoSuchResourceException"):
        quotas.get_service_quota(ServiceCode="vpc", QuotaCode="L-00000000")
    with refused("UnknownOperationException", match="does not offer"):
        quotas.request_service_quota_increase(ServiceCode="vpc", QuotaCode="L-F678F1CE", DesiredValue=50)
    with refused("NoSuchResourceException"):
        quotas.request_service_quota_increase(ServiceCode="organizations", QuotaCode="L-00000000", DesiredValue=50)


def test_a_card_is_needed(sandbox, members):
    sandbox.control.human("remove-payment-method")
    assert members.settled(ask_for(members, "one")["Id"])["FailureReason"] == "MISSING_PAYMENT_INSTRUMENT"
    sandbox.control.human("add-payment-method")
    assert members.create("one")


def test_five_are_made_at_a_time(at_a_pace):
    members = at_a_pace(account=0.5)
    asked = [ask_for(members, f"account-{number}") for number in range(5)]
    with pytest.raises(ClientError) as raised:
        ask_for(members, "sixth")
    assert raised.value.response["Reason"] == "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED"
    members.settled(asked[0]["Id"])
    members.settled(asked[-1]["Id"])
    assert ask_for(members, "sixth")["State"] == "IN_PROGRESS"


def test_a_new_organization_is_finalized_first(sandbox, connect):
    sandbox.control.pace(finalizing=0.4)
    members = Members(sandbox, connect)
    members.organizations.create_organization()
    with pytest.raises(ClientError) as raised:
        ask_for(members, "one")
    assert raised.value.response["Reason"] == "ACCOUNT_NUMBER_LIMIT_EXCEEDED"
    time.sleep(0.2)
    with refused("FinalizingOrganizationException"):
        ask_for(members, "one")
    time.sleep(0.2)
    assert ask_for(members, "one")


@pytest.mark.parametrize(
    ("name", "email", "role", "why"),
    [
        ("näme", "one@example.com", ROLE, "INVALID_PATTERN"),
        ("one", "one.example.com", ROLE, "INVALID_PATTERN"),
        ("one", f"{'x' * 60}@example.com", ROLE, "INVALID_PATTERN"),
        ("one", "one@example.com", "AWSServiceRoleForMe", "INVALID_ROLE_NAME"),
    ],
)
def test_nonsense_is_refused_at_once(members, name, email, role, why):
    with pytest.raises(ClientError) as raised:
        ask_for(members, name, email, RoleName=role)
    assert raised.value.response["Reason"] == why


def test_a_new_account_answers_strangely_for_a_moment(at_a_pace):
    """First its role is not there, then its keys are unknown, then its services are, to most of them longest."""
    members = at_a_pace(newborn=4.5)
    members.alice("sts").get_caller_identity()
    made = members.create("one")
    with refused("AccessDenied"):
        members.enter(made)
    session = until(lambda: _entered(members, made), lambda entered: entered is not None)
    # Made beforehand: to make one takes as long as the moment that is looked for.
    ec2, sns, s3, sts = (members.connect(service, **session) for service in ("ec2", "sns", "s3", "sts"))
    with refused("AuthFailure"):
        ec2.describe_vpcs()
    met = set()
    until(lambda: _code(ec2.describe_vpcs, met), lambda code: code is None)
    assert met == {"AuthFailure", "OptInRequired"}
    for ask, code in ((sns.list_topics, "OptInRequired"), (s3.list_buckets, "NotSignedUp")):
        with refused(code):
            ask()
    assert sts.get_caller_identity()["Account"] == made
    assert until(lambda: _code(sns.list_topics, met), lambda code: code is None) is None


def _entered(members, account):
    try:
        return members.enter(account)
    except ClientError:
        return None


def _code(ask, met):
    try:
        ask()
    except ClientError as refusal:
        met.add(refusal.response["Error"]["Code"])
        return refusal
    return None


def test_a_member_is_an_account_as_aws_hands_it_out(members, connect):
    made = members.create("one")
    session = members.enter(made)
    arn = f"arn:aws:sts::{made}:assumed-role/{ROLE}/test"
    assert connect("sts", **session).get_caller_identity()["Arn"] == arn
    iam = connect("iam", **session)
    attached = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
    assert [each["PolicyName"] for each in attached] == ["AdministratorAccess"]
    assert {role["RoleName"] for role in iam.list_roles()["Roles"]} == {ROLE, "AWSServiceRoleForOrganizations"}
    (vpc,) = connect("ec2", "eu-west-1", **session).describe_vpcs()["Vpcs"]
    assert vpc["IsDefault"]
    assert vpc["OwnerId"] == made
    connect("ec2", "eu-west-1", **session).enable_ebs_encryption_by_default()
    assert not connect("ec2", "eu-west-1").get_ebs_encryption_by_default()["EbsEncryptionByDefault"]
    assert iam.get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 1


def test_its_role_has_the_name_asked_for(members, connect):
    made = members.create("one", RoleName="Landing")
    assert members.enter(made, "Landing")
    with refused("AccessDenied"):
        members.enter(made)


def test_only_the_management_account_is_trusted_by_it(members, connect):
    one, two = members.create("one"), members.create("two")
    session = members.enter(one)
    with refused("AccessDenied"):
        connect("sts", **session).assume_role(RoleArn=f"arn:aws:iam::{two}:role/{ROLE}", RoleSessionName="test")


def test_an_account_is_closed_in_the_background(at_a_pace, connect):
    members = at_a_pace(closing=0.4)
    made = members.create("one")
    session = members.enter(made)

    def state():
        return members.organizations.describe_account(AccountId=made)["Account"]["State"]

    members.organizations.close_account(AccountId=made)
    assert state() == "PENDING_CLOSURE"
    with refused("AccountAlreadyClosedException"):
        members.organizations.close_account(AccountId=made)
    until(state, lambda found: found == "ACTIVE")
    with refused("AccountAlreadyClosedException"):
        members.organizations.close_account(AccountId=made)
    until(state, lambda found: found == "SUSPENDED")
    with refused("InvalidClientTokenId"):
        connect("iam", **session).list_users()
    with refused("AccessDenied"):
        members.enter(made)
    with pytest.raises(ClientError) as raised:
        members.organizations.close_account(AccountId=members.sandbox.account)
    assert raised.value.response["Reason"] == "CANNOT_CLOSE_MANAGEMENT_ACCOUNT"
    with refused("AccountNotFoundException"):
        members.organizations.close_account(AccountId="999988887777")


def test_a_closed_account_stays_closed_outside_of_its_organization(sandbox, members, connect):
    made = members.create("one")
    session = members.enter(made)
    sandbox.control.human("age-membership", account=made, days=5)
    sandbox.control.human("add-payment-method", account=made)
    sandbox.control.human("verify-phone", account=made)
    members.organizations.close_account(AccountId=made)
    members.organizations.remove_account_from_organization(AccountId=made)
    with refused("InvalidClientTokenId"):
        connect("iam", **session).list_users()
    with refused("AccessDenied"):
        members.enter(made)
    told = connect("account", key=callers.root_key_of(made)).get_account_information()
    assert told["AccountState"] == "SUSPENDED"


def test_three_are_closed_at_a_time(at_a_pace):
    members = at_a_pace(closing=5)
    made = [members.create(f"account-{number}") for number in range(4)]
    for account in made[:3]:
        members.organizations.close_account(AccountId=account)
    with pytest.raises(ClientError) as raised:
        members.organizations.close_account(AccountId=made[3])
    assert raised.value.response["Reason"] == "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED"


def test_an_account_leaves_when_it_could_stand_alone(sandbox, members, connect):
    made = members.create("one")
    members.trust("guardduty.amazonaws.com")
    asked = {"AccountId": made, "ServicePrincipal": "guardduty.amazonaws.com"}
    members.organizations.register_delegated_administrator(**asked)
    _stays(members, made, "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG")
    members.organizations.deregister_delegated_administrator(**asked)
    _stays(members, made, "WAIT_PERIOD_ACTIVE")
    sandbox.control.human("age-membership", account=made, days=5)
    _stays(members, made, "MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED")
    sandbox.control.human("add-payment-method", account=made)
    _stays(members, made, "ACCOUNT_CANNOT_LEAVE_WITHOUT_PHONE_VERIFICATION")
    sandbox.control.human("verify-phone", account=made)
    members.organizations.remove_account_from_organization(AccountId=made)
    with refused("AWSOrganizationsNotInUseException"):
        connect("organizations", key=callers.root_key_of(made)).describe_organization()
    assert len(members.organizations.list_accounts()["Accounts"]) == 1
    with refused("MasterCannotLeaveOrganizationException"):
        members.organizations.leave_organization()


def _stays(members, account, why):
    with pytest.raises(ClientError) as raised:
        members.organizations.remove_account_from_organization(AccountId=account)
    assert raised.value.response["Reason"] == why
