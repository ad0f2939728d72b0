"""A personal account after some years: what nobody tidied, so that every control has something to find."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from . import factory_new, messy_resources

if TYPE_CHECKING:
    from .world import World

NAME = "personal-messy"
DESCRIPTION = "A personal account after some years: root keys, no MFA, old keys, public buckets, open groups."

YEARS = 6 * 365.0  # days
SUPPLIER = "999988887777"  # another company's account
FORMER_MANAGEMENT = "444455556666"  # of an organization the account has left
UNUSED_REGION = "af-south-1"
GITHUB = "token.actions.githubusercontent.com"
MANAGED = "arn:aws:iam::aws:policy"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def build(world: World) -> None:
    factory_new.build(world)
    world.knobs.age_account(YEARS)
    world.enable_regions(UNUSED_REGION)
    for part in (root, administrator, forgotten_user, groups, roles, federation, expired_certificate):
        part(world)
    messy_resources.build(world)


def root(world: World) -> None:
    """Used yesterday, without MFA, with an access key and a signing certificate."""
    world.knobs.create_root_access_key(age_days=YEARS, last_used_days_ago=40)
    world.knobs.upload_root_signing_certificate()
    world.knobs.root_last_signed_in(days_ago=1)


def administrator(world: World) -> None:
    """alice: a password without MFA, two old keys, and every right given to her directly."""
    iam = world.client("iam")
    iam.create_user(UserName="alice")
    iam.create_login_profile(UserName="alice", Password="In-the-sandbox-only-1")  # noqa: S106
    for age, used in ((400, 3), (500, 320)):
        key = iam.create_access_key(UserName="alice")["AccessKey"]["AccessKeyId"]
        world.knobs.age_access_key("alice", age, access_key_id=key, last_used_days_ago=used)
    world.knobs.age_user("alice", 1200, password_last_used_days_ago=5)
    everything = iam.create_policy(PolicyName="let-me-work", PolicyDocument=_policy(EVERYTHING))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="alice", PolicyArn=f"{MANAGED}/AdministratorAccess")
    iam.attach_user_policy(UserName="alice", PolicyArn=everything)
    iam.put_user_policy(UserName="alice", PolicyName="just-in-case", PolicyDocument=_policy(EVERYTHING))
    iam.create_service_specific_credential(UserName="alice", ServiceName="codecommit.amazonaws.com")


def forgotten_user(world: World) -> None:
    """old-ci: made with a key that was never used, which AWS has since found in public."""
    iam = world.client("iam")
    iam.create_user(UserName="old-ci")
    iam.create_access_key(UserName="old-ci")
    iam.attach_user_policy(UserName="old-ci", PolicyArn=f"{MANAGED}/AmazonS3FullAccess")
    iam.attach_user_policy(UserName="old-ci", PolicyArn=f"{MANAGED}/AWSCompromisedKeyQuarantineV2")
    world.knobs.age_access_key("old-ci", 700)
    world.knobs.age_user("old-ci", 700)


def groups(world: World) -> None:
    iam = world.client("iam")
    iam.create_group(GroupName="friends")
    iam.attach_group_policy(GroupName="friends", PolicyArn=f"{MANAGED}/AdministratorAccess")
    iam.attach_group_policy(GroupName="friends", PolicyArn=f"{MANAGED}/AWSCloudShellFullAccess")
    iam.put_group_policy(GroupName="friends", PolicyName="all", PolicyDocument=_policy(EVERYTHING))
    iam.add_user_to_group(GroupName="friends", UserName="alice")


def roles(world: World) -> None:
    """One that anyone may assume, one for a supplier without external id, one for a former management account."""
    trusts = {
        "public-demo": _assumed_by("*"),
        "cost-saver": _assumed_by(f"arn:aws:iam::{SUPPLIER}:root"),
        "OrganizationAccountAccessRole": _assumed_by(f"arn:aws:iam::{FORMER_MANAGEMENT}:root"),
    }
    iam = world.client("iam")
    for name, trust in trusts.items():
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    iam.attach_role_policy(RoleName="public-demo", PolicyArn=f"{MANAGED}/AWSCloudShellFullAccess")
    iam.attach_role_policy(RoleName="cost-saver", PolicyArn=f"{MANAGED}/ReadOnlyAccess")
    iam.attach_role_policy(RoleName="OrganizationAccountAccessRole", PolicyArn=f"{MANAGED}/AdministratorAccess")


def federation(world: World) -> None:
    """GitHub Actions of any repository may deploy: the audience is tested, the subject is not."""
    iam = world.client("iam")
    provider = iam.create_open_id_connect_provider(Url=f"https://{GITHUB}", ClientIDList=["sts.amazonaws.com"])
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": provider["OpenIDConnectProviderArn"]},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}},
    }
    iam.create_role(RoleName="github-deploy", AssumeRolePolicyDocument=_policy(trust))
    iam.attach_role_policy(RoleName="github-deploy", PolicyArn=f"{MANAGED}/PowerUserAccess")


def expired_certificate(world: World) -> None:
    certificate, key = _certificate("shop.example.com", ended=timedelta(days=600))
    world.client("iam").upload_server_certificate(
        ServerCertificateName="shop-2022", CertificateBody=certificate, PrivateKey=key
    )


def _certificate(name: str, ended: timedelta) -> tuple[str, str]:
    """A self-signed certificate that has ended so long ago, and its private key, both in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    end = datetime.now(UTC) - ended
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=365))
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode(), private.decode()


def _assumed_by(principal: str) -> str:
    return _policy({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"})


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
