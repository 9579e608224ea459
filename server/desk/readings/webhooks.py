"""The secret that webhooks to an address are signed with, and who may read it. Sending them is a job."""

from __future__ import annotations

import base64
from typing import Annotated

import msgspec

from console.protocol import Wire
from server.base.crypto import Master
from server.desk.access import ADMINISTRATORS, Policy
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading

PURPOSE = "webhook 1"
SECRETS = Policy("secrets of webhooks", ADMINISTRATORS)
"""For people only: no API key reads what other systems trust."""


class OfAddress(Question, frozen=True, kw_only=True):
    """The address webhooks go to, as it stands in the policy."""

    url: Annotated[str, msgspec.Meta(min_length=8, max_length=300)]


class WebhookSecret(Wire, frozen=True, kw_only=True):
    """What the receiver checks signatures with, in the form Standard Webhooks gives it."""

    secret: str


@reading(
    "webhooks.secret",
    OfAddress,
    SECRETS,
    path="/webhooks/secret",
    answer=WebhookSecret,
    audited="webhook.secret_read",
)
def secret(look: Look, question: OfAddress) -> WebhookSecret:
    """Return the secret that webhooks to an address are signed with."""
    return WebhookSecret(secret="whsec_" + base64.b64encode(secret_bytes(look.master, question.url)).decode())


def secret_bytes(master: Master, url: str) -> bytes:
    """Return the 32 bytes for an address: derived, so that nothing is stored and no address knows another's."""
    return base64.urlsafe_b64decode(master.sign(PURPOSE, url) + "=")
