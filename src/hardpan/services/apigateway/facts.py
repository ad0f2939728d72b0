"""What we know of stages of APIs, of either interface of API Gateway."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact, Fail, Pass, Verdict


@dataclass(frozen=True, kw_only=True)
class ApiStage(Fact):
    """A stage of an API that the internet reaches, and where its access log goes."""

    api: str  # its id
    name: str  # of the API
    stage: str
    destination: str | None  # ARN of a log group or stream; None: there is no access log

    @property
    def resource(self) -> str:
        """The stage's ARN, which holds no account."""
        place = self.place
        return f"arn:{place.partition}:apigateway:{place.region}::/{self._kind}/{self.api}/stages/{self.stage}"

    _kind = ""

    def verdict(self) -> Verdict:
        """Whether its requests are logged."""
        if self.destination:
            return Pass(f"{self.name} ({self.stage}) logs to {self.destination.rpartition(':')[2]}")
        return Fail(f"{self.name} ({self.stage}) keeps no access log")


@dataclass(frozen=True, kw_only=True)
class RestStage(ApiStage):
    """Of a REST API.

    https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html
    """

    _kind = "restapis"
