"""OpenTelemetry traces, for whoever has the extra `otel` and a collector.

Not here: what is traced; the store's observers and the requests tell of it. Only this package knows the library.
"""
