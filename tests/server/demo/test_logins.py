"""What a demonstration says of its logins."""

from types import SimpleNamespace

from server.commands.demo_lines import logins
from server.commands.options import Language
from server.commands.terminal import Terminal
from server.demo.founding import Login


def test_the_role_of_a_login_is_said_in_the_reader_s_words(capsys):
    running = SimpleNamespace(
        server=SimpleNamespace(url="http://127.0.0.1:8000"),
        logins=[Login(login="head-002-007", name="高志强", role="grid_head", password="x")],
    )
    logins(Terminal(as_json=False, lang=Language("zh-CN")), running)
    shown = capsys.readouterr().out
    assert "网格长" in shown
    assert "grid_head" not in shown
