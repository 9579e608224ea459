"""The pure router over the desk's rows: what it is told, and what commands and readings ask it. Offers are made elsewhere."""
