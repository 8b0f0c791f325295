"""IAM: who exists in the account, what they may do, and the engine that decides."""
