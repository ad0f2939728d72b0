"""Reset, the record of what was asked, and who may ask at all."""

import socket
import threading

import pytest

from hardpan.model import Problem
from hardpan.sandbox.control import Refused
from hardpan.sandbox.server import Sandbox
from sandbox.asking import answer_of, refused, send


def test_it_says_what_there_is(sandbox, client):
    client("iam").list_users()
    health = sandbox.control.health()
    assert (health["scenario"], health["requests"]) == ("factory-new", 1)


def test_what_was_asked_is_recorded(sandbox, client, account):
    client("ec2", "eu-west-1").describe_vpcs(MaxResults=10)
    with refused("NoSuchEntity"):
        client("iam").get_user(UserName="nobody")
    first, second = sandbox.control.requests()
    assert (first["service"], first["operation"]) == ("ec2", "DescribeVpcs")
    assert (first["account"], first["region"], first["status"]) == (account, "eu-west-1", 200)
    assert first["parameters"] == ["MaxResults"]
    assert (second["operation"], second["status"]) == ("GetUser", 404)
    sandbox.control.forget_requests()
    assert sandbox.control.requests() == []


def test_values_of_parameters_are_not_recorded(sandbox, client):
    client("iam").create_user(UserName="alice")
    client("iam").create_login_profile(UserName="alice", Password="a-secret-of-alice")
    assert "a-secret-of-alice" not in str(sandbox.control.requests())


def test_a_reset_forgets_everything(sandbox, client):
    client("iam").create_user(UserName="alice")
    client("ec2").enable_ebs_encryption_by_default()
    client("account").put_account_name(AccountName="mine")
    client("budgets").create_budget(AccountId=sandbox.account, Budget=_BUDGET)
    sandbox.control.human("enrol-root-mfa")
    sandbox.control.reset("factory-new")
    assert sandbox.control.requests() == []
    assert client("iam").list_users()["Users"] == []
    assert client("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False
    assert client("account").get_account_information()["AccountName"] != "mine"
    assert client("budgets").describe_budgets(AccountId=sandbox.account)["Budgets"] == []
    assert client("iam").get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 0


_BUDGET = {
    "BudgetName": "mine",
    "BudgetType": "COST",
    "TimeUnit": "MONTHLY",
    "BudgetLimit": {"Amount": "5", "Unit": "USD"},
}


def test_a_reset_may_enable_regions(sandbox, client):
    sandbox.control.reset("factory-new", regions=("af-south-1",))
    assert client("account").get_region_opt_status(RegionName="af-south-1")["RegionOptStatus"] == "ENABLED"
    with pytest.raises(Refused, match="us-east-1"):
        sandbox.control.reset("factory-new", regions=("us-east-1",))


def test_an_unknown_scenario_leaves_everything_as_it_is(sandbox, client):
    client("iam").create_user(UserName="alice")
    with pytest.raises(Refused, match="personal-messy"):
        sandbox.control.reset("utopia")
    assert len(client("iam").list_users()["Users"]) == 1


def test_nobody_is_answered_from_a_half_built_account(sandbox, client):
    """Readers during resets see an account before or after, never an error."""
    ended, wrong = threading.Event(), []

    def read(name):
        while not ended.is_set():
            try:
                client(name).list_roles() if name == "iam" else client(name).describe_vpcs()
            except Exception as error:  # noqa: BLE001  # whatever a thread met is what the test reports
                wrong.append(error)

    readers = [threading.Thread(target=read, args=(name,)) for name in ("iam", "ec2")]
    for reader in readers:
        reader.start()
    for _ in range(10):
        sandbox.control.reset("factory-new")
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == []


@pytest.mark.parametrize("host", ["evil.example.com", "127.0.0.1.evil.example.com", "192.0.2.1", ""])
def test_another_name_than_this_machines_is_refused(sandbox, host):
    status, _, said = send(sandbox.url, "GET", "/_hardpan/health", Host=host)
    assert status == 403
    assert "not this machine" in said


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "iam.amazonaws.com", "photos.s3.us-east-1.amazonaws.com"])
def test_names_of_this_machine_and_of_aws_are_answered(sandbox, host):
    assert send(sandbox.url, "GET", "/_hardpan/health", Host=host)[0] == 200


def test_a_page_in_a_browser_cannot_reset(sandbox, client):
    client("iam").create_user(UserName="alice")
    status, _ = answer_of(sandbox.url, "POST", "reset", {"scenario": "factory-new"}, Origin="https://evil.example.com")
    assert status == 403
    assert len(client("iam").list_users()["Users"]) == 1


def test_it_listens_on_loopback_only(sandbox):
    port = int(sandbox.url.rpartition(":")[2])
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        # The whole of 127.0.0.0/8 is this machine; a server on all addresses would answer here too.
        assert other.connect_ex(("127.0.0.2", port)) != 0


def test_a_person_confirms_a_subscription(sandbox, client):
    sns = client("sns", "eu-west-1")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="me@example.com")
    with pytest.raises(Refused, match="no subscription"):
        sandbox.control.human("confirm-subscription", topic=topic, endpoint="you@example.com")
    sandbox.control.human("confirm-subscription", topic=topic, endpoint="me@example.com")
    (listed,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert listed["SubscriptionArn"].startswith(topic)


def test_a_port_that_is_taken_is_told(sandbox):
    with pytest.raises(Problem, match="cannot listen"):
        Sandbox(port=sandbox.port)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nothing", None, 404),
        ("DELETE", "health", None, 404),
        ("POST", "reset", "{no", 400),
        ("POST", "human/fly", {}, 400),
        ("POST", "human/__init__", {}, 400),
        ("POST", "human/enrol-root-mfa", {"kind": "hope"}, 400),
        ("POST", "human/age-user", {}, 400),
    ],
)
def test_nonsense_is_told_to_be_nonsense(sandbox, method, path, body, status):
    got, said = answer_of(sandbox.url, method, path, body)
    assert got == status
    assert said["error"]
