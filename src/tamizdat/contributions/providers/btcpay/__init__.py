"""BTCPay Server: Bitcoin, Lightning and (by plug-in) Monero, on a machine of the newsroom's own.

No bank or state can close an account that there is not, and no merchant's number stands on anybody's statement. What a
public ledger shows instead: docs/operating/supporter-safety.md.
"""
