"""What the words on a report mean, for readers who do not know the field."""

from workbench.words import words

GLOSSARY = (
    (
        words("Loss"),
        words(
            "How surprised the model is by the true next token, in nats: the mean of −ln of the "
            "probability that it gave it. Lower is better, 0 would be certainty."
        ),
    ),
    (
        words("Token"),
        words("A piece of text, often a word or a part of one, that models read and write."),
    ),
    (
        words("Validation"),
        words("Measuring on text that is kept apart and never learned from."),
    ),
    (
        words("Perplexity"),
        words("e to the power of the loss: among how many equally likely tokens it wavers."),
    ),
    (
        words("Bits per byte"),
        words(
            "The surprise for each byte of text. Loss and perplexity depend on how the text is cut "
            "into tokens, bits per byte do not."
        ),
    ),
    (
        words("Checkpoint"),
        words("The model as it was saved at a step. The best one has the lowest validation loss."),
    ),
    (
        words("Distillation"),
        words(
            "A small model, the student, learns to predict as a larger one, the teacher. A control "
            "is the same student trained without the teacher."
        ),
    ),
    (
        words("N-gram"),
        words("A model that only counts short sequences of tokens; whatever learns, beats it."),
    ),
    (
        words("Seed"),
        words(
            "The number that chance is drawn from: runs that differ by it alone show how much of a "
            "difference is luck."
        ),
    ),
)
"""Words and their meanings, the simplest first."""
