"""The SCPs and RCPs that are in force over accounts, as the policy language knows an organization."""

from __future__ import annotations

from collections.abc import Mapping

from hardpan.policy import Policy, Tree

from .. import policies
from . import policy_types
from .model import Organization


def tree_over(accounts: Mapping[str, Organization | None]) -> Tree | None:
    """What is attached on the way to each of these accounts; None where none is a member of the organization it is in.

    A management account is left out of the tree, since neither SCPs nor RCPs bind there. Of two organizations both ways
    are in the one tree: they have no node in common.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#scp-effects-on-permissions
    """
    parents: dict[str, str] = {}
    scps: dict[str, tuple[Policy, ...]] = {}
    rcps: dict[str, tuple[Policy, ...]] = {}
    for account, found in accounts.items():
        if found is None or account == found.management:
            continue
        with found.lock:
            line = found.lineage(account)
            parents.update(zip(line[1:], line, strict=False))
            scps.update(_attached(found, line, policy_types.SCP))
            rcps.update(_attached(found, line, policy_types.RCP))
    if not parents:
        return None
    return Tree(organization="", management_account="", parents=parents, scps=scps, rcps=rcps)


def _attached(found: Organization, line: list[str], kind: str) -> dict[str, tuple[Policy, ...]]:
    """By node, the policies of a type; of a type that is disabled none is in force, and nothing is bound."""
    state = found.policy_types.get(kind)
    if state is None or not state.enabled:
        return {}
    return {
        node: tuple(
            read for each in found.attached(node, kind) if (read := policies.read(each.content, each.name)) is not None
        )
        for node in line
    }
