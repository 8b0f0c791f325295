"""Pages of EC2 and the Elastic Block Store."""
