"""EC2 and EBS: volumes, attachments, instances and tags."""
