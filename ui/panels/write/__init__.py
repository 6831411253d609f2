"""Models writing side by side under several decoding strategies."""
