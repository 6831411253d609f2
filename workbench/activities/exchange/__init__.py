"""Models and curves in other tools' formats, in and out."""
