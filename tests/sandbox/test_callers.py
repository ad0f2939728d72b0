"""Who is asking: root until somebody is made, then whoever holds the key."""

import json

import pytest

from hardpan.sandbox import callers
from sandbox.asking import refused
from sandbox.membership import ADMINISTRATOR

ANYONE = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}


@pytest.fixture
def alice(client):
    """An administrator's own clients, and the id of the key they are made with."""
    iam = client("iam")
    iam.create_user(UserName="alice")
    iam.attach_user_policy(UserName="alice", PolicyArn=ADMINISTRATOR)
    made = iam.create_access_key(UserName="alice")["AccessKey"]
    return lambda service: client(service, key=made["AccessKeyId"]), made["AccessKeyId"]


@pytest.mark.parametrize("key", ["testing", callers.ACCESS_KEY])
def test_in_a_new_account_there_is_only_root(client, account, key):
    sts, iam = client("sts", key=key), client("iam", key=key)
    who = sts.get_caller_identity()
    assert (who["Account"], who["UserId"]) == (account, account)
    assert who["Arn"] == f"arn:aws:iam::{account}:root"
    assert iam.get_user()["User"]["Arn"] == who["Arn"]
    assert iam.list_users()["Users"] == []


def test_a_user_is_known_by_its_key_until_that_is_inactive_or_gone(client, account, alice):
    as_alice, key = alice
    assert as_alice("sts").get_caller_identity()["Arn"] == f"arn:aws:iam::{account}:user/alice"
    assert as_alice("iam").get_user()["User"]["UserName"] == "alice"
    assert [each["AccessKeyId"] for each in as_alice("iam").list_access_keys()["AccessKeyMetadata"]] == [key]
    client("iam").update_access_key(UserName="alice", AccessKeyId=key, Status="Inactive")
    with refused("InvalidClientTokenId", 403):
        as_alice("sts").get_caller_identity()
    client("iam").delete_access_key(UserName="alice", AccessKeyId=key)
    with refused("AuthFailure", 401):
        as_alice("ec2").describe_vpcs()


def test_a_key_nobody_made_is_refused(client):
    with refused("InvalidClientTokenId", 403):
        client("sts", key="AKIAIOSFODNN7EXAMPLE").get_caller_identity()
    with refused("UnrecognizedClientException", 400):
        client("kms", key="AKIAIOSFODNN7EXAMPLE").list_keys()


def test_a_key_that_a_user_has_lost_is_nobodys(sandbox, connect):
    """In a scenario whose owners gave the sandbox's own key to a user, root does not get it back."""
    sandbox.reset("startup-grown")
    iam = connect("iam", key=callers.ACCESS_KEY)
    assert iam.get_user()["User"]["UserName"] == "robin"
    iam.delete_access_key(AccessKeyId=callers.ACCESS_KEY)
    with refused("InvalidClientTokenId", 403):
        iam.get_user()
    sandbox.reset("factory-new")
    assert iam.get_user()["User"]["Arn"].endswith(":root")


def test_accounts_do_not_see_each_other(client):
    ours, theirs = client("iam"), client("iam", key=callers.root_key_of("999988887777"))
    theirs.create_user(UserName="mallory")
    assert theirs.get_user(UserName="mallory")["User"]["Arn"] == "arn:aws:iam::999988887777:user/mallory"
    assert ours.list_users()["Users"] == []
    account = client("sts", key=callers.root_key_of("999988887777")).get_caller_identity()["Account"]
    assert account == "999988887777"


def test_root_makes_and_deletes_its_own_keys(client, account):
    iam = client("iam")
    key = iam.create_access_key()["AccessKey"]["AccessKeyId"]
    assert iam.get_account_summary()["SummaryMap"]["AccountAccessKeysPresent"] == 1
    assert client("sts", key=key).get_caller_identity()["Arn"].endswith(":root")
    iam.delete_access_key(AccessKeyId=key)
    assert iam.get_account_summary()["SummaryMap"]["AccountAccessKeysPresent"] == 0
    with refused("InvalidClientTokenId"):
        client("sts", key=key).get_caller_identity()


def test_a_role_is_assumed_by_whom_it_trusts(client, account, alice):
    as_alice, _ = alice
    iam, role = client("iam"), f"arn:aws:iam::{account}:role/hardpan/reader"
    trust = {**ANYONE, "Principal": {"AWS": f"arn:aws:iam::{account}:user/alice"}}
    iam.create_role(RoleName="reader", Path="/hardpan/", AssumeRolePolicyDocument=_policy(trust))
    with refused("AccessDenied", 403, match="root accounts"):
        client("sts").assume_role(RoleArn=role, RoleSessionName="test")
    lent = as_alice("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    session = client("sts", key=lent["AccessKeyId"], token=lent["SessionToken"])
    assert session.get_caller_identity()["Arn"] == f"arn:aws:sts::{account}:assumed-role/reader/test"
    iam.create_user(UserName="bob")
    bob = iam.create_access_key(UserName="bob")["AccessKey"]["AccessKeyId"]
    with refused("AccessDenied", 403):
        client("sts", key=bob).assume_role(RoleArn=role, RoleSessionName="test")


def test_a_trust_policys_denial_wins_however_it_names_the_caller(client, account, alice):
    as_alice, _ = alice
    trust = {**ANYONE, "Principal": {"AWS": f"arn:aws:iam::{account}:root"}}
    denial = {**trust, "Effect": "Deny", "Principal": {"AWS": f"arn:aws:iam::{account}:user/alice"}}
    asked = {"RoleArn": f"arn:aws:iam::{account}:role/reader", "RoleSessionName": "test"}
    client("iam").create_role(RoleName="reader", AssumeRolePolicyDocument=_policy(trust))
    assert as_alice("sts").assume_role(**asked)["Credentials"]
    client("iam").update_assume_role_policy(RoleName="reader", PolicyDocument=_policy(trust, denial))
    with refused("AccessDenied", 403):
        as_alice("sts").assume_role(**asked)


def test_a_missing_role_is_denied_like_one_that_does_not_trust(alice, account):
    as_alice, _ = alice
    with refused("AccessDenied", 403, match="not authorized to perform: sts:AssumeRole"):
        as_alice("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/missing", RoleSessionName="test")


def test_an_external_id_is_asked_for(client, account, alice):
    as_alice, _ = alice
    trust = {**ANYONE, "Condition": {"StringEquals": {"sts:ExternalId": "agreed"}}}
    client("iam").create_role(RoleName="vendor", AssumeRolePolicyDocument=_policy(trust))
    asked = {"RoleArn": f"arn:aws:iam::{account}:role/vendor", "RoleSessionName": "test"}
    with refused("AccessDenied"):
        as_alice("sts").assume_role(**asked)
    assert as_alice("sts").assume_role(**asked, ExternalId="agreed")["Credentials"]


def test_a_session_token_is_the_callers(client):
    lent = client("sts").get_session_token()["Credentials"]
    assert client("sts", key=lent["AccessKeyId"]).get_caller_identity()["Arn"].endswith(":root")


def _policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
