"""What can be administered from a member account is, and not from the management account.

Whoever works in the management account can do anything to every account, and no guardrail binds them. Services that look
into all accounts are therefore administered from the account for security tooling, and Identity Center and StackSets from
the one for shared services: their people have everything they need, and nobody signs in where it is most dangerous.

Check by hand:
    aws organizations list-delegated-administrators
    aws organizations list-delegated-services-for-account --account-id ACCOUNT_ID

Fix by hand:
    aws organizations enable-aws-service-access --service-principal access-analyzer.amazonaws.com
    aws organizations register-delegated-administrator --account-id ACCOUNT_ID --service-principal access-analyzer.amazonaws.com
    aws cloudformation activate-organizations-access
    aws organizations register-delegated-administrator --account-id ACCOUNT_ID --service-principal member.org.stacksets.cloudformation.amazonaws.com
    aws organizations register-delegated-administrator --account-id ACCOUNT_ID --service-principal sso.amazonaws.com

Edge cases:
    The accounts are organization.security_tooling, shared_services and backup of hardpan.yaml; what the file names no
    account for is not asked. Another account that has the part is a finding, and is left as it is, since whatever it set up
    depends on it. Services with a call of their own, as GuardDuty and CloudTrail, are judged by their own controls.
    Identity Center is delegated once it is enabled. Whoever administers it can give themselves any permission in every
    member, and whoever administers StackSets can deploy anything there: let few into that account. What the management
    account is given itself, permission sets and access, stays with it, so that Hardpan works on Identity Center from there.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..administrators import not_administered
from ..examples import (
    ADMINISTRATOR,
    AS_DESCRIBED,
    AS_MEMBER,
    BILLING_ONLY,
    DESCRIBED,
    IN_NONE,
    MEMBERSHIP,
    SHARED,
    SHARED_ADMINISTRATOR,
    SHOP,
    TRUSTED,
)
from ..facts import Administrator, Member, Membership, TrustedServices
from ..standing import FEATURES_FIRST, unavailable
from ..wanted import CONFIG, IDENTITY_CENTER, STACK_SETS, delegated

_ENABLED = replace(TRUSTED, principals=(*TRUSTED.principals, IDENTITY_CENTER))
_STACK_SETS_ALONE = replace(SHARED_ADMINISTRATOR, services=(STACK_SETS,))
_ANOTHER = replace(ADMINISTRATOR, id="888899990000")
_BUT_CONFIG = replace(ADMINISTRATOR, services=tuple(one for one in ADMINISTRATOR.services if one not in CONFIG))
_WITHOUT_CONFIG = replace(DESCRIBED, config_recorder="off")


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.delegation.security-services",
    joins=[Member, Administrator, TrustedServices],
    passes=[
        (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, TRUSTED, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, _ANOTHER, TRUSTED, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, SHARED_ADMINISTRATOR, _ENABLED, SHARED),
        (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, _STACK_SETS_ALONE, TRUSTED, SHARED),
        (MEMBERSHIP, *AS_DESCRIBED, _BUT_CONFIG, TRUSTED, _WITHOUT_CONFIG),
    ],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, TRUSTED, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, services=ADMINISTRATOR.services[1:]), TRUSTED, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, id=SHOP.id), TRUSTED, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, _STACK_SETS_ALONE, _ENABLED, SHARED),
        (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, replace(SHARED_ADMINISTRATOR, id="888899990000"), _ENABLED, SHARED),
        (MEMBERSHIP, *AS_DESCRIBED, _BUT_CONFIG, TRUSTED, DESCRIBED),
        (MEMBERSHIP, ADMINISTRATOR, TRUSTED, DESCRIBED),
        (BILLING_ONLY, DESCRIBED),
        (IN_NONE, DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, DESCRIBED), (MEMBERSHIP, *AS_DESCRIBED)],
    human=(
        "Where the message says that another account administers a service: move what it set up there, as the "
        "service's own page says, then aws organizations deregister-delegated-administrator, and plan again. "
        + FEATURES_FIRST
    ),
)
def delegated_administrators(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    wanted = delegated(want)
    if not wanted:
        return NotApplicable("hardpan.yaml names no account that administers anything")
    waiting = wanted.pop(IDENTITY_CENTER, None)
    (trusted,) = snapshot.at(TrustedServices, account.place)
    if waiting and IDENTITY_CENTER in trusted.principals:
        wanted[IDENTITY_CENTER], waiting = waiting, None
    found = [not_administered(service, name, snapshot, want, account.place) for service, name in wanted.items()]
    if wrong := [one for one in found if one]:
        return Fail("; ".join(dict.fromkeys(wrong)))
    later = f"Identity Center will be administered from {waiting}, once it is enabled" if waiting else None
    if not wanted:
        return NotApplicable(str(later))
    by = {name: [service for service in wanted if wanted[service] == name] for name in wanted.values()}
    told = [f"{name} administers {', '.join(services)}" for name, services in by.items()]
    return Pass("; ".join([*told, *([later] if later else [])]))
