"""The people of the programme and the names other systems know them by."""
