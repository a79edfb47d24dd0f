"""Every table of the house, so that Django finds them. One line per room."""
