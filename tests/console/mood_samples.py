"""Filled records of the page of moods and of the model."""

from console.mood_pages import EngineRow, ModelView, MoodPage
from console.pages import Page

LABELS = (("negative", 12, 30), ("neutral", 20, 50), ("positive", 8, 20))


def mood_pages() -> list[Page]:
    """Return the page with a model at work, while one is converted, and without any."""
    ready = ModelView("ready", "e5", 100, "", 384, 491, 1)
    converting = ModelView("converting", "words", 40, "", 0, 0, 0)
    absent = ModelView("absent", "words", 0, "onnxruntime is missing.", 0, 0, 0)
    rows = (EngineRow("e5", 40, 2, 5, 3, 7.5), EngineRow("words", 9, 4, 44, 0, 0.0))
    return [
        MoodPage(ready, "e5", 30, (7, 30, 90), 42, LABELS, rows, 2),
        MoodPage(converting, "words", 7, (7, 30, 90), 0, LABELS, (), 0),
        MoodPage(absent, "words", 90, (7, 30, 90), 0, LABELS, (), 0),
    ]
