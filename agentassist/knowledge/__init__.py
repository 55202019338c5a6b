"""The knowledge base: articles, found while they are being typed for.

    text -> index (database, vocabulary, titles) -> query (spelling) -> candidates -> ranking
                                                          engine puts them together, base runs it

`base.LocalKnowledgeBase` is what the app uses; `importers` read articles from files.
"""
