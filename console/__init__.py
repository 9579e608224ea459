"""The agent's and the supervisor's screen: wire types, session, templates, modules for the browser, catalogs."""
