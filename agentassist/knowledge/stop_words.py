"""Words that carry grammar, not meaning. They weigh little in a search and are never required.

Closed classes only (articles, pronouns, prepositions, auxiliaries, question words), short on
purpose. A word that means something in another of these languages ("die", "war") is left out.
"""

_ENGLISH = """
a an the this that these those there here i me my we us our you your he him his she her it its
they them their and or but if so than then as of at by for from in into on onto to with without
about out over up off is am are was were be been being do does did done has have had having can
could may might must shall should will would what when where which who whom whose why how not no
please just also any some very too get got cannot cant dont didnt doesnt isnt wasnt wont im ive
id ill hi hello hey thanks s t m re ve ll d need use used using
"""
_GERMAN = """
der das den dem des ein eine einen einem einer und oder aber nicht ich mir mich mein meine wir
uns unser sie ihr ihre es ist sind wird wurde haben kann wie wo wann warum mit von zu zum zur
auf im aus bei nach
"""
_SPANISH = """
el la los las un una unos unas y o pero yo mi mis su sus es son ser estar he ha como cuando donde
que con de del por para en al lo se
"""
_FRENCH = """
le les une et ou mais je ma mes nous vous votre vos est sont suis ai avez comment quand
quel quelle que qui du des au aux dans sur avec pas ne ce cette
"""

STOP_WORDS = frozenset((_ENGLISH + _GERMAN + _SPANISH + _FRENCH).split())
