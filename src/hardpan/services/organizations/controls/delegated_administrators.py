"""Security is administered from an account of its own.

Whoever works in the management account can do anything to every account, and no guardrail binds them. Services that look
into all accounts are therefore administered from the account for security tooling: its people see everything they need,
and nobody has to sign in where it is most dangerous.

Check by hand:
    aws organizations list-delegated-administrators
    aws organizations list-delegated-services-for-account --account-id ACCOUNT_ID

Fix by hand:
    aws organizations enable-aws-service-access --service-principal access-analyzer.amazonaws.com
    aws organizations register-delegated-administrator --account-id ACCOUNT_ID --service-principal access-analyzer.amazonaws.com

Edge cases:
    Each of these services takes one administrator: another account that has the part is a finding, and is left as it is,
    since whatever it set up depends on it. Services with a call of their own, as GuardDuty and Security Hub, are judged by
    their own controls. The account is organization.security_tooling of hardpan.yaml.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ADMINISTRATOR, AS_DESCRIBED, AS_MEMBER, BILLING_ONLY, DESCRIBED, IN_NONE, MEMBERSHIP, SHOP
from ..facts import Administrator, Member, Membership
from ..layout import there
from ..standing import FEATURES_FIRST, unavailable
from ..wanted import DELEGATED, delegated

_WITHOUT_CONFIG = replace(DESCRIBED, config_recorder="off")


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.delegation.security-services",
    joins=[Member, Administrator],
    passes=[
        (MEMBERSHIP, *AS_DESCRIBED, ADMINISTRATOR, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, services=DELEGATED), _WITHOUT_CONFIG),
    ],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, services=DELEGATED[1:]), _WITHOUT_CONFIG),
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, services=DELEGATED), DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED, replace(ADMINISTRATOR, id=SHOP.id), DESCRIBED),
        (MEMBERSHIP, ADMINISTRATOR, DESCRIBED),
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
    tooling = next((one for one in want.organization.accounts if one.name == want.organization.security_tooling), None)
    if tooling is None:
        return NotApplicable("hardpan.yaml names no account for security tooling")
    found = there(tooling, list(snapshot.at(Member, account.place)))
    if found is None:
        return Fail(f"account {tooling.name} is not there")
    by_service = {name: one.id for one in snapshot.at(Administrator, account.place) for name in one.services}
    wrong = [
        f"{name} is administered from {by_service.get(name, 'the management account')}"
        for name in delegated(want)
        if by_service.get(name) != found.id
    ]
    if wrong:
        return Fail("; ".join(wrong))
    return Pass(f"{tooling.name} ({found.id}) administers {', '.join(delegated(want))}")
