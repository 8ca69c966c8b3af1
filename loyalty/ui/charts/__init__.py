"""Charts as numbers to draw: geometry here, SVG in the templates, no script and no inline style."""
