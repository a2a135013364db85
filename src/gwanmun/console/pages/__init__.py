"""The pages: one module for each part of the console, found by itself (docs/console.md)."""
