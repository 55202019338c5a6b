"""Where things are kept for the person at this machine, after each system's custom."""

from dataclasses import dataclass
from pathlib import Path

APP = "agentassist"


@dataclass(frozen=True, slots=True)
class Paths:
    """Folders may not exist yet; whoever writes makes them."""

    config_file: Path
    database: Path
    ui_state: Path
    log_file: Path
    packs: Path  # installed coaching packs
    hand_over: Path  # where the running window listens for links; there only while it does
    signatures: Path  # of webhook reports, as far as they could be used again


def user_paths() -> Paths:
    """Data does not roam between machines: the key of the store doesn't either."""
    from platformdirs import PlatformDirs

    places = PlatformDirs(APP, appauthor=False, roaming=False)
    data = Path(places.user_data_dir)
    return Paths(
        config_file=Path(places.user_config_dir) / "agentassist.toml",
        database=data / "store.db",
        ui_state=Path(places.user_state_dir) / "window.json",
        log_file=Path(places.user_log_dir) / "agentassist.log",
        packs=data / "packs",
        hand_over=data / "hand-over.json",
        signatures=data / "webhook-signatures",
    )
