"""Bedrock logs only into a bucket of its own Region and account that lets it write."""

import json

from hardpan.sandbox.services.bedrock import ask_a_model
from sandbox.asking import refused


def put(client, bucket):
    client.put_model_invocation_logging_configuration(
        loggingConfig={"s3Config": {"bucketName": bucket}, "textDataDeliveryEnabled": True}
    )


def test_a_bucket_has_to_be_here_and_open_to_bedrock(client, account):
    bedrock, s3 = client("bedrock"), client("s3")
    with refused("ValidationException"):
        put(bedrock, "nowhere")
    s3.create_bucket(Bucket="prompts")
    with refused("ValidationException"):
        put(bedrock, "prompts")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "bedrock.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::prompts/AWSLogs/{account}/BedrockModelInvocationLogs/*",
    }
    s3.put_bucket_policy(Bucket="prompts", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    with refused("ValidationException"):
        put(client("bedrock", "eu-west-1"), "prompts")
    put(bedrock, "prompts")
    told = bedrock.get_model_invocation_logging_configuration()["loggingConfig"]
    assert told["s3Config"]["bucketName"] == "prompts"
    bedrock.delete_model_invocation_logging_configuration()
    assert not bedrock.get_model_invocation_logging_configuration().get("loggingConfig")


def test_that_models_are_used_cloudwatch_tells(client, account):
    metrics = {"Namespace": "AWS/Bedrock", "MetricName": "Invocations"}
    assert client("cloudwatch").list_metrics(**metrics)["Metrics"] == []
    ask_a_model(account, "us-east-1")
    assert len(client("cloudwatch").list_metrics(**metrics)["Metrics"]) == 1
    assert client("cloudwatch", "eu-west-1").list_metrics(**metrics)["Metrics"] == []
