"""EventBridge: rules that turn what happens in the account into alerts."""
