"""The demo contact center: a made-up company, its customers and what happened to them."""
