"""The alphabet in which byte-level BPE spells bytes (Radford et al. 2019): one character each.

A byte that prints in Latin-1 is that character; the others, in order, are those from U+0100 on.
"""

from workbench.tokenizers.tokenizer import SPACE


def _alphabet() -> dict[str, int]:
    prints = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in prints]
    shown = {chr(byte): byte for byte in prints}
    return shown | {chr(0x100 + number): byte for number, byte in enumerate(others)}


BYTE_OF = _alphabet()


def readable(piece: str) -> str:
    """The text that a piece stands for, with ▁ for spaces; parts of a character as <0xNN>."""
    if not all(character in BYTE_OF for character in piece):
        return piece  # was added as plain text
    data = bytes(BYTE_OF[character] for character in piece)
    try:
        return data.decode().replace(" ", SPACE)
    except UnicodeDecodeError:
        return "".join(f"<0x{byte:02X}>" for byte in data)
