"""Every table of the desk. Importing this package fills the metadata that migrations are compared with."""

from server.store.tables import channels, config, infra, knowledge, people, staff, surveys, work

__all__ = ["channels", "config", "infra", "knowledge", "people", "staff", "surveys", "work"]
