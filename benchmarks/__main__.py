"""Runs every benchmark."""

from __future__ import annotations

from benchmarks import landing_zone, limits, organization, prowler, reading, startup

if __name__ == "__main__":
    startup.main()
    reading.main()
    limits.main()
    organization.main()
    prowler.main()
    landing_zone.main()
