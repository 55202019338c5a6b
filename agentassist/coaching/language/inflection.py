"""The forms of an English word: `~send` in a phrase finds sends, sent and sending too."""

from collections.abc import Mapping

_VOWELS = frozenset("aeiou")
_IRREGULAR: Mapping[str, str] = {
    "be": "am is are was were been being",
    "become": "becomes became becoming",
    "begin": "begins began begun beginning",
    "break": "breaks broke broken breaking",
    "bring": "brings brought bringing",
    "buy": "buys bought buying",
    "can": "could",
    "catch": "catches caught catching",
    "choose": "chooses chose chosen choosing",
    "come": "comes came coming",
    "cost": "costs costing",
    "cut": "cuts cutting",
    "deal": "deals dealt dealing",
    "do": "does did done doing",
    "drive": "drives drove driven driving",
    "fall": "falls fell fallen falling",
    "feel": "feels felt feeling",
    "fight": "fights fought fighting",
    "find": "finds found finding",
    "fly": "flies flew flown flying",
    "forget": "forgets forgot forgotten forgetting",
    "get": "gets got gotten getting",
    "give": "gives gave given giving",
    "go": "goes went gone going",
    "grow": "grows grew grown growing",
    "have": "has had having",
    "hear": "hears heard hearing",
    "hit": "hits hitting",
    "hold": "holds held holding",
    "keep": "keeps kept keeping",
    "know": "knows knew known knowing",
    "lead": "leads led leading",
    "leave": "leaves left leaving",
    "let": "lets letting",
    "lie": "lies lied lying",
    "lose": "loses lost losing",
    "make": "makes made making",
    "mean": "means meant meaning",
    "meet": "meets met meeting",
    "pay": "pays paid paying",
    "put": "puts putting",
    "quit": "quits quitting",
    "read": "reads reading",
    "ring": "rings rang rung ringing",
    "run": "runs ran running",
    "say": "says said saying",
    "see": "sees saw seen seeing",
    "sell": "sells sold selling",
    "send": "sends sent sending",
    "set": "sets setting",
    "shake": "shakes shook shaken shaking",
    "show": "shows showed shown showing",
    "sit": "sits sat sitting",
    "sleep": "sleeps slept sleeping",
    "speak": "speaks spoke spoken speaking",
    "spend": "spends spent spending",
    "stand": "stands stood standing",
    "steal": "steals stole stolen stealing",
    "stick": "sticks stuck sticking",
    "take": "takes took taken taking",
    "tear": "tears tore torn tearing",
    "tell": "tells told telling",
    "think": "thinks thought thinking",
    "throw": "throws threw thrown throwing",
    "understand": "understands understood understanding",
    "wake": "wakes woke woken waking",
    "wear": "wears wore worn wearing",
    "win": "wins won winning",
    "write": "writes wrote written writing",
}
_PREFIXED = {"rebook": "book", "resend": "send", "rewrite": "write", "redo": "do", "undo": "do"}


def forms(word: str) -> tuple[str, ...]:
    """The word and its forms, each once: plural or third person, past, participles."""
    stem = _PREFIXED.get(word)
    if stem and stem in _IRREGULAR:
        prefix = word[: -len(stem)]
        return (word, *(prefix + form for form in _IRREGULAR[stem].split()))
    if word in _IRREGULAR:
        return (word, *_IRREGULAR[word].split())
    return tuple(dict.fromkeys((word, _plural(word), *_past(word), *_present(word))))


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _past(word: str) -> tuple[str, ...]:
    if word.endswith("e"):
        return (word + "d",)
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return (word[:-1] + "ied",)
    return tuple(each + "ed" for each in _doubled(word))


def _present(word: str) -> tuple[str, ...]:
    if word.endswith("e") and not word.endswith(("ee", "ye", "oe")):
        return (word[:-1] + "ing",)
    return tuple(each + "ing" for each in _doubled(word))


def _doubled(word: str) -> tuple[str, ...]:
    """`stop` doubles its end, `refer` may: both spellings are found, a wrong one harms nobody."""
    last = word[-3:]
    if (
        len(last) == 3
        and last[0] not in _VOWELS
        and last[1] in _VOWELS
        and last[2] not in _VOWELS
        and last[2] not in "wxy"
    ):
        return word + last[2], word
    return (word,)
