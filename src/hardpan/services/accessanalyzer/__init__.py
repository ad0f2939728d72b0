"""IAM Access Analyzer: who outside the account is let in."""
