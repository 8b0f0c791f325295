"""Pages of AWS Key Management Service."""
