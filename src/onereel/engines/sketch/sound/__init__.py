"""What is heard: ambience, music, the caller's own track.

Not here: encoding; see `onereel.engines.sketch.film.movie`.
"""
