"""Deletes files that were uploaded and never sent on, a day later."""

from __future__ import annotations

from server.desk.actors import SYSTEM
from server.desk.attachments import FORGET, OfFile
from server.desk.core import Core
from server.desk.verbs import Command
from server.store.tables.infra import Job


def forget_unsent(core: Core, job: Job) -> None:
    """Handle `attachment.forget`: the desk decides whether the file is still nobody's."""
    core.executor.ask(Command(FORGET, SYSTEM, OfFile(attachment_id=job.subject)))
