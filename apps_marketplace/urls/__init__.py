"""The addresses of apps: those of merchants, and those of staff."""
