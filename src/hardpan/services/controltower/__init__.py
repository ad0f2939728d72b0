"""AWS Control Tower: the landing zone that governs an organization, where there is one. Looked at, never changed."""
