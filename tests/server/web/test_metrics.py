"""Numbers as Prometheus text."""

from __future__ import annotations

from server.web.metrics import Metrics


def test_counters_and_gauges_are_written_with_their_labels() -> None:
    metrics = Metrics()
    metrics.count("desk_mails_total", "Mails sent.", state="sent")
    metrics.count("desk_mails_total", "Mails sent.", 2, state="sent")
    metrics.count("desk_mails_total", "Mails sent.", state="failed")
    metrics.gauge("desk_waiting", "Waiting.", lambda: {(("queue", 'a"b\\c'),): 4.0})
    metrics.gauge("desk_sockets", "Sockets.", lambda: 1.5)
    assert metrics.text().splitlines() == [
        "# HELP desk_mails_total Mails sent.",
        "# TYPE desk_mails_total counter",
        'desk_mails_total{state="sent"} 3',
        'desk_mails_total{state="failed"} 1',
        "# HELP desk_waiting Waiting.",
        "# TYPE desk_waiting gauge",
        'desk_waiting{queue="a\\"b\\\\c"} 4',
        "# HELP desk_sockets Sockets.",
        "# TYPE desk_sockets gauge",
        "desk_sockets 1.5",
    ]
