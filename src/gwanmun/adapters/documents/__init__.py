"""Documents of Korean offices (문서): one reader a format, one writer a format, all run in a child process.

What lives here: formats → texts with an exact map back into the file, and masked copies by that map. What does not: what
is personal (`privacy/`), who may send what. Everything that a file holds as text is read before anything is laid out, and
what was not read refuses the file: a document is never half read.
"""
