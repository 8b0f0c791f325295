# KMS: keys with a policy, rotation, tags and a waiting period; aliases; a grant; data sources that find them again.

variable "changed" {
  type    = bool
  default = false
}

locals {
  account = "arn:aws:iam::${data.aws_caller_identity.me.account_id}"
  administrators = {
    Sid       = "Administrators"
    Effect    = "Allow"
    Principal = { AWS = "${local.account}:root" }
    Action    = "kms:*"
    Resource  = "*"
  }
  readers = {
    Sid       = "Readers"
    Effect    = "Allow"
    Principal = { AWS = "${local.account}:user/carol" }
    Action    = ["kms:Decrypt", "kms:DescribeKey"]
    Resource  = "*"
  }
}

resource "aws_kms_key" "orders" {
  description             = var.changed ? "Orders and invoices" : "Orders"
  enable_key_rotation     = true
  rotation_period_in_days = var.changed ? 200 : 120
  deletion_window_in_days = 7
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.administrators], [for each in [local.readers] : each if var.changed])
  })
  tags = var.changed ? { team = "invoices", stage = "test" } : { team = "orders" }
}

resource "aws_kms_key" "spare" {
  description             = "Spare"
  is_enabled              = !var.changed
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "orders" {
  name          = "alias/orders"
  target_key_id = var.changed ? aws_kms_key.spare.key_id : aws_kms_key.orders.key_id
}

resource "aws_kms_grant" "app" {
  name              = "orders-app"
  key_id            = aws_kms_key.orders.key_id
  grantee_principal = "${local.account}:role/orders-app"
  operations        = ["Decrypt", "Encrypt", "GenerateDataKey"]

  constraints {
    encryption_context_equals = {
      app = "orders"
    }
  }
}

data "aws_kms_key" "found" {
  key_id = aws_kms_alias.orders.arn
}

data "aws_kms_alias" "found" {
  name = aws_kms_alias.orders.name
}

output "caller" {
  value = data.aws_caller_identity.me.arn
}

output "orders" {
  value = aws_kms_key.orders.key_id
}

output "spare" {
  value = aws_kms_key.spare.key_id
}

output "found" {
  value = [data.aws_kms_key.found.id, data.aws_kms_alias.found.target_key_id]
}
