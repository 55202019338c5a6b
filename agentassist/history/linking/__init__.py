"""Linking at size: rows of files to records, an index over them, groups and candidates."""
