"""The map of the zones as a picture, made on this machine without a browser or a network.

The same zones, classes, numbers and marks as on the page (`observatorio.maps`): `drawing` for a
slide or a document that says the rest around it, `picture` for one that says all by itself.
"""
