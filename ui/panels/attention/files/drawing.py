"""How the panel draws a view, as a view's file keeps it."""

from ui.models.role import Role
from ui.panels.attention.queries import AttentionResult
from ui.panels.attention.views import TABS, AttentionViews
from ui.widgets.maps.colour_scale import ColourMap, ColourScale, ScaleKind
from workbench.inspection.exports.about import AboutAttention, DrawnView


def about_view(
    result: AttentionResult, views: AttentionViews, scale: ColourScale
) -> AboutAttention | None:
    """What was asked, and how each side shows it; None while nothing is shown."""
    settings = views.settings()
    if not settings:
        return None
    return AboutAttention(
        text=result.text,
        second=result.second,
        models={str(role): model for role, model in result.about().items()},
        settings=next(iter(settings.values())),
        student_settings=settings.get(Role.STUDENT) if len(settings) > 1 else None,
        drawn=_drawn(views, scale),
    )


def _drawn(views: AttentionViews, scale: ColourScale) -> DrawnView:
    """What is in front, and in which colours."""
    return DrawnView(
        drawn_as=TABS[views.tabs.currentIndex()],
        difference=views.subtract.isChecked(),
        scale=scale.kind.value,
        upper=scale.upper,
        colours=scale.colours.value,
    )


def scale_of(view: DrawnView) -> ColourScale:
    """The colours of a view that was kept."""
    return ColourScale(ScaleKind(view.scale), view.upper, ColourMap(view.colours))
