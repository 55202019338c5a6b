"""Another program's window: a field that has the focus. Prints what is typed, line by line."""

from PySide6.QtWidgets import QApplication, QLineEdit

app = QApplication(["typing-window"])
field = QLineEdit()
field.setWindowTitle("typing-window")
field.resize(400, 60)
field.textChanged.connect(lambda text: print(text, flush=True))
field.show()
app.exec()
