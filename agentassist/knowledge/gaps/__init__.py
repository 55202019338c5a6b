"""What the knowledge base lacks: searches that did not do, articles that are not right.

Nothing personal gets in. What of a text may be kept is decided in `scrubbing.py` and `lexicon.py`,
before anything is written; the head of `scrubbing.py` says why it is decided so.
"""
