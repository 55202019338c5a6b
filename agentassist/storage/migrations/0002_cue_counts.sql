-- How the cues of each rule were taken. Counts alone: no time, no call, no agent.
CREATE TABLE cue_counts (
    pack      TEXT NOT NULL,
    rule      TEXT NOT NULL,
    shown     INTEGER NOT NULL,
    dismissed INTEGER NOT NULL,
    used      INTEGER NOT NULL,
    PRIMARY KEY (pack, rule)
) WITHOUT ROWID;
