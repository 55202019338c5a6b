"""Every main state in pictures: `python -m tests.screens FOLDER`; see packaging/contact_sheet."""

import argparse
import os
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="contact_sheet", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--themes", nargs="+", default=["light", "dark", "contrast"])
    parser.add_argument("--widths", nargs="+", default=["narrow", "wide"])
    parser.add_argument("--states", nargs="+", metavar="NAME", help="only these")
    parser.add_argument("--language", default="en", help="a language or a pseudo-locale")
    parser.add_argument("--index", action="store_true", help="only write index.html anew")
    args = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from tests.screens import sheet

    if not args.index:
        _take(args)
    sheet.page(args.folder)
    return 0


def _take(args: argparse.Namespace) -> None:
    from tests.screens import sheet
    from tests.screens.stage import Stage
    from tests.screens.states import STATES

    scaled = os.environ.get("QT_SCALE_FACTOR", "1") != "1"
    percent = f"{100 * float(os.environ.get('QT_SCALE_FACTOR', '1')):.0f}"
    folder = args.folder / args.language / percent
    taken = []
    sizes = sheet.WIDTHS_AT_150 if scaled else sheet.WIDTHS
    states = args.states or list(STATES)
    for width in args.widths:  # a day of its own for each: calls leave rows in the history
        stage = Stage()
        for shot in sheet.shots(stage, folder, states, width, args.themes, sizes[width]):
            taken.append(shot)
            print(shot.path, flush=True)
        stage.idle()
        stage.close()
    for name in args.themes:
        for width in args.widths:
            some = [shot for shot in taken if (shot.theme, shot.width) == (name, width)]
            sheet.join(some, folder / f"sheet-{name}-{width}.png", width)


if __name__ == "__main__":
    sys.exit(main())
