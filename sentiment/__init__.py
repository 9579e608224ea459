"""How does the customer feel? Lexicon, head over an encoder, trend, abstention. Loads no model by itself."""
