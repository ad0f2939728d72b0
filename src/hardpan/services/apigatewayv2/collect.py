"""What to ask API Gateway about HTTP and WebSocket APIs, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector

from .facts import Stage


@collector(Stage, per="region", reads=["apigatewayv2:GetApis", "apigatewayv2:GetStages"])
def stages(here: Place) -> Reading[Stage]:
    """Of every API: none of them is private."""
    listed = (yield Read("apigatewayv2", "GetApis")).get("Items") or []
    apis = sorted(listed, key=lambda api: str(api["ApiId"]))
    answers = yield [Read("apigatewayv2", "GetStages", ApiId=api["ApiId"]) for api in apis]
    return [
        Stage(
            place=here,
            api=api["ApiId"],
            name=api["Name"],
            stage=stage["StageName"],
            destination=(stage.get("AccessLogSettings") or {}).get("DestinationArn"),
        )
        for api, answer in zip(apis, answers, strict=True)
        for stage in answer.get("Items") or []
    ]
