"""Files that people bring: kept, laid out, read row by row."""
