"""Tables of the books, on the metadata of `schema.py`: the ledger of spending, collection rounds."""
