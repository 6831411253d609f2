"""What the layers of a model of a project do with a text: logit lens, neurons, queries and keys."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.project.models.opened_model import OpenedModel

if TYPE_CHECKING:
    from workbench.inspection.lens.reading import LensProgress, LogitLens
    from workbench.inspection.maps.query_key import QueryKey
    from workbench.inspection.neurons.reading import (
        NeuronActivations,
        NeuronPassages,
        NeuronTokens,
    )
    from workbench.inspection.neurons.written import NeuronFacts


class LayerReadingModel(OpenedModel):
    """A model whose layers are read; those, heads, neurons and positions count from 0.

    Of a text longer than `most_tokens` the first are read; without a bound one that is longer than
    the context raises BadInput.
    """

    def lens(
        self,
        text: str,
        *,
        masked: Sequence[int] = (),
        top_k: int = 10,
        add_special_tokens: bool = True,
        most_tokens: int | None = None,
    ) -> "LogitLens":
        """The logit lens: what it would predict behind each part of each layer.

        A BERT reads a mask in place of the tokens at `masked`, which count what stands around the
        text; it must have its masked-token head.
        """
        from workbench.activities.queries.inspecting.lens import the_lens

        return the_lens(
            self.lens_steps(
                text,
                masked=masked,
                top_k=top_k,
                add_special_tokens=add_special_tokens,
                most_tokens=most_tokens,
            )
        )

    def lens_steps(
        self,
        text: str,
        *,
        masked: Sequence[int] = (),
        top_k: int = 10,
        add_special_tokens: bool = True,
        most_tokens: int | None = None,
    ) -> "Iterator[LensProgress | LogitLens]":
        """The same, with how far it is before."""
        from workbench.activities.queries.inspecting.lens import lens_steps

        return lens_steps(
            self.network(),
            self.tokenizer,
            text,
            self.text_framing(add_special_tokens=add_special_tokens),
            masked=masked,
            top_k=top_k,
            most_tokens=most_tokens,
        )

    def neurons(
        self,
        text: str,
        layer: int,
        *,
        add_special_tokens: bool = True,
        most_tokens: int | None = None,
    ) -> "NeuronActivations":
        """The activations of a layer's feed-forward neurons at every token of a text."""
        from workbench.activities.queries.inspecting.neurons import neurons_on_text

        framing = self.text_framing(add_special_tokens=add_special_tokens)
        return neurons_on_text(self.network(), self.tokenizer, text, framing, layer, most_tokens)

    def neuron(self, layer: int, number: int, *, top_k: int = 10) -> "NeuronTokens":
        """The tokens that a neuron promotes and suppresses, whatever the text."""
        from workbench.activities.queries.inspecting.neurons import neuron_tokens

        return neuron_tokens(self.network(), self.tokenizer, layer, number, top_k)

    def neuron_facts(
        self,
        layer: int,
        number: int,
        *,
        text: str = "",
        top_k: int = 10,
        add_special_tokens: bool = True,
    ) -> "NeuronFacts":
        """What a neuron promotes and suppresses, and its activations on a text where there is one.

        An encoder without its masked-token head has a sentence in place of the tokens.
        """
        from workbench.activities.queries.inspecting.neurons import tokens_or_reason
        from workbench.inspection.neurons.written import NeuronFacts

        read = None
        if text:
            read = self.neurons(text, layer, add_special_tokens=add_special_tokens)
        tokens = tokens_or_reason(self.network(), self.tokenizer, layer, number, top_k)
        return NeuronFacts(layer, number, tokens, read)

    def neuron_passages(
        self,
        layer: int,
        number: int,
        corpus: str,
        *,
        most_passages: int = 20,
        most_tokens: int = 20_000,
    ) -> "Iterator[NeuronPassages]":
        """Search the beginning of a corpus's validation part for where a neuron is strongest.

        Yields after every window how far it is and what was strongest so far.
        """
        from workbench.activities.queries.inspecting.neurons import neuron_passages
        from workbench.activities.queries.token_queries import validation_tokens

        tokens = validation_tokens(self._project, corpus, self.tokenizer, most_tokens)
        yield from neuron_passages(
            self.network(),
            self.tokenizer,
            tokens[:most_tokens],
            self.framing(),
            layer,
            number,
            most_passages,
        )

    def query_key(
        self,
        text: str,
        layer: int,
        head: int,
        query: int,
        key: int,
        *,
        add_special_tokens: bool = True,
        most_tokens: int | None = None,
    ) -> "QueryKey":
        """A head's query at one position of a text and its key at another, per dimension."""
        from workbench.activities.queries.inspecting.neurons import query_key_on_text

        return query_key_on_text(
            self.network(),
            self.tokenizer,
            text,
            self.text_framing(add_special_tokens=add_special_tokens),
            layer=layer,
            head=head,
            query=query,
            key=key,
            most_tokens=most_tokens,
        )
