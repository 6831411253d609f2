"""How long something takes, in few words."""

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication


def ends_at(seconds: float, now: datetime) -> str:
    """The time of day in so many seconds, with the day where that is not today: `14:35`."""
    then = now + timedelta(seconds=round(seconds))
    return f"{then:%H:%M}" if then.date() == now.date() else f"{then:%Y-%m-%d %H:%M}"


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
