"""Every panel of the window, in the order of the tabs; a new panel is one import and one entry."""

from ui.panel import Panel
from ui.panels.attention.panel import AttentionPanel
from ui.panels.attribution.panel import AttributionPanel
from ui.panels.batch.panel import BatchPanel
from ui.panels.bin import BinPanel
from ui.panels.caches import CachesPanel
from ui.panels.checkpoints.panel import CheckpointsPanel
from ui.panels.classes.panel import ClassesPanel
from ui.panels.classify import ClassifyPanel
from ui.panels.corpora.panel import CorporaPanel
from ui.panels.corpus_detail import CorpusDetailPanel
from ui.panels.embeddings.panel import EmbeddingsPanel
from ui.panels.fill_mask.panel import FillMaskPanel
from ui.panels.heads.panel import HeadsPanel
from ui.panels.help import HelpPanel
from ui.panels.history.panel import HistoryPanel
from ui.panels.interventions.panel import InterventionsPanel
from ui.panels.layer_map.panel import LayerMapPanel
from ui.panels.lens.panel import LensPanel
from ui.panels.model_drawing.panel import ModelDrawingPanel
from ui.panels.models.panel import ModelsPanel
from ui.panels.neurons.panel import NeuronsPanel
from ui.panels.next_token.panel import NextTokenPanel
from ui.panels.patching.panel import PatchingPanel
from ui.panels.prompts.panel import PromptsPanel
from ui.panels.queue.panel import QueuePanel
from ui.panels.report.panel import ReportPanel
from ui.panels.runs.panel import RunsPanel
from ui.panels.search.panel import SearchPanel
from ui.panels.similarity.panel import SimilarityPanel
from ui.panels.speculative.panel import SpeculativePanel
from ui.panels.sweep.panel import SweepPanel
from ui.panels.texts_compared.panel import TextsComparedPanel
from ui.panels.tokenizer_playground import TokenizerPlaygroundPanel
from ui.panels.tokenizer_vocabulary import TokenizerVocabularyPanel
from ui.panels.tokenizers import TokenizersPanel
from ui.panels.tokens.panel import TokensPanel
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.panels.train_log import TrainLogPanel
from ui.panels.train_samples import TrainSamplesPanel
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.panels.trees.panel import TreesPanel
from ui.panels.welcome.panel import WelcomePanel
from ui.panels.what_if.panel import WhatIfPanel
from ui.panels.write.panel import WritePanel

PANELS: tuple[type[Panel], ...] = (
    WelcomePanel,
    HelpPanel,
    CorporaPanel,
    TokenizersPanel,
    CorpusDetailPanel,
    TokenizerVocabularyPanel,
    TokenizerPlaygroundPanel,
    TrainSetupPanel,
    TrainCurvesPanel,
    ModelDrawingPanel,
    LayerMapPanel,
    ClassesPanel,
    TrainLogPanel,
    BatchPanel,
    TrainSamplesPanel,
    QueuePanel,
    AttentionPanel,
    LensPanel,
    NeuronsPanel,
    SimilarityPanel,
    CheckpointsPanel,
    AttributionPanel,
    HeadsPanel,
    TokensPanel,
    WhatIfPanel,
    EmbeddingsPanel,
    InterventionsPanel,
    PatchingPanel,
    WritePanel,
    NextTokenPanel,
    TreesPanel,
    TextsComparedPanel,
    SpeculativePanel,
    PromptsPanel,
    HistoryPanel,
    FillMaskPanel,
    ClassifyPanel,
    RunsPanel,
    ReportPanel,
    SweepPanel,
    ModelsPanel,
    CachesPanel,
    SearchPanel,
    BinPanel,
)
