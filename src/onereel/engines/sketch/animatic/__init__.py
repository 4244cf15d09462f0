"""Moving pictures drawn from words: read a plan out of the prompt, build its scene in layers, film it.

Not here: pictures that the caller gave (`inbetween`).
"""
