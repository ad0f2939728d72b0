"""One file per control."""
