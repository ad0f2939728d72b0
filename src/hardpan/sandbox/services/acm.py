"""ACM: what uses a certificate. The emulator only sees classic load balancers.

API reference: https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateSummary.html.
"""

from __future__ import annotations

from moto.backends import get_backend

from ..registry import Answer, Call, amend


@amend("acm", "ListCertificates")
def in_use_by_listeners(call: Call, answer: Answer) -> Answer:
    balancers = get_backend("elbv2")[call.account][call.region].load_balancers.values()
    used = {arn for one in balancers for listener in one.listeners.values() for arn in listener.certificates}
    for summary in answer["CertificateSummaryList"]:
        summary["InUse"] = summary["InUse"] or summary["CertificateArn"] in used
    return answer
