"""AWS Config: what it records, where that goes, and one view of all accounts.

`config_`, since `config` is the room of `hardpan.yaml`.
"""
