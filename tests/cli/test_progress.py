"""What is said while AWS is read."""

from __future__ import annotations

import pytest

from hardpan.cli.progress import progress_text
from hardpan.collect import Progress


@pytest.mark.parametrize(
    ("progress", "elapsed", "text"),
    [
        (Progress(), 0.0, "0/0 calls, 0/s"),
        (Progress(planned=1020, sent=510, accounts_begun=1), 1.0, "510/1,020 calls, 510/s"),
        (Progress(planned=1020, sent=510, accounts_begun=1), 5.0, "510/1,020 calls, 102/s, 5 s left"),
        (
            Progress(planned=4000, sent=3000, throttled=7, accounts=40, accounts_begun=4, accounts_read=2),
            10.0,
            "3,000/40,000 calls, 2/40 accounts, 300/s, 7 throttled, 2 min left",
        ),
    ],
)
def test_calls_accounts_rate_and_time_left(progress: Progress, elapsed: float, text: str) -> None:
    assert progress_text(progress, elapsed) == text
