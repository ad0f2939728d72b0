"""What to ask API Gateway about REST APIs, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector

from .facts import RestStage


@collector(RestStage, per="region", reads=["apigateway:GetRestApis", "apigateway:GetStages"])
def rest_stages(here: Place) -> Reading[RestStage]:
    """Of APIs that are not private, which only VPCs reach."""
    listed = (yield Read("apigateway", "GetRestApis", limit=500)).get("items") or []
    public = [api for api in listed if "PRIVATE" not in api.get("endpointConfiguration", {}).get("types", [])]
    public.sort(key=lambda api: str(api["id"]))
    answers = yield [Read("apigateway", "GetStages", restApiId=api["id"]) for api in public]
    return [
        RestStage(
            place=here,
            api=api["id"],
            name=api.get("name", api["id"]),
            stage=stage["stageName"],
            destination=(stage.get("accessLogSettings") or {}).get("destinationArn"),
        )
        for api, answer in zip(public, answers, strict=True)
        for stage in answer.get("item") or []
    ]
