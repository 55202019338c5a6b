"""The one exception type that may reach a person. `ui/errors.py` and `cli/` word its codes."""


class AgentAssistError(Exception):
    """Something went wrong that a person should hear of.

    `code` is a stable dotted name ("config.unreadable"), `params` the values its text needs
    (file, line, key, ...): never a secret and never a value a caller entered. `retryable` says
    whether the same thing may work later; `remedy` is the code of the advice to show.
    """

    def __init__(
        self, code: str, /, *, retryable: bool = False, remedy: str | None = None, **params: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.retryable = retryable
        self.remedy = remedy
        self.params: dict[str, object] = params

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code
