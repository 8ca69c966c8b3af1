import socket

from loyalty.launch.addresses import HOST, answers, free_port


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port: int = taken.getsockname()[1]

        assert free_port(port) > port

    assert free_port(port) == port


def test_nobody_answers_on_a_free_port() -> None:
    assert not answers(f"http://{HOST}:{free_port(20_000)}/healthz")
