"""KMS: keys, aliases, grants, policies, tags, rotation and the cryptographic operations."""
