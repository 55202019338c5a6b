"""The linguistic layer: what a text says, for the conditions of all packs.

Small and of our own: no model, no download, the same answer every time. What it knows of a language
stands in resources/language/<code>/*.toml; the modules here know no language.
"""
