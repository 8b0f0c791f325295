"""HTTP in front of an account: connections, limits, who may talk to it. Knows no operation and no screen."""
