"""CSAT, NPS and CES: scoring with intervals, sampling and fatigue, invitations. Sends nothing by itself."""
