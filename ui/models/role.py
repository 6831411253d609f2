"""The two models of a pair."""

from enum import StrEnum


class Role(StrEnum):
    """Which of the two models."""

    TEACHER = "teacher"
    STUDENT = "student"

    @property
    def other(self) -> "Role":
        return Role.STUDENT if self is Role.TEACHER else Role.TEACHER
