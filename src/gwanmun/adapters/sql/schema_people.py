"""Tables of the books, on the metadata of `schema.py`: appointments, approvals, training, devices, records."""
