"""agentassist: the core, free of any window."""

__version__ = "0.1.0"
