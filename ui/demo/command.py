"""`agentassist demo`: recorded calls against a made-up contact center, stepped by a strip."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentassist.ports.demo import DemoPlayback
    from ui.application import Application

SHOTS = "demo-shots"
SHOT_SIZE = (1440, 900)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--headless",
        action="store_true",
        help=f"play one call without a window, print the story, save pictures in ./{SHOTS}",
    )
    parser.add_argument(
        "--speed", type=_speed, default=1.0, metavar="N", help="N times as fast; 0: no pauses"
    )
    parser.add_argument(
        "--theme", choices=("system", "light", "dark"), default="system", help="light or dark"
    )
    parser.add_argument(
        "--width", type=int, default=0, metavar="PIXELS", help="width of the window (360 or more)"
    )
    parser.add_argument(
        "--shots", type=Path, metavar="FOLDER", help=f"where --headless saves (default ./{SHOTS})"
    )


def run(args: argparse.Namespace) -> int:
    headless = args.headless or not _has_display()
    if headless:
        if not args.headless:
            print("No display here: the demo plays one call by itself and saves pictures.")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from agentassist.bootstrap import Options, start_logging
    from ui.application import Application

    options = Options(demo=True, speed=args.speed, theme=args.theme)
    start_logging(options)
    application = Application(options)
    if args.width or headless:
        application.window.resize(max(args.width or SHOT_SIZE[0], 360), SHOT_SIZE[1])
    demo = Demo(application)
    if not headless:
        return application.exec()
    from ui.demo.tour import Tour

    return Tour(application, demo, args.shots or Path.cwd() / SHOTS).exec()


class Demo:
    """Brings the player, which lives on the core thread, to the strip in the window."""

    def __init__(self, application: "Application") -> None:
        self._application = application
        self.player: DemoPlayback | None = None
        core, post = application.core, application.crossing.post
        core.on_player, core.on_demo_state = post, post
        application.crossing.event_received.connect(self._take)

    def _take(self, item: object) -> None:
        from agentassist.ports.demo import DemoPlayback

        if isinstance(item, DemoPlayback):
            from ui.demo.strip import DemoStrip

            self.player = item
            strip = DemoStrip(item, self._application.crossing)
            self._application.crossing.event_received.connect(strip.handle)
            self._application.window.add_strip(strip)
            strip.bind(self._application.window.keys)


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 <= speed <= 1000:
        raise argparse.ArgumentTypeError("a number from 0 to 1000")
    return speed


def _has_display() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM") not in (None, "", "offscreen"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
