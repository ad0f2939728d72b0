"""Route 53 Resolver: query logs that deliver only where they may, and what the emulator lacks of taking them back.

API reference: https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_CreateResolverQueryLogConfig.html,
API_route53resolver_{Disassociate,Delete}ResolverQueryLogConfig, API_route53resolver_ListFirewallRuleGroupAssociations.
A bucket has to let log delivery write: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-choosing-target-resource.html
"""

from __future__ import annotations

from typing import Any

from ..organization.model import new_id
from ..registry import Answer, AwsError, Call, guard, overlay
from . import s3
from .ec2_flow_logs import delivers
from .emulator import backend, refusing


@guard("route53resolver", "CreateResolverQueryLogConfig")
def refuse_a_bucket_that_is_closed(call: Call) -> None:
    destination = call.parameters["DestinationArn"]
    if ":s3:::" not in destination:
        return
    name = destination.rpartition(":")[2].partition("/")[0]
    bucket = s3.find(call, name)
    if bucket is None:
        raise AwsError("ResourceNotFoundException", f"The bucket {name} does not exist.")
    if not delivers(call, bucket.policy, name, "vpcdnsquerylogs"):
        raise AwsError("AccessDeniedException", f"Resolver may not write to the bucket {name}.")


@overlay("route53resolver", "DisassociateResolverQueryLogConfig")
def disassociate(call: Call) -> Answer:
    resolver, asked = backend(call), call.parameters
    for name, one in list(resolver.resolver_query_log_config_associations.items()):
        told = (one.resolver_query_log_config_id, one.resource_id)
        if told == (asked["ResolverQueryLogConfigId"], asked["ResourceId"]):
            del resolver.resolver_query_log_config_associations[name]
            _config(call).association_count -= 1
            return {"ResolverQueryLogConfigAssociation": {**one.description(), "Status": "DELETING"}}
    raise AwsError("ResourceNotFoundException", "There is no such association.")


@overlay("route53resolver", "DeleteResolverQueryLogConfig")
def delete(call: Call) -> Answer:
    config = _config(call)
    if config.association_count:
        raise AwsError("InvalidRequestException", "VPCs are associated with the configuration.")
    del backend(call).resolver_query_log_configs[config.id]
    return {"ResolverQueryLogConfig": {**config.description(), "Status": "DELETING"}}


@overlay("route53resolver", "CreateFirewallRuleGroup")
def create_rule_group(call: Call) -> Answer:
    """A name and no rules: nothing is filtered here."""
    group = {"Id": new_id("rslvr-frg", 16), "Name": call.parameters["Name"], "RuleCount": 0, "Status": "COMPLETE"}
    call.state.setdefault("rule-groups", {})[group["Id"]] = group
    return {"FirewallRuleGroup": group}


@overlay("route53resolver", "AssociateFirewallRuleGroup")
def associate_rule_group(call: Call) -> Answer:
    asked = call.parameters
    if asked["FirewallRuleGroupId"] not in call.state.get("rule-groups", {}):
        raise AwsError("ResourceNotFoundException", "There is no such rule group.")
    with refusing():
        backend(call, "ec2").get_vpc(asked["VpcId"])
    kept = ("FirewallRuleGroupId", "VpcId", "Priority", "Name")
    made = {"Id": new_id("rslvr-frgassoc", 16), "Status": "COMPLETE", **{name: asked[name] for name in kept}}
    call.state.setdefault("rule-group-associations", {})[made["Id"]] = made
    return {"FirewallRuleGroupAssociation": made}


@overlay("route53resolver", "DisassociateFirewallRuleGroup")
def disassociate_rule_group(call: Call) -> Answer:
    found = call.state.get("rule-group-associations", {}).pop(call.parameters["FirewallRuleGroupAssociationId"], None)
    if found is None:
        raise AwsError("ResourceNotFoundException", "There is no such association.")
    return {"FirewallRuleGroupAssociation": {**found, "Status": "DELETING"}}


@overlay("route53resolver", "ListFirewallRuleGroupAssociations")
def list_associations(call: Call) -> Answer:
    vpc = call.parameters.get("VpcId")
    found = call.state.get("rule-group-associations", {}).values()
    return {"FirewallRuleGroupAssociations": [one for one in found if vpc in (None, one["VpcId"])]}


def _config(call: Call) -> Any:
    found = backend(call).resolver_query_log_configs.get(call.parameters["ResolverQueryLogConfigId"])
    if found is None:
        raise AwsError("ResourceNotFoundException", "There is no such configuration.")
    return found
