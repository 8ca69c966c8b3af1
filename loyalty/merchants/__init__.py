"""The merchant, its stores, its plan and the settings of its programme."""
