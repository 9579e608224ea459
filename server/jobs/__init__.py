"""Hands and the leader: dispatch, timers, lapsed presences, jobs and projections. They only ask for verbs; they decide nothing."""
