"""What the whole server does, shown on the real process over real HTTP.

Not here: any part by itself; each has its tests in the folder of its name.
"""
