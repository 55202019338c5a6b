"""Any CRM or help desk over REST, described by one TOML file."""
