"""Gateways: what stands behind `Gateway.call`."""
