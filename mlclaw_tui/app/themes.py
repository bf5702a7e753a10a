"""Our themes: calm, one accent, legible in 256 colours; one of high contrast, one for colour-blind eyes."""

from textual.theme import Theme

DEFAULT = "mlclaw-dark"

THEMES = (
    Theme(
        name="mlclaw-dark", dark=True, primary="#5fafd7", secondary="#585858", accent="#5fafd7", warning="#d7af5f",
        error="#d75f5f", success="#87af5f", foreground="#d0d0d0", background="#121212", surface="#1c1c1c",
        panel="#262626",
    ),
    Theme(
        name="mlclaw-light", dark=False, primary="#005f87", secondary="#b2b2b2", accent="#005f87", warning="#875f00",
        error="#af0000", success="#005f00", foreground="#1c1c1c", background="#ffffff", surface="#f5f5f5",
        panel="#e4e4e4",
    ),
    Theme(
        name="mlclaw-contrast", dark=True, primary="#00ffff", secondary="#ffffff", accent="#00ffff", warning="#ffff00",
        error="#ff5f5f", success="#00ff00", foreground="#ffffff", background="#000000", surface="#000000",
        panel="#303030",
    ),
    Theme(
        name="mlclaw-colour-blind", dark=True, primary="#56b4e9", secondary="#585858", accent="#56b4e9",
        warning="#e69f00", error="#d55e00", success="#0072b2", foreground="#d0d0d0", background="#121212",
        surface="#1c1c1c", panel="#262626",
    ),
)  # fmt: skip
