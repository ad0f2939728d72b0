"""IAM Identity Center: who has access to the organization's accounts, as the management account sees it."""
