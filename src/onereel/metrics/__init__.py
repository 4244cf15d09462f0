"""What is counted while the server runs, in Prometheus' terms.

Not here: the path that shows it (`onereel.server`).
"""
