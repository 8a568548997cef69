"""Positions from tables: rows out of a file, fields out of a row, drafts out of fields."""
