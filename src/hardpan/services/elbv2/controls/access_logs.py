"""Load balancers that face the internet keep access logs.

When something was stolen through a web site, the access log tells which requests took it, from where, and since when.
What is behind the load balancer may have logged nothing, or may have been told to forget.

Check by hand:
    aws elbv2 describe-load-balancers --region REGION --query "LoadBalancers[?Scheme=='internet-facing'].LoadBalancerArn"
    aws elbv2 describe-load-balancer-attributes --region REGION --load-balancer-arn ARN

Fix by hand:
    aws elbv2 modify-load-balancer-attributes --region REGION --load-balancer-arn ARN --attributes Key=access_logs.s3.enabled,Value=true Key=access_logs.s3.bucket,Value=BUCKET

Edge cases:
    The bucket has to be in the load balancer's Region and let logdelivery.elasticloadbalancing.amazonaws.com write. A
    network load balancer logs TLS listeners only. Internal load balancers and gateway load balancers are not asked
    about, nor are Classic ones. Access logs hold addresses of visitors, which many laws protect.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import LOAD_BALANCER
from ..facts import PublicLoadBalancer


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="logs.web-access",
    passes=[LOAD_BALANCER, replace(LOAD_BALANCER, kind="network")],
    fails=[replace(LOAD_BALANCER, log_bucket=None)],
    none="no load balancer faces the internet",
    human=(
        "The workload's owner turns it on where the load balancer is described, in its template. By hand: Console > "
        "EC2 > Load Balancers, the load balancer, Attributes > Edit > Monitoring > Access logs, with a bucket of its "
        "Region whose policy lets Elastic Load Balancing write."
    ),
    cost="storage of log files",
)
def access_logs(balancer: PublicLoadBalancer) -> Verdict:
    if balancer.log_bucket:
        return Pass(f"{balancer.name} logs to {balancer.log_bucket}")
    return Fail(f"{balancer.name} keeps no access log")
