# What README.md shows: one block makes hashicorp/aws talk to `kmstui serve`.
# Who calls, and where (AWS_ENDPOINT_URL), comes from the environment that `kmstui credentials` prints.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

data "aws_caller_identity" "me" {}
