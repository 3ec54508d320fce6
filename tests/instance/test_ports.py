"""Free and taken ports."""

from __future__ import annotations

import socket

import pytest

from nuanyang.instance import ports


@pytest.mark.parametrize("shared", [False, True])
def test_a_port_somebody_listens_on_is_taken_even_when_its_server_shares_it(shared: bool) -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind((ports.LOOPBACK, 0))
        port = server.getsockname()[1]
        server.listen()
        assert not ports.is_free(port)
    assert ports.is_free(port)


def test_a_port_whose_last_connection_is_still_closing_is_free() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((ports.LOOPBACK, 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection((ports.LOOPBACK, port)):
            accepted, _ = server.accept()
            accepted.close()  # the server closes first: its side stays in TIME_WAIT
    assert ports.is_free(port)


def test_a_free_port_is_free() -> None:
    assert ports.is_free(ports.free_port())
