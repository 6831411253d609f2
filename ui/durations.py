"""How long something takes, in few words."""

from PySide6.QtCore import QCoreApplication


def duration(seconds: float) -> str:
    """`45 s`, `12 min`, `3 h 05 min` or `2 d 4 h`, in the present language."""
    translate = QCoreApplication.translate
    whole = max(0, round(seconds))
    if whole < 60:
        return translate("duration", "{seconds} s").format(seconds=whole)
    minutes = round(whole / 60)
    if minutes < 60:
        return translate("duration", "{minutes} min").format(minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        text = translate("duration", "{hours} h {minutes:02d} min")
        return text.format(hours=hours, minutes=minutes)
    return translate("duration", "{days} d {hours} h").format(days=hours // 24, hours=hours % 24)
