"""Everything that shows the product keeps its word; mirrors the tree, plus flows, browser, js, faults and meta."""
