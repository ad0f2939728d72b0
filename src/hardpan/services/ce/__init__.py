"""Cost Explorer: spending that is not as usual."""
