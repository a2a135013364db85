"""Gwanmun (관문): the gate through which a government uses generative AI."""

__version__ = "0.1.0"
