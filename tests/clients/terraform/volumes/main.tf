# EBS: a volume encrypted under a key of ours, one under AWS's, and an attachment.

variable "changed" {
  type    = bool
  default = false
}

variable "instance" {
  type = string
}

resource "aws_kms_key" "volumes" {
  description             = "Volumes"
  deletion_window_in_days = 7
}

resource "aws_ebs_volume" "orders" {
  availability_zone = "us-east-1a"
  size              = 8
  type              = "gp3"
  encrypted         = true
  kms_key_id        = aws_kms_key.volumes.arn
  tags              = var.changed ? { Name = "orders", team = "invoices" } : { Name = "orders" }
}

resource "aws_ebs_volume" "managed" {
  availability_zone = "us-east-1a"
  size              = 4
  encrypted         = true
}

resource "aws_volume_attachment" "orders" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.orders.id
  instance_id = var.instance
}

output "orders" {
  value = aws_ebs_volume.orders.id
}

output "managed" {
  value = aws_ebs_volume.managed.id
}

output "key" {
  value = aws_kms_key.volumes.arn
}
