"""The account's database: TinyDB over an append journal, in units of work."""
