"""Accounts: people, and visitors who have not told us who they are."""
