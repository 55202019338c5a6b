"""What is spoken: its sentences, an article's steps, and how it shows in the window."""
