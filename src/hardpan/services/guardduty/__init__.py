"""GuardDuty: findings of what looks like an attack, in each Region."""
