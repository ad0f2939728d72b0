"""ELB: application and network load balancers."""
