"""Scenarios: files of steps that drive the real console, and what is made of them.

One file of steps is at once a test, a set of stills, a recording and what `kmstui tour` plays. Nothing here
is imported by the console itself.
"""
