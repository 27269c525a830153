"""Mails to supporters: put into the database with the deed that they tell of, written and sent later."""
