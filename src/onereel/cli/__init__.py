"""The command line: parse, call, print.

Not here: anything that a program could not do through the library or the server.
"""
