"""What the tasks of the snippets do: a chain of hashes, or a request."""

import asyncio
import hashlib
from urllib.parse import urlsplit
from urllib.request import urlopen


def hash_chain(seed: int, size: int) -> str:
    """The work `hash`: `size` times SHA-256, each of the hexadecimal digest before."""
    text = str(seed)
    for _ in range(size):
        text = sha256(text)
    return text


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def get_blocking(url: str) -> str:
    """The body of the response. The thread waits for it. Raises OSError if that is not a success."""
    with urlopen(url) as response:
        return response.read().decode()


async def get(url: str) -> str:
    """The same without holding the event loop, by the standard library alone: a program would use
    a client such as httpx or aiohttp."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    request = f"GET {parts.path}?{parts.query} HTTP/1.0\r\nHost: {parts.netloc}\r\n\r\n"
    writer.write(request.encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    status = head.split(maxsplit=2)[1:2]
    if status != [b"200"]:
        raise OSError(f"{url}: {status}")
    return body.decode()
