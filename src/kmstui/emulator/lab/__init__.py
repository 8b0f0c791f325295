"""The private `kmstui` service: what AWS has no API for."""
