"""The one way out: HTTP with the system's certificates, a deadline and a limit on everything."""
