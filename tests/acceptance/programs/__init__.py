"""The programs of the documents, each as a function that sends the same, parses the same and prints the same.

Not here: addresses, keys, ids and media, which are handed in; comments of the documents.
"""
