"""Access keys, of IAM users and of root: root manages its own by naming no user.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html, API_ListAccessKeys, API_UpdateAccessKey,
API_DeleteAccessKey.
"""

from __future__ import annotations

import secrets
import string
from datetime import UTC, datetime
from typing import Any

from .. import root
from ..registry import Answer, AwsError, Call, overlay
from .emulator import refusing
from .iam_root import iam, own_name
from .paging import page

KEYS_EACH = 2
ALPHABET = string.ascii_uppercase + "234567"


@overlay("iam", "CreateAccessKey")
def create_key(call: Call) -> Answer:
    name = own_name(call)
    if name is None:
        return {"AccessKey": _create_for_root(call)}
    with refusing():
        key = iam(call).create_access_key(name)
    return {"AccessKey": {**_described(key, name), "SecretAccessKey": key.secret_access_key}}


@overlay("iam", "ListAccessKeys")
def list_keys(call: Call) -> Answer:
    name = own_name(call)
    if name is None:
        keys = [_root_described(key) for key in root.of(call.account).access_keys]
    else:
        with refusing():
            keys = [_described(key, name) for key in iam(call).list_access_keys(name)]
    shown, more = page(keys, call.parameters, size="MaxItems", token="Marker")  # noqa: S106
    return {"AccessKeyMetadata": shown, "IsTruncated": bool(more), **more}


@overlay("iam", "UpdateAccessKey")
def update_key(call: Call) -> Answer:
    name, status = own_name(call), call.parameters["Status"]
    if name is None:
        _root_key(call).active = status == "Active"
        return {}
    with refusing():
        iam(call).update_access_key(name, call.parameters["AccessKeyId"], status)
    return {}


@overlay("iam", "DeleteAccessKey")
def delete_key(call: Call) -> Answer:
    name = own_name(call)
    if name is None:
        root.of(call.account).access_keys.remove(_root_key(call))
        return {}
    with refusing():
        iam(call).delete_access_key(call.parameters["AccessKeyId"], name)
    return {}


def _create_for_root(call: Call) -> Answer:
    keys = root.of(call.account).access_keys
    if len(keys) >= KEYS_EACH:
        raise AwsError("LimitExceeded", f"Cannot exceed quota for AccessKeysPerUser: {KEYS_EACH}")
    key = root.RootKey("AKIA" + "".join(secrets.choice(ALPHABET) for _ in range(16)), datetime.now(UTC))
    keys.append(key)
    return {**_root_described(key), "SecretAccessKey": secrets.token_urlsafe(30)}


def _root_key(call: Call) -> root.RootKey:
    wanted = call.parameters["AccessKeyId"]
    for key in root.of(call.account).access_keys:
        if key.access_key_id == wanted:
            return key
    raise AwsError("NoSuchEntity", f"The Access Key with id {wanted} cannot be found.")


def _described(key: Any, name: str) -> Answer:
    return {"UserName": name, "AccessKeyId": key.access_key_id, "Status": key.status, "CreateDate": key.create_date}


def _root_described(key: root.RootKey) -> Answer:
    return {
        "UserName": "",
        "AccessKeyId": key.access_key_id,
        "Status": "Active" if key.active else "Inactive",
        "CreateDate": key.created,
    }
