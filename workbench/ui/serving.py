"""Starting the workbench in the browser, private by default.

`serve` runs Streamlit in this process with every option that privacy rests on, so that it holds
from any folder, with any configuration lying about, and from the installed wheel.
"""

from __future__ import annotations

import os
import socket
import tomllib
import webbrowser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workbench.errors import CallError, StudyError
from workbench.texts import _

ADDRESS = "127.0.0.1"
HERE = ("127.0.0.1", "localhost", "::1")
ANYWHERE = ("0.0.0.0", "::")
PORT = 8501
TRIES = 20

PRIVATE: Mapping[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.showSidebarNavigation": False,
    "server.headless": True,
    "server.showEmailPrompt": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "global.developmentMode": False,
    "logger.hideWelcomeMessage": True,
    "runner.magicEnabled": False,
}
"""What holds whatever a configuration file says."""


def serve(
    study: Path | str,
    *,
    port: int | None = None,
    address: str = ADDRESS,
    open_browser: bool = False,
    coder: str | None = None,
    say: Callable[[str], None] | None = None,
) -> None:
    """Show the study in the browser until the process is stopped.

    Listens on 127.0.0.1 unless told otherwise. Without `port`, 8501 or the next free one is
    taken; a `port` that is in use is a CallError. `say` receives the address; the browser is
    opened only when asked. Raises StudyError where there is no such file. Changes nothing in
    the study by itself.
    """
    path = Path(study).absolute()
    if not path.is_file():
        raise StudyError(
            _("There is no study at {path}.", path=path),
            remedy=_("Make one with “workbench create” or “workbench demo”, or name another file."),
        )
    taken = port if port is not None else _free_port(address)
    if port is not None and not _is_free(address, port):
        raise CallError(
            _("Port {port} of {address} is in use.", port=port, address=address),
            remedy=_("Name another port, or leave it out and a free one is taken."),
        )
    os.environ["WORKBENCH_STUDY"] = str(path)
    if coder:
        os.environ["WORKBENCH_CODER"] = coder
    shown = f"http://{'[' + address + ']' if ':' in address else address}:{taken}"
    if say is not None:
        say(_("The workbench is at {address} (stop with Ctrl+C).", address=shown))
    if open_browser:
        webbrowser.open(shown)
    _run(options(port=taken, address=address))


def options(*, port: int, address: str = ADDRESS) -> dict[str, Any]:
    """Every option that Streamlit is started with: the theme, then what privacy rests on.

    Only pages under a name of this machine may talk to the server, so that no web site can
    have its own name point here and read along; on every address (0.0.0.0, ::) the names by
    which the machine is reached are not known, and any is let in.
    """
    names = [] if address in ANYWHERE else sorted({*HERE, address})
    return {
        **_theme(),
        **PRIVATE,
        "server.allowedHosts": names,
        "server.address": address,
        "server.port": port,
    }


def keep_to_itself() -> None:
    """Keep Streamlit from asking other hosts for this machine's address.

    It does so to check where a page came from when the host name is not its own; an unknown
    host is refused without asking anyone.
    """
    from streamlit import net_util

    net_util.get_external_ip = _unknown
    net_util.get_internal_ip = _unknown


def app_file() -> Path:
    """The script that Streamlit runs: inside the wheel, or at the top of the checkout."""
    return _shipped("app.py", "app.py")


def _unknown() -> None:
    return None


def _theme() -> dict[str, Any]:
    """The theme's options, flat, from the configuration that ships with the product."""
    settings = tomllib.loads(_shipped("config.toml", ".streamlit/config.toml").read_text("utf-8"))
    flat: dict[str, Any] = {}

    def flatten(prefix: str, table: Mapping[str, Any]) -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                flatten(f"{prefix}.{name}", value)
            else:
                flat[f"{prefix}.{name}"] = value

    flatten("theme", settings["theme"])
    return flat


def _shipped(in_wheel: str, in_checkout: str) -> Path:
    package = Path(__file__).parent.parent
    inside = package / "_demo" / in_wheel
    return inside if inside.is_file() else package.parent / in_checkout


def _is_free(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def _free_port(address: str) -> int:
    for port in range(PORT, PORT + TRIES):
        if _is_free(address, port):
            return port
    raise CallError(
        _("No free port from {first} to {last}.", first=PORT, last=PORT + TRIES - 1),
        remedy=_("Name a free port with --port."),
    )


def _run(chosen: Mapping[str, Any]) -> None:
    from streamlit import config
    from streamlit.web import bootstrap

    keep_to_itself()
    script = str(app_file())
    # Streamlit looks for its configuration beside the script that this names.
    config._main_script_path = script
    flags = {name.replace(".", "_"): value for name, value in chosen.items()}
    bootstrap.load_config_options(flag_options=flags)
    bootstrap.run(script, False, [], flags)
