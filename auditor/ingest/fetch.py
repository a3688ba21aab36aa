"""Fetches a feed or page over HTTP, and nothing else: not slowly, not without end, and not from inside the network.

Feed libraries that fetch have no total time limit, follow redirects to private addresses and unpack gzip until memory ends.
Addresses are vetted where the connection is made, on every hop, so that no resolver can change its answer in between.
"""

from __future__ import annotations

import concurrent.futures
import ipaddress
import socket
import time
import urllib.parse
import zlib
from collections.abc import Collection, Iterable, Mapping
from email.message import Message
from typing import Any

import httpcore2
import httpx2
import msgspec

from auditor.errors import InputError
from auditor.ingest.limits import Limits

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGAIN = frozenset({429, 502, 503, 504})
_USUAL = Limits()
_HOPS = 5
_TRIES = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Fetched(msgspec.Struct, frozen=True):
    """A body with what the server said of it; `unchanged` if it is as it was (no body then)."""

    url: str
    data: bytes
    charset: str = ""
    kind: str = ""
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


class _RefusedError(OSError):
    """A connection that was not made, on purpose."""


def shown(url: str) -> str:
    """The address without password and query values, fit for reports and logs.

    >>> shown("https://user:secret@x.example/feed?token=abc")
    'https://x.example/feed?…'
    """
    try:
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the address"
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{port}{parts.path}" + ("?…" if parts.query else "")


def fetch(
    url: str,
    limits: Limits = _USUAL,
    *,
    allow: Collection[str] = (),
    etag: str = "",
    modified: str = "",
    offline: bool = False,
    bearer: str = "",
) -> Fetched:
    """The body at the address; InputError for anything but success.

    `allow` names hosts, addresses or networks (`10.0.0.0/8`) that may be private.  `etag` and `modified` of the last time
    make the request conditional.  `bearer` is a token for this address alone: with it, redirects are not followed.
    """
    if offline:
        raise InputError(shown(url), "is not fetched offline: give a file, or leave --offline out")
    until = time.monotonic() + limits.seconds
    conditions: dict[bytes | str, bytes | str] = {
        **({"if-none-match": etag} if etag else {}),
        **({"if-modified-since": modified} if modified else {}),
        **({"authorization": f"Bearer {bearer}"} if bearer else {}),
    }
    # The pool reads no proxy from the environment: a proxy would make the vetting of addresses void.
    with httpcore2.ConnectionPool(ssl_context=httpx2.create_ssl_context(), network_backend=_Vetting(until, tuple(allow))) as pool:
        try:
            return _hops(pool, url, conditions, limits, until)
        except _RefusedError as error:
            raise InputError(shown(url), str(error)) from error
        except httpcore2.TimeoutException as error:
            raise InputError(shown(url), f"did not answer in full within {limits.seconds:g} s") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, OSError) as error:
            raise InputError(shown(url), f"could not be fetched: {error or type(error).__name__}") from error


def post(url: str, body: bytes, limits: Limits = _USUAL, *, allow: Collection[str] = ()) -> None:
    """Sends JSON to the address, under the same guard; InputError for anything but success, and for a redirect."""
    until = time.monotonic() + limits.seconds
    parts = _checked(url)
    headers = _headers(parts, {"content-type": "application/json", "content-length": str(len(body))})
    with httpcore2.ConnectionPool(ssl_context=httpx2.create_ssl_context(), network_backend=_Vetting(until, tuple(allow))) as pool:
        try:
            request = httpcore2.Request(
                "POST", _ascii(parts), headers=headers, content=body, extensions={"timeout": _timeouts(until)}
            )
            response = pool.handle_request(request)
            response.close()
        except _RefusedError as error:
            raise InputError(shown(url), str(error)) from error
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            raise InputError(shown(url), f"could not be posted to: {error or type(error).__name__}") from error
    if not 200 <= response.status < 300:
        raise InputError(shown(url), f"answered with status {response.status}")


def _hops(
    pool: httpcore2.ConnectionPool, url: str, conditions: Mapping[bytes | str, bytes | str], limits: Limits, until: float
) -> Fetched:
    """Follow redirects, each a request of its own, and try again where a server asks for patience."""
    at, tries = url, 0
    for _ in range(_HOPS + _TRIES):
        parts = _checked(at)
        request = httpcore2.Request(
            "GET", _ascii(parts), headers=_headers(parts, conditions), extensions={"timeout": _timeouts(until)}
        )
        response = pool.handle_request(request)
        try:
            headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
            if response.status in _REDIRECTS and "location" in headers:
                if "authorization" in conditions:
                    raise InputError(shown(url), "redirects, and a token is not carried elsewhere: give the address it leads to")
                at = urllib.parse.urljoin(at, headers["location"])
                continue
            if response.status in _AGAIN and tries < _TRIES - 1 and _patient(headers.get("retry-after", ""), tries, until):
                tries += 1
                continue
            return _answer(at, response, headers, limits, until)
        finally:
            response.close()
    raise InputError(shown(url), f"redirects more than {_HOPS} times")


def _checked(url: str) -> urllib.parse.SplitResult:
    """The address in parts, if it is one we fetch."""
    try:
        parts = urllib.parse.urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise InputError(shown(url), f"is no address: {error}") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputError(shown(url), "is or leads to something else than http and https: refused")
    return parts


def _ascii(parts: urllib.parse.SplitResult) -> httpcore2.URL:
    """The address with its host in IDNA and its path escaped."""
    host = parts.hostname or ""
    try:
        name = host.encode("ascii") if host.isascii() else host.encode("idna")
    except UnicodeError as error:
        raise InputError(shown(parts.geturl()), f"is no host name: {error}") from error
    target = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{urllib.parse.quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    )
    return httpcore2.URL(scheme=parts.scheme.encode(), host=name, port=parts.port, target=target.encode("ascii", "ignore"))


def _headers(parts: urllib.parse.SplitResult, conditions: Mapping[bytes | str, bytes | str]) -> dict[bytes | str, bytes | str]:
    """What is asked with; no cookies, no passwords."""
    host = (parts.hostname or "").encode("idna" if not (parts.hostname or "").isascii() else "ascii").decode()
    host = f"[{host}]" if ":" in host else host
    return {
        "host": f"{host}:{parts.port}" if parts.port else host,
        "user-agent": "auditor (translation quality; reads feeds)",
        "accept": "application/atom+xml, application/rss+xml, application/feed+json, application/xml, text/html, */*;q=0.5",
        "accept-encoding": "gzip, deflate",
        "connection": "close",
        **conditions,
    }


def _timeouts(until: float) -> dict[str, float]:
    """Each step's limit is what is left of the whole."""
    left = max(0.01, until - time.monotonic())
    return dict.fromkeys(("connect", "read", "write", "pool"), left)


def _patient(after: str, tries: int, until: float) -> bool:
    """Wait as the server asks (in seconds), or a little longer each time, if there is time for it."""
    seconds = float(after) if after.isdecimal() and len(after) < 6 else 0.5 * 2**tries
    if time.monotonic() + seconds >= until:
        return False
    time.sleep(seconds)
    return True


def _answer(url: str, response: Any, headers: dict[str, str], limits: Limits, until: float) -> Fetched:
    """The body of an answer that is one."""
    about = Message()
    about["content-type"] = headers.get("content-type", "")
    charset, kind = str(about.get_content_charset() or ""), about.get_content_type() if headers.get("content-type") else ""
    etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
    if response.status == 304:
        return Fetched(shown(url), b"", charset, kind, etag, modified, unchanged=True)
    if response.status != 200:
        raise InputError(shown(url), f"answered with status {response.status}")
    body = _body(response.iter_stream(), headers.get("content-encoding", ""), url, limits, until)
    return Fetched(shown(url), body, charset, kind, etag, modified)


def _body(stream: Iterable[bytes], encoding: str, url: str, limits: Limits, until: float) -> bytes:
    """The body, unpacked, with a cap before and one after."""
    if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise InputError(shown(url), f"is packed as {encoding!r}, which was not asked for")
    unpack = zlib.decompressobj(47) if encoding in {"gzip", "x-gzip", "deflate"} else None
    out, raw = bytearray(), 0
    for chunk in stream:
        raw += len(chunk)
        if raw > limits.page_bytes:
            raise InputError(shown(url), f"is larger than {limits.page_bytes >> 20} MB")
        try:
            out += unpack.decompress(chunk, limits.decoded_bytes + 1 - len(out)) if unpack else chunk
        except zlib.error as error:
            raise InputError(shown(url), f"is not packed as it says: {error}") from error
        if len(out) > limits.decoded_bytes:
            raise InputError(shown(url), f"unpacks to more than {limits.decoded_bytes >> 20} MB")
        if time.monotonic() > until:
            raise httpcore2.ReadTimeout
    if unpack and not unpack.eof:
        raise InputError(shown(url), "stops in the middle of its packed data: fetch it again")
    return bytes(out)


def permitted(address: str, host: str, allow: Collection[str]) -> bool:
    """May this address be connected to?  Public ones may, others if they are allowed by host, address or network.

    >>> permitted("127.0.0.1", "x", ()), permitted("127.0.0.1", "x", ["127.0.0.0/8"]), permitted("::ffff:10.0.0.1", "x", ())
    (False, True, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    for entry in allow:
        try:
            if ip in ipaddress.ip_network(entry, strict=False):
                return True
        except ValueError:
            if entry.lower() == host.lower():
                return True
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None and not inner.is_global:
            return False
    return ip.is_global and not ip.is_multicast


class _Vetting(httpcore2.NetworkBackend):
    """Connects to addresses that are permitted, and bounds each stream by the deadline of the whole."""

    def __init__(self, until: float, allow: Collection[str]) -> None:
        self._until, self._allow, self._plain = until, allow, httpcore2.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None
    ) -> Any:
        """A stream to the first permitted address of the host that answers."""
        refused, last = "", None
        for address in _resolved(host, port, self._until):
            if not permitted(address, host, self._allow):
                refused = address
                continue
            left = min(self._until - time.monotonic(), timeout or float("inf"))
            try:
                stream = self._plain.connect_tcp(address, port, max(0.01, left), local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                last = error
                continue
            return _Timed(stream, self._until)
        if last is not None:
            raise last
        raise _RefusedError(f"leads to {refused}, which is not a public address: allow it by name if it is meant")

    def sleep(self, seconds: float) -> None:
        """Wait between tries."""
        time.sleep(seconds)


def _resolved(host: str, port: int, until: float) -> list[str]:
    """Addresses of a host, within the deadline: the system's resolver has none of its own."""
    pool = concurrent.futures.ThreadPoolExecutor(1)
    try:
        found = pool.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(max(0.01, until - time.monotonic()))
    except concurrent.futures.TimeoutError as error:
        raise httpcore2.ConnectTimeout from error
    except (OSError, UnicodeError) as error:
        raise _RefusedError(f"has a host that is not known: {error}") from error
    finally:
        pool.shutdown(wait=False)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Timed(httpcore2.NetworkStream):
    """A stream whose every step ends by one deadline: a limit on each read alone lets a byte a second go on for ever."""

    def __init__(self, inner: Any, until: float) -> None:
        self._inner, self._until = inner, until

    def _left(self, asked: float | None) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return min(left, asked) if asked is not None else left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Bytes, in time."""
        return bytes(self._inner.read(max_bytes, self._left(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send, in time."""
        self._inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:
        """The same, encrypted."""
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, self._left(timeout)), self._until)

    def get_extra_info(self, info: str) -> Any:
        """What the stream knows of itself."""
        return self._inner.get_extra_info(info)
