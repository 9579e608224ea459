"""Every table of the desk. Importing this package fills the metadata that migrations are compared with."""

from server.store.tables import channels, infra, people, staff, work

__all__ = ["channels", "infra", "people", "staff", "work"]
