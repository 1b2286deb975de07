"""Taguette's side of the comparison; runs in Taguette's own environment, not in ours.

Makes a project of the wanted size with Taguette's own models and serves it by Taguette's own
application. The first line printed is the port and the token of the one user.

    python taguette_side.py file.sqlite3 interviews words codes codings
"""

from __future__ import annotations

import asyncio
import gettext
import html
import random
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

import taguette
from taguette import database
from taguette.main import DEFAULT_CONFIG
from taguette.web import base, make_app
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

SYLLABLES = "ar be da el fa gre hu in jo ka lø ma ne om på ra skå ti un ve yr ær ør å".split()
TEXTS = 24
HOST = "127.0.0.1"


def texts(rng: random.Random, words: int) -> list[tuple[str, list[tuple[int, int]]]]:
    """Pages of paragraphs, and where their words stand, in the bytes that Taguette counts."""
    made = []
    for _one in range(TEXTS):
        paragraphs, places, at = [], [], 0
        for start in range(0, words, 80):
            said = ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 3)))
                    for _word in range(min(80, words - start))]  # fmt: skip
            for word in said:
                size = len(word.encode())
                places.append((at, at + size))
                at += size + 1
            at -= 1
            paragraphs.append(f"<p>{html.escape(' '.join(said))}</p>")
        made.append(("".join(paragraphs), places))
    return made


def fill(path: Path, interviews: int, words: int, codes: int, codings: int) -> None:
    """A project of that size, past Taguette's server, in bulk."""
    rng = random.Random(1)
    session = database.connect(f"sqlite:///{path}")()
    user = database.User(login="admin")
    project = database.Project(name="Generated", description="")
    session.add_all([user, project])
    session.flush()
    session.add(
        database.ProjectMember(
            project_id=project.id, user_login="admin", privileges=database.Privileges.ADMIN
        )
    )
    tags = [
        database.Tag(project_id=project.id, path=f"b{n % 11}.c{n}", description="")
        for n in range(codes)
    ]
    session.add_all(tags)
    session.flush()
    weights = [1 / rank**0.8 for rank in range(1, codes + 1)]
    rng.shuffle(weights)
    summed = list(accumulate(weights))
    pages = texts(rng, words)
    highlight = 0
    for n in range(interviews):
        contents, places = pages[n % TEXTS]
        document = database.Document(
            name=f"I{n}", description="", filename=f"I{n}.txt", project_id=project.id,
            text_direction=database.TextDirection.LEFT_TO_RIGHT, contents=contents,
        )  # fmt: skip
        session.add(document)
        session.flush()
        rows, tagged = [], []
        plain = contents.replace("<p>", "").replace("</p>", " ").encode()
        for tag in rng.choices(tags, cum_weights=summed, k=codings):
            first = rng.randrange(len(places) - 160)
            start, end = places[first][0], places[first + rng.choice((4, 8, 15, 30, 60, 150))][1]
            highlight += 1
            snippet = plain[start:end].decode(errors="ignore")
            rows.append(
                {
                    "id": highlight, "document_id": document.id, "start_offset": start,
                    "end_offset": end, "snippet": f"<p>{snippet}</p>",
                }
            )  # fmt: skip
            tagged.append({"highlight_id": highlight, "tag_id": tag.id})
        session.bulk_insert_mappings(database.Highlight, rows)
        session.execute(database.highlight_tags.insert(), tagged)
    session.commit()
    session.close()


def serve(path: Path) -> None:
    """Taguette as one person starts it, on a free port of this machine, until it is stopped.

    Prints the port and the token by which the one user enters.
    """
    # It asks its makers' server for news at start; nothing here leaves this machine.
    base.Application.check_messages = lambda _self: None
    taguette._trans = gettext.NullTranslations()
    asyncio.set_event_loop(asyncio.new_event_loop())
    config: dict[str, Any] = {
        **DEFAULT_CONFIG, "MULTIUSER": False, "DOMAIN": "localhost", "BIND_ADDRESS": HOST,
        "X_HEADERS": False, "PORT": 0, "DATABASE": f"sqlite:///{path}", "TOS_FILE": None,
        "SECRET_KEY": "benchmark", "COOKIES_PROMPT": False, "HTML_OUT_SIZE_LIMIT": 5_000_000,
    }  # fmt: skip

    async def run() -> None:
        (listening,) = bind_sockets(0, HOST)
        # Its pages hold a token against forged requests; the requests here come from no page.
        app = make_app(config, xsrf_cookies=False)
        HTTPServer(app).add_socket(listening)
        print(listening.getsockname()[1], app.single_user_token, flush=True)
        await asyncio.Event().wait()

    asyncio.get_event_loop().run_until_complete(run())


def main() -> None:
    """Make a project of one size and serve it."""
    path = Path(sys.argv[1])
    fill(path, *(int(given) for given in sys.argv[2:6]))
    serve(path)


if __name__ == "__main__":
    main()
