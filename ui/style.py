"""The one style sheet: native inputs, menus, lists and scroll bars, from the tokens.

Everything else paints itself (ui/widgets). Rules stay few: Qt matches them for every widget.
"""

from ui.tokens import Tokens

_SHEET = """
QMainWindow, QDialog {{ background: {bg}; }}
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {line}; padding: 4px 6px; }}
QLineEdit, QPlainTextEdit, QTextEdit {{
  color: {text}; background: {surface}; border: 1px solid {line}; border-radius: 8px;
  padding: 6px 9px; selection-background-color: {accent}; selection-color: {on_accent};
  placeholder-text-color: {faint};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{
  border: 2px solid {accent}; padding: 5px 8px;
}}
QLineEdit[bare="true"], QPlainTextEdit[bare="true"], QTextEdit[bare="true"] {{
  border: none; background: transparent; padding: 0;
}}
QTextBrowser[bare="true"] {{ border-left: 2px solid transparent; }}
QTextBrowser[bare="true"]:focus {{ border-left: 2px solid {accent}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {{
  color: {faint}; background: {raised};
}}
QListView, QScrollArea {{ background: transparent; border: none; outline: none; }}
QScrollBar:vertical {{ background: transparent; width: 8px; margin: 2px 1px; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 3px; min-height: 32px; }}
QScrollBar::handle:vertical:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ color: {text}; background: {surface}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 6px 20px 6px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {accent_bg}; color: {text}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
"""


def stylesheet(tokens: Tokens) -> str:
    names = Tokens.__dataclass_fields__
    return _SHEET.format(**{name: getattr(tokens, name) for name in names})
