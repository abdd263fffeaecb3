"""Guided labs: a learner's way through a scenario, from briefing to debrief."""
