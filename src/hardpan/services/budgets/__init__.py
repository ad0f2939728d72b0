"""AWS Budgets: spending that triggers an e-mail."""
