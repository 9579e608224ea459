"""The demo desk of the invented firm Spruce Home: its staff, its customers and months of what happened between them."""
