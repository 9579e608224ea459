"""Everything over HTTP for staff and programs: routes made from the registries, sign-in, pages, files. Decides nothing itself."""
