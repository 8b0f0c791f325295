"""The account's database: TinyDB over an append journal, in units of work.

Services see three modules only: `tables` (what a table is), `unit_of_work` (how to read and change it) and
`account_store` (how an account is opened). Everything else here is about making that safe and fast.
"""
