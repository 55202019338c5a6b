"""A voice for the agent, in a process of its own: `speaker.py` asks, `worker.py` speaks.

On Linux the worker runs espeak-ng and hands it the text through a pipe: the espeak driver of
pyttsx3 leaves spoken texts behind as files and can't be stopped. Windows and macOS speak through
pyttsx3's SAPI5 and NSSpeechSynthesizer drivers.
"""
