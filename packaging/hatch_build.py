"""Build hook: puts resources/ and plugins/ into the wheel as agentassist/_data/."""

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SIGNED = "AGENTASSIST_SIGNED_PACKS"  # a release: the folder that packaging/sign_packs wrote


class DataFolders(BuildHookInterface[Any]):
    """Adds the data folders to standard wheels only.

    An editable install reads them from the source tree; a static force-include would copy them
    into site-packages, where they would go stale.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        for folder in ("resources", "plugins"):
            source = Path(self.root, folder)
            if folder == "plugins" and SIGNED in os.environ:
                source = Path(os.environ[SIGNED])
                if not (source / "publisher.pub").is_file():
                    raise FileNotFoundError(f"{source}: no packs that packaging/sign_packs wrote")
            if source.is_dir():
                build_data["force_include"][str(source)] = f"agentassist/_data/{folder}"
