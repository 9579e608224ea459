"""Every table of the desk. Importing this package fills the metadata that migrations are compared with."""

from server.store.tables import channels, config, infra, people, staff, work

__all__ = ["channels", "config", "infra", "people", "staff", "work"]
