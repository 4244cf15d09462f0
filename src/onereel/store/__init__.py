"""Where tasks, keys and uploads are kept. `base` holds the seams, `sqlite` the embedded home, `memory` the fake.

Not here: media files (`onereel.assets`), or any rule about what may follow what (`onereel.domain.task`).
"""
