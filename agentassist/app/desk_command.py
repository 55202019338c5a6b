"""Commands of the desk."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Opens(Protocol):
    """What commands can be given to before it is ready for them."""

    @property
    def opened(self) -> asyncio.Event: ...


Owner = TypeVar("Owner", bound=Opens)


def command(
    method: Callable[Concatenate[Owner, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[Owner, P], Coroutine[Any, Any, T]]:
    """The window is there before the store is: a command given earlier waits for `opened`."""

    @wraps(method)
    async def when_open(self: Owner, /, *args: P.args, **kwargs: P.kwargs) -> T:
        await self.opened.wait()
        return await method(self, *args, **kwargs)

    return when_open
