"""Chat on the organisation's own site: the widget's interface, its page and the script that embeds it."""
