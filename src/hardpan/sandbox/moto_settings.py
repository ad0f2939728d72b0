"""Settings that moto reads when it is imported, so they are made before: by importing this package at all."""

import os

os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"  # no images and snapshots that nobody made
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
os.environ["MOTO_LAMBDA_STUB_ECR"] = "true"
