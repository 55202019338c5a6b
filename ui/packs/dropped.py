"""A pack among what was dropped."""

from PySide6.QtCore import QMimeData

SUFFIX = ".aapack"


def dropped_pack(data: QMimeData) -> str | None:
    """The one local `.aapack` or folder that was dropped; None for anything else."""
    urls = data.urls() if data.hasUrls() else []
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    place = urls[0].toLocalFile().rstrip("/")
    name = place.rpartition("/")[2]
    return place if name.endswith(SUFFIX) or "." not in name else None
