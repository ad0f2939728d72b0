"""DNS Firewall filters the queries of every VPC that is in use.

AWS keeps lists of names that malware and botnets ask for. A machine that gets no answer for them finds no master, and
the attempt is a finding by itself.

Check by hand:
    aws route53resolver list-firewall-rule-group-associations --region REGION

Fix by hand:
    aws route53resolver create-firewall-rule-group --region REGION --name hardpan --creator-request-id ID
    aws route53resolver list-firewall-domain-lists --region REGION
    aws route53resolver create-firewall-rule --region REGION --firewall-rule-group-id GROUP_ID --firewall-domain-list-id LIST_ID --priority 1 --action ALERT --name malware --creator-request-id ID
    aws route53resolver associate-firewall-rule-group --region REGION --firewall-rule-group-id GROUP_ID --vpc-id VPC_ID --priority 101 --name hardpan --creator-request-id ID

Cost:
    Priced by million queries that are filtered.

Edge cases:
    Begin with ALERT, look at the query log for some weeks, then turn to BLOCK. What a rule group filters is not looked
    at. Groups that Firewall Manager associates count. Queries to other DNS servers than the VPC's own pass by.

Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...ec2.examples import IDLE_VPC, VPC
from ...ec2.networks import Vpc
from ..examples import FILTERED
from ..facts import FirewallAssociation


@control(
    section="audit-trail",
    severity=Severity.LOW,
    profile="enterprise",
    catalogue="net.dns",
    joins=[FirewallAssociation],
    passes=[(VPC, FILTERED)],
    fails=[
        (VPC,),
        (VPC, replace(FILTERED, vpc="vpc-0f1e2d3c4b5a60718")),
        (VPC, replace(FILTERED, status="DELETING")),
    ],
    not_applicable=[(IDLE_VPC,)],
    none="there is no VPC",
    human=(
        "Decide with the network's owner what is filtered. Console > VPC > DNS firewall > Rule groups > Create rule "
        "group: a rule with action ALERT for each of AWS's managed domain lists, then Associated VPCs > Associate VPC. "
        "Turn to BLOCK once nothing in use would be blocked. For many accounts a Firewall Manager policy does it."
    ),
    cost="usage-priced by million queries",
)
def dns_firewall(vpc: Vpc, snapshot: Snapshot) -> Verdict:
    if vpc.is_idle:
        return NotApplicable("nothing is in this default VPC that could ask")
    found = [one for one in snapshot.at(FirewallAssociation, vpc.place) if one.vpc == vpc.id]
    if complete := [one.group for one in found if one.status == "COMPLETE"]:
        return Pass(f"its DNS queries are filtered by {', '.join(complete)}")
    if found:
        return Fail(f"the filter of its DNS queries is {found[0].status}")
    return Fail("its DNS queries are not filtered")
