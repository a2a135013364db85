"""Tables of the books, on the metadata of `schema.py`: fingerprints and canaries of classified texts."""
