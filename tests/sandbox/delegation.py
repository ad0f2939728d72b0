"""An organization in which one account is to administer the others: the accounts, and clients in each of them."""

REGION, ELSEWHERE = "eu-west-1", "eu-central-1"


class Delegation:
    """The management account, an account named security to administer, and two more to be administered."""

    def __init__(self, members, connect, principal):
        self.members, self.connect, self.principal = members, connect, principal
        self.management = members.sandbox.account
        self.security, self.one, self.two = (members.create(name) for name in ("security", "one", "two"))
        self._entered = {}

    def trust(self):
        self.members.trust(self.principal)
        return self

    def client(self, service, account=None, region=REGION):
        """A client in a member, or in the management account."""
        if account in (None, self.management):
            return self.members.alice(service, region)
        if account not in self._entered:
            self._entered[account] = self.members.enter(account)
        return self.connect(service, region, **self._entered[account])
