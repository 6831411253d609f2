"""The colours of the parts that models play, on pages that are written."""

ROLE_COLOURS = {
    "teacher": "#0072b2",
    "student": "#d55e00",
    "control": "#009e73",
    "ngram": "#666b73",
    "model": "#3f5f9e",
}
"""As in the window's light theme."""
