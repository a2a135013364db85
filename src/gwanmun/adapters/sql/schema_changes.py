"""Tables of the books, on the metadata of `schema.py`: orders, emergencies, onboarding, vendors and inquiries."""
