"""The account's database: TinyDB over an append journal, in units of work.

Services see three modules only: `tables` (what a table is), `unit_of_work` (how to read and change it) and
`account_store` (how an account is opened). Everything else here is about making that safe and fast.

Units of work are made one at a time and confirmed by the disk many at a time: `journal` writes,
`confirmations` waits, `unconfirmed` knows how to take back what the disk refuses.
"""
