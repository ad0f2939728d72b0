"""Requests to AWS for reading, at a tenth of botocore's cost: one compiled form per operation, for every account.

Nothing here imports botocore at run time. What AWS's operations look like comes from `models.json.gz`, which
`scripts/make_models.py` makes from botocore; tests hold every request and answer against botocore's own.
"""
