"""The colours of the parts that models play, on pages that are written."""

ROLE_COLOURS = {
    "teacher": "#0072b2",
    "student": "#d55e00",
    "control": "#009e73",
    "ngram": "#666b73",
    "unigram": "#9a7b4f",
    "uniform": "#a3a8b0",
    "model": "#3f5f9e",
}
"""As in the window's light theme, which draws what only counts tokens in one colour."""

LINE_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#7a3e9d")
"""Lines that are told apart by colour alone; readable by the colour-blind (Okabe and Ito)."""
