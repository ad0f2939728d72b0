"""How fast Hardpan is, as ratios of things measured side by side in one run. `make bench`; these are no timed tests."""
