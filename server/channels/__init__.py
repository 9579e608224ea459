"""How customers reach the desk. One directory per integration, all of the same shape: routes, signature, shapes, port."""
