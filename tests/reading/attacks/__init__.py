"""Documents that show a person one thing and their reader another. The README counts them.

Each shows the word Seen. and hides the word Secret, in a way of its own, which its name tells.
"""
