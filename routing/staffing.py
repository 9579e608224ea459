"""How many people are needed: Erlang B, C and A, offered load and shrinkage, each as keyword arguments in and a mapping out.

Loads are in Erlang, times in the unit their name ends with. The arithmetic is in `erlang`; nothing here simulates.
"""
