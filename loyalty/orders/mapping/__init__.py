"""From a file of orders to facts about orders. Everything here is pure: no database, no clock."""
