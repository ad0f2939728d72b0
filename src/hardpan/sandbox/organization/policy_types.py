"""The types of policy an organization can have, with their quotas, and the policies AWS puts there itself.

Quotas: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html, with the doubled ones of
service control policies of May 2026. That `RCPFullAWSAccess` counts as one of the five, and the number of policies
to a target of the types younger than 2025, are taken to be as with their elders.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .model import Organization, Policy, PolicyTypeState

SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"


@dataclass(frozen=True)
class PolicyType:
    """What one type allows. `key` is what a document of it begins with; None where that is not known."""

    size: int  # characters, white space included
    per_target: int
    in_all: int = 1_000
    key: str | None = None
    trust: str | None = None  # the service that must have trusted access first


EVERY = {
    SCP: PolicyType(10_240, 10, in_all=10_000),
    RCP: PolicyType(5_120, 5),
    "TAG_POLICY": PolicyType(10_000, 10, key="tags"),
    "BACKUP_POLICY": PolicyType(10_000, 10, key="plans"),
    "AISERVICES_OPT_OUT_POLICY": PolicyType(2_500, 5, key="services"),
    "CHATBOT_POLICY": PolicyType(10_000, 5, key="chatbots"),
    "DECLARATIVE_POLICY_EC2": PolicyType(10_000, 10, key="ec2_attributes"),
    "SECURITYHUB_POLICY": PolicyType(10_000, 10, key="securityhub", trust="securityhub.amazonaws.com"),
    "SECURITYHUB_CSPM_POLICY": PolicyType(10_000, 10, trust="securityhub.amazonaws.com"),
    "INSPECTOR_POLICY": PolicyType(10_000, 10, key="inspector", trust="inspector2.amazonaws.com"),
    "UPGRADE_ROLLOUT_POLICY": PolicyType(10_000, 10),
    "BEDROCK_POLICY": PolicyType(10_000, 10),
    "S3_POLICY": PolicyType(10_000, 10, key="s3_attributes"),
    "NETWORK_SECURITY_DIRECTOR_POLICY": PolicyType(10_000, 10),
    "GUARDDUTY_POLICY": PolicyType(10_000, 10, key="guardduty", trust="guardduty.amazonaws.com"),
}

# As AWS has them; each organization gets a copy.
FULL_ACCESS = {
    SCP: Policy(
        "p-FullAWSAccess",
        SCP,
        "FullAWSAccess",
        "Allows access to every operation",
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
        aws_managed=True,
    ),
    RCP: Policy(
        "p-RCPFullAWSAccess",
        RCP,
        "RCPFullAWSAccess",
        "Allows access to every resource",
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
        aws_managed=True,
    ),
}


def enable(organization: Organization, kind: str, settles_at: float) -> None:
    """Enable a type in the root: with SCPs and RCPs, everything begins with full access."""
    organization.policy_types[kind] = PolicyTypeState(True, settles_at)
    if kind in FULL_ACCESS:
        organization.policies.setdefault(FULL_ACCESS[kind].id, replace(FULL_ACCESS[kind], tags={}))
        for node in organization.nodes():
            organization.attachments.setdefault(node, []).append(FULL_ACCESS[kind].id)


def disable(organization: Organization, kind: str, settles_at: float) -> None:
    """Disable a type in the root: its policies stay, and are attached to nothing any more."""
    organization.policy_types[kind] = PolicyTypeState(False, settles_at)
    for target, names in organization.attachments.items():
        organization.attachments[target] = [name for name in names if organization.policies[name].type != kind]


def attach_defaults(organization: Organization, node: str) -> None:
    """A new node begins with full access, of each type that has such a policy and is enabled."""
    for kind, policy in FULL_ACCESS.items():
        if organization.type_status(kind) in ("ENABLED", "PENDING_ENABLE"):
            organization.attachments.setdefault(node, []).append(policy.id)
