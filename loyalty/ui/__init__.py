"""How every page looks and behaves: components, charts, tables, text formats."""
