"""Stands before a source of record and says when its answers came: a process of its own.

    answer_clock.py PORT

Prints its own port on the first line, then CLOCK_MONOTONIC ns each time that bytes of an answer
have been handed on.
"""

import asyncio
import sys
import time


async def hand_on(port: int, asked: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
    answers, server = await asyncio.open_connection("127.0.0.1", port)

    async def questions() -> None:
        while piece := await asked.read(65536):
            server.write(piece)
            await server.drain()

    async def back() -> None:
        while piece := await answers.read(65536):
            client.write(piece)
            await client.drain()
            print(time.monotonic_ns(), flush=True)
        client.close()

    both = [asyncio.ensure_future(questions()), asyncio.ensure_future(back())]
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait(both, timeout=1.0)
    finally:
        for one in both:
            one.cancel()
        server.close()
        client.close()


async def main(port: int) -> None:
    server = await asyncio.start_server(
        lambda reader, writer: hand_on(port, reader, writer), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
