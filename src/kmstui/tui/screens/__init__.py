"""The pages of the console, one folder per AWS service."""
