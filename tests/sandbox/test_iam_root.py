"""Root, as far as IAM tells of it: the summary, MFA devices, and the credential report."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.asking import refused
from sandbox.membership import ADMINISTRATOR

COLUMNS = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,"
    "mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,"
    "access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
    "access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


@pytest.fixture
def summary(client):
    return lambda name: client("iam").get_account_summary()["SummaryMap"][name]


@pytest.fixture
def report(client):
    """The credential report's rows by user, made now."""

    def make():
        while client("iam").generate_credential_report()["State"] != "COMPLETE":
            pass
        content = client("iam").get_credential_report()["Content"].decode()
        return {row["user"]: row for row in csv.DictReader(io.StringIO(content))}

    return make


def test_root_begins_with_a_password_and_nothing_else(summary):
    assert summary("AccountPasswordPresent") == 1
    for name in ("AccountMFAEnabled", "AccountAccessKeysPresent", "AccountSigningCertificatesPresent", "Users"):
        assert summary(name) == 0


@pytest.mark.parametrize(("kind", "listed"), [("virtual", 1), ("passkey", 0), ("hardware", 0)])
def test_only_a_virtual_device_of_root_is_listed_to_others(sandbox, client, summary, account, kind, listed):
    sandbox.control.human("enrol-root-mfa", kind=kind)
    assert summary("AccountMFAEnabled") == 1
    devices = client("iam").list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    assert [device["User"]["Arn"] for device in devices] == [f"arn:aws:iam::{account}:root"] * listed
    assert client("iam").list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"] == []
    assert len(client("iam").list_mfa_devices()["MFADevices"]) == 1
    sandbox.control.human("remove-root-mfa")
    assert summary("AccountMFAEnabled") == 0


def test_each_device_of_roots_has_its_own_serial_number(sandbox, client, summary, account):
    for kind in ("passkey", "virtual", "virtual"):
        sandbox.control.human("enrol-root-mfa", kind=kind)
    iam = client("iam")
    listed = [each["SerialNumber"] for each in iam.list_virtual_mfa_devices()["VirtualMFADevices"]]
    assert listed[0] == f"arn:aws:iam::{account}:mfa/root-account-mfa-device"
    assert len(set(listed)) == 2
    assert len({each["SerialNumber"] for each in iam.list_mfa_devices()["MFADevices"]}) == 3
    assert (summary("MFADevices"), summary("MFADevicesInUse")) == (2, 3)
    iam.deactivate_mfa_device(SerialNumber=listed[0])
    with refused("DeleteConflict", 409):
        iam.delete_virtual_mfa_device(SerialNumber=listed[1])
    iam.delete_virtual_mfa_device(SerialNumber=listed[0])
    assert [each["SerialNumber"] for each in iam.list_virtual_mfa_devices()["VirtualMFADevices"]] == listed[1:]
    with refused("NoSuchEntity", 404):
        iam.delete_virtual_mfa_device(SerialNumber=f"arn:aws:iam::{account}:mfa/nothing")


def test_a_new_certificate_has_an_id_of_its_own(sandbox, client):
    iam = client("iam")

    def held():
        return [each["CertificateId"] for each in iam.list_signing_certificates()["Certificates"]]

    for _ in range(2):
        sandbox.control.human("upload-root-signing-certificate")
    first, second = held()
    iam.delete_signing_certificate(CertificateId=first)
    sandbox.control.human("upload-root-signing-certificate")
    assert held()[0] == second
    assert len(set(held())) == 2


def test_only_root_itself_gets_rid_of_its_keys_and_certificates(sandbox, summary):
    sandbox.control.human("create-root-access-key")
    sandbox.control.human("upload-root-signing-certificate")
    assert (summary("AccountAccessKeysPresent"), summary("AccountSigningCertificatesPresent")) == (1, 1)
    sandbox.control.human("delete-root-access-keys")
    sandbox.control.human("delete-root-signing-certificates")
    assert (summary("AccountAccessKeysPresent"), summary("AccountSigningCertificatesPresent")) == (0, 0)


def test_a_report_is_made_before_it_is_got(client):
    iam = client("iam")
    with refused("ReportNotPresent", 410):
        iam.get_credential_report()
    assert iam.generate_credential_report()["State"] == "STARTED"
    with refused("ReportInProgress", 404):
        iam.get_credential_report()
    assert iam.generate_credential_report()["State"] == "COMPLETE"
    assert iam.get_credential_report()["Content"].decode().splitlines()[0] == COLUMNS


def test_roots_row(sandbox, report, account):
    sandbox.control.human("root-last-signed-in", days_ago=100)
    sandbox.control.human("create-root-access-key", age_days=400, last_used_days_ago=30)
    sandbox.control.human("enrol-root-mfa")
    row = report()["<root_account>"]
    assert row["arn"] == f"arn:aws:iam::{account}:root"
    assert (row["password_enabled"], row["password_last_changed"]) == ("not_supported", "not_supported")
    assert _days_since(row["password_last_used"]) == 100
    assert (row["mfa_active"], row["access_key_1_active"]) == ("true", "true")
    assert _days_since(row["access_key_1_last_rotated"]) == 400
    assert _days_since(row["access_key_1_last_used_date"]) == 30
    assert (row["access_key_2_active"], row["access_key_2_last_rotated"]) == ("false", "N/A")
    sandbox.control.human("root-last-signed-in")
    assert report()["<root_account>"]["password_last_used"] == "no_information"


def test_a_users_row(sandbox, client, report):
    iam = client("iam")
    iam.create_user(UserName="alice")
    assert report()["alice"]["password_enabled"] == "false"
    assert report()["alice"]["password_last_used"] == "N/A"
    iam.create_login_profile(UserName="alice", Password="In-the-sandbox-1")
    assert report()["alice"]["password_last_used"] == "no_information"
    key = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    sandbox.control.human("age-user", user="alice", days=300, password_last_used_days_ago=50)
    sandbox.control.human("age-access-key", user="alice", days=200, access_key_id=key)
    row = report()["alice"]
    assert (row["password_enabled"], _days_since(row["password_last_used"])) == ("true", 50)
    assert (row["access_key_1_active"], row["access_key_1_last_used_date"]) == ("true", "N/A")
    assert _days_since(row["access_key_1_last_rotated"]) == 200
    assert row["mfa_active"] == "false"
    sandbox.control.human("enrol-user-mfa", user="alice")
    iam.update_access_key(UserName="alice", AccessKeyId=key, Status="Inactive")
    row = report()["alice"]
    assert (row["mfa_active"], row["access_key_1_active"]) == ("true", "false")
    assert [device["UserName"] for device in iam.list_mfa_devices(UserName="alice")["MFADevices"]] == ["alice"]


def test_a_used_key_says_where(client, report):
    iam = client("iam")
    iam.create_user(UserName="alice")
    iam.attach_user_policy(UserName="alice", PolicyArn=ADMINISTRATOR)
    key = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
    client("ec2", "eu-west-1", key=key).describe_vpcs()
    row = report()["alice"]
    assert (row["access_key_1_last_used_region"], row["access_key_1_last_used_service"]) == ("eu-west-1", "ec2")


def test_a_report_may_be_kept_as_aws_keeps_it(sandbox, client, report):
    sandbox.control.human("keep-credential-report", hours=4)
    assert "alice" not in report()
    client("iam").create_user(UserName="alice")
    assert "alice" not in report()
    sandbox.control.human("keep-credential-report", hours=0)
    assert "alice" in report()


def _days_since(when):
    return round((datetime.now(UTC) - datetime.fromisoformat(when)) / timedelta(days=1))
