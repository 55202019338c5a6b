"""Settings of the window: how dense it is, and how it behaves among other windows."""

from agentassist.ports.setting_spec import SettingGroup, SettingSpec

WINDOW: tuple[SettingSpec, ...] = (
    SettingSpec(
        "ui.density",
        "comfortable",
        "How much room there is between rows and around them",
        choices=("comfortable", "compact"),
        title="Density",
        labels=("Comfortable", "Compact"),
        group=SettingGroup.WINDOW,
    ),
    SettingSpec(
        "ui.on_top",
        False,
        "The window lies over all others, and still takes no key from them",
        title="Always on top",
        group=SettingGroup.WINDOW,
    ),
    SettingSpec(
        "ui.ring_notice",
        "flash",
        "How a ring shows while another program is in front; the window never comes by itself",
        choices=("none", "tray", "flash"),
        title="When it rings behind",
        labels=("Nothing", "A message from the tray", "A mark in the taskbar"),
        group=SettingGroup.WINDOW,
    ),
    SettingSpec(
        "ui.hide_to_tray",
        False,
        "Closing the window leaves it in the tray, where calls go on; Quit ends it",
        title="Close into the tray",
        group=SettingGroup.WINDOW,
    ),
)
