"""Imports every module that registers verbs or readings, so that the registries are whole. Nothing else."""

from server.desk import handover, offers, presence, tickets, upkeep
from server.desk.readings import floor, snapshot, threads

__all__ = ["floor", "handover", "offers", "presence", "snapshot", "threads", "tickets", "upkeep"]
