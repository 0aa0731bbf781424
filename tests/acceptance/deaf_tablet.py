"""`doorstep-tablet` on a line that breaks before an HTTP answer has come; nothing else differs.

What was asked for has happened at the server, and nobody here knows.
"""

from http.client import HTTPConnection

from clients.reference_cli import main


def deaf(connection):
    """The server has answered, since its answer's first byte is awaited; then the line is gone."""
    plain(connection).read()
    raise ConnectionResetError(104, "Connection reset by peer")


if __name__ == "__main__":
    plain = HTTPConnection.getresponse
    HTTPConnection.getresponse = deaf
    main.main()
