"""SQL (SQLAlchemy Core, synchronous): tables, the book of one batch, the log. Knows no verb of the product."""
