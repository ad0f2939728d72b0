"""AWS Organizations: the organization as its management account sees it, and what keeps its members in bounds."""
