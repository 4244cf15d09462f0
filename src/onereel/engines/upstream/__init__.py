"""The engine that has others make the video: it puts orders to accounts of vendors, and brings home what they made.

Not here: what is said to each vendor (`onereel.upstreams`).
"""
