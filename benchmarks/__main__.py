"""Runs every benchmark."""

from __future__ import annotations

from benchmarks import reading, startup

if __name__ == "__main__":
    startup.main()
    reading.main()
