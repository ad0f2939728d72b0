"""Identity Center as Control Tower sets it up: groups, permission sets, and what each group may do where.

https://docs.aws.amazon.com/controltower/latest/userguide/sso-groups.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .world import World

_SETS = {
    "AWSAdministratorAccess": "AdministratorAccess",
    "AWSOrganizationsFullAccess": "AWSOrganizationsFullAccess",
    "AWSPowerUserAccess": "PowerUserAccess",
    "AWSReadOnlyAccess": "job-function/ViewOnlyAccess",
    "AWSServiceCatalogAdminFullAccess": "AWSServiceCatalogAdminFullAccess",
    "AWSServiceCatalogEndUserAccess": "AWSServiceCatalogEndUserFullAccess",
}
_MANAGEMENT, _LOGS, _AUDIT, _MEMBERS = "management", "logs", "audit", "members"
_EVERYWHERE = (_MANAGEMENT, _LOGS, _AUDIT, _MEMBERS)
_GROUPS: dict[str, dict[str, tuple[str, ...]]] = {  # group -> permission set -> where
    "AWSAccountFactory": {"AWSServiceCatalogEndUserAccess": (_MANAGEMENT,)},
    "AWSServiceCatalogAdmins": {"AWSServiceCatalogAdminFullAccess": (_MANAGEMENT,)},
    "AWSControlTowerAdmins": {
        "AWSAdministratorAccess": (_MANAGEMENT, _LOGS, _AUDIT),
        "AWSOrganizationsFullAccess": (_MEMBERS,),
    },
    "AWSSecurityAuditPowerUsers": {"AWSPowerUserAccess": _EVERYWHERE},
    "AWSSecurityAuditors": {"AWSReadOnlyAccess": _EVERYWHERE},
    "AWSLogArchiveAdmins": {"AWSAdministratorAccess": (_LOGS,)},
    "AWSLogArchiveViewers": {"AWSReadOnlyAccess": (_LOGS,)},
    "AWSAuditAccountAdmins": {"AWSAdministratorAccess": (_AUDIT,)},
}


def identity_center(world: World, logs: str, audit: str, *members: str) -> None:
    """Enabled in the home Region, which is where the organization's first Region is."""
    world.knobs.enable_identity_center()
    sso, directory = world.client("sso-admin"), world.client("identitystore")
    (instance,) = sso.list_instances()["Instances"]
    named = {"InstanceArn": instance["InstanceArn"]}
    sets = {}
    for name, policy in _SETS.items():
        made = sso.create_permission_set(**named, Name=name, SessionDuration="PT1H")["PermissionSet"]
        sets[name] = made["PermissionSetArn"]
        arn = f"arn:aws:iam::aws:policy/{policy}"
        sso.attach_managed_policy_to_permission_set(**named, PermissionSetArn=sets[name], ManagedPolicyArn=arn)
    accounts = {_MANAGEMENT: (world.account,), _LOGS: (logs,), _AUDIT: (audit,), _MEMBERS: members}
    for group, given in _GROUPS.items():
        made = directory.create_group(IdentityStoreId=instance["IdentityStoreId"], DisplayName=group)
        for name, places in given.items():
            for account in (one for place in places for one in accounts[place]):
                sso.create_account_assignment(
                    **named,
                    PermissionSetArn=sets[name],
                    TargetId=account,
                    TargetType="AWS_ACCOUNT",
                    PrincipalType="GROUP",
                    PrincipalId=made["GroupId"],
                )
