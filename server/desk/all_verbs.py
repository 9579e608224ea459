"""Imports every module that registers verbs or readings, so that the registries are whole. Nothing else."""

from server.desk import handover, offers, presence, tickets, upkeep

__all__ = ["handover", "offers", "presence", "tickets", "upkeep"]
