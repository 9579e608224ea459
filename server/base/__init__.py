"""What every other band of the server stands on: settings, clock, ids, errors, crypto, texts, log. Imports none of them."""
