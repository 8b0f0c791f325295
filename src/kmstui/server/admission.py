"""Who may talk to a server on this machine at all: the rules of Host and Origin (reliability.md, 5.1).

A web page can make a browser send requests to any address, and can give this machine a name of its own; it
can change neither the Host header nor what a browser says of where a request comes from. What is refused here
never reaches the account, and no answer ever carries a CORS header.
"""

from collections.abc import Iterable

from kmstui.wire.message import Request

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_OWN_SITES = frozenset({"", "same-origin", "none"})
_BROWSER_HEADERS = frozenset({"origin", "referer"})


def host_names(address: str, port: int, others: Iterable[str] = ()) -> frozenset[str]:
    """The Host headers under which a listener answers: this machine's, its own address, and `others`."""
    shown = f"[{address}]" if ":" in address else address
    names = {*_LOOPBACK, shown.lower()}
    with_port = {f"{name}:{port}" for name in names}
    return frozenset(with_port | (names if port == 80 else set()) | {name.lower() for name in others})


def refused(request: Request, hosts: frozenset[str]) -> tuple[int, str] | None:
    """Status and sentence for a request that nobody here may make; None for one that is welcome."""
    host = origin = referer = site = ""
    for name, value in request.headers:
        if name == "host":
            host = value.lower()
        elif name == "origin":
            origin = value
        elif name == "referer":
            referer = value
        elif name == "sec-fetch-site":
            site = value
    if host not in hosts:
        return 421, "This server does not answer under the name in the Host header."
    if (origin or referer or site) and _is_foreign(host, origin, referer, site):
        return 403, "This server does not answer requests that a web page makes."
    return None


def is_from_browser(request: Request) -> bool:
    """Whether a browser sent it, for whatever page."""
    return any(name in _BROWSER_HEADERS or name.startswith("sec-fetch-") for name, _ in request.headers)


def _is_foreign(host: str, origin: str, referer: str, site: str) -> bool:
    own = f"http://{host}"
    if origin and origin.lower() != own:
        return True
    if referer and not f"{referer.lower()}/".startswith(f"{own}/"):
        return True
    return site not in _OWN_SITES
