"""The desk run by itself: invented people and their history for the demo, and simulated customers through the public interfaces."""
