"""Work that is done later, when the next request comes."""

import time

from hardpan.sandbox import background
from sandbox.membership import until


def test_what_is_due_is_done_once_and_in_order(client):
    done = []
    background.later(0, lambda: done.append("first"))
    background.later(0, lambda: done.append("second"))
    background.later(0.3, lambda: done.append("late"))
    sts = client("sts")
    sts.get_caller_identity()
    assert done == ["first", "second"]
    until(lambda: sts.get_caller_identity() and done, lambda found: len(found) == 3)
    assert done == ["first", "second", "late"]


def test_a_reset_forgets_it(sandbox, client):
    done = []
    background.later(0.05, lambda: done.append("never"))
    sandbox.reset("factory-new")
    time.sleep(0.1)
    client("sts").get_caller_identity()
    assert done == []
