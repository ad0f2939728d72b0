"""Keys rotate with their period, come back disabled from deletion, and keep somebody who may change their policy."""

import json

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def kms(client):
    return client("kms")


@pytest.fixture
def key(kms):
    return kms.create_key()["KeyMetadata"]["KeyId"]


def test_rotation_keeps_its_period(kms, key):
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False
    kms.enable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 365
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=180)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 180
    kms.disable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False


def test_a_key_that_cannot_rotate_says_so(kms):
    signing = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    for call in (kms.get_key_rotation_status, kms.enable_key_rotation):
        with pytest.raises(ClientError, match="UnsupportedOperationException"):
            call(KeyId=signing)


def test_a_disabled_key_is_not_set_to_rotate(kms, key):
    kms.disable_key(KeyId=key)
    with pytest.raises(ClientError, match="DisabledException"):
        kms.enable_key_rotation(KeyId=key)


def test_a_key_taken_back_from_deletion_is_disabled(kms, key):
    with pytest.raises(ClientError, match="KMSInvalidStateException"):
        kms.cancel_key_deletion(KeyId=key)
    scheduled = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert scheduled["KeyState"] == "PendingDeletion"
    assert "DeletionDate" in kms.describe_key(KeyId=key)["KeyMetadata"]
    for call in (kms.enable_key, kms.schedule_key_deletion, kms.enable_key_rotation):
        with pytest.raises(ClientError, match="KMSInvalidStateException"):
            call(KeyId=key)
    kms.cancel_key_deletion(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"
    kms.enable_key(KeyId=key)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"


def test_deletion_waits_a_week_at_least(kms, key):
    with pytest.raises(ClientError, match="ValidationException"):
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=3)


def test_a_policy_must_let_its_author_put_the_next(kms, key, account):
    with pytest.raises(ClientError, match="MalformedPolicyDocumentException"):
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy="{no")
    locking = _policy({"AWS": f"arn:aws:iam::{account}:role/somebody-else"})
    with pytest.raises(ClientError, match="MalformedPolicyDocumentException"):
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=locking)
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=_policy({"AWS": f"arn:aws:iam::{account}:root"}))
    kept = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    assert kept["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{account}:root"}
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=locking, BypassPolicyLockoutSafetyCheck=True)
    with pytest.raises(ClientError, match="AccessDeniedException"):
        kms.get_key_policy(KeyId=key, PolicyName="default")


def test_a_new_keys_policy_too_must_let_its_author_put_the_next(kms, account):
    locking = _policy({"AWS": f"arn:aws:iam::{account}:role/somebody-else"})
    with pytest.raises(ClientError, match="MalformedPolicyDocumentException"):
        kms.create_key(Policy=locking)
    assert kms.create_key(Policy=_policy({"AWS": f"arn:aws:iam::{account}:root"}))


def test_a_statement_without_resources_is_taken_and_says_nothing(kms, key, account):
    (owner,) = json.loads(_policy({"AWS": f"arn:aws:iam::{account}:root"}))["Statement"]
    void = {name: value for name, value in owner.items() if name != "Resource"}
    with pytest.raises(ClientError, match="MalformedPolicyDocumentException"):
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps({"Statement": [void]}))
    both = json.dumps({"Version": "2012-10-17", "Statement": [owner, void]})
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=both)
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"


def test_a_denial_locks_out_however_it_names_the_caller(client, account):
    kms = client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    allowed = json.loads(_policy({"AWS": account}))
    (denial,) = json.loads(_policy({"AWS": f"arn:aws:iam::{account}:root"}))["Statement"]
    locking = {**allowed, "Statement": [*allowed["Statement"], {**denial, "Effect": "Deny"}]}
    with pytest.raises(ClientError, match="MalformedPolicyDocumentException"):
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(locking))
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(allowed))


def _policy(principal):
    statement = {"Effect": "Allow", "Principal": principal, "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
