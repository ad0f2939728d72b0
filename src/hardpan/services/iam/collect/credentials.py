"""What users sign in with, and the other things kept in IAM that work or expire."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hardpan.model import Place, Read, Reading, Unreadable, collector, lift

from ..facts import (
    AccessKey,
    OidcProvider,
    PasswordPolicy,
    PasswordRules,
    ServerCertificate,
    ServiceCredential,
    UserCredentials,
)

_NONE = "NoSuchEntity"


@collector(
    UserCredentials,
    per="account",
    reads=[
        "iam:ListUsers",
        "iam:ListAccessKeys",
        "iam:GetLoginProfile",
        "iam:ListMFADevices",
        "iam:GetAccessKeyLastUsed",
    ],
)
def user_credentials(here: Place) -> Reading[UserCredentials]:
    """Passwords, MFA devices and keys of every user, as they are now.

    The credential report holds most of it in one answer, but one up to four hours old: what was put right since would
    still be held against a user, what was made since would be overlooked, and a key in use could be taken for idle.
    """
    users = sorted((yield Read("iam", "ListUsers"))["Users"], key=lambda user: str(user["UserName"]))
    names = [user["UserName"] for user in users]
    logins = yield [Read("iam", "GetLoginProfile", UserName=name).or_none(_NONE) for name in names]
    answers = yield [Read("iam", "ListAccessKeys", UserName=name) for name in names]
    keys = [answer["AccessKeyMetadata"] for answer in answers]
    active = [key["AccessKeyId"] for held in keys if not isinstance(held, Unreadable) for key in held if _works(key)]
    uses = yield [Read("iam", "GetAccessKeyLastUsed", AccessKeyId=key) for key in active]
    last_used = {key: use["AccessKeyLastUsed"].get("LastUsedDate") for key, use in zip(active, uses, strict=True)}
    with_password = [name for name, login in zip(names, logins, strict=True) if login is not None]
    answers = yield [Read("iam", "ListMFADevices", UserName=name) for name in with_password]
    devices = {name: answer["MFADevices"] for name, answer in zip(with_password, answers, strict=True)}
    return [
        UserCredentials(
            place=here,
            name=user["UserName"],
            arn=user["Arn"],
            created=user["CreateDate"],
            has_password=lift(lambda found: found is not None, login),
            password_created=None if login is None else login["LoginProfile"]["CreateDate"],
            password_last_used=user.get("PasswordLastUsed"),
            mfa_devices=lift(len, devices.get(user["UserName"], ())),
            keys=lift(_keys, held, last_used),
        )
        for user, login, held in zip(users, logins, keys, strict=True)
    ]


@collector(PasswordPolicy, per="account", reads=["iam:GetAccountPasswordPolicy"])
def password_policy(here: Place) -> Reading[PasswordPolicy]:
    """The policy; an account that never set one answers NoSuchEntity."""
    answer = yield Read("iam", "GetAccountPasswordPolicy").or_none(_NONE)
    rules = None if answer is None else lift(_rules, answer["PasswordPolicy"])
    return [PasswordPolicy(place=here, rules=rules)]


@collector(ServiceCredential, per="account", reads=["iam:ListServiceSpecificCredentials"])
def service_credentials(here: Place) -> Reading[ServiceCredential]:
    """Of all users, in one answer."""
    answer = yield Read("iam", "ListServiceSpecificCredentials", AllUsers=True)
    found = [
        ServiceCredential(
            place=here,
            id=each["ServiceSpecificCredentialId"],
            user=each["UserName"],
            service=each["ServiceName"],
            active=each["Status"] == "Active",
        )
        for each in answer["ServiceSpecificCredentials"]
    ]
    return sorted(found, key=lambda credential: (credential.user, credential.id))


@collector(ServerCertificate, per="account", reads=["iam:ListServerCertificates"])
def server_certificates(here: Place) -> Reading[ServerCertificate]:
    """Certificates of the time before Certificate Manager, and of Regions without it."""
    answer = yield Read("iam", "ListServerCertificates")
    found = [
        ServerCertificate(place=here, name=each["ServerCertificateName"], arn=each["Arn"], expires=each["Expiration"])
        for each in answer["ServerCertificateMetadataList"]
    ]
    return sorted(found, key=lambda certificate: certificate.name)


@collector(OidcProvider, per="account", reads=["iam:ListOpenIDConnectProviders", "iam:GetOpenIDConnectProvider"])
def oidc_providers(here: Place) -> Reading[OidcProvider]:
    """Their ARNs, which hold the issuer, and for whom their tokens may be."""
    listed = yield Read("iam", "ListOpenIDConnectProviders")
    arns = sorted(each["Arn"] for each in listed["OpenIDConnectProviderList"])
    answers = yield [Read("iam", "GetOpenIDConnectProvider", OpenIDConnectProviderArn=arn) for arn in arns]
    return [
        OidcProvider(place=here, arn=arn, audiences=lift(_audiences, answer))
        for arn, answer in zip(arns, answers, strict=True)
    ]


def _audiences(answer: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(answer.get("ClientIDList", [])))


def _works(key: dict[str, Any]) -> bool:
    return bool(key["Status"] == "Active")


def _keys(held: list[dict[str, Any]], last_used: dict[str, datetime | None]) -> tuple[AccessKey, ...]:
    found = [
        AccessKey(
            id=key["AccessKeyId"],
            active=_works(key),
            created=key["CreateDate"],
            last_used=last_used.get(key["AccessKeyId"]),
        )
        for key in held
    ]
    return tuple(sorted(found, key=lambda key: (key.created, key.id)))


def _rules(policy: dict[str, Any]) -> PasswordRules:
    """From the API's PasswordPolicy, where a member left out means that the rule is off."""
    return PasswordRules(
        minimum_length=policy.get("MinimumPasswordLength", 6),
        symbols=policy.get("RequireSymbols", False),
        numbers=policy.get("RequireNumbers", False),
        uppercase=policy.get("RequireUppercaseCharacters", False),
        lowercase=policy.get("RequireLowercaseCharacters", False),
        users_may_change=policy.get("AllowUsersToChangePassword", False),
        remembered=policy.get("PasswordReusePrevention") or None,
        expires_days=policy.get("MaxPasswordAge") or None,
        hard_expiry=policy.get("HardExpiry", False),
    )
