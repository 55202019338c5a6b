"""Files of customers and their history: read by a mapping, imported, exported."""
