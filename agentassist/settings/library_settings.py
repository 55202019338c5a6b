"""The settings of articles, coaching and packs."""

from agentassist.ports.setting_spec import SettingGroup, SettingSpec

_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]{0,79}|"
_NAMED = "A name of letters, digits and underscores that begins with no digit."


def _feed_login(key: str, what: str, short: str, variable: str) -> tuple[SettingSpec, ...]:
    """How the address of a feed is told who asks."""
    kinds, labels = ("none", "bearer", "basic"), ("No login", "Token", "Name and password")
    text = f"{what}: how its address is told who asks"
    file = f"{what}: file with it, where policy says the address"
    return (
        SettingSpec(
            f"{key}_login", "none", text, kinds, title=f"{short}: login", labels=labels, for_it=True
        ),
        SettingSpec(
            f"{key}_user",
            "",
            f"{what}: login name, for basic",
            title=f"{short}: login name",
            for_it=True,
        ),
        SettingSpec(
            f"{key}_secret_env",
            variable,
            f"{what}: its variable",
            pattern=_VARIABLE,
            rule=_NAMED,
            title=f"{short}: variable with the secret",
            for_it=True,
        ),
        SettingSpec(
            f"{key}_secret_file",
            "",
            file,
            maximum=1000,
            title=f"{short}: file with the secret",
            for_it=True,
        ),
    )


LIBRARY: tuple[SettingSpec, ...] = (
    SettingSpec(
        "knowledge.synonyms",
        "",
        "File with words that mean the same in your house",
        maximum=1000,
        title="Words of the house",
        restart=True,
    ),
    SettingSpec(
        "knowledge.feed",
        "",
        "Folder or https address of the articles that all desktops have",
        maximum=1000,
        title="Articles of the house",
        example="https://help.example.org/articles.jsonl",
    ),
    *_feed_login(
        "knowledge.feed",
        "Articles of all desktops",
        "Articles of the house",
        "AGENTASSIST_FEED_SECRET",
    ),
    SettingSpec(
        "knowledge.sync_minutes",
        60,
        "Minutes between two looks for new articles (0: never)",
        maximum=10_080,
        title="Look for new articles",
        unit="minutes",
        zero="never",
    ),
    SettingSpec(
        "knowledge.semantic",
        False,
        "Questions are looked for by meaning, too (needs the extra [semantic])",
        security=True,
        strictest=False,
        title="Search by meaning",
    ),
    SettingSpec(
        "knowledge.gap_log",
        True,
        "Count searches that found nothing, without names and numbers",
        security=True,
        strictest=False,
        title="Searches in vain",
    ),
    SettingSpec(
        "knowledge.gap_days",
        90,
        "Days that these counts and reports of articles are kept",
        minimum=1,
        maximum=400,
        title="Searches in vain are kept",
        unit="days",
        group=SettingGroup.PRIVACY,
    ),
    SettingSpec(
        "coaching.budget",
        4,
        "Cues in one call at most",
        maximum=10,
        title="Cues in one call",
        unit="cues",
        zero="none",
    ),
    SettingSpec(
        "coaching.language",
        "system",
        "Language of cues where a call does not tell",
        choices=("system", "en", "de", "es", "fr"),
        title="Language of cues",
        labels=("As the system", "English", "Deutsch", "Español", "Français"),
        restart=True,
    ),
    SettingSpec(
        "packs.feed",
        "",
        "Folder or https address of the coaching packs that all desktops have",
        maximum=1000,
        title="Packs of the house",
        example="https://help.example.org/packs.json",
        for_it=True,
    ),
    *_feed_login(
        "packs.feed", "Packs of all desktops", "Packs of the house", "AGENTASSIST_PACKS_SECRET"
    ),
    SettingSpec(
        "packs.off",
        (),
        "Coaching packs switched off",
        pattern="[a-z0-9-]+",
        rule="Small letters, digits and hyphens.",
        title="Packs switched off",
        place="packs",
    ),
    SettingSpec(
        "packs.publishers",
        (),
        "Coaching packs: publishers trusted by the organisation",
        title="Publishers of the organisation",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "packs.trusted_here",
        (),
        "Coaching packs: publishers you trusted yourself",
        title="Publishers you trust",
        place="packs",
    ),
    SettingSpec(
        "packs.revoked",
        (),
        "Coaching packs: keys and editions that count no more",
        title="Packs taken back",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "packs.agent_trust",
        True,
        "Coaching packs: you may trust a publisher yourself",
        security=True,
        strictest=False,
        title="Trust a publisher yourself",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "packs.python",
        False,
        "Coaching packs: their parts in Python may run (counts in policy only)",
        security=True,
        strictest=False,
        title="Packs with Python",
        for_it=True,
        restart=True,
    ),
    SettingSpec(
        "packs.developer",
        False,
        "Coaching packs: run without a signature, for their authors",
        security=True,
        strictest=False,
        title="Packs without a signature",
        for_it=True,
        restart=True,
    ),
)
