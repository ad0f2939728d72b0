"""CloudFront distributions keep access logs.

What a distribution answers from its cache no server behind it ever sees: its access log is the only record of who asked
for what.

Check by hand:
    aws cloudfront list-distributions --query "DistributionList.Items[].[Id,DomainName,Enabled]"
    aws cloudfront get-distribution-config --id ID --query DistributionConfig.Logging
    aws logs describe-delivery-sources --region us-east-1

Fix by hand:
    aws logs put-delivery-source --region us-east-1 --name NAME --resource-arn DISTRIBUTION_ARN --log-type ACCESS_LOGS
    aws logs put-delivery-destination --region us-east-1 --name NAME --delivery-destination-configuration destinationResourceArn=arn:aws:s3:::BUCKET
    aws logs create-delivery --region us-east-1 --delivery-source-name NAME --delivery-destination-arn DESTINATION_ARN

Edge cases:
    Either kind of standard logs passes. Real-time logs do not: they may be a sample. A distribution that is disabled
    serves nobody and is not asked about. GovCloud has no CloudFront.

Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control

from ..examples import DISTRIBUTION
from ..facts import Distribution


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="logs.web-access",
    passes=[DISTRIBUTION, replace(DISTRIBUTION, legacy_logs=False, delivered=True)],
    fails=[replace(DISTRIBUTION, legacy_logs=False)],
    not_applicable=[replace(DISTRIBUTION, enabled=False, legacy_logs=False)],
    none="there is no distribution",
    human=(
        "The workload's owner turns it on where the distribution is described, in its template. By hand: Console > "
        "CloudFront > the distribution, Logging > Create log delivery > Amazon S3."
    ),
    cost="storage of log files",
)
def access_logs(distribution: Distribution) -> Verdict:
    if not distribution.enabled:
        return NotApplicable("it is disabled")
    if distribution.legacy_logs:
        return Pass(f"the requests to {distribution.domain} are logged, as its configuration says")
    if distribution.delivered:
        return Pass(f"the requests to {distribution.domain} are logged, by CloudWatch Logs")
    return Fail(f"the requests to {distribution.domain} are not logged")
