"""The timeline: what is on file of one person, arranged as people read it."""
